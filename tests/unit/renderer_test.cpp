#include "compiler/diagnostics/renderer.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "compiler/diagnostics/text.h"

namespace virga {
namespace {

using nlohmann::json;

const RuleCatalog& catalog() {
  static const RuleCatalog rules(
      {{.id = "E3012", .title = "Wrong type", .summary = "Says why", .source = "https://a/b"},
       {.id = "W1001", .title = "Left out", .runs = false}});
  return rules;
}

FileFindings file_with(std::string text, TextRange range, std::string message = "It is wrong") {
  FileFindings file;
  file.name = "a b.yaml";
  file.source = std::make_shared<const SourceFile>(file.name, std::move(text));
  Diagnostic finding;
  finding.rule = "E3012";
  finding.range = range;
  finding.path = {std::string("Resources"), std::uint32_t{2}};
  finding.message = std::move(message);
  file.findings.push_back(std::move(finding));
  return file;
}

std::string render(OutputFormat format, const std::vector<FileFindings>& files, std::size_t width = 100,
                   bool color = false) {
  const auto renderer =
      make_renderer(format, {.rules = &catalog(), .color = color, .width = width, .version = "1.0.0"});
  std::string out;
  RunSummary summary;
  renderer->begin(out);
  for (const FileFindings& file : files) {
    summary.count(file);
    renderer->file(file, out);
  }
  summary.files = files.size();
  renderer->end(summary, out);
  return out;
}

TEST(Renderer, FormatsHaveNames) {
  for (const std::string_view name : output_format_names()) EXPECT_TRUE(output_format_of(name)) << name;
  EXPECT_FALSE(output_format_of("xml"));
}

TEST(Renderer, LineFormats) {
  const std::vector<FileFindings> files = {file_with("a: 1\nb: two\n", {8, 11})};
  EXPECT_EQ(render(OutputFormat::Default, files), "E3012 It is wrong\na b.yaml:2:4\n\n");
  EXPECT_EQ(render(OutputFormat::Quiet, files), "E3012: Wrong type a b.yaml:2\n");
  EXPECT_EQ(render(OutputFormat::Parseable, files), "a b.yaml:2:4:2:7:E3012:It is wrong\n");
  EXPECT_EQ(render(OutputFormat::GitHub, files),
            "::error file=a b.yaml,line=2,endLine=2,col=4,endColumn=7,title=E3012 Wrong type::It is wrong\n");
}

TEST(Renderer, JsonHasTheShapeOfCfnLint) {
  const json list = json::parse(render(OutputFormat::Json, {file_with("a: 1\nb: two\n", {8, 11})}));
  ASSERT_EQ(list.size(), 1U);
  const json& one = list[0];
  EXPECT_EQ(one["Filename"], "a b.yaml");
  EXPECT_EQ(one["Level"], "Error");
  EXPECT_EQ(one["Location"]["Start"], (json{{"LineNumber", 2}, {"ColumnNumber", 4}}));
  EXPECT_EQ(one["Location"]["End"], (json{{"LineNumber", 2}, {"ColumnNumber", 7}}));
  EXPECT_EQ(one["Location"]["Path"], json::array({"Resources", 2}));
  EXPECT_TRUE(one["ParentId"].is_null());
  EXPECT_EQ(one["Rule"], (json{{"Id", "E3012"},
                               {"ShortDescription", "Wrong type"},
                               {"Description", "Says why"},
                               {"Source", "https://a/b"}}));
  EXPECT_FALSE(one.contains("Generated"));
  EXPECT_FALSE(one.contains("Fixes"));
}

TEST(Renderer, JsonOfNothingIsAnEmptyList) { EXPECT_EQ(render(OutputFormat::Json, {}), "[]\n"); }

TEST(Renderer, JsonIdTellsFindingsApartAndStays) {
  const auto id = [](TextRange range) {
    return json::parse(render(OutputFormat::Json, {file_with("abcdef", range)}))[0]["Id"].get<std::string>();
  };
  EXPECT_EQ(id({0, 1}), id({0, 1}));
  EXPECT_NE(id({0, 1}), id({2, 3}));
  EXPECT_EQ(id({0, 1}).size(), 36U);
}

TEST(Renderer, JsonCarriesNotesFixesAndOrigin) {
  FileFindings file = file_with("a: 1\nb: two\n", {8, 11});
  file.findings[0].notes.push_back({{0, 1}, "see here", nullptr});
  file.findings[0].fixes.push_back({"Write 2", FixSafety::Safe, {{{8, 11}, "2"}}});
  file.findings[0].generated = TransformSubject{"Api", "AWS::Serverless::Api", ""};
  file.findings[0].parent_rule = "E3002";
  const json one = json::parse(render(OutputFormat::Json, {file}))[0];
  EXPECT_EQ(one["Notes"][0]["Message"], "see here");
  EXPECT_EQ(one["Fixes"][0]["Edits"][0]["Text"], "2");
  EXPECT_EQ(one["Generated"]["LogicalId"], "Api");
  EXPECT_EQ(one["ParentId"], "E3002");
}

// Both carry fixes to places where only a text says that one should be looked at.
TEST(Renderer, SarifAndReviewdogSayWhichFixesAreUnsafe) {
  for (const FixSafety safety : {FixSafety::Safe, FixSafety::Unsafe}) {
    const bool is_unsafe = safety == FixSafety::Unsafe;
    FileFindings file = file_with("a: 1\nb: two\n", {8, 11});
    file.findings[0].fixes.push_back({"Write 2", safety, {{{8, 11}, "2"}}});
    const json sarif = json::parse(render(OutputFormat::Sarif, {file}));
    EXPECT_EQ(sarif["runs"][0]["results"][0]["fixes"][0]["description"]["text"],
              is_unsafe ? "Write 2 (unsafe: review before applying)" : "Write 2");
    const json reviewdog = json::parse(render(OutputFormat::Reviewdog, {file}));
    EXPECT_EQ(reviewdog["diagnostics"][0]["message"],
              is_unsafe ? "It is wrong (the suggestion is unsafe: review before applying)" : "It is wrong");
  }
}

TEST(Renderer, NoTextBreaksADocument) {
  // Quotes, control characters, invalid UTF-8, and what ends a CDATA section or an annotation.
  const std::string odd = "a\"b\\c\x01\xFF]]>\n::%<&é";
  const FileFindings file = file_with(odd, {0, 4}, odd);
  EXPECT_TRUE(json::accept(render(OutputFormat::Json, {file})));
  EXPECT_TRUE(json::accept(render(OutputFormat::Sarif, {file})));
  const std::string xml = render(OutputFormat::JUnit, {file});
  EXPECT_EQ(xml.find('\x01'), std::string::npos);
  EXPECT_NE(xml.find("&lt;&amp;é"), std::string::npos);
  for (const OutputFormat format : {OutputFormat::Default, OutputFormat::Quiet, OutputFormat::Parseable,
                                    OutputFormat::Pretty, OutputFormat::Rich, OutputFormat::GitHub}) {
    const std::string text = render(format, {file});
    EXPECT_EQ(text.find('\xFF'), std::string::npos);
    EXPECT_EQ(text.find('\x01'), std::string::npos);
  }
  EXPECT_EQ(std::ranges::count(render(OutputFormat::Parseable, {file}), '\n'), 1);
  EXPECT_EQ(std::ranges::count(render(OutputFormat::GitHub, {file}), '\n'), 1);
}

TEST(Renderer, TerminalEscapesAreTakenOut) {
  const FileFindings file = file_with("key: \x1b[31mred\n", {5, 13}, "\x1b]0;title\x07");
  EXPECT_EQ(render(OutputFormat::Rich, {file}).find('\x1b'), std::string::npos);
  EXPECT_EQ(render(OutputFormat::Pretty, {file}).find('\x1b'), std::string::npos);
  EXPECT_EQ(render(OutputFormat::GitHub, {file}).find('\x1b'), std::string::npos);
  EXPECT_NE(render(OutputFormat::Rich, {file}, 100, true).find("\x1b[1;31m"), std::string::npos);
}

TEST(Renderer, FindingsWithoutTextAreAtTheStart) {
  FileFindings file = file_with("", {});
  file.source = nullptr;
  file.is_file = false;
  const json one = json::parse(render(OutputFormat::Json, {file}))[0];
  EXPECT_TRUE(one["Filename"].is_null());
  EXPECT_TRUE(one["Location"]["Path"].is_null());
  EXPECT_EQ(one["Location"]["Start"]["LineNumber"], 1);
  EXPECT_NO_THROW(static_cast<void>(render(OutputFormat::Rich, {file})));
}

TEST(Renderer, RangesPastTheEndAreHarmless) {
  const FileFindings file = file_with("ab\n", {700, 900});
  for (const std::string_view name : output_format_names()) {
    EXPECT_NO_THROW(static_cast<void>(render(*output_format_of(name), {file}))) << name;
  }
}

// The marked columns of the excerpt's source line, as displayed in a terminal.
std::string marked(const std::string& rich) {
  std::vector<std::string> lines;
  std::size_t from = 0;
  while (from < rich.size()) {
    const std::size_t end = rich.find('\n', from);
    lines.push_back(rich.substr(from, end - from));
    from = end + 1;
  }
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::size_t first = lines[i].find('^');
    if (first == std::string::npos) continue;
    const std::size_t count = lines[i].find_last_of('^') - first + 1;
    std::string out;
    std::size_t column = 0;
    std::string_view rest = lines[i - 1];
    while (!rest.empty()) {
      const std::string_view before = rest;
      const std::size_t width = display_width(next_code_point(rest));
      if (column >= first && column < first + count) out += before.substr(0, before.size() - rest.size());
      column += width;
    }
    return out;
  }
  return {};
}

TEST(RichRenderer, UnderlinesWideCharactersAndTabs) {
  const std::string text = "\t日本: é 🎉x wrong\n";
  const auto at = static_cast<std::uint32_t>(text.find("wrong"));
  EXPECT_EQ(marked(render(OutputFormat::Rich, {file_with(text, {at, at + 5})})), "wrong");
  const auto wide = static_cast<std::uint32_t>(text.find("日"));
  EXPECT_EQ(marked(render(OutputFormat::Rich, {file_with(text, {wide, wide + 6})})), "日本");
}

TEST(RichRenderer, CutsLongLinesAroundTheMarks) {
  for (const std::size_t before : {0U, 30U, 90U, 5000U}) {
    for (const std::size_t after : {0U, 30U, 5000U}) {
      const std::string text = std::string(before, 'a') + "wrong" + std::string(after, 'b');
      const auto at = static_cast<std::uint32_t>(before);
      const std::string out = render(OutputFormat::Rich, {file_with(text, {at, at + 5})}, 60);
      EXPECT_EQ(marked(out), "wrong") << before << ' ' << after << '\n' << out;
      std::size_t from = 0;
      for (std::size_t end = out.find('\n'); end != std::string::npos; from = end + 1, end = out.find('\n', from)) {
        EXPECT_LE(display_width(out.substr(from, end - from)), 75U) << out;
      }
    }
  }
}

TEST(RichRenderer, MarksTheFirstLineOfSeveral) {
  const std::string out = render(OutputFormat::Rich, {file_with("a:\n  b: 1\n  c: 2\n", {5, 17})});
  EXPECT_EQ(marked(out), "b: 1");
  EXPECT_NE(out.find("and 1 more line"), std::string::npos) << out;
}

TEST(RichRenderer, SumsUp) {
  EXPECT_EQ(render(OutputFormat::Rich, {}), "No findings in 0 templates.\n");
  const std::string out = render(OutputFormat::Rich, {file_with("a", {0, 1})});
  EXPECT_NE(out.find("Found 1 error in 1 of 1 template.\n"), std::string::npos) << out;
}

TEST(JUnitRenderer, CountsRulesAndFindings) {
  const std::string out =
      render(OutputFormat::JUnit, {file_with("a", {0, 1}, "first"), file_with("a", {0, 1}, "second")});
  EXPECT_NE(out.find("tests=\"2\" failures=\"2\" errors=\"0\" skipped=\"1\""), std::string::npos) << out;
  EXPECT_NE(out.find("first at a b.yaml:1:1"), std::string::npos);
}

TEST(SarifRenderer, NamesFilesAsAddresses) {
  const json log = json::parse(render(OutputFormat::Sarif, {file_with("a: 1\n", {3, 4})}));
  const json& run = log["runs"][0];
  const json& place = run["results"][0]["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "a%20b.yaml");
  EXPECT_EQ(place["region"]["startColumn"], 4);
  EXPECT_EQ(run["tool"]["driver"]["rules"][0]["id"], "E3012");
  EXPECT_EQ(run["results"][0]["level"], "error");
}

TEST(Fingerprint, DoesNotDependOnThePlace) {
  Diagnostic a = file_with("abc", {0, 1}).findings[0];
  Diagnostic b = a;
  b.range = {2, 3};
  EXPECT_EQ(fingerprint(a), fingerprint(b));
  b.message += '!';
  EXPECT_NE(fingerprint(a), fingerprint(b));
}

TEST(Text, CodePointsOfBrokenText) {
  std::string_view text = "\xC3\xA9\xE2\x82\x80\xF5";
  std::vector<char32_t> found;
  while (!text.empty()) found.push_back(next_code_point(text));
  EXPECT_EQ(found, (std::vector<char32_t>{0xE9, 0x2080, 0xFFFD}));
  text = "\xE2\x28\xA1";
  found.clear();
  while (!text.empty()) found.push_back(next_code_point(text));
  EXPECT_EQ(found, (std::vector<char32_t>{0xFFFD, '(', 0xFFFD}));
}

TEST(Text, Widths) {
  EXPECT_EQ(display_width(std::string_view("abc")), 3U);
  EXPECT_EQ(display_width(std::string_view("日本")), 4U);
  EXPECT_EQ(display_width(std::string_view("e\xCC\x81")), 1U);  // e and a combining accent
  EXPECT_EQ(display_width(std::string_view("🎉")), 2U);
}

}  // namespace
}  // namespace virga
