// The functions of KnownValues.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <vector>

#include "compiler/expand/language/known_values.h"
#include "compiler/resolve/sub_text.h"

namespace virga {

namespace {

constexpr std::uint32_t kMostDepth = 250;

// The least known of two; the cause is that of the less known.
Known least(const Known& a, const Known& b) { return b.knowledge > a.knowledge ? b : a; }

bool is_index(std::string_view text, std::size_t& index) {
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), index);
  return fault == std::errc{} && end == text.data() + text.size();
}

std::string keys_of(const Value& mapping) {
  constexpr std::size_t kShown = 8;
  std::string out;
  const std::span<const Entry> entries = mapping.entries();
  if (entries.empty()) return "none";
  for (const Entry& entry : entries.first(std::min(kShown, entries.size()))) {
    out += fmt::format("{}'{}'", out.empty() ? "" : ", ", entry.key->text());
  }
  return entries.size() > kShown ? out + ", …" : out;
}

}  // namespace

Known KnownValues::evaluate(Value& expression) {
  if (expression.is_scalar()) return made(&expression, Knowledge::Constant);
  if (depth_ >= kMostDepth) return {.knowledge = Knowledge::Later, .cause = &expression};
  if (depth_ == 0) begin_expression();
  ++depth_;
  Known known;
  if (expression.is_sequence()) {
    known = list(expression);
  } else if (Value* argument = expression.argument(); argument != nullptr &&
                                                      expression.function() != Function::Condition &&
                                                      expression.function() != Function::ForEach) {
    const ValueFactory::Scope scope(stage_.make, expression);
    known = call(expression, *argument);
  } else {
    known = mapping(expression);
  }
  --depth_;
  return known;
}

Known KnownValues::call(Value& call, Value& argument) {
  switch (call.function()) {
    case Function::Ref: {
      std::string name;
      Known known;
      if (!text(argument, name, known)) return known;
      return least(reference(stage_.make.arena().copy(name), call), known);
    }
    case Function::FindInMap:
      return find_in_map(argument);
    case Function::If:
      return choose(argument);
    case Function::Join:
      return join(call, argument);
    case Function::Select:
      return select(argument);
    case Function::Split:
      return split(argument);
    case Function::Sub:
      return sub(call, argument);
    case Function::Length:
      return length(call, argument);
    case Function::ToJsonString:
      return to_json(call, argument);
    default:
      return {.knowledge = Knowledge::Never, .cause = &call};
  }
}

// Items that vanish are left out. What holds no function is its own value, so that nothing is copied.
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
  result.vanishes = false;
  result.value = nullptr;
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
  result.vanishes = false;
  result.value = nullptr;
  if (!result.is_known()) return result;
  result.value = same ? &mapping : stage_.make.object();
  for (const Entry& entry : same ? std::vector<Entry>() : entries) result.value->set(entry.key, entry.value);
  return result;
}

bool KnownValues::text(Value& argument, std::string& out, Known& known) {
  known = evaluate(argument);
  if (!known.is_known()) return false;
  if (known.value == nullptr || !known.value->is_scalar() || known.value->is_null()) {
    known = {.knowledge = Knowledge::Wrong, .cause = &argument};
    return false;
  }
  out = known.value->text();
  return true;
}

// Fn::FindInMap ---------------------------------------------------------------------------------------

Known KnownValues::cell(const Known& map, const Known& row, const Known& column, Value& argument, bool& absent) {
  const bool reports = argument.size() == 3;
  const auto fault = [&](std::size_t at, std::string message) -> Known {
    absent = true;
    if (reports) error(argument.items()[at], std::move(message));
    return {.knowledge = Knowledge::Wrong};
  };
  const std::string_view map_name = map.value->text(), row_name = row.value->text(), column_name = column.value->text();
  const Value* mappings = section("Mappings");
  const Value* rows = mappings == nullptr ? nullptr : mappings->get(map_name);
  if (rows == nullptr) {
    if (mappings != nullptr && mappings->has("Fn::Transform"))
      return {.knowledge = Knowledge::Later, .cause = &argument};
    if (mappings == nullptr) {
      return fault(0, fmt::format("The template has no Mappings section, so there is no mapping '{}'.", map_name));
    }
    return fault(0, fmt::format("There is no mapping '{}'; the template declares {}.", map_name, keys_of(*mappings)));
  }
  if (rows->has("Fn::Transform")) return {.knowledge = Knowledge::Later, .cause = &argument};
  const Value* columns = rows->get(row_name);
  if (columns == nullptr) {
    return fault(1, fmt::format("The mapping '{}' has no key '{}'; it has {}. Add the key, or give the function a "
                                "DefaultValue.",
                                map_name, row_name, keys_of(*rows)));
  }
  if (columns->has("Fn::Transform")) return {.knowledge = Knowledge::Later, .cause = &argument};
  Value* found = columns->get(column_name);
  if (found == nullptr) {
    return fault(2, fmt::format("The key '{}' of the mapping '{}' has no '{}'; it has {}. Add the key, or give the "
                                "function a DefaultValue.",
                                row_name, map_name, column_name, keys_of(*columns)));
  }
  if (found->is_null()) {
    return fault(2, fmt::format("The mapping '{}' has no value for '{}' of '{}'. Write one, or take the key out.",
                                map_name, column_name, row_name));
  }
  return evaluate(*found);
}

