// Writes the graph of a template's resources as text, for `virga graph` and `lint --build-graph`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace virga {

// The kind of an edge. References of different kinds between the same two resources make separate edges.
enum class EdgeKind : std::uint8_t {
  Reference,   // Ref, Fn::GetAtt, Fn::Sub
  DependsOn,   // only a DependsOn
  Event,       // one invokes or is notified by the other: event sources, targets, subscriptions, API integrations
  Permission,  // one grants the other access: permissions, policies
  Nested,      // into a nested stack, or from its outputs
};

// One reference behind an edge.
struct GraphReference {
  std::string function;   // "Ref", "Fn::GetAtt", "Fn::Sub", "DependsOn"
  std::string attribute;  // "Arn"; may be empty
  std::string path;       // path within the resource, "Environment.Variables.TABLE", or "GET /orders" for an API method
};

struct GraphEdge {
  std::uint32_t from = 0, to = 0;  // indexes into ResourceGraph::nodes; `from` depends on `to`
  EdgeKind kind = EdgeKind::Reference;
  std::vector<GraphReference> via;
  bool circular = false;
};

struct GraphNode {
  std::string id;
  std::string type;
  std::string condition;  // the condition under which the resource exists; may be empty
  std::string location;   // of a nested stack's template, as written; may be empty
  std::string group;      // the SAM resource that this one was generated from, or the service: "AWS::SQS"
};

struct ResourceGraph {
  std::vector<GraphNode> nodes;  // in the order of the template
  std::vector<GraphEdge> edges;  // sorted by from, to, kind
  // For each set of interdependent resources, one shortest cycle of nodes.
  std::vector<std::vector<std::uint32_t>> cycles;
};

enum class GraphFormat : std::uint8_t { Dot, Mermaid, Json };

// Cycles are red, events blue, permissions green, nested stacks purple, and DependsOn edges dashed; groups of at least
// two resources are framed. The text is deterministic and ends with a newline.
std::string graph_text(const ResourceGraph& graph, GraphFormat format);

}  // namespace virga
