// Messages that several rules share. CONTRIBUTING.md ("Words") has the glossary.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "compiler/model/template.h"
#include "rules/engine/fixes.h"

namespace virga {

// "Condition 'IsPord' is not defined. Did you mean 'IsProd'?"; `kind` begins with a capital letter.
std::string not_defined(std::string_view kind, std::string_view name, const NearName& near = {});

// Why a name of the form that SAM gives to what it generates is not defined: "; 'Web' has a Role, so the transform
// generates none". Empty for other names.
std::string why_not_generated(const Template& model, std::string_view name);

// For things that require the language extensions.
std::string requires_language_extensions(std::string_view what);

// "A -> B -> A", of names in the order in which each leads to the next; a long way is cut before its end.
std::string cycle_of(std::span<const std::string_view> names);

// Inserts the circumstances before the advice: "'A' and 'B' cannot be used together when IsProd is true; keep one".
void add_circumstance(std::string& message, std::string_view when);

}  // namespace virga
