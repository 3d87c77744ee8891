// Recognizes strings that identify resources. ASCII only; independent of the locale; linear time.
#pragma once

#include <string>
#include <string_view>

namespace virga {

bool is_security_group_id(std::string_view text);
bool is_security_group_name(std::string_view text);
bool is_vpc_id(std::string_view text);
bool is_subnet_id(std::string_view text);
bool is_image_id(std::string_view text);
bool is_log_group_name(std::string_view text);
bool is_bucket_name(std::string_view text);
bool is_role_arn(std::string_view text);
bool is_topic_arn(std::string_view text);
bool is_certificate_arn(std::string_view text);
bool is_function_arn(std::string_view text);
bool is_function_name(std::string_view text);
bool is_iam_name(std::string_view text);
bool is_key_arn(std::string_view text);
bool is_key_id(std::string_view text);
bool is_key_alias(std::string_view text);
bool is_ipv4_network(std::string_view text);
// The network with the host bits after its prefix cleared.
std::string without_host_bits(std::string_view network);
bool is_ipv6_network(std::string_view text);
bool is_ipv4_address(std::string_view text);
bool is_ipv6_address(std::string_view text);
bool is_date_time(std::string_view text);

}  // namespace virga
