// Shared by all readers: turns a stream of nodes with ranges into the tree that later phases see.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/syntax/scalar_type.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {

// What precedes a node's content: "&anchor" and a tag, in any order.
struct NodeProperties {
  std::string_view anchor;  // without "&"
  std::string_view tag;     // resolved: "!Sub", "tag:yaml.org,2002:str"; empty if there is none or for a lone "!"
  TextRange tag_range;      // the tag as written

  bool empty() const { return anchor.empty() && tag.empty(); }
};

// Builds SyntaxTree::root from events in source order. Types scalars, lowers short tags, applies merge keys and
// aliases, finds duplicate and null keys, and enforces the limits of ParseOptions. Never recurses. Use one builder per
// tree. Views passed in must live in the source or in the tree's arena.
class TreeBuilder {
public:
  TreeBuilder(SyntaxTree& tree, const ParseOptions& options);

  // `whole` includes the properties, `content` is the value alone. `text` is the value after unescaping. A plain YAML
  // scalar gets its type from its text.
  void scalar(TextRange whole, TextRange content, NodeStyle style, std::string_view text,
              const NodeProperties& properties = {}, std::uint8_t flags = 0);
  // A scalar whose type follows from its notation (JSON).
  void typed_scalar(TextRange range, NodeKind kind, NodeStyle style, std::string_view text);
  // `whole` is where the properties begin, `content` the first character of the collection.
  void begin(NodeKind kind, std::uint32_t whole, std::uint32_t content, NodeStyle style,
             const NodeProperties& properties = {}, std::uint8_t flags = 0);
  // Ends the innermost collection at `end`, or at the end of its last descendant if `end` is 0.
  void end(std::uint32_t end = 0);
  void alias(TextRange range, std::string_view name);
  // Marks the innermost open collection as broken.
  void mark_broken();

  // Closes collections that a reader left open when it gave up, and sets the root. Sorts errors by position.
  void finish();

  // True once a limit is exceeded: the reader should stop, as nothing more is added to the tree.
  bool stopped() const { return stopped_; }
  std::uint64_t nodes() const { return nodes_; }
  bool has_root() const { return tree_.root != nullptr; }
  // Whether the innermost open collection is a mapping whose last key has no value yet.
  bool in_mapping_value() const;
  std::size_t open() const { return frames_.size(); }
  // End of the last complete node in the innermost collection, or 0.
  std::uint32_t last_end() const { return frames_.empty() ? 0 : frames_.back().last_end; }

  void error(SyntaxErrorKind kind, TextRange range, std::string message, TextRange related = {});

private:
  struct Frame {
    NodeKind kind = NodeKind::Sequence;
    NodeStyle style = NodeStyle::Block;
    std::uint8_t flags = 0;
    bool merge = false;          // has a "<<" key
    std::uint32_t whole = 0;     // first byte, including properties
    std::uint32_t content = 0;   // first byte of the collection itself
    std::uint32_t last_end = 0;  // end of the last descendant
    std::uint32_t depth = 0;     // levels of the finished tree from the root to this node
    std::uint32_t height = 0;    // levels below this node
    std::size_t first = 0;       // index of its first child in `children_`
    std::uint64_t weight = 0;    // number of nodes counted before this one
    NodeProperties properties;
  };
  struct Anchor {
    const Node* node = nullptr;  // null while the node is being read
    std::uint64_t weight = 0;
    std::uint32_t height = 0;
    TextRange range;
  };

  void stop(SyntaxErrorKind kind, TextRange range, std::string message);
  bool another_node(std::uint32_t place);
  bool deeper(std::uint32_t levels, std::uint32_t place);
  std::uint32_t depth() const { return frames_.empty() ? 0 : frames_.back().depth; }
  // The number of levels that a tag adds above its node.
  static std::uint32_t levels_of(const NodeProperties& properties) { return properties.tag.starts_with('!') ? 1 : 0; }
  void start_anchor(const NodeProperties& properties, TextRange range);
  void attach(const Node* node, std::uint32_t whole_end, std::uint32_t height);
  // Adds a finished node to the tree; `weight` is the value of nodes_ before it.
  void complete(Node* node, const NodeProperties& properties, TextRange whole, std::uint32_t height,
                std::uint64_t weight);
  const Node* lower(const Node* inner, const NodeProperties& properties, TextRange whole);
  const Node* get_att_list(const Node* inner);
  const NodeExtra* extra_of(const NodeProperties& properties);
  TypedText typed(TextRange content, NodeStyle style, std::string_view text, const NodeProperties& properties);
  void fill_sequence(Node* node, const Frame& frame);
  void fill_mapping(Node* node, const Frame& frame);
  bool check_key(const Node* key);
  void check_duplicates();
  void apply_merges();
  void gather_merged(const Node* value, std::vector<Member>& merged);
  void report_duplicate(const Node* first, const Node* again, bool report_first);

  SyntaxTree& tree_;
  const ParseOptions options_;
  std::vector<Frame> frames_;
  std::vector<const Node*> children_;  // of all open collections; keys and values alternate
  std::vector<Member> members_;        // scratch
  std::unordered_map<std::string_view, Anchor> anchors_;
  std::uint64_t nodes_ = 0;        // nodes made so far, counting each alias as all the nodes it stands for
  std::uint64_t alias_nodes_ = 0;  // those of them that come from aliases
  bool stopped_ = false;
  SyntaxError limit_;  // the limit that was exceeded
};

}  // namespace virga
