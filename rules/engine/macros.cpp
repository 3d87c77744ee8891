#include "rules/engine/macros.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>

namespace virga {
namespace {

constexpr std::string_view kShort = "Transform";  // of Fn::Transform

std::string_view own_macro(const Template& model) {
  for (const std::string_view name : model.transforms()) {
    if (!name.starts_with("AWS::")) return name;
  }
  return {};
}

bool is_own_call(const Node& call) {
  if (call.is_sequence())
    return std::any_of(call.items().begin(), call.items().end(), [](const Node* item) { return is_own_call(*item); });
  const Node* name = call.get("Name");
  return name == nullptr || !name->text().starts_with("AWS::");
}

// What may be the call of a macro of the author's among the members of a map; null if there is none.
const Node* own_call(const Node& map) {
  const auto members = map.members();
  const auto call = std::find_if(members.begin(), members.end(), [](const Member& member) {
    return may_be_macro_call(member) && is_own_call(*member.value);
  });
  return call != members.end() ? call->value : nullptr;
}

// The call in the template whose macro gets the text at the path: all that is beside the call, and below that. Null if
// there is none.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros-author.html
const Node* call_that_gets(const Node& root, const Path& path) {
  const Node* at = &root;
  for (const PathElement& step : path) {
    const auto* name = std::get_if<std::string>(&step);
    const Node* call = own_call(*at);
    if (name != nullptr) {
      at = at->get(*name);
    } else {
      const std::uint32_t index = std::get<std::uint32_t>(step);
      at = index < at->items().size() ? at->items()[index] : nullptr;
    }
    if (call != nullptr && at != call) return call;
    if (at == nullptr) return nullptr;
  }
  return own_call(*at);
}

// The macro that a call names; empty if that is not written out, or if there are several.
std::string_view name_of(const Node& call) {
  const Node* name = call.get("Name");
  return name != nullptr && name->is_string() ? name->text() : std::string_view();
}

// A map that a macro gets as a whole.
struct Scope {
  TextRange range;
  const Node* call;
};

void add_scopes(const Node& node, std::vector<Scope>& scopes) {
  if (const Node* call = own_call(node)) {
    scopes.push_back({node.range, call});
    return;
  }
  for (const Node* item : node.items()) add_scopes(*item, scopes);
  for (const Member& member : node.members()) add_scopes(*member.value, scopes);
}

// Finds the calls whose macros get what a finding is about.
class MacroCalls {
public:
  MacroCalls(const Node& root, const Template& model) : root_(root) {
    add_scopes(root, scopes_);
    // Notes stand at the names of resources, before their maps.
    for (const Resource& resource : model.resources()) {
      std::vector<Scope> own;
      add_scopes(*resource.member.value, own);
      if (!own.empty()) scopes_.push_back({resource.member.key->range, own.front().call});
    }
    std::stable_sort(scopes_.begin(), scopes_.end(),
                     [](const Scope& a, const Scope& b) { return a.range.begin < b.range.begin; });
  }

  // That of the finding, or of another place that makes it one; null if no macro gets any.
  const Node* of(const Diagnostic& finding) const {
    if (scopes_.empty()) return nullptr;
    if (const Node* call = call_that_gets(root_, finding.path)) return call;
    for (const Note& note : finding.notes) {
      if (note.file != nullptr) continue;
      const auto behind =
          std::upper_bound(scopes_.begin(), scopes_.end(), note.range.begin,
                           [](std::uint32_t offset, const Scope& scope) { return offset < scope.range.begin; });
      if (behind != scopes_.begin() && note.range.end <= std::prev(behind)->range.end) return std::prev(behind)->call;
    }
    return nullptr;
  }

private:
  const Node& root_;
  std::vector<Scope> scopes_;  // by where they begin
};

// The resources in which a macro is called, wherever.
std::set<std::string_view> resources_with_calls(const Template& model) {
  std::set<std::string_view> names;
  for (const Resource& resource : model.resources()) {
    std::vector<Scope> scopes;
    add_scopes(*resource.member.value, scopes);
    if (!scopes.empty()) names.insert(resource.name());
  }
  return names;
}

bool is_settled_before_macros(const Diagnostic& finding) {
  const Rule* rule = find_rule(finding.rule);
  return rule != nullptr && rule->before_macros;
}

}  // namespace

bool has_own_macro(const Template& model) { return !own_macro(model).empty(); }

bool may_call_macro(const Compilation& compilation) {
  if (compilation.may_hold("Fn::Transform") || compilation.may_hold("!Transform")) return true;
  if (!compilation.may_hold(kShort)) return false;
  // The template's own section is no call.
  const Member* section = compilation.model().section(Section::Transform);
  const std::string_view text = compilation.source().text();
  for (std::size_t at = text.find(kShort); at != std::string_view::npos; at = text.find(kShort, at + kShort.size())) {
    const bool is_section = section != nullptr && section->key->range.contains(static_cast<std::uint32_t>(at));
    const std::size_t next = at + kShort.size();
    if (!is_section && next < text.size() && std::string_view("\"': \t").find(text[next]) != std::string_view::npos)
      return true;
  }
  return false;
}

const Node* macro_that_gets(const Template& model, const Resource& resource) {
  if (const Node* call = own_call(*resource.member.value)) return call;
  const Node* resources = model.section_body(Section::Resources);
  return resources != nullptr ? own_call(*resources) : nullptr;
}

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
  return (model.root() != nullptr && own_call(*model.root()) != nullptr) ||
         (resources != nullptr && own_call(*resources) != nullptr);
}

void soften_for_macros(const Compilation& compilation, std::vector<Diagnostic>& findings) {
  const Node* root = compilation.tree().root;
  const std::string_view of_template = own_macro(compilation.model());
  const bool gets_all = !of_template.empty();
  if (root == nullptr || !(gets_all || may_call_macro(compilation))) return;
  std::optional<MacroCalls> calls;
  for (Diagnostic& finding : findings) {
    if (finding.severity != Severity::Error || is_settled_before_macros(finding)) continue;
    std::string_view name = of_template;
    if (!gets_all) {
      if (!calls) calls.emplace(*root, compilation.model());
      const Node* call = calls->of(finding);
      if (call == nullptr) continue;
      name = name_of(*call);
    }
    finding.severity = Severity::Warning;
    finding.message += name.empty() ? " (fine if the macro called there handles it)"
                                    : fmt::format(" (fine if the macro '{}' handles it)", name);
  }
}

void make_unsafe_for_macros(const Compilation& compilation, std::vector<Diagnostic>& findings) {
  const Node* root = compilation.tree().root;
  const bool gets_all = has_own_macro(compilation.model());
  if (root == nullptr || !(gets_all || may_call_macro(compilation))) return;
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
    if (!gets_all && !may_differ(finding) && call_that_gets(*root, finding.path) == nullptr) continue;
    for (Fix& fix : finding.fixes) fix.safety = FixSafety::Unsafe;
  }
}

}  // namespace virga
