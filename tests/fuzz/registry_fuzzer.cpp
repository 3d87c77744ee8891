// Any resource provider schema: refused, or a type that templates can be checked against.
#include <cstddef>
#include <cstdint>
#include <memory>

#include "rules/engine/linter.h"
#include "schemas/layered_database.h"
#include "tests/fuzz/check_tree.h"
#include "tests/fuzz/scratch_folder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace virga;
  static const fuzz::ScratchFolder scratch;
  static const auto source =
      std::make_shared<const SourceFile>("t.yaml",
                                         "Resources:\n  R:\n    Type: Acme::Shop::Order\n    Properties:\n      Name: "
                                         "a\n      Size: 5\n      Items: [{A: b}]\n");
  const auto database =
      with_registry_schemas(SchemaDatabase::built_in(), {scratch.write("type.json", fuzz::text_of(data, size))});
  if (!database) {
    fuzz::require(!database.message().empty());
    return 0;
  }
  LintOptions options;
  options.facts = database->get();
  lint(source, options);
  return 0;
}
