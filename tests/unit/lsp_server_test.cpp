// The server over its protocol, beyond the golden tests of single requests.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "compiler/source/source_file.h"
#include "tests/unit/lsp_client.h"

namespace virga {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::LspClient;
using testing::range;

const std::string kUri = "file:///server/template.yaml";
const std::string kTopic = "Resources:\n  Topic:\n    Type: AWS::SNS::Topik\n";

class Folder {
public:
  Folder() {
    const std::string test = ::testing::UnitTest::GetInstance()->current_test_info()->name();
    path_ = fs::path(::testing::TempDir()) / ("virga-lsp-" + test);
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
  }
  std::string uri(const std::string& name) const { return "file://" + (path_ / name).string(); }

private:
  fs::path path_;
};

// Editors ask for each item that somebody looks at, also for those that came complete.
TEST(LspServer, CompletionItemsWithNothingToAddAreResolvedToThemselves) {
  LspClient client;
  client.open(kUri, "yaml", kTopic);
  const json complete = {{"label", "!Ref"}, {"kind", 3}};
  EXPECT_EQ(client.request("completionItem/resolve", complete), complete);
  const json of_closed = {{"label", "A"}, {"data", {{"uri", "file:///nowhere.yaml"}, {"documentation", 1}}}};
  EXPECT_EQ(client.request("completionItem/resolve", of_closed), of_closed);
}

TEST(LspServer, FilesOfOtherToolsGetNoFindings) {
  const fs::path folder = fs::path(VIRGA_SOURCE_DIR) / "tests/golden/cli/not-templates/files";
  LspClient client;
  int count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const ReadResult read = read_source_file(entry.path().string());
    if (read.file == nullptr) continue;
    const std::string uri = "file://" + entry.path().string();
    client.open(uri, entry.path().extension() == ".json" ? "json" : "yaml", std::string(read.file->text()));
    EXPECT_EQ(client.diagnostics(uri), json::array()) << entry.path();
    const json params = {{"textDocument", {{"uri", uri}}}, {"position", {{"line", 0}, {"character", 1}}}};
    const bool is_empty = entry.path().filename() == "empty.yaml";  // which may become anything
    EXPECT_NE(client.request("textDocument/completion", params).is_null(), is_empty) << entry.path();
    client.close(uri);
    ++count;
  }
  EXPECT_GE(count, 69);
}

TEST(LspServer, WhatOtherToolsCarryHasTheFindingsOfLint) {
  const fs::path folder = fs::path(VIRGA_SOURCE_DIR) / "tests/golden/cli/carriers/shop";
  LspClient client;
  // "24 E3002": line from 0, rule.
  const auto findings = [&](const char* file, const char* language) {
    const std::string uri = "file://" + (folder / file).string();
    client.open(uri, language, std::string(read_source_file((folder / file).string()).file->text()));
    std::string found;
    for (const json& one : client.diagnostics(uri)) {
      found += std::to_string(one["range"]["start"]["line"].get<int>()) + " " + one["code"].get<std::string>() + "; ";
    }
    return found;
  };
  EXPECT_EQ(findings("serverless.yml", "yaml"), "24 E3002; 30 E3034; 46 E1010; ");
  EXPECT_EQ(findings(".ebextensions/queue.config", "xml"), "16 E3034; 19 E3014; 24 E3002; ");
  EXPECT_EQ(findings("copilot/web/addons/bucket.yml", "yaml"), "8 E3002; ");
  const json place = {{"textDocument", {{"uri", "file://" + (folder / "serverless.yml").string()}}},
                      {"position", {{"line", 24}, {"character", 10}}}};
  EXPECT_TRUE(client.request("textDocument/hover", place).is_null());
}

TEST(LspServer, TheFormatVersionOfAnotherToolIsNoTemplateInAnyLanguage) {
  LspClient client;
  client.open(kUri, "cloudformation", "ROSTemplateFormatVersion: '2015-09-01'\n" + std::string(kTopic));
  EXPECT_EQ(client.diagnostics(kUri), json::array());
}

