#include "lsp/server/document_store.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "lsp/protocol/uri.h"

namespace virga::lsp {

using nlohmann::json;

namespace {

std::string name_of(const std::string& uri) {
  std::string path = path_of_uri(uri);
  return path.empty() ? uri : path;
}

DocumentPtr make_document(std::string uri, std::string language_id, std::int64_t version, std::string text) {
  auto document = std::make_shared<Document>();
  document->source = std::make_shared<const SourceFile>(name_of(uri), std::move(text));
  document->uri = std::move(uri);
  document->language_id = std::move(language_id);
  document->version = version;
  return document;
}

}  // namespace

DocumentPtr DocumentStore::open(std::string uri, std::string language_id, std::int64_t version, std::string text) {
  DocumentPtr document = make_document(std::move(uri), std::move(language_id), version, std::move(text));
  const std::lock_guard lock(mutex_);
  documents_[document->uri] = document;
  return document;
}

DocumentPtr DocumentStore::change(const std::string& uri, std::int64_t version, const json& changes) {
  const DocumentPtr before = find(uri);
  if (before == nullptr) return nullptr;
  SourceFilePtr source = before->source;
  for (const json& change : changes) {
    std::string text = change.at("text").get<std::string>();
    if (change.contains("range")) {
      const TextRange range = Positions(*source, encoding_).byte_range(change.at("range"));
      const std::string_view old = source->text();
      std::string next;
      next.reserve(old.size() + text.size());
      next.append(old.substr(0, range.begin)).append(text).append(old.substr(range.end));
      text = std::move(next);
    }
    source = std::make_shared<const SourceFile>(source->name(), std::move(text));
  }
  auto document = std::make_shared<Document>(*before);
  document->version = version;
  document->source = std::move(source);
  const std::lock_guard lock(mutex_);
  documents_[uri] = document;
  return document;
}

void DocumentStore::close(const std::string& uri) {
  const std::lock_guard lock(mutex_);
  documents_.erase(uri);
}

DocumentPtr DocumentStore::find(const std::string& uri) const {
  const std::lock_guard lock(mutex_);
  const auto found = documents_.find(uri);
  return found == documents_.end() ? nullptr : found->second;
}

ReadResult EditorFiles::read(const std::string& path) const {
  const std::string normal = std::filesystem::path(path).lexically_normal().string();
  if (const DocumentPtr document = documents_.find_path(normal)) return {document->source, {}};
  return disk_->read(path);
}

DocumentPtr DocumentStore::find_path(std::string_view path) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [uri, document] : documents_) {
    if (document->source->name() == path) return document;
  }
  return nullptr;
}

std::vector<DocumentPtr> DocumentStore::all() const {
  std::vector<DocumentPtr> result;
  const std::lock_guard lock(mutex_);
  result.reserve(documents_.size());
  for (const auto& [uri, document] : documents_) result.push_back(document);
  return result;
}

}  // namespace virga::lsp
