#include "compiler/support/ordered_parallel.h"

#include <gtest/gtest.h>

#include <atomic>

namespace virga {
namespace {

std::vector<std::size_t> squares(std::size_t count, unsigned threads) {
  std::vector<std::size_t> results;
  ordered_parallel<std::size_t>(
      count, threads, [](std::size_t i) { return i * i; }, [&](std::size_t&& result) { results.push_back(result); });
  return results;
}

TEST(OrderedParallel, DeliversEveryResultInOrder) {
  for (const unsigned threads : {0U, 1U, 2U, 7U}) {
    for (const std::size_t count : {0U, 1U, 3U, 1000U}) {
      const std::vector<std::size_t> results = squares(count, threads);
      ASSERT_EQ(results.size(), count);
      for (std::size_t i = 0; i < count; ++i) EXPECT_EQ(results[i], i * i);
    }
  }
}

TEST(OrderedParallel, KeepsFewResultsInMemory) {
  constexpr unsigned kThreads = 3;
  std::atomic<std::size_t> open = 0;
  std::atomic<std::size_t> most = 0;
  ordered_parallel<int>(
      500, kThreads,
      [&](std::size_t i) {
        const std::size_t now = ++open;
        for (std::size_t seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
        }
        return static_cast<int>(i);
      },
      [&](int&&) { --open; });
  EXPECT_LE(most, kThreads * 4 + 1);
}

}  // namespace
}  // namespace virga
