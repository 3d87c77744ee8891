// Work on several threads whose results come in order.
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

// The threads of a pool: as many as the system gives, up to `count`; none when it gives none.
template <typename Work>
std::vector<std::jthread> start_threads(unsigned count, const Work& work) {
  std::vector<std::jthread> pool;
  pool.reserve(count);
  try {
    while (pool.size() < count) pool.emplace_back(work);
  } catch (const std::system_error&) {
    // A limit of processes or memory: the work is done by those that there are.
  }
  return pool;
}

// Calls work(0) … work(count - 1) on `threads` threads (0: one for each core) and deliver(result) in that order on the
// calling thread. At most four results per thread are begun and not yet delivered, so memory does not grow with the
// slowest one. `work` runs on many threads at once; neither function may throw. Where one thread is enough, or the
// system gives none, the calling one does the work. Returns when everything is delivered.
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
