// cfn-lint's JSON list, extended by notes, fixes and origins.
#include <fmt/format.h>

#include <iterator>

#include "compiler/diagnostics/fold.h"
#include "compiler/diagnostics/renderers.h"
#include "compiler/diagnostics/text.h"

namespace virga {

namespace {

std::string_view level_of(Severity severity) {
  switch (severity) {
    case Severity::Error:
      break;
    case Severity::Warning:
      return "Warning";
    case Severity::Informational:
      return "Informational";
  }
  return "Error";
}

// Writes indented members one by one, so that no document is built in memory.
class Writer {
public:
  explicit Writer(std::string& out) : out_(out) {}

  void open(char bracket) {
    out_ += bracket;
    ++depth_;
    first_ = true;
  }
  void close(char bracket) {
    --depth_;
    if (!first_) line();
    out_ += bracket;
    first_ = false;
  }
  void item() {
    if (!first_) out_ += ',';
    line();
    first_ = false;
  }
  void key(std::string_view name) {
    item();
    append_json_string(out_, name);
    out_ += ": ";
  }
  void text(std::string_view name, std::string_view value) {
    key(name);
    append_json_string(out_, value);
  }
  void number(std::string_view name, std::uint64_t value) {
    key(name);
    out_ += std::to_string(value);
  }
  std::string& raw() { return out_; }
  void set_depth(int depth) { depth_ = depth; }

private:
  void line() {
    out_ += '\n';
    out_.append(static_cast<std::size_t>(depth_) * 4, ' ');
  }

  std::string& out_;
  int depth_ = 0;
  bool first_ = true;
};

class JsonRenderer : public Renderer {
public:
  explicit JsonRenderer(const RenderOptions& options) : options_(options) {}

  void begin(std::string& out) override { out += '['; }

  void file(const FileFindings& file, std::string& out) override {
    for (const Diagnostic& finding : file.findings) {
      out += any_ ? ",\n    " : "\n    ";
      any_ = true;
      write(file, finding, out);
    }
  }

  void end(const RunSummary& /*summary*/, std::string& out) override { out += any_ ? "\n]\n" : "]\n"; }

private:
  void write(const FileFindings& file, const Diagnostic& finding, std::string& out) const {
    Writer json(out);
    json.set_depth(1);
    json.open('{');
    if (file.is_file) {
      json.text("Filename", file.name);
    } else {
      json.key("Filename");
      out += "null";
    }
    if (!finding.fixes.empty()) fixes(json, file, finding);
    json.key("Focus");
    json.open('{');
    range(json, file.source.get(), finding.focus());
    json.close('}');
    if (finding.generated && !finding.generated->type.empty()) {
      json.key("Generated");
      json.open('{');
      json.text("LogicalId", finding.generated->logical_id);
      json.text("Type", finding.generated->type);
      json.close('}');
    }
    json.text("Id", identity(file, finding));
    json.text("Level", level_of(finding.severity));
    json.key("Location");
    json.open('{');
    const Span span = span_of(file.source.get(), finding.range);
    place(json, "End", span.end);
    json.key("Path");
    if (file.source == nullptr) {
      out += "null";
    } else {
      path(json, finding.path);
    }
    place(json, "Start", span.begin);
    json.close('}');
    json.text("Message", finding.message);
    if (!finding.notes.empty()) notes(json, file, finding);
    json.key("ParentId");
    if (finding.parent_rule.empty() || is_part_of_resolved(finding)) {
      out += "null";
    } else {
      append_json_string(out, finding.parent_rule);
    }
    if (const auto* regions = file.regions_of(finding)) {
      json.key("Regions");
      json.open('[');
      for (const std::string& region : *regions) {
        json.item();
        append_json_string(out, region);
      }
      json.close(']');
    }
    json.key("Rule");
    json.open('{');
    const RuleText* rule = options_.rules == nullptr ? nullptr : options_.rules->find(finding.rule);
    json.text("Description", rule == nullptr ? std::string_view{} : rule->summary);
    json.text("Id", finding.rule);
    json.text("ShortDescription", rule == nullptr ? std::string_view{} : rule->title);
    json.text("Source", rule == nullptr ? std::string_view{} : rule->source);
    json.close('}');
    json.close('}');
  }

  static void place(Writer& json, std::string_view name, LineColumn where) {
    json.key(name);
    json.open('{');
    json.number("ColumnNumber", where.column);
    json.number("LineNumber", where.line);
    json.close('}');
  }

  static void range(Writer& json, const SourceFile* source, TextRange range) {
    const Span span = span_of(source, range);
    place(json, "End", span.end);
    place(json, "Start", span.begin);
  }

  static void path(Writer& json, const Path& path) {
    json.open('[');
    for (const PathElement& element : path) {
      json.item();
      if (const auto* key = std::get_if<std::string>(&element)) {
        append_json_string(json.raw(), *key);
      } else {
        json.raw() += std::to_string(std::get<std::uint32_t>(element));
      }
    }
    json.close(']');
  }

  static void fixes(Writer& json, const FileFindings& file, const Diagnostic& finding) {
    json.key("Fixes");
    json.open('[');
    for (const Fix& fix : finding.fixes) {
      json.item();
      json.open('{');
      json.key("Edits");
      json.open('[');
      for (const TextEdit& edit : fix.edits) {
        json.item();
        json.open('{');
        range(json, file.source.get(), edit.range);
        json.text("Text", edit.replacement);
        json.close('}');
      }
      json.close(']');
      json.text("Safety", fix.safety == FixSafety::Safe ? "safe" : "unsafe");
      json.text("Title", fix.title);
      json.close('}');
    }
    json.close(']');
  }

  static void notes(Writer& json, const FileFindings& file, const Diagnostic& finding) {
    json.key("Notes");
    json.open('[');
    for (const Note& note : finding.notes) {
      const SourceFile* source = note.file ? note.file.get() : file.source.get();
      json.item();
      json.open('{');
      json.text("Filename", note.file ? note.file->name() : file.name);
      json.key("Location");
      json.open('{');
      range(json, source, note.range);
      json.close('}');
      json.text("Message", note.message);
      json.close('}');
    }
    json.close(']');
  }

  // An ID in the form of a UUID, deterministic for the same text.
  static std::string identity(const FileFindings& file, const Diagnostic& finding) {
    const std::uint64_t high = fingerprint(finding);
    Diagnostic place;
    place.rule = file.name;
    place.message = fmt::format("{}:{}:{}", finding.range.begin, finding.range.end, high);
    const std::uint64_t low = fingerprint(place);
    return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32U, (high >> 16U) & 0xFFFFU, high & 0xFFFFU,
                       low >> 48U, low & 0xFFFFFFFFFFFFULL);
  }

  RenderOptions options_;
  bool any_ = false;
};

}  // namespace

std::unique_ptr<Renderer> make_json_renderer(const RenderOptions& options) {
  return std::make_unique<JsonRenderer>(options);
}

}  // namespace virga
