// The YAML reader on tree-sitter: reads broken text too and marks what is broken.
#include <algorithm>
#include <string>
#include <vector>

#include "compiler/syntax/json_string.h"
#include "compiler/syntax/readers.h"
#include "compiler/syntax/scalar_text.h"
#include "compiler/syntax/tree_sitter.h"

namespace virga {

namespace {

struct Grammar {
  const TSLanguage* language = tree_sitter_yaml();
  TSSymbol comment = named("comment");
  TSSymbol document = named("document");
  TSSymbol block_node = named("block_node");
  TSSymbol flow_node = named("flow_node");
  TSSymbol tag = named("tag");
  TSSymbol anchor = named("anchor");
  TSSymbol anchor_name = named("anchor_name");
  TSSymbol alias = named("alias");
  TSSymbol plain = named("plain_scalar");
  TSSymbol single_quoted = named("single_quote_scalar");
  TSSymbol double_quoted = named("double_quote_scalar");
  TSSymbol block_scalar = named("block_scalar");
  TSSymbol block_mapping = named("block_mapping");
  TSSymbol block_sequence = named("block_sequence");
  TSSymbol block_pair = named("block_mapping_pair");
  TSSymbol block_item = named("block_sequence_item");
  TSSymbol flow_mapping = named("flow_mapping");
  TSSymbol flow_sequence = named("flow_sequence");
  TSSymbol flow_pair = named("flow_pair");
  TSSymbol tag_directive = named("tag_directive");
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

class TolerantYaml {
public:
  TolerantYaml(SyntaxTree& tree, const ParseOptions& options)
      : tree_(tree), text_(tree.source->text()), builder_(tree, options), g_(grammar()) {}

  ReadOutcome run() {
    const TsTree parsed = parse_with_tree_sitter(g_.language, text_);
    if (parsed != nullptr) {
      for_each_child(ts_tree_root_node(parsed.get()), [&](TSNode child, TSFieldId) { top(child); });
    }
    builder_.finish();
    return {parsed != nullptr && !ts_node_has_error(ts_tree_root_node(parsed.get())), builder_.nodes()};
  }

private:
  TSSymbol kind(TSNode node) const { return ts_node_symbol(node); }
  char first_of(TSNode node) const {
    const std::uint32_t at = ts_node_start_byte(node);
    return at < text_.size() ? text_[at] : '\0';
  }
  bool is_token(TSNode node, char c) const { return !ts_node_is_named(node) && first_of(node) == c; }
  std::string_view slice(TSNode node) const {
    const TextRange range = range_of(node);
    return text_.substr(range.begin, range.size());
  }

  // What every loop over children does first; true when the child needs nothing else.
  bool aside(TSNode child) {
    if (kind(child) == g_.comment) {
      if (documents_ < 2) tree_.comments.push_back({range_of(child)});
      return true;
    }
    if (is_error(child) || ts_node_is_missing(child)) {
      builder_.mark_broken();
      return true;
    }
    return false;
  }

  void top(TSNode node) {
    if (aside(node)) return;
    if (kind(node) != g_.document) return;
    if (++documents_ > 1) {
      if (documents_ == 2) {
        const std::uint32_t begin = ts_node_start_byte(node);
        builder_.error(SyntaxErrorKind::SeveralDocuments, {begin, begin + 1},
                       "A second YAML document begins here, and a template is one document; put the other into a file "
                       "of its own.");
      }
      return;
    }
    for_each_child(node, [&](TSNode child, TSFieldId) {
      if (aside(child)) return;
      if (kind(child) == g_.block_node || kind(child) == g_.flow_node) value(child);
      if (kind(child) == g_.tag_directive) directive(child);
    });
  }

  // "%TAG handle prefix".
  void directive(TSNode node) {
    std::string_view handle;
    for_each_child(node, [&](TSNode child, TSFieldId) {
      if (!ts_node_is_named(child)) return;
      if (handle.empty()) {
        handle = slice(child);
      } else {
        handles_.push_back({handle, slice(child)});
      }
    });
  }

