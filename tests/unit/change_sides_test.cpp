// The two sides of a comparison: what is the same however it is written, and what is compared although it has faults.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <random>

#include "compiler/change/render.h"
#include "compiler/change/update_behavior.h"
#include "compiler/emit/emit.h"
#include "compiler/expand/expansion.h"
#include "tests/unit/change_support.h"

namespace virga {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// The templates of the tests, and those in a folder that VIRGA_TEMPLATES names.
std::vector<fs::path> templates() {
  std::vector<fs::path> folders = {fs::path(VIRGA_SOURCE_DIR) / "samples", fs::path(VIRGA_SOURCE_DIR) / "tests/golden"};
  if (const char* more = std::getenv("VIRGA_TEMPLATES")) folders.emplace_back(more);
  std::vector<fs::path> found;
  for (const fs::path& folder : folders) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      const fs::path ending = entry.path().extension();
      if (entry.is_regular_file() && (ending == ".yaml" || ending == ".json")) found.push_back(entry.path());
    }
  }
  return found;
}

// The same tree with the members of every map shuffled.
const Node* reordered(const Node& node, Arena& arena, std::mt19937& random) {
  if (node.is_scalar() || node.is_secret()) return &node;
  Node* copy = arena.make<Node>(node);
  if (node.is_sequence()) {
    std::vector<const Node*> items;
    for (const Node* item : node.items()) items.push_back(reordered(*item, arena, random));
    copy->item_list = arena.copy(std::span<const Node* const>(items)).data();
  } else {
    std::vector<Member> members;
    for (const Member& member : node.members())
      members.push_back({member.key, reordered(*member.value, arena, random)});
    std::shuffle(members.begin(), members.end(), random);
    copy->member_list = arena.copy(std::span<const Member>(members)).data();
  }
  return copy;
}

TEST(Change, ATemplateAndItselfDoNotDiffer) {
  std::size_t compared = 0, expanded = 0;
  std::mt19937 random(1);
  for (const fs::path& path : templates()) {
    const ReadResult file = read_source_file(path.string());
    if (file.file == nullptr) continue;
    const auto first = open(file.file), second = open(file.file);
    if (first->tree().root == nullptr || !first->tree().root->is_mapping()) continue;
    ++compared;
    const TemplateChange change = compare_templates(*first, *second);
    EXPECT_TRUE(change.is_empty()) << path << "\n" << render_change_text(change, {});
    // What `virga expand` makes of it, in another order, must not differ either.
    if (!first->tree().ok() || first->expanded() == nullptr) continue;
    const Expansion expansion = expand(first->tree(), {});
    if (!expansion.ok()) continue;
    Arena arena;
    const std::string text = emit_json(*reordered(*expansion.tree.root, arena, random));
    const auto third = open(std::make_shared<const SourceFile>(path.string(), text));
    if (third->expanded() == nullptr) continue;
    ++expanded;
    TemplateChange same = compare_templates(*first, *third);
    // The capability for a transform is no longer needed.
    std::erase_if(same.risks, [](const Risk& risk) { return risk.kind == RiskKind::NeedsInput; });
    EXPECT_TRUE(same.is_empty()) << path << ", expanded\n" << render_change_text(same, {});
  }
  EXPECT_GT(compared, 100U);
  EXPECT_GT(expanded, 100U);
}

// The resources that are changed, with what the update does to each.
std::vector<std::string> effects(const TemplateChange& change) {
  std::vector<std::string> found;
  for (const ResourceChange& one : change.resources) {
    const std::string_view what = one.action == ChangeAction::Add      ? "added"
                                  : one.action == ChangeAction::Remove ? "removed"
                                                                       : to_string(one.effect);
    found.push_back(one.logical_id + ": " + std::string(what));
  }
  return found;
}

