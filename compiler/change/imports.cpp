#include "compiler/change/imports.h"

#include <fmt/format.h>

#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace virga {
namespace {

using Importers = std::map<std::string, std::set<std::string>, std::less<>>;  // export -> files

void find_importers(std::span<const TemplateChange> changes, Importers& importers) {
  for (const TemplateChange& change : changes) {
    for (const std::string& name : change.imports) importers[name].insert(change.old_name);
    find_importers(change.nested, importers);
  }
}

void name_importers(std::span<TemplateChange> changes, const Importers& importers) {
  for (TemplateChange& change : changes) {
    name_importers(change.nested, importers);
    for (Risk& risk : change.risks) {
      const auto found = importers.find(risk.export_name);
      if (risk.export_name.empty() || found == importers.end()) continue;
      std::string files;
      for (const std::string& file : found->second) files += (files.empty() ? "" : ", ") + file;
      constexpr std::string_view kOpen = " while another stack imports it";
      if (const std::size_t at = risk.message.find(kOpen); at != std::string::npos) {
        risk.message.replace(at, kOpen.size(),
                             fmt::format(": {} {} it", files, found->second.size() == 1 ? "imports" : "import"));
      }
    }
  }
}

}  // namespace

void find_broken_imports(std::vector<TemplateChange>& changes) {
  Importers importers;
  find_importers(changes, importers);
  name_importers(changes, importers);
}

}  // namespace virga
