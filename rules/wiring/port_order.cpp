// V3002: the order of FromPort and ToPort in a rule.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
#include <fmt/format.h>

#include <optional>

#include "compiler/edit/edit_builder.h"
#include "rules/wiring/checks.h"

namespace virga {
namespace {

std::optional<Fix> swap_fix(const Compilation& compilation, const Node& from, const Node& to) {
  EditBuilder edit(compilation.tree());
  if (!edit.replace_scalar(from, to) || !edit.replace_scalar(to, from)) return std::nullopt;
  return edit.take_fix("Swap the two ports", FixSafety::Unsafe);
}

}  // namespace

void check_port_order(Validation& validation, const Node& ports, const Location& where) {
  const Member* from = ports.find("FromPort");
  const Node* to = ports.get("ToPort");
  const Node* protocol = ports.get("IpProtocol");
  if (from == nullptr || to == nullptr || protocol == nullptr) return;
  // For ICMP, the two are a type and a code; other protocols have no ports.
  const std::string_view name = protocol->text();
  if (name != "tcp" && name != "udp" && name != "6" && name != "17") return;
  Evaluator& evaluator = validation.compilation().evaluator();
  const Resolution low = evaluator.resolve(*from->value);
  const Resolution& high = evaluator.resolve(*to);
  for (const ResolvedValue& a : low.values) {
    for (const ResolvedValue& b : high.values) {
      std::int64_t first = 0, last = 0;
      // Whoever deploys chooses a parameter's value.
      if (!a.choices.empty() || !b.choices.empty()) continue;
      if (!to_integer(*a.value, first) || !to_integer(*b.value, last) || first <= last || last == -1) continue;
      Scenario both = a.scenario;
      both.insert(both.end(), b.scenario.begin(), b.scenario.end());
      if (!validation.compilation().conditions().possible(both)) continue;
      validation.fail(validation.context(),
                      finding("V3002", validation.at(where, *from),
                              fmt::format("FromPort ({}) is greater than ToPort ({}); swap the two", first, last))
                          .note(to->range, "ToPort is here")
                          .fix(swap_fix(validation.compilation(), *from->value, *to)));
      return;
    }
  }
}

}  // namespace virga
