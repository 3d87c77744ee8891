#include "rules/formats/texts.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "compiler/support/characters.h"

namespace virga {
namespace {

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

template <typename Accept>
bool all(std::string_view text, Accept accept) {
  return std::all_of(text.begin(), text.end(), accept);
}

bool is_one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

// "vpc-" followed by eight or seventeen hexadecimal digits: the formats before and since 2016.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html
bool is_id(std::string_view text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return (text.size() == 8 || text.size() == 17) && all(text, is_hex);
}

bool is_account(std::string_view text) { return text.size() == 12 && all(text, is_digit); }

struct Arn {
  std::string_view service, region, account, resource;
};

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
bool parse_arn(std::string_view text, Arn& arn) {
  auto take = [&text](std::string_view& part) {
    std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return false;
    part = text.substr(0, colon);
    text.remove_prefix(colon + 1);
    return true;
  };
  std::string_view prefix, partition;
  if (!take(prefix) || prefix != "arn" || !take(partition)) return false;
  if (partition != "aws" && !partition.starts_with("aws-")) return false;
  if (!take(arn.service) || !take(arn.region) || !take(arn.account)) return false;
  arn.resource = text;
  return true;
}

bool is_region(std::string_view text) {
  return !text.empty() && all(text, [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

bool is_arn_of(std::string_view text, std::string_view service, std::string_view resource) {
  Arn arn;
  return parse_arn(text, arn) && arn.service == service && is_region(arn.region) && is_account(arn.account) &&
         arn.resource.size() > resource.size() && arn.resource.starts_with(resource);
}

bool is_number_up_to(std::string_view text, unsigned limit) {
  unsigned value = 0;
  if (text.empty() || text.size() > 3 || !all(text, is_digit)) return false;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value <= limit;
}

}  // namespace

bool is_security_group_id(std::string_view text) {
  if (!text.starts_with("sg-")) return false;
  text.remove_prefix(3);
  return text.size() >= 8 && text.size() <= 17 && all(text, [](char c) { return is_digit(c) || is_lower(c); });
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
bool is_security_group_name(std::string_view text) {
  return !text.empty() &&
         all(text, [](char c) { return is_digit(c) || is_letter(c) || is_one_of(c, " ._-:/()#,@[]+=&;{}!$*"); });
}

bool is_vpc_id(std::string_view text) { return is_id(text, "vpc-"); }
bool is_subnet_id(std::string_view text) { return is_id(text, "subnet-"); }

bool is_image_id(std::string_view text) {
  // EC2 resolves the image in Parameter Store for a launch template.
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/create-launch-template.html
  if (text.starts_with("resolve:ssm:")) return true;
  if (!text.starts_with("ami-")) return false;
  text.remove_prefix(4);
  return (text.size() == 8 || text.size() == 17) && all(text, [](char c) { return is_digit(c) || is_lower(c); });
}

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
bool is_log_group_name(std::string_view text) {
  return !text.empty() && text.size() <= 512 &&
         all(text, [](char c) { return is_digit(c) || is_letter(c) || is_one_of(c, ".-_/#"); });
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
bool is_bucket_name(std::string_view text) {
  if (text.empty()) return true;  // CloudFormation makes a name, as where there is none
  if (text.size() < 3 || text.size() > 63) return false;
  if (!all(text, [](char c) { return is_lower(c) || is_digit(c) || c == '.' || c == '-'; })) return false;
  if (is_one_of(text.front(), ".-") || is_one_of(text.back(), ".-")) return false;
  for (std::string_view bad : {"..", "-.", ".-"}) {
    if (text.find(bad) != std::string_view::npos) return false;
  }
  return true;
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
bool is_role_arn(std::string_view text) {
  Arn arn;
  return parse_arn(text, arn) && arn.service == "iam" && arn.region.empty() && is_account(arn.account) &&
         arn.resource.size() > 5 && arn.resource.starts_with("role/");
}

bool is_topic_arn(std::string_view text) { return is_arn_of(text, "sns", ""); }
bool is_certificate_arn(std::string_view text) { return is_arn_of(text, "acm", "certificate/"); }
bool is_function_arn(std::string_view text) { return is_arn_of(text, "lambda", "function:"); }

// https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
bool is_function_name(std::string_view text) {
  return !text.empty() && text.size() <= 140 &&
         all(text, [](char c) { return is_digit(c) || is_letter(c) || c == '-' || c == '_'; });
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
bool is_iam_name(std::string_view text) {
  constexpr std::string_view kOthers = "_+=,.@-";
  return text.size() <= 128 &&
         all(text, [&](char c) { return is_digit(c) || is_letter(c) || kOthers.find(c) != std::string_view::npos; });
}

// https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html
bool is_key_arn(std::string_view text) { return is_arn_of(text, "kms", "key/") || is_arn_of(text, "kms", "alias/"); }

bool is_key_id(std::string_view text) {
  if (text.starts_with("mrk-")) {
    text.remove_prefix(4);
    return text.size() == 32 && all(text, is_hex);
  }
  if (text.size() == 36) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (is_dash ? text[i] != '-' : !is_hex(text[i])) return false;
    }
    return true;
  }
  return is_key_alias(text);
}

bool is_key_alias(std::string_view text) {
  if (!text.starts_with("alias/")) return false;
  text.remove_prefix(6);
  return !text.empty() && all(text, [](char c) { return is_digit(c) || is_letter(c) || is_one_of(c, ":/_-"); });
}

bool is_ipv4_address(std::string_view text) {
  for (int part = 0; part < 4; ++part) {
    std::size_t end = part < 3 ? text.find('.') : text.size();
    if (end == std::string_view::npos || !is_number_up_to(text.substr(0, end), 255)) return false;
    text.remove_prefix(part < 3 ? end + 1 : end);
  }
  return true;
}

bool is_ipv4_network(std::string_view text) {
  std::size_t slash = text.find('/');
  return slash != std::string_view::npos && is_ipv4_address(text.substr(0, slash)) &&
         is_number_up_to(text.substr(slash + 1), 32);
}

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html
std::string without_host_bits(std::string_view network) {
  if (!is_ipv4_network(network)) return std::string(network);
  const std::size_t slash = network.find('/');
  unsigned prefix = 0;
  std::from_chars(network.data() + slash + 1, network.data() + network.size(), prefix);
  std::string_view rest = network.substr(0, slash);
  std::string text;
  for (unsigned part = 0; part < 4; ++part) {
    unsigned byte = 0;
    std::from_chars(rest.data(), rest.data() + rest.size(), byte);
    rest.remove_prefix(std::min(rest.find('.'), rest.size() - 1) + 1);
    const unsigned bits = prefix > part * 8 ? std::min(prefix - part * 8, 8U) : 0;
    text += std::to_string(byte & (0xFF00U >> bits));
    text += part < 3 ? '.' : '/';
  }
  return text.append(network.substr(slash + 1));
}

// RFC 4291, section 2.2.
bool is_ipv6_address(std::string_view text) {
  if (text.find(":::") != std::string_view::npos) return false;
  std::size_t gap = text.find("::");
  if (gap != std::string_view::npos && text.find("::", gap + 1) != std::string_view::npos) return false;
  unsigned groups = 0;
  auto count = [&groups](std::string_view part, bool is_last) {
    while (!part.empty()) {
      std::size_t colon = part.find(':');
      std::string_view group = part.substr(0, colon);
      if (is_last && colon == std::string_view::npos && group.find('.') != std::string_view::npos) {
        groups += 2;
        return is_ipv4_address(group);
      }
      if (group.empty() || group.size() > 4 || !all(group, is_hex)) return false;
      ++groups;
      if (colon == std::string_view::npos) return true;
      part.remove_prefix(colon + 1);
      if (part.empty()) return false;
    }
    return true;
  };
  if (gap == std::string_view::npos) return count(text, true) && groups == 8;
  return count(text.substr(0, gap), false) && count(text.substr(gap + 2), true) && groups < 8;
}

bool is_ipv6_network(std::string_view text) {
  std::size_t slash = text.find('/');
  return slash != std::string_view::npos && is_ipv6_address(text.substr(0, slash)) &&
         is_number_up_to(text.substr(slash + 1), 128);
}

// RFC 3339: 2026-01-31T12:00:00Z, with optional fraction and any offset.
bool is_date_time(std::string_view text) {
  constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd";
  if (text.size() <= kShape.size()) return false;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    char c = text[i];
    if (kShape[i] == 'd' ? !is_digit(c) : kShape[i] == 'T' ? !is_one_of(c, "Tt ") : c != kShape[i]) return false;
  }
  auto field = [&](std::size_t at) { return static_cast<unsigned>((text[at] - '0') * 10 + (text[at + 1] - '0')); };
  if (field(5) < 1 || field(5) > 12 || field(8) < 1 || field(8) > 31) return false;
  if (field(11) > 23 || field(14) > 59 || field(17) > 60) return false;
  std::string_view rest = text.substr(kShape.size());
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    std::size_t digits = 0;
    while (digits < rest.size() && is_digit(rest[digits])) ++digits;
    if (digits == 0) return false;
    rest.remove_prefix(digits);
  }
  if (rest == "Z" || rest == "z") return true;
  return rest.size() == 6 && is_one_of(rest[0], "+-") && is_digit(rest[1]) && is_digit(rest[2]) && rest[3] == ':' &&
         is_digit(rest[4]) && is_digit(rest[5]);
}

}  // namespace virga
