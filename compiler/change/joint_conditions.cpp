#include "compiler/change/joint_conditions.h"

#include <algorithm>
#include <functional>
#include <unordered_map>

#include "compiler/resolve/sub_text.h"

namespace virga {
namespace {

// No name of a template contains a colon.
constexpr std::string_view kOld = "old::";
// The most parameters to try with and without their Default.
constexpr std::size_t kMaxDefaults = 3;

std::string old_name(std::string_view name) { return std::string(kOld) + std::string(name); }

// Makes nodes of the joint template.
class Writer {
public:
  explicit Writer(Arena& arena) : arena_(arena) {}

  const Node* text(std::string_view value) {
    Node* node = arena_.make<Node>();
    node->kind = NodeKind::String;
    const std::string_view copy = arena_.copy(value);
    node->chars = copy.data();
    node->size = static_cast<std::uint32_t>(copy.size());
    return node;
  }

  const Node* map(const std::vector<Member>& members) {
    Node* node = arena_.make<Node>();
    node->kind = NodeKind::Mapping;
    node->size = static_cast<std::uint32_t>(members.size());
    node->member_list = arena_.copy(std::span<const Member>(members)).data();
    return node;
  }

  const Node* list(const std::vector<const Node*>& items) {
    Node* node = arena_.make<Node>();
    node->kind = NodeKind::Sequence;
    node->size = static_cast<std::uint32_t>(items.size());
    node->item_list = arena_.copy(std::span<const Node* const>(items)).data();
    return node;
  }

  // The function call with another argument.
  const Node* call(const Node& node, const Node* argument) {
    Node* copy = arena_.make<Node>(node);
    const Member member{node.member_list[0].key, argument};
    copy->member_list = arena_.copy(std::span<const Member>(&member, 1)).data();
    return copy;
  }

  Node* copy(const Node& node) { return arena_.make<Node>(node); }
  Arena& arena() { return arena_; }

private:
  Arena& arena_;
};

// Writes expressions of the old template under the names that the joint template has for them.
class Renamer {
public:
  using Rename = std::function<std::string(std::string_view)>;

  Renamer(Writer& writer, Rename parameter, Rename mapping, Rename condition)
      : writer_(writer),
        parameter_(std::move(parameter)),
        mapping_(std::move(mapping)),
        condition_(std::move(condition)) {}

  const Node* run(const Node& node) {
    if (node.is_scalar()) return &node;
    // An anchored node may be used more often than there is room for copies.
    const auto [at, is_new] = done_.try_emplace(&node, &node);
    if (is_new) {
      const Node* made = write(node);
      return done_[&node] = made;
    }
    return at->second;
  }

private:
  const Node* write(const Node& node) {
    if (node.function != Function::None && node.function != Function::ForEach) {
      const Node& argument = *node.argument();
      switch (node.function) {
        case Function::Ref:
          return argument.is_scalar() ? writer_.call(node, writer_.text(parameter_(argument.text()))) : &node;
        case Function::Condition:
          return argument.is_scalar() ? writer_.call(node, writer_.text(condition_(argument.text()))) : &node;
        case Function::Sub:
          return writer_.call(node, substitution(argument));
        case Function::If:
          return writer_.call(node, with_first(argument, condition_));
        case Function::FindInMap:
          return writer_.call(node, with_first(argument, mapping_));
        default:
          return writer_.call(node, run(argument));
      }
    }
    Node* copy = writer_.copy(node);
    if (node.is_sequence()) {
      std::vector<const Node*> items;
      for (const Node* item : node.items()) items.push_back(run(*item));
      copy->item_list = writer_.arena().copy(std::span<const Node* const>(items)).data();
    } else {
      std::vector<Member> members;
      for (const Member& member : node.members()) members.push_back({member.key, run(*member.value)});
      copy->member_list = writer_.arena().copy(std::span<const Member>(members)).data();
    }
    return copy;
  }

