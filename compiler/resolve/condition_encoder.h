// Turns the Conditions and Rules sections into clauses.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/model/template.h"

namespace virga {

// Clauses over the atoms "subject S equals literal L", where a subject is a parameter, a pseudo parameter or
// any other expression (equal expressions are one subject: within one stack they have one value). Literals are
// signed variables from 1, as in DIMACS. Everything that cannot be read becomes a free variable, so the
// clauses never say more than the template does. Used by ConditionSolver only; not thread safe.
class ConditionEncoder {
public:
  using ParameterValues = std::map<std::string, std::string, std::less<>>;

  // Template and values must outlive the encoder. `with_rules`: the assertions of the Rules section hold.
  ConditionEncoder(const Template& model, const ParameterValues& given, bool with_rules);

  int variables() const { return variables_; }
  // Clauses one after another, each closed by 0.
  const std::vector<int>& clauses() const { return clauses_; }
  // The literal that is true when the condition is; conditions in the order of Template::conditions().
  int condition(std::uint32_t index) const { return conditions_[index]; }
  bool has_rules() const { return has_rules_; }

  // Appends the literals that say "this parameter has this value"; nothing when no condition looks at it.
  void bind(std::string_view parameter, std::string_view value, std::vector<int>& literals) const;

private:
  struct Subject {
    bool closed = false;                                  // `domain` lists every possible value
    std::vector<std::string_view> domain;                 // sorted
    std::vector<std::pair<std::string_view, int>> atoms;  // literal and its variable, in order of appearance
    std::unordered_map<std::string_view, int> by_literal;
  };
  // One side of Fn::Equals: a literal, a subject, or a mapping whose row a subject picks.
  struct Operand {
    enum class Kind : std::uint8_t { Unreadable, Literal, Subject, Table } kind = Kind::Unreadable;
    std::string_view literal;
    std::uint32_t subject = 0;
    const Node* rows = nullptr;  // the mapping of a Table
    std::string_view column;
    const Node* node = nullptr;
  };

  int fresh() { return ++variables_; }
  void clause(std::initializer_list<int> literals);
  int conjunction(std::vector<int> parts);
  int disjunction(std::vector<int> parts);

  int expression(const Node& node);
  int connective(const Node& node, bool all);
  int membership(const Node& node);
  int opaque(const Node& node);

  Operand operand(const Node& node);
  Operand reference(std::string_view name, const Node& node);
  Operand substitution(const Node& node);
  Operand table(const Node& node);
  Operand unread_subject(const Node& node);
  int equals(const Operand& left, const Operand& right);
  int equals(const Node& left, const Node& right) { return equals(operand(left), operand(right)); }
  int atom(std::uint32_t subject, std::string_view literal);
  int same(std::uint32_t left, std::uint32_t right);
  std::uint32_t subject_of(const std::string& key);
  void close_domain(Subject& subject, const Parameter& parameter) const;

  void encode_conditions();
  void encode_rules();
  void relate_equal_subjects();
  void relate_group(const std::vector<std::uint32_t>& group);
  void relate_region_and_partition();
  void exclude(const Subject& subject);

  const Template& model_;
  const ParameterValues& given_;
  int variables_ = 1;  // variable 1 is true
  bool has_rules_ = false;
  std::vector<int> clauses_;
  std::vector<int> conditions_;
  std::vector<Subject> subjects_;
  std::unordered_map<std::string, std::uint32_t> subject_index_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> same_;
  std::unordered_map<std::string, int> opaque_;
  std::unordered_map<const Node*, int> memo_;
  std::deque<std::string> texts_;  // literals that no node holds
};

// A text that is equal for two expressions of the same structure, whatever their notation; none when it
// would be longer than `limit` bytes.
std::optional<std::string> structure_of(const Node& node, std::size_t limit = 4096);

// For each condition of the template: does it rest on itself, over any number of steps?
std::vector<bool> circular_conditions(const Template& model);

}  // namespace virga