TEST(LspServer, KnownValuesAreOfferedWhereOthersAreTakenToo) {
  LspClient client;
  client.open(kUri, "yaml",
              "Resources:\n  Machine:\n    Type: AWS::EC2::Instance\n    Properties:\n      InstanceType: m7g.me\n");
  const json items = client.request(
      "textDocument/completion", {{"textDocument", {{"uri", kUri}}}, {"position", {{"line", 4}, {"character", 26}}}});
  EXPECT_NE(items.dump().find("\"m7g.medium\""), std::string::npos);
}

TEST(LspServer, PoliciesAreOfferedByNameAndByArn) {
  const std::string role = "Resources:\n  Role:\n    Type: AWS::IAM::Role\n    Properties:\n";
  const std::string function =
      "Transform: AWS::Serverless-2016-10-31\nResources:\n  Worker:\n    Type: AWS::Serverless::Function\n"
      "    Properties:\n      Policies:\n        - ";
  struct Case {
    std::string text;
    std::string wanted;
  };
  const Case cases[] = {
      {role + "      ManagedPolicyArns:\n        - ", "arn:aws:iam::aws:policy/ReadOnlyAccess"},
      {role + "      PermissionsBoundary: ", "arn:aws:iam::aws:policy/PowerUserAccess"},
      {role + "      AssumeRolePolicyDocument:\n        Statement:\n          - Principal: {Service: [",
       "lambda.amazonaws.com"},
      {function, "AWSLambdaBasicExecutionRole"},
      {function, "DynamoDBCrudPolicy"},
  };
  for (const Case& one : cases) {
    LspClient client;
    client.open(kUri, "yaml", one.text);
    const SourceFile source("", one.text);
    const Utf16Position end = source.lines().utf16(static_cast<std::uint32_t>(one.text.size()));
    const json items = client.request(
        "textDocument/completion",
        {{"textDocument", {{"uri", kUri}}}, {"position", {{"line", end.line}, {"character", end.character}}}});
    EXPECT_NE(items.dump().find("\"label\":\"" + one.wanted + "\""), std::string::npos) << one.wanted;
  }
}

TEST(LspServer, LanguageIdsOfManyEditorsAreUnderstood) {
  LspClient client;
  const auto is_template = [&](const std::string& language, const std::string& text) {
    const std::string uri = "file:///server/language";
    client.open(uri, language, text);
    const json status = client.request("virga/status", {{"textDocument", {{"uri", uri}}}});
    client.close(uri);
    return status["isTemplate"].get<bool>();
  };
  for (const char* language : {"yaml", "json", "yaml.cloudformation", "json-ts", "cfn-yaml", "yaml.ansible", ""}) {
    EXPECT_TRUE(is_template(language, kTopic)) << language;
  }
  for (const char* language : {"cloudformation", "json.cloudformation", "cfn-yaml"}) {
    EXPECT_TRUE(is_template(language, "Res")) << language;
  }
  for (const char* language : {"markdown", "dockercompose", "yamllint", "jsonnet"}) {
    EXPECT_FALSE(is_template(language, kTopic)) << language;
  }
}

TEST(LspServer, AColonAfterAKeyOffersNothingByItself) {
  LspClient client;
  client.open(kUri, "yaml", "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n");
  json params = {{"textDocument", {{"uri", kUri}}}, {"position", {{"line", 3}, {"character", 15}}}};
  EXPECT_FALSE(client.request("textDocument/completion", params)["items"].empty());
  params["context"] = {{"triggerKind", 2}, {"triggerCharacter", ":"}};
  EXPECT_TRUE(client.request("textDocument/completion", params).is_null());
  params["position"] = {{"line", 2}, {"character", 14}};  // AWS:
  EXPECT_FALSE(client.request("textDocument/completion", params)["items"].empty());
}

