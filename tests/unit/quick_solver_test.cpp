// The quick solver, compared with trying all assignments.
#include "compiler/resolve/quick_solver.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <vector>

namespace virga {
namespace {

bool satisfied(const std::vector<int>& clauses, unsigned assignment) {
  bool clause = false;
  for (const int literal : clauses) {
    if (literal == 0) {
      if (!clause) return false;
      clause = false;
    } else if (((assignment >> (std::abs(literal) - 1)) & 1U) == (literal > 0 ? 1U : 0U)) {
      clause = true;
    }
  }
  return true;
}

bool satisfiable(int variables, const std::vector<int>& clauses, const std::vector<int>& assumptions) {
  for (unsigned assignment = 0; assignment < (1U << variables); ++assignment) {
    bool fits = satisfied(clauses, assignment);
    for (const int literal : assumptions) {
      fits = fits && ((assignment >> (std::abs(literal) - 1)) & 1U) == (literal > 0 ? 1U : 0U);
    }
    if (fits) return true;
  }
  return false;
}

TEST(QuickSolver, NoClausesHoldAlways) {
  QuickSolver solver(2, {});
  EXPECT_EQ(solver.solve({}), true);
  EXPECT_EQ(solver.forced(1), 0);
  EXPECT_TRUE(solver.push(-1));
  EXPECT_EQ(solver.forced(1), -1);
  EXPECT_FALSE(solver.push(1));
  solver.pop();
  EXPECT_EQ(solver.forced(1), 0);
}

TEST(QuickSolver, UnitsAreForced) {
  const std::vector<int> clauses = {1, 0, -1, 2, 0, -2, 3, 4, 0};
  QuickSolver solver(4, clauses);
  EXPECT_EQ(solver.forced(1), 1);
  EXPECT_EQ(solver.forced(2), 1);
  EXPECT_EQ(solver.forced(3), 0);
  EXPECT_TRUE(solver.push(-3));
  EXPECT_EQ(solver.forced(4), 1);
  solver.pop();
  EXPECT_EQ(solver.forced(4), 0);
}

TEST(QuickSolver, ContradictionsHaveNoModel) {
  const std::vector<int> clauses = {1, 0, -1, 0};
  QuickSolver solver(1, clauses);
  EXPECT_EQ(solver.solve({}), false);
}

TEST(QuickSolver, AgreesWithEnumeration) {
  std::mt19937 random(7);
  int undecided = 0;
  for (int round = 0; round < 2000; ++round) {
    const int variables = 2 + static_cast<int>(random() % 9);
    std::vector<int> clauses;
    const int count = static_cast<int>(random() % 40);
    const auto literal = [&] {
      const int variable = 1 + static_cast<int>(random() % static_cast<unsigned>(variables));
      return random() % 2 == 0 ? variable : -variable;
    };
    for (int i = 0; i < count; ++i) {
      const int size = 1 + static_cast<int>(random() % 4);
      for (int j = 0; j < size; ++j) clauses.push_back(literal());
      clauses.push_back(0);
    }
    QuickSolver solver(variables, clauses);
    for (int question = 0; question < 4; ++question) {
      std::vector<int> assumptions;
      for (unsigned long i = random() % 3; i > 0; --i) assumptions.push_back(literal());
      const std::optional<bool> answer = solver.solve(assumptions);
      if (!answer) {
        ++undecided;
        continue;
      }
      ASSERT_EQ(*answer, satisfiable(variables, clauses, assumptions)) << "round " << round;
      if (!*answer) continue;
      unsigned model = 0;
      for (int variable = 1; variable <= variables; ++variable) {
        if (solver.value(variable)) model |= 1U << (variable - 1);
      }
      EXPECT_TRUE(satisfied(clauses, model)) << "round " << round;
    }
  }
  EXPECT_LT(undecided, 40);
}

}  // namespace
}  // namespace virga
