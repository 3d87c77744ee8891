#include "lsp/queries/analysis.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <tuple>
#include <utility>

#include "compiler/diagnostics/fold.h"
#include "compiler/syntax/reread.h"
#include "compiler/workspace/carriers.h"
#include "compiler/workspace/recognition.h"
#include "lsp/queries/typing.h"
#include "rules/engine/linter.h"

namespace virga::lsp {

namespace {

std::atomic<std::uint64_t> next_serial = 1;

// Whether one of the parts of a language ID is this word. Editors compose them: "yaml.cloudformation", "json-ts",
// "cfn-yaml".
bool names_language(std::string_view language, std::string_view word) {
  for (std::size_t begin = 0; begin <= language.size();) {
    const std::size_t end = std::min(language.find_first_of(".-", begin), language.size());
    if (language.substr(begin, end - begin) == word) return true;
    begin = end + 1;
  }
  return false;
}

bool is_template_language(std::string_view language) {
  return names_language(language, "cloudformation") || names_language(language, "cfn");
}

bool may_hold_template(std::string_view language) {
  for (const std::string_view known : {"yaml", "yml", "json", "jsonc"}) {
    if (names_language(language, known)) return true;
  }
  return language.empty() || language == "plaintext" || language == "template";
}

// What `virga lint` says of the part of a template in the file of another tool.
std::vector<Diagnostic> judge_carried(CarriedTemplate carried, const DocumentOptions& options,
                                      const CancellationToken& cancellation) {
  LintOptions own = options.lint;
  own.expansion = own.expansion && !carried.facts.is_part;
  const auto snapshot = open_snapshot(std::move(carried.tree), own);
  std::vector<Diagnostic> findings = lint_readable(*snapshot, own, cancellation).findings;
  keep_certain(carried.facts, *snapshot, findings);
  return findings;
}

// What `virga lint` says; of text that cannot be read to its end, of the parts that can be read too. A snapshot of its
// own, since whoever asks this one would wait until its strand is free. What it was expanded to is kept in `generated`.
std::vector<Diagnostic> judge(const Snapshot& snapshot, const DocumentOptions& options,
                              const CancellationToken& cancellation,
                              std::shared_ptr<const GeneratedDeclarations>& generated) {
  if (options.parameter_sets.empty()) {
    const auto own = open_snapshot(snapshot, options.lint);
    std::vector<Diagnostic> findings = lint_readable(*own, options.lint, cancellation).findings;
    const bool is_known = !own->is_broken() && !cancellation.is_cancelled();
    if (is_known) generated = std::make_shared<const GeneratedDeclarations>(generated_declarations(*own));
    return findings;
  }
  std::vector<Diagnostic> all;
  for (const auto& set : options.parameter_sets) {
    const LintOptions with_set = options_with(options, set);
    const auto own = open_snapshot(snapshot, with_set);
    for (Diagnostic& finding : lint_readable(*own, with_set, cancellation).findings) {
      const bool is_known = std::any_of(all.begin(), all.end(), [&](const Diagnostic& other) {
        return other.rule == finding.rule && other.range == finding.range && other.message == finding.message &&
               other.path == finding.path;
      });
      if (!is_known) all.push_back(std::move(finding));
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.range.begin, a.rule) < std::tie(b.range.begin, b.rule);
  });
  return all;
}

}  // namespace

LintOptions options_with(const DocumentOptions& options, const ParameterValues& set) {
  LintOptions with_set = options.lint;
  for (const auto& [name, value] : set) with_set.evaluation.parameters.insert_or_assign(name, value);
  return with_set;
}

struct Analysis::State {
  bool is_carrier = false;  // of another tool, which does something to the template (carriers.h)

  std::once_flag opened;
  bool is_taken_as_json = false;
  std::shared_ptr<const Snapshot> snapshot;
  std::mutex reading;
  std::shared_ptr<const Snapshot> readable;  // last_readable()
  std::shared_ptr<const Snapshot> expanded;  // last_expanded()
  std::shared_ptr<const GeneratedDeclarations> generated;

  std::once_flag configuring;
  std::vector<std::shared_ptr<const Snapshot>> configured;

  std::once_flag collected;
  std::vector<Occurrence> occurrences;
  std::once_flag named;
  ExportNames export_names;

