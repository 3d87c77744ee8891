// What an editor shows while somebody types, character by character.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "compiler/source/source_file.h"
#include "tests/unit/lsp_client.h"

namespace virga {
namespace {

using nlohmann::json;
using testing::LspClient;

const std::string kUri = "file:///typed/template.yaml";
const json kQuiet = {{"quietWhileTyping", true}};
const json kLoud = {{"quietWhileTyping", false}};
constexpr auto kNoPause = LspClient::kNoPause;

constexpr std::string_view kTyped = R"(AWSTemplateFormatVersion: "2010-09-09"
Description: What somebody types
Parameters:
  Stage:
    Type: String
    Default: dev
    AllowedValues: [dev, prod]
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub "${Stage}-orders"
      VisibilityTimeout: 60
  Function:
    Type: AWS::Lambda::Function
    DependsOn: Queue
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: {ZipFile: "def handler(event, context): pass"}
      MemorySize: !If [IsProd, 1024, 128]
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: lambda.amazonaws.com}
            Action: sts:AssumeRole
Outputs:
  Url:
    Condition: IsProd
    Value: !Ref Queue
)";

json position(const SourceFile& source, std::size_t offset) {
  const Utf16Position at = source.lines().utf16(static_cast<std::uint32_t>(offset));
  return {{"line", at.line}, {"character", at.character}};
}

bool is_before(const json& a, const json& b) {
  return std::pair(a["line"].get<int>(), a["character"].get<int>()) <=
         std::pair(b["line"].get<int>(), b["character"].get<int>());
}

// Types `typed` into the document after `before`, and calls `look` after each character with the findings and the range
// of the word that is being typed.
void type(LspClient& client, const std::string& before, std::string_view typed, const std::string& after,
          const auto& look) {
  client.open(kUri, "yaml", before + after);
  client.diagnostics(kUri);
  std::string text = before;
  for (const char c : typed) {
    const json at = position(SourceFile("", text), text.size());
    client.change(kUri, {{"start", at}, {"end", at}}, std::string(1, c));
    text += c;
    const json findings = client.diagnostics(kUri);
    ASSERT_TRUE(findings.is_array()) << "no findings came for\n" << text;
    std::size_t begin = text.size();
    while (begin > 0 && std::string_view(" \n,[]{}\"'").find(text[begin - 1]) == std::string_view::npos) --begin;
    const SourceFile source("", text);
    look(text, findings, position(source, begin), position(source, text.size()));
    if (::testing::Test::HasFailure()) return;
  }
}

bool covers(const json& finding, const json& begin, const json& end) {
  return is_before(finding["range"]["start"], end) && is_before(begin, finding["range"]["end"]);
}

TEST(LspTyping, NothingStandsUnderTheWordThatIsTyped) {
  LspClient client(json::object(), testing::lsp_capabilities(), kNoPause);
  type(client, "", kTyped, "", [](const std::string& text, const json& findings, const json& begin, const json& end) {
    for (const json& finding : findings) {
      EXPECT_FALSE(covers(finding, begin, end)) << finding.dump() << "\nafter\n" << text;
    }
  });
}

// What is typed here is right once it is complete: nothing is said of what is not there yet.
TEST(LspTyping, NothingIsSaidOfWhatIsNotTypedYet) {
  constexpr std::string_view kJson = R"({
  "AWSTemplateFormatVersion": "2010-09-09",
  "Parameters": {
    "Stage": {
      "Type": "String"
    }
  },
  "Conditions": {
    "IsProd": {
      "Fn::Equals": [
        {
          "Ref": "Stage"
        },
        "prod"
      ]
    }
  },
  "Resources": {
    "Bucket": {
      "Type": "AWS::S3::Bucket",
      "Condition": "IsProd",
      "Properties": {
        "BucketName": {
          "Fn::Sub": "${Stage}-x"
        },
        "Tags": [
          {
            "Key": "a",
            "Value": {
              "Fn::Join": [
                "",
                [
                  "b"
                ]
              ]
            }
          }
        ]
      }
    }
  }
}
)";
  for (const std::string_view typed : {kTyped, kJson}) {
    LspClient client(kQuiet, testing::lsp_capabilities(), kNoPause);
    type(client, "", typed, "", [](const std::string& text, const json& findings, const json&, const json&) {
      EXPECT_EQ(findings.dump(), "[]") << "after\n" << text;
    });
  }
}

