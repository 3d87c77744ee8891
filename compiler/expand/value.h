// The tree that an expansion works on: like Node, but it can be changed.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "compiler/support/arena.h"
#include "compiler/syntax/node.h"

namespace virga {

class Value;

// A key and its value in a Value of kind Mapping.
struct Entry {
  Value* key = nullptr;  // a scalar
  Value* value = nullptr;
};

// Where a value stands for the user: a range of the template's own text, always set (a value made from an included
// file has the range of what includes it), and the expansions that made it. `kGenerated` in flags tells made from read.
struct Provenance {
  TextRange range;
  const Origin* origin = nullptr;
};

// A node of the working tree. Lives in the arena of a ValueFactory, the only maker of values, and dies with it. Each
// value has one parent: to put one in a second place, put a copy (ValueFactory::copy). Keys are unique in a mapping;
// a new key goes to the end. Not thread safe.
class Value {
public:
  NodeKind kind() const { return kind_; }
  bool is_mapping() const { return kind_ == NodeKind::Mapping; }
  bool is_sequence() const { return kind_ == NodeKind::Sequence; }
  bool is_string() const { return kind_ == NodeKind::String; }
  bool is_scalar() const { return kind_ < NodeKind::Sequence; }
  bool is_null() const { return kind_ == NodeKind::Null; }
  bool is_number() const { return kind_ == NodeKind::Integer || kind_ == NodeKind::Float; }
  bool is_boolean() const { return kind_ == NodeKind::Boolean; }

  // Scalars: the text as CloudFormation renders it ("true", "10", "" for null). Empty for collections.
  std::string_view text() const { return is_scalar() ? std::string_view{chars_, size_} : std::string_view{}; }
  // Is this the string `text`?
  bool is(std::string_view text) const { return is_string() && this->text() == text; }
  std::uint32_t size() const { return size_; }  // bytes of text, items or entries
  bool empty() const { return size_ == 0; }

  std::span<Value* const> items() const {
    return is_sequence() ? std::span<Value* const>{items_, size_} : std::span<Value* const>{};
  }
  std::span<const Entry> entries() const {
    return is_mapping() ? std::span<const Entry>{entries_, size_} : std::span<const Entry>{};
  }
  // The value of a key; null when absent or when this is no mapping.
  Value* get(std::string_view key) const;
  const Entry* find(std::string_view key) const;
  bool has(std::string_view key) const { return find(key) != nullptr; }
  // get() of get(): at("Properties", "Events"); null as soon as a step is missing.
  template <typename... Keys>
  Value* at(std::string_view key, Keys... more) const {
    Value* next = get(key);
    if constexpr (sizeof...(more) == 0) {
      return next;
    } else {
      return next == nullptr ? nullptr : next->at(more...);
    }
  }
  // The string of a key; empty when absent or no string.
  std::string_view string_at(std::string_view key) const {
    const Value* found = get(key);
    return found != nullptr && found->is_string() ? found->text() : std::string_view{};
  }

  // A mapping of one entry whose key names an intrinsic function: which, else None.
  Function function() const;
  // The argument of that function, else null.
  Value* argument() const { return function() == Function::None ? nullptr : entries_[0].value; }
  // Any function, or a one-key mapping whose key begins with "Fn::".
  bool is_intrinsic() const;
  // {"Ref": name}: the name, else empty.
  std::string_view ref() const;
  bool is_no_value() const { return ref() == "AWS::NoValue"; }

  // Replaces the value of a key where it stands, or appends the entry. The first form makes the key. Mappings only.
  void set(std::string_view key, Value* value);
  void set(Value* key, Value* value);
  // Puts the entry before the others, or replaces it where it stands.
  void set_first(std::string_view key, Value* value);
  bool erase(std::string_view key);
  // Sequences only.
  void append(Value* item);
  void replace_item(std::uint32_t index, Value* item) { items_[index] = item; }
  void remove_item(std::uint32_t index);
  // Empties a collection.
  void clear();
  // Becomes what `other` is, in place; the children are taken over, so `other` must not be used after it.
  void become(const Value& other);

  NodeStyle style() const { return style_; }
  void set_style(NodeStyle style) { style_ = style; }
  std::uint8_t flags() const { return flags_; }
  bool is_generated() const { return (flags_ & Node::kGenerated) != 0; }
  // Text of the author: read, or made from what was read ("get" from "GET"). Hashes of APIs tell it from text of ours.
  bool is_authored() const { return !is_generated() || (flags_ & kAuthored) != 0; }
  Value* set_generated() {
    flags_ |= Node::kGenerated;
    return this;
  }
  Value* set_authored() {
    flags_ |= kAuthored;
    return this;
  }
  const Provenance& provenance() const { return provenance_; }
  // A value that an expansion made stays made by it where `provenance` names none.
  void set_provenance(const Provenance& provenance) {
    provenance_ = {provenance.range, provenance.origin != nullptr ? provenance.origin : provenance_.origin};
  }
  TextRange range() const { return provenance_.range; }

private:
  friend class ValueFactory;

  void reserve_one();
  void reserve(std::uint32_t capacity);                // a collection with less
  std::uint32_t position(std::string_view key) const;  // kAbsent when there is none
  void build_index() const;

  static constexpr std::uint8_t kAuthored = 128;  // a flag of values alone, beside those of Node
  static constexpr std::uint32_t kAbsent = ~std::uint32_t{0};
  // Mappings of more entries than this are looked up by a hash table.
  static constexpr std::uint32_t kIndexed = 16;

  NodeKind kind_ = NodeKind::Null;
  NodeStyle style_ = NodeStyle::Plain;
  std::uint8_t flags_ = 0;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
  mutable std::uint32_t index_size_ = 0;  // slots of index_, 0 when it has to be built
  union {
    const char* chars_ = "";
    Value** items_;
    Entry* entries_;
  };
  mutable std::uint32_t* index_ = nullptr;  // open addressing: entry number + 1, or 0
  Arena* arena_ = nullptr;
  Provenance provenance_;
};

// Are they the same: kinds and texts, items in order, entries in any order?
bool same_value(const Value& a, const Value& b);

}  // namespace virga
