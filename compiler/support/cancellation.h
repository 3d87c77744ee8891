// Cancels work whose result is no longer needed.
#pragma once

#include <atomic>
#include <memory>

namespace virga {

// Polled by long-running work; a check is one relaxed load. Copies share their state. A default-constructed token is
// never cancelled. Thread-safe.
class CancellationToken {
public:
  CancellationToken() = default;
  bool is_cancelled() const { return flag_ != nullptr && flag_->load(std::memory_order_relaxed); }

private:
  friend class CancellationSource;
  explicit CancellationToken(std::shared_ptr<const std::atomic<bool>> flag) : flag_(std::move(flag)) {}

  std::shared_ptr<const std::atomic<bool>> flag_;
};

// Held by whoever started the work. Thread-safe; may be destroyed before its tokens.
class CancellationSource {
public:
  CancellationSource() : flag_(std::make_shared<std::atomic<bool>>(false)) {}
  CancellationToken token() const { return CancellationToken(flag_); }
  void cancel() { flag_->store(true, std::memory_order_relaxed); }

private:
  std::shared_ptr<std::atomic<bool>> flag_;
};

}  // namespace virga
