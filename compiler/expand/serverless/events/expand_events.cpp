#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "compiler/expand/serverless/core/naming.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/sam_events.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

// The path, so that "$default" of an HTTP API comes before "/", or else the ID.
std::string_view sort_key(const Entry& event) {
  const Value* path = event.value->at("Properties", "Path");
  return path != nullptr && path->is_string() ? path->text() : event.key->text();
}

bool expand_one(SamContext& context, const SamResource& owner, EventTarget& target, const Entry& entry,
                const EventType* (*find)(std::string_view type)) {
  const std::string path = fmt::format("Events/{}", entry.key->text());
  if (!entry.value->is_mapping()) {
    return context.fail(
        owner, entry.value,
        fmt::format("An event must be a map with Type and Properties, found {}", describe(*entry.value)), path);
  }
  const Value* written_type = entry.value->get("Type");
  const EventType* type = written_type != nullptr && written_type->is_string() ? find(written_type->text()) : nullptr;
  if (type == nullptr) {
    return context.fail(owner, written_type != nullptr ? written_type : entry.key,
                        written_type == nullptr
                            ? fmt::format("Event '{}' requires a Type", entry.key->text())
                            : fmt::format("{} has no events of type {}", owner.type, describe(*written_type)),
                        path + "/Type");
  }
  SamEvent event;
  event.owner = &owner;
  event.id = entry.key->text();
  event.logical_id = owner.logical_id + event.id;
  event.type = type->name;
  event.body = entry.value;
  const ValueFactory::Scope scope(context.make, entry.key->provenance(),
                                  fmt::format("{}, made from an event of type {}", event.logical_id, type->name));
  event.properties = entry.value->get("Properties");
  if (event.properties == nullptr) event.properties = context.make.object();
  const Value* wrong = !event.properties->is_mapping() ? event.properties : nullptr;
  if (wrong != nullptr || !is_alphanumeric(event.id)) {
    context.problems.error(
        event.logical_id, wrong != nullptr ? wrong : entry.key,
        wrong != nullptr
            ? fmt::format("Properties of an event must be a map, found {}", describe(*wrong))
            : fmt::format("'{}' becomes part of logical IDs, so it can only contain letters and digits", event.id));
    return false;
  }
  return type->expand(context, event, target);
}

}  // namespace

bool expand_events(SamContext& context, const SamResource& owner, EventTarget& target,
                   const EventType* (*find)(std::string_view type)) {
  const Value* events = owner.get("Events");
  if (events == nullptr) return true;
  std::vector<Entry> sorted = context.apis.python.entries(*events);
  if (owner.type == "AWS::Serverless::Function") {
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Entry& a, const Entry& b) { return sort_key(a) < sort_key(b); });
  }
  bool good = true;
  for (const Entry& entry : sorted) {
    if (context.refused_events.contains({owner.logical_id, std::string(entry.key->text())})) {
      good = false;
    } else {
      good = expand_one(context, owner, target, entry, find) && good;
    }
  }
  return good;
}

}  // namespace virga
