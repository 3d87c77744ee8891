// Phrases that several formats share.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/change/change.h"

namespace virga {

// "+", "-", "~", or "±" for a certain or possible replacement.
std::string_view sign_of(const ResourceChange& change);
// What happens to the resource: "is added", "is deleted", "is replaced, the old one is kept", …
std::string fate_of(const ResourceChange& change);
// " when not IsProd": the conditions under which the resource is removed, replaced, or changed by one of the `causes`;
// empty if it is in every case, or in too many to name.
std::string when_of(const ResourceChange& change, const std::function<bool(const PropertyChange&)>& causes);
std::string when_of(const ResourceChange& change);
// The same for what happens in these cases of the change, such as "not IsProd"; an empty one is every case.
std::string when_of(const ResourceChange& change, std::span<const std::string> cases);
// "VersioningConfiguration.Status", "Tags[0].Value", "Metadata.Version": a path without "Properties".
std::string path_for_people(const PropertyChange& change);
// "t3.micro", "!Ref Size (t3.micro by default)"; at most `width` columns.
std::string value_for_people(const ChangedValue& value, std::size_t width);
// Both values, which look different if they are.
std::pair<std::string, std::string> both_for_people(const ChangedValue& before, const ChangedValue& after,
                                                    std::size_t width);
// "Size: t3.micro -> t3.large", "+ Size: t3.large".
std::string values_for_people(const PropertyChange& change, std::size_t width);
// "may replace, when IsProd, the mapping Images".
std::string remark_of(const PropertyChange& change);
// "Output Url: a -> b".
std::string declaration_for_people(std::string_view kind, const DeclarationChange& change, std::size_t width);
// Whose template it is, "nested stack " or "stack set ", before TemplateChange::stack.
std::string_view stack_kind(const TemplateChange& change);
// "Queue (AWS::SQS::Queue)".
std::string title_of(const ResourceChange& change);
// The text without terminal control characters, truncated to `width` columns with "…" at the end.
std::string cut(std::string_view text, std::size_t width);
// cut(), or from a little before the first difference on if both texts would look alike.
std::string cut_apart(std::string_view text, std::string_view other, std::size_t width);
// The cells of the table, cut to the width. Rows that differ also look different.
std::vector<std::vector<std::string>> cells_for_people(const std::vector<AccessChange>& rows, std::size_t width);
// The heading for risks of a kind.
std::string_view heading_of(RiskKind kind);

}  // namespace virga
