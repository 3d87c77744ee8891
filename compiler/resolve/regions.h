// Facts that follow from the name of a region: partition, domain suffix, availability zones.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace virga {

// "aws", "aws-cn", "aws-us-gov", …; empty if the text does not look like a region.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
std::string_view partition_of(std::string_view region);

// "amazonaws.com", "amazonaws.com.cn", …
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
std::string_view url_suffix_of(std::string_view region);

// Names of the availability zones that an account may see ("us-east-1a", …); empty for an unknown region.
// https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
std::vector<std::string> zones_of(std::string_view region);

// In a list of regions, all of them.
inline constexpr std::string_view kAllRegions = "ALL_REGIONS";

// All known regions of the partitions aws, aws-cn and aws-us-gov, sorted.
std::vector<std::string_view> all_regions();

// Whether it is a region of any partition. Also true for the isolated partitions and the European Sovereign Cloud,
// about which no other facts are known. https://docs.aws.amazon.com/general/latest/gr/rande.html
bool is_region(std::string_view name);

}  // namespace virga
