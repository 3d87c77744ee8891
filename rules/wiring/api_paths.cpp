// V3003: the path parts of a REST API. https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html
#include <fmt/format.h>

#include <algorithm>

#include "compiler/support/characters.h"
#include "rules/engine/fixes.h"
#include "rules/wiring/checks.h"

namespace virga {
namespace {

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return is_letter_or_digit(c) || std::string_view("._-:").find(c) != std::string_view::npos;
  });
}

// A part is plain, or a parameter in braces, which may match the rest of the path ("{proxy+}").
bool is_part(std::string_view part) {
  if (!part.starts_with('{') || !part.ends_with('}') || part.size() < 3) return is_plain(part);
  part = part.substr(1, part.size() - 2);
  if (part.ends_with('+')) part.remove_suffix(1);
  return !part.empty() && is_plain(part);
}

// The first invalid part; empty if all are valid.
std::string_view fault_of(std::string_view path) {
  while (!path.empty()) {
    const std::size_t end = path.find('/');
    const std::string_view part = path.substr(0, end);
    if (!is_part(part)) return part;
    if (end == std::string_view::npos) break;
    path.remove_prefix(end + 1);
  }
  return {};
}

std::string_view without_slashes(std::string_view path) {
  while (path.starts_with('/')) path.remove_prefix(1);
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

void judge(Validation& v, std::string_view path, const Location& where, bool has_key) {
  // A path part is one: what stands between two slashes.
  const bool has_slash = !has_key && path.find('/') != std::string_view::npos;
  const std::string_view part = has_slash ? path : fault_of(path);
  if (part.empty()) return;
  Finding found = finding("V3003", where,
                          fmt::format("Invalid path part '{}'; use letters, digits and '._-:', or one parameter in "
                                      "braces, such as {{id}} or {{proxy+}}",
                                      part.substr(0, 60)));
  if (has_key) {
    found.focus(*where.key);
  } else if (const std::string_view bare = without_slashes(path); is_part(bare)) {
    // Only "/orders" can be meant by it: a path part has no slashes.
    found.fix(change_fix(v.compilation(), *where.value, bare, FixSafety::Safe));
  }
  v.fail(v.context(), found);
}

}  // namespace

void check_api_paths(Validation& v, const Node& value, const Location& where) {
  if (value.is_string()) {  // PathPart
    judge(v, value.text(), where, false);
    return;
  }
  const Member* paths = value.find("paths");
  if (paths == nullptr) return;
  const Location& at_paths = v.at(where, *paths);
  for (const Member& path : paths->value->members()) {
    const std::string_view name = path.key->text();
    // Keys other than paths are "x-…" and functions.
    if (name.starts_with('/')) judge(v, name.substr(1), v.at(at_paths, path), true);
  }
}

}  // namespace virga
