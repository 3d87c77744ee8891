// The effect of updating a property on its resource.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "compiler/change/change.h"
#include "compiler/change/side.h"
#include "schemas/schema_database.h"

namespace virga {

// `path`: keys and indexes from Properties. The fact is that of the property at the top, as "Update requires" of the
// type's page says, but where the documentation says something else of a part of it: the table `update-behavior`, whose
// SomeInterruption takes a MayReplace of the facts back, and MayReplace where only the page of a part asks for a
// replacement.
// Where the pages tell adding a property from removing or changing it, the table has a row for that: "PROPERTY
// (added)". Unknown for types, Unlisted for properties that the facts do not have. May be called from any thread.
UpdateEffect update_effect(const SchemaDatabase& facts, std::string_view type, std::span<const std::string> path,
                           ChangeAction action = ChangeAction::Modify);

// Sets the effect of one of a resource's changes where more decides on it than its property: the UpdatePolicy, and
// whether it edits an item of a list that stays. `before` is the resource of `before_side`, and `after` what it is
// updated to, of `side`.
void refine_effect(const Side& before_side, const Resource& before, const Side& side, const Resource& after,
                   PropertyChange& one);

// Unknown or Unlisted.
bool is_unknown(UpdateEffect effect);
// The reason for that, as a phrase.
std::string unknown_reason(UpdateEffect effect, std::string_view type);

// The effect on a resource of two of its properties being updated at once.
UpdateEffect combined(UpdateEffect one, UpdateEffect other);

// URL of a type's documentation page: "https://docs.aws.amazon.com/…/aws-resource-s3-bucket.html".
std::string documentation_page(std::string_view type);

// The property that gives a resource of this type a unique name ("BucketName"), which CloudFormation generates for most
// types if it is not set. Empty if the type has none.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
std::string_view name_property(const SchemaDatabase& facts, std::string_view type);

// "True", "Conditional" or "False", as in a change set. False for a property that the type does not have: a change set
// refuses it.
std::string_view replacement_of(UpdateEffect effect);
// Whether the resource is replaced, or it is unknown.
bool may_replace(UpdateEffect effect);

// "replacement", "some interruption", …
std::string_view to_string(UpdateEffect effect);

}  // namespace virga
