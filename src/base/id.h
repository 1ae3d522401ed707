/* base/id.h - 128-bit ids in the text form of RFC 9562.
 * Thread: any. Uses: str. The random bytes come from the caller (crypto/), since base/ uses libc
 * only. */
#ifndef CD_BASE_ID_H
#define CD_BASE_ID_H
#include "base/str.h"

enum { CD_UUID_TEXT = 36 }; /* characters, without a terminator */

typedef struct cd_uuid {
    uint8_t bytes[16];
} cd_uuid;

/* Sets the version 4 and variant bits of 16 random bytes (RFC 9562, section 5.4). */
cd_uuid cd_uuid_v4(const uint8_t random[16]);
/* Exactly 8-4-4-4-12 hexadecimal digits, either case; false otherwise, *out untouched. */
CD_MUST bool cd_uuid_parse(cd_uuid *out, cd_str text);
/* Writes 36 lower-case characters and a terminator. */
void cd_uuid_format(char out[CD_UUID_TEXT + 1], const cd_uuid *id);
bool cd_uuid_eq(const cd_uuid *a, const cd_uuid *b);
/* The first eight bytes as a number: a seed, or a hash of a random id. */
uint64_t cd_uuid_u64(const cd_uuid *id);

#endif
