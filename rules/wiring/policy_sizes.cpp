// V3008: policies that are too large.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "rules/engine/resources_of_type.h"
#include "rules/wiring/checks.h"

namespace virga {
namespace {

// A lower bound for the size of a document in characters, without white space, which IAM does not count. Values only
// known at deployment count as empty.
std::size_t least_size(const Node& node) {
  if (node.function != Function::None) return 0;
  constexpr std::size_t kQuotes = 2;
  std::size_t size = 0;
  const auto text = [](std::string_view value) {
    return static_cast<std::size_t>(std::count_if(value.begin(), value.end(), [](char c) {
      return c != ' ' && c != '\t' && c != '\n' && c != '\r' && (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    }));
  };
  switch (node.kind) {
    case NodeKind::Mapping:
    case NodeKind::Sequence:
      size = 2 + (node.size > 0 ? node.size - 1 : 0);  // brackets and commas
      for (const Member& member : node.members()) {
        size += kQuotes + text(member.key->text()) + 1 + least_size(*member.value);
      }
      for (const Node* item : node.items()) size += least_size(*item);
      return size;
    case NodeKind::String:
      return kQuotes + text(node.text());
    default:
      return text(node.text());
  }
}

struct Quota {
  std::string_view type;
  std::size_t characters;
  std::string_view what;
};

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html
// https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html
constexpr std::array<Quota, 7> kQuotas = {{
    {"AWS::IAM::ManagedPolicy", 6144, "a managed policy"},
    {"AWS::IAM::Role", 10240, "the inline policies of a role"},
    {"AWS::IAM::Group", 5120, "the inline policies of a group"},
    {"AWS::IAM::User", 2048, "the inline policies of a user"},
    {"AWS::IAM::RolePolicy", 10240, "the inline policies of a role"},
    {"AWS::S3::BucketPolicy", 20480, "the policy of a bucket"},
    {"AWS::KMS::Key", 32768, "the policy of a key"},
}};

}  // namespace

void check_policy_sizes(const Compilation& compilation, Reporter& reporter) {
  for (const Quota& quota : kQuotas) {
    each_resource_of_type(compilation, quota.type, [&](const Resource& resource, const Location& where) {
      const Member* place = nullptr;
      std::size_t size = 0;
      for (const std::string_view name : {"PolicyDocument", "KeyPolicy", "Policies"}) {
        const Member* member = resource.properties->value->find(name);
        if (member == nullptr) continue;
        if (name != "Policies") size += least_size(*member->value);
        for (const Node* item : name == "Policies" ? member->value->items() : std::span<const Node* const>{}) {
          const Node* document = item->get("PolicyDocument");
          if (document != nullptr) size += least_size(*document);
        }
        place = member;
      }
      if (place == nullptr || size <= quota.characters) return;
      reporter.report("V3008", Location{&where, place->key, place->value, 0},
                      fmt::format("This has at least {} characters without whitespace, but {} can have at most {}; "
                                  "split it into managed policies, or combine statements with wildcards",
                                  size, quota.what, quota.characters));
    });
  }
}

}  // namespace virga
