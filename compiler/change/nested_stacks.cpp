#include "compiler/change/nested_stacks.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "compiler/change/value_text.h"
#include "compiler/diagnostics/text.h"
#include "compiler/resolve/nested_templates.h"
#include "compiler/syntax/syntax_tree.h"
#include "compiler/workspace/template_source.h"

namespace virga {
namespace {

// Of a whole run: how many are compared, and how much text their templates may have.
constexpr std::size_t kMaxStacks = 200;
constexpr std::size_t kMaxBytes = std::size_t{32} << 20;

constexpr std::string_view kParameters = "/Properties/Parameters";

bool is_stack_set(const Resource& resource) { return resource.type == "AWS::CloudFormation::StackSet"; }

bool is_stack(const Resource& resource) {
  return resource.properties != nullptr && resource.properties->value->is_mapping() &&
         (is_stack_set(resource) || nested_template_location(resource) != nullptr);
}

std::string normal(const std::filesystem::path& path) { return path.lexically_normal().string(); }

// The template of a stack: a file, as one names it from the working directory, or a text in the stack's own template.
struct StackTemplate {
  std::string file;      // empty if it is not a file
  SourceFilePtr source;  // null if it cannot be read
  std::string error;     // why the file cannot be read
  // Under the options of the stack's own template; null if it is no template, or a broken one.
  std::shared_ptr<const Snapshot> parsed;
  const Node* whole = nullptr;  // what stands for all places of a text that has none in the file
  bool exists() const { return source != nullptr; }
};

// Null if it is no template, or a broken one.
std::shared_ptr<const Snapshot> read_as_template(SyntaxTree tree, const Side& side) {
  if (!tree.ok() || !tree.root->is_mapping() || tree.root->get("Resources") == nullptr) return nullptr;
  return std::make_shared<const Snapshot>(std::move(tree),
                                          std::make_shared<SemanticOptions>(side.snapshot().options()));
}

void read_body(const Side& side, const Node& body, StackTemplate& found) {
  const SourceFilePtr& file = side.snapshot().source();
  SyntaxTree tree;
  if (body.is_mapping() && body.function == Function::None) {
    found.source = tree.source = file;
    tree.root = &body;
  } else {
    const Node* text = body.function == Function::None ? &body : side.constant(body);
    if (text == nullptr || !text->is_string() || text->is_secret()) return;
    found.source = text == &body ? template_in_string(file, body) : nullptr;
    if (found.source == nullptr) {
      found.source = std::make_shared<const SourceFile>(file->name(), std::string(text->text()));
      found.whole = &body;
    }
    tree = parse(found.source);
  }
  found.parsed = read_as_template(std::move(tree), side);
}

StackTemplate template_of(const Side& side, const Resource& stack, std::map<std::string, NestedFile>& files) {
  StackTemplate found;
  const Node& properties = *stack.properties->value;
  if (const Node* body = properties.get("TemplateBody")) {
    read_body(side, *body, found);
    return found;
  }
  const Member* location = is_stack_set(stack) ? properties.find("TemplateURL") : nested_template_location(stack);
  const std::string& parent = side.snapshot().source()->name();
  if (location == nullptr || parent.empty() || parent == "-") return found;
  std::string_view place = location->value->is_string() ? location->value->text() : std::string_view();
  if (place.empty() && stack.metadata != nullptr) {
    // The CDK uploads it, and says which file it is.
    const Node* property = stack.metadata->value->get("aws:asset:property");
    const Node* asset = stack.metadata->value->get("aws:asset:path");
    if (property != nullptr && property->text() == "TemplateURL" && asset != nullptr) place = asset->text();
  }
  if (place.empty() || place.find("://") != std::string_view::npos || place.find('\0') != std::string_view::npos) {
    return found;
  }
  found.file = normal(std::filesystem::path(parent).parent_path() / std::filesystem::path(place));
  const auto [at, is_new] = files.try_emplace(found.file);
  NestedFile& known = at->second;
  if (is_new) {
    ReadResult read = side.snapshot().options().files->read(found.file);
    known.source = std::move(read.file);
    known.error = std::move(read.error.message);
    if (known.source != nullptr) known.parsed = read_as_template(parse(known.source), side);
  }
  found.source = known.source;
  found.error = known.error;
  found.parsed = known.parsed;
  return found;
}

struct PassedValue {
  std::string name;
  const Node* value;
};

// What the stack passes, as {name: value}, or for stack sets as a list.
std::vector<PassedValue> passed_values(const Resource& stack) {
  std::vector<PassedValue> found;
  const Node* passed = stack.properties->value->get("Parameters");
  if (passed == nullptr || passed->function != Function::None) return found;
  for (const Member& parameter : passed->members()) {
    found.push_back({std::string(parameter.key->text()), parameter.value});
  }
  for (const Node* item : passed->items()) {
    const Node* key = item->get("ParameterKey");
    const Node* value = item->get("ParameterValue");
    if (key != nullptr && value != nullptr) found.push_back({std::string(key->text()), value});
  }
  return found;
}

// Those of a stack set that some of its stacks have other values of.
std::set<std::string, std::less<>> overridden(const Resource& stack) {
  std::set<std::string, std::less<>> found;
  const Node* groups = is_stack_set(stack) ? stack.properties->value->get("StackInstancesGroup") : nullptr;
  if (groups == nullptr) return found;
  for (const Node* group : groups->items()) {
    const Node* overrides = group->get("ParameterOverrides");
    if (overrides == nullptr) continue;
    for (const Node* item : overrides->items()) {
      if (const Node* key = item->get("ParameterKey")) found.emplace(key->text());
    }
  }
  return found;
}

// The template under the values that the stack passes where they are the same whatever comes. Null when there is none.
std::shared_ptr<const Snapshot> open(const Side& side, const Resource& stack, const StackTemplate& found,
                                     DefaultValues& by_default) {
  if (found.parsed == nullptr) return nullptr;
  auto options = std::make_shared<SemanticOptions>(side.snapshot().options());
  options->evaluation.parameters.clear();
  options->evaluation.open_parameters.clear();
  const Node* passed = stack.properties->value->get("Parameters");
  const Node* declared = found.parsed->tree().root->get("Parameters");
  if (passed != nullptr && passed->function != Function::None && declared != nullptr) {
    for (const Member& parameter : declared->members()) {
      options->evaluation.open_parameters.emplace(parameter.key->text());
    }
  }
  const std::set<std::string, std::less<>> others = overridden(stack);
  for (const PassedValue& parameter : passed_values(stack)) {
    const Node* value = side.constant(*parameter.value);
    // A secret stays open: the nested template may not know that it is one.
    if (value != nullptr && value->is_scalar() && !value->is_secret() && !others.contains(parameter.name)) {
      options->evaluation.parameters.insert_or_assign(parameter.name, std::string(value->text()));
      continue;
    }
    options->evaluation.open_parameters.insert(parameter.name);
    const Node* usual = side.value_by_default(*parameter.value);
    if (usual != nullptr && usual->is_scalar() && !usual->is_secret()) {
      by_default.insert_or_assign(parameter.name, std::string(usual->text()));
    }
  }
  return std::make_shared<const Snapshot>(*found.parsed, std::move(options));
}

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
  return Snapshot::open(std::make_shared<const SourceFile>(name, "{}"),
                        std::make_shared<SemanticOptions>(side.snapshot().options()));
}

const ResourceChange* change_of_stack(const TemplateChange& change, const Resource& stack) {
  const auto is_it = [&](const ResourceChange& one) {
    return one.logical_id == stack.name() && one.action == ChangeAction::Modify;
  };
  const auto found = std::find_if(change.resources.begin(), change.resources.end(), is_it);
  return found == change.resources.end() ? nullptr : &*found;
}

// Adds a change of what the stack passes: of one parameter, or of all.
void add_passed(const PropertyChange& change, const Resource& stack, const std::string& name, PassedChanges& passed) {
  const bool is_default = change.when.ends_with(" is not given") && !change.is_dynamic;
  const auto [at, is_new] =
      passed.try_emplace(name, PassedChange{change.when, fmt::format("{} passes another {}", stack.name(), name),
                                            change.is_dynamic, is_default});
  if (is_new) return;
  PassedChange& known = at->second;
  known.is_open = known.is_open && change.is_dynamic;
  known.by_default = known.by_default && is_default;
  if (known.when.empty() || change.when.empty()) {
    known.when.clear();
  } else if (known.when.find(change.when) == std::string::npos) {
    known.when += " or " + change.when;
  }
}

// The parameters whose values this is a change of; empty for all.
std::vector<std::string> parameters_of(const PropertyChange& change, const Resource& old, const Resource& now) {
  std::string_view rest = std::string_view(change.path).substr(kParameters.size());
  if (rest.empty()) return {};
  rest.remove_prefix(1);
  const std::string_view step = rest.substr(0, rest.find('/'));
  if (!is_stack_set(now)) return {std::string(step)};
  // An item of a list: the index is that in the new one, if it is there.
  const bool is_gone = change.action == ChangeAction::Remove && step.size() == rest.size();
  const std::vector<PassedValue> values = passed_values(is_gone ? old : now);
  const auto found = std::find_if(values.begin(), values.end(), [&](const PassedValue& value) {
    return std::to_string(&value - values.data()) == step;
  });
  return found == values.end() ? std::vector<std::string>() : std::vector{found->name};
}

// The parameters that get another value, as far as the values are not known.
PassedChanges passed_changes(const ResourceChange* change, const Resource& old, const Resource& now,
                             const Snapshot& before, const Snapshot& after) {
  PassedChanges passed;
  if (change == nullptr) return passed;
  const auto add = [&](const PropertyChange& one, const std::string& name) {
    const bool is_known =
        before.options().evaluation.parameters.contains(name) && after.options().evaluation.parameters.contains(name);
    if (!is_known) add_passed(one, now, name, passed);
  };
  for (const PropertyChange& one : change->changes) {
    if (one.path.starts_with("/Properties/StackInstancesGroup") && is_stack_set(now)) {
      for (const Resource* side : {&old, &now}) {
        for (const std::string& name : overridden(*side)) add(one, name);
      }
    }
    if (!one.path.starts_with(kParameters)) continue;
    const std::vector<std::string> names = parameters_of(one, old, now);
    for (const std::string& name : names) add(one, name);
    for (const Snapshot* side : {&before, &after}) {
      if (!names.empty()) break;
      for (const Parameter& parameter : side->written().model().parameters()) add(one, std::string(parameter.name()));
    }
  }
  return passed;
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
  run_.files.push_back(normal(after.snapshot().source()->name()));
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
  const auto before = open(before_, old, was, passed.old_defaults),
             after = open(after_, stack, is, passed.new_defaults);
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
  const auto present = open(side, stack, found, defaults);
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
