// Reproduces what Python 2.7 prints for a value: the IDs of REST API deployments are hashed from that text, and an API
// whose definition did not change must not be deployed again.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/expand/value.h"

namespace virga {

// The keys of a dictionary in Python 2.7's order: that of the slots of its hash table, which depends on the order of
// insertions and removals. Borrows the keys' strings.
// https://github.com/python/cpython/blob/v2.7.18/Objects/dictobject.c
class PythonKeys {
public:
  void add(std::string_view key);
  void remove(std::string_view key);
  // The resizing that dict.update() does before it adds `count` keys.
  void make_room(std::size_t count);
  // dict.copy()
  void copy();
  // Adds the keys in their order to an empty dictionary, `times` times, as copy.deepcopy() does.
  void copy_deep(std::uint32_t times);
  std::vector<std::string_view> list() const;

private:
  struct Key {
    std::string_view text;
    std::uint64_t hash = 0;
  };
  // A slot is free, was used, or holds the number of a key (offset by kFirstKey). Compact, because documents are copied
  // often.
  using Slots = std::vector<std::uint32_t>;
  static constexpr std::uint32_t kFree = 0, kRemoved = 1, kFirstKey = 2;

  const Key& key_in(std::uint32_t slot) const { return keys_[slot - kFirstKey]; }
  std::size_t find(std::string_view key, std::uint64_t hash) const;
  // The occupied slots in order.
  Slots in_order() const;
  // Fills an empty dictionary with distinct keys.
  void refill(const Slots& keys);
  void place(std::uint32_t slot);
  void grow_when_full();
  void resize(std::size_t least);

  static constexpr std::size_t kSmallest = 8;
  std::vector<Key> keys_;
  Slots slots_ = Slots(kSmallest, kFree);
  Slots spare_;
  std::size_t used_ = 0;
  std::size_t filled_ = 0;  // occupied or removed
};

// Records how mappings got their keys where their own order does not tell, to reproduce the order in which the
// transform visits them. A mapping without a record got its keys in its own order when it was inserted. `copies` says
// how often the document had been copied by then. Mappings are identified by address. Not thread-safe.
class PythonHistory {
public:
  // Until this is called, nothing is recorded and every mapping is listed in its own order, as the transform does if no
  // template needs the hash.
  void enable() { enabled_ = true; }
  bool enabled() const { return enabled_; }

  // Changes a mapping and records it. Existing keys keep their place.
  void set(Value& mapping, Value* key, Value* value, std::uint32_t copies = 0);
  void set(Value& mapping, std::string_view key, Value* value, std::uint32_t copies = 0);
  bool erase(Value& mapping, std::string_view key, std::uint32_t copies = 0);
  // Moves a value from the document's root to a key of another mapping.
  void move(Value& root, std::string_view key, Value& to, std::string_view new_key, std::uint32_t copies);
  // Records that the mapping is about to be updated from another one with `count` keys.
  void make_room(const Value& mapping, std::size_t count, std::uint32_t copies = 0);
  // `mapping` started as a copy of `first` and then got the keys of `second`.
  void note_merged(const Value& mapping, const Value& first, const Value& second);
  // Finalizes the records below `root`, made while its document was copied `copies` times, before it is moved into
  // another document.
  void settle(const Value& root, std::uint32_t copies);
  // The mapping was replaced by a shallow copy of itself (dict.copy()).
  void note_copied(const Value& mapping, std::uint32_t copies);
  // The mapping is a dictionary that lists its keys in insertion order, as in later versions of Python: first `keys`,
  // then the rest in the mapping's own order.
  void note_ordered(const Value& mapping, std::vector<std::string_view> keys = {}) {
    ordered_.insert_or_assign(&mapping, std::move(keys));
  }

  // The entries in Python's order.
  std::vector<Entry> entries(const Value& mapping, std::uint32_t copies = 0) const { return list(mapping, 0, copies); }
  // What Python 2.7 prints for the value after its document was copied `copies` times. Strings from the template are
  // Unicode strings, others are byte strings.
  std::string text(const Value& value, std::uint32_t copies) const;
  // What json.dumps() prints, keys in Python's order.
  std::string json(const Value& value) const;

private:
  static constexpr std::uint32_t kBirth = ~std::uint32_t{0};
  enum class Kind : std::uint8_t { Add, Remove, MakeRoom, Copy };
  struct Step {
    Kind kind = Kind::Add;
    std::string_view key;
    std::size_t count = 0;
    std::uint32_t copies = 0;  // kBirth: when the mapping itself was inserted
    std::uint32_t born = 0;    // for Add: the value of `copies` when the added value was inserted into the document
  };
  std::vector<Step>& steps(const Value& mapping);
  std::vector<Entry> list(const Value& mapping, std::uint32_t born, std::uint32_t copies) const;
  std::uint32_t born(const Value& mapping, std::string_view key, std::uint32_t parent) const;
  void append(const Value& value, std::uint32_t born, std::uint32_t copies, std::string& out) const;
  void append_json(const Value& value, std::string& out) const;
  void settle(const Value& value, std::uint32_t born, std::uint32_t copies);

  // The keys after the first `done` steps of a mapping, with the document copied `now` times. Cached, because mappings
  // are listed repeatedly while they grow.
  struct Replay {
    PythonKeys keys;
    std::size_t done = 0;
    std::uint32_t now = 0;
  };
  const Replay& replay(const Value& mapping, const std::vector<Step>& steps, std::uint32_t born) const;
  void replace_steps(const Value& mapping, std::vector<Step> steps);

  bool enabled_ = false;
  std::unordered_map<const Value*, std::vector<Step>> steps_;
  mutable std::unordered_map<const Value*, std::map<std::uint32_t, Replay>> replays_;  // by mapping and its `born`
  std::unordered_map<const Value*, std::vector<std::string_view>> ordered_;
};

}  // namespace virga
