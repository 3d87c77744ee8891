#include "lsp/server/scheduler.h"

#include <utility>

namespace virga::lsp {

Scheduler::~Scheduler() { stop(); }

void Scheduler::start() {
  if (!threads_.empty() || is_stopped_) return;
  threads_.reserve(thread_count_);
  for (unsigned i = 0; i < thread_count_; ++i) threads_.emplace_back([this] { work(); });
}

void Scheduler::post(std::function<void()> task) {
  const std::lock_guard lock(mutex_);
  if (is_stopped_) return;
  start();
  requests_.push_back(std::move(task));
  changed_.notify_all();
}

void Scheduler::post_long(std::function<void()> task) {
  const std::lock_guard lock(mutex_);
  if (is_stopped_) return;
  start();
  long_requests_.push_back(std::move(task));
  changed_.notify_all();
}

void Scheduler::post_named(const std::string& name, std::chrono::milliseconds delay, std::function<void()> task) {
  const std::lock_guard lock(mutex_);
  if (is_stopped_) return;
  start();
  Named& named = named_[name];
  named.due = Clock::now() + delay;
  named.task = std::move(task);
  changed_.notify_all();
}

void Scheduler::drop(const std::string& name) {
  const std::lock_guard lock(mutex_);
  const auto found = named_.find(name);
  if (found == named_.end()) return;
  if (found->second.is_running) {
    found->second.task = nullptr;
  } else {
    named_.erase(found);
  }
  changed_.notify_all();
}

std::map<std::string, Scheduler::Named>::iterator Scheduler::due_task() {
  const Clock::time_point now = Clock::now();
  auto best = named_.end();
  for (auto it = named_.begin(); it != named_.end(); ++it) {
    const Named& named = it->second;
    if (named.is_running || named.task == nullptr || named.due > now) continue;
    if (best == named_.end() || named.due < best->second.due) best = it;
  }
  return best;
}

void Scheduler::run(std::unique_lock<std::mutex>& lock, std::function<void()> task, bool is_background) {
  ++running_;
  background_ += is_background ? 1 : 0;
  lock.unlock();
  task();
  task = nullptr;  // what it held may take long to free
  lock.lock();
  --running_;
  background_ -= is_background ? 1 : 0;
  changed_.notify_all();
}

void Scheduler::work() {
  std::unique_lock lock(mutex_);
  while (!is_stopped_) {
    if (!requests_.empty()) {
      std::function<void()> task = std::move(requests_.front());
      requests_.pop_front();
      run(lock, std::move(task), false);
      continue;
    }
    if (!may_run_background()) {
      changed_.wait(lock);
      continue;
    }
    if (!long_requests_.empty()) {
      std::function<void()> task = std::move(long_requests_.front());
      long_requests_.pop_front();
      run(lock, std::move(task), true);
      continue;
    }
    if (const auto due = due_task(); due != named_.end()) {
      const std::string name = due->first;
      due->second.is_running = true;
      run(lock, std::exchange(due->second.task, nullptr), true);
      const auto done = named_.find(name);
      done->second.is_running = false;
      if (done->second.task == nullptr) named_.erase(done);
      changed_.notify_all();
      continue;
    }
    Clock::time_point next = Clock::time_point::max();
    for (const auto& [name, named] : named_) {
      if (!named.is_running && named.task != nullptr && named.due < next) next = named.due;
    }
    if (next == Clock::time_point::max()) {
      changed_.wait(lock);
    } else {
      changed_.wait_until(lock, next);
    }
  }
}

void Scheduler::yield_to_requests(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, limit, [&] { return is_stopped_ || (requests_.empty() && running_ == background_); });
}

void Scheduler::wait_until_idle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] {
    return is_stopped_ || (running_ == 0 && requests_.empty() && long_requests_.empty() && named_.empty());
  });
}

void Scheduler::stop() {
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    is_stopped_ = true;
    requests_.clear();
    long_requests_.clear();
    threads.swap(threads_);
    changed_.notify_all();
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace virga::lsp