// What the transform makes of a function is no other resource than the function.
TEST(Change, WhatSamRefusesOnOneSideIsComparedAsWrittenOnBoth) {
  const auto sam = [](const std::string& more, const std::string& table) {
    return "Transform: AWS::Serverless-2016-10-31\nResources:\n  F: {Type: AWS::Serverless::Function, Properties: "
           "{CodeUri: s3://b/k, Handler: a.b, Runtime: python3.12" +
           more + "}}\n  T: {Type: AWS::DynamoDB::Table, Properties: {TableName: " + table + "}}\n";
  };
  const std::string refused = ", Events: {X: {Type: Nope}}";
  const TemplateChange change = compare(sam("", "a"), sam(refused, "b"));
  EXPECT_THAT(effects(change), ElementsAre("T: replacement", "F: unknown effect"));
  EXPECT_THAT(change.notes, ElementsAre(HasSubstr("F of new.yaml is compared as written: ")));
  EXPECT_THAT(effects(compare(sam(refused, "a"), sam("", "a"))), ElementsAre("F: unknown effect"));
  EXPECT_TRUE(compare(sam(refused, "a"), sam(refused, "a")).is_empty());
  // As written, a type of SAM is not yet the type that it becomes.
  const std::string plain = "Resources: {F: {Type: AWS::Lambda::Function}, T: {Type: AWS::DynamoDB::Table}}";
  const TemplateChange left = compare(sam(refused, "a"), plain);
  EXPECT_THAT(effects(left), Contains("F: unknown effect"));
  EXPECT_THAT(left.risks, Not(Contains(::testing::Field(&Risk::kind, RiskKind::Refused))));
}

// Only what cannot be expanded is left out: the rest is compared as what it becomes.
TEST(Change, AFaultOfSamLeavesTheRestExpanded) {
  const auto sam = [](const std::string& key, const std::string& globals, const std::string& more) {
    return "Transform: AWS::Serverless-2016-10-31\n" + globals +
           "Resources:\n  T: {Type: AWS::Serverless::SimpleTable, Properties: {PrimaryKey: {Name: " + key +
           ", Type: String}}}\n" + more;
  };
  const std::string function =
      "  F: {Type: AWS::Serverless::Function, Properties: {CodeUri: s3://b/k, Handler: a.b, Runtime: python3.12}}\n";
  const auto changed = [&](const std::string& globals, const std::string& more) {
    const TemplateChange change = compare(sam("a", globals, more), sam("b", globals, more));
    EXPECT_THAT(change.risks, SizeIs(1));
    EXPECT_EQ(change.resources.front().type, "AWS::DynamoDB::Table");
    return change;
  };
  EXPECT_THAT(changed("Globals: {Function: {Nope: 1}}\n", function).notes,
              ElementsAre(HasSubstr("old.yaml is compared without Globals.Function.Nope: "),
                          HasSubstr("new.yaml is compared without Globals.Function.Nope: ")));
  EXPECT_THAT(changed("Globals: [a]\n", function).notes, Contains(HasSubstr("new.yaml is compared without Globals: ")));
  EXPECT_THAT(changed("", "  X: [a]\n").notes, Contains(HasSubstr("X of new.yaml is compared as written: ")));
  // A logical ID that the transform would generate.
  EXPECT_THAT(changed("", function + "  FRole: {Type: AWS::SNS::Topic}\n").notes,
              ElementsAre(HasSubstr("F of old.yaml is compared as written: "),
                          HasSubstr("F of new.yaml is compared as written: ")));
}

TEST(Change, AFaultOfLanguageExtensionsLeavesTheRestExpanded) {
  const auto text = [](const std::string& key, const std::string& name) {
    return "Transform: AWS::LanguageExtensions\nMappings: {M: {a: {b: c}}}\nResources:\n"
           "  X: {Type: AWS::SNS::Topic, Properties: {DisplayName: !FindInMap [M, " +
           key +
           ", b]}}\n  T: {Type: AWS::DynamoDB::Table, Properties: {TableName: !FindInMap [M, no, b, DefaultValue: " +
           name + "]}}\nOutputs: {O: {Value: !FindInMap [M, " + key + ", b]}}\n";
  };
  const TemplateChange change = compare(text("no", "d"), text("no", "e"));
  EXPECT_THAT(changes(change), ElementsAre("T/Properties/TableName: d -> e"));
  EXPECT_THAT(change.notes, Contains(HasSubstr("X of new.yaml is compared as written: ")));
  EXPECT_THAT(change.notes, Contains(HasSubstr("Output O of new.yaml is compared as written: ")));
  EXPECT_TRUE(compare(text("no", "d"), text("no", "d")).is_empty());
  // On one side only.
  EXPECT_THAT(changes(compare(text("a", "d"), text("no", "d"))), SizeIs(1));
}

