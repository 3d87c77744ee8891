// The library behind packaging and deployment plans; tests/golden/cli covers the output of the commands.
#include "compiler/package/packager.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "compiler/package/archive.h"
#include "compiler/package/deploy_plan.h"
#include "compiler/package/expanded_file.h"

namespace virga {
namespace {

namespace fs = std::filesystem;

class PackageTest : public testing::Test {
protected:
  PackageTest() {
    std::string pattern = (fs::temp_directory_path() / "virga-package-XXXXXX").string();
    root_ = fs::canonical(::mkdtemp(pattern.data()));
    options_.bucket = "bucket";
    options_.folder = root_ / "out";
  }
  ~PackageTest() override {
    std::error_code error;
    fs::remove_all(root_, error);
  }

  std::string write(const std::string& name, const std::string& text) {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name, std::ios::binary) << text;
    return (root_ / name).string();
  }
  std::string read(const fs::path& path) const {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::vector<fs::path> objects() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(root_ / "out")) found.push_back(entry.path());
    return found;
  }
  // The errors of a run, innermost template first.
  std::string errors(const Packager& packager) const {
    std::string text;
    for (const TemplateProblems& file : packager.problems()) {
      for (const Diagnostic& problem : file.problems) {
        if (problem.severity == Severity::Error) text += problem.message + "\n";
      }
    }
    return text;
  }
  DeployPlan plan(const std::string& name) {
    const ExpandOptions options;
    const ExpandedFile file = expand_file(name, options);
    EXPECT_TRUE(file.ok());
    return make_deploy_plan(file, options);
  }

  fs::path root_;
  PackageOptions options_;
};

constexpr const char* kFunction = R"(Resources:
  F:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: src, Handler: a.b, Runtime: python3.13}
)";

TEST_F(PackageTest, FoldersBecomeArchivesNamedByTheirContent) {
  write("src/a.py", "pass\n");
  const std::string name = write("t.yaml", kFunction);
  Packager packager(options_);
  const std::string text = packager.run(name, {});
  EXPECT_EQ(errors(packager), "");
  EXPECT_EQ(packager.objects(), 1U);
  ASSERT_EQ(objects().size(), 1U);
  const fs::path object = objects()[0];
  EXPECT_NE(text.find("CodeUri: s3://bucket/" + object.filename().string()), std::string::npos) << text;
  EXPECT_TRUE(is_whole_archive(object));

  // Nothing changed, so the bytes are the same; a truncated archive is written again.
  const std::string bytes = read(object);
  fs::resize_file(object, bytes.size() / 2);
  Packager second(options_);
  EXPECT_EQ(second.run(name, {}), text);
  EXPECT_EQ(objects(), std::vector<fs::path>{object});
  EXPECT_EQ(read(object), bytes);
}

TEST_F(PackageTest, NestedTemplatesArePackagedThemselves) {
  write("src/a.py", "pass\n");
  write("inner.yaml", kFunction);
  const std::string name =
      write("t.yaml",
            "Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: "
            "inner.yaml}\n");
  Packager packager(options_);
  const std::string text = packager.run(name, "json");
  EXPECT_EQ(errors(packager), "");
  EXPECT_EQ(packager.objects(), 2U);
  EXPECT_NE(text.find("https://s3.amazonaws.com/bucket/"), std::string::npos) << text;
  EXPECT_EQ(packager.problems().back().name, name);
}

TEST_F(PackageTest, WhatHasNoEndIsRefused) {
  const std::string stack =
      "Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: t.yaml}\n";
  Packager circle(options_);
  EXPECT_EQ(circle.run(write("t.yaml", stack), {}), "");
  EXPECT_NE(errors(circle).find("contains this template"), std::string::npos) << errors(circle);

  for (int i = 0; i < 100; ++i) {
    write("c" + std::to_string(i) + ".yaml",
          "Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: c" +
              std::to_string(i + 1) + ".yaml}\n");
  }
  write("c100.yaml", "Resources: {Q: {Type: AWS::SQS::Queue}}\n");
  Packager chain(options_);
  EXPECT_EQ(chain.run((root_ / "c0.yaml").string(), {}), "");
  EXPECT_NE(errors(chain).find("other templates, too many"), std::string::npos) << errors(chain);
}

TEST_F(PackageTest, AnIncludeWithoutALocationStays) {
  const std::string name = write("t.yaml",
                                 "Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Fn::Transform: {Name: AWS::Include, "
                                 "Parameters: {Lokation: a.yaml}}\n");
  Packager packager(options_);
  EXPECT_NE(packager.run(name, {}).find("Lokation: a.yaml"), std::string::npos);
  EXPECT_EQ(errors(packager), "");
}

TEST_F(PackageTest, PipesAreNotOpened) {
  ASSERT_EQ(std::system(("mkfifo '" + (root_ / "src").string() + "'").c_str()), 0);  // NOLINT(cert-env33-c)
  Packager packager(options_);
  EXPECT_EQ(packager.run(write("t.yaml", kFunction), {}), "");
  EXPECT_NE(errors(packager).find("neither a file nor a folder"), std::string::npos) << errors(packager);
}

TEST_F(PackageTest, PlanSaysWhatADeploymentNeeds) {
  write("inner.yaml",
        "Resources: {R: {Type: AWS::IAM::Role, Properties: {RoleName: fixed, AssumeRolePolicyDocument: {}}}}\n");
  const DeployPlan found = plan(write("t.yaml", R"(Parameters:
  Stage: {Type: String}
  Size: {Type: Number, Default: 1}
Resources:
  S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: inner.yaml}}
  Far: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: https://example.com/t.yaml}}
Outputs: {Name: {Value: !Ref Stage}}
)"));
  ASSERT_EQ(found.capabilities.size(), 1U);
  EXPECT_EQ(found.capabilities[0].name, "CAPABILITY_NAMED_IAM");
  ASSERT_EQ(found.capabilities[0].reasons.size(), 1U);
  EXPECT_EQ(found.capabilities[0].reasons[0].subject, "S/R");
  EXPECT_EQ(found.capabilities[0].reasons[0].property, "RoleName");
  ASSERT_EQ(found.missing_parameters.size(), 1U);
  EXPECT_EQ(found.missing_parameters[0].name, "Stage");
  EXPECT_EQ(found.resources, 2U);
  EXPECT_EQ(found.outputs, std::vector<std::string>{"Name"});
  ASSERT_EQ(found.nested.size(), 2U);
  EXPECT_TRUE(found.nested[0].seen);
  EXPECT_FALSE(found.nested[1].seen);
  EXPECT_TRUE(found.excess.empty());
}

TEST_F(PackageTest, PlanOfTooManyResources) {
  std::string text = "Resources:\n";
  for (std::size_t i = 0; i <= kMaxResources; ++i) text += "  Q" + std::to_string(i) + ": {Type: AWS::SQS::Queue}\n";
  const DeployPlan found = plan(write("t.yaml", text));
  ASSERT_EQ(found.excess.size(), 1U);
  EXPECT_NE(found.excess[0].find("501 resources"), std::string::npos);
}

}  // namespace
}  // namespace virga
