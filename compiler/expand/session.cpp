#include "compiler/expand/session.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "compiler/expand/problems.h"
#include "compiler/expand/stages.h"
#include "compiler/expand/value_factory.h"
#include "compiler/model/template.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

bool names(const Value& transform, std::string_view name) {
  return transform.is(name) || transform.string_at("Name") == name;
}

// Whether the template's Transform names it. Avoids building a Template, which could also tell.
bool names_transform(const Node& root, std::string_view name) {
  const Node* transform = root.get("Transform");
  const auto is = [&](const Node& one) {
    const Node* named = one.is_mapping() ? one.get("Name") : &one;
    return named != nullptr && named->is_string() && named->text() == name;
  };
  if (transform == nullptr) return false;
  const auto items = transform->items();
  return is(*transform) || std::any_of(items.begin(), items.end(), [&](const Node* item) { return is(*item); });
}

// Removes an applied transform from the template's list; the rest is for CloudFormation.
void drop_transform(Value& root, std::string_view name) {
  Value* transform = root.get("Transform");
  if (transform == nullptr) return;
  for (std::uint32_t i = transform->is_sequence() ? transform->size() : 0; i > 0; --i) {
    if (names(*transform->items()[i - 1], name)) transform->remove_item(i - 1);
  }
  if (names(*transform, name) || (transform->is_sequence() && transform->empty())) root.erase("Transform");
}

// Whether the template may contain this text, possibly spelled with escapes.
bool may_hold(std::string_view text, std::string_view part) {
  return contains(text, part) || contains(text, "\\u") || contains(text, "\\x");
}

// Adds sample values, so that a template can be checked before its parameters have values. Whatever the transform does
// not evaluate keeps its Ref.
void add_sample_values(const Template& model, ExpandOptions& options) {
  for (const Parameter& parameter : model.parameters()) {
    if (parameter.default_value != nullptr) continue;
    const Node* allowed = parameter.allowed_values;
    const std::string_view sample = allowed != nullptr && allowed->size > 0 ? allowed->items()[0]->text()
                                    : parameter.type == "Number"            ? std::string_view("1")
                                                                            : std::string_view("sample");
    options.parameters.emplace(parameter.name(), sample);
  }
}

}  // namespace

struct ExpansionSession::State {
  State(const SyntaxTree& tree, ExpandOptions given)
      : written(tree),
        options(std::move(given)),
        is_extended(names_transform(*tree.root, kLanguageExtensions)),
        is_sam(names_transform(*tree.root, kServerlessTransform)),
        may_include(options.files != nullptr && may_hold(tree.source->text(), "AWS::Include")) {
    if (may_include && options.base_directory.empty()) options.base_directory = template_folder(tree.source->name());
  }

  // A view of the template with this root.
  Expansion view(const Node* root) const {
    Expansion made;
    made.tree.source = written.source;
    made.tree.language = written.language;
    made.tree.root = root;
    if (root != written.root) {
      made.tree.comments = written.comments;
      made.tree.written = written.root;
    }
    return made;
  }

  // The tree after loop expansion, for modification. The first caller gets the original, later ones a copy.
  Value& working_tree() {
    if (Value* left = std::exchange(after_loops, nullptr)) return *left;
    return *make.from(*unrolled->tree.root);
  }

  void unroll();
  void expand_all();
  void assume();
  void evaluate_all();

  void resolve_functions(Stage& stage, bool keeps) const;
  void include(Stage& stage) const;
  void serverless(Stage& stage) const;
  Expansion finish(Problems& problems, const Value& root);

  const SyntaxTree& written;
  ExpandOptions options;
  const bool is_extended;
  const bool is_sam;
  const bool may_include;

  Arena arena;
  ValueFactory make{arena};
  Value* after_loops = nullptr;
  bool keeps_loops = false;
  bool exhausted = false;
  std::vector<Diagnostic> open_loops;  // loops that require a value
  std::optional<Expansion> unrolled, expanded, assumed, evaluated;
};

void ExpansionSession::State::unroll() {
  unrolled = view(written.root);
  if (!is_extended || !written.root->is_mapping() || !may_hold(written.source->text(), "Fn::ForEach::")) return;
  Value& root = *make.from(*written.root);
  Problems problems, open;
  Stage stage{make, root, options, problems, open};
  keeps_loops = !expand_loops(stage);
  open_loops = open.take(*written.root);
  if (!problems.has_errors()) {
    unrolled = view(make.freeze(root));
    after_loops = &root;
  }
  unrolled->problems = problems.take(*written.root);
}

// Values that a transform makes without a more specific cause have the transform as their origin.
void ExpansionSession::State::resolve_functions(Stage& stage, bool keeps) const {
  if (!is_extended || stage.problems.has_errors()) return;
  const ValueFactory::Scope scope(stage.make, stage.root.provenance(), kLanguageExtensions);
  // Whatever is left is for the service to expand.
  if (resolve_extended_functions(stage) && !keeps) drop_transform(stage.root, kLanguageExtensions);
}

void ExpansionSession::State::include(Stage& stage) const {
  if (!may_include || stage.problems.has_errors()) return;
  const ValueFactory::Scope scope(stage.make, stage.root.provenance(), "AWS::Include");
  expand_includes(stage);
}

namespace {

// CloudFormation applies one transform after another: to the next one, all text is part of the template.
void set_authored(Value& value) {
  if (value.is_generated()) value.set_authored();
  for (Value* item : value.items()) set_authored(*item);
  for (const Entry& entry : value.entries()) {
    set_authored(*entry.key);
    set_authored(*entry.value);
  }
}

}  // namespace

