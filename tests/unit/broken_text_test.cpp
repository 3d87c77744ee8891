// Templates broken at every line as they are while typing: the rest of the tree must stay, the typed text must be in
// the tree, and the error must be reported at the right place. VIRGA_BATTERY=1 prints the statistics for each kind of
// break, and VIRGA_CONFORMANCE may name a folder with more templates.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>

#include "compiler/syntax/node_path.h"
#include "tests/unit/typed_breaks.h"

namespace virga {
namespace {

namespace fs = std::filesystem;
using namespace testing;  // NOLINT(google-build-using-namespace)

constexpr double kEnough = 0.98;

SyntaxTree tolerant(std::string text, bool json) {
  return parse_tolerant(std::make_shared<const SourceFile>(json ? "t.json" : "t.yaml", std::move(text)));
}

// Counts every scalar of a tree by its path; list indexes are left out, since the typed line may be an item. Scalars on
// the zero-based line `without` are ignored.
using Leaves = std::map<std::string, int>;
void collect(const SyntaxTree& tree, const Node& node, const std::string& way, std::uint32_t without, Leaves& leaves) {
  for (const Member& member : node.members()) {
    collect(tree, *member.value, way + "/" + std::string(member.key->text()), without, leaves);
  }
  for (const Node* item : node.items()) collect(tree, *item, way + "/*", without, leaves);
  if (node.is_scalar() || node.size == 0) {
    if (tree.source->lines().line_of(node.range.begin) != without) ++leaves[way + "=" + std::string(node.text())];
  }
}

Leaves leaves_of(const SyntaxTree& tree, std::uint32_t without = UINT32_MAX) {
  Leaves leaves;
  if (tree.root != nullptr) collect(tree, *tree.root, "", without, leaves);
  return leaves;
}

double share_kept(const Leaves& before, const Leaves& after, std::string* lost = nullptr) {
  int all = 0;
  int kept = 0;
  for (const auto& [leaf, count] : before) {
    const auto found = after.find(leaf);
    const int here = found == after.end() ? 0 : std::min(count, found->second);
    all += count;
    kept += here;
    if (lost != nullptr && here < count && lost->size() < 400) *lost += "    lost " + leaf + "\n";
  }
  return all == 0 ? 1 : static_cast<double>(kept) / all;
}

struct Base {
  std::string name;
  std::string text;
  bool json = false;
};

constexpr std::string_view kYaml = R"(AWSTemplateFormatVersion: "2010-09-09"
Description: A table, a function and what they need
Parameters:
  Stage:
    Type: String
    Default: dev
    AllowedValues: [dev, test, prod]
  Subnets:
    Type: List<AWS::EC2::Subnet::Id>
    Description: >-
      Where the function runs; these must reach
      the table.
Mappings:
  Sizes:
    dev: {Memory: 128, Time: 10}
    prod: {Memory: 1024, Time: 60}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  Watched: !Or
    - !Condition IsProd
    - !Equals [!Ref Stage, test]
Resources:
  Table:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    Properties:
      TableName: !Sub "${Stage}-orders"
      AttributeDefinitions:
        - AttributeName: id
          AttributeType: S
        - AttributeName: day
          AttributeType: N
      KeySchema:
      - AttributeName: id
        KeyType: HASH
      - AttributeName: day
        KeyType: RANGE
      BillingMode: !If [IsProd, PROVISIONED, PAY_PER_REQUEST]
      ProvisionedThroughput: !If
        - IsProd
        - ReadCapacityUnits: 5
          WriteCapacityUnits: 5
        - !Ref AWS::NoValue
      Tags:
        - {Key: stage, Value: !Ref Stage}
        - {Key: owner, Value: orders}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: lambda.amazonaws.com
            Action: sts:AssumeRole
      Policies:
        - PolicyName: table
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action:
                  - dynamodb:GetItem
                  - dynamodb:PutItem
                Resource: !GetAtt Table.Arn
              - Effect: Deny
                Action: "dynamodb:DeleteTable"
                Resource: '*'
  Function:
    Type: AWS::Lambda::Function
    DependsOn: [Role, Table]
    Properties:
      Handler: index.handler
      Runtime: nodejs20.x
      Role: !GetAtt Role.Arn
      MemorySize: !FindInMap [Sizes, !Ref Stage, Memory]
      Timeout: !FindInMap [Sizes, !Ref Stage, Time]
      Code:
        ZipFile: |
          exports.handler = async (event) => {
            const name: string = "it's";
            return { statusCode: 200 };
          };
      Environment:
        Variables:
          TABLE: !Ref Table
          NAME: !Join ["-", [!Ref Stage, "orders"]]
      VpcConfig:
        SubnetIds: !Ref Subnets
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Condition: Watched
    Properties:
      AlarmDescription: Errors of the function, counted
        over five minutes
      Namespace: AWS/Lambda
      MetricName: Errors
      Dimensions:
        - Name: FunctionName
          Value: !Ref Function
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 0
      ComparisonOperator: GreaterThanThreshold
Outputs:
  TableName:
    Value: !Ref Table
    Export:
      Name: !Sub "${AWS::StackName}-table"
  FunctionArn:
    Condition: IsProd
    Value: !GetAtt Function.Arn
)";

void write_json(const Node& node, const std::string& indent, std::string& out) {
  const std::string inner = indent + "  ";
  if (node.is_scalar()) {
    const bool bare = node.is(NodeKind::Integer) || node.is(NodeKind::Boolean) || node.is(NodeKind::Float);
    std::string text(node.text());
    for (std::size_t at = 0; (at = text.find_first_of("\"\n", at)) != std::string::npos; at += 2) {
      text.replace(at, 1, text[at] == '"' ? "\\\"" : "\\n");
    }
    out += bare ? text : "\"" + text + "\"";
    return;
  }
  // Functions that take a name are written on one line.
  const Node* argument = node.argument();
  if (argument != nullptr && argument->is_scalar()) {
    out += "{ \"" + std::string(node.function_key()->text()) + "\": ";
    write_json(*argument, inner, out);
    out += " }";
    return;
  }
  out += node.is_mapping() ? "{\n" : "[\n";
  bool first = true;
  const auto begin = [&] {
    if (!first) out += ",\n";
    first = false;
    out += inner;
  };
  for (const Member& member : node.members()) {
    begin();
    out += "\"" + std::string(member.key->text()) + "\": ";
    write_json(*member.value, inner, out);
  }
  for (const Node* item : node.items()) {
    begin();
    write_json(*item, inner, out);
  }
  out += "\n" + indent + (node.is_mapping() ? "}" : "]");
}

std::vector<Base> bases(bool json) {
  std::vector<Base> all;
  if (json) {
    std::string text;
    write_json(*tolerant(std::string(kYaml), false).root, "", text);
    all.push_back({"own.json", text + "\n", true});
  } else {
    all.push_back({"own.yaml", std::string(kYaml), false});
  }
  std::vector<fs::path> folders = {fs::path(VIRGA_SOURCE_DIR) / "samples"};
  if (const char* folder = std::getenv("VIRGA_CONFORMANCE")) folders.emplace_back(folder);
  for (const fs::path& folder : folders) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      const std::string extension = entry.path().extension().string();
      if (extension != (json ? ".json" : ".yaml")) continue;
      const ReadResult read = read_source_file(entry.path().string());
      if (read.file == nullptr || read.file->text().size() > 40'000 || read.file->lines().line_count() < 40) continue;
      const SyntaxTree tree = parse(read.file);
      if (!tree.ok() || (tree.language == SyntaxLanguage::Json) != json) continue;
      all.push_back({entry.path().string(), std::string(read.file->text()), json});
    }
  }
  return all;
}

