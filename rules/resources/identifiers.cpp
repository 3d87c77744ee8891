// E3019: two resources of a stack with the same primary identifier.
#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "rules/resources/checks.h"

namespace virga {
namespace {

// Resources with more combinations of values are not compared.
constexpr std::size_t kMostVariants = 64;

// A possible value of an identifying property, and when it applies.
struct Choice {
  const Node* value = nullptr;
  Scenario scenario;
};

// The values of the identifying properties in one scenario.
struct Variant {
  const Resource* resource = nullptr;
  std::vector<const Node*> values;
  Scenario scenario;
};

bool add(Scenario& scenario, Assumption assumption) {
  for (const Assumption& known : scenario) {
    if (known.condition == assumption.condition) return known.value == assumption.value;
  }
  scenario.push_back(assumption);
  return true;
}

bool merge(Scenario& scenario, const Scenario& more) {
  return std::all_of(more.begin(), more.end(), [&](Assumption a) { return add(scenario, a); });
}

void collect_choices(const Node& value, const ConditionSolver& solver, const Scenario& scenario,
                     std::vector<Choice>& choices, std::uint32_t depth) {
  if (is_no_value(value) || depth > 16 || choices.size() > kMostVariants) return;
  const Node* argument = value.argument();
  if (value.function != Function::If || !argument->is_sequence() || argument->size != 3) {
    choices.push_back({&value, scenario});
    return;
  }
  auto id = argument->item_list[0]->is_string() ? solver.id(argument->item_list[0]->text()) : std::nullopt;
  if (!id) return;
  for (std::uint32_t branch : {1U, 2U}) {
    Scenario extended = scenario;
    if (add(extended, {*id, branch == 1}) && solver.possible(extended)) {
      collect_choices(*argument->item_list[branch], solver, extended, choices, depth + 1);
    }
  }
}

// The type that SAM generates under the same logical ID for one of its own types.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
std::string_view deployed_type(std::string_view type) {
  if (type == "AWS::Serverless::Function") return "AWS::Lambda::Function";
  if (type == "AWS::Serverless::SimpleTable") return "AWS::DynamoDB::Table";
  return type;
}

// The properties that identify a resource of this type, if a template can set all of them.
std::vector<std::string_view> identifying_properties(const ResourceType& type) {
  std::vector<std::string_view> names;
  auto properties = type.properties().find(KeywordId::Properties);
  for (std::uint32_t i = 0; i < type.primary_identifier_count(); ++i) {
    std::string_view name = type.primary_identifier(i);
    auto property = properties ? properties->find(name) : std::nullopt;
    if (!property || property->read_only) return {};
    names.push_back(name);
  }
  return names;
}

std::vector<Variant> variants_of(const Resource& resource, const std::vector<std::string_view>& names,
                                 const ConditionSolver& solver) {
  // Most templates leave names to CloudFormation.
  const Node& properties = *resource.properties->value;
  const auto is_left_out = [&](std::string_view name) { return properties.find(name) == nullptr; };
  if (properties.function == Function::None && std::any_of(names.begin(), names.end(), is_left_out)) return {};
  std::vector<Variant> variants(1);
  variants[0].resource = &resource;
  if (resource.condition != nullptr && resource.condition->value->is_string()) {
    if (auto id = solver.id(resource.condition->value->text())) variants[0].scenario.push_back({*id, true});
  }
  std::vector<Choice> sets;
  collect_choices(properties, solver, {}, sets, 0);
  for (std::string_view name : names) {
    std::vector<Choice> choices;
    for (const Choice& set : sets) {
      if (const Node* value = set.value->get(name)) collect_choices(*value, solver, set.scenario, choices, 0);
    }
    std::vector<Variant> extended;
    for (const Variant& variant : variants) {
      for (const Choice& choice : choices) {
        Variant next = variant;
        next.values.push_back(choice.value);
        if (merge(next.scenario, choice.scenario)) extended.push_back(std::move(next));
        if (extended.size() > kMostVariants) return {};
      }
    }
    variants = std::move(extended);
  }
  return variants;
}

bool can_meet(const Variant& a, const Variant& b, const ConditionSolver& solver) {
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    if (!equal_values(*a.values[i], *b.values[i])) return false;
  }
  Scenario both = a.scenario;
  return merge(both, b.scenario) && solver.possible(both);
}

// A hash key that is equal for equal values. Thus values that are written out, or made by a single Sub or Ref, need not
// be compared with all others. Values without a key of their own are compared with each other.
std::string bucket_of(const Variant& variant) {
  std::string key;
  for (const Node* value : variant.values) {
    const Node* argument = value->argument();
    if (value->is_scalar()) {
      key += value->text();
    } else if (argument != nullptr && argument->is_scalar()) {
      key += value->function_key()->text();
      key += argument->text();
    } else {
      key += "*";
    }
    key += '\n';
  }
  return key;
}

// The common value, as written in the template.
std::string shown(const Node& value) {
  const Node* argument = value.argument();
  if (value.function == Function::Sub && argument->is_string()) return fmt::format("'{}'", argument->text());
  if (value.function == Function::Ref && argument->is_string()) return fmt::format("Ref {}", argument->text());
  return describe_value(value);
}

void report(const Compilation& compilation, Reporter& reporter, const Resource& resource, const Resource& other,
            const std::vector<std::string_view>& names, const Node& value) {
  const Template& model = compilation.model();
  const Member* section = model.section(Section::Resources);
  const Location root{nullptr, nullptr, model.root(), 0};
  const Location resources{&root, section->key, section->value, 0};
  const Location at{&resources, resource.member.key, resource.member.value, 0};
  const Location properties{&at, resource.properties->key, resource.properties->value, 0};
  const Member* member = resource.properties->value->find(names.front());
  const Location property = member != nullptr ? Location{&properties, member->key, member->value, 0} : properties;
  std::string what = names.size() == 1 ? fmt::format("{} {}", names.front(), shown(value)) : [&] {
    std::string list;
    for (std::string_view name : names) list += fmt::format("{}{}", list.empty() ? "" : ", ", name);
    return fmt::format("values of {}", list);
  }();
  reporter.report(
      finding("E3019", names.size() == 1 ? property : properties,
              fmt::format("'{}' has the same {}, which must be unique for each {}; only one of the two can be created",
                          other.name(), what, resource.type))
          .note(other.member.key->range, fmt::format("'{}', which has the same", other.name())));
}

}  // namespace

