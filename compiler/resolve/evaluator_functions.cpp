// The evaluator as a domain of Intrinsics: functions over several values, each with what it depends on.
#include <algorithm>
#include <set>

#include "compiler/resolve/evaluator_impl.h"
#include "compiler/resolve/known_names.h"
#include "compiler/resolve/regions.h"

namespace virga {
namespace {

bool is_pseudo_reference(const Node& node) {
  return node.function == Function::Ref && is_pseudo_parameter(node.argument()->text());
}

// A key for messages.
std::string shown(const ResolvedValue& key) { return key.secret ? "****" : std::string(key.value->text()); }

bool is_region(const Node& node) { return is_pseudo_reference(node) && node.argument()->text() == "AWS::Region"; }

}  // namespace

// Texts -----------------------------------------------------------------------------------------------

bool Evaluator::Impl::Texts::text(std::string_view text) {
  if (!impl_.spend(drafts_.size(), text.size() * drafts_.size())) return fail();
  for (Draft& draft : drafts_) draft.text += text;
  return true;
}

bool Evaluator::Impl::Texts::value(const Resolution& part) {
  return append(part, [](const Node& value, std::string& text) {
    text = value.text();
    return value.is_scalar() && !value.is(NodeKind::Null);
  });
}

// The results of functions nested in a value are not known there.
bool Evaluator::Impl::Texts::json(const Resolution& part) {
  struct Sink {
    std::string& out;
    bool text(std::string_view text) {
      out += text;
      return true;
    }
    JsonPart call(const Node&, std::string_view) { return JsonPart::Failed; }
  };
  return append(part, [](const Node& value, std::string& text) {
    Sink sink{text};
    return write_json(value, sink);
  });
}

template <typename Render>
bool Evaluator::Impl::Texts::append(const Resolution& part, Render render) {
  if (!part.known) return fail();
  complete_ = complete_ && part.complete;
  std::vector<std::string> texts(part.values.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!render(*part.values[i].value, texts[i])) return fail();
  }
  if (texts.size() == 1 && part.values[0].scenario.empty() && part.values[0].choices.empty() &&
      part.values[0].source == nullptr && !part.values[0].secret) {
    return text(texts[0]);
  }
  std::vector<Draft> grown;
  std::vector<std::size_t> fitting;
  for (Draft& draft : drafts_) {
    fitting.clear();
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (draft.basis.fits(part.values[i])) fitting.push_back(i);
    }
    if (grown.size() + fitting.size() > kMaxCandidates) return fail();
    if (!impl_.spend(texts.size() * (1 + draft.basis.choices.size()), 0)) return fail();
    for (const std::size_t i : fitting) {
      // The last one takes over the draft, so a text of many parts is only copied where it branches.
      const bool last = i == fitting.back();
      if (!impl_.spend(1, texts[i].size() + (last ? 0 : draft.text.size()))) return fail();
      Draft next = last ? std::move(draft) : draft;  // NOLINT(bugprone-use-after-move): only the last turn moves it
      next.basis.add(part.values[i]);
      next.text += texts[i];
      grown.push_back(std::move(next));
    }
  }
  if (grown.empty()) return fail();
  drafts_ = std::move(grown);
  return true;
}

Resolution Evaluator::Impl::Texts::finish() {
  Resolution out;
  if (failed_) return out;
  for (Draft& draft : drafts_) {
    if (!impl_.add(out, impl_.make_string(draft.text, nullptr), std::move(draft.basis))) return {};
  }
  out.complete = out.known && complete_;
  return out;
}

// Lists -----------------------------------------------------------------------------------------------

// Only certain if the list and index are written out, since an item that may vanish shifts the others.
Resolution Evaluator::Impl::past_end(const Node& argument, std::string message, const ResolvedValue* index,
                                     const ResolvedValue* list) {
  const auto may_shift = [](const Node* item) { return item->function == Function::If || is_no_value(*item); };
  const std::span<const Node* const> items = argument.items()[1]->items();
  const bool written = list == nullptr || list->value == argument.items()[1];
  Resolution out;
  if (index == nullptr && written && std::none_of(items.begin(), items.end(), may_shift)) {
    out.errors.push_back({argument.items()[0], 0, std::move(message)});
  }
  return out;
}

