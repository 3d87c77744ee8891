#include "compiler/emit/graph_output.h"

#include <algorithm>
#include <map>
#include <set>

#include "compiler/resolve/json_text.h"

namespace virga {
namespace {

using Pair = std::pair<std::uint32_t, std::uint32_t>;

std::string_view kind_name(ReferenceKind kind) {
  switch (kind) {
    case ReferenceKind::GetAtt:
    case ReferenceKind::SubGetAtt:
      return "GetAtt";
    case ReferenceKind::SubRef:
      return "Sub";
    case ReferenceKind::DependsOn:
      return "DependsOn";
    default:
      return "Ref";
  }
}

std::string edge_label(const Reference& reference) {
  std::string label(kind_name(reference.kind));
  if (!reference.attribute.empty()) label.append(" ").append(reference.attribute);
  return label;
}

struct View {
  const Template& model;
  std::map<Pair, std::set<std::string>> edges;  // labels of each pair
  std::set<Pair> circular;
  std::vector<std::vector<std::uint32_t>> cycles;

  std::string_view id(std::uint32_t resource) const { return model.resources()[resource].name(); }
};

View view_of(const Template& model, const DependencyGraph& graph) {
  View view{model, {}, {}, {}};
  for (const DependencyGraph::Edge& edge : graph.edges()) {
    view.edges[{edge.from, edge.to}].insert(edge_label(*edge.via));
  }
  for (const std::vector<DependencyGraph::Edge>& cycle : graph.cycles()) {
    std::vector<std::uint32_t>& ids = view.cycles.emplace_back();
    for (const DependencyGraph::Edge& edge : cycle) {
      view.circular.insert({edge.from, edge.to});
      ids.push_back(edge.from);
    }
  }
  return view;
}

std::string joined(const std::set<std::string>& labels) {
  std::string out;
  for (const std::string& label : labels) out.append(out.empty() ? "" : ", ").append(label);
  return out;
}

bool only_depends_on(const std::set<std::string>& labels) {
  return labels.size() == 1 && *labels.begin() == "DependsOn";
}

std::string condition_of(const Resource& resource) {
  bool named = resource.condition != nullptr && resource.condition->value->is_string();
  return named ? std::string(resource.condition->value->text()) : std::string();
}

// https://graphviz.org/doc/info/lang.html: a quoted id escapes the quote; "\" is kept for us by doubling it.
std::string dot_quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) out += c;
  }
  return out + '"';
}

std::string dot(const View& view) {
  std::string out =
      "digraph template {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"Helvetica\"];\n"
      "  edge [fontname=\"Helvetica\", fontsize=10];\n";
  for (const Resource& resource : view.model.resources()) {
    std::string label = dot_quoted(resource.name());
    label.pop_back();
    if (!resource.type.empty()) {
      std::string type = dot_quoted(resource.type);
      label += "\\n" + type.substr(1, type.size() - 2);
    }
    if (std::string condition = condition_of(resource); !condition.empty()) {
      std::string quoted = dot_quoted(condition);
      label += "\\nif " + quoted.substr(1, quoted.size() - 2);
    }
    out += "  " + dot_quoted(resource.name()) + " [label=" + label + "\"];\n";
  }
  for (const auto& [pair, labels] : view.edges) {
    out += "  " + dot_quoted(view.id(pair.first)) + " -> " + dot_quoted(view.id(pair.second)) +
           " [label=" + dot_quoted(joined(labels));
    if (only_depends_on(labels)) out += ", style=dashed";
    if (view.circular.contains(pair)) out += ", color=red, fontcolor=red";
    out += "];\n";
  }
  return out + "}\n";
}

// https://mermaid.js.org/syntax/flowchart.html: entities stand for what would end a quoted text.
std::string mermaid_quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    switch (c) {
      case '"':
        out += "#quot;";
        break;
      case '#':
        out += "#35;";
        break;
      case '<':
        out += "#lt;";
        break;
      case '>':
        out += "#gt;";
        break;
      case '\n':
        out += ' ';
        break;
      default:
        out += c;
        break;
    }
  }
  return out + '"';
}

std::string mermaid(const View& view) {
  std::string out = "flowchart LR\n";
  auto node = [](std::uint32_t index) { return "r" + std::to_string(index); };
  for (std::uint32_t i = 0; i < view.model.resources().size(); ++i) {
    const Resource& resource = view.model.resources()[i];
    std::string label = mermaid_quoted(resource.name());
    label.pop_back();
    if (!resource.type.empty()) {
      std::string type = mermaid_quoted(resource.type);
      label += "<br/>" + type.substr(1, type.size() - 2);
    }
    out += "  " + node(i) + "[" + label + "\"]\n";
  }
  std::string red;
  std::size_t number = 0;
  for (const auto& [pair, labels] : view.edges) {
    std::string_view arrow = only_depends_on(labels) ? " -.->|" : " -->|";
    out +=
        "  " + node(pair.first) + std::string(arrow) + mermaid_quoted(joined(labels)) + "| " + node(pair.second) + "\n";
    if (view.circular.contains(pair)) red += (red.empty() ? "" : ",") + std::to_string(number);
    ++number;
  }
  if (!red.empty()) out += "  linkStyle " + red + " stroke:red,color:red\n";
  return out;
}

std::string json(const View& view) {
  std::string out = "{\n  \"nodes\": [";
  auto field = [&out](std::string_view name, std::string_view value) {
    append_json_string(name, out);
    out += ": ";
    append_json_string(value, out);
  };
  bool first = true;
  for (const Resource& resource : view.model.resources()) {
    out += first ? "\n    {" : ",\n    {";
    first = false;
    field("id", resource.name());
    out += ", ";
    field("type", resource.type);
    if (std::string condition = condition_of(resource); !condition.empty()) {
      out += ", ";
      field("condition", condition);
    }
    out += '}';
  }
  out += first ? "],\n  \"edges\": [" : "\n  ],\n  \"edges\": [";
  first = true;
  for (const auto& [pair, labels] : view.edges) {
    out += first ? "\n    {" : ",\n    {";
    first = false;
    field("from", view.id(pair.first));
    out += ", ";
    field("to", view.id(pair.second));
    out += ", \"via\": [";
    bool first_label = true;
    for (const std::string& label : labels) {
      if (!first_label) out += ", ";
      first_label = false;
      append_json_string(label, out);
    }
    out += "]}";
  }
  out += first ? "],\n  \"cycles\": [" : "\n  ],\n  \"cycles\": [";
  first = true;
  for (const std::vector<std::uint32_t>& cycle : view.cycles) {
    out += first ? "\n    [" : ",\n    [";
    first = false;
    for (std::size_t i = 0; i < cycle.size(); ++i) {
      if (i > 0) out += ", ";
      append_json_string(view.id(cycle[i]), out);
    }
    out += ']';
  }
  out += first ? "]\n}\n" : "\n  ]\n}\n";
  return out;
}

}  // namespace

std::string graph_text(const Template& model, const DependencyGraph& graph, GraphFormat format) {
  View view = view_of(model, graph);
  switch (format) {
    case GraphFormat::Dot:
      return dot(view);
    case GraphFormat::Mermaid:
      return mermaid(view);
    case GraphFormat::Json:
      return json(view);
  }
  return {};
}

}  // namespace virga
