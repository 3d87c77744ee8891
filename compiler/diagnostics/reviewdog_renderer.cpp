// The Reviewdog Diagnostic Format, rdjson: findings as comments on a pull request, fixes as suggestions in them.
// https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "compiler/diagnostics/renderers.h"
#include "compiler/diagnostics/text.h"

namespace virga {

namespace {

// A suggestion is a single replacement; edits further apart than this would make it unreadable.
constexpr std::size_t kMaxSuggestion = 4000;

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string_view level_of(Severity severity) {
  switch (severity) {
    case Severity::Error:
      break;
    case Severity::Warning:
      return "WARNING";
    case Severity::Informational:
      return "INFO";
  }
  return "ERROR";
}

// Line and column from 1, the column in bytes, as the format requires.
std::string position(const SourceFile& source, std::uint32_t offset) {
  const std::uint32_t at = std::min(offset, static_cast<std::uint32_t>(source.text().size()));
  const std::uint32_t line = source.lines().line_of(at);
  return fmt::format("{{\"line\": {}, \"column\": {}}}", line + 1, at - source.lines().line_start(line) + 1);
}

std::string range_of(const SourceFile* source, TextRange range) {
  if (source == nullptr) return "{\"start\": {\"line\": 1, \"column\": 1}}";
  return fmt::format("{{\"start\": {}, \"end\": {}}}", position(*source, range.begin), position(*source, range.end));
}

std::string location(std::string_view name, const SourceFile* source, TextRange range) {
  return fmt::format("{{\"path\": {}, \"range\": {}}}", quoted(name), range_of(source, range));
}

class ReviewdogRenderer final : public Renderer {
public:
  explicit ReviewdogRenderer(const RenderOptions& options) : options_(options) {}

  void begin(std::string& out) override {
    fmt::format_to(std::back_inserter(out), "{{\n  \"source\": {{\"name\": {}}},\n  \"diagnostics\": [",
                   quoted(options_.program));
  }

  void file(const FileFindings& file, std::string& out) override {
    for (const Diagnostic& finding : file.findings) {
      out += first_ ? "\n    " : ",\n    ";
      first_ = false;
      write(file, finding, out);
    }
  }

  void end(const RunSummary& /*summary*/, std::string& out) override { out += first_ ? "]\n}\n" : "\n  ]\n}\n"; }

private:
  void write(const FileFindings& file, const Diagnostic& finding, std::string& out) const {
    const std::string_view name = file.name == "-" ? std::string_view("stdin") : std::string_view(file.name);
    const auto to = std::back_inserter(out);
    const RuleText* rule = options_.rules == nullptr ? nullptr : options_.rules->find(finding.rule);
    // A suggestion has no text of its own.
    const bool is_unsafe = std::any_of(finding.fixes.begin(), finding.fixes.end(), [&](const Fix& fix) {
      return fix.safety == FixSafety::Unsafe && !suggestion(file.source.get(), fix).empty();
    });
    const std::string message =
        finding.message + (is_unsafe ? " (the suggestion is unsafe: review before applying)" : "");
    fmt::format_to(to, "{{\"message\": {}, \"severity\": \"{}\", \"code\": {{\"value\": {}", quoted(message),
                   level_of(finding.severity), quoted(finding.rule));
    if (rule != nullptr && !rule->source.empty()) fmt::format_to(to, ", \"url\": {}", quoted(rule->source));
    fmt::format_to(to, "}},\n     \"location\": {}", location(name, file.source.get(), finding.focus()));
    list(out, "relatedLocations", finding.notes, [&](const Note& note) {
      const SourceFile* source = note.file ? note.file.get() : file.source.get();
      return fmt::format("{{\"message\": {}, \"location\": {}}}", quoted(note.message),
                         location(note.file ? std::string_view(note.file->name()) : name, source, note.range));
    });
    list(out, "suggestions", finding.fixes, [&](const Fix& fix) { return suggestion(file.source.get(), fix); });
    out += '}';
  }

  template <typename Items, typename Make>
  static void list(std::string& out, std::string_view key, const Items& items, Make make) {
    bool any = false;
    for (const auto& item : items) {
      const std::string text = make(item);
      if (text.empty()) continue;
      out += any ? ", " : fmt::format(",\n     \"{}\": [", key);
      any = true;
      out += text;
    }
    if (any) out += ']';
  }

  // Merges all edits and the text between them into one replacement.
  static std::string suggestion(const SourceFile* source, const Fix& fix) {
    if (source == nullptr || fix.edits.empty()) return {};
    const TextRange range{fix.edits.front().range.begin, fix.edits.back().range.end};
    std::string text;
    std::uint32_t done = range.begin;
    for (const TextEdit& edit : fix.edits) {
      text += source->slice({done, edit.range.begin});
      text += edit.replacement;
      done = edit.range.end;
    }
    if (range.size() > kMaxSuggestion || text.size() > kMaxSuggestion) return {};
    return fmt::format("{{\"range\": {}, \"text\": {}}}", range_of(source, range), quoted(text));
  }

  RenderOptions options_;
  bool first_ = true;
};

}  // namespace

std::unique_ptr<Renderer> make_reviewdog_renderer(const RenderOptions& options) {
  return std::make_unique<ReviewdogRenderer>(options);
}

}  // namespace virga
