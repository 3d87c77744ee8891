#include <array>
#include <cstdio>
#include <vector>

#include "compiler/syntax/syntax_tree.h"

namespace virga {

namespace {

std::string_view name_of(NodeKind kind) {
  constexpr std::array<std::string_view, 7> kNames = {"Null",   "Boolean",  "Integer", "Float",
                                                      "String", "Sequence", "Mapping"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view name_of(NodeStyle style) {
  constexpr std::array<std::string_view, 7> kNames = {"plain",  "single-quoted", "double-quoted", "literal",
                                                      "folded", "flow",          "block"};
  return kNames[static_cast<std::size_t>(style)];
}

std::string_view name_of(SyntaxErrorKind kind) {
  constexpr std::array<std::string_view, 12> kNames = {"Syntax",  "DuplicateKey",     "NullKey",     "UnknownTag",
                                                       "TooDeep", "TooManyAliases",   "InvalidUtf8", "NulByte",
                                                       "Empty",   "SeveralDocuments", "NotAMapping", "Unreadable"};
  return kNames[static_cast<std::size_t>(kind)];
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20U) {
      std::array<char, 8> buffer{};
      std::snprintf(buffer.data(), buffer.size(), "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
      out += buffer.data();
    } else {
      out += c;
    }
  }
  out += '"';
}

class Dumper {
public:
  explicit Dumper(const SyntaxTree& tree) : tree_(tree) {}

  std::string run() {
    out_ = tree_.language == SyntaxLanguage::Json ? "language json\n" : "language yaml\n";
    if (tree_.root == nullptr) {
      out_ += "root none\n";
    } else {
      push(tree_.root, 0, "root");
      while (!pending_.empty()) {
        const Item item = pending_.back();
        pending_.pop_back();
        line(item);
        children(item);
      }
    }
    for (const Comment& comment : tree_.comments) {
      out_ += "comment";
      range(comment.range);
      out_ += ' ';
      append_quoted(out_, tree_.text(comment.range));
      out_ += '\n';
    }
    for (const SyntaxError& error : tree_.errors) {
      out_ += "error ";
      out_ += name_of(error.kind);
      range(error.range);
      if (error.related.size() != 0) {
        out_ += " related";
        range(error.related);
      }
      out_ += ' ';
      out_ += error.message;
      out_ += '\n';
    }
    return std::move(out_);
  }

private:
  struct Item {
    const Node* node;
    std::uint32_t level;
    std::string_view role;
  };

  void push(const Node* node, std::uint32_t level, std::string_view role) { pending_.push_back({node, level, role}); }

  void range(TextRange range) {
    const LineColumn begin = tree_.source->line_column(range.begin);
    const LineColumn end = tree_.source->line_column(range.end);
    out_ += ' ';
    out_ += std::to_string(begin.line) + ':' + std::to_string(begin.column) + '-' + std::to_string(end.line) + ':' +
            std::to_string(end.column);
  }

  void line(const Item& item) {
    const Node& node = *item.node;
    out_.append(std::size_t{2} * item.level, ' ');
    out_ += item.role;
    out_ += ' ';
    out_ += name_of(node.kind);
    out_ += ' ';
    out_ += name_of(node.style);
    range(node.range);
    flag(node, Node::kShortForm, "short");
    flag(node, Node::kSynthetic, "synthetic");
    flag(node, Node::kMerged, "merged");
    flag(node, Node::kGenerated, "generated");
    flag(node, Node::kBroken, "broken");
    if (node.function != Function::None) {
      out_ += " function=";
      out_ += node.function == Function::ForEach ? std::string_view("Fn::ForEach") : function_name(node.function);
    }
    if (node.extra != nullptr && !node.extra->tag.empty()) {
      out_ += " tag=";
      out_ += node.extra->tag;
    }
    if (node.extra != nullptr && !node.extra->anchor.empty()) {
      out_ += " anchor=";
      out_ += node.extra->anchor;
    }
    if (node.is_scalar() && node.kind != NodeKind::Null) {
      out_ += ' ';
      append_quoted(out_, node.text());
    }
    out_ += '\n';
  }

  void flag(const Node& node, std::uint8_t bit, std::string_view name) {
    if ((node.flags & bit) == 0) return;
    out_ += ' ';
    out_ += name;
  }

  void children(const Item& item) {
    const auto items = item.node->items();
    for (auto child = items.rbegin(); child != items.rend(); ++child) push(*child, item.level + 1, "item");
    const auto members = item.node->members();
    for (auto member = members.rbegin(); member != members.rend(); ++member) {
      push(member->value, item.level + 1, "value");
      push(member->key, item.level + 1, "key");
    }
  }

  const SyntaxTree& tree_;
  std::string out_;
  std::vector<Item> pending_;
};

}  // namespace

std::string dump(const SyntaxTree& tree) { return Dumper(tree).run(); }

}  // namespace virga
