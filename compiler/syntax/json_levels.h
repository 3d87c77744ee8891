// How deep a key of a JSON template belongs, told by the key itself. Internal to this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace virga {

// The number of brackets that are open around a section ("Resources": {…}) or a resource ("Queue": {"Type": "AWS::…"),
// if one begins at `at`, even where a quote or the colon of its key is missing. For texts whose lines do not show it.
std::optional<std::size_t> level_of_json_key(std::string_view text, std::uint32_t at);

}  // namespace virga
