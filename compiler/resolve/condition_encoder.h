// Encodes the Conditions and Rules sections as clauses.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/model/template.h"
#include "compiler/resolve/conditions.h"

namespace virga {

struct TextPiece;

// Clauses over atoms "subject S equals literal L", where a subject is a parameter, a pseudo parameter or any other
// expression (equal expressions are one subject, as they have one value within a stack). Literals are signed variables
// from 1, as in DIMACS. Whatever cannot be interpreted becomes a free variable, so the clauses never claim more than
// the template does. For ConditionSolver only. Not thread-safe.
//
// An operand computed from parameters (Fn::Join, Fn::Select, Fn::Split, Fn::Sub, Fn::FindInMap) is evaluated for each
// combination of their AllowedValues. If a parameter may have any value, the operand is a subject whose value is known
// for those parameter values that occur: the ones that conditions compare it with, and those passed to bind(). Equality
// with a literal then says what it can of the parameters: Sub '${A}-1' is 'x-1' where A is 'x'.
class ConditionEncoder {
public:
  using ParameterValues = std::map<std::string, std::string, std::less<>>;

  // The template and values must outlive the encoder. `with_rules`: assume the assertions of the Rules section.
  ConditionEncoder(const Template& model, const ParameterValues& given, bool with_rules);

  int variables() const { return variables_; }
  // All clauses, each terminated by 0.
  const std::vector<int>& clauses() const { return clauses_; }
  // The literal that is true if the condition is; indexes are those of Template::conditions().
  int condition(std::uint32_t index) const { return conditions_[index]; }
  bool has_rules() const { return has_rules_; }

  // Appends literals for "these parameters have these values". Parameters that no condition uses are ignored. The value
  // of a list parameter is its text, with items separated by commas.
  void bind(std::span<const ParameterBinding> bindings, std::vector<int>& literals);

private:
  struct Subject {
    bool closed = false;                                  // `domain` lists every possible value
    std::vector<std::string_view> domain;                 // sorted
    std::vector<std::pair<std::string_view, int>> atoms;  // literal and its variable, in order of appearance
    std::unordered_map<std::string_view, int> by_literal;
  };
  // The text of a computed operand if the subjects have these values.
  struct Row {
    std::vector<std::pair<std::uint32_t, std::string_view>> when;
    std::optional<std::string_view> text;  // nullopt: unknown
  };
  // One side of Fn::Equals: a literal, a subject, or a table of texts by the values of some subjects.
  struct Operand {
    enum class Kind : std::uint8_t { Unreadable, Literal, Subject, Table } kind = Kind::Unreadable;
    std::string_view literal;
    std::uint32_t subject = 0;
    std::vector<Row> rows;  // for Table; mutually exclusive
    const Node* node = nullptr;
  };
  // An expression over parameters, at least one of which may have any value.
  struct Computed {
    const Node* node = nullptr;
    std::uint32_t subject = 0;
    std::vector<const Parameter*> parameters;          // excluding those with a given value
    std::map<std::string, std::string_view> by_value;  // known texts by the parameters' values
  };

  static constexpr int kTrue = 1;
  static constexpr int kFalse = -1;

  int fresh() { return ++variables_; }
  void clause(std::initializer_list<int> literals);
  int conjunction(std::vector<int> parts);
  int disjunction(std::vector<int> parts);

  int expression(const Node& node);
  int connective(const Node& node, bool all);
  int membership(const Node& node);
  int opaque(const Node& node);

  static Operand literal_operand(std::string_view text, const Node& node) {
    return {.kind = Operand::Kind::Literal, .literal = text, .rows = {}, .node = &node};
  }
  static Operand subject_operand(std::uint32_t subject, const Node& node) {
    return {.kind = Operand::Kind::Subject, .subject = subject, .rows = {}, .node = &node};
  }
  Operand operand(const Node& node);
  Operand reference(std::string_view name, const Node& node);
  Operand substitution(const Node& node);
  Operand table(const Node& node);
  Operand computed(const Node& node);
  bool rows_of(const Node& node, const std::vector<const Parameter*>& parameters, std::vector<Row>& rows);
  bool find_parameters(const Node& node, std::vector<const Parameter*>& found, std::uint32_t depth) const;
  std::optional<std::string_view> evaluate(const Node& node, std::span<const ParameterBinding> values);
  int row_holds(const Row& row, std::initializer_list<int> more);
  int equals_table(const Operand& table, const Operand& other);
  Operand unread_subject(const Node& node);
  std::optional<Operand> varying(const TextPiece& piece, const Node& node);
  std::optional<int> equals_pieces(const Node& node, std::string_view literal);
  int equals_text(const Operand& operand, std::string_view literal);
  int equals(const Operand& left, const Operand& right);
  int equals(const Node& left, const Node& right) { return equals(operand(left), operand(right)); }
  int atom(std::uint32_t subject, std::string_view literal);
  int same(std::uint32_t left, std::uint32_t right);
  std::uint32_t subject_of(const std::string& key);
  void close_domain(Subject& subject, const Parameter& parameter) const;

  void encode_conditions();
  void encode_rules();
  void relate_computed();
  void relate_lists();
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
  std::vector<Computed> computed_;
  std::size_t evaluations_ = 0;
  std::deque<std::string> texts_;  // literals that no node holds
};

// A text that is equal for two expressions of the same structure, whatever their notation; nullopt if it would be
// longer than `limit` bytes.
std::optional<std::string> structure_of(const Node& node, std::size_t limit = 4096);

// For each condition of the template, whether it depends on itself, directly or indirectly.
std::vector<bool> circular_conditions(const Template& model);

}  // namespace virga
