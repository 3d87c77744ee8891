// The reader of options, file patterns, .gitignore, and what counts as a template.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "compiler/driver/commands.h"
#include "compiler/driver/markdown.h"
#include "compiler/driver/options.h"
#include "compiler/driver/settings.h"
#include "compiler/workspace/gitignore.h"
#include "compiler/workspace/glob.h"
#include "compiler/workspace/template_files.h"

namespace virga {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

ParsedArguments read(const Words& words) { return parse_arguments(lint_option_specs(), words); }

TEST(Options, ListsEndAtTheNextOptionOrAtTwoDashes) {
  const ParsedArguments parsed = read({"-i", "E1", "W2,W3", "-b", "-c", "I", "--", "-odd.yaml", "b.yaml"});
  EXPECT_EQ(parsed.error, "");
  EXPECT_EQ(parsed.arguments.list("ignore-checks"), (Words{"E1", "W2", "W3"}));
  EXPECT_EQ(parsed.arguments.list("include-checks"), Words{"I"});
  EXPECT_TRUE(parsed.arguments.has("ignore-bad-template"));
  EXPECT_EQ(parsed.arguments.positional, (Words{"-odd.yaml", "b.yaml"}));
}

TEST(Options, EveryWayToGiveAValue) {
  EXPECT_EQ(read({"--format=json"}).arguments.value("format"), "json");
  EXPECT_EQ(read({"--format", "json"}).arguments.value("format"), "json");
  EXPECT_EQ(read({"-fjson"}).arguments.value("format"), "json");
  EXPECT_EQ(read({"-f=json"}).arguments.value("format"), "json");
  EXPECT_EQ(read({"-f", "quiet", "-f", "json"}).arguments.value("format"), "json");
  EXPECT_EQ(read({"-bef", "json"}).arguments.value("format"), "json");
  EXPECT_TRUE(read({"-bef", "json"}).arguments.has("include-experimental"));
  EXPECT_EQ(read({"--regions=us-east-1", "a.yaml"}).arguments.positional, Words{"a.yaml"});
  EXPECT_EQ(read({"--ignore-c", "E1"}).arguments.list("ignore-checks"), Words{"E1"});
  EXPECT_EQ(read({"-"}).arguments.positional, Words{"-"});
  EXPECT_EQ(read({"-t", "a,b.yaml"}).arguments.list("template"), Words{"a,b.yaml"});
}

TEST(Options, PairsEndAtAWordThatIsNone) {
  const ParsedArguments parsed = read({"--parameters", "A=1", "B=2", "t.yaml", "u.yaml"});
  EXPECT_EQ(parsed.arguments.list("parameters"), (Words{"A=1", "B=2"}));
  EXPECT_EQ(parsed.arguments.positional, (Words{"t.yaml", "u.yaml"}));
  EXPECT_EQ(read({"--parameters", "A"}).error, "'A' has no value; write --parameters KEY=VALUE");
  EXPECT_EQ(read({"--parameters=A"}).error, "'A' has no value; write --parameters KEY=VALUE");
}

TEST(Options, ListsOfChoicesEndAtAWordThatIsNone) {
  const auto read_diff = [](const Words& words) { return parse_arguments(diff_help().options, words); };
  const ParsedArguments parsed = read_diff({"--fail-on", "data-loss,removal", "refused", "a.yaml", "b.yaml"});
  EXPECT_EQ(parsed.error, "");
  EXPECT_EQ(parsed.arguments.list("fail-on"), (Words{"data-loss", "removal", "refused"}));
  EXPECT_EQ(parsed.arguments.positional, (Words{"a.yaml", "b.yaml"}));
  EXPECT_THAT(read_diff({"--fail-on", "any,removel"}).error,
              testing::HasSubstr("not 'removel'; did you mean removal?"));
  EXPECT_THAT(read_diff({"--fail-on=,"}).error, testing::HasSubstr("not ','"));
}

TEST(Options, UsesStayApart) {
  const auto uses = read({"--parameters", "A=1", "B=2", "--parameters", "A=3"}).arguments.uses("parameters");
  EXPECT_EQ(uses, (std::vector<Words>{{"A=1", "B=2"}, {"A=3"}}));
}

TEST(Options, FaultsAreSentences) {
  EXPECT_EQ(read({"--formt", "json"}).error, "unknown option --formt; did you mean --format?");
  EXPECT_EQ(read({"-f", "jsn"}).error.find("-f/--format must be one of"), 0U);
  EXPECT_NE(read({"-f", "jsn"}).error.find("did you mean json?"), std::string::npos);
  EXPECT_EQ(read({"-f"}).error, "-f/--format requires a value: -f/--format FORMAT");
  EXPECT_EQ(read({"-q"}).error, "unknown option -q");
  EXPECT_EQ(read({"--ignore", "x"}).error.find("ambiguous option --ignore; it could be "), 0U);
  EXPECT_EQ(read({"--debug=1"}).error, "-D/--debug takes no value");
  EXPECT_EQ(read({"-i", ","}).error, "-i/--ignore-checks must not be empty");
}

TEST(Wildcards, Segments) {
  EXPECT_TRUE(matches_wildcard("*.yaml", "a.yaml"));
  EXPECT_TRUE(matches_wildcard("a?[b-d].*", "axc.yml"));
  EXPECT_TRUE(matches_wildcard("[!a]*", "b"));
  EXPECT_FALSE(matches_wildcard("[!a]*", "a"));
  EXPECT_FALSE(matches_wildcard("*.yaml", "a.yml"));
  EXPECT_TRUE(matches_wildcard("[", "["));
  // Would take forever with naive backtracking.
  EXPECT_FALSE(matches_wildcard("*a*a*a*a*a*a*a*a*a*b", std::string(5000, 'a')));
}

TEST(Wildcards, Paths) {
  EXPECT_EQ(normalized_path("./a//b/./c/"), "a/b/c");
  EXPECT_EQ(normalized_path("/x/../y"), "/x/../y");
  EXPECT_EQ(normalized_path("."), ".");
}

class Tree : public testing::Test {
protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "virga-tree-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
    root_ = fs::canonical(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  void write(const std::string& name, const std::string& text) {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << text;
  }
  // Names of the found templates, relative to the tree's root.
  Words found(const Words& names, const Words& ignored = {}) {
    Words full;
    Words left_out;
    for (const std::string& name : names) full.push_back((root_ / name).string());
    for (const std::string& name : ignored) left_out.push_back((root_ / name).string());
    files_ = find_templates({.names = full, .ignored = left_out, .explain = true});
    Words short_names;
    for (const std::string& file : files_.files) short_names.push_back(fs::path(file).lexically_relative(root_));
    return short_names;
  }

  fs::path root_;
  TemplateFiles files_;
};

constexpr const char* kTemplate = "Resources:\n  A:\n    Type: AWS::S3::Bucket\n";

TEST_F(Tree, PatternsAreSortedAndFoundOnce) {
  write("b.yaml", kTemplate);
  write("x/a.yaml", kTemplate);
  write("x/y/c.yaml", kTemplate);
  write(".hidden/d.yaml", kTemplate);
  EXPECT_EQ(found({"**/*.yaml", "b.yaml"}), (Words{"b.yaml", "x/a.yaml", "x/y/c.yaml"}));
  EXPECT_EQ(found({"*/*.yaml"}), Words{"x/a.yaml"});
  EXPECT_EQ(found({"**/*.yaml"}, {"x/**"}), Words{"b.yaml"});
  EXPECT_EQ(found({"no*.yaml"}), Words{});
  EXPECT_EQ(files_.unmatched.size(), 1U);
}

TEST_F(Tree, FoldersAreSearchedByContentAndGitignore) {
  write(".git/HEAD", "ref");
  write(".gitignore", "# build\n/out/\n*.tmp.yaml\n!keep.tmp.yaml\nsub/skip.yaml\n");
  write("a.yaml", kTemplate);
  write("b.json", R"({"Transform": "AWS::Serverless-2016-10-31", "Resources" : {}})");
  write("values.yaml", "replicas: 1\nnested:\n  Resources: none\n");
  write("readme.md", kTemplate);
  write("out/c.yaml", kTemplate);
  write("x.tmp.yaml", kTemplate);
  write("keep.tmp.yaml", kTemplate);
  write("sub/skip.yaml", kTemplate);
  write("sub/d.template", kTemplate);
  write("sub/deep/.gitignore", "*\n");
  write("sub/deep/e.yaml", kTemplate);
  write("node_modules/f/f.yaml", kTemplate);
  EXPECT_EQ(found({""}), (Words{"a.yaml", "b.json", "keep.tmp.yaml", "sub/d.template"}));
  EXPECT_EQ(found({"sub"}), Words{"sub/d.template"});
  // Named files are linted, whatever they look like.
  EXPECT_EQ(found({"values.yaml", "x.tmp.yaml"}), (Words{"values.yaml", "x.tmp.yaml"}));
}

TEST_F(Tree, SaysWhatIsSkippedAndWhatCannotBeRead) {
  write("a.YAML", kTemplate);
  write("values.yaml", "replicas: 1\n");
  write("notes.txt", kTemplate);
  write("node_modules/x.yaml", kTemplate);
  fs::create_symlink("nowhere", root_ / "dead.json");
  EXPECT_EQ(found({""}), Words{"a.YAML"});
  ASSERT_EQ(files_.unreadable.size(), 1U);
  EXPECT_EQ(files_.unreadable[0].message, "'" + (root_ / "dead.json").string() +
                                              "' is a link to 'nowhere', which does not exist; remove or ignore it");
  Words skipped;
  for (const PathNote& note : files_.skipped) {
    skipped.push_back(fs::path(note.path).filename().string() + ": " + note.message);
  }
  EXPECT_EQ(
      skipped,
      (Words{"node_modules: it contains npm packages", "notes.txt: its name does not have the extension of a template",
             "values.yaml: it is not a template: it has neither AWSTemplateFormatVersion nor Transform nor Resources "
             "at its root"}));
}

TEST_F(Tree, FoldersThatCannotBeReadAreReported) {
  if (::geteuid() == 0) GTEST_SKIP() << "root reads every folder";
  write("a.yaml", kTemplate);
  write("closed/b.yaml", kTemplate);
  fs::permissions(root_ / "closed", fs::perms::none);
  EXPECT_EQ(found({""}), Words{"a.yaml"});
  fs::permissions(root_ / "closed", fs::perms::owner_all);
  ASSERT_EQ(files_.unreadable.size(), 1U);
  EXPECT_EQ(files_.unreadable[0].path, (root_ / "closed").string());
}

TEST_F(Tree, ALongGitignoreAndDeepPatterns) {
  std::string rules;
  for (int i = 0; i < 3000; ++i) rules += "name" + std::to_string(i) + "/\n*.e" + std::to_string(i) + "\n";
  write(".gitignore", rules);
  std::string folder;
  for (int i = 0; i < 60; ++i) folder += "d/";
  write(folder + "a.yaml", kTemplate);
  EXPECT_EQ(found({""}), Words{folder + "a.yaml"});
  EXPECT_EQ(found({"**/**/**/d/**/d/**/*.yaml"}), Words{folder + "a.yaml"});
}

TEST(GitIgnore, LaterRulesWinWhateverTheirForm) {
  std::string pattern = (fs::temp_directory_path() / "virga-ignore-XXXXXX").string();
  const fs::path root = fs::canonical(::mkdtemp(pattern.data()));
  fs::create_directories(root / ".git/info");
  std::ofstream(root / ".git/info/exclude") << "private.yaml\n";
  std::ofstream(root / ".gitignore") << "*.yaml\n!keep.yaml\nk*.yaml\n!kept.yaml\nbuild/\n*.tar.gz\nbuild\n!build/\n";
  const GitIgnore rules = GitIgnore::of_folder(root.string());
  const auto ignores = [&](const std::string& name, bool folder = false) {
    return rules.ignores((root / name).string(), folder);
  };
  EXPECT_TRUE(ignores("a.yaml"));
  EXPECT_TRUE(ignores("keep.yaml"));
  EXPECT_FALSE(ignores("kept.yaml"));
  EXPECT_TRUE(ignores("x.tar.gz"));
  EXPECT_TRUE(ignores("build"));
  EXPECT_FALSE(ignores("build", true));
  EXPECT_TRUE(ignores("private.yaml"));
  EXPECT_FALSE(ignores("a.yml"));
  fs::remove_all(root);
}

TEST(GitIgnore, DoubleStars) {
  std::string pattern = (fs::temp_directory_path() / "virga-ignore-XXXXXX").string();
  const fs::path root = fs::canonical(::mkdtemp(pattern.data()));
  std::ofstream(root / ".gitignore") << "a/**/z\n**/cache\nlogs/**\n";
  GitIgnore rules;
  rules.enter(root.string());
  const auto ignores = [&](const std::string& name) { return rules.ignores((root / name).string(), false); };
  EXPECT_TRUE(ignores("a/z"));
  EXPECT_TRUE(ignores("a/b/c/z"));
  EXPECT_FALSE(ignores("b/a/z"));
  EXPECT_TRUE(ignores("x/y/cache"));
  EXPECT_TRUE(ignores("logs/today"));
  EXPECT_FALSE(ignores("logs"));
  fs::remove_all(root);
}

TEST(Markdown, OnATerminal) {
  const std::string out = markdown_for_terminal(
      "# Title\n\nSome *plain* words that are long enough to be wrapped at `forty` columns, **bold** too.\n\n"
      "- one item\n- another [link](https://a.b)\n\n```yaml\nA: 1\n  B: 2\n```\n\nEnd.\n",
      40, false);
  EXPECT_EQ(out,
            "Title\n─────\n\nSome *plain* words that are long enough\nto be wrapped at `forty` columns, bold\ntoo.\n\n"
            "• one item\n• another link (https://a.b)\n\n    A: 1\n      B: 2\n\nEnd.\n");
}

}  // namespace
}  // namespace virga