TEST(LspServer, ChangesWithoutAVersionAreTaken) {
  LspClient client;
  client.open(kUri, "yaml", kTopic);
  EXPECT_EQ(client.diagnostics(kUri).size(), 1U);
  const json change = {{"range", range(2, 20, 25)}, {"text", "Topic"}};
  client.notify("textDocument/didChange",
                {{"textDocument", {{"uri", kUri}, {"version", nullptr}}}, {"contentChanges", json::array({change})}});
  EXPECT_TRUE(client.wait_for_diagnostics(kUri, [](const json& findings) { return findings.empty(); }));
}

TEST(LspServer, IgnoredTemplatesAreLeftAlone) {
  const Folder folder;
  folder.write(".cfnlintrc", "ignore_templates: [vendor]\n");
  folder.write("vendor/a.yaml", kTopic);
  folder.write("b.yaml", kTopic);
  LspClient client;
  for (const char* name : {"vendor/a.yaml", "vendor/new.yaml", "b.yaml"}) client.open(folder.uri(name), "yaml", kTopic);
  EXPECT_EQ(client.diagnostics(folder.uri("vendor/a.yaml")), json::array());
  EXPECT_EQ(client.diagnostics(folder.uri("vendor/new.yaml")), json::array());  // nobody has saved it
  EXPECT_EQ(client.diagnostics(folder.uri("b.yaml")).size(), 1U);
  const json status = client.request("virga/status", {{"textDocument", {{"uri", folder.uri("vendor/a.yaml")}}}});
  EXPECT_EQ(status["isTemplate"], false);
  EXPECT_EQ(status["reason"], "it is an ignored template");
}

TEST(LspServer, ParameterFilesOfTheConfigurationCount) {
  const Folder folder;
  folder.write(".cfnlintrc", "parameter_files: [prod.json]\n");
  folder.write("prod.json", R"([{"ParameterKey": "Days", "ParameterValue": "many"}])");
  const std::string text =
      "Parameters:\n  Days: {Type: String}\nResources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n"
      "      MessageRetentionPeriod: !Ref Days\n";
  LspClient client;
  client.open(folder.uri("a.yaml"), "yaml", text);
  EXPECT_EQ(client.diagnostics(folder.uri("a.yaml")).size(), 1U) << client.diagnostics(folder.uri("a.yaml")).dump();
}

// Saving a template notifies the server of a changed file, for which nothing needs to be linted again.
TEST(LspServer, OnlyFilesThatMatterAreReasonToJudgeAnew) {
  const Folder folder;
  folder.write("a.yaml", kTopic);
  folder.write("other.yaml", kTopic);
  folder.write("child.yaml", kTopic);
  const std::string text =
      "Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: child.yaml\n";
  LspClient client;
  client.open(folder.uri("a.yaml"), "yaml", text);
  client.diagnostics(folder.uri("a.yaml"));
  client.wait_until_idle();
  const int before = client.count("textDocument/publishDiagnostics");
  const auto changed = [&](const char* name) {
    client.notify("workspace/didChangeWatchedFiles",
                  {{"changes", json::array({{{"uri", folder.uri(name)}, {"type", 2}}})}});
    client.wait_until_idle();
    return client.count("textDocument/publishDiagnostics") - before;
  };
  EXPECT_EQ(changed("a.yaml"), 0);
  EXPECT_EQ(changed("other.yaml"), 0);
  EXPECT_EQ(changed("child.yaml"), 1);
  EXPECT_EQ(changed(".cfnlintrc"), 2);
}

TEST(LspServer, FoldersHaveSettingsOfTheirOwn) {
  LspClient client(json::object(), testing::lsp_capabilities({{"workspace", {{"configuration", true}}}}));
  client.reply(client.asked("workspace/configuration"), json::array({nullptr}));
  const json added = {{{"uri", "file:///one"}, {"name", "one"}}, {{"uri", "file:///two"}, {"name", "two"}}};
  client.notify("workspace/didChangeWorkspaceFolders", {{"event", {{"added", added}, {"removed", json::array()}}}});
  const json asked = client.asked("workspace/configuration");
  EXPECT_EQ(asked["params"]["items"], json({{{"scopeUri", "file:///one"}, {"section", "virga"}},
                                            {{"scopeUri", "file:///two"}, {"section", "virga"}}}));
  client.reply(asked, {nullptr, {{"ignoreChecks", {"E3006"}}}});
  for (const auto& [uri, findings] : {std::pair("file:///one/t.yaml", 1U), std::pair("file:///two/t.yaml", 0U)}) {
    client.open(uri, "yaml", kTopic);
    EXPECT_EQ(client.diagnostics(uri).size(), findings) << uri;
  }
}

