// textDocument/prepareRename, textDocument/rename
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>

#include "compiler/diagnostics/text.h"
#include "compiler/edit/new_text.h"
#include "compiler/model/name_limits.h"
#include "compiler/resolve/sub_text.h"
#include "compiler/support/characters.h"
#include "compiler/support/text.h"
#include "compiler/syntax/node_path.h"
#include "lsp/features/handlers.h"
#include "lsp/features/locations.h"
#include "lsp/queries/bindings.h"
#include "lsp/queries/computed_uses.h"
#include "lsp/queries/generated_names.h"

namespace virga::lsp {

using nlohmann::json;

namespace {

bool can_be_renamed(NameKind kind) {
  return kind != NameKind::Pseudo && kind != NameKind::Attribute && kind != NameKind::File;
}

std::string why_undeclared(const FeatureContext& context, const Symbol& symbol) {
  const Symbol origin = written_origin(context.analysis, context.workspace, symbol);
  if (origin == symbol) return fmt::format("The definition of '{}' was not found in any template", symbol.name);
  if (is_loop_name(origin)) {
    return fmt::format("'{}' is one of the names that a loop makes of '{}'; rename that manually", symbol.name,
                       origin.name);
  }
  return fmt::format("'{}' is generated from '{}'; rename that", symbol.name, origin.name);
}

// The use of a resource in a module, whose logical ID begins with the module's. Null if there is none.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/module-ref-resources.html
const Occurrence* use_of_part(const Analysis& analysis, const Symbol& symbol) {
  const Resource* module = symbol.kind == NameKind::Resource ? analysis.model().find_resource(symbol.name) : nullptr;
  if (module == nullptr || !module->type.ends_with("::MODULE")) return nullptr;
  const auto& all = analysis.occurrences();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Occurrence& use) {
    return use.symbol.kind == NameKind::Resource && use.symbol.name.size() > symbol.name.size() &&
           use.symbol.name.starts_with(symbol.name) && analysis.model().find_resource(use.symbol.name) == nullptr;
  });
  return found == all.end() ? nullptr : &*found;
}

// All places of the name at the cursor; empty, with a refusal, if it cannot be renamed.
std::vector<FoundOccurrence> places(const FeatureContext& context, const json& params) {
  const Occurrence* from = occurrence_at_position(context, params);
  if (from == nullptr || !can_be_renamed(from->symbol.kind)) {
    context.refusal = "No name to rename here";
    return {};
  }
  std::vector<FoundOccurrence> found = find_occurrences(context.analysis, context.workspace, from->symbol);
  const auto is_declared = [](const FoundOccurrence& place) { return place.occurrence.is_declaration; };
  if (std::none_of(found.begin(), found.end(), is_declared)) {
    context.refusal = why_undeclared(context, from->symbol);
    return {};
  }
  if (is_loop_name(from->symbol)) {
    context.refusal = fmt::format(
        "'{}' names what a loop makes, and the names that it makes are used, too; rename it "
        "manually",
        from->symbol.name);
    return {};
  }
  for (const FoundOccurrence& place : found) {
    if (place.occurrence.is_exact) continue;
    if (place.occurrence.is_computed()) {
      const SourceFile& file = file_of(context, place).source();
      context.refusal = fmt::format("A function makes this name in line {} of {}; rename it manually",
                                    file.lines().line_of(place.occurrence.range.begin) + 1,
                                    std::filesystem::path(file.name()).filename().string());
      return {};
    }
    context.refusal = fmt::format("'{}' is written with escapes in one place; rename it manually", from->symbol.name);
    return {};
  }
  if (const Occurrence* part = use_of_part(context.analysis, from->symbol)) {
    context.refusal = fmt::format("'{}' is a resource in the module '{}' and would lose its name; rename it manually",
                                  part->symbol.name, from->symbol.name);
    return {};
  }
  if (const Node* use = computed_use(context.analysis, from->symbol)) {
    context.refusal = fmt::format(
        "'{}' may also be named by what is computed on line {}, and a rename cannot follow that; rename it manually",
        from->symbol.name, context.analysis.source().lines().line_of(use->range.begin) + 1);
    return {};
  }
  return found;
}

std::string with_article(std::string_view word) {
  return fmt::format("{} {}", std::string_view("aeiou").find(word.front()) == std::string_view::npos ? "a" : "an",
                     word);
}

// Whether a definition of a state machine replaces "${Name}" by a value in this place.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
bool is_replaced(const Analysis& file, TextRange range, std::string_view name) {
  const NodePath path = node_at(file.tree(), range.begin);
  const auto is_sub = [](const NodeStep& step) { return step.node->function == Function::Sub; };
  if (std::any_of(path.steps.begin(), path.steps.end(), is_sub)) return true;
  const Resource* machine = file.model().resource_at(range);
  const Node* substitutions = machine == nullptr ? nullptr : machine->property("DefinitionSubstitutions");
  return substitutions != nullptr && substitutions->find(name) != nullptr;
}

