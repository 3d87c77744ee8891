#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/expand/serverless/api/open_api/swagger_editor.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

constexpr std::string_view kIam = "AWS_IAM";
// Mark methods without an authorizer or API key, respectively.
constexpr std::string_view kNone = "NONE";
constexpr std::string_view kNoKey = "api_key_false";
constexpr std::string_view kKey = "api_key";
constexpr std::string_view kSecurityDefinitions = "securityDefinitions";
// Keys of a path that are not methods.
constexpr std::array<std::string_view, 3> kNoMethods = {"summary", "description", "parameters"};

}  // namespace

std::vector<SwaggerEditor::Method> SwaggerEditor::all_methods(std::string_view path) {
  std::vector<Method> found;
  for (Value* item : path_items(path)) {
    for (const Entry& entry : ordered(*item)) {
      const std::string_view name = entry.key->text();
      if (std::find(kNoMethods.begin(), kNoMethods.end(), name) != kNoMethods.end()) continue;
      for (Value* definition : contents(entry.value)) {
        if (!definition->is_mapping()) {
          fail(definition,
               fmt::format("Method '{}' of path '{}' must be a map, found {}", name, path, describe(*definition)));
        } else if (!is_nothing(definition->get(kIntegration))) {
          found.push_back({normalized_method(name), definition});
        }
      }
    }
  }
  return found;
}

bool SwaggerEditor::security_of(Value& definition, std::string_view path, std::string_view method,
                                std::vector<Value*>& entries) {
  Value* security = definition.get("security");
  if (security == nullptr) return true;
  if (!security->is_sequence()) {
    return fail(security, fmt::format("The security of method '{}' of path '{}' must be a list, found {}", method, path,
                                      describe(*security)));
  }
  for (Value* entry : security->items()) {
    if (!entry->is_mapping()) {
      return fail(entry, fmt::format("The security of method '{}' of path '{}' must be a list of maps, but contains {}",
                                     method, path, describe(*entry)));
    }
    entries.push_back(entry);
  }
  return true;
}

bool SwaggerEditor::put_security(Value& definition, const std::vector<Value*>& entries) {
  Value* list = make_.list();
  for (Value* entry : entries) list->append(entry);
  set(definition, "security", list);
  return entries.empty() || !entries[0]->has(kIam) || add_iam_definition();
}

void SwaggerEditor::add_authorizers(const std::vector<RestAuthorizer>& authorizers) {
  Value& definitions = section(security_definitions_, kSecurityDefinitions);
  if (!definitions.is_mapping()) {
    fail(&definitions, fmt::format("securityDefinitions must be a map, found {}", describe(definitions)));
    return;
  }
  for (const RestAuthorizer& authorizer : authorizers) {
    set(definitions, make_.copy(authorizer.name), make_.copy(authorizer.definition));
  }
}

bool SwaggerEditor::add_iam_definition() {
  Value& definitions = section(security_definitions_, kSecurityDefinitions);
  if (!definitions.is_mapping()) {
    return fail(&definitions, fmt::format("securityDefinitions must be a map, found {}", describe(definitions)));
  }
  if (definitions.has(kIam)) return true;
  make_room(definitions, 1);
  set(definitions, kIam,
      make_.object({{"x-amazon-apigateway-authtype", make_.string("awsSigv4")},
                    {"type", make_.string("apiKey")},
                    {"name", make_.string("Authorization")},
                    {"in", make_.string("header")}}));
  return true;
}

bool SwaggerEditor::add_api_key_definition() {
  Value& definitions = section(security_definitions_, kSecurityDefinitions);
  if (!definitions.is_mapping()) {
    return fail(&definitions, fmt::format("securityDefinitions must be a map, found {}", describe(definitions)));
  }
  if (definitions.has(kKey)) return true;
  make_room(definitions, 1);
  set(definitions, kKey,
      make_.object(
          {{"type", make_.string("apiKey")}, {"name", make_.string("x-api-key")}, {"in", make_.string("header")}}));
  return true;
}

