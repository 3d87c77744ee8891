#include "compiler/resolve/regions.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace virga {
namespace {

struct Zones {
  std::string_view region;
  std::string_view letters;
};

constexpr std::array<Zones, 38> kZones = {{
    {"af-south-1", "abc"},      {"ap-east-1", "abc"},      {"ap-east-2", "abc"},      {"ap-northeast-1", "acd"},
    {"ap-northeast-2", "abcd"}, {"ap-northeast-3", "abc"}, {"ap-south-1", "abc"},     {"ap-south-2", "abc"},
    {"ap-southeast-1", "abc"},  {"ap-southeast-2", "abc"}, {"ap-southeast-3", "abc"}, {"ap-southeast-4", "abc"},
    {"ap-southeast-5", "abc"},  {"ap-southeast-6", "abc"}, {"ap-southeast-7", "abc"}, {"ca-central-1", "abd"},
    {"ca-west-1", "abc"},       {"cn-north-1", "abd"},     {"cn-northwest-1", "abc"}, {"eu-central-1", "abc"},
    {"eu-central-2", "abc"},    {"eu-north-1", "abc"},     {"eu-south-1", "abc"},     {"eu-south-2", "abc"},
    {"eu-west-1", "abc"},       {"eu-west-2", "abc"},      {"eu-west-3", "abc"},      {"il-central-1", "abc"},
    {"me-central-1", "abc"},    {"me-south-1", "abc"},     {"mx-central-1", "abc"},   {"sa-east-1", "abc"},
    {"us-east-1", "abcdef"},    {"us-east-2", "abc"},      {"us-gov-east-1", "abc"},  {"us-gov-west-1", "abc"},
    {"us-west-1", "ac"},        {"us-west-2", "abcd"},
}};

constexpr std::array<std::string_view, 8> kOtherRegions = {
    "eu-isoe-west-1", "eusc-de-east-1", "us-iso-east-1",  "us-iso-west-1",
    "us-isob-east-1", "us-isob-west-1", "us-isof-east-1", "us-isof-south-1",
};

// word-word-digit, with any number of words.
bool looks_like_region(std::string_view text) {
  if (text.size() < 6 || text.size() > 32) return false;
  if (std::isdigit(static_cast<unsigned char>(text.back())) == 0) return false;
  if (std::count(text.begin(), text.end(), '-') < 2) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    auto u = static_cast<unsigned char>(c);
    return c == '-' || std::isdigit(u) != 0 || std::islower(u) != 0;
  });
}

}  // namespace

std::string_view partition_of(std::string_view region) {
  if (!looks_like_region(region)) return {};
  if (region.starts_with("cn-")) return "aws-cn";
  if (region.starts_with("us-gov-")) return "aws-us-gov";
  if (region.starts_with("us-isob-")) return "aws-iso-b";
  if (region.starts_with("us-isof-")) return "aws-iso-f";
  if (region.starts_with("us-iso-")) return "aws-iso";
  if (region.starts_with("eu-isoe-")) return "aws-iso-e";
  if (region.starts_with("eusc-")) return "aws-eusc";
  return "aws";
}

std::string_view url_suffix_of(std::string_view region) {
  std::string_view partition = partition_of(region);
  if (partition == "aws-cn") return "amazonaws.com.cn";
  if (partition == "aws-iso") return "c2s.ic.gov";
  if (partition == "aws-iso-b") return "sc2s.sgov.gov";
  if (partition == "aws-iso-e") return "cloud.adc-e.uk";
  if (partition == "aws-iso-f") return "csp.hci.ic.gov";
  if (partition == "aws-eusc") return "amazonaws.eu";
  return "amazonaws.com";
}

std::vector<std::string> zones_of(std::string_view region) {
  std::vector<std::string> zones;
  auto found = std::lower_bound(kZones.begin(), kZones.end(), region,
                                [](const Zones& entry, std::string_view name) { return entry.region < name; });
  if (found == kZones.end() || found->region != region) return zones;
  for (char letter : found->letters) zones.push_back(std::string(region) + letter);
  return zones;
}

bool is_region(std::string_view name) {
  return std::any_of(kZones.begin(), kZones.end(), [&](const Zones& zones) { return zones.region == name; }) ||
         std::find(kOtherRegions.begin(), kOtherRegions.end(), name) != kOtherRegions.end();
}

std::vector<std::string_view> all_regions() {
  std::vector<std::string_view> names;
  names.reserve(kZones.size());
  for (const Zones& zones : kZones) names.push_back(zones.region);
  return names;
}

}  // namespace virga
