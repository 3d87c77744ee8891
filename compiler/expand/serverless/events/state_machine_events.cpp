#include <algorithm>
#include <array>

#include "compiler/expand/serverless/events/event_types.h"

namespace virga {
namespace {

constexpr std::array kEvents = {
    EventType{"Api", expand_state_machine_api_event},         EventType{"CloudWatchEvent", expand_event_pattern_event},
    EventType{"EventBridgeRule", expand_event_pattern_event}, EventType{"Schedule", expand_schedule_event},
    EventType{"ScheduleV2", expand_schedule_v2_event},
};

}  // namespace

const EventType* find_state_machine_event(std::string_view type) {
  const auto* found =
      std::find_if(kEvents.begin(), kEvents.end(), [&](const EventType& event) { return event.name == type; });
  return found == kEvents.end() ? nullptr : found;
}

}  // namespace virga
