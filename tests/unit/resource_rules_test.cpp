// Resource rules that a single template cannot show: limits, a second file, private types, and fixes.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "rules/engine/linter.h"
#include "schemas/layered_database.h"
#include "tests/unit/fixed_text.h"

namespace virga {
namespace {

namespace fs = std::filesystem;

std::vector<Diagnostic> findings(const std::string& rule, const std::string& text,
                                 const std::string& name = "template.yaml", const SchemaDatabase* facts = nullptr) {
  LintOptions options;
  options.facts = facts != nullptr ? facts : &SchemaDatabase::built_in();
  options.rules.include = {rule};
  LintResult result = lint(std::make_shared<const SourceFile>(name, text), options);
  EXPECT_FALSE(result.unparsable);
  std::erase_if(result.findings, [&](const Diagnostic& d) { return d.rule != rule; });
  return result.findings;
}

std::string with_resources(int count) {
  std::string text = "Resources:\n";
  for (int i = 0; i < count; ++i) text += fmt::format("  Topic{}: {{Type: AWS::SNS::Topic}}\n", i);
  return text;
}

class Folder {
public:
  Folder() : path_(fs::temp_directory_path() / fmt::format("virga-resource-rules-{}", ::getpid())) {
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
    return (path_ / name).string();
  }

private:
  fs::path path_;
};

TEST(ResourceLimits, CountOfResources) {
  EXPECT_TRUE(findings("I3010", with_resources(450)).empty());
  EXPECT_EQ(findings("I3010", with_resources(451)).size(), 1U);
  EXPECT_TRUE(findings("I3010", with_resources(501)).empty());
  EXPECT_TRUE(findings("E3010", with_resources(500)).empty());
  EXPECT_EQ(findings("E3010", with_resources(501)).size(), 1U);
}

TEST(ResourceLimits, LengthOfNames) {
  auto named = [](std::size_t length) {
    return "Resources:\n  " + std::string(length, 'a') + ":\n    Type: AWS::SNS::Topic\n";
  };
  EXPECT_TRUE(findings("I3012", named(229)).empty());
  EXPECT_EQ(findings("I3012", named(230)).size(), 1U);
  EXPECT_EQ(findings("I3012", named(255)).size(), 1U);
  EXPECT_TRUE(findings("E3011", named(255)).empty());
  EXPECT_EQ(findings("E3011", named(256)).size(), 1U);
}

TEST(NestedStacks, ParametersAreCompared) {
  Folder folder;
  folder.write("nested.yaml", R"(
Parameters:
  Name: {Type: String}
  Size: {Type: Number}
  Note: {Type: String, Default: none}
Resources:
  Topic: {Type: AWS::SNS::Topic}
)");
  const std::string text = R"(
Conditions:
  East: !Equals [!Ref AWS::Region, us-east-1]
Resources:
  Wrong:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./nested.yaml
      Parameters: {Nmae: a, Size: !If [East, 1, !Ref AWS::NoValue]}
  Right:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: nested.yaml
      Parameters: {Name: a, Size: 1}
  Chosen:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: nested.yaml
      Parameters: !If [East, {Name: a, Size: 1}, {Name: a, Sise: 1}]
  Remote:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: https://example.com/nested.yaml
      Parameters: {Other: a}
  Missing:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: no-such-file.yaml
      Parameters: {Other: a}
)";
  const std::vector<Diagnostic> found = findings("E3043", text, folder.write("main.yaml", text));
  std::vector<std::string> paths;
  for (const Diagnostic& d : found) paths.push_back(to_string(d.path));
  EXPECT_EQ(paths, (std::vector<std::string>{
                       "Resources/Wrong/Properties/Parameters", "Resources/Wrong/Properties/Parameters/Nmae",
                       "Resources/Chosen/Properties/Parameters", "Resources/Chosen/Properties/Parameters"}));
  EXPECT_NE(found[1].message.find("Did you mean 'Name'"), std::string::npos) << found[1].message;
  // For standard input there is no folder to search.
  EXPECT_TRUE(findings("E3043", text, "-").empty());
}

TEST(NestedStacks, ValuesAndOutputsOfTheLocalTemplate) {
  Folder folder;
  folder.write("nested.yaml", R"(
Parameters:
  Name: {Type: String, AllowedPattern: '[a-z]+'}
  Size: {Type: Number, MaxValue: 10}
  Zones: {Type: CommaDelimitedList, AllowedValues: [a, b], Default: a}
  Mode: {Type: String, AllowedValues: [fast, slow], Default: fast}
Resources:
  Topic: {Type: AWS::SNS::Topic}
Outputs:
  TopicName: {Value: !Ref Topic}
)");
  folder.write("open.yaml", R"(
Transform: Macro
Resources:
  Topic: {Type: AWS::SNS::Topic}
)");
  const std::string text = R"(
Transform: AWS::Serverless-2016-10-31
Parameters:
  Own: {Type: String, Default: medium}
Mappings:
  Modes: {us-east-1: {Mode: medium}}
Conditions:
  East: !Equals [!Ref AWS::Region, us-east-1]
Resources:
  Wrong:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./nested.yaml
      Parameters: {Name: UPPER, Size: !If [East, many, 11], Zones: 'a,c', Mode: fast}
  Bare:
    Type: AWS::CloudFormation::Stack
    Condition: East
    Properties: {TemplateURL: nested.yaml}
  Right:
    Type: AWS::Serverless::Application
    Properties:
      Location: nested.yaml
      Parameters: {Name: abc, Size: '7', Zones: 'b,a', Mode: !Ref Own}
  Open:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: open.yaml, Parameters: {Any: a}}
Outputs:
  A: {Value: !GetAtt Wrong.Outputs.TopicNane}
  B: {Value: !Sub '${Right.Outputs.Topic} ${Wrong.Outputs.TopicName}'}
  C: {Value: !GetAtt Open.Outputs.Any}
)";
  const std::string path = folder.write("main.yaml", text);
  std::vector<std::string> messages;
  for (const Diagnostic& d : findings("E3043", text, path)) messages.push_back(to_string(d.path) + " " + d.message);
  ASSERT_EQ(messages.size(), 6U);
  EXPECT_NE(messages[0].find("does not match the AllowedPattern"), std::string::npos) << messages[0];
  EXPECT_NE(messages[1].find("'many' is not a number when East is true"), std::string::npos) << messages[1];
  EXPECT_NE(messages[2].find("11 is greater than the MaxValue of 10 when East is false"), std::string::npos)
      << messages[2];
  EXPECT_NE(messages[3].find("'c' is not one of the AllowedValues"), std::string::npos) << messages[3];
  EXPECT_NE(messages[4].find("Bare/Properties Missing value for parameter 'Name' of the nested template"),
            std::string::npos)
      << messages[4];

  const std::vector<Diagnostic> outputs = findings("E6101", text, path);
  ASSERT_EQ(outputs.size(), 2U);
  EXPECT_NE(outputs[0].message.find("Did you mean 'TopicName'?"), std::string::npos) << outputs[0].message;
  EXPECT_NE(outputs[1].message.find("no output 'Topic'"), std::string::npos) << outputs[1].message;
}

