#include "rules/engine/macros.h"

#include <fmt/format.h>

#include <variant>

namespace virga {
namespace {

std::string_view own_macro(const Template& model) {
  for (const std::string_view name : model.transforms()) {
    if (!name.starts_with("AWS::")) return name;
  }
  return {};
}

}  // namespace

namespace {

// Whether the node is a call of a macro of the author's, or a map that holds one: `Fn::Transform` beside other keys.
bool calls_own_macro(const Node& node) {
  const Node* call = node.get("Fn::Transform");
  if (call == nullptr) return false;
  const Node* name = call->get("Name");
  return name == nullptr || !name->text().starts_with("AWS::");
}

// Whether a macro that is called in the template gets the text at the path.
bool reaches_own_macro(const Node& root, const Path& path) {
  const Node* at = &root;
  for (const PathElement& step : path) {
    if (calls_own_macro(*at)) return true;
    const auto* name = std::get_if<std::string>(&step);
    if (name != nullptr) {
      at = at->get(*name);
    } else {
      const std::uint32_t index = std::get<std::uint32_t>(step);
      at = index < at->items().size() ? at->items()[index] : nullptr;
    }
    if (at == nullptr) return false;
  }
  return false;
}

void make_unsafe(Diagnostic& finding) {
  for (Fix& fix : finding.fixes) fix.safety = FixSafety::Unsafe;
}

}  // namespace

bool has_own_macro(const Template& model) { return !own_macro(model).empty(); }

void soften_for_macros(const Compilation& compilation, std::vector<Diagnostic>& findings) {
  const std::string_view macro = own_macro(compilation.model());
  if (macro.empty()) return;
  for (Diagnostic& finding : findings) {
    const Rule* rule = find_rule(finding.rule);
    if (finding.severity != Severity::Error || (rule != nullptr && rule->before_macros)) continue;
    finding.severity = Severity::Warning;
    make_unsafe(finding);
    finding.message += fmt::format(" (fine if the macro '{}' handles it)", macro);
  }
}

void make_unsafe_for_macros(const Compilation& compilation, std::vector<Diagnostic>& findings) {
  const Node* root = compilation.tree().root;
  if (root == nullptr || !(compilation.may_hold("Fn::Transform") || compilation.may_hold("!Transform"))) return;
  for (Diagnostic& finding : findings) {
    if (!finding.fixes.empty() && reaches_own_macro(*root, finding.path)) make_unsafe(finding);
  }
}

}  // namespace virga