  CancellationSource cancellation;
  std::mutex judging;
  std::atomic<bool> is_judged = false;
  std::vector<Diagnostic> findings;
  std::vector<bool> is_follow_up;  // of each of them
  std::vector<bool> is_held;       // of each of them, until is_settled
  std::atomic<bool> is_settled = false;
  std::shared_ptr<const ShownFindings> shown_before;          // of the latest version that was judged; may be null
  ShownHistory history;                                       // of what was shown before that
  std::shared_ptr<const ShownFindings> shown, shown_settled;  // of this one, once it is judged
};

Analysis::Analysis(DocumentPtr document, std::shared_ptr<const DocumentOptions> options, const Analysis* before)
    : document_(std::move(document)),
      options_(std::move(options)),
      serial_(next_serial++),
      state_(std::make_unique<State>()) {
  if (before != nullptr) {
    state_->readable = before->last_readable();
    state_->generated = before->known_generated();
    const bool is_left = document_->keystrokes <= 1;  // somebody goes on elsewhere
    state_->shown_before = before->shown(is_left);
    state_->history = before->state_->history;
    if (before->state_->is_judged && (is_left || before->state_->is_settled || !before->document_->typed)) {
      const bool is_readable = before->state_->is_carrier || !before->snapshot().is_broken();
      state_->history.add(before->state_->shown_settled, is_readable);
    }
    const std::lock_guard lock(before->state_->reading);
    state_->expanded = before->state_->expanded;
  }
  const std::string& language = document_->language_id;
  const auto judge_content = [&] {
    const TemplateRecognition recognition = recognise(text());
    is_template_ = recognition.is_template();
    reason_ = recognition.is_foreign ? fmt::format("it is another tool's file: it {}", recognition.reason)
                                     : std::string(recognition.reason);
    return recognition.is_foreign;
  };
  state_->is_carrier = carried_template(document_->source).has_value();
  if (options_->ignored.matches(document_->source->name())) {
    reason_ = "it is an ignored template";
    state_->is_carrier = false;
  } else if (carries_part()) {
    reason_ = "it is another tool's file, with a part of a template in it";
  } else if (is_template_language(language)) {
    if (!judge_content()) {
      is_template_ = true;
      reason_ = "its language is CloudFormation";
    }
  } else if (!may_hold_template(language)) {
    reason_ = "its language is neither CloudFormation nor YAML or JSON";
  } else {
    judge_content();
  }
}

Analysis::~Analysis() = default;

bool Analysis::carries_part() const { return state_->is_carrier && may_carry_template(document_->source->name()); }

bool Analysis::is_json_by_language() const {
  const std::string& language = document_->language_id;
  return names_language(language, "json") || names_language(language, "jsonc");
}

bool Analysis::is_json() const {
  if (detect_language(text()) == SyntaxLanguage::Json) return true;
  if (!is_json_by_language()) return false;
  // A template in block style is YAML, whatever its language is called.
  const std::size_t first = text().find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  const bool is_bracket = first != std::string_view::npos && (text()[first] == '{' || text()[first] == '[');
  return is_bracket || !recognise(text()).is_template();
}

bool Analysis::is_taken_as_json() const {
  snapshot();
  return state_->is_taken_as_json;
}

const Snapshot& Analysis::snapshot() const {
  std::call_once(state_->opened, [&] {
    std::optional<SyntaxTree> tree;
    if (const auto before = last_readable()) tree = reread(before->tree(), document_->source);
    if (!tree) tree = parse_tolerant(document_->source);
    // Where it is JSON by its language, and merely lacks quotes yet, edits are written as JSON.
    state_->is_taken_as_json = tree->language != SyntaxLanguage::Json && tree->root != nullptr &&
                               tree->root->style == NodeStyle::Flow && is_json_by_language();
    if (state_->is_taken_as_json) tree->language = SyntaxLanguage::Json;
    state_->snapshot = open_snapshot(std::move(*tree), options_->lint, document_->version);
    const std::lock_guard lock(state_->reading);
    if (!state_->snapshot->is_broken()) state_->readable = state_->snapshot;
  });
  return *state_->snapshot;
}

std::shared_ptr<const Snapshot> Analysis::last_readable() const {
  const std::lock_guard lock(state_->reading);
  return state_->readable;
}

std::shared_ptr<const Snapshot> Analysis::last_expanded() const {
  snapshot();
  std::shared_ptr<const Snapshot> before;
  {
    const std::lock_guard lock(state_->reading);
    before = state_->expanded;
  }
  for (const auto& candidate : {state_->snapshot, before, last_readable()}) {
    if (candidate == nullptr || candidate->is_broken() || candidate->expanded() == nullptr) continue;
    const std::lock_guard lock(state_->reading);
    state_->expanded = candidate;
    return candidate;
  }
  return nullptr;
}