void ExpansionSession::State::serverless(Stage& stage) const {
  if (!is_sam || stage.problems.has_errors()) return;
  if (is_extended || may_include) set_authored(stage.root);
  const ValueFactory::Scope scope(stage.make, stage.root.provenance(), "the SAM transform");
  if (expand_serverless(stage)) drop_transform(stage.root, kServerlessTransform);
}

Expansion ExpansionSession::State::finish(Problems& problems, const Value& root) {
  Expansion made = view(problems.has_errors() ? nullptr : make.freeze(root));
  made.problems = problems.take(*written.root);
  return made;
}

void ExpansionSession::State::expand_all() {
  if (!unrolled) unroll();
  const bool idle = !is_extended && !is_sam && !may_include;
  // Of duplicate keys the last one counts; a copy contains only that.
  if (!written.root->is_mapping() || (idle && written.errors.empty())) {
    expanded = view(written.root);
    return;
  }
  Problems problems, open;
  problems.add(unrolled->problems);
  problems.add(open_loops);
  Value& root = working_tree();
  Stage stage{make, root, options, problems, open};
  if (is_extended) check_language_template(stage);
  resolve_functions(stage, keeps_loops);
  include(stage);
  serverless(stage);
  exhausted = stage.exhausted;
  expanded = finish(problems, root);
}

void ExpansionSession::State::assume() {
  if (!expanded) expand_all();
  if (expanded->ok()) {
    assumed = view(expanded->tree.root);
    assumed->problems = expanded->problems;
    return;
  }
  const auto is_error = [](const Diagnostic& problem) { return problem.severity == Severity::Error; };
  if (exhausted || std::any_of(unrolled->problems.begin(), unrolled->problems.end(), is_error)) {
    assumed = view(nullptr);
    assumed->problems = exhausted ? expanded->problems : unrolled->problems;
    return;
  }
  ExpandOptions how = options;
  add_sample_values(Template::build(written.root), how);
  how.artifacts = Artifacts::Built;
  Problems problems, open;
  Value& root = working_tree();
  Stage stage{make, root, how, problems, open};
  if (is_extended) check_language_template(stage);
  // A sample is not a key of a mapping, so functions of it may fail where a real value would not.
  Problems functions;
  Stage extended{make, root, how, functions, open};
  resolve_functions(extended, keeps_loops);
  for (Diagnostic& problem : functions.take(*written.root)) {
    const auto same = [&](const Diagnostic& other) {
      return other.range == problem.range && other.message == problem.message;
    };
    if (std::any_of(expanded->problems.begin(), expanded->problems.end(), same)) problems.add(std::move(problem));
  }
  include(stage);
  serverless(stage);
  assumed = finish(problems, root);
}

void ExpansionSession::State::evaluate_all() {
  if (!unrolled) unroll();
  if (!written.root->is_mapping()) {
    evaluated = view(written.root);
    return;
  }
  Problems problems, open;
  const bool unrolls_again = !open_loops.empty() || !unrolled->problems.empty();
  Value& root = unrolls_again ? *make.from(*written.root) : working_tree();
  Stage stage{make, root, options, problems, open, true};
  if (is_extended) check_language_template(stage);
  // A loop over an unknown value stays here, whereas unrolled() uses some list for it.
  const bool keeps = unrolls_again ? is_extended && !expand_loops(stage) : keeps_loops;
  include(stage);
  if (!problems.has_errors()) evaluate_template(stage);
  resolve_functions(stage, keeps);
  evaluated = finish(problems, root);
}

ExpansionSession::ExpansionSession(const SyntaxTree& written, ExpandOptions options)
    : state_(std::make_unique<State>(written, std::move(options))) {}
ExpansionSession::~ExpansionSession() = default;
ExpansionSession::ExpansionSession(ExpansionSession&&) noexcept = default;
ExpansionSession& ExpansionSession::operator=(ExpansionSession&&) noexcept = default;

const SyntaxTree& ExpansionSession::written() const { return state_->written; }
const ExpandOptions& ExpansionSession::options() const { return state_->options; }

const Expansion& ExpansionSession::unrolled() {
  if (!state_->unrolled) state_->unroll();
  return *state_->unrolled;
}

const Expansion& ExpansionSession::expanded() {
  if (!state_->expanded) state_->expand_all();
  return *state_->expanded;
}

const Expansion& ExpansionSession::assumed() {
  if (!state_->assumed) state_->assume();
  return *state_->assumed;
}

const Expansion& ExpansionSession::evaluated() {
  if (!state_->evaluated) state_->evaluate_all();
  return *state_->evaluated;
}

std::string template_folder(const std::string& name) {
  std::error_code error;
  const std::filesystem::path here = std::filesystem::current_path(error);
  return name == "-" ? here.string() : (here / name).lexically_normal().parent_path().string();
}

Expansion expand(const SyntaxTree& tree, const ExpandOptions& options) {
  ExpansionSession session(tree, options);
  session.state_->expand_all();
  Expansion made = std::move(*session.state_->expanded);
  made.tree.arena = std::move(session.state_->arena);
  return made;
}

Expansion evaluate(const SyntaxTree& tree, const ExpandOptions& options) {
  ExpansionSession session(tree, options);
  session.state_->evaluate_all();
  Expansion made = std::move(*session.state_->evaluated);
  made.tree.arena = std::move(session.state_->arena);
  return made;
}

}  // namespace virga
