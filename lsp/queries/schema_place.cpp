#include "lsp/queries/schema_place.h"

#include <algorithm>
#include <utility>

#include "compiler/model/states_language.h"
#include "schemas/sam_facts.h"

namespace virga::lsp {

namespace {

constexpr std::string_view kForEach = "Fn::ForEach::";

bool is_policy_step(const Cursor& cursor, std::size_t level) {
  for (std::size_t i = 0; i < level; ++i) {
    if (cursor.is_key(i, "Statement")) return true;
  }
  return false;
}

class Walker {
public:
  Walker(const Cursor& cursor, const SchemaDatabase& facts, std::size_t length)
      : cursor_(cursor),
        facts_(facts),
        length_(std::min(length, cursor.path.size())),
        machine_(facts.find_schema("state-machine")) {}

  Place run() {
    place_.schemas = {facts_.find_schema("template")};
    const std::string_view section = length_ > 0 ? std::string_view(cursor_.path[0].key) : std::string_view();
    place_.in_conditions = section == "Conditions" || section == "Rules";
    for (at_ = 0; at_ < length_; ++at_) {
      enter_content();
      step(cursor_.path[at_]);
      if (place_.function.empty() && has_schema(place_.schemas, machine_)) place_.machine = at_ + 1;
    }
    enter_content();
    return std::move(place_);
  }

private:
  // From here on, the path is that of JSON in a string.
  void enter_content() {
    if (cursor_.content == nullptr || at_ != cursor_.content_step) return;
    place_.kind = PlaceKind::Other;
    place_.function.clear();
    place_.schemas = content_schemas(place_.schemas);
    is_in_content_ = true;
    if (has_schema(place_.schemas, machine_)) place_.machine = at_;
  }

  void step(const PathStep& step) {
    place_.property.reset();
    if (step.is_item) {
      item(step.index);
    } else {
      key(step.key);
    }
    if (place_.property) place_.documentation = place_.property->property.documentation;
  }

  void item(std::uint32_t index) {
    if (!place_.function.empty()) {
      // The branches of Fn::If are at the same place as the whole, and so is the body of a loop.
      if (at_ == place_.function_step + 1 && place_.function == "Fn::If" && index > 0) {
        place_.function.clear();
        return;
      }
      if (at_ == place_.function_step + 1 && place_.function.starts_with(kForEach) && index == 2) {
        place_.function.clear();
        is_loop_body_ = true;
        return;
      }
      if (!place_.argument) place_.argument = index;
      return;
    }
    if (place_.kind == PlaceKind::SamPolicies || place_.kind == PlaceKind::DependsOn ||
        place_.kind == PlaceKind::PolicyAction || place_.kind == PlaceKind::InterfaceParameter ||
        place_.kind == PlaceKind::ServicePrincipal) {
      return;
    }
    place_.schemas = item_schemas(place_.schemas);
  }

  void key(const std::string& name) {
    if (!place_.function.empty()) {
      if (function_of_key(name) != Function::None) enter_function(name);
      return;
    }
    if (is_function(name)) {
      enter_function(name);
      return;
    }
    depth_ += is_loop_body_ ? 0 : 1;
    is_loop_body_ = false;
    descend(name);
  }

  bool is_function(const std::string& name) const {
    const Function function = function_of_key(name);
    if (function == Function::None || is_in_content_) return false;
    // Otherwise, Condition is an attribute of a resource or output, or of a policy statement.
    if (function == Function::Condition) return place_.in_conditions && depth_ > 1;
    return true;
  }

  void enter_function(const std::string& name) {
    place_.function = name;
    place_.function_step = at_;
    place_.argument.reset();
  }

