#include "compiler/driver/changed_files.h"

#include <filesystem>
#include <system_error>

namespace virga {
namespace {

std::string canonical(const std::string& path) {
  std::error_code fault;
  const std::filesystem::path found = std::filesystem::canonical(path, fault);
  return fault ? path : found.string();
}

}  // namespace

void ChangedFiles::set(const SourceFilePtr& file) { files_.insert_or_assign(canonical(file->name()), file); }

SourceFilePtr ChangedFiles::find(const std::string& path) const {
  const auto found = files_.empty() ? files_.end() : files_.find(canonical(path));
  if (found == files_.end()) return nullptr;
  if (found->second->name() == path) return found->second;
  return std::make_shared<const SourceFile>(path, std::string(found->second->text()));
}

ReadResult ChangedFiles::read(const std::string& path) const {
  SourceFilePtr changed = find(path);
  return changed != nullptr ? ReadResult{std::move(changed), {}} : disk()->read(path);
}

}  // namespace virga
