#include "compiler/expand/serverless/python/python_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "compiler/diagnostics/text.h"
#include "compiler/expand/serverless/core/naming.h"

namespace virga {
namespace {

template <typename Use>
void each_code_point(std::string_view text, Use use) {
  while (!text.empty()) use(static_cast<std::uint32_t>(next_code_point(text)));
}

// https://github.com/python/cpython/blob/v2.7.18/Objects/unicodeobject.c (unicode_hash)
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0;
  std::uint64_t length = 0;
  each_code_point(text, [&](std::uint32_t point) {
    if (length++ == 0) hash = std::uint64_t{point} << 7;
    hash = (hash * 1000003) ^ point;
  });
  return hash ^ length;
}

// A quoted string; uses the quotes that need no escaping, by preference '.
class QuotedText {
public:
  QuotedText(std::string_view text, std::string& out) : out_(out) {
    const bool single = text.find('\'') != std::string_view::npos;
    const bool twice = text.find('"') != std::string_view::npos;
    quote_ = single && !twice ? '"' : '\'';
  }

  void append(std::string_view text, bool unicode) {
    out_ += quote_;
    while (!text.empty()) {
      const std::string_view before = text;
      const std::uint32_t point = next_code_point(text);
      append(point, before.substr(0, before.size() - text.size()), unicode);
    }
    out_ += quote_;
  }

private:
  void append(std::uint32_t point, std::string_view bytes, bool unicode) {
    switch (point) {
      case '\n':
        out_ += "\\n";
        return;
      case '\r':
        out_ += "\\r";
        return;
      case '\t':
        out_ += "\\t";
        return;
      case '\\':
        out_ += "\\\\";
        return;
      default:
        break;
    }
    if (point == static_cast<std::uint32_t>(quote_)) {
      out_ += '\\';
      out_ += quote_;
    } else if (point < 0x20 || point == 0x7F || (unicode && point >= 0x80 && point <= 0xFF)) {
      out_ += fmt::format("\\x{:02x}", point);
    } else if (point < 0x80 || !unicode) {
      out_ += bytes;
    } else if (point <= 0xFFFF) {
      out_ += fmt::format("\\u{:04x}", point);
    } else {
      out_ += fmt::format("\\U{:08x}", point);
    }
  }

  std::string& out_;
  char quote_;
};

void append_string(const Value& value, std::string& out) {
  if (value.is_authored()) out += 'u';
  QuotedText(value.text(), out).append(value.text(), value.is_authored());
}

// Integers of more than 64 bits have a separate type, which is printed with a trailing L.
void append_number(const Value& value, std::string& out) {
  const std::string text = python_number(value);
  out += text;
  std::int64_t parsed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
  if (value.kind() == NodeKind::Integer && error == std::errc::result_out_of_range && text[0] != '-') out += 'L';
}

// The entries in the order of `keys`, followed by all others.
std::vector<Entry> sorted_by(const Value& mapping, const std::vector<std::string_view>& keys) {
  std::vector<Entry> sorted;
  sorted.reserve(mapping.size());
  for (const std::string_view key : keys) {
    if (const Entry* entry = mapping.find(key)) sorted.push_back(*entry);
  }
  if (sorted.size() == mapping.size()) return sorted;
  for (const Entry& entry : mapping.entries()) {
    const bool there = std::any_of(sorted.begin(), sorted.end(), [&](const Entry& e) { return e.key == entry.key; });
    if (!there) sorted.push_back(entry);
  }
  return sorted;
}

}  // namespace

std::size_t PythonKeys::find(std::string_view key, std::uint64_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t free = slots_.size();
  std::uint64_t walker = hash & mask;
  std::uint64_t perturb = hash;
  for (std::size_t at = walker;; at = walker & mask) {
    const std::uint32_t slot = slots_[at];
    if (slot == kFree) return free < slots_.size() ? free : at;
    if (slot == kRemoved) {
      if (free == slots_.size()) free = at;
    } else if (key_in(slot).hash == hash && key_in(slot).text == key) {
      return at;
    }
    walker = walker * 5 + perturb + 1;
    perturb >>= 5;
  }
}

void PythonKeys::place(std::uint32_t slot) {
  const std::size_t mask = slots_.size() - 1;
  std::uint64_t perturb = key_in(slot).hash;
  std::uint64_t walker = perturb & mask;
  while (slots_[walker & mask] != kFree) {
    walker = walker * 5 + perturb + 1;
    perturb >>= 5;
  }
  slots_[walker & mask] = slot;
  ++used_;
  ++filled_;
}

void PythonKeys::grow_when_full() {
  constexpr std::size_t kLarge = 50000;
  if (filled_ * 3 >= slots_.size() * 2) resize(used_ * (used_ > kLarge ? 2 : 4));
}

void PythonKeys::add(std::string_view key) {
  const std::uint64_t hash = hash_of(key);
  std::uint32_t& slot = slots_[find(key, hash)];
  if (slot >= kFirstKey) return;
  if (slot == kFree) ++filled_;
  ++used_;
  slot = static_cast<std::uint32_t>(keys_.size()) + kFirstKey;
  keys_.push_back({key, hash});
  grow_when_full();
}

