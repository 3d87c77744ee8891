#include "compiler/resolve/conditions.h"

#include <algorithm>
#include <cadical.hpp>
#include <unordered_map>

#include "compiler/resolve/condition_encoder.h"
#include "compiler/resolve/quick_solver.h"

namespace virga {
namespace {

enum class Answer : std::uint8_t { No, Yes, Unknown };

// Limits per query and per template. They count conflicts (learned clauses of CaDiCaL), so that answers do not depend
// on the machine's speed.
constexpr int kConflictsPerQuery = 2'000;
constexpr std::uint64_t kConflictsPerTemplate = 40'000;
constexpr std::uint64_t kQueriesPerTemplate = 50'000;
constexpr std::uint64_t kClauseBytesForQueries = 400'000'000;
constexpr std::size_t kMaxCached = 50'000;
constexpr std::size_t kMaxModels = 48;
// At most this many conditions are enumerated together.
constexpr std::size_t kMaxEnumerated = 200;

class ConflictCounter : public CaDiCaL::Learner {
public:
  bool learning(int) override {
    ++conflicts;
    return false;
  }
  void learn(int) override {}
  std::uint64_t conflicts = 0;
};

struct LiteralsHash {
  std::size_t operator()(const std::vector<int>& literals) const {
    std::size_t hash = literals.size();
    for (int literal : literals) hash = (hash ^ static_cast<std::size_t>(literal)) * 0x9E3779B97F4A7C15ULL;
    return hash ^ (hash >> 29);
  }
};

}  // namespace

struct ConditionSolver::State {
  using Literals = std::vector<int>;

  const Template* model = nullptr;
  ParameterValues given;
  std::unique_ptr<ConditionEncoder> encoder;
  std::unique_ptr<QuickSolver> quick;
  std::unique_ptr<CaDiCaL::Solver> solver;  // created for the first hard question
  ConflictCounter counter;
  std::uint64_t queries = 0;
  bool broken = false;  // the clauses contradict each other, so nothing can be concluded
  std::unordered_map<Literals, Answer, LiteralsHash> answers;
  std::unordered_map<Literals, std::vector<Scenario>, LiteralsHash> combinations;
  // Known models (values of all variables in a possible stack): most questions can be answered with one of them.
  std::vector<std::vector<bool>> models;
  std::size_t newest_model = 0;

  ~State() {
    if (solver != nullptr) solver->disconnect_learner();
  }

  void load(bool with_rules) {
    encoder = std::make_unique<ConditionEncoder>(*model, given, with_rules);
    quick = std::make_unique<QuickSolver>(encoder->variables(), encoder->clauses());
    if (solver != nullptr) solver->disconnect_learner();
    solver.reset();
  }

  // Clauses are built for the first question, since most templates ask none.
  void prepare() {
    if (encoder != nullptr) return;
    load(true);
    Answer consistent = solve({});
    if (consistent == Answer::No && encoder->has_rules()) {
      load(false);
      consistent = solve({});
    }
    broken = consistent != Answer::Yes;
  }

  bool spent() const {
    return counter.conflicts > kConflictsPerTemplate || queries > kQueriesPerTemplate ||
           queries * encoder->clauses().size() * sizeof(int) > kClauseBytesForQueries;
  }

  Answer solve(const Literals& literals) {
    if (spent()) return Answer::Unknown;
    ++queries;
    return decide(quick->solve(literals), literals);
  }

  // The same if the literals have already been pushed to the quick solver.
  Answer solve_pushed(const Literals& literals) { return decide(quick->solve({}), literals); }

  Answer decide(std::optional<bool> easy, const Literals& literals) {
    if (!easy.has_value()) return solve_hard(literals);
    if (!*easy) return Answer::No;
    keep_model([&](int variable) { return quick->value(variable); });
    return Answer::Yes;
  }

