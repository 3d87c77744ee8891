// E3710, W3696, W3697: services and types that AWS is retiring.
#include "rules/lifecycle/service_lifecycle.h"

#include <fmt/format.h>

namespace virga {
namespace {

constexpr std::string_view kTable = "service-lifecycle";

// [stage, date, successor] of a type or its service; empty if it is not being retired.
std::vector<std::string_view> entry_of(const SchemaDatabase& facts, std::string_view type) {
  std::vector<std::string_view> entry = facts.lookup(kTable, type);
  const std::size_t end = type.find("::", type.find("::") + 2);
  if (entry.size() != 3 && end != std::string_view::npos) entry = facts.lookup(kTable, type.substr(0, end));
  return entry.size() == 3 ? entry : std::vector<std::string_view>{};
}

std::string advice(std::string_view successor) {
  return successor == "-" ? std::string() : fmt::format("; use {} instead", successor);
}

void judge(const Compilation& compilation, Reporter& reporter, const Resource& resource, const Location& where) {
  const std::vector<std::string_view> entry = entry_of(compilation.facts(), resource.type);
  if (entry.empty()) return;
  const std::string_view stage = entry[0];
  if (stage == "shutdown") {
    reporter.report("E3710", where,
                    fmt::format("{} was shut down on {}, so the resource cannot be created{}", resource.type, entry[1],
                                advice(entry[2])));
  } else if (stage == "sunset") {
    reporter.report("W3696", where,
                    fmt::format("AWS ends support for {} on {}{}", resource.type, entry[1], advice(entry[2])));
  } else {
    reporter.report(
        "W3697", where,
        fmt::format("{} is in maintenance mode and closed to new customers{}", resource.type, advice(entry[2])));
  }
}

}  // namespace

void check_service_lifecycle(const Compilation& compilation, Reporter& reporter) {
  const Member* section = compilation.model().section(Section::Resources);
  if (section == nullptr) return;
  const Location root{nullptr, nullptr, compilation.model().root(), 0};
  const Location resources{&root, section->key, section->value, 0};
  for (const Resource& resource : compilation.model().resources()) {
    const Location at_resource{&resources, resource.member.key, resource.member.value, 0};
    if (resource.properties == nullptr) {
      judge(compilation, reporter, resource, at_resource);
      continue;
    }
    const Location at_properties{&at_resource, resource.properties->key, resource.properties->value, 0};
    judge(compilation, reporter, resource, at_properties);
  }
}

}  // namespace virga
