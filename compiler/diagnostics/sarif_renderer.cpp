// SARIF 2.1.0 (OASIS Standard, https://docs.oasis-open.org/sarif/sarif/v2.1.0/).
#include <fmt/format.h>

#include <iterator>
#include <set>
#include <string>

#include "compiler/diagnostics/renderers.h"
#include "compiler/diagnostics/text.h"
#include "compiler/support/text.h"

namespace virga {

namespace {

std::string_view level_of(Severity severity) {
  switch (severity) {
    case Severity::Error:
      break;
    case Severity::Warning:
      return "warning";
    case Severity::Informational:
      return "note";
  }
  return "error";
}

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string uri_of(std::string_view name) {
  const std::string_view scheme = name.starts_with('/') ? "file://" : "";
  while (name.starts_with("./")) name.remove_prefix(2);
  return std::string(scheme) + percent_encoded(name, "-._~/!$&'()*+,;=@");
}

std::string region(const SourceFile* source, TextRange range) {
  const Span span = span_of(source, range);
  return fmt::format("{{\"startLine\": {}, \"startColumn\": {}, \"endLine\": {}, \"endColumn\": {}}}", span.begin.line,
                     span.begin.column, span.end.line, span.end.column);
}

std::string artifact(std::string_view name) {
  const std::string uri = uri_of(name);
  return fmt::format("{{\"uri\": {}{}}}", quoted(uri),
                     name.starts_with('/') ? "" : ", \"uriBaseId\": \"EXECUTIONROOT\"");
}

std::string location(std::string_view name, const SourceFile* source, TextRange range) {
  return fmt::format("\"physicalLocation\": {{\"artifactLocation\": {}, \"region\": {}}}", artifact(name),
                     region(source, range));
}

class SarifRenderer : public Renderer {
public:
  explicit SarifRenderer(const RenderOptions& options) : options_(options) {}

  void begin(std::string& out) override {
    out +=
        "{\n"
        "  \"$schema\": "
        "\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json\",\n"
        "  \"version\": \"2.1.0\",\n"
        "  \"runs\": [\n    {\n"
        "      \"columnKind\": \"unicodeCodePoints\",\n"
        "      \"originalUriBaseIds\": {\"EXECUTIONROOT\": {\"description\": {\"text\": "
        "\"The folder that virga was run in.\"}}},\n"
        "      \"results\": [";
  }

  void file(const FileFindings& file, std::string& out) override {
    for (const Diagnostic& finding : file.findings) {
      out += any_ ? ",\n        " : "\n        ";
      any_ = true;
      used_.insert(finding.rule);
      write(file, finding, out);
    }
  }

  void end(const RunSummary& /*summary*/, std::string& out) override {
    out += any_ ? "\n      ],\n" : "],\n";
    fmt::format_to(std::back_inserter(out),
                   "      \"tool\": {{\n        \"driver\": {{\n          \"name\": {},\n          \"version\": {},\n"
                   "          \"semanticVersion\": {},\n"
                   "          \"shortDescription\": {{\"text\": \"Finds faults in AWS CloudFormation and SAM "
                   "templates.\"}},\n          \"rules\": [",
                   quoted(options_.program), quoted(options_.version), quoted(options_.version));
    bool first = true;
    for (const std::string& id : used_) {
      out += first ? "\n            " : ",\n            ";
      first = false;
      rule(id, out);
    }
    out += first ? "]\n" : "\n          ]\n";
    out += "        }\n      }\n    }\n  ]\n}\n";
  }

private:
  static void write(const FileFindings& file, const Diagnostic& finding, std::string& out) {
    const std::string_view name = file.name == "-" ? std::string_view("stdin") : std::string_view(file.name);
    auto to = std::back_inserter(out);
    fmt::format_to(to, "{{\"ruleId\": {}, \"level\": \"{}\", \"message\": {{\"text\": {}}},\n", quoted(finding.rule),
                   level_of(finding.severity), quoted(finding.message));
    fmt::format_to(to, "         \"locations\": [{{{}}}],\n",
                   location(name, file.source.get(), finding.focus()) + logical_location(finding));
    std::size_t id = 0;
    for (const Note& note : finding.notes) {
      const SourceFile* source = note.file ? note.file.get() : file.source.get();
      fmt::format_to(to, "{}{{\"id\": {}, \"message\": {{\"text\": {}}}, {}}}",
                     id == 0 ? "         \"relatedLocations\": [" : ", ", id + 1, quoted(note.message),
                     location(note.file ? std::string_view(note.file->name()) : name, source, note.range));
      ++id;
    }
    if (id != 0) out += "],\n";
    fixes(name, file, finding, out);
    if (const auto* regions = file.regions_of(finding)) {
      std::string list;
      for (const std::string& one : *regions) list += (list.empty() ? "" : ", ") + quoted(one);
      fmt::format_to(to, "         \"properties\": {{\"regions\": [{}]}},\n", list);
    }
    fmt::format_to(to, "         \"partialFingerprints\": {{\"virga/v1\": \"{:016x}\"}}}}", fingerprint(finding));
  }

