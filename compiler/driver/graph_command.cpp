#include <fmt/format.h>

#include <memory>
#include <utility>

#include "compiler/driver/command_line.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/graphviz.h"
#include "compiler/driver/help.h"
#include "compiler/driver/problem_report.h"
#include "compiler/semantics/resource_graph.h"
#include "compiler/workspace/output_layout.h"
#include "compiler/workspace/recognition.h"
#include "compiler/workspace/template_source.h"

namespace virga {

namespace {

constexpr OptionSpec kOptions[] = {
    {"format", 'f', Arity::One, false, "FORMAT", "of the graph (default: dot; svg requires Graphviz)", "Options",
     "dot|mermaid|json|svg"},
    {"output", 'o', Arity::One, false, "FILE", "where to write (default: standard output)", "Options"},
    {"help", 'h', Arity::Flag, false, {}, "print this help", "Options"},
};

constexpr HelpExample kExamples[] = {
    {"virga graph -f svg -o template.svg template.yaml", "a drawing"},
    {"virga graph -f mermaid template.yaml", "for Markdown pages"},
    {"virga graph -f json template.yaml", "nodes, edges and cycles for other programs"},
};

constexpr std::string_view kFooter =
    "Transforms are applied first. The resources of a SAM resource are framed together, others by service. Events "
    "are\nblue, permissions green, nested stacks purple, cycles red; edges of DependsOn alone are dashed.\n";

const CommandPage kPage = {
    .help = {.summary = "Draws the resources of a template as deployed, and the dependencies between them.",
             .usage = "[OPTION…] TEMPLATE|-",
             .options = kOptions,
             .examples = kExamples,
             .footer = kFooter},
    .operands = Operands::One};

Result<int> print_graph(const Arguments& arguments) {
  const std::string& name = arguments.positional.front();
  const std::string output(arguments.value("output"));
  if (const Result<void> kept = check_output(output, {name}); !kept) return kept.error();
  ReadResult file = read_template(name);
  if (file.file == nullptr) return Error{fmt::format("{}: {}", name, file.error.message)};
  SyntaxTree tree = parse(std::move(file.file));
  if (!tree.ok()) {
    print_syntax_errors(tree);
    return kRefused;
  }
  if (const std::string reason = why_no_template(tree); !reason.empty()) {
    write_err(fmt::format("virga graph: {}: {}\n", name, reason));
    return kRefused;
  }
  const Snapshot snapshot(std::move(tree), std::make_shared<const SemanticOptions>());
  const std::string_view format = arguments.value("format");
  std::string text = graph_text(resource_graph(snapshot), format == "mermaid" ? GraphFormat::Mermaid
                                                          : format == "json"  ? GraphFormat::Json
                                                                              : GraphFormat::Dot);
  if (format == "svg") {
    Result<std::string> svg = svg_by_graphviz(text);
    if (!svg) return svg.error();
    text = std::move(*svg);
  }
  return write_result(output, text);
}

}  // namespace

const HelpPage& graph_help() { return kPage.help; }

int run_graph_command(const Invocation& call) { return run_command(call, kPage, print_graph); }

}  // namespace virga
