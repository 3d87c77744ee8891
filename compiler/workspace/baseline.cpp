#include "compiler/workspace/baseline.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <iterator>
#include <utility>

#include "compiler/diagnostics/text.h"
#include "compiler/workspace/data_file.h"
#include "compiler/workspace/output_file.h"

namespace virga {

namespace fs = std::filesystem;

Baseline::Baseline(std::string path) : path_(std::move(path)) {
  std::error_code error;
  folder_ = fs::absolute(path_, error).parent_path().lexically_normal().string();
}

Baseline::Key Baseline::key_of(const FileFindings& file, const Diagnostic& finding) const {
  std::string name = file.name;
  if (file.is_file) {
    std::error_code error;
    name = fs::absolute(name, error).lexically_normal().lexically_relative(folder_).string();
  }
  return {std::move(name), to_string(finding.path), finding.rule, fmt::format("{:016x}", fingerprint(finding))};
}

Result<void> Baseline::load() {
  ReadResult file = read_source_file(path_);
  if (file.file == nullptr) {
    return Error{fmt::format("{}: {}", path_, file.error.message)};
  }
  const SyntaxTree tree = read_data(file.file);
  const Node* version = tree.root == nullptr ? nullptr : tree.root->get("version");
  const Node* findings = tree.root == nullptr ? nullptr : tree.root->get("findings");
  if (!tree.ok() || version == nullptr || version->text() != "1" || findings == nullptr || !findings->is_sequence()) {
    return Error{fmt::format("{}: not a baseline; `virga lint --baseline FILE --write-baseline` creates one", path_)};
  }
  for (const Node* item : findings->items()) {
    const auto text = [&](std::string_view key) {
      const Node* value = item->get(key);
      return value == nullptr ? std::string() : std::string(value->text());
    };
    std::int64_t count = 1;
    if (const Node* value = item->get("count"); value != nullptr && !to_integer(*value, count)) count = 1;
    entries_[{text("file"), text("path"), text("rule"), text("hash")}] += static_cast<std::uint32_t>(count);
  }
  return {};
}

std::size_t Baseline::filter(FileFindings& file) {
  return std::erase_if(file.findings, [&](const Diagnostic& finding) {
    const auto entry = entries_.find(key_of(file, finding));
    if (entry == entries_.end() || entry->second == 0) return false;
    --entry->second;
    return true;
  });
}

void Baseline::add(const FileFindings& file) {
  for (const Diagnostic& finding : file.findings) ++entries_[key_of(file, finding)];
}

std::size_t Baseline::size() const {
  std::size_t total = 0;
  for (const auto& [key, count] : entries_) total += count;
  return total;
}

Result<void> Baseline::save() const {
  std::string text = "{\n  \"version\": 1,\n  \"findings\": [";
  bool first = true;
  for (const auto& [key, count] : entries_) {
    const auto& [file, path, rule, hash] = key;
    text += first ? "\n    {\"file\": " : ",\n    {\"file\": ";
    first = false;
    append_json_string(text, file);
    text += ", \"rule\": ";
    append_json_string(text, rule);
    text += ", \"path\": ";
    append_json_string(text, path);
    fmt::format_to(std::back_inserter(text), ", \"hash\": \"{}\", \"count\": {}}}", hash, count);
  }
  text += first ? "]\n}\n" : "\n  ]\n}\n";
  return write_file(path_, text);
}

}  // namespace virga
