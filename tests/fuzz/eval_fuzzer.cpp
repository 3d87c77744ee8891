// Putting all known values into any template, with values of parameters that the text itself names.
#include <cstddef>
#include <cstdint>
#include <string>

#include "compiler/emit/emit.h"
#include "compiler/expand/session.h"
#include "compiler/model/template.h"
#include "tests/fuzz/check_tree.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace virga;
  const SyntaxTree tree = parse(fuzz::source_of(data, size));
  if (!tree.ok()) return 0;
  ExpandOptions options;
  options.artifacts = Artifacts::Keep;
  // Every second parameter has a value.
  const Template model = Template::build(tree.root);
  std::size_t number = 0;
  for (const Parameter& parameter : model.parameters()) {
    if (number++ % 2 == size % 2) options.parameters.emplace(std::string(parameter.name()), std::to_string(size % 7));
  }
  ExpansionSession session(tree, options);
  const Expansion& expansion = session.evaluated();
  for (const Diagnostic& problem : expansion.problems) fuzz::check_range(tree, problem.range);
  if (expansion.ok()) fuzz::require(!emit_yaml(*expansion.tree.root).empty());
  return 0;
}
