// The formats with one or two lines per finding.
#include <fmt/format.h>

#include <iterator>

#include "compiler/diagnostics/renderers.h"
#include "compiler/diagnostics/text.h"

namespace virga {

namespace {

std::string_view title_of(const RenderOptions& options, std::string_view rule) {
  const RuleText* text = options.rules == nullptr ? nullptr : options.rules->find(rule);
  return text == nullptr ? std::string_view{} : text->title;
}

class DefaultRenderer : public Renderer {
public:
  explicit DefaultRenderer(const RenderOptions& options) : options_(options) {}

  void file(const FileFindings& file, std::string& out) override {
    const std::string name = printable(file.name);
    for (const Diagnostic& finding : file.findings) {
      const Span span = span_of(file.source.get(), finding.range);
      fmt::format_to(std::back_inserter(out), "{} {}\n{}:{}:{}\n", finding.rule, printable(finding.message), name,
                     span.begin.line, span.begin.column);
      if (options_.asides) {
        for (const std::string& line : asides_of(file, finding)) out += "  " + printable(line) + '\n';
      }
      out += '\n';
    }
  }

private:
  RenderOptions options_;
};

class QuietRenderer : public Renderer {
public:
  explicit QuietRenderer(const RenderOptions& options) : options_(options) {}

  void file(const FileFindings& file, std::string& out) override {
    const std::string name = printable(file.name);
    for (const Diagnostic& finding : file.findings) {
      const Span span = span_of(file.source.get(), finding.range);
      fmt::format_to(std::back_inserter(out), "{}: {} {}:{}\n", finding.rule, title_of(options_, finding.rule), name,
                     span.begin.line);
    }
  }

private:
  RenderOptions options_;
};

class ParseableRenderer : public Renderer {
public:
  void file(const FileFindings& file, std::string& out) override {
    const std::string name = printable(file.name);
    for (const Diagnostic& finding : file.findings) {
      const Span span = span_of(file.source.get(), finding.range);
      fmt::format_to(std::back_inserter(out), "{}:{}:{}:{}:{}:{}:{}\n", name, span.begin.line, span.begin.column,
                     span.end.line, span.end.column, finding.rule, printable(finding.message));
    }
  }
};

// GitHub Actions workflow commands (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands).
class GitHubRenderer : public Renderer {
public:
  explicit GitHubRenderer(const RenderOptions& options) : options_(options) {}

  void file(const FileFindings& file, std::string& out) override {
    for (const Diagnostic& finding : file.findings) {
      const Span span = span_of(file.source.get(), finding.focus());
      out += command(finding.severity);
      if (file.is_file) {
        out += " file=";
        escape(out, file.name, true);
        fmt::format_to(std::back_inserter(out), ",line={},endLine={},col={},", span.begin.line, span.end.line,
                       span.begin.column);
        // GitHub only supports columns within one line.
        if (span.begin.line == span.end.line) {
          fmt::format_to(std::back_inserter(out), "endColumn={},", span.end.column);
        }
      } else {
        out += ' ';
      }
      out += "title=";
      const std::string_view title = title_of(options_, finding.rule);
      escape(out, title.empty() ? finding.rule : fmt::format("{} {}", finding.rule, title), true);
      out += "::";
      escape(out, finding.message, false);
      // Notes about other places of the file are left out, as they would need an excerpt.
      for (const std::string& line : asides_of(file, finding)) escape(out, "\n" + line, false);
      out += '\n';
    }
  }

private:
  static std::string_view command(Severity severity) {
    switch (severity) {
      case Severity::Error:
        break;
      case Severity::Warning:
        return "::warning";
      case Severity::Informational:
        return "::notice";
    }
    return "::error";
  }

  static void escape(std::string& out, std::string_view text, bool property) {
    while (!text.empty()) {
      const char32_t c = next_code_point(text);
      if (c == '%') {
        out += "%25";
      } else if (c == '\r') {
        out += "%0D";
      } else if (c == '\n') {
        out += "%0A";
      } else if (property && c == ':') {
        out += "%3A";
      } else if (property && c == ',') {
        out += "%2C";
      } else {
        // A log shows colors, and whatever else a name in a template may hold.
        const bool is_control = (c < 0x20 && c != '\t') || (c >= 0x7F && c < 0xA0);
        append_utf8(out, is_control ? U'\uFFFD' : c);
      }
    }
  }

  RenderOptions options_;
};

// An overview: each file with its findings by severity, and the totals at the end.
class PrettyRenderer : public Renderer {
public:
  explicit PrettyRenderer(const RenderOptions& options) : options_(options), palette_(options.color) {}

  void file(const FileFindings& file, std::string& out) override {
    if (file.findings.empty()) return;
    fmt::format_to(std::back_inserter(out), "{}{}{}\n", palette_.underline, printable(file.name), palette_.reset);
    for (const Severity severity : {Severity::Error, Severity::Warning, Severity::Informational}) {
      for (const Diagnostic& finding : file.findings) {
        if (finding.severity == severity) row(file, finding, out);
      }
    }
    out += '\n';
  }

  void end(const RunSummary& summary, std::string& out) override {
    const std::size_t rules = options_.rules == nullptr ? 0 : options_.rules->running();
    fmt::format_to(std::back_inserter(out), "{} checked against {}: {}{}{}, {}{}{}, {}{} informational{}\n",
                   plural(summary.files, "template"), plural(rules, "rule"), color(Severity::Error),
                   plural(summary.errors, "error"), palette_.reset, color(Severity::Warning),
                   plural(summary.warnings, "warning"), palette_.reset, color(Severity::Informational),
                   summary.informational, palette_.reset);
  }

private:
  void row(const FileFindings& file, const Diagnostic& finding, std::string& out) {
    const Span span = span_of(file.source.get(), finding.range);
    fmt::format_to(std::back_inserter(out), "{:<20}{}{:<10}{}{}\n",
                   fmt::format("{}:{}:", span.begin.line, span.begin.column), color(finding.severity), finding.rule,
                   palette_.reset, printable(finding.message));
    for (const std::string& line : asides_of(file, finding)) {
      fmt::format_to(std::back_inserter(out), "{:<30}{}\n", "", printable(line));
    }
  }

  std::string_view color(Severity severity) const {
    switch (severity) {
      case Severity::Error:
        break;
      case Severity::Warning:
        return palette_.yellow;
      case Severity::Informational:
        return palette_.blue;
    }
    return palette_.red;
  }

  RenderOptions options_;
  Palette palette_;
};

}  // namespace

std::unique_ptr<Renderer> make_default_renderer(const RenderOptions& options) {
  return std::make_unique<DefaultRenderer>(options);
}
std::unique_ptr<Renderer> make_quiet_renderer(const RenderOptions& options) {
  return std::make_unique<QuietRenderer>(options);
}
std::unique_ptr<Renderer> make_parseable_renderer(const RenderOptions& /*options*/) {
  return std::make_unique<ParseableRenderer>();
}
std::unique_ptr<Renderer> make_github_renderer(const RenderOptions& options) {
  return std::make_unique<GitHubRenderer>(options);
}
std::unique_ptr<Renderer> make_pretty_renderer(const RenderOptions& options) {
  return std::make_unique<PrettyRenderer>(options);
}

}  // namespace virga
