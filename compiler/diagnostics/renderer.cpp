#include "compiler/diagnostics/renderer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "compiler/diagnostics/renderers.h"

namespace virga {

namespace {

// In the order of OutputFormat.
constexpr std::array<std::string_view, 10> kFormats = {"default", "quiet", "parseable", "json",   "junit",
                                                       "pretty",  "sarif", "rich",      "github", "reviewdog"};

}  // namespace

std::span<const std::string_view> output_format_names() { return kFormats; }

std::optional<OutputFormat> output_format_of(std::string_view name) {
  for (std::size_t i = 0; i < kFormats.size(); ++i) {
    if (kFormats[i] == name) return static_cast<OutputFormat>(i);
  }
  return std::nullopt;
}

bool shows_fixes(OutputFormat format) {
  return format == OutputFormat::Json || format == OutputFormat::Sarif || format == OutputFormat::Rich ||
         format == OutputFormat::Reviewdog;
}

RuleCatalog::RuleCatalog(std::vector<RuleText> rules) : rules_(std::move(rules)) {
  const auto by_id = [](const RuleText& a, const RuleText& b) { return a.id < b.id; };
  if (!std::is_sorted(rules_.begin(), rules_.end(), by_id)) std::sort(rules_.begin(), rules_.end(), by_id);
}

const RuleText* RuleCatalog::find(std::string_view id) const {
  const auto found = std::lower_bound(rules_.begin(), rules_.end(), id,
                                      [](const RuleText& rule, std::string_view wanted) { return rule.id < wanted; });
  return found != rules_.end() && found->id == id ? &*found : nullptr;
}

std::size_t RuleCatalog::running() const {
  return static_cast<std::size_t>(
      std::count_if(rules_.begin(), rules_.end(), [](const RuleText& rule) { return rule.runs; }));
}

void RunSummary::count(const FileFindings& file) {
  for (const Diagnostic& finding : file.findings) {
    switch (finding.severity) {
      case Severity::Error:
        ++errors;
        break;
      case Severity::Warning:
        ++warnings;
        break;
      case Severity::Informational:
        ++informational;
        break;
    }
    if (finding.fixes.empty()) continue;
    const bool is_safe = std::any_of(finding.fixes.begin(), finding.fixes.end(),
                                     [](const Fix& fix) { return fix.safety == FixSafety::Safe; });
    ++(is_safe ? fixable : fixable_unsafely);
  }
  if (!file.findings.empty()) ++files_with_findings;
}

std::unique_ptr<Renderer> make_renderer(OutputFormat format, const RenderOptions& options) {
  switch (format) {
    case OutputFormat::Default:
      break;
    case OutputFormat::Quiet:
      return make_quiet_renderer(options);
    case OutputFormat::Parseable:
      return make_parseable_renderer(options);
    case OutputFormat::Json:
      return make_json_renderer(options);
    case OutputFormat::JUnit:
      return make_junit_renderer(options);
    case OutputFormat::Pretty:
      return make_pretty_renderer(options);
    case OutputFormat::Sarif:
      return make_sarif_renderer(options);
    case OutputFormat::Rich:
      return make_rich_renderer(options);
    case OutputFormat::GitHub:
      return make_github_renderer(options);
    case OutputFormat::Reviewdog:
      return make_reviewdog_renderer(options);
  }
  return make_default_renderer(options);
}

Span span_of(const SourceFile* source, TextRange range) {
  if (source == nullptr) return {};
  const auto size = static_cast<std::uint32_t>(source->text().size());
  const std::uint32_t begin = std::min(range.begin, size);
  const std::uint32_t end = std::min(std::max(range.end, begin), size);
  return {source->line_column(begin), source->line_column(end)};
}

std::uint64_t fingerprint(const Diagnostic& finding) {
  // 64-bit FNV-1a. Must never change, since baselines contain it.
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  const auto mix = [&](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    hash = (hash ^ 0x1fU) * 0x100000001b3ULL;
  };
  mix(finding.rule);
  mix(to_string(finding.path));
  mix(finding.message);
  return hash;
}

std::span<const TextRange> FileFindings::secrets_of(const SourceFilePtr& file) const {
  if (file == nullptr || file == source) return secrets;
  const auto found = std::find_if(secrets_elsewhere.begin(), secrets_elsewhere.end(),
                                  [&](const auto& one) { return one.first == file; });
  return found == secrets_elsewhere.end() ? std::span<const TextRange>() : found->second;
}

const std::vector<std::string>* FileFindings::regions_of(const Diagnostic& finding) const {
  for (const RegionalFinding& one : regional) {
    if (one.rule == finding.rule && one.range == finding.range && one.message == finding.message) return &one.regions;
  }
  return nullptr;
}

std::vector<std::string> asides_of(const FileFindings& file, const Diagnostic& finding) {
  std::vector<std::string> lines;
  for (const Note& note : finding.notes) {
    if (note.file != nullptr) {
      const Span span = span_of(note.file.get(), note.range);
      lines.push_back(
          fmt::format("{} ({}:{}:{})", note.message, note.file->name(), span.begin.line, span.begin.column));
    } else if (note.range == TextRange{}) {
      lines.push_back(note.message);
    }
  }
  if (const auto* regions = file.regions_of(finding)) lines.push_back("Only in " + some_regions(*regions));
  return lines;
}

std::string some_regions(const std::vector<std::string>& regions) {
  constexpr std::size_t kShown = 4;
  const std::size_t count = regions.size();
  const std::size_t shown = count <= kShown ? count : kShown - 1;
  std::string text;
  for (std::size_t i = 0; i < shown; ++i) {
    text += i == 0 ? "" : shown == count && i + 1 == count ? " and " : ", ";
    text += regions[i];
  }
  return shown < count ? fmt::format("{} and {} more", text, count - shown) : text;
}

}  // namespace virga
