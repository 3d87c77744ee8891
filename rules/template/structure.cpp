// Checks of whole templates: modules, merge keys, conditions outside of properties.
#include <fmt/format.h>

#include <array>
#include <vector>

#include "rules/engine/compilation.h"
#include "rules/engine/fixes.h"
#include "rules/engine/reporter.h"
#include "rules/engine/walk.h"
#include "rules/template/checks.h"

namespace virga {

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/modules.html
void check_modules(const Compilation& compilation, Reporter& reporter) {
  constexpr std::array<std::string_view, 2> kPolicies = {"CreationPolicy", "UpdatePolicy"};
  constexpr std::string_view kReserved = "AWS::CloudFormation::Module";
  const Template& model = compilation.model();
  in_section(model, Section::Resources, [&](const Node&, const Location& where) {
    for (const Resource& resource : model.resources()) {
      if (!resource.type.ends_with("::MODULE") || resource.body() == nullptr) continue;
      Location at_resource{&where, resource.member.key, resource.member.value, 0};
      for (std::string_view policy : kPolicies) {
        const Member* member = resource.body()->find(policy);
        if (member == nullptr) continue;
        reporter.report("E5001", Location{&at_resource, member->key, member->value, 0},
                        fmt::format("Modules do not support {}; set it on the resources inside the module", policy));
      }
      if (resource.properties != nullptr) {
        Location at_properties{&at_resource, resource.properties->key, resource.properties->value, 0};
        if (const Member* tags = resource.properties->value->find("Tags")) {
          reporter.report("E5001", Location{&at_properties, tags->key, tags->value, 0},
                          "Modules do not support Tags; tag the stack, or the resources inside the module");
        }
      }
      if (resource.metadata != nullptr) {
        Location at_metadata{&at_resource, resource.metadata->key, resource.metadata->value, 0};
        if (const Member* reserved = resource.metadata->value->find(kReserved)) {
          reporter.report("E5001", Location{&at_metadata, reserved->key, reserved->value, 0},
                          fmt::format("'{}' is reserved for CloudFormation; choose another key", kReserved));
        }
      }
    }
  });
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
void check_merge_keys(const Compilation& compilation, Reporter& reporter) {
  const Node* root = compilation.model().root();
  if (root == nullptr || !compilation.may_hold("<<")) return;
  walk_values(*root, Location{nullptr, nullptr, root, 0}, [&](const Node& node, const Location& where) {
    if ((node.flags & Node::kMerged) != 0) {
      reporter.report("W1100", where,
                      "CloudFormation does not support the merge key '<<'; only the AWS CLI's package and deploy "
                      "commands expand it");
    }
    return true;
  });
}

// Checks Fn::If in attributes of resources. In properties, conditions and outputs it is checked there.
void check_if_conditions(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  std::vector<std::string_view> known;
  for (const Declaration& condition : model.conditions()) known.push_back(condition.name());
  auto look = [&](const Node& body, const Location& where) {
    walk_values(body, where, [&](const Node& node, const Location& at) {
      if (node.function != Function::If || !node.argument()->is_sequence() || node.argument()->size == 0) return true;
      const Node& name = *node.argument()->items()[0];
      if (!name.is_string() || compilation.conditions().id(name.text())) return true;
      for (const Reference& use : compilation.symbols().references()) {
        if (use.node == &name && use.target != SymbolKind::Unknown) return true;
      }
      Location at_call{&at, node.function_key(), node.argument(), 0};
      reporter.report(no_condition(compilation, "E8002", Location{&at_call, nullptr, &name, 0}, name, known));
      return true;
    });
  };
  in_section(model, Section::Globals, look);
  in_section(model, Section::Hooks, look);
  in_section(model, Section::Resources, [&](const Node&, const Location& where) {
    for (const Resource& resource : model.resources()) {
      if (resource.body() == nullptr) continue;
      Location at_resource{&where, resource.member.key, resource.member.value, 0};
      for (const Member& part : resource.body()->members()) {
        std::string_view name = part.key->text();
        if (name == "Properties" || name == "Metadata" || name == "Condition" || name == "DependsOn") continue;
        look(*part.value, Location{&at_resource, part.key, part.value, 0});
      }
    }
  });
}

}  // namespace virga
