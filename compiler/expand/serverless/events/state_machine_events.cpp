#include <algorithm>
#include <array>

#include "compiler/expand/serverless/sam_events.h"

namespace virga {
namespace {

constexpr std::array kEvents = {
    EventType{"Api", expand_state_machine_api_event},
};

}  // namespace

const EventType* find_state_machine_event(std::string_view type) {
  const auto* found =
      std::find_if(kEvents.begin(), kEvents.end(), [&](const EventType& event) { return event.name == type; });
  return found == kEvents.end() ? nullptr : found;
}

}  // namespace virga
