#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "compiler/semantics/resource_graph.h"
#include "tests/unit/resolve_fixture.h"

namespace virga {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Resolved;
using ::testing::SizeIs;

std::uint32_t index_of(const Resolved& t, std::string_view name) {
  return static_cast<std::uint32_t>(t.model.find_resource(name) - t.model.resources().data());
}

std::vector<std::string> names(const Resolved& t, const std::vector<DependencyGraph::Edge>& cycle) {
  std::vector<std::string> ids;
  for (const DependencyGraph::Edge& edge : cycle) ids.emplace_back(t.model.resources()[edge.from].name());
  return ids;
}

constexpr const char* kText = R"(
Resources:
  A: {Type: Custom::A, DependsOn: [B], Properties: {X: !Ref B, Y: !GetAtt C.Arn}}
  B: {Type: Custom::B, Properties: {X: !Sub '${C}-${C.Name}'}}
  C: {Type: Custom::C, Condition: Wanted}
  D: {Type: Custom::D, Properties: {X: !Ref D}}
  E: {Type: Custom::E, Properties: {X: !Ref F}}
  F: {Type: Custom::F, Metadata: {X: !Ref G}}
  G: {Type: Custom::G, Properties: {X: !Ref E, Y: !Ref H}}
  H: {Type: Custom::H, DependsOn: E}
  'Odd "name"': {Type: 'x"<y>'}
Outputs:
  Out: {Value: !Ref A}
)";

TEST(DependencyGraph, EdgesAndReachability) {
  Resolved t(kText);
  EXPECT_THAT(t.graph.edges_of(index_of(t, "A")), SizeIs(3));
  EXPECT_THAT(t.graph.edges_of(index_of(t, "B")), SizeIs(2));
  EXPECT_THAT(t.graph.edges_of(index_of(t, "C")), IsEmpty());
  EXPECT_THAT(t.graph.edges_of(99), IsEmpty());
  EXPECT_TRUE(t.graph.reaches(index_of(t, "A"), index_of(t, "C")));
  EXPECT_FALSE(t.graph.reaches(index_of(t, "C"), index_of(t, "A")));
  EXPECT_FALSE(t.graph.reaches(index_of(t, "A"), index_of(t, "A")));
  EXPECT_TRUE(t.graph.reaches(index_of(t, "D"), index_of(t, "D")));

  // Without its DependsOn, A still depends on B; without its Ref to F, E depends on nothing.
  const DependencyGraph::Edge& depends_on = t.graph.edges_of(index_of(t, "A"))[0];
  EXPECT_EQ(depends_on.via->kind, ReferenceKind::DependsOn);
  EXPECT_TRUE(t.graph.reaches(index_of(t, "A"), index_of(t, "B"), &depends_on));
  EXPECT_FALSE(t.graph.reaches(index_of(t, "E"), index_of(t, "F"), &t.graph.edges_of(index_of(t, "E"))[0]));
}

TEST(DependencyGraph, OneShortestCycleAKnot) {
  Resolved t(kText);
  ASSERT_THAT(t.graph.cycles(), SizeIs(2));
  EXPECT_THAT(names(t, t.graph.cycles()[0]), ElementsAre("D"));
  EXPECT_THAT(names(t, t.graph.cycles()[1]), ElementsAre("E", "F", "G"));
  Resolved two(R"(
Resources:
  A: {Type: Custom::A, DependsOn: B}
  B: {Type: Custom::A, DependsOn: C}
  C: {Type: Custom::A, DependsOn: [A, D]}
  D: {Type: Custom::A, DependsOn: C}
)");
  ASSERT_THAT(two.graph.cycles(), SizeIs(1));
  EXPECT_THAT(names(two, two.graph.cycles()[0]), ElementsAre("C", "D"));
  EXPECT_THAT(Resolved("Resources: {A: {Type: Custom::A}}").graph.cycles(), IsEmpty());
}

