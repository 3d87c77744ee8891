// The pool of worker threads.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace virga::lsp {

// Runs what a person waits for before what happens in the background, which never takes the last thread. Threads start
// with the first task. Tasks must not throw.
class Scheduler {
public:
  using Clock = std::chrono::steady_clock;

  // `threads`: two or more.
  explicit Scheduler(unsigned threads) : thread_count_(threads) {}
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  // Posts a request; requests run in order.
  void post(std::function<void()> task);
  // A request that takes long: it leaves a thread to the others.
  void post_long(std::function<void()> task);
  // Work under a name, after a delay. It takes the place of what waits under the same name: that is dead by then. At
  // most one task of a name runs at a time.
  void post_named(const std::string& name, std::chrono::milliseconds delay, std::function<void()> task);
  // Drops the waiting task of a name.
  void drop(const std::string& name);
  // Waits until no request that runs at once is left, but not longer than `limit`. To be called from background work.
  void yield_to_requests(std::chrono::milliseconds limit);
  // Waits until no tasks are left.
  void wait_until_idle();
  // Drops waiting tasks and waits for running ones. Nothing can be posted afterwards.
  void stop();

private:
  struct Named {
    Clock::time_point due;
    std::function<void()> task;
    bool is_running = false;
  };

  void start();
  void work();
  // Runs a task, and frees it, without the lock, which it takes again.
  void run(std::unique_lock<std::mutex>& lock, std::function<void()> task, bool is_background);
  bool may_run_background() const { return background_ + 1 < thread_count_; }
  // The named task whose time has come, or end(). Under the lock.
  std::map<std::string, Named>::iterator due_task();

  unsigned thread_count_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> requests_;
  std::deque<std::function<void()>> long_requests_;
  std::map<std::string, Named> named_;
  std::size_t running_ = 0;
  std::size_t background_ = 0;  // of those, the ones in the background
  bool is_stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace virga::lsp
