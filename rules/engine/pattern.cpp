#define PCRE2_CODE_UNIT_WIDTH 8
#include "rules/engine/pattern.h"

#include <pcre2.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "compiler/support/keyed_hash.h"

namespace virga {
namespace {

// JIT compilation only pays off for frequently used patterns: for the few patterns of one template, the interpreter is
// faster.
constexpr int kUsesBeforeJit = 16;
constexpr std::uint32_t kMatchLimit = 200'000;
constexpr std::uint32_t kDepthLimit = 5'000;

struct Compiled {
  Compiled() = default;
  Compiled(const Compiled&) = delete;
  Compiled& operator=(const Compiled&) = delete;
  ~Compiled() {
    pcre2_code_free(interpreted);
    pcre2_code_free(jit.load(std::memory_order_relaxed));
  }

  std::string_view pattern;  // the key in the cache
  pcre2_code* interpreted = nullptr;
  // Null until it is compiled. The JIT uses a copy, since other threads may be matching with the original.
  std::atomic<pcre2_code*> jit = nullptr;
  std::atomic<int> uses = 0;

  void count_use() {
    // Exactly one thread reaches the limit and compiles.
    if (uses.load(std::memory_order_relaxed) >= kUsesBeforeJit) return;
    if (uses.fetch_add(1, std::memory_order_relaxed) != kUsesBeforeJit - 1) return;
    pcre2_code* copy = pcre2_code_copy(interpreted);
    if (copy == nullptr) return;
    if (pcre2_jit_compile(copy, PCRE2_JIT_COMPLETE) == 0) {
      jit.store(copy, std::memory_order_release);
    } else {
      pcre2_code_free(copy);
    }
  }
};

// Java, which CloudFormation uses for patterns, accepts a class such as [\w-+]; in PCRE2 the hyphen must be escaped.
std::string with_plain_hyphens(std::string_view pattern) {
  std::string text;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    text += pattern[i];
    if (pattern[i] != '\\' || i + 1 == pattern.size()) continue;
    text += pattern[++i];
    const bool is_class = std::string_view("wWdDsS").find(pattern[i]) != std::string_view::npos;
    if (is_class && i + 1 < pattern.size() && pattern[i + 1] == '-') text += '\\';
  }
  return text;
}

pcre2_code* compile(std::string_view pattern) {
  int error = 0;
  PCRE2_SIZE offset = 0;
  return pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                       PCRE2_UTF | PCRE2_NO_UTF_CHECK | PCRE2_MATCH_INVALID_UTF, &error, &offset, nullptr);
}

Compiled& compiled(std::string_view pattern) {
  static std::shared_mutex mutex;
  static auto& cache = *new std::unordered_map<std::string, std::unique_ptr<Compiled>, KeyedHash, std::equal_to<>>();
  {
    std::shared_lock lock(mutex);
    if (auto found = cache.find(pattern); found != cache.end()) return *found->second;
  }
  auto entry = std::make_unique<Compiled>();
  entry->interpreted = compile(pattern);
  if (entry->interpreted == nullptr) entry->interpreted = compile(with_plain_hyphens(pattern));
  std::unique_lock lock(mutex);
  const auto [place, is_new] = cache.try_emplace(std::string(pattern));
  if (is_new) {  // another thread may have been faster
    entry->pattern = place->first;
    place->second = std::move(entry);
  }
  return *place->second;
}

// What a thread keeps from one match to the next. On the heap: libvirga.so, which programs load late, has room for few
// variables of threads.
struct Scratch {
  static constexpr std::size_t kRecent = 256;
  pcre2_match_data* data = pcre2_match_data_create(1, nullptr);
  pcre2_match_context* context = pcre2_match_context_create(nullptr);
  // A small cache by address: the same few schema patterns are used again and again.
  std::unique_ptr<Compiled*[]> recent = std::make_unique<Compiled*[]>(kRecent);
  Scratch() {
    pcre2_set_match_limit(context, kMatchLimit);
    pcre2_set_depth_limit(context, kDepthLimit);
  }
  ~Scratch() {
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
  }

  Compiled& compiled_of(std::string_view pattern) {
    Compiled*& entry = recent[(reinterpret_cast<std::uintptr_t>(pattern.data()) + pattern.size()) % kRecent];
    if (entry == nullptr || entry->pattern != pattern) entry = &compiled(pattern);
    return *entry;
  }
};

}  // namespace

PatternResult search_pattern(std::string_view pattern, std::string_view text) {
  thread_local Scratch scratch;
  Compiled& entry = scratch.compiled_of(pattern);
  if (entry.interpreted == nullptr) return PatternResult::Undecided;
  entry.count_use();
  const pcre2_code* jit = entry.jit.load(std::memory_order_acquire);
  const auto match = jit != nullptr ? pcre2_jit_match : pcre2_match;
  const int result =
      match(jit != nullptr ? jit : entry.interpreted, reinterpret_cast<PCRE2_SPTR>(text.empty() ? "" : text.data()),
            text.size(), 0, 0, scratch.data, scratch.context);
  if (result >= 0) return PatternResult::Match;
  return result == PCRE2_ERROR_NOMATCH ? PatternResult::NoMatch : PatternResult::Undecided;
}

bool is_valid_pattern(std::string_view pattern) { return compiled(pattern).interpreted != nullptr; }

}  // namespace virga
