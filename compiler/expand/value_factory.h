// Creates the values of an expansion and records their origin.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "compiler/expand/value.h"

namespace virga {

// Values live in the arena, which must outlive them. Values created while a Scope is open get the place of its cause,
// so that every generated node can be shown in the template. Not thread-safe.
class ValueFactory {
public:
  explicit ValueFactory(Arena& arena) : arena_(&arena) {}

  Arena& arena() const { return *arena_; }
  // The number of values created so far, including those of the template; used for budgets.
  std::size_t made() const { return made_; }

  Value* null();
  Value* boolean(bool value);
  Value* integer(std::int64_t value);
  // Copies the text.
  Value* string(std::string_view text);
  Value* object();
  // Leaves out entries whose value is null, so that optional ones can be written inline.
  Value* object(std::initializer_list<std::pair<std::string_view, Value*>> entries);
  Value* list();
  // Leaves out null items.
  Value* list(std::initializer_list<Value*> items);

  // Intrinsic functions in long form.
  Value* ref(std::string_view name);
  Value* get_att(std::string_view name, std::string_view attribute);
  Value* sub(std::string_view text);
  Value* sub(std::string_view text, Value* variables);  // variables: a mapping
  Value* join(std::string_view delimiter, Value* items);
  Value* if_(std::string_view condition, Value* then_value, Value* else_value);
  Value* no_value();

  // A deep copy with the places of the original; null for null.
  Value* copy(const Value* value);
  // A copy of a scalar, or an empty collection of the same style, at the place of `value` with this origin.
  Value* shell(const Value& value, const Origin* origin);
  Value* from(const Node& node);
  // From a node of another file: a deep copy that borrows nothing, with each value at the place that `place_of` returns
  // for its node.
  Value* import(const Node& node, const std::function<Provenance(const Node&)>& place_of);

  // Converts the tree below `value` to immutable nodes in the factory's arena, which share strings with the values.
  // Sets Node::function for a mapping with one key that names a function, as the readers do.
  const Node* freeze(const Value& value);

  const Provenance& place() const { return place_; }
  // Creates an origin. `note` names the expansion for people; `parent` is the enclosing one, or null. `resource` as in
  // Origin.
  const Origin* origin(std::string_view note, const Origin* parent, std::string_view resource = {});

  // While it exists, new values get the place of `cause`. Scopes nest; the innermost one counts.
  class Scope {
  public:
    Scope(ValueFactory& factory, const Value& cause) : Scope(factory, cause.provenance()) {}
    // If the place has no origin, keeps that of the enclosing scope.
    Scope(ValueFactory& factory, const Provenance& place) : factory_(factory), before_(factory.place_) {
      factory.place_ = {place.range, place.origin != nullptr ? place.origin : before_.origin};
    }
    // The same place, within an expansion that `note` names for people ("iteration 3 of Fn::ForEach::Topics").
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
  const NodeExtra* frozen_extra_ = nullptr;  // for the last frozen node with an origin
  std::size_t made_ = 0;
};

}  // namespace virga
