#include <algorithm>

#include "compiler/diagnostics/text.h"
#include "compiler/resolve/evaluator_impl.h"
#include "compiler/resolve/regions.h"

namespace virga {
namespace {

// Errors that one expression keeps.
constexpr std::size_t kMaxErrors = 16;

bool is_plain(const Node& node) { return node.function == Function::None && node.is_scalar(); }

bool scalar_text(const Node& node, std::string& out) {
  if (!is_plain(node) || node.kind == NodeKind::Null) return false;
  out = node.text();
  return true;
}

std::string quoted_list(const Node& mapping) {
  constexpr std::size_t kShown = 8;
  std::string out;
  std::size_t shown = 0;
  for (const Member& member : mapping.members()) {
    if (shown == kShown) {
      out += ", … (" + std::to_string(mapping.members().size()) + " in all)";
      break;
    }
    if (shown++ > 0) out += ", ";
    out += "'" + std::string(member.key->text()) + "'";
  }
  return out;
}

bool is_pseudo_reference(const Node& node) {
  return node.function == Function::Ref && is_pseudo_parameter(node.argument()->text());
}

// The text of a key for messages.
std::string shown(const ResolvedValue& key) { return key.secret ? "****" : std::string(key.value->text()); }

bool is_region(const Node& node) { return is_pseudo_reference(node) && node.argument()->text() == "AWS::Region"; }

}  // namespace

// Products of texts -----------------------------------------------------------------------------------

bool Evaluator::Impl::TextProduct::append(std::string_view text) {
  if (!impl_.spend(drafts_.size(), text.size() * drafts_.size())) return false;
  for (Draft& draft : drafts_) draft.text += text;
  return true;
}

bool Evaluator::Impl::TextProduct::append(const Resolution& part) { return append(part, scalar_text); }

void Evaluator::Impl::TextProduct::finish(Resolution& out) {
  for (Draft& draft : drafts_) {
    if (!impl_.add(out, impl_.make_string(draft.text, nullptr), std::move(draft.basis))) {
      out = {};
      return;
    }
  }
}

// Fn::FindInMap [map, first key, second key, {DefaultValue}] --------------------------------------------

Resolution Evaluator::Impl::find_in_map(const Node& argument) {
  Resolution out;
  std::span<const Node* const> items = argument.items();
  if (items.size() != 3 && items.size() != 4) return out;
  const Node* fallback = items.size() == 4 ? items[3]->get("DefaultValue") : nullptr;

  const Node* mappings = model.section_body(Section::Mappings);
  if (mappings != nullptr && mappings->find("Fn::Transform") != nullptr) return out;
  std::vector<ResolutionError> errors;
  // Few of many like faults are kept; the texts are only made for those.
  auto fault = [&](std::uint32_t place, auto message) {
    if (fallback == nullptr && errors.size() < kMaxErrors) errors.push_back({items[place], place, message()});
  };
  bool found_one = false;
  bool unsure = false;  // a key is not known in every case
  // A Default that is no key only makes people give a value: whoever deploys chooses the key.
  auto by_default = [&](const ResolvedValue& key) {
    return std::any_of(key.choices.begin(), key.choices.end(), [&](const ParameterChoice& choice) {
      return choice.parameter != kRegionChoice && !parameter(choice.parameter).complete;
    });
  };
  // Pseudo parameters have no real values here, but for the regions that are asked about.
  auto keys = [&](const Node& node) -> const Resolution& {
    const bool is_known = !is_pseudo_reference(node) || (is_region(node) && &node != items[0]);
    const Resolution& resolution = is_known ? resolve(node) : unknown;
    unsure = unsure || !resolution.complete;
    return resolution;
  };
  if (model.mappings().empty() && mappings == nullptr) {
    if (is_plain(*items[0])) {
      fault(0, [&] {
        return "The template has no Mappings section, so there is no mapping '" + std::string(items[0]->text()) +
               "' to look in.";
      });
    } else {
      fault(0, [] { return std::string("The template has no Mappings section to look in."); });
    }
  }
  for (const ResolvedValue& map : keys(*items[0]).values) {
    if (!map.value->is_scalar()) continue;
    const Declaration* declared = model.find_mapping(map.value->text());
    if (declared == nullptr) {
      if (by_default(map)) {
        unsure = true;
      } else if (mappings != nullptr) {
        fault(0, [&] {
          return "There is no mapping '" + shown(map) + "'; the template declares " + quoted_list(*mappings) + ".";
        });
      }
      continue;
    }
    const Node& rows = *declared->body();
    if (!rows.is_mapping() || rows.find("Fn::Transform") != nullptr) {
      unsure = true;
      continue;
    }
    for (const ResolvedValue& first : keys(*items[1]).values) {
      if (!first.value->is_scalar()) continue;
      Basis outer(map);
      if (!spend(1, 0)) return {};
      if (!outer.add(first)) continue;
      const Node* row = rows.get(first.value->text());
      // A stack need not work everywhere.
      const bool by_region = is_region(*items[1]);
      if (row == nullptr && (by_region || by_default(first))) {
        unsure = true;
        continue;
      }
      if (row == nullptr) {
        fault(1, [&] {
          return "The mapping '" + std::string(declared->name()) + "' has no key '" + shown(first) + "'; it has " +
                 quoted_list(rows) + ".";
        });
        continue;
      }
      if (!row->is_mapping() || row->find("Fn::Transform") != nullptr) {
        unsure = true;
        continue;
      }
      for (const ResolvedValue& second : keys(*items[2]).values) {
        if (!second.value->is_scalar()) continue;
        Basis basis = outer;
        if (!spend(1, 0)) return {};
        if (!basis.add(second)) continue;
        const Node* cell = row->get(second.value->text());
        if (cell == nullptr && (by_region || by_default(first) || by_default(second))) {
          unsure = true;
          continue;
        }
        if (cell == nullptr) {
          fault(2, [&] {
            return "The key '" + shown(first) + "' of the mapping '" + std::string(declared->name()) + "' has no '" +
                   shown(second) + "'; it has " + quoted_list(*row) + ".";
          });
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
  if (!found_one) out.errors = std::move(errors);
  out.complete = out.known && !unsure;
  return out;
}

// Lists -----------------------------------------------------------------------------------------------

bool Evaluator::Impl::join_list(const Node& list, std::string_view delimiter, TextProduct& out) {
  bool first = true;
  for (const Node* item : list.items()) {
    if (!first && !out.append(delimiter)) return false;
    first = false;
    if (is_plain(*item)) {
      std::string text;
      if (!scalar_text(*item, text) || !out.append(text)) return false;
    } else if (!out.append(resolve(*item))) {
      return false;
    }
  }
  return true;
}

Resolution Evaluator::Impl::join(const Node& argument) {
  Resolution out;
  std::span<const Node* const> items = argument.items();
  if (items.size() != 2 || !is_plain(*items[0])) return out;
  std::string_view delimiter = items[0]->text();
  if (items[1]->is_sequence()) {
    TextProduct text(*this);
    if (!join_list(*items[1], delimiter, text)) return out;
    text.finish(out);
    out.complete = text.complete() && out.known;
    return out;
  }
  const Resolution& lists = resolve(*items[1]);
  out.complete = lists.complete;
  for (const ResolvedValue& list : lists.values) {
    if (!list.value->is_sequence()) return {};
    TextProduct text(*this);
    Resolution joined;
    if (!join_list(*list.value, delimiter, text)) {
      out.complete = false;
      continue;
    }
    text.finish(joined);
    out.complete = out.complete && text.complete();
    for (ResolvedValue& value : joined.values) {
      Basis basis(list);
      if (basis.add(value) && !add(out, value.value, std::move(basis))) return {};
    }
  }
  return out;
}

Resolution Evaluator::Impl::select(const Node& argument) {
  Resolution out;
  std::span<const Node* const> items = argument.items();
  if (items.size() != 2) return out;
  const Resolution& indexes = resolve(*items[0]);
  const Resolution& lists = resolve(*items[1]);
  out.complete = indexes.complete && lists.complete;
  bool past_end = false;
  bool sure = items[1]->is_sequence() && items[0]->is_scalar();
  // An item that may vanish shifts the others.
  for (const Node* item : items[1]->items()) {
    sure = sure && item->function != Function::If &&
           !(item->function == Function::Ref && item->argument()->text() == "AWS::NoValue");
  }
  for (const ResolvedValue& index : indexes.values) {
    std::int64_t at = 0;
    if (!index.value->is_scalar() || !to_integer(*index.value, at)) return {};
    for (const ResolvedValue& list : lists.values) {
      if (!list.value->is_sequence()) continue;
      if (at < 0 || at >= static_cast<std::int64_t>(list.value->size)) {
        past_end = true;
        out.complete = false;
        continue;
      }
      Basis outer(index);
      if (!spend(1, 0)) return {};
      if (!outer.add(list)) continue;
      const Resolution& chosen = resolve(*list.value->items()[static_cast<std::size_t>(at)]);
      out.complete = out.complete && chosen.complete;
      for (const ResolvedValue& value : chosen.values) {
        Basis basis = outer;
        if (!spend(1, 0)) return {};
        if (!basis.add(value)) continue;
        if (value.source != nullptr) basis.source = value.source;
        if (!add(out, value.value, std::move(basis))) return {};
      }
    }
  }
  if (past_end && sure && !out.known) {
    std::uint32_t count = items[1]->size;
    out.errors.push_back({items[0], 0,
                          "The index " + std::string(items[0]->text()) + " is past the end of the list, which has " +
                              std::to_string(count) + (count == 1 ? " item" : " items") + " counted from 0."});
  }
  return out;
}

Resolution Evaluator::Impl::split(const Node& argument) {
  Resolution out;
  std::span<const Node* const> items = argument.items();
  if (items.size() != 2 || !is_plain(*items[0]) || items[0]->size == 0) return out;
  const Resolution& texts = resolve(*items[1]);
  out.complete = texts.complete;
  for (const ResolvedValue& text : texts.values) {
    if (!text.value->is_string()) continue;
    if (!spend(1, text.value->size)) return {};
    const Node* list = split_list(text.value->text(), items[0]->text(), false, text.source);
    if (!add(out, list, Basis(text))) return {};
  }
  return out;
}

Resolution Evaluator::Impl::length(const Node& argument) {
  Resolution out;
  const Resolution& lists = resolve(argument);
  out.complete = lists.complete;
  for (const ResolvedValue& list : lists.values) {
    if (!list.value->is_sequence()) return {};
    for (const Node* item : list.value->items()) {
      if (item->function == Function::If || is_pseudo_reference(*item)) return {};
    }
    std::string count = std::to_string(list.value->size);
    const Node* made = make_scalar(NodeKind::Integer, count, nullptr);
    if (!add(out, made, Basis(list))) return {};
  }
  return out;
}

Resolution Evaluator::Impl::zones(const Node& argument) {
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

// Texts and branches ----------------------------------------------------------------------------------

Resolution Evaluator::Impl::sub(const Node& argument) {
  Resolution out;
  const Node* text = &argument;
  const Node* map = nullptr;
  if (argument.is_sequence()) {
    if (argument.size != 2 || !argument.items()[1]->is_mapping()) return out;
    text = argument.items()[0];
    map = argument.items()[1];
  }
  if (!text->is_string()) return out;
  TextProduct product(*this);
  for (const SubPart& part : SubText(text->text())) {
    if (part.kind == SubPart::Kind::Text) {
      if (!product.append(part.written)) return out;
      continue;
    }
    if (part.kind == SubPart::Kind::Literal) {
      if (!product.append("${") || !product.append(part.written.substr(3))) return out;
      continue;
    }
    const Node* own = map != nullptr ? map->get(part.name) : nullptr;
    if (own == nullptr && part.is_attribute()) return out;
    if (!product.append(own != nullptr ? resolve(*own) : named(part.name))) return out;
  }
  product.finish(out);
  out.complete = out.known && product.complete();
  return out;
}

Resolution Evaluator::Impl::if_branches(const Node& argument) {
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

bool Evaluator::Impl::json(const Node& node, TextProduct& out, std::uint32_t level) {
  if (level > kMaxEvaluationDepth * 4) return false;
  if (node.function != Function::None) {
    const Resolution& values = resolve(node);
    return out.append(values, [](const Node& value, std::string& text) {
      if (value.is_scalar()) {
        append_json_string(text, value.text());
        return true;
      }
      if (!value.is_sequence()) return false;
      text = "[";
      for (const Node* item : value.items()) {
        if (!is_plain(*item)) return false;
        if (text.size() > 1) text += ',';
        append_json_string(text, item->text());
      }
      text += ']';
      return true;
    });
  }
  if (node.is_scalar()) {
    std::string text;
    if (node.kind == NodeKind::String) {
      append_json_string(text, node.text());
    } else {
      text = node.kind == NodeKind::Null ? "null" : std::string(node.text());
    }
    return out.append(text);
  }
  bool first = true;
  if (!out.append(node.is_sequence() ? "[" : "{")) return false;
  for (const Node* item : node.items()) {
    if (!first && !out.append(",")) return false;
    first = false;
    if (!json(*item, out, level + 1)) return false;
  }
  for (const Member& member : node.members()) {
    if (!first && !out.append(",")) return false;
    first = false;
    std::string key;
    append_json_string(key, member.key->text());
    if (!out.append(key) || !out.append(":") || !json(*member.value, out, level + 1)) return false;
  }
  return out.append(node.is_sequence() ? "]" : "}");
}

Resolution Evaluator::Impl::to_json(const Node& argument) {
  Resolution out;
  TextProduct text(*this);
  if (!json(argument, text, 0)) return out;
  text.finish(out);
  out.complete = out.known && text.complete();
  return out;
}

}  // namespace virga
