// What Python 2.7 prints for a value: ids of REST deployments are hashed from that text, so that an API whose
// definition did not change is not deployed again.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/expand/value.h"

namespace virga {

// The keys of a dictionary in the order in which Python 2.7 lists them: that of the slots of its hash table, which
// depends on what was added and removed in which order. Borrows the keys' texts.
// https://github.com/python/cpython/blob/v2.7.18/Objects/dictobject.c
class PythonKeys {
public:
  void add(std::string_view key);
  void remove(std::string_view key);
  // What dict.update() does before it adds `count` keys.
  void make_room(std::size_t count);
  // dict.copy()
  void copy();
  // The keys are listed and added to an empty dictionary, `times` times: what copy.deepcopy() does.
  void copy_deep(std::uint32_t times);
  std::vector<std::string_view> list() const;

private:
  struct Key {
    std::string_view text;
    std::uint64_t hash = 0;
  };
  // A slot is free, was used, or holds the number of a key. Documents are copied often: a table is small for that.
  using Slots = std::vector<std::uint32_t>;
  static constexpr std::uint32_t kFree = 0, kRemoved = 1, kFirstKey = 2;

  const Key& key_in(std::uint32_t slot) const { return keys_[slot - kFirstKey]; }
  std::size_t find(std::string_view key, std::uint64_t hash) const;
  // The slots that are used, in their order.
  Slots in_order() const;
  // Fills an empty dictionary with keys that differ.
  void refill(const Slots& keys);
  void place(std::uint32_t slot);
  void grow_when_full();
  void resize(std::size_t least);

  static constexpr std::size_t kSmallest = 8;
  std::vector<Key> keys_;
  Slots slots_ = Slots(kSmallest, kFree);
  Slots spare_;
  std::size_t used_ = 0;
  std::size_t filled_ = 0;  // used or removed
};

// How mappings came to their keys, beyond what their order says, and with it the order in which the transform goes
// through them. A mapping of which nothing is noted got its keys in its own order when it was put where it is. `copies`
// says how often the document around it had been copied then. Not thread safe; mappings are known by their address.
class PythonHistory {
public:
  // Until this is called nothing is noted and every mapping is listed in its own order: the transform does that where
  // no template needs the hash.
  void enable() { enabled_ = true; }
  bool enabled() const { return enabled_; }

  // Changes a mapping and takes note of it. Keys that are there keep their place.
  void set(Value& mapping, Value* key, Value* value, std::uint32_t copies = 0);
  void set(Value& mapping, std::string_view key, Value* value, std::uint32_t copies = 0);
  bool erase(Value& mapping, std::string_view key, std::uint32_t copies = 0);
  // Takes a value of the document's root and puts it under a key of another mapping.
  void move(Value& root, std::string_view key, Value& to, std::string_view new_key, std::uint32_t copies);
  // The mapping is about to be updated from another one of `count` keys.
  void make_room(const Value& mapping, std::size_t count, std::uint32_t copies = 0);
  // `mapping` began as a copy of `first`, and got the keys of `second` then.
  void note_merged(const Value& mapping, const Value& first, const Value& second);
  // What is below `root`, noted while its document was copied `copies` times, is to be put into another document.
  void settle(const Value& root, std::uint32_t copies);
  // The mapping was replaced by a copy of itself (dict.copy(), not in depth).
  void note_copied(const Value& mapping, std::uint32_t copies);
  // A dictionary that lists its keys in the order in which it got them, as those of later versions do: `keys`, then in
  // the mapping's own order.
  void note_ordered(const Value& mapping, std::vector<std::string_view> keys = {}) {
    ordered_.insert_or_assign(&mapping, std::move(keys));
  }

  // The entries in Python's order.
  std::vector<Entry> entries(const Value& mapping, std::uint32_t copies = 0) const { return list(mapping, 0, copies); }
  // What Python 2.7 prints for the value after its document was copied `copies` times. Texts of the author are Unicode
  // strings, others byte strings.
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
    std::uint32_t copies = 0;  // kBirth: when the mapping itself was put there
    std::uint32_t born = 0;    // of the value under an added key: what `copies` was when that was put into the document
  };
  std::vector<Step>& steps(const Value& mapping);
  std::vector<Entry> list(const Value& mapping, std::uint32_t born, std::uint32_t copies) const;
  std::uint32_t born(const Value& mapping, std::string_view key, std::uint32_t parent) const;
  void append(const Value& value, std::uint32_t born, std::uint32_t copies, std::string& out) const;
  void append_json(const Value& value, std::string& out) const;
  void settle(const Value& value, std::uint32_t born, std::uint32_t copies);

  // The keys after the first `done` steps of a mapping, with the document copied `now` times: mappings are listed again
  // and again while they grow.
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