  Answer solve_hard(const Literals& literals) {
    if (solver == nullptr) {
      solver = std::make_unique<CaDiCaL::Solver>();
      solver->configure("plain");
      solver->set("quiet", 1);
      solver->connect_learner(&counter);
      for (int literal : encoder->clauses()) solver->add(literal);
    }
    for (int literal : literals) solver->assume(literal);
    solver->limit("conflicts", kConflictsPerQuery);
    switch (solver->solve()) {  // exit codes as in the SAT competition
      case 20:
        return Answer::No;
      case 10:
        keep_model([&](int variable) { return solver->val(variable) > 0; });
        return Answer::Yes;
      default:
        return Answer::Unknown;
    }
  }

  template <typename Value>
  void keep_model(Value value) {
    std::vector<bool> values(static_cast<std::size_t>(encoder->variables()) + 1);
    for (int variable = 1; variable <= encoder->variables(); ++variable) {
      values[static_cast<std::size_t>(variable)] = value(variable);
    }
    newest_model = models.size() < kMaxModels ? models.size() : (newest_model + 1) % kMaxModels;
    if (newest_model == models.size()) models.emplace_back();
    models[newest_model] = std::move(values);
  }

  Answer ask(Literals literals) {
    prepare();
    if (broken) return Answer::Unknown;
    std::sort(literals.begin(), literals.end());
    literals.erase(std::unique(literals.begin(), literals.end()), literals.end());
    for (int literal : literals) {
      if (literal > 0) break;
      if (std::binary_search(literals.begin(), literals.end(), -literal)) return Answer::No;
    }
    for (const std::vector<bool>& values : models) {
      bool fits = std::all_of(literals.begin(), literals.end(), [&](int literal) {
        return values[static_cast<std::size_t>(std::abs(literal))] == (literal > 0);
      });
      if (fits) return Answer::Yes;
    }
    if (auto known = answers.find(literals); known != answers.end()) return known->second;
    Answer answer = solve(literals);
    if (answers.size() < kMaxCached) answers.emplace(std::move(literals), answer);
    return answer;
  }

  void append(const Scenario& scenario, Literals& literals) {
    prepare();
    for (const Assumption& assumption : scenario) {
      if (assumption.condition >= model->conditions().size()) continue;
      int variable = encoder->condition(assumption.condition);
      literals.push_back(assumption.value ? variable : -variable);
    }
  }
};

// Enumerates all combinations of some conditions, depth first, true before false. `literals_` holds the choices so far,
// which are also pushed to the quick solver, so that it knows most values without a search.
class ConditionSolver::Enumeration {
public:
  Enumeration(State& state, std::span<const std::uint32_t> wanted, std::size_t limit, State::Literals premise)
      : state_(state), wanted_(wanted), limit_(limit), literals_(std::move(premise)) {}

  // Empty if there are too many or the budget is exhausted.
  std::vector<Scenario> run() {
    state_.prepare();
    if (state_.broken) return {};
    std::size_t pushed = 0;
    bool open = true;
    for (int literal : literals_) {
      open = state_.quick->push(literal);
      if (!open) break;
      ++pushed;
    }
    if (open && ask()) descend(0);
    for (; pushed > 0; --pushed) state_.quick->pop();
    if (!sure_ || found_.size() > limit_) found_.clear();
    return std::move(found_);
  }

private:
  // Whether the current choices are possible. If so, the newest model is a witness.
  bool ask() {
    if (state_.spent()) {
      sure_ = false;
      return false;
    }
    ++state_.queries;
    Answer answer = state_.solve_pushed(literals_);
    sure_ = sure_ && answer != Answer::Unknown;
    return answer == Answer::Yes;
  }

  bool witness(int variable) const { return state_.models[state_.newest_model][static_cast<std::size_t>(variable)]; }

  // Requires that the newest model satisfies `literals_`.
  void descend(std::size_t depth) {
    if (!sure_ || found_.size() > limit_) return;
    if (depth == wanted_.size()) {
      Scenario& scenario = found_.emplace_back();
      for (std::size_t i = 0; i < wanted_.size(); ++i) scenario.push_back({wanted_[i], taken_[i]});
      return;
    }
    int variable = state_.encoder->condition(wanted_[depth]);
    if (int forced = state_.quick->forced(variable); forced != 0) {
      taken_.push_back(forced > 0);
      descend(depth + 1);
      taken_.pop_back();
      return;
    }
    const bool seen = witness(variable);
    for (bool value : {true, false}) {
      // The first branch can reuse the witness if that agrees; afterwards, the newest model is a different one.
      int literal = value ? variable : -variable;
      if (!state_.quick->push(literal)) continue;
      literals_.push_back(literal);
      taken_.push_back(value);
      if ((value && seen) || ask()) descend(depth + 1);
      taken_.pop_back();
      literals_.pop_back();
      state_.quick->pop();
    }
  }

