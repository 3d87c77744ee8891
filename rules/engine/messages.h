// Messages that several rules share, so that each thing is said in one way. CONTRIBUTING.md ("Words") has the glossary.
#pragma once

#include <string>
#include <string_view>

#include "rules/engine/fixes.h"

namespace virga {

// "Condition 'IsPord' is not defined. Did you mean 'IsProd'?"; `kind` begins with a capital letter.
std::string not_defined(std::string_view kind, std::string_view name, const NearName& near = {});

// For what a template without the language extensions cannot use.
std::string requires_language_extensions(std::string_view what);

// Adds when the fault happens, before the advice: "'A' and 'B' cannot be used together when IsProd is true; keep one".
void add_circumstance(std::string& message, std::string_view when);

}  // namespace virga
