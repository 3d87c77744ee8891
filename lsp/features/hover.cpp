// textDocument/hover
#include "lsp/features/hover.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "lsp/features/handlers.h"
#include "lsp/queries/content.h"
#include "lsp/queries/evaluation.h"
#include "lsp/queries/words.h"

namespace virga::lsp {

using nlohmann::json;

namespace {

constexpr std::string_view kForEach = "Fn::ForEach::";

class Hover {
public:
  explicit Hover(const FeatureContext& context, std::uint32_t offset)
      : context_(context), analysis_(context.analysis), offset_(offset) {}

  std::optional<HoverCard> run() {
    const Cursor cursor = within_content(find_cursor(analysis_.source(), analysis_.is_json(), offset_), analysis_);
    const bool in_text = cursor.role != CursorRole::None;
    const Occurrence* name = occurrence_at(analysis_, offset_);
    if (name != nullptr && describe_name(context_, *name, card_)) return std::move(card_);
    if (!in_text) return std::nullopt;
    const Place place = find_place(cursor, analysis_.facts());
    card_.range = cursor.word;
    if (loop(cursor) || function(cursor)) return std::move(card_);
    if (cursor.in_block_scalar || cursor.word.size() == 0) return std::nullopt;
    const std::string word(analysis_.source().slice(cursor.word));
    const auto describe = cursor.role == CursorRole::Key ? describe_key : describe_value;
    if (describe(analysis_, cursor, place, word, card_)) return std::move(card_);
    return std::nullopt;
  }

private:
  bool loop(const Cursor& cursor) {
    const std::string_view word = analysis_.source().slice(cursor.word);
    if (cursor.role != CursorRole::Key || !word.starts_with(kForEach)) return false;
    card_.line("**Fn::ForEach::**LoopName: [Identifier, Collection, {OutputKey: OutputValue}]");
    card_.values("Makes", made_by(cursor, word), kMostHoverValues);
    card_.line(
        "Repeats what is in its map for each item of the collection, with the item in place of `${Identifier}`.");
    card_.line(
        "[AWS documentation](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
        "intrinsic-function-reference-foreach.html)");
    return true;
  }

  // What the loop at the cursor makes.
  std::vector<std::string> made_by(const Cursor& cursor, std::string_view loop) const {
    std::vector<std::string> names;
    for (const auto& [key, section, kind] : {std::tuple{"Resources", Section::Resources, NameKind::Resource},
                                             {"Conditions", Section::Conditions, NameKind::Condition},
                                             {"Outputs", Section::Outputs, NameKind::Output}}) {
      if (cursor.path.empty() || !cursor.is_key(0, key)) continue;
      // The keys in this loop, by their place.
      const Node* body = analysis_.model().section_body(section);
      const Member* found = body == nullptr ? nullptr : body->find(loop);
      const auto all = analysis_.generated();
      for (const Member& member : loop_members(analysis_.model(), section)) {
        if (found == nullptr || member.key->range.begin < found->value->range.begin) continue;
        if (member.value->range.end > found->value->range.end) continue;
        for (const GeneratedDeclaration& made : all->of(kind)) {
          if (made.is_from_loop && made.origin == member.key->text()) names.push_back(made.name);
        }
      }
    }
    return names;
  }

  bool function(const Cursor& cursor) {
    const Node* call = call_at(analysis_, offset_);
    const std::string word(analysis_.source().slice(cursor.word));
    std::string_view name = call != nullptr ? call->function_key()->text() : std::string_view();
    if (call == nullptr) name = word.starts_with('!') ? function_of_tag(word) : std::string_view(word);
    const FunctionWords* words = find_function_words(name);
    if (words == nullptr || (words->name == "Condition" && !word.starts_with('!'))) return false;
    if (call != nullptr) card_.range = call->function_key()->range;
    card_.line(fmt::format("**{}**({})", words->name, replaced(words->parameters, '|', ", ")));
    if (call != nullptr) values_of_call(*call);
    card_.line(std::string(words->summary));
    card_.line(fmt::format("[AWS documentation]({})", words->page));
    return true;
  }

  static std::string replaced(std::string_view text, char from, std::string_view to) {
    std::string out;
    for (const char c : text) {
      if (c == from) {
        out += to;
      } else {
        out += c;
      }
    }
    return out;
  }

  void values_of_call(const Node& call) {
    const std::vector<ShownValue> values = shown_values(analysis_, call);
    std::vector<std::string> shown;
    for (const ShownValue& value : values) {
      if (shown.size() == kMostHoverValues) break;
      const std::string where = value.where.empty() ? "" : fmt::format(" ({})", fmt::join(value.where, "; "));
      shown.push_back(code_span(value.text) + where);
    }
    if (shown.empty()) return;
    card_.fact(values.size() == 1 ? "Value" : "Values",
               fmt::format("{}{}", fmt::join(shown, ", "), values.size() > shown.size() ? ", …" : ""));
  }

  const FeatureContext& context_;
  const Analysis& analysis_;
  std::uint32_t offset_;
  HoverCard card_;
};

}  // namespace

std::string code_span(std::string_view text) {
  std::string out = "`";
  for (const char c : text) out += c == '`' ? '\'' : c == '\n' || c == '\r' ? ' ' : c;
  return out + "`";
}

void HoverCard::line(const std::string& more) {
  if (!text.empty()) text += "\n\n";
  text += more;
}

void HoverCard::fact(std::string_view name, const std::string& value) { line(fmt::format("**{}**: {}", name, value)); }

void HoverCard::values(std::string_view name, std::vector<std::string> values, std::size_t limit) {
  if (values.empty()) return;
  const bool is_cut = values.size() > limit;
  if (is_cut) values.resize(limit);
  for (std::string& value : values) value = code_span(value);
  fact(name, fmt::format("{}{}", fmt::join(values, ", "), is_cut ? ", …" : ""));
}

void describe_property(const Analysis& analysis, const Property& property, HoverCard& card) {
  const std::string_view text = analysis.facts().documentation(property.documentation);
  if (!text.empty()) card.line(std::string(text));
}

json hover(const FeatureContext& context, const json& params) {
  const std::optional<HoverCard> card = Hover(context, context.positions().offset(params.at("position"))).run();
  if (!card) return nullptr;
  return {{"contents", {{"kind", context.client.markdown ? "markdown" : "plaintext"}, {"value", card->text}}},
          {"range", context.positions().range(card->range)}};
}

}  // namespace virga::lsp
