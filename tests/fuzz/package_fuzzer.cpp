// Packaging any template: it is written anew, or a problem within its text says why not.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "compiler/package/packager.h"
#include "tests/fuzz/check_tree.h"
#include "tests/fuzz/scratch_folder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace virga;
  static const fuzz::ScratchFolder scratch;
  const std::string name = scratch.write("template.yaml", fuzz::text_of(data, size));
  PackageOptions options;
  options.bucket = "bucket";
  options.folder = scratch.path() / "out";
  options.without = {options.folder};
  Packager packager(options);
  const std::string text = packager.run(name, size % 2 == 0 ? "json" : "");
  bool failed = false;
  for (const TemplateProblems& one : packager.problems()) {
    for (const Diagnostic& problem : one.problems) {
      failed |= problem.severity == Severity::Error;
      if (one.source != nullptr) fuzz::require(problem.range.end <= one.source->text().size());
    }
  }
  fuzz::require(failed || !text.empty());
  std::error_code error;
  std::filesystem::remove_all(options.folder, error);
  return 0;
}
