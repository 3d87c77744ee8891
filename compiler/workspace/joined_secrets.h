// Secrets that several scalars make together: the password of an address that Fn::Join or Fn::Sub puts together, and
// arguments of a command in a list.
#pragma once

#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "compiler/syntax/node.h"
#include "rules/engine/secret_words.h"

namespace virga {

// Texts are judged as a whole, with holes for what is not known. Borrows the nodes.
class JoinedSecrets {
public:
  // The text of a call of Fn::Join or Fn::Sub, with those of the calls inside it.
  void add_text(const Node& call);
  // A list of arguments.
  void add_command(std::span<const Node* const> arguments);

  // Where in scalars secrets are because of what stands around them.
  const std::unordered_map<const Node*, SecretPlaces>& places() const { return places_; }
  // Choices, such as Fn::If, whose result is a secret.
  const std::vector<const Node*>& choices() const { return choices_; }

private:
  // A stretch of the joined text, and what it comes from.
  struct Piece {
    std::size_t begin = 0, end = 0;
    const Node* node = nullptr;
    std::size_t node_begin = 0, node_end = 0;  // in the text of a scalar
  };

  void join(const Node& node);
  void join_list(const Node& argument);
  void substitute(const Node& argument);
  void append(std::string_view text, const Node* node, std::size_t begin, std::size_t end);
  void judge();

  std::string text_;
  std::vector<Piece> pieces_;
  std::unordered_map<const Node*, SecretPlaces> places_;
  std::vector<const Node*> choices_;
  std::unordered_set<const Node*> inner_;  // calls that were judged in others; those deep in a text are not read again
};

}  // namespace virga