TEST(DependencyGraph, SamEventsAreNoDependencies) {
  Resolved t(R"(
Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Timeout: !Ref Plain
      Events: {E: {Type: Api, Properties: {RestApiId: !Ref Api}}}
  Api:
    Type: AWS::Serverless::Api
    Properties: {DefinitionBody: !Sub '${Fn.Arn}'}
  Plain: {Type: Custom::A}
)");
  EXPECT_THAT(t.graph.cycles(), IsEmpty());
  EXPECT_THAT(t.graph.edges_of(index_of(t, "Fn")), SizeIs(1));
  EXPECT_TRUE(t.symbols.is_used(SymbolKind::Resource, "Api"));
}

TEST(DependencyGraph, LargeGraphsEnd) {
  std::string text = "Resources:\n";
  for (int i = 0; i < 3000; ++i) {
    text += "  R" + std::to_string(i) + ": {Type: Custom::A, DependsOn: R" + std::to_string((i + 1) % 3000) + "}\n";
  }
  Resolved t(text);
  ASSERT_THAT(t.graph.cycles(), SizeIs(1));
  EXPECT_THAT(t.graph.cycles()[0], SizeIs(3000));
}

ResourceGraph graph_of(const std::string& text) {
  const auto source = std::make_shared<const SourceFile>("t.yaml", text);
  return resource_graph(*Snapshot::open(source, std::make_shared<const SemanticOptions>()));
}

// "from -kind-> to: labels" of each edge.
std::vector<std::string> edges_of(const ResourceGraph& graph) {
  constexpr const char* kKinds[] = {"reference", "dependsOn", "event", "permission", "nested"};
  std::vector<std::string> edges;
  for (const GraphEdge& edge : graph.edges) {
    std::string text =
        graph.nodes[edge.from].id + " -" + kKinds[static_cast<int>(edge.kind)] + "-> " + graph.nodes[edge.to].id + ":";
    for (const GraphReference& reference : edge.via) {
      text += " " + reference.function + "[" + reference.path + "]" + reference.attribute;
    }
    edges.push_back(std::move(text));
  }
  return edges;
}

TEST(GraphOutput, Formats) {
  const ResourceGraph graph = graph_of(kText);
  std::string dot = graph_text(graph, GraphFormat::Dot);
  EXPECT_THAT(dot, HasSubstr("\"A\" -> \"B\" [label=\"X\"];"));
  EXPECT_THAT(dot, HasSubstr("\"A\" -> \"B\" [label=\"DependsOn\", style=dashed];"));
  EXPECT_THAT(dot, HasSubstr("\"B\" -> \"C\" [label=\"X\\nX (Name)\"];"));
  EXPECT_THAT(dot, HasSubstr("\"C\" [label=\"C\\nCustom::C\\nif Wanted\"];"));
  EXPECT_THAT(dot, HasSubstr("\"D\" -> \"D\" [label=\"X\", color=red, fontcolor=red];"));
  EXPECT_THAT(dot, HasSubstr("\"F\" -> \"G\" [label=\"Metadata.X\", color=red, fontcolor=red];"));
  EXPECT_THAT(dot, HasSubstr("\"Odd \\\"name\\\"\""));

  std::string mermaid = graph_text(graph, GraphFormat::Mermaid);
  EXPECT_THAT(mermaid, HasSubstr("flowchart LR\n"));
  EXPECT_THAT(mermaid, HasSubstr("r0 -->|\"X\"| r1"));
  EXPECT_THAT(mermaid, HasSubstr("r8[\"Odd #quot;name#quot;<br/>x#quot;#lt;y#gt;\"]"));
  EXPECT_THAT(mermaid, HasSubstr("linkStyle 4,5,6,7 stroke:red"));

  auto json = nlohmann::json::parse(graph_text(graph, GraphFormat::Json));
  EXPECT_EQ(json["nodes"].size(), 9U);
  EXPECT_EQ(json["nodes"][2],
            nlohmann::json({{"id", "C"}, {"type", "Custom::C"}, {"group", "Custom::C"}, {"condition", "Wanted"}}));
  EXPECT_EQ(json["edges"][0],
            nlohmann::json::parse(
                R"({"from": "A", "to": "B", "kind": "reference", "via": [{"function": "Ref", "path": "X"}]})"));
  EXPECT_EQ(json["cycles"], nlohmann::json({{"D"}, {"E", "F", "G"}}));

  const ResourceGraph empty = graph_of("Resources: {}");
  EXPECT_THAT(nlohmann::json::parse(graph_text(empty, GraphFormat::Json))["nodes"], IsEmpty());
  EXPECT_THAT(graph_text(empty, GraphFormat::Mermaid), Not(HasSubstr("linkStyle")));
}

