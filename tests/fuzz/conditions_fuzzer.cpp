// Whatever the conditions of a template are, answers do not contradict each other.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "compiler/model/template.h"
#include "compiler/resolve/conditions.h"
#include "tests/fuzz/check_tree.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace virga;
  const SyntaxTree tree = parse(fuzz::source_of(data, size));
  if (!tree.ok()) return 0;
  const Template model = Template::build(tree.root);
  const ConditionSolver solver(model);
  std::vector<std::uint32_t> some;
  for (std::uint32_t id = 0; id < std::min(solver.count(), 6U); ++id) {
    fuzz::require(solver.id(solver.name(id)).has_value());
    some.push_back(id);
    // What cannot be true follows from nothing that can be.
    if (!solver.possible({{id, true}})) fuzz::require(!solver.implies({{id, false}}, {id, true}));
  }
  for (const Scenario& scenario : solver.scenarios(some, {})) {
    fuzz::require(solver.possible(scenario));
    static_cast<void>(solver.describe(scenario));
  }
  return 0;
}
