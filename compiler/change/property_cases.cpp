#include "compiler/change/property_cases.h"

namespace virga {
namespace {

class Walk {
public:
  Walk(Comparison& values, const Side& side, bool is_old, const PropertyVisitor& visit)
      : values_(values), side_(side), is_old_(is_old), visit_(visit) {}

  void look(const Node* value, std::string_view path, bool is_default) const {
    values_.each_case(is_old_ ? value : nullptr, is_old_ ? nullptr : value, [&](const Node* was, const Node* is) {
      const Node* branch = is_old_ ? was : is;
      if (branch == nullptr) return visit_({.in = values_.this_case()});
      const bool is_written_out = !path.empty() && branch->function == Function::None;
      if (is_written_out && branch->is_mapping()) return step(*branch, path, is_default);
      if (is_written_out && branch->is_sequence()) {
        for (const Node* item : branch->items()) look(item, path, is_default);
        return;
      }
      values_.each_settled(*branch, is_old_, [&](const SettledCase& in) { settled(in, path, is_default); });
    });
  }

private:
  void settled(const SettledCase& in, std::string_view path, bool is_default) const {
    if (in.value == nullptr) return visit_({.in = in});
    PropertyCase found{.written = in.value, .known = values_.constant(side_, *in.value), .is_default = is_default};
    if (found.known == nullptr) {
      found.known = values_.value_by_default(side_, *in.value);
      found.is_default = true;
    }
    if (!path.empty() && found.known != nullptr && found.known != in.value && found.known->is_mapping()) {
      return step(*found.known, path, found.is_default);
    }
    found.is_amiss = found.known != nullptr && !path.empty();
    found.in = in;
    visit_(found);
  }

  void step(const Node& map, std::string_view path, bool is_default) const {
    const PropertyStep step = first_step(path);
    const Node* part = map.get(step.name);
    if (!step.is_of_list() || part == nullptr) return look(part, step.rest, is_default);
    values_.each_case(is_old_ ? part : nullptr, is_old_ ? nullptr : part, [&](const Node* was, const Node* is) {
      const Node* list = is_old_ ? was : is;
      if (list == nullptr) return visit_({.in = values_.this_case()});
      values_.each_settled(*list, is_old_, [&](const SettledCase& in) { items(in, step, is_default); });
    });
  }

  void items(const SettledCase& in, const PropertyStep& step, bool is_default) const {
    if (in.value == nullptr) return visit_({.in = in});
    const auto unknown = [&] { visit_({.written = in.value, .in = in}); };
    if (in.value->function != Function::None) return unknown();
    bool is_found = false;
    for (const Node* item : in.value->items()) {
      const Node* name = item->get(step.member);
      // One that is not known may be it.
      if (item->function != Function::None || (name != nullptr && name->function != Function::None)) return unknown();
      if (name == nullptr || (!step.value.empty() && name->text() != step.value)) continue;
      is_found = true;
      look(item, step.rest, is_default);
    }
    if (!is_found) visit_({.in = in});
  }

  Comparison& values_;
  const Side& side_;
  const bool is_old_;
  const PropertyVisitor& visit_;
};

}  // namespace

PropertyStep first_step(std::string_view path) {
  PropertyStep step;
  const std::size_t end = path.find_first_of(".[");
  step.name = path.substr(0, end);
  if (end == std::string_view::npos) return step;
  if (path[end] == '[') {
    const std::size_t close = path.find(']', end);
    const std::string_view inside = path.substr(end + 1, close - end - 1);
    const std::size_t equals = inside.find('=');
    step.member = inside.substr(0, equals);
    if (equals != std::string_view::npos) step.value = inside.substr(equals + 1);
    path.remove_prefix(close + 1);
  } else {
    path.remove_prefix(end);
  }
  if (!path.empty()) step.rest = path.substr(1);
  return step;
}

void each_property_case(Comparison& values, const Side& side, bool is_old, const Node* value, std::string_view path,
                        const PropertyVisitor& visit) {
  Walk(values, side, is_old, visit).look(value, path, false);
}

}  // namespace virga
