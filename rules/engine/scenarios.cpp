#include "rules/engine/scenarios.h"

#include <algorithm>

#include "rules/engine/keywords.h"
#include "rules/engine/unread_text.h"

namespace virga {
namespace {

void collect_conditions(const Node& value, const ConditionSolver& solver, std::vector<std::uint32_t>& found,
                        std::uint32_t depth) {
  const Node* const* parts = if_parts(value);
  if (parts == nullptr || depth > 32) return;
  if (auto id = solver.id(parts[0]->text()); id && std::find(found.begin(), found.end(), *id) == found.end()) {
    found.push_back(*id);
  }
  collect_conditions(*parts[1], solver, found, depth + 1);
  collect_conditions(*parts[2], solver, found, depth + 1);
}

// Whether the value or any of its branches is AWS::NoValue.
bool may_be_absent(const Node& value, std::uint32_t depth) {
  if (is_no_value(value)) return true;
  const Node* const* parts = if_parts(value);
  return parts != nullptr && depth < 32 && (may_be_absent(*parts[1], depth + 1) || may_be_absent(*parts[2], depth + 1));
}

// Collects the conditions of each Fn::If that a schema reads in a value. Only visits the parts that the schema reads.
class ConditionsRead {
public:
  ConditionsRead(const Validation& validation, const Context& context) : validation_(validation), context_(context) {}

  void keyword(const Node& value, Keyword keyword) { keyword_at(value, keyword, 0); }
  std::vector<std::uint32_t> result() { return too_many() ? std::vector<std::uint32_t>() : std::move(found_); }

private:
  static constexpr std::uint32_t kMaxDepth = 32;
  static constexpr std::size_t kMaxConditions = 8;

  bool too_many() const { return found_.size() > kMaxConditions; }
  const ConditionSolver& solver() const { return validation_.compilation().conditions(); }

  void add(const Node& branching) {
    auto id = solver().id(if_parts(branching)[0]->text());
    if (!id || find_assumption(scenario_of(context_), *id) != nullptr) return;
    if (std::find(found_.begin(), found_.end(), *id) == found_.end()) found_.push_back(*id);
  }

  void schema_at(const Node& value, Schema schema, std::uint32_t depth) {
    if (too_many() || depth > kMaxDepth) return;
    if (const Node* const* parts = if_parts(value)) {
      add(value);
      schema_at(*parts[1], schema, depth + 1);
      schema_at(*parts[2], schema, depth + 1);
    } else if (value.function != Function::None) {
      inside_call(value, depth);
    } else if (schema) {
      for (std::uint32_t i = 0; i < schema.keyword_count(); ++i) keyword_at(value, schema.keyword(i), depth + 1);
    }
  }

  // The result of a function may depend on each branch in its argument.
  void inside_call(const Node& value, std::uint32_t depth) {
    if (too_many() || depth > kMaxDepth || value.is_scalar()) return;
    if (if_parts(value) != nullptr) add(value);
    for (const Member& member : value.members()) inside_call(*member.value, depth + 1);
    for (const Node* item : value.items()) inside_call(*item, depth + 1);
  }

  void keyword_at(const Node& value, Keyword keyword, std::uint32_t depth) {
    switch (shape_of(keyword.id())) {
      case KeywordShape::Names:
        if (keyword.id() >= KeywordId::Rule) return;
        for (std::uint32_t i = 0; i < keyword.count(); ++i) member_at(value, keyword.name(i), Schema{}, depth);
        break;
      case KeywordShape::Dependencies:
        for (std::uint32_t i = 0; i < keyword.count(); ++i) {
          const Dependency dependency = keyword.dependency(i);
          member_at(value, dependency.name, Schema{}, depth);
          for (std::string_view name : dependency.names) member_at(value, name, Schema{}, depth);
        }
        break;
      case KeywordShape::Properties:
        properties_at(value, keyword, depth);
        break;
      case KeywordShape::Schemas:
        for (std::uint32_t i = 0; i < keyword.count(); ++i) {
          if (keyword.id() == KeywordId::PrefixItems) {
            if (i < value.items().size()) schema_at(*value.items()[i], keyword.schema(i), depth);
          } else {
            schema_at(value, keyword.schema(i), depth + 1);
          }
        }
        break;
      case KeywordShape::Schema:
        if (keyword.id() == KeywordId::Not || keyword.id() == KeywordId::If || keyword.id() == KeywordId::Then ||
            keyword.id() == KeywordId::Else) {
          schema_at(value, keyword.schema(), depth + 1);
        } else {
          children_at(value, keyword.schema(), depth);
        }
        break;
      default:
        // Limits on the number of members or items, and uniqueness.
        if (depends_on_presence(keyword.id())) children_at(value, Schema{}, depth);
        break;
    }
  }

  void properties_at(const Node& value, Keyword keyword, std::uint32_t depth) {
    if (keyword.id() == KeywordId::PatternProperties) {
      for (std::uint32_t i = 0; i < keyword.count(); ++i) children_at(value, keyword.property(i).schema, depth);
      return;
    }
    for (const Member& member : value.members()) {
      const Schema schema = keyword.find_schema(member.key->text());
      if (!schema) continue;
      if (keyword.id() == KeywordId::Properties) {
        schema_at(*member.value, schema, depth);
        continue;
      }
      schema_at(*member.value, Schema{}, depth);
      if (keyword.id() == KeywordId::DependentSchemas) {
        schema_at(value, schema, depth + 1);
      } else {
        for_each_related(*member.value, schema, depth);
      }
    }
  }

