#include "rules/engine/generated_resources.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/syntax/node_path.h"
#include "rules/engine/expansion_findings.h"
#include "rules/engine/reporter.h"
#include "rules/engine/validation.h"

namespace virga {
namespace {

constexpr std::string_view kSamPrefix = "AWS::Serverless::";

// Whether a resource of the expansion is not in the template as written. What the transform leaves to the service is,
// even if the transform has begun with it.
bool is_generated(const Template& written, const Resource& resource) {
  if (written.is_sam() && resource.type.starts_with(kSamPrefix)) return false;
  const Resource* before = written.find_resource(resource.name());
  return before == nullptr || before->type.starts_with(kSamPrefix);
}

// Template checks that find more in the expansion than in the written template: which resources exist, what they refer
// to, and strings that the transform makes. All others would only repeat their findings.
constexpr std::array<std::string_view, 6> kResourceChecks = {"E3004", "E3007", "E3019", "I3042", "V3020", "W1001"};

// Runs the rules on the generated resources: the walk visits only those, and findings of template checks are kept if
// they are about one of them.
std::vector<Diagnostic> judge(const Compilation& written, const Compilation& expanded) {
  DiagnosticSink sink;
  Reporter reporter(sink, expanded.options().rules);
  Validation validation(expanded, reporter);
  const Node& root = *expanded.tree().root;
  const Schema schema = expanded.facts().find_schema("resource");
  const Location& resources = validation.at(validation.root(root), *expanded.model().section(Section::Resources));
  for (const Resource& resource : expanded.model().resources()) {
    if (!is_generated(written.model(), resource)) continue;
    validation.validate(*resource.body(), schema, validation.at(resources, resource.member), Context{});
  }
  for (const std::string_view id : kResourceChecks) {
    if (reporter.runs(id)) find_rule(id)->check_template(expanded, reporter);
  }
  return sink.take();
}

// Packaging replaces local paths, and the transform examines some strings only inside Fn::Sub, so these rules do not
// apply.
bool holds_only_as_written(std::string_view rule) { return rule == "W3002" || rule == "W1020"; }

// The generated resource that a finding is about; null if it is about something else.
const Resource* generated_resource(const Diagnostic& finding, const Compilation& written, const Compilation& expanded) {
  if (finding.path.size() < 2) return nullptr;
  const auto* section = std::get_if<std::string>(&finding.path[0]);
  const auto* id = std::get_if<std::string>(&finding.path[1]);
  if (section == nullptr || id == nullptr || *section != section_name(Section::Resources)) return nullptr;
  const Resource* resource = expanded.model().find_resource(*id);
  return resource != nullptr && is_generated(written.model(), *resource) ? resource : nullptr;
}

// Whether a finding calls a DependsOn redundant for a reference that the transform moves to another resource: the one
// that keeps the DependsOn is then created after its target because of nothing else.
bool is_needed_order(const Diagnostic& finding, const Compilation& written, const Compilation& expanded) {
  if (finding.rule != "W3005" || finding.path.size() < 2) return false;
  const auto* id = std::get_if<std::string>(&finding.path[1]);
  const Node* target = value_at(written.tree().root, finding.path);
  if (id == nullptr || target == nullptr || !target->is_string()) return false;
  const Template& model = expanded.model();
  const Resource* waiting = model.find_resource(*id);
  const Resource* first = model.find_resource(target->text());
  if (waiting == nullptr || first == nullptr) return false;
  const std::uint32_t from = model.index_of(*waiting), to = model.index_of(*first);
  const auto edges = expanded.graph().edges_of(from);
  const auto order = std::find_if(edges.begin(), edges.end(), [&](const DependencyGraph::Edge& edge) {
    return edge.to == to && edge.via->kind == ReferenceKind::DependsOn;
  });
  return order != edges.end() && !expanded.graph().reaches(from, to, &*order);
}

// Which fixes of findings about generated resources can be made in the text. Their edits are of nodes that the
// transform takes from the text as they are (EditBuilder sees to that). One of Globals may be in many resources, and a
// change for the sake of one must not harm another: so all of them must have the finding. Several copies in one
// resource need only one: others may be where nothing judges them.
class CarriedFixes {
public:
  CarriedFixes(const Compilation& expanded, std::span<const Diagnostic> found) : expanded_(expanded) {
    for (const Diagnostic& finding : found) {
      if (!finding.fixes.empty()) faulty_[key_of(finding)].insert(part_of(finding.path));
    }
  }

  // Removes those that cannot.
  void keep_carried(Diagnostic& finding) {
    if (finding.fixes.empty()) return;
    if (takers_.empty()) find_takers();
    const std::set<std::string>& faulty = faulty_[key_of(finding)];
    std::erase_if(finding.fixes, [&](const Fix& fix) {
      return !std::all_of(fix.edits.begin(), fix.edits.end(), [&](const TextEdit& edit) {
        // What is added stands behind the node that the finding is about, often outside of it.
        const std::set<std::string>* takers = takers_of(edit.range.size() > 0 ? edit.range : finding.focus());
        return takers != nullptr && std::includes(faulty.begin(), faulty.end(), takers->begin(), takers->end());
      });
    });
  }

private:
  using Key = std::tuple<std::uint32_t, std::uint32_t, std::string, std::string>;
  static Key key_of(const Diagnostic& finding) {
    return {finding.focus().begin, finding.focus().end, finding.rule, finding.message};
  }
  static std::uint64_t place_of(const Node& node) { return std::uint64_t{node.range.begin} << 32U | node.range.end; }

