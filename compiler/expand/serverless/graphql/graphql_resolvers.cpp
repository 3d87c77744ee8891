#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/expand/serverless/graphql/graphql_api.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

constexpr std::array kFunctionRules = {
    PropertyRule{"DataSource"},
    PropertyRule{"Runtime", PropertyTypes::Map},
    PropertyRule{"InlineCode"},
    PropertyRule{"CodeUri"},
    PropertyRule{"Description"},
    PropertyRule{"MaxBatchSize"},
    PropertyRule{"Name", PropertyTypes::String},
    PropertyRule{"Id"},
    PropertyRule{"Sync", PropertyTypes::Map},
};
constexpr std::array kResolverRules = {
    PropertyRule{"FieldName", PropertyTypes::String},
    PropertyRule{"Caching", PropertyTypes::Map},
    PropertyRule{"InlineCode"},
    PropertyRule{"CodeUri"},
    PropertyRule{"MaxBatchSize"},
    PropertyRule{"Pipeline", PropertyTypes::StringList, false, false},
    PropertyRule{"Runtime", PropertyTypes::Map},
    PropertyRule{"Sync", PropertyTypes::Map},
};
constexpr std::array kRuntimeRules = {PropertyRule{"Name", PropertyTypes::Any, true},
                                      PropertyRule{"Version", PropertyTypes::Any, true}};
constexpr std::array kSyncRules = {PropertyRule{"ConflictDetection", PropertyTypes::Any, true},
                                   PropertyRule{"ConflictHandler"},
                                   PropertyRule{"LambdaConflictHandlerConfig", PropertyTypes::Map}};
constexpr std::array kCachingRules = {PropertyRule{"Ttl", PropertyTypes::Any, true},
                                      PropertyRule{"CachingKeys", PropertyTypes::List}};

// The default code of a pipeline: does nothing before the functions, and returns the last one's result.
constexpr std::string_view kPipelineCode = R"(
export function request(ctx) {
    return {};
}

export function response(ctx) {
    return ctx.prev.result;
}
)";

std::vector<std::string_view> names_in(const std::map<std::string, const Value*, std::less<>>& named) {
  std::vector<std::string_view> names;
  names.reserve(named.size());
  for (const auto& [name, value] : named) names.push_back(name);
  return names;
}

// A function or resolver: its name in messages ("Functions/Add") and its CloudFormation properties.
struct Part {
  GraphqlApi& api;
  std::string where;
  const Value& written;
  Value& properties;

  const Value* get(std::string_view name) const {
    const Value* value = present(&written, name);
    return is_nothing(value) ? nullptr : value;
  }
  std::string at(std::string_view name) const { return fmt::format("{}/{}", where, name); }
  bool fail(Complaint complaint, std::string_view property) const {
    const Value* place = written.get(property);
    return api.fail(place != nullptr ? place : &written, std::move(complaint), at(property));
  }
};

// Adds InlineCode or CodeUri; if neither is given, `code` is the default, unless it is empty.
bool add_code(const Part& part, std::string_view code) {
  ValueFactory& make = part.api.context.make;
  const Value* text = part.get("InlineCode");
  const Value* location = part.get("CodeUri");
  if (text != nullptr && location != nullptr) {
    return part.fail(fmt::format("InlineCode and CodeUri of {} cannot be used together; remove one", part.where),
                     "CodeUri");
  }
  if (text != nullptr) {
    part.properties.set("Code", make.copy(text));
  } else if (location != nullptr) {
    part.properties.set("CodeS3Location", make.copy(location));
  } else if (!code.empty()) {
    part.properties.set("Code", make.string(code));
  } else {
    return part.fail(fmt::format("{} requires InlineCode or CodeUri", part.where), "InlineCode");
  }
  return true;
}

