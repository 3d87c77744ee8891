// The syntax tree of a template: one shape for YAML and JSON, with exact byte ranges.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "compiler/source/source_file.h"

namespace virga {

// Kinds as CloudFormation sees them: YAML 1.1 scalar types, but dates stay strings.
enum class NodeKind : std::uint8_t { Null, Boolean, Integer, Float, String, Sequence, Mapping };

enum class NodeStyle : std::uint8_t { Plain, SingleQuoted, DoubleQuoted, Literal, Folded, Flow, Block };

// CloudFormation's intrinsic functions. `Condition` is {"Condition": name} inside conditions and rules; ForEach covers
// every key that begins with "Fn::ForEach::".
enum class Function : std::uint8_t {
  None,
  Ref,
  Condition,
  GetAtt,
  Sub,
  If,
  Join,
  Select,
  Split,
  FindInMap,
  ImportValue,
  GetAZs,
  Cidr,
  Base64,
  Transform,
  GetStackOutput,
  And,
  Or,
  Not,
  Equals,
  ForEach,
  Length,
  ToJsonString,
  Contains,
  EachMemberEquals,
  EachMemberIn,
  RefAll,
  ValueOf,
  ValueOfAll,
  Implies,
};

struct Node;

// A key and its value. Keys are normally of kind String; other scalars keep their kind and text.
struct Member {
  const Node* key = nullptr;
  const Node* value = nullptr;
};

// The origin of a node that an expansion generated. Lives in the arena.
struct Origin {
  std::string_view note;           // for people, "iteration 3 of Fn::ForEach::Topics"; may be empty
  const Origin* parent = nullptr;  // the enclosing expansion
  std::string_view resource = {};  // logical ID of the resource that a transform replaced; empty for other expansions
};

// Rarely needed parts of a node.
struct NodeExtra {
  std::string_view tag;     // explicit tag as written, "!Sub" or "tag:yaml.org,2002:str"; empty if there is none
  std::string_view anchor;  // without "&"
  TextRange tag_range;
  const Origin* origin = nullptr;
};

// Immutable once the reader has built it. Nodes, strings and spans live in the tree's arena or in the source.
//
// Short tags are lowered while reading: `!Sub x` becomes a Mapping with the flag kShortForm and a single member
// {"Fn::Sub": x}, whose key is flagged kSynthetic and has the range of the tag; `!GetAtt a.b.c` becomes {"Fn::GetAtt":
// ["a", "b.c"]}, `!Condition c` {"Condition": c}, `!Ref p` {"Ref": p}. Later phases thus see one notation. JSON's short
// form of Fn::Transform stays as it is written, for other data look like it (compiler/model/macro_calls.h). An alias is
// the anchored node itself (the same pointer). Merge keys (`<<`) are applied, and the mapping is flagged kMerged.
struct Node {
  static constexpr std::uint8_t kShortForm = 1;  // lowered from a short tag
  static constexpr std::uint8_t kSynthetic = 2;  // has no text of its own: the key of a short form
  static constexpr std::uint8_t kMerged = 4;     // mapping that had a "<<" key
  static constexpr std::uint8_t kGenerated = 8;  // made by an expansion; `range` is what it was made from
  static constexpr std::uint8_t kBroken = 16;    // stands for text that could not be read
  static constexpr std::uint8_t kSecret = 32;    // derived from a NoEcho parameter: messages must not show its text

  NodeKind kind = NodeKind::Null;
  NodeStyle style = NodeStyle::Plain;
  std::uint8_t flags = 0;
  // Set on a Mapping of exactly one member whose key names a function.
  Function function = Function::None;
  std::uint32_t size = 0;  // bytes of text, number of items, or number of members
  TextRange range;         // in the source; includes quotes and tag, but no trailing comment
  union {
    const char* chars = nullptr;   // scalars: the value after unescaping, UTF-8
    const Node* const* item_list;  // Sequence
    const Member* member_list;     // Mapping, in source order
  };
  const NodeExtra* extra = nullptr;

  bool is(NodeKind k) const { return kind == k; }
  bool is_mapping() const { return kind == NodeKind::Mapping; }
  bool is_sequence() const { return kind == NodeKind::Sequence; }
  bool is_string() const { return kind == NodeKind::String; }
  bool is_scalar() const { return kind < NodeKind::Sequence; }
  bool is_synthetic() const { return (flags & kSynthetic) != 0; }
  bool is_generated() const { return (flags & kGenerated) != 0; }
  bool is_secret() const { return (flags & kSecret) != 0; }
  bool is_block_scalar() const { return style == NodeStyle::Literal || style == NodeStyle::Folded; }

  // Scalars of any kind: the text as CloudFormation would render it ("true", "10", "" for null). Empty for collections.
  std::string_view text() const { return is_scalar() ? std::string_view{chars, size} : std::string_view{}; }
  std::span<const Node* const> items() const {
    return is_sequence() ? std::span<const Node* const>{item_list, size} : std::span<const Node* const>{};
  }
  std::span<const Member> members() const {
    return is_mapping() ? std::span<const Member>{member_list, size} : std::span<const Member>{};
  }
  // The first member with this key; null if there is none or this is not a mapping. Linear, since mappings are small.
  const Member* find(std::string_view key) const;
  const Node* get(std::string_view key) const {
    const Member* member = find(key);
    return member != nullptr ? member->value : nullptr;
  }
  // The argument of an intrinsic function, or null if the node is not a function call.
  const Node* argument() const { return function == Function::None ? nullptr : member_list[0].value; }
  const Node* function_key() const { return function == Function::None ? nullptr : member_list[0].key; }
};

// "Fn::Sub", "Ref", …; empty for None and for ForEach, whose keys vary.
std::string_view function_name(Function function);
// The name behind "!" in the short form: "Sub", "Ref"; empty for functions that CloudFormation's documentation gives
// none.
std::string_view short_name(Function function);
// The function of a long-form key ("Fn::Sub", "Ref", "Condition", "Fn::ForEach::Loop"), or None.
Function function_of_key(std::string_view key);

// The node's numeric value as CloudFormation reads it, from a number or a numeric string ("10", "1.5"). False if the
// text is not a number.
bool to_number(const Node& node, double& value);
bool to_integer(const Node& node, std::int64_t& value);
// "true" or "false" in any spelling that CloudFormation accepts, from a boolean or a string. False if it is neither.
bool to_boolean(const Node& node, bool& value);

}  // namespace virga
