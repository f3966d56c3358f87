// Processor instructions that Swift cannot reach by itself: CRC-32C and byte masks.
#ifndef MILLRACE_CINTRINSICS_H
#define MILLRACE_CINTRINSICS_H
#include <stddef.h>
#include <stdint.h>

// CRC-32C of `count` bytes, continuing from the checksum `seed` (0 at the start).
uint32_t millrace_crc32c(uint32_t seed, const uint8_t *bytes, size_t count);

// The same by table, as a processor without the instruction computes it.
uint32_t millrace_crc32c_table(uint32_t seed, const uint8_t *bytes, size_t count);

#endif