// `usual`: the code is our default, so the runtime has a default, too.
bool add_runtime(const Part& part, bool usual) {
  const Value* runtime = part.get("Runtime");
  if (runtime == nullptr && usual) {
    ValueFactory& make = part.api.context.make;
    part.properties.set("Runtime",
                        make.object({{"Name", make.string("APPSYNC_JS")}, {"RuntimeVersion", make.string("1.0.0")}}));
    return true;
  }
  if (runtime == nullptr) {
    return part.fail(
        fmt::format("{} requires a Runtime with Name and Version, such as APPSYNC_JS and 1.0.0", part.where),
        "Runtime");
  }
  if (!part.api.check(part.at("Runtime"), *runtime, kRuntimeRules)) return false;
  Value* made = part.api.context.make.object();
  copy_present(part.api.context.make, *runtime, *made, {{"Name", "Name"}, {"Version", "RuntimeVersion"}});
  part.properties.set("Runtime", made);
  return true;
}

// Copies a map unchanged.
bool add_map(const Part& part, std::string_view name, std::string_view target, std::span<const PropertyRule> rules) {
  const Value* value = part.get(name);
  if (value == nullptr) return true;
  if (!part.api.check(part.at(name), *value, rules)) return false;
  part.properties.set(target, without_nulls(part.api.context.make, *value));
  return true;
}

// The data source of type NONE, for functions that only run code. One per API is sufficient.
Value* none_data_source(GraphqlApi& api) {
  ValueFactory& make = api.context.make;
  const std::string id = api.id("NoneDataSource");
  if (!api.has_none_data_source) {
    api.has_none_data_source = true;
    api.add("NoneDataSource", "AWS::AppSync::DataSource",
            make.object({{"ApiId", api.api_id()}, {"Name", make.string(id)}, {"Type", make.string("NONE")}}));
  }
  return make.get_att(id, "Name");
}

bool add_data_source_name(const Part& part) {
  GraphqlApi& api = part.api;
  const Value* source = part.get("DataSource");
  if (source == nullptr) {
    return part.fail(fmt::format("{} requires a DataSource: one of DataSources, NONE, or the name of another one from "
                                 "a function such as Fn::GetAtt",
                                 part.where),
                     "DataSource");
  }
  Value* name = nullptr;
  if (source->is_mapping()) {
    name = api.context.make.copy(source);
  } else if (equals_ignoring_case(source->text(), "none")) {
    name = none_data_source(api);
  } else if (const auto found = api.data_source_names.find(source->text()); found != api.data_source_names.end()) {
    name = api.context.make.copy(found->second);
  } else if (!source->is_string()) {
    return part.fail(fmt::format("DataSource must be a string or a function, found {}", describe(*source)),
                     "DataSource");
  } else {
    return part.fail(misspelt(fmt::format("Data source '{}' is not defined in DataSources", source->text()),
                              near_declared(source->text(), names_in(api.data_source_names)),
                              "; define it, or name one outside this API with a function such as Fn::GetAtt"),
                     "DataSource");
  }
  part.properties.set("DataSourceName", name);
  return true;
}

bool add_function(GraphqlApi& api, const Entry& entry) {
  ValueFactory& make = api.context.make;
  const std::string_view name = entry.key->text();
  Value* properties = make.object({{"ApiId", api.api_id()}});
  const Part part{api, fmt::format("Functions/{}", name), *entry.value, *properties};
  api.function_ids.insert_or_assign(std::string(name), make.get_att(api.id(name), "FunctionId"));
  if (!api.check(part.where, part.written, kFunctionRules)) return false;
  if (const Value* id = part.get("Id")) {
    const auto is_other = [](const Entry& other) { return !other.key->is("Id") && !other.value->is_null(); };
    const auto entries = part.written.entries();
    if (const auto other = std::ranges::find_if(entries, is_other); other != entries.end()) {
      return api.fail(
          other->key,
          fmt::format("{} has an Id, so it refers to an existing function and cannot have other keys", part.where),
          part.at(other->key->text()));
    }
    api.function_ids.insert_or_assign(std::string(name), id);
    return true;
  }
  const Value* own_name = part.get("Name");
  properties->set("Name", own_name != nullptr ? make.copy(own_name) : make.string(name));
  if (!add_code(part, {}) || !add_data_source_name(part) || !add_runtime(part, false) ||
      !add_map(part, "Sync", "SyncConfig", kSyncRules)) {
    return false;
  }
  copy_present(make, part.written, *properties, {{"MaxBatchSize", "MaxBatchSize"}, {"Description", "Description"}});
  api.add(name, "AWS::AppSync::FunctionConfiguration", properties);
  return true;
}

