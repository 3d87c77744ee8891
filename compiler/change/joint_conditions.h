// Which values the conditions of both sides can have together.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "compiler/change/side.h"
#include "compiler/support/arena.h"

namespace virga {

// The names of the two sides that do not mean the same. Views are those of the templates.
struct ChangedMeanings {
  using Names = std::unordered_set<std::string_view>;
  Names conditions, mappings;
  // Of these parameters, the value changes only where it is that of the Default.
  std::vector<std::string_view> by_default;
  // Of these, nothing is known of the new value.
  Names open;
  // Names on the old side -> those of the same thing on the new one.
  std::map<std::string_view, std::string_view> renamed_conditions, renamed_parameters;
};

// A solver over the conditions of both templates: the update gives a parameter the value that it has, unless its value
// is that of a Default that changes. Answers are conservative as those of ConditionSolver. Borrows both sides. Not
// thread-safe.
class JointConditions {
public:
  using Literals = std::vector<std::pair<std::string_view, bool>>;

  JointConditions(const Side& before, const Side& after, ChangedMeanings changed);

  // Whether the conditions of the old stack and of the new one can have these values in one update, if the parameters
  // have the values of `bindings` before and after it and the parameter `defaulted`, unless empty, has its Default.
  bool possible(const Literals& of_old, const Literals& of_new, std::span<const ParameterBinding> bindings = {},
                std::string_view defaulted = {}) const;

private:
  // The two templates' conditions as one template, for one choice of the parameters that have their Default.
  struct Variant;
  const Variant& variant(std::size_t defaulted) const;
  std::string_view name_of_old(std::string_view condition) const;

  const Side& before_;
  const Side& after_;
  ChangedMeanings changed_;
  mutable std::map<std::size_t, std::shared_ptr<const Variant>> variants_;
};

}  // namespace virga