struct Figures {
  int breaks = 0;
  int kept = 0;
  int cursor = 0;       // breaks with a typed key
  int cursor_held = 0;  // those of them whose key is in the tree at its position
  int reported = 0;     // the first error is on the typed line, or on the one before or after
  int errors = 0;
};

void try_break(const Base& base, const SyntaxTree& whole, const std::vector<std::string>& lines, std::size_t at,
               const Break& kind, Figures& figures, bool print) {
  const Broken text = broken(lines, at, kind);
  if (text.lines.empty()) return;
  const SyntaxTree tree = tolerant(joined(text.lines), base.json);
  if (tree.ok()) return;  // nothing was broken
  const Leaves before = leaves_of(whole, text.replaced ? static_cast<std::uint32_t>(at) : UINT32_MAX);
  std::string lost;
  const double share = share_kept(before, leaves_of(tree), &lost);
  ++figures.breaks;
  if (share >= kEnough) {
    ++figures.kept;
  } else if (print) {
    std::cout << kind.name << " " << base.name << ":" << text.line + 1 << " keeps " << share << "\n" << lost;
  }
  figures.errors += static_cast<int>(tree.errors.size());
  const auto line = static_cast<int>(tree.source->lines().line_of(tree.errors.front().range.begin));
  if (std::abs(line - static_cast<int>(text.line)) <= 1) ++figures.reported;
  if (kind.cursor != nullptr) {
    ++figures.cursor;
    const auto start =
        static_cast<std::uint32_t>(tree.source->lines().line_start(static_cast<std::uint32_t>(text.line)));
    const std::size_t place = tree.source->text().find(kind.cursor, start);
    const NodePath path = node_at(tree, static_cast<std::uint32_t>(place + 1));
    // Among the items of a list, it becomes an item.
    const bool held = path.place == Place::Key || path.place == Place::Value;
    if (held && path.leaf()->text() == kind.cursor) {
      ++figures.cursor_held;
    } else if (print) {
      std::cout << "cursor: " << kind.name << " " << base.name << ":" << text.line + 1 << "\n";
    }
  }
}

