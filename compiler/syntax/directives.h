// Directives of the text generators whose sources look like templates: Jinja, Go templates, ERB.
#pragma once

#include <string_view>

namespace virga {

// Whether a text is the source of a text generator and no template yet: it is no YAML or JSON because a directive
// stands where these have none, as in `{% if Stage %}`, `BucketName: {{ name }}`, `{{- range .Buckets }}` and `<% end
// %>` (the first fault of the text is at one), or the logical ID of a resource has an expression. What stands in the
// quotes and block scalars of a text that can be read tells nothing. Only a text with something that looks like a
// directive is parsed.
bool is_generator_source(std::string_view text);

// Whether a scalar has an expression of a text generator in it, such as "{{ name }}".
bool has_expression(std::string_view scalar);

}  // namespace virga
