#include "rules/security/hard_coded.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"
#include "compiler/resolve/sub_text.h"

namespace virga {
namespace {

// How a value that is not written out stands in a whole text.
std::string stand_in(const Node& value) {
  const Node* argument = value.argument();
  if (value.function == Function::Ref && argument->is_string()) return fmt::format("${{{}}}", argument->text());
  if (value.function == Function::GetAtt && argument->is_sequence() && argument->size == 2) {
    return fmt::format("${{{}.{}}}", argument->items()[0]->text(), argument->items()[1]->text());
  }
  return "${?}";
}

bool is_sub_of_text(const Node& node) { return node.function == Function::Sub && node.argument()->is_string(); }

void visit_sub(const Location& argument, const std::function<void(const WholeText&)>& visit) {
  const Node& given = *argument.value;
  if (given.is_string()) {
    visit({std::string(given.text()), {{&given, &argument, true, 0}}});
    return;
  }
  if (!given.is_sequence() || given.size == 0) return;
  const Location text{&argument, nullptr, given.items()[0], 0};
  if (text.value->is_string()) visit({std::string(text.value->text()), {{text.value, &text, true, 0}}});
  if (given.size > 1) each_whole_text(Location{&argument, nullptr, given.items()[1], 1}, visit);
}

void visit_join(const Location& list, std::string_view delimiter, const std::function<void(const WholeText&)>& visit) {
  std::vector<Location> items, arguments;
  const std::span<const Node* const> nodes = list.value->items();
  items.reserve(nodes.size());
  arguments.reserve(nodes.size());
  WholeText whole;
  for (std::uint32_t i = 0; i < nodes.size(); ++i) {
    const Location& item = items.emplace_back(Location{&list, nullptr, nodes[i], i});
    if (i > 0) whole.text += delimiter;
    if (nodes[i]->is_string()) {
      whole.parts.push_back({nodes[i], &item, false, whole.text.size()});
      whole.text += nodes[i]->text();
    } else if (is_sub_of_text(*nodes[i])) {
      const Location& argument =
          arguments.emplace_back(Location{&item, nodes[i]->function_key(), nodes[i]->argument(), 0});
      whole.parts.push_back({argument.value, &argument, true, whole.text.size()});
      whole.text += argument.value->text();
    } else {
      whole.text += stand_in(*nodes[i]);
      each_whole_text(item, visit);
    }
  }
  visit(whole);
}

// The place of a part of a string in the file. None where escapes or folded lines hide it.
std::optional<TextRange> place_of(const SyntaxTree& tree, const Node& node, TextSpan span) {
  const std::string_view text = node.text(), written = tree.source->slice(node.range), part = span.of(text);
  std::size_t there = written.find(part), found = std::string_view::npos;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    if (there == std::string_view::npos) return std::nullopt;
    if (at == span.begin) found = there;
    there = written.find(part, there + 1);
  }
  if (there != std::string_view::npos || found == std::string_view::npos) return std::nullopt;
  const auto begin = static_cast<std::uint32_t>(node.range.begin + found);
  return TextRange{begin, begin + static_cast<std::uint32_t>(part.size())};
}

}  // namespace

const WrittenText* WholeText::part_of(TextSpan span) const {
  const auto holds = [&](const WrittenText& part) {
    return part.begin <= span.begin && span.end <= part.begin + part.node->size;
  };
  const auto found = std::find_if(parts.begin(), parts.end(), holds);
  return found == parts.end() ? nullptr : &*found;
}

void each_whole_text(const Location& at, const std::function<void(const WholeText&)>& visit) {
  const Node& node = *at.value;
  if (node.is_string()) {
    visit({std::string(node.text()), {{&node, &at, false, 0}}});
    return;
  }
  if (node.function != Function::None) {
    const Node& given = *node.argument();
    const Location argument{&at, node.function_key(), &given, 0};
    switch (node.function) {
      case Function::Ref:
      case Function::Condition:
      case Function::GetAtt:
      case Function::FindInMap:
      case Function::GetAZs:
        return;
      case Function::Sub:
        visit_sub(argument, visit);
        return;
      case Function::Join:
        if (given.is_sequence() && given.size == 2 && given.items()[1]->is_sequence()) {
          visit_join(Location{&argument, nullptr, given.items()[1], 1}, given.items()[0]->text(), visit);
          return;
        }
        break;
      default:
        break;
    }
  }
  for (const Member& member : node.members()) each_whole_text(Location{&at, member.key, member.value, 0}, visit);
  std::uint32_t index = 0;
  for (const Node* item : node.items()) each_whole_text(Location{&at, nullptr, item, index++}, visit);
}

std::optional<Fix> pseudo_parameter_fix(const Compilation& compilation, const WrittenText& part,
                                        std::span<const TextSpan> spans, std::string_view pseudo) {
  const Node& node = *part.node;
  const SyntaxTree& tree = compilation.tree();
  if (node.is_generated()) return std::nullopt;
  const std::string variable = fmt::format("${{{}}}", pseudo);
  std::vector<std::pair<TextSpan, std::string>> changes;
  for (const TextSpan& span : spans) changes.push_back({{span.begin - part.begin, span.end - part.begin}, variable});
  if (!part.in_sub) {
    // What is no variable yet must not become one.
    Placeholder found;
    for (std::size_t at = 0; find_placeholder(node.text(), at, found); at = found.begin + 2) {
      changes.push_back({{found.begin, found.begin + 2}, "${!"});
    }
  }
  std::sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) { return a.first.begin < b.first.begin; });

  EditBuilder edit(tree);
  bool made = true;
  if (!part.in_sub) {
    // One node has one tag.
    if (part.where->key != nullptr && part.where->key->is_synthetic()) return std::nullopt;
    if (spans.size() == 1 && spans[0].end - spans[0].begin == node.size) {
      ValueMaker make;
      edit.replace_scalar(node, make.ref(pseudo));
      return edit.take_fix(fmt::format("Use {}", variable), FixSafety::Unsafe);
    }
    if (node.style == NodeStyle::Plain && tree.language != SyntaxLanguage::Json) {
      std::string text;
      std::size_t at = 0;
      for (const auto& [span, replacement] : changes) {
        text += node.text().substr(at, span.begin - at);
        text += replacement;
        at = span.end;
      }
      text += node.text().substr(at);
      ValueMaker make;
      edit.replace_scalar(node, make.call("Fn::Sub", make.text(text)));
      return edit.take_fix(fmt::format("Use {}", variable), FixSafety::Unsafe);
    }
    made = edit.wrap(node, Function::Sub);
  }
  for (const auto& [span, replacement] : changes) {
    const std::optional<TextRange> place = place_of(tree, node, span);
    made = made && place && edit.replace_part(node, *place, replacement);
  }
  if (!made) return std::nullopt;
  return edit.take_fix(fmt::format("Use {}", variable), FixSafety::Unsafe);
}

}  // namespace virga
