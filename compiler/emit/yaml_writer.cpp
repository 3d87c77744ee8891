#include <algorithm>
#include <array>

#include "compiler/emit/emit.h"
#include "compiler/emit/yaml_scalar.h"

namespace virga {

namespace {

constexpr std::uint32_t kDash = 2;  // "- "
// Flow-style lists are limited to what can be read at a glance.
constexpr std::size_t kFlowWidth = 80;
// A key without "?" must be shorter than 1024 characters (YAML 1.1, 9.3.1).
constexpr std::size_t kMaxImplicitKey = 1000;

// The form of a function's argument after its short tag.
enum class ShortForm : std::uint8_t {
  None,    // there is no tag for the function, or not for this argument
  Text,    // !Ref Name
  GetAtt,  // !GetAtt Name.Attribute, for the list of both
  List,    // !If, with the items on lines of their own
  Flow,    // !Equals [a, b] if it is short, else like List
};

struct TagForms {
  Function function;
  bool text;       // accepts a string
  ShortForm list;  // form for a list
};

// Functions that have a tag:
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
constexpr std::array<TagForms, 17> kTagForms{{
    {Function::Ref, true, ShortForm::None},
    {Function::Condition, true, ShortForm::None},
    {Function::GetAtt, false, ShortForm::List},
    {Function::Sub, true, ShortForm::List},
    {Function::If, false, ShortForm::List},
    {Function::Join, false, ShortForm::Flow},
    {Function::Select, false, ShortForm::Flow},
    {Function::Split, false, ShortForm::Flow},
    {Function::FindInMap, false, ShortForm::Flow},
    {Function::ImportValue, true, ShortForm::None},
    {Function::GetAZs, true, ShortForm::None},
    {Function::Cidr, false, ShortForm::Flow},
    {Function::Base64, true, ShortForm::None},
    {Function::And, false, ShortForm::Flow},
    {Function::Or, false, ShortForm::Flow},
    {Function::Not, false, ShortForm::Flow},
    {Function::Equals, false, ShortForm::Flow},
}};

// {"Condition": name} is a function inside conditions and a plain key elsewhere; only its position tells.
bool takes_conditions(Function function) {
  return function == Function::And || function == Function::Or || function == Function::Not;
}

class YamlWriter {
public:
  // In a tree from JSON, every list has brackets, so they do not indicate how people would write it.
  YamlWriter(const Node& root, std::uint32_t step) : keep_flow_(root.style != NodeStyle::Flow), step_(step) {
    write(root);
  }

  std::string take() { return std::move(out_); }

private:
  void write(const Node& root) {
    if (root.is_mapping() && root.size > 0 && short_form(root, false) == ShortForm::None) {
      write_sections(root);
    } else {
      value(root, 0, true);
    }
    out_ += '\n';
  }

  // Separates the sections of a template by blank lines.
  void write_sections(const Node& root) {
    bool gap = false;
    for (const Member& member : root.members()) {
      const Node& content = *member.value;
      const bool long_one = !content.is_scalar() && content.size > 0 && short_form(content, false) == ShortForm::None;
      if (!out_.empty()) {
        if ((gap || long_one) && out_.size() != kept_) out_ += '\n';
        out_ += '\n';
      }
      gap = long_one;
      write_member(member, 0);
    }
  }

  void start_line(std::uint32_t column) {
    out_ += '\n';
    out_.append(column, ' ');
  }

  // The short form for `node`. A tag never follows a tag: if the argument is itself a function, the outer one keeps its
  // long form ("Fn::Base64: !Sub …").
  static ShortForm short_form(const Node& node, bool among_conditions) {
    if (node.function == Function::None) return ShortForm::None;
    const auto* const forms = std::find_if(kTagForms.begin(), kTagForms.end(),
                                           [&](const TagForms& entry) { return entry.function == node.function; });
    if (forms == kTagForms.end()) return ShortForm::None;
    const Node& argument = *node.argument();
    if (argument.is_sequence()) {
      return node.function == Function::GetAtt && is_attribute_pair(argument) ? ShortForm::GetAtt : forms->list;
    }
    if (!argument.is_string() || !forms->text) return ShortForm::None;
    const bool in_place =
        node.function != Function::Condition || among_conditions || (node.flags & Node::kShortForm) != 0;
    return in_place ? ShortForm::Text : ShortForm::None;
  }

  static bool is_attribute_pair(const Node& list) {
    const auto items = list.items();
    return items.size() == 2 && items[0]->is_string() && items[1]->is_string() && items[0]->size > 0 &&
           items[0]->text().find('.') == std::string_view::npos;
  }

  static std::string_view tag_name(Function function) {
    std::string_view name = function_name(function);
    if (name.starts_with("Fn::")) name.remove_prefix(4);
    return name;
  }

  void write_tag(Function function) {
    out_ += '!';
    out_ += tag_name(function);
  }

  void attribute_pair(const Node& list, YamlContext context, std::string& out) {
    std::string text(list.items()[0]->text());
    text += '.';
    text += list.items()[1]->text();
    append_text(text, context, out);
  }