// A large template is expanded for who opens the menu, and not at each move of the cursor.
TEST(LspServer, ExtractionFromLargeTemplatesWaitsUntilSomebodyAsks) {
  for (const int count : {1, 200}) {
    std::string text = "Transform: AWS::Serverless-2016-10-31\nResources:\n";
    for (int i = 0; i < count; ++i) {
      text += "  F" + std::to_string(i) +
              ":\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: index.handler\n"
              "      Runtime: nodejs22.x\n      InlineCode: x\n";
    }
    LspClient client;
    client.open(kUri, "yaml", text);
    const auto is_offered = [&](int trigger, int begin, int end) {
      const json actions = client.request("textDocument/codeAction",
                                          {{"textDocument", {{"uri", kUri}}},
                                           {"range", range(5, begin, end)},
                                           {"context", {{"diagnostics", json::array()}, {"triggerKind", trigger}}}});
      return std::any_of(actions.begin(), actions.end(),
                         [](const json& action) { return action["title"] == "Extract to a parameter"; });
    };
    EXPECT_TRUE(is_offered(1, 18, 18));
    EXPECT_TRUE(is_offered(2, 17, 20));
    EXPECT_EQ(is_offered(2, 18, 18), count == 1);
  }
}

// A name that other templates use is changed there, too: an editor that can show that first does.
TEST(LspServer, RenamesInOtherTemplatesAskFirst) {
  const std::string other = "file:///server/other.yaml";
  const std::string exported =
      "Resources: {T: {Type: AWS::SNS::Topic}}\nOutputs:\n  O: {Value: !Ref T, Export: {Name: shared}}\n";
  const std::string imported =
      "Resources:\n  T: {Type: AWS::SNS::Topic, Properties: {TopicName: !ImportValue shared}}\n";
  for (const bool can_ask : {true, false}) {
    const json support = can_ask ? json::object() : json();
    LspClient client(json::object(), testing::lsp_capabilities(
                                         {{"workspace", {{"workspaceEdit", {{"changeAnnotationSupport", support}}}}}}));
    client.open(kUri, "yaml", exported);
    client.open(other, "yaml", imported);
    const json edit = client.request(
        "textDocument/rename",
        {{"textDocument", {{"uri", kUri}}}, {"position", {{"line", 2}, {"character", 40}}}, {"newName", "renamed"}});
    ASSERT_EQ(edit["documentChanges"].size(), 2U) << edit.dump();
    EXPECT_EQ(edit.contains("changeAnnotations"), can_ask);
    for (const json& change : edit["documentChanges"]) {
      const bool is_other = change["textDocument"]["uri"] == other;
      for (const json& one : change["edits"]) EXPECT_EQ(one.contains("annotationId"), is_other && can_ask);
    }
  }
}