TEST(NestedStacks, FindingsUnderTheParametersThatAStackPasses) {
  Folder folder;
  folder.write("nested.yaml", R"(
Parameters:
  Days: {Type: Number, Default: 7}
  Mode: {Type: String, Default: x}
Resources:
  Logs: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: !Ref Days}}
  Domain: {Type: AWS::EC2::EIP, Properties: {Domain: vpc, Tags: [{Key: Mode, Value: !Ref Mode}]}}
)");
  const std::string text = R"(
Parameters:
  Own: {Type: Number, Default: 4}
Mappings:
  Logs: {Retention: {Days: 4}}
Resources:
  Wrong:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: nested.yaml, Parameters: {Days: !FindInMap [Logs, Retention, Days], Mode: y}}
  Right:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: nested.yaml, Parameters: {Days: 5, Mode: y}}
  Chosen:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: nested.yaml, Parameters: {Days: !Ref Own, Mode: y}}
  Default:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: nested.yaml}
)";
  const std::vector<Diagnostic> found = findings("V3010", text, folder.write("main.yaml", text));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(to_string(found[0].path), "Resources/Wrong/Properties/Parameters");
  EXPECT_NE(found[0].message.find("'4' is not one of"), std::string::npos) << found[0].message;
  ASSERT_EQ(found[0].notes.size(), 1U);
  EXPECT_NE(found[0].notes[0].file->name().find("nested.yaml"), std::string::npos);
}

