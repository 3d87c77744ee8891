// V9008, V9009: accounts, partitions, regions and domain suffixes that stand in ARNs and endpoints.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html
// https://docs.amazonaws.cn/en_us/general/latest/gr/rande.html
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/resolve/sub_text.h"
#include "compiler/support/characters.h"
#include "rules/security/checks.h"
#include "rules/security/hard_coded.h"

namespace virga {
namespace {

bool is_label(char c) { return is_digit(c) || is_lower(c) || is_upper(c) || c == '-' || c == '_'; }

bool is_account(std::string_view text) { return text.size() == 12 && std::all_of(text.begin(), text.end(), is_digit); }

// "us-east-1", "ap-southeast-2", "us-gov-west-1".
bool is_region(std::string_view text) {
  if (text.size() < 9 || text.size() > 14 || !is_digit(text.back())) return false;
  const auto dashes = std::count(text.begin(), text.end(), '-');
  return (dashes == 2 || dashes == 3) && text[2] == '-' && text[text.size() - 2] == '-' &&
         std::all_of(text.begin(), text.end() - 1, [](char c) { return is_lower(c) || c == '-'; });
}

// What a deployment fills in, as characters that stand in no name; every offset stays.
std::string with_blanked_variables(std::string_view text) {
  std::string plain(text);
  Placeholder found;
  for (std::size_t at = 0; find_placeholder(text, at, found); at = found.end) {
    std::fill(plain.begin() + static_cast<std::ptrdiff_t>(found.begin),
              plain.begin() + static_cast<std::ptrdiff_t>(found.end), '$');
  }
  return plain;
}

// "arn:PARTITION:SERVICE:REGION:ACCOUNT:…"
struct Arn {
  TextSpan partition, service, region, account;
};

std::optional<Arn> arn_at(std::string_view text, std::size_t at) {
  if (at > 0 && is_label(text[at - 1])) return std::nullopt;
  Arn arn;
  std::size_t begin = at + 4;
  for (TextSpan* field : {&arn.partition, &arn.service, &arn.region, &arn.account}) {
    std::size_t end = begin;
    while (end < text.size() && (is_label(text[end]) || text[end] == '$' || text[end] == '*' || text[end] == '?'))
      ++end;
    *field = {begin, end};
    const bool is_last = field == &arn.account;
    if (!is_last && (end >= text.size() || text[end] != ':')) return std::nullopt;
    begin = end + 1;
  }
  const std::string_view service = arn.service.of(text);
  return service.empty() ? std::nullopt : std::optional(arn);
}

// Properties that name what usually belongs to another account: layers, images, and who may come in.
constexpr std::array<std::string_view, 6> kForeign = {"Layers", "Principal", "NotPrincipal",
                                                      "Image",  "ImageUri",  "Principals"};
// Where a name of a service stands, which keeps its suffix in nearly every partition.
constexpr std::array<std::string_view, 9> kPrincipals = {"Principal",     "NotPrincipal",     "Condition",
                                                         "SourceService", "ServicePrincipal", "AWSServiceName",
                                                         "Service",       "Principals",       "TrustedService"};

bool is_below(const Location& where, std::span<const std::string_view> keys) {
  for (const Location* step = &where; step->parent != nullptr; step = step->parent) {
    if (step->key != nullptr && std::find(keys.begin(), keys.end(), step->key->text()) != keys.end()) return true;
  }
  return false;
}

// Services whose resources, for all of a distribution, are those of us-east-1.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
bool is_global(std::string_view service, std::string_view region) {
  constexpr std::array<std::string_view, 4> kServices = {"acm", "wafv2", "lambda", "cloudfront"};
  return region == "us-east-1" && std::find(kServices.begin(), kServices.end(), service) != kServices.end();
}

class Judge {
public:
  Judge(const Compilation& compilation, Reporter& reporter) : compilation_(compilation), reporter_(reporter) {}

  void judge(const WholeText& whole, bool is_resource) {
    const bool has_arn = whole.text.find("arn:") != std::string::npos;
    const bool has_host = whole.text.find(".amazonaws.com") != std::string::npos;
    if (!has_arn && !has_host) return;
    const std::string plain = with_blanked_variables(whole.text);
    if (has_arn) judge_arns(whole, plain, is_resource);
    if (has_host) judge_hosts(whole, plain);
  }

private:
  // One finding speaks for all places of a string that say the same.
  struct Places {
    const WrittenText* part = nullptr;
    std::string value;
    std::vector<TextSpan> spans;
  };

  static void add(std::vector<Places>& found, const WholeText& whole, TextSpan span) {
    const WrittenText* part = whole.part_of(span);
    if (part == nullptr) return;
    const std::string value(span.of(whole.text));
    for (Places& known : found) {
      if (known.part != part || known.value != value) continue;
      known.spans.push_back(span);
      return;
    }
    found.push_back({part, value, {span}});
  }

  void report(const std::vector<Places>& found, std::string_view rule, std::string_view pseudo, const auto& message,
              std::span<const std::string_view> unfixed = {}) {
    for (const Places& place : found) {
      Finding finding(rule, *place.part->where, message(place.value));
      if (!is_below(*place.part->where, unfixed)) {
        finding.fix(pseudo_parameter_fix(compilation_, *place.part, place.spans, pseudo));
      }
      reporter_.report(finding);
    }
  }

