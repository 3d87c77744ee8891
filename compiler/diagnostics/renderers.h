// Factories of the individual renderers. For renderer.cpp only.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compiler/diagnostics/renderer.h"

namespace virga {

std::unique_ptr<Renderer> make_default_renderer(const RenderOptions& options);
std::unique_ptr<Renderer> make_quiet_renderer(const RenderOptions& options);
std::unique_ptr<Renderer> make_parseable_renderer(const RenderOptions& options);
std::unique_ptr<Renderer> make_github_renderer(const RenderOptions& options);
std::unique_ptr<Renderer> make_reviewdog_renderer(const RenderOptions& options);
std::unique_ptr<Renderer> make_pretty_renderer(const RenderOptions& options);
std::unique_ptr<Renderer> make_rich_renderer(const RenderOptions& options);
std::unique_ptr<Renderer> make_json_renderer(const RenderOptions& options);
std::unique_ptr<Renderer> make_junit_renderer(const RenderOptions& options);
std::unique_ptr<Renderer> make_sarif_renderer(const RenderOptions& options);

// Lines about what is not in the file: "made by the construct Shop/Orders (lib/shop.js:10:20)", "Only in eu-west-1".
std::vector<std::string> asides_of(const FileFindings& file, const Diagnostic& finding);

// "eu-west-1, us-east-2 and us-west-1", "eu-west-1, us-east-2, us-west-1 and 12 more".
std::string some_regions(const std::vector<std::string>& regions);

}  // namespace virga
