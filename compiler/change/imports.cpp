#include "compiler/change/imports.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace virga {

void find_broken_imports(std::vector<TemplateChange>& changes) {
  std::map<std::string, std::set<std::string>> importers;  // export -> files
  for (const TemplateChange& change : changes) {
    for (const std::string& name : change.imports) importers[name].insert(change.old_name);
  }
  for (TemplateChange& change : changes) {
    for (Risk& risk : change.risks) {
      const auto found = importers.find(risk.export_name);
      if (risk.export_name.empty() || found == importers.end()) continue;
      std::string files;
      for (const std::string& file : found->second) files += (files.empty() ? "" : ", ") + file;
      constexpr std::string_view kOpen = " while another stack imports it";
      if (const std::size_t at = risk.message.find(kOpen); at != std::string::npos) {
        risk.message.replace(at, kOpen.size(), fmt::format(": {} imports it", files));
      }
    }
  }
}

}  // namespace virga
