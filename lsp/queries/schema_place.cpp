#include "lsp/queries/schema_place.h"

#include <algorithm>
#include <utility>

#include "schemas/sam_facts.h"

namespace virga::lsp {

namespace {

constexpr int kMaxDepth = 6;
constexpr std::string_view kForEach = "Fn::ForEach::";

void add_unique(SchemaSet& set, Schema schema) {
  if (schema && std::find(set.begin(), set.end(), schema) == set.end()) set.push_back(schema);
}

// Whether a condition asks for another type of resource: {properties: {Type: {const: …}}}.
bool asks_for_other_type(Schema condition, std::string_view type) {
  const auto properties = condition ? condition.find(KeywordId::Properties) : std::nullopt;
  const Schema wanted = properties ? properties->find_schema("Type") : Schema();
  if (!wanted || type.empty()) return false;
  for (const KeywordId id : {KeywordId::Const, KeywordId::Enum}) {
    const auto allowed = wanted.find(id);
    if (!allowed) continue;
    for (std::uint32_t i = 0; i < allowed->count(); ++i) {
      if (allowed->literal(i).text == type) return false;
    }
    return true;
  }
  return false;
}

// Adds a schema and those that apply in addition or as alternatives. `type`: of the resource that the schema is for, if
// it is known.
void flatten(Schema schema, SchemaSet& out, std::string_view type = {}, int depth = kMaxDepth) {
  if (!schema || schema.accepts_none() || depth == 0) return;
  if (std::find(out.begin(), out.end(), schema) != out.end()) return;
  out.push_back(schema);
  for (std::uint32_t i = 0; i < schema.keyword_count(); ++i) {
    const Keyword keyword = schema.keyword(i);
    switch (keyword.id()) {
      case KeywordId::AllOf:
      case KeywordId::AnyOf:
      case KeywordId::OneOf:
        for (std::uint32_t k = 0; k < keyword.count(); ++k) flatten(keyword.schema(k), out, type, depth - 1);
        break;
      case KeywordId::Then:
        if (const auto condition = schema.find(KeywordId::If); condition) {
          if (asks_for_other_type(condition->schema(), type)) break;
        }
        flatten(keyword.schema(), out, type, depth - 1);
        break;
      case KeywordId::Else:
        flatten(keyword.schema(), out, type, depth - 1);
        break;
      default:
        break;
    }
  }
}

SchemaSet flattened(const SchemaSet& schemas, std::string_view type = {}) {
  SchemaSet out;
  for (const Schema& schema : schemas) flatten(schema, out, type);
  return out;
}

bool is_policy_step(const Cursor& cursor, std::size_t level) {
  for (std::size_t i = 0; i < level; ++i) {
    if (cursor.is_key(i, "Statement")) return true;
  }
  return false;
}

class Walker {
public:
  Walker(const Cursor& cursor, const SchemaDatabase& facts, std::size_t length)
      : cursor_(cursor), facts_(facts), length_(std::min(length, cursor.path.size())) {}

