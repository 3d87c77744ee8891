// Bump allocator that owns the nodes and strings of one compilation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace virga {

// Frees all memory at once when destroyed. Destructors of the objects in it never run, so only trivially destructible
// types are accepted. Not thread-safe: use one arena per thread. Pointers stay valid when the arena is moved.
class Arena {
public:
  Arena() = default;
  Arena(Arena&&) noexcept = default;
  Arena& operator=(Arena&&) noexcept = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  void* allocate(std::size_t size, std::size_t alignment) {
    std::uintptr_t start = (cursor_ + alignment - 1) & ~(alignment - 1);
    if (start + size > limit_) {
      grow(size + alignment);
      start = (cursor_ + alignment - 1) & ~(alignment - 1);
    }
    cursor_ = start + size;
    return reinterpret_cast<void*>(start);  // NOLINT(performance-no-int-to-ptr)
  }

  template <typename T, typename... Args>
  T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T), alignof(T))) T{std::forward<Args>(args)...};
  }

  template <typename T>
  std::span<T> copy(std::span<const T> items) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (items.empty()) return {};
    T* target = static_cast<T*>(allocate(items.size_bytes(), alignof(T)));
    std::memcpy(static_cast<void*>(target), items.data(), items.size_bytes());
    return {target, items.size()};
  }

  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* target = static_cast<char*>(allocate(text.size(), 1));
    std::memcpy(target, text.data(), text.size());
    return {target, text.size()};
  }

  // Bytes obtained from the system so far.
  std::size_t capacity() const { return capacity_; }

private:
  void grow(std::size_t at_least) {
    std::size_t size = blocks_.empty() ? kFirstBlock : kBlock;
    if (size < at_least) size = at_least;
    blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(size));
    capacity_ += size;
    cursor_ = reinterpret_cast<std::uintptr_t>(blocks_.back().get());
    limit_ = cursor_ + size;
  }

  static constexpr std::size_t kFirstBlock = std::size_t{16} * 1024;
  static constexpr std::size_t kBlock = std::size_t{256} * 1024;

  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::uintptr_t cursor_ = 0;
  std::uintptr_t limit_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace virga
