// The views of a template, each computed once and from one another.
#include "compiler/expand/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "compiler/emit/emit.h"

namespace virga {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

// A file system in memory.
class Files : public FileSystem {
public:
  explicit Files(std::map<std::string, std::string> texts) : texts_(std::move(texts)) {}
  ReadResult read(const std::string& path) const override {
    const auto found = texts_.find(path.substr(path.rfind('/') + 1));
    if (found == texts_.end()) return {nullptr, {"No such file; check the path"}};
    return {std::make_shared<const SourceFile>(path, found->second), {}};
  }

private:
  std::map<std::string, std::string> texts_;
};

struct Session {
  explicit Session(const std::string& text, ExpandOptions options = {})
      : tree(parse(std::make_shared<const SourceFile>("t.yaml", text))), session(tree, std::move(options)) {}

  static std::string text(const Expansion& view) { return view.ok() ? emit_yaml(*view.tree.root) : std::string(); }
  static std::vector<std::string> errors(const Expansion& view) {
    std::vector<std::string> messages;
    for (const Diagnostic& problem : view.problems) {
      if (problem.severity == Severity::Error) messages.push_back(problem.message);
    }
    return messages;
  }

  SyntaxTree tree;
  ExpansionSession session;
};

ExpandOptions with(Artifacts artifacts, std::map<std::string, std::string> files = {}) {
  ExpandOptions options;
  options.artifacts = artifacts;
  options.files = std::make_shared<Files>(std::move(files));
  return options;
}

constexpr const char* kAll = R"(
Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Parameters:
  Names: {Type: CommaDelimitedList, Default: "a,b"}
Mappings: {Map: {x: {y: live}}}
Resources:
  Fn::ForEach::Functions:
    - Name
    - !Ref Names
    - Do${Name}:
        Type: AWS::Serverless::Function
        Properties:
          Runtime: python3.13
          Handler: app.handler
          CodeUri: s3://bucket/key
          AutoPublishAlias: !FindInMap [Map, x, z, {DefaultValue: other}]
          Tags:
            Fn::Transform: {Name: AWS::Include, Parameters: {Location: tags.yaml}}
)";

TEST(ExpansionSession, EachViewGoesOneStepFurther) {
  Session all(kAll, with(Artifacts::Keep, {{"tags.yaml", "Team: orders\n"}}));
  const std::string unrolled = Session::text(all.session.unrolled());
  EXPECT_THAT(unrolled, HasSubstr("Dob:\n    Type: AWS::Serverless::Function"));
  EXPECT_THAT(unrolled, HasSubstr("DefaultValue"));
  EXPECT_THAT(unrolled, HasSubstr("AWS::Include"));
  const std::string expanded = Session::text(all.session.expanded());
  EXPECT_THAT(expanded, HasSubstr("DobAliasother:\n    Type: AWS::Lambda::Alias"));
  EXPECT_THAT(expanded, HasSubstr("Key: Team"));
  EXPECT_THAT(expanded, Not(HasSubstr("Transform")));
  const std::string evaluated = Session::text(all.session.evaluated());
  EXPECT_THAT(evaluated, HasSubstr("AutoPublishAlias: other"));
  EXPECT_THAT(evaluated, HasSubstr("Type: AWS::Serverless::Function"));
  EXPECT_EQ(Session::text(all.session.unrolled()), unrolled);
}

TEST(ExpansionSession, ViewsComeOutTheSameInAnyOrder) {
  const ExpandOptions options = with(Artifacts::Keep, {{"tags.yaml", "Team: orders\n"}});
  Session first(kAll, options), last(kAll, options);
  const std::string expanded = Session::text(first.session.expanded());
  const std::string evaluated = Session::text(first.session.evaluated());
  EXPECT_EQ(Session::text(last.session.evaluated()), evaluated);
  EXPECT_EQ(Session::text(last.session.expanded()), expanded);
  EXPECT_EQ(Session::text(last.session.unrolled()), Session::text(first.session.unrolled()));
  EXPECT_EQ(&first.session.expanded(), &first.session.expanded());
  EXPECT_EQ(Session::text(expand(first.tree, options)), expanded);
  EXPECT_EQ(Session::text(evaluate(first.tree, options)), evaluated);
}

