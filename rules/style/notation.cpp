// V9201: functions in the other one of their two notations.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

#include "compiler/edit/edit_builder.h"
#include "rules/style/checks.h"

namespace virga {
namespace {

class Walk {
public:
  Walk(const Compilation& compilation, Reporter& reporter)
      : compilation_(compilation),
        reporter_(reporter),
        wants_long_(compilation.options().rules.option("V9201", "form", "short") == "long") {}

  void visit(const Location& at) {
    const Node& node = *at.value;
    if (node.function != Function::None && at.parent != nullptr && !node.is_generated()) judge(node, at);
    for (const Member& member : node.members()) visit(Location{&at, member.key, member.value, 0});
    std::uint32_t index = 0;
    for (const Node* item : node.items()) visit(Location{&at, nullptr, item, index++});
  }

private:
  void judge(const Node& call, const Location& at) {
    const bool is_short = (call.flags & Node::kShortForm) != 0;
    const std::string_view short_form = call.function == Function::Condition ? "" : short_name(call.function);
    if (short_form.empty() || is_short != wants_long_) return;
    const Node& holder = *at.parent->value;
    EditBuilder edit(compilation_.tree());
    const std::string_view name = function_name(call.function);
    if (wants_long_) {
      edit.use_long_form(holder, call);
    } else {
      // YAML takes one tag a node, so one of two calls that follow each other keeps its long form: the outer one.
      const bool is_behind_tag = at.key != nullptr && at.key->is_synthetic();
      if (is_behind_tag || call.argument()->function != Function::None) return;
      edit.use_short_form(holder, call);
    }
    // "A.B" becomes a list, which the serverless transform sees and hashes. All other calls keep their argument as it
    // is.
    const bool changes_expansion = call.function == Function::GetAtt && compilation_.model().is_sam();
    const FixSafety safety = changes_expansion ? FixSafety::Unsafe : FixSafety::Safe;
    const std::string message = wants_long_ ? fmt::format("Short form of {}; use '{}:'", name, name)
                                            : fmt::format("Long form of {}; use !{}", name, short_form);
    reporter_.report(
        finding("V9201", at, message)
            .focus(*call.function_key())
            .fix(edit.take_fix(wants_long_ ? fmt::format("Use '{}:'", name) : fmt::format("Use !{}", short_form),
                               safety)));
  }

  const Compilation& compilation_;
  Reporter& reporter_;
  bool wants_long_;
};

}  // namespace

void check_notation(const Compilation& compilation, Reporter& reporter) {
  const Node* root = compilation.model().root();
  if (root == nullptr || compilation.tree().language == SyntaxLanguage::Json) return;
  Walk(compilation, reporter).visit(Location{nullptr, nullptr, root, 0});
}

}  // namespace virga
