#include "compiler/workspace/named_secrets.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "compiler/support/characters.h"
#include "compiler/support/text.h"
#include "rules/engine/secret_words.h"

namespace virga {
namespace {

using Visitor = std::function<void(const Node&)>;

// Nothing if the text is no base64, or a short word that could be anything.
std::optional<std::string> from_base64(std::string_view text) {
  constexpr std::size_t kLeast = 16;
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (text.size() < kLeast) return std::nullopt;
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    if (is_space(c) || c == '=') continue;
    const std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = bits << 6U | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>(bits >> static_cast<unsigned>(count) & 0xFFU);
    }
  }
  return out;
}

// Base64 text whose meaning holds a secret is one.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-launchtemplate-launchtemplatedata.html
bool is_encoded_secret(const Node& value) {
  if (!value.is_string()) return false;
  const std::optional<std::string> text = from_base64(value.text());
  return text && without_secrets(*text) != *text;
}

// A key as Laravel writes it: "base64:" and its bytes.
// https://laravel.com/docs/encryption#configuration
bool is_application_key(std::string_view name, const Node& value) {
  constexpr std::string_view kBegin = "base64:";
  return value.is_string() && value.text().starts_with(kBegin) && to_lower(name).ends_with("key") &&
         from_base64(value.text().substr(kBegin.size()));
}

// What a definition gives a secret: {type: String, default: x} of a document of SSM, or of a schema.
// https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-syntax-data-elements-parameters.html
void find_declared(const Node& definition, const Visitor& then) {
  if (definition.function != Function::None) return;
  for (const Member& member : definition.members()) {
    const std::string key = to_lower(member.key->text());
    if (key == "default" || key == "allowedvalues") then(*member.value);
  }
}

// Keys of tags that say of what kind a resource is.
bool is_kind(std::string_view key) {
  constexpr std::string_view kKinds[] = {"secret", "secrets", "credential", "credentials"};
  return std::find(std::begin(kKinds), std::end(kKinds), to_lower(key)) != std::end(kKinds);
}

// A name and a value beside it, as {Name: …, Value: …}, {ParameterKey: …, ParameterValue: …} and, in the options of
// Elastic Beanstalk, {option_name: …, value: …}, and {AttributeName: …, AttributeValue: …} of Firehose; null if there
// is none.
// https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/ebextensions-optionsettings.html
std::pair<const Node*, const Node*> pair_in(const Node& map) {
  constexpr std::string_view kNames[] = {"name",         "key",           "optionname", "parametername",
                                         "parameterkey", "attributename", "headername"};
  constexpr std::string_view kValues[] = {"value", "parametervalue", "attributevalue", "headervalue"};
  const Node *name = nullptr, *value = nullptr;
  for (const Member& member : map.members()) {
    std::string key = to_lower(member.key->text());
    std::erase(key, '_');
    if (std::find(std::begin(kNames), std::end(kNames), key) != std::end(kNames)) name = member.value;
    if (std::find(std::begin(kValues), std::end(kValues), key) != std::end(kValues)) value = member.value;
  }
  return {name, value};
}

// Whether the value beside the name is that of a secret that is kept elsewhere.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-codebuild-project-environmentvariable.html
bool is_elsewhere(const Node& map) {
  const Node* type = map.get("Type");
  return type != nullptr && (type->text() == "PARAMETER_STORE" || type->text() == "SECRETS_MANAGER");
}

void find_pair(const Node& map, const VariableNames& variables, bool is_tag, const Visitor& then) {
  const auto [name, value] = pair_in(map);
  if (value == nullptr) return;
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-events-connection-parameter.html
  const Node* says = map.get("IsValueSecret");
  if (bool is_secret = false; says != nullptr && to_boolean(*says, is_secret) && is_secret) then(*value);
  if (name == nullptr || is_elsewhere(map)) return;
  if (is_tag && is_kind(name->text())) return;
  if (is_hidden_name(name->text()) || variables.contains(name->text()) || is_application_key(name->text(), *value))
    then(*value);
}

// Arguments of a command: [--password, VALUE], [-u, "USER:VALUE"].
void find_arguments(std::span<const Node* const> items, const Visitor& then) {
  for (std::size_t i = 0; i + 1 < items.size(); ++i) {
    const std::string_view flag = items[i]->text();
    const bool is_flag = flag.size() > 2 && flag.starts_with('-') && flag.find_first_of("= \t\n:") == flag.npos &&
                         !flag.ends_with("stdin") && !flag.ends_with("file") && is_hidden_name(flag);
    const bool is_login = (flag == "-u" || flag == "--user" || flag == "-auth" || flag == "--auth") &&
                          items[i + 1]->text().find(':') != std::string_view::npos &&
                          !is_digit(items[i + 1]->text().front());
    const bool is_next_flag = items[i + 1]->text().starts_with('-');
    if ((is_flag || is_login) && !is_next_flag) then(*items[i + 1]);
  }
}

}  // namespace

bool is_no_secret(const Node& value) {
  if (!value.is_scalar()) return false;
  constexpr std::string_view kAnswers[] = {"yes", "no", "none"};
  bool is_switch = false;
  return value.text().starts_with("arn:") || to_boolean(value, is_switch) ||
         std::find(std::begin(kAnswers), std::end(kAnswers), to_lower(value.text())) != std::end(kAnswers);
}

// Containers of ECS and Batch and the drivers of their logs, projects of CodeBuild, and services of App Runner.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-taskdefinition-secret.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apprunner-service-imageconfiguration.html
void add_secret_variables(const Node& node, VariableNames& names) {
  if (!node.is_mapping()) return;
  const auto add = [&](const Node* name) {
    if (name == nullptr || !name->is_scalar() || name->text().empty() || is_setting_name(name->text())) return;
    names.emplace(name->text());
  };
  if (node.get("ValueFrom") != nullptr || is_elsewhere(node)) add(node.get("Name"));
  if (const Node* secrets = node.get("RuntimeEnvironmentSecrets")) {
    for (const Node* one : secrets->items()) add(one->get("Name"));
  }
}

void find_named_secrets(const Node& node, const VariableNames& variables, const SentHeaders& headers, bool is_tag,
                        const std::function<void(const Node&)>& then) {
  for (const Member& member : node.members()) {
    const std::string_view name = member.key->text();
    if (is_hidden_name(name) && !(is_tag && is_kind(name))) {
      then(*member.value);
      find_declared(*member.value, then);
    }
    if (is_application_key(name, *member.value)) then(*member.value);
    if (name == "UserData" && is_encoded_secret(*member.value)) then(*member.value);
    if (variables.empty() || (name != "Variables" && name != "Options")) continue;
    for (const Member& one : member.value->members()) {
      if (variables.contains(one.key->text())) then(*one.value);
    }
  }
  if (node.is_mapping()) {
    find_header_secrets(node, headers, then);
    find_pair(node, variables, is_tag, then);
  }
  find_arguments(node.items(), then);
}

}  // namespace virga
