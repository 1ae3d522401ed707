/* domain/video.c - names and sizes of video options, straight from the tables. */
#include "domain/video.h"

struct option {
    const char *name;
    uint32_t amount;
};

static const struct option resolutions[] = {
    {"", 720},
#define CD_RESOLUTION(name, wire, side) {wire, side},
#include "domain/resolutions.def"
#undef CD_RESOLUTION
};
static const struct option durations[] = {
    {"", 5},
#define CD_DURATION(name, wire, seconds) {wire, seconds},
#include "domain/durations.def"
#undef CD_DURATION
};
static const struct option strengths[] = {
    {"", 0},
#define CD_STRENGTH(name, wire) {wire, 0},
#include "domain/strengths.def"
#undef CD_STRENGTH
};

/* Index of the name in the table, 0 (_NONE) when it is not there. */
static size_t find(const struct option *options, size_t count, cd_str name)
{
    for (size_t i = 1; i < count; i++)
        if (cd_str_eq_c(name, options[i].name))
            return i;
    return 0;
}

const char *cd_resolution_name(cd_resolution resolution)
{
    CD_ASSERT(resolution < CD_RESOLUTION__COUNT);
    return resolutions[resolution].name;
}

const char *cd_duration_name(cd_duration duration)
{
    CD_ASSERT(duration < CD_DURATION__COUNT);
    return durations[duration].name;
}

const char *cd_strength_name(cd_strength strength)
{
    CD_ASSERT(strength < CD_STRENGTH__COUNT);
    return strengths[strength].name;
}

cd_resolution cd_resolution_find(cd_str name)
{
    return (cd_resolution)find(resolutions, CD_RESOLUTION__COUNT, name);
}

cd_duration cd_duration_find(cd_str name)
{
    return (cd_duration)find(durations, CD_DURATION__COUNT, name);
}

cd_strength cd_strength_find(cd_str name)
{
    return (cd_strength)find(strengths, CD_STRENGTH__COUNT, name);
}

uint32_t cd_duration_seconds(cd_duration duration)
{
    CD_ASSERT(duration < CD_DURATION__COUNT);
    return durations[duration].amount;
}

uint32_t cd_resolution_side(cd_resolution resolution)
{
    CD_ASSERT(resolution < CD_RESOLUTION__COUNT);
    return resolutions[resolution].amount;
}
