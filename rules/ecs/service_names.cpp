// V3017: containers, ports and volumes of a task that a service names.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "compiler/resolve/intrinsics.h"
#include "rules/ecs/checks.h"
#include "rules/ecs/services.h"
#include "rules/engine/fixes.h"
#include "rules/engine/meant_names.h"

namespace virga {
namespace {

using Names = std::vector<std::string_view>;

// The names that the members `Name` of the items have; nullopt if not all are written out.
std::optional<Names> names_of(const Node* list) {
  Names names;
  if (list == nullptr) return names;
  if (!list->is_sequence()) return std::nullopt;
  for (const Node* item : list->items()) {
    const Node* name = item->get("Name");
    if (item->function != Function::None || name == nullptr || !name->is_scalar()) return std::nullopt;
    if (!is_plain_name(name->text())) return std::nullopt;
    names.push_back(name->text());
  }
  return names;
}

// The names of all port mappings. A mapping without one has none, unless a macro adds it.
std::optional<Names> port_names(const Node& containers) {
  Names names;
  for (const Node* container : containers.items()) {
    const Node* mappings = container->get("PortMappings");
    if (container->function != Function::None || has_macro_call(*container)) return std::nullopt;
    if (mappings == nullptr) continue;
    if (!mappings->is_sequence()) return std::nullopt;
    for (const Node* mapping : mappings->items()) {
      const Node* name = mapping->get("Name");
      if (mapping->function != Function::None || has_macro_call(*mapping)) return std::nullopt;
      if (name == nullptr) continue;
      if (!name->is_scalar() || !is_plain_name(name->text())) return std::nullopt;
      names.push_back(name->text());
    }
  }
  return names;
}

// Each name once, in their order.
Names without_repeats(const Names& names) {
  Names different;
  std::unordered_set<std::string_view> seen;
  std::copy_if(names.begin(), names.end(), std::back_inserter(different),
               [&](std::string_view name) { return seen.insert(name).second; });
  return different;
}

// Whether a container has a mapping for the port, or one that is not written out.
bool may_map_port(const Node& container, std::int64_t port) {
  const Node* mappings = container.get("PortMappings");
  if (has_macro_call(container)) return true;
  if (mappings == nullptr) return false;
  if (!mappings->is_sequence()) return true;
  return std::any_of(mappings->items().begin(), mappings->items().end(), [&](const Node* mapping) {
    const Node* inner = mapping->get("ContainerPort");
    std::int64_t number = 0;
    return inner == nullptr || !to_integer(*inner, number) || number == port;
  });
}

// What a service says about its task.
class ServiceNames {
public:
  ServiceNames(const Compilation& compilation, Reporter& reporter, const Resource& service, const Location& where,
               const Resource& task)
      : compilation_(compilation), reporter_(reporter), service_(service), where_(where), task_(task) {}

  void check() {
    const Node* containers = task_.property("ContainerDefinitions");
    if (containers == nullptr || !containers->is_sequence()) return;
    if (const auto names = names_of(containers)) {
      for (const char* list : {"LoadBalancers", "ServiceRegistries"}) {
        each_item(*service_.properties->value, list, where_,
                  [&](const Node& item, const Location& at) { check_container(item, at, *containers, *names); });
      }
    }
    if (const auto names = port_names(*containers)) check_port_names(*names);
    if (const auto names = names_of(task_.property("Volumes"))) {
      each_item(*service_.properties->value, "VolumeConfigurations", where_,
                [&](const Node& item, const Location& at) { check_name(item, "Name", at, *names, "volume"); });
    }
  }

private:
  template <typename Visit>
  static void each_item(const Node& owner, std::string_view name, const Location& where, const Visit& visit) {
    const Member* member = owner.find(name);
    if (member == nullptr || !member->value->is_sequence()) return;
    const Location list{&where, member->key, member->value, 0};
    for (std::uint32_t i = 0; i < member->value->items().size(); ++i) {
      const Node& item = *member->value->items()[i];
      if (item.is_mapping()) visit(item, Location{&list, nullptr, &item, i});
    }
  }

  // Whether the member of the item, if there is one, is one of the names, as far as is known.
  bool check_name(const Node& item, std::string_view member, const Location& at, const Names& names,
                  std::string_view what) {
    const Member* name = item.find(member);
    if (name == nullptr || !name->value->is_scalar() || !is_plain_name(name->value->text())) return false;
    if (std::find(names.begin(), names.end(), name->value->text()) != names.end()) return true;
    const NearName near = near_declared(name->value->text(), names);
    reporter_.report(finding("V3017", Location{&at, name->key, name->value, 0},
                             fmt::format("'{}' is not a {} of '{}'{}", name->value->text(), what, task_.name(),
                                         near.found() ? did_you_mean(near) : it_has(without_repeats(names))))
                         .note(task_.member.key->range, fmt::format("'{}' is defined here", task_.name()))
                         .fix(rename_fix(compilation_, *name->value, near)));
    return false;
  }

  void check_container(const Node& item, const Location& at, const Node& containers, const Names& names) {
    if (!check_name(item, "ContainerName", at, names, "container")) return;
    const auto found = std::find(names.begin(), names.end(), item.get("ContainerName")->text());
    const Node& container = *containers.items()[static_cast<std::size_t>(found - names.begin())];
    const Member* port = item.find("ContainerPort");
    std::int64_t number = 0;
    if (port == nullptr || !to_integer(*port->value, number) || may_map_port(container, number)) return;
    reporter_.report(finding("V3017", Location{&at, port->key, port->value, 0},
                             fmt::format("Container '{}' of '{}' has no port mapping for port {}; add one, or name a "
                                         "port that it has",
                                         *found, task_.name(), number))
                         .note(container.range, fmt::format("'{}' is defined here", *found)));
  }

  void check_port_names(const Names& names) {
    const auto check = [&](const Node& item, const Location& at) {
      check_name(item, "PortName", at, names, "name of a port mapping");
    };
    each_item(*service_.properties->value, "VpcLatticeConfigurations", where_, check);
    const Member* connect = service_.properties->value->find("ServiceConnectConfiguration");
    if (connect == nullptr) return;
    const Node* enabled = connect->value->get("Enabled");
    if (enabled != nullptr && enabled->text() == "false") return;
    each_item(*connect->value, "Services", Location{&where_, connect->key, connect->value, 0}, check);
  }

  const Compilation& compilation_;
  Reporter& reporter_;
  const Resource& service_;
  const Location& where_;
  const Resource& task_;
};

}  // namespace

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-loadbalancer.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-serviceregistry.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-serviceconnectservice.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-servicevolumeconfiguration.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-vpclatticeconfiguration.html
void check_names_of_task(const Compilation& compilation, Reporter& reporter) {
  for (const std::string_view type : {"AWS::ECS::Service", "AWS::ECS::TaskSet"}) {
    each_with_task(compilation, type, [&](const Resource& service, const Location& where, const Resource& task) {
      ServiceNames(compilation, reporter, service, where, task).check();
    });
  }
}

}  // namespace virga
