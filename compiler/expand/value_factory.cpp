#include "compiler/expand/value_factory.h"

namespace virga {

ValueFactory::Scope::Scope(ValueFactory& factory, const Provenance& place, std::string_view note,
                           std::string_view resource)
    : factory_(factory), before_(factory.place_) {
  factory.place_ = {place.range, factory.origin(note, place.origin, resource)};
}

const Origin* ValueFactory::origin(std::string_view note, const Origin* parent, std::string_view resource) {
  return arena_->make<Origin>(arena_->copy(note), parent, arena_->copy(resource));
}

Value* ValueFactory::make(NodeKind kind) {
  ++made_;
  Value* value = arena_->make<Value>();
  value->kind_ = kind;
  value->style_ = kind < NodeKind::Sequence ? NodeStyle::Plain : NodeStyle::Block;
  value->flags_ = Node::kGenerated;
  value->arena_ = arena_;
  value->provenance_ = place_;
  return value;
}

Value* ValueFactory::scalar(NodeKind kind, std::string_view text) {
  Value* value = make(kind);
  value->size_ = static_cast<std::uint32_t>(text.size());
  value->chars_ = text.empty() ? "" : text.data();
  return value;
}

Value* ValueFactory::null() { return scalar(NodeKind::Null, {}); }
Value* ValueFactory::boolean(bool value) { return scalar(NodeKind::Boolean, value ? "true" : "false"); }
Value* ValueFactory::integer(std::int64_t value) {
  return scalar(NodeKind::Integer, arena_->copy(std::to_string(value)));
}
Value* ValueFactory::string(std::string_view text) { return scalar(NodeKind::String, arena_->copy(text)); }
Value* ValueFactory::object() { return make(NodeKind::Mapping); }
Value* ValueFactory::list() { return make(NodeKind::Sequence); }

Value* ValueFactory::object(std::initializer_list<std::pair<std::string_view, Value*>> entries) {
  Value* value = object();
  for (const auto& [key, entry] : entries) {
    if (entry != nullptr) value->set(string(key), entry);
  }
  return value;
}

Value* ValueFactory::list(std::initializer_list<Value*> items) {
  Value* value = list();
  for (Value* item : items) {
    if (item != nullptr) value->append(item);
  }
  return value;
}

Value* ValueFactory::ref(std::string_view name) { return object({{"Ref", string(name)}}); }
Value* ValueFactory::get_att(std::string_view name, std::string_view attribute) {
  return object({{"Fn::GetAtt", list({string(name), string(attribute)})}});
}
Value* ValueFactory::sub(std::string_view text) { return object({{"Fn::Sub", string(text)}}); }
Value* ValueFactory::sub(std::string_view text, Value* variables) {
  return object({{"Fn::Sub", list({string(text), variables})}});
}
Value* ValueFactory::join(std::string_view delimiter, Value* items) {
  return object({{"Fn::Join", list({string(delimiter), items})}});
}
Value* ValueFactory::if_(std::string_view condition, Value* then_value, Value* else_value) {
  return object({{"Fn::If", list({string(condition), then_value, else_value})}});
}
Value* ValueFactory::no_value() { return ref("AWS::NoValue"); }

Value* ValueFactory::copy(const Value* value) {
  if (value == nullptr) return nullptr;
  ++made_;
  Value* made = arena_->make<Value>(*value);
  made->arena_ = arena_;
  if (value->is_scalar()) return made;
  made->size_ = made->capacity_ = made->index_size_ = 0;
  if (!value->empty()) made->reserve(value->size_);
  if (value->is_sequence()) {
    for (const Value* item : value->items()) made->append(copy(item));
    return made;
  }
  for (const Entry& entry : value->entries()) {
    made->entries_[made->size_++] = {copy(entry.key), copy(entry.value)};
  }
  return made;
}

Value* ValueFactory::shell(const Value& value, const Origin* origin) {
  ++made_;
  Value* made = arena_->make<Value>(value);
  made->arena_ = arena_;
  made->provenance_.origin = origin;
  if (!value.is_scalar()) made->size_ = made->capacity_ = made->index_size_ = 0;
  return made;
}

Value* ValueFactory::from_scalar(const Node& node) {
  Value* value = scalar(node.kind, node.text());
  value->style_ = node.style;
  return value;
}

// Recursive; ParseOptions::max_depth limits the depth of a tree.
Value* ValueFactory::from(const Node& node) {
  Value* value = nullptr;
  if (node.is_scalar()) {
    value = from_scalar(node);
  } else if (node.is_sequence()) {
    value = list();
    if (node.size > 0) value->reserve(node.size);
    for (const Node* item : node.items()) value->append(from(*item));
  } else {
    value = object();
    if (node.size > 0) value->reserve(node.size);
    // Of duplicate keys, which a template with errors may have, the last one counts. In the small mappings that most
    // are, two keys of one mark are rare, so nearly all keys are new without a search.
    const bool is_small = node.size <= Value::kIndexed;
    std::uint64_t marks = 0;
    for (const Member& member : node.members()) {
      Value* key = from(*member.key);
      const std::string_view name = key->text();
      const auto letter = static_cast<unsigned char>(name.empty() ? '\0' : name[0]);
      const std::uint64_t mark = std::uint64_t{1} << ((name.size() * 7 + letter) % 64);
      if (is_small && (marks & mark) == 0) {
        value->entries_[value->size_++] = {key, from(*member.value)};
      } else {
        value->set(key, from(*member.value));
      }
      marks |= mark;
    }
  }
  value->style_ = node.style;
  value->flags_ = node.flags;
  value->provenance_ = {node.range, node.extra != nullptr ? node.extra->origin : nullptr};
  return value;
}

// Recursive; ParseOptions::max_depth limits the depth of a tree.
Value* ValueFactory::import(const Node& node, const std::function<Provenance(const Node&)>& place_of) {
  Value* value = nullptr;
  if (node.is_scalar()) {
    value = scalar(node.kind, arena_->copy(node.text()));
  } else if (node.is_sequence()) {
    value = list();
    for (const Node* item : node.items()) value->append(import(*item, place_of));
  } else {
    value = object();
    for (const Member& member : node.members()) {
      value->set(import(*member.key, place_of), import(*member.value, place_of));
    }
  }
  value->style_ = node.style;
  value->flags_ = Node::kGenerated;
  value->provenance_ = place_of(node);
  return value;
}

const Node* ValueFactory::freeze(const Value& value) {
  Node* node = arena_->make<Node>();
  node->kind = value.kind_;
  node->style = value.style_;
  node->flags = static_cast<std::uint8_t>(value.flags_ & ~Value::kAuthored);
  node->size = value.size_;
  node->range = value.provenance_.range;
  if (const Origin* origin = value.provenance_.origin; origin != nullptr) {
    // Nodes made by one expansion are consecutive, so they share this.
    if (frozen_extra_ == nullptr || frozen_extra_->origin != origin) {
      NodeExtra* extra = arena_->make<NodeExtra>();
      extra->origin = origin;
      frozen_extra_ = extra;
    }
    node->extra = frozen_extra_;
  }
  if (value.is_scalar()) {
    node->chars = value.chars_;
  } else if (value.is_sequence()) {
    auto** items = static_cast<const Node**>(arena_->allocate(value.size_ * sizeof(Node*), alignof(Node*)));
    for (std::uint32_t i = 0; i < value.size_; ++i) items[i] = freeze(*value.items_[i]);
    node->item_list = items;
  } else {
    auto* members = static_cast<Member*>(arena_->allocate(value.size_ * sizeof(Member), alignof(Member)));
    for (std::uint32_t i = 0; i < value.size_; ++i) {
      members[i] = {freeze(*value.entries_[i].key), freeze(*value.entries_[i].value)};
    }
    node->member_list = members;
    node->function = value.function();
  }
  return node;
}

}  // namespace virga