Resolution Evaluator::Impl::count(std::size_t items) {
  Resolution out;
  if (add(out, make_scalar(NodeKind::Integer, std::to_string(items), nullptr), Basis())) out.complete = true;
  return out;
}

Resolution Evaluator::Impl::split_text(const Node&, std::string_view text, std::string_view delimiter,
                                       const ResolvedValue* item) {
  Resolution out;
  if (!spend(1, text.size())) return out;
  const Node* list = split_list(text, delimiter, false, item == nullptr ? nullptr : item->source);
  if (add(out, list, Basis())) out.complete = true;
  return out;
}

Resolution Evaluator::Impl::zones(const Node&, const Node& argument) {
  Resolution out;
  const bool is_own = argument.is_string() && argument.text().empty();
  const Resolution& regions = is_own ? named("AWS::Region") : resolve(argument);
  for (const ResolvedValue& region : regions.values) {
    if (!region.value->is_string()) continue;
    std::string_view name = region.value->text().empty() ? std::string_view(options.region) : region.value->text();
    std::vector<const Node*> list;
    for (const std::string& zone : zones_of(name)) list.push_back(make_string(zone, nullptr));
    if (list.empty()) continue;
    if (!add(out, make_list(list, nullptr), Basis(region))) return {};
  }
  return out;
}

// Mappings and branches -------------------------------------------------------------------------------

Resolution Evaluator::Impl::look_up_cell(const Node&, const Node& argument) {
  Resolution out;
  std::span<const Node* const> items = argument.items();
  if (items.size() != 3 && items.size() != 4) return out;
  const Node* fallback = items.size() == 4 ? items[3]->get("DefaultValue") : nullptr;

  const Node* mappings = model.section_body(Section::Mappings);
  if (mappings != nullptr && mappings->find("Fn::Transform") != nullptr) return out;
  if (may_bring_sections(model)) return out;
  std::vector<ResolutionError> errors;
  // Keeps a limited number of similar errors, and builds messages only for these.
  auto fault = [&](std::uint32_t place, auto message, const Node* holder = nullptr) {
    if (fallback != nullptr || errors.size() >= kMaxErrors) return;
    ResolutionError error{items[place], place, message()};
    if (holder != nullptr) {
      error.known = keys_of(*holder);
      error.choices = place == 0 ? template_defines(error.known) : it_has(error.known);
    }
    errors.push_back(std::move(error));
  };
  bool found_one = false;
  bool unsure = false;  // a key is not known in every case
  // A Default that is not a key is not an error: whoever deploys may have to choose the key.
  auto by_default = [&](const ResolvedValue& key) {
    return std::any_of(key.choices.begin(), key.choices.end(), [&](const ParameterChoice& choice) {
      return choice.parameter != kRegionChoice && !parameter(choice.parameter).complete;
    });
  };
  // Pseudo parameters have only sample values here, except for the requested regions.
  auto keys = [&](const Node& node) -> const Resolution& {
    const bool is_known = !is_pseudo_reference(node) || (is_region(node) && &node != items[0]);
    const Resolution& resolution = is_known ? resolve(node) : nothing;
    unsure = unsure || !resolution.complete;
    return resolution;
  };
  if (model.mappings().empty() && mappings == nullptr) {
    fault(0, [&] { return no_mappings_section(items[0]->text()); });
  }
  for (const ResolvedValue& map : keys(*items[0]).values) {
    if (!map.value->is_scalar()) continue;
    const Declaration* declared = model.find_mapping(map.value->text());
    if (declared == nullptr) {
      if (by_default(map)) {
        unsure = true;
      } else if (mappings != nullptr) {
        fault(
            0, [&] { return no_such_mapping(shown(map)); }, mappings);
      }
      continue;
    }
    const Node& rows = *declared->body();
    for (const ResolvedValue& first : keys(*items[1]).values) {
      if (!first.value->is_scalar()) continue;
      Basis outer(map);
      if (!spend(1, 0)) return {};
      if (!outer.add(first)) continue;
      const LookupStep<const Node> row = look_up(rows, first.value->text());
      // A stack need not work in every region.
      const bool by_region = is_region(*items[1]);
      if (row.open || (row.found == nullptr && (by_region || by_default(first)))) {
        unsure = true;
        continue;
      }
      if (row.found == nullptr) {
        fault(
            1, [&] { return no_such_row(declared->name(), shown(first)); }, &rows);
        continue;
      }
      for (const ResolvedValue& second : keys(*items[2]).values) {
        if (!second.value->is_scalar()) continue;
        Basis basis = outer;
        if (!spend(1, 0)) return {};
        if (!basis.add(second)) continue;
        const auto [cell, is_open] = look_up(*row.found, second.value->text());
        if (is_open || (cell == nullptr && (by_region || by_default(first) || by_default(second)))) {
          unsure = true;
          continue;
        }
        if (cell == nullptr) {
          fault(
              2, [&] { return no_such_column(declared->name(), shown(first), shown(second)); }, row.found);
          continue;
        }
        found_one = true;
        if (cell->function != Function::None || cell->is_mapping()) {
          unsure = true;
          continue;
        }
        basis.source = cell;
        if (!add(out, cell, std::move(basis))) return {};
      }
    }
  }
  if (fallback != nullptr && (unsure || !found_one)) {
    const Resolution& values = resolve(*fallback);
    unsure = unsure || !values.complete;
    for (const ResolvedValue& value : values.values) {
      if (!add(out, value.value, Basis(value))) return {};
    }
  }
  if (!found_one && errors.empty() && fallback == nullptr) find_missing_column(argument, errors);
  if (!found_one) out.errors = std::move(errors);
  out.complete = out.known && !unsure;
  return out;
}

