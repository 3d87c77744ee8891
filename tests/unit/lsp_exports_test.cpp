// Exports and imports of several templates, connected by the names that they evaluate to.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/unit/lsp_client.h"

namespace virga {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using virga::testing::LspClient;

const std::string kExporter = "file:///stacks/exporter.yaml";
const std::string kImporter = "file:///stacks/importer.yaml";
const std::string kStage = "Parameters:\n  Stage: {Type: String, Default: dev}\n";

std::string exporter(const std::string& name) {
  return kStage +
         "Resources:\n  T: {Type: AWS::SNS::Topic}\nOutputs:\n  O:\n    Value: !Ref T\n    Export:\n      Name: " +
         name + "\n";
}

std::string importer(const std::string& import) {
  return kStage + "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties:\n      QueueName: " + import + "\n";
}

json at(const std::string& uri, const std::string& text, std::string_view what) {
  const std::size_t offset = text.rfind(what);
  EXPECT_NE(offset, std::string::npos) << what;
  const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
  const std::size_t begin = offset == 0 ? 0 : text.rfind('\n', offset - 1) + 1;
  return {{"textDocument", {{"uri", uri}}}, {"position", {{"line", line}, {"character", offset - begin + 1}}}};
}

std::vector<std::string> files_of(const json& places) {
  std::vector<std::string> files;
  for (const json& place : places) files.push_back(fs::path(place["uri"].get<std::string>()).filename().string());
  return files;
}

std::vector<std::string> offered(LspClient& client, const std::string& text, std::string_view what) {
  std::vector<std::string> labels;
  const json answer = client.request("textDocument/completion", at(kImporter, text, what));
  for (const json& item : answer["items"]) labels.push_back(item["label"].get<std::string>());
  return labels;
}

struct Connected {
  std::vector<std::string> definition, references;
};

// What the import leads to, and what is known to use the export.
Connected connected(const std::string& exported, const std::string& imported, std::string_view export_word,
                    std::string_view import_word, const json& settings = json::object()) {
  LspClient client(settings);
  const std::string one = exporter(exported), other = importer(imported);
  client.open(kExporter, "yaml", one);
  client.open(kImporter, "yaml", other);
  json references = at(kExporter, one, export_word);
  references["context"]["includeDeclaration"] = false;
  return {files_of(client.request("textDocument/definition", at(kImporter, other, import_word))),
          files_of(client.request("textDocument/references", references))};
}

TEST(LspExports, NamesAreEvaluated) {
  const struct {
    const char *exported, *imported, *export_word, *import_word;
  } cases[] = {
      {"!Sub '${Stage}-topic'", "!ImportValue dev-topic", "-topic", "dev-"},
      {"!Sub '${Stage}-topic'", "!ImportValue {'Fn::Sub': '${Stage}-topic'}", "-topic", "-topic"},
      {"dev-topic", "{'Fn::ImportValue': !Sub '${Stage}-topic'}", "dev-topic", "-topic"},
      {"!Join ['-', [!Ref Stage, topic]]", "!ImportValue dev-topic", "topic", "dev-"},
      {"!Sub '${AWS::Region}-topic'", "{'Fn::ImportValue': !Sub '${AWS::Region}-topic'}", "-topic", "-topic"},
      {"!Sub '${AWS::AccountId}-topic'", "{'Fn::ImportValue': !Sub '${AWS::AccountId}-topic'}", "-topic", "-topic"},
      // The name of a stack may be any.
      {"!Sub '${AWS::StackName}-topic'", "{'Fn::ImportValue': !Sub '${Stage}-topic'}", "-topic", "-topic"},
  };
  for (const auto& one : cases) {
    const Connected found = connected(one.exported, one.imported, one.export_word, one.import_word);
    EXPECT_THAT(found.definition, ElementsAre("exporter.yaml")) << one.exported << " " << one.imported;
    EXPECT_THAT(found.references, ElementsAre("importer.yaml")) << one.exported << " " << one.imported;
  }
}

TEST(LspExports, OtherNamesStayApart) {
  const struct {
    const char *exported, *imported, *export_word, *import_word;
  } cases[] = {
      {"!Sub '${Stage}-topic'", "!ImportValue prod-topic", "-topic", "prod-"},
      {"!Sub '${Stage}-topic'", "{'Fn::ImportValue': !Sub '${Stage}-queue'}", "-topic", "-queue"},
      {"!Sub '${AWS::StackName}-topic'", "{'Fn::ImportValue': !Sub '${Stage}-queue'}", "-topic", "-queue"},
      {"!Ref AWS::StackName", "!ImportValue dev-topic", "AWS::S", "dev-"},
  };
  for (const auto& one : cases) {
    const Connected found = connected(one.exported, one.imported, one.export_word, one.import_word);
    EXPECT_THAT(found.definition, IsEmpty()) << one.exported << " " << one.imported;
    EXPECT_THAT(found.references, Not(Contains("importer.yaml"))) << one.exported << " " << one.imported;
  }
}

TEST(LspExports, ParameterSetsDecideNames) {
  const json settings = {{"parameters", {{{"Stage", "test"}}, {{"Stage", "prod"}}}}};
  for (const char* name : {"test-topic", "prod-topic"}) {
    const Connected found =
        connected("!Sub '${Stage}-topic'", std::string("!ImportValue ") + name, "-topic", "-topic", settings);
    EXPECT_THAT(found.definition, ElementsAre("exporter.yaml")) << name;
  }
  EXPECT_THAT(connected("!Sub '${Stage}-topic'", "!ImportValue dev-topic", "-topic", "dev-", settings).definition,
              IsEmpty());
}

TEST(LspExports, CompletionOffersWhatIsKnownOfEveryDeployment) {
  const std::string text =
      "Parameters:\n  Stage: {Type: String, AllowedValues: [dev, prod]}\n"
      "  Secret: {Type: String, NoEcho: true, Default: hush}\n"
      "Resources:\n  T: {Type: AWS::SNS::Topic}\nOutputs:\n"
      "  A: {Value: !Ref T, Export: {Name: !Sub '${Stage}-topic'}}\n"
      "  B: {Value: !Ref T, Export: {Name: !Sub '${AWS::Region}-topic'}}\n"
      "  C: {Value: !Ref T, Export: {Name: !Sub '${AWS::StackName}-topic'}}\n"
      "  D: {Value: !Ref T, Export: {Name: !Sub '${Secret}-topic'}}\n"
      "  E: {Value: !Ref T, Export: {Name: literal-topic}}\n";
  const std::string other = importer("!ImportValue t");
  LspClient client;
  client.open(kExporter, "yaml", text);
  client.open(kImporter, "yaml", other);
  std::vector<std::string> topics;
  for (const std::string& label : offered(client, other, "t\n")) {
    if (label.find("topic") != std::string::npos) topics.push_back(label);
  }
  EXPECT_THAT(topics, UnorderedElementsAre("dev-topic", "prod-topic", "literal-topic"));
}

TEST(LspExports, ComputedNamesAreNotRenamed) {
  LspClient client;
  const std::string one = exporter("!Sub '${Stage}-topic'"), other = importer("!ImportValue dev-topic");
  client.open(kExporter, "yaml", one);
  client.open(kImporter, "yaml", other);
  const std::string refusal = "A function makes this name in line 9 of exporter.yaml; rename it manually";
  EXPECT_EQ(client.request("textDocument/prepareRename", at(kImporter, other, "dev-")), json({{"error", refusal}}));
  EXPECT_EQ(client.request("textDocument/prepareRename", at(kExporter, one, "-topic")), json({{"error", refusal}}));
}

// Files that nobody has open are found by what is written in them, and evaluated when they are asked for.
TEST(LspExports, FilesOfTheWorkspace) {
  const fs::path folder = fs::path(::testing::TempDir()) / "virga-lsp-exports";
  fs::remove_all(folder);
  fs::create_directories(folder);
  std::ofstream(folder / "exporter.yaml") << exporter("!Sub '${Stage}-topic'");
  std::ofstream(folder / "unrelated.yaml") << exporter("!Sub '${Stage}-queue'");
  LspClient client;
  const json added = json::array({{{"uri", "file://" + folder.string()}, {"name", "stacks"}}});
  client.notify("workspace/didChangeWorkspaceFolders", {{"event", {{"added", added}, {"removed", json::array()}}}});
  client.wait_until_idle();
  const std::string other = importer("!ImportValue dev-topic");
  client.open(kImporter, "yaml", other);
  EXPECT_THAT(files_of(client.request("textDocument/definition", at(kImporter, other, "dev-"))),
              ElementsAre("exporter.yaml"));
  fs::remove_all(folder);
}

// Their names are evaluated once, and again where the configuration or the file is another one.
TEST(LspExports, CompletionKnowsFilesOfTheWorkspace) {
  const fs::path folder = fs::path(::testing::TempDir()) / "virga-lsp-offered-exports";
  fs::remove_all(folder);
  fs::create_directories(folder);
  const fs::path file = folder / "exporter.yaml";
  std::ofstream(file) << exporter("!Sub '${Stage}-topic'");
  LspClient client;
  const json added = json::array({{{"uri", "file://" + folder.string()}, {"name", "stacks"}}});
  client.notify("workspace/didChangeWorkspaceFolders", {{"event", {{"added", added}, {"removed", json::array()}}}});
  client.wait_until_idle();
  const std::string other = importer("!ImportValue t");
  client.open(kImporter, "yaml", other);
  EXPECT_THAT(offered(client, other, "t\n"), Contains("dev-topic"));

  const json settings = {{"virga", {{"parameters", {{{"Stage", "test"}}}}}}};
  client.notify("workspace/didChangeConfiguration", {{"settings", settings}});
  client.wait_until_idle();
  std::vector<std::string> labels = offered(client, other, "t\n");
  EXPECT_THAT(labels, Contains("test-topic"));
  EXPECT_THAT(labels, Not(Contains("dev-topic")));

  std::ofstream(file) << exporter("!Sub '${Stage}-queue'");
  const json changes = json::array({{{"uri", "file://" + file.string()}, {"type", 2}}});
  client.notify("workspace/didChangeWatchedFiles", {{"changes", changes}});
  client.wait_until_idle();
  labels = offered(client, other, "t\n");
  EXPECT_THAT(labels, Contains("test-queue"));
  EXPECT_THAT(labels, Not(Contains("test-topic")));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace virga
