#include "lsp/queries/generated.h"

#include <algorithm>

namespace virga::lsp {

namespace {

constexpr std::string_view kForEach = "Fn::ForEach::";
constexpr int kDeepestLoop = 16;

void add_loop_keys(const Node& body, int depth, std::vector<Member>& keys) {
  for (const Member& member : body.members()) {
    if (!member.key->text().starts_with(kForEach)) {
      if (depth > 0) keys.push_back(member);
      continue;
    }
    const auto items = member.value->items();
    if (items.size() == 3 && depth < kDeepestLoop) add_loop_keys(*items[2], depth + 1, keys);
  }
}

// Finds what is written that a generated resource was made from.
class Origins {
public:
  explicit Origins(const Template& written) : written_(written), loops_(loop_resources(written)) {}

  void find(GeneratedResource& made, const Resource& generated) const {
    // An API that several functions share is made from each of them; its key is made from the first.
    for (const TextRange range : {generated.member.key->range, generated.body()->range}) {
      for (const Resource& resource : written_.resources()) {
        if (holds(resource.member, range)) {
          made.origin = resource.name();
          return;
        }
      }
      for (const Member& member : loops_) {
        if (holds(member, range)) {
          made.origin = member.key->text();
          made.is_from_loop = true;
          return;
        }
      }
    }
  }

private:
  static bool holds(const Member& member, TextRange range) {
    return member.key->range.begin <= range.begin && range.end <= member.value->range.end;
  }

  const Template& written_;
  std::vector<Member> loops_;
};

}  // namespace

std::vector<Member> loop_resources(const Template& written) {
  std::vector<Member> keys;
  const Node* body = written.section_body(Section::Resources);
  if (body != nullptr) add_loop_keys(*body, 0, keys);
  return keys;
}

GeneratedResources generated_resources(const Snapshot& snapshot) {
  GeneratedResources found;
  const Template& written = snapshot.written().model();
  // While a template is being written, it often lacks what a build would add.
  const Semantics* expanded = written.is_sam() ? snapshot.expanded() : &snapshot.unrolled();
  if (expanded == nullptr) expanded = snapshot.assumed();
  if (expanded == nullptr) expanded = &snapshot.unrolled();
  if (expanded == &snapshot.written()) return found;
  const Origins origins(written);
  for (const Resource& resource : expanded->model().resources()) {
    if (written.find_resource(resource.name()) != nullptr) continue;
    origins.find(found.emplace_back(GeneratedResource{std::string(resource.name()), std::string(resource.type), {}}),
                 resource);
  }
  return found;
}

bool ends_with_digest(std::string_view name) {
  constexpr std::size_t kDigits = 10;
  return name.size() > kDigits &&
         name.substr(name.size() - kDigits).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_generated_for(const GeneratedResources& generated, std::string_view origin, std::string_view type) {
  return generated.empty() || std::any_of(generated.begin(), generated.end(), [&](const GeneratedResource& resource) {
           return resource.type == type && resource.origin == origin;
         });
}

}  // namespace virga::lsp
