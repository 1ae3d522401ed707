/* domain/video.c - names and sizes of video options, straight from the tables. */
#include "domain/video.h"

#include "domain/names.h"

static const char *const resolutions[] = {
    "",
#define CD_RESOLUTION(name, wire, side) wire,
#include "domain/resolutions.def"
#undef CD_RESOLUTION
};
static const char *const durations[] = {
    "",
#define CD_DURATION(name, wire, seconds) wire,
#include "domain/durations.def"
#undef CD_DURATION
};
static const char *const strengths[] = {
    "",
#define CD_STRENGTH(name, wire) wire,
#include "domain/strengths.def"
#undef CD_STRENGTH
};
static const uint32_t sides[] = {
    720, /* what is not given */
#define CD_RESOLUTION(name, wire, side) side,
#include "domain/resolutions.def"
#undef CD_RESOLUTION
};
static const uint32_t seconds_of[] = {
    5, /* what is not given */
#define CD_DURATION(name, wire, seconds) seconds,
#include "domain/durations.def"
#undef CD_DURATION
};

const char *cd_resolution_name(cd_resolution resolution)
{
    return cd_names_at(resolutions, CD_COUNT(resolutions), resolution);
}

const char *cd_duration_name(cd_duration duration)
{
    return cd_names_at(durations, CD_COUNT(durations), duration);
}

const char *cd_strength_name(cd_strength strength)
{
    return cd_names_at(strengths, CD_COUNT(strengths), strength);
}

cd_resolution cd_resolution_find(cd_str name)
{
    return (cd_resolution)cd_names_find(resolutions, CD_COUNT(resolutions), name);
}

cd_duration cd_duration_find(cd_str name)
{
    return (cd_duration)cd_names_find(durations, CD_COUNT(durations), name);
}

cd_strength cd_strength_find(cd_str name)
{
    return (cd_strength)cd_names_find(strengths, CD_COUNT(strengths), name);
}

uint32_t cd_duration_seconds(cd_duration duration)
{
    CD_ASSERT(duration < CD_DURATION__COUNT);
    return seconds_of[duration];
}

uint32_t cd_resolution_side(cd_resolution resolution)
{
    CD_ASSERT(resolution < CD_RESOLUTION__COUNT);
    return sides[resolution];
}
