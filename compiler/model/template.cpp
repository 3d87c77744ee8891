#include "compiler/model/template.h"

#include "compiler/model/macro_calls.h"

#include <algorithm>
#include <array>

namespace virga {
namespace {

constexpr std::array<std::string_view, kSectionCount> kSectionNames = {"AWSTemplateFormatVersion",
                                                                       "Description",
                                                                       "Metadata",
                                                                       "Parameters",
                                                                       "Rules",
                                                                       "Mappings",
                                                                       "Conditions",
                                                                       "Transform",
                                                                       "Hooks",
                                                                       "Globals",
                                                                       "Resources",
                                                                       "Outputs"};

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
constexpr std::array<std::string_view, 8> kPseudoParameters = {
    "AWS::AccountId", "AWS::NoValue", "AWS::NotificationARNs", "AWS::Partition",
    "AWS::Region",    "AWS::StackId", "AWS::StackName",        "AWS::URLSuffix"};

std::string_view string_of(const Node* node) {
  return node != nullptr && node->is_string() ? node->text() : std::string_view{};
}

Parameter make_parameter(const Member& member) {
  Parameter p;
  p.member = member;
  p.type = string_of(member.value->get("Type"));
  p.default_value = member.value->get("Default");
  const Node* allowed = member.value->get("AllowedValues");
  if (allowed != nullptr && allowed->is_sequence()) p.allowed_values = allowed;
  if (const Node* no_echo = member.value->get("NoEcho")) to_boolean(*no_echo, p.no_echo);
  return p;
}

Resource make_resource(const Member& member) {
  Resource r;
  r.member = member;
  // One pass: the attributes are few, but so are the members.
  const auto take = [](const Member*& attribute, const Member& part) {
    if (attribute == nullptr) attribute = &part;  // the first of two keys counts
  };
  for (const Member& part : member.value->members()) {
    const std::string_view key = part.key->text();
    if (key == "Type") {
      take(r.type_member, part);
    } else if (key == "Properties") {
      take(r.properties, part);
    } else if (key == "Condition") {
      take(r.condition, part);
    } else if (key == "DependsOn") {
      take(r.depends_on, part);
    } else if (key == "Metadata") {
      take(r.metadata, part);
    }
  }
  if (r.type_member != nullptr) r.type = string_of(r.type_member->value);
  return r;
}

Output make_output(const Member& member) {
  Output o;
  o.member = member;
  o.value = member.value->find("Value");
  o.condition = member.value->find("Condition");
  if (const Node* exported = member.value->get("Export")) o.export_name = exported->find("Name");
  return o;
}

template <typename T, typename Make>
void fill(const Node* body, std::vector<T>& list, std::unordered_map<std::string_view, std::uint32_t>* index,
          Make make) {
  if (body == nullptr) return;
  list.reserve(body->members().size());
  if (index != nullptr) index->reserve(body->members().size());
  for (const Member& member : body->members()) {
    std::string_view name = member.key->text();
    if (name.starts_with("Fn::ForEach::") || name == "Fn::Transform") continue;
    if (index != nullptr) index->emplace(name, static_cast<std::uint32_t>(list.size()));
    list.push_back(make(member));
  }
}

template <typename T>
const T* look_up(const std::vector<T>& list, const std::unordered_map<std::string_view, std::uint32_t>& index,
                 std::string_view name) {
  auto found = index.find(name);
  return found == index.end() ? nullptr : &list[found->second];
}

void add_transform(const Node& node, std::vector<std::string_view>& names) {
  if (node.is_string()) {
    names.push_back(node.text());
  } else if (node.is_sequence()) {
    for (const Node* item : node.items()) {
      if (!item->is_sequence()) add_transform(*item, names);
    }
  } else if (const Node* name = node.get("Name"); name != nullptr && name->is_string()) {
    names.push_back(name->text());
  }
}

}  // namespace

std::string_view section_name(Section section) { return kSectionNames[static_cast<std::size_t>(section)]; }

bool is_section(std::string_view name) {
  return std::find(kSectionNames.begin(), kSectionNames.end(), name) != kSectionNames.end();
}

bool Parameter::is_list() const {
  return type == "CommaDelimitedList" || type.starts_with("List<") ||
         (is_ssm() && (type.find("<List<") != std::string_view::npos ||
                       type.find("<CommaDelimitedList>") != std::string_view::npos));
}

const Node* Resource::property(std::string_view name) const {
  return properties != nullptr ? properties->value->get(name) : nullptr;
}

bool Resource::has_open_type() const {
  if (!type.empty()) return false;
  return may_be_macro_call(member) ||
         find_macro_call(type_member != nullptr ? *type_member->value : *member.value) != nullptr;
}

const Node* Template::section_body(Section s) const {
  const Member* member = section(s);
  return member != nullptr && member->value->is_mapping() ? member->value : nullptr;
}

Template Template::build(const Node* root) {
  Template t;
  t.root_ = root;
  if (root == nullptr || !root->is_mapping()) return t;
  for (const Member& member : root->members()) {
    auto name = std::find(kSectionNames.begin(), kSectionNames.end(), member.key->text());
    if (name != kSectionNames.end()) t.sections_[name - kSectionNames.begin()] = &member;
  }
  auto declare = [](const Member& member) { return Declaration{member}; };
  fill(t.section_body(Section::Parameters), t.parameters_, &t.parameter_index_, make_parameter);
  fill(t.section_body(Section::Resources), t.resources_, &t.resource_index_, make_resource);
  fill(t.section_body(Section::Outputs), t.outputs_, nullptr, make_output);
  fill(t.section_body(Section::Conditions), t.conditions_, &t.condition_index_, declare);
  fill(t.section_body(Section::Mappings), t.mappings_, &t.mapping_index_, declare);
  fill(t.section_body(Section::Rules), t.rules_, nullptr, declare);
  if (const Member* transform = t.section(Section::Transform)) add_transform(*transform->value, t.transforms_);
  return t;
}

const Parameter* Template::find_parameter(std::string_view name) const {
  return look_up(parameters_, parameter_index_, name);
}
const Resource* Template::find_resource(std::string_view name) const {
  return look_up(resources_, resource_index_, name);
}
const Declaration* Template::find_condition(std::string_view name) const {
  return look_up(conditions_, condition_index_, name);
}
const Declaration* Template::find_mapping(std::string_view name) const {
  return look_up(mappings_, mapping_index_, name);
}

const Resource* Template::resource_at(TextRange range) const {
  const auto holds = [&](const Resource& resource) {
    return resource.member.key->range.begin <= range.begin && range.end <= resource.body()->range.end;
  };
  const auto found = std::find_if(resources_.begin(), resources_.end(), holds);
  return found == resources_.end() ? nullptr : &*found;
}

bool Template::has_transform(std::string_view name) const {
  return std::find(transforms_.begin(), transforms_.end(), name) != transforms_.end();
}

bool Template::is_made_by_cdk() const {
  return std::any_of(resources_.begin(), resources_.end(),
                     [](const Resource& resource) { return resource.type == "AWS::CDK::Metadata"; });
}

bool is_pseudo_parameter(std::string_view name) {
  if (!name.starts_with("AWS::")) return false;  // most are asked for the name of a parameter or resource
  return std::find(kPseudoParameters.begin(), kPseudoParameters.end(), name) != kPseudoParameters.end();
}

std::span<const std::string_view> pseudo_parameters() { return kPseudoParameters; }

}  // namespace virga
