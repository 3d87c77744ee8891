#include "compiler/semantics/snapshot.h"

#include <atomic>
#include <mutex>
#include <optional>
#include <utility>

#include "compiler/expand/session.h"

namespace virga {
namespace {

// Options as for `virga expand --artifacts placeholder`: a template need not be packaged to be linted.
ExpandOptions expand_options(const SemanticOptions& options) {
  ExpandOptions how;
  how.region = options.evaluation.region;
  how.parameters = options.evaluation.parameters;
  how.artifacts = Artifacts::Placeholder;
  how.files = options.files;
  return how;
}

// As std::once_flag and std::call_once, but without the system call by which glibc wakes those who wait, even if there
// are none. A lint asks for three views of each template.
class Once {
public:
  template <typename Make>
  void call(Make make) {
    if (is_done_.load(std::memory_order_acquire)) return;
    const std::lock_guard guard(mutex_);
    if (is_done_.load(std::memory_order_relaxed)) return;
    make();
    is_done_.store(true, std::memory_order_release);
  }

private:
  std::atomic<bool> is_done_ = false;
  std::mutex mutex_;
};

}  // namespace

// One flag per view; each view first requests the one that it is made from, and then takes the lock of the session.
struct Snapshot::Views {
  Once written_once, unrolled_once, expanded_once, assumed_once;
  std::mutex session_mutex;
  std::optional<ExpansionSession> session;                        // empty if nothing could be read
  std::optional<Semantics> written, unrolled, expanded, assumed;  // empty if it is the same as the previous view
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
      views_(std::make_unique<Views>()) {
  if (tree_->root != nullptr) views_->session.emplace(*tree_, expand_options(*options_));
}

Snapshot::Snapshot(const Snapshot& same_text, std::shared_ptr<const SemanticOptions> options)
    : tree_(same_text.tree_),
      options_(std::move(options)),
      version_(same_text.version_),
      views_(std::make_unique<Views>()) {
  const Semantics& written = same_text.written();
  views_->written_once.call([&] { views_->written.emplace(written, *options_); });
  if (tree_->root != nullptr) views_->session.emplace(*tree_, expand_options(*options_));
}

Snapshot::~Snapshot() = default;

const Semantics& Snapshot::written() const {
  views_->written_once.call([&] { views_->written.emplace(*tree_, *options_); });
  return *views_->written;
}

const Expansion& Snapshot::expansion(View view) const {
  static const Expansion none;
  if (!views_->session) return none;
  const std::lock_guard guard(views_->session_mutex);
  switch (view) {
    case View::Expanded:
      return views_->session->expanded();
    case View::Assumed:
      return views_->session->assumed();
    default:
      return views_->session->unrolled();
  }
}

const Semantics& Snapshot::unrolled() const {
  views_->unrolled_once.call([&] {
    const Expansion& made = expansion(View::Unrolled);
    if (made.tree.root != tree_->root) views_->unrolled.emplace(made.tree, *options_, View::Unrolled, tree_.get());
  });
  return views_->unrolled ? *views_->unrolled : written();
}

const Semantics* Snapshot::expanded() const {
  const Expansion& made = expansion(View::Expanded);
  if (!made.ok()) return nullptr;
  views_->expanded_once.call([&] {
    if (made.tree.root != unrolled().tree().root) views_->expanded.emplace(made.tree, *options_, View::Expanded);
  });
  return views_->expanded ? &*views_->expanded : &unrolled();
}

const Semantics* Snapshot::assumed() const {
  const Expansion& made = expansion(View::Assumed);
  if (!made.ok()) return nullptr;
  views_->assumed_once.call([&] {
    if (made.tree.root != expansion(View::Expanded).tree.root) {
      views_->assumed.emplace(made.tree, *options_, View::Assumed);
    }
  });
  return views_->assumed ? &*views_->assumed : expanded();
}

}  // namespace virga
