// Parameters with secrets and image IDs, and the properties that use them.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "compiler/edit/edit_builder.h"
#include "compiler/resolve/sub_text.h"
#include "rules/engine/compilation.h"
#include "rules/engine/fixes.h"
#include "rules/engine/reporter.h"
#include "rules/engine/secret_words.h"
#include "rules/engine/walk.h"
#include "rules/template/checks.h"
#include "rules/template/names.h"

namespace virga {
namespace {

// Properties for the ID of an Amazon Machine Image. "*" matches each item of a list.
struct ImageProperty {
  std::string_view type;
  std::vector<std::string_view> path;
};
const std::vector<ImageProperty>& image_properties() {
  static const std::vector<ImageProperty> properties = {
      {"AWS::AutoScaling::LaunchConfiguration", {"ImageId"}},
      {"AWS::Batch::ComputeEnvironment", {"ComputeResources", "ImageId"}},
      {"AWS::Cloud9::EnvironmentEC2", {"ImageId"}},
      {"AWS::EC2::Instance", {"ImageId"}},
      {"AWS::EC2::LaunchTemplate", {"LaunchTemplateData", "ImageId"}},
      {"AWS::EC2::SpotFleet", {"SpotFleetRequestConfigData", "LaunchSpecifications", "*", "ImageId"}},
      {"AWS::ImageBuilder::Image", {"ImageId"}},
  };
  return properties;
}

void collect_values(const Node* node, std::span<const std::string_view> path, std::vector<const Node*>& found) {
  if (node == nullptr) return;
  if (path.empty()) {
    found.push_back(node);
  } else if (path.front() == "*") {
    for (const Node* item : node->items()) collect_values(item, path.subspan(1), found);
  } else {
    collect_values(node->get(path.front()), path.subspan(1), found);
  }
}

// The parameter that a `Ref` refers to, or null.
const Parameter* referred(const Template& model, const Node& call) {
  if (call.function != Function::Ref || !call.argument()->is_string()) return nullptr;
  return model.find_parameter(call.argument()->text());
}

}  // namespace

void check_echoed_secrets(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  bool any =
      std::any_of(model.parameters().begin(), model.parameters().end(), [](const Parameter& p) { return p.no_echo; });
  if (!any) return;
  auto look = [&](const Node& body, const Location& where, std::string_view place) {
    walk_values(body, where, [&](const Node& node, const Location& at) {
      each_name(node, at, compilation.source().text(), [&](std::string_view name, const Location& at_name) {
        const Parameter* parameter = model.find_parameter(name);
        if (parameter == nullptr || !parameter->no_echo) return;
        reporter.report(
            finding(
                "W2010", at_name,
                fmt::format("NoEcho does not hide '{}' in {}, where everyone who can describe the stack can read it",
                            name, place))
                .note(parameter->member.key->range, fmt::format("'{}' is declared NoEcho here", name)));
      });
      return true;
    });
  };
  in_section(model, Section::Outputs, [&](const Node& body, const Location& where) { look(body, where, "an output"); });
  in_section(model, Section::Resources, [&](const Node&, const Location& where) {
    for (const Resource& resource : model.resources()) {
      if (resource.metadata == nullptr) continue;
      Location at_resource{&where, resource.member.key, resource.member.value, 0};
      look(*resource.metadata->value, Location{&at_resource, resource.metadata->key, resource.metadata->value, 0},
           "a resource's metadata");
    }
  });
}

void check_passwords(const Compilation& compilation, Reporter& reporter) {
  if (!compilation.may_hold("Password")) return;
  const Template& model = compilation.model();
  std::vector<const Parameter*> shown;
  const auto show = [&](const Parameter* parameter) {
    if (parameter == nullptr || parameter->no_echo) return;
    if (std::find(shown.begin(), shown.end(), parameter) == shown.end()) shown.push_back(parameter);
  };
  const auto judge = [&](const Node& value, const Location& where, const auto& self) -> void {
    if (value.function == Function::Sub && value.argument()->is_string()) {
      // A text without variables is a password as it is; with nothing but one, the variable is.
      std::string_view variable, written;
      for (const SubPart& part : SubText(value.argument()->text())) {
        if (!part.is_variable()) continue;
        variable = part.name;
        written = part.written;
      }
      if (written.empty()) {
        self(*value.argument(), Location{&where, value.function_key(), value.argument(), 0}, self);
      } else if (written.size() == value.argument()->size) {
        show(model.find_parameter(variable));
      }
    } else if (value.is_string()) {
      std::string_view text = value.text();
      if (text.find("{{resolve:secretsmanager:") != std::string_view::npos ||
          text.find("{{resolve:ssm-secure:") != std::string_view::npos) {
        return;
      }
      reporter.report(
          "W2501", where,
          text.find("{{resolve:ssm:") != std::string_view::npos
              ? "A plain SSM parameter is not secret; use {{resolve:ssm-secure:…}} or {{resolve:secretsmanager:…}}"
              : "Hard-coded password; use {{resolve:secretsmanager:…}}, or at least a NoEcho parameter");
    } else {
      show(referred(model, value));
    }
  };
  in_section(model, Section::Resources, [&](const Node& body, const Location& where) {
    walk_values(body, where, [&](const Node& node, const Location& at) {
      for (const Member& member : node.members()) {
        if (!is_password_property(member.key->text())) continue;
        const Location at_password{&at, member.key, member.value, 0};
        judge(*member.value, at_password, judge);
        std::uint32_t index = 0;
        for (const Node* item : member.value->items()) {
          judge(*item, Location{&at_password, nullptr, item, index++}, judge);
        }
      }
      return true;
    });
  });
  in_section(model, Section::Parameters, [&](const Node&, const Location& where) {
    for (const Parameter* parameter : shown) {
      reporter.report(
          finding(
              "W2501", Location{&where, parameter->member.key, parameter->member.value, 0},
              fmt::format(
                  "'{}' is used as a password, but everyone who can describe the stack can read it; add NoEcho: true",
                  parameter->name()))
              .fix(no_echo_fix(compilation, *parameter)));
    }
  });
}

void check_image_ids(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  std::vector<const Parameter*> found;
  for (const Resource& resource : model.resources()) {
    for (const ImageProperty& property : image_properties()) {
      if (resource.type != property.type || resource.properties == nullptr) continue;
      std::vector<const Node*> values;
      collect_values(resource.properties->value, property.path, values);
      for (const Node* value : values) {
        const Parameter* parameter = referred(model, *value);
        if (parameter == nullptr || parameter->type.empty() || parameter->type == "AWS::EC2::Image::Id" ||
            parameter->type == "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>") {
          continue;
        }
        if (std::find(found.begin(), found.end(), parameter) == found.end()) found.push_back(parameter);
      }
    }
  }
  in_section(model, Section::Parameters, [&](const Node&, const Location& where) {
    for (const Parameter* parameter : found) {
      Location at_parameter{&where, parameter->member.key, parameter->member.value, 0};
      const Member* type = parameter->body()->find("Type");
      if (type == nullptr) continue;
      Finding advice = finding("W2506", Location{&at_parameter, type->key, type->value, 0},
                               fmt::format("'{}' is used as an image ID but is of type {}; with AWS::EC2::Image::Id, "
                                           "CloudFormation checks that the image exists",
                                           parameter->name(), parameter->type));
      if (parameter->type == "String") {
        EditBuilder edit(compilation.tree());
        edit.set_text(*type->value, "AWS::EC2::Image::Id");
        advice.fix(edit.take_fix("Change the type to AWS::EC2::Image::Id", FixSafety::Unsafe));
      }
      reporter.report(advice);
    }
  });
}

}  // namespace virga
