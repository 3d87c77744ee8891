// Keywords for mappings: which members are allowed, required and excluded.
#include <algorithm>
#include <vector>

#include "compiler/model/macro_calls.h"
#include "compiler/support/text.h"
#include "rules/engine/keywords.h"
#include "rules/engine/pattern.h"
#include "rules/engine/unread_text.h"

namespace virga {
namespace {

// Whether the key is a loop or macro, which adds members beside itself.
bool is_open(const Member& member, const Context& context) {
  const std::string_view name = member.key->text();
  return (context.functions.contains(Function::Transform) && may_be_macro_call(member)) ||
         (context.functions.contains(Function::ForEach) && name.starts_with("Fn::ForEach::"));
}

// What Globals gives a map within the Properties of a SAM resource; null if nothing, or if the transform would not
// merge the two: a local function takes the place of all.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
const Node* globals_for(const Template& model, const Location& where) {
  const Node* globals = model.is_sam() ? model.section_body(Section::Globals) : nullptr;
  if (globals == nullptr) return nullptr;
  // Resources/NAME/Properties/…; a resource without Properties is checked as if they were empty.
  std::vector<const Location*> path;
  for (const Location* step = &where; step->parent != nullptr; step = step->parent) {
    if (step->key == nullptr) return nullptr;
    path.push_back(step);
  }
  std::reverse(path.begin(), path.end());
  constexpr std::size_t kResource = 1, kProperties = 2;
  if (path.size() <= kResource || path[0]->key->text() != "Resources") return nullptr;
  if (path.size() > kProperties && path[kProperties]->key->text() != "Properties") return nullptr;
  const Node* type = path[kResource]->value->get("Type");
  constexpr std::string_view kPrefix = "AWS::Serverless::";
  if (type == nullptr || !type->is_string() || !type->text().starts_with(kPrefix)) return nullptr;
  const Node* given = globals->get(type->text().substr(kPrefix.size()));
  for (std::size_t i = kProperties + 1; i < path.size() && given != nullptr; ++i) {
    given = given->function == Function::None ? given->get(path[i]->key->text()) : nullptr;
  }
  return given != nullptr && given->function == Function::None ? given : nullptr;
}

// Whether it is Resources/NAME/Properties.
bool is_properties_of_resource(const Location& where) {
  const auto is_key = [](const Location& step, std::string_view name) {
    return step.key != nullptr && step.key->text() == name;
  };
  const Location* resource = where.parent;
  return is_key(where, "Properties") && resource != nullptr && resource->parent != nullptr &&
         is_key(*resource->parent, "Resources") && resource->parent->parent != nullptr &&
         resource->parent->parent->parent == nullptr;
}

}  // namespace

Verdict Keywords::properties() const {
  Verdict verdict = Verdict::Valid;
  for (const Member& member : value.members()) {
    if (const Schema property = keyword.find_schema(member.key->text())) {
      ++described;
      verdict = combine(verdict, v.check(*member.value, property, Location{&where, member.key, member.value}, context));
      if (verdict == Verdict::Invalid && !wants_text()) return verdict;
    }
  }
  if (context.composite && described < keyword.count() && may_hold_more()) verdict = combine(verdict, Verdict::Unknown);
  return verdict;
}

Verdict Keywords::pattern_properties() const {
  Verdict verdict = Verdict::Valid;
  for (const Member& member : value.members()) {
    for (std::uint32_t i = 0; i < keyword.count(); ++i) {
      Property property = keyword.property(i);
      if (search_pattern(property.name, member.key->text()) != PatternResult::Match) continue;
      verdict = combine(verdict,
                        v.check(*member.value, property.schema, Location{&where, member.key, member.value}, context));
    }
  }
  return verdict;
}

bool Keywords::is_additional(const Member& member) const {
  if (is_broken(*member.key)) return false;
  std::string_view name = member.key->text();
  if (auto known = schema.find(KeywordId::Properties); known && known->find_schema(name)) return false;
  if (auto patterns = schema.find(KeywordId::PatternProperties)) {
    for (std::uint32_t i = 0; i < patterns->count(); ++i) {
      if (search_pattern(patterns->property(i).name, name) != PatternResult::NoMatch) return false;
    }
  }
  return !is_open(member, context);
}

Verdict Keywords::additional_properties() const {
  if (!value.is_mapping() || described == value.size) return Verdict::Valid;
  Schema extra = keyword.schema();
  if (extra.accepts_all() && !wants_text()) return Verdict::Valid;
  Verdict verdict = Verdict::Valid;
  for (const Member& member : value.members()) {
    if (!is_additional(member)) continue;
    if (!extra.accepts_none()) {
      verdict = combine(verdict, v.check(*member.value, extra, Location{&where, member.key, member.value}, context));
      continue;
    }
    verdict = Verdict::Invalid;
    if (!wants_text()) return verdict;
    report_unknown(member);
    // No schema leads into its value, whose functions are judged all the same.
    v.check(*member.value, Schema{}, Location{&where, member.key, member.value}, context);
  }
  return verdict;
}

Verdict Keywords::property_names() const {
  Verdict verdict = Verdict::Valid;
  for (const Member& member : value.members()) {
    if (is_open(member, context)) continue;
    const std::size_t before = wants_text() ? context.failures->size() : 0;
    verdict =
        combine(verdict, v.check(*member.key, keyword.schema(), Location{&where, member.key, member.value}, context));
    // The name is at fault, whatever its value is.
    for (std::size_t i = before; wants_text() && i < context.failures->size(); ++i) {
      (*context.failures)[i].exact = member.key->range;
    }
  }
  return verdict;
}

Verdict Keywords::has(std::string_view name) const {
  const Node* member = value.get(name);
  if (member == nullptr) {
    const Node* globals = globals_for(v.compilation().model(), where);
    const bool may_be = may_hold_more() || (globals != nullptr && globals->get(name) != nullptr);
    return may_be ? Verdict::Unknown : Verdict::Invalid;
  }
  return v.presence(*member, context);
}

bool has_open_members(const Node& value, const Context& context) {
  return std::any_of(value.members().begin(), value.members().end(),
                     [&](const Member& member) { return is_open(member, context); });
}

std::optional<Keyword> Keywords::properties_of_type() const {
  // The steps from the Properties of the resource down to the value, if they are there.
  std::vector<const Location*> steps;
  const Location* at = &where;
  for (; at != nullptr && !is_properties_of_resource(*at); at = at->parent) steps.push_back(at);
  const bool is_here = where.value == &value;
  if (is_here ? at == nullptr : at != nullptr) return {};
  const Node* type_name = (is_here ? *at->parent->value : *where.value).get("Type");
  if (type_name == nullptr || !type_name->is_string()) return {};
  const auto type = v.compilation().facts().find_type(type_name->text());
  Schema known = type ? type->properties() : Schema{};
  for (auto step = steps.rbegin(); is_here && known && step != steps.rend(); ++step) {
    const bool is_item = (*step)->key == nullptr;
    const auto inner = known.find(is_item ? KeywordId::Items : KeywordId::Properties);
    if (!inner) return {};
    known = is_item ? inner->schema() : inner->find_schema((*step)->key->text());
  }
  return known ? known.find(KeywordId::Properties) : std::nullopt;
}

Schema Keywords::property_of_type(std::string_view name) const {
  const auto properties = properties_of_type();
  const Schema found = properties ? properties->find_schema(name) : Schema{};
  // Which word or number is wanted that schema does not know either; a guess would pass unseen.
  constexpr std::uint8_t kParts = json_type::kObject | json_type::kArray;
  return found && found.types() != 0 && (found.types() & ~kParts) == 0 ? found : Schema{};
}

std::optional<Fix> Keywords::placeholder_fix(std::string_view name) const {
  if (has_other_name(name)) return std::nullopt;
  const auto known = schema.find(KeywordId::Properties);
  Schema property = known ? known->find_schema(name) : Schema{};
  // A schema that only says what is required leaves the form of it to the schema of the type.
  if (!property) property = property_of_type(name);
  if (where.value == &value) return add_property_fix(v.compilation(), value, name, property, context.rule);
  // A resource without Properties is checked as if they were empty.
  return add_object_fix(v.compilation(), *where.value, "Properties", name, property, context.rule);
}

std::string Keywords::cause_of_requirement() const {
  if (context.caused_by != &value || !context.cause) return {};
  const auto properties = context.cause.find(KeywordId::Properties);
  for (const Member& member : value.members()) {
    const Schema asked = properties ? properties->find_schema(member.key->text()) : Schema{};
    if (!asked || !member.value->is_scalar() || !(asked.find(KeywordId::Enum) || asked.find(KeywordId::Const)))
      continue;
    return fmt::format(", which {} {} requires", member.key->text(), describe_value(*member.value));
  }
  const auto names = context.cause.find(KeywordId::Required);
  if (properties || !names || names->count() != 1) return {};
  return fmt::format(", which {} requires", names->name(0));
}

Verdict Keywords::required() const {
  if (!value.is_mapping()) return Verdict::Valid;
  Verdict verdict = Verdict::Valid;
  for (std::uint32_t i = 0; i < keyword.count(); ++i) {
    std::string_view name = keyword.name(i);
    Verdict there = has(name);
    if (there == Verdict::Valid) continue;
    if (there == Verdict::Unknown) {
      if (context.composite) verdict = combine(verdict, Verdict::Unknown);
      continue;
    }
    verdict = Verdict::Invalid;
    if (!wants_text()) return verdict;
    const Member* written = value.find(name);
    const bool is_null = written != nullptr && written->value->is(NodeKind::Null);
    std::string message = is_null ? fmt::format("Required {} '{}' has no value", noun_of_member(where), name)
                                  : fmt::format("Missing required {} '{}'", noun_of_member(where), name);
    const std::string_view near = misspelling_of(name);
    if (near.empty()) message += cause_of_requirement();
    if (!near.empty()) message += fmt::format(" (is '{}' a misspelling of it?)", near);
    const bool is_addable = near.empty() && is_in_all_cases();
    violated(where, std::move(message), is_addable ? placeholder_fix(name) : std::nullopt);
    context.failures->back().misspelled_as = near;
    if (is_null) context.failures->back().gist = Gist::NoValue;
    if (is_null && is_written()) context.failures->back().exact = written->key->range;
  }
  return verdict;
}

Verdict Keywords::required_count() const {
  if (!value.is_mapping()) return Verdict::Valid;
  std::uint32_t sure = 0, unsure = 0;
  for (std::uint32_t i = 0; i < keyword.count(); ++i) {
    Verdict there = has(keyword.name(i));
    if (there == Verdict::Valid) ++sure;
    if (there == Verdict::Unknown) ++unsure;
  }
  bool exactly_one = keyword.id() == KeywordId::RequiredXor;
  if (exactly_one && sure > 1) {
    if (!wants_text()) return Verdict::Invalid;
    std::vector<std::string_view> present;
    for (std::string_view name : keyword.names()) {
      if (has(name) == Verdict::Valid) present.push_back(name);
    }
    for (std::string_view name : present) {
      // Keep the first one.
      const Location& at_member = v.at(where, *value.find(name));
      violated_by_key(at_member, fmt::format("{} cannot be used together; keep one", join_names(present, "and")),
                      is_in_all_cases() && name != present.front()
                          ? remove_fix(v.compilation(), at_member, FixSafety::Unsafe)
                          : std::nullopt);
    }
    return Verdict::Invalid;
  }
  if (sure > 0) return exactly_one && unsure > 0 && context.composite ? Verdict::Unknown : Verdict::Valid;
  if (unsure > 0) return context.composite ? Verdict::Unknown : Verdict::Valid;
  if (!wants_text()) return Verdict::Invalid;
  violated(where, one_is_required(keyword.names(), exactly_one));
  for (const std::string_view name : keyword.names()) {
    const std::string_view near = misspelling_of(name);
    if (near.empty()) continue;
    context.failures->back().misspelled_as = near;
    return Verdict::Invalid;
  }
  // A person may choose one of these; --fix takes the first, or one that is there without a value.
  constexpr std::uint32_t kMost = 4;
  const std::vector<std::string_view> names = keyword.names();
  const auto empty = std::find_if(names.begin(), names.end(), [&](std::string_view name) {
    const Member* member = value.find(name);
    return member != nullptr && member->value->is(NodeKind::Null);
  });
  if (empty != names.end()) {
    auto fix = is_in_all_cases() ? placeholder_fix(*empty) : std::nullopt;
    if (fix) context.failures->back().fixes.push_back(std::move(*fix));
    return Verdict::Invalid;
  }
  for (std::uint32_t i = 0; is_in_all_cases() && i < std::min(keyword.count(), kMost); ++i) {
    if (auto fix = placeholder_fix(keyword.name(i))) context.failures->back().fixes.push_back(std::move(*fix));
  }
  return Verdict::Invalid;
}

Verdict Keywords::dependencies() const {
  if (!value.is_mapping()) return Verdict::Valid;
  bool excludes = keyword.id() == KeywordId::DependentExcluded;
  Verdict verdict = Verdict::Valid;
  for (std::uint32_t i = 0; i < keyword.count(); ++i) {
    Dependency dependency = keyword.dependency(i);
    Verdict trigger = has(dependency.name);
    if (trigger == Verdict::Invalid) continue;
    for (std::string_view name : dependency.names) {
      Verdict there = has(name);
      Verdict bad = excludes ? Verdict::Valid : Verdict::Invalid;
      if (there != bad && there != Verdict::Unknown) continue;
      if (there == Verdict::Unknown || trigger == Verdict::Unknown) {
        if (context.composite) verdict = combine(verdict, Verdict::Unknown);
        continue;
      }
      verdict = Verdict::Invalid;
      if (!wants_text()) return verdict;
      if (excludes) {
        const Location& at_member = v.at(where, *value.find(name));
        violated_by_key(at_member,
                        fmt::format("'{}' and '{}' cannot be used together; remove one", name, dependency.name),
                        is_in_all_cases() ? remove_fix(v.compilation(), at_member, FixSafety::Unsafe) : std::nullopt);
      } else {
        const std::string_view near = misspelling_of(name);
        violated(where, fmt::format("'{}' requires '{}', which is missing", dependency.name, name),
                 near.empty() && is_in_all_cases() ? placeholder_fix(name) : std::nullopt);
        context.failures->back().misspelled_as = near;
        context.failures->back().exact = value.find(dependency.name)->key->range;
      }
    }
  }
  return verdict;
}

Verdict Keywords::dependent_schemas() const {
  Verdict verdict = Verdict::Valid;
  for (std::uint32_t i = 0; i < keyword.count(); ++i) {
    Property dependency = keyword.property(i);
    if (!value.is_mapping()) continue;
    const Verdict there = has(dependency.name);
    if (there == Verdict::Invalid) continue;
    verdict = combine(verdict, there == Verdict::Unknown ? there : v.check(value, dependency.schema, where, context));
  }
  return verdict;
}

Verdict Keywords::related() const {
  Verdict verdict = Verdict::Valid;
  for (std::uint32_t i = 0; i < keyword.count(); ++i) {
    const Property relation = keyword.property(i);
    const Member* member = value.find(relation.name);
    if (member == nullptr || v.presence(*member->value, context) == Verdict::Invalid) continue;
    const Member* resource = v.related_resource(*member->value, context);
    if (resource == nullptr) {
      verdict = combine(verdict, Verdict::Unknown);
      continue;
    }
    // The problem concerns both resources: report it at the reference, with a note at the other resource.
    const Location& at_reference = v.at(where, *member);
    std::vector<Failure> found;
    Context inner = context;
    if (wants_text()) inner.failures = &found;
    verdict = combine(verdict, v.check(*resource->value, relation.schema, at_reference, inner));
    for (Failure& failure : found) {
      place_at(failure, at_reference);
      failure.fixes.clear();
      if (failure.notes.empty()) {
        failure.notes.push_back(
            {resource->key->range, fmt::format("'{}' is defined here", resource->key->text()), nullptr});
      }
      context.failures->push_back(std::move(failure));
    }
  }
  return verdict;
}

}  // namespace virga
