// Keywords that combine schemas: allOf, anyOf, oneOf, not, if. If their subschemas leave the verdict open, so do they:
// Validation::check_composite then checks them again for each combination of the conditions that they read.
#include "rules/engine/keywords.h"
#include "rules/engine/unread_text.h"

namespace virga {

Context Keywords::quiet() const {
  Context inner = context;
  inner.failures = nullptr;
  inner.composite = true;
  return inner;
}

namespace {

// Whether a branch of `if` says nothing about this value: it describes only members that the value does not have.
bool is_moot(const std::optional<Keyword>& branch, const Node& value) {
  if (!branch) return true;
  const Schema schema = branch->schema();
  const std::span<const KeywordRecord> keywords = schema.keywords();
  for (std::uint32_t i = 0; i < keywords.size(); ++i) {
    const KeywordId id = keywords[i].id();
    if (id == KeywordId::Rule || id == KeywordId::Message) continue;  // about failures, of which there are none
    if (id != KeywordId::Properties) return false;
    const Keyword properties = schema.keyword(i);
    for (const Member& member : value.members()) {
      if (properties.find_schema(member.key->text())) return false;
    }
  }
  return !keywords.empty();
}

// Whether both branches beside an `if` say nothing.
bool is_moot(Schema schema, const Node& value, const Compilation& compilation) {
  return value.is_mapping() && value.function == Function::None && compilation.unread() == nullptr &&
         is_moot(schema.find(KeywordId::Then), value) && is_moot(schema.find(KeywordId::Else), value);
}

}  // namespace

bool Keywords::is_idle(Schema part) const {
  const std::span<const KeywordRecord> keywords = part.keywords();
  if (keywords.empty() || keywords[0].id() != KeywordId::If) return false;
  bool has_else = false;
  for (const KeywordRecord& other : keywords.subspan(1)) {
    has_else |= other.id() == KeywordId::Else;
    if (other.id() == KeywordId::Check) return false;
  }
  if (!has_else && Validation::lacks_required(value, part.keyword(0).schema(), context)) return true;
  // A map of one member may be the call of an unknown function, which is told wherever it is checked.
  return value.size != 1 && keywords.back().id() <= KeywordId::Else && is_moot(part, value, v.compilation());
}

Verdict Keywords::all_of() const {
  Verdict verdict = Verdict::Valid;
  for (std::uint32_t i = 0; i < keyword.count(); ++i) {
    const Schema part = keyword.schema(i);
    if (is_idle(part)) continue;
    verdict = combine(verdict, v.check(value, part, where, context));
    if (verdict == Verdict::Invalid && !wants_text()) return verdict;
  }
  return verdict;
}

// Whether a part of the value is half typed, so that which form it has may be seen only later.
bool Keywords::is_half_read() const {
  const UnreadText* unread = v.compilation().unread();
  return unread != nullptr && !value.is_scalar() && unread->is_in(value);
}

Verdict Keywords::any_of() const {
  Context inner = quiet();
  bool unknown = false;
  for (std::uint32_t i = 0; i < keyword.count(); ++i) {
    Verdict verdict = v.check(value, keyword.schema(i), where, inner);
    if (verdict == Verdict::Valid) {
      visit_branch(keyword.schema(i));
      return verdict;
    }
    unknown |= verdict == Verdict::Unknown;
  }
  return unknown || is_half_read() ? Verdict::Unknown : no_branch();
}

Verdict Keywords::one_of() const {
  Context inner = quiet();
  std::uint32_t valid = 0, unknown = 0, last = 0;
  for (std::uint32_t i = 0; i < keyword.count(); ++i) {
    Verdict verdict = v.check(value, keyword.schema(i), where, inner);
    if (verdict == Verdict::Valid) {
      ++valid;
      last = i;
    }
    if (verdict == Verdict::Unknown) ++unknown;
  }
  if (valid == 1 && unknown == 0) {
    visit_branch(keyword.schema(last));
    return Verdict::Valid;
  }
  if ((valid <= 1 && unknown > 0) || is_half_read()) return Verdict::Unknown;
  if (valid > 1) {
    return violated_here([&] {
      return fmt::format("{} matches more than one of the allowed forms; it must match exactly one",
                         describe_value(value));
    });
  }
  return no_branch();
}

void Keywords::visit_branch(Schema branch) const {
  if (wants_text() && !context.composite) v.check(value, branch, where, context);
}

// Whether the alternative expects, for example, a list where the value is a map. It is not the closest one then.
bool Keywords::is_of_another_type(Schema form) const {
  const std::uint8_t types = form.types();
  constexpr std::uint8_t kScalar = json_type::kBoolean | json_type::kInteger | json_type::kNumber | json_type::kString;
  if (types == 0) return false;
  if (value.is_mapping()) return (types & json_type::kObject) == 0;
  if (value.is_sequence()) return (types & json_type::kArray) == 0;
  return (types & kScalar) == 0;
}

namespace {

// What a form suggests that is not meant would mend nothing, and even the one that is may not be meant: only a safe fix
// of it stays, such as a name or a value in another case.
void keep_nearest_fixes(std::vector<Failure>& found, std::size_t first, std::size_t count) {
  for (std::size_t i = 0; i < found.size(); ++i) {
    const bool is_meant = first <= i && i - first < count;
    std::erase_if(found[i].fixes, [&](const Fix& fix) { return !is_meant || fix.safety != FixSafety::Safe; });
  }
}

}  // namespace

std::vector<std::string_view> Keywords::only_requirements() const {
  std::vector<std::string_view> names;
  for (std::uint32_t i = 0; i < keyword.count(); ++i) {
    const auto required = keyword.schema(i).find(KeywordId::Required);
    if (!required || required->count() != 1 || keyword.schema(i).keywords().size() != 1) return {};
    names.push_back(required->name(0));
  }
  return names;
}

Verdict Keywords::no_branch() const {
  if (!wants_text()) return Verdict::Invalid;
  const std::vector<std::string_view> one_of_these = only_requirements();
  violated(where, one_of_these.size() < 2 ? fmt::format("{} matches none of the allowed forms", describe_value(value))
                                          : one_is_required(one_of_these, keyword.id() == KeywordId::OneOf));
  const std::size_t at_parent = context.failures->size() - 1;
  const std::string parent = context.failures->back().rule;
  std::vector<Failure> found;
  Context inner = context;
  inner.failures = &found;
  inner.composite = true;
  std::size_t least = 0, nearest = 0;
  bool is_alone = false;
  for (std::uint32_t i = 0; i < keyword.count(); ++i) {
    const std::size_t before = found.size();
    v.check(value, keyword.schema(i), where, inner);
    const std::size_t faults = found.size() - before;
    if (faults == 0 || is_of_another_type(keyword.schema(i))) continue;
    is_alone = least == 0 || faults < least || (is_alone && faults > least);
    if (least != 0 && faults >= least) continue;
    least = faults;
    nearest = before;
  }
  if (is_alone && keyword.count() > 1 && context.message.empty()) {
    context.failures->at(at_parent).message += fmt::format("; the nearest form says: {}", found[nearest].message);
  }
  keep_nearest_fixes(found, nearest, is_alone ? least : 0);
  if (is_alone && least == 1) {
    context.failures->at(at_parent).fixes = found[nearest].fixes;
    if (is_written()) context.failures->at(at_parent).exact = found[nearest].focus();
  }
  for (Failure& failure : found) {
    if (failure.parent_rule.empty()) failure.parent_rule = parent;
    context.failures->push_back(std::move(failure));
  }
  return Verdict::Invalid;
}

Verdict Keywords::negation() const {
  // A pattern tells strings apart, and nothing of other values, whether it is one to match or not.
  if (!value.is_string() && keyword.schema().find(KeywordId::Pattern)) {
    return context.composite ? Verdict::Unknown : Verdict::Valid;
  }
  Verdict verdict = v.check(value, keyword.schema(), where, quiet());
  if (verdict == Verdict::Invalid) return Verdict::Valid;
  if (verdict == Verdict::Unknown || is_half_read()) return Verdict::Unknown;
  return violated_here([&] { return fmt::format("{} is not allowed here", describe_value(value)); });
}

Verdict Keywords::conditional() const {
  // Which branch holds need not be asked where neither would find anything: half of all conditions of resources are
  // about attributes that most resources do not have.
  if (is_moot(schema, value, v.compilation())) return Verdict::Valid;
  Verdict verdict = v.check(value, keyword.schema(), where, quiet());
  if (verdict == Verdict::Unknown || is_half_read()) return Verdict::Unknown;
  auto branch = schema.find(verdict == Verdict::Valid ? KeywordId::Then : KeywordId::Else);
  if (!branch) return Verdict::Valid;
  if (verdict != Verdict::Valid || !wants_text()) return v.check(value, branch->schema(), where, context);
  Context inner = context;
  inner.cause = keyword.schema();
  inner.caused_by = &value;
  return v.check(value, branch->schema(), where, inner);
}

}  // namespace virga
