// Expanding terminates without a crash for any input; every node of the result has a range in the text, and the emitted
// text can be read again.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "compiler/emit/emit.h"
#include "compiler/expand/session.h"
#include "tests/fuzz/check_tree.h"

namespace {

std::uint32_t depth_of(const virga::Node& node) {
  std::uint32_t depth = 0;
  for (const virga::Node* item : node.items()) depth = std::max(depth, depth_of(*item));
  for (const virga::Member& member : node.members()) depth = std::max(depth, depth_of(*member.value));
  return depth + 1;
}

void check_places(const virga::SyntaxTree& tree, const virga::Node& node) {
  virga::fuzz::check_range(tree, node.range);
  for (const virga::Node* item : node.items()) check_places(tree, *item);
  for (const virga::Member& member : node.members()) {
    check_places(tree, *member.key);
    check_places(tree, *member.value);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const virga::SyntaxTree tree = virga::parse(virga::fuzz::source_of(data, size));
  if (!tree.ok()) return 0;
  virga::ExpandOptions options;
  // The options depend on the text, so that an input always behaves the same.
  constexpr const char* kRegions[] = {"us-east-1", "cn-north-1", "us-gov-west-1"};
  options.region = kRegions[size % 3];
  constexpr virga::Artifacts kArtifacts[] = {virga::Artifacts::Placeholder, virga::Artifacts::Keep,
                                             virga::Artifacts::Require};
  options.artifacts = kArtifacts[size / 3 % 3];
  virga::ExpansionSession session(tree, options);
  const virga::Expansion& expansion = size % 5 == 0   ? session.evaluated()
                                      : size % 7 == 0 ? session.assumed()
                                                      : session.expanded();
  virga::fuzz::require(session.unrolled().ok());
  for (const virga::Diagnostic& problem : expansion.problems) {
    virga::fuzz::check_range(tree, problem.range);
    virga::fuzz::require(!problem.message.empty());
  }
  if (!expansion.ok()) return 0;
  check_places(tree, *expansion.tree.root);
  const std::string yaml = virga::emit_yaml(*expansion.tree.root);
  const std::string json = virga::emit_json(*expansion.tree.root);
  // Whatever is nested too deeply for the readers cannot be read again.
  if (depth_of(*expansion.tree.root) + 8 > virga::ParseOptions{}.max_depth) return 0;
  for (const std::string& text : {yaml, json}) {
    const virga::SyntaxTree again = virga::parse(std::make_shared<const virga::SourceFile>("again", text));
    virga::fuzz::require(again.root != nullptr);
  }
  return 0;
}