TEST(LspTyping, AnItemThatIsNotTypedYetIsNoNull) {
  const std::string head =
      "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: orders\n";
  const std::string item = "        - Key: a\n          Value: b\n";
  const auto says_nothing = [](const std::string& before, std::string_view typed, const std::string& after) {
    LspClient client(kQuiet, testing::lsp_capabilities(), kNoPause);
    type(client, before, typed, after, [](const std::string& text, const json& findings, const json&, const json&) {
      EXPECT_EQ(findings.dump(), "[]") << "after\n" << text;
    });
  };
  says_nothing(head, "      Tags:\n        - ", "");
  says_nothing(head + "      Tags:\n" + item, "        - ", "\n");
  says_nothing(head + "      Tags:\n", "        - ", "\n" + item);
}

TEST(LspTyping, WhatWasThereStaysAndNothingIsAdded) {
  const std::string before = R"(Parameters:
  Unused: {Type: String}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: 30)";
  const std::string after = R"(
  Topic:
    Type: AWS::SNS::Topic
    DependsOn: Nope
    Properties: {DisplayName: !Ref Nope2, TopicName: !GetAtt Nope3.Arn}
)";
  for (const std::string_view typed :
       {"\n      KmsMasterKeyId: !GetAtt Topic.TopicArn",
        "\n      Tags:\n        - Key: a\n          Value: !Sub '${AWS::Region}'",
        "\n      QueueName: !If [A, !Select [0, [a]], \"b\"]", "\n    Metadata:\n      Note: 'a\n        b'"}) {
    LspClient client(kQuiet, testing::lsp_capabilities(), kNoPause);
    type(client, before, typed, after, [&](const std::string& text, const json& findings, const json&, const json&) {
      std::vector<std::string> codes;
      for (const json& finding : findings) codes.push_back(finding["code"]);
      // What is typed may become the use of what is not used.
      if (!codes.empty() && codes.front() == "W2001") codes.erase(codes.begin());
      EXPECT_EQ(codes, (std::vector<std::string>{"E3005", "E1010", "E1020"})) << findings.dump() << text;
    });
  }
}

TEST(LspTyping, AResourceThatIsTypedKeepsWhatIsWrongInIt) {
  LspClient client(kQuiet, testing::lsp_capabilities(), kNoPause);
  type(client, "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    DependsOn: Nope\n",
       "    Properties:\n      DisplayName: a\n", "",
       [](const std::string& text, const json& findings, const json&, const json&) {
         ASSERT_EQ(findings.size(), 1U) << text << findings.dump();
         EXPECT_EQ(findings[0]["code"], "E3005");
       });
}

// Pressed without a pause, Enter leaves nothing unsaid but what may come yet.
TEST(LspTyping, EnterShowsWhatIsWrongAbove) {
  LspClient client(kQuiet, testing::lsp_capabilities(), kNoPause);
  std::string last;
  type(client, "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n",
       "      DisplayNam: a\n      Tags:\n        - Key: b\n          ", "",
       [&](const auto&, const json& findings, const auto&, const auto&) {
         last.clear();
         for (const json& finding : findings) last += finding["message"].get<std::string>() + '\n';
       });
  EXPECT_EQ(last, "Unknown property 'DisplayNam'. Did you mean 'DisplayName'?\n");
}

// What is said of a line above may be true only of half a number.
TEST(LspTyping, AFindingRestsOnTheOtherValueThatItNames) {
  LspClient client(kQuiet, testing::lsp_capabilities(), kNoPause);
  const std::string before =
      "Resources:\n  Rule:\n    Type: AWS::EC2::SecurityGroupIngress\n    Properties:\n      GroupId: "
      "sg-0123456789abcdef0\n      CidrIp: 10.0.0.0/8\n      IpProtocol: tcp\n";
  type(client, before, "      FromPort: 443\n      ToPort: 443", "\n",
       [&](const std::string& text, const json& findings, const auto&, const auto&) {
         for (const json& finding : findings) EXPECT_NE(finding["code"], "V3002") << text;
       });
}

TEST(LspTyping, AnEmptyTemplateHasNothingWrong) {
  LspClient client;
  for (const char* language : {"cloudformation", "cloudformation-json"}) {
    client.open(kUri, language, "\n");
    EXPECT_EQ(client.diagnostics(kUri).dump(), "[]");
    client.notify("textDocument/didClose", {{"textDocument", {{"uri", kUri}}}});
  }
}