Known KnownValues::find_in_map(Value& argument) {
  if (!argument.is_sequence() || argument.size() < 3 || argument.size() > 4) return {.knowledge = Knowledge::Never};
  Known keys[3];
  Known all;
  for (std::size_t i = 0; i < 3; ++i) {
    std::string ignored;
    const bool is_text = text(*argument.items()[i], ignored, keys[i]);
    if (!is_text && keys[i].knowledge == Knowledge::Wrong && keys[i].cause == argument.items()[i]) {
      error(keys[i].cause, "The arguments of Fn::FindInMap are strings, or functions that give one.");
    }
    all = least(all, keys[i]);
  }
  if (!all.is_known()) return {.knowledge = all.knowledge, .cause = all.cause};
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

// Fn::If ----------------------------------------------------------------------------------------------

Known KnownValues::choose(Value& argument) {
  if (!argument.is_sequence() || argument.size() != 3) return {.knowledge = Knowledge::Never};
  const Truth truth = condition(argument.items()[0]->text());
  if (!truth.is_known()) return {.knowledge = truth.knowledge, .cause = argument.items()[0]};
  Known branch = evaluate(*argument.items()[truth.value ? 1 : 2]);
  branch.knowledge = std::max(branch.knowledge, truth.knowledge);
  return branch;
}

// Lists and texts -------------------------------------------------------------------------------------

Known KnownValues::join(Value& call, Value& argument) {
  if (!argument.is_sequence() || argument.size() != 2) return {.knowledge = Knowledge::Never, .cause = &call};
  std::string delimiter;
  Known known_delimiter;
  if (!text(*argument.items()[0], delimiter, known_delimiter)) return known_delimiter;
  const Known items = evaluate(*argument.items()[1]);
  if (!items.is_known()) return items;
  if (items.value == nullptr || !items.value->is_sequence()) return {.knowledge = Knowledge::Never, .cause = &call};
  std::string joined;
  bool first = true;
  for (const Value* item : items.value->items()) {
    if (!item->is_scalar()) return {.knowledge = Knowledge::Never, .cause = &call};
    if (!first) joined += delimiter;
    first = false;
    joined += item->text();
  }
  if (!spend(1, joined.size(), &call)) return {.knowledge = Knowledge::Wrong};
  Known result = least(items, known_delimiter);
  result.value = stage_.make.string(joined);
  return result;
}

Known KnownValues::select(Value& argument) {
  if (!argument.is_sequence() || argument.size() != 2) return {.knowledge = Knowledge::Never, .cause = &argument};
  std::string text_of_index;
  Known index;
  if (!text(*argument.items()[0], text_of_index, index)) return index;
  std::size_t at = 0;
  if (!is_index(text_of_index, at)) return {.knowledge = Knowledge::Never, .cause = argument.items()[0]};
  // Of a list that is written out only the selected item has to be known, if none before it can vanish.
  Value& list = *argument.items()[1];
  const bool written =
      list.is_sequence() && std::none_of(list.items().begin(), list.items().end(), [](Value* item) {
        return item->function() == Function::If || item->is_no_value() || item->function() == Function::FindInMap;
      });
  if (written && at < list.size()) {
    Known chosen = evaluate(*list.items()[at]);
    chosen.knowledge = std::max(chosen.knowledge, index.knowledge);
    return chosen;
  }
  const Known items = evaluate(list);
  if (!items.is_known()) return items;
  if (items.value == nullptr || !items.value->is_sequence()) return {.knowledge = Knowledge::Never, .cause = &list};
  const Knowledge knowledge = std::max(items.knowledge, index.knowledge);
  if (at < items.value->size()) {
    Known chosen = least(items, index);
    chosen.value = items.value->items()[at];
    return chosen;
  }
  if (knowledge == Knowledge::Constant) {
    error(argument.items()[0],
          fmt::format("The index {} is past the end of the list, which has {} item{} counted from 0.", at,
                      items.value->size(), items.value->size() == 1 ? "" : "s"));
  }
  return {.knowledge = Knowledge::Wrong};
}

Known KnownValues::split(Value& argument) {
  if (!argument.is_sequence() || argument.size() != 2) return {.knowledge = Knowledge::Never, .cause = &argument};
  std::string delimiter, source;
  Known known_delimiter, known_source;
  if (!text(*argument.items()[0], delimiter, known_delimiter)) return known_delimiter;
  if (!text(*argument.items()[1], source, known_source)) return known_source;
  if (delimiter.empty()) return {.knowledge = Knowledge::Wrong};
  Value* list = stage_.make.list();
  std::string_view rest = source;
  for (;;) {
    const std::size_t at = rest.find(delimiter);
    list->append(stage_.make.string(rest.substr(0, at)));
    if (at == std::string_view::npos) break;
    rest.remove_prefix(at + delimiter.size());
  }
  if (!spend(list->size(), source.size(), &argument)) return {.knowledge = Knowledge::Wrong};
  Known result = least(known_delimiter, known_source);
  result.value = list;
  return result;
}

Known KnownValues::sub(Value& call, Value& argument) {
  const bool with_map = argument.is_sequence() && argument.size() == 2;
  const Value* pattern = with_map ? argument.items()[0] : &argument;
  const Value* map = with_map ? argument.items()[1] : nullptr;
  if (!pattern->is_string()) return {.knowledge = Knowledge::Never, .cause = &call};
  std::string out;
  Known result;
  std::unordered_map<std::string_view, Known> known_variables;  // each is evaluated once, however often it stands there
  for (const SubPart& part : SubText(pattern->text())) {
    if (!part.is_variable()) {
      part.append_to(out);
      continue;
    }
    const auto [variable, is_new] = known_variables.try_emplace(part.name);
    if (is_new) {
      Value* own = map == nullptr ? nullptr : map->get(part.name);
      variable->second = own != nullptr ? evaluate(*own) : reference(part.name, call);
    }
    const Known& known = variable->second;
    result = least(result, known);
    if (over_budget_) return {.knowledge = Knowledge::Wrong};
    if (!known.has_value()) {
      if (known.is_known()) return {.knowledge = Knowledge::Never, .cause = &call};
      continue;
    }
    if (!known.value->is_scalar()) return {.knowledge = Knowledge::Never, .cause = &call};
    out += known.value->text();
    if (!spend(1, known.value->text().size(), &call)) return {.knowledge = Knowledge::Wrong};
  }
  if (!result.is_known()) return {.knowledge = result.knowledge, .cause = result.cause};
  result.value = stage_.make.string(out);
  return result;
}

// Fn::Length and Fn::ToJsonString ---------------------------------------------------------------------

// The items of a list that is written out are only counted; those that may vanish have to be known.
Known KnownValues::length(Value& call, Value& argument) {
  Known result;
  std::size_t count = 0;
  if (argument.is_sequence()) {
    for (Value* item : argument.items()) {
      const Function function = item->function();
      if (function != Function::If && function != Function::Ref && function != Function::FindInMap) {
        ++count;
        continue;
      }
      if (function == Function::Ref && !item->is_no_value()) {
        ++count;
        continue;
      }
      const Known known = evaluate(*item);
      result = least(result, known);
      count += known.vanishes ? 0 : 1;
    }
  } else {
    result = evaluate(argument);
    if (result.has_value() && !result.value->is_sequence()) return {.knowledge = Knowledge::Wrong, .cause = &call};
    count = result.value == nullptr ? 0 : result.value->size();
  }
  if (!result.is_known()) return {.knowledge = result.knowledge, .cause = result.cause};
  return made(stage_.make.integer(static_cast<std::int64_t>(count)), result.knowledge);
}

Known KnownValues::to_json(Value& call, Value& argument) {
  const Known known = evaluate(argument);
  if (!known.is_known()) return known;
  if (known.value == nullptr || known.value->is_scalar()) return {.knowledge = Knowledge::Wrong, .cause = &call};
  std::string json;
  append_json(*known.value, json);
  if (!spend(1, json.size(), &call)) return {.knowledge = Knowledge::Wrong};
  Known result = known;
  result.value = stage_.make.string(json);
  return result;
}

}  // namespace virga