  // The resource, or another part of the template.
  static std::string part_of(Path path) {
    path.resize(std::min<std::size_t>(path.size(), 2));
    return to_string(path);
  }

  void find_takers() {
    for (const Member& section : expanded_.tree().root->members()) {
      for (const Member& part : section.value->members()) {
        add_taker(*part.value, part_of({std::string(section.key->text()), std::string(part.key->text())}));
      }
    }
  }

  void add_taker(const Node& node, const std::string& part) {
    if (sam_resource_of(node).empty()) takers_[place_of(node)].insert(part);
    for (const Member& member : node.members()) {
      add_taker(*member.key, part);
      add_taker(*member.value, part);
    }
    for (const Node* item : node.items()) add_taker(*item, part);
  }

  // The parts of the expansion that take what is edited, the innermost node of the text that holds the edit; null if
  // none does.
  const std::set<std::string>* takers_of(TextRange edit) const {
    const Node* at = expanded_.tree().written;
    for (const Node* inner = at; inner != nullptr;) {
      at = std::exchange(inner, nullptr);
      const auto look_at = [&](const Node& part) {
        if (part.range.begin <= edit.begin && edit.end <= part.range.end && part.range.size() > 0) inner = &part;
      };
      for (const Member& member : at->members()) {
        look_at(*member.key);
        look_at(*member.value);
      }
      for (const Node* item : at->items()) look_at(*item);
    }
    const auto found = at == nullptr ? takers_.end() : takers_.find(place_of(*at));
    return found == takers_.end() ? nullptr : &found->second;
  }

  const Compilation& expanded_;
  std::map<Key, std::set<std::string>> faulty_;  // the resources that have the finding
  std::unordered_map<std::uint64_t, std::set<std::string>> takers_;
};

// The member of the text whose value this is; null if it is none's.
const Member* written_member(const Node* root, TextRange value) {
  for (const Node* at = root; at != nullptr;) {
    const Node* inner = nullptr;
    const auto holds = [&](const Node& part) { return part.range.begin <= value.begin && value.end <= part.range.end; };
    for (const Member& member : at->members()) {
      if (member.value->range == value) return &member;
      if (holds(*member.value)) inner = member.value;
    }
    for (const Node* item : at->items()) {
      if (holds(*item)) inner = item;
    }
    at = inner;
  }
  return nullptr;
}

// A call whose function is unknown, which the text has a finding about: it has no value to judge.
bool is_told_call(const Node& value, const ReportedLines& reported, const Node* written) {
  if (value.size != 1 || fault_of_unknown_function(value, MapUse::Allowed, kPropertyFunctions).empty()) return false;
  const Member* member = written_member(written, value.range);
  const TextRange text = member == nullptr ? value.range : TextRange{member->key->range.begin, value.range.end};
  return reported.any_error_in(text);
}

// A property that the transform takes over from another place is reported there: its key in the expansion stands at
// what the resource was made from, the name of an event for instance.
void move_to_text(Diagnostic& finding, const Node& value, const Node* written) {
  const TextRange at = finding.focus();
  const bool is_about_value = at == value.range || at == finding.range;
  if (value.is_generated() || !is_about_value || finding.range == value.range) return;
  const Member* member = written_member(written, value.range);
  if (member != nullptr && !member->key->is_generated()) finding.range = member->key->range;
}

}  // namespace

void lint_generated_resources(const Snapshot& snapshot, const Compilation& written, std::vector<Diagnostic>& findings) {
  if (written.model().section_body(Section::Resources) == nullptr) return;
  if (!written.model().is_sam() && !written.may_hold("AWS::Include")) return;
  const Semantics* view = snapshot.assumed();
  if (view == nullptr || view == &written.semantics()) return;
  const Compilation expanded(*view, written);
  if (expanded.model().section_body(Section::Resources) == nullptr) return;
  std::erase_if(findings, [&](const Diagnostic& one) { return is_needed_order(one, written, expanded); });
  std::vector<Diagnostic> found = judge(written, expanded);
  if (found.empty()) return;
  const ReportedLines reported(written.source().lines(), findings);
  // A problem that the transform repeats in several resources is reported once.
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::string, std::string>> places;
  CarriedFixes carried(expanded, found);
  for (Diagnostic& finding : found) {
    const Resource* resource = generated_resource(finding, written, expanded);
    if (resource == nullptr) continue;
    const Node& value = *path_to(expanded.tree(), finding.path).leaf();  // or the nearest around it
    move_to_text(finding, value, expanded.tree().written);
    if (reported.same_rule(finding)) continue;
    // A value that the transform moves elsewhere is judged where it is written, on whatever line that finding is.
    if (reported.same_rule_of_text(finding)) continue;
    if (is_told_call(value, reported, expanded.tree().written)) continue;
    // An empty generated string stands for something that only the service knows (the template of a repository
    // application).
    if (value.is_generated() && value.is_string() && value.size == 0) continue;
    if (finding.severity != Severity::Error &&
        (value.is_generated() || reported.any_error(finding) || holds_only_as_written(finding.rule))) {
      continue;
    }
    const auto key = std::tuple(finding.range.begin, finding.range.end, finding.rule, finding.message);
    if (!places.insert(key).second) continue;
    finding.generated = TransformSubject{std::string(resource->name()), std::string(resource->type), {}};
    carried.keep_carried(finding);
    findings.push_back(std::move(finding));
  }
}

}  // namespace virga
