// Any manifest of a cloud assembly, any stack trace, and any file of another tool that may carry a template.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "compiler/workspace/carriers.h"
#include "compiler/workspace/cloud_assembly.h"
#include "tests/fuzz/check_tree.h"
#include "tests/fuzz/scratch_folder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace virga;
  static const fuzz::ScratchFolder scratch;
  const std::string_view text = fuzz::text_of(data, size);
  scratch.write("manifest.json", text);
  if (const auto assembly = CloudAssembly::open(scratch.path().string()); assembly && *assembly != nullptr) {
    (*assembly)->region_of("Shop.template.json");
    const std::string path((*assembly)->construct_of("Shop.template.json", "OrdersA9B65338"));
    (*assembly)->creation_of(path);
  }
  if (const auto place = place_of_frame(text.substr(0, 500))) fuzz::require(place->line >= 1 && place->column >= 1);
  for (const char* name : {"serverless.yml", ".ebextensions/a.config"}) {
    const auto carried = carried_template(std::make_shared<const SourceFile>(name, std::string(text)));
    if (carried && carried->tree.root != nullptr) fuzz::check_range(carried->tree, carried->tree.root->range);
  }
  return 0;
}
