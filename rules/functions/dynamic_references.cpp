#include "rules/functions/dynamic_references.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/support/characters.h"
#include "rules/engine/reporter.h"
#include "rules/functions/fixes.h"
#include "rules/functions/text_walk.h"

namespace virga {
namespace {

constexpr std::string_view kOpen = "{{resolve:";

// Properties that support secure strings of Parameter Store.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm-secure-strings.html
struct SecretProperty {
  std::string_view type;
  std::array<std::string_view, 3> path;  // "*" matches a list index, "" nothing
};
constexpr std::array<SecretProperty, 11> kSecretProperties = {{
    {"AWS::DirectoryService::MicrosoftAD", {"Password", "", ""}},
    {"AWS::DirectoryService::SimpleAD", {"Password", "", ""}},
    {"AWS::ElastiCache::ReplicationGroup", {"AuthToken", "", ""}},
    {"AWS::IAM::User", {"LoginProfile", "Password", ""}},
    {"AWS::KinesisFirehose::DeliveryStream", {"RedshiftDestinationConfiguration", "Password", ""}},
    {"AWS::OpsWorks::App", {"AppSource", "Password", ""}},
    {"AWS::OpsWorks::Stack", {"RdsDbInstances", "*", "DbPassword"}},
    {"AWS::OpsWorks::Stack", {"CustomCookbooksSource", "Password", ""}},
    {"AWS::RDS::DBCluster", {"MasterUserPassword", "", ""}},
    {"AWS::RDS::DBInstance", {"MasterUserPassword", "", ""}},
    {"AWS::Redshift::Cluster", {"MasterUserPassword", "", ""}},
}};

// Properties that expect the ARN or name of a secret and resolve it themselves.
constexpr std::array<std::string_view, 6> kSecretNames = {"SecretArn",
                                                          "SecretARN",
                                                          "SecretsManagerSecretId",
                                                          "SecretsManagerOracleAsmSecretId",
                                                          "SecretsManagerSecurityDbEncryptionSecretId",
                                                          "SecretsManagerConfiguration"};

bool in_properties(const Location& where) {
  return key_at(where, 1) == "Resources" && key_at(where, 3) == "Properties";
}

// The steps below Properties, ignoring branches of Fn::If, with "" for list indexes. False if there are more than
// three.
bool property_path(const Location& where, std::array<std::string_view, 3>& path) {
  std::vector<std::string_view> steps;
  for (const Location* step = &where; step->parent != nullptr; step = step->parent) {
    if (step->key != nullptr && step->key->text() == "Fn::If") {
      if (!steps.empty()) steps.pop_back();  // the index of the branch
      continue;
    }
    steps.push_back(step->key != nullptr ? step->key->text() : "*");
  }
  std::reverse(steps.begin(), steps.end());
  if (steps.size() < 4 || steps.size() > 6) return false;
  std::copy(steps.begin() + 3, steps.end(), path.begin());
  return true;
}

bool takes_secret(const Compilation& compilation, const Location& where) {
  std::array<std::string_view, 3> path{};
  if (!in_properties(where) || !property_path(where, path)) return false;
  const Resource* resource = compilation.model().find_resource(key_at(where, 2));
  return resource != nullptr && std::any_of(kSecretProperties.begin(), kSecretProperties.end(), [&](const auto& known) {
           return known.type == resource->type && known.path == path;
         });
}

std::string_view secret_name_around(const Location& where) {
  if (!in_properties(where)) return {};
  for (const Location* step = &where; step->parent != nullptr; step = step->parent) {
    if (step->key == nullptr) continue;
    if (std::find(kSecretNames.begin(), kSecretNames.end(), step->key->text()) != kSecretNames.end()) {
      return step->key->text();
    }
  }
  return {};
}

void report_secret(Reporter& reporter, const Location& where, std::string_view property) {
  reporter.report(
      "W1051", where,
      fmt::format("{} expects the ARN of a secret, but this is the secret's value; use the ARN or a Ref to the secret",
                  property));
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    std::size_t at = text.find(':');
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

bool all_of_class(std::string_view text, bool (*allowed)(char)) {
  return std::all_of(text.begin(), text.end(), allowed);
}
bool is_name(char c) { return is_digit(c) || is_letter(c) || c == '_' || c == '.' || c == '-' || c == '/'; }

// {{resolve:ssm:name:version}}. A parameter shared by another account is given by its ARN.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm.html
std::string fault_of_parameter(const std::vector<std::string_view>& parts) {
  if (parts.size() < 3 || parts[2].empty()) return "missing parameter name";
  if (parts[2] == "arn") return {};
  if (parts.size() > 4) return "too many parts; expected a parameter name and an optional version";
  if (!all_of_class(parts[2], is_name)) {
    return fmt::format("'{}' is not a valid parameter name (letters, digits and _ . - /)", parts[2]);
  }
  if (parts.size() == 4 && (parts[3].empty() || !all_of_class(parts[3], is_digit))) {
    return fmt::format("'{}' is not a valid parameter version; use a whole number", parts[3]);
  }
  return {};
}

// {{resolve:secretsmanager:secret-id:SecretString:json-key:version-stage:version-id}}
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html
std::string fault_of_secret(const std::vector<std::string_view>& parts) {
  if (parts.size() < 3 || parts[2].empty()) return "missing secret ID";
  const bool arn = parts[2] == "arn";
  const std::size_t kind = arn ? 9 : 3;
  if (arn && parts.size() < 9) return "incomplete secret ARN";
  if (arn && parts[7] != "secret") return fmt::format("the ARN is of a '{}', not of a secret", parts[7]);
  if (parts.size() > kind && parts[kind] != "SecretString" && !parts[kind].empty()) {
    return fmt::format("expected 'SecretString' before the JSON key, found '{}'", parts[kind]);
  }
  if (parts.size() > kind + 4) return "too many parts for a reference to a secret";
  return {};
}

class Judge {
public:
  Judge(const Compilation& compilation, Reporter& reporter) : compilation_(compilation), reporter_(reporter) {}

  void text(const Node& text, const Location& where) {
    std::string_view value = text.text();
    std::size_t at = value.find(kOpen);
    if (at == std::string_view::npos) {
      spaces(value, where);
      return;
    }
    // Inside a function, the text is a part of another string, which is only known at deployment.
    if (function_around(where, false) != Function::None && in_function(where)) return;
    for (; at != std::string_view::npos; at = value.find(kOpen, at + 2)) {
      std::size_t end = value.find("}}", at);
      if (end == std::string_view::npos) break;
      if (end > at + kOpen.size()) reference(value.substr(at + 2, end - at - 2), where);
    }
  }

private:
  // Equals, And and so on are not functions of values.
  static bool in_function(const Location& where) {
    for (const Location* step = &where; step->parent != nullptr; step = step->parent) {
      if (step->key == nullptr || step->parent->value == nullptr) continue;
      switch (step->parent->value->function) {
        case Function::None:
        case Function::If:
        case Function::Equals:
        case Function::And:
        case Function::Or:
        case Function::Not:
        case Function::Condition:
          break;
        default:
          return true;
      }
    }
    return false;
  }

  void spaces(std::string_view value, const Location& where) {
    for (std::size_t at = value.find("{{"); at != std::string_view::npos; at = value.find("{{", at + 1)) {
      std::string_view rest = value.substr(at + 2);
      auto skip = [&] { rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n"), rest.size())); };
      const std::size_t before = rest.size();
      skip();
      if (rest.size() == before || !rest.starts_with("resolve")) continue;
      rest.remove_prefix(7);
      skip();
      if (!rest.starts_with(':')) continue;
      rest.remove_prefix(1);
      skip();
      if (!rest.starts_with("ssm") && !rest.starts_with("secretsmanager")) continue;
      reporter_.report("W1053", where,
                       "Not a dynamic reference because of the space after the braces; write {{resolve:…}}");
      return;
    }
  }

  void reference(std::string_view reference, const Location& where) {
    std::vector<std::string_view> parts = split(reference);
    std::string_view service = parts.size() > 1 ? parts[1] : std::string_view{};
    std::string fault;
    if (service == "ssm" || service == "ssm-secure") {
      fault = fault_of_parameter(parts);
      if (service == "ssm-secure" && parts.size() > 2 && !takes_secret(compilation_, where)) {
        reporter_.report("E1027", where,
                         "SSM secure strings are only resolved in certain password properties, not in this one; use a "
                         "Secrets Manager secret");
      }
      if (service == "ssm") parameter_place(where);
    } else if (service == "secretsmanager") {
      fault = fault_of_secret(parts);
      if (parts.size() > 2) {
        if (!secret_place(where)) {
          reporter_.report(
              "E1051", where,
              "Secrets Manager references are only resolved in resource properties; this stays a plain string");
        }
        if (std::string_view property = secret_name_around(where); !property.empty()) {
          report_secret(reporter_, where, property);
        }
      }
    } else {
      fault = fmt::format("unknown service '{}'; expected ssm, ssm-secure or secretsmanager", service);
    }
    if (!fault.empty()) {
      reporter_.report("E1050", where, fmt::format("Invalid dynamic reference {{{{{}}}}}: {}", reference, fault));
    }
  }

  static bool secret_place(const Location& where) {
    return in_properties(where) || (key_at(where, 1) == "Parameters" && key_at(where, 3) == "Default");
  }

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
  void parameter_place(const Location& where) {
    std::string_view section = key_at(where, 1), part = key_at(where, 3);
    const bool allowed = (section == "Parameters" && (part == "Default" || part == "AllowedValues")) ||
                         (section == "Resources" && part != "Type" && part != "DependsOn" && part != "Condition") ||
                         (section == "Outputs" && part == "Value") || section == "Globals" || section == "Mappings" ||
                         section == "Conditions" || section == "Rules" || section == "Metadata";
    if (allowed) return;
    reporter_.report("E1052", where, "SSM parameter references are not resolved here; this stays a plain string");
  }

  const Compilation& compilation_;
  Reporter& reporter_;
};

template <typename Visit>
void each_text_of(const Compilation& compilation, Visit&& visit) {
  const Node* root = compilation.model().root();
  if (root == nullptr) return;
  Location top{nullptr, nullptr, root, 0};
  each_text(top, visit);
}

void find_parameter_refs(const Compilation& compilation, Reporter& reporter, const Location& where,
                         const std::array<std::string_view, 3>& path, std::size_t depth) {
  const Node& value = *where.value;
  if (value.function == Function::If && value.argument()->is_sequence()) {
    const Location at_if{&where, value.function_key(), value.argument(), 0};
    for (std::uint32_t branch = 1; branch < value.argument()->size; ++branch) {
      const Location at_branch{&at_if, nullptr, value.argument()->items()[branch], branch};
      find_parameter_refs(compilation, reporter, at_branch, path, depth);
    }
    return;
  }
  if (depth == path.size() || path[depth].empty()) {
    if (value.function != Function::Ref) return;
    const Parameter* parameter = compilation.model().find_parameter(value.argument()->text());
    if (parameter == nullptr) return;
    reporter.report(finding("W1011", where,
                            fmt::format("Parameter '{}' passes a secret through the template, where it can leak; use a "
                                        "dynamic reference to Secrets Manager or Parameter Store",
                                        parameter->name()))
                        .note(parameter->member.key->range, fmt::format("'{}' is defined here", parameter->name())));
    return;
  }
  if (path[depth] == "*") {
    std::uint32_t index = 0;
    for (const Node* item : value.items()) {
      const Location at_item{&where, nullptr, item, index++};
      find_parameter_refs(compilation, reporter, at_item, path, depth + 1);
    }
  } else if (const Member* member = value.find(path[depth])) {
    const Location at_member{&where, member->key, member->value, 0};
    find_parameter_refs(compilation, reporter, at_member, path, depth + 1);
  }
}

}  // namespace

void check_secret_in_sub(Validation& v, const Node& text, const Location& where) {
  std::string_view value = text.text();
  if (value.starts_with("\\\"")) value.remove_prefix(2);
  if (!value.starts_with("{{resolve:secretsmanager:") || value.find("}}") == std::string_view::npos) return;
  if (std::string_view property = secret_name_around(where); !property.empty()) {
    report_secret(v.reporter(), where, property);
  }
}

void check_dynamic_references(const Compilation& compilation, Reporter& reporter) {
  if (!compilation.may_hold("{{")) return;
  Judge judge(compilation, reporter);
  each_text_of(compilation, [&](const Node& text, const Location& where) {
    if (text.text().find("{{") != std::string_view::npos) judge.text(text, where);
  });
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html#creds
void check_secret_parameters(const Compilation& compilation, Reporter& reporter) {
  const Member* section = compilation.model().section(Section::Resources);
  if (section == nullptr) return;
  const Location root{nullptr, nullptr, compilation.model().root(), 0};
  const Location resources{&root, section->key, section->value, 0};
  for (const Resource& resource : compilation.model().resources()) {
    if (resource.properties == nullptr) continue;
    const Location body{&resources, resource.member.key, resource.member.value, 0};
    const Location properties{&body, resource.properties->key, resource.properties->value, 0};
    for (const SecretProperty& secret : kSecretProperties) {
      if (secret.type == resource.type) find_parameter_refs(compilation, reporter, properties, secret.path, 0);
    }
  }
}

}  // namespace virga
