/* base/id.c - 128-bit ids. */
#include "base/id.h"

#include <string.h>

cd_uuid cd_uuid_v4(const uint8_t random[16])
{
    cd_uuid id;
    memcpy(id.bytes, random, sizeof id.bytes);
    id.bytes[6] = (uint8_t)((id.bytes[6] & 0x0f) | 0x40);
    id.bytes[8] = (uint8_t)((id.bytes[8] & 0x3f) | 0x80);
    return id;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

static bool is_dash_at(size_t index)
{
    return index == 8 || index == 13 || index == 18 || index == 23;
}

bool cd_uuid_parse(cd_uuid *out, cd_str text)
{
    cd_uuid id = {{0}};
    size_t nibble = 0;
    if (text.size != CD_UUID_TEXT)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (is_dash_at(i)) {
            if (text.data[i] != '-')
                return false;
            continue;
        }
        const int value = hex_value(text.data[i]);
        if (value < 0)
            return false;
        id.bytes[nibble / 2] = (uint8_t)(id.bytes[nibble / 2] << 4 | value);
        nibble++;
    }
    *out = id;
    return true;
}

void cd_uuid_format(char out[CD_UUID_TEXT + 1], const cd_uuid *id)
{
    static const char digits[] = "0123456789abcdef";
    size_t nibble = 0;
    for (size_t i = 0; i < CD_UUID_TEXT; i++) {
        if (is_dash_at(i)) {
            out[i] = '-';
            continue;
        }
        const uint8_t byte = id->bytes[nibble / 2];
        out[i] = digits[nibble % 2 == 0 ? byte >> 4 : byte & 15];
        nibble++;
    }
    out[CD_UUID_TEXT] = '\0';
}

bool cd_uuid_eq(const cd_uuid *a, const cd_uuid *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

uint64_t cd_uuid_u64(const cd_uuid *id)
{
    uint64_t value;
    memcpy(&value, id->bytes, sizeof value);
    return value;
}
