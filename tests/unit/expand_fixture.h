// Expanded SAM templates for tests.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/emit/emit.h"
#include "compiler/expand/expansion.h"

namespace virga {

// A template with these Resources, expanded.
class Expanded {
public:
  explicit Expanded(const std::string& resources, const ExpandOptions& options = {})
      : tree_(parse(
            std::make_shared<SourceFile>("t.yaml", "Transform: AWS::Serverless-2016-10-31\nResources:\n" + resources))),
        expansion_(expand(tree_, options)) {}

  const Node* resource(std::string_view id) const {
    const Node* root = expansion_.tree.root;
    return root == nullptr ? nullptr : root->get("Resources")->get(id);
  }
  // The resource on one line.
  std::string text(std::string_view id) const {
    const Node* found = resource(id);
    std::string out;
    bool blank = false;
    for (const char c : found == nullptr ? std::string() : emit_json(*found)) {
      if (c == '\n') {
        blank = true;
      } else if (!blank || c != ' ') {
        out += c;
        blank = false;
      }
    }
    return out;
  }
  std::vector<std::string> ids() const {
    std::vector<std::string> found;
    if (expansion_.tree.root == nullptr) return found;
    for (const Member& member : expansion_.tree.root->get("Resources")->members()) {
      found.emplace_back(member.key->text());
    }
    return found;
  }
  // "id: message" of each problem.
  std::vector<std::string> problems() const {
    std::vector<std::string> found;
    for (const Diagnostic& problem : expansion_.problems) {
      found.push_back((problem.generated ? problem.generated->logical_id : std::string()) + ": " + problem.message);
    }
    return found;
  }

private:
  SyntaxTree tree_;
  Expansion expansion_;
};

}  // namespace virga
