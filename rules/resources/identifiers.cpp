// E3019: two resources of a stack with the same primary identifier.
#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "rules/engine/macros.h"
#include "rules/resources/checks.h"

namespace virga {
namespace {

// Resources with more combinations of values are not compared.
constexpr std::size_t kMostVariants = 64;

// A property that is part of what identifies a resource.
struct Part {
  std::string_view name;
  bool may_be_missing = false;  // which is a value of its own
  std::string_view if_missing;  // the value that this is the same as; empty if there is none
};

// A possible value of an identifying property, and when it applies.
struct Choice {
  const Node* value = nullptr;  // null if it is left out
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

void collect_choices(const Node& value, const ConditionSolver& solver, const Scenario& scenario, bool may_be_missing,
                     std::vector<Choice>& choices, std::uint32_t depth) {
  if (depth > 16 || choices.size() > kMostVariants) return;
  if (is_no_value(value)) {
    if (may_be_missing) choices.push_back({nullptr, scenario});
    return;
  }
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
      collect_choices(*argument->item_list[branch], solver, extended, may_be_missing, choices, depth + 1);
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
std::vector<Part> identifying_properties(const SchemaDatabase& facts, const ResourceType& type) {
  std::vector<Part> parts;
  for (const std::string_view name : facts.lookup("unique-together", type.name())) {
    const std::size_t end = std::min(name.find('?'), name.size());
    const bool may_be_missing = end < name.size();
    parts.push_back({name.substr(0, end), may_be_missing, may_be_missing ? name.substr(end + 1) : std::string_view()});
  }
  if (!parts.empty()) return parts;
  auto properties = type.properties().find(KeywordId::Properties);
  for (std::uint32_t i = 0; i < type.primary_identifier_count(); ++i) {
    std::string_view name = type.primary_identifier(i);
    auto property = properties ? properties->find(name) : std::nullopt;
    if (!property || property->read_only) return {};
    parts.push_back({.name = name});
  }
  return parts;
}

std::vector<Variant> variants_of(const Resource& resource, const std::vector<Part>& parts,
                                 const ConditionSolver& solver) {
  if (has_macro_call(resource)) return {};
  // Most templates leave names to CloudFormation.
  const Node& properties = *resource.properties->value;
  const auto lacks = [&](const Part& part) { return !part.may_be_missing && properties.find(part.name) == nullptr; };
  if (properties.function == Function::None && std::any_of(parts.begin(), parts.end(), lacks)) return {};
  std::vector<Variant> variants(1);
  variants[0].resource = &resource;
  if (resource.condition != nullptr && resource.condition->value->is_string()) {
    if (auto id = solver.id(resource.condition->value->text())) variants[0].scenario.push_back({*id, true});
  }
  std::vector<Choice> sets;
  collect_choices(properties, solver, {}, false, sets, 0);
  for (const Part& part : parts) {
    std::vector<Choice> choices;
    for (const Choice& set : sets) {
      if (has_macro_call(*set.value)) return {};
      if (const Node* value = set.value->get(part.name)) {
        collect_choices(*value, solver, set.scenario, part.may_be_missing, choices, 0);
      } else if (part.may_be_missing) {
        choices.push_back({nullptr, set.scenario});
      }
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

// The text of a scalar, or of what is the same as leaving it out.
std::string_view text_of(const Node* value, const Part& part) {
  return value == nullptr ? part.if_missing : value->text();
}

bool can_meet(const Variant& a, const Variant& b, const std::vector<Part>& parts, const ConditionSolver& solver) {
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    const std::string_view text = text_of(a.values[i], parts[i]);
    // Of any kind: 1 is "1" to CloudFormation.
    if (!text.empty() && text == text_of(b.values[i], parts[i])) continue;
    const bool is_missing = a.values[i] == nullptr || b.values[i] == nullptr;
    if (is_missing ? a.values[i] != b.values[i] : !equal_values(*a.values[i], *b.values[i])) return false;
  }
  Scenario both = a.scenario;
  return merge(both, b.scenario) && solver.possible(both);
}

// A hash key that is equal for equal values. Thus values that are written out, or made by a single Sub or Ref, need not
// be compared with all others. Values without a key of their own are compared with each other.
std::string bucket_of(const Variant& variant, const std::vector<Part>& parts) {
  std::string key;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Node* value = variant.values[i];
    const Node* argument = value == nullptr ? nullptr : value->argument();
    if (const std::string_view text = text_of(value, parts[i]); !text.empty()) {
      key += text;
    } else if (value == nullptr) {
      key += "-";
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

void report(const Compilation& compilation, Reporter& reporter, const Variant& variant, const Resource& other,
            const std::vector<Part>& parts) {
  const Template& model = compilation.model();
  const Resource& resource = *variant.resource;
  const Member* section = model.section(Section::Resources);
  const Location root{nullptr, nullptr, model.root(), 0};
  const Location resources{&root, section->key, section->value, 0};
  const Location at{&resources, resource.member.key, resource.member.value, 0};
  const Location properties{&at, resource.properties->key, resource.properties->value, 0};
  const Member* member = resource.properties->value->find(parts.front().name);
  const Location property = member != nullptr ? Location{&properties, member->key, member->value, 0} : properties;
  std::string what = fmt::format("{} {}", parts.front().name, shown(*variant.values.front()));
  if (parts.size() > 1) {
    what.clear();
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (variant.values[i] != nullptr) what += fmt::format("{}{}", what.empty() ? "" : ", ", parts[i].name);
    }
    what.insert(0, "values of ");
  }
  reporter.report(
      finding("E3019", parts.size() == 1 ? property : properties,
              fmt::format("'{}' has the same {}, which must be unique for each {}; only one of the two can be created",
                          other.name(), what, resource.type))
          .note(other.member.key->range, fmt::format("'{}', which has the same", other.name())));
}

}  // namespace

void check_primary_identifiers(const Compilation& compilation, Reporter& reporter) {
  if (calls_macro_on_resources(compilation.model())) return;
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
    const std::vector<Part> parts = identifying_properties(compilation.facts(), *type);
    if (parts.empty()) continue;
    std::vector<Variant> variants;
    for (const Resource* resource : resources) {
      std::vector<Variant> own = variants_of(*resource, parts, solver);
      variants.insert(variants.end(), own.begin(), own.end());
    }
    if (variants.size() < 2) continue;
    std::unordered_map<std::string, std::vector<const Variant*>> buckets;
    for (const Variant& variant : variants) buckets[bucket_of(variant, parts)].push_back(&variant);
    std::unordered_set<const Resource*> reported;
    for (const Variant& a : variants) {
      const std::vector<const Variant*>& bucket = buckets[bucket_of(a, parts)];
      if (bucket.size() < 2 || reported.contains(a.resource)) continue;
      const auto twin = std::find_if(bucket.begin(), bucket.end(), [&](const Variant* b) {
        return b->resource != a.resource && can_meet(a, *b, parts, solver);
      });
      if (twin == bucket.end()) continue;
      report(compilation, reporter, a, *(*twin)->resource, parts);
      reported.insert(a.resource);
    }
  }
}

}  // namespace virga
