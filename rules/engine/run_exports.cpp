#include "rules/engine/run_exports.h"

#include <algorithm>
#include <array>
#include <optional>

#include "compiler/resolve/text_pieces.h"
#include "compiler/semantics/snapshot.h"
#include "rules/engine/macros.h"

namespace virga {
namespace {

constexpr std::array<std::string_view, 4> kSameForAllStacks = {"AWS::AccountId", "AWS::Partition", "AWS::Region",
                                                               "AWS::URLSuffix"};

bool is_prefix_of_other(std::string_view a, std::string_view b) { return a.starts_with(b) || b.starts_with(a); }
bool is_suffix_of_other(std::string_view a, std::string_view b) { return a.ends_with(b) || b.ends_with(a); }

// Whether a macro, a loop over unknown values or an include may add outputs.
bool has_open_outputs(const Template& model) {
  const auto is_computed = [](const Member& member) { return member.key->text().starts_with("Fn::"); };
  const Node* root = model.root();
  if (root == nullptr || has_own_macro(model) || root->find("Fn::Transform") != nullptr) return true;
  const Member* outputs = model.section(Section::Outputs);
  if (outputs == nullptr) return false;
  const auto members = outputs->value->members();
  return !outputs->value->is_mapping() || std::any_of(members.begin(), members.end(), is_computed);
}

}  // namespace

SharedName SharedName::of(const Node& name) {
  SharedName made;
  const std::optional<std::vector<TextPiece>> pieces = text_pieces(name);
  if (!pieces) made.add_variable({});
  for (const TextPiece& piece : pieces.value_or(std::vector<TextPiece>())) {
    piece.kind == TextPiece::Kind::Literal ? made.add_text(piece.text) : made.add_variable(piece.text);
  }
  return made;
}

void SharedName::add_text(std::string_view text) {
  if (!is_open_) prefix_ += text;
  suffix_ += text;
  if (!is_open_ || is_fixed_) text_ += text;
}

void SharedName::add_variable(std::string_view name) {
  is_open_ = true;
  suffix_.clear();
  is_fixed_ =
      is_fixed_ && std::find(kSameForAllStacks.begin(), kSameForAllStacks.end(), name) != kSameForAllStacks.end();
  if (is_fixed_) text_.append("${").append(name).append("}");
}

bool SharedName::may_equal(const SharedName& other) const {
  if (is_literal() && other.is_literal()) return prefix_ == other.prefix_;
  if (is_literal()) return other.may_equal(*this);
  if (other.is_literal()) {
    return other.prefix_.size() >= prefix_.size() + suffix_.size() && other.prefix_.starts_with(prefix_) &&
           other.prefix_.ends_with(suffix_);
  }
  return is_prefix_of_other(prefix_, other.prefix_) && is_suffix_of_other(suffix_, other.suffix_);
}

void RunExports::add(const std::string& file, const Snapshot& snapshot) {
  if (snapshot.is_broken()) return add_unknown();
  const Template& model = snapshot.unrolled().model();
  if (has_open_outputs(model)) add_unknown();
  for (const Output& output : model.outputs()) {
    if (output.export_name == nullptr) continue;
    const std::size_t index = exports_.size();
    exports_.push_back({file, snapshot.source()->lines().line_of(output.export_name->value->range.begin),
                        SharedName::of(*output.export_name->value)});
    const SharedName& name = exports_.back().name;
    if (name.is_fixed()) fixed_.emplace(name.text(), index);
    if (!name.is_literal()) open_.push_back(index);
  }
}

const RunExports::Export* RunExports::first(const SharedName& fixed) const {
  const auto found = fixed_.find(fixed.text());
  return found == fixed_.end() ? nullptr : &exports_[found->second];
}

bool RunExports::may_have(const SharedName& name) const {
  if (name.is_literal() && first(name) != nullptr) return true;
  const auto matches = [&](const Export& other) { return other.name.may_equal(name); };
  if (!name.is_literal()) return std::any_of(exports_.begin(), exports_.end(), matches);
  return std::any_of(open_.begin(), open_.end(), [&](std::size_t i) { return matches(exports_[i]); });
}

}  // namespace virga
