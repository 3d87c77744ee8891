// E3601: a state machine in a file beside the template, which SAM or `aws cloudformation package` puts in its place.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-statemachine.html
#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <utility>

#include "compiler/source/folder_bounds.h"
#include "compiler/syntax/syntax_tree.h"
#include "rules/documents/checks.h"

namespace virga {

void check_definition_file(Validation& validation, const Node& path, const Location& where) {
  const Compilation& compilation = validation.compilation();
  const std::string_view place = path.text();
  const std::string& source = compilation.source().name();
  const bool is_local = !place.empty() && place.find("://") == std::string_view::npos &&
                        place.find('\0') == std::string_view::npos && place.find("${") == std::string_view::npos;
  if (source.empty() || source == "-" || !is_local) return;
  const std::string beside = path_below(std::filesystem::path(source).parent_path().string(), place);
  if (beside.empty()) return;  // outside the template's folder
  const SourceFilePtr file = compilation.options().files->read(beside).file;
  if (file == nullptr) return;
  const SyntaxTree tree = parse(file);
  if (!tree.ok() || tree.root == nullptr) return;
  // Judged as what it is, and told where the template names it: a finding has one file.
  DiagnosticSink sink;
  Reporter reporter(sink, compilation.options().rules);
  Validation inside(compilation, reporter);
  inside.validate(*tree.root, compilation.facts().find_schema("state-machine"), inside.root(*tree.root), Context{});
  for (const Diagnostic& found : sink.take()) {
    validation.fail(validation.context(), finding(found.rule, where, fmt::format("In '{}': {}", place, found.message))
                                              .note(found.focus(), "This part of the definition", file));
  }
}

}  // namespace virga
