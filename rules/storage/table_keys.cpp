// E3039: the attribute definitions of a DynamoDB table must be those of its keys.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
#include <fmt/format.h>

#include <set>
#include <string>
#include <string_view>

#include "rules/engine/macros.h"
#include "rules/engine/resources_of_type.h"
#include "rules/storage/checks.h"

namespace virga {
namespace {

// Collects the AttributeName of each item. False if a part is not written out.
bool collect(const Node* list, std::set<std::string_view>& names) {
  if (list == nullptr) return true;
  if (!list->is_sequence()) return false;
  for (const Node* item : list->items()) {
    const Node* name = item->get("AttributeName");
    if (item->function != Function::None || name == nullptr || !name->is_string()) return false;
    names.insert(name->text());
  }
  return true;
}

bool collect_keys(const Node& properties, std::set<std::string_view>& names) {
  if (!collect(properties.get("KeySchema"), names)) return false;
  for (const char* key : {"GlobalSecondaryIndexes", "LocalSecondaryIndexes"}) {
    const Node* indexes = properties.get(key);
    if (indexes == nullptr) continue;
    if (!indexes->is_sequence()) return false;
    for (const Node* index : indexes->items()) {
      if (index->function != Function::None || !collect(index->get("KeySchema"), names)) return false;
    }
  }
  return true;
}

std::string quoted(const std::set<std::string_view>& names, const std::set<std::string_view>& without) {
  std::string text;
  for (const std::string_view name : names) {
    if (without.contains(name)) continue;
    text += fmt::format("{}'{}'", text.empty() ? "" : ", ", name);
  }
  return text;
}

}  // namespace

void check_table_keys(const Compilation& compilation, Reporter& reporter) {
  for (const char* type : {"AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"}) {
    each_resource_of_type(compilation, type, [&](const Resource& resource, const Location& where) {
      const Node& properties = *resource.properties->value;
      std::set<std::string_view> declared, used;
      if (properties.get("AttributeDefinitions") == nullptr || properties.get("KeySchema") == nullptr) return;
      if (has_macro_call(properties)) return;
      if (!collect(properties.get("AttributeDefinitions"), declared) || !collect_keys(properties, used)) return;
      if (const std::string missing = quoted(used, declared); !missing.empty()) {
        reporter.report("E3039", where, fmt::format("AttributeDefinitions is missing {}, used in a key", missing));
      } else if (const std::string unused = quoted(declared, used); !unused.empty()) {
        reporter.report("E3039", where,
                        fmt::format("AttributeDefinitions defines {}, which no key of the table or its indexes uses; "
                                    "define key attributes only",
                                    unused));
      }
    });
  }
}

}  // namespace virga
