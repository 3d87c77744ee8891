// Creates nodes for the new values of an edit.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "compiler/support/arena.h"
#include "compiler/syntax/node.h"

namespace virga {

// The nodes live as long as the maker; strings are copied. Not thread-safe.
class ValueMaker {
public:
  const Node& text(std::string_view text) { return scalar(NodeKind::String, text); }
  // `text` as CloudFormation would render it: "true", "10", "" for null.
  const Node& scalar(NodeKind kind, std::string_view text);
  const Node& list(const std::vector<const Node*>& items);
  const Node& map(const std::vector<std::pair<std::string_view, const Node*>>& members);
  // {"Ref": name}
  const Node& ref(std::string_view name) { return call("Ref", text(name)); }
  // {"Fn::Sub": …}, with Node::function set; the writer decides whether to use a short tag.
  const Node& call(std::string_view function, const Node& argument);

private:
  Node* make_map(const std::vector<std::pair<std::string_view, const Node*>>& members);

  Arena arena_;
};

}  // namespace virga
