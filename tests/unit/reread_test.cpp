// A text that was edited, read again in part: the tree has to be the one that the whole text gives.
#include "compiler/syntax/reread.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <random>

#include "compiler/source/source_file.h"

namespace virga {
namespace {

namespace fs = std::filesystem;

SourceFilePtr source_of(std::string text) { return std::make_shared<const SourceFile>("t.yaml", std::move(text)); }

// All that a tree says, and what dump() leaves out.
std::string said(const SyntaxTree& tree) {
  std::string text = dump(tree);
  for (const Comment& comment : tree.comments) {
    text += "comment " + std::to_string(comment.range.begin) + "-" + std::to_string(comment.range.end) + "\n";
  }
  std::vector<const Node*> left = {tree.root};
  while (!left.empty()) {
    const Node& node = *left.back();
    left.pop_back();
    text += std::to_string(static_cast<int>(node.function)) + " ";
    if (node.extra != nullptr)
      text += "tag " + std::string(node.extra->tag) + "&" + std::string(node.extra->anchor) + " ";
    for (const Node* item : node.items()) left.push_back(item);
    for (const Member& member : node.members()) {
      left.push_back(member.key);
      left.push_back(member.value);
    }
  }
  return text;
}

// Did reread() take the edit? Its tree is the fresh one.
bool rereads(const std::string& before, const std::string& after) {
  std::optional<SyntaxTree> again;
  const SourceFilePtr source = source_of(after);
  {
    const SyntaxTree tree = parse(source_of(before));
    again = reread(tree, source);
  }
  if (!again) return false;
  EXPECT_EQ(said(*again), said(parse(source))) << after;
  return true;
}

std::string edited(std::string text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), with);
}

constexpr const char* kText = R"(# A template
Description: größer 😀
Parameters: # what to ask
  Name: {Type: String}   # a name
Resources:
  # the first
  Queue: # of orders
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub "${Name}-a"
      Tags:
        - {Key: a, Value: !GetAtt Topic.TopicName}

  # the second
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: |+
        kept

      Empty:
  Last:
    Type: AWS::SNS::Topic # of all
Outputs:
  Url: {Value: !Ref Queue}
)";

TEST(Reread, TakesEditsBelowAKey) {
  for (const auto& [what, with] : std::initializer_list<std::pair<const char*, const char*>>{
           {"-a\"", "-größer\""},
           {"Queue\n", "Queue # note\n"},
           {"Tags:", "More: [1, 2]\n      Tags:"},
           {"        - {Key: a, Value: !GetAtt Topic.TopicName}\n", ""},
           {"kept\n", "kept\n\n\n"},
           {"Empty:", "Empty: !Base64\n        Fn::Sub: x"},
           {"      Empty:\n", ""},
           {"      Empty:\n", "      Empty:\n      # a comment\n      Full: 012\n"},
           {" # of all", ""},
           {"{Type: String}", "{Type: Number, Default: 1}"},
           {"  # the second\n", ""},
           {"  Url: {Value: !Ref Queue}\n", "  Url: {Value: !Ref Topic}"},
           {"  # the first\n", "  # the\n  # first\n"}}) {
    EXPECT_TRUE(rereads(kText, edited(kText, what, with))) << what;
  }
}

TEST(Reread, LeavesWhatItCannotTellToTheWholeReader) {
  for (const auto& [what, with] : std::initializer_list<std::pair<const char*, const char*>>{
           {"# A template\n", ""},
           {"Description:", "Note: x\nDescription:"},
           {"-a\"", "-a"},
           {"{Key: a", "{Key: [a"},
           {"Type: AWS::SQS::Queue", "Type: AWS::SQS::Queue\n    Type: again"},
           {"AWS::SQS::Queue", "&queue AWS::SQS::Queue"},
           {"Properties:\n      QueueName", "Properties:\n QueueName"},
           {"Url", "---\nUrl"},
           {"Outputs:", "Output:"}}) {
    EXPECT_FALSE(rereads(kText, edited(kText, what, with))) << what;
  }
  // What anchors, directives and brackets mean is said elsewhere.
  for (const char* text : {"A: &x 1\nB:\n  C: old\n", "%TAG !y! tag:yaml.org,2002:\n---\nA:\n  B: old\n",
                           "{A: {B: old}}", "- A: old\n", "A: [old\n", "old\n"}) {
    EXPECT_FALSE(rereads(text, edited(text, "old", "new"))) << text;
  }
  EXPECT_FALSE(rereads("", "A: 1"));
  EXPECT_TRUE(rereads("A:\n  <<: {B: 1}\n  C: old\n", "A:\n  <<: {B: 1}\n  C: new\n"));
}

TEST(Reread, NestingCountsFromTheRoot) {
  const auto nested = [](int depth) {
    std::string text = "A:\n  B:\n    C: ";
    return text + std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']') + "\n";
  };
  int deepest = 190;
  while (parse(source_of(nested(deepest + 1))).ok()) ++deepest;
  EXPECT_TRUE(rereads(nested(1), nested(deepest)));
  EXPECT_FALSE(rereads(nested(1), nested(deepest + 1)));
}

// Random edits, of characters and of whole pieces, over the samples.
TEST(Reread, RandomEditsGiveTheTreeOfTheWholeText) {
  constexpr std::array<const char*, 30> kPieces = {
      "a",        " ",     "\n",     ":",        ": ",
      "\"",       "'",     "- ",     "!Ref ",    "!GetAtt a.b",
      "\"${x}\"", "}",     "[",      "]",        "{",
      ",",        "#",     " # c\n", "\t",       "\r\n",
      "\r",       "  ",    "|\n",    ">-\n",     "\n    Properties:\n      Name: x\n",
      "---\n",    "...\n", "%",      "\xC3\x9F", "? "};
  std::mt19937 random(3);
  const auto below = [&](std::size_t limit) { return random() % limit; };
  int taken = 0;
  int tried = 0;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(VIRGA_SOURCE_DIR) / "samples")) {
    if (entry.path().extension() != ".yaml") continue;
    const ReadResult read = read_source_file(entry.path().string());
    if (read.file == nullptr || read.file->text().size() > 30'000) continue;
    std::string text(read.file->text());
    for (int i = 0; i < 40; ++i) {
      std::string after = text;
      const std::size_t begin = below(text.size() + 1);
      const std::size_t length = below(3) == 0 ? std::min(below(60), text.size() - begin) : 0;
      after.replace(begin, length, below(4) == 0 ? "" : kPieces[below(kPieces.size())]);
      ++tried;
      taken += rereads(text, after) ? 1 : 0;
      if (HasFailure()) return;
      if (parse(source_of(after)).ok()) text = after;
    }
  }
  EXPECT_GT(taken, tried / 5) << "of " << tried;
}

}  // namespace
}  // namespace virga
