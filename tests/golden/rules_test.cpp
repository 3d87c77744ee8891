// Examples for every rule: golden/rules/<ID>/<case>.yaml or .json beside <case>.expected, and the two templates of the
// rule's card. Only the rule itself runs, so a case in which it fires fails if the rule is disabled. <case>.fixed is
// the case with all fixes of the rule applied, including unsafe ones; the card's "## Fix" says which they are.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "compiler/edit/edit_builder.h"
#include "rules/engine/fixer.h"
#include "rules/engine/linter.h"
#include "tests/golden/golden_files.h"

namespace virga::golden {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kToday = 20'779;  // 2026-11-22, days since 1970-01-01

fs::path cases_folder() { return repository() / "tests/golden/rules"; }

// The options of a case, "region=eu-west-1 option.strict=true parameter.Name=value": in the first comment line of a
// YAML template after "# golden: ", or after the language of a card's fence.
LintOptions options_for(const std::string& rule, const std::string& words) {
  LintOptions options;
  options.facts = &SchemaDatabase::built_in();
  options.today = kToday;
  options.rules.include = {rule};
  options.rules.experimental = true;
  std::istringstream stream(words);
  for (std::string word; stream >> word;) {
    const std::size_t equals = word.find('=');
    const std::string key = word.substr(0, equals);
    const std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
    if (key == "region") {
      if (options.regions == std::vector<std::string>{"us-east-1"}) options.regions.clear();
      options.regions.push_back(value);
      options.evaluation.region = options.regions.front();
      options.evaluation.regions = options.regions;
    } else if (key.starts_with("option.")) {
      options.rules.options[rule][key.substr(7)] = value;
    } else if (key.starts_with("parameter.")) {
      options.evaluation.parameters[key.substr(10)] = value;
    } else {
      ADD_FAILURE() << "unknown option of a golden case: " << word;
    }
  }
  return options;
}

std::vector<Diagnostic> findings_of(const std::string& rule, const SourceFilePtr& source, const std::string& words) {
  LintResult result = lint(source, options_for(rule, words));
  // A template that cannot be read would look like one without findings.
  const bool about_reading = rule.starts_with("E0");
  std::erase_if(result.findings,
                [&](const Diagnostic& d) { return d.rule != rule && (about_reading || !result.unparsable); });
  return result.findings;
}

bool fires(const std::string& rule, const std::vector<Diagnostic>& findings) {
  return std::any_of(findings.begin(), findings.end(), [&](const Diagnostic& d) { return d.rule == rule; });
}

// After a fix, the finding must be gone, and nothing may have changed but what the fix touches.
void expect_fix(const std::string& rule, const std::string& words, const SourceFile& source, const Diagnostic& finding,
                const Fix& fix) {
  const auto fixed = std::make_shared<const SourceFile>(source.name(), apply_edits(source.text(), fix.edits));
  const std::string what = fmt::format("'{}' for '{}' gives\n{}", fix.title, finding.message, fixed->text());
  const SyntaxTree before = parse(std::make_shared<const SourceFile>(source.name(), std::string(source.text())));
  const SyntaxTree after = parse(fixed);
  ASSERT_TRUE(after.ok()) << what;
  EXPECT_TRUE(changes_only(before, after, fix.edits)) << what;
  for (const Diagnostic& other : findings_of(rule, fixed, words)) {
    EXPECT_FALSE(other.message == finding.message && other.path == finding.path) << what;
  }
}

// Applies all fixes of the rule and lints the result: nothing may be worse, and nothing may be left to fix.
void expect_fixed(const std::string& rule, const std::string& words, const SourceFilePtr& source,
                  const fs::path& file) {
  const LintOptions options = options_for(rule, words);
  const FixRunOptions all{.unsafe = true, .fixable = {rule}};
  const FixRun run = fix_template(source, options, all);
  const fs::path expected = fs::path(file).replace_extension(".fixed");
  if (run.made.empty()) {
    EXPECT_FALSE(fs::exists(expected)) << expected << " is stale: no fix is made";
    return;
  }
  expect_file(expected, std::string(run.source->text()));
  EXPECT_TRUE(fix_template(run.source, options, all).made.empty()) << "a second run goes on:\n" << run.source->text();
  EXPECT_LE(run.left.size(), lint(source, options).findings.size());
}

// Rules that no single template can make fire, one "ID reason" per line.
const std::map<std::string, std::string>& exempt() {
  static const std::map<std::string, std::string> rules = [] {
    std::map<std::string, std::string> list;
    std::istringstream stream(read_text(cases_folder() / "exempt.txt"));
    for (std::string line; std::getline(stream, line);) {
      if (line.empty() || line.starts_with('#')) continue;
      const std::size_t space = line.find(' ');
      list[line.substr(0, space)] = space == std::string::npos ? "" : line.substr(space + 1);
    }
    return list;
  }();
  return rules;
}

bool is_template(const fs::path& file) {
  return file.extension() == ".yaml" || file.extension() == ".json" || file.extension() == ".yml" ||
         file.extension() == ".template";
}

std::vector<std::string> rule_ids() {
  std::vector<std::string> ids;
  for (const Rule& rule : all_rules()) ids.emplace_back(rule.id);
  return ids;
}

// ---- cases ----------------------------------------------------------------------------------------------------------

class RuleCase : public testing::TestWithParam<fs::path> {};

TEST_P(RuleCase, Matches) {
  const fs::path& file = GetParam();
  const std::string rule = file.parent_path().filename().string();
  ASSERT_NE(find_rule(rule), nullptr) << "the folder " << file.parent_path() << " is named after no rule";
  const std::string text = read_text(file);
  std::string words;
  constexpr std::string_view kMark = "# golden: ";
  if (text.starts_with(kMark)) words = text.substr(kMark.size(), text.find('\n') - kMark.size());
  const auto source = std::make_shared<const SourceFile>(file.filename().string(), text);
  const std::vector<Diagnostic> findings = findings_of(rule, source, words);
  expect_file(fs::path(file).replace_extension(".expected"), render(*source, findings));
  for (const Diagnostic& finding : findings) {
    for (const Fix& fix : finding.fixes) expect_fix(rule, words, *source, finding, fix);
  }
  expect_fixed(rule, words, source, file);
}

std::vector<fs::path> all_cases() {
  std::vector<fs::path> cases;
  for (const fs::path& file : files_below(cases_folder())) {
    if (is_template(file)) cases.push_back(file);
  }
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Cases, RuleCase, testing::ValuesIn(all_cases()), [](const auto& item) {
  return test_name(item.param.parent_path().filename().string() + "_" + item.param.stem().string());
});
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(RuleCase);

TEST(RuleFolder, HoldsNothingButCases) {
  std::set<fs::path> stems;
  const std::vector<fs::path> files = files_below(cases_folder());
  for (const fs::path& file : files) {
    if (!is_template(file)) continue;
    EXPECT_TRUE(stems.insert(fs::path(file).replace_extension()).second)
        << file << ": two templates share one .expected; rename one of them";
  }
  for (const fs::path& file : files) {
    if (is_template(file) || file.filename() == "exempt.txt" || file.filename() == "catalogue.txt") continue;
    EXPECT_TRUE(file.extension() == ".expected" || file.extension() == ".fixed")
        << file << " is neither a template nor an expectation";
    EXPECT_TRUE(stems.contains(fs::path(file).replace_extension())) << file << " has lost its template";
  }
}

// ---- each rule ------------------------------------------------------------------------------------------------------

class EachRule : public testing::TestWithParam<std::string> {};

TEST_P(EachRule, HasACaseInWhichItFires) {
  const std::string& rule = GetParam();
  bool fired = false;
  for (const fs::path& file : files_below(cases_folder() / rule)) {
    fired = fired || (file.extension() == ".expected" && read_text(file).find(rule + " ") != std::string::npos);
  }
  // The expectation of a new case is about to be written.
  if (updating()) return;
  if (exempt().contains(rule)) {
    EXPECT_FALSE(fired) << "remove " << rule << " from exempt.txt: it has a case";
    EXPECT_FALSE(exempt().at(rule).empty()) << "exempt.txt gives no reason for " << rule;
    return;
  }
  EXPECT_TRUE(fired) << "add a template in which it fires: tests/golden/rules/" << rule << "/fires.yaml";
}

struct Fence {
  std::string language;  // "yaml" or "json", or another language if it is not a template
  std::string words;     // options, after the language
  std::string text;
};

// The fenced code blocks below a heading of a card.
std::vector<Fence> fences_below(const std::string& card, const std::string& heading) {
  std::vector<Fence> fences;
  std::istringstream stream(card);
  bool below = false;
  bool inside = false;
  for (std::string line; std::getline(stream, line);) {
    if (inside) {
      inside = line != "```";
      if (inside && below) fences.back().text += line + "\n";
    } else if (line.starts_with("```")) {
      inside = true;
      const std::size_t space = line.find(' ');
      if (below) {
        fences.push_back({line.substr(3, space == std::string::npos ? space : space - 3),
                          space == std::string::npos ? "" : line.substr(space + 1), ""});
      }
    } else if (line.starts_with("## ")) {
      below = line == "## " + heading;
    }
  }
  return fences;
}

TEST_P(EachRule, HasACardWhoseTemplatesHold) {
  const std::string& id = GetParam();
  const Rule& rule = *find_rule(id);
  const std::string card(rule_card(id));
  ASSERT_FALSE(card.empty()) << "there is no card rules/<family>/" << id << ".md";
  EXPECT_EQ(card.substr(0, card.find('\n')), fmt::format("# {} {}", id, rule.title)) << "the card's first line";
  for (const char* heading : {"Bad", "Good"}) {
    const bool bad = heading == std::string("Bad");
    const std::vector<Fence> fences = fences_below(card, heading);
    ASSERT_EQ(fences.size(), 1U) << "one fenced example below '## " << heading << "'";
    const Fence& fence = fences.front();
    if (fence.language != "yaml" && fence.language != "json") {
      EXPECT_TRUE(exempt().contains(id)) << "the example is no template, and exempt.txt does not say why";
      continue;
    }
    const auto source = std::make_shared<const SourceFile>(id + ".md, " + heading, fence.text);
    const std::vector<Diagnostic> findings = findings_of(id, source, fence.words);
    if (bad) {
      EXPECT_TRUE(fires(id, findings) || exempt().contains(id)) << render(*source, findings);
    } else {
      EXPECT_TRUE(findings.empty()) << render(*source, findings);
    }
  }
}

// The paragraphs below a heading of a card.
std::string section_of(const std::string& card, const std::string& heading) {
  const std::size_t begin = card.find(fmt::format("\n## {}\n", heading));
  if (begin == std::string::npos) return {};
  const std::size_t end = card.find("\n## ", begin + 1);
  return card.substr(begin, end == std::string::npos ? end : end - begin);
}

// A rule with a fix must have a case that shows it and a card that says whether it is safe; a card that promises a fix
// must have both.
TEST_P(EachRule, SaysWhichOfItsFixesAreSafe) {
  const std::string& rule = GetParam();
  bool safe = false, unsafe = false, made = false;
  for (const fs::path& file : files_below(cases_folder() / rule)) {
    made = made || file.extension() == ".fixed";
    if (file.extension() != ".expected") continue;
    const std::string text = read_text(file);
    safe = safe || text.find("\n  fix (safe): ") != std::string::npos;
    unsafe = unsafe || text.find("\n  fix (unsafe): ") != std::string::npos;
  }
  const std::string said = section_of(std::string(rule_card(rule)), "Fix");
  // Findings of exempt rules need more than one template, so other tests show their fixes.
  if (exempt().contains(rule) || (said.empty() && !safe && !unsafe)) return;
  EXPECT_TRUE(made) << "no case of " << rule << " shows what its fix makes of a template";
  EXPECT_EQ(said.find("Safe") != std::string::npos, safe) << rule << ".md, '## Fix':" << said;
  EXPECT_EQ(said.find("Unsafe") != std::string::npos, unsafe) << rule << ".md, '## Fix':" << said;
}

// The cases of one rule show only its own. In all templates that we have, every fix of every rule is one that its card
// promises and that a case shows; of exempt rules (their findings need more than one template) other tests do.
TEST(Fixes, AreAllOnTheirCardsAndInACase) {
  std::map<std::pair<std::string, FixSafety>, std::string> seen;  // with the first finding that has such a fix
  for (const char* form : {"short", "long"}) {
    LintOptions options;
    options.facts = &SchemaDatabase::built_in();
    options.today = kToday;
    options.rules.include = {"E", "W", "I", "V"};
    options.rules.experimental = true;
    options.rules.options["V9201"]["form"] = form;
    for (const char* folder : {"samples", "tests/golden"}) {
      for (const fs::path& file : files_below(repository() / folder)) {
        if (!is_template(file)) continue;
        const auto source = std::make_shared<const SourceFile>(file.string(), read_text(file));
        for (const Diagnostic& finding : lint(source, options).findings) {
          for (const Fix& fix : finding.fixes) {
            seen.try_emplace({finding.rule, fix.safety}, fmt::format("{}: {}", file.string(), finding.message));
          }
        }
      }
    }
  }
  EXPECT_GT(seen.size(), 100U) << "too few fixes to judge by";
  for (const auto& [fix, where] : seen) {
    const auto& [rule, safety] = fix;
    const char* word = safety == FixSafety::Safe ? "Safe" : "Unsafe";
    const std::string said = section_of(std::string(rule_card(rule)), "Fix");
    EXPECT_NE(said.find(word), std::string::npos)
        << rule << ".md does not promise the fix (" << word << ") of " << where;
    const std::vector<fs::path> cases = files_below(cases_folder() / rule);
    const bool is_shown =
        std::any_of(cases.begin(), cases.end(), [](const fs::path& file) { return file.extension() == ".fixed"; });
    EXPECT_TRUE(is_shown || exempt().contains(rule)) << "no case of " << rule << " shows the fix of " << where;
  }
}

INSTANTIATE_TEST_SUITE_P(Rules, EachRule, testing::ValuesIn(rule_ids()), [](const auto& item) { return item.param; });

// ---- the table ------------------------------------------------------------------------------------------------------

TEST(RuleTable, IsSortedUniqueAndWorded) {
  std::string_view last;
  for (const Rule& rule : all_rules()) {
    EXPECT_LT(last, rule.id) << "ids are unique";
    last = rule.id;
    EXPECT_TRUE(rule.id.size() == 5 && std::string_view("EWIV").find(rule.id[0]) != std::string_view::npos) << rule.id;
    EXPECT_FALSE(rule.title.empty() || rule.title.ends_with('.')) << rule.id << " title: a few words, no full stop";
    EXPECT_TRUE(rule.summary.ends_with('.')) << rule.id << " summary: a sentence";
    EXPECT_TRUE(rule.source.starts_with("https://")) << rule.id << " source: the page that states the fact";
  }
}

TEST(RuleTable, ExemptionsNameRules) {
  for (const auto& [id, reason] : exempt()) EXPECT_NE(find_rule(id), nullptr) << "exempt.txt names " << id;
}

// The path of each rule's card, relative to rules/.
std::map<std::string, fs::path> cards() {
  std::map<std::string, fs::path> list;
  for (const fs::path& file : files_below(repository() / "rules")) {
    if (file.extension() != ".md" || file.filename() == "README.md") continue;
    EXPECT_TRUE(list.emplace(file.stem().string(), fs::relative(file, repository() / "rules")).second)
        << file << ": a second card of this rule";
  }
  return list;
}

TEST(RuleTable, HoldsTheCatalogue) {
  std::ifstream file(cases_folder() / "catalogue.txt");
  std::size_t count = 0;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream words(line);
    for (std::string id; words >> id; ++count) {
      const Rule* rule = find_rule(id);
      ASSERT_NE(rule, nullptr) << id;
      EXPECT_FALSE(rule->experimental) << id << " would need an option to run";
    }
  }
  EXPECT_EQ(count, 323U);
}

