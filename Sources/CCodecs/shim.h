// The compression libraries of the Kafka record batch: gzip, snappy, lz4, zstd.
#include <lz4frame.h>
#include <snappy-c.h>
#include <zlib.h>
#include <zstd.h>