  Place run() {
    place_.schemas = {facts_.find_schema("template")};
    const std::string_view section = length_ > 0 ? std::string_view(cursor_.path[0].key) : std::string_view();
    place_.in_conditions = section == "Conditions" || section == "Rules";
    for (at_ = 0; at_ < length_; ++at_) step(cursor_.path[at_]);
    return std::move(place_);
  }

private:
  void step(const PathStep& step) {
    place_.property.reset();
    if (step.is_item) {
      item(step.index);
    } else {
      key(step.key);
    }
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
    if (function == Function::None) return false;
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
    const bool is_document = name == "Statement" || name == "Version" || name == "Id";
    if (outer == PlaceKind::SamPolicies && is_document) {
      // A policy that is written out instead of the name of a template.
      names_.push_back(name);
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
    names_.push_back(name);
    const std::string_view section = names_.front();
    if (section == "Resources" && names_.size() >= 2) return in_resource(name);
    if (section == "Globals") return in_globals(name);
    take(name);
    if (names_.size() == 1) {
      if (section == "Resources" || section == "Parameters" || section == "Outputs" || section == "Conditions" ||
          section == "Mappings") {
        place_.kind = PlaceKind::LogicalId;
      }
    } else if (section == "Parameters" && names_.size() == 3) {
      if (name == "Type") place_.kind = PlaceKind::ParameterType;
      if (name == "Default") place_.kind = PlaceKind::ParameterDefault;
    } else if (section == "Outputs" && names_.size() == 3 && name == "Condition") {
      place_.kind = PlaceKind::ConditionName;
    } else if (section == "Metadata" && names_.size() >= 3 && names_[1] == "AWS::CloudFormation::Interface") {
      if (names_.size() == 3 && name == "ParameterLabels") place_.kind = PlaceKind::InterfaceParameter;
      if (names_.size() == 4 && names_[2] == "ParameterGroups" && name == "Parameters") {
        place_.kind = PlaceKind::InterfaceParameter;
      }
    }
  }

  void take(const std::string& name) {
    place_.property = property_of(place_.schemas, name);
    place_.schemas = member_schemas(place_.schemas, name);
  }

  void in_resource(const std::string& name) {
    const std::size_t size = names_.size();
    if (size == 2) {
      place_.resource = name;
      place_.schemas = {facts_.find_schema("resource")};
      return;
    }
    if (size == 3) {
      place_.resource_type = std::string(cursor_.sibling_value(at_, "Type"));
      place_.property = property_of(place_.schemas, name);
      place_.schemas = member_schemas(place_.schemas, name, place_.resource_type);
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
    if (names_[2] == "Connectors") return in_connector(name);
    if (names_[2] == "Properties") return in_properties(name);
    take(name);
  }

  // A connector as an attribute of its source.
  // https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-connector.html
  void in_connector(const std::string& name) {
    const std::size_t size = names_.size();
    const auto type = facts_.find_type("AWS::Serverless::Connector");
    if (size == 4) place_.kind = PlaceKind::Connector;
    take(name);
    if (size == 5 && name == "Properties") place_.schemas = type ? SchemaSet{type->properties()} : SchemaSet{};
    if (size > 6 && name == "Id") place_.kind = PlaceKind::ResourceName;
  }

  void in_properties(const std::string& name) {
    const std::size_t size = names_.size();
    const std::string& type = place_.resource_type;
    const bool is_sam = type.starts_with("AWS::Serverless::");
    if (is_sam && size == 7 && names_[3] == "Events") {
      place_.event_type = std::string(cursor_.sibling_value(at_ - 1, "Type"));
    }
    if (is_sam && size == 6 && names_[3] == "Events" && name == "Properties") {
      place_.event_type = std::string(cursor_.sibling_value(at_, "Type"));
      place_.schemas = member_schemas(place_.schemas, name, place_.event_type);
      if (const Schema schema = event_schema(facts_, type, place_.event_type)) {
        // Parts of an event's properties have conditions on its type.
        event_parts_ = std::exchange(place_.schemas, {schema});
      }
      return;
    }
    if (is_sam && size == 6 && names_[3] == "Events" && name == "Type") {
      place_.kind = PlaceKind::SamEventType;
    }
    take(name);
    if (is_sam && size == 7) {
      for (const Schema& part : member_schemas(event_parts_, name)) add_unique(place_.schemas, part);
    }
    if (size == 4 && name == "Parameters" &&
        (type == "AWS::CloudFormation::Stack" || type == "AWS::Serverless::Application")) {
      place_.kind = PlaceKind::NestedParameters;
    }
    if (is_sam && size == 4 && name == "Events") place_.kind = PlaceKind::LogicalId;
    if (is_sam && size == 4 && name == "Policies") place_.kind = PlaceKind::SamPolicies;
    if (is_sam && size == 5 && name == "DefaultAuthorizer") place_.kind = PlaceKind::AuthorizerName;
    if (type == "AWS::Serverless::Connector" && size == 5 && name == "Id") place_.kind = PlaceKind::ResourceName;
    if (size == 4 && (name == "ManagedPolicyArns" || name == "PermissionsBoundary")) {
      place_.kind = PlaceKind::ManagedPolicyArn;
    }
    policy_document(name);
    if (!is_policy_step(cursor_, at_)) return;
    if (name == "Action" || name == "NotAction") place_.kind = PlaceKind::PolicyAction;
    if (name == "Condition") place_.kind = PlaceKind::PolicyCondition;
    if (name == "Service" && names_[size - 2].ends_with("Principal")) place_.kind = PlaceKind::ServicePrincipal;
  }

  // Many types take any document here.
  void policy_document(const std::string& name) {
    if (!name.ends_with("PolicyDocument") || !properties_of(place_.schemas).empty()) return;
    const bool is_trust = name == "AssumeRolePolicyDocument";
    place_.schemas = {facts_.find_schema(is_trust ? "iam-policy-trust" : "iam-policy-resource")};
  }

  void in_globals(const std::string& name) {
    if (names_.size() == 1) {
      place_.kind = PlaceKind::SamGlobals;
      place_.schemas.clear();
      return;
    }
    if (names_.size() == 2) {
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
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool is_loop_body_ = false;
  std::vector<std::string> names_;  // excluding keys that are functions or loops
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

std::vector<PlaceProperty> properties_of(const SchemaSet& schemas) {
  std::vector<PlaceProperty> found;
  const SchemaSet all = flattened(schemas);
  for (const Schema& schema : all) {
    const auto keyword = schema.find(KeywordId::Properties);
    for (std::uint32_t i = 0; keyword && i < keyword->count(); ++i) {
      const Property property = keyword->property(i);
      if (property.read_only || property.schema.accepts_none()) continue;
      const auto same = std::find_if(found.begin(), found.end(),
                                     [&](const PlaceProperty& other) { return other.property.name == property.name; });
      if (same == found.end()) {
        found.push_back({property, false});
      } else if (same->property.documentation == 0) {
        same->property = property;
      }
    }
  }
  for (PlaceProperty& property : found) {
    property.is_required = std::any_of(schemas.begin(), schemas.end(), [&](const Schema& schema) {
      return schema.is_required(property.property.name);
    });
  }
  return found;
}

std::optional<PlaceProperty> property_of(const SchemaSet& schemas, std::string_view name) {
  std::optional<PlaceProperty> found;
  for (const Schema& schema : flattened(schemas)) {
    const auto keyword = schema.find(KeywordId::Properties);
    const auto property = keyword ? keyword->find(name) : std::nullopt;
    if (!property) continue;
    if (!found || found->property.documentation == 0) found = {*property, false};
  }
  if (found) {
    found->is_required =
        std::any_of(schemas.begin(), schemas.end(), [&](const Schema& schema) { return schema.is_required(name); });
  }
  return found;
}

SchemaSet member_schemas(const SchemaSet& schemas, std::string_view key, std::string_view type) {
  SchemaSet found;
  const SchemaSet all = flattened(schemas, type);
  for (const Schema& schema : all) {
    if (const auto properties = schema.find(KeywordId::Properties)) add_unique(found, properties->find_schema(key));
  }
  if (!found.empty()) return found;
  for (const Schema& schema : all) {
    const auto patterns = schema.find(KeywordId::PatternProperties);
    for (std::uint32_t i = 0; patterns && i < patterns->count(); ++i) add_unique(found, patterns->property(i).schema);
    if (const auto rest = schema.find(KeywordId::AdditionalProperties)) add_unique(found, rest->schema());
  }
  return found;
}

SchemaSet item_schemas(const SchemaSet& schemas) {
  SchemaSet found;
  for (const Schema& schema : flattened(schemas)) {
    if (const auto items = schema.find(KeywordId::Items)) add_unique(found, items->schema());
    const auto prefix = schema.find(KeywordId::PrefixItems);
    for (std::uint32_t i = 0; prefix && i < prefix->count(); ++i) add_unique(found, prefix->schema(i));
  }
  return found;
}

std::vector<std::string> values_of(const SchemaSet& schemas) {
  std::vector<std::string> values;
  const auto add = [&](std::string value) {
    if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(std::move(value));
  };
  for (const Schema& schema : flattened(schemas)) {
    for (const KeywordId id :
         {KeywordId::Enum, KeywordId::EnumCaseInsensitive, KeywordId::Const, KeywordId::Examples}) {
      const auto keyword = schema.find(id);
      for (std::uint32_t i = 0; keyword && i < keyword->count(); ++i) {
        const Literal literal = keyword->literal(i);
        if (literal.kind == LiteralKind::Boolean) {
          add(literal.boolean ? "true" : "false");
        } else if (literal.kind == LiteralKind::String || literal.kind == LiteralKind::Number) {
          add(std::string(literal.text));
        }
      }
    }
  }
  // Where any scalar may stand, two of them say nothing.
  const std::uint8_t types = types_of(schemas);
  const bool is_any = (types & json_type::kString) != 0 && (types & (json_type::kNumber | json_type::kInteger)) != 0;
  if ((types & json_type::kBoolean) != 0 && !is_any) {
    add("true");
    add("false");
  }
  return values;
}

std::uint8_t types_of(const SchemaSet& schemas) {
  std::uint8_t types = 0;
  for (const Schema& schema : flattened(schemas)) types |= schema.types();
  return types;
}

std::vector<std::string_view> formats_of(const SchemaSet& schemas) {
  std::vector<std::string_view> formats;
  for (const Schema& schema : flattened(schemas)) {
    if (const auto format = schema.find(KeywordId::Format)) formats.push_back(format->text());
  }
  return formats;
}

}  // namespace virga::lsp
