#include "compiler/expand/problems.h"

#include <algorithm>

namespace virga {

void Problems::add(Severity severity, std::string_view logical_id, const Value* place, std::string message,
                   std::string_view property) {
  ExpansionProblem problem;
  problem.logical_id = logical_id;
  problem.property = property;
  problem.diagnostic.rule = "E0001";
  problem.diagnostic.severity = severity;
  problem.diagnostic.message = std::move(message);
  if (!logical_id.empty()) {
    problem.diagnostic.path = {std::string("Resources"), std::string(logical_id)};
  }
  if (place != nullptr) {
    problem.diagnostic.range = place->range();
    for (const Origin* origin = place->provenance().origin; origin != nullptr; origin = origin->parent) {
      if (!origin->note.empty()) {
        problem.diagnostic.notes.push_back({place->range(), "In " + std::string(origin->note), nullptr});
      }
    }
  }
  add(std::move(problem));
}

void Problems::add(ExpansionProblem problem) {
  const bool known = std::any_of(problems_.begin(), problems_.end(), [&](const ExpansionProblem& other) {
    return other.logical_id == problem.logical_id && other.diagnostic.range == problem.diagnostic.range &&
           other.diagnostic.message == problem.diagnostic.message;
  });
  if (known) return;
  if (problem.diagnostic.severity == Severity::Error) ++errors_;
  problems_.push_back(std::move(problem));
}

void Problems::add(const std::vector<ExpansionProblem>& problems) {
  for (const ExpansionProblem& problem : problems) add(problem);
}

void Problems::error(std::string_view logical_id, const Value* place, std::string message, std::string_view property) {
  add(Severity::Error, logical_id, place, std::move(message), property);
}

void Problems::warning(std::string_view logical_id, const Value* place, std::string message,
                       std::string_view property) {
  add(Severity::Warning, logical_id, place, std::move(message), property);
}

void Problems::note(std::string_view logical_id, const Value* place, std::string message, std::string_view property) {
  add(Severity::Informational, logical_id, place, std::move(message), property);
}

std::vector<ExpansionProblem> Problems::take() {
  std::stable_sort(problems_.begin(), problems_.end(), [](const ExpansionProblem& a, const ExpansionProblem& b) {
    return a.diagnostic.range.begin < b.diagnostic.range.begin;
  });
  return std::move(problems_);
}

}  // namespace virga
