// Where two values differ: of the two sides of a comparison, seen through conditions, parameters and mappings.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "compiler/change/change.h"
#include "compiler/change/side.h"

namespace virga {

// A place where two values differ. One of `before` and `after` may be null: nothing is there.
struct Difference {
  std::vector<std::string> path;  // keys and indexes below what was compared
  const Node* before = nullptr;
  const Node* after = nullptr;
  std::string when;       // the conditions under which it is so
  std::string parameter;  // whose value or Default differs, where the expression is the same
  std::string note;       // what differs behind the expression: "the mapping Images"
};

// A name that both sides know, and whose meaning may differ: a parameter by its value, a mapping by its texts, a
// condition by what it rests on. Looked up once, asked often.
//
// Functions stay as they are where a deployment decides: values are the same when the expressions are and every name in
// them means the same. Fn::If is looked through: branches are compared with branches, or with a value, under the
// conditions that choose them. Work is bounded: past the bound two values count as different as a whole.
// Borrows both sides. Not thread safe.
class Comparison {
public:
  Comparison(const Side& before, const Side& after);

  // Is it surely the same, under every condition?
  bool same(const Node& before, const Node& after);
  // Appends where they differ. Null stands for nothing there.
  void compare(const Node* before, const Node* after, std::vector<Difference>& out);

  // What a condition in the comparison refers to.
  enum class Which : std::uint8_t { Both, Old, New };
  // From now on, until release(): the condition has this value. False when that cannot be.
  bool assume(std::string_view condition, Which which, bool value);
  void release() { assumed_.pop_back(); }
  // Leaves what is assumed now out of the phrases of differences.
  void hide_assumptions() { hidden_ = assumed_.size(); }
  void show_assumptions() { hidden_ = 0; }
  std::string describe_assumptions(std::size_t from) const;

  bool condition_changed(std::string_view name) const { return conditions_.contains(name); }
  bool parameter_changed(std::string_view name) const { return parameters_.contains(name); }
  bool possible() const;

private:
  struct Assumed {
    std::string_view condition;
    Which which;
    bool value;
  };

  bool same_reference(std::string_view name) const { return !parameters_.contains(name); }
  bool same_sub_text(const Node& before, const Node& after);
  bool same_names(Function function, const Node& before, const Node& after);
  void find_changed_names();
  struct Names {
    std::set<std::string_view> parameters;
    std::string note;  // "the mapping Images, the condition IsProd"
  };
  void find_names(const Node& node, Names& names) const;
  bool parameter_differs(const Parameter& before, const Parameter& after) const;

  // The branch of an Fn::If that is decided; null for AWS::NoValue and where nothing is. `open` is the condition that
  // is not decided.
  const Node* settle(const Node* node, bool is_old, std::string_view& open) const;
  void split(const Node* before, const Node* after, std::string_view open_before, std::string_view open_after,
             std::vector<Difference>& out);
  void under(std::string_view condition, Which which, bool value, const Node* before, const Node* after,
             std::vector<Difference>& out);
  void compare_members(const Node& before, const Node& after, std::vector<Difference>& out);
  void compare_items(const Node& before, const Node& after, std::vector<Difference>& out);
  void compare_calls(const Node& before, const Node& after, std::vector<Difference>& out);
  bool compare_cells(const Node& before, const Node& after, std::vector<Difference>& out);
  void step(std::string key, const Node* before, const Node* after, std::vector<Difference>& out);
  void report(const Node* before, const Node* after, std::vector<Difference>& out, std::string note = {});

  const Side& before_;
  const Side& after_;
  // Names that do not mean the same on both sides.
  std::unordered_set<std::string_view> parameters_, mappings_, conditions_;
  bool names_differ_ = false;
  std::vector<Assumed> assumed_;
  std::size_t hidden_ = 0;
  std::vector<std::string> path_;
  std::string extra_when_;  // of a cell of a mapping, of a Default
  std::uint32_t splits_ = 0;
};

// "AWS::S3::Bucket" and the like are compared by text; numbers in quotes and without are one.
bool same_scalar(const Node& before, const Node& after);

}  // namespace virga
