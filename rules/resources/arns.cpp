// I3042: ARNs in Fn::Sub that only work in one partition, region or account.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "compiler/edit/edit_builder.h"
#include "compiler/resolve/sub_text.h"
#include "compiler/support/characters.h"
#include "rules/resources/checks.h"

namespace virga {
namespace {

constexpr std::string_view kArn = "arn:";

struct Parts {
  std::string_view partition, region, account;
};

bool is_white_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_word(char c) { return is_letter_or_digit(c) || c == '_'; }

// The ARN field at the start of `text`, in which ${…::…} may contain colons. It ends before a colon, or anywhere if it
// is the last field.
std::string_view field(std::string_view text, bool last) {
  Placeholder found;
  if (text.starts_with("${") && find_placeholder(text, 0, found) && found.inner.find("::") != std::string_view::npos) {
    if (last || text.substr(found.end).starts_with(':')) return text.substr(0, found.end);
  }
  std::size_t end = 0;
  while (end < text.size() && text[end] != ':' && !is_white_space(text[end])) ++end;
  return text.substr(0, end);
}

// The parts of the ARN at the start of `text` ("arn:…"); nullopt if there is none.
std::optional<Parts> parse_arn(std::string_view text) {
  auto take = [&](bool last) -> std::optional<std::string_view> {
    std::string_view found = field(text, last);
    text.remove_prefix(found.size());
    if (last) return found;
    if (!text.starts_with(':')) return std::nullopt;
    text.remove_prefix(1);
    return found;
  };
  text.remove_prefix(4);
  auto partition = take(false);
  if (!partition) return std::nullopt;
  auto service = take(false);
  if (!service || service->empty()) return std::nullopt;
  auto region = take(false);
  if (!region) return std::nullopt;
  return Parts{*partition, *region, *take(true)};
}

// Whether a parameter decides, or any value is allowed.
bool is_open(std::string_view text) {
  if (text.empty() || text == "*") return true;
  Placeholder found;
  return text.starts_with("${") && find_placeholder(text, 0, found) && !found.inner.empty() &&
         std::all_of(found.inner.begin(), found.inner.end(), is_word);
}

class Search {
public:
  Search(const Compilation& compilation, Reporter& reporter) : reporter_(reporter), tree_(compilation.tree()) {
    const RuleSelection& selection = compilation.options().rules;
    wants_partition_ = selection.option("I3042", "partition", "true") == "true";
    wants_region_ = selection.option("I3042", "region", "false") == "true";
    wants_account_ = selection.option("I3042", "accountId", "false") == "true";
  }

  void walk(const Node& node, const Location& where, bool below_sub, std::uint32_t depth) {
    if (depth > 200) return;
    if (node.is_string() && below_sub) judge(node.text(), where);
    for (const Member& member : node.members()) {
      walk(*member.value, Location{&where, member.key, member.value, 0}, below_sub || node.function == Function::Sub,
           depth + 1);
    }
    std::uint32_t index = 0;
    for (const Node* item : node.items()) {
      walk(*item, Location{&where, nullptr, item, index}, below_sub, depth + 1);
      ++index;
    }
  }

private:
  void judge(std::string_view text, const Location& where) {
    for (std::size_t at = text.find(kArn); at != std::string_view::npos; at = text.find(kArn, at + kArn.size())) {
      auto parts = parse_arn(text.substr(at));
      if (!parts) continue;
      const auto [partition, region, account] = *parts;
      if (wants_partition_ && !is_open(partition) && !partition.starts_with("${AWS::Partition}")) {
        reporter_.report(finding("I3042", where,
                                 fmt::format("Hard-coded partition '{}', which does not work in China and GovCloud "
                                             "regions; use ${{AWS::Partition}}",
                                             partition))
                             .fix(fix_of(*where.value, &Parts::partition, partition, "${AWS::Partition}")));
      }
      if (wants_region_ && !is_open(region) && !region.starts_with("${AWS::Region}")) {
        reporter_.report(finding("I3042", where, fmt::format("Hard-coded region '{}'; use ${{AWS::Region}}", region))
                             .fix(fix_of(*where.value, &Parts::region, region, "${AWS::Region}")));
      }
      if (wants_account_ && !is_open(account) && account != "aws" && account != "lambda" && account != "cloudfront" &&
          !account.starts_with("${AWS::AccountId}")) {
        reporter_.report(
            finding("I3042", where, fmt::format("Hard-coded account '{}'; use ${{AWS::AccountId}}", account))
                .fix(fix_of(*where.value, &Parts::account, account, "${AWS::AccountId}")));
      }
    }
  }

  // Replaces the value by the pseudo parameter in all ARNs of the text that have the same value. Nullopt if escapes
  // hide one of them.
  std::optional<Fix> fix_of(const Node& node, std::string_view Parts::*part, std::string_view value,
                            std::string_view pseudo) const {
    if (node.is_generated()) return std::nullopt;
    const std::string_view text = node.text(), written = tree_.source->slice(node.range);
    EditBuilder edit(tree_);
    std::size_t at = text.find(kArn), there = written.find(kArn);
    for (; at != std::string_view::npos && there != std::string_view::npos;
         at = text.find(kArn, at + kArn.size()), there = written.find(kArn, there + kArn.size())) {
      const auto parts = parse_arn(text.substr(at));
      if (!parts || (*parts).*part != value) continue;
      const auto begin = static_cast<std::size_t>(((*parts).*part).data() - text.data()) - at;
      if (written.substr(there, begin + value.size()) != text.substr(at, begin + value.size())) return std::nullopt;
      const auto place = static_cast<std::uint32_t>(node.range.begin + there + begin);
      if (!edit.replace_part(node, {place, place + static_cast<std::uint32_t>(value.size())}, pseudo)) {
        return std::nullopt;
      }
    }
    if (at != there) return std::nullopt;  // both have reached the end
    return edit.take_fix(fmt::format("Use {}", pseudo), FixSafety::Unsafe);
  }

  Reporter& reporter_;
  const SyntaxTree& tree_;
  bool wants_partition_ = true, wants_region_ = false, wants_account_ = false;
};

}  // namespace

void check_hardcoded_arns(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  // The serverless transform resolves ARNs itself.
  if (model.is_sam() || model.root() == nullptr) return;
  Search search(compilation, reporter);
  const Location root{nullptr, nullptr, model.root(), 0};
  for (Section section : {Section::Resources, Section::Globals}) {
    const Member* member = model.section(section);
    if (member == nullptr) continue;
    search.walk(*member->value, Location{&root, member->key, member->value, 0}, false, 0);
  }
}

}  // namespace virga