TEST(RuleTable, CardsBelongToRules) {
  for (const auto& [id, file] : cards()) EXPECT_NE(find_rule(id), nullptr) << "rules/" << file.string();
}

// rules/README.md is generated from the table: one line per rule, grouped by the first letter of the ID.
TEST(RuleTable, PageIsCurrent) {
  const std::map<std::string, fs::path> card_of = cards();
  std::string page =
      "# Rules\n\nMade from the rule tables by `./dev update-goldens`; a test holds it current. `virga explain ID` "
      "prints a "
      "card.\nRules whose id begins with I run with `--include-checks I`.\n";
  const std::pair<char, const char*> kinds[] = {
      {'E', "Errors"}, {'W', "Warnings"}, {'I', "Informational"}, {'V', "Warnings that cfn-lint does not have"}};
  for (const auto& [letter, heading] : kinds) {
    std::string rows;
    for (const Rule& rule : all_rules()) {
      if (rule.id.front() != letter) continue;
      const auto card = card_of.find(std::string(rule.id));
      const std::string link =
          card == card_of.end() ? std::string(rule.id) : fmt::format("[{}]({})", rule.id, card->second.string());
      rows += fmt::format("| {} | {} | {} | {} |\n", link, rule.title, rule.summary,
                          rule.options.empty() ? "" : fmt::format("`{}`", rule.options));
    }
    if (!rows.empty())
      page += fmt::format("\n## {}\n\n| id | title | why | options |\n| --- | --- | --- | --- |\n{}", heading, rows);
  }
  expect_file(repository() / "rules/README.md", page);
}

}  // namespace
}  // namespace virga::golden
