#include <fmt/format.h>

#include <algorithm>

#include "compiler/expand/serverless/api/open_api/swagger_editor.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

constexpr std::string_view kPolicy = "x-amazon-apigateway-policy";

// A list, or a list of the single value.
Value* as_list(ValueFactory& make, const Value& value) {
  return value.is_sequence() ? make.copy(&value) : make.list({make.copy(&value)});
}

}  // namespace

Value* SwaggerEditor::policy() {
  if (policy_ == nullptr) policy_ = document().get(kPolicy);
  if (is_nothing(policy_) || !policy_->is_mapping()) policy_ = make_.object();
  return policy_;
}

void SwaggerEditor::add_statement(Value* statement, bool unless_there) {
  Value* statements = policy()->get("Statement");
  if (statements == nullptr || statements->is_null()) {
    statements = make_.list();
  } else if (!statements->is_sequence()) {
    statements = make_.list({statements});
  }
  const auto same = [&](const Value* other) { return same_value(*other, *statement); };
  if (!unless_there || std::none_of(statements->items().begin(), statements->items().end(), same)) {
    statements->append(statement);
  }
  set(*policy(), "Statement", statements);
}

// API Gateway leaves out the slash at the end of a path.
Value* SwaggerEditor::method_resources(std::string_view path, const Value& stage) {
  Value* resources = make_.list();
  const std::string pattern = path_pattern(path);
  for (Value* item : path_items(path)) {
    for (const Entry& entry : ordered(*item)) {
      const std::string name = normalized_method(entry.key->text());
      Value* text = make_.string(fmt::format("execute-api:/${{__Stage__}}/{}{}",
                                             name == kAnyMethod ? "*" : to_upper(entry.key->text()), pattern));
      resources->append(make_.object(
          {{"Fn::Sub", make_.list({text->set_authored(), make_.object({{"__Stage__", make_.copy(&stage)}})})}}));
    }
  }
  return resources;
}

void SwaggerEditor::add_account_statement(const Value* accounts, std::string_view effect, std::string_view path,
                                          const Value& stage) {
  if (is_nothing(accounts)) return;
  set(*policy(), "Version", make_.string("2012-10-17"));
  Value* statement = make_.object({{"Effect", make_.string(effect)},
                                   {"Action", make_.string("execute-api:Invoke")},
                                   {"Resource", method_resources(path, stage)},
                                   {"Principal", make_.object({{"AWS", as_list(make_, *accounts)}})}});
  if (!is_nothing(policy()->get("Statement"))) {
    add_statement(statement, false);
  } else {
    set(*policy(), "Statement", statement);
  }
}

void SwaggerEditor::add_network_statements(Value* condition, std::string_view path, const Value& stage) {
  set(*policy(), "Version", make_.string("2012-10-17"));
  for (const std::string_view effect : {std::string_view("Allow"), std::string_view("Deny")}) {
    add_statement(make_.object({{"Effect", make_.string(effect)},
                                {"Action", make_.string("execute-api:Invoke")},
                                {"Resource", method_resources(path, stage)},
                                {"Principal", make_.string("*")},
                                {"Condition", effect == "Deny" ? condition : nullptr}}),
                  true);
  }
}

bool SwaggerEditor::add_vpc_statements(const Value& given, std::string_view list, std::string_view comparison,
                                       std::string_view path, const Value& stage) {
  Value* vpcs = make_.list();
  Value* endpoints = make_.list();
  Value* condition = make_.object();
  const auto add = [&](std::string_view key, Value* to, const Value& value) {
    to->append(make_.copy(&value));
    condition->set(key, to);
  };
  const Value* named = given.get(fmt::format("SourceVpc{}", list));
  if (named != nullptr && !named->is_null()) {
    for (const Value* item : named->items()) {
      if (!item->is_string()) {
        return fail(
            item,
            fmt::format("SourceVpc{0} only accepts strings; put functions into IntrinsicVpc{0} or IntrinsicVpce{0}",
                        list));
      }
    }
    for (const Value* item : named->items()) {
      if (item->text().starts_with("vpc-")) add("aws:SourceVpc", vpcs, *item);
    }
    for (const Value* item : named->items()) {
      if (item->text().starts_with("vpce-")) add("aws:SourceVpce", endpoints, *item);
    }
  }
  if (const Value* more = given.get(fmt::format("IntrinsicVpc{}", list))) {
    for (const Value* item : more->items()) add("aws:SourceVpc", vpcs, *item);
  }
  if (const Value* more = given.get(fmt::format("IntrinsicVpce{}", list))) {
    for (const Value* item : more->items()) add("aws:SourceVpce", endpoints, *item);
  }
  if (!condition->empty()) add_network_statements(make_.object({{comparison, condition}}), path, stage);
  return true;
}

// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-resourcepolicystatement.html
bool SwaggerEditor::add_resource_policy(const Value& given, std::string_view path, const Value& stage) {
  if (!given.is_mapping()) {
    return fail(&given, fmt::format("ResourcePolicy must be a map, found {}", describe(given)));
  }
  for (const std::string_view list :
       {std::string_view("AwsAccountWhitelist"), std::string_view("AwsAccountBlacklist")}) {
    const Value* accounts = given.get(list);
    if (!is_nothing(accounts) && accounts->is_scalar()) {
      return fail(accounts, fmt::format("{} must be a list, found {}", list, describe(*accounts)));
    }
  }
  add_account_statement(given.get("AwsAccountWhitelist"), "Allow", path, stage);
  add_account_statement(given.get("AwsAccountBlacklist"), "Deny", path, stage);
  const auto add_ranges = [&](std::string_view list, std::string_view comparison) {
    const Value* ranges = given.get(list);
    if (is_nothing(ranges)) return;
    add_network_statements(make_.object({{comparison, make_.object({{"aws:SourceIp", as_list(make_, *ranges)}})}}),
                           path, stage);
  };
  add_ranges("IpRangeWhitelist", "NotIpAddress");
  add_ranges("IpRangeBlacklist", "IpAddress");
  if (!add_vpc_statements(given, "Blacklist", "StringEquals", path, stage)) return false;
  if (!add_vpc_statements(given, "Whitelist", "StringNotEquals", path, stage)) return false;
  set(document(), kPolicy, policy());
  return true;
}

void SwaggerEditor::add_custom_statements(const Value& statements) {
  set(*policy(), "Version", make_.string("2012-10-17"));
  if (is_nothing(policy()->get("Statement"))) {
    set(*policy(), "Statement", make_.copy(&statements));
  } else {
    for (const Value* statement : as_list(make_, statements)->items()) add_statement(make_.copy(statement), true);
  }
  set(document(), kPolicy, policy());
}

}  // namespace virga
