// A small SAT solver for easy questions.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace virga {

// Unit propagation with watched literals and plain backtracking. Decides nearly all questions about conditions within
// microseconds; the rest, which need more than `kMaxConflicts` conflicts, are left to a full solver. Not thread-safe.
class QuickSolver {
public:
  static constexpr int kMaxConflicts = 50;

  // Clauses of literals as in DIMACS, each terminated by 0; variables count from 1.
  QuickSolver(int variables, std::span<const int> clauses);

  // Fixes a literal until the matching pop(). Returns false and fixes nothing if it contradicts the current state.
  bool push(int literal);
  void pop();
  // The value that the clauses and fixed literals imply: 1 true, -1 false, 0 undetermined.
  int forced(int variable) const { return values_[static_cast<std::size_t>(variable)]; }

  // Whether all clauses, fixed literals and assumptions can hold; nullopt if that takes too much search.
  std::optional<bool> solve(std::span<const int> assumptions);
  // The value of a variable in the model, after solve() returned true.
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
  std::vector<int> literals_;  // clauses of two or more literals, each terminated by 0; the first two are watched
  std::vector<std::vector<Clause>> watches_;  // by slot: clauses that watch this literal
  std::vector<signed char> values_;           // 1 true, -1 false, 0 open
  std::vector<signed char> model_;            // the last model; decisions try its values first
  std::vector<int> trail_;
  std::vector<std::size_t> pushed_;  // length of the trail before each push()
  std::size_t done_ = 0;             // length of the part of the trail that has been propagated
};

}  // namespace virga
