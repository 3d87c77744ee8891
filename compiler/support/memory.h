// How the process requests and returns memory.
#pragma once

namespace virga {

// For programs that process many templates: memory freed after one template is kept for the next. Returning it to the
// system and requesting it again costs more than parsing a template. Call before starting any thread.
void keep_freed_memory();

// For long-running programs: all threads share one heap, and freed memory is returned to the system. Call before
// starting any thread.
void keep_memory_small();

// Returns all freed memory to the system now, also what lies between blocks in use. Takes about a millisecond. May be
// called from any thread.
void return_freed_memory();

}  // namespace virga
