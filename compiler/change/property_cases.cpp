#include "compiler/change/property_cases.h"

namespace virga {
namespace {

class Walk {
public:
  Walk(Comparison& values, const Side& side, bool is_old, const PropertyVisitor& visit)
      : values_(values), side_(side), is_old_(is_old), visit_(visit) {}

  // Where the walk is: what is left of the path, and how it came there.
  struct Way {
    std::string_view path;
    bool is_default = false;
    std::string_view item = {};

    Way on(std::string_view rest) const { return {rest, is_default, item}; }
  };

  void look(const Node* value, const Way& way) const {
    values_.each_case(is_old_ ? value : nullptr, is_old_ ? nullptr : value, [&](const Node* was, const Node* is) {
      const Node* branch = is_old_ ? was : is;
      if (branch == nullptr) return unset(values_.this_case(), way);
      const bool is_written_out = !way.path.empty() && branch->function == Function::None;
      if (is_written_out && branch->is_mapping()) return step(*branch, way);
      if (is_written_out && branch->is_sequence()) {
        for (const Node* item : branch->items()) look(item, way);
        return;
      }
      values_.each_settled(*branch, is_old_, [&](const SettledCase& in) { settled(in, way); });
    });
  }

private:
  void unset(const SettledCase& in, const Way& way) const { visit_({.item = way.item, .in = in}); }

  void settled(const SettledCase& in, const Way& way) const {
    if (in.value == nullptr) return unset(in, way);
    PropertyCase found{.written = in.value, .known = values_.constant(side_, *in.value), .is_default = way.is_default};
    if (found.known == nullptr) {
      found.known = values_.value_by_default(side_, *in.value);
      found.is_default = true;
    }
    if (!way.path.empty() && found.known != nullptr && found.known != in.value && found.known->is_mapping()) {
      return step(*found.known, {way.path, found.is_default, way.item});
    }
    found.is_amiss = !way.path.empty();
    found.item = way.item;
    found.in = in;
    visit_(found);
  }

  void step(const Node& map, const Way& way) const {
    const PropertyStep step = first_step(way.path);
    const Node* part = map.get(step.name);
    if (!step.is_of_list() || part == nullptr) return look(part, way.on(step.rest));
    values_.each_case(is_old_ ? part : nullptr, is_old_ ? nullptr : part, [&](const Node* was, const Node* is) {
      const Node* list = is_old_ ? was : is;
      if (list == nullptr) return unset(values_.this_case(), way);
      values_.each_settled(*list, is_old_, [&](const SettledCase& in) { items(in, step, way); });
    });
  }

  void items(const SettledCase& in, const PropertyStep& step, const Way& way) const {
    if (in.value == nullptr) return unset(in, way);
    const auto unknown = [&] { visit_({.written = in.value, .is_amiss = true, .item = way.item, .in = in}); };
    if (in.value->function != Function::None) return unknown();
    bool is_found = false;
    for (const Node* item : in.value->items()) {
      const Node* name = item->get(step.member);
      if (item->function != Function::None || (name != nullptr && name->function != Function::None)) {
        // It may be the one.
        if (!step.value.empty()) return unknown();
        continue;
      }
      if (name == nullptr || (!step.value.empty() && name->text() != step.value)) continue;
      is_found = true;
      look(item, {step.rest, way.is_default, step.value.empty() ? name->text() : way.item});
    }
    if (!is_found) unset(in, way);
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
  Walk(values, side, is_old, visit).look(value, {path});
}

}  // namespace virga
