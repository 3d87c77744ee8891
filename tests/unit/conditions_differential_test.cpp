// The condition solver, compared with an enumeration of all parameter values on small random templates.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <set>

#include "tests/unit/resolve_fixture.h"

namespace virga {
namespace {

using testing::Resolved;

constexpr std::size_t kVariables = 3;
const std::array<std::string, 3> kLiterals = {"a", "b", "c"};
// Values that no condition names; one per variable, so that all may differ or be equal.
const std::array<std::string, 3> kOthers = {"x", "y", "z"};

using Assignment = std::array<std::string, kVariables>;

// An expression in two forms: its meaning, and its text in the template.
struct Expression {
  enum class Kind { Equals, Same, Row, Joined, Selected, Cut, Pair, MappedPart, Condition, Not, And, Or };
  Kind kind = Kind::Equals;
  std::size_t left = 0;
  std::size_t right = 0;
  std::string literal;
  std::string other;  // for a Pair, the value of the right one
  std::vector<Expression> parts;
};

struct Sample {
  std::array<std::vector<std::string>, kVariables> allowed;  // empty: any value
  std::array<bool, kVariables> opaque{};                     // an expression instead of a parameter
  std::map<std::string, std::string> mapping;
  std::vector<Expression> conditions;
  std::vector<std::pair<Expression, Expression>> rules;  // premise, assertion
  // An operand is computed from a parameter that may have any value, so the solver knows less than the enumeration.
  bool conservative = false;
};

class Generator {
public:
  explicit Generator(unsigned seed) : random_(seed) {}

  Sample sample() {
    Sample s;
    for (std::size_t i = 0; i < kVariables; ++i) {
      if (chance(25)) {
        s.opaque[i] = true;
      } else if (chance(60)) {
        std::size_t count = 1 + pick(3);
        std::vector<std::string> values = {"a", "b", "c", "x"};
        std::shuffle(values.begin(), values.end(), random_);
        s.allowed[i].assign(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(count));
      }
    }
    for (const std::string& literal : kLiterals) {
      if (chance(80)) s.mapping[literal] = kLiterals[pick(3)];
    }
    if (s.mapping.empty()) s.mapping["a"] = "b";
    std::size_t count = 1 + pick(6);
    for (std::size_t i = 0; i < count; ++i) s.conditions.push_back(expression(s, i, 3));
    if (chance(40)) {
      // Rules can only refer to parameters.
      s.rules.emplace_back(expression(s, 0, 1), expression(s, 0, 2));
    }
    return s;
  }

  bool chance(unsigned percent) { return random_() % 100 < percent; }
  std::size_t pick(std::size_t count) { return random_() % count; }

private:
  Expression expression(Sample& s, std::size_t earlier, int depth) {
    Expression e;
    std::size_t roll = pick(14);
    if (depth > 0 && roll >= 9) {
      e.kind = roll < 11 ? Expression::Kind::Not : roll < 13 ? Expression::Kind::And : Expression::Kind::Or;
      std::size_t parts = e.kind == Expression::Kind::Not ? 1 : 2 + pick(2);
      for (std::size_t i = 0; i < parts; ++i) e.parts.push_back(expression(s, earlier, depth - 1));
      return e;
    }
    e.left = pick(kVariables);
    e.right = pick(kVariables);
    e.literal = kLiterals[pick(3)];
    e.other = kLiterals[pick(3)];
    if (roll >= 5 && roll < 9 && !s.opaque[e.left] && !s.opaque[e.right]) return computed(s, e, roll);
    if (roll == 0 && earlier > 0) {
      e.kind = Expression::Kind::Condition;
      e.left = pick(earlier);
    } else if (roll == 1) {
      e.kind = Expression::Kind::Same;
    } else if (roll == 2 && !s.opaque[e.left]) {
      e.kind = Expression::Kind::Row;
    }
    return e;
  }

  // An operand computed from one or two parameters.
  Expression computed(Sample& s, Expression e, std::size_t roll) {
    using Kind = Expression::Kind;
    e.kind = roll == 5 ? Kind::Joined : roll == 6 ? Kind::Selected : roll == 7 ? Kind::Cut : Kind::Pair;
    const std::vector<std::string>& allowed = s.allowed[e.left];
    const bool all_mapped = !allowed.empty() && std::all_of(allowed.begin(), allowed.end(), [&](const auto& value) {
      return s.mapping.contains(value);
    });
    if (all_mapped && chance(40)) e.kind = Kind::MappedPart;
    // What a text with one parameter is equal to says what the parameter is.
    const bool is_open = allowed.empty() && e.kind != Kind::Joined;
    if (is_open || (e.kind == Kind::Pair && s.allowed[e.right].empty())) s.conservative = true;
    return e;
  }

