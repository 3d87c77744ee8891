// Names that the user chose mean the same where completion writes them: with quotes and escapes where they need some.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/syntax/syntax_tree.h"
#include "tests/unit/lsp_completion.h"

namespace virga {
namespace {

using nlohmann::json;

const std::vector<std::string> kNames = {
    "Is it: done?", "yes",    "1",     "#a",         "-",     "a #b",   "it's",  "say \"hi\"",
    "back\\slash",  "café",   "é",     "2020-01-02", "null",  "~",      "{x}",   "[x]",
    "*s",           "a,b",    " lead", "trail ",     "k:",    "tab\tx", "1e3",   "!x",
    "%p",           "@a",     "&b",    "=",          "<<",    "y",      "plain", "two words",
    "a: \"b\"",     "x${y}z", "''",    "\"q\\'",     "A.b(c)"};

// What a text says at a path; the last step may lead into JSON that a string holds.
std::string value_at(const std::string& text, const std::vector<std::string>& path) {
  const SyntaxTree tree = parse(std::make_shared<const SourceFile>("t", text));
  const Node* node = tree.ok() ? tree.root : nullptr;
  for (std::size_t i = 0; node != nullptr && i < path.size(); ++i) {
    if (node->function != Function::None) node = node->argument();
    if (node->is_string()) return json::parse(node->text())[path[i]];
    node = node->is_sequence() ? node->items()[1] : node->get(path[i]);
  }
  if (node != nullptr && node->function != Function::None) node = node->argument();
  if (node == nullptr) return "not read";
  return node->is_string() ? std::string(node->text()) : "no string";
}

std::string in_quotes(std::string_view text) { return json(text).dump(); }

std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? "''" : std::string(1, c);
  return out + "'";
}

class LspNames : public ::testing::Test {
protected:
  void expect_written(const std::string& language, const std::vector<std::string>& path,
                      const std::function<std::string(const std::string&)>& text_with) {
    for (const std::string& name : kNames) {
      const std::string text = text_with(name);
      const auto made = completions_.accepted(text, language, name);
      ASSERT_TRUE(made) << name << " is not offered in\n" << text;
      EXPECT_EQ(value_at(*made, path), name) << *made;
    }
  }

  // From each name to the next one.
  void expect_renamed(const std::string& language, const std::vector<std::string>& path,
                      const std::function<std::string(const std::string&)>& text_with) {
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      const std::string text = text_with(kNames[i]);
      const std::string& name = kNames[(i + 1) % kNames.size()];
      if (name.find('\t') != std::string::npos) continue;
      const auto made = completions_.renamed(text, language, name);
      ASSERT_TRUE(made) << name << " is refused in\n" << text;
      EXPECT_EQ(value_at(*made, path), name) << *made;
    }
  }

  testing::Completions completions_;
};

const std::string kMachine = "Resources:\n  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      ";
const std::string kMachineJson = R"({"Resources": {"M": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {)";
const std::vector<std::string> kStart = {"Resources", "M", "Properties", "Definition", "StartAt"};
const std::vector<std::string> kStartInText = {"Resources", "M", "Properties", "DefinitionString", "StartAt"};

std::string machine(std::string_view start, const std::string& name) {
  return fmt::format(R"({{"StartAt": {}, "States": {{{}: {{"Type": "Pass"}}}}}})", start, in_quotes(name));
}

TEST_F(LspNames, OfAStateInYaml) {
  for (const std::string start : {"‸", "\"‸\"", "\"‸", "'‸'", "'‸"}) {
    expect_written("yaml", kStart, [&](const std::string& name) {
      return kMachine + "Definition:\n        StartAt: " + start + "\n        States:\n          " + in_quotes(name) +
             ":\n            Type: Pass\n";
    });
  }
  for (const std::string start : {"‸", "\"‸\"", "'‸'"}) {
    expect_written("yaml", kStart, [&](const std::string& name) {
      return kMachine + "Definition: {StartAt: " + start + ", States: {" + in_quotes(name) + ": {Type: Pass}}}\n";
    });
  }
}

TEST_F(LspNames, OfAStateInJson) {
  for (const std::string start : {"‸", "\"‸\""}) {
    expect_written("json", kStart, [&](const std::string& name) {
      return kMachineJson + "\"Definition\": " + machine(start, name) + "}}}}";
    });
    expect_written("json", kStartInText, [&](const std::string& name) {
      return kMachineJson + "\"DefinitionString\": " + in_quotes(machine(start, name)) + "}}}}";
    });
  }
}

TEST_F(LspNames, OfAStateInAStringOfYaml) {
  for (const std::string start : {"‸", "\"‸\""}) {
    for (const std::string head : {"|\n        ", "!Sub |\n        "}) {
      expect_written("yaml", kStartInText, [&](const std::string& name) {
        return kMachine + "DefinitionString: " + head + machine(start, name) + "\n";
      });
    }
    expect_written("yaml", kStartInText, [&](const std::string& name) {
      return kMachine + "DefinitionString: " + single_quoted(machine(start, name)) + "\n";
    });
    expect_written("yaml", kStartInText, [&](const std::string& name) {
      return kMachine + "DefinitionString: " + in_quotes(machine(start, name)) + "\n";
    });
  }
}

