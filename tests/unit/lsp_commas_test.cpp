// What is accepted between brackets is parted from its neighbours, and takes nothing away from them.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "tests/unit/lsp_completion.h"

namespace virga {
namespace {

using testing::Piece;

class LspCommas : public testing::AcceptedPieces {};

constexpr std::string_view kBucket = R"(Resources:
  Q:
    Type: AWS::SQS::Queue
  R:
    Type: AWS::SQS::Queue
  B:
    Type: AWS::S3::Bucket
    {}
  S:
    Type: AWS::SQS::Queue
)";

constexpr std::string_view kJsonBucket = R"({{
  "Resources": {{
    "B": {{"Type": "AWS::S3::Bucket", "Properties": {{{}}}}},
    "Q": {{"Type": "AWS::SQS::Queue"}}
  }}
}}
)";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"') out += '\\';
    out += c;
  }
  return out;
}

TEST_F(LspCommas, AnItemOfYaml) {
  for (const Piece& piece : {
           Piece{"DependsOn: [Q, R S‸]", "S", "DependsOn: [Q, R, S]"},
           {"DependsOn: [Q, R S‸", "S", "DependsOn: [Q, R, S"},
           {"DependsOn: [Q, R‸ S]", "R", "DependsOn: [Q, R, S]"},
           {"DependsOn: [‸ R]", "S", "DependsOn: [S, R]"},
           {"DependsOn: [\n      R # one\n      S‸ # two\n      Q\n    ]", "S",
            "DependsOn: [\n      R, # one\n      S, # two\n      Q\n    ]"},
           {"DependsOn: [\"R\" \"‸\"]", "S", "DependsOn: [\"R\", \"S\"]"},
           {"DependsOn: [\"‸\" \"R\"]", "S", "DependsOn: [\"S\", \"R\"]"},
       }) {
    expect("yaml", kBucket, piece);
  }
}

TEST_F(LspCommas, AnItemOfYamlThatIsAFunctionOrAMap) {
  for (const Piece& piece : {
           Piece{"logs !R‸", "!Ref", "logs, !Ref "},
           {"logs S‸", "!Ref", "logs, !Ref "},
           {"!Ref Q !R‸", "!Ref", "!Ref Q, !Ref "},
           {"!Ref Q !Ref ‸", "S", "!Ref Q, !Ref S"},
           {"!Ref Q !Ref S‸", "S", "!Ref Q, !Ref S"},
           {"!Sub \"a\" !R‸", "!Ref", "!Sub \"a\", !Ref "},
           {"a !GetAtt [‸]", "Q", "a, !GetAtt [Q]"},
           {"a {{Ref: ‸}}", "Q", "a, {{Ref: Q}}"},
           {"{{Ref: Q}} {{‸}}", "Ref", "{{Ref: Q}}, {{Ref: }}"},
       }) {
    const std::string frame = filled(kBucket, "Properties: {{BucketName: !Join [\"-\", [{}]]}}");
    const std::string before = fmt::format(fmt::runtime(piece.before));
    const std::string after = fmt::format(fmt::runtime(piece.after));
    expect("yaml", frame, {before, piece.label, after});
  }
}

TEST_F(LspCommas, AMemberOfYaml) {
  for (const Piece& piece : {
           Piece{"{BucketName: x ‸}", "Tags", "{BucketName: x, Tags: }"},
           {"{BucketName: some text T‸}", "!Ref", ""},
           {"{\n      BucketName: x, # one\n      AccessControl: Private # two\n      T‸\n    }", "Tags",
            "{\n      BucketName: x, # one\n      AccessControl: Private, # two\n      Tags: \n    }"},
           {"{\n      T‸ # one\n      BucketName: x\n    }", "Tags",
            "{\n      Tags: , # one\n      BucketName: x\n    }"},
           {"{Tags: [{Key: a, Value: b} {‸}]}", "Key", "{Tags: [{Key: a, Value: b}, {Key: }]}"},
           {"{VersioningConfiguration: {\"Status\": \"‸\" \"X\": y}}", "Enabled",
            "{VersioningConfiguration: {\"Status\": \"Enabled\", \"X\": y}}"},
       }) {
    const std::string before = "Properties: " + std::string(piece.before);
    const std::string after = piece.after.empty() ? std::string() : "Properties: " + std::string(piece.after);
    expect("yaml", kBucket, {before, piece.label, after});
  }
}

