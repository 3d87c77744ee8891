#include "compiler/support/memory.h"

#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace virga {

void keep_freed_memory() {
#ifdef __GLIBC__
  constexpr int kMiB = 1024 * 1024;
  mallopt(M_MMAP_THRESHOLD, 32 * kMiB);
  mallopt(M_TRIM_THRESHOLD, 256 * kMiB);
  mallopt(M_TOP_PAD, kMiB);
#endif
}

void keep_memory_small() {
#ifdef __GLIBC__
  constexpr int kKiB = 1024;
  mallopt(M_ARENA_MAX, 1);
  // Setting a threshold disables its dynamic growth.
  mallopt(M_MMAP_THRESHOLD, 256 * kKiB);
  mallopt(M_TRIM_THRESHOLD, 512 * kKiB);
#endif
}

void return_freed_memory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

}  // namespace virga