bool SwaggerEditor::set_default_authorizer(std::string_view path, const std::vector<RestAuthorizer>& authorizers,
                                           const Value& name, bool preflight) {
  const auto is_authorizer = [&](const Entry& entry) {
    const std::string_view key = entry.key->text();
    return key == kIam || std::any_of(authorizers.begin(), authorizers.end(),
                                      [&](const RestAuthorizer& authorizer) { return authorizer.name->text() == key; });
  };
  for (const Method& method : all_methods(path)) {
    if (!preflight && method.name == "options") continue;
    std::vector<Value*> existing;
    if (!security_of(*method.definition, path, method.name, existing)) return false;
    std::vector<Value*> others;
    std::vector<Value*> own;
    for (Value* entry : existing) {
      const bool authorizer = std::any_of(entry->entries().begin(), entry->entries().end(), is_authorizer);
      (authorizer ? own : others).push_back(entry);
    }
    const auto none = std::find_if(others.begin(), others.end(), [](const Value* entry) { return entry->has(kNone); });
    if (none != others.end()) {
      others.erase(none);
      own.clear();
    } else if (own.empty()) {
      const auto chosen = std::find_if(authorizers.begin(), authorizers.end(), [&](const RestAuthorizer& authorizer) {
        return authorizer.name->text() == name.text();
      });
      const Value* scopes = chosen == authorizers.end() ? nullptr : chosen->scopes;
      Value* entry = make_.object();
      entry->set(make_.copy(&name), scopes != nullptr ? make_.copy(scopes) : make_.list());
      own.push_back(entry);
    }
    others.insert(others.end(), own.begin(), own.end());
    if (!others.empty() && !put_security(*method.definition, others)) return false;
  }
  return true;
}

bool SwaggerEditor::set_default_api_key(std::string_view path, bool preflight) {
  for (const Method& method : all_methods(path)) {
    std::vector<Value*> existing;
    if (!security_of(*method.definition, path, method.name, existing)) return false;
    std::vector<Value*> others;
    bool refused = false;
    bool required = false;
    for (Value* entry : existing) {
      refused = refused || entry->has(kNoKey);
      required = required || entry->has(kKey);
      if (!entry->has(kKey) && !entry->has(kNoKey)) others.push_back(entry);
    }
    const bool wanted = !refused && (preflight || method.name != "options");
    if (wanted && required && others.size() + 1 == existing.size() && existing.back()->has(kKey)) continue;
    if (wanted) others.push_back(make_.object({{kKey, make_.list()}}));
    if (wanted || others.size() != existing.size()) {
      Value* list = make_.list();
      for (Value* entry : others) list->append(entry);
      set(*method.definition, "security", list);
    }
  }
  return true;
}

bool SwaggerEditor::set_method_authorizer(std::string_view path, std::string_view method, const Value& name,
                                          const Value* scopes) {
  for (Value* definition : method_definitions(path, method)) {
    std::vector<Value*> entries;
    if (!security_of(*definition, path, method, entries)) return false;
    Value* entry = make_.object();
    entry->set(make_.copy(&name), scopes != nullptr ? make_.copy(scopes) : make_.list());
    entries.push_back(entry);
    if (!put_security(*definition, entries)) return false;
  }
  return true;
}

bool SwaggerEditor::set_method_api_key(std::string_view path, std::string_view method, bool required) {
  for (Value* definition : method_definitions(path, method)) {
    if (required && !add_api_key_definition()) return false;
    std::vector<Value*> entries;
    if (!security_of(*definition, path, method, entries)) return false;
    entries.push_back(make_.object({{required ? kKey : kNoKey, make_.list()}}));
    Value* list = make_.list();
    for (Value* entry : entries) list->append(entry);
    set(*definition, "security", list);
  }
  return true;
}

}  // namespace virga
