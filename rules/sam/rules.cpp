#include "rules/sam/rules.h"

#include "rules/sam/checks.h"

namespace virga {
namespace {

constexpr std::string_view kAnatomy =
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/"
    "sam-specification-template-anatomy.html";
constexpr std::string_view kGlobals =
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/"
    "sam-specification-template-anatomy-globals.html";
constexpr std::string_view kAttributes =
    "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-attributes.html";

constexpr Rule kRules[] = {
    claims(Claim::MissingBasis, {"E3038", "Serverless resource without its transform",
                                 "AWS::Serverless:: types require the transform AWS::Serverless-2016-10-31.", kAnatomy,
                                 check_serverless_types}),
    claims(Claim::MissingBasis, {"E3066", "Serverless attribute without its transform",
                                 "Connectors and IgnoreGlobals require the transform AWS::Serverless-2016-10-31.",
                                 kAttributes, nullptr, check_serverless_attributes}),
    claims(Claim::Missing,
           {"E3724", "Invalid Globals",
            "The serverless transform refuses unknown Globals, and without it the section is refused altogether.",
            kGlobals, check_globals}),
    {"W3001", "Attribute ignored by the serverless transform",
     "The transform drops attributes that it does not know, so they have no effect.", kAttributes, nullptr,
     check_ignored_attributes},
};

}  // namespace

std::span<const Rule> sam_rules() { return kRules; }

}  // namespace virga