// Whatever the first key turns out to be, the second one is an error if no key of the mapping has it.
void Evaluator::Impl::find_missing_column(const Node& argument, std::vector<ResolutionError>& errors) {
  const Node& column = *argument.items()[2];
  const Declaration* mapping = model.find_mapping(argument.items()[0]->text());
  if (mapping == nullptr || !column.is_scalar() || mapping->body()->members().empty()) return;
  const auto is_missing_in = [&](const Node& row) {
    const LookupStep<const Node> cell = look_up(row, column.text());
    return spend(1, 0) && !cell.open && cell.found == nullptr;
  };
  const std::span<const Member> rows = mapping->body()->members();
  if (look_up(*mapping->body(), {}).open ||
      !std::all_of(rows.begin(), rows.end(), [&](const Member& row) { return is_missing_in(*row.value); })) {
    return;
  }
  ResolutionError error{&column, 2, no_such_column(mapping->name(), column.text())};
  std::set<std::string_view> known;
  for (const Member& row : rows) {
    for (const std::string_view key : keys_of(*row.value)) known.insert(key);
  }
  error.known.assign(known.begin(), known.end());
  error.choices = they_have(error.known);
  errors.push_back(std::move(error));
}

Resolution Evaluator::Impl::choose(const Node&, const Node& argument) {
  Resolution out;
  std::span<const Node* const> items = argument.items();
  if (items.size() != 3 || !items[0]->is_scalar()) return out;
  std::optional<std::uint32_t> condition = conditions.id(items[0]->text());
  out.complete = true;
  for (std::size_t branch : {std::size_t{1}, std::size_t{2}}) {
    const Resolution& values = resolve(*items[branch]);
    out.complete = out.complete && values.complete;
    ResolvedValue assumed;
    if (condition) assumed.scenario.push_back({*condition, branch == 1});
    for (const ResolvedValue& value : values.values) {
      Basis basis(value);
      if (!spend(1, 0)) return {};
      if (basis.add(assumed) && !add(out, value.value, std::move(basis))) return {};
    }
  }
  return out;
}

}  // namespace virga
