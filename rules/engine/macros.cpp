#include "rules/engine/macros.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <variant>

namespace virga {
namespace {

std::string_view own_macro(const Template& model) {
  for (const std::string_view name : model.transforms()) {
    if (!name.starts_with("AWS::")) return name;
  }
  return {};
}

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
  return calls_own_macro(*at);
}

bool holds_call(const Node& node) {
  if (calls_own_macro(node)) return true;
  return std::any_of(node.items().begin(), node.items().end(), [](const Node* item) { return holds_call(*item); }) ||
         std::any_of(node.members().begin(), node.members().end(),
                     [](const Member& member) { return holds_call(*member.value); });
}

// The resources in which a macro is called, wherever.
std::set<std::string_view> resources_with_calls(const Template& model) {
  std::set<std::string_view> names;
  for (const Resource& resource : model.resources()) {
    if (holds_call(*resource.member.value)) names.insert(resource.name());
  }
  return names;
}

bool is_settled_before_macros(const Diagnostic& finding) {
  const Rule* rule = find_rule(finding.rule);
  return rule != nullptr && rule->before_macros;
}

}  // namespace

bool has_own_macro(const Template& model) { return !own_macro(model).empty(); }

bool has_macro_call(const Resource& resource) {
  return has_macro_call(*resource.member.value) ||
         (resource.properties != nullptr && has_macro_call(*resource.properties->value));
}

bool holds_macro_call(const Node& value) {
  if (has_macro_call(value)) return true;
  const auto holds = [](const Node* item) { return holds_macro_call(*item); };
  return std::any_of(value.items().begin(), value.items().end(), holds) ||
         std::any_of(value.members().begin(), value.members().end(),
                     [&](const Member& member) { return holds(member.value); });
}

bool calls_macro_on_resources(const Template& model) {
  const Node* resources = model.section_body(Section::Resources);
  return (model.root() != nullptr && calls_own_macro(*model.root())) ||
         (resources != nullptr && calls_own_macro(*resources));
}

void soften_for_macros(const Compilation& compilation, std::vector<Diagnostic>& findings) {
  const std::string_view macro = own_macro(compilation.model());
  if (macro.empty()) return;
  for (Diagnostic& finding : findings) {
    if (finding.severity != Severity::Error || is_settled_before_macros(finding)) continue;
    finding.severity = Severity::Warning;
    finding.message += fmt::format(" (fine if the macro '{}' handles it)", macro);
  }
}

void make_unsafe_for_macros(const Compilation& compilation, std::vector<Diagnostic>& findings) {
  const Node* root = compilation.tree().root;
  const bool gets_all = has_own_macro(compilation.model());
  const bool may_call = compilation.may_hold("Fn::Transform") || compilation.may_hold("!Transform");
  if (root == nullptr || !(gets_all || may_call)) return;
  const std::set<std::string_view> with_calls =
      gets_all ? std::set<std::string_view>() : resources_with_calls(compilation.model());
  // What CloudFormation accepts is judged by all of the resource: a macro may take the reference that makes a DependsOn
  // needless.
  const auto may_differ = [&](const Diagnostic& finding) {
    if (finding.severity == Severity::Error || finding.path.size() < 2 || with_calls.empty()) return false;
    const auto* section = std::get_if<std::string>(&finding.path[0]);
    const auto* name = std::get_if<std::string>(&finding.path[1]);
    return section != nullptr && name != nullptr && *section == section_name(Section::Resources) &&
           with_calls.contains(*name);
  };
  for (Diagnostic& finding : findings) {
    if (finding.fixes.empty() || is_settled_before_macros(finding)) continue;
    if (!gets_all && !may_differ(finding) && !reaches_own_macro(*root, finding.path)) continue;
    for (Fix& fix : finding.fixes) fix.safety = FixSafety::Unsafe;
  }
}

}  // namespace virga
