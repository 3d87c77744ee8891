// JUnit XML: a test case per rule, a failure per finding.
#include <fmt/format.h>

#include <iterator>
#include <map>
#include <string>

#include "compiler/diagnostics/renderers.h"
#include "compiler/diagnostics/text.h"

namespace virga {

namespace {

class JUnitRenderer : public Renderer {
public:
  explicit JUnitRenderer(const RenderOptions& options) : options_(options) {}

  void file(const FileFindings& file, std::string& /*out*/) override {
    for (const Diagnostic& finding : file.findings) {
      const Span span = span_of(file.source.get(), finding.range);
      std::string& failures = failures_[finding.rule];
      failures += "\t\t\t<failure type=\"";
      failures += to_string(finding.severity);
      failures += "\" message=\"";
      append_xml(failures,
                 fmt::format("{} at {}:{}:{}", finding.message, file.name, span.begin.line, span.begin.column));
      const std::vector<std::string> asides = asides_of(file, finding);
      failures += asides.empty() ? "\"/>\n" : "\">";
      for (const std::string& line : asides) append_xml(failures, &line == asides.data() ? line : "\n" + line);
      if (!asides.empty()) failures += "</failure>\n";
      ++failure_count_;
    }
  }

  void end(const RunSummary& /*summary*/, std::string& out) override {
    std::string cases;
    std::size_t tests = 0;
    std::size_t skipped = 0;
    const auto write = [&](const RuleText& rule) {
      const auto failures = failures_.find(std::string(rule.id));
      ++tests;
      cases += "\t\t<testcase classname=\"virga\" name=\"";
      append_xml(cases, rule.title.empty() ? std::string(rule.id) : fmt::format("{} {}", rule.id, rule.title));
      if (failures != failures_.end()) {
        cases += "\">\n" + failures->second + "\t\t</testcase>\n";
        failures_.erase(failures);
      } else if (!rule.runs) {
        ++skipped;
        cases += "\">\n\t\t\t<skipped message=\"";
        cases += rule.experimental ? "experimental rule, not enabled" : "rule not enabled in this run";
        cases += "\"/>\n\t\t</testcase>\n";
      } else {
        cases += "\"/>\n";
      }
    };
    if (options_.rules != nullptr) {
      for (const RuleText& rule : options_.rules->all()) write(rule);
    }
    while (!failures_.empty()) {
      const std::string id = failures_.begin()->first;
      write(RuleText{.id = id});
    }
    fmt::format_to(std::back_inserter(out),
                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                   "<testsuites tests=\"{0}\" failures=\"{1}\" errors=\"0\" skipped=\"{2}\">\n"
                   "\t<testsuite name=\"CloudFormation templates\" tests=\"{0}\" failures=\"{1}\" errors=\"0\" "
                   "skipped=\"{2}\">\n",
                   tests, failure_count_, skipped);
    out += cases;
    out += "\t</testsuite>\n</testsuites>\n";
  }

private:
  RenderOptions options_;
  std::map<std::string, std::string> failures_;
  std::size_t failure_count_ = 0;
};

}  // namespace

std::unique_ptr<Renderer> make_junit_renderer(const RenderOptions& options) {
  return std::make_unique<JUnitRenderer>(options);
}

}  // namespace virga
