// Keys that no schema knows, and what they may have been meant to be.
#include <algorithm>
#include <array>

#include "compiler/model/format_version.h"
#include "compiler/model/resource_types.h"
#include "compiler/support/text.h"
#include "rules/engine/keywords.h"

namespace virga {
namespace {

// Whether a value of this schema is told by what it is: many texts fit where any text does.
bool is_telling(const Node& value, Schema schema) {
  if (value.function != Function::None) return false;
  if (!value.is_scalar()) return value.size > 0 && schema.types() != 0;
  constexpr std::array kTold = {KeywordId::Enum, KeywordId::Const, KeywordId::Pattern, KeywordId::Check};
  return value.is_string() &&
         std::any_of(kTold.begin(), kTold.end(), [&](KeywordId id) { return schema.find(id).has_value(); });
}

void add_required(Schema schema, std::vector<std::string_view>& names) {
  if (const auto required = schema.find(KeywordId::Required)) {
    for (std::uint32_t i = 0; i < required->count(); ++i) names.push_back(required->name(i));
  }
}

}  // namespace

// What messages call a member of the map at `where`: resources have properties, other maps have keys.
std::string_view noun_of_member(const Location& where) {
  for (const Location* step = &where; step != nullptr; step = step->parent) {
    if (step->key != nullptr && step->key->text() == "Properties") return "property";
  }
  return "key";
}

void Keywords::report_unknown(const Member& member) const {
  const std::string_view name = member.key->text();
  std::vector<std::string_view> known;
  if (auto properties = schema.find(KeywordId::Properties)) {
    for (std::uint32_t i = 0; i < properties->count(); ++i) {
      if (!properties->property(i).schema.accepts_none()) known.push_back(properties->property(i).name);
    }
  }
  // A file that says whose template it is must not be made to say otherwise.
  const bool is_of_others = where.parent == nullptr && is_format_version_of_others(name);
  const NearName near = is_of_others ? NearName{} : near_property(name, known);
  std::string message = fault_of_unknown_function(value, MapUse::Allowed, context.functions);
  const bool is_function = !message.empty();
  if (is_function) {
    // Any name is wrong where a function is expected.
  } else if (known.empty()) {
    message = schema.find(KeywordId::PatternProperties) ? fmt::format("'{}' is not a valid name", name)
                                                        : fmt::format("'{}' is not allowed here", name);
  } else {
    message = fmt::format("Unknown {} '{}'{}", noun_of_member(where), name, did_you_mean(near));
    if (!near.found() && known.size() <= 8) message += "; expected " + join_names(known, "or");
  }
  const Location& at_member = v.at(where, member);
  std::optional<Fix> fix;
  // Do not remove what the author named (a logical ID, a parameter) because of its name.
  const bool is_removable = !is_of_others && !known.empty() && !schema.find(KeywordId::PatternProperties);
  if (is_written() && !is_function && (near.found() || is_removable)) {
    fix = near.found() ? rename_key_fix(v.compilation(), value, member, near) : fix_of_stranger(member, at_member);
  }
  if (is_written() && is_function)
    fix = unknown_function_fix(v.compilation(), value, MapUse::Allowed, context.functions);
  violated_by_key(at_member, std::move(message), std::move(fix));
  if (near.found() && !is_function) context.failures->back().meant = MeantName{std::string(near.name), near.only};
}

std::string_view Keywords::misspelling_of(std::string_view name) const {
  // A schema that only says what is required knows no other names.
  auto known = properties_of_type();
  if (!known) known = schema.find(KeywordId::Properties);
  std::vector<std::string_view> unknown;
  for (const Member& member : value.members()) {
    if (known && !known->find(member.key->text())) unknown.push_back(member.key->text());
  }
  return nearest(name, unknown);
}

bool Keywords::lists_all_keys() const {
  if (!schema.find(KeywordId::Properties)) return false;
  if (const auto extra = schema.find(KeywordId::AdditionalProperties)) return extra->schema().accepts_none();
  // Other rules than that of the schema judge the keys of these.
  const Node* section = where.parent != nullptr ? where.parent->key : nullptr;
  return section != nullptr && where.parent->parent != nullptr && where.parent->parent->parent == nullptr &&
         (section->text() == "Resources" || section->text() == "Outputs");
}

bool Keywords::may_be_named(const Member& member, std::string_view name) const {
  const auto known = schema.find(KeywordId::Properties);
  const Schema wanted = known ? known->find_schema(name) : Schema{};
  if (!wanted || !is_additional(member)) return false;
  Context quiet = context;
  quiet.failures = nullptr;
  return v.check(*member.value, wanted, Location{&where, member.key, member.value}, quiet) != Verdict::Invalid;
}

bool Keywords::has_other_name(std::string_view name) const {
  if (where.value != &value) {
    // The properties that are missing altogether may stand below another key.
    return where.value != nullptr && may_have_other_properties(*where.value);
  }
  return lists_all_keys() && std::any_of(value.members().begin(), value.members().end(),
                                         [&](const Member& member) { return may_be_named(member, name); });
}

std::optional<Fix> Keywords::fix_of_stranger(const Member& member, const Location& at_member) const {
  std::vector<std::string_view> required;
  add_required(schema, required);
  if (const auto all = schema.find(KeywordId::AllOf)) {
    for (std::uint32_t i = 0; i < all->count(); ++i) add_required(all->schema(i), required);
  }
  std::vector<std::string_view> names;
  for (const std::string_view name : required) {
    if (has(name) == Verdict::Invalid && may_be_named(member, name)) names.push_back(name);
  }
  if (names.empty()) return remove_fix(v.compilation(), at_member, FixSafety::Unsafe);
  const auto strangers = std::count_if(value.members().begin(), value.members().end(),
                                       [&](const Member& other) { return may_be_named(other, names.front()); });
  const Schema wanted = schema.find(KeywordId::Properties)->find_schema(names.front());
  if (names.size() > 1 || strangers > 1 || !is_telling(*member.value, wanted)) return std::nullopt;
  return rename_key_fix(v.compilation(), value, member, {names.front(), false});
}

}  // namespace virga