std::string machine_at_cursor(const std::string& name) {
  const std::string start = in_quotes(name);
  return machine(start.substr(0, 1) + "‸" + start.substr(1), name);
}

TEST_F(LspNames, OfAStateThatIsRenamed) {
  for (const bool is_single : {true, false}) {
    expect_renamed("yaml", kStart, [&](const std::string& name) {
      const std::string start = is_single ? single_quoted(name) : in_quotes(name);
      return kMachine + "Definition:\n        StartAt: " + start.substr(0, 1) + "‸" + start.substr(1) +
             "\n        States:\n          " + in_quotes(name) + ":\n            Type: Pass\n";
    });
  }
  expect_renamed("yaml", kStart,
                 [&](const std::string& name) { return kMachine + "Definition: " + machine_at_cursor(name) + "\n"; });
  expect_renamed("json", kStart, [&](const std::string& name) {
    return kMachineJson + "\"Definition\": " + machine_at_cursor(name) + "}}}}";
  });
  expect_renamed("json", kStartInText, [&](const std::string& name) {
    return kMachineJson + "\"DefinitionString\": " + in_quotes(machine_at_cursor(name)) + "}}}}";
  });
  expect_renamed("yaml", kStartInText, [&](const std::string& name) {
    return kMachine + "DefinitionString: |\n        " + machine_at_cursor(name) + "\n";
  });
  expect_renamed("yaml", kStartInText, [&](const std::string& name) {
    return kMachine + "DefinitionString: " + single_quoted(machine_at_cursor(name)) + "\n";
  });
}

TEST_F(LspNames, OfAKeyInAMapping) {
  const std::vector<std::string> path = {"Resources", "T", "Properties", "TopicName", "key"};
  for (const std::string call : {"[M, ‸, k]", "[M, \"‸\", k]", "\n        - M\n        - ‸\n        - k"}) {
    expect_written("yaml", path, [&](const std::string& name) {
      return "Mappings:\n  M:\n    " + in_quotes(name) +
             ":\n      k: v\nResources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: "
             "!FindInMap " +
             call + "\n";
    });
  }
}

// What is plain gets quotes where the new name needs some.
TEST_F(LspNames, ThatWerePlain) {
  for (const std::string name : {"2020", "1e3", "0x1F", "12", "null", "yes", "N"}) {
    const auto made = completions_.renamed(
        "Resources:\n  T‸:\n    Type: AWS::SNS::Topic\n  U:\n    Type: AWS::SNS::Topic\n    Properties:\n"
        "      TopicName: !Ref T\n      DisplayName: !Sub \"${T}\"\n      KmsMasterKeyId: !If [C, !Ref T, x]\n",
        "yaml", name);
    ASSERT_TRUE(made) << name;
    EXPECT_EQ(value_at(*made, {"Resources", name, "Type"}), "AWS::SNS::Topic") << *made;
    EXPECT_EQ(value_at(*made, {"Resources", "U", "Properties", "TopicName"}), name) << *made;
    EXPECT_NE(made->find("${" + name + "}"), std::string::npos) << *made;
  }
  for (const std::string name : {"2020-01-02", "1", "yes", "1.5"}) {
    const auto made = completions_.renamed(
        "Mappings:\n  M:\n    a:\n      k: v\nResources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n"
        "      TopicName: !FindInMap [M, a‸, k]\n",
        "yaml", name);
    ASSERT_TRUE(made) << name;
    EXPECT_EQ(value_at(*made, {"Mappings", "M", name, "k"}), "v") << *made;
    EXPECT_EQ(value_at(*made, {"Resources", "T", "Properties", "TopicName", "key"}), name) << *made;
  }
}

// A place that an alias repeats is changed once.
TEST_F(LspNames, BehindAnAnchor) {
  const auto made = completions_.renamed(
      "Transform: AWS::Serverless-2016-10-31\nResources:\n  A‸:\n    Type: AWS::Serverless::Api\n    Properties:\n"
      "      StageName: x\n  P:\n    Type: AWS::SSM::Parameter\n    Properties: &p\n      Type: String\n"
      "      Value: !Sub \"${A} ${AxStage}\"\n  Q:\n    Type: AWS::SSM::Parameter\n    Properties: *p\n",
      "yaml", "Api");
  ASSERT_TRUE(made);
  EXPECT_NE(made->find("!Sub \"${Api} ${ApixStage}\""), std::string::npos) << *made;
}

TEST_F(LspNames, OfAValueThatIsAllowed) {
  expect_written("yaml", {"Parameters", "P", "Default"}, [&](const std::string& name) {
    return "Parameters:\n  P:\n    Type: String\n    AllowedValues: [" + in_quotes(name) +
           "]\n    Default: ‸\nResources:\n  T:\n    Type: AWS::SNS::Topic\n";
  });
}

}  // namespace
}  // namespace virga
