#include "rules/engine/meant_names.h"

#include <string>
#include <variant>

#include "compiler/model/template.h"

namespace virga {
namespace {

// Each search is linear in the names. Where most of them do not fit, the searches after the first one look at no more
// names than these.
constexpr std::size_t kMostRefused = 4, kMostSearchedAgain = 600;

std::string_view step_of(const Path& path, std::size_t index) {
  const auto* key = index < path.size() ? std::get_if<std::string>(&path[index]) : nullptr;
  return key != nullptr ? std::string_view(*key) : std::string_view();
}

// Whether a use of the name at this path would close a circle.
bool would_close_circle(const Compilation& compilation, const Path& path, std::string_view name) {
  const Template& model = compilation.model();
  const std::string_view section = step_of(path, 0), owner = step_of(path, 1);
  if (section == section_name(Section::Resources)) {
    const Resource* from = model.find_resource(owner);
    const Resource* to = model.find_resource(name);
    if (from == nullptr || to == nullptr) return false;
    // SAM makes resources of their own for events, and these have the dependency.
    const bool is_event = from->type.starts_with("AWS::Serverless::") && step_of(path, 3) == "Events";
    if (is_event) return false;
    return from == to || compilation.graph().reaches(model.index_of(*to), model.index_of(*from));
  }
  if (section == section_name(Section::Conditions)) {
    const Declaration* from = model.find_condition(owner);
    const Declaration* to = model.find_condition(name);
    if (from == nullptr || to == nullptr) return false;
    const auto index_of = [&](const Declaration* one) {
      return static_cast<std::uint32_t>(one - model.conditions().data());
    };
    return from == to ||
           DependencyGraph::build_of_conditions(model, compilation.symbols()).reaches(index_of(to), index_of(from));
  }
  return false;
}

}  // namespace

bool has_dynamic_reference(std::string_view text) {
  for (std::size_t at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at + 2)) {
    std::size_t word = text.find_first_not_of(' ', at + 2);
    if (word != std::string_view::npos && text.substr(word).starts_with("resolve:")) return true;
  }
  return false;
}

bool is_plain_name(std::string_view text) {
  return text.find("${") == std::string_view::npos && !has_dynamic_reference(text);
}

NearName near_declared_at(const Compilation& compilation, const Location& where, std::string_view name,
                          std::vector<std::string_view> declared, const std::function<bool(std::string_view)>& fits) {
  const Path path = where.path();
  const std::string_view owner = step_of(path, 1);
  if (would_close_circle(compilation, path, owner)) std::erase(declared, owner);
  for (std::size_t refused = 0; refused <= kMostRefused && refused * declared.size() <= kMostSearchedAgain; ++refused) {
    const NearName near = near_declared(name, declared);
    if (!near.found()) return {};
    if (!would_close_circle(compilation, path, near.name) && (!fits || fits(near.name))) return near;
    std::erase(declared, near.name);
  }
  return {};
}

}  // namespace virga