TEST_F(LspCommas, AQuotedKeyOfYaml) {
  for (const Piece& piece : {
           Piece{" {\"‸\" \"BucketName\": x}", "Tags", " {\"Tags\": , \"BucketName\": x}"},
           {" {'‸' 'BucketName': x}", "Tags", " {'Tags': , 'BucketName': x}"},
           {" {\"‸\", \"BucketName\": x}", "Tags", " {\"Tags\": , \"BucketName\": x}"},
           {" {\"BucketName\": x, \"‸}", "Tags", " {\"BucketName\": x, \"Tags\": }"},
           {"\n      \"‸\"", "Tags", "\n      \"Tags\": "},
           {"\n      '‸\n      BucketName: x", "Tags", "\n      'Tags': \n      BucketName: x"},
           {"\n      \"Ta‸\": x", "Tags", "\n      \"Tags\": x"},
           {"\n      Tags:\n        - \"‸\"", "Key", "\n      Tags:\n        - \"Key\": "},
           {"\n      Tags:\n        - Key: a\n          \"‸\"", "Value",
            "\n      Tags:\n        - Key: a\n          \"Value\": "},
       }) {
    const std::string before = "Properties:" + std::string(piece.before);
    const std::string after = "Properties:" + std::string(piece.after);
    expect("yaml", kBucket, {before, piece.label, after});
  }
}

TEST_F(LspCommas, AKeyOrItemOfJson) {
  for (const Piece& piece : {
           Piece{R"("Tags": [{"‸" "Value": "x"}])", "Key", R"("Tags": [{"Key": "", "Value": "x"}])"},
           {R"("Tags": [{"‸ "Value": "x"}])", "Key", R"("Tags": [{"Key": "", "Value": "x"}])"},
           {R"("Tags": [{"Key": "x" "‸"}])", "Value", R"("Tags": [{"Key": "x", "Value": ""}])"},
           {"\"Tags\": [{\"Key\": \"a\"}\n {\"‸\"}]", "Value", "\"Tags\": [{\"Key\": \"a\"},\n {\"Value\": \"\"}]"},
           {R"("BucketName": {"Fn::Join": ["", ["a" {"Ref": ‸}]]})", "Q",
            R"("BucketName": {"Fn::Join": ["", ["a", {"Ref": "Q"}]]})"},
       }) {
    expect("json", kJsonBucket, piece);
  }
}

TEST_F(LspCommas, APlaceholderInAStringWithoutAnEnd) {
  for (const Piece& piece : {
           Piece{"\"BucketName\": {\"Fn::Sub\": \"${‸\n, \"Tags\": []}", "Q",
                 "\"BucketName\": {\"Fn::Sub\": \"${Q}\"\n, \"Tags\": []}"},
           {R"("BucketName": {"Fn::Sub": "${‸}"})", "Q", R"("BucketName": {"Fn::Sub": "${Q}"})"},
       }) {
    expect("json", kJsonBucket, piece);
  }
  expect("yaml", kBucket,
         {"Properties:\n      BucketName: !Sub \"${‸\n      Tags: []", "Q",
          "Properties:\n      BucketName: !Sub \"${Q}\"\n      Tags: []"});
  expect("yaml", kBucket,
         {"Properties:\n      BucketName: !Sub \"${Q‸-a\n      Tags: []", "Q",
          "Properties:\n      BucketName: !Sub \"${Q}-a\"\n      Tags: []"});
  // One that ends on a later line has its quote.
  expect("yaml", kBucket,
         {"Properties:\n      BucketName: !Sub \"${Q‸\n        -b\"\n      Tags: []", "Q",
          "Properties:\n      BucketName: !Sub \"${Q}\n        -b\"\n      Tags: []"});
}

