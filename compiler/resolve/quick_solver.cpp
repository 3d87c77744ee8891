#include "compiler/resolve/quick_solver.h"

#include <utility>

namespace virga {

QuickSolver::QuickSolver(int variables, std::span<const int> clauses) : variables_(variables) {
  const auto count = static_cast<std::size_t>(variables) + 1;
  watches_.resize(2 * count);
  values_.assign(count, 0);
  model_.assign(count, -1);
  literals_.reserve(clauses.size());
  for (std::size_t at = 0; at < clauses.size();) {
    std::size_t end = at;
    while (clauses[end] != 0) ++end;
    if (end == at) {
      contradiction_ = true;
    } else if (end == at + 1) {
      if (state(clauses[at]) < 0) contradiction_ = true;
      if (state(clauses[at]) == 0) assign(clauses[at]);
    } else {
      auto clause = static_cast<Clause>(literals_.size());
      literals_.insert(literals_.end(), clauses.begin() + static_cast<std::ptrdiff_t>(at),
                       clauses.begin() + static_cast<std::ptrdiff_t>(end) + 1);
      watches_[slot(literals_[clause])].push_back(clause);
      watches_[slot(literals_[clause + 1])].push_back(clause);
    }
    at = end + 1;
  }
  if (!contradiction_) contradiction_ = !propagate();
}

void QuickSolver::assign(int literal) {
  values_[static_cast<std::size_t>(literal > 0 ? literal : -literal)] = literal > 0 ? 1 : -1;
  trail_.push_back(literal);
}

bool QuickSolver::propagate() {
  while (done_ < trail_.size()) {
    const int falsified = -trail_[done_++];
    std::vector<Clause>& watching = watches_[slot(falsified)];
    std::size_t kept = 0;
    for (std::size_t i = 0; i < watching.size(); ++i) {
      int* clause = &literals_[watching[i]];
      if (clause[0] == falsified) std::swap(clause[0], clause[1]);
      if (state(clause[0]) > 0) {
        watching[kept++] = watching[i];
        continue;
      }
      int* other = clause + 2;
      while (*other != 0 && state(*other) < 0) ++other;
      if (*other != 0) {
        std::swap(clause[1], *other);
        watches_[slot(clause[1])].push_back(watching[i]);
        continue;
      }
      watching[kept++] = watching[i];
      if (state(clause[0]) < 0) {
        while (++i < watching.size()) watching[kept++] = watching[i];
        watching.resize(kept);
        return false;
      }
      assign(clause[0]);
    }
    watching.resize(kept);
  }
  return true;
}

void QuickSolver::undo(std::size_t size) {
  while (trail_.size() > size) {
    int literal = trail_.back();
    values_[static_cast<std::size_t>(literal > 0 ? literal : -literal)] = 0;
    trail_.pop_back();
  }
  done_ = size;
}

bool QuickSolver::push(int literal) {
  const std::size_t size = trail_.size();
  if (contradiction_ || state(literal) < 0) return false;
  if (state(literal) == 0) {
    assign(literal);
    if (!propagate()) {
      undo(size);
      return false;
    }
  }
  pushed_.push_back(size);
  return true;
}

void QuickSolver::pop() {
  undo(pushed_.back());
  pushed_.pop_back();
}

std::optional<bool> QuickSolver::solve(std::span<const int> assumptions) {
  if (contradiction_) return false;
  const std::size_t root = trail_.size();
  for (int literal : assumptions) {
    if (state(literal) == 0) {
      assign(literal);
      if (propagate()) continue;
    } else if (state(literal) > 0) {
      continue;
    }
    undo(root);
    return false;
  }
  struct Decision {
    std::size_t trail;
    int literal;
    bool flipped;
  };
  std::vector<Decision> decisions;
  int conflicts = 0;
  for (int variable = 1; variable <= variables_;) {
    if (values_[static_cast<std::size_t>(variable)] != 0) {
      ++variable;
      continue;
    }
    int literal = model_[static_cast<std::size_t>(variable)] > 0 ? variable : -variable;
    decisions.push_back({trail_.size(), literal, false});
    assign(literal);
    while (!propagate()) {
      if (++conflicts > kMaxConflicts) {
        undo(root);
        return std::nullopt;
      }
      while (!decisions.empty() && decisions.back().flipped) decisions.pop_back();
      if (decisions.empty()) {
        undo(root);
        return false;
      }
      Decision& last = decisions.back();
      undo(last.trail);
      last.flipped = true;
      last.literal = -last.literal;
      assign(last.literal);
      // Variables before this one were assigned when this decision was made.
      variable = last.literal > 0 ? last.literal : -last.literal;
    }
  }
  model_ = values_;
  undo(root);
  return true;
}

}  // namespace virga
