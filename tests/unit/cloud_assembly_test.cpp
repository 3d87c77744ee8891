#include "compiler/workspace/cloud_assembly.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

namespace virga {
namespace {

namespace fs = std::filesystem;

std::string place(std::string_view frame) {
  const std::optional<CreationPlace> found = place_of_frame(frame);
  return found ? found->file + " " + std::to_string(found->line) + " " + std::to_string(found->column) : "none";
}

TEST(CloudAssembly, FramesOfTheAppHaveAPlace) {
  EXPECT_EQ(place("new Shop (/app/lib/shop.ts:16:20)"), "/app/lib/shop.ts 16 20");
  EXPECT_EQ(place("at file:///app/app.mjs:3:1"), "/app/app.mjs 3 1");
  EXPECT_EQ(place("<anonymous> (C:\\app\\app.js:4:1)"), "C:\\app\\app.js 4 1");
  EXPECT_EQ(place("...new Table2 in aws-cdk-lib..."), "none");
  EXPECT_EQ(place("new Table (/app/node_modules/aws-cdk-lib/lib/table.js:1:2)"), "none");
  EXPECT_EQ(place("Module._compile (node:internal/modules/cjs/loader:1:2)"), "none");
  EXPECT_EQ(place("(/app/a.js:0:1)"), "none");
  EXPECT_EQ(place("(:1:1)"), "none");
  EXPECT_EQ(place("no place"), "none");
  EXPECT_EQ(place(""), "none");
}

class AssemblyFolder : public testing::Test {
protected:
  AssemblyFolder() {
    std::string pattern = (fs::temp_directory_path() / "virga-assembly-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~AssemblyFolder() override { fs::remove_all(folder_); }
  void write(const char* name, const char* text) const { std::ofstream(fs::path(folder_) / name) << text; }

  std::string folder_;
};

TEST_F(AssemblyFolder, StacksHaveRegionsAndConstructsPlaces) {
  EXPECT_EQ(*CloudAssembly::open(folder_), nullptr);
  write("manifest.json", R"json({"artifacts": {
    "New": {"type": "aws:cloudformation:stack", "environment": "aws://1/eu-west-1",
            "properties": {"templateFile": "New.template.json"}, "additionalMetadataFile": "New.metadata.json"},
    "Old": {"type": "aws:cloudformation:stack", "environment": "aws://unknown-account/unknown-region",
            "properties": {"templateFile": "Old.template.json"},
            "metadata": {"/Old/A/Resource": [{"type": "aws:cdk:logicalId", "data": "A", "trace": ["new A (/app/a.js:1:2)"]}]}},
    "Outside": {"type": "aws:cloudformation:stack", "additionalMetadataFile": "../secret.json"},
    "Odd": 1,
    "Tree": {"type": "cdk:tree"}}})json");
  write("New.metadata.json", R"json({
    "/New/B/Resource": [{"type": "aws:cdk:creationStack", "data": ["...lib...", "new B (/app/b.js:3:4)", "x (/app/c.js:1:1)"]}],
    "/New/D/Resource": [{"type": "aws:cdk:logicalId", "data": "D1"}],
    "/New/E/Resource": [{"type": "aws:cdk:logicalId", "data": "Twice"}],
    "/New/F/Resource": [{"type": "aws:cdk:logicalId", "data": "Twice"}],
    "/New/C": [{"type": "aws:cdk:templateFile", "data": "C.nested.template.json"}], "odd": 1, "/odd": [1, {"data": {}}]
})json");
  const auto opened = CloudAssembly::open(folder_);
  ASSERT_TRUE(opened) << opened.message();
  const auto& assembly = *opened;
  ASSERT_NE(assembly, nullptr);
  EXPECT_EQ(assembly->region_of("New.template.json"), "eu-west-1");
  EXPECT_EQ(assembly->region_of("C.nested.template.json"), "eu-west-1");
  EXPECT_EQ(assembly->region_of("Old.template.json"), "");
  ASSERT_TRUE(assembly->creation_of("New/B/Resource").has_value());
  EXPECT_EQ(assembly->creation_of("New/B/Resource")->file, "/app/b.js");
  EXPECT_EQ(assembly->creation_of("Old/A/Resource")->line, 1U);
  EXPECT_FALSE(assembly->creation_of("New/D").has_value());
}

TEST_F(AssemblyFolder, WhatIsNoAssemblyIsNone) {
  for (const char* text : {"[]", "{}", R"({"name": "a web app"})"}) {
    write("manifest.json", text);
    const auto opened = CloudAssembly::open(folder_);
    ASSERT_TRUE(opened) << text;
    EXPECT_EQ(*opened, nullptr) << text;
  }
  for (const char* text : {"", "{", R"({"artifacts": []})"}) {
    write("manifest.json", text);
    const auto opened = CloudAssembly::open(folder_);
    ASSERT_FALSE(opened) << text;
    EXPECT_NE(opened.message().find("manifest.json"), std::string::npos) << opened.message();
  }
}

}  // namespace
}  // namespace virga
