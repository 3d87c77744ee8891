#include "compiler/expand/problems.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/support/text.h"

namespace virga {
namespace {

constexpr std::size_t kMostProblems = 1000;  // of each severity

bool contains(TextRange outer, TextRange inner) { return outer.begin <= inner.begin && inner.end <= outer.end; }

// The path to the innermost value that contains the range, or to the member whose key does.
Path path_to(const Node& root, TextRange range) {
  Path path;
  for (const Node* at = &root; at != nullptr && (at == &root || at->range != range);) {
    const Node* inner = nullptr;
    for (const Member& member : at->members()) {
      if (!contains({member.key->range.begin, std::max(member.key->range.end, member.value->range.end)}, range))
        continue;
      path.emplace_back(std::string(member.key->text()));
      if (contains(member.key->range, range) && !member.key->is_synthetic()) return path;
      inner = member.value;
      break;
    }
    std::uint32_t index = 0;
    for (const Node* item : at->items()) {
      if (contains(item->range, range)) {
        path.emplace_back(index);
        inner = item;
        break;
      }
      ++index;
    }
    at = inner;
  }
  return path;
}

std::string_view subject_of(const Diagnostic& problem) {
  return problem.generated ? std::string_view(problem.generated->logical_id) : std::string_view{};
}

}  // namespace

Complaint misspelt(std::string text, const NearName& near, std::string_view otherwise) {
  Complaint complaint = std::move(text);
  complaint.text += near.found() ? did_you_mean(near) : std::string(otherwise);
  if (near.found()) complaint.meant = MeantName{std::string(near.name), near.only};
  return complaint;
}

Complaint misspelt_value(std::string text, const Value& written, std::initializer_list<std::string_view> choices) {
  NearName near = written.is_string() ? near_choice(written.text(), choices) : NearName{};
  // One letter tells short values apart: "SNS" is no misspelling of "SQS".
  constexpr std::size_t kLongEnough = 4;
  if (near.found() && written.text().size() < kLongEnough && !equals_ignoring_case(near.name, written.text()))
    near = {};
  return misspelt(std::move(text), near);
}

void Problems::add(Severity severity, std::string_view logical_id, const Value* place, Complaint complaint,
                   std::string_view property) {
  Diagnostic problem;
  problem.rule = "E0001";
  problem.severity = severity;
  problem.message = std::move(complaint.text);
  problem.meant = std::move(complaint.meant);
  problem.lacks = std::move(complaint.lacks);
  if (!logical_id.empty()) problem.generated = TransformSubject{std::string(logical_id), {}, std::string(property)};
  if (place != nullptr) {
    problem.range = place->range();
    for (const Origin* origin = place->provenance().origin; origin != nullptr; origin = origin->parent) {
      if (!origin->note.empty()) {
        problem.notes.push_back({place->range(), "In " + std::string(origin->note), nullptr});
      }
    }
  }
  add(std::move(problem));
}

void Problems::add(Diagnostic problem) {
  std::size_t& kept = kept_.at(static_cast<std::size_t>(problem.severity));
  const bool is_full = kept >= kMostProblems;
  if (!is_full) {
    std::string key =
        fmt::format("{}:{}:{}:{}", problem.range.begin, problem.range.end, subject_of(problem), problem.message);
    if (!known_.insert(std::move(key)).second) return;
  }
  if (problem.severity == Severity::Error) ++errors_;
  if (is_full) return;
  ++kept;
  problems_.push_back(std::move(problem));
}

void Problems::add(const std::vector<Diagnostic>& problems) {
  for (const Diagnostic& problem : problems) add(problem);
}

void Problems::error(std::string_view logical_id, const Value* place, Complaint complaint, std::string_view property) {
  add(Severity::Error, logical_id, place, std::move(complaint), property);
}

void Problems::warning(std::string_view logical_id, const Value* place, std::string message,
                       std::string_view property) {
  add(Severity::Warning, logical_id, place, std::move(message), property);
}

void Problems::note(std::string_view logical_id, const Value* place, std::string message, std::string_view property) {
  add(Severity::Informational, logical_id, place, std::move(message), property);
}

std::vector<Diagnostic> Problems::take(const Node& written) {
  for (Diagnostic& problem : problems_) {
    if (problem.range.size() > 0) problem.path = path_to(written, problem.range);
  }
  std::stable_sort(problems_.begin(), problems_.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.range.begin < b.range.begin; });
  return std::move(problems_);
}

}  // namespace virga