  void descend(const std::string& name) {
    const PlaceKind outer = place_.kind;
    place_.kind = PlaceKind::Other;
    place_.documentation = 0;
    place_.keys.push_back(name);
    const bool is_document = name == "Statement" || name == "Version" || name == "Id";
    if (outer == PlaceKind::SamPolicies && is_document) {
      // A policy that is written out instead of the name of a template.
      place_.schemas = {facts_.find_schema("iam-policy-identity")};
      take(name);
      return;
    }
    if (outer == PlaceKind::SamPolicies) {
      place_.kind = PlaceKind::SamPolicyTemplate;
      place_.schemas = member_schemas(place_.schemas, name);
      return;
    }
    if (outer == PlaceKind::PolicyCondition) {
      place_.kind = PlaceKind::PolicyConditionKey;
      place_.schemas.clear();
      return;
    }
    const std::string_view section = place_.keys.front();
    if (section == "Resources" && place_.keys.size() >= 2) return in_resource(name);
    if (section == "Globals") return in_globals(name);
    take(name);
    if (place_.keys.size() == 1) {
      if (section == "Resources" || section == "Parameters" || section == "Outputs" || section == "Conditions" ||
          section == "Mappings") {
        place_.kind = PlaceKind::LogicalId;
      }
    } else if (section == "Parameters" && place_.keys.size() == 3) {
      if (name == "Type") place_.kind = PlaceKind::ParameterType;
      if (name == "Default") place_.kind = PlaceKind::ParameterDefault;
    } else if (section == "Outputs" && place_.keys.size() == 3 && name == "Condition") {
      place_.kind = PlaceKind::ConditionName;
    } else if (section == "Metadata" && place_.keys.size() >= 3 && place_.keys[1] == "AWS::CloudFormation::Interface") {
      if (place_.keys.size() == 3 && name == "ParameterLabels") place_.kind = PlaceKind::InterfaceParameter;
      if (place_.keys.size() == 4 && place_.keys[2] == "ParameterGroups" && name == "Parameters") {
        place_.kind = PlaceKind::InterfaceParameter;
      }
    }
  }

  void take(const std::string& name) {
    place_.property = property_of(place_.schemas, name, cursor_.members(at_));
    place_.schemas = member_schemas(place_.schemas, name, cursor_.members(at_));
    if (place_.machine && place_.property) in_machine(name);
  }

  // Where the language names states. Other fields that are called so have no schema.
  void in_machine(std::string_view name) {
    const std::size_t machine = *place_.machine;
    if (at_ == machine) {
      if (name == "StartAt") place_.kind = PlaceKind::StateName;
      if (name == "States") place_.kind = PlaceKind::States;
      return;
    }
    const bool is_field = std::find(kNextStateFields.begin(), kNextStateFields.end(), name) != kNextStateFields.end();
    if (cursor_.is_key(machine, "States") && is_field) place_.kind = PlaceKind::StateName;
  }

  void in_resource(const std::string& name) {
    const std::size_t size = place_.keys.size();
    if (size == 2) {
      place_.resource = name;
      place_.schemas = {facts_.find_schema("resource")};
      return;
    }
    if (size == 3) {
      place_.resource_type = std::string(cursor_.sibling_value(at_, "Type"));
      take(name);
      if (name == "Properties") {
        const auto type = facts_.find_type(place_.resource_type);
        place_.schemas = type ? SchemaSet{type->properties()} : SchemaSet{};
      }
      if (name == "Type") place_.kind = PlaceKind::ResourceType;
      if (name == "Condition") place_.kind = PlaceKind::ConditionName;
      if (name == "DependsOn") place_.kind = PlaceKind::DependsOn;
      if (name == "Connectors") place_.kind = PlaceKind::LogicalId;
      return;
    }
    if (place_.keys[2] == "Connectors") return in_connector(name);
    if (place_.keys[2] == "Properties") return in_properties(name);
    take(name);
  }

  // A connector as an attribute of its source.
  // https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-connector.html
  void in_connector(const std::string& name) {
    const std::size_t size = place_.keys.size();
    const auto type = facts_.find_type("AWS::Serverless::Connector");
    if (size == 4) place_.kind = PlaceKind::Connector;
    take(name);
    if (size == 5 && name == "Properties") place_.schemas = type ? SchemaSet{type->properties()} : SchemaSet{};
    if (size > 6 && name == "Id") place_.kind = PlaceKind::ResourceName;
  }