// The statistics of all breaks for a language, by kind.
std::map<std::string, Figures> run_battery(bool json) {
  const bool print = std::getenv("VIRGA_BATTERY") != nullptr;
  std::map<std::string, Figures> figures;
  for (const Base& base : bases(json)) {
    const SyntaxTree whole = parse(std::make_shared<const SourceFile>("t", base.text));
    const std::vector<std::string> lines = lines_of(base.text);
    const std::size_t every = std::max<std::size_t>(1, lines.size() / 150);
    for (const Break& kind : json ? json_breaks() : yaml_breaks()) {
      for (std::size_t at = 0; at + 1 < lines.size(); at += every) {
        try_break(base, whole, lines, at, kind, figures[kind.name], print);
      }
    }
  }
  if (print) {
    for (const auto& [kind, sum] : figures) {
      std::cout << "-- " << kind << ": kept " << 100.0 * sum.kept / sum.breaks << " % of " << sum.breaks
                << ", reported " << 100.0 * sum.reported / sum.breaks << " %, errors " << 1.0 * sum.errors / sum.breaks;
      if (sum.cursor > 0) std::cout << ", cursor " << 100.0 * sum.cursor_held / sum.cursor << " %";
      std::cout << "\n";
    }
  }
  return figures;
}

void expect_enough(const std::map<std::string, Figures>& figures) {
  Figures all;
  for (const auto& [kind, sum] : figures) {
    EXPECT_GT(sum.breaks, 0) << kind;
    all.breaks += sum.breaks;
    all.kept += sum.kept;
    all.reported += sum.reported;
    all.cursor += sum.cursor;
    all.cursor_held += sum.cursor_held;
  }
  EXPECT_GE(all.kept, kEnough * all.breaks) << all.kept << " of " << all.breaks;
  EXPECT_GE(all.reported, 0.95 * all.breaks) << all.reported << " of " << all.breaks;
  EXPECT_GE(all.cursor_held, 0.95 * all.cursor) << all.cursor_held << " of " << all.cursor;
}

TEST(BrokenText, YamlKeepsTheRestOfTheTree) { expect_enough(run_battery(false)); }
TEST(BrokenText, JsonKeepsTheRestOfTheTree) { expect_enough(run_battery(true)); }

// A text of one line has no indentation as a guide.
TEST(BrokenText, OneLineKeepsMostOfTheTree) {
  std::string one;
  for (const std::string& line : lines_of(bases(true).front().text)) one += line.substr(line.find_first_not_of(' '));
  const Leaves before = leaves_of(tolerant(one, true));
  double kept = 0;
  int breaks = 0;
  for (std::size_t at = 1; at + 1 < one.size(); at += 17) {
    const SyntaxTree tree = tolerant(one.substr(0, at) + one.substr(at + 1), true);
    if (tree.ok()) continue;
    ++breaks;
    kept += share_kept(before, leaves_of(tree));
  }
  EXPECT_GT(breaks, 20);
  EXPECT_GE(kept, 0.6 * breaks) << kept / breaks;
}

}  // namespace
}  // namespace virga
