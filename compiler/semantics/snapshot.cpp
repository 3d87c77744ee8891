#include "compiler/semantics/snapshot.h"

#include <optional>
#include <string_view>
#include <utility>

namespace virga {
namespace {

bool uses_loops(const SyntaxTree& tree) {
  return tree.root != nullptr && tree.source->text().find("Fn::ForEach::") != std::string_view::npos &&
         Template::build(tree.root).has_language_extensions();
}

// A template can be judged before its parameters have values: those without a Default count as having their first
// allowed value, or one that suits their type. What the transform does not look at keeps its Ref.
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

ExpandOptions expand_options(const SemanticOptions& options) {
  ExpandOptions how;
  how.region = options.evaluation.region;
  how.parameters = options.evaluation.parameters;
  return how;
}

}  // namespace

// Flags instead of one lock for all: building the expanded view asks for the unrolled one.
struct Snapshot::Views {
  std::once_flag written_once, unrolled_once, expanded_once;
  std::optional<Semantics> written;
  Expansion loops;
  std::optional<Semantics> unrolled;  // empty when it is the written one
  Expansion expansion;
  std::optional<Semantics> expanded;
};

std::shared_ptr<const Snapshot> Snapshot::open(SourceFilePtr source, std::shared_ptr<const SemanticOptions> options,
                                               Reading reading, std::int64_t version) {
  SyntaxTree tree = reading == Reading::Strict ? parse(std::move(source)) : parse_tolerant(std::move(source));
  return std::make_shared<Snapshot>(std::move(tree), std::move(options), version);
}

Snapshot::Snapshot(SyntaxTree tree, std::shared_ptr<const SemanticOptions> options, std::int64_t version)
    : tree_(std::make_shared<const SyntaxTree>(std::move(tree))),
      options_(std::move(options)),
      version_(version),
      views_(std::make_unique<Views>()) {}

Snapshot::Snapshot(const Snapshot& same_text, std::shared_ptr<const SemanticOptions> options)
    : tree_(same_text.tree_),
      options_(std::move(options)),
      version_(same_text.version_),
      views_(std::make_unique<Views>()) {
  const Semantics& written = same_text.written();
  std::call_once(views_->written_once, [&] { views_->written.emplace(written, *options_); });
}

Snapshot::~Snapshot() = default;

const Semantics& Snapshot::written() const {
  std::call_once(views_->written_once, [&] { views_->written.emplace(*tree_, *options_); });
  return *views_->written;
}

const Semantics& Snapshot::unrolled() const {
  std::call_once(views_->unrolled_once, [&] {
    if (!uses_loops(*tree_)) return;
    ExpandOptions how = expand_options(*options_);
    how.transforms = {.language_extensions = true, .include = false, .serverless = false};
    how.loops_only = true;
    views_->loops = expand(*tree_, how);
    if (views_->loops.ok()) views_->unrolled.emplace(views_->loops.tree, *options_, View::Unrolled, tree_.get());
  });
  return views_->unrolled ? *views_->unrolled : written();
}

const Semantics* Snapshot::expanded() const {
  std::call_once(views_->expanded_once, [&] {
    const Semantics& before = unrolled();
    if (before.tree().root == nullptr) return;
    ExpandOptions how = expand_options(*options_);
    add_sample_values(before.model(), how);
    how.artifacts = Artifacts::Placeholder;
    how.transforms = {.language_extensions = false, .include = false, .serverless = true};
    views_->expansion = expand(before.tree(), how);
    if (views_->expansion.ok()) views_->expanded.emplace(views_->expansion.tree, *options_, View::Expanded);
  });
  return views_->expanded ? &*views_->expanded : nullptr;
}

const std::vector<ExpansionProblem>& Snapshot::loop_problems() const {
  unrolled();
  return views_->loops.problems;
}

const std::vector<ExpansionProblem>& Snapshot::expansion_problems() const {
  expanded();
  return views_->expansion.problems;
}

}  // namespace virga
