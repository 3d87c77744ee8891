// Message framing and the worker pool.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <string>
#include <vector>

#include "lsp/server/scheduler.h"
#include "lsp/transport/framing.h"

namespace virga::lsp {
namespace {

std::vector<std::string> bodies(FrameReader& reader) {
  std::vector<std::string> found;
  while (auto body = reader.next()) found.push_back(*body);
  return found;
}

TEST(Framing, CutsMessagesWhereverTheBytesAreSplit) {
  const std::string stream = framed(R"({"a":1})") + framed("") + "content-length:  2 \r\nContent-Type: x\r\n\r\n{}";
  for (std::size_t step = 1; step < stream.size(); ++step) {
    FrameReader reader;
    std::vector<std::string> found;
    for (std::size_t at = 0; at < stream.size(); at += step) {
      reader.feed(std::string_view(stream).substr(at, step));
      for (std::string& body : bodies(reader)) found.push_back(std::move(body));
    }
    EXPECT_EQ(found, (std::vector<std::string>{R"({"a":1})", "", "{}"})) << "in pieces of " << step;
    EXPECT_EQ(reader.error(), "");
  }
}

TEST(Framing, RefusesWhatIsNotTheProtocol) {
  const auto error_of = [](std::string_view bytes) {
    FrameReader reader(100);
    reader.feed(bytes);
    EXPECT_FALSE(reader.next());
    return reader.error();
  };
  EXPECT_EQ(error_of("Content-Length: x\r\n\r\n"), "Content-Length is not a number");
  EXPECT_EQ(error_of("Content-Length: -1\r\n\r\n"), "Content-Length is not a number");
  EXPECT_EQ(error_of("Content-Length: 101\r\n\r\n"), "A message of 101 bytes is longer than the limit of 100");
  EXPECT_EQ(error_of("Content-Type: a\r\n\r\n{}"), "Missing Content-Length header");
  EXPECT_EQ(error_of("{\"jsonrpc\"}\r\n\r\n"), "A header line has no colon");
  EXPECT_EQ(error_of(std::string(kMaxHeaderBytes + 1, 'x')), "Unterminated header");
  EXPECT_EQ(error_of("Content-Length: 5\r\n\r\nab"), "");
}

TEST(Scheduler, ReplacesWhatWaitsUnderTheSameName) {
  Scheduler scheduler(2);
  std::atomic<int> runs = 0;
  std::atomic<int> last = 0;
  for (int i = 1; i <= 50; ++i) {
    scheduler.post_named("a", std::chrono::milliseconds(20), [&, i] {
      ++runs;
      last = i;
    });
  }
  scheduler.wait_until_idle();
  EXPECT_EQ(last, 50);
  EXPECT_LT(runs, 50);
}

TEST(Scheduler, BackgroundWorkLetsRequestsGoFirst) {
  Scheduler scheduler(2);
  std::promise<void> is_posted;
  const std::shared_future<void> posted = is_posted.get_future().share();
  std::atomic<int> answered = 0;
  int answered_before = -1;
  scheduler.post_named("a", std::chrono::milliseconds(0), [&] {
    posted.wait();
    scheduler.yield_to_requests(std::chrono::hours(1));
    answered_before = answered;
  });
  for (int i = 0; i < 20; ++i) scheduler.post([&] { ++answered; });
  is_posted.set_value();
  scheduler.wait_until_idle();
  EXPECT_EQ(answered_before, 20);
}

TEST(Scheduler, BackgroundWorkDoesNotWaitForEver) {
  Scheduler scheduler(2);
  std::promise<void> is_over;
  const std::shared_future<void> over = is_over.get_future().share();
  scheduler.post([&] { over.wait(); });
  scheduler.post_named("a", std::chrono::milliseconds(0), [&] {
    scheduler.yield_to_requests(std::chrono::milliseconds(1));
    is_over.set_value();
  });
  scheduler.wait_until_idle();
  EXPECT_EQ(over.wait_for(std::chrono::seconds(0)), std::future_status::ready);
}

TEST(Scheduler, DropsWhatNobodyWantsAnyMore) {
  Scheduler scheduler(1);
  std::atomic<int> runs = 0;
  scheduler.post_named("a", std::chrono::hours(1), [&] { ++runs; });
  scheduler.drop("a");
  scheduler.post([&] { runs += 10; });
  scheduler.wait_until_idle();
  EXPECT_EQ(runs, 10);
}

TEST(Scheduler, LongTasksLeaveAThreadToRequests) {
  Scheduler scheduler(3);
  std::promise<void> is_asked;
  const std::shared_future<void> asked = is_asked.get_future().share();
  constexpr std::chrono::seconds kPatience{60};
  for (int i = 0; i < 3; ++i) {
    scheduler.post_long([&] { EXPECT_EQ(asked.wait_for(kPatience), std::future_status::ready); });
    scheduler.post_named(std::to_string(i), std::chrono::milliseconds(0),
                         [&] { EXPECT_EQ(asked.wait_for(kPatience), std::future_status::ready); });
  }
  scheduler.post([&] { is_asked.set_value(); });
  scheduler.wait_until_idle();
}

TEST(Scheduler, StopsWithWorkLeft) {
  Scheduler scheduler(2);
  scheduler.post_named("later", std::chrono::hours(1), [] {});
  scheduler.stop();
  scheduler.post([] { FAIL() << "runs after the end"; });
  scheduler.wait_until_idle();
}

}  // namespace
}  // namespace virga::lsp