// A type of SAM that is left as written is judged by what it becomes.
TEST(Change, WhatSamRefusesIsJudgedByWhatItBecomes) {
  const auto table = [](const std::string& key, const std::string& more = {}, const std::string& globals = {}) {
    return "Transform: AWS::Serverless-2016-10-31\n" + globals +
           "Resources: {T: {Type: AWS::Serverless::SimpleTable, " + more + "Properties: {PrimaryKey: {Name: " + key +
           ", Type: Nope}}}}\n";
  };
  const TemplateChange lost = compare(table("a"), table("b"));
  EXPECT_THAT(effects(lost), ElementsAre("T: replacement"));
  ASSERT_THAT(lost.risks, SizeIs(1));
  EXPECT_EQ(lost.risks[0].kind, RiskKind::DataLoss);
  const std::string kept = "UpdateReplacePolicy: Retain, ";
  EXPECT_THAT(compare(table("a", kept), table("b", kept)).risks, IsEmpty());
  // Of a table that is one of SAM on one side only nothing is known, so its data may go.
  const TemplateChange open =
      compare("Resources: {T: {Type: AWS::DynamoDB::Table, Properties: {TableName: x}}}", table("b"));
  EXPECT_THAT(effects(open), ElementsAre("T: unknown effect"));
  EXPECT_THAT(open.risks, Contains(::testing::Field(&Risk::kind, RiskKind::DataLoss)));
  // Globals counts for what stays as it is written.
  const auto globals = [](const std::string& on) {
    return "Globals: {SimpleTable: {SSESpecification: {SSEEnabled: " + on + "}}}\n";
  };
  EXPECT_THAT(changes(compare(table("a", "", globals("true")), table("a", "", globals("false")))),
              ElementsAre("T/Properties/SSESpecification/SSEEnabled: true -> false"));
}

// What a loop makes is nothing else than the loop.
TEST(Change, WhereALoopIsRefusedOnOneSideBothAreComparedAsLoops) {
  const auto loop = [](const std::string& items, const std::string& name = "T${N}",
                       const std::string& transform = "Transform: AWS::LanguageExtensions\n") {
    return transform + "Resources:\n  Fn::ForEach::L: [N, " + items + ", {'" + name +
           "': {Type: AWS::DynamoDB::Table}}]\n  K: {Type: AWS::SNS::Topic}\nOutputs:\n  Fn::ForEach::O: [N, " + items +
           ", {'O${N}': {Value: a, Export: {Name: !Sub 'e-${N}'}}}]\n";
  };
  const std::string good = loop("[A, B]"), bad = loop("[A, B, A]");
  for (const TemplateChange& change : {compare(good, bad), compare(bad, good)}) {
    EXPECT_THAT(effects(change), ElementsAre("Fn::ForEach::L: unknown effect"));
    EXPECT_THAT(change.risks, IsEmpty());
    EXPECT_THAT(change.outputs, SizeIs(1));
  }
  EXPECT_THAT(changes(compare(good, bad)), ElementsAre("Fn::ForEach::L/1: [A, B] -> [A, B, A]"));
  EXPECT_THAT(effects(compare(good, loop("[A, B]", "T"))), ElementsAre("Fn::ForEach::L: unknown effect"));
  EXPECT_THAT(effects(compare(good, loop("[A, B]", "T${N}", ""))), ElementsAre("Transform: unknown effect"));
}

// A topic under the condition C, which these definitions make.
std::string under(const std::string& conditions, const std::string& parameter = "{Type: String}") {
  return "Parameters: {Env: " + parameter + "}\nConditions: {" + conditions +
         "}\nResources: {K: {Type: AWS::SNS::Topic}, T: {Condition: C, Type: AWS::SNS::Topic}}\n";
}