  void for_each_related(const Node& value, Schema schema, std::uint32_t depth) {
    if (depth > kMaxDepth) return;
    if (const Node* const* parts = if_parts(value)) {
      for_each_related(*parts[1], schema, depth + 1);
      for_each_related(*parts[2], schema, depth + 1);
    } else if (const Member* resource = validation_.related_resource(value, context_)) {
      schema_at(*resource->value, schema, depth + 1);
    }
  }

  void member_at(const Node& value, std::string_view name, Schema schema, std::uint32_t depth) {
    if (const Node* member = value.get(name)) schema_at(*member, schema, depth);
  }

  void children_at(const Node& value, Schema schema, std::uint32_t depth) {
    for (const Member& member : value.members()) schema_at(*member.value, schema, depth);
    for (const Node* item : value.items()) schema_at(*item, schema, depth);
  }

  static bool depends_on_presence(KeywordId id) { return row_of(id).timing == Timing::PerScenario; }

  const Validation& validation_;
  const Context& context_;
  std::vector<std::uint32_t> found_;
};

}  // namespace

const Scenario& scenario_of(const Context& context) {
  static const Scenario none;
  return context.scenario != nullptr ? *context.scenario : none;
}

const Assumption* find_assumption(const Scenario& scenario, std::uint32_t condition) {
  auto found =
      std::find_if(scenario.begin(), scenario.end(), [&](const Assumption& a) { return a.condition == condition; });
  return found == scenario.end() ? nullptr : &*found;
}

const Node* const* if_parts(const Node& call) {
  if (call.function != Function::If) return nullptr;
  const Node* argument = call.argument();
  return argument->is_sequence() && argument->size == 3 && argument->item_list[0]->is_string() ? argument->item_list
                                                                                               : nullptr;
}

bool is_no_value(const Node& node) {
  if (node.function != Function::Ref) return false;
  const Node* name = node.argument();
  return name->is_string() && name->text() == "AWS::NoValue";
}

Verdict Validation::presence(const Node& value, const Context& context) const {
  // A half-typed scalar, or a half-typed key that is alone in its mapping.
  if (is_broken(value) && value.is_scalar()) return Verdict::Unknown;
  if (value.is_mapping() && value.size == 1 && is_broken(*value.member_list[0].key)) return Verdict::Unknown;
  // A null is no value either: CloudFormation refuses it (V1001), and nothing is set by it. What somebody meant to set
  // decides nothing between several forms.
  if (value.is(NodeKind::Null) && !context.strict_types) return context.composite ? Verdict::Unknown : Verdict::Invalid;
  if (is_no_value(value) && context.functions.contains(Function::Ref)) return Verdict::Invalid;
  const Node* const* parts = if_parts(value);
  if (parts == nullptr || !context.functions.contains(Function::If)) return Verdict::Valid;
  auto id = compilation_.conditions().id(parts[0]->text());
  if (id) {
    if (const Assumption* known = find_assumption(scenario_of(context), *id)) {
      return presence(*parts[known->value ? 1 : 2], context);
    }
  }
  Verdict yes = presence(*parts[1], context), no = presence(*parts[2], context);
  return yes == no ? yes : Verdict::Unknown;
}

std::vector<std::uint32_t> Validation::presence_conditions(const Node& value, const Context& context) const {
  std::vector<std::uint32_t> conditions;
  if (!context.functions.contains(Function::If)) return conditions;
  auto look = [&](const Node& part) {
    if (part.function == Function::If && may_be_absent(part, 0)) {
      collect_conditions(part, compilation_.conditions(), conditions, 0);
    }
  };
  for (const Member& member : value.members()) look(*member.value);
  for (const Node* item : value.items()) look(*item);
  return conditions;
}

std::vector<std::uint32_t> Validation::conditions_read(const Node& value, Schema schema, Keyword keyword,
                                                       const Context& context) const {
  if (!context.functions.contains(Function::If)) return {};
  ConditionsRead read(*this, context);
  read.keyword(value, keyword);
  if (keyword.id() == KeywordId::If) {
    for (const KeywordId branch : {KeywordId::Then, KeywordId::Else}) {
      if (const auto found = schema.find(branch)) read.keyword(value, *found);
    }
  }
  return read.result();
}

const Member* Validation::related_resource(const Node& value, const Context& context) const {
  const Node* at = &value;
  for (const Node* const* parts = if_parts(*at); parts != nullptr; parts = if_parts(*at)) {
    const auto id = compilation_.conditions().id(parts[0]->text());
    const Assumption* known = id ? find_assumption(scenario_of(context), *id) : nullptr;
    if (known == nullptr) return nullptr;
    at = parts[known->value ? 1 : 2];
  }
  const Node* name = at->argument();
  if (at->function == Function::GetAtt && name->is_sequence() && name->size > 0) {
    name = name->items()[0];
  } else if (at->function != Function::Ref) {
    return nullptr;
  }
  const Resource* resource = name->is_string() ? compilation_.model().find_resource(name->text()) : nullptr;
  return resource != nullptr && resource->body()->is_mapping() ? &resource->member : nullptr;
}

std::vector<Scenario> Validation::presence_scenarios(const Node& value, const Context& context) const {
  const std::vector<std::uint32_t> conditions = presence_conditions(value, context);
  if (conditions.empty()) return {scenario_of(context)};
  return compilation_.conditions().scenarios(conditions, scenario_of(context), kMaxScenarios);
}

}  // namespace virga
