// What fixes did to the findings of a template: which went, which came, and whether it is worse for them. Thread-safe.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace virga {

// Identifies a finding even if it moves: "E3002 Resources/Logs/Properties/Nmae".
std::string key_of(const Diagnostic& finding);

// The part of the template that a finding is about: "Resources/Logs".
std::string subject_of(const Diagnostic& finding);

// The parts of the template that have more errors than before, or as many and more findings.
std::set<std::string> worse_parts(const std::vector<Diagnostic>& before, const std::vector<Diagnostic>& after);

// What fixes may make up for: in each part for itself, so that none depends on the other fixes of the template; the
// same for a single fix, whose mend of an error may bring warnings and informational findings to light in other parts,
// too; or in the template as a whole, for a single fix at its root, with the same allowance.
enum class Scope { Part, OneFix, Template };

// Part or Template.
Scope scope_of(const Diagnostic& finding);

// Whether the result is not worse. Fixing a name may reveal an error in its value, so new findings are allowed in parts
// that lose one, but not elsewhere unless `is_expected`, and never more errors. Warnings and informational findings may
// grow in number where errors become fewer, since a mend of what CloudFormation refuses is worth more than they are.
bool is_no_worse(const std::vector<Diagnostic>& before, const std::vector<Diagnostic>& after, Scope scope,
                 const std::function<bool(const Diagnostic&)>& is_expected);

// The findings of `after` that `before` has not.
std::vector<Diagnostic> new_in(const std::vector<Diagnostic>& after, const std::vector<Diagnostic>& before);

// Whether one of them has the rule, the path and the message of `finding`.
bool has(const std::vector<Diagnostic>& findings, const Diagnostic& finding);

}  // namespace virga
