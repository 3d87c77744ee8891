#include "compiler/resolve/symbols.h"

#include <algorithm>

#include "compiler/resolve/name_scope.h"
#include "compiler/syntax/member_index.h"

namespace virga {
namespace {

constexpr std::string_view kForEach = "Fn::ForEach::";
// A safety limit; the readers do not produce deeper trees.
constexpr std::uint32_t kMaxDepth = 400;

// Collects all uses of names in one walk over the template.
class Collector {
public:
  Collector(const Template& model, std::string_view file, std::vector<Reference>& out)
      : model_(model), scope_(model), file_(file), out_(out) {}

  bool computes_mappings() const { return computes_mappings_; }

  void run() {
    if (model_.root() == nullptr) return;
    for (const Member& member : model_.root()->members()) {
      for (std::size_t i = 0; i < kSectionCount; ++i) {
        auto section = static_cast<Section>(i);
        if (model_.section(section) == &member) walk_section(section, *member.value);
      }
    }
  }

  // Collects from the collections of loops, for a template whose loops have been expanded.
  void run_collections(const Node& node) {
    if (depth_ >= kMaxDepth) return;
    ++depth_;
    for (const Node* item : node.items()) run_collections(*item);
    for (const Member& member : node.members()) {
      if (member.key->text().starts_with(kForEach) && member.value->items().size() == 3)
        walk(*member.value->items()[1]);
      run_collections(*member.value);
    }
    --depth_;
  }

private:
  using Target = NameScope::Target;

  void walk_section(Section section, const Node& body) {
    section_ = section;
    owner_ = {};
    in_condition_ = section == Section::Conditions || section == Section::Rules;
    switch (section) {
      case Section::Resources:
        each(body, &Collector::walk_resource);
        break;
      case Section::Outputs:
        each(body, &Collector::walk_output);
        break;
      case Section::Conditions:
      case Section::Rules:
      case Section::Hooks:
        each(body, &Collector::walk_owned);
        break;
      case Section::Transform:
      case Section::Globals:
        walk(body);
        break;
      default:
        break;  // CloudFormation does not evaluate functions in the other sections
    }
    in_condition_ = false;
  }

  // Visits the members of a section, including those inside Fn::ForEach.
  void each(const Node& body, void (Collector::*visit)(const Member&)) {
    for (const Member& member : body.members()) {
      if (member.key->text().starts_with(kForEach)) {
        owner_ = member.key->text();
        loop(member, visit);
      } else {
        owner_ = member.key->text();
        loop_texts(*member.key);
        (this->*visit)(member);
      }
    }
  }

  void walk_owned(const Member& member) { walk(*member.value); }

  void walk_output(const Member& member) {
    for (const Member& part : member.value->members()) {
      if (part.key->text() == "Condition" && part.value->is_string()) {
        note(ReferenceKind::ConditionAttribute, *part.value, scope_.condition(part.value->text()));
      } else {
        walk(*part.value);
      }
    }
  }

  void walk_resource(const Member& member) {
    if (member.key->text() == "Fn::Transform") {
      walk(*member.value);
      return;
    }
    for (const Member& part : member.value->members()) {
      std::string_view key = part.key->text();
      if (key == "Condition" && part.value->is_string()) {
        note(ReferenceKind::ConditionAttribute, *part.value, scope_.condition(part.value->text()));
      } else if (key == "DependsOn") {
        walk_depends_on(*part.value);
      } else if (key.starts_with(kForEach)) {
        loop(part, &Collector::walk_owned);
      } else {
        in_properties_ = key == "Properties";
        if (in_properties_ && is_sam_source(*member.value)) {
          walk_sam_properties(*part.value);
        } else {
          walk(*part.value);
        }
        in_properties_ = false;
      }
    }
  }

  // Whether it is a SAM function or state machine, which have events.
  static bool is_sam_source(const Node& body) {
    const Node* type = body.get("Type");
    return type != nullptr &&
           (type->text() == "AWS::Serverless::Function" || type->text() == "AWS::Serverless::StateMachine");
  }

  void walk_sam_properties(const Node& properties) {
    if (properties.function != Function::None || !properties.is_mapping()) {
      walk(properties);
      return;
    }
    for (const Member& member : properties.members()) {
      if (member.key->text().starts_with(kForEach)) {
        loop(member, &Collector::walk_owned);
        continue;
      }
      in_sam_event_ = member.key->text() == "Events";
      loop_texts(*member.key);
      walk(*member.value);
      in_sam_event_ = false;
    }
  }

  void walk_depends_on(const Node& value) {
    if (value.is_string()) {
      note(ReferenceKind::DependsOn, value, scope_.resource(value.text()));
    } else if (value.is_sequence()) {
      for (const Node* item : value.items()) {
        if (item->is_string()) {
          note(ReferenceKind::DependsOn, *item, scope_.resource(item->text()));
        } else {
          walk(*item);
        }
      }
    } else {
      walk(value);
    }
  }

