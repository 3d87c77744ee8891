// V3019: containers that wait for each other.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/resolve/strong_components.h"
#include "rules/ecs/checks.h"
#include "rules/engine/macros.h"

namespace virga {
namespace {

// A container, and who must be there before it.
struct Wait {
  std::uint32_t from = 0, to = 0;
  const Node* name = nullptr;  // of the container that is waited for
  const Location* where = nullptr;
};

bool is_written(const Node& container) {
  return container.is_mapping() && container.function == Function::None && !has_macro_call(container);
}

class ContainerOrder {
public:
  ContainerOrder(Validation& validation, const Node& containers) : v_(validation), containers_(containers) {
    for (std::uint32_t i = 0; i < containers.items().size(); ++i) {
      const Node* name = containers.items()[i]->get("Name");
      if (name != nullptr && name->is_scalar()) index_.emplace(name->text(), i);
    }
  }

  void check(const Location& where) {
    for (std::uint32_t i = 0; i < containers_.items().size(); ++i) {
      const Node& container = *containers_.items()[i];
      const Location& at = v_.at(where, i, container);
      each_item(container, "DependsOn", at, [&](const Node& item, const Location& place) {
        const Member* name = item.find("ContainerName");
        if (name == nullptr || !name->value->is_scalar()) return;
        const auto found = index_.find(name->value->text());
        if (found == index_.end()) return;
        waits_.push_back({i, found->second, name->value, &v_.at(place, *name)});
        check_condition(item, place, *containers_.items()[found->second]);
      });
      each_item(container, "Links", at, [&](const Node& item, const Location& place) {
        const auto found = index_.find(item.text().substr(0, item.text().find(':')));
        if (item.is_scalar() && found != index_.end()) waits_.push_back({i, found->second, &item, &place});
      });
    }
    check_cycles();
  }

private:
  template <typename Visit>
  void each_item(const Node& container, std::string_view name, const Location& at, const Visit& visit) {
    const Member* list = container.find(name);
    if (list == nullptr || !list->value->is_sequence()) return;
    const Location& where = v_.at(at, *list);
    for (std::uint32_t i = 0; i < list->value->items().size(); ++i) {
      const Node& item = *list->value->items()[i];
      visit(item, v_.at(where, i, item));
    }
  }

  // What the container that is waited for must be like.
  void check_condition(const Node& dependency, const Location& where, const Node& container) {
    const Member* condition = dependency.find("Condition");
    if (condition == nullptr || !condition->value->is_string() || !is_written(container)) return;
    const std::string_view text = condition->value->text();
    const std::string_view name = container.get("Name")->text();
    const Node* essential = container.get("Essential");
    std::string fault;
    if (text == "HEALTHY" && container.find("HealthCheck") == nullptr) {
      fault = fmt::format(
          "'{0}' has no HealthCheck that could tell when it is healthy; add one to '{0}', or wait for START", name);
    } else if ((text == "COMPLETE" || text == "SUCCESS") && (essential == nullptr || essential->text() == "true")) {
      fault = fmt::format(
          "'{0}' is essential, so its end is that of the task; set Essential to false for '{0}', or wait "
          "for START",
          name);
    }
    if (fault.empty()) return;
    v_.fail(v_.context(), finding("V3019", v_.at(where, *condition), std::move(fault))
                              .note(container.get("Name")->range, fmt::format("'{}' is defined here", name)));
  }

  void check_cycles() {
    const auto count = static_cast<std::uint32_t>(containers_.items().size());
    std::stable_sort(waits_.begin(), waits_.end(), [](const Wait& a, const Wait& b) { return a.from < b.from; });
    std::vector<std::uint32_t> starts(count + 1, 0);
    for (const Wait& wait : waits_) ++starts[wait.from + 1];
    for (std::uint32_t i = 0; i < count; ++i) starts[i + 1] += starts[i];
    std::vector<std::uint32_t> targets;
    for (const Wait& wait : waits_) targets.push_back(wait.to);
    const std::vector<std::uint32_t> component = strong_components(starts, targets);
    std::vector<bool> is_told(count, false);
    for (const Wait& wait : waits_) {
      const std::uint32_t circle = component[wait.from];
      if (circle != component[wait.to] || is_told[circle]) continue;
      is_told[circle] = true;
      report_cycle(wait, starts, component);
    }
  }

  std::string_view name_of(std::uint32_t container) const {
    return containers_.items()[container]->get("Name")->text();
  }

  // Follows who waits for whom from one wait of a circle until somebody is met again.
  void report_cycle(const Wait& first, const std::vector<std::uint32_t>& starts,
                    const std::vector<std::uint32_t>& component) {
    std::vector<const Wait*> path = {&first};
    std::unordered_map<std::uint32_t, std::size_t> met = {{first.from, 0}};
    while (!met.contains(path.back()->to)) {
      const std::uint32_t at = path.back()->to;
      met.emplace(at, path.size());
      for (std::uint32_t i = starts[at]; i < starts[at + 1]; ++i) {
        if (component[waits_[i].to] != component[at]) continue;
        path.push_back(&waits_[i]);
        break;
      }
    }
    path.erase(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(met[path.back()->to]));
    std::string chain;
    for (const Wait* wait : path) {
      chain += fmt::format("{}'{}' waits for '{}'", chain.empty() ? "" : ", ", name_of(wait->from), name_of(wait->to));
    }
    Finding found = finding("V3019", *path.front()->where,
                            fmt::format("{}, so none of them can start; remove one of the dependencies", chain));
    if (path.size() == 1) {
      found =
          finding("V3019", *path.front()->where,
                  fmt::format("'{}' waits for itself, so it can never start; remove this", name_of(path.front()->to)));
    }
    for (std::size_t i = 1; i < path.size(); ++i) {
      found.note(path[i]->name->range, fmt::format("'{}' waits here", name_of(path[i]->from)));
    }
    v_.fail(v_.context(), found.focus(*path.front()->name));
  }

  Validation& v_;
  const Node& containers_;
  std::unordered_map<std::string_view, std::uint32_t> index_;
  std::vector<Wait> waits_;
};

}  // namespace

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-taskdefinition-containerdependency.html
void check_container_order(Validation& validation, const Node& task, const Location& where) {
  const Member* containers = task.find("ContainerDefinitions");
  if (containers == nullptr || !containers->value->is_sequence()) return;
  ContainerOrder(validation, *containers->value).check(validation.at(where, *containers));
}

}  // namespace virga
