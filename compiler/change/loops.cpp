// Loops (Fn::ForEach) whose items are unknown: compared by their bodies, as what they make for each item.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "compiler/change/template_comparison.h"
#include "compiler/diagnostics/text.h"

namespace virga {
namespace {

constexpr std::string_view kLoop = "Fn::ForEach::";
constexpr std::string_view kMacro = "Fn::Transform";
constexpr std::string_view kUnknown = "its items are unknown";

// A macro or an include that could not be applied is as unknown as a loop.
bool is_loop(const Member& member) { return member.key->text().starts_with(kLoop) || member.key->text() == kMacro; }

const Node* argument_of(const Member* loop, std::size_t index) {
  if (loop == nullptr || !loop->value->is_sequence() || loop->value->size != 3) return nullptr;
  return loop->value->items()[index];
}

// What the loop makes; null if it is no loop, or not written as one.
const Node* body_of(const Member* loop) {
  const Node* body = argument_of(loop, 2);
  return body != nullptr && body->is_mapping() ? body : nullptr;
}

bool names_region(const Node& node) {
  if (node.function == Function::Ref && node.argument()->text() == "AWS::Region") return true;
  const auto items = node.items();
  const auto members = node.members();
  return std::any_of(items.begin(), items.end(), [](const Node* item) { return names_region(*item); }) ||
         std::any_of(members.begin(), members.end(), [](const Member& one) { return names_region(*one.value); });
}

// The definitions of one section, as a template of their own.
class Definitions {
public:
  Definitions(Section section, const Node* body) {
    name_.kind = NodeKind::String;
    const std::string_view name = section_name(section);
    name_.chars = name.data();
    name_.size = static_cast<std::uint32_t>(name.size());
    section_ = {&name_, body};
    root_.kind = NodeKind::Mapping;
    root_.size = body == nullptr ? 0 : 1;
    root_.member_list = &section_;
    model_ = Template::build(&root_);
  }
  Definitions(const Definitions&) = delete;
  Definitions& operator=(const Definitions&) = delete;

