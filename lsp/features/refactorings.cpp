#include "lsp/features/refactorings.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"
#include "compiler/resolve/sub_text.h"
#include "compiler/support/characters.h"
#include "compiler/support/text.h"
#include "compiler/syntax/node_path.h"
#include "lsp/queries/cursor.h"
#include "lsp/queries/fit.h"
#include "lsp/queries/schema_place.h"
#include "lsp/queries/state_machines.h"
#include "lsp/queries/transform_trial.h"
#include "rules/engine/secret_words.h"
#include "schemas/sam_facts.h"

namespace virga::lsp {

namespace {

// The member or item that holds the call of a function at the selection.
struct Holder {
  const Node* call = nullptr;
  const Node* above = nullptr;  // the map or list around it
  const Member* member = nullptr;
  const Node* list = nullptr;
  std::uint32_t index = 0;
};

Holder holder_at(const Analysis& analysis, std::uint32_t offset, const auto& wanted) {
  const NodePath path = node_at(analysis.tree(), offset);
  for (std::size_t i = path.steps.size(); i-- > 1;) {
    const NodeStep& step = path.steps[i];
    if (step.key || !wanted(*step.node)) continue;
    const Node* above = path.steps[i - 1].node;
    Holder found{.call = step.node, .above = above};
    if (above->is_sequence()) {
      found.list = above;
      found.index = step.index;
    } else {
      found.member = path.member_at(i);
    }
    if (found.list != nullptr || found.member != nullptr) return found;
  }
  return {};
}

bool replace(EditBuilder& builder, const Holder& holder, const Node& value) {
  return holder.member != nullptr ? builder.set_value(*holder.member, value)
                                  : builder.set_item(*holder.list, holder.index, value);
}

// The function call around the selection if it is written in the given notation.
Holder call_at(const Analysis& analysis, TextRange selection, bool is_short) {
  if (analysis.is_json() || !analysis.tree().ok()) return {};
  return holder_at(analysis, selection.begin, [&](const Node& node) {
    return node.function != Function::None && node.function != Function::ForEach &&
           ((node.flags & Node::kShortForm) != 0) == is_short;
  });
}

std::vector<TextEdit> to_short_form(const Analysis& analysis, TextRange selection) {
  const Holder holder = call_at(analysis, selection, false);
  EditBuilder builder(analysis.tree());
  if (holder.call != nullptr) builder.use_short_form(*holder.above, *holder.call);
  return builder.take();
}

std::vector<TextEdit> to_long_form(const Analysis& analysis, TextRange selection) {
  const Holder holder = call_at(analysis, selection, true);
  EditBuilder builder(analysis.tree());
  if (holder.call != nullptr) builder.use_long_form(*holder.above, *holder.call);
  return builder.take();
}

// Not each call has another form: `!ImportValue` cannot hold a `!Sub`, and a comment may stand in the way.
bool has_long_form(const Analysis& analysis, TextRange selection) {
  return !to_short_form(analysis, selection).empty();
}

bool has_short_form(const Analysis& analysis, TextRange selection) {
  return !to_long_form(analysis, selection).empty();
}

// A name that no parameter or resource has.
std::string free_name(const Template& model, std::string_view wanted) {
  std::string name;
  for (const char c : wanted) {
    if (is_letter_or_digit(c)) name += c;
  }
  if (name.empty()) name = "Value";
  std::string candidate = name;
  for (int i = 2; model.find_parameter(candidate) != nullptr || model.find_resource(candidate) != nullptr; ++i) {
    candidate = name + std::to_string(i);
  }
  return candidate;
}

std::string key_of(const Path& place, std::size_t step) {
  const auto* key = step < place.size() ? std::get_if<std::string>(&place[step]) : nullptr;
  return key == nullptr ? std::string() : *key;
}

// Whether a property names a local file, which packaging must find there: it does not look through a Ref, and some of
// these properties take an object afterwards, also of what is in a bucket already. Any other address is a value like
// others.
bool names_packaged_file(const Template& model, const Path& place, std::string_view value) {
  const Resource* resource = model.find_resource(key_of(place, 1));
  if (resource == nullptr || value.starts_with("https://") || value.starts_with("http://")) return false;
  std::string path;
  for (std::size_t i = 3; i < place.size(); ++i) {
    const std::string key = key_of(place, i);
    if (key.empty() || function_of_key(key) != Function::None) continue;
    if (!path.empty()) path += '.';
    path += key;
  }
  return std::any_of(artifact_places().begin(), artifact_places().end(), [&](const ArtifactPlace& artifact) {
    return !artifact.metadata && artifact.type == resource->type && artifact.path == path;
  });
}

// Whether a place is in the definition of a state machine: `${…}` is substituted in its texts as they are written, and
// most of them are names and keywords of its language.
bool is_in_state_machine(const Template& model, const Path& place) {
  const Resource* resource = model.find_resource(key_of(place, 1));
  return resource != nullptr && is_state_machine(resource->type) && key_of(place, 3) == "Definition";
}

// Whether the list that has the value has an equal item, or one that a parameter makes equal: items of many lists must
// differ, which shows where a parameter has the value.
bool has_equal_item(const Analysis& analysis, const Path& place, std::string_view value) {
  const Node* list = analysis.tree().root;
  for (std::size_t i = 0; i + 1 < place.size() && list != nullptr; ++i) {
    const auto* index = std::get_if<std::uint32_t>(&place[i]);
    if (index == nullptr) {
      list = list->get(key_of(place, i));
    } else {
      list = *index < list->items().size() ? list->items()[*index] : nullptr;
    }
  }
  if (list == nullptr || !list->is_sequence() || place.empty()) return false;
  const auto* own = std::get_if<std::uint32_t>(&place.back());
  const auto text_of = [&](const Node& item) -> std::string_view {
    if (item.function != Function::Ref) return item.text();
    const Node* name = item.get("Ref");
    const Member* parameters = analysis.model().section(Section::Parameters);
    const Node* parameter = name == nullptr || parameters == nullptr ? nullptr : parameters->value->get(name->text());
    const Node* fallback = parameter == nullptr ? nullptr : parameter->get("Default");
    return fallback == nullptr ? std::string_view() : fallback->text();
  };
  for (std::uint32_t i = 0; own != nullptr && i < list->items().size(); ++i) {
    if (i != *own && text_of(*list->items()[i]) == value) return true;
  }
  return false;
}

// The value at the selection if it can be replaced by a Ref: a value of a property or an output. Elsewhere, a Ref is
// not evaluated or is not a value.
Holder extractable(const Analysis& analysis, TextRange selection, Path& place) {
  if (analysis.tree().root == nullptr || !analysis.tree().ok()) return {};
  const Holder holder = holder_at(analysis, selection.begin, [](const Node& node) {
    return node.is_scalar() && node.kind != NodeKind::Null && node.size > 0;
  });
  // CloudFormation resolves dynamic references where they stand.
  if (holder.call == nullptr || holder.call->text().find("{{resolve:") != std::string_view::npos) return {};
  // Nothing substitutes variables in a default.
  if (Placeholder variable; find_placeholder(holder.call->text(), 0, variable)) return {};
  place = path_of(node_at(analysis.tree(), selection.begin));
  const bool is_property = key_of(place, 0) == "Resources" && key_of(place, 2) == "Properties" && place.size() > 3;
  const bool is_output = key_of(place, 0) == "Outputs" && key_of(place, 2) == "Value";
  if (!is_property && !is_output) return {};
  if (is_property &&
      (names_packaged_file(analysis.model(), place, holder.call->text()) ||
       is_in_state_machine(analysis.model(), place) || has_equal_item(analysis, place, holder.call->text()))) {
    return {};
  }
  for (std::size_t i = 3; i < place.size(); ++i) {
    const std::string key = key_of(place, i);
    // The name of a condition, and a delimiter, must be written out.
    const bool takes_text_first = key == "Fn::If" || key == "Fn::Join";
    const auto* index = i + 1 < place.size() ? std::get_if<std::uint32_t>(&place[i + 1]) : nullptr;
    if (takes_text_first && index != nullptr && *index == 0) return {};
    const bool takes_values = key == "Condition" || key == "Fn::Join" || key == "Fn::If";
    if (function_of_key(key) != Function::None && !takes_values) return {};
  }
  return holder;
}

// What the schemas say of the value at an offset; empty within the functions that make another of theirs.
SchemaSet schemas_at(const Analysis& analysis, std::uint32_t offset) {
  const Cursor cursor = find_cursor(analysis.source(), analysis.is_json(), offset);
  if (cursor.role != CursorRole::Value) return {};
  Place place = find_place(cursor, analysis.facts());
  const bool is_whole = place.function.empty() || place.function == "Fn::If";
  return is_whole ? std::move(place.schemas) : SchemaSet();
}

// Whether there must be a list or a map, which no Ref to a parameter of one value returns.
bool wants_collection(const SchemaSet& schemas) {
  const std::uint8_t types = types_of(schemas);
  return types != 0 && (types & ~(json_type::kArray | json_type::kObject)) == 0;
}

// What the extracted value is called: the property that has it, around functions and lists.
std::string name_of_value(const Path& place) {
  for (std::size_t i = place.size(); i-- > 3;) {
    std::string key = key_of(place, i);
    if (!key.empty() && function_of_key(key) == Function::None) return key;
  }
  return key_of(place, 0) == "Outputs" ? key_of(place, 1) : std::string();
}

// The extraction of the value at a selection.
struct Extraction {
  Holder holder;
  Path place;
  std::string name;
  bool is_secret = false;
  std::string_view type;  // of the parameter
};

std::optional<Extraction> extraction_at(const Analysis& analysis, TextRange selection) {
  Extraction found;
  found.holder = extractable(analysis, selection, found.place);
  if (found.holder.call == nullptr) return std::nullopt;
  const SchemaSet schemas = schemas_at(analysis, selection.begin);
  if (wants_collection(schemas)) return std::nullopt;
  const Node& value = *found.holder.call;
  const std::string wanted = name_of_value(found.place);
  found.is_secret = value.kind != NodeKind::Boolean && may_be_secret_name(wanted);
  const bool is_number = value.kind == NodeKind::Integer || value.kind == NodeKind::Float;
  const std::string_view own = parameter_type_for(schemas);
  found.type = is_number ? "Number" : own.empty() ? "String" : own;
  found.name = free_name(analysis.model(), wanted);
  return found;
}

bool declare_parameter(const Analysis& analysis, EditBuilder& builder, ValueMaker& make, const std::string& name,
                       const Node& body) {
  const Template& model = analysis.model();
  const Member* section = model.section(Section::Parameters);
  if (section == nullptr) return builder.add_member(*model.root(), "Parameters", make.map({{name, &body}}));
  if (section->value->is_mapping()) return builder.add_member(*section->value, name, body);
  // A section that nobody has filled yet.
  return section->value->kind == NodeKind::Null && builder.set_value(*section, make.map({{name, &body}}));
}

std::vector<TextEdit> extract(const Analysis& analysis, const Extraction& extraction) {
  ValueMaker make;
  EditBuilder builder(analysis.tree());
  const Node& value = *extraction.holder.call;
  const bool is_number = value.kind == NodeKind::Integer || value.kind == NodeKind::Float;
  const Node& type = make.text(extraction.type);
  // Whoever deploys says the secret; a default would leave it in the template.
  const Node& body =
      extraction.is_secret
          ? make.map({{"Type", &make.text("String")}, {"NoEcho", &make.scalar(NodeKind::Boolean, "true")}})
          : make.map(
                {{"Type", &type}, {"Default", &make.scalar(is_number ? value.kind : NodeKind::String, value.text())}});
  if (!replace(builder, extraction.holder, make.ref(extraction.name))) return {};
  if (!declare_parameter(analysis, builder, make, extraction.name, body)) return {};
  return builder.take();
}

// Whether to offer the extraction of what is, or is no, secret.
bool is_extractable(const Analysis& analysis, TextRange selection, bool secret) {
  const std::optional<Extraction> extraction = extraction_at(analysis, selection);
  if (!extraction || extraction->is_secret != secret) return false;
  const std::vector<TextEdit> edits = extract(analysis, *extraction);
  return !edits.empty() && is_taken_by_transforms(analysis, edits, extraction->place);
}

bool is_extractable_value(const Analysis& analysis, TextRange selection) {
  return is_extractable(analysis, selection, false);
}

bool is_extractable_secret(const Analysis& analysis, TextRange selection) {
  return is_extractable(analysis, selection, true);
}

std::vector<TextEdit> extract_parameter(const Analysis& analysis, TextRange selection) {
  const std::optional<Extraction> extraction = extraction_at(analysis, selection);
  if (!extraction) return {};
  std::vector<TextEdit> edits = extract(analysis, *extraction);
  const auto changed =
      std::make_shared<const SourceFile>(analysis.source().name(), apply_edits(analysis.text(), edits));
  return parse(changed).ok() ? edits : std::vector<TextEdit>();
}

const std::array kRefactorings = {
    Refactoring{"Convert to the short form", "refactor.rewrite", has_long_form, to_short_form},
    Refactoring{"Convert to the long form", "refactor.rewrite", has_short_form, to_long_form},
    Refactoring{"Extract to a parameter", "refactor.extract", is_extractable_value, extract_parameter, true},
    Refactoring{"Extract to a NoEcho parameter, without the secret", "refactor.extract", is_extractable_secret,
                extract_parameter, true},
};

}  // namespace

std::span<const Refactoring> refactorings() { return kRefactorings; }

}  // namespace virga::lsp