  void walk(const Node& node) {
    if (depth_ >= kMaxDepth) return;
    ++depth_;
    if (node.is_scalar()) {
      loop_texts(node);
    } else if (node.is_sequence()) {
      for (const Node* item : node.items()) walk(*item);
    } else if (node.function == Function::None || node.function == Function::ForEach) {
      for (const Member& member : node.members()) {
        if (member.key->text().starts_with(kForEach)) {
          loop(member, &Collector::walk_owned);
        } else {
          loop_texts(*member.key);
          walk(*member.value);
        }
      }
    } else {
      call(node, *node.argument());
    }
    --depth_;
  }

  void call(const Node& node, const Node& argument) {
    switch (node.function) {
      case Function::Ref:
        if (argument.is_string()) {
          reference(section_ == Section::Rules ? ReferenceKind::RuleRef : ReferenceKind::Ref, argument);
        } else {
          walk(argument);
        }
        break;
      case Function::GetAtt:
        get_att(argument);
        break;
      case Function::Sub:
        sub(argument);
        break;
      case Function::Condition:
        // Elsewhere, "Condition" is an ordinary property (as in policy documents).
        if (in_condition_ && argument.is_string()) {
          note(ReferenceKind::Condition, argument, scope_.condition(argument.text()));
        } else {
          walk(argument);
        }
        break;
      case Function::If:
        first_is(argument, ReferenceKind::If, &NameScope::condition);
        break;
      case Function::FindInMap:
        first_is(argument, ReferenceKind::FindInMap, &NameScope::mapping);
        break;
      case Function::ValueOf:
        first_is(argument, ReferenceKind::RuleRef, &NameScope::parameter);
        break;
      case Function::And:
      case Function::Or:
      case Function::Not:
      case Function::Equals: {
        bool outer = in_condition_;
        in_condition_ = true;
        walk(argument);
        in_condition_ = outer;
        break;
      }
      default:
        walk(argument);
        break;
    }
  }

  // Functions whose first argument is a name.
  void first_is(const Node& argument, ReferenceKind kind, Target (NameScope::*resolve)(std::string_view) const) {
    std::span<const Node* const> items = argument.items();
    if (items.empty()) {
      walk(argument);
      return;
    }
    if (items[0]->is_string()) {
      note(kind, *items[0], (scope_.*resolve)(items[0]->text()));
    } else {
      computes_mappings_ = computes_mappings_ || kind == ReferenceKind::FindInMap;
      walk(*items[0]);
    }
    for (const Node* item : items.subspan(1)) walk(*item);
  }

  void reference(ReferenceKind kind, const Node& text) {
    std::string_view name = text.text();
    // SAM: `Ref Function.Alias` refers to a resource that is generated from Function.
    if (std::size_t dot = name.find('.'); dot != std::string_view::npos && model_.is_sam()) {
      const std::string_view id = name.substr(0, dot);
      if (is_sam_referable(sam_type_of(model_, id), name.substr(dot + 1))) {
        Reference& made = note(kind, text, scope_.resource(id));
        made.name = name.substr(0, dot);
        made.attribute = name.substr(dot + 1);
        narrow_to_name(made, text);
        return;
      }
    }
    note(kind, text, scope_.name_of_ref(name));
  }

  // Of "Name.Attribute", the range of the name, unless escapes hide where it ends.
  static void narrow_to_name(Reference& made, const Node& text) {
    const TextRange whole = content_range(text);
    if (whole.size() != text.text().size()) return;
    made.range = {whole.begin, whole.begin + static_cast<std::uint32_t>(made.name.size())};
  }

  void get_att(const Node& argument) {
    if (argument.is_string()) {
      std::string_view text = argument.text();
      std::size_t dot = text.find('.');
      Reference& made = note(ReferenceKind::GetAtt, argument, scope_.resource(text.substr(0, dot)));
      made.name = text.substr(0, dot);
      if (dot != std::string_view::npos) {
        made.attribute = text.substr(dot + 1);
        narrow_to_name(made, argument);
      }
      return;
    }
    std::span<const Node* const> items = argument.items();
    if (items.empty() || !items[0]->is_string()) {
      walk(argument);
      return;
    }
    Reference& made = note(ReferenceKind::GetAtt, *items[0], scope_.resource(items[0]->text()));
    made.node = &argument;
    if (items.size() > 1 && items[1]->is_string()) made.attribute = items[1]->text();
    for (const Node* item : items.subspan(1)) walk(*item);
  }

  void sub(const Node& argument) {
    const Node* text = &argument;
    const Node* map = nullptr;
    if (argument.is_sequence() && argument.size > 0) {
      text = argument.items()[0];
      if (argument.size > 1) map = argument.items()[1];
    }
    if (!text->is_string()) {
      walk(argument);
      return;
    }
    const MemberIndex own(map);
    for (const SubVariable& variable : sub_variables(*text, file_)) sub_variable(*text, variable, own);
    if (map == nullptr) return;
    for (const Member& member : map->members()) {
      loop_texts(*member.key);
      walk(*member.value);
    }
  }