  std::string_view resolve_tag(std::string_view written) {
    if (written.starts_with("!<")) {
      written.remove_prefix(2);
      if (written.ends_with('>')) written.remove_suffix(1);
      return written;
    }
    const std::size_t handle_end = written.find('!', 1);
    const std::string_view handle = handle_end == std::string_view::npos ? "!" : written.substr(0, handle_end + 1);
    std::string_view prefix;
    if (handle == "!!") prefix = "tag:yaml.org,2002:";
    for (const auto& [known, expansion] : handles_) {
      if (known == handle) prefix = expansion;
    }
    if (prefix.empty()) return written == "!" ? std::string_view{} : written;
    std::string full(prefix);
    for (std::size_t i = handle.size(); i < written.size(); ++i) {
      std::uint32_t byte = 0;
      if (written[i] == '%' && read_hexadecimal(written, i + 1, 2, byte)) {
        full += static_cast<char>(static_cast<unsigned char>(byte));
        i += 2;
      } else {
        full += written[i];
      }
    }
    return tree_.arena.copy(full);
  }

  // A block_node or flow_node: properties and content.
  void value(TSNode node) {
    const std::uint32_t whole = ts_node_start_byte(node);
    NodeProperties properties;
    std::uint32_t properties_end = whole;
    bool any_content = false;
    for_each_child(node, [&](TSNode child, TSFieldId) {
      if (kind(child) == g_.tag) {
        properties_end = ts_node_end_byte(child);
        const std::string_view resolved = resolve_tag(slice(child));
        properties.tag = resolved;
        if (!resolved.empty()) properties.tag_range = range_of(child);
      } else if (kind(child) == g_.anchor) {
        properties_end = ts_node_end_byte(child);
        properties.anchor = slice(child).substr(1);
      } else if (!aside(child) && !any_content) {
        any_content = true;
        content(child, whole, properties);
      }
    });
    if (!any_content) {
      builder_.scalar({whole, properties_end}, {properties_end, properties_end}, NodeStyle::Plain, {}, properties);
    }
  }

  void content(TSNode node, std::uint32_t whole, const NodeProperties& properties) {
    const TSSymbol symbol = kind(node);
    const TextRange range = range_of(node);
    const TextRange all{whole, range.end};
    if (symbol == g_.plain) {
      builder_.scalar(all, range, NodeStyle::Plain, plain_text(slice(node), tree_.arena), properties);
    } else if (symbol == g_.single_quoted) {
      builder_.scalar(all, range, NodeStyle::SingleQuoted, single_quoted_text(slice(node), tree_.arena), properties);
    } else if (symbol == g_.double_quoted) {
      builder_.scalar(all, range, NodeStyle::DoubleQuoted, double_quoted_text(slice(node), tree_.arena), properties);
    } else if (symbol == g_.block_scalar) {
      block(node, whole, properties);
    } else if (symbol == g_.alias) {
      builder_.alias(range, slice(node).substr(1));
    } else if (symbol == g_.block_mapping || symbol == g_.flow_mapping) {
      mapping(node, whole, properties);
    } else if (symbol == g_.block_sequence || symbol == g_.flow_sequence) {
      sequence(node, whole, properties);
    } else {
      builder_.scalar(all, range, NodeStyle::Plain, plain_text(slice(node), tree_.arena), properties, Node::kBroken);
    }
  }

  void block(TSNode node, std::uint32_t whole, const NodeProperties& properties) {
    const std::uint32_t begin = ts_node_start_byte(node);
    for_each_child(node, [&](TSNode child, TSFieldId) { static_cast<void>(aside(child)); });
    std::uint32_t end = begin;
    const std::string_view text = block_text(text_, begin, columns_.empty() ? -1 : columns_.back(), tree_.arena, end);
    end = block_scalar_end(text_, begin, end);
    builder_.scalar({whole, end}, {begin, end}, text_[begin] == '|' ? NodeStyle::Literal : NodeStyle::Folded, text,
                    properties);
  }

