#include "rules/engine/compilation.h"

#include <string_view>
#include <utility>

#include "compiler/semantics/snapshot.h"

namespace virga {

Compilation::Compilation(const Snapshot& snapshot, const LintOptions& options, CancellationToken cancellation)
    : Compilation(snapshot.unrolled(), options, std::move(cancellation)) {
  snapshot_ = options.expansion ? &snapshot : nullptr;
}

const Semantics* Compilation::expanded() const {
  const bool is_sam = snapshot_ != nullptr && model().is_sam();
  if (is_sam) semantics_.count_value_question();  // values decide what a transform makes, and whether it refuses
  const Semantics* made = is_sam ? snapshot_->expanded() : nullptr;
  return made == &semantics_ ? nullptr : made;
}

ExpandedName Compilation::expanded_name(std::string_view name) const {
  if (!names_) {
    if (const Semantics* made = expanded()) names_.emplace(semantics_, *made);
  }
  if (names_) return names_->find(name);
  const std::size_t dot = name.find('.');
  const bool may_exist = known_names().resource(name) ||
                         (dot != std::string_view::npos &&
                          is_sam_referable(sam_type_of(model(), name.substr(0, dot)), name.substr(dot + 1)));
  return {may_exist ? Existence::Unknown : Existence::Missing};
}

}  // namespace virga
