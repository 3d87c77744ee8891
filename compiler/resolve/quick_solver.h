// A small search for easy questions about a set of clauses.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace virga {

// Unit propagation with watched literals and plain backtracking. Nearly all questions that conditions raise are
// decided here within microseconds; what needs more search than `kMaxConflicts` is left to a real solver.
// Not thread safe.
class QuickSolver {
public:
  static constexpr int kMaxConflicts = 50;

  // Clauses in DIMACS signs, each closed by 0; variables count from 1.
  QuickSolver(int variables, std::span<const int> clauses);

  // Fixes a literal until the matching pop(); false, and nothing fixed, when that contradicts what holds already.
  bool push(int literal);
  void pop();
  // What the clauses and the fixed literals force: 1 true, -1 false, 0 open.
  int forced(int variable) const { return values_[static_cast<std::size_t>(variable)]; }

  // Can all clauses, fixed literals and assumptions hold? Nothing when that takes too much search.
  std::optional<bool> solve(std::span<const int> assumptions);
  // After solve() gave true: the value of a variable.
  bool value(int variable) const { return model_[static_cast<std::size_t>(variable)] > 0; }

private:
  using Clause = std::uint32_t;  // offset of its first literal in literals_

  static std::size_t slot(int literal) {
    return literal > 0 ? 2 * static_cast<std::size_t>(literal) : 2 * static_cast<std::size_t>(-literal) + 1;
  }
  signed char state(int literal) const {
    signed char value = values_[static_cast<std::size_t>(literal > 0 ? literal : -literal)];
    return literal > 0 ? value : static_cast<signed char>(-value);
  }
  void assign(int literal);
  bool propagate();
  void undo(std::size_t size);

  int variables_;
  bool contradiction_ = false;
  std::vector<int> literals_;  // clauses of two literals and more, each closed by 0; the first two are watched
  std::vector<std::vector<Clause>> watches_;  // by slot: clauses that watch this literal
  std::vector<signed char> values_;           // 1 true, -1 false, 0 open
  std::vector<signed char> model_;            // last model; decisions try its values first
  std::vector<int> trail_;
  std::vector<std::size_t> pushed_;  // length of the trail before each push()
  std::size_t done_ = 0;             // how much of the trail was propagated
};

}  // namespace virga