TEST(Change, AConditionFollowsThoseThatItNames) {
  const std::string limited = "{Type: String, Default: dev, AllowedValues: [dev, prod]}";
  for (const std::string& parameter : {std::string("{Type: String, Default: prod}"), limited}) {
    const auto other = [&](const std::string& value) {
      return under("P: !Equals [!Ref Env, " + value + "], Q: !And [!Condition P, !Condition P], C: !Not [!Condition Q]",
                   parameter);
    };
    EXPECT_THAT(effects(compare(other("dev"), other("prod"))), ElementsAre("T: removed", "T: added"));
  }
}

TEST(Change, AConditionThatMeansTheSameDoesNotChange) {
  const std::string limited = "{Type: String, AllowedValues: [dev, prod]}";
  const std::string before = "C: !Equals [!Ref Env, prod]";
  for (const std::string after :
       {"C: !Equals [prod, !Ref Env]", "C: !Not [!Not [!Equals [!Ref Env, prod]]]", "C: !Not [!Equals [!Ref Env, dev]]",
        "C: !Equals [!Join ['-', [a, !Ref Env]], a-prod]", "P: !Equals [prod, !Ref Env], C: !Condition P"}) {
    EXPECT_TRUE(compare(under(before, limited), under(after, limited)).is_empty()) << after;
  }
  // Widened, it is true wherever it was.
  const std::string wider = "C: !Or [!Equals [!Ref Env, prod], !Equals [!Ref Env, stage]]";
  EXPECT_THAT(effects(compare(under(before), under(wider))), ElementsAre("T: added"));
  EXPECT_THAT(effects(compare(under(wider), under(before))), ElementsAre("T: removed"));
  EXPECT_THAT(effects(compare(under(before), under("C: !Not [!Equals [!Ref Env, dev]]"))), ElementsAre("T: added"));
}

// A new Default counts only where no value is given, and then the old one did, too.
TEST(Change, AConditionThatFollowsADefaultChangesOneWay) {
  const std::string condition = "C: !Equals [!Ref Env, prod]";
  const std::string dev = under(condition, "{Type: String, Default: dev}");
  const std::string prod = under(condition, "{Type: String, Default: prod}");
  EXPECT_THAT(effects(compare(dev, prod)), ElementsAre("T: added"));
  EXPECT_THAT(effects(compare(prod, dev)), ElementsAre("T: removed"));
}

TEST(Change, WhatCannotBeTogetherIsNoChange) {
  const auto named = [](const std::string& mapping, const std::string& by_default) {
    return "Parameters: {Env: {Type: String, Default: " + by_default +
           ", AllowedValues: [dev, prod]}}\nMappings: {M: " + mapping +
           "}\nConditions: {C: !Equals [!Ref Env, prod]}\nResources: {T: {Condition: C, Type: AWS::SNS::Topic, "
           "Properties: {TopicName: !FindInMap [M, !Ref Env, n], DisplayName: !Ref Env}}}\n";
  };
  const std::string before = named("{dev: {n: x}, prod: {n: y}}", "dev");
  EXPECT_TRUE(compare(before, named("{dev: {n: w}, prod: {n: y}}", "dev")).is_empty());
  EXPECT_THAT(changes(compare(before, named("{dev: {n: x}, prod: {n: w}}", "dev"))), SizeIs(1));
  EXPECT_THAT(effects(compare(before, named("{dev: {n: x}, prod: {n: y}}", "prod"))), ElementsAre("T: added"));
  const std::string output = "Outputs: {O: {Condition: C, Value: !Ref Env}}\n";
  EXPECT_THAT(compare(before + output, named("{dev: {n: x}, prod: {n: y}}", "prod") + output).outputs, SizeIs(1));
}

// A sample that stands for a value on one side only would look like a change.
TEST(Change, SamplesAreComparedWithSamples) {
  const auto with = [](const std::string& more) {
    return "Transform: AWS::LanguageExtensions\nParameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, a]}\n"
           "Resources:\n  T: {Type: AWS::DynamoDB::Table, DeletionPolicy: !If [C, Retain, Delete], Properties: "
           "{TableName: !Select [0, !Split [',', !Ref P]]}}\n" +
           more;
  };
  const std::string open = "  U: {Type: AWS::SNS::Topic, DeletionPolicy: !Ref P}\n";
  EXPECT_THAT(effects(compare(with(open), with(""))), ElementsAre("U: removed"));
  EXPECT_THAT(effects(compare(with(""), with(open))), ElementsAre("U: added"));
  EXPECT_TRUE(compare(with(open), with(open)).is_empty());
}

