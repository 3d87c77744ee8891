// Reads JSON with tree-sitter, even if it is broken, and marks what is broken.
#include <string_view>

#include "compiler/syntax/json_string.h"
#include "compiler/syntax/readers.h"
#include "compiler/syntax/tree_sitter.h"

namespace virga {

namespace {

struct Grammar {
  const TSLanguage* language = tree_sitter_json();
  TSSymbol object = named("object");
  TSSymbol array = named("array");
  TSSymbol pair = named("pair");
  TSSymbol string = named("string");
  TSSymbol number = named("number");
  TSSymbol yes = named("true");
  TSSymbol no = named("false");
  TSSymbol null = named("null");
  TSSymbol comment = named("comment");
  TSFieldId key = field("key");
  TSFieldId value = field("value");

  TSSymbol named(std::string_view name) const {
    return ts_language_symbol_for_name(language, name.data(), static_cast<std::uint32_t>(name.size()), true);
  }
  TSFieldId field(std::string_view name) const {
    return ts_language_field_id_for_name(language, name.data(), static_cast<std::uint32_t>(name.size()));
  }
};

const Grammar& grammar() {
  static const Grammar kGrammar;
  return kGrammar;
}

class TreeSitterJson {
public:
  TreeSitterJson(SyntaxTree& tree, const ParseOptions& options)
      : tree_(tree), text_(tree.source->text()), builder_(tree, options), g_(grammar()) {}

  ReadOutcome run() {
    const TsTree parsed = parse_with_tree_sitter(g_.language, text_);
    if (parsed != nullptr) {
      for_each_child(ts_tree_root_node(parsed.get()), [&](TSNode child, TSFieldId) {
        if (!aside(child) && !builder_.has_root()) value(child);
      });
    }
    builder_.finish();
    return {parsed != nullptr && !ts_node_has_error(ts_tree_root_node(parsed.get())), builder_.nodes()};
  }

private:
  bool aside(TSNode child) {
    if (ts_node_symbol(child) == g_.comment || is_error(child) || ts_node_is_missing(child)) {
      builder_.mark_broken();
      return true;
    }
    return !ts_node_is_named(child);
  }

  void value(TSNode node) {
    const TSSymbol symbol = ts_node_symbol(node);
    const TextRange range = range_of(node);
    if (symbol == g_.object || symbol == g_.array) {
      builder_.begin(symbol == g_.object ? NodeKind::Mapping : NodeKind::Sequence, range.begin, range.begin,
                     NodeStyle::Flow);
      if (builder_.stopped()) return;
      for_each_child(node, [&](TSNode child, TSFieldId) {
        if (aside(child)) return;
        if (symbol == g_.array) {
          value(child);
        } else if (ts_node_symbol(child) == g_.pair) {
          pair(child);
        }
      });
      builder_.end(range.end);
    } else {
      scalar(symbol, range);
    }
  }

  void scalar(TSSymbol symbol, TextRange range) {
    const std::string_view written = text_.substr(range.begin, range.size());
    NodeKind kind = NodeKind::Integer;
    if (symbol == g_.string) {
      const JsonString read = read_json_string(text_, range.begin, tree_.arena);
      builder_.typed_scalar(range, NodeKind::String, NodeStyle::DoubleQuoted, read.text);
    } else if (symbol == g_.yes || symbol == g_.no) {
      builder_.typed_scalar(range, NodeKind::Boolean, NodeStyle::Plain, written);
    } else if (symbol == g_.null) {
      builder_.typed_scalar(range, NodeKind::Null, NodeStyle::Plain, {});
    } else if (symbol == g_.number && type_json_number(written, kind)) {
      builder_.typed_scalar(range, kind, NodeStyle::Plain, written);
    } else {
      builder_.typed_scalar(range, NodeKind::String, NodeStyle::Plain, written);
    }
  }

  void pair(TSNode node) {
    bool has_key = false;
    bool has_value = false;
    for_each_child(node, [&](TSNode child, TSFieldId field) {
      if (aside(child)) return;
      if (field == g_.key && !has_key) {
        has_key = true;
        value(child);
      } else if (field == g_.value && has_key && !has_value) {
        has_value = true;
        value(child);
      }
    });
    if (has_key && !has_value) {
      const std::uint32_t end = ts_node_end_byte(node);
      builder_.typed_scalar({end, end}, NodeKind::Null, NodeStyle::Plain, {});
    }
  }

  SyntaxTree& tree_;
  std::string_view text_;
  TreeBuilder builder_;
  const Grammar& g_;
};

}  // namespace

ReadOutcome read_json_tree_sitter(SyntaxTree& tree, const ParseOptions& options) {
  tree.language = SyntaxLanguage::Json;
  return TreeSitterJson(tree, options).run();
}

}  // namespace virga