// Without that setting, findings are only shown there if the text can be read, since half-typed words may be complete.
TEST(LspTyping, BrokenTextHasNothingButItsSyntaxErrorUnderTheWord) {
  LspClient client(kLoud);
  int broken = 0;
  type(client, "", kTyped, "", [&](const std::string& text, const json& findings, const json& begin, const json& end) {
    const auto is_syntax = [](const json& finding) { return finding["code"] == "E0000"; };
    if (std::none_of(findings.begin(), findings.end(), is_syntax)) return;
    ++broken;
    for (const json& finding : findings) {
      EXPECT_FALSE(!is_syntax(finding) && covers(finding, begin, end)) << finding.dump() << "\nafter\n" << text;
    }
  });
  EXPECT_GT(broken, 100);
}

constexpr std::string_view kFaulty = R"(AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Unused:
    Type: String
Resources:
  Topic:
    Type: AWS::SNS::Topik
  Table:
    Type: AWS::DynamoDB::Table
    DependsOn: Nope
    Properties:
      BillingMode: SOMETIMES
)";

TEST(LspTyping, FindingsOfTheRestStay) {
  LspClient client(json::object(), testing::lsp_capabilities(), kNoPause);
  const std::string_view typed = R"(  Queue:
    Type: AWS::SQS::Queue
    Properties: {QueueName: "orders", Tags: [{Key: a, Value: !Sub "${AWS::Region}"}]}
    Metadata:
      Note: 'what a person says
        in two lines'
)";
  type(client, std::string(kFaulty), typed, "\nOutputs:\n  Name:\n    Value: !GetAtt Topic.TopicName\n",
       [](const std::string& text, const json& findings, const json&, const json&) {
         for (const char* code : {"E3005", "E3006", "E3003", "E3030"}) {
           EXPECT_TRUE(std::any_of(findings.begin(), findings.end(), [&](const json& f) { return f["code"] == code; }))
               << code << " is gone after\n"
               << text;
         }
       });
}

constexpr std::string_view kHalfTyped = "Resources:\n  Topic:\n    Type: AWS::SNS::Topi";

// Half a word in the wrong column changes what the lines below mean; without it they mean what they meant before.
TEST(LspTyping, WhatWasShownForATextComesBackWithIt) {
  const std::string before = "Resources:\n  A:\n    Type: AWS::SQS::Queue\n    Properties:\n      DelaySeconds: 9999\n";
  const std::string after =
      "\n  B:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: !Ref Nope\n"
      "  C:\n    Type: AWS::SQS::Queue\n    Properties:\n      DelaySeconds: 9998\n";
  for (const bool has_pause : {false, true}) {
    for (const std::string word : {"O", "Out", "Out:", "-", "\"x"}) {
      LspClient client(kQuiet, testing::lsp_capabilities(), kNoPause);
      type(client, before, word, after, [](const auto&...) {});
      if (has_pause) {
        client.notify("textDocument/didSave", {{"textDocument", {{"uri", kUri}}}});
        client.wait_until_idle();
      }
      for (int end = static_cast<int>(word.size()); end > 0; --end) {
        client.change(
            kUri, {{"start", {{"line", 5}, {"character", end - 1}}}, {"end", {{"line", 5}, {"character", end}}}}, "");
        client.diagnostics(kUri);
      }
      EXPECT_EQ(client.diagnostics(kUri).size(), 3U) << word << (has_pause ? " after a pause" : "");
    }
  }
}

// What somebody mended and breaks again is new: it was last shown before the pause in between.
TEST(LspTyping, WhatWasMendedIsNotShownBeforeItIsTypedAgain) {
  LspClient client(kQuiet, testing::lsp_capabilities(), kNoPause);
  type(client, "Resources:\n  A:\n    Type: AWS::SNS::Topic\n    DependsOn: Other\n  Other", "s",
       ":\n    Type: AWS::SNS::Topic\n", [](const auto&...) {});
  const auto change = [&](int begin, int end, const char* text) {
    client.change(kUri, testing::range(4, begin, end), text);
    return client.diagnostics(kUri).size();
  };
  client.notify("textDocument/didSave", {{"textDocument", {{"uri", kUri}}}});
  client.wait_until_idle();
  EXPECT_EQ(client.diagnostics(kUri).size(), 1U) << "Other is not defined";
  EXPECT_EQ(change(7, 8, ""), 0U);
  client.notify("textDocument/didSave", {{"textDocument", {{"uri", kUri}}}});
  client.wait_until_idle();
  EXPECT_EQ(change(7, 7, "x"), 0U);
}

