// Makes the values of an expansion and keeps track of where they come from.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "compiler/expand/value.h"

namespace virga {

// Owns nothing: values go into the arena, which must outlive them. Values made while a Scope is open have the place of
// its cause, so that every generated node can be shown in the template. Not thread safe.
class ValueFactory {
public:
  explicit ValueFactory(Arena& arena) : arena_(&arena) {}

  Arena& arena() const { return *arena_; }
  // How many values were made so far, those of the template among them: what budgets count.
  std::size_t made() const { return made_; }

  Value* null();
  Value* boolean(bool value);
  Value* integer(std::int64_t value);
  // The text is copied.
  Value* string(std::string_view text);
  Value* object();
  // Entries whose value is null are left out, so that optional ones can be written in line.
  Value* object(std::initializer_list<std::pair<std::string_view, Value*>> entries);
  Value* list();
  // Items that are null are left out.
  Value* list(std::initializer_list<Value*> items);

  // Intrinsic functions in their long form.
  Value* ref(std::string_view name);
  Value* get_att(std::string_view name, std::string_view attribute);
  Value* sub(std::string_view text);
  Value* sub(std::string_view text, Value* variables);  // variables: a mapping
  Value* join(std::string_view delimiter, Value* items);
  Value* if_(std::string_view condition, Value* then_value, Value* else_value);
  Value* no_value();

  // Deep copies; places stay those of the original. copy(nullptr) is null.
  Value* copy(const Value* value);
  // A scalar's copy, or an empty collection of the same style; its place is that of `value` with this origin.
  Value* shell(const Value& value, const Origin* origin);
  Value* from(const Node& node);
  // From a node of another file: a deep copy that borrows nothing, each value at the place that `place_of` gives its
  // node.
  Value* import(const Node& node, const std::function<Provenance(const Node&)>& place_of);

  // Immutable nodes of the whole tree below `value`, in the factory's arena; texts are shared with the values. A
  // one-key mapping that names a function gets Node::function, as the readers do.
  const Node* freeze(const Value& value);

  const Provenance& place() const { return place_; }
  // An expansion that `note` names for people; `parent` is the one around it, or null. `resource` as in Origin.
  const Origin* origin(std::string_view note, const Origin* parent, std::string_view resource = {});

  // While it lives, values that are made stand at `cause`. Scopes nest; the innermost counts.
  class Scope {
  public:
    Scope(ValueFactory& factory, const Value& cause) : Scope(factory, cause.provenance()) {}
    // Inside the expansions of the scope around it, where the cause has none of its own.
    Scope(ValueFactory& factory, const Provenance& place) : factory_(factory), before_(factory.place_) {
      factory.place_ = {place.range, place.origin != nullptr ? place.origin : before_.origin};
    }
    // The same place, with an expansion around it that `note` names for people ("iteration 3 of Fn::ForEach::Topics").
    Scope(ValueFactory& factory, const Provenance& place, std::string_view note, std::string_view resource = {});
    ~Scope() { factory_.place_ = before_; }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

  private:
    ValueFactory& factory_;
    Provenance before_;
  };

private:
  Value* make(NodeKind kind);
  Value* scalar(NodeKind kind, std::string_view text);
  Value* from_scalar(const Node& node);

  Arena* arena_;
  Provenance place_;
  const NodeExtra* frozen_extra_ = nullptr;  // of the node with an origin that was frozen last
  std::size_t made_ = 0;
};

}  // namespace virga