  void sub_variable(const Node& text, const SubVariable& variable, const MemberIndex& values) {
    std::size_t dot = variable.name.find('.');
    Reference made;
    made.node = &text;
    made.range = variable.source;
    made.name = variable.name;
    const Member* own = values.find(variable.name);
    Target target;
    if (own != nullptr) {
      made.kind = ReferenceKind::SubRef;
      target = {SymbolKind::SubVariable, own};
    } else if (dot == std::string_view::npos) {
      made.kind = ReferenceKind::SubRef;
      target = scope_.name_of_ref(variable.name);
    } else {
      made.kind = ReferenceKind::SubGetAtt;
      made.name = variable.name.substr(0, dot);
      made.attribute = variable.name.substr(dot + 1);
      target = scope_.resource(made.name);
      if (made.range.size() == variable.name.size()) {
        made.range.end = made.range.begin + static_cast<std::uint32_t>(dot);
      }
    }
    push(made, target);
  }

  // Fn::ForEach::Name: [identifier, collection, {key: value}].
  void loop(const Member& member, void (Collector::*visit)(const Member&)) {
    std::span<const Node* const> items = member.value->items();
    if (items.size() != 3 || !items[0]->is_string() || depth_ >= kMaxDepth) {
      walk(*member.value);
      return;
    }
    ++depth_;
    walk(*items[1]);
    scope_.enter_loop(items[0]->text(), member);
    for (const Member& inner : items[2]->members()) {
      if (inner.key->text().starts_with(kForEach)) {
        loop(inner, visit);
      } else {
        std::string_view outer = owner_;
        if (visit != &Collector::walk_owned || section_ == Section::Conditions) owner_ = inner.key->text();
        loop_texts(*inner.key);
        (this->*visit)(inner);
        owner_ = outer;
      }
    }
    scope_.leave_loop();
    --depth_;
  }

  // `${Identifier}` and `&{Identifier}` in keys and strings inside a loop.
  void loop_texts(const Node& text) {
    if (!scope_.in_loop() || !text.is_string()) return;
    std::string_view value = text.text();
    TextRange content = content_range(text);
    bool exact = content.size() == value.size();
    std::size_t from = 0;
    for (Placeholder placeholder; find_loop_placeholder(value, from, placeholder); from = placeholder.begin + 1) {
      const std::string_view name = placeholder.inner;
      const Member* loop = scope_.find_loop(name);
      if (loop == nullptr) continue;
      Reference made;
      made.kind = ReferenceKind::ForEachVariable;
      made.node = &text;
      made.name = name;
      made.range = text.range;
      if (exact) {
        made.range.begin = content.begin + static_cast<std::uint32_t>(placeholder.begin) + 2;
        made.range.end = made.range.begin + static_cast<std::uint32_t>(name.size());
      }
      push(made, {SymbolKind::Loop, loop});
    }
  }

  Reference& note(ReferenceKind kind, const Node& text, Target target) {
    loop_texts(text);
    Reference made;
    made.kind = kind;
    made.node = &text;
    made.name = text.text();
    made.range = content_range(text);
    return push(made, target);
  }

  Reference& push(Reference made, Target target) {
    made.target = target.kind;
    made.declaration = target.declaration;
    made.section = section_;
    made.owner = owner_;
    made.in_properties = in_properties_;
    made.in_sam_event = in_sam_event_;
    return out_.emplace_back(made);
  }

  const Template& model_;
  NameScope scope_;
  std::string_view file_;
  std::vector<Reference>& out_;
  Section section_ = Section::Resources;
  std::string_view owner_;
  bool in_properties_ = false;
  bool in_sam_event_ = false;
  bool in_condition_ = false;
  bool computes_mappings_ = false;
  std::uint32_t depth_ = 0;
};

}  // namespace

SymbolTable SymbolTable::build(const Template& model, std::string_view file, const Node* written) {
  SymbolTable table;
  Collector collector(model, file, table.references_);
  collector.run();
  if (written != nullptr) collector.run_collections(*written);
  table.computes_mappings_ = collector.computes_mappings();
  table.next_.assign(table.references_.size(), kNone);
  table.by_name_.reserve(table.references_.size());
  for (std::uint32_t i = 0; i < table.references_.size(); ++i) {
    Chain& chain = table.by_name_[table.references_[i].name];
    (chain.first == kNone ? chain.first : table.next_[chain.last]) = i;
    chain.last = i;
  }
  return table;
}

std::vector<const Reference*> SymbolTable::uses(SymbolKind kind, std::string_view name) const {
  std::vector<const Reference*> found;
  auto entry = by_name_.find(name);
  if (entry == by_name_.end()) return found;
  for (std::uint32_t index = entry->second.first; index != kNone; index = next_[index]) {
    if (references_[index].target == kind) found.push_back(&references_[index]);
  }
  return found;
}

bool SymbolTable::is_used(SymbolKind kind, std::string_view name) const {
  return (kind == SymbolKind::Mapping && computes_mappings_) || !uses(kind, name).empty();
}

}  // namespace virga
