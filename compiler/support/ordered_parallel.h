// Runs work on several threads and delivers the results in order.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace virga {

// Starts up to `count` threads: as many as the system allows, possibly none.
template <typename Work>
std::vector<std::jthread> start_threads(unsigned count, const Work& work) {
  std::vector<std::jthread> pool;
  pool.reserve(count);
  try {
    while (pool.size() < count) pool.emplace_back(work);
  } catch (const std::system_error&) {
    // The system's limit on threads or memory is reached; continue with those that have started.
  }
  return pool;
}

// Calls work(0) … work(count - 1) on `threads` threads (0: one per core) and deliver(result) in that order on the
// calling thread. At most four results per thread are pending, so memory does not grow with the slowest call. `work`
// runs on several threads at once; neither function may throw. The calling thread does the work if one thread is enough
// or no thread can be started. Returns when everything is delivered.
template <typename Result>
void ordered_parallel(std::size_t count, unsigned threads, const std::function<Result(std::size_t)>& work,
                      const std::function<void(Result&&)>& deliver) {
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  threads = static_cast<unsigned>(std::min<std::size_t>(threads, count));
  if (threads < 2) {
    for (std::size_t i = 0; i < count; ++i) deliver(work(i));
    return;
  }
  const std::size_t window = std::size_t{threads} * 4;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::optional<Result>> slots(window);  // result i waits in slot i % window
  std::size_t begun = 0;
  std::size_t delivered = 0;

  auto worker = [&] {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [&] { return begun == count || begun < delivered + window; });
      if (begun == count) return;
      const std::size_t i = begun++;
      lock.unlock();
      Result result = work(i);
      lock.lock();
      slots[i % window] = std::move(result);
      changed.notify_all();
    }
  };
  const std::vector<std::jthread> pool = start_threads(threads, worker);
  if (pool.empty()) {
    for (std::size_t i = 0; i < count; ++i) deliver(work(i));
    return;
  }

  std::unique_lock lock(mutex);
  for (std::size_t i = 0; i < count; ++i) {
    std::optional<Result>& slot = slots[i % window];
    changed.wait(lock, [&] { return slot.has_value(); });
    Result result = std::move(*slot);
    slot.reset();
    lock.unlock();
    deliver(std::move(result));
    lock.lock();
    delivered = i + 1;
    changed.notify_all();
  }
}

}  // namespace virga
