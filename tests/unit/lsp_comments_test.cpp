// A comment behind the cursor changes nothing of what is offered there, nor of where it goes.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/lsp_completion.h"

namespace virga {
namespace {

using Items = std::vector<nlohmann::json>;

// `{}`: what stands in the properties of a bucket, with the cursor at the end of a line.
constexpr std::string_view kFrame = R"(Transform: AWS::Serverless-2016-10-31
Parameters:
  P:
    Type: String
Resources:
  Q:
    Type: AWS::SQS::Queue
  F:
    Type: AWS::Serverless::Function
    Properties:
      Policies:{}
  B:
    Type: AWS::S3::Bucket
    Properties:{}
  S:
    Type: AWS::SQS::Queue
)";

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

std::vector<std::string> labels(const Items& items) {
  std::vector<std::string> result;
  for (const auto& item : items) result.push_back(item["label"]);
  return result;
}

class LspComments : public ::testing::Test {
protected:
  void expect_same(const std::string& text) {
    constexpr std::string_view kCursor = "‸";
    const std::size_t cursor = text.find(kCursor);
    ASSERT_NE(cursor, std::string::npos);
    const std::size_t end = std::min(text.find_first_of("\r\n", cursor), text.size());
    const std::string_view comment = " # why: \"so\", {it} ${is}";
    std::string commented = text;
    commented.insert(end, comment);
    const Items plain = completions_.at_cursor(text, "yaml");
    ASSERT_FALSE(plain.empty()) << text;
    std::vector<std::string> accepted;
    for (const auto& item : plain) accepted.push_back(completions_.accepted(item));
    const Items items = completions_.at_cursor(commented, "yaml");
    ASSERT_EQ(labels(items), labels(plain)) << commented;
    const std::size_t behind = text.size() - end;
    for (std::size_t i = 0; i < items.size(); ++i) {
      accepted[i].insert(accepted[i].size() - behind, comment);
      ASSERT_EQ(completions_.accepted(items[i]), accepted[i]) << items[i]["label"] << " in\n" << commented;
    }
  }

  void expect_same_in(std::string_view policies, std::string_view properties) {
    const std::string text = fmt::format(fmt::runtime(kFrame), policies, properties);
    expect_same(text);
    expect_same(replaced(text, "\n", "\r\n"));
  }

  testing::Completions completions_;
};

TEST_F(LspComments, Keys) {
  for (const std::string_view piece :
       {"\n      ‸", "\n      T‸", "\n      BucketName: x\n      ‸", "\n      BucketName: x\n      T‸",
        "\n      ‸\n      BucketName: x", "\n      Tag‸\n      - Key: a\n        Value: b",
        "\n      Tag‸\n        - Key: a\n          Value: b", "\n      Tags:\n        - ‸",
        "\n      Tags:\n        - K‸", "\n      Tags:\n        -   ‸", "\n      Tags:\n        - Key: a\n          ‸",
        "\n      Tags:\n        - Key: a\n        - ‸",
        "\n      Tags:\n        - Key: a\n          Value: b\n        - ‸",
        "\n      Tags:\n        - ‸\n        - Key: a", "\n      Tags:\n        -‸"}) {
    expect_same_in("", piece);
  }
}

TEST_F(LspComments, KeysOfAnyMap) {
  for (const std::string_view text :
       {"Resources:\n  B:\n    Type: AWS::S3::Bucket\n    ‸\n", "Resources:\n  B:\n    ‸\n    Properties: {}\n",
        "Resources:\n  B:\n    Type: AWS::S3::Bucket\n‸\n", "Outputs:\n  A:\n    Value: x\n    ‸\nResources: {}\n"}) {
    expect_same(std::string(text));
  }
}

TEST_F(LspComments, Values) {
  for (const std::string_view piece :
       {"\n      AccessControl: ‸", "\n      AccessControl: P‸", "\n      AccessControl:‸",
        "\n      AccessControl: \"P‸", "\n      AccessControl: \"P‸\"", "\n      AccessControl: '‸'",
        "\n      BucketName: !‸", "\n      BucketName: !R‸", "\n      BucketName: !Ref ‸",
        "\n      BucketName: !Ref Q‸", "\n      BucketName: !Ref \"‸", "\n      BucketName: !GetAtt Q.‸",
        "\n      BucketName: !Sub a-${‸", "\n      BucketName: !Sub \"a-${Q‸", "\n      BucketName: !Sub \"a-${Q‸}\"",
        "\n      AccessControl: !!str P‸"}) {
    expect_same_in("", piece);
  }
  for (const std::string_view piece : {"\n        - ‸", "\n        - A‸", "\n        - \"S‸\"", "\n        - \"S‸"}) {
    expect_same_in(piece, "");
  }
}

TEST_F(LspComments, BetweenBrackets) {
  for (const std::string_view piece :
       {" {\n      ‸\n      }", " {\n      T‸\n      }", " {\n      BucketName: x,\n      T‸\n      }",
        " {\n      BucketName: x\n      ‸\n      }", " {\n      AccessControl: ‸\n      }",
        " {\n      AccessControl: P‸\n      }", " {\n      AccessControl: \"P‸\"\n      }",
        " {\n      AccessControl: \"P‸\n      }", " {\n      BucketName: !R‸\n      }",
        " {\n      BucketName: !Ref ‸\n      }", "\n      Tags: [\n        {Key: a},\n        ‸\n      ]",
        "\n      Tags: [{‸\n      }]", "\n      BucketName: !Join [\"\", [!Ref ‸\n        ]]"}) {
    expect_same_in("", piece);
  }
}

TEST_F(LspComments, InAComment) {
  for (const std::string_view piece : {"\n      # ‸", "\n      BucketName: x # ‸", "\n      ‸# why", "\n      #‸"}) {
    const std::string text = fmt::format(fmt::runtime(kFrame), "", piece);
    EXPECT_TRUE(completions_.at_cursor(text, "yaml").empty()) << text;
  }
}

}  // namespace
}  // namespace virga
