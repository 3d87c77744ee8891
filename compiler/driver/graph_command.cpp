#include <fmt/format.h>

#include "compiler/diagnostics/text.h"
#include "compiler/driver/command_line.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/graphviz.h"
#include "compiler/driver/help.h"
#include "compiler/driver/output_layout.h"
#include "compiler/emit/graph_output.h"
#include "compiler/syntax/syntax_tree.h"
#include "compiler/workspace/template_source.h"

namespace virga {

namespace {

constexpr OptionSpec kOptions[] = {
    {"format", 'f', Arity::One, false, "FORMAT", "of the graph; dot by default, svg is drawn by Graphviz", "Options",
     "dot|mermaid|json|svg"},
    {"output", 'o', Arity::One, false, "FILE", "write here instead of to standard output", "Options"},
    {"help", 'h', Arity::Flag, false, {}, "print this page", "Options"},
};

constexpr HelpExample kExamples[] = {
    {"virga graph -f svg -o template.svg template.yaml", "a drawing"},
    {"virga graph -f mermaid template.yaml", "text that Markdown pages draw"},
    {"virga graph -f json template.yaml", "nodes, edges and circles for another program"},
};

}  // namespace

std::span<const OptionSpec> graph_option_specs() { return kOptions; }

int run_graph_command(const Invocation& call) {
  const HelpPage page{.summary =
                          "Shows who needs whom: the resources of a template and what makes each depend on "
                          "another. Circles are red.",
                      .usage = "[OPTION…] TEMPLATE|-",
                      .options = kOptions,
                      .examples = kExamples};
  const CommandStart start = start_command(call, page, Operands::One);
  if (start.status) return *start.status;
  const Arguments& arguments = start.arguments;
  ReadResult file = read_template(arguments.positional.front());
  if (file.file == nullptr) {
    return usage_error(call.program, fmt::format("{}: {}", arguments.positional.front(), file.error.message));
  }
  const SyntaxTree tree = parse(std::move(file.file));
  if (!tree.ok()) {
    for (const SyntaxError& error : tree.errors) {
      const LineColumn at = tree.source->line_column(error.range.begin);
      write_err(fmt::format("{}:{}:{}: {}\n", tree.source->name(), at.line, at.column, printable(error.message)));
    }
    return 2;
  }
  const Template model = Template::build(tree.root);
  const SymbolTable symbols = SymbolTable::build(model);
  const DependencyGraph graph = DependencyGraph::build(model, symbols);
  const std::string_view format = arguments.value("format");
  std::string text = graph_text(model, graph,
                                format == "mermaid" ? GraphFormat::Mermaid
                                : format == "json"  ? GraphFormat::Json
                                                    : GraphFormat::Dot);
  if (format == "svg") {
    Result<std::string> svg = svg_by_graphviz(text);
    if (!svg) return usage_error(call.program, svg.message());
    text = std::move(*svg);
  }
  const std::string output(arguments.value("output"));
  if (output.empty()) return write_out(text) ? 0 : 1;
  Result<void> written = check_output(output, {arguments.positional.front()});
  if (written) written = write_output(output, text);
  return written ? 0 : usage_error(call.program, written.message());
}

}  // namespace virga
