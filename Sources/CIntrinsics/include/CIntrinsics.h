// Processor instructions that Swift cannot reach by itself: CRC-32C, byte masks, prefetch;
// and what it cannot call.
#ifndef MILLRACE_CINTRINSICS_H
#define MILLRACE_CINTRINSICS_H
#include <stddef.h>
#include <stdint.h>

// CRC-32C of `count` bytes, continuing from the checksum `seed` (0 at the start).
uint32_t millrace_crc32c(uint32_t seed, const uint8_t *bytes, size_t count);

// The same by table, as a processor without the instruction computes it.
uint32_t millrace_crc32c_table(uint32_t seed, const uint8_t *bytes, size_t count);

// Asks for the cache line of an address that will soon be read and written; never faults.
static inline void millrace_prefetch(const void *address) { __builtin_prefetch(address, 1, 3); }

// Makes an anonymous mapping larger, at another address if need be; NULL when there is no room.
void *millrace_move_mapping(void *address, size_t old_count, size_t new_count);

#endif
