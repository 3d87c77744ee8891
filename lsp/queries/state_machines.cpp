#include "lsp/queries/state_machines.h"

#include <algorithm>
#include <span>
#include <utility>

#include "compiler/resolve/sub_text.h"
#include "compiler/support/arena.h"
#include "lsp/queries/content.h"
#include "lsp/queries/generated.h"
#include "rules/engine/embedded_json.h"

namespace virga::lsp {

namespace {

class States {
public:
  States(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  void resource(std::string_view name, const Node& body) {
    const Node* type = body.get("Type");
    const Node* properties = body.get("Properties");
    if (type == nullptr || !type->is_string() || properties == nullptr) return;
    if (!is_state_machine(type->text())) return;
    owner_ = name;
    for (const std::string_view key : {"Definition", "DefinitionString"}) {
      if (const Node* definition = properties->get(key)) document(*definition);
    }
    substitutions(*properties);
  }

  std::vector<Occurrence> take() { return std::move(found_); }

private:
  void document(const Node& node) {
    if (node.function == Function::If && node.argument() != nullptr) {
      for (const Node* branch : node.argument()->items().subspan(std::min<std::size_t>(1, node.argument()->size))) {
        document(*branch);
      }
      return;
    }
    const Node* text = &node;
    if (node.function == Function::Sub && node.argument() != nullptr) {
      text = node.argument();
      if (!text->items().empty()) text = text->items().front();
    }
    if (!text->is_string()) return machine(node);
    Arena arena;
    is_in_text_ = true;
    outer_quote_ = written_string(*text, text_).notation.quote;
    if (const Node* content = read_embedded_json(*text, text_, text != &node, arena)) machine(*content);
    is_in_text_ = false;
  }

  void machine(const Node& node) {
    const Member* states = node.function == Function::None ? node.find("States") : nullptr;
    if (states == nullptr || !states->value->is_mapping() || states->value->function != Function::None) return;
    const std::string scope = std::to_string(states->key->range.begin);
    use(node, "StartAt", scope);
    for (const Member& state : states->value->members()) {
      declare(state, scope);
      for (const std::string_view field : kNextStateFields) use(*state.value, field, scope);
      for (const std::string_view list : kNextStateLists) {
        const Node* rules = state.value->get(list);
        for (const Node* rule : rules == nullptr ? std::span<const Node* const>() : rules->items()) {
          use(*rule, "Next", scope);
        }
      }
      if (const Node* branches = state.value->get("Branches")) {
        for (const Node* branch : branches->items()) machine(*branch);
      }
      for (const std::string_view key : {"ItemProcessor", "Iterator"}) {
        if (const Node* inner = state.value->get(key)) machine(*inner);
      }
    }
  }

  void use(const Node& holder, std::string_view field, const std::string& scope) {
    const Node* name = holder.get(field);
    if (name != nullptr && name->is_string()) add(*name, scope).owner = owner_;
  }

  void declare(const Member& state, const std::string& scope) {
    Occurrence& made = add(*state.key, scope);
    made.is_declaration = true;
    made.whole = {state.key->range.begin, std::max(state.key->range.end, state.value->range.end)};
    if (!is_in_text_) made.value = state.value;
    const Node* type = state.value->get("Type");
    if (type == nullptr || !type->is_string()) return;
    const TextRange range = written(*type).range;
    if (text_.substr(range.begin, range.size()) == type->text()) made.detail = text_.substr(range.begin, range.size());
  }

  // What DefinitionSubstitutions defines, and its uses in a definition that stands in the template.
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
  void substitutions(const Node& properties) {
    const Node* map = properties.get("DefinitionSubstitutions");
    std::vector<const Node*> todo;
    for (const std::string_view key : {"Definition", "DefinitionString"}) {
      if (const Node* definition = properties.get(key)) todo.push_back(definition);
    }
    if (map == nullptr || map->function != Function::None || todo.empty()) return;
    const auto symbol = [&](std::string_view name) {
      return Symbol{NameKind::Substitution, std::string(name), std::string(owner_), file_};
    };
    for (const Member& member : map->members()) {
      const WrittenString key = written_string(*member.key, text_);
      Occurrence& made = found_.emplace_back();
      made.symbol = symbol(member.key->text());
      made.range = key.range;
      made.is_declaration = true;
      made.is_exact = key.is_exact;
      made.notation = key.notation;
      made.value = member.value;
      made.whole = {member.key->range.begin, std::max(member.key->range.end, member.value->range.end)};
    }
    while (!todo.empty()) {
      const Node& node = *todo.back();
      todo.pop_back();
      if (node.function == Function::Sub && node.argument() != nullptr) {
        kept_by_sub(*node.argument(), *map);
        continue;
      }
      for (const Node* item : node.items()) todo.push_back(item);
      for (const Member& member : node.members()) todo.push_back(member.value);
      for (const SubVariable& variable : sub_variables(node, text_)) {
        if (map->find(variable.name) == nullptr) continue;
        Occurrence& made = found_.emplace_back();
        made.symbol = symbol(variable.name);
        made.range = variable.source;
        made.owner = owner_;
        made.is_exact = text_.substr(made.range.begin, made.range.size()) == variable.name;
        if (!made.is_exact) made.range.end = made.range.begin;
      }
    }
  }

  // Fn::Sub has variables of its own, and leaves "${!Name}" as the "${Name}" of the definition.
  void kept_by_sub(const Node& argument, const Node& map) {
    const Node* text = argument.items().empty() ? &argument : argument.items().front();
    if (!text->is_string() || text->is_generated() || text->range.end > text_.size()) return;
    const std::string_view raw = text_.substr(text->range.begin, text->range.size());
    constexpr std::string_view kOpen = "${!";
    for (const SubPart& part : SubText(raw)) {
      if (part.kind != SubPart::Kind::Literal) continue;
      const std::string_view name = part.written.substr(kOpen.size(), part.written.size() - kOpen.size() - 1);
      if (map.find(name) == nullptr) continue;
      const auto begin = static_cast<std::uint32_t>(text->range.begin + part.begin + kOpen.size());
      Occurrence& made = found_.emplace_back();
      made.symbol = {NameKind::Substitution, std::string(name), std::string(owner_), file_};
      made.range = {begin, begin + static_cast<std::uint32_t>(name.size())};
      made.owner = owner_;
    }
  }

  WrittenString written(const Node& name) const {
    return is_in_text_ ? written_in_json(name, text_, outer_quote_) : written_string(name, text_);
  }

  Occurrence& add(const Node& name, const std::string& scope) {
    const WrittenString at = written(name);
    Occurrence& made = found_.emplace_back();
    made.symbol = {NameKind::State, std::string(name.text()), scope, file_};
    made.range = at.range;
    made.is_exact = at.is_exact;
    made.notation = at.notation;
    return made;
  }

  std::string_view text_;
  const std::string& file_;
  std::string_view owner_;
  bool is_in_text_ = false;  // whose nodes do not outlive this
  char outer_quote_ = '\0';  // of that text
  std::vector<Occurrence> found_;
};

}  // namespace

bool is_state_machine(std::string_view type) {
  return type == "AWS::StepFunctions::StateMachine" || type == "AWS::Serverless::StateMachine";
}

std::vector<Occurrence> state_occurrences(const Template& model, std::string_view text, const std::string& file) {
  States states(text, file);
  for (const Resource& resource : model.resources()) states.resource(resource.name(), *resource.body());
  for (const Member& member : loop_members(model, Section::Resources)) {
    states.resource(member.key->text(), *member.value);
  }
  return states.take();
}

std::vector<std::string> states_at(const Cursor& cursor, const Place& place, const Analysis& analysis) {
  if (!place.machine) return {};
  const std::size_t machine = *place.machine;
  if (cursor.is_key(machine, "States")) {
    return keys_below(cursor, {"States", {}, cursor.path[machine].range, {}}, analysis);
  }
  const Sibling* states = cursor.sibling(machine, "States");
  return states == nullptr ? std::vector<std::string>() : keys_below(cursor, *states, analysis);
}

QueryLanguage language_at(const Cursor& cursor, const Place& place) {
  if (!place.machine) return QueryLanguage::Unknown;
  for (std::size_t level = cursor.path.size() + 1; level-- > 0;) {
    if (const Sibling* own = cursor.sibling(level, "QueryLanguage")) return query_language(own->value);
  }
  return QueryLanguage::JsonPath;
}

std::vector<std::string> substitutions_at(const Cursor& cursor, const Analysis& analysis) {
  for (std::size_t level = 0; level < cursor.path.size(); ++level) {
    if (!cursor.is_key(level, "Definition") && !cursor.is_key(level, "DefinitionString")) continue;
    const Sibling* substitutions = cursor.sibling(level, "DefinitionSubstitutions");
    return substitutions == nullptr ? std::vector<std::string>() : keys_below(cursor, *substitutions, analysis);
  }
  return {};
}

}  // namespace virga::lsp
