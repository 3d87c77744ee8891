#include "compiler/driver/stack_sets.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "compiler/resolve/regions.h"
#include "compiler/source/folder_bounds.h"
#include "compiler/workspace/recognition.h"
#include "compiler/workspace/template_source.h"

namespace virga {
namespace {

std::vector<std::string> regions_of(const Resource& set) {
  std::vector<std::string> regions;
  const Node* groups = set.property("StackInstancesGroup");
  if (groups == nullptr) return regions;
  for (const Node* group : groups->items()) {
    const Node* list = group->get("Regions");
    if (list == nullptr) continue;
    for (const Node* region : list->items()) {
      if (region->is_string() && is_region(region->text())) regions.emplace_back(region->text());
    }
  }
  std::sort(regions.begin(), regions.end());
  regions.erase(std::unique(regions.begin(), regions.end()), regions.end());
  return regions;
}

SourceFilePtr file_beside(const SourceFilePtr& file, const Node& url, const FileSystem& files) {
  if (!url.is_string() || url.function != Function::None || url.text().find("://") != std::string_view::npos) {
    return nullptr;
  }
  const std::string path = path_below(std::filesystem::path(file->name()).parent_path().string(), url.text());
  ReadResult read = path.empty() ? ReadResult() : files.read(path);
  return read.file == nullptr ? nullptr : unwrapped(std::move(read.file));
}

}  // namespace

std::vector<StackSetTemplate> stack_set_templates(const Template& model, const SourceFilePtr& file,
                                                  const FileSystem& files) {
  std::vector<StackSetTemplate> found;
  for (const Resource& set : model.resources()) {
    if (set.type != "AWS::CloudFormation::StackSet" || set.properties == nullptr) continue;
    StackSetTemplate made;
    const Node* body = set.property("TemplateBody");
    const Node* url = set.property("TemplateURL");
    made.is_inline = body != nullptr;
    if (body != nullptr) {
      made.source = template_in_string(file, *body);
    } else if (url != nullptr && file->name() != "-") {
      made.source = file_beside(file, *url, files);
    }
    if (made.source == nullptr || !recognise(made.source->text()).is_template()) continue;
    made.path = {"Resources", std::string(set.name()), "Properties", "TemplateBody"};
    made.regions = regions_of(set);
    found.push_back(std::move(made));
  }
  return found;
}

}  // namespace virga