TEST(ExpansionSession, NothingToDoIsTheSameTree) {
  Session plain("Resources: {A: {Type: AWS::SNS::Topic}}");
  EXPECT_EQ(plain.session.unrolled().tree.root, plain.tree.root);
  EXPECT_EQ(plain.session.expanded().tree.root, plain.tree.root);
  EXPECT_EQ(plain.session.assumed().tree.root, plain.tree.root);
}

TEST(ExpansionSession, ViewsOutliveTheMoveOfTheSession) {
  Session all(kAll, with(Artifacts::Keep));
  const Node* root = all.session.unrolled().tree.root;
  const ExpansionSession moved = std::move(all.session);
  EXPECT_THAT(emit_yaml(*root), HasSubstr("Dob"));
}

TEST(ExpansionSession, ALoopWithoutAValueStaysOrTakesSomeList) {
  const std::string start =
      "Transform: AWS::LanguageExtensions\nParameters:\n  Names: {Type: CommaDelimitedList}\n"
      "Mappings: {Map: {prod: {Names: [a]}, dev: {Names: [b, c]}}}\nResources:\n"
      "  Fn::ForEach::Topics:\n    - Name\n    - ";
  const std::string end = "\n    - Topic${Name}: {Type: AWS::SNS::Topic}\n";
  Session open(start + "!Ref Names" + end);
  EXPECT_THAT(Session::text(open.session.unrolled()), HasSubstr("Fn::ForEach::Topics"));
  EXPECT_THAT(open.session.unrolled().problems, IsEmpty());
  EXPECT_THAT(Session::errors(open.session.expanded()), SizeIs(1));
  EXPECT_TRUE(open.session.assumed().ok());
  EXPECT_THAT(Session::text(open.session.evaluated()), HasSubstr("Fn::ForEach::Topics"));
  Session some(start + "!FindInMap [Map, !Ref AWS::AccountId, Names]" + end);
  EXPECT_THAT(Session::text(some.session.unrolled()), HasSubstr("Topica:\n"));
  EXPECT_THAT(Session::text(some.session.evaluated()), HasSubstr("Fn::ForEach::Topics"));
  EXPECT_FALSE(some.session.expanded().ok());
}

TEST(ExpansionSession, KeysHaveToHoldTheIdentifierWhateverTheItemsAre) {
  Session loop(
      "Transform: AWS::LanguageExtensions\nParameters:\n  Names: {Type: CommaDelimitedList}\n"
      "Resources:\n  Fn::ForEach::Topics:\n    - Name\n    - !Ref Names\n    - Topic: {Type: AWS::SNS::Topic}\n");
  EXPECT_THAT(Session::errors(loop.session.unrolled()),
              testing::ElementsAre(HasSubstr("put the identifier into the key, as in 'Topic${Name}'")));
}

constexpr const char* kBuilt = R"(
Transform: AWS::Serverless-2016-10-31
Parameters:
  Source: {Type: String, Default: src}
  Stage: {Type: String}
Resources:
  Built:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: !Ref Source}
  Published:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, AutoPublishAlias: !Ref Stage}
)";

TEST(ExpansionSession, WhatABuildOrAValueCuresIsNoProblemOfTheAssumedView) {
  Session curable(kBuilt, with(Artifacts::Placeholder));
  EXPECT_THAT(Session::errors(curable.session.expanded()), SizeIs(2));
  EXPECT_THAT(Session::errors(curable.session.assumed()), IsEmpty());
  EXPECT_THAT(Session::text(curable.session.assumed()), HasSubstr("PublishedAliassample"));
  Session wrong(std::string(kBuilt) + "  Wrong:\n    Type: AWS::Serverless::Function\n    Properties: {Handler: x}\n",
                with(Artifacts::Placeholder));
  EXPECT_THAT(Session::errors(wrong.session.expanded()), SizeIs(3));
  EXPECT_THAT(Session::errors(wrong.session.assumed()), SizeIs(1));
}

TEST(ExpansionSession, CodeThatIsNotNamedIsTheFolderOfTheTemplate) {
  const std::string text =
      "Transform: AWS::Serverless-2016-10-31\nResources:\n"
      "  Function: {Type: AWS::Serverless::Function, Properties: {Runtime: python3.13, Handler: app.handler}}\n"
      "  Layer: {Type: AWS::Serverless::LayerVersion}\n";
  Session keeps(text, with(Artifacts::Keep));
  EXPECT_THAT(Session::text(keeps.session.expanded()), HasSubstr("Code: '.'\n"));
  EXPECT_THAT(Session::text(keeps.session.expanded()), HasSubstr("Content: '.'\n"));
  Session packaged(text, with(Artifacts::Placeholder));
  EXPECT_THAT(Session::text(packaged.session.expanded()), HasSubstr("S3Bucket: bucket"));
  Session required(text, with(Artifacts::Require));
  EXPECT_THAT(Session::errors(required.session.expanded()), SizeIs(2));
}