  State& state_;
  std::span<const std::uint32_t> wanted_;
  std::size_t limit_;
  State::Literals literals_;
  std::vector<bool> taken_;
  std::vector<Scenario> found_;
  bool sure_ = true;
};

ConditionSolver::ConditionSolver(const Template& model, ParameterValues given) : state_(std::make_unique<State>()) {
  state_->model = &model;
  state_->given = std::move(given);
}

ConditionSolver::~ConditionSolver() = default;
ConditionSolver::ConditionSolver(ConditionSolver&&) noexcept = default;
ConditionSolver& ConditionSolver::operator=(ConditionSolver&&) noexcept = default;

std::optional<std::uint32_t> ConditionSolver::id(std::string_view condition) const {
  const Declaration* found = state_->model->find_condition(condition);
  if (found == nullptr) return std::nullopt;
  return static_cast<std::uint32_t>(found - state_->model->conditions().data());
}

std::string_view ConditionSolver::name(std::uint32_t id) const {
  return id < count() ? state_->model->conditions()[id].name() : std::string_view{};
}

std::uint32_t ConditionSolver::count() const { return static_cast<std::uint32_t>(state_->model->conditions().size()); }

bool ConditionSolver::possible(const Scenario& scenario) const {
  if (scenario.empty()) return true;
  State::Literals literals;
  state_->append(scenario, literals);
  return state_->ask(std::move(literals)) != Answer::No;
}

bool ConditionSolver::possible(const Scenario& scenario, std::span<const ParameterBinding> bindings) const {
  if (scenario.empty()) return true;
  State::Literals literals;
  state_->append(scenario, literals);
  state_->encoder->bind(bindings, literals);
  return state_->ask(std::move(literals)) != Answer::No;
}

bool ConditionSolver::implies(const Scenario& premise, Assumption conclusion) const {
  if (conclusion.condition >= count()) return false;
  State::Literals literals;
  state_->append(premise, literals);
  if (state_->ask(literals) != Answer::Yes) return false;
  state_->append({{conclusion.condition, !conclusion.value}}, literals);
  return state_->ask(std::move(literals)) == Answer::No;
}

std::vector<Scenario> ConditionSolver::scenarios(std::span<const std::uint32_t> conditions, const Scenario& premise,
                                                 std::size_t limit) const {
  std::vector<std::uint32_t> wanted;
  for (std::uint32_t id : conditions) {
    if (id < count() && std::find(wanted.begin(), wanted.end(), id) == wanted.end()) wanted.push_back(id);
  }
  if (wanted.size() > kMaxEnumerated) return {};
  State::Literals literals;
  state_->append(premise, literals);
  State::Literals key = literals;
  key.push_back(0);
  for (std::uint32_t id : wanted) key.push_back(static_cast<int>(id));
  key.push_back(static_cast<int>(std::min<std::size_t>(limit, 1U << 30U)));
  if (auto known = state_->combinations.find(key); known != state_->combinations.end()) return known->second;

  Enumeration enumeration(*state_, wanted, limit, std::move(literals));
  std::vector<Scenario> found = enumeration.run();
  if (state_->combinations.size() < kMaxCached) state_->combinations.emplace(std::move(key), found);
  return found;
}

std::string ConditionSolver::describe(const Scenario& scenario) const {
  std::string text;
  for (std::size_t i = 0; i < scenario.size(); ++i) {
    if (i > 0) text += i + 1 == scenario.size() ? " and " : ", ";
    text += name(scenario[i].condition);
    text += scenario[i].value ? " is true" : " is false";
  }
  return text;
}

}  // namespace virga
