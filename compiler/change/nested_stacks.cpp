#include "compiler/change/nested_stacks.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "compiler/change/passed_parameters.h"
#include "compiler/change/stack_templates.h"
#include "compiler/change/value_text.h"
#include "compiler/diagnostics/text.h"

namespace virga {
namespace {

// Of a whole run: how many are compared, and how much text their templates may have.
constexpr std::size_t kMaxStacks = 200;
constexpr std::size_t kMaxBytes = std::size_t{32} << 20;

// Moves what is said of a template to the place that stands for all of its places. `is_old` is the side that has it.
void move_places(const StackTemplate& from, const Side& side, bool is_old, TemplateChange& change) {
  if (from.whole == nullptr) return;
  const TextRange place = from.whole->range;
  SourceFilePtr& source = is_old ? change.old_source : change.new_source;
  const std::string name = source->name();
  source = side.snapshot().source();
  for (ResourceChange& one : change.resources) {
    if ((one.action == ChangeAction::Remove) == is_old) one.place = place;
    for (PropertyChange& property : one.changes) {
      std::optional<ChangedValue>& value = is_old ? property.before : property.after;
      if (value) value->range = place;
    }
  }
  for (Risk& risk : change.risks) {
    if (risk.is_old == is_old) risk.place = place;
  }
  for (TemplateChange& nested : change.nested) {
    if ((is_old ? nested.old_source : nested.new_source)->name() == name) move_places(from, side, is_old, nested);
  }
}

std::shared_ptr<const Snapshot> nothing(const Side& side, const std::string& name) {
  return std::make_shared<const Snapshot>(no_template(name),
                                          std::make_shared<SemanticOptions>(side.snapshot().options()));
}

const ResourceChange* change_of_stack(const TemplateChange& change, const Resource& stack) {
  const auto is_it = [&](const ResourceChange& one) {
    return one.logical_id == stack.name() && one.action == ChangeAction::Modify;
  };
  const auto found = std::find_if(change.resources.begin(), change.resources.end(), is_it);
  return found == change.resources.end() ? nullptr : &*found;
}

// The stack itself: CloudFormation updates it because its template may have changed.
void mark_changed(const Resource& stack, bool is_body, bool is_text_changed, std::string_view note,
                  TemplateChange& change) {
  const auto known = std::find_if(change.resources.begin(), change.resources.end(), [&](const ResourceChange& one) {
    return one.logical_id == stack.name() && one.action == ChangeAction::Modify;
  });
  const auto follows = [](const PropertyChange& one) { return one.only_follows(); };
  if (known != change.resources.end() &&
      (!is_text_changed || !std::all_of(known->changes.begin(), known->changes.end(), follows))) {
    return;
  }
  ResourceChange& one =
      known != change.resources.end() ? *known : change.resources.emplace_back(change_of(stack, ChangeAction::Modify));
  one.effect = std::max(one.effect, UpdateEffect::NoInterruption);
  PropertyChange& detail = one.changes.emplace_back();
  detail.attribute = "Properties";
  detail.name = is_body ? "TemplateBody" : "TemplateURL";
  detail.path = "/Properties/" + detail.name;
  detail.effect = UpdateEffect::NoInterruption;
  detail.source = ChangeSource::Automatic;
  detail.note = note;
  detail.is_dynamic = true;
}

// Whether the stack is that of an application of the Serverless Application Repository, and another one or another
// version of it: expanded, only tags say so.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-application-applicationlocationobject.html
bool is_application_changed(const Side& before, const Side& after, std::string_view name) {
  const auto location = [&](const Side& side) -> std::optional<std::string> {
    const Resource* one = side.snapshot().written().model().find_resource(name);
    const Node* place =
        one == nullptr || one->type != "AWS::Serverless::Application" ? nullptr : one->property("Location");
    return place == nullptr ? std::nullopt : std::optional(value_text(*place));
  };
  const std::optional<std::string> was = location(before), is = location(after);
  return (was || is) && was != is;
}

// A stack whose template cannot be read may do anything to its resources if its template or its parameters change.
void mark_open(const Side& before, const Side& after, const Resource& stack, TemplateChange& change) {
  const bool is_other_application = is_application_changed(before, after, stack.name());
  for (ResourceChange& one : change.resources) {
    if (one.logical_id != stack.name() || one.action != ChangeAction::Modify) continue;
    const auto is_template = [](const PropertyChange& detail) {
      return detail.name.starts_with("Template") || detail.name == "Parameters" || detail.name == "Location";
    };
    if (is_other_application || std::any_of(one.changes.begin(), one.changes.end(), is_template)) {
      one.open = {true, true, true};
    }
  }
}

// Whether two templates that cannot be compared may differ: not if neither can be read, for they are the same place,
// nor if they are the same text. A text in the stack itself is compared as its property, however it is written.
bool may_differ(const StackTemplate& was, const StackTemplate& is) {
  if (was.file.empty() && is.file.empty()) return false;
  if (!was.exists() || !is.exists()) return was.exists() || is.exists();
  return was.source->text() != is.source->text();
}

// Why a template cannot be compared: that of the new version first, for it is the one that is deployed.
std::string why_unknown(const StackTemplate& was, bool is_known_before, const StackTemplate& is, bool is_known_now) {
  const bool is_new = !is_known_now;
  const StackTemplate& one = is_new ? is : was;
  if (one.file.empty() || (!is_known_before && !is_known_now && !was.exists() && !is.exists())) {
    return "its template cannot be read here";
  }
  const std::string name = fmt::format("its {} template, {},", is_new ? "new" : "old", printable(one.file));
  return one.exists() ? name + " is broken or no template"
                      : fmt::format("{} cannot be read: {}", name, printable(one.error.substr(0, one.error.find(';'))));
}

}  // namespace

NestedStacks::NestedStacks(const Side& before, const Side& after, TemplateChange& change, ComparisonRun& run)
    : before_(before), after_(after), change_(change), run_(run) {
  run_.files.push_back(std::filesystem::path(after.snapshot().source()->name()).lexically_normal().string());
}

NestedStacks::~NestedStacks() { run_.files.pop_back(); }

std::vector<const Resource*> NestedStacks::in_order() const {
  const std::span<const Resource> resources = after_.model().resources();
  std::vector<std::uint32_t> stacks;
  for (std::uint32_t i = 0; i < resources.size(); ++i) {
    if (!is_stack(resources[i])) continue;
    const Resource* old = before_.model().find_resource(resources[i].name());
    if (old != nullptr && old->type == resources[i].type && is_stack(*old)) stacks.push_back(i);
  }
  std::vector<const Resource*> ordered;
  if (stacks.empty()) return ordered;
  const DependencyGraph& graph = after_.view().graph();
  const std::set<std::uint32_t> wanted(stacks.begin(), stacks.end());
  // Depth first; resources that depend on each other are refused, and come in any order.
  std::vector<bool> seen(resources.size());
  struct Step {
    std::uint32_t resource;
    std::size_t edge = 0;
  };
  for (const std::uint32_t stack : stacks) {
    if (seen[stack]) continue;
    std::vector<Step> path = {{stack}};
    seen[stack] = true;
    while (!path.empty()) {
      Step& step = path.back();
      const auto edges = graph.edges_of(step.resource);
      if (step.edge < edges.size()) {
        const std::uint32_t next = edges[step.edge++].to;
        if (!seen[next]) {
          seen[next] = true;
          path.push_back({next});
        }
        continue;
      }
      if (wanted.contains(step.resource)) ordered.push_back(&resources[step.resource]);
      path.pop_back();
    }
  }
  return ordered;
}

std::string NestedStacks::path_of(const Resource& stack) const {
  return change_.stack.empty() ? std::string(stack.name()) : fmt::format("{}/{}", change_.stack, stack.name());
}

bool NestedStacks::contains_itself(const std::string& file) const {
  return !file.empty() && std::find(run_.files.begin(), run_.files.end(), file) != run_.files.end();
}

bool NestedStacks::is_exhausted() const { return run_.nested >= kMaxStacks || run_.bytes > kMaxBytes; }

std::shared_ptr<const Snapshot> NestedStacks::old_template(const Side& side, const Resource& stack) const {
  return stack.properties == nullptr ? nullptr : template_of(side, stack, run_.old_files).parsed;
}

const TemplateChange* NestedStacks::compare(const Resource& stack) {
  if (is_exhausted()) {
    ++left_out_;
    return nullptr;
  }
  const Resource& old = *before_.model().find_resource(stack.name());
  const StackTemplate was = template_of(before_, old, run_.old_files), is = template_of(after_, stack, run_.new_files);
  if (contains_itself(is.file)) {
    change_.notes.push_back(
        fmt::format("the template of the nested stack {}, {}, contains this one; it is not compared again",
                    printable(stack.name()), printable(is.file)));
    return nullptr;
  }
  PassedParameters passed;
  const ParameterNames secrets = passed_secrets(before_, old, after_, stack);
  const auto before = open_under(before_, old, was, secrets, passed.old_defaults),
             after = open_under(after_, stack, is, secrets, passed.new_defaults);
  if (is_stack_set(old) && is_stack_set(stack)) find_lost_instances(old, stack, before);
  const ResourceChange* own = change_of_stack(change_, stack);
  if (before == nullptr || after == nullptr) {
    const bool is_unknown = may_differ(was, is);
    if (own == nullptr && !is_unknown) return nullptr;
    change_.notes.push_back(fmt::format("what changes in the stack {} is unknown: {}", printable(stack.name()),
                                        why_unknown(was, before != nullptr, is, after != nullptr)));
    if (is_unknown) mark_changed(stack, is.file.empty(), true, "its template may change", change_);
    mark_open(before_, after_, stack, change_);
    const auto name = [](const StackTemplate& one) { return std::filesystem::path(one.file).filename(); };
    if (was.exists() && !is.exists() && !was.file.empty() && name(was) == name(is)) change_.lost.push_back(was.file);
    return nullptr;
  }
  count(*before, *after);
  passed.stack = stack.name();
  passed.changed = passed_changes(own, old, stack, *before, *after);
  TemplateChange nested = compare_in_run(*before, *after, path_of(stack), run_, passed);
  if (nested.is_empty()) return nullptr;
  move_places(was, before_, true, nested);
  move_places(is, after_, false, nested);
  nested.is_of_stack_set = is_stack_set(stack);
  mark_changed(stack, is.file.empty(), was.source->text() != is.source->text(), "its template changes", change_);
  return &change_.nested.emplace_back(std::move(nested));
}

void NestedStacks::count(const Snapshot& before, const Snapshot& after) {
  ++run_.nested;
  run_.bytes += before.source()->text().size() + after.source()->text().size();
}

void NestedStacks::compare_lone(const Side& side, const Resource& stack, bool is_new) {
  if (is_exhausted()) {
    ++left_out_;
    return;
  }
  const StackTemplate found = template_of(side, stack, is_new ? run_.new_files : run_.old_files);
  if (contains_itself(found.file)) return;
  PassedParameters passed;
  DefaultValues& defaults = is_new ? passed.new_defaults : passed.old_defaults;
  const auto present = open_under(side, stack, found, {}, defaults);
  if (present == nullptr) return;
  const auto absent = nothing(side, present->source()->name());
  count(*absent, *present);
  passed.stack = stack.name();
  TemplateChange nested = is_new ? compare_in_run(*absent, *present, path_of(stack), run_, passed)
                                 : compare_in_run(*present, *absent, path_of(stack), run_, passed);
  if (nested.is_empty()) return;
  move_places(found, side, !is_new, nested);
  nested.is_of_stack_set = is_stack_set(stack);
  nested.parameters.clear();  // they say nothing but that the stack comes or goes
  nested.notes.emplace_back(is_new ? "the stack is new" : "the stack is deleted, and its resources with it");
  change_.nested.push_back(std::move(nested));
}

void NestedStacks::keep(const Side& side, const Resource& stack) {
  const StackTemplate found = template_of(side, stack, run_.old_files);
  if (found.file.empty() || found.parsed == nullptr || !change_.kept.insert(found.file).second) return;
  const Side inner(*found.parsed, found.parsed->written());
  for (const Resource& resource : inner.model().resources()) {
    if (is_stack(resource)) keep(inner, resource);
  }
}

void NestedStacks::finish() {
  const auto changes = [&](const Resource& stack, ChangeAction action, bool is_kept = false) {
    return std::any_of(change_.resources.begin(), change_.resources.end(), [&](const ResourceChange& one) {
      return one.logical_id == stack.name() && one.action == action && (one.policy == "Retain") == is_kept;
    });
  };
  for (const Resource& stack : after_.model().resources()) {
    if (is_stack(stack) && before_.model().find_resource(stack.name()) == nullptr &&
        changes(stack, ChangeAction::Add)) {
      compare_lone(after_, stack, true);
    }
  }
  for (const Resource& stack : before_.model().resources()) {
    if (!is_stack(stack) || after_.model().find_resource(stack.name()) != nullptr) continue;
    if (changes(stack, ChangeAction::Remove)) {
      compare_lone(before_, stack, false);
    } else if (changes(stack, ChangeAction::Remove, true)) {
      keep(before_, stack);
    }
  }
  if (left_out_ > 0) {
    change_.notes.push_back(
        fmt::format("the templates of {} nested {} are not compared; {} stacks or {} MiB of templates are the most",
                    left_out_, left_out_ == 1 ? "stack" : "stacks", kMaxStacks, kMaxBytes >> 20));
  }
  if (change_.nested.size() < 2) return;
  std::unordered_map<std::string_view, std::size_t> places;
  for (const Resource& stack : after_.model().resources()) places.emplace(stack.name(), places.size());
  const auto place_of = [&](const TemplateChange& nested) {
    const auto found = places.find(std::string_view(nested.stack).substr(nested.stack.rfind('/') + 1));
    return found == places.end() ? places.size() : found->second;
  };
  std::stable_sort(change_.nested.begin(), change_.nested.end(),
                   [&](const TemplateChange& a, const TemplateChange& b) { return place_of(a) < place_of(b); });
}

}  // namespace virga