TEST(ExpansionSession, WhatAnIncludeBringsThatCannotBeReadIsUnknown) {
  const std::string text = R"(
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      Cors: "'*'"
      DefinitionBody:
        Fn::Transform: {Name: AWS::Include, Parameters: {Location: PLACE}}
  Topic: {Type: AWS::SNS::Topic}
)";
  const auto at = [&](const std::string& place) { return std::string(text).replace(text.find("PLACE"), 5, place); };
  for (const std::string place : {"s3://bucket/api.yaml", "nowhere.yaml"}) {
    Session unknown(at(place), with(Artifacts::Placeholder));
    EXPECT_THAT(Session::errors(unknown.session.expanded()), IsEmpty()) << place;
    const std::string expanded = Session::text(unknown.session.expanded());
    EXPECT_THAT(expanded, HasSubstr("Type: AWS::Serverless::Api")) << place;
    EXPECT_THAT(expanded, HasSubstr("Transform: AWS::Serverless-2016-10-31")) << place;
  }
  Session known(at("api.yaml"),
                with(Artifacts::Placeholder, {{"api.yaml", "{swagger: '2.0', info: {title: x}, paths: {/a: {}}}"}}));
  EXPECT_THAT(Session::text(known.session.expanded()), HasSubstr("Access-Control-Allow-Origin"));
  Session broken(at("api.yaml"), with(Artifacts::Placeholder, {{"api.yaml", "a: [b\n"}}));
  EXPECT_THAT(Session::errors(broken.session.expanded()), SizeIs(1));
  ExpandOptions none = with(Artifacts::Placeholder);
  none.files = nullptr;
  Session unread(at("api.yaml"), none);
  EXPECT_THAT(Session::errors(unread.session.expanded()), IsEmpty());
}

TEST(ExpansionSession, GlobalsTimesResourcesAreBounded) {
  std::string text =
      "Transform: AWS::Serverless-2016-10-31\nGlobals:\n  Function:\n    Runtime: python3.13\n"
      "    Environment:\n      Variables:\n";
  for (int i = 0; i < 2'000; ++i) text += "        V" + std::to_string(i) + ": x\n";
  text += "Resources:\n";
  for (int i = 0; i < 400; ++i) {
    text += "  F" + std::to_string(i) + ": {Type: AWS::Serverless::Function, Properties: {Handler: a.b}}\n";
  }
  Session bomb(text, with(Artifacts::Placeholder));
  EXPECT_THAT(Session::errors(bomb.session.expanded()),
              testing::ElementsAre(HasSubstr("These Globals make the template grow to more than")));
  EXPECT_THAT(Session::errors(bomb.session.assumed()), SizeIs(1));
}

TEST(ExpansionSession, GeneratedResourcesNameTheSamResource) {
  Session all(kBuilt, with(Artifacts::Placeholder));
  const Node& resources = *all.session.assumed().tree.root->get("Resources");
  EXPECT_EQ(sam_resource_of(*resources.find("BuiltRole")->key), "Built");
  EXPECT_EQ(sam_resource_of(*all.tree.root), "");
}

// One problem per iteration would make 8,000.
TEST(ExpansionSession, ALoopMakesNoMoreProblemsThanAnyoneReads) {
  const std::string names = "[a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t]";
  Session loops(
      "Transform: AWS::LanguageExtensions\nResources:\n"
      "  Fn::ForEach::One: [A, " +
      names + ", {Fn::ForEach::Two: [B, " + names + ", {Fn::ForEach::Three: [C, " + names +
      ", {Fn::ForEach::Four: [D, " + names + ", {'T${B}${C}${D}': {Type: AWS::SNS::Topic}}]}]}]}]\n");
  EXPECT_THAT(loops.session.expanded().problems, SizeIs(1000));
  EXPECT_FALSE(loops.session.expanded().ok());
}

}  // namespace
}  // namespace virga
