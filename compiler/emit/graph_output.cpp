#include "compiler/emit/graph_output.h"

#include <array>
#include <string_view>
#include <utility>

#include "compiler/diagnostics/text.h"

namespace virga {
namespace {

// More label lines at an edge would make the drawing unreadable.
constexpr std::size_t kMostLabels = 3;

struct KindStyle {
  std::string_view name;
  std::string_view color;    // empty: black
  std::string_view dot;      // additional attributes
  std::string_view mermaid;  // the arrow
};

const KindStyle& style_of(EdgeKind kind) {
  static constexpr std::array<KindStyle, 5> kStyles{{{"reference", "", "", "-->"},
                                                     {"dependsOn", "", "style=dashed", "-.->"},
                                                     {"event", "blue", "", "==>"},
                                                     {"permission", "darkgreen", "style=dotted", "-.->"},
                                                     {"nested", "purple", "style=bold", "--o"}}};
  return kStyles[static_cast<std::size_t>(kind)];
}

std::string label_of(const GraphReference& reference) {
  if (reference.path.empty()) return reference.function;
  return reference.attribute.empty() ? reference.path : reference.path + " (" + reference.attribute + ")";
}

std::vector<std::string> labels_of(const GraphEdge& edge) {
  std::vector<std::string> labels;
  for (const GraphReference& reference : edge.via) {
    std::string label = label_of(reference);
    if (labels.empty() || labels.back() != label) labels.push_back(std::move(label));
  }
  if (labels.size() > kMostLabels) {
    const std::string rest = "and " + std::to_string(labels.size() - kMostLabels + 1) + " more";
    labels.resize(kMostLabels);
    labels.back() = rest;
  }
  return labels;
}

// The nodes of each group; groups are in the order of their first nodes.
std::vector<std::pair<std::string_view, std::vector<std::uint32_t>>> groups_of(const ResourceGraph& graph) {
  std::vector<std::pair<std::string_view, std::vector<std::uint32_t>>> groups;
  for (std::uint32_t i = 0; i < graph.nodes.size(); ++i) {
    const std::string_view name = graph.nodes[i].group;
    std::size_t at = 0;
    while (at < groups.size() && groups[at].first != name) ++at;
    if (at == groups.size()) groups.push_back({name, {}});
    groups[at].second.push_back(i);
  }
  return groups;
}

// The lines of text below a node's name.
std::vector<std::string> details_of(const GraphNode& node) {
  std::vector<std::string> lines;
  if (!node.type.empty()) lines.push_back(node.type);
  if (!node.location.empty()) lines.push_back(node.location);
  if (!node.condition.empty()) lines.push_back("if " + node.condition);
  return lines;
}

// https://graphviz.org/doc/info/lang.html: escapes quotes in a quoted ID, and doubles "\".
std::string dot_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) out += c;
  }
  return out;
}
std::string dot_quoted(std::string_view text) { return '"' + dot_escaped(text) + '"'; }

std::string dot_lines(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += (out.empty() ? "" : "\\n") + dot_escaped(line);
  return '"' + out + '"';
}

std::string dot(const ResourceGraph& graph) {
  std::string out =
      "digraph template {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"Helvetica\"];\n"
      "  edge [fontname=\"Helvetica\", fontsize=10];\n  graph [fontname=\"Helvetica\", style=rounded, color=gray];\n";
  std::size_t number = 0;
  for (const auto& [name, nodes] : groups_of(graph)) {
    const bool framed = nodes.size() > 1;
    if (framed) {
      out += "  subgraph cluster_" + std::to_string(number++) + " {\n    label=" + dot_quoted(name) + ";\n";
    }
    for (const std::uint32_t index : nodes) {
      const GraphNode& node = graph.nodes[index];
      std::vector<std::string> lines = details_of(node);
      lines.insert(lines.begin(), node.id);
      out += (framed ? "    " : "  ") + dot_quoted(node.id) + " [label=" + dot_lines(lines) + "];\n";
    }
    if (framed) out += "  }\n";
  }
  for (const GraphEdge& edge : graph.edges) {
    const KindStyle& style = style_of(edge.kind);
    out += "  " + dot_quoted(graph.nodes[edge.from].id) + " -> " + dot_quoted(graph.nodes[edge.to].id) +
           " [label=" + dot_lines(labels_of(edge));
    if (!style.dot.empty()) out.append(", ").append(style.dot);
    const std::string_view color = edge.circular ? std::string_view("red") : style.color;
    if (!color.empty()) out.append(", color=").append(color).append(", fontcolor=").append(color);
    out += "];\n";
  }
  return out + "}\n";
}