TEST(LspTyping, ALongEditIsHeldBackWhereTheClientAsksForIt) {
  const json end = {{"line", 2}, {"character", 24}};
  for (const bool is_quiet : {true, false}) {
    LspClient client(is_quiet ? kQuiet : json::object(), testing::lsp_capabilities(), kNoPause);
    client.open(kUri, "yaml", std::string(kHalfTyped) + "\n");
    client.diagnostics(kUri);
    client.change(kUri, {{"start", end}, {"end", end}}, "kkk");
    EXPECT_EQ(client.diagnostics(kUri).size(), is_quiet ? 0U : 1U);
  }
}

TEST(LspTyping, ALongEditInAnEditorIsTypingToo) {
  const json end = {{"line", 2}, {"character", 24}};
  for (const char* name : {"Neovim", "Visual Studio Code", "helix", "Eglot", "agent"}) {
    LspClient client(json::object(), testing::lsp_capabilities(), kNoPause, name);
    client.open(kUri, "yaml", std::string(kHalfTyped) + "\n");
    EXPECT_EQ(client.diagnostics(kUri).size(), 1U) << name;
    client.change(kUri, {{"start", end}, {"end", end}}, "xxx");
    EXPECT_EQ(client.diagnostics(kUri).size(), name == std::string("agent") ? 1U : 0U) << name;
  }
}

// Whoever moves the cursor and types begins anew; what that key breaks is no fault yet.
TEST(LspTyping, TheFirstKeyAtAPlaceIsTypingForEveryClient) {
  struct Case {
    const char* language;
    std::string before;
    const char* key;
    std::string after;
    std::size_t selected = 0;  // characters before the cursor that the key replaces
  };
  const std::string queue = "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: ";
  const Case cases[] = {
      {"yaml", queue, "\"", "\n"},
      {"yaml", queue, "[", "\n"},
      {"yaml", queue, "{", "\n"},
      {"yaml", queue, "!", "\n"},
      {"yaml", queue, "\"\"", "\n"},
      {"yaml", queue + "ab", ":", "\n"},
      {"yaml", queue + "'it", "'", "'\n"},
      {"yaml", queue + "!Sub '${", "F", "}'\n"},
      {"yaml", queue + "!Sub '${", "\u00c9", "}'\n"},
      {"yaml", queue + "orders", "[", "\n", 6},
      {"yaml", queue + "!Ref Queue", "!", "\n", 10},
      {"json",
       R"({"Resources": {"B": {"Type": "AWS::S3::Bucket",)"
       "\n",
       "\"", "\n}}}"},
  };
  for (const Case& one : cases) {
    LspClient client(json::object(), testing::lsp_capabilities(), kNoPause);
    client.open(kUri, one.language, one.before + one.after);
    const json before = client.diagnostics(kUri);
    const SourceFile text("", one.before);
    const json begin = position(text, one.before.size() - one.selected);
    client.change(kUri, {{"start", begin}, {"end", position(text, one.before.size())}}, one.key);
    for (const json& finding : client.diagnostics(kUri)) {
      const bool is_known = std::any_of(before.begin(), before.end(), [&](const json& shown) {
        return shown["code"] == finding["code"] && shown["message"] == finding["message"];
      });
      EXPECT_TRUE(is_known) << finding.dump() << " after " << one.key;
    }
  }
}

TEST(LspTyping, WhatIsHeldBackComesAfterAPause) {
  LspClient client(kQuiet, testing::lsp_capabilities(), std::chrono::milliseconds(1));
  type(client, std::string(kHalfTyped), "k", "\n", [](const auto&...) {});
  EXPECT_TRUE(
      client.wait_for_diagnostics(kUri, [](const json& f) { return f.size() == 1 && f[0]["code"] == "E3006"; }));
}

// Tools edit too, a word or a value at a time or in several places at once.
TEST(LspTyping, EditsInSeveralPlacesAreNotTyping) {
  for (const auto& [first, second] : {std::pair("cal", "ing"), std::pair("k", "w")}) {
    LspClient client(json::object(), testing::lsp_capabilities(), kNoPause);
    client.open(kUri, "yaml", "Resources:\n  Topic:\n    Type: AWS::SNS::Topi\n  Queue:\n    Type: AWS::SQS::Queu\n");
    const auto put = [&](int line, const char* word) {
      const json at = {{"line", line}, {"character", 24}};
      client.change(kUri, {{"start", at}, {"end", at}}, word);
    };
    for (int i = 0; i < 2; ++i) {
      put(2, first);
      put(4, second);
      EXPECT_EQ(client.diagnostics(kUri).size(), 2U);
    }
  }
}