// Why the name of a state would not be read as it is written; "" if it is. The placeholders of the old name may stay.
std::string fault_of_placeholders(const Analysis& file, const Occurrence& state, std::string_view name) {
  Placeholder found;
  for (std::size_t at = 0; find_placeholder(name, at, found); at = found.end) {
    const std::string_view whole = name.substr(found.begin, found.end - found.begin);
    const bool is_old = state.symbol.name.find(whole) != std::string::npos;
    if (is_old || !is_replaced(file, state.range, found.inner)) continue;
    return fmt::format("'{}' would be replaced in the definition; choose another name", whole);
  }
  return "";
}

// https://docs.aws.amazon.com/step-functions/latest/apireference/API_StateEnteredEventDetails.html
std::string fault_of_state_name(std::string_view name) {
  constexpr std::size_t kLongest = 80;
  std::size_t size = 0;
  for (std::string_view rest = name; !rest.empty(); ++size) {
    const char32_t c = next_code_point(rest);
    if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return "A state name cannot contain control characters";
  }
  if (size == 0 || size > kLongest) return "A state name must have 1 to 80 characters";
  return "";
}

std::string too_long(std::string_view whose, std::string_view name) {
  return fmt::format("The name of {} can have at most {} characters, and this one has {}", whose, kMaxNameCharacters,
                     name.size());
}

// Names of other kinds have none of their own.
bool has_limit(NameKind kind) {
  switch (kind) {
    case NameKind::Resource:
    case NameKind::Parameter:
    case NameKind::Condition:
    case NameKind::Mapping:
    case NameKind::Output:
      return true;
    default:
      return false;
  }
}

// Why a symbol cannot have this name, or "" if it can.
std::string fault_of(const Analysis& declaring, const Symbol& symbol, const std::string& name) {
  if (symbol.kind == NameKind::Export) {
    const bool fits =
        !name.empty() && name.find_first_of("\"'\\\n\r#") == std::string::npos && name.find(": ") == std::string::npos;
    return fits ? "" : "An export name cannot contain quotes, backslashes or line breaks";
  }
  if (symbol.kind == NameKind::MappingKey || symbol.kind == NameKind::MappingField) {
    const bool fits = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
      return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_';
    });
    if (!fits) return "A mapping key can only contain letters, digits, '-' and '.'";
    return name.size() > kMaxNameCharacters ? too_long("a mapping key", name) : "";
  }
  if (symbol.kind == NameKind::State) {
    if (std::string fault = fault_of_state_name(name); !fault.empty()) return fault;
  } else if (!is_alphanumeric(name)) {
    return fmt::format("The name of {} can only contain letters and digits", with_article(kind_word(symbol.kind)));
  }
  if (has_limit(symbol.kind) && name.size() > kMaxNameCharacters)
    return too_long(with_article(kind_word(symbol.kind)), name);
  const auto clashes = [&](const Occurrence& other) {
    if (!other.is_declaration || other.symbol.name != name || other.symbol == symbol) return false;
    const bool is_scoped = symbol.kind == NameKind::Event || symbol.kind == NameKind::Connector ||
                           symbol.kind == NameKind::State || symbol.kind == NameKind::Substitution;
    if (is_scoped && other.symbol.scope != symbol.scope) return false;
    const auto is_global = [](NameKind kind) { return kind == NameKind::Parameter || kind == NameKind::Resource; };
    return other.symbol.kind == symbol.kind || (is_global(other.symbol.kind) && is_global(symbol.kind));
  };
  // Others may have the names of what only a part of the text knows: see why_captured().
  if (symbol.kind == NameKind::SubVariable || symbol.kind == NameKind::Loop) return "";
  const auto& all = declaring.occurrences();
  const auto clash = std::find_if(all.begin(), all.end(), clashes);
  if (clash == all.end()) {
    const bool is_made = declaring.generated()->find({symbol.kind, name, {}, {}}) != nullptr;
    return is_made ? fmt::format("A generated {} named '{}' already exists", kind_word(symbol.kind), name) : "";
  }
  return fmt::format("A {} named '{}' already exists", kind_word(clash->symbol.kind), name);
}

// One text that changes.
struct Renamed {
  const FoundOccurrence* place = nullptr;  // null for a generated name, in the document itself
  TextRange range;
  std::string name;
  std::string text;  // the name as it is written there
};

// A name as it is written in this place.
std::string text_at(const Analysis& file, const Occurrence& occurrence, const std::string& name) {
  if (!occurrence.notation) return name;
  Notation notation = *occurrence.notation;
  const bool is_plain = notation.quote == '\0';
  notation.in_flow = is_plain && is_between_brackets(*file.tree().root, occurrence.range.begin);
  return write_scalar(name, notation);
}