  void in_properties(const std::string& name) {
    const std::size_t size = place_.keys.size();
    const std::string& type = place_.resource_type;
    const bool is_sam = type.starts_with("AWS::Serverless::");
    if (is_sam && size == 7 && place_.keys[3] == "Events") {
      place_.event_type = std::string(cursor_.sibling_value(at_ - 1, "Type"));
    }
    if (is_sam && size == 6 && place_.keys[3] == "Events" && name == "Properties") {
      place_.event_type = std::string(cursor_.sibling_value(at_, "Type"));
      place_.schemas = member_schemas(place_.schemas, name, cursor_.members(at_));
      if (const Schema schema = event_schema(facts_, type, place_.event_type)) {
        // Parts of an event's properties have conditions on its type.
        event_parts_ = std::exchange(place_.schemas, {schema});
      }
      return;
    }
    if (is_sam && size == 6 && place_.keys[3] == "Events" && name == "Type") {
      place_.kind = PlaceKind::SamEventType;
    }
    take(name);
    if (is_sam && size == 7) {
      for (const Schema& part : member_schemas(event_parts_, name)) {
        if (std::find(place_.schemas.begin(), place_.schemas.end(), part) == place_.schemas.end()) {
          place_.schemas.push_back(part);
        }
      }
    }
    if (size == 4 && name == "Parameters" &&
        (type == "AWS::CloudFormation::Stack" || type == "AWS::Serverless::Application")) {
      place_.kind = PlaceKind::NestedParameters;
    }
    if (is_sam && size == 4 && name == "Events") place_.kind = PlaceKind::LogicalId;
    if (is_sam && size == 4 && name == "Policies") place_.kind = PlaceKind::SamPolicies;
    if (is_sam && size == 5 && name == "DefaultAuthorizer") place_.kind = PlaceKind::AuthorizerName;
    if (type == "AWS::Lambda::Permission" && name == "Principal") place_.kind = PlaceKind::ServicePrincipal;
    if (type == "AWS::Serverless::Connector" && size == 5 && name == "Id") place_.kind = PlaceKind::ResourceName;
    if (size == 4 && (name == "ManagedPolicyArns" || name == "PermissionsBoundary")) {
      place_.kind = PlaceKind::ManagedPolicyArn;
    }
    policy_document(name);
    if (!is_policy_step(cursor_, at_)) return;
    if (name == "Action" || name == "NotAction") place_.kind = PlaceKind::PolicyAction;
    if (name == "Condition") place_.kind = PlaceKind::PolicyCondition;
    if (name == "Service" && place_.keys[size - 2].ends_with("Principal")) place_.kind = PlaceKind::ServicePrincipal;
  }

  // Many types take any document here.
  void policy_document(const std::string& name) {
    if (!name.ends_with("PolicyDocument") || !properties_of(place_.schemas).empty()) return;
    const bool is_trust = name == "AssumeRolePolicyDocument";
    place_.schemas = {facts_.find_schema(is_trust ? "iam-policy-trust" : "iam-policy-resource")};
  }

  void in_globals(const std::string& name) {
    if (place_.keys.size() == 1) {
      place_.kind = PlaceKind::SamGlobals;
      place_.schemas.clear();
      return;
    }
    if (place_.keys.size() == 2) {
      place_.kind = PlaceKind::SamGlobalSection;
      place_.resource_type = "AWS::Serverless::" + name;
      const auto type = facts_.find_type(place_.resource_type);
      place_.schemas = type ? SchemaSet{type->properties()} : SchemaSet{};
      return;
    }
    take(name);
  }

  const Cursor& cursor_;
  const SchemaDatabase& facts_;
  std::size_t length_;
  const Schema machine_;
  bool is_in_content_ = false;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool is_loop_body_ = false;
  SchemaSet event_parts_;
  Place place_;
};

}  // namespace

Place find_place(const Cursor& cursor, const SchemaDatabase& facts) {
  return find_place(cursor, facts, cursor.path.size());
}

Place find_place(const Cursor& cursor, const SchemaDatabase& facts, std::size_t length) {
  return Walker(cursor, facts, length).run();
}

}  // namespace virga::lsp