  static std::string logical_location(const Diagnostic& finding) {
    if (finding.path.empty()) return {};
    return fmt::format(", \"logicalLocations\": [{{\"fullyQualifiedName\": {}}}]", quoted(to_string(finding.path)));
  }

  // Viewers show nothing of a fix but this.
  static std::string described(const Fix& fix) {
    return fix.safety == FixSafety::Safe ? fix.title : fix.title + " (unsafe: review before applying)";
  }

  static void fixes(std::string_view name, const FileFindings& file, const Diagnostic& finding, std::string& out) {
    std::string list;
    for (const Fix& fix : finding.fixes) {
      if (fix.edits.empty()) continue;
      std::string replacements;
      for (const TextEdit& edit : fix.edits) {
        if (!replacements.empty()) replacements += ", ";
        fmt::format_to(std::back_inserter(replacements),
                       "{{\"deletedRegion\": {}, \"insertedContent\": {{\"text\": {}}}}}",
                       region(file.source.get(), edit.range), quoted(edit.replacement));
      }
      if (!list.empty()) list += ", ";
      fmt::format_to(std::back_inserter(list),
                     "{{\"description\": {{\"text\": {}}}, \"artifactChanges\": [{{\"artifactLocation\": {}, "
                     "\"replacements\": [{}]}}]}}",
                     quoted(described(fix)), artifact(name), replacements);
    }
    if (!list.empty()) out += "         \"fixes\": [" + list + "],\n";
  }

  void rule(const std::string& id, std::string& out) const {
    const RuleText* text = options_.rules == nullptr ? nullptr : options_.rules->find(id);
    auto to = std::back_inserter(out);
    fmt::format_to(to, "{{\"id\": {}", quoted(id));
    if (text != nullptr) {
      const auto sentence = [](std::string_view line) {
        std::string whole(line);
        if (!whole.empty() && whole.back() != '.') whole += '.';
        return whole;
      };
      if (!text->title.empty()) {
        fmt::format_to(to, ", \"shortDescription\": {{\"text\": {}}}", quoted(sentence(text->title)));
      }
      if (!text->summary.empty()) {
        const std::string summary = sentence(text->summary);
        const std::string page =
            text->source.starts_with("http") ? fmt::format("\n\n[Documentation]({})", text->source) : std::string();
        fmt::format_to(to,
                       ", \"fullDescription\": {{\"text\": {0}}}, "
                       "\"help\": {{\"text\": {0}, \"markdown\": {1}}}",
                       quoted(summary), quoted(summary + page));
      }
      if (text->source.starts_with("http")) fmt::format_to(to, ", \"helpUri\": {}", quoted(text->source));
    }
    fmt::format_to(to, ", \"defaultConfiguration\": {{\"level\": \"{}\"}}}}",
                   level_of(text != nullptr ? text->severity : severity_of(id)));
  }

  RenderOptions options_;
  std::set<std::string> used_;
  bool any_ = false;
};

}  // namespace

std::unique_ptr<Renderer> make_sarif_renderer(const RenderOptions& options) {
  return std::make_unique<SarifRenderer>(options);
}

}  // namespace virga
