// The transforms that Virga applies itself, by the names that CloudFormation knows them by.
#pragma once

#include <string_view>

namespace virga {

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-serverless.html
inline constexpr std::string_view kServerlessTransform = "AWS::Serverless-2016-10-31";
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-languageextensions.html
inline constexpr std::string_view kLanguageExtensions = "AWS::LanguageExtensions";

}  // namespace virga
