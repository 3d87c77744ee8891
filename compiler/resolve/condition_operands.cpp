// The operands of Fn::Equals: how ConditionEncoder represents them, and when two are equal.
#include <algorithm>

#include "compiler/resolve/condition_encoder.h"
#include "compiler/resolve/evaluator.h"
#include "compiler/resolve/sub_text.h"
#include "compiler/syntax/member_index.h"

namespace virga {
namespace {

// Tables with more rows are left open instead of being encoded as clauses.
constexpr std::size_t kMaxTableRows = 256;
// Limits for operands computed from parameters: nesting depth, number of operands, and number of evaluations.
constexpr std::uint32_t kMaxOperandDepth = 24;
constexpr std::size_t kMaxComputed = 64;
constexpr std::size_t kMaxEvaluations = 4096;

}  // namespace

ConditionEncoder::Operand ConditionEncoder::operand(const Node& node) {
  if (node.is_scalar()) {
    if (node.kind == NodeKind::Null) return {};
    return literal_operand(node.text(), node);
  }
  switch (node.function) {
    case Function::Ref:
      if (node.argument()->is_string()) return reference(node.argument()->text(), node);
      return unread_subject(node);
    case Function::Sub:
      return substitution(node);
    case Function::FindInMap:
      return table(node);
    case Function::Join:
    case Function::Select:
    case Function::Split:
    case Function::Length:
      return computed(node);
    default:
      return unread_subject(node);
  }
}

ConditionEncoder::Operand ConditionEncoder::reference(std::string_view name, const Node& node) {
  if (name == "AWS::NoValue") return {};
  const Parameter* parameter = model_.find_parameter(name);
  if (parameter == nullptr && !is_pseudo_parameter(name)) return unread_subject(node);
  if (auto given = given_.find(name);
      given != given_.end() && parameter != nullptr && !parameter->is_ssm() && !parameter->is_list()) {
    return literal_operand(given->second, node);
  }
  std::size_t known = subjects_.size();
  std::uint32_t subject = subject_of("$" + std::string(name));
  if (subject == known && parameter != nullptr) close_domain(subjects_[subject], *parameter);
  return subject_operand(subject, node);
}

// A `!Sub` without variables is a literal; one that consists of a single variable is a Ref.
ConditionEncoder::Operand ConditionEncoder::substitution(const Node& node) {
  const Node& argument = *node.argument();
  if (!argument.is_string()) return computed(node);
  std::vector<SubVariable> variables = sub_variables(argument);
  if (variables.empty()) {
    texts_.push_back(unescape_sub_text(argument.text()));
    return literal_operand(texts_.back(), node);
  }
  const SubVariable& only = variables.front();
  if (variables.size() == 1 && only.begin == 0 && only.end == argument.text().size() &&
      only.name.find('.') == std::string_view::npos) {
    return reference(only.name, node);
  }
  return computed(node);
}

// Fn::FindInMap [literal, literal or reference, literal]: the row key determines the value.
ConditionEncoder::Operand ConditionEncoder::table(const Node& node) {
  std::span<const Node* const> items = node.argument()->items();
  if (items.size() != 3 || !items[0]->is_scalar() || !items[2]->is_scalar()) return computed(node);
  const Declaration* mapping = model_.find_mapping(items[0]->text());
  if (mapping == nullptr || !mapping->body()->is_mapping() || mapping->body()->size > kMaxTableRows) {
    return unread_subject(node);
  }
  std::string_view column = items[2]->text();
  for (const Member& row : mapping->body()->members()) {
    if (!row.value->is_mapping() || row.key->text() == "Fn::Transform") return unread_subject(node);
    const Node* cell = row.value->get(column);
    if (cell == nullptr) {
      if (row.value->find("Fn::Transform") != nullptr) return unread_subject(node);
    } else if (!cell->is_scalar() || cell->kind == NodeKind::Null) {
      return unread_subject(node);
    }
  }
  Operand key = operand(*items[1]);
  if (key.kind == Operand::Kind::Literal) {
    const Node* row = mapping->body()->get(key.literal);
    const Node* cell = row != nullptr ? row->get(column) : nullptr;
    if (cell == nullptr) return {};
    return literal_operand(cell->text(), node);
  }
  if (key.kind == Operand::Kind::Unreadable) return unread_subject(node);
  Operand made{.kind = Operand::Kind::Table, .rows = {}, .node = &node};
  if (key.kind == Operand::Kind::Table) {
    // The key is computed, too: each of its texts selects a row.
    for (Row& row : key.rows) {
      const Node* columns = row.text ? mapping->body()->get(*row.text) : nullptr;
      const Node* cell = columns != nullptr ? columns->get(column) : nullptr;
      if (row.text && cell == nullptr) continue;
      if (cell != nullptr) row.text = cell->text();
      made.rows.push_back(std::move(row));
    }
    return made;
  }
  for (const Member& row : mapping->body()->members()) {
    const Node* cell = row.value->get(column);
    if (cell != nullptr) made.rows.push_back({{{key.subject, row.key->text()}}, cell->text()});
  }
  return made;
}

// Computed operands -----------------------------------------------------------------------------------

// Collects the parameters that an expression depends on; false if it depends on anything else that varies.
bool ConditionEncoder::find_parameters(const Node& node, std::vector<const Parameter*>& found,
                                       std::uint32_t depth) const {
  if (depth > kMaxOperandDepth) return false;
  const auto add = [&](std::string_view name) {
    const Parameter* parameter = model_.find_parameter(name);
    if (parameter == nullptr || parameter->is_ssm() || parameter->type.empty()) return false;
    if (std::find(found.begin(), found.end(), parameter) == found.end()) found.push_back(parameter);
    return true;
  };
  const auto all = [&](const Node& list) {
    return std::all_of(list.items().begin(), list.items().end(),
                       [&](const Node* item) { return find_parameters(*item, found, depth + 1); });
  };
  switch (node.function) {
    case Function::None:
      if (node.is_mapping()) {
        return std::all_of(node.members().begin(), node.members().end(),
                           [&](const Member& member) { return find_parameters(*member.value, found, depth + 1); });
      }
      return all(node);
    case Function::Ref:
      return node.argument()->is_string() && add(node.argument()->text());
    case Function::Sub: {
      const Node* text = node.argument();
      const Node* own = nullptr;
      if (text->is_sequence() && text->size == 2) {
        own = text->items()[1];
        if (!find_parameters(*own, found, depth + 1)) return false;
        text = text->items()[0];
      }
      const MemberIndex defined(own);
      for (const SubPart& part : SubText(text->text())) {
        if (part.is_variable() && defined.find(part.name) == nullptr && !add(part.name)) return false;
      }
      return text->is_string();
    }
    case Function::Join:
    case Function::Select:
    case Function::Split:
    case Function::Length:
    case Function::FindInMap:
      return find_parameters(*node.argument(), found, depth + 1);
    default:
      return false;
  }
}

// Evaluates an expression for these values of the parameters that it depends on, and the given values.
std::optional<std::string_view> ConditionEncoder::evaluate(const Node& node, std::span<const ParameterBinding> values) {
  if (++evaluations_ > kMaxEvaluations) return std::nullopt;
  EvaluationOptions options;
  options.resolve_pseudo_parameters = false;
  options.parameters = given_;
  for (const ParameterBinding& binding : values) {
    options.parameters.insert_or_assign(std::string(binding.parameter), std::string(binding.value));
  }
  // No condition is needed for this, since Fn::If is not allowed in the Conditions section.
  const ConditionSolver none(model_);
  Evaluator evaluator(model_, none, std::move(options));
  const Resolution& result = evaluator.resolve(node);
  if (!result.complete || result.values.size() != 1) return std::nullopt;
  const Node& value = *result.values[0].value;
  if (!value.is_scalar() || value.is(NodeKind::Null)) return std::nullopt;
  return texts_.emplace_back(value.text());
}

ConditionEncoder::Operand ConditionEncoder::computed(const Node& node) {
  std::vector<const Parameter*> parameters;
  if (!find_parameters(node, parameters, 0)) return unread_subject(node);
  std::erase_if(parameters, [&](const Parameter* parameter) { return given_.contains(parameter->name()); });
  if (parameters.empty()) {
    const std::optional<std::string_view> text = evaluate(node, {});
    if (!text) return unread_subject(node);
    return {.kind = Operand::Kind::Literal, .literal = *text, .rows = {}, .node = &node};
  }
  Operand table{.kind = Operand::Kind::Table, .rows = {}, .node = &node};
  if (rows_of(node, parameters, table.rows)) return table;
  const std::size_t known = subjects_.size();
  Operand subject = unread_subject(node);
  if (subject.kind == Operand::Kind::Subject && subject.subject == known && computed_.size() < kMaxComputed) {
    computed_.push_back({&node, subject.subject, std::move(parameters), {}});
  }
  return subject;
}

// Makes a row for each combination of the parameters' allowed values; false if one may have any value or there are too
// many.
bool ConditionEncoder::rows_of(const Node& node, const std::vector<const Parameter*>& parameters,
                               std::vector<Row>& rows) {
  std::vector<std::uint32_t> subjects;
  std::size_t combinations = 1;
  for (const Parameter* parameter : parameters) {
    const std::size_t known = subjects_.size();
    const std::uint32_t subject = subject_of("$" + std::string(parameter->name()));
    if (subject == known) close_domain(subjects_[subject], *parameter);
    if (!subjects_[subject].closed) return false;
    subjects.push_back(subject);
    combinations *= subjects_[subject].domain.size();
    if (combinations > kMaxTableRows) return false;
  }
  for (std::size_t combination = 0; combination < combinations; ++combination) {
    Row row;
    std::vector<ParameterBinding> values;
    std::size_t rest = combination;
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      const std::vector<std::string_view>& domain = subjects_[subjects[i]].domain;
      const std::string_view value = domain[rest % domain.size()];
      rest /= domain.size();
      row.when.emplace_back(subjects[i], value);
      values.push_back({parameters[i]->name(), value});
    }
    row.text = evaluate(node, values);
    rows.push_back(std::move(row));
  }
  return true;
}

