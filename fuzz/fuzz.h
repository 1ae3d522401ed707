/* fuzz/fuzz.h - what every fuzz target includes: a target is one LLVMFuzzerTestOneInput(), run by
 * libFuzzer (`make fuzz`) or over the committed corpus by replay.c (`make test`). */
#ifndef CD_FUZZ_FUZZ_H
#define CD_FUZZ_FUZZ_H
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FUZZ_CHECK(condition)                                                    \
    do {                                                                         \
        if (!(condition)) {                                                      \
            fprintf(stderr, "%s:%d: not: %s\n", __FILE__, __LINE__, #condition); \
            abort();                                                             \
        }                                                                        \
    } while (0)

#endif