// The findings of a template that nests another one are those of the text in the editor, whichever of them is edited.
TEST(LspServer, FindingsOfAParentFollowItsOpenChild) {
  const Folder folder;
  const std::string child =
      "Parameters:\n  Cidr: {Type: String}\nResources:\n  Net:\n    Type: AWS::EC2::VPC\n"
      "    Properties: {CidrBlock: !Ref Cidr}\nOutputs:\n  Vpc: {Value: !Ref Net}\n";
  const std::string parent =
      "Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n"
      "      TemplateURL: ./sub/net.yaml\n      Parameters: {Cidr: 10.0.0.0/16, Stage: dev}\n"
      "Outputs:\n  Vpc: {Value: !GetAtt Child.Outputs.Vpc}\n";
  folder.write("sub/net.yaml", child);
  folder.write("parent.yaml", parent);
  const std::string net = folder.uri("sub/net.yaml");
  LspClient client;
  client.open(folder.uri("parent.yaml"), "yaml", parent);
  client.open(net, "yaml", child);
  const auto has = [&](const char* rule) {
    return [rule](const json& found) {
      return std::any_of(found.begin(), found.end(), [&](const json& one) { return one["code"] == rule; });
    };
  };
  const auto lacks = [&](const char* rule) { return [&, rule](const json& found) { return !has(rule)(found); }; };
  EXPECT_TRUE(client.wait_for_diagnostics(folder.uri("parent.yaml"), has("E3043")));
  client.change(net, range(1, 0, 0), "  Stage: {Type: String, Default: dev}\n");
  EXPECT_TRUE(client.wait_for_diagnostics(folder.uri("parent.yaml"), lacks("E3043"))) << "the parameter is there";
  client.change(net, range(8, 2, 5), "Network");
  EXPECT_TRUE(client.wait_for_diagnostics(folder.uri("parent.yaml"), has("E6101"))) << "the output is gone";
  client.close(net);
  EXPECT_TRUE(client.wait_for_diagnostics(folder.uri("parent.yaml"), has("E3043"))) << "the file on the disk counts";
}

// What a loop in Outputs makes is declared by its key, also for the template that nests this one.
TEST(LspServer, OutputsThatLoopsMakeAreKnownToTheParent) {
  const Folder folder;
  const std::string child =
      "Transform: AWS::LanguageExtensions\nResources:\n  Topic: {Type: AWS::SNS::Topic}\nOutputs:\n"
      "  Fn::ForEach::Names:\n    - Stage\n    - [Dev, Prod]\n    - Name${Stage}: {Value: !Ref Topic}\n";
  const std::string parent =
      "Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: child.yaml}\n"
      "Outputs:\n  Name: {Value: !GetAtt Child.Outputs.NameDev}\n";
  folder.write("child.yaml", child);
  folder.write("parent.yaml", parent);
  LspClient client;
  client.open(folder.uri("parent.yaml"), "yaml", parent);
  const json use = {{"textDocument", {{"uri", folder.uri("parent.yaml")}}},
                    {"position", {{"line", 5}, {"character", 40}}}};
  const json target = client.request("textDocument/definition", use);
  ASSERT_EQ(target.size(), 1U) << target.dump();
  EXPECT_EQ(target[0]["uri"], folder.uri("child.yaml"));
  EXPECT_EQ(target[0]["range"], range(7, 6, 18));
  json items = client.request("textDocument/completion", use)["items"];
  EXPECT_TRUE(std::any_of(items.begin(), items.end(), [](const json& item) {
    return item["label"] == "Child.Outputs.NameProd";
  })) << items.dump();
  client.open(folder.uri("child.yaml"), "yaml", child);
  const json uses = client.request("textDocument/references", {{"textDocument", {{"uri", folder.uri("child.yaml")}}},
                                                               {"position", {{"line", 7}, {"character", 8}}},
                                                               {"context", {{"includeDeclaration", false}}}});
  ASSERT_EQ(uses.size(), 1U) << uses.dump();
  EXPECT_EQ(uses[0]["uri"], folder.uri("parent.yaml"));
}

