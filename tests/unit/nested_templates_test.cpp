#include "compiler/resolve/nested_templates.h"

#include <gtest/gtest.h>

#include <map>

#include "compiler/source/file_system.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {
namespace {

// A file system in memory that counts how often each file is read.
class Memory final : public FileSystem {
public:
  explicit Memory(std::map<std::string, std::string> files) : files_(std::move(files)) {}

  ReadResult read(const std::string& path) const override {
    ++reads[path];
    const auto found = files_.find(path);
    if (found == files_.end()) return {nullptr, {"no such file"}};
    return {std::make_shared<const SourceFile>(path, found->second), {}};
  }

  mutable std::map<std::string, int> reads;

private:
  std::map<std::string, std::string> files_;
};

constexpr const char* kInner = "Outputs:\n  Name: {Value: x}\nResources: {A: {Type: AWS::SQS::Queue}}\n";

struct Outer {
  explicit Outer(const std::string& text)
      : tree(parse(std::make_shared<const SourceFile>("stacks/main.yaml", text))), model(Template::build(tree.root)) {}

  const Resource& resource(std::string_view name) const { return *model.find_resource(name); }

  SyntaxTree tree;
  Template model;
};

TEST(NestedTemplates, PathsStartAtTheTemplate) {
  const Outer outer(R"(Resources:
  Plain: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: inner.yaml}}
  Same: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: inner.yaml}}
  Up: {Type: AWS::Serverless::Application, Properties: {Location: ../shared/app.yaml}}
  Far: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: https://example.com/inner.yaml}}
  Asked: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: !Ref Where}}
  Missing: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: none.yaml}}
  Broken: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: broken.yaml}}
  Bare: {Type: AWS::CloudFormation::Stack}
  Other: {Type: AWS::SQS::Queue, Properties: {TemplateURL: inner.yaml}}
)");
  const auto files = std::make_shared<const Memory>(std::map<std::string, std::string>{
      {"stacks/inner.yaml", kInner}, {"shared/app.yaml", kInner}, {"stacks/broken.yaml", "Resources: ["}});
  NestedTemplates nested("stacks/main.yaml", files);
  ASSERT_NE(nested.of(outer.resource("Plain")), nullptr);
  EXPECT_EQ(nested.of(outer.resource("Plain")), nested.of(outer.resource("Same")));
  EXPECT_EQ(files->reads["stacks/inner.yaml"], 1);
  EXPECT_NE(nested.of(outer.resource("Up")), nullptr);
  for (const std::string_view name : {"Far", "Asked", "Missing", "Broken", "Bare", "Other"}) {
    EXPECT_EQ(nested.of(outer.resource(name)), nullptr) << name;
  }
}

TEST(NestedTemplates, StandardInputHasNoFolder) {
  const Outer outer("Resources:\n  A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: inner.yaml}}\n");
  const auto files = std::make_shared<const Memory>(std::map<std::string, std::string>{{"inner.yaml", kInner}});
  EXPECT_EQ(NestedTemplates("-", files).of(outer.resource("A")), nullptr);
  EXPECT_EQ(NestedTemplates("", files).of(outer.resource("A")), nullptr);
  EXPECT_NE(NestedTemplates("main.yaml", files).of(outer.resource("A")), nullptr);
}

}  // namespace
}  // namespace virga
