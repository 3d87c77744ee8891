// V3004: values of keys that end with ".$".
// https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html
#include <fmt/format.h>

#include <optional>
#include <string_view>

#include "compiler/edit/edit_builder.h"
#include "rules/wiring/checks.h"

namespace virga {
namespace {

// The key without ".$", unless the state has that one, too.
std::optional<Fix> plain_key_fix(const Compilation& compilation, const Node& mapping, const Member& member) {
  const std::string_view name = member.key->text().substr(0, member.key->text().size() - 2);
  if (mapping.find(name) != nullptr) return std::nullopt;
  EditBuilder edit(compilation.tree());
  edit.rename_key(member, name);
  return edit.take_fix(fmt::format("Change the key to '{}'", name), FixSafety::Unsafe);
}

void judge(Validation& v, const Node& node, const Location& where) {
  // States with JSONata have no such keys; the output of a Pass state is not evaluated.
  const Node* language = node.get("QueryLanguage");
  if (language != nullptr && language->text() == "JSONata") return;
  for (const Member& member : node.members()) {
    const std::string_view key = member.key->text();
    if (key == "Result") continue;
    const Location& at = v.at(where, member);
    if (!key.ends_with(".$") || key.size() < 3) {
      judge(v, *member.value, at);
      continue;
    }
    const std::string_view text = member.value->text();
    // The result of a substitution is not known here.
    if (!member.value->is_string() || text.starts_with('$') || text.starts_with("States.")) continue;
    v.fail(v.context(), finding("V3004", at,
                                fmt::format("'{}' must be a path, which starts with '$', or an intrinsic function, "
                                            "which starts with 'States.'; rename the key to '{}' for a plain string",
                                            key, key.substr(0, key.size() - 2)))
                            .focus(*member.value)
                            .fix(plain_key_fix(v.compilation(), node, member)));
  }
  std::uint32_t index = 0;
  for (const Node* item : node.items()) {
    judge(v, *item, v.at(where, index, *item));
    ++index;
  }
}

}  // namespace

void check_state_paths(Validation& v, const Node& definition, const Location& where) {
  if (!v.context().resolved) judge(v, definition, where);
}

}  // namespace virga
