#include "compiler/expand/serverless/sam_events.h"

namespace virga {

bool expand_api_event(SamContext&, const SamEvent&, EventTarget&) { return true; }
bool expand_state_machine_api_event(SamContext&, const SamEvent&, EventTarget&) { return true; }

}  // namespace virga
