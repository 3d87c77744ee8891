#include "compiler/workspace/config.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "compiler/driver/settings.h"
#include "compiler/syntax/syntax_tree.h"
#include "compiler/workspace/baseline.h"
#include "compiler/workspace/parameter_sets.h"
#include "compiler/workspace/run_settings.h"

namespace virga {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

// The files of a test; "{}" in returned texts stands for the folder.
class Files : public testing::Test {
protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "virga-config-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return (folder_ / name).string();
  }
  std::string without_folder(std::string text) const {
    const std::string prefix = folder_.string() + "/";
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) {
      text.erase(at, prefix.size());
    }
    return text;
  }
  std::string fault(const std::string& text) {
    const Result<Config> read = read_config(write("rc", text), "");
    return read ? "" : without_folder(read.message());
  }

  fs::path folder_;
};

TEST_F(Files, EveryKeyIsRead) {
  const std::string path = write("rc", R"(
templates: [a.yaml, "b/*.yaml"]
ignore_templates: [c.yaml]
regions: [us-east-1]
ignore_checks: [E1]
include_checks: [I]
mandatory_checks: [E2]
append_rules: []
registry_schemas: [schemas]
parameter_files: [p.json]
deployment_files: []
parameters: [{A: 1, B: [x, y]}]
configure_rules: {E3012: {strict: true}}
format: json
output_file: out
override_spec: spec.json
custom_rules: rules.txt
non_zero_exit_code: error
baseline: base.json
ignore_bad_template: true
include_experimental: false
merge_configs: yes
debug: false
)");
  const Result<Config> read = read_config(path, "");
  ASSERT_TRUE(read);
  const Config& config = *read;
  EXPECT_EQ(config.templates, (Words{"a.yaml", "b/*.yaml"}));
  EXPECT_EQ(config.include_checks, Words{"I"});
  EXPECT_EQ(config.configure_rules.at("E3012").at("strict"), "true");
  ASSERT_EQ(config.parameters.size(), 1U);
  EXPECT_EQ(config.parameters[0].at("A"), "1");
  EXPECT_EQ(config.parameters[0].at("B"), "x,y");
  EXPECT_EQ(config.format, "json");
  EXPECT_EQ(config.non_zero_exit_code, "error");
  EXPECT_EQ(config.ignore_bad_template, true);
  EXPECT_EQ(config.merge_configs, true);
  EXPECT_EQ(config.debug, false);
}

TEST_F(Files, PathsCountFromTheGivenFolder) {
  const Result<Config> read =
      read_config(write("rc", "templates: [a.yaml, /b.yaml]\nignore_checks: [W]\ncustom_rules: r\n"), "../up");
  ASSERT_TRUE(read);
  const Config& config = *read;
  EXPECT_EQ(config.templates, (Words{"../up/a.yaml", "/b.yaml"}));
  EXPECT_EQ(config.ignore_checks, Words{"W"});
  EXPECT_EQ(config.custom_rules, "../up/r");
}

TEST_F(Files, FaultsAreNamedWithTheirPlace) {
  EXPECT_EQ(fault("fixable: [a]\nignore_check: [E1]\n"),
            "rc:2:1: unknown key 'ignore_check'; did you mean 'ignore_checks'?");
  EXPECT_EQ(fault("zzz: 1\n").find("rc:1:1: unknown key 'zzz'; the keys are append_rules, "), 0U);
  EXPECT_EQ(fault("format: jsn\n"), "rc:1:9: unknown format 'jsn'; did you mean 'json'?");
  EXPECT_EQ(fault("regions: {a: b}\n"), "rc:1:10: 'regions' must be a list of strings");
  EXPECT_EQ(fault("regions: [ALL_REGIONS, eu-west-11]\n"),
            "rc:1:24: unknown region 'eu-west-11'; did you mean 'eu-west-1'?");
  EXPECT_EQ(fault("debug: maybe\n"), "rc:1:8: 'debug' must be true or false");
  EXPECT_EQ(fault("- a\n").find("rc:1:1: a configuration file must be a map"), 0U);
  EXPECT_EQ(fault("a: [\n").find("rc:"), 0U);
  EXPECT_EQ(fault(""), "");
  EXPECT_EQ(fault("# nothing\n"), "");
}

TEST(Overlay, TheFirstThatSaysSomethingWins) {
  Config over;
  Config under;
  over.ignore_checks = {"E1"};
  under.ignore_checks = {"W1"};
  under.regions = {"eu-west-1"};
  under.format = "json";
  over.debug = false;
  under.debug = true;
  over.configure_rules["E1"]["a"] = "1";
  under.configure_rules["E1"]["a"] = "2";
  under.configure_rules["E1"]["b"] = "3";
  Config result = overlay(over, under, false);
  EXPECT_EQ(result.ignore_checks, Words{"E1"});
  EXPECT_EQ(result.regions, Words{"eu-west-1"});
  EXPECT_EQ(result.format, "json");
  EXPECT_EQ(result.debug, false);
  EXPECT_EQ(result.configure_rules["E1"].count("b"), 0U);
  result = overlay(over, under, true);
  EXPECT_EQ(result.ignore_checks, (Words{"E1", "W1"}));
  EXPECT_EQ(result.configure_rules["E1"]["a"], "1");
  EXPECT_EQ(result.configure_rules["E1"]["b"], "3");
}

// Findings as "rule line:column message".
Words texts(const FileFindings& report) {
  Words found;
  for (const Diagnostic& finding : report.findings) {
    const Span span = span_of(report.source.get(), finding.range);
    found.push_back(finding.rule + " " + std::to_string(span.begin.line) + ":" + std::to_string(span.begin.column) +
                    " " + finding.message);
  }
  return found;
}