void PythonKeys::remove(std::string_view key) {
  std::uint32_t& slot = slots_[find(key, hash_of(key))];
  if (slot < kFirstKey) return;
  slot = kRemoved;
  --used_;
}

void PythonKeys::resize(std::size_t least) {
  std::size_t size = kSmallest;
  while (size <= least) size *= 2;
  spare_.swap(slots_);
  slots_.assign(size, kFree);
  used_ = filled_ = 0;
  for (const std::uint32_t slot : spare_) {
    if (slot >= kFirstKey) place(slot);
  }
}

PythonKeys::Slots PythonKeys::in_order() const {
  // Branch-free: each slot is written but only kept if it is used, since a branch would be unpredictable.
  Slots used(used_ + 1);
  std::size_t count = 0;
  for (const std::uint32_t slot : slots_) {
    used[count] = slot;
    count += slot >= kFirstKey ? 1 : 0;
  }
  used.pop_back();
  return used;
}

void PythonKeys::refill(const Slots& keys) {
  for (const std::uint32_t slot : keys) {
    place(slot);
    grow_when_full();
  }
}

void PythonKeys::make_room(std::size_t count) {
  if (count > 0 && (filled_ + count) * 3 >= slots_.size() * 2) resize((used_ + count) * 2);
}

void PythonKeys::copy() {
  const Slots keys = in_order();
  slots_.assign(kSmallest, kFree);
  used_ = filled_ = 0;
  make_room(keys.size());
  refill(keys);
}

void PythonKeys::copy_deep(std::uint32_t times) {
  // After copying, the order is stable at once or alternates between two orders; any other sequence is computed to its
  // end.
  Slots last = in_order();
  Slots before_last;
  for (std::uint32_t left = times; left > 0; --left) {
    const std::size_t size = slots_.size();
    const std::size_t filled = filled_;
    slots_.assign(kSmallest, kFree);
    used_ = filled_ = 0;
    refill(last);
    if (left == 1) return;
    const bool same_room = slots_.size() == size && filled_ == filled;
    Slots now = in_order();
    if (same_room && now == last) return;
    if (same_room && now == before_last) left -= (left - 1) / 2 * 2;
    before_last = std::move(last);
    last = std::move(now);
  }
}

std::vector<std::string_view> PythonKeys::list() const {
  std::vector<std::string_view> keys;
  keys.reserve(used_);
  for (const std::uint32_t slot : slots_) {
    if (slot >= kFirstKey) keys.push_back(key_in(slot).text);
  }
  return keys;
}

std::vector<PythonHistory::Step>& PythonHistory::steps(const Value& mapping) {
  const auto [found, made] = steps_.try_emplace(&mapping);
  if (made) {
    for (const Entry& entry : mapping.entries())
      found->second.push_back({Kind::Add, entry.key->text(), 0, kBirth, kBirth});
  }
  return found->second;
}

void PythonHistory::set(Value& mapping, Value* key, Value* value, std::uint32_t copies) {
  if (mapping.get(key->text()) == value) return;  // as old as it was
  if (enabled_) steps(mapping).push_back({Kind::Add, key->text(), 0, copies, copies});
  mapping.set(key, value);
}

void PythonHistory::set(Value& mapping, std::string_view key, Value* value, std::uint32_t copies) {
  const bool there = mapping.has(key);
  if (there && mapping.get(key) == value) return;  // as old as it was
  std::vector<Step>* noted = enabled_ ? &steps(mapping) : nullptr;
  mapping.set(key, value);
  if (!there) mapping.find(key)->key->set_generated();
  if (noted != nullptr) noted->push_back({Kind::Add, mapping.find(key)->key->text(), 0, copies, copies});
}

void PythonHistory::move(Value& root, std::string_view key, Value& to, std::string_view new_key, std::uint32_t copies) {
  const std::uint32_t since = born(root, key, 0);
  set(to, new_key, root.get(key), copies);
  if (enabled_) steps(to).back().born = since;
}

bool PythonHistory::erase(Value& mapping, std::string_view key, std::uint32_t copies) {
  const Entry* entry = mapping.find(key);
  if (entry == nullptr) return false;
  if (enabled_) steps(mapping).push_back({Kind::Remove, entry->key->text(), 0, copies});
  return mapping.erase(key);
}

void PythonHistory::make_room(const Value& mapping, std::size_t count, std::uint32_t copies) {
  if (enabled_) steps(mapping).push_back({Kind::MakeRoom, {}, count, copies});
}

// The last copy listed the keys and inserted them into an empty dictionary.
void PythonHistory::settle(const Value& value, std::uint32_t born_at, std::uint32_t copies) {
  for (const Value* item : value.items()) settle(*item, born_at, copies);
  if (!value.is_mapping()) return;
  std::vector<Step> last;
  for (const Entry& entry : list(value, born_at, copies - 1)) {
    settle(*entry.value, born(value, entry.key->text(), born_at), copies);
    last.push_back({Kind::Add, entry.key->text(), 0, kBirth, kBirth});
  }
  replace_steps(value, std::move(last));
}