  void append_text(std::string_view text, YamlContext context, std::string& out) {
    Node scalar;
    scalar.kind = NodeKind::String;
    scalar.size = static_cast<std::uint32_t>(text.size());
    scalar.chars = text.data();
    append_scalar_line(scalar, context, scratch_, out);
  }

  // Writes a value whose lines begin at `column`. `here`: the cursor is already there, after "- "; otherwise it is
  // directly after a colon or a tag.
  void value(const Node& node, std::uint32_t column, bool here, bool among_conditions = false) {
    if (node.is_scalar()) {
      scalar(node, column, here);
      return;
    }
    const ShortForm form = short_form(node, among_conditions);
    if (form != ShortForm::None) {
      if (!here) out_ += ' ';
      write_tag(node.function);
      argument(node, form, column);
      return;
    }
    if (node.size == 0) {
      out_ += here ? "" : " ";
      out_ += node.is_mapping() ? "{}" : "[]";
      return;
    }
    if (node.is_sequence()) {
      if (keep_flow_ && node.style == NodeStyle::Flow && flow_line(node, false, here)) return;
      items(node, column, here, false);
      return;
    }
    for (const Member& member : node.members()) {
      if (!here) start_line(column);
      here = false;
      write_member(member, column);
    }
  }

  void argument(const Node& node, ShortForm form, std::uint32_t column) {
    const Node& list = *node.argument();
    const bool conditions = takes_conditions(node.function);
    switch (form) {
      case ShortForm::Text:
        scalar(list, column, false);
        return;
      case ShortForm::GetAtt:
        out_ += ' ';
        attribute_pair(list, YamlContext::Block, out_);
        return;
      case ShortForm::Flow:
        if (flow_line(list, conditions, false)) return;
        break;
      default:
        break;
    }
    if (list.size == 0) {
      out_ += " []";
    } else {
      items(list, column, false, conditions);
    }
  }

  void items(const Node& list, std::uint32_t column, bool here, bool conditions) {
    for (const Node* item : list.items()) {
      if (!here) start_line(column);
      here = false;
      out_ += "- ";
      below_ = kDash;
      value(*item, column + kDash, true, conditions);
    }
  }

  void write_member(const Member& member, std::uint32_t column) {
    const std::size_t begin = out_.size();
    append_scalar_line(*member.key, YamlContext::Block, scratch_, out_);
    if (out_.size() - begin > kMaxImplicitKey) {
      out_.insert(begin, "? ");
      start_line(column);
    }
    out_ += ':';
    below_ = step_;
    value(*member.value, column + step_, false);
  }

  void scalar(const Node& node, std::uint32_t column, bool here) {
    if (!here) out_ += ' ';
    const BlockNotation notation = block_notation(node);
    if (notation == BlockNotation::None) {
      append_scalar_line(node, YamlContext::Block, scratch_, out_);
      return;
    }
    // At the top level, there is no parent to indent from.
    if (append_block_scalar(node.text(), notation, std::max(column, below_), below_, out_)) kept_ = out_.size();
  }

  // Appends the list in flow style if it is short and simple, else nothing.
  bool flow_line(const Node& list, bool conditions, bool here) {
    std::string line;
    if (!flow(list, conditions, line)) return false;
    if (!here) out_ += ' ';
    out_ += line;
    return true;
  }

  bool flow(const Node& node, bool among_conditions, std::string& line) {
    if (line.size() > kFlowWidth) return false;
    if (node.is_scalar()) {
      if (node.text().find('\n') != std::string_view::npos && node.size > 2) return false;
      append_scalar_line(node, YamlContext::Flow, scratch_, line);
      return line.size() <= kFlowWidth;
    }
    if (node.is_sequence()) {
      return flow_items(node, among_conditions, line);
    }
    const ShortForm form = short_form(node, among_conditions);
    if (form == ShortForm::None) {
      line += "{}";
      return node.size == 0;
    }
    line += '!';
    line += tag_name(node.function);
    line += ' ';
    const Node& argument = *node.argument();
    if (form == ShortForm::GetAtt) {
      attribute_pair(argument, YamlContext::Flow, line);
      return line.size() <= kFlowWidth;
    }
    if (form == ShortForm::Text) return flow(argument, false, line);
    return flow_items(argument, takes_conditions(node.function), line);
  }

  bool flow_items(const Node& list, bool conditions, std::string& line) {
    line += '[';
    bool first = true;
    for (const Node* item : list.items()) {
      if (!first) line += ", ";
      first = false;
      if (!flow(*item, conditions, line)) return false;
    }
    line += ']';
    return line.size() <= kFlowWidth;
  }

  const bool keep_flow_;
  const std::uint32_t step_;
  std::uint32_t below_ = kDash;  // how much further what is written is indented than the collection that holds it
  Arena scratch_;
  std::string out_;
  std::size_t kept_ = 0;  // end of the last scalar that would absorb blank lines after it
};

}  // namespace

std::string emit_yaml(const Node& root, std::uint32_t step) { return YamlWriter(root, step).take(); }

}  // namespace virga