// Each place once: what has an anchor is there for each alias, too.
std::vector<Renamed> renamed_places(const FeatureContext& context, const std::vector<FoundOccurrence>& found,
                                    const std::string& name) {
  std::vector<Renamed> all;
  std::set<std::pair<const Analysis*, std::uint32_t>> seen;
  for (const FoundOccurrence& place : found) {
    const Analysis& file = file_of(context, place);
    const Occurrence& occurrence = place.occurrence;
    if (!seen.emplace(&file, occurrence.range.begin).second) continue;
    all.push_back({&place, occurrence.range, name, text_at(file, occurrence, name)});
  }
  return all;
}

// Names that SAM generates from what is renamed are renamed, too. False, with a refusal, if that cannot be done.
bool add_generated(const FeatureContext& context, std::vector<Renamed>& all) {
  const Analysis& analysis = context.analysis;
  const Symbol symbol = all.front().place->occurrence.symbol;
  const bool is_source =
      symbol.kind == NameKind::Resource || symbol.kind == NameKind::Event || symbol.kind == NameKind::Connector;
  std::vector<TextEdit> edits;
  for (const Renamed& one : all) {
    if (one.place->file == nullptr) edits.push_back({one.range, one.text});
  }
  const GeneratedNames generated = generated_names_after(analysis, edits, is_source ? symbol.scope + symbol.name : "");
  context.refusal = generated.refusal;
  if (!context.refusal.empty()) return false;
  for (const auto& [before, after] : generated.renamed) {
    if (after.size() <= kMaxNameCharacters) continue;
    context.refusal =
        fmt::format("'{}' is generated from it and would have {} characters; a resource can have at most {}", before,
                    after.size(), kMaxNameCharacters);
    return false;
  }
  for (const Occurrence& use : analysis.occurrences()) {
    if (use.symbol.kind != NameKind::Resource || use.symbol.file != analysis.source().name()) continue;
    const auto known = generated.renamed.find(use.symbol.name);
    if (known == generated.renamed.end() || use.symbol == symbol) continue;
    if (!use.is_exact) {
      context.refusal = fmt::format(
          "'{}', which is generated from it, is written with escapes in one place; rename it "
          "manually",
          use.symbol.name);
      return false;
    }
    all.push_back({nullptr, use.range, known->second, text_at(analysis, use, known->second)});
  }
  return true;
}

}  // namespace

json prepare_rename(const FeatureContext& context, const json& params) {
  if (places(context, params).empty()) return nullptr;
  const Occurrence* from = occurrence_at_position(context, params);
  return {{"range", context.positions().range(from->range)}, {"placeholder", from->symbol.name}};
}

json rename(const FeatureContext& context, const json& params) {
  const auto name = params.at("newName").get<std::string>();
  const std::vector<FoundOccurrence> found = places(context, params);
  if (found.empty()) return nullptr;
  for (const FoundOccurrence& place : found) {
    if (!place.occurrence.is_declaration) continue;
    context.refusal = fault_of(file_of(context, place), place.occurrence.symbol, name);
    if (!context.refusal.empty()) return nullptr;
    if (place.occurrence.symbol.kind == NameKind::State)
      context.refusal = fault_of_placeholders(file_of(context, place), place.occurrence, name);
    if (!context.refusal.empty()) return nullptr;
  }
  std::vector<Renamed> all = renamed_places(context, found, name);
  if (!add_generated(context, all)) return nullptr;
  std::map<std::string, json> edits;
  std::map<std::string, const Analysis*> files;
  std::map<const Analysis*, std::vector<TextEdit>> names_of;
  std::set<std::pair<std::string, std::uint32_t>> seen;
  for (const Renamed& one : all) {
    const Analysis& file = one.place == nullptr ? context.analysis : file_of(context, *one.place);
    if (!seen.emplace(uri_of(file), one.range.begin).second) continue;
    files[uri_of(file)] = &file;
    names_of[&file].push_back({one.range, one.name});
    edits[uri_of(file)].push_back(
        {{"range", Positions(file.source(), context.client.encoding).range(one.range)}, {"newText", one.text}});
  }
  for (const auto& [file, names] : names_of) {
    context.refusal = why_captured(*file, names);
    if (!context.refusal.empty()) return nullptr;
  }
  if (!context.client.document_changes) return {{"changes", edits}};
  // What is changed in other files, which nobody may have open, an editor shows before it does it.
  const std::string own = context.analysis.document().uri;
  const bool has_others = edits.size() > edits.count(own);
  const bool is_annotated = has_others && context.client.change_annotations;
  for (auto& [uri, list] : edits) {
    if (!is_annotated || uri == own) continue;
    for (json& edit : list) edit["annotationId"] = "other-templates";
  }
  json changes = json::array();
  for (auto& [uri, list] : edits) {
    const std::int64_t version = files[uri]->document().version;
    changes.push_back({{"textDocument", {{"uri", uri}, {"version", version == 0 ? json(nullptr) : json(version)}}},
                       {"edits", std::move(list)}});
  }
  json result = {{"documentChanges", std::move(changes)}};
  if (is_annotated) {
    result["changeAnnotations"]["other-templates"] = {
        {"label", "Other templates"}, {"description", "They use the name, too"}, {"needsConfirmation", true}};
  }
  return result;
}

}  // namespace virga::lsp
