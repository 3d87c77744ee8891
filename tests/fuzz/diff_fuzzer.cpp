// Comparing two templates terminates for any input, and a valid template does not differ from itself; `virga diff`
// rejects the others. The first line "---" separates the two; without one, the text is compared with an empty template.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "compiler/change/compare_templates.h"
#include "compiler/change/render.h"
#include "schemas/schema_database.h"

namespace {

std::shared_ptr<const virga::Snapshot> open(std::string_view text) {
  static const auto options = [] {
    auto made = std::make_shared<virga::SemanticOptions>();
    made->facts = &virga::SchemaDatabase::built_in();
    made->evaluation.resolve_pseudo_parameters = false;
    return made;
  }();
  return virga::Snapshot::open(std::make_shared<const virga::SourceFile>("fuzz.yaml", std::string(text)), options,
                               virga::Reading::Tolerant);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view kMark = "\n---\n";
  const std::size_t mark = text.find(kMark);
  const auto before = open(text.substr(0, mark));
  const auto after = open(mark == std::string_view::npos ? "{}" : text.substr(mark + kMark.size()));
  const virga::TemplateChange change = virga::compare_templates(*before, *after);
  const std::span<const virga::TemplateChange> all(&change, 1);
  virga::render_change_text(change, {});
  virga::render_change_json(all);
  virga::render_change_markdown(all);
  virga::render_change_github(all);
  const bool is_same = virga::compare_templates(*before, *open(text.substr(0, mark))).is_empty();
  if (!is_same && !before->is_broken()) __builtin_trap();
  return 0;
}
