// CRC-32C: the processor's instruction where there is one (SSE4.2, ARMv8), else a table.
// Long inputs run as three streams at once, because the instruction takes three cycles but one can
// start every cycle; the three results are joined by shifting a checksum over zeros, which is a
// linear map and so four table look-ups.
#include "CIntrinsics.h"

#include <string.h>

#define POLYNOMIAL 0x82F63B78u
#define LONG_STREAM 8192
#define SHORT_STREAM 256

static uint32_t byte_table[256];
static uint32_t long_shift[4][256];
static uint32_t short_shift[4][256];
static int hardware;

// Multiplies the checksum matrix by a vector (Adler's construction, modulo 2).
static uint32_t matrix_times(const uint32_t *matrix, uint32_t vector) {
  uint32_t sum = 0;
  for (; vector; vector >>= 1, matrix++)
    if (vector & 1) sum ^= *matrix;
  return sum;
}

static void matrix_square(uint32_t *square, const uint32_t *matrix) {
  for (int i = 0; i < 32; i++) square[i] = matrix_times(matrix, matrix[i]);
}

// Fills the tables that move a checksum over `length` zero bytes, a power of two.
static void fill_shift(uint32_t table[4][256], size_t length) {
  uint32_t zeros[32], square[32];
  zeros[0] = POLYNOMIAL;  // one zero bit
  for (int i = 1; i < 32; i++) zeros[i] = 1u << (i - 1);
  for (size_t bits = 1; bits < 8 * length; bits *= 2) {
    matrix_square(square, zeros);
    memcpy(zeros, square, sizeof zeros);
  }
  for (uint32_t i = 0; i < 256; i++)
    for (int k = 0; k < 4; k++) table[k][i] = matrix_times(zeros, i << (8 * k));
}

#if defined(__x86_64__)
#include <cpuid.h>
static int has_instruction(void) {
  unsigned a, b, c, d;
  return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_SSE4_2);
}
#define TARGET __attribute__((target("sse4.2")))
#define STEP8(crc, word) __builtin_ia32_crc32di((crc), (word))
#define STEP1(crc, byte) __builtin_ia32_crc32qi((uint32_t)(crc), (byte))
#elif defined(__aarch64__)
#include <sys/auxv.h>
#ifndef HWCAP_CRC32
#define HWCAP_CRC32 (1 << 7)
#endif
static int has_instruction(void) { return (getauxval(AT_HWCAP) & HWCAP_CRC32) != 0; }
#define TARGET __attribute__((target("crc")))
#define STEP8(crc, word) __builtin_arm_crc32cd((uint32_t)(crc), (word))
#define STEP1(crc, byte) __builtin_arm_crc32cb((uint32_t)(crc), (byte))
#else
static int has_instruction(void) { return 0; }
#endif

__attribute__((constructor)) static void prepare(void) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ POLYNOMIAL : crc >> 1;
    byte_table[i] = crc;
  }
  fill_shift(long_shift, LONG_STREAM);
  fill_shift(short_shift, SHORT_STREAM);
  hardware = has_instruction();
}

static uint32_t crc_table(uint32_t crc, const uint8_t *bytes, size_t count) {
  while (count--) crc = (crc >> 8) ^ byte_table[(crc ^ *bytes++) & 0xFF];
  return crc;
}

#ifdef TARGET
static inline uint32_t shift(uint32_t table[4][256], uint32_t crc) {
  return table[0][crc & 0xFF] ^ table[1][(crc >> 8) & 0xFF] ^ table[2][(crc >> 16) & 0xFF] ^
         table[3][crc >> 24];
}

static inline uint64_t load(const uint8_t *bytes) {
  uint64_t word;
  memcpy(&word, bytes, 8);
  return word;
}

#define THREE_STREAMS(length, table)                                              \
  while (count >= 3 * (length)) {                                                 \
    uint64_t b = 0, c = 0;                                                        \
    for (size_t i = 0; i < (length); i += 8) {                                    \
      a = STEP8(a, load(bytes + i));                                              \
      b = STEP8(b, load(bytes + (length) + i));                                   \
      c = STEP8(c, load(bytes + 2 * (length) + i));                               \
    }                                                                             \
    a = shift(table, (uint32_t)a) ^ b;                                            \
    a = shift(table, (uint32_t)a) ^ c;                                            \
    bytes += 3 * (length);                                                        \
    count -= 3 * (length);                                                        \
  }

TARGET static uint32_t crc_hardware(uint32_t crc, const uint8_t *bytes, size_t count) {
  uint64_t a = crc;
  THREE_STREAMS(LONG_STREAM, long_shift)
  THREE_STREAMS(SHORT_STREAM, short_shift)
  for (; count >= 8; bytes += 8, count -= 8) a = STEP8(a, load(bytes));
  for (; count; bytes++, count--) a = STEP1(a, *bytes);
  return (uint32_t)a;
}
#endif

uint32_t millrace_crc32c(uint32_t seed, const uint8_t *bytes, size_t count) {
#ifdef TARGET
  if (hardware) return ~crc_hardware(~seed, bytes, count);
#endif
  return ~crc_table(~seed, bytes, count);
}

uint32_t millrace_crc32c_table(uint32_t seed, const uint8_t *bytes, size_t count) {
  return ~crc_table(~seed, bytes, count);
}