int ConditionEncoder::row_holds(const Row& row, std::initializer_list<int> more) {
  std::vector<int> parts(more);
  for (const auto& [subject, value] : row.when) parts.push_back(atom(subject, value));
  return conjunction(std::move(parts));
}

int ConditionEncoder::equals_table(const Operand& table, const Operand& other) {
  std::vector<int> cases;
  for (const Row& row : table.rows) {
    if (!row.text) {
      // The evaluator does not know the value: what it is equal to stays open.
      const Operand open = unread_subject(*table.node);
      cases.push_back(row_holds(row, {open.kind == Operand::Kind::Subject ? equals(open, other) : fresh()}));
    } else if (other.kind != Operand::Kind::Literal) {
      const Operand text = literal_operand(*row.text, *table.node);
      cases.push_back(row_holds(row, {equals(other, text)}));
    } else if (*row.text == other.literal) {
      cases.push_back(row_holds(row, {}));
    }
  }
  return disjunction(std::move(cases));
}

// If the parameter of a computed operand has a value that some condition names, the operand's value is known.
void ConditionEncoder::relate_computed() {
  for (Computed& operand : computed_) {
    if (operand.parameters.size() != 1 || operand.parameters[0]->is_list()) continue;
    const std::string_view name = operand.parameters[0]->name();
    const auto found = subject_index_.find("$" + std::string(name));
    if (found == subject_index_.end()) continue;
    for (const auto& [value, variable] : subjects_[found->second].atoms) {
      const ParameterBinding binding{name, value};
      const std::optional<std::string_view> text = evaluate(*operand.node, {&binding, 1});
      if (!text) continue;
      for (const auto& [literal, equal] : subjects_[operand.subject].atoms) {
        clause({-variable, literal == *text ? equal : -equal});
      }
    }
  }
}