  // A list whose first item is a name; one that is computed is not any name of the new side.
  const Node* with_first(const Node& argument, const Rename& rename) {
    if (!argument.is_sequence() || argument.size == 0) return &argument;
    std::vector<const Node*> items;
    for (const Node* item : argument.items()) items.push_back(run(*item));
    const Node& first = *argument.items()[0];
    items[0] = writer_.text(first.is_scalar() ? rename(first.text()) : std::string(kOld));
    return writer_.list(items);
  }

  const Node* substitution(const Node& argument) {
    const bool has_map = argument.is_sequence() && argument.size == 2;
    const Node& text = has_map ? *argument.items()[0] : argument;
    if (!text.is_scalar()) return &argument;
    const Node* own = has_map ? argument.items()[1] : nullptr;
    std::string written;
    for (const SubPart& part : SubText(text.text())) {
      if (part.is_variable() && (own == nullptr || own->find(part.name) == nullptr)) {
        written += "${" + parameter_(part.name) + "}";
      } else {
        written += part.written;
      }
    }
    const Node* renamed = writer_.text(written);
    return has_map ? writer_.list({renamed, run(*own)}) : renamed;
  }

  Writer& writer_;
  const Rename parameter_, mapping_, condition_;
  std::unordered_map<const Node*, const Node*> done_;
};

// A parameter that has the same value on both sides: one that either of them allows.
const Node* either(Writer& writer, const Parameter& before, const Parameter& after) {
  if (before.body() == after.body() || !after.body()->is_mapping()) return after.body();
  std::vector<Member> members;
  for (const Member& member : after.body()->members()) {
    if (member.key->text() == "Type") members.push_back(member);
    if (member.key->text() != "AllowedValues" || before.allowed_values == nullptr || after.allowed_values == nullptr) {
      continue;
    }
    std::vector<const Node*> items;
    for (const Parameter* side : {&before, &after}) {
      for (const Node* item : side->allowed_values->items()) {
        const bool is_known =
            std::any_of(items.begin(), items.end(), [&](const Node* known) { return known->text() == item->text(); });
        if (!is_known) items.push_back(item);
      }
    }
    members.push_back({member.key, writer.list(items)});
  }
  return writer.map(members);
}

}  // namespace

struct JointConditions::Variant {
  Arena arena;
  Template model;
  std::unique_ptr<ConditionSolver> solver;
};

JointConditions::JointConditions(const Side& before, const Side& after, ChangedMeanings changed)
    : before_(before), after_(after), changed_(std::move(changed)) {
  while (changed_.by_default.size() > kMaxDefaults) {
    changed_.open.insert(changed_.by_default.back());
    changed_.by_default.pop_back();
  }
}

// The name of an old condition in the joint template, if it is also one of the new template's; else empty.
std::string_view JointConditions::name_of_old(std::string_view condition) const {
  const auto renamed = changed_.renamed_conditions.find(condition);
  if (renamed != changed_.renamed_conditions.end()) return renamed->second;
  const bool is_same = !changed_.conditions.contains(condition) && after_.model().find_condition(condition) != nullptr;
  return is_same ? condition : std::string_view();
}

const JointConditions::Variant& JointConditions::variant(std::size_t defaulted) const {
  std::shared_ptr<const Variant>& found = variants_[defaulted];
  if (found != nullptr) return *found;
  const auto made = std::make_shared<Variant>();
  Writer writer(made->arena);
  const Template& before = before_.model();
  const Template& after = after_.model();
  ChangedMeanings::Names apart = changed_.open;
  for (std::size_t i = 0; i < changed_.by_default.size(); ++i) {
    if ((defaulted >> i & 1U) != 0) apart.insert(changed_.by_default[i]);
  }
  const auto parameter = [&](std::string_view name) {
    const auto renamed = changed_.renamed_parameters.find(name);
    if (renamed != changed_.renamed_parameters.end()) return std::string(renamed->second);
    const bool is_shared =
        before.find_parameter(name) == nullptr || (after.find_parameter(name) != nullptr && !apart.contains(name));
    return is_shared ? std::string(name) : old_name(name);
  };
  const auto mapping = [&](std::string_view name) {
    const bool is_shared = !changed_.mappings.contains(name) && after.find_mapping(name) != nullptr;
    return is_shared ? std::string(name) : old_name(name);
  };
  const auto condition = [&](std::string_view name) {
    const std::string_view shared = name_of_old(name);
    return shared.empty() ? old_name(name) : std::string(shared);
  };
  ConditionSolver::ParameterValues given;
  std::vector<Member> parameters, mappings, conditions;
  const auto give = [&](const Side& side, const Parameter& one, const std::string& name) {
    const std::string* value = side.given(one.name());
    if (value != nullptr) given.insert_or_assign(name, *value);
    const auto at = std::find(changed_.by_default.begin(), changed_.by_default.end(), one.name());
    if (at == changed_.by_default.end() || !apart.contains(one.name())) return;
    if (const auto text = side.default_text(one.name())) given.insert_or_assign(name, std::string(*text));
  };
  for (const Parameter& one : after.parameters()) {
    const Parameter* old = apart.contains(one.name()) ? nullptr : before.find_parameter(one.name());
    parameters.push_back({one.member.key, old == nullptr ? one.body() : either(writer, *old, one)});
    give(after_, one, std::string(one.name()));
  }
  for (const Parameter& one : before.parameters()) {
    const std::string name = parameter(one.name());
    if (!name.starts_with(kOld)) continue;
    parameters.push_back({writer.text(name), one.body()});
    give(before_, one, name);
  }
  Renamer rename(writer, parameter, mapping, condition);
  for (const Declaration& one : after.mappings()) mappings.push_back({one.member.key, one.body()});
  for (const Declaration& one : before.mappings()) {
    if (const std::string name = mapping(one.name()); name.starts_with(kOld)) {
      mappings.push_back({writer.text(name), one.body()});
    }
  }
  for (const Declaration& one : after.conditions()) conditions.push_back({one.member.key, one.body()});
  for (const Declaration& one : before.conditions()) {
    if (const std::string name = condition(one.name()); name.starts_with(kOld)) {
      conditions.push_back({writer.text(name), rename.run(*one.body())});
    }
  }
  std::vector<Member> root;
  for (const auto& [section, members] : {std::pair{Section::Parameters, &parameters},
                                         {Section::Mappings, &mappings},
                                         {Section::Conditions, &conditions}}) {
    root.push_back({writer.text(section_name(section)), writer.map(*members)});
  }
  made->model = Template::build(writer.map(root));
  made->solver = std::make_unique<ConditionSolver>(made->model, std::move(given));
  found = made;
  return *found;
}

bool JointConditions::possible(const Literals& of_old, const Literals& of_new,
                               std::span<const ParameterBinding> bindings, std::string_view defaulted) const {
  std::vector<ParameterBinding> bound(bindings.begin(), bindings.end());
  if (const std::string_view region = after_.region(); !region.empty()) bound.push_back({"AWS::Region", region});
  for (std::size_t choice = 0; choice < std::size_t{1} << changed_.by_default.size(); ++choice) {
    const auto at = std::find(changed_.by_default.begin(), changed_.by_default.end(), defaulted);
    if (at != changed_.by_default.end() && (choice >> (at - changed_.by_default.begin()) & 1) == 0) continue;
    const ConditionSolver& solver = *variant(choice).solver;
    Scenario scenario;
    bool is_contradiction = false;
    const auto add = [&](const std::string& name, bool value) {
      const auto id = solver.id(name);
      if (!id) return;
      const auto known =
          std::find_if(scenario.begin(), scenario.end(), [&](const Assumption& one) { return one.condition == *id; });
      if (known == scenario.end()) {
        scenario.push_back({*id, value});
      } else if (known->value != value) {
        is_contradiction = true;
      }
    };
    for (const auto& [name, value] : of_old) {
      const std::string_view shared = name_of_old(name);
      add(shared.empty() ? old_name(name) : std::string(shared), value);
    }
    for (const auto& [name, value] : of_new) add(std::string(name), value);
    if (!is_contradiction && solver.possible(scenario, bound)) return true;
  }
  return false;
}

}  // namespace virga