// Expanded, every local path is the same placeholder.
TEST(Change, LocalFilesOfSamAreCompared) {
  const auto sam = [](const std::string& code, const std::string& layer, const std::string& globals = {}) {
    return "Transform: AWS::Serverless-2016-10-31\n" + globals +
           "Resources:\n  F: {Type: AWS::Serverless::Function, Properties: {Handler: a.b, Runtime: python3.12, "
           "AutoPublishAlias: live, Layers: [!Ref L]" +
           code + "}}\n  L: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: " + layer + "}}\n";
  };
  const TemplateChange code = compare(sam(", CodeUri: ./a", "./l"), sam(", CodeUri: ./b", "./l"));
  EXPECT_THAT(changes(code), ElementsAre("F/Properties/Code: ./a -> ./b"));
  EXPECT_EQ(code.resources[0].effect, UpdateEffect::NoInterruption);
  EXPECT_THAT(code.risks, IsEmpty());
  const std::string globals = "Globals: {Function: {CodeUri: ./a}}\n";
  EXPECT_THAT(changes(compare(sam("", "./l", globals), sam(", CodeUri: ./b", "./l"))),
              ElementsAre("F/Properties/Code: ./a -> ./b"));
  EXPECT_TRUE(compare(sam("", "./l", globals), sam(", CodeUri: ./a", "./l")).is_empty());
  // A layer is replaced, and who uses it is updated.
  const TemplateChange layer = compare(sam(", CodeUri: ./a", "./l"), sam(", CodeUri: ./a", "./m"));
  ASSERT_THAT(layer.resources, SizeIs(2));
  EXPECT_EQ(layer.resources[0].type, "AWS::Lambda::LayerVersion");
  EXPECT_EQ(layer.resources[0].effect, UpdateEffect::Replace);
  EXPECT_EQ(layer.resources[1].logical_id, "F");
  // One that is packaged already, and code in the template.
  EXPECT_THAT(changes(compare(sam(", CodeUri: s3://b/a", "./l"), sam(", CodeUri: ./b", "./l"))),
              Contains("F/Properties/Code: s3://b/a -> ./b"));
  EXPECT_THAT(changes(compare(sam(", InlineCode: x", "./l"), sam(", CodeUri: ./b", "./l"))),
              Contains("F/Properties/Code: {ZipFile: x} -> ./b"));
  EXPECT_THAT(changes(compare(sam(", CodeUri: s3://b/a", "./l"), sam(", CodeUri: s3://b/b", "./l"))),
              Contains("F/Properties/Code/S3Key: a -> b"));
}

TEST(Change, LoopsOverWhatTheRegionDecidesAreUnknown) {
  const auto loop = [](const std::string& items) {
    return "Transform: AWS::LanguageExtensions\nMappings: {M: {us-east-1: {N: [a]}, eu-west-1: {N: " + items +
           "}}}\nResources: {T: {Type: AWS::SNS::Topic}, Fn::ForEach::A: [X, !FindInMap [M, !Ref AWS::Region, N], "
           "{'Q${X}': {Type: AWS::SQS::Queue}}]}\n";
  };
  const TemplateChange change = compare(loop("[a, b]"), loop("[a]"));
  EXPECT_THAT(effects(change), ElementsAre("Fn::ForEach::A: unknown effect"));
  EXPECT_THAT(change.notes, ElementsAre(HasSubstr("are expanded for us-east-1")));
  const auto over = [](const std::string& items) {
    return "Transform: AWS::LanguageExtensions\nParameters: {P: {Type: CommaDelimitedList, Default: '" + items +
           "'}}\nResources: {T: {Type: AWS::SNS::Topic}, Fn::ForEach::A: [X, !Ref P, {'Q${X}': {Type: "
           "AWS::SQS::Queue}}]}\n";
  };
  EXPECT_THAT(compare(over("a,b"), over("a")).notes,
              ElementsAre(HasSubstr("loops over P have the items of its Default")));
  EXPECT_THAT(compare(over("a,b"), over("a"), {{"P", "a,b"}}, {{"P", "a"}}).notes, IsEmpty());
  const TemplateChange same = compare(loop("[a]"), loop("[a]"));
  EXPECT_TRUE(same.is_empty());
  EXPECT_THAT(same.notes, IsEmpty());
}

