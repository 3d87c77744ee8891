// V3020: a resource that names another one of the template by its literal name must wait for it.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
#include <fmt/format.h>

#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "rules/engine/fixes.h"
#include "rules/engine/macros.h"
#include "rules/engine/meant_names.h"
#include "rules/engine/resources_of_type.h"
#include "rules/engine/validation.h"
#include "rules/wiring/checks.h"
#include "rules/wiring/waiting.h"

namespace virga {
namespace {

// Only resources that exclude each other can share a name, so there are never many.
constexpr std::size_t kMostNamesakes = 8;

// A text that is equal for values which make the same name in every deployment; empty if that cannot be seen.
std::string key_of(const Node& value) {
  if (value.is_scalar()) return is_plain_name(value.text()) ? std::string(value.text()) : std::string();
  const Node* argument = value.argument();
  if (argument == nullptr || !argument->is_scalar() ||
      argument->text().find("AWS::NoValue") != std::string_view::npos) {
    return {};
  }
  if (value.function == Function::Sub) return fmt::format("Sub\n{}", argument->text());
  return value.function == Function::Ref ? fmt::format("Ref\n{}", argument->text()) : std::string();
}

// Visits what a path of the table ("Roles[]", "DatabaseInput.Name") leads to.
template <typename Visit>
void walk(const Node& value, const Location& where, std::string_view path, const Visit& visit) {
  if (path.empty()) {
    visit(value, where);
  } else if (path.starts_with("[]")) {
    path.remove_prefix(path.starts_with("[].") ? 3 : 2);
    for (std::uint32_t i = 0; i < value.items().size(); ++i) {
      walk(*value.items()[i], Location{&where, nullptr, value.items()[i], i}, path, visit);
    }
  } else {
    const std::size_t end = std::min(path.find_first_of(".["), path.size());
    const Member* member = value.find(path.substr(0, end));
    path.remove_prefix(end < path.size() && path[end] == '.' ? end + 1 : end);
    if (member != nullptr) walk(*member->value, Location{&where, member->key, member->value, 0}, path, visit);
  }
}

// What a row of the table says: "DataSourceName AWS::AppSync::DataSource.Name ApiId".
struct NamedReference {
  explicit NamedReference(std::string_view row) {
    const std::size_t first = row.find(' ');
    const std::size_t second = std::min(row.find(' ', first + 1), row.size());
    path = row.substr(0, first);
    property = row.substr(first + 1, second - first - 1);
    if (second < row.size()) parent = row.substr(second + 1);
  }

  std::string_view path, property, parent;
};

// Whether two resources have the same value of a property, or both have none.
bool share(const Resource& a, const Resource& b, std::string_view property) {
  const auto value_of = [&](const Resource& resource) {
    const Node* value = resource.property(property);
    return value == nullptr || is_no_value(*value) ? nullptr : value;
  };
  const Node* one = value_of(a);
  const Node* other = value_of(b);
  return one == nullptr || other == nullptr ? one == other : equal_values(*one, *other);
}

bool is_in_loop(const Resource& resource) {
  const NodeExtra* extra = resource.member.key->extra;
  return extra != nullptr && extra->origin != nullptr;
}

// The resources of a type by what a property of theirs, "AWS::IAM::Role.RoleName", says.
class ResourcesByName {
public:
  explicit ResourcesByName(const Template& model) {
    for (const Resource& resource : model.resources()) {
      if (resource.properties != nullptr) by_type_[resource.type].push_back(&resource);
    }
  }

  const std::vector<const Resource*>& named(std::string_view property, const std::string& name) {
    const auto [known, is_new] = by_name_.try_emplace(property);
    if (is_new) add_names(property, known->second);
    const auto found = known->second.find(name);
    return found == known->second.end() ? kNone : found->second;
  }

private:
  using Named = std::unordered_map<std::string, std::vector<const Resource*>>;

  void add_names(std::string_view property, Named& names) {
    const std::size_t dot = property.find('.');
    const auto found = by_type_.find(property.substr(0, dot));
    if (found == by_type_.end()) return;
    const Location nowhere{nullptr, nullptr, nullptr, 0};
    for (const Resource* resource : found->second) {
      walk(*resource->properties->value, nowhere, property.substr(dot + 1), [&](const Node& value, const Location&) {
        if (std::string key = key_of(value); !key.empty()) names[std::move(key)].push_back(resource);
      });
    }
  }

  static inline const std::vector<const Resource*> kNone = {};
  std::unordered_map<std::string_view, std::vector<const Resource*>> by_type_;
  std::unordered_map<std::string_view, Named> by_name_;
};

void judge(const Compilation& compilation, Reporter& reporter, const Resource& user, const Location& at,
           const Node& name, const std::vector<const Resource*>& namesakes, std::string_view parent) {
  if (namesakes.size() > kMostNamesakes) return;
  std::vector<const Resource*> named;
  for (const Resource* other : namesakes) {
    if (has_macro_call(*other) || (!parent.empty() && !share(user, *other, parent))) continue;
    // The name that one has in an iteration is no name for all of them.
    if (is_in_loop(user) && is_in_loop(*other)) return;
    named.push_back(other);
  }
  const std::vector<const Resource*> missing = missing_dependencies(compilation, user, named);
  if (missing.empty()) return;
  const std::string_view other = missing.front()->name();
  // The transform gives no DependsOn to what it makes for an event.
  const View view = compilation.semantics().view();
  const bool can_depend = view == View::Written || view == View::Unrolled || !user.member.key->is_generated();
  reporter.report(
      finding("V3020", at,
              fmt::format("This names '{0}' without a reference to it, so it may be created before '{0}' and "
                          "would then fail; use a reference{1}",
                          other, can_depend ? fmt::format(", or add 'DependsOn: {}'", other) : std::string()))
          .focus(name)
          .note(missing.front()->member.key->range, fmt::format("'{}' is defined here", other))
          .fix(depend_on_fix(compilation, user, std::array{other})));
}

}  // namespace

void check_named_references(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  const Member* section = model.section(Section::Resources);
  if (section == nullptr || has_own_macro(model) || calls_macro_on_resources(model)) return;
  ResourcesByName resources(model);
  const Location root{nullptr, nullptr, model.root(), 0};
  const Location all{&root, section->key, section->value, 0};
  for (const Resource& user : model.resources()) {
    if (user.properties == nullptr) continue;
    const Location body{&all, user.member.key, user.member.value, 0};
    const Location properties{&body, user.properties->key, user.properties->value, 0};
    for (const std::string_view row : compilation.facts().lookup("named-references", user.type)) {
      const NamedReference reference(row);
      walk(*user.properties->value, properties, reference.path, [&](const Node& name, const Location& at) {
        const std::string key = key_of(name);
        if (key.empty()) return;
        judge(compilation, reporter, user, at, name, resources.named(reference.property, key), reference.parent);
      });
    }
  }
}

}  // namespace virga