void PythonHistory::settle(const Value& root, std::uint32_t copies) {
  if (enabled_ && copies > 0) settle(root, 0, copies);
}

void PythonHistory::note_copied(const Value& mapping, std::uint32_t copies) {
  if (enabled_) steps(mapping).push_back({Kind::Copy, {}, 0, copies});
}

void PythonHistory::note_merged(const Value& mapping, const Value& first, const Value& second) {
  if (!enabled_) return;
  std::vector<Step> made{{Kind::MakeRoom, {}, first.size(), kBirth}};
  for (const Value* from : {&first, &second}) {
    for (const Entry& entry : entries(*from)) made.push_back({Kind::Add, entry.key->text(), 0, kBirth, kBirth});
  }
  replace_steps(mapping, std::move(made));
}

std::vector<Entry> PythonHistory::list(const Value& mapping, std::uint32_t born, std::uint32_t copies) const {
  std::vector<Entry> listed(mapping.entries().begin(), mapping.entries().end());
  if (!enabled_ || listed.size() < 2) return listed;
  if (const auto fixed = ordered_.find(&mapping); fixed != ordered_.end()) return sorted_by(mapping, fixed->second);
  const auto found = steps_.find(&mapping);
  Replay last;
  if (found == steps_.end()) {
    last.now = born;
    for (const Entry& entry : listed) last.keys.add(entry.key->text());
  } else {
    last = replay(mapping, found->second, born);
  }
  if (copies > last.now) last.keys.copy_deep(copies - last.now);
  return sorted_by(mapping, last.keys.list());
}

const PythonHistory::Replay& PythonHistory::replay(const Value& mapping, const std::vector<Step>& steps,
                                                   std::uint32_t born) const {
  const auto [place, is_new] = replays_[&mapping].try_emplace(born);
  Replay& state = place->second;
  if (is_new) state.now = born;
  for (; state.done < steps.size(); ++state.done) {
    const Step& step = steps[state.done];
    if (step.copies != kBirth) {
      if (step.copies > state.now) state.keys.copy_deep(step.copies - state.now);
      state.now = std::max(state.now, step.copies);
    }
    if (step.kind == Kind::Add) state.keys.add(step.key);
    if (step.kind == Kind::Remove) state.keys.remove(step.key);
    if (step.kind == Kind::MakeRoom) state.keys.make_room(step.count);
    if (step.kind == Kind::Copy) state.keys.copy();
  }
  return state;
}

void PythonHistory::replace_steps(const Value& mapping, std::vector<Step> steps) {
  steps_.insert_or_assign(&mapping, std::move(steps));
  replays_.erase(&mapping);
}

// How often the document had been copied when the value of this key was inserted.
std::uint32_t PythonHistory::born(const Value& mapping, std::string_view key, std::uint32_t parent) const {
  const auto found = steps_.find(&mapping);
  if (found == steps_.end()) return parent;
  for (auto step = found->second.rbegin(); step != found->second.rend(); ++step) {
    if (step->kind == Kind::Add && step->key == key) return step->born == kBirth ? parent : step->born;
  }
  return parent;
}

void PythonHistory::append(const Value& value, std::uint32_t born_at, std::uint32_t copies, std::string& out) const {
  switch (value.kind()) {
    case NodeKind::Null:
      out += "None";
      return;
    case NodeKind::Boolean:
      out += value.text() == "true" ? "True" : "False";
      return;
    case NodeKind::Integer:
    case NodeKind::Float:
      append_number(value, out);
      return;
    case NodeKind::String:
      append_string(value, out);
      return;
    case NodeKind::Sequence: {
      out += '[';
      std::string_view separator;
      for (const Value* item : value.items()) {
        out += separator;
        separator = ", ";
        append(*item, born_at, copies, out);
      }
      out += ']';
      return;
    }
    case NodeKind::Mapping: {
      out += '{';
      std::string_view separator;
      for (const Entry& entry : list(value, born_at, copies)) {
        out += separator;
        separator = ", ";
        append_string(*entry.key, out);
        out += ": ";
        append(*entry.value, born(value, entry.key->text(), born_at), copies, out);
      }
      out += '}';
      return;
    }
  }
}

std::string PythonHistory::text(const Value& value, std::uint32_t copies) const {
  std::string out;
  append(value, 0, copies, out);
  return out;
}

void PythonHistory::append_json(const Value& value, std::string& out) const {
  std::string_view separator;
  if (value.is_sequence()) {
    out += '[';
    for (const Value* item : value.items()) {
      out += separator;
      separator = ", ";
      append_json(*item, out);
    }
    out += ']';
  } else if (value.is_mapping()) {
    out += '{';
    for (const Entry& entry : entries(value)) {
      out += separator;
      separator = ", ";
      out += canonical_json(*entry.key);
      out += ": ";
      append_json(*entry.value, out);
    }
    out += '}';
  } else {
    out += canonical_json(value);
  }
}

std::string PythonHistory::json(const Value& value) const {
  std::string out;
  append_json(value, out);
  return out;
}

}  // namespace virga
