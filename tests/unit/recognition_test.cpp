#include "compiler/workspace/recognition.h"

#include <gtest/gtest.h>

namespace virga {
namespace {

TemplateEvidence evidence(std::string_view text) { return recognise(text).evidence; }

TEST(Recognition, BlockStyle) {
  EXPECT_EQ(evidence("Resources:\n  A:\n    Type: AWS::S3::Bucket\n"), TemplateEvidence::Resources);
  EXPECT_EQ(evidence("\xEF\xBB\xBF---\nResources:\r\n  A:\r\n    Type: 'Custom::A' # one\r\n"),
            TemplateEvidence::Resources);
  EXPECT_EQ(evidence("  Resources:\n    A:\n      Properties: {}\n      Type: AWS::S3::Bucket\n"),
            TemplateEvidence::Resources);
  EXPECT_EQ(evidence("resources:\n  A:\n    type: AWS::S3::Bucket\n"), TemplateEvidence::Resources);
  EXPECT_EQ(evidence("AWSTemplateFormatVersion: 2010-09-09\n"), TemplateEvidence::FormatVersion);
  EXPECT_EQ(evidence("\"AWSTemplateFormatVersion\" : 2010-09-09\n"), TemplateEvidence::FormatVersion);
  EXPECT_EQ(evidence("Transform: AWS::Serverless-2016-10-31\nResource:\n  A: {}\n"), TemplateEvidence::Transform);
  EXPECT_EQ(evidence("Transform:\n- Mine\n- AWS::LanguageExtensions\n"), TemplateEvidence::Transform);
  EXPECT_EQ(evidence("Transform:\n  Name: AWS::Include\n"), TemplateEvidence::Transform);
  EXPECT_EQ(evidence("Resources:\n  Fn::ForEach::Topics:\n    - T\n"), TemplateEvidence::Resources);
}

TEST(Recognition, FlowStyleAndJson) {
  EXPECT_EQ(evidence("{Resources: {A: {Type: AWS::S3::Bucket}}}"), TemplateEvidence::Resources);
  EXPECT_EQ(evidence(" {\"Description\": \"Resources, }\\\"\", \"Resources\":{\"A\":{\"DependsOn\":[\"B\",{}],"
                     "\"Type\":\"Custom::A\"}}}"),
            TemplateEvidence::Resources);
  EXPECT_EQ(evidence("Resources: {A: {\n  Type: 'AWS::S3::Bucket'}}\n"), TemplateEvidence::Resources);
  EXPECT_EQ(evidence("Resources:\n  A: {Type: AWS::S3::Bucket}\n"), TemplateEvidence::Resources);
  EXPECT_EQ(evidence("Transform: [AWS::Serverless-2016-10-31]\n"), TemplateEvidence::Transform);
  EXPECT_EQ(evidence("{\"Transform\": \"AWS::Serverless-2016-10-31\", \"Resources\" : {}}"),
            TemplateEvidence::Transform);
}

// Whatever may stand before the root: comments, directives, the mark of a document.
TEST(Recognition, FlowStyleBelowComments) {
  const std::string root = "{Resources: {A: {Type: \"AWS::SNS::Topic\"}}}\n";
  for (const std::string before :
       {"---\n", "--- ", "# c\n", "# c\n---\n", "\n# c\n\n", "%YAML 1.1\n---\n", "\xEF\xBB\xBF# c\n  ", "---\n# c\n"}) {
    EXPECT_EQ(evidence(before + root), TemplateEvidence::Resources) << before;
    EXPECT_EQ(evidence(before + "{\n  Resources: {\n    A: {\n      Type: AWS::SNS::Topic }}}"),
              TemplateEvidence::Resources);
    EXPECT_EQ(evidence(before + "{a: 1}\n---\n" + root), TemplateEvidence::None) << "the second document";
    EXPECT_EQ(evidence(before + "{event: " + root + "}"), TemplateEvidence::None);
    EXPECT_EQ(evidence(before + "[" + root + "]"), TemplateEvidence::None);
    EXPECT_EQ(evidence(before + "{a: 1}\nResources:\n  A:\n    Type: AWS::SNS::Topic\n"), TemplateEvidence::None);
    EXPECT_TRUE(
        recognise(before + "{apiVersion: v1, kind: Stack, Resources: {A: {Type: \"AWS::SNS::Topic\"}}}").is_foreign);
  }
  EXPECT_EQ(evidence("Transform text\n" + root), TemplateEvidence::None);
  EXPECT_EQ(evidence("a: 1\n" + root), TemplateEvidence::None);
  EXPECT_EQ(evidence("# c\n[\nResources:\n  A:\n    Type: AWS::SNS::Topic\n"), TemplateEvidence::Resources)
      << "a bracket that slipped in";
}

TEST(Recognition, BrokenText) {
  EXPECT_EQ(evidence("Parameters:\n  A: {\nResources:\n  B:\n    Type: AWS::S3::Bucket\n    Prop"),
            TemplateEvidence::Resources);
  EXPECT_EQ(evidence("Resources:\n  B:\n    Type: AWS::S3::"), TemplateEvidence::Resources);
  EXPECT_EQ(evidence("{\"Resources\": {\"B\": {\"Type\": \"AWS::S3::Bucket\", "), TemplateEvidence::Resources);
  EXPECT_EQ(evidence("Description: \"open\nResources:\n  B:\n    Type: AWS::S3::Bucket\n"),
            TemplateEvidence::Resources);
}

TEST(Recognition, WhatIsNone) {
  for (const std::string_view text : {
           "",
           "\n",
           "replicas: 1\n",
           "Resources: []\n",
           "Resources: none\n",
           "# AWSTemplateFormatVersion: 2010-09-09\n",
           "a: 1\n---\nAWSTemplateFormatVersion: 2010-09-09\n",
           "nested:\n  AWSTemplateFormatVersion: 2010-09-09\n",
           "Resources:\n  - Type: AWS::ECS::Service\n",
           "Resources:\n  - Target:\n      Type: AWS::ECS::Service\n",
           "{\"detail\": {\"Resources\": {\"A\": {\"Type\": \"AWS::S3::Bucket\"}}}}",
           "{\"resources\": [{\"type\": \"AWS::S3::Object\"}]}",
           "text: |\n  Resources:\n    A:\n      Type: AWS::S3::Bucket\n",
           "[{\"AWSTemplateFormatVersion\": \"2010-09-09\"}]",
           "/* {\"AWSTemplateFormatVersion\": 1} */ {\"a\": 1}",
           "{\"a\": 1, // \"AWSTemplateFormatVersion\": 1\n \"b\": 2}",
       }) {
    EXPECT_FALSE(recognise(text).is_template()) << text;
    EXPECT_FALSE(recognise(text).reason.empty()) << text;
  }
}

TEST(Recognition, WhatIsOfOtherTools) {
  const std::string bucket = "Resources:\n  B:\n    Type: AWS::S3::Bucket\n";
  for (const std::string& text : {
           "ROSTemplateFormatVersion: '2015-09-01'\n" + bucket,
           bucket + "ROSTemplateFormatVersion: '2015-09-01'\n",
           "HeatTemplateFormatVersion: '2012-12-12'\n" + bucket,
           "heat_template_version: 2015-10-15\n" + bucket,
           bucket + "kind: Stack\napiVersion: v1\n",
           std::string("{\"Resources\": {\"A\": {\"Type\": \"ALIYUN::ECS::VPC\"}}}"),
           std::string("AWSTemplateFormatVersion: 2010-09-09\nResources:\n  A:\n    Type: OS::Nova::Server\n"),
           "{% if x %}\n" + bucket + "{% endif %}\n",
           bucket + "    Properties:\n      BucketName: {{ name }}\n",
           bucket + "  {{- range .Buckets }}\n  {{ .Name }}:\n    Type: AWS::S3::Bucket\n",
           bucket + "    Properties: {BucketName: {{ name }}}\n",
           bucket + "  Topic{{ name }}:\n    Type: AWS::SNS::Topic\n",
           bucket + "<%= extra %>\n",
           bucket + "    Properties:\n      BucketName: {{{ name }}}\n",
       }) {
    EXPECT_TRUE(recognise(text).is_foreign) << text;
    EXPECT_FALSE(recognise(text).is_template()) << text;
  }
}

TEST(Recognition, WhatLooksLikeThatOfOtherTools) {
  const std::string bucket = "Resources:\n  B:\n    Type: AWS::S3::Bucket\n";
  const std::string machine = bucket + "  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n";
  for (const std::string& text : {
           "AWSTemplateFormatVersoin: '2010-09-09'\n" + bucket,
           "AWSTemplatFormatVersion: '2010-09-09'\n" + bucket,
           "AWTemplateFormatVersion: '2010-09-09'\n" + bucket,
           "ASWTemplateFormatVersion: '2010-09-09'\n" + bucket,
           "awstemplateformatversion: '2010-09-09'\n" + bucket,
           "TemplateFormatVersion: '2010-09-09'\n" + bucket,
           "apiVersion: 1\n" + bucket,
           bucket + "    Metadata: {apiVersion: v1, kind: x}\n",
           bucket + "  C:\n    Type: OS::Nova::Server\n",
           bucket + "    Properties:\n      BucketName: '{{ name }}'\n",
           bucket + "    Properties:\n      BucketName: {{resolve:ssm:name}}\n",
           bucket + "    Properties:\n      BucketName: {{Ref: Name}}\n",
           bucket + "    Metadata:\n      Text: |\n        {% if x %}\n\n        {{ x }}\n        {% endif %}\n",
           bucket + "    Metadata:\n      - >-\n        {{ x }}\n",
           bucket + "    Metadata:\n      Text: \"a\n        {{ x }}\n        b\"\n",
           bucket + "    Metadata:\n      Text: echo\n        {{ x }}\n",
           bucket + "    Metadata:\n      Text: docker inspect {{ x }}\n",
           bucket + "    # {{ x }}\n",
           // Text in the column of the header of a block scalar, in quotes behind a tag, and after a bracket.
           bucket + "    Metadata:\n      Text:\n        !Sub |\n        {% for s in servers %}\n        {{ s }}\n",
           bucket + "    Metadata: {Text: [!Sub \"echo ${Env}, {{ name }}\"], Part: !Sub \"${Env}: {{subject}}\"}\n",
           bucket + "    DependsOn: [T] # was: {{ topic }}\n",
           bucket + "    Metadata:\n      Text:\n        uses\n        {{ x }}\n",
           std::string(
               "{\"Resources\":{\"A\":{\"Type\":\"AWS::S3::Bucket\",\"Metadata\":{\"a\":[{\n}, \": {{x}}\"]}}}}"),
           // Broken where no directive is.
           bucket + "    Metadata:\n      Text: |\n        {{ x }}\n    Properties:\n      BucketName: \"a\n",
           machine + "      Definition: {States: {A: {Output: \"{% $x %}\"}}}\n",
           machine + "      Definition: {States: {A: {Output: {% $x %}}}}\n",
           std::string("{\"Resources\":{\"A\":{\"Type\":\"AWS::S3::Bucket\",\"Metadata\":{\"a\":[\"{{ x }}\",{}]}}}}"),
       }) {
    EXPECT_TRUE(recognise(text).is_template()) << text;
  }
}

TEST(Recognition, Utf16) {
  const std::string_view text = "{\"AWSTemplateFormatVersion\":1}";
  std::string little = "\xFF\xFE";
  std::string big;
  for (const char c : text) {
    little += {c, '\0'};
    big += {'\0', c};
  }
  EXPECT_EQ(evidence(little), TemplateEvidence::FormatVersion);
  EXPECT_EQ(evidence(big), TemplateEvidence::FormatVersion);
  EXPECT_EQ(utf8_of_utf16(std::string_view("\xFF\xFE\x3D\xD8\x00\xDE", 6)), "\xF0\x9F\x98\x80");
  EXPECT_EQ(utf8_of_utf16("ab"), "");
}

// Malicious input must terminate, in time linear in the size of the text.
TEST(Recognition, Bombs) {
  const std::size_t size = 1'000'000;
  EXPECT_FALSE(recognise(std::string(size, '[')).is_template());
  EXPECT_FALSE(recognise(std::string(size, '{')).is_template());
  std::string dashes = "a:\n  ";
  std::string quotes;
  std::string flows = "Resources:\n";
  for (std::size_t i = 0; i < size / 10; ++i) {
    dashes += "- ";
    quotes += "\"\n";
    flows += "  A: {\n";
  }
  EXPECT_FALSE(recognise(dashes).is_template());
  EXPECT_FALSE(recognise(quotes).is_template());
  EXPECT_FALSE(recognise(flows).is_template());
}

TEST(Recognition, Endings) {
  for (const std::string_view name : {"a.yaml", "a.YML", "a.Json", "a.template", "a.cfn", "a.cform", "a.b.yaml"}) {
    EXPECT_TRUE(has_template_ending(name)) << name;
  }
  for (const std::string_view name : {"a", ".yaml", "a.yaml.j2", "yaml", "a.tf", ""}) {
    EXPECT_FALSE(has_template_ending(name)) << name;
  }
}

}  // namespace
}  // namespace virga
