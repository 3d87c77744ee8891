// The resources of a template and what connects them as text, for `virga graph` and `lint --build-graph`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace virga {

// What an edge is. A set of references between the same two resources that are of different kinds makes several edges.
enum class EdgeKind : std::uint8_t {
  Reference,   // Ref, Fn::GetAtt, Fn::Sub
  DependsOn,   // said by DependsOn alone
  Event,       // one calls the other, or hears of it: sources of events, targets, subscriptions, integrations of APIs
  Permission,  // one is allowed something by the other: permissions, policies
  Nested,      // into a nested stack, or out of its outputs
};

// One reference behind an edge.
struct GraphReference {
  std::string function;   // "Ref", "Fn::GetAtt", "Fn::Sub", "DependsOn"
  std::string attribute;  // "Arn"; empty without
  std::string path;       // inside the resource, "Environment.Variables.TABLE"; "GET /orders" for a method of an API
};

struct GraphEdge {
  std::uint32_t from = 0, to = 0;  // indexes of nodes; `from` needs `to`
  EdgeKind kind = EdgeKind::Reference;
  std::vector<GraphReference> via;
  bool circular = false;
};

struct GraphNode {
  std::string id;
  std::string type;
  std::string condition;  // the resource is there only if; empty without
  std::string location;   // of a nested stack's template, as written; empty without
  std::string group;      // the SAM resource that this one comes from, or the service: "AWS::SQS"
};

struct ResourceGraph {
  std::vector<GraphNode> nodes;  // in the order of the template
  std::vector<GraphEdge> edges;  // sorted by from, to, kind
  // Each set of resources that need one another, as one shortest circle of nodes.
  std::vector<std::vector<std::uint32_t>> cycles;
};

enum class GraphFormat : std::uint8_t { Dot, Mermaid, Json };

// Circles are red, events blue, permissions green, nested stacks purple, edges of DependsOn alone dashed; groups of at
// least two resources have a frame. The text ends with a newline and is the same for the same graph.
std::string graph_text(const ResourceGraph& graph, GraphFormat format);

}  // namespace virga
