// The typed view of a template: its sections, resources, parameters, and so on.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/model/transforms.h"
#include "compiler/syntax/node.h"

namespace virga {

enum class Section : std::uint8_t {
  FormatVersion,
  Description,
  Metadata,
  Parameters,
  Rules,
  Mappings,
  Conditions,
  Transform,
  Hooks,
  Globals,
  Resources,
  Outputs,
};
inline constexpr std::size_t kSectionCount = 12;
// "AWSTemplateFormatVersion", "Parameters", …
std::string_view section_name(Section section);
bool is_section(std::string_view name);

// The typed views below point into the tree; `member` is the definition (key and body). The body may have any shape:
// fields that are missing or of the wrong kind are null or empty; nothing is repaired.
struct Declaration {
  Member member;
  std::string_view name() const { return member.key->text(); }
  const Node* body() const { return member.value; }
};

struct Parameter : Declaration {
  std::string_view type;  // "" when missing
  const Node* default_value = nullptr;
  const Node* allowed_values = nullptr;  // a Sequence, or null
  bool no_echo = false;
  bool is_ssm() const { return type.starts_with("AWS::SSM::Parameter::"); }
  // CommaDelimitedList, List<…>, AWS::SSM::Parameter::Value<List<…>> and similar types.
  bool is_list() const;
};

struct Resource : Declaration {
  std::string_view type;  // "" when missing or not a string
  const Member* type_member = nullptr;
  const Member* properties = nullptr;
  const Member* condition = nullptr;
  const Member* depends_on = nullptr;
  const Member* metadata = nullptr;
  const Node* property(std::string_view name) const;
  // Whether it has no type because a macro or an include is to bring one, with whatever attributes that has.
  bool has_open_type() const;
};

struct Output : Declaration {
  const Member* value = nullptr;
  const Member* condition = nullptr;
  const Member* export_name = nullptr;  // Export/Name
};

// Immutable once built. Borrows nodes from a tree that must outlive it. May be shared between threads.
class Template {
public:
  // If `root` is null or not a mapping, every section is empty.
  static Template build(const Node* root);

  const Node* root() const { return root_; }
  // The section's member in the root mapping, or null.
  const Member* section(Section s) const { return sections_[static_cast<std::size_t>(s)]; }
  // The section's value if it is a mapping, else null.
  const Node* section_body(Section s) const;

  // In source order. Fn::ForEach blocks are not definitions and are left out.
  std::span<const Parameter> parameters() const { return parameters_; }
  std::span<const Resource> resources() const { return resources_; }
  std::span<const Output> outputs() const { return outputs_; }
  std::span<const Declaration> conditions() const { return conditions_; }
  std::span<const Declaration> mappings() const { return mappings_; }
  std::span<const Declaration> rules() const { return rules_; }

  const Parameter* find_parameter(std::string_view name) const;
  const Resource* find_resource(std::string_view name) const;
  // The place of one of resources() in it, as the edges of a DependencyGraph name it.
  std::uint32_t index_of(const Resource& resource) const {
    return static_cast<std::uint32_t>(&resource - resources_.data());
  }
  const Declaration* find_condition(std::string_view name) const;
  const Declaration* find_mapping(std::string_view name) const;

  // The resource whose definition contains this range, or null.
  const Resource* resource_at(TextRange range) const;

  // The names in Transform, whether written as a string, a list or a {Name: …} map.
  std::span<const std::string_view> transforms() const { return transforms_; }
  bool has_transform(std::string_view name) const;
  bool is_sam() const { return has_transform(kServerlessTransform); }
  bool has_language_extensions() const { return has_transform(kLanguageExtensions); }
  // Whether the CDK has generated it, so that its style is nobody's choice.
  bool is_made_by_cdk() const;

private:
  const Node* root_ = nullptr;
  const Member* sections_[kSectionCount] = {};
  std::vector<Parameter> parameters_;
  std::vector<Resource> resources_;
  std::vector<Output> outputs_;
  std::vector<Declaration> conditions_;
  std::vector<Declaration> mappings_;
  std::vector<Declaration> rules_;
  std::vector<std::string_view> transforms_;
  std::unordered_map<std::string_view, std::uint32_t> parameter_index_;
  std::unordered_map<std::string_view, std::uint32_t> resource_index_;
  std::unordered_map<std::string_view, std::uint32_t> condition_index_;
  std::unordered_map<std::string_view, std::uint32_t> mapping_index_;
};

// "AWS::Region" and the other pseudo parameters.
bool is_pseudo_parameter(std::string_view name);
std::span<const std::string_view> pseudo_parameters();

}  // namespace virga
