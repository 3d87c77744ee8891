#include "compiler/expand/serverless/core/tables.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>

#include "compiler/expand/serverless/core/tables_data.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kDeployedTypes{{
    {"AWS::Serverless::Function", "AWS::Lambda::Function"},
    {"AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine"},
    {"AWS::Serverless::Api", "AWS::ApiGateway::RestApi"},
    {"AWS::Serverless::HttpApi", "AWS::ApiGatewayV2::Api"},
    {"AWS::Serverless::SimpleTable", "AWS::DynamoDB::Table"},
}};

// Binary search for the row with this key; null if there is none.
template <typename Row, typename Key>
const Row* find_row(std::span<const Row> rows, std::string_view wanted, Key key) {
  const auto found = std::ranges::lower_bound(rows, wanted, {}, key);
  return found != rows.end() && key(*found) == wanted ? &*found : nullptr;
}

// Recursive, but our own tables are not deep.
Value* make_value(ValueFactory& make, const Node& node, std::span<const TableParameter> parameters) {
  switch (node.kind) {
    case NodeKind::Null:
      return make.null();
    case NodeKind::Boolean:
      return make.boolean(node.text() == "true");
    case NodeKind::Sequence: {
      Value* list = make.list();
      for (const Node* item : node.items()) list->append(make_value(make, *item, parameters));
      return list;
    }
    case NodeKind::Mapping: {
      if (node.function == Function::Ref) {
        const auto given = std::ranges::find(parameters, node.argument()->text(), &TableParameter::name);
        if (given != parameters.end() && given->value != nullptr) return make.copy(given->value);
      }
      Value* mapping = make.object();
      for (const Member& member : node.members()) {
        mapping->set(make.string(member.key->text()), make_value(make, *member.value, parameters));
      }
      return mapping;
    }
    default:
      return make.string(node.text());
  }
}

}  // namespace

std::string_view deployed_type(std::string_view type) {
  const auto found = std::ranges::find(kDeployedTypes, type, &std::pair<std::string_view, std::string_view>::first);
  return found == kDeployedTypes.end() ? type : found->second;
}

std::span<const PropertyRule> property_rules(std::string_view type) {
  const auto* row = find_row(sam_tables::property_tables(), type, [](const auto& table) { return table.name; });
  return row != nullptr ? row->rules : std::span<const PropertyRule>();
}

std::span<const PropertyRule> event_property_rules(std::string_view type, std::string_view event) {
  return property_rules(std::string(type) + '/' + std::string(event));
}

const PolicyTemplate* find_policy_template(std::string_view name) {
  return find_row(sam_tables::policy_templates(), name, [](const PolicyTemplate& row) { return row.name; });
}

std::span<const ConnectorProfile> connector_profiles_from(std::string_view source_type) {
  const std::span<const ConnectorProfile> all = sam_tables::connector_profiles();
  const auto first = std::ranges::lower_bound(all, source_type, {}, &ConnectorProfile::source);
  const auto last = std::ranges::upper_bound(all, source_type, {}, &ConnectorProfile::source);
  return {first, last};
}

const ConnectorProfile* find_connector_profile(std::string_view source_type, std::string_view destination_type) {
  return find_row(connector_profiles_from(source_type), destination_type,
                  [](const ConnectorProfile& row) { return row.destination; });
}

const ConnectorResource* find_connector_resource(std::string_view type) {
  return find_row(sam_tables::connector_resources(), type, [](const ConnectorResource& row) { return row.type; });
}

std::string managed_policy_arn(std::string_view name, std::string_view partition) {
  const sam_tables::ManagedPolicy* policy =
      find_row(sam_tables::managed_policies(), name, [](const sam_tables::ManagedPolicy& row) {
        return std::string_view{sam_tables::managed_policy_names() + row.offset, row.size};
      });
  if (policy == nullptr) return {};
  std::string arn = "arn:";
  arn.append(partition).append(":iam::aws:policy/");
  return arn.append(sam_tables::managed_policy_paths()[policy->path]).append(name);
}

Value* read_table(ValueFactory& make, std::string_view text, std::span<const TableParameter> parameters) {
  const SyntaxTree tree = parse(std::make_shared<SourceFile>("table", std::string{text}));
  return tree.root == nullptr ? make.null() : make_value(make, *tree.root, parameters);
}

}  // namespace virga
