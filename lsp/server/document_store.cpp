#include "lsp/server/document_store.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "compiler/support/text.h"
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

// Whoever types here and then there takes longer to move the cursor than a tool does.
constexpr std::chrono::milliseconds kMove{400};

bool is_within_line(std::string_view text) { return text.find_first_of("\r\n") == std::string_view::npos; }

// Whether an edit that does not go on with what was typed may be typing: within a line, or a line break.
bool may_begin_typing(std::string_view replaced, std::string_view inserted) {
  return is_within_line(replaced) &&
         (is_within_line(inserted) || inserted.find_first_not_of(" \t\r\n") == std::string_view::npos);
}

// Whether an edit is what one key makes of the text: a character, perhaps in place of what is selected, a pair of
// brackets or quotes, a line break with the indentation below it, or a character that is taken back.
bool is_one_key(std::string_view replaced, std::string_view inserted) {
  const std::size_t count = count_code_points(inserted);
  if (count == 1 || count_code_points(replaced) + count <= 2) return true;
  return replaced.empty() && inserted.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// The word around the end of an edit: a value with its tag, or a key.
TextRange typed_word(std::string_view text, std::uint32_t end) {
  constexpr std::string_view kAround = " \t\r\n,[]{}\"'";
  TextRange word{end, end};
  while (word.begin > 0 && kAround.find(text[word.begin - 1]) == std::string_view::npos) --word.begin;
  while (word.end < text.size() && kAround.find(text[word.end]) == std::string_view::npos) ++word.end;
  return word;
}

// Whether nothing but brackets and quotes that an editor closed by itself stands between two places: who types those
// goes over them without an edit.
bool is_typed_over(std::string_view text, std::uint32_t from, std::uint32_t to) {
  return from < to && text.substr(from, to - from).find_first_not_of(" \t\r\n\"'}])") == std::string_view::npos;
}

// Whoever types puts one character, pair or line break after the other, each at the end of the one before or inside it.
// What is taken back, or completed, there belongs to it.
unsigned keystrokes_after(const Document& before, TextRange replaced, std::string_view inserted) {
  const bool goes_on = (before.edited.begin <= replaced.end && replaced.begin <= before.edited.end) ||
                       is_typed_over(before.source->text(), before.edited.end, replaced.begin);
  const bool is_key = !inserted.empty() && (replaced.size() == 0 || count_code_points(inserted) == 1);
  if (is_key) return goes_on ? before.keystrokes + 1 : 1;
  // A completion may follow upon the first key.
  const bool was_typing = before.keystrokes > 1 || (before.keystrokes == 1 && before.typed.has_value());
  return goes_on && was_typing ? std::max(before.keystrokes, 2U) : 0;
}

}  // namespace

DocumentPtr DocumentStore::open(std::string uri, std::string language_id, std::int64_t version, std::string text) {
  DocumentPtr document = make_document(std::move(uri), std::move(language_id), version, std::move(text));
  const std::lock_guard lock(mutex_);
  documents_[document->uri] = document;
  return document;
}

DocumentPtr DocumentStore::change(const std::string& uri, std::int64_t version, const json& changes, Quiet quiet) {
  const DocumentPtr before = find(uri);
  if (before == nullptr) return nullptr;
  SourceFilePtr source = before->source;
  std::optional<TextRange> typed;
  TextRange edited;
  TextRange run;
  unsigned keystrokes = 0;
  const auto now = std::chrono::steady_clock::now();
  for (const json& change : changes) {
    std::string text = change.at("text").get<std::string>();
    if (change.contains("range")) {
      const TextRange range = Positions(*source, encoding_).byte_range(change.at("range"));
      const std::string_view old = source->text();
      std::string next;
      next.reserve(old.size() + text.size());
      next.append(old.substr(0, range.begin)).append(text).append(old.substr(range.end));
      if (quiet != Quiet::Never && changes.size() == 1) {
        edited = {range.begin, range.begin + static_cast<std::uint32_t>(text.size())};
        keystrokes = keystrokes_after(*before, range, text);
        // A completion replaces or goes on with what was typed, perhaps with several lines; what is put in elsewhere is
        // complete.
        const bool is_completion = keystrokes > 1;
        const std::string_view replaced = old.substr(range.begin, range.size());
        const bool is_typing = is_completion || may_begin_typing(replaced, text);
        const bool is_key = is_one_key(replaced, text) && now - before->changed >= kMove;
        const bool is_heard = quiet == Quiet::Always || keystrokes > 1 || is_key;
        if (is_typing && is_heard) typed = typed_word(next, edited.end);
        run = edited;
        if (keystrokes > 1) {
          run.begin = std::min(before->run.begin, range.begin);
          run.end = std::max(before->run.end, range.end) - range.size() + static_cast<std::uint32_t>(text.size());
        }
      }
      text = std::move(next);
    }
    source = std::make_shared<const SourceFile>(source->name(), std::move(text));
  }
  auto document = std::make_shared<Document>(*before);
  document->version = version;
  document->source = std::move(source);
  document->typed = typed;
  document->edited = edited;
  document->run = run;
  document->changed = now;
  document->keystrokes = keystrokes;
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
