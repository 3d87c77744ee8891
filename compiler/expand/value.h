// The mutable tree that an expansion works on; the counterpart of Node.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_set>

#include "compiler/support/arena.h"
#include "compiler/syntax/node.h"

namespace virga {

class Value;

// A key and its value in a Value of kind Mapping.
struct Entry {
  Value* key = nullptr;  // a scalar
  Value* value = nullptr;
};

// The origin of a value: a range in the template, always set (a value from an included file has the range of whatever
// includes it), and the expansions that made it. `kGenerated` in flags distinguishes generated values from parsed ones.
struct Provenance {
  TextRange range;
  const Origin* origin = nullptr;
};

// A node of the working tree. Lives in the arena of a ValueFactory, which creates all values. Each value has one
// parent: to insert it elsewhere, insert a copy (ValueFactory::copy). The keys of a mapping are unique; new keys are
// appended. Not thread-safe.
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
  // Whether this is the string `text`.
  bool is(std::string_view text) const { return is_string() && this->text() == text; }
  std::uint32_t size() const { return size_; }  // bytes of text, number of items, or number of entries
  bool empty() const { return size_ == 0; }

  std::span<Value* const> items() const {
    return is_sequence() ? std::span<Value* const>{items_, size_} : std::span<Value* const>{};
  }
  std::span<const Entry> entries() const {
    return is_mapping() ? std::span<const Entry>{entries_, size_} : std::span<const Entry>{};
  }
  // The value of a key; null if it is absent or this is not a mapping.
  Value* get(std::string_view key) const;
  const Entry* find(std::string_view key) const;
  bool has(std::string_view key) const { return find(key) != nullptr; }
  // Nested get(): at("Properties", "Events"). Null if any step is missing.
  template <typename... Keys>
  Value* at(std::string_view key, Keys... more) const {
    Value* next = get(key);
    if constexpr (sizeof...(more) == 0) {
      return next;
    } else {
      return next == nullptr ? nullptr : next->at(more...);
    }
  }
  // The string under a key; empty if absent or not a string.
  std::string_view string_at(std::string_view key) const {
    const Value* found = get(key);
    return found != nullptr && found->is_string() ? found->text() : std::string_view{};
  }

  // The function, if this is a mapping of one entry whose key names an intrinsic function; else None.
  Function function() const;
  // The argument of that function, or null.
  Value* argument() const { return function() == Function::None ? nullptr : entries_[0].value; }
  // Whether it is a function, or a mapping of one key that begins with "Fn::".
  bool is_intrinsic() const;
  // The name in {"Ref": name}, else empty.
  std::string_view ref() const;
  bool is_no_value() const { return ref() == "AWS::NoValue"; }

  // Replaces the value of a key in place, or appends an entry. The first overload creates the key. Mappings only.
  void set(std::string_view key, Value* value);
  void set(Value* key, Value* value);
  // Inserts the entry before all others, or replaces it in place.
  void set_first(std::string_view key, Value* value);
  bool erase(std::string_view key);
  // Erases all of them in one pass.
  void erase_all(const std::unordered_set<std::string_view>& keys);
  // Sequences only.
  void append(Value* item);
  void replace_item(std::uint32_t index, Value* item) { items_[index] = item; }
  void remove_item(std::uint32_t index);
  // Removes all items or entries.
  void clear();
  // Replaces this by `other` in place, taking over its children; `other` must not be used afterwards.
  void become(const Value& other);

  NodeStyle style() const { return style_; }
  void set_style(NodeStyle style) { style_ = style; }
  std::uint8_t flags() const { return flags_; }
  bool is_generated() const { return (flags_ & Node::kGenerated) != 0; }
  // Whether the text comes from the author: read, or derived from what was read ("get" from "GET"). Hashes of APIs
  // distinguish it from generated text.
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
  // Keeps the current origin if `provenance` has none.
  void set_provenance(const Provenance& provenance) {
    provenance_ = {provenance.range, provenance.origin != nullptr ? provenance.origin : provenance_.origin};
  }
  TextRange range() const { return provenance_.range; }

private:
  friend class ValueFactory;

  void reserve_one();
  void reserve(std::uint32_t capacity);                // grows a collection to this capacity
  std::uint32_t position(std::string_view key) const;  // kAbsent if there is none
  void build_index() const;

  static constexpr std::uint8_t kAuthored = 128;  // a flag that only values have, beside those of Node
  static constexpr std::uint32_t kAbsent = ~std::uint32_t{0};
  // Mappings with more entries than this have a hash table.
  static constexpr std::uint32_t kIndexed = 16;

  NodeKind kind_ = NodeKind::Null;
  NodeStyle style_ = NodeStyle::Plain;
  std::uint8_t flags_ = 0;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
  mutable std::uint32_t index_size_ = 0;  // slots of index_; 0 if it has to be built
  union {
    const char* chars_ = "";
    Value** items_;
    Entry* entries_;
  };
  mutable std::uint32_t* index_ = nullptr;  // open addressing: entry number + 1, or 0
  Arena* arena_ = nullptr;
  Provenance provenance_;
};

// Whether both have the same kinds and texts, with items in the same order and entries in any order.
bool same_value(const Value& a, const Value& b);

}  // namespace virga
