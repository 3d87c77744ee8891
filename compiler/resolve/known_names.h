// Names that exist although no section defines them.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "compiler/model/template.h"

namespace virga {

// Whether an include or a macro call at the root may bring whole sections, though not parameters.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html
bool may_bring_sections(const Template& model);

// Names that the SAM transform, Fn::ForEach, modules and Fn::Transform add to a template. Generous if a name depends on
// something unknown: it is better not to check a reference than to report a correct one. Borrows the model.
class KnownNames {
public:
  explicit KnownNames(const Template& model);

  // Whether an expansion could make a resource of this name.
  bool resource(std::string_view name) const;
  bool condition(std::string_view name) const { return matches(conditions_, name); }
  bool mapping(std::string_view name) const { return matches(mappings_, name); }

private:
  struct Names {
    bool any = false;
    std::unordered_set<std::string> exact;
    std::vector<std::string> patterns;  // '*' (kWild) matches any text
  };
  // The values of a Fn::ForEach variable; empty if they are not written out.
  struct Loop {
    std::string_view name;
    std::vector<std::string_view> values;
  };

  static bool matches(const Names& names, std::string_view name);
  void add_section(const Node* body, Names& names);
  void add_loop(const Node& arguments, std::vector<Loop>& loops, Names& names);
  void add_key(std::string_view key, const std::vector<Loop>& loops, Names& names);

  const Template& model_;
  Names resources_;
  Names conditions_;
  Names mappings_;
  std::vector<std::string_view> modules_;
};

// Whether `name` is a logical ID that the SAM transform generates from the template's resources ("FunctionRole",
// "ServerlessRestApi", "ApiProdStage", "LayerVersion1a2b3c4d5e", …).
bool is_sam_generated(const Template& model, std::string_view name);

// What decides whether SAM generates a resource of such a name ("FunctionRole"), or one that a reference names so
// ("Function.Alias").
struct SamDecision {
  // Whether another deployment may decide otherwise: parameters and conditions do, or the name of a stage.
  bool varies = false;
  const Resource* source = nullptr;  // the resource that the name begins with; null if several resources share the name
  std::string_view property;         // the property of `source` that decides; empty if it is not one
  bool has_property = false;         // itself, or in Globals
};
SamDecision sam_decision(const Template& model, std::string_view name);

// The value of a property of a SAM resource, or of Globals for its type; null if neither is set.
const Node* sam_property(const Template& model, const Resource& resource, std::string_view name);

// The name before the hash that SAM ends names with ("LayerVersion" of "LayerVersion1a2b3c4d5e"); empty if it has none.
std::string_view before_sam_hash(std::string_view name);

// The type of a resource, or of an API that SAM makes for events that name none ("ServerlessRestApi"); empty for other
// names.
std::string_view sam_type_of(const Template& model, std::string_view name);

// Whether SAM supports `property` after a dot in a reference ("Function.Alias", "Api.Stage").
bool is_sam_referable(std::string_view type, std::string_view property);

}  // namespace virga
