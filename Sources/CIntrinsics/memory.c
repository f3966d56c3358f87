// mremap is variadic, and Swift calls no variadic functions.
#define _GNU_SOURCE
#include "CIntrinsics.h"
#include <sys/mman.h>

void *millrace_move_mapping(void *address, size_t old_count, size_t new_count) {
  void *moved = mremap(address, old_count, new_count, MREMAP_MAYMOVE);
  return moved == MAP_FAILED ? NULL : moved;
}
