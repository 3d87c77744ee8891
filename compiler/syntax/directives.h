// Directives of the text generators whose sources look like templates: Jinja, Go templates, ERB.
#pragma once

#include <string_view>

namespace virga {

// Whether a text has a directive where YAML and JSON have none: at the beginning of a line or as a value without
// quotes, such as `{% if Stage %}`, `BucketName: {{ name }}`, `{{- range .Buckets }}` and `<% end %>`. Those in quotes,
// block scalars and comments do not count, nor does `{{resolve:…}}`, which is CloudFormation's. Linear in the text's
// size.
bool has_directives(std::string_view text);

// Whether a scalar has an expression of a text generator in it, such as "{{ name }}".
bool has_expression(std::string_view scalar);

}  // namespace virga