TEST(Change, WhatIsNoResourceIsNotLeftOut) {
  const auto with = [](const std::string& value) {
    return "Resources: {Q: {Type: AWS::SQS::Queue}, X: " + value + "}";
  };
  const std::string topic = "{Type: AWS::SNS::Topic}";
  EXPECT_THAT(effects(compare(with("[a]"), with(topic))), ElementsAre("X: unknown effect"));
  EXPECT_THAT(effects(compare(with(topic), with("AWS::SNS::Topic"))), ElementsAre("X: unknown effect"));
  EXPECT_THAT(effects(compare(with("{Type: !Ref Q}"), with(topic))), ElementsAre("X: unknown effect"));
  EXPECT_THAT(effects(compare(with("[a]"), with("[b]"))), ElementsAre("X: unknown effect"));
  EXPECT_THAT(effects(compare(with("[a]"), with("[a]"))), IsEmpty());
  EXPECT_THAT(effects(compare(with("{Properties: {A: 1}}"), with("{Properties: {A: 2}}"))),
              ElementsAre("X: unknown effect"));
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html
TEST(Change, ATemplateWithoutResourcesIsRefused) {
  const std::string before = "Resources: {T: {Type: AWS::SNS::Topic}}";
  for (const char* after :
       {"{}", "Description: a", "Resources: []", "Resources: {}", "Parameters: {P: {Type: String, Default: a}}"}) {
    const TemplateChange change = compare(before, after);
    EXPECT_THAT(effects(change), ElementsAre("T: removed")) << after;
    ASSERT_THAT(change.risks, SizeIs(1)) << after;
    EXPECT_THAT(change.risks[0].message, HasSubstr("has no resources")) << after;
  }
  EXPECT_THAT(compare(before, "Resources: []").notes, ElementsAre(HasSubstr("is not a map")));
  // Of a template that went, `virga diff` compares nothing.
  EXPECT_THAT(effects(compare_with_none(before)), ElementsAre("T: removed"));
  EXPECT_THAT(compare_with_none(before).risks, IsEmpty());
}

TEST(Change, SectionsBesideResourcesAreCompared) {
  const std::string queue = "Resources: {Q: {Type: AWS::SQS::Queue}}\n";
  const auto sections = [](const TemplateChange& change) {
    std::vector<std::string> found;
    for (const DeclarationChange& one : change.sections) found.push_back(one.name);
    return found;
  };
  EXPECT_THAT(sections(compare(queue + "Description: a\nMetadata: {O: {A: 1, B: 2}}\nRules: {R: {Assertions: []}}",
                               queue + "Description: b\nMetadata: {O: {A: 1, B: 3}}")),
              ElementsAre("Description", "Metadata.O.B", "Rules"));
  std::string many = queue + "Metadata: {";
  for (int i = 0; i < 100; ++i) many += "K" + std::to_string(i) + ": 1, ";
  const TemplateChange cut = compare(queue + "Metadata: {}", many + "}");
  EXPECT_THAT(cut.sections, SizeIs(20));
  EXPECT_THAT(render_change_text(cut, {}), HasSubstr("and 80 more changes of Metadata"));
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros.html
TEST(Change, MacrosMayChangeEverything) {
  const auto with = [](const std::string& transform, const std::string& name) {
    return "Transform: " + transform + "\nResources: {Q: {Type: AWS::SQS::Queue, Properties: {QueueName: " + name +
           "}}}";
  };
  EXPECT_THAT(effects(compare(with("[M]", "a"), with("[N]", "a"))), ElementsAre("Transform: unknown effect"));
  EXPECT_THAT(effects(compare(with("{Name: M, Parameters: {A: 1}}", "a"), with("{Name: M, Parameters: {A: 2}}", "a"))),
              ElementsAre("Transform: unknown effect"));
  EXPECT_THAT(compare(with("[M]", "a"), with("M", "b")).notes, ElementsAre(HasSubstr("macros are not applied")));
  EXPECT_TRUE(compare(with("[M]", "a"), with("M", "a")).is_empty());
  // Transforms that are applied here make no difference by themselves.
  EXPECT_TRUE(compare(with("AWS::LanguageExtensions", "a"), with("AWS::Serverless-2016-10-31", "a")).is_empty());
}

// A value and the name of one in Parameter Store.
TEST(Change, AParameterThatIsLookedUpHasAnotherValue) {
  const auto with = [](const std::string& type, const std::string& name) {
    return "Parameters: {P: {Type: '" + type +
           "', Default: a}}\nResources: {Q: {Type: AWS::SQS::Queue, Properties: " + "{QueueName: " + name + "}}}";
  };
  const std::string looked_up = "AWS::SSM::Parameter::Value<String>";
  for (const char* name : {"!Ref P", "!Sub 'q-${P}'"}) {
    const TemplateChange change = compare(with("String", name), with(looked_up, name));
    ASSERT_THAT(effects(change), ElementsAre("Q: may replace")) << name;
    EXPECT_TRUE(change.resources[0].changes[0].is_dynamic);
    EXPECT_EQ(change.resources[0].changes[0].when, "");
    EXPECT_THAT(effects(compare(with(looked_up, name), with("String", name), {{"P", "x"}}, {{"P", "x"}})),
                ElementsAre("Q: may replace"));
  }
  EXPECT_TRUE(compare(with(looked_up, "b"), with("String", "b")).resources.empty());
}

TEST(Change, AConditionUnderAnotherNameIsTheSame) {
  const auto with = [](const std::string& name, const std::string& value, const std::string& property) {
    return "Parameters: {P: {Type: String}}\nConditions: {" + name + ": !Equals [!Ref P, " + value +
           "]}\nResources: {Q: {Type: AWS::SQS::Queue, Condition: " + name + ", Properties: {QueueName: !If [" + name +
           ", " + property + ", b]}}}";
  };
  EXPECT_TRUE(compare(with("C", "x", "a"), with("D", "x", "a")).resources.empty());
  EXPECT_THAT(changes(compare(with("C", "x", "a"), with("D", "x", "c"))),
              ElementsAre("Q/Properties/QueueName: a -> c"));
  EXPECT_THAT(effects(compare(with("C", "x", "a"), with("D", "y", "a"))), ElementsAre("Q: removed", "Q: added"));
}

TEST(Change, ASideOfWhichNothingCanBeReadIsComparedAsEmpty) {
  EXPECT_THAT(changes(compare(topic("a"), "A: \xff\n")), IsEmpty());
  EXPECT_THAT(changes(compare("A: \xff\n", topic("a"))), IsEmpty());
  EXPECT_TRUE(compare("A: \xff\n", "A: \xff\n").is_empty());
}

TEST(Change, AFaultInALoopLeavesTheRestExpanded) {
  const auto text = [](const std::string& key, const std::string& fault) {
    return "Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\nResources:\n"
           "  Fn::ForEach::L:\n    - N\n    - [A, B]\n    - F${N}: {Type: AWS::Serverless::Function, Properties: "
           "{Runtime: "
           "nodejs22.x, Handler: i.h, InlineCode: x, Foo: " +
           fault + "}}\n  T: {Type: AWS::Serverless::SimpleTable, Properties: {PrimaryKey: {Name: " + key +
           ", Type: String}}}\n";
  };
  const TemplateChange change = compare(text("a", "1"), text("b", "2"));
  ASSERT_THAT(change.resources, SizeIs(3));
  EXPECT_EQ(change.resources[0].type, "AWS::DynamoDB::Table");
  EXPECT_EQ(change.resources[0].effect, UpdateEffect::Replace);
  EXPECT_EQ(change.resources[1].logical_id, "FA");
  EXPECT_EQ(change.resources[2].type, "AWS::Serverless::Function");
}

}  // namespace
}  // namespace virga