  void judge_arns(const WholeText& whole, std::string_view plain, bool is_resource) {
    std::vector<Places> accounts, partitions, regions;
    for (std::size_t at = plain.find("arn:"); at != std::string_view::npos; at = plain.find("arn:", at + 4)) {
      const std::optional<Arn> arn = arn_at(plain, at);
      if (!arn) continue;
      const std::string_view partition = arn->partition.of(plain), account = arn->account.of(plain);
      if (is_account(account)) add(accounts, whole, arn->account);
      const WrittenText* part = whole.part_of(arn->partition);
      // Those in Fn::Sub are I3042's, which does not look into SAM templates.
      const bool is_told = part != nullptr && part->in_sub && is_resource && !compilation_.model().is_sam();
      const bool is_fixed = partition == "aws" || partition == "aws-cn" || partition == "aws-us-gov";
      if (is_fixed && !is_told) add(partitions, whole, arn->partition);
      // The region of what another account has is for that account to choose.
      const std::string_view region = arn->region.of(plain);
      if (is_region(region) && !is_account(account) && !is_global(arn->service.of(plain), region)) {
        add(regions, whole, arn->region);
      }
    }
    report(
        accounts, "V9008", "AWS::AccountId",
        [](const std::string& account) {
          return fmt::format(
              "Hard-coded account {} in an ARN; use ${{AWS::AccountId}}, or a parameter for another account", account);
        },
        kForeign);
    report(partitions, "V9009", "AWS::Partition", [](const std::string& partition) {
      return fmt::format("Hard-coded partition '{}' in an ARN, which only works there; use ${{AWS::Partition}}",
                         partition);
    });
    report(regions, "V9009", "AWS::Region", [](const std::string& region) {
      return fmt::format("Hard-coded region '{}' in an ARN; use ${{AWS::Region}}, or a parameter for another region",
                         region);
    });
  }

  // Endpoints of what the template or its parameters name: "${Api}.execute-api.${AWS::Region}.amazonaws.com". One
  // without a variable belongs to somebody else, and may be nowhere else.
  void judge_hosts(const WholeText& whole, std::string_view plain) {
    constexpr std::string_view kSuffix = "amazonaws.com";
    std::vector<Places> suffixes, regions;
    for (std::size_t at = plain.find(kSuffix); at != std::string_view::npos; at = plain.find(kSuffix, at + 1)) {
      if (at == 0 || plain[at - 1] != '.') continue;
      TextSpan suffix{at, at + kSuffix.size()};
      if (plain.substr(suffix.end).starts_with(".cn")) suffix.end += 3;
      if (suffix.end < plain.size() && (is_label(plain[suffix.end]) || plain[suffix.end] == '$')) continue;
      if (suffix.end + 1 < plain.size() && plain[suffix.end] == '.' && is_label(plain[suffix.end + 1])) continue;
      std::size_t host = at, end = suffix.end;
      while (host > 0 && (is_label(plain[host - 1]) || plain[host - 1] == '.' || plain[host - 1] == '$')) --host;
      while (end < plain.size() && is_in_url(plain[end])) ++end;
      const bool is_url = plain.substr(0, host).ends_with("://");
      const bool is_address = host > 0 && plain[host - 1] == '@';
      const bool has_variable = plain.substr(host, end - host).find('$') != std::string_view::npos;
      const WrittenText* part = whole.part_of(suffix);
      if (is_address || !has_variable || part == nullptr) continue;
      if (!is_url && is_below(*part->where, kPrincipals)) continue;
      add(suffixes, whole, suffix);
      std::size_t begin = at - 1;
      while (begin > host && is_label(plain[begin - 1])) --begin;
      const TextSpan region{begin, at - 1};
      if (is_region(region.of(plain)) && is_own_host(whole.text, host, begin)) add(regions, whole, region);
    }
    report(suffixes, "V9009", "AWS::URLSuffix", [](const std::string& suffix) {
      return fmt::format("Hard-coded URL suffix '{}', which differs between partitions; use ${{AWS::URLSuffix}}",
                         suffix);
    });
    report(regions, "V9009", "AWS::Region", [](const std::string& region) {
      return fmt::format("Hard-coded region '{}' in an endpoint; use ${{AWS::Region}}", region);
    });
  }

  static bool is_in_url(char c) {
    return is_label(c) || std::string_view("$/.:?&%~+#@").find(c) != std::string_view::npos;
  }

  // Does the host begin with a resource of the template, or with the account?
  bool is_own_host(const std::string& text, std::size_t begin, std::size_t end) const {
    Placeholder found;
    for (std::size_t at = begin; find_placeholder(text, at, found) && found.begin < end; at = found.end) {
      const std::string_view name = found.inner.substr(0, found.inner.find('.'));
      if (name == "AWS::AccountId" || compilation_.model().find_resource(name) != nullptr) return true;
    }
    return false;
  }

  const Compilation& compilation_;
  Reporter& reporter_;
};

}  // namespace

void check_fixed_places(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  if (model.root() == nullptr) return;
  Judge judge(compilation, reporter);
  const Location root{nullptr, nullptr, model.root(), 0};
  for (const Section name : {Section::Globals, Section::Resources, Section::Outputs}) {
    const Member* section = model.section(name);
    if (section == nullptr) continue;
    each_whole_text(Location{&root, section->key, section->value, 0},
                    [&](const WholeText& whole) { judge.judge(whole, name != Section::Outputs); });
  }
}

}  // namespace virga
