#include "compiler/expand/language/for_each.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/resolve/sub_text.h"
#include "compiler/support/characters.h"

namespace virga {

namespace {

constexpr std::string_view kForEach = "Fn::ForEach::";
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
constexpr std::uint32_t kMostNestedLoops = 5;
// The most bytes of one text; more than spend_on_loops() allows for all loops together.
constexpr std::size_t kMostText = std::size_t{20} << 20;

std::string loop_shape(std::string_view key) {
  return fmt::format("{} requires a list of 3 items: an identifier, a collection, and a map to repeat", key);
}

}  // namespace

bool is_loop_key(std::string_view key) { return key.starts_with(kForEach); }

std::string substitute_identifier(std::string_view text, std::string_view name, std::string_view value,
                                  std::size_t most) {
  std::string out;
  std::size_t from = 0, written = 0;
  for (Placeholder found; out.size() <= most && find_loop_placeholder(text, from, found);) {
    if (found.inner != name) {
      from = found.begin + 1;
      continue;
    }
    out += text.substr(written, found.begin - written);
    if (text[found.begin] == '$') {
      out += value;
    } else {
      std::copy_if(value.begin(), value.end(), std::back_inserter(out), is_letter_or_digit);
    }
    from = written = found.end;
  }
  out += text.substr(written);
  return out;
}

void LoopExpander::expand_section(Value& section) { expand(section); }

LoopExpander::Outcome LoopExpander::expand(Value& value) {
  if (value.is_sequence()) {
    Outcome outcome = Outcome::Done;
    for (Value* item : value.items()) {
      if (expand(*item) == Outcome::Kept) outcome = Outcome::Kept;
    }
    return outcome;
  }
  if (!value.is_mapping()) return Outcome::Done;
  const bool loops = std::any_of(value.entries().begin(), value.entries().end(),
                                 [](const Entry& entry) { return is_loop_key(entry.key->text()); });
  Outcome outcome = Outcome::Done;
  if (!loops) {
    for (const Entry& entry : value.entries()) {
      if (expand(*entry.value) == Outcome::Kept) outcome = Outcome::Kept;
    }
    return outcome;
  }
  const std::vector<Entry> before(value.entries().begin(), value.entries().end());
  value.clear();
  for (const Entry& entry : before) {
    if (expand_entry(entry, value) == Outcome::Kept) outcome = Outcome::Kept;
  }
  return outcome;
}

LoopExpander::Outcome LoopExpander::expand_entry(const Entry& entry, Value& out) {
  if (is_loop_key(entry.key->text())) return expand_loop(entry, out);
  const Outcome outcome = expand(*entry.value);
  add(entry, entry.key, entry.value, out);
  return outcome;
}

// Keys outside of loops are unique, so a duplicate key comes from a loop.
void LoopExpander::add(const Entry& loop, Value* key, Value* value, Value& out) {
  if (const Entry* there = out.find(key->text())) {
    const bool is_loop = is_loop_key(loop.key->text());
    error(is_loop ? loop.key : there->key, fmt::format("{} generates '{}', which already exists; put the identifier "
                                                       "into the key so that each iteration has its own name",
                                                       is_loop ? loop.key->text() : "A loop", key->text()));
    return;
  }
  out.set(key, value);
}

LoopExpander::Outcome LoopExpander::expand_loop(const Entry& entry, Value& out) {
  const auto keep = [&] {
    keeps_ = true;
    out.set(entry.key, entry.value);
    return Outcome::Kept;
  };
  if (values_.exhausted()) return keep();
  if (depth_ >= kMostNestedLoops) {
    error(entry.key, fmt::format("{} is nested more than {} loops deep, CloudFormation's limit; put several of the "
                                 "values into one collection",
                                 entry.key->text(), kMostNestedLoops));
    return keep();
  }
  Loop loop;
  loop.entry = &entry;
  if (!read(entry, loop)) return keep();
  bool sound = true;
  if (read_collection(entry, loop, sound) == Outcome::Kept || !sound) return keep();

  const std::size_t outer = identifiers_.size();
  identifiers_.insert(identifiers_.end(), loop.identifiers.begin(), loop.identifiers.end());
  ++depth_;
  Value* all = stage_.make.object();
  Outcome outcome = Outcome::Done;
  std::size_t number = 0;
  for (const Iteration& iteration : loop.iterations) {
    std::string values;
    for (std::size_t i = 0; i < iteration.size(); ++i) {
      values += fmt::format("{}{} = {}", i > 0 ? ", " : "", loop.identifiers[i], iteration[i]);
    }
    const Origin* origin = stage_.make.origin(
        fmt::format("iteration {} of {} ({})", ++number, entry.key->text(), values), entry.value->provenance().origin);
    Value* copy = instantiate(*loop.body, loop, iteration, origin);
    if (values_.exhausted()) break;
    outcome = expand(*copy);
    if (outcome == Outcome::Kept) break;
    for (const Entry& made : copy->entries()) add(entry, made.key, made.value, *all);
  }
  --depth_;
  identifiers_.resize(outer);
  if (outcome == Outcome::Kept || values_.exhausted()) return keep();
  for (const Entry& made : all->entries()) add(entry, made.key, made.value, out);
  return Outcome::Done;
}

bool LoopExpander::read(const Entry& entry, Loop& loop) {
  const std::string_view key = entry.key->text();
  const Value& arguments = *entry.value;
  if (!arguments.is_sequence() || arguments.size() != 3) {
    error(entry.key, loop_shape(key));
    return false;
  }
  loop.body = arguments.items()[2];
  if (!loop.body->is_mapping()) {
    // At the key, like other faults of the shape, where E1032 has said so already.
    error(entry.key, loop_shape(key) + "; the third is not a map");
    return false;
  }
  const std::string_view name = key.substr(kForEach.size());
  return name_is_free(entry, *entry.key, name, "name of the loop") && read_identifiers(entry, loop);
}

bool LoopExpander::name_is_free(const Entry& entry, const Value& place, std::string_view name, std::string_view what) {
  if (values_.parameter(name) == nullptr) return true;
  error(&place,
        fmt::format("The {} of {}, '{}', is also a parameter; rename one of them", what, entry.key->text(), name));
  return false;
}

bool LoopExpander::read_identifiers(const Entry& entry, Loop& loop) {
  const Value& written = *entry.value->items()[0];
  std::span<Value* const> several = written.items();
  const Value* const one[] = {&written};
  const auto take = [&](const Value& identifier) {
    const std::string_view name = identifier.text();
    if (!identifier.is_string() || name.empty()) {
      error(&identifier, fmt::format("The identifier of {} must be a non-empty string, the name of the loop variable",
                                     entry.key->text()));
      return false;
    }
    if (!name_is_free(entry, identifier, name, "identifier")) return false;
    if (std::find(identifiers_.begin(), identifiers_.end(), name) != identifiers_.end() ||
        std::find(loop.identifiers.begin(), loop.identifiers.end(), name) != loop.identifiers.end()) {
      error(&identifier,
            fmt::format("The identifier '{}' of {} is already used by an enclosing loop; rename one of them", name,
                        entry.key->text()));
      return false;
    }
    loop.identifiers.push_back(name);
    return true;
  };
  if (several.size() < 2) return take(*one[0]);
  return std::all_of(several.begin(), several.end(), [&](const Value* identifier) { return take(*identifier); });
}

bool LoopExpander::read_item(const Entry& entry, Value& item, Loop& loop, Outcome& outcome) {
  const Known known = values_.evaluate(item);
  if (known.knowledge == Knowledge::Never) {
    const Value* resources = values_.section("Resources");
    const std::string_view name = item.ref();
    // If the name is not defined, the service reports that itself, and AWS's own tools keep such a loop.
    if (!name.empty() && (resources == nullptr || !resources->has(name))) {
      outcome = Outcome::Kept;
      return true;
    }
    error(&item, fmt::format("{} needs this item when the template is expanded, but resources have no value then; "
                             "write a string, or use a parameter",
                             entry.key->text()));
    return false;
  }
  if (known.knowledge == Knowledge::Later) {
    outcome = Outcome::Kept;
    stage_.problems.note(
        values_.logical_id, &item,
        fmt::format("{} is left as it is because this item of its collection is only known at deployment",
                    entry.key->text()));
    return true;
  }
  if (known.vanishes) return true;
  if (!known.has_value()) return false;
  Iteration iteration;
  if (loop.identifiers.size() == 1) {
    if (known.value->is_scalar() && !known.value->is_null()) iteration.push_back(known.value->text());
  } else {
    for (const Value* part : known.value->items()) {
      if (part->is_scalar() && !part->is_null()) iteration.push_back(part->text());
    }
  }
  if (iteration.size() != loop.identifiers.size() || known.value->items().size() > iteration.size()) {
    error(&item, fmt::format("Each item of the collection of {} must be {}", entry.key->text(),
                             loop.identifiers.size() == 1
                                 ? std::string("a string or a number")
                                 : fmt::format("a list of {} strings, one per identifier", loop.identifiers.size())));
    return false;
  }
  loop.iterations.push_back(std::move(iteration));
  return true;
}

LoopExpander::Outcome LoopExpander::read_collection(const Entry& entry, Loop& loop, bool& sound) {
  Value& written = *entry.value->items()[1];
  const std::string_view key = entry.key->text();
  Outcome outcome = Outcome::Done;
  if (written.is_sequence()) {
    for (Value* item : written.items()) {
      if (!read_item(entry, *item, loop, outcome)) sound = false;
    }
    return outcome;
  }
  if (written.function() == Function::None) {
    error(&written, fmt::format("The collection of {} must be a list, or a Ref to a list parameter", key));
    sound = false;
    return outcome;
  }
  const Known known = values_.evaluate(written);
  const Value* list = known.value;
  if (known.knowledge == Knowledge::Later) {
    list = unknown_collection(entry, written, loop, sound);
    if (list == nullptr) return Outcome::Kept;
  }
  if (list == nullptr || !list->is_sequence()) {
    sound = false;
    if (known.knowledge == Knowledge::Never) {
      error(&written, fmt::format("{} needs its collection when the template is expanded, but this is not known then; "
                                  "write a list, or use a parameter of type CommaDelimitedList",
                                  key));
    } else if (known.is_known()) {
      error(
          &written,
          fmt::format("The collection of {} is not a list; write a list, or use a parameter of type CommaDelimitedList",
                      key));
    }
    return outcome;
  }
  for (Value* item : list->items()) {
    if (!read_item(entry, *item, loop, outcome)) sound = false;
  }
  return outcome;
}

// The list to use instead of a collection whose value is unknown here; null if the loop stays.
const Value* LoopExpander::unknown_collection(const Entry& entry, const Value& written, const Loop& loop, bool& sound) {
  const std::string_view key = entry.key->text();
  if (stage_.evaluates) {
    stage_.problems.note(values_.logical_id, &written,
                         fmt::format("{} is left as it is because its collection has no value here", key));
    return nullptr;
  }
  const std::string_view name = written.ref();
  stage_.open.error(values_.logical_id, &written,
                    name.empty()
                        ? fmt::format("{} needs its collection when the template is expanded, but this is not known "
                                      "then; write a list, or use a parameter of type CommaDelimitedList",
                                      key)
                        : fmt::format("{} needs the items of '{}', which has no usable value; give it a value or a "
                                      "Default (NoEcho and SSM parameters cannot be used)",
                                      key, name));
  if (!keys_hold_identifier(entry, loop)) sound = false;
  return some_list(written);
}

// Reports keys that do not contain the identifier, since iterations would have the same key whatever the values are.
bool LoopExpander::keys_hold_identifier(const Entry& entry, const Loop& loop) {
  bool good = true;
  for (const Entry& made : loop.body->entries()) {
    const std::string_view text = made.key->text();
    const bool differs =
        is_loop_key(text) || std::any_of(loop.identifiers.begin(), loop.identifiers.end(), [&](std::string_view name) {
          return text.find(fmt::format("${{{}}}", name)) != std::string_view::npos ||
                 text.find(fmt::format("&{{{}}}", name)) != std::string_view::npos;
        });
    if (differs) continue;
    good = false;
    error(made.key,
          fmt::format("Each iteration of {} generates '{}' again; put the identifier into the key, as in '{}${{{}}}'",
                      entry.key->text(), text, text, loop.identifiers[0]));
  }
  return good;
}

const Value* LoopExpander::some_list(const Value& find_in_map) const {
  const Value* arguments = find_in_map.argument();
  if (find_in_map.function() != Function::FindInMap || arguments->size() < 3 || !arguments->is_sequence())
    return nullptr;
  const Value* mappings = values_.section("Mappings");
  const Value* rows = mappings == nullptr ? nullptr : mappings->get(arguments->items()[0]->text());
  if (rows == nullptr) return nullptr;
  const Value& row = *arguments->items()[1];
  const Value& column = *arguments->items()[2];
  for (const Entry& columns : rows->entries()) {
    if (row.is_scalar() && row.text() != columns.key->text()) continue;
    for (const Entry& cell : columns.value->entries()) {
      if (column.is_scalar() && column.text() != cell.key->text()) continue;
      if (cell.value->is_sequence()) return cell.value;
    }
  }
  return nullptr;
}

Value* LoopExpander::instantiate(const Value& value, const Loop& loop, const Iteration& iteration,
                                 const Origin* origin) {
  if (!values_.spend_on_loops(1, 0, loop.entry->key)) return stage_.make.null();
  const auto text_of = [&](const Value& text) -> Value* {
    if (!text.is_string() || text.text().find('{') == std::string_view::npos) return stage_.make.shell(text, origin);
    std::string replaced(text.text());
    for (std::size_t i = 0; i < iteration.size(); ++i) {
      replaced = substitute_identifier(replaced, loop.identifiers[i], iteration[i], kMostText);
      if (!values_.spend_on_loops(0, replaced.size(), loop.entry->key)) break;
    }
    if (replaced == text.text()) return stage_.make.shell(text, origin);
    Value* copy = stage_.make.string(replaced);
    copy->set_provenance({text.range(), origin});
    return copy;
  };
  if (value.is_scalar()) return text_of(value);
  if (const std::string_view name = value.ref(); !name.empty()) {
    const auto found = std::find(loop.identifiers.begin(), loop.identifiers.end(), name);
    if (found != loop.identifiers.end()) {
      Value* item = stage_.make.string(iteration[static_cast<std::size_t>(found - loop.identifiers.begin())]);
      item->set_provenance({value.range(), origin});
      return item;
    }
  }
  Value* copy = stage_.make.shell(value, origin);
  for (const Value* item : value.items()) copy->append(instantiate(*item, loop, iteration, origin));
  for (const Entry& entry : value.entries()) {
    add(*loop.entry, text_of(*entry.key), instantiate(*entry.value, loop, iteration, origin), *copy);
  }
  // If the last variable of an Fn::Sub was an identifier, it is now a plain string.
  Value* text = copy->function() == Function::Sub ? copy->argument() : nullptr;
  Placeholder left;
  if (text != nullptr && text->is_string() && text->is_generated() && !find_placeholder(text->text(), 0, left)) {
    text->set_provenance({value.range(), origin});
    return text;
  }
  return copy;
}

}  // namespace virga