// https://mermaid.js.org/syntax/flowchart.html: entities replace characters that would end a quoted string.
std::string mermaid_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
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
  return out;
}

std::string mermaid_lines(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += (out.empty() ? "" : "<br/>") + mermaid_escaped(line);
  return '"' + out + '"';
}

std::string mermaid(const ResourceGraph& graph) {
  std::string out = "flowchart LR\n";
  const auto name_of = [](std::uint32_t index) { return "r" + std::to_string(index); };
  std::size_t group = 0;
  for (const auto& [name, nodes] : groups_of(graph)) {
    const bool framed = nodes.size() > 1;
    if (framed) out += "  subgraph g" + std::to_string(group++) + "[\"" + mermaid_escaped(name) + "\"]\n";
    for (const std::uint32_t index : nodes) {
      std::vector<std::string> lines = details_of(graph.nodes[index]);
      lines.insert(lines.begin(), graph.nodes[index].id);
      out += (framed ? "    " : "  ") + name_of(index) + "[" + mermaid_lines(lines) + "]\n";
    }
    if (framed) out += "  end\n";
  }
  std::vector<std::pair<std::string_view, std::string>> colors;  // colors with the indexes of their edges
  for (std::size_t i = 0; i < graph.edges.size(); ++i) {
    const GraphEdge& edge = graph.edges[i];
    const KindStyle& style = style_of(edge.kind);
    out += "  " + name_of(edge.from) + " " + std::string(style.mermaid) + "|" + mermaid_lines(labels_of(edge)) + "| " +
           name_of(edge.to) + "\n";
    const std::string_view color = edge.circular ? std::string_view("red") : style.color;
    if (color.empty()) continue;
    std::size_t at = 0;
    while (at < colors.size() && colors[at].first != color) ++at;
    if (at == colors.size()) colors.push_back({color, {}});
    colors[at].second += (colors[at].second.empty() ? "" : ",") + std::to_string(i);
  }
  for (const auto& [color, numbers] : colors) {
    out += "  linkStyle " + numbers + " stroke:" + std::string(color) + ",color:" + std::string(color) + "\n";
  }
  return out;
}

class JsonGraph {
public:
  explicit JsonGraph(const ResourceGraph& graph) : graph_(graph) {}

  std::string run() {
    out_ = "{\n  \"nodes\": [";
    items(graph_.nodes, [&](const GraphNode& node) {
      out_ += '{';
      field("id", node.id);
      field("type", node.type);
      field("group", node.group);
      if (!node.condition.empty()) field("condition", node.condition);
      if (!node.location.empty()) field("location", node.location);
      out_ += '}';
    });
    out_ += ",\n  \"edges\": [";
    items(graph_.edges, [&](const GraphEdge& edge) { write(edge); });
    out_ += ",\n  \"cycles\": [";
    items(graph_.cycles, [&](const std::vector<std::uint32_t>& cycle) {
      out_ += '[';
      for (const std::uint32_t node : cycle) {
        if (out_.back() != '[') out_ += ", ";
        append_json_string(out_, graph_.nodes[node].id);
      }
      out_ += ']';
    });
    return out_ + "\n}\n";
  }

private:
  template <typename Items, typename Write>
  void items(const Items& items, const Write& write) {
    bool first = true;
    for (const auto& item : items) {
      out_ += first ? "\n    " : ",\n    ";
      first = false;
      write(item);
    }
    out_ += first ? "]" : "\n  ]";
  }

  void field(std::string_view name, std::string_view value) {
    if (out_.back() != '{') out_ += ", ";
    append_json_string(out_, name);
    out_ += ": ";
    append_json_string(out_, value);
  }

  void write(const GraphEdge& edge) {
    out_ += '{';
    field("from", graph_.nodes[edge.from].id);
    field("to", graph_.nodes[edge.to].id);
    field("kind", style_of(edge.kind).name);
    out_ += ", \"via\": [";
    for (const GraphReference& reference : edge.via) {
      out_ += out_.back() == '[' ? "{" : ", {";
      field("function", reference.function);
      if (!reference.attribute.empty()) field("attribute", reference.attribute);
      if (!reference.path.empty()) field("path", reference.path);
      out_ += '}';
    }
    out_ += "]}";
  }

  const ResourceGraph& graph_;
  std::string out_;
};

}  // namespace

std::string graph_text(const ResourceGraph& graph, GraphFormat format) {
  switch (format) {
    case GraphFormat::Dot:
      return dot(graph);
    case GraphFormat::Mermaid:
      return mermaid(graph);
    case GraphFormat::Json:
      return JsonGraph(graph).run();
  }
  return {};
}

}  // namespace virga
