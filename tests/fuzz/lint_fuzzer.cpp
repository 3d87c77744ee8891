// Linting terminates without a crash for any input.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "rules/engine/linter.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const virga::LintOptions options = [] {
    virga::LintOptions o;
    o.rules.include = {"E", "W", "I"};
    o.facts = &virga::SchemaDatabase::built_in();
    return o;
  }();
  auto source =
      std::make_shared<const virga::SourceFile>("fuzz.yaml", std::string(reinterpret_cast<const char*>(data), size));
  virga::LintResult result = virga::lint(source, options);
  for (const virga::Diagnostic& d : result.findings) {
    // Findings are within the text.
    if (d.range.begin > d.range.end || d.range.end > size) __builtin_trap();
  }
  return 0;
}