// An editor that closed a bracket by itself sends nothing when it is typed.
TEST(LspTyping, WhoTypesOverABracketGoesOn) {
  LspClient client(kQuiet, testing::lsp_capabilities(), kNoPause);
  client.open(kUri, "json", "{\n  \n}");
  client.diagnostics(kUri);
  const auto put = [&](int column, const char* text) {
    const json at = {{"line", 1}, {"character", column}};
    client.change(kUri, {{"start", at}, {"end", at}}, text);
    return client.diagnostics(kUri).size();
  };
  const std::size_t shown = put(2, "\"\"");
  EXPECT_EQ(put(3, "Resources"), shown);
  EXPECT_EQ(put(13, ":"), shown);
}

TEST(LspTyping, ACompletedSnippetHasNothingMissing) {
  LspClient client(kQuiet, testing::lsp_capabilities(), kNoPause);
  type(client, "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n", "      Redr", "",
       [](const auto&...) {});
  client.change(kUri, {{"start", {{"line", 4}, {"character", 6}}}, {"end", {{"line", 4}, {"character", 10}}}},
                "RedrivePolicy:\n        deadLetterTargetArn: \n        maxReceiveCount: ");
  EXPECT_EQ(client.diagnostics(kUri).dump(), "[]");
}

// On an empty line there is no letter for a completion to replace, and after the first key of a file only one.
TEST(LspTyping, ACompletedBlockHasNothingMissing) {
  LspClient client(kQuiet, testing::lsp_capabilities(), kNoPause);
  type(client, "Resources:\n  Queue:\n    Type: AWS::SQS::Queue", "\n    ", "", [](const auto&...) {});
  const json end = {{"line", 3}, {"character", 4}};
  client.change(kUri, {{"start", end}, {"end", end}}, "Properties:\n      ");
  EXPECT_EQ(client.diagnostics(kUri).dump(), "[]");

  const std::string uri = "file:///typed/new.yaml";
  const json begin = {{"line", 0}, {"character", 0}};
  client.open(uri, "cloudformation", "");
  client.diagnostics(uri);
  client.change(uri, {{"start", begin}, {"end", begin}}, "A");
  client.diagnostics(uri);
  client.change(uri, {{"start", begin}, {"end", {{"line", 0}, {"character", 1}}}}, "AWSTemplateFormatVersion: ");
  EXPECT_EQ(client.diagnostics(uri).dump(), "[]");
}

TEST(LspTyping, WhatIsTakenBackBelongsToTyping) {
  LspClient client(json::object(), testing::lsp_capabilities(), kNoPause);
  type(client, "Resources:\n  Topic:\n    Type: AWS::SNS::", "Topicc", "\n", [](const auto&...) {});
  for (int i = 0; i < 2; ++i) {
    client.change(kUri,
                  {{"start", {{"line", 2}, {"character", 24 - i}}}, {"end", {{"line", 2}, {"character", 25 - i}}}}, "");
    EXPECT_EQ(client.diagnostics(kUri).size(), 0U);
  }
}

TEST(LspTyping, WhatIsHeldBackComesWithAnEditElsewhere) {
  LspClient client(kQuiet, testing::lsp_capabilities(), kNoPause);
  const std::string before = "Resources:\n  Topic:\n    Type: AWS::SNS::Topi";
  type(client, before, "k\n", "", [](const std::string&, const json&, const json&, const json&) {});
  const json findings = client.diagnostics(kUri);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0]["code"], "E3006");
}

TEST(LspTyping, PulledFindingsAreHeldBackToo) {
  LspClient client(kQuiet,
                   testing::lsp_capabilities({{"workspace", {{"diagnostics", {{"refreshSupport", true}}}}},
                                              {"textDocument", {{"diagnostic", json::object()}}}}),
                   kNoPause);
  const auto pull = [&] {
    return client.request("textDocument/diagnostic", {{"textDocument", {{"uri", kUri}}}})["items"].size();
  };
  client.open(kUri, "yaml", "Resources:\n  Topic:\n    Type: AWS::SNS::Topi\n");
  EXPECT_EQ(pull(), 1U);
  const json at = {{"line", 2}, {"character", 24}};
  client.change(kUri, {{"start", at}, {"end", at}}, "k");
  EXPECT_EQ(pull(), 0U);
  client.notify("textDocument/didSave", {{"textDocument", {{"uri", kUri}}}});  // as good as a pause
  client.wait_until_idle();
  EXPECT_EQ(client.count("workspace/diagnostic/refresh"), 1);
  EXPECT_EQ(pull(), 1U);
}

}  // namespace
}  // namespace virga