// What hover and hints say of a value agrees with the findings, which are those of the configuration.
TEST(LspServer, ShownValuesAreThoseOfTheConfiguration) {
  const std::string text =
      "Parameters:\n  Stage: {Type: String, AllowedValues: [dev, prod], Default: dev}\n"
      "  Pin: {Type: String, NoEcho: true}\nMappings:\n  M:\n    us-east-1: {n: virginia}\n"
      "    eu-west-1: {n: ireland}\nResources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n"
      "      TopicName: !Sub '${Stage}-x'\n      DisplayName: !FindInMap [M, !Ref AWS::Region, n]\n";
  const auto hover = [&](const json& settings, int line, int character) -> std::string {
    LspClient client(settings);
    client.open(kUri, "yaml", text);
    const json answer =
        client.request("textDocument/hover",
                       {{"textDocument", {{"uri", kUri}}}, {"position", {{"line", line}, {"character", character}}}});
    return answer.is_object() ? answer["contents"]["value"].get<std::string>() : answer.dump();
  };
  const auto has = [](const std::string& said, std::string_view part) { return said.find(part) != std::string::npos; };
  EXPECT_PRED2(has, hover(json::object(), 11, 19), "**Values**: `dev-x`, `prod-x`");
  const json one = {{"parameters", {{"Stage", "prod"}, {"Pin", "1234"}}}};
  EXPECT_PRED2(has, hover(one, 11, 19), "**Value**: `prod-x`");
  const json two = {{"parameters", {{{"Stage", "prod"}, {"Pin", "1234"}}, {{"Stage", "dev"}, {"Pin", "5678"}}}}};
  const std::string both = hover(two, 11, 19);
  EXPECT_PRED2(has, both, "**Values**: `prod-x` (Stage=prod), `dev-x` (Stage=dev)");
  EXPECT_FALSE(has(both, "1234")) << both;
  const json regions = {{"regions", {"us-east-1", "eu-west-1"}}};
  EXPECT_PRED2(has, hover(regions, 12, 21), "**Values**: `virginia` (us-east-1), `ireland` (eu-west-1)");
}

TEST(LspServer, OpeningAChildAsItIsJudgesNothingAnew) {
  const Folder folder;
  const std::string parent =
      "Resources:\n  Child:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: child.yaml\n";
  folder.write("child.yaml", kTopic);
  LspClient client;
  client.open(folder.uri("parent.yaml"), "yaml", parent);
  client.wait_until_idle();
  client.open(folder.uri("child.yaml"), "yaml", kTopic);
  client.wait_until_idle();
  EXPECT_EQ(client.count("textDocument/publishDiagnostics"), 2);
}

TEST(LspServer, TheExpandedTemplateStaysWhileTheTextIsBroken) {
  LspClient client;
  const json params = {{"textDocument", {{"uri", kUri}}}};
  client.open(kUri, "yaml", "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n");
  const json fresh = client.request("virga/expandedTemplate", params);
  EXPECT_EQ(fresh["isStale"], false) << fresh.dump();
  client.change(kUri, range(3, 0, 0), "    Properties: {DisplayName: [\n");
  const json stale = client.request("virga/expandedTemplate", params);
  EXPECT_EQ(stale["text"], fresh["text"]) << stale.dump();
  EXPECT_EQ(stale["isStale"], true);
  EXPECT_EQ(stale["version"], 1);
  EXPECT_TRUE(stale["message"].get<std::string>().starts_with("The template has syntax errors"));
  client.change(kUri, range(3, 0, 40), "    Properties: {DisplayName: shop}\n");
  const json mended = client.request("virga/expandedTemplate", params);
  EXPECT_EQ(mended["isStale"], false);
  EXPECT_NE(mended["text"].get<std::string>().find("shop"), std::string::npos);
}

TEST(LspServer, WhatCannotBeExpandedShowsWhatCould) {
  LspClient client;
  const json params = {{"textDocument", {{"uri", kUri}}}};
  client.open(kUri, "yaml",
              "Transform: AWS::Serverless-2016-10-31\nResources:\n  Worker:\n    Type: AWS::Serverless::Function\n"
              "    Properties:\n      CodeUri: src/\n      Handler: app.run\n      Runtime: python3.13\n"
              "      Policies: [SQSPollerPolicy: {QueueName: jobs}]\n");
  const json fresh = client.request("virga/expandedTemplate", params);
  client.change(kUri, range(8, 35, 44), "Queue");
  const json stale = client.request("virga/expandedTemplate", params);
  EXPECT_EQ(stale["text"], fresh["text"]);
  EXPECT_EQ(stale["isStale"], true) << stale.dump();
}

