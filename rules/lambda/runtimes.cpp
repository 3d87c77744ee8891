// E2531, E2533, W2531: deprecated runtimes. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
#include <fmt/format.h>

#include "compiler/support/dates.h"
#include "rules/engine/fixes.h"
#include "rules/lambda/checks.h"
#include "rules/lambda/functions.h"

namespace virga {
namespace {

// Converts a date in the database to days since 1970-01-01.
std::int64_t days_of(std::string_view date) { return parse_date(date).value_or(0); }

struct Judgement {
  std::string_view rule;  // empty: no problem
  std::string message;
  std::string_view successor;
};

Judgement judgement_of(const Compilation& compilation, std::string_view runtime) {
  // Dates of deprecation, end of creation and end of updates, and the successor.
  const std::vector<std::string_view> facts = compilation.facts().lookup("lambda-runtimes", runtime);
  if (facts.size() != 4) return {};
  const std::int64_t today = compilation.options().today;
  std::string_view rule;
  std::string message;
  if (today >= days_of(facts[2])) {
    rule = "E2533";
    message =
        fmt::format("Since {}, functions with runtime '{}' can be neither created nor updated", facts[2], runtime);
  } else if (today >= days_of(facts[1])) {
    rule = "E2531";
    message = fmt::format("Since {}, functions with runtime '{}' cannot be created, and from {} they cannot be updated",
                          facts[1], runtime, facts[2]);
  } else if (today >= days_of(facts[0])) {
    rule = "W2531";
    message = fmt::format(
        "Runtime '{}' is deprecated since {}: it gets no patches, and from {} no functions can be created with it",
        runtime, facts[0], facts[1]);
  } else {
    return {};
  }
  if (facts[3] != runtime) message += fmt::format("; use '{}'", facts[3]);
  return {rule, std::move(message), facts[3]};
}

void judge(const Compilation& compilation, Reporter& reporter, std::string_view runtime, const Location& where) {
  Judgement found = judgement_of(compilation, runtime);
  if (found.rule.empty()) return;
  reporter.report(finding(found.rule, where, std::move(found.message))
                      .fix(found.successor == runtime
                               ? std::nullopt
                               : change_fix(compilation, *where.value, found.successor, FixSafety::Unsafe)));
}

}  // namespace

void check_runtime(Validation& v, const Node& runtime, const Location& where) {
  if (!runtime.is_string()) return;
  if (!v.context().resolved) {
    judge(v.compilation(), v.reporter(), runtime.text(), where);
    return;
  }
  // Whoever deploys chooses the value of a parameter: only report values that cannot work.
  Judgement found = judgement_of(v.compilation(), runtime.text());
  if (found.rule.empty() || found.rule == "W2531" || v.context().failures == nullptr) return;
  v.fail(v.context(), found.rule, where, std::move(found.message));
  v.context().failures->back().keyword = KeywordId::Enum;
}

// Checks Globals once, if some function inherits its runtime.
void check_global_runtime(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  const Member* runtime = nullptr;
  each_function(model, [&](const LambdaFunction& function) {
    if (runtime == nullptr) runtime = inherited_property(model, function, "Runtime");
  });
  if (runtime == nullptr || !runtime->value->is_string()) return;
  const Member* section = model.section(Section::Globals);
  const Member* shared = section->value->find("Function");
  const Location root{nullptr, nullptr, model.root(), 0};
  const Location globals{&root, section->key, section->value, 0};
  const Location functions{&globals, shared->key, shared->value, 0};
  judge(compilation, reporter, runtime->value->text(), Location{&functions, runtime->key, runtime->value, 0});
}

}  // namespace virga