  const Template& model() const { return model_; }

private:
  Node name_, root_;
  Member section_;
  Template model_;
};

// Whether resources that the loop makes, or loops in it, may go with their data.
bool loses_data(const SchemaDatabase& facts, const Side& side, const Member& loop) {
  const Node* body = body_of(&loop);
  if (body == nullptr) return true;  // a macro, or a loop that cannot be read
  const auto members = body->members();
  if (std::any_of(members.begin(), members.end(),
                  [&](const Member& one) { return is_loop(one) && loses_data(facts, side, one); })) {
    return true;
  }
  const Definitions made(Section::Resources, body);
  const auto resources = made.model().resources();
  return std::any_of(resources.begin(), resources.end(),
                     [&](const Resource& one) { return may_lose_data(facts, side, one, "DeletionPolicy"); });
}

}  // namespace

void TemplateComparison::compare_loop(Section section, const Member* before, const Member* after,
                                      const std::string& loops) {
  if (before != nullptr && after != nullptr && values_.same(*before->value, *after->value)) return;
  const Member& present = after != nullptr ? *after : *before;
  const Node* old_body = body_of(before);
  const Node* new_body = body_of(after);
  const std::string name = loops + std::string(present.key->text());
  // The same loop where its items are known.
  const auto unrolled = [&](const Side& side) -> const Member* {
    const Node* body = side.snapshot().written().model().section_body(section);
    return body == nullptr || !loops.empty() ? nullptr : body->find(present.key->text());
  };
  const Member* other = before == nullptr ? unrolled(before_) : after == nullptr ? unrolled(after_) : nullptr;
  const auto whole = [&](std::string_view path, const Node* was, const Node* is) {
    if (section == Section::Outputs) {
      DeclarationChange& change = out_.outputs.emplace_back();
      change.name = name;
      change.before = value_of(before_, was);
      change.after = value_of(after_, is);
      change.note = present.key->text() == kMacro ? kMacroNote : kUnknown;
      return;
    }
    ResourceChange& change = out_.resources.emplace_back();
    change.logical_id = change.loop = name;
    change.effect = UpdateEffect::Unknown;
    const bool is_macro = present.key->text() == kMacro;
    if (section == Section::Conditions && is_macro) change.open = anything();
    if (section == Section::Resources) {
      const Member* old = before != nullptr ? before : other;
      if (old != nullptr) change.open = {true, true, loses_data(facts_, before_, *old)};
    }
    change.place = present.key->range;
    PropertyChange& detail = change.changes.emplace_back();
    detail.action = was == nullptr ? ChangeAction::Add : is == nullptr ? ChangeAction::Remove : ChangeAction::Modify;
    detail.attribute = "Properties";
    detail.path = path;
    detail.before = value_of(before_, was);
    detail.after = value_of(after_, is);
    detail.note = is_macro ? kMacroNote : kUnknown;
  };
  if (has_loops_) {
    // What a loop makes that is refused is not known.
    const bool has_same_body = old_body != nullptr && new_body != nullptr && values_.same(*old_body, *new_body) &&
                               values_.same(*argument_of(before, 0), *argument_of(after, 0));
    if (has_same_body) return whole("/1", argument_of(before, 1), argument_of(after, 1));
    return whole("", before == nullptr ? nullptr : before->value, after == nullptr ? nullptr : after->value);
  }
  const bool has_bodies = (before == nullptr || old_body != nullptr) && (after == nullptr || new_body != nullptr);
  if (other != nullptr) {
    return whole("/1", argument_of(before == nullptr ? other : before, 1),
                 argument_of(after == nullptr ? other : after, 1));
  }
  if (!has_bodies || (section != Section::Resources && section != Section::Outputs)) {
    return whole("", before == nullptr ? nullptr : before->value, after == nullptr ? nullptr : after->value);
  }
  if (before != nullptr && after != nullptr && !values_.same(*argument_of(before, 1), *argument_of(after, 1))) {
    whole("/1", argument_of(before, 1), argument_of(after, 1));
  }
  const std::size_t first_resource = out_.resources.size(), first_output = out_.outputs.size();
  const Definitions old_ones(section, old_body), new_ones(section, new_body);
  if (section == Section::Resources) {
    compare_resources(old_ones.model(), new_ones.model());
  } else {
    compare_outputs(old_ones.model(), new_ones.model());
  }
  for (std::size_t i = first_resource; i < out_.resources.size(); ++i) out_.resources[i].loop = name;
  for (std::size_t i = first_output; i < out_.outputs.size(); ++i) {
    std::string& note = out_.outputs[i].note;
    note += fmt::format("{}for each item of {}", note.empty() ? "" : ", ", name);
  }
  compare_loops(section, old_body, new_body, name + "/");
}

void TemplateComparison::compare_loops(Section section, const Node* before, const Node* after,
                                       const std::string& loops) {
  const auto members = [](const Node* node) { return node == nullptr ? std::span<const Member>() : node->members(); };
  const auto find = [](const Node* node, const Member& member) {
    return node == nullptr ? nullptr : node->find(member.key->text());
  };
  std::vector<const Member*> gone, come;
  for (const Member& loop : members(before)) {
    if (is_loop(loop) && find(after, loop) == nullptr) gone.push_back(&loop);
  }
  for (const Member& loop : members(after)) {
    if (!is_loop(loop)) continue;
    if (const Member* old = find(before, loop)) {
      compare_loop(section, old, &loop, loops);
    } else {
      come.push_back(&loop);
    }
  }
  // What a loop is called is no part of what it makes.
  for (const Member* loop : come) {
    const auto old =
        std::find_if(gone.begin(), gone.end(), [&](const Member* one) { return makes_alike(*one, *loop); });
    if (old == gone.end()) {
      compare_loop(section, nullptr, loop, loops);
      continue;
    }
    out_.notes.push_back(fmt::format("{} is compared as {} under another name", printable(loop->key->text()),
                                     printable((*old)->key->text())));
    compare_loop(section, *old, loop, loops);
    gone.erase(old);
  }
  for (const Member* loop : gone) compare_loop(section, loop, nullptr, loops);
}

bool TemplateComparison::makes_alike(const Member& before, const Member& after) {
  const Node* old_body = body_of(&before);
  const Node* new_body = body_of(&after);
  if (old_body == nullptr || new_body == nullptr) return false;
  const auto members = new_body->members();
  return values_.same(*argument_of(&before, 1), *argument_of(&after, 1)) &&
         std::any_of(members.begin(), members.end(),
                     [&](const Member& one) { return old_body->find(one.key->text()) != nullptr; });
}

void TemplateComparison::compare_regional_loops() {
  const auto loops_of = [](const Side& side) {
    const Node* body = side.snapshot().written().model().section_body(Section::Resources);
    return body == nullptr ? std::span<const Member>() : body->members();
  };
  bool is_regional = false;
  for (const Member& loop : loops_of(after_)) {
    const Node* items = loop.key->text().starts_with(kLoop) ? argument_of(&loop, 1) : nullptr;
    if (items == nullptr || after_.has_region() || !names_region(*items)) continue;
    is_regional = true;
    const auto before = loops_of(before_);
    const auto old = std::find_if(before.begin(), before.end(),
                                  [&](const Member& one) { return one.key->text() == loop.key->text(); });
    const Node* old_items = old == before.end() ? nullptr : argument_of(&*old, 1);
    if (old_items == nullptr || values_.same(*old_items, *items)) continue;
    ResourceChange& change = out_.resources.emplace_back();
    change.logical_id = change.loop = loop.key->text();
    change.effect = UpdateEffect::Unknown;
    change.open = {true, true, loses_data(facts_, before_, *old)};
    change.place = loop.key->range;
    PropertyChange& detail = change.changes.emplace_back();
    detail.attribute = "Properties";
    detail.path = "/1";
    detail.before = value_of(before_, old_items);
    detail.after = value_of(after_, items);
    detail.note = "its items are those of a region";
  }
  if (out_.is_empty()) return;
  // A parameter without a value has its Default in an expansion.
  std::set<std::string_view> parameters;
  for (const Side* side : {&before_, &after_}) {
    for (const Member& loop : loops_of(*side)) {
      const Node* items = loop.key->text().starts_with(kLoop) ? argument_of(&loop, 1) : nullptr;
      if (items == nullptr || items->function != Function::Ref) continue;
      const std::string_view name = items->argument()->text();
      if (side->given(name) == nullptr && side->default_of(name) != nullptr) parameters.insert(name);
    }
  }
  for (const std::string_view name : parameters) {
    out_.notes.push_back(
        fmt::format("loops over {} have the items of its Default; --parameters gives others", printable(name)));
  }
  if (is_regional) {
    out_.notes.push_back(fmt::format("loops over what the region decides are expanded for {}; --region names another",
                                     after_.snapshot().options().evaluation.region));
  }
}

void TemplateComparison::compare_loops() {
  compare_regional_loops();
  for (const Section section : {Section::Conditions, Section::Resources, Section::Outputs}) {
    compare_loops(section, before_.model().section_body(section), after_.model().section_body(section), {});
  }
}

}  // namespace virga
