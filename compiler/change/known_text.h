// Texts of one side of a comparison, as far as the side knows them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "compiler/change/side.h"
#include "compiler/resolve/text_pieces.h"

namespace virga {

// The pieces with what is known in the place of references: parameters and pseudo parameters with one value, and Ref to
// a resource that the template names, where the type's Ref is that name. Nullopt if nothing of them is known.
// `by_default`: also what parameters are if a deployment gives them no values.
std::optional<std::vector<TextPiece>> known_text(const Side& side, const std::vector<TextPiece>& pieces,
                                                 bool by_default = false);

// Whether the text has a dynamic reference, whose value is looked up when the update runs.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
bool is_looked_up(std::string_view text);

// Whether Ref to resources of the type is their name, as the template gives it.
// https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
bool is_known_by_name(const SchemaDatabase& facts, std::string_view type);

}  // namespace virga