ConditionEncoder::Operand ConditionEncoder::unread_subject(const Node& node) {
  std::optional<std::string> key = structure_of(node);
  if (!key) return {};
  return subject_operand(subject_of(*key), node);
}

std::uint32_t ConditionEncoder::subject_of(const std::string& key) {
  auto [entry, added] = subject_index_.try_emplace(key, static_cast<std::uint32_t>(subjects_.size()));
  if (added) subjects_.emplace_back();
  return entry->second;
}

// AllowedValues of a list apply to each item, and those of an SSM type to the name of the stored parameter, so neither
// restricts what Ref returns.
void ConditionEncoder::close_domain(Subject& subject, const Parameter& parameter) const {
  if (parameter.allowed_values == nullptr || parameter.is_list() || parameter.is_ssm()) return;
  std::vector<std::string_view> values;
  for (const Node* item : parameter.allowed_values->items()) {
    if (!item->is_scalar() || item->kind == NodeKind::Null) return;
    values.push_back(item->text());
  }
  if (values.empty()) return;
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  subject.domain = std::move(values);
  subject.closed = true;
}

int ConditionEncoder::equals(const Operand& left, const Operand& right) {
  using Kind = Operand::Kind;
  if (left.kind == Kind::Unreadable || right.kind == Kind::Unreadable) return fresh();
  if (left.kind == Kind::Literal && right.kind == Kind::Literal) {
    return left.literal == right.literal ? kTrue : kFalse;
  }
  if (left.kind == Kind::Table && right.kind != Kind::Table) return equals_table(left, right);
  if (right.kind == Kind::Table && left.kind != Kind::Table) return equals_table(right, left);
  if (left.kind == Kind::Table) {
    if (left.rows.size() * right.rows.size() <= kMaxTableRows) return equals_table(left, right);
    const Operand a = unread_subject(*left.node), b = unread_subject(*right.node);
    return a.kind == Kind::Subject && b.kind == Kind::Subject ? same(a.subject, b.subject) : fresh();
  }
  if (left.kind == Kind::Literal) return equals_text(right, left.literal);
  if (right.kind == Kind::Literal) return equals_text(left, right.literal);
  return same(left.subject, right.subject);
}

int ConditionEncoder::atom(std::uint32_t index, std::string_view literal) {
  Subject& subject = subjects_[index];
  if (subject.closed) {
    if (!std::binary_search(subject.domain.begin(), subject.domain.end(), literal)) return kFalse;
    if (subject.domain.size() == 1) return kTrue;
  }
  auto [entry, added] = subject.by_literal.try_emplace(literal, 0);
  if (added) {
    entry->second = fresh();
    subject.atoms.emplace_back(literal, entry->second);
  }
  return entry->second;
}

int ConditionEncoder::same(std::uint32_t left, std::uint32_t right) {
  if (left == right) return kTrue;
  auto [entry, added] = same_.try_emplace(std::minmax(left, right), 0);
  if (added) entry->second = fresh();
  return entry->second;
}

}  // namespace virga
