// Texts that name a partition, a region, an account or a domain suffix, and pseudo parameters in their place.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/engine/compilation.h"
#include "rules/engine/location.h"

namespace virga {

// Bytes of a text.
struct TextSpan {
  std::size_t begin = 0, end = 0;

  std::string_view of(std::string_view text) const { return text.substr(begin, end - begin); }
};

// A string of the template: an argument of Fn::Sub, or plain.
struct WrittenText {
  const Node* node = nullptr;
  const Location* where = nullptr;
  bool in_sub = false;
  std::size_t begin = 0;  // in the whole text that it is a part of
};

// A text as it is put together: one string, or the items of an Fn::Join. What is not written there stands in it as
// "${Name}", or "${?}" where it has no name.
struct WholeText {
  std::string text;
  std::vector<WrittenText> parts;

  // The string that holds all of the span; null where several do.
  const WrittenText* part_of(TextSpan span) const;
};

// Calls visit for every string at or below a place, those of one Fn::Join together. Names, which Ref, Fn::GetAtt and
// Fn::FindInMap take, are no texts.
void each_whole_text(const Location& at, const std::function<void(const WholeText&)>& visit);

// A pseudo parameter in place of parts of a string (offsets in the whole text), which becomes the text of Fn::Sub where
// it is none yet. Unsafe. None where escapes hide a part, or a second tag would follow.
std::optional<Fix> pseudo_parameter_fix(const Compilation& compilation, const WrittenText& part,
                                        std::span<const TextSpan> spans, std::string_view pseudo);

}  // namespace virga
