#include "compiler/expand/serverless/sam_events.h"

namespace virga {

bool expand_http_api_event(SamContext&, const SamEvent&, EventTarget&) { return true; }

}  // namespace virga
