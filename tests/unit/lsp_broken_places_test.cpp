// What somebody types in is found by what stands behind it, too, however broken the text around the cursor is.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/lsp_completion.h"

namespace virga {
namespace {

using nlohmann::json;

class LspBrokenPlaces : public ::testing::Test {
protected:
  void expect_offered(const std::string& language, const std::string& text, std::string_view label) {
    const std::vector<json> items = completions_.at_cursor(text, language);
    const bool is_offered =
        std::any_of(items.begin(), items.end(), [&](const json& item) { return item["label"] == label; });
    EXPECT_TRUE(is_offered) << label << " is not offered in\n" << text;
  }

  testing::Completions completions_;
};

std::string filled(std::string_view frame, std::string_view hole) { return fmt::format(fmt::runtime(frame), hole); }

// The type of what has the cursor stands below it.
constexpr std::string_view kResource = R"({{
  "Resources": {{
    "Q": {{
      "Properties": {{
        {}
      }},
      "Type": "AWS::SQS::Queue"
    }}
  }}
}})";

constexpr std::string_view kOpenProperties = R"({{
  "Resources": {{
    "Q": {{
      "Properties": {{
        {}
      "Type": "AWS::SQS::Queue"
    }}
  }}
}})";

constexpr std::string_view kOneLine =
    R"({{ "Resources": {{ "Q": {{ "Properties": {{ {} }}, "Type": "AWS::SQS::Queue" }} }} }})";

constexpr std::string_view kOneLineEach = R"({{
  "Resources": {{
    "Q": {{ "Properties": {{ {} }}, "Type": "AWS::SQS::Queue" }}
  }}
}})";

TEST_F(LspBrokenPlaces, AKeyOfJson) {
  for (const std::string_view frame : {kResource, kOpenProperties, kOneLine, kOneLineEach}) {
    for (const std::string_view hole :
         {"‸", R"("‸")", R"("‸)", R"("Fi‸)", R"("Fi‸")", "Fi‸", R"("QueueName": "a", "Fi‸)",
          R"("QueueName": "a" "Fi‸")", R"("QueueName": , "Fi‸")", R"("Tags": [], ‸)",
          R"("Tags": [ {{ "Key": "a" }} ] "Fi‸")"}) {
      expect_offered("json", filled(frame, hole), "FifoQueue");
    }
    for (const std::string_view hole :
         {R"("Tags": [ { ‸)", R"("Tags": [ { "‸)", R"("Tags": [ { ‸ })", R"("Tags": [ { ‸ ])"}) {
      expect_offered("json", filled(frame, hole), "Value");
    }
    for (const std::string_view hole : {R"("FifoQueue": ‸)", R"("QueueName": "a", "FifoQueue": ‸)"}) {
      expect_offered("json", filled(frame, hole), "true");
    }
  }
  for (const std::string_view hole : {"\"QueueName\"\n        ‸", "\"Tags\": [ { \"Key\": \"a\",\n        \"Fi‸\"",
                                      "\"QueueName\": \"a,\n        \"‸\"", "\"‸\n        \"DelaySeconds\": 1"}) {
    expect_offered("json", filled(kResource, hole), "FifoQueue");
  }
}

TEST_F(LspBrokenPlaces, AnEvent) {
  constexpr std::string_view kFrame = R"({{
  "Transform": "AWS::Serverless-2016-10-31",
  "Resources": {{
    "F": {{
      "Properties": {{
        "Events": {{
          "E": {{
            "Properties": {{
              {}
            }},
            "Type": "Schedule"
          }}
        }}
      }},
      "Type": "AWS::Serverless::Function"
    }}
  }}
}})";
  for (const std::string_view hole : {"‸", R"("‸)", R"("Name": , "‸")", R"("Name": "a" "‸")"}) {
    expect_offered("json", filled(kFrame, hole), "Schedule");
  }
}

TEST_F(LspBrokenPlaces, AParameter) {
  constexpr std::string_view kFrame = R"({{
  "Parameters": {{
    "P": {{
      {}
      "AllowedValues": ["blue", "green"],
      "Type": "String"
    }}
  }},
  "Resources": {{ "T": {{ "Type": "AWS::SNS::Topic" }} }}
}})";
  for (const std::string_view hole : {R"("Default": ‸,)", R"("Default": ‸)", R"("Default": "‸)"}) {
    expect_offered("json", filled(kFrame, hole), "green");
  }
}

TEST_F(LspBrokenPlaces, ACustomResource) {
  std::string frame(kResource);
  frame.replace(frame.find("AWS::SQS::Queue"), 15, "Custom::Thing");
  for (const std::string_view hole : {"‸", R"("‸)", R"("Other": , "‸")"}) {
    expect_offered("json", filled(frame, hole), "ServiceToken");
  }
}

// Brackets in YAML, on one line and on several, in one column, and open.
TEST_F(LspBrokenPlaces, AMapInBrackets) {
  for (const std::string_view frame :
       {"Resources:\n  Q: {{Properties: {{{}}}, Type: AWS::SQS::Queue}}\n",
        "Resources:\n  Q: {{\n    Properties: {{\n      {}\n    }},\n    Type: AWS::SQS::Queue\n  }}\n",
        "Resources:\n  Q: {{\n    Properties: {{\n      {}\n    Type: AWS::SQS::Queue\n  }}\n",
        "Resources:\n  Q:\n    Properties: {{{}}}\n    Type: AWS::SQS::Queue\n",
        "Resources:\n  Q:\n    Properties: {{{}\n    Type: AWS::SQS::Queue\n",
        "{{AWSTemplateFormatVersion: 2010-09-09,\nResources: {{\nQ: {{\nProperties: {{\n{}\n}},\nType: "
        "AWS::SQS::Queue\n}}\n}}}}\n"}) {
    for (const std::string_view hole : {"‸", "Fi‸", "\"Fi‸", "QueueName: a, Fi‸", "QueueName: , Fi‸"}) {
      expect_offered("yaml", filled(frame, hole), "FifoQueue");
    }
    expect_offered("yaml", filled(frame, "FifoQueue: ‸"), "true");
  }
}

}  // namespace
}  // namespace virga
