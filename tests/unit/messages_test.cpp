#include "rules/engine/messages.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace virga {
namespace {

TEST(Messages, ACycleIsNamedAndALongOneIsCut) {
  const std::vector<std::string_view> two = {"A", "B", "A"};
  EXPECT_EQ(cycle_of(two), "A -> B -> A");

  std::vector<std::string> all;
  for (int i = 0; i < 1000; ++i) all.push_back("R" + std::to_string(i));
  std::vector<std::string_view> names(all.begin(), all.end());
  names.push_back("R0");
  EXPECT_EQ(cycle_of(names), "R0 -> R1 -> R2 -> R3 -> R4 -> R5 -> R6 -> R7 -> R8 -> R9 -> R10 -> … (989 more) -> R0");
}

}  // namespace
}  // namespace virga
