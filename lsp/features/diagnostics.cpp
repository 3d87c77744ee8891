#include "lsp/features/diagnostics.h"

#include <fmt/format.h>

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "lsp/features/handlers.h"
#include "lsp/protocol/messages.h"
#include "lsp/protocol/uri.h"
#include "rules/engine/rule.h"

namespace virga::lsp {

using nlohmann::json;

namespace {

// A finding that follows from another one is a hint, which editors do not list and show without a squiggle.
int severity_number(const Diagnostic& finding, const Analysis& analysis) {
  constexpr int kHint = 4;
  if (analysis.is_follow_up(finding)) return kHint;
  switch (finding.severity) {
    case Severity::Error:
      return 1;
    case Severity::Warning:
      return 2;
    case Severity::Informational:
      return 3;
  }
  return 1;
}

// Tags for which an editor greys out or strikes through the text.
json tags_of(const Diagnostic& finding) {
  constexpr int kUnnecessary = 1;
  constexpr int kDeprecated = 2;
  const Rule* rule = find_rule(finding.rule);
  if (rule != nullptr && rule->claim == Claim::Unused) return json::array({kUnnecessary});
  // Can be removed without a change of meaning.
  for (const std::string_view id : {"W3005", "W1020"}) {
    if (finding.rule == id) return json::array({kUnnecessary});
  }
  // Deprecated runtimes and engine versions.
  for (const std::string_view id : {"W2531", "E2531", "E2533", "W3691"}) {
    if (finding.rule == id) return json::array({kDeprecated});
  }
  return nullptr;
}

json related(const Diagnostic& finding, const Analysis& analysis, const Client& client) {
  json list = json::array();
  for (const Note& note : finding.notes) {
    const SourceFile& file = note.file == nullptr ? analysis.source() : *note.file;
    const std::string uri = note.file == nullptr ? analysis.document().uri : uri_of_path(file.name());
    list.push_back({{"location", {{"uri", uri}, {"range", Positions(file, client.encoding).range(note.range)}}},
                    {"message", note.message}});
  }
  return list;
}

}  // namespace

TextRange shown_range(const Diagnostic& finding) { return finding.focus(); }

json diagnostic_message(const Diagnostic& finding, const Analysis& analysis, const Client& client) {
  json message = json::object();
  message["range"] = Positions(analysis.source(), client.encoding).range(shown_range(finding));
  message["severity"] = severity_number(finding, analysis);
  message["code"] = finding.rule;
  message["source"] = "virga";
  message["message"] = finding.message;
  if (client.code_description) {
    if (const Rule* rule = find_rule(finding.rule); rule != nullptr && rule->source.starts_with("https://")) {
      message["codeDescription"]["href"] = rule->source;
    }
  }
  if (client.diagnostic_tags) {
    if (json tags = tags_of(finding); !tags.is_null()) message["tags"] = std::move(tags);
  }
  if (client.related_information && !finding.notes.empty()) {
    message["relatedInformation"] = related(finding, analysis, client);
  }
  return message;
}

json diagnostic_messages(const Analysis& analysis, const Client& client) {
  json list = json::array();
  if (!analysis.is_template() && !analysis.carries_part()) return list;
  for (const Diagnostic& finding : analysis.findings()) {
    if (!analysis.is_held(finding)) list.push_back(diagnostic_message(finding, analysis, client));
  }
  return list;
}

std::string diagnostic_result_id(const Analysis& analysis) {
  // What is held back depends on what was shown before.
  const std::string typing = analysis.holds_findings() ? fmt::format("-typing{}", analysis.serial()) : "";
  return fmt::format("{:x}-{}{}", std::hash<std::string_view>()(analysis.text()), analysis.options().serial, typing);
}

json pull_diagnostics(const FeatureContext& context, const json& params) {
  context.analysis.findings_unless_abandoned();
  if (context.cancelled) return nullptr;
  context.analysis.findings();  // of an older version, too, as long as somebody waits for it
  const std::string id = diagnostic_result_id(context.analysis);
  const json& previous = member_at(params, "previousResultId");
  if (previous.is_string() && previous.get<std::string>() == id) return {{"kind", "unchanged"}, {"resultId", id}};
  return {{"kind", "full"}, {"resultId", id}, {"items", diagnostic_messages(context.analysis, context.client)}};
}

}  // namespace virga::lsp
