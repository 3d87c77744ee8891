// Values of NoEcho parameters are not in any output.
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "compiler/diagnostics/renderer.h"
#include "compiler/workspace/secrets.h"
#include "rules/engine/linter.h"
#include "schemas/schema_database.h"

namespace virga {
namespace {

constexpr const char* kSecret = "Hunter_Two";

std::string with_declaration(const std::string& declaration) {
  return "Parameters:\n  Pw: " + declaration + R"(
Mappings:
  Stages:
    live: {Size: large}
Resources:
  Plain:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Ref Pw
  Substituted:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Sub 'x-${Pw}'
  Joined:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Join ['-', [x, !Ref Pw]]
  Picked:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: !Select [0, !Split [',', !Ref Pw]]
  Zone:
    Type: AWS::EC2::Subnet
    Properties:
      VpcId: !Ref Pw
      CidrBlock: !Ref Pw
      MapPublicIpOnLaunch: !Ref Pw
  Found:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: !FindInMap [Stages, !Ref Pw, Size]
  Policy:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      ManagedPolicyName: !Sub '${Pw}/${Pw}!'
      PolicyDocument:
        Version: !Ref Pw
        Statement: [{Effect: !Ref Pw, Action: '*', Resource: '*'}]
)";
}

// The output in all formats. `findings` counts the findings about values.
std::string outputs(const std::string& text, const LintOptions& options, std::size_t& findings) {
  FileFindings file;
  file.name = "t.yaml";
  file.source = std::make_shared<const SourceFile>("t.yaml", text);
  const std::shared_ptr<const Snapshot> snapshot = open_snapshot(file.source, options);
  file.findings = lint(*snapshot, options).findings;
  file.secrets = secret_ranges(snapshot->tree(), file.findings);
  findings = file.findings.size();
  std::string out;
  for (const std::string_view name : output_format_names()) {
    const RuleCatalog rules{std::vector<RuleText>()};
    const auto renderer = make_renderer(*output_format_of(name), {.rules = &rules, .version = "1"});
    RunSummary summary;
    renderer->begin(out);
    renderer->file(file, out);
    renderer->end(summary, out);
  }
  return out;
}

LintOptions options_with_all_rules() {
  LintOptions options;
  options.facts = &SchemaDatabase::built_in();
  options.rules.include = {"E", "W", "I"};
  return options;
}

TEST(Secrets, GivenValuesAreMaskedInEveryFormat) {
  LintOptions options = options_with_all_rules();
  options.evaluation.parameters["Pw"] = kSecret;
  std::size_t shown = 0, masked = 0;
  const std::string open = outputs(with_declaration("{Type: String}"), options, shown);
  EXPECT_NE(open.find(kSecret), std::string::npos);  // without NoEcho, rules do quote the value
  const std::string out = outputs(with_declaration("{Type: String, NoEcho: true}"), options, masked);
  EXPECT_EQ(out.find(kSecret), std::string::npos);
  EXPECT_NE(out.find("****"), std::string::npos);
  EXPECT_GE(masked, shown);  // the same problems are found; nothing is lost
}

TEST(Secrets, DefaultsAreMaskedInEveryFormat) {
  std::size_t findings = 0;
  const std::string declaration = std::string("{Type: String, NoEcho: true, Default: ") + kSecret + "}";
  const std::string out = outputs(with_declaration(declaration), options_with_all_rules(), findings);
  EXPECT_NE(out.find("****"), std::string::npos);
  EXPECT_EQ(out.find(kSecret), std::string::npos);  // nor in an excerpt
}

}  // namespace
}  // namespace virga