std::shared_ptr<const GeneratedDeclarations> Analysis::known_generated() const {
  const std::lock_guard lock(state_->reading);
  return state_->generated;
}

std::shared_ptr<const GeneratedDeclarations> Analysis::generated() const {
  if (auto known = known_generated()) return known;
  const Snapshot& own = snapshot();
  const auto readable = last_readable();
  auto made =
      std::make_shared<const GeneratedDeclarations>(generated_declarations(readable == nullptr ? own : *readable));
  const std::lock_guard lock(state_->reading);
  if (state_->generated == nullptr) state_->generated = made;
  return made;
}

// What the client was shown last. `all`: as if the user had paused.
std::shared_ptr<const ShownFindings> Analysis::shown(bool all) const {
  if (!state_->is_judged) return state_->shown_before;
  return all || state_->is_settled ? state_->shown_settled : state_->shown;
}

const std::vector<Occurrence>& Analysis::occurrences() const {
  std::call_once(state_->collected,
                 [&] { state_->occurrences = collect_occurrences(model(), symbols(), text(), source().name()); });
  return state_->occurrences;
}

std::span<const SharedName> Analysis::export_names(const Occurrence& occurrence) const {
  std::call_once(state_->named, [&] { state_->export_names = find_export_names(*this); });
  const auto found = state_->export_names.find(occurrence.expression);
  return found == state_->export_names.end() ? std::span<const SharedName>() : found->second;
}

const std::vector<std::shared_ptr<const Snapshot>>& Analysis::configured() const {
  snapshot();
  std::call_once(state_->configuring, [&] {
    for (const auto& set : options_->parameter_sets) {
      state_->configured.push_back(open_snapshot(*state_->snapshot, options_with(*options_, set)));
    }
    if (state_->configured.empty()) state_->configured.push_back(state_->snapshot);
  });
  return state_->configured;
}

const std::vector<Diagnostic>& Analysis::findings() const { return judged({}); }

const std::vector<Diagnostic>& Analysis::findings_unless_abandoned() const {
  return judged(state_->cancellation.token());
}

const std::vector<Diagnostic>& Analysis::judged(const CancellationToken& token) const {
  if ((!is_template_ && !carries_part()) || state_->is_judged) return state_->findings;
  const std::lock_guard lock(state_->judging);
  if (state_->is_judged) return state_->findings;
  std::optional<CarriedTemplate> carried;
  if (state_->is_carrier) carried = carried_template(document_->source);
  std::shared_ptr<const GeneratedDeclarations> generated;
  std::vector<Diagnostic> findings =
      carried ? judge_carried(std::move(*carried), *options_, token) : judge(snapshot(), *options_, token, generated);
  if (generated != nullptr) {
    const std::lock_guard reading(state_->reading);
    state_->generated = std::move(generated);
  }
  // Nothing is wrong with a template that nobody has begun to write.
  const auto is_empty = [](const SyntaxTree& tree) {
    return !tree.errors.empty() && tree.errors.front().kind == SyntaxErrorKind::Empty;
  };
  if (!state_->is_carrier && is_empty(tree())) findings.clear();
  // Somebody else may find them yet.
  static const std::vector<Diagnostic> none;
  if (token.is_cancelled()) return none;
  state_->is_follow_up = follow_ups(findings);
  state_->shown = state_->shown_settled = std::make_shared<const ShownFindings>(document_->source, findings);
  if (document_->typed) {
    state_->is_held = held_while_typing(*document_, tree(), findings, state_->shown_before.get(), state_->history);
    state_->shown = std::make_shared<const ShownFindings>(document_->source, findings, state_->is_held);
  }
  state_->findings = std::move(findings);
  state_->is_judged = true;
  return state_->findings;
}

bool Analysis::is_follow_up(const Diagnostic& finding) const {
  return state_->is_follow_up[static_cast<std::size_t>(&finding - state_->findings.data())];
}

bool Analysis::is_held(const Diagnostic& finding) const {
  if (!document_->typed || state_->is_settled) return false;
  return state_->is_held[static_cast<std::size_t>(&finding - state_->findings.data())];
}

bool Analysis::holds_findings() const {
  const std::vector<Diagnostic>& all = findings_unless_abandoned();
  return std::any_of(all.begin(), all.end(), [&](const Diagnostic& finding) { return is_held(finding); });
}

void Analysis::settle() const { state_->is_settled = true; }

void Analysis::abandon() const { state_->cancellation.cancel(); }

}  // namespace virga::lsp
