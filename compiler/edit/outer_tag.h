// Writes a short form in full, as the key of a map.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace virga {

// The edit that writes the tag of a call as its key where the argument follows on the same line of a block, so that the
// argument may have a tag of its own: "- !Base64 !Ref A" -> "- Fn::Base64: !Ref A", and "Key: !Base64 !Ref A" -> "Key:"
// with "Fn::Base64: !Ref A" on a line of its own. Nullopt where there is no place for a key.
// A level is indented by `step`.
std::optional<TextEdit> key_for_tag(std::string_view text, TextRange tag, std::string_view function,
                                    std::uint32_t step);

// The same for a whole call that is written already: with the lines below that belong to the argument, which are then
// indented further, and between brackets in braces: "[!Base64 !Ref A]" -> "[{Fn::Base64: !Ref A}]". Empty where that
// cannot be done.
std::vector<TextEdit> call_in_full(std::string_view text, TextRange tag, std::string_view function, bool in_flow,
                                   std::uint32_t step);

}  // namespace virga