  void mapping(TSNode node, std::uint32_t whole, const NodeProperties& properties) {
    const bool flow = kind(node) == g_.flow_mapping;
    builder_.begin(NodeKind::Mapping, whole, ts_node_start_byte(node), flow ? NodeStyle::Flow : NodeStyle::Block,
                   properties);
    if (builder_.stopped()) return;
    if (!flow) columns_.push_back(static_cast<int>(ts_node_start_point(node).column));
    for_each_child(node, [&](TSNode child, TSFieldId) {
      if (aside(child)) return;
      if (kind(child) == g_.block_pair || kind(child) == g_.flow_pair) {
        pair(child);
      } else if (kind(child) == g_.flow_node) {  // a key alone: {a, b}
        value(child);
        empty(builder_.last_end());
      }
    });
    if (!flow) columns_.pop_back();
    builder_.end(flow ? ts_node_end_byte(node) : 0);
  }

  void empty(std::uint32_t place) { builder_.scalar({place, place}, {place, place}, NodeStyle::Plain, {}); }

  void pair(TSNode node) {
    bool has_key = false;
    bool has_value = false;
    std::uint32_t place = 0;  // where a missing value sits
    for_each_child(node, [&](TSNode child, TSFieldId field) {
      if (aside(child)) return;
      if (field == g_.key && !has_key) {
        value(child);
        has_key = true;
        if (place == 0) place = builder_.last_end();
      } else if (is_token(child, ':')) {
        if (!has_key) empty(ts_node_start_byte(child));
        has_key = true;
        place = ts_node_end_byte(child);
      } else if (field == g_.value && !has_value) {
        if (!has_key) empty(ts_node_start_byte(child));
        has_key = has_value = true;
        value(child);
      }
    });
    if (!has_key) empty(ts_node_end_byte(node));
    if (!has_value) empty(place == 0 ? builder_.last_end() : place);
  }

  void sequence(TSNode node, std::uint32_t whole, const NodeProperties& properties) {
    const bool flow = kind(node) == g_.flow_sequence;
    builder_.begin(NodeKind::Sequence, whole, ts_node_start_byte(node), flow ? NodeStyle::Flow : NodeStyle::Block,
                   properties);
    if (builder_.stopped()) return;
    if (!flow) columns_.push_back(static_cast<int>(ts_node_start_point(node).column));
    for_each_child(node, [&](TSNode child, TSFieldId) {
      if (aside(child)) return;
      if (kind(child) == g_.block_item) {
        item(child);
      } else if (kind(child) == g_.flow_node) {
        value(child);
      } else if (kind(child) == g_.flow_pair) {  // a mapping of one pair: [a: b]
        const std::uint32_t begin = ts_node_start_byte(child);
        builder_.begin(NodeKind::Mapping, begin, begin, NodeStyle::Flow);
        pair(child);
        builder_.end();
      }
    });
    if (!flow) columns_.pop_back();
    builder_.end(flow ? ts_node_end_byte(node) : 0);
  }

  void item(TSNode node) {
    bool has_value = false;
    std::uint32_t place = ts_node_start_byte(node) + 1;
    for_each_child(node, [&](TSNode child, TSFieldId) {
      if (is_token(child, '-')) {
        place = ts_node_end_byte(child);
      } else if (!aside(child) && !has_value && (kind(child) == g_.block_node || kind(child) == g_.flow_node)) {
        has_value = true;
        value(child);
      }
    });
    if (!has_value) empty(place);
  }

  struct Handle {
    std::string_view handle;
    std::string_view prefix;
  };

  SyntaxTree& tree_;
  std::string_view text_;
  TreeBuilder builder_;
  const Grammar& g_;
  std::vector<int> columns_;  // of the open block collections
  std::vector<Handle> handles_;
  int documents_ = 0;
};

}  // namespace

ReadOutcome read_yaml_tolerant(SyntaxTree& tree, const ParseOptions& options) {
  tree.language = SyntaxLanguage::Yaml;
  return TolerantYaml(tree, options).run();
}

}  // namespace virga