void check_primary_identifiers(const Compilation& compilation, Reporter& reporter) {
  std::vector<const Resource*> by_type;
  for (const Resource& resource : compilation.model().resources()) {
    if (!resource.type.empty() && resource.properties != nullptr && resource.properties->value->is_mapping()) {
      by_type.push_back(&resource);
    }
  }
  std::stable_sort(by_type.begin(), by_type.end(), [](const Resource* a, const Resource* b) {
    return deployed_type(a->type) < deployed_type(b->type);
  });
  const ConditionSolver& solver = compilation.conditions();
  for (auto first = by_type.begin(), end = first; first != by_type.end(); first = end) {
    const std::string_view name = deployed_type((*first)->type);
    end = std::find_if(first, by_type.end(), [&](const Resource* other) { return deployed_type(other->type) != name; });
    const std::span<const Resource* const> resources(first, end);
    if (resources.size() < 2) continue;
    auto type = compilation.facts().find_type(name);
    if (!type) continue;
    const std::vector<std::string_view> names = identifying_properties(*type);
    if (names.empty()) continue;
    std::vector<Variant> variants;
    for (const Resource* resource : resources) {
      std::vector<Variant> own = variants_of(*resource, names, solver);
      variants.insert(variants.end(), own.begin(), own.end());
    }
    if (variants.size() < 2) continue;
    std::unordered_map<std::string, std::vector<const Variant*>> buckets;
    for (const Variant& variant : variants) buckets[bucket_of(variant)].push_back(&variant);
    std::unordered_set<const Resource*> reported;
    for (const Variant& a : variants) {
      const std::vector<const Variant*>& bucket = buckets[bucket_of(a)];
      if (bucket.size() < 2 || reported.contains(a.resource)) continue;
      const auto twin = std::find_if(bucket.begin(), bucket.end(), [&](const Variant* b) {
        return b->resource != a.resource && can_meet(a, *b, solver);
      });
      if (twin == bucket.end()) continue;
      report(compilation, reporter, *a.resource, *(*twin)->resource, names, *a.values.front());
      reported.insert(a.resource);
    }
  }
}

}  // namespace virga