  std::mt19937 random_;
};

bool holds(const Sample& s, const Expression& e, const Assignment& values) {
  switch (e.kind) {
    case Expression::Kind::Equals:
      return values[e.left] == e.literal;
    case Expression::Kind::Same:
      return values[e.left] == values[e.right];
    case Expression::Kind::Row: {
      auto row = s.mapping.find(values[e.left]);
      return row != s.mapping.end() && row->second == e.literal;
    }
    case Expression::Kind::Joined:
    case Expression::Kind::Selected:
      return values[e.left] == e.literal;
    case Expression::Kind::Cut:
      return values[e.left] == "b";
    case Expression::Kind::Pair:
      return values[e.left] == e.literal && values[e.right] == e.other;
    case Expression::Kind::MappedPart:
      return s.mapping.at(values[e.left]) == e.literal;
    case Expression::Kind::Condition:
      return holds(s, s.conditions[e.left], values);
    case Expression::Kind::Not:
      return !holds(s, e.parts[0], values);
    case Expression::Kind::And:
      return std::all_of(e.parts.begin(), e.parts.end(), [&](const Expression& p) { return holds(s, p, values); });
    case Expression::Kind::Or:
      return std::any_of(e.parts.begin(), e.parts.end(), [&](const Expression& p) { return holds(s, p, values); });
  }
  return false;
}

std::string variable(const Sample& s, std::size_t index) {
  std::string number = std::to_string(index);
  if (s.opaque[index]) return "!Select [" + number + ", !Split ['-', !Ref Text]]";
  return "!Ref P" + number;
}

std::string written(const Sample& s, const Expression& e) {
  switch (e.kind) {
    case Expression::Kind::Equals:
      return "!Equals [" + variable(s, e.left) + ", " + e.literal + "]";
    case Expression::Kind::Same:
      return "!Equals [" + variable(s, e.left) + ", " + variable(s, e.right) + "]";
    case Expression::Kind::Row:
      return "!Equals [" + e.literal + ", !FindInMap [M, " + variable(s, e.left) + ", v]]";
    case Expression::Kind::Joined:
      return "!Equals [!Join ['-', [" + variable(s, e.left) + ", k]], " + e.literal + "-k]";
    case Expression::Kind::Selected:
      return "!Equals [" + e.literal + ", !Select [0, !Split ['-', !Join ['-', [" + variable(s, e.left) + ", k]]]]]";
    case Expression::Kind::Cut:
      return "!Equals [!Select [0, !Split [b, " + variable(s, e.left) + "]], '']";
    case Expression::Kind::Pair:
      return "!Equals [!Sub '${P" + std::to_string(e.left) + "}-${ P" + std::to_string(e.right) + " }', " + e.literal +
             "-" + e.other + "]";
    case Expression::Kind::MappedPart:
      return "!Equals [" + e.literal + "z, !Sub ['${v}z', {v: !FindInMap [M, " + variable(s, e.left) + ", v]}]]";
    case Expression::Kind::Condition:
      return "!Condition C" + std::to_string(e.left);
    default:
      break;
  }
  std::string text = e.kind == Expression::Kind::Not ? "!Not [" : e.kind == Expression::Kind::And ? "!And [" : "!Or [";
  for (std::size_t i = 0; i < e.parts.size(); ++i) text += (i > 0 ? ", " : "") + written(s, e.parts[i]);
  return text + "]";
}

std::string template_text(const Sample& s) {
  std::string text = "Parameters:\n  Text: {Type: String}\n";
  for (std::size_t i = 0; i < kVariables; ++i) {
    text += "  P" + std::to_string(i) + ": {Type: String";
    if (!s.allowed[i].empty()) {
      text += ", AllowedValues: [";
      for (std::size_t j = 0; j < s.allowed[i].size(); ++j) text += (j > 0 ? ", '" : "'") + s.allowed[i][j] + "'";
      text += "]";
    }
    text += "}\n";
  }
  text += "Mappings:\n  M:\n";
  for (const auto& [key, value] : s.mapping) text += "    " + key + ": {v: " + value + "}\n";
  text += "Conditions:\n";
  for (std::size_t i = 0; i < s.conditions.size(); ++i) {
    text += "  C" + std::to_string(i) + ": " + written(s, s.conditions[i]) + "\n";
  }
  if (!s.rules.empty()) text += "Rules:\n";
  for (std::size_t i = 0; i < s.rules.size(); ++i) {
    text += "  R" + std::to_string(i) + ":\n    RuleCondition: " + written(s, s.rules[i].first) +
            "\n    Assertions:\n      - Assert: " + written(s, s.rules[i].second) + "\n";
  }
  return text;
}

// All combinations of condition values that some assignment yields, as bits, under the rules if these allow any. With
// `bound`, one variable has only this value.
std::set<unsigned> enumerate(const Sample& s, std::size_t bound = kVariables, const std::string& value = {},
                             bool* ruled_out_all = nullptr) {
  std::array<std::vector<std::string>, kVariables> domains;
  for (std::size_t i = 0; i < kVariables; ++i) {
    domains[i] = s.allowed[i];
    if (!domains[i].empty()) continue;
    domains[i].insert(domains[i].end(), kLiterals.begin(), kLiterals.end());
    domains[i].insert(domains[i].end(), kOthers.begin(), kOthers.end());
  }
  std::set<unsigned> with_rules;
  std::set<unsigned> all;
  for (const std::string& first : domains[0]) {
    for (const std::string& second : domains[1]) {
      for (const std::string& third : domains[2]) {
        Assignment values{first, second, third};
        if (bound < kVariables && values[bound] != value) continue;
        unsigned bits = 0;
        for (std::size_t i = 0; i < s.conditions.size(); ++i) {
          if (holds(s, s.conditions[i], values)) bits |= 1U << i;
        }
        all.insert(bits);
        bool ruled_out = std::any_of(s.rules.begin(), s.rules.end(), [&](const auto& rule) {
          return holds(s, rule.first, values) && !holds(s, rule.second, values);
        });
        if (!ruled_out) with_rules.insert(bits);
      }
    }
  }
  if (ruled_out_all != nullptr) *ruled_out_all = with_rules.empty();
  return with_rules.empty() ? all : with_rules;
}

TEST(ConditionSolverDifferential, AgreesWithEnumeration) {
  int exact = 0;
  for (unsigned seed = 1; seed <= 1000; ++seed) {
    Generator generator(seed);
    Sample sample = generator.sample();
    std::string text = template_text(sample);
    SCOPED_TRACE("seed " + std::to_string(seed) + "\n" + text);
    Resolved t(text);
    auto count = static_cast<std::uint32_t>(sample.conditions.size());
    ASSERT_EQ(t.conditions.count(), count);
    bool ruled_out_all = false;
    std::set<unsigned> expected = enumerate(sample, kVariables, {}, &ruled_out_all);
    // Skip rules that no stack satisfies; a conservative solver may not notice.
    if (sample.conservative && ruled_out_all) continue;

    // All sets of assumptions: each condition true, false or open.
    unsigned sets = 1;
    for (std::uint32_t i = 0; i < count; ++i) sets *= 3;
    for (unsigned set = 0; set < sets; ++set) {
      Scenario scenario;
      unsigned rest = set;
      for (std::uint32_t i = 0; i < count; ++i, rest /= 3) {
        if (rest % 3 != 2) scenario.push_back({i, rest % 3 == 1});
      }
      auto fits = [&](unsigned bits) {
        return std::all_of(scenario.begin(), scenario.end(),
                           [&](const Assumption& a) { return ((bits >> a.condition) & 1U) == (a.value ? 1U : 0U); });
      };
      bool possible = std::any_of(expected.begin(), expected.end(), fits);
      // A conservative solver must not deny what is possible, nor claim what is not implied.
      if (sample.conservative) {
        ASSERT_TRUE(!possible || t.conditions.possible(scenario)) << t.conditions.describe(scenario);
      } else {
        ASSERT_EQ(t.conditions.possible(scenario), possible) << t.conditions.describe(scenario);
      }
      Assumption conclusion{set % count, set % 2 == 0};
      bool implied = possible && std::all_of(expected.begin(), expected.end(), [&](unsigned bits) {
                       return !fits(bits) || ((bits >> conclusion.condition) & 1U) == (conclusion.value ? 1U : 0U);
                     });
      if (sample.conservative) {
        ASSERT_TRUE(!possible || implied || !t.conditions.implies(scenario, conclusion));
      } else {
        ASSERT_EQ(t.conditions.implies(scenario, conclusion), implied)
            << t.conditions.describe(scenario) << " => " << t.conditions.describe({conclusion});
      }
    }

    // The same with a known value of one parameter.
    for (std::size_t i = 0; i < kVariables; ++i) {
      if (sample.opaque[i] || !sample.rules.empty()) continue;
      const std::string name = "P" + std::to_string(i);
      for (const std::string& value :
           sample.allowed[i].empty() ? std::vector<std::string>{"a", "b", "y"} : sample.allowed[i]) {
        const std::set<unsigned> left = enumerate(sample, i, value);
        for (std::uint32_t condition = 0; condition < count; ++condition) {
          for (const bool holds : {true, false}) {
            const bool possible = std::any_of(left.begin(), left.end(), [&](unsigned bits) {
              return ((bits >> condition) & 1U) == (holds ? 1U : 0U);
            });
            const ParameterBinding binding{name, value};
            const bool found = t.conditions.possible({{condition, holds}}, {&binding, 1});
            ASSERT_TRUE(found || !possible) << name << "=" << value << " C" << condition << " " << holds;
            ASSERT_TRUE(sample.conservative || found == possible) << name << "=" << value << " C" << condition;
          }
        }
      }
    }

    std::vector<std::uint32_t> all(count);
    for (std::uint32_t i = 0; i < count; ++i) all[i] = i;
    std::set<unsigned> found;
    for (const Scenario& scenario : t.conditions.scenarios(all, {})) {
      unsigned bits = 0;
      for (const Assumption& a : scenario) bits |= a.value ? 1U << a.condition : 0U;
      found.insert(bits);
    }
    if (sample.conservative) {
      ASSERT_TRUE(std::includes(found.begin(), found.end(), expected.begin(), expected.end()));
    } else {
      ASSERT_EQ(found, expected);
      ++exact;
    }
  }
  EXPECT_GT(exact, 300);
}

}  // namespace
}  // namespace virga