TEST_F(Files, ParameterFile) {
  ParameterSet set;
  FileFindings report;
  ASSERT_TRUE(read_parameter_file(write("p.json", R"([{"ParameterKey": "A", "ParameterValue": "1"},
    {"ParameterKey": "B", "ParameterValue": ["x", "y"]}])"),
                                  set, report));
  EXPECT_EQ(set.values, (ParameterValues{{"A", "1"}, {"B", "x,y"}}));
  for (const std::string text : {R"({"Parameters": {"A": 1}})", R"(["A=1"])", R"([{"ParameterKey": "A"}])",
                                 R"([{"ParameterKey": "A", "ParameterValue": {}}])"}) {
    ParameterSet bad;
    FileFindings faults;
    EXPECT_FALSE(read_parameter_file(write("bad.json", text), bad, faults)) << text;
    ASSERT_EQ(faults.findings.size(), 1U) << text;
    EXPECT_EQ(faults.findings[0].rule, "E0200") << text;
  }
  FileFindings missing;
  EXPECT_FALSE(read_parameter_file((folder_ / "none").string(), set, missing));
  EXPECT_EQ(missing.findings.at(0).rule, "E0000");
}

TEST_F(Files, DeploymentFile) {
  ParameterSet set;
  FileFindings report;
  std::string path;
  ASSERT_TRUE(read_deployment_file(
      write("d.yaml", "template-file-path: t.yaml\nparameters:\n  A: 1\n  B: [x, y]\ntags: {Team: blue}\n"), path, set,
      report));
  EXPECT_EQ(path, "t.yaml");
  EXPECT_EQ(set.values, (ParameterValues{{"A", "1"}, {"B", "x,y"}}));
  for (const std::string text :
       {"parameters: {}\n", "template-file-path: [a]\n", "template-file-path: a\nparameter: {}\n",
        "template-file-path: a\ntags: {A: [b]}\n", "- a\n"}) {
    ParameterSet bad;
    FileFindings faults;
    EXPECT_FALSE(read_deployment_file(write("bad.yaml", text), path, bad, faults)) << text;
    ASSERT_FALSE(faults.findings.empty()) << text;
  }
}

TEST_F(Files, ParameterSetAgainstTemplate) {
  const SyntaxTree tree = parse(std::make_shared<const SourceFile>("t.yaml", R"(Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod]}
  Count: {Type: Number, MinValue: 1, MaxValue: 5}
  Name: {Type: String, AllowedPattern: "[a-z]+", MaxLength: 4}
  Zones: {Type: CommaDelimitedList, AllowedValues: [a, b]}
  Image: {Type: "AWS::SSM::Parameter::Value<String>", AllowedValues: [x]}
  Other: {Type: String, Default: x}
)"));
  const Template model = Template::build(tree.root);
  const auto judge = [&](const std::string& values) {
    FileFindings report;
    ParameterSet set;
    std::string path;
    EXPECT_TRUE(
        read_deployment_file(write("d.yaml", "template-file-path: t.yaml\nparameters:\n" + values), path, set, report));
    report.findings = check_parameter_set(model, set);
    return texts(report);
  };
  const std::string fine = "  Stage: dev\n  Count: 5\n  Name: ab\n  Zones: a,b\n  Image: /path\n";
  EXPECT_EQ(judge(fine), Words{});
  EXPECT_EQ(judge("  Stage: dev\n  Count: 6\n  Name: Ab\n  Zones: [a, c]\n  Image: /path\n"),
            (Words{"E2900 4:3 '6' is not allowed for parameter 'Count': MaxValue is 5",
                   "E2900 5:3 'Ab' is not allowed for parameter 'Name': AllowedPattern is [a-z]+",
                   "E2900 6:3 'c' is not allowed for parameter 'Zones': AllowedValues are a, b"}));
  EXPECT_EQ(judge(fine + "  Stge: dev\n"),
            Words{"E2900 8:3 Parameter 'Stge' is not defined in the template; did you mean 'Stage'?"});
  EXPECT_EQ(judge("  Stage: dev\n  Count: 1\n  Zones: a\n  Image: x\n"),
            Words{"E2900 2:1 Parameter 'Name' has no Default and no value"});
}

TEST_F(Files, BaselineHoldsAcrossMoves) {
  FileFindings file;
  file.name = (folder_ / "t.yaml").string();
  Diagnostic finding;
  finding.rule = "E3012";
  finding.message = "wrong";
  finding.path = {std::string("Resources"), std::string("A")};
  file.findings = {finding, finding};
  const std::string path = (folder_ / "base.json").string();
  Baseline written(path);
  written.add(file);
  ASSERT_TRUE(written.save());

  Baseline read(path);
  ASSERT_TRUE(read.load());
  EXPECT_EQ(read.size(), 2U);
  for (Diagnostic& moved : file.findings) moved.range = {50, 60};
  file.findings.push_back(finding);  // one more than in the baseline
  file.findings.push_back(finding);
  file.findings.back().message = "other";
  EXPECT_EQ(read.filter(file), 2U);
  EXPECT_EQ(file.findings.size(), 2U);

  Baseline broken(write("broken.json", "{}"));
  EXPECT_FALSE(broken.load());
}

TEST(Clock, SourceDateEpochSetsToday) {
  ::setenv("SOURCE_DATE_EPOCH", "1795305600", 1);
  EXPECT_EQ(today().value(), 20779);
  ::setenv("SOURCE_DATE_EPOCH", "yesterday", 1);
  EXPECT_FALSE(today());
  ::unsetenv("SOURCE_DATE_EPOCH");
  EXPECT_GT(today().value(), 20000);
}

}  // namespace
}  // namespace virga