TEST(ResourceGraph, ShowsWhatSamMakes) {
  const ResourceGraph graph = graph_of(R"(
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: orders.handler
      Role: arn:aws:iam::123456789012:role/orders
      AutoPublishAlias: live
      DeploymentPreference: {Type: Canary10Percent5Minutes, Alarms: [!Ref Failures]}
      Events:
        List: {Type: Api, Properties: {Path: /orders, Method: get}}
  Failures:
    Type: AWS::CloudWatch::Alarm
    Properties:
      ComparisonOperator: GreaterThanThreshold
      EvaluationPeriods: 1
      Dimensions: [{Name: FunctionName, Value: !Ref Orders}]
)");
  EXPECT_THAT(graph.cycles, IsEmpty());
  EXPECT_THAT(edges_of(graph),
              ::testing::IsSupersetOf({"ServerlessRestApi -event-> OrdersAliaslive: Fn::Sub[GET /orders]",
                                       "OrdersListPermissionProd -permission-> ServerlessRestApi: "
                                       "Ref[SourceArn.__ApiId__]",
                                       "Failures -reference-> Orders: Ref[Dimensions[0].Value]"}));
  const auto orders = std::count_if(graph.nodes.begin(), graph.nodes.end(),
                                    [](const GraphNode& node) { return node.group == "Orders"; });
  EXPECT_GE(orders, 4);
  const auto group_of = [&](std::string_view id) {
    return std::find_if(graph.nodes.begin(), graph.nodes.end(), [&](const GraphNode& node) { return node.id == id; })
        ->group;
  };
  EXPECT_EQ(group_of("OrdersListPermissionProd"), "Orders");
  EXPECT_EQ(group_of("ServerlessRestApi"), "ServerlessRestApi");
  EXPECT_EQ(group_of("Failures"), "AWS::CloudWatch");
}

TEST(ResourceGraph, KindsOfEdges) {
  EXPECT_THAT(edges_of(graph_of(R"(
Resources:
  Queue: {Type: AWS::SQS::Queue}
  Worker: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {QUEUE: !Join ['', [!Ref Queue, x]]}}}}
  Jobs: {Type: AWS::Lambda::EventSourceMapping, Properties: {EventSourceArn: !GetAtt Queue.Arn, FunctionName: !Ref Worker}}
  Network: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: network.yaml, Parameters: {Queue: !Ref Queue}}}
  Host: {Type: AWS::EC2::Instance, Properties: {SubnetId: !GetAtt Network.Outputs.Subnet}}
)")),
              ElementsAre("Worker -reference-> Queue: Ref[Environment.Variables.QUEUE]",
                          "Jobs -event-> Queue: Fn::GetAtt[EventSourceArn]Arn",
                          "Jobs -event-> Worker: Ref[FunctionName]", "Network -nested-> Queue: Ref[Parameters.Queue]",
                          "Host -nested-> Network: Fn::GetAtt[SubnetId]Outputs.Subnet"));
}

}  // namespace
}  // namespace virga
