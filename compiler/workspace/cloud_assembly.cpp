#include "compiler/workspace/cloud_assembly.h"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "compiler/source/source_file.h"
#include "compiler/support/json_text.h"

namespace virga {
namespace {

using nlohmann::json;

// The member of an object, or null.
const json* member(const json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

std::string text_of(const json* value) {
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

// Parses a number after the last colon, and removes both.
bool take_number(std::string_view& text, std::uint32_t& number) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view digits = text.substr(colon + 1);
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (fault != std::errc() || end != digits.data() + digits.size() || number == 0) return false;
  text = text.substr(0, colon);
  return true;
}

// "eu-west-1" from "aws://123456789012/eu-west-1".
std::string region_of_environment(std::string_view environment) {
  const std::size_t slash = environment.rfind('/');
  const std::string_view region = slash == std::string_view::npos ? std::string_view() : environment.substr(slash + 1);
  return region == "unknown-region" ? std::string() : std::string(region);
}

}  // namespace

std::optional<CreationPlace> place_of_frame(std::string_view frame) {
  if (frame.starts_with("...") || frame.find("/node_modules/") != std::string_view::npos) return std::nullopt;
  const std::size_t open = frame.find('(');
  std::string_view text = open == std::string_view::npos ? frame : frame.substr(open + 1);
  if (open != std::string_view::npos) text = text.substr(0, text.rfind(')'));
  if (text.starts_with("at ")) text.remove_prefix(3);
  CreationPlace place;
  if (!take_number(text, place.column) || !take_number(text, place.line) || text.empty()) return std::nullopt;
  if (text.starts_with("file://")) text.remove_prefix(7);
  if (text.starts_with("node:")) return std::nullopt;
  place.file = text;
  return place;
}

class AssemblyReader {
public:
  explicit AssemblyReader(std::string folder) : folder_(std::move(folder)) {}

  Result<std::shared_ptr<const CloudAssembly>> run() {
    const std::optional<json> manifest = read("manifest.json");
    if (!fault_.empty()) return Error{fault_};
    const json* artifacts = manifest ? member(*manifest, "artifacts") : nullptr;
    if (artifacts == nullptr) {
      // Some other tool's manifest, unless the folder says that it is an assembly.
      if (!is_marked() || (manifest && member(*manifest, "version") != nullptr)) {
        return std::shared_ptr<const CloudAssembly>();
      }
      return Error{
          fmt::format("{}/manifest.json {}", folder_,
                      manifest ? "is not what `cdk synth` writes" : "is missing, although `cdk synth` writes it")};
    }
    if (!artifacts->is_object()) {
      return Error{fmt::format("{}/manifest.json: 'artifacts' must be a map, as `cdk synth` writes it", folder_)};
    }
    for (const auto& [name, artifact] : artifacts->items()) {
      if (text_of(member(artifact, "type")) == "aws:cloudformation:stack") stack(artifact);
    }
    return std::make_shared<const CloudAssembly>(std::move(assembly_));
  }

private:
  // https://docs.aws.amazon.com/cdk/v2/guide/deploy.html
  bool is_marked() const {
    std::error_code ignored;
    return std::filesystem::is_regular_file(std::filesystem::path(folder_) / "cdk.out", ignored);
  }

  std::optional<json> read(const std::string& name) {
    // File names in a manifest refer to files beside it.
    if (name.empty() || name.find('/') != std::string::npos) return std::nullopt;
    const std::string path = (std::filesystem::path(folder_) / name).string();
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored)) return std::nullopt;
    const ReadResult file = read_source_file(path);
    if (file.file == nullptr) return std::nullopt;
    Result<json> value = parse_json(file.file->text());
    if (!value && fault_.empty()) fault_ = fmt::format("{}:{}", path, value.message());
    return value ? std::optional(std::move(*value)) : std::nullopt;
  }

  void stack(const json& artifact) {
    const std::size_t index = assembly_.stacks_.size();
    assembly_.stacks_.push_back({region_of_environment(text_of(member(artifact, "environment"))), {}});
    if (const json* properties = member(artifact, "properties")) {
      assembly_.templates_.emplace(text_of(member(*properties, "templateFile")), index);
    }
    // Older versions of the CDK put the metadata into the manifest.
    if (const json* metadata = member(artifact, "metadata")) constructs(*metadata, index);
    if (const std::optional<json> metadata = read(text_of(member(artifact, "additionalMetadataFile")))) {
      constructs(*metadata, index);
    }
  }

  void constructs(const json& metadata, std::size_t stack) {
    if (!metadata.is_object()) return;
    for (const auto& [path, entries] : metadata.items()) {
      if (!entries.is_array() || !path.starts_with('/')) continue;
      for (const json& entry : entries) {
        const std::string type = text_of(member(entry, "type"));
        const json* data = member(entry, "data");
        if (type == "aws:cdk:templateFile") assembly_.templates_.emplace(text_of(data), stack);
        if (type == "aws:cdk:logicalId") {
          const auto [at, is_new] = assembly_.stacks_[stack].constructs.try_emplace(text_of(data), path.substr(1));
          if (!is_new && at->second != path.substr(1)) at->second.clear();
        }
        if (type == "aws:cdk:creationStack" && data != nullptr) created(path, *data);
        if (const json* trace = member(entry, "trace")) created(path, *trace);
      }
    }
  }

  // Records the first stack frame in the app's own code.
  void created(const std::string& path, const json& frames) {
    if (!frames.is_array()) return;
    for (const json& frame : frames) {
      if (!frame.is_string()) continue;
      if (std::optional<CreationPlace> place = place_of_frame(frame.get_ref<const std::string&>())) {
        assembly_.places_.emplace(path.substr(1), std::move(*place));
        return;
      }
    }
  }

  const std::string folder_;
  std::string fault_;  // of the first file that is not JSON
  CloudAssembly assembly_;
};

Result<std::shared_ptr<const CloudAssembly>> CloudAssembly::open(const std::string& folder) {
  return AssemblyReader(folder).run();
}

bool is_of_cloud_assembly(const std::string& path) {
  if (!path.ends_with(".json")) return false;
  const std::filesystem::path file = path;
  const auto assembly = CloudAssembly::open(file.has_parent_path() ? file.parent_path().string() : ".");
  return assembly && *assembly != nullptr && (*assembly)->has_template(file.filename().string());
}

std::vector<std::string> CloudAssembly::templates() const {
  std::vector<std::string> names;
  for (const auto& [name, stack] : templates_) names.push_back(name);
  return names;
}

std::string_view CloudAssembly::region_of(std::string_view template_name) const {
  const auto found = templates_.find(template_name);
  return found == templates_.end() ? std::string_view() : std::string_view(stacks_[found->second].region);
}

std::string_view CloudAssembly::construct_of(std::string_view template_name, std::string_view logical_id) const {
  const auto found = templates_.find(template_name);
  if (found == templates_.end()) return {};
  const auto& constructs = stacks_[found->second].constructs;
  const auto construct = constructs.find(logical_id);
  return construct == constructs.end() ? std::string_view() : std::string_view(construct->second);
}

std::optional<CreationPlace> CloudAssembly::creation_of(std::string_view construct_path) const {
  const auto found = places_.find(construct_path);
  return found == places_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace virga
