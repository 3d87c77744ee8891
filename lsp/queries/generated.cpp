#include "lsp/queries/generated.h"

#include <algorithm>

#include "lsp/queries/completed_template.h"

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

// Finds what is written in a section that a generated declaration was made from.
class Origins {
public:
  Origins(const Template& written, Section section)
      : written_(written), section_(section), loops_(loop_members(written, section)) {}

  bool has_loops() const { return !loops_.empty(); }

  bool is_written(std::string_view name) const {
    const Node* body = written_.section_body(section_);
    return body != nullptr && body->find(name) != nullptr;
  }

  GeneratedDeclaration make(const Declaration& generated, std::string_view type = {}) const {
    GeneratedDeclaration made{std::string(generated.name()), std::string(type), {}};
    find(made, generated);
    return made;
  }

private:
  void find(GeneratedDeclaration& made, const Declaration& generated) const {
    // An API that several functions share is made from each of them; its key is made from the first.
    for (const TextRange range : {generated.member.key->range, generated.body()->range}) {
      if (section_ == Section::Resources) {
        for (const Resource& resource : written_.resources()) {
          if (holds(resource.member, range)) {
            made.origin = resource.name();
            return;
          }
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

  static bool holds(const Member& member, TextRange range) {
    return member.key->range.begin <= range.begin && range.end <= member.value->range.end;
  }

  const Template& written_;
  Section section_;
  std::vector<Member> loops_;
};

template <typename List>
std::vector<GeneratedDeclaration> made_by_loops(const Template& written, Section section, const List& unrolled) {
  std::vector<GeneratedDeclaration> made;
  const Origins origins(written, section);
  if (!origins.has_loops()) return made;
  for (const auto& declaration : unrolled) {
    if (!origins.is_written(declaration.name())) made.push_back(origins.make(declaration));
  }
  return made;
}

}  // namespace

std::span<const GeneratedDeclaration> GeneratedDeclarations::of(NameKind kind) const {
  switch (kind) {
    case NameKind::Resource:
      return resources;
    case NameKind::Condition:
      return conditions;
    case NameKind::Output:
      return outputs;
    default:
      return {};
  }
}

const GeneratedDeclaration* GeneratedDeclarations::find(const Symbol& symbol) const {
  const auto all = of(symbol.kind);
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const GeneratedDeclaration& made) { return made.name == symbol.name; });
  return found == all.end() ? nullptr : &*found;
}

std::vector<Member> loop_members(const Template& written, Section section) {
  std::vector<Member> keys;
  const Node* body = written.section_body(section);
  if (body != nullptr) add_loop_keys(*body, 0, keys);
  return keys;
}

bool can_be_generated(NameKind kind) {
  return kind == NameKind::Resource || kind == NameKind::Condition || kind == NameKind::Output;
}

bool is_loop_name(const Symbol& symbol) {
  return can_be_generated(symbol.kind) && symbol.name.find('{') != std::string::npos;
}

GeneratedDeclarations generated_declarations(const Snapshot& snapshot) {
  GeneratedDeclarations found;
  const Template& written = snapshot.written().model();
  const Template& unrolled = snapshot.unrolled().model();
  found.conditions = made_by_loops(written, Section::Conditions, unrolled.conditions());
  found.outputs = made_by_loops(written, Section::Outputs, unrolled.outputs());
  // While a template is being written, it often lacks what a build would add.
  const Semantics* expanded = written.is_sam() ? snapshot.expanded() : &snapshot.unrolled();
  if (expanded == nullptr) expanded = snapshot.assumed();
  if (expanded == nullptr) {
    if (const auto completed = completed_template(snapshot)) {
      found = generated_declarations(*completed);
      std::erase_if(found.resources, [](const GeneratedDeclaration& resource) {
        return resource.name.find(kSampleText) != std::string::npos;
      });
      return found;
    }
  }
  if (expanded == nullptr) expanded = &snapshot.unrolled();
  if (expanded == &snapshot.written()) return found;
  const Origins origins(written, Section::Resources);
  for (const Resource& resource : expanded->model().resources()) {
    if (written.find_resource(resource.name()) == nullptr) {
      found.resources.push_back(origins.make(resource, resource.type));
    }
  }
  return found;
}

bool ends_with_digest(std::string_view name) {
  constexpr std::size_t kDigits = 10;
  return name.size() > kDigits &&
         name.substr(name.size() - kDigits).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_generated_for(std::span<const GeneratedDeclaration> resources, std::string_view origin, std::string_view type) {
  return resources.empty() ||
         std::any_of(resources.begin(), resources.end(), [&](const GeneratedDeclaration& resource) {
           return resource.type == type && resource.origin == origin;
         });
}

}  // namespace virga::lsp
