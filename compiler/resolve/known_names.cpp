#include "compiler/resolve/known_names.h"

#include <algorithm>

#include "compiler/model/macro_calls.h"
#include "compiler/resolve/sub_text.h"
#include "compiler/support/text.h"
#include "compiler/support/wildcard.h"

namespace virga {
namespace {

constexpr char kWild = '\x01';
constexpr std::size_t kMaxExpansions = 2'000;
constexpr std::size_t kMaxLoops = 16;
constexpr std::string_view kForEach = "Fn::ForEach::";

// Matches parts of names that are not known.
constexpr WildcardStyle kUnknownPieces{.any = kWild, .one = '\0'};

}  // namespace

bool may_bring_sections(const Template& model) {
  return model.has_transform("AWS::Include") ||
         (model.root() != nullptr && model.root()->find("Fn::Transform") != nullptr);
}

KnownNames::KnownNames(const Template& model) : model_(model) {
  add_section(model.section_body(Section::Resources), resources_);
  add_section(model.section_body(Section::Conditions), conditions_);
  add_section(model.section_body(Section::Mappings), mappings_);
  if (may_bring_sections(model)) resources_.any = conditions_.any = mappings_.any = true;
  for (const Resource& resource : model.resources()) {
    if (resource.type.ends_with("::MODULE")) modules_.push_back(resource.name());
  }
}

bool KnownNames::resource(std::string_view name) const {
  if (matches(resources_, name)) return true;
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/module-ref-resources.html
  for (std::string_view module : modules_) {
    if (name.size() > module.size() && name.starts_with(module)) return true;
  }
  return model_.is_sam() && is_sam_generated(model_, name);
}

bool KnownNames::matches(const Names& names, std::string_view name) {
  if (names.any) return true;
  if (names.exact.empty() && names.patterns.empty()) return false;
  return names.exact.contains(std::string(name)) ||
         std::any_of(names.patterns.begin(), names.patterns.end(),
                     [&](const std::string& pattern) { return matches_wildcard(pattern, name, kUnknownPieces); });
}

void KnownNames::add_section(const Node* body, Names& names) {
  if (body == nullptr) return;
  for (const Member& member : body->members()) {
    std::string_view key = member.key->text();
    if (may_be_macro_call(member)) {
      names.any = true;  // only the transform knows what it adds
    } else if (key.starts_with(kForEach)) {
      std::vector<Loop> loops;
      add_loop(*member.value, loops, names);
    }
  }
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html
void KnownNames::add_loop(const Node& arguments, std::vector<Loop>& loops, Names& names) {
  std::span<const Node* const> items = arguments.items();
  if (items.size() != 3 || !items[0]->is_scalar() || !items[2]->is_mapping() || loops.size() >= kMaxLoops) {
    names.any = true;
    return;
  }
  Loop loop{items[0]->text(), {}};
  for (const Node* item : items[1]->items()) {
    if (!item->is_scalar()) {
      loop.values.clear();
      break;
    }
    loop.values.push_back(item->text());
  }
  loops.push_back(std::move(loop));
  for (const Member& member : items[2]->members()) {
    std::string_view key = member.key->text();
    if (key.starts_with(kForEach)) {
      add_loop(*member.value, loops, names);
    } else {
      add_key(key, loops, names);
    }
  }
  loops.pop_back();
}

void KnownNames::add_key(std::string_view key, const std::vector<Loop>& loops, Names& names) {
  std::vector<std::string> built(1);
  bool wild = false;
  const auto append = [&](std::string_view plain) {
    for (std::string& text : built) text += plain;
  };
  std::size_t from = 0, written = 0;
  for (Placeholder found; find_loop_placeholder(key, from, found);) {
    auto loop = std::find_if(loops.rbegin(), loops.rend(), [&](const Loop& l) { return l.name == found.inner; });
    if (loop == loops.rend()) {
      from = found.begin + 1;
      continue;
    }
    append(key.substr(written, found.begin - written));
    from = written = found.end;
    if (loop->values.empty() || built.size() * loop->values.size() > kMaxExpansions) {
      append({&kWild, 1});
      wild = true;
      continue;
    }
    std::vector<std::string> next;
    for (const std::string& text : built) {
      for (std::string_view value : loop->values) {
        next.push_back(text + (key[found.begin] == '&' ? alphanumeric_part(value) : std::string(value)));
      }
    }
    built = std::move(next);
  }
  append(key.substr(written));
  for (std::string& text : built) {
    if (wild) {
      names.patterns.push_back(std::move(text));
    } else {
      names.exact.insert(std::move(text));
    }
  }
}

}  // namespace virga