TEST(PrivateTypes, ConstraintsWithoutARuleOfTheirOwn) {
  Folder folder;
  const std::string schema = folder.write("acme.json", R"({
    "typeName": "Acme::Shop::Order",
    "properties": {
      "Range": {"type": "array", "items": [{"type": "number"}, {"type": "string"}], "additionalItems": false},
      "Target": {"type": "object", "oneOf": [{"required": ["Name"]}, {"required": ["Arn"]}]},
      "Legacy": {"type": "string"}
    },
    "not": {"required": ["Legacy"]},
    "additionalProperties": false,
    "primaryIdentifier": ["/properties/Legacy"]
  })");
  const auto made = with_registry_schemas(SchemaDatabase::built_in(), {schema});
  ASSERT_TRUE(made) << made.message();
  const std::unique_ptr<SchemaDatabase>& facts = *made;
  auto order = [](const std::string& properties) {
    return "Resources:\n  Order:\n    Type: Acme::Shop::Order\n    Properties: " + properties + "\n";
  };
  EXPECT_EQ(findings("E1101", order("{Legacy: a}"), "t.yaml", facts.get()).size(), 1U);
  EXPECT_TRUE(findings("E1101", order("{Range: [1, a]}"), "t.yaml", facts.get()).empty());
  EXPECT_EQ(findings("E3008", order("{Range: [1, a, b]}"), "t.yaml", facts.get()).size(), 1U);
  EXPECT_TRUE(findings("E3008", order("{Range: [1, a]}"), "t.yaml", facts.get()).empty());
  EXPECT_EQ(findings("E3018", order("{Target: {Name: a, Arn: b}}"), "t.yaml", facts.get()).size(), 1U);
  EXPECT_TRUE(findings("E3018", order("{Target: {Name: a}}"), "t.yaml", facts.get()).empty());
  EXPECT_TRUE(findings("E3006", order("{}"), "t.yaml", facts.get()).empty());
}

TEST(Fixes, RedundantDependsOn) {
  const std::string text = R"(Resources:
  A:
    Type: AWS::SNS::Topic
  Text:
    Type: AWS::SNS::Topic
    DependsOn: A
    Properties:
      DisplayName: !Ref A
  List:
    Type: AWS::SNS::Topic
    DependsOn:
      - A
      - Text  # kept
    Properties:
      DisplayName: !GetAtt A.TopicName
  Flow:
    Type: AWS::SNS::Topic
    DependsOn: [Text, A]
    Properties:
      DisplayName: !Sub "${A}"
  Only:
    Type: AWS::SNS::Topic
    DependsOn:
      - A
    Properties:
      DisplayName: !Ref A
)";
  const std::string expected = R"(Resources:
  A:
    Type: AWS::SNS::Topic
  Text:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: !Ref A
  List:
    Type: AWS::SNS::Topic
    DependsOn:
      - Text  # kept
    Properties:
      DisplayName: !GetAtt A.TopicName
  Flow:
    Type: AWS::SNS::Topic
    DependsOn: [Text]
    Properties:
      DisplayName: !Sub "${A}"
  Only:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: !Ref A
)";
  const std::vector<Diagnostic> found = findings("W3005", text);
  ASSERT_EQ(found.size(), 4U);
  for (const Diagnostic& d : found) {
    ASSERT_EQ(d.fixes.size(), 1U);
    EXPECT_EQ(d.fixes.front().safety, FixSafety::Safe);
  }
  EXPECT_EQ(fixed_text(text, found), expected);
  EXPECT_TRUE(findings("W3005", expected).empty());
}

TEST(Fixes, RedundantDependsOnInJson) {
  const std::string text = R"({"Resources": {
  "A": {"Type": "AWS::SNS::Topic"},
  "B": {
    "Type": "AWS::SNS::Topic",
    "DependsOn": ["A"],
    "Properties": {"DisplayName": {"Ref": "A"}}
  },
  "C": {
    "Type": "AWS::SNS::Topic",
    "DependsOn": ["A", "B"],
    "Properties": {"DisplayName": {"Ref": "A"}}
  }
}})";
  const std::string expected = R"({"Resources": {
  "A": {"Type": "AWS::SNS::Topic"},
  "B": {
    "Type": "AWS::SNS::Topic",
    "Properties": {"DisplayName": {"Ref": "A"}}
  },
  "C": {
    "Type": "AWS::SNS::Topic",
    "DependsOn": ["B"],
    "Properties": {"DisplayName": {"Ref": "A"}}
  }
}})";
  EXPECT_EQ(fixed_text(text, findings("W3005", text)), expected);
}

TEST(Fixes, PartitionOfAnArn) {
  const std::string text = R"(Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: !Sub "arn:aws:s3:::a"
)";
  const std::vector<Diagnostic> found = findings("I3042", text);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(fixed_text(text, found).find("arn:${AWS::Partition}:s3:::a"), std::string::npos);
}

TEST(CircularDependencies, TheNotesLeadAround) {
  const std::string text = R"(Resources:
  A: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref B}}
  B: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref C}}
  C: {Type: AWS::SNS::Topic, DependsOn: A}
)";
  const std::vector<Diagnostic> found = findings("E3004", text);
  ASSERT_EQ(found.size(), 3U);
  for (const Diagnostic& d : found) EXPECT_EQ(d.notes.size(), 3U);
  EXPECT_NE(found[0].message.find("A -> B -> C -> A"), std::string::npos) << found[0].message;
}

}  // namespace
}  // namespace virga
