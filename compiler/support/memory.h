// How the program asks the system for memory.
#pragma once

namespace virga {

// For programs that go through many templates: memory that one template gave back stays with the program for the next
// one. Returning it to the system and asking again costs more than reading a template. Call it before other threads
// start.
void keep_freed_memory();

// For a program that stays: all threads share one heap, and what is freed goes back to the system. Call it before other
// threads start.
void keep_memory_small();

}  // namespace virga