TEST_F(LspCommas, JsonInAString) {
  constexpr std::string_view kMachine = R"(Resources:
  S:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionSubstitutions: {{FnArn: x}}
      DefinitionString: )";
  constexpr std::string_view kJsonMachine =
      R"({{"Resources": {{"S": {{"Type": "AWS::StepFunctions::StateMachine", "Properties": {{)"
      R"("DefinitionSubstitutions": {{"FnArn": "x"}}, "DefinitionString": {}}}}}}}}})";
  for (const Piece& piece : {
           Piece{R"("Type": "Pass" "‸")", "Comment", R"("Type": "Pass", "Comment": "")"},
           {R"("Type": "Pass" ‸)", "Comment", R"("Type": "Pass", "Comment": "")"},
           {R"("Type": "Pass" "‸)", "Comment", R"("Type": "Pass", "Comment": "")"},
           {R"("Type": "Pass", "‸" "End": true)", "Comment", R"("Type": "Pass", "Comment": "", "End": true)"},
           {R"("Type": "‸" "End": true)", "Pass", R"("Type": "Pass", "End": true)"},
           {R"("Type": "Choice", "Choices": [{"Next": "A"} {"‸"}])", "Next",
            R"("Type": "Choice", "Choices": [{"Next": "A"}, {"Next": ""}])"},
           {R"("Type": "Task", "Resource": "${‸ "End": true)", "FnArn",
            R"("Type": "Task", "Resource": "${FnArn}", "End": true)"},
       }) {
    const auto whole = [](std::string_view state) {
      return fmt::format(R"({{"StartAt": "A", "States": {{"A": {{{}}}}}}})", state);
    };
    const std::string before = whole(piece.before);
    const std::string after = whole(piece.after);
    const auto yaml = [&](std::string_view quotes) { return std::string(kMachine) + std::string(quotes) + "\n"; };
    expect("yaml", yaml("|\n        {}"), {before, piece.label, after});
    expect("yaml", yaml("'{}'"), {before, piece.label, after});
    const std::string escaped_before = escaped(before);
    const std::string escaped_after = escaped(after);
    expect("yaml", yaml("\"{}\""), {escaped_before, piece.label, escaped_after});
    const std::string quoted_before = '"' + escaped_before + '"';
    const std::string quoted_after = '"' + escaped_after + '"';
    expect("json", kJsonMachine, {quoted_before, piece.label, quoted_after});
  }
  expect(
      "yaml", std::string(kMachine) + "|\n        {}\n",
      {"{\"StartAt\": \"A\", \"States\": {\"A\": {\n          \"Resource\": \"${‸\n          \"End\": true}}}", "FnArn",
       "{\"StartAt\": \"A\", \"States\": {\"A\": {\n          \"Resource\": \"${FnArn}\",\n          \"End\": "
       "true}}}"});
}

// The value before the cursor has just been finished; a space or a line break begins what comes next.
TEST_F(LspCommas, NothingDirectlyBehindAValue) {
  for (const Piece& piece : {
           Piece{R"(Properties: {BucketName: "x"‸})", "Tags", ""},
           {R"(Properties: {BucketName: "x" ‸})", "Tags", R"(Properties: {BucketName: "x", Tags: })"},
           {"Properties: {Tags: []‸, BucketName: x}", "AccessControl", ""},
           {"Properties: {VersioningConfiguration: {Status: Enabled}‸}", "Tags", ""},
           {R"(DependsOn: ["Q"‸])", "R", ""},
       }) {
    expect("yaml", kBucket, piece);
  }
}

TEST_F(LspCommas, APairThatIsAnItem) {
  constexpr std::string_view kFunction = R"(Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Policies: [{}
)";
  for (const Piece& piece : {
           Piece{"DynamoDBCrudPolicy: {‸", "TableName", "DynamoDBCrudPolicy: {TableName: "},
           {"DynamoDBCrudPolicy: {‸}]", "TableName", "DynamoDBCrudPolicy: {TableName: }]"},
           {"DynamoDBCrudPolicy: {‸}]", "SQSPollerPolicy", ""},
           {"A, DynamoDBCrudPolicy: {\"‸\"}, B: {}]", "TableName", "A, DynamoDBCrudPolicy: {\"TableName\": }, B: {}]"},
           {"B: {} DynamoDBCrudPolicy: {‸}]", "TableName", "B: {}, DynamoDBCrudPolicy: {TableName: }]"},
           {"Statement: [{Effect: ‸}]]", "Allow", "Statement: [{Effect: Allow}]]"},
       }) {
    expect("yaml", kFunction, piece);
  }
}

}  // namespace
}  // namespace virga
