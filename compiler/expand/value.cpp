#include "compiler/expand/value.h"

#include <algorithm>
#include <cstring>
#include <functional>

namespace virga {

std::uint32_t Value::position(std::string_view key) const {
  if (size_ <= kIndexed) {
    // Most keys differ in length or first letter, so compare these first.
    const auto size = static_cast<std::uint32_t>(key.size());
    const char first = key.empty() ? '\0' : key[0];
    for (std::uint32_t i = 0; i < size_; ++i) {
      const Value& other = *entries_[i].key;
      if (other.size_ == size && (size == 0 || *other.chars_ == first) && other.text() == key) return i;
    }
    return kAbsent;
  }
  if (index_size_ == 0) build_index();
  const std::uint32_t mask = index_size_ - 1;
  for (std::uint32_t slot = static_cast<std::uint32_t>(std::hash<std::string_view>{}(key)) & mask; index_[slot] != 0;
       slot = (slot + 1) & mask) {
    if (entries_[index_[slot] - 1].key->text() == key) return index_[slot] - 1;
  }
  return kAbsent;
}

// At most half full, with a slot for each entry that the array of entries has capacity for.
void Value::build_index() const {
  std::uint32_t slots = kIndexed * 4;
  while (slots < capacity_ * 2) slots *= 2;
  index_ = static_cast<std::uint32_t*>(arena_->allocate(slots * sizeof(std::uint32_t), alignof(std::uint32_t)));
  std::memset(index_, 0, slots * sizeof(std::uint32_t));
  index_size_ = slots;
  for (std::uint32_t i = 0; i < size_; ++i) {
    std::uint32_t slot =
        static_cast<std::uint32_t>(std::hash<std::string_view>{}(entries_[i].key->text())) & (slots - 1);
    while (index_[slot] != 0) slot = (slot + 1) & (slots - 1);
    index_[slot] = i + 1;
  }
}

const Entry* Value::find(std::string_view key) const {
  if (!is_mapping()) return nullptr;
  const std::uint32_t at = position(key);
  return at == kAbsent ? nullptr : &entries_[at];
}

Value* Value::get(std::string_view key) const {
  const Entry* entry = find(key);
  return entry == nullptr ? nullptr : entry->value;
}

Function Value::function() const {
  return is_mapping() && size_ == 1 ? function_of_key(entries_[0].key->text()) : Function::None;
}

bool Value::is_intrinsic() const {
  if (!is_mapping() || size_ != 1) return false;
  const std::string_view key = entries_[0].key->text();
  return key == "Ref" || key == "Condition" || key.starts_with("Fn::");
}

std::string_view Value::ref() const {
  return is_mapping() && size_ == 1 && entries_[0].key->is("Ref") && entries_[0].value->is_string()
             ? entries_[0].value->text()
             : std::string_view{};
}

void Value::reserve_one() {
  if (size_ == capacity_) reserve(capacity_ == 0 ? 4 : capacity_ * 2);
}

void Value::reserve(std::uint32_t capacity) {
  const std::size_t each = is_mapping() ? sizeof(Entry) : sizeof(Value*);
  void* room = arena_->allocate(capacity * each, alignof(Value*));
  if (size_ > 0)
    std::memcpy(room, is_mapping() ? static_cast<void*>(entries_) : static_cast<void*>(items_), size_ * each);
  if (is_mapping()) {
    entries_ = static_cast<Entry*>(room);
  } else {
    items_ = static_cast<Value**>(room);
  }
  capacity_ = capacity;
  index_size_ = 0;
}

void Value::set(Value* key, Value* value) {
  const std::uint32_t at = position(key->text());
  if (at != kAbsent) {
    entries_[at].value = value;
    return;
  }
  reserve_one();
  entries_[size_++] = {key, value};
  if (index_size_ == 0) return;
  std::uint32_t slot = static_cast<std::uint32_t>(std::hash<std::string_view>{}(key->text())) & (index_size_ - 1);
  while (index_[slot] != 0) slot = (slot + 1) & (index_size_ - 1);
  index_[slot] = size_;
}

void Value::set(std::string_view key, Value* value) {
  const std::uint32_t at = position(key);
  if (at != kAbsent) {
    entries_[at].value = value;
    return;
  }
  Value* made = arena_->make<Value>();
  const std::string_view kept = arena_->copy(key);
  made->kind_ = NodeKind::String;
  made->size_ = static_cast<std::uint32_t>(kept.size());
  made->chars_ = kept.empty() ? "" : kept.data();
  made->arena_ = arena_;
  // A key made by an expansion gets the origin of its mapping if its value was written by the author.
  made->provenance_ = value->provenance_;
  if (made->provenance_.origin == nullptr) made->provenance_.origin = provenance_.origin;
  if (made->provenance_.origin != nullptr) made->flags_ = Node::kGenerated;
  set(made, value);
}

void Value::set_first(std::string_view key, Value* value) {
  const bool there = position(key) != kAbsent;
  set(key, value);
  if (there) return;
  std::rotate(entries_, entries_ + size_ - 1, entries_ + size_);
  index_size_ = 0;
}

bool Value::erase(std::string_view key) {
  if (!is_mapping()) return false;
  const std::uint32_t at = position(key);
  if (at == kAbsent) return false;
  std::move(entries_ + at + 1, entries_ + size_, entries_ + at);
  --size_;
  index_size_ = 0;
  return true;
}

void Value::erase_all(const std::unordered_set<std::string_view>& keys) {
  if (!is_mapping() || keys.empty()) return;
  Entry* const end =
      std::remove_if(entries_, entries_ + size_, [&](const Entry& entry) { return keys.contains(entry.key->text()); });
  size_ = static_cast<std::uint32_t>(end - entries_);
  index_size_ = 0;
}

void Value::append(Value* item) {
  reserve_one();
  items_[size_++] = item;
}

void Value::remove_item(std::uint32_t index) {
  std::move(items_ + index + 1, items_ + size_, items_ + index);
  --size_;
}

void Value::clear() {
  size_ = 0;
  index_size_ = 0;
}

bool same_value(const Value& a, const Value& b) {
  if (a.kind() != b.kind() || a.size() != b.size()) return false;
  if (a.is_scalar()) return a.text() == b.text();
  if (a.is_sequence()) {
    return std::equal(a.items().begin(), a.items().end(), b.items().begin(),
                      [](const Value* x, const Value* y) { return same_value(*x, *y); });
  }
  return std::all_of(a.entries().begin(), a.entries().end(), [&](const Entry& entry) {
    const Value* other = b.get(entry.key->text());
    return other != nullptr && same_value(*entry.value, *other);
  });
}

void Value::become(const Value& other) {
  Arena* arena = arena_;
  *this = other;
  arena_ = arena;
}

}  // namespace virga