bool add_pipeline(const Part& part) {
  GraphqlApi& api = part.api;
  const Value* pipeline = part.get("Pipeline");
  if (pipeline == nullptr) {
    return part.fail(
        fmt::format(
            "{} requires a Pipeline, a list of Functions; use AWS::AppSync::Resolver for a resolver with a data source",
            part.where),
        "Pipeline");
  }
  Value* functions = api.context.make.list();
  for (const Value* item : pipeline->items()) {
    const auto found = api.function_ids.find(item->text());
    if (found == api.function_ids.end()) {
      return api.fail(item,
                      misspelt(fmt::format("Function '{}' in the Pipeline of {} is not defined in Functions",
                                           item->text(), part.where),
                               near_declared(item->text(), names_in(api.function_ids))),
                      part.at("Pipeline"));
    }
    functions->append(api.context.make.copy(found->second));
  }
  part.properties.set("Kind", api.context.make.string("PIPELINE"));
  part.properties.set("PipelineConfig", api.context.make.object({{"Functions", functions}}));
  return true;
}

bool add_resolver(GraphqlApi& api, std::string_view type, const Entry& entry) {
  ValueFactory& make = api.context.make;
  const std::string_view name = entry.key->text();
  Value* properties = make.object({{"ApiId", api.api_id()}});
  const Part part{api, fmt::format("Resolvers/{}/{}", type, name), *entry.value, *properties};
  if (!api.check(part.where, part.written, kResolverRules)) return false;
  const Value* field = part.get("FieldName");
  properties->set("FieldName", field != nullptr ? make.copy(field) : make.string(name));
  properties->set("TypeName", make.string(type));
  const bool usual = part.get("InlineCode") == nullptr && part.get("CodeUri") == nullptr;
  if (!add_code(part, kPipelineCode) || !add_runtime(part, usual) || !add_pipeline(part) ||
      !add_map(part, "Caching", "CachingConfig", kCachingRules) || !add_map(part, "Sync", "SyncConfig", kSyncRules)) {
    return false;
  }
  if (const Value* size = part.get("MaxBatchSize")) properties->set("MaxBatchSize", make.copy(size));
  Value* attributes = own_attributes(api.context, api.resource);
  attributes->set("DependsOn", make.list({make.string(api.id("Schema"))}));
  api.context.add_resource(api.resource, api.id(fmt::format("{}{}", type, name)), "AWS::AppSync::Resolver", properties,
                           attributes);
  return true;
}

}  // namespace

bool add_graphql_functions(GraphqlApi& api) {
  const Value* functions = api.resource.get("Functions");
  if (functions == nullptr) return true;
  bool all = true;
  for (const Entry& entry : functions->entries()) all &= add_function(api, entry);
  return all;
}

bool add_graphql_resolvers(GraphqlApi& api) {
  const Value* types = api.resource.get("Resolvers");
  if (types == nullptr) return true;
  bool all = true;
  for (const Entry& type : types->entries()) {
    if (!type.value->is_mapping()) {
      all = api.fail(type.value,
                     fmt::format("Resolvers/{} must be a map of fields to resolvers, found {}", type.key->text(),
                                 describe(*type.value)),
                     fmt::format("Resolvers/{}", type.key->text()));
      continue;
    }
    for (const Entry& entry : type.value->entries()) all &= add_resolver(api, type.key->text(), entry);
  }
  return all;
}

}  // namespace virga