TEST(LspServer, MisspelledSettingsAreNamed) {
  LspClient client({{"ignoreChcks", {"E3006"}}, {"path", "/usr/bin/virga"}, {"trace", {{"server", "off"}}}});
  EXPECT_EQ(client.messages(),
            std::vector<std::string>{"Virga: Unknown setting virga.ignoreChcks; did you mean virga.ignoreChecks?"});
}

// Where the type of the first resource is typed, nothing says yet whose file it is.
TEST(LspServer, TypesAreOfferedForTheFirstResource) {
  const auto offered = [](const std::string& text, int line, int character) {
    LspClient client;
    client.open(kUri, "yaml", text);
    const json answer =
        client.request("textDocument/completion",
                       {{"textDocument", {{"uri", kUri}}}, {"position", {{"line", line}, {"character", character}}}});
    return answer.is_null() ? 0U : answer["items"].size();
  };
  EXPECT_GT(offered("Resources:\n  Bucket:\n    Type: ", 2, 10), 1000U);
  EXPECT_GT(offered("Description: New\nResources:\n  Bucket:\n    Type: AW\n", 3, 12), 1000U);
  EXPECT_GT(offered("Resources:\n  Bucket:\n    ", 2, 4), 5U);
  EXPECT_EQ(offered("apiVersion: v1\nResources:\n  Bucket:\n    Type: \n", 3, 10), 0U);
  EXPECT_EQ(offered("resources:\n  Bucket:\n    Type: \n", 2, 10), 0U);
}

TEST(LspServer, SettingsThatHaveNoEffectAreNamed) {
  LspClient client({{"bogus", 1},
                    {"ignoreChecks", {"E3006", "W", "E99x"}},
                    {"parameters", {{"P", {{"a", 1}}}, {"Q", nullptr}, {"List", {"a", 2}}}}});
  client.open(kUri, "yaml", kTopic);
  client.diagnostics(kUri);
  EXPECT_EQ(client.messages(),
            (std::vector<std::string>{
                "Virga: The setting virga.parameters.P must be a string, a number, a boolean or a list of them",
                "Virga: The setting virga.parameters.Q must be a string, a number, a boolean or a list of them",
                "Virga: Unknown setting virga.bogus; it has no effect", "Virga: Unknown rule 'E99x' in ignoreChecks"}));
  EXPECT_EQ(client.request("virga/status", {{"textDocument", {{"uri", kUri}}}})["problems"].size(), 4U);
}

// A message is shown once, but the problem lasts.
TEST(LspServer, TheStatusNamesInvalidSettings) {
  LspClient client;
  client.open(kUri, "yaml", kTopic);
  const auto problems = [&](const json& settings) {
    client.notify("workspace/didChangeConfiguration", {{"settings", {{"virga", settings}}}});
    client.diagnostics(kUri);
    return client.request("virga/status", {{"textDocument", {{"uri", kUri}}}})["problems"];
  };
  const json expected = {"The setting virga.regions must be a list of strings",
                         "Unknown setting virga.foo; it has no effect"};
  EXPECT_EQ(problems({{"regions", 5}, {"foo", 1}}), expected);
  EXPECT_EQ(problems({{"regions", 5}, {"foo", 1}}), expected);
  EXPECT_EQ(problems(json::object()), json::array());
}

// As on the command line, which does not run with such a file.
TEST(LspServer, AConfigurationFileWithAFaultDoesNotApplyInPart) {
  const Folder folder;
  folder.write("virga.yaml", "ignore_checks: [E3006]\nignore_chekcs: [W]\n");
  folder.write("a.yaml", kTopic);
  LspClient client;
  client.open(folder.uri("a.yaml"), "yaml", kTopic);
  EXPECT_EQ(client.diagnostics(folder.uri("a.yaml")).size(), 1U);
  ASSERT_EQ(client.messages().size(), 1U);
  EXPECT_TRUE(client.messages().front().ends_with(
      "virga.yaml:2:1: unknown key 'ignore_chekcs'; did you mean 'ignore_checks'? Nothing in this file applies until "
      "that is mended"))
      << client.messages().front();
}

}  // namespace
}  // namespace virga
