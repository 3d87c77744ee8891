// E3697: the total size of a function's environment variables.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
#include <fmt/format.h>

#include "rules/lambda/checks.h"

namespace virga {

void check_environment_size(Validation& validation, const Node& variables, const Location& where) {
  constexpr std::size_t kMostBytes = 4096;
  std::size_t size = 0;
  // Values that are only known at deployment count as empty.
  for (const Member& member : variables.members()) {
    size += member.key->text().size();
    if (member.value->is_scalar()) size += member.value->text().size();
  }
  if (size <= kMostBytes || variables.function != Function::None) return;
  validation.fail(validation.context(), "E3697", where,
                  fmt::format("The environment variables take {} bytes, but Lambda allows at most {}; move large "
                              "values to Parameter Store or S3",
                              size, kMostBytes));
}

}  // namespace virga
