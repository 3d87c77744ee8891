// KnownValues as a domain of Intrinsics: functions over one value that may be more or less known.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "compiler/expand/language/known_values.h"

namespace virga {

namespace {

// The lesser knowledge of two, without values; the cause is that of the less known.
Known least(const Known& a, const Known& b) {
  const Known& less = b.knowledge > a.knowledge ? b : a;
  return {.knowledge = less.knowledge, .cause = less.cause};
}

}  // namespace

Known KnownValues::evaluate(Value& expression) {
  if (expression.is_scalar()) return {.value = &expression};
  if (depth_ >= kMostDepth) return {.knowledge = Knowledge::Later, .cause = &expression};
  if (depth_ == 0) begin_expression();
  ++depth_;
  Known known;
  if (expression.is_sequence()) {
    known = list(expression);
  } else if (is_call(expression)) {
    const ValueFactory::Scope scope(stage_.make, expression);
    known = evaluate_call(expression);
  } else {
    known = mapping(expression);
  }
  --depth_;
  return known;
}

// Leaves out items that vanish. A list without functions is its own value, so that nothing is copied.
Known KnownValues::list(Value& list) {
  Known result;
  if (!spend(list.size(), 0, &list)) return {.knowledge = Knowledge::Wrong};
  std::vector<Value*> items;
  bool same = true;
  for (Value* item : list.items()) {
    const Known known = evaluate(*item);
    if (over_budget_) return {.knowledge = Knowledge::Wrong};
    result = least(result, known);
    same = same && known.value == item;
    if (known.has_value()) items.push_back(known.value);
  }
  if (!result.is_known()) return result;
  result.value = same ? &list : stage_.make.list();
  for (Value* item : same ? std::vector<Value*>() : items) result.value->append(item);
  return result;
}

Known KnownValues::mapping(Value& mapping) {
  Known result;
  if (!spend(mapping.size(), 0, &mapping)) return {.knowledge = Knowledge::Wrong};
  std::vector<Entry> entries;
  bool same = true;
  for (const Entry& entry : mapping.entries()) {
    const Known known = evaluate(*entry.value);
    if (over_budget_) return {.knowledge = Knowledge::Wrong};
    result = least(result, known);
    same = same && known.value == entry.value;
    if (known.has_value()) entries.push_back({entry.key, known.value});
  }
  if (!result.is_known()) return result;
  result.value = same ? &mapping : stage_.make.object();
  for (const Entry& entry : same ? std::vector<Entry>() : entries) result.value->set(entry.key, entry.value);
  return result;
}

// Texts -----------------------------------------------------------------------------------------------

bool KnownValues::Texts::text(std::string_view text) {
  text_ += text;
  const std::size_t more = text_.size() - std::exchange(counted_, text_.size());
  return values_.spend(0, more, &call_);
}

bool KnownValues::Texts::value(const Known& part) { return add(part, false); }

bool KnownValues::Texts::json(const Known& part) { return add(part, true); }

bool KnownValues::Texts::add(const Known& part, bool as_json) {
  all_ = least(all_, part);
  if (values_.over_budget_) return false;
  if (!part.is_known()) return true;
  const bool fits = part.value != nullptr && (as_json || (part.value->is_scalar() && !part.value->is_null()));
  if (!fits || (as_json && !append_json(*part.value, text_))) {
    all_ = least(all_, unknown(call_));
    return true;
  }
  return values_.spend(1, 0, &call_) && text(as_json ? std::string_view{} : part.value->text());
}

Known KnownValues::Texts::finish() {
  if (values_.over_budget_ || values_.exhausted_) return {.knowledge = Knowledge::Wrong};
  if (all_.is_known()) all_.value = values_.stage_.make.string(text_);
  return all_;
}

const Known& KnownValues::Variables::value(std::string_view name, Value* own) {
  const auto [variable, is_new] = known_.try_emplace(name);
  if (is_new) variable->second = own != nullptr ? values_.evaluate(*own) : values_.reference(name, call_);
  return variable->second;
}

// Lists -----------------------------------------------------------------------------------------------

Known KnownValues::past_end(const Value& argument, std::string message, const Known* index, const Known* list) {
  const auto is_constant = [](const Known* known) {
    return known == nullptr || known->knowledge == Knowledge::Constant;
  };
  if (is_constant(index) && is_constant(list)) error(argument.items()[0], std::move(message));
  return {.knowledge = Knowledge::Wrong};
}

// Only the items that may vanish must be known.
Known KnownValues::count_some(const Value&, Value& list) {
  Known all;
  std::size_t items = 0;
  for (Value* item : list.items()) {
    const Known known = may_vanish(*item) ? evaluate(*item) : Known{};
    all = least(all, known);
    if (!known.vanishes) ++items;
  }
  if (all.is_known()) all.value = count(items).value;
  return all;
}

Known KnownValues::split_text(const Value& call, std::string_view text, std::string_view delimiter, const Known*) {
  Value* list = stage_.make.list();
  for (std::string_view rest = text;;) {
    const std::size_t at = rest.find(delimiter);
    list->append(stage_.make.string(rest.substr(0, at)));
    if (at == std::string_view::npos) break;
    rest.remove_prefix(at + delimiter.size());
  }
  if (!spend(list->size(), text.size(), &call)) return {.knowledge = Knowledge::Wrong};
  return {.value = list};
}

// Mappings and branches -------------------------------------------------------------------------------

Known KnownValues::cell(const Known& map, const Known& row, const Known& column, Value& argument, bool& absent) {
  const bool reports = argument.size() == 3;
  const auto fault = [&](std::size_t at, std::string message) -> Known {
    absent = true;
    if (reports) error(argument.items()[at], std::move(message));
    return {.knowledge = Knowledge::Wrong};
  };
  const std::string_view map_name = map.value->text(), row_name = row.value->text(), column_name = column.value->text();
  constexpr std::string_view kAdvice = ". Add the key, or give the function a DefaultValue";
  const auto later = [&]() -> Known { return {.knowledge = Knowledge::Later, .cause = &argument}; };
  Value* mappings = stage_.root.get("Mappings");
  if (mappings == nullptr || !mappings->is_mapping()) return fault(0, no_mappings_section(map_name));
  Value* rows = mappings->get(map_name);
  if (rows == nullptr) {
    return mappings->has("Fn::Transform") ? later()
                                          : fault(0, no_such_mapping(map_name) + template_defines(keys_of(*mappings)));
  }
  const LookupStep<Value> columns = look_up(*rows, row_name);
  if (columns.open) return later();
  if (columns.found == nullptr) {
    return fault(1, no_such_row(map_name, row_name) + it_has(keys_of(*rows)).append(kAdvice));
  }
  const auto [found, is_open] = look_up(*columns.found, column_name);
  if (is_open) return later();
  if (found == nullptr) {
    return fault(2, no_such_column(map_name, row_name, column_name) + it_has(keys_of(*columns.found)).append(kAdvice));
  }
  if (found->is_null()) {
    return fault(2, fmt::format("Mapping '{}' has no value for '{}' of '{}'; add one, or remove the key", map_name,
                                column_name, row_name));
  }
  return evaluate(*found);
}

// A string; anything else is reported.
Known KnownValues::key(Value& argument) {
  Known known = evaluate(argument);
  if (!known.is_known() || (known.value != nullptr && known.value->is_scalar() && !known.value->is_null())) {
    return known;
  }
  error(&argument, "The arguments of Fn::FindInMap must be strings, or functions that return one");
  return wrong(argument);
}

Known KnownValues::look_up_cell(Value& /*call*/, Value& argument) {
  if (!argument.is_sequence() || argument.size() < 3 || argument.size() > 4) return {.knowledge = Knowledge::Never};
  Known keys[3];
  Known all;
  for (std::size_t i = 0; i < 3; ++i) {
    keys[i] = key(*argument.items()[i]);
    all = least(all, keys[i]);
  }
  if (!all.is_known()) return all;
  bool absent = false;
  Known found = cell(keys[0], keys[1], keys[2], argument, absent);
  if (absent && argument.size() == 4) {
    if (Value* fallback = argument.items()[3]->get("DefaultValue")) {
      found = evaluate(*fallback);
      if (!found.is_known()) found.instead = fallback;
    }
  }
  if (found.is_known()) found.knowledge = std::max(found.knowledge, all.knowledge);
  return found;
}

Known KnownValues::choose(Value& /*call*/, Value& argument) {
  if (!argument.is_sequence() || argument.size() != 3) return {.knowledge = Knowledge::Never};
  const Truth truth = condition(argument.items()[0]->text());
  if (!truth.is_known()) return {.knowledge = truth.knowledge, .cause = argument.items()[0]};
  Known branch = evaluate(*argument.items()[truth.value ? 1 : 2]);
  branch.knowledge = std::max(branch.knowledge, truth.knowledge);
  return branch;
}

}  // namespace virga
