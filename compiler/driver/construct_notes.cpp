#include "compiler/driver/construct_notes.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <system_error>
#include <utility>

#include "compiler/diagnostics/text.h"
#include "compiler/driver/console.h"

namespace virga {
namespace {

namespace fs = std::filesystem;

// "Shop/Orders/Resource"; empty if unknown.
std::string_view construct_of(const Template& model, const CloudAssembly& assembly, const std::string& file,
                              const Diagnostic& finding) {
  if (finding.path.size() < 2) return {};
  const auto* section = std::get_if<std::string>(&finding.path[0]);
  const auto* id = std::get_if<std::string>(&finding.path[1]);
  if (section == nullptr || id == nullptr || *section != "Resources") return {};
  const Resource* resource = model.find_resource(*id);
  const Node* path =
      resource == nullptr || resource->metadata == nullptr ? nullptr : resource->metadata->value->get("aws:cdk:path");
  return path != nullptr ? path->text() : assembly.construct_of(file, *id);
}

// Relative to the working directory if the path is below it.
std::string short_path(const std::string& path) {
  std::error_code ignored;
  const fs::path here = fs::current_path(ignored);
  const std::string relative = (here / path).lexically_relative(here).generic_string();
  return relative.empty() || relative.starts_with("..") ? path : relative;
}

// The files of an app, each read once. Paths that are not absolute count from the folder that the assembly lies in.
class AppFiles {
public:
  explicit AppFiles(const fs::path& assembly) : app_((assembly / "..").lexically_normal()) {}

  SourceFilePtr get(const std::string& file) {
    const auto [at, is_new] = files_.try_emplace(file);
    const std::string path = (app_ / file).lexically_normal().string();
    std::error_code ignored;
    if (is_new && fs::is_regular_file(path, ignored)) {
      const ReadResult read = read_source_file(path);
      if (read.file != nullptr) {
        at->second = std::make_shared<const SourceFile>(short_path(path), std::string(read.file->text()));
      }
    }
    return at->second;
  }

private:
  const fs::path app_;
  std::map<std::string, SourceFilePtr> files_;
};

}  // namespace

std::shared_ptr<const CloudAssembly> assembly_of(const std::string& template_path) {
  if (!template_path.ends_with(".template.json")) return nullptr;
  // The templates of an assembly are in one folder and are linted by several threads.
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const CloudAssembly>> known;
  const std::string folder = fs::path(template_path).parent_path().string();
  const std::lock_guard guard(mutex);
  const auto [at, is_new] = known.try_emplace(folder);
  if (is_new) {
    Result<std::shared_ptr<const CloudAssembly>> assembly = CloudAssembly::open(folder.empty() ? "." : folder);
    if (assembly) {
      at->second = std::move(*assembly);
    } else {
      write_err(
          fmt::format("virga: warning: {}; no finding names a construct, and stacks have the region of the run; run "
                      "`cdk synth` again\n",
                      printable(assembly.message())));
    }
  }
  return at->second;
}

void add_construct_notes(const Snapshot& snapshot, const CloudAssembly& assembly, FileFindings& file) {
  AppFiles files(fs::path(file.name).parent_path());
  const std::string name = fs::path(file.name).filename().string();
  for (Diagnostic& finding : file.findings) {
    const std::string_view construct = construct_of(snapshot.written().model(), assembly, name, finding);
    if (construct.empty()) continue;
    Note note;
    note.message = fmt::format("made by the construct {}", construct);
    if (const std::optional<CreationPlace> place = assembly.creation_of(construct)) {
      note.file = files.get(place->file);
      if (note.file == nullptr) {
        note.message += fmt::format(", created at {}:{}:{}", place->file, place->line, place->column);
      } else {
        const LineIndex& lines = note.file->lines();
        const std::uint32_t begin = lines.offset_of(LineColumn{place->line, place->column});
        const std::uint32_t line = lines.line_of(begin);
        const auto end = static_cast<std::uint32_t>(lines.line_start(line) + lines.line_text(line).size());
        note.range = {begin, std::max(begin, end)};
      }
    }
    finding.notes.push_back(std::move(note));
  }
}

}  // namespace virga
