/* engine/multiplane/film/plate_draw.c - the planes through the camera, from far to near. Along a
 * row of the picture a plane is a straight, even line, so that a row costs one multiplication a
 * pixel. The land gets nearer row by row: that is how ground in perspective moves. */
#include "engine/multiplane/film/plate.h"

struct shot {
    uint16_t *out;
    int32_t width, height;
    const mp_set *set;
    const mp_pose *pose;
    float horizon; /* row of the picture */
};

/* A row of a plane: where its first pixel lies and how far apart pixels are, in 1/65536. */
struct line {
    int64_t x, step;
    float y;
};

static float near_at(const mp_set *set, const mp_plate *plate, float row)
{
    if (plate->what != MP_SEEN_LAND || set->stage == NULL)
        return plate->near;
    return cd_mp_stage_near(set->stage, row);
}

/* Water moves sideways in waves that get wider toward the viewer, and not at the shores. */
static float wave_at(const struct shot *shot, float row)
{
    const mp_set *set = shot->set;
    if (!set->water || row <= set->horizon)
        return 0.0f;
    const float depth = (row - set->horizon) / (set->height - set->horizon);
    const float calm = cd_mp_smooth(0.0f, 0.06f, depth) * cd_mp_smooth(0.75f, 0.45f, depth);
    const float turns = 9.0f * logf(1.0f + 24.0f * depth) + shot->pose->wave_phase;
    return shot->pose->wave * (0.25f + depth) * calm * sinf(turns * 6.2831853f);
}

static struct line line_of(const struct shot *shot, const mp_plate *plate, int32_t y)
{
    const mp_set *set = shot->set;
    const mp_pose *pose = shot->pose;
    const float v = (float)y + 0.5f - shot->horizon;
    const float near = near_at(set, plate, set->horizon + v);
    const float zoom = 1.0f + near * (pose->zoom - 1.0f);
    float row = set->horizon + v / zoom + near * pose->y - (float)plate->top - 0.5f;
    float x = 0.5f * set->width + (0.5f - 0.5f * (float)shot->width) / zoom + near * pose->x -
              (float)plate->left - 0.5f;
    if (plate->floating)
        row += pose->bob;
    if (plate->what == MP_SEEN_SKY)
        x += pose->drift;
    else if (plate->what == MP_SEEN_LAND)
        x += wave_at(shot, set->horizon + v);
    return (struct line){(int64_t)floor((double)x * 65536.0 + 0.5),
                         (int64_t)(65536.0 / (double)zoom + 0.5), row};
}

static inline int32_t between(int32_t a, int32_t b, int32_t part)
{
    return a + (((b - a) * part) >> 8);
}

/* The plane's pixel at x (in 1/65536) of two rows. */
static inline void pick(int32_t px[4], const uint16_t *top, const uint16_t *low, int64_t x,
                        int32_t width, int32_t down)
{
    const int64_t most = (int64_t)(width - 1) << 16;
    x = x < 0 ? 0 : x > most ? most : x;
    const int32_t i = (int32_t)(x >> 16);
    const int32_t right = i + 1 < width ? 4 : 0;
    const int32_t across = (int32_t)(x >> 8) & 255;
    const uint16_t *a = top + (size_t)i * 4;
    const uint16_t *b = low + (size_t)i * 4;
    for (int c = 0; c < 4; c++)
        px[c] =
            between(between(a[c], a[c + right], across), between(b[c], b[c + right], across), down);
}

static int32_t column(int64_t at, int64_t step)
{
    return (int32_t)(at > 0 ? (at + step - 1) / step : 0);
}

/* A plane that reaches an edge of the set goes on beyond it with its last pixels. */
static void draw_line(uint16_t *out, int32_t width, const mp_set *set, const mp_plate *plate,
                      struct line line)
{
    const float most = (float)(plate->height - 1);
    if ((line.y < -1.0f && plate->top > 0) ||
        (line.y > most + 1.0f && plate->top + plate->height < (int32_t)set->height))
        return;
    const float y = cd_mp_clamp(line.y, 0.0f, most);
    const int32_t row = (int32_t)y;
    const int32_t down = (int32_t)((y - (float)row) * 256.0f + 0.5f);
    const uint16_t *top = plate->px + (size_t)row * (size_t)plate->width * 4;
    const uint16_t *low = row + 1 < plate->height ? top + (size_t)plate->width * 4 : top;
    const int32_t from = plate->left > 0 ? column(-line.x, line.step) : 0;
    int32_t to = width;
    if (plate->left + plate->width < (int32_t)set->width)
        to = column(((int64_t)plate->width << 16) - line.x, line.step);
    to = to < width ? to : width;
    int64_t at = line.x + from * line.step;
    for (int32_t x = from; x < to; x++, at += line.step) {
        int32_t px[4];
        pick(px, top, low, at, plate->width, down);
        if ((px[0] | px[1] | px[2] | px[3]) == 0)
            continue;
        uint16_t *to_px = out + (size_t)x * 3;
        const uint32_t rest = 65535u - (uint32_t)px[3];
        for (int c = 0; c < 3; c++) {
            const uint32_t sum = (uint32_t)px[c] + ((to_px[c] * rest + 32768u) >> 16);
            to_px[c] = (uint16_t)(sum < 65535u ? sum : 65535u);
        }
    }
}

static void draw_rows(void *data, int32_t from, int32_t to)
{
    const struct shot *shot = data;
    for (int32_t y = from; y < to; y++) {
        uint16_t *out = shot->out + (size_t)y * (size_t)shot->width * 3;
        for (uint32_t i = 0; i < shot->set->count; i++) {
            const mp_plate *plate = &shot->set->plates[i];
            draw_line(out, shot->width, shot->set, plate, line_of(shot, plate, y));
        }
    }
}

void cd_mp_set_draw(uint16_t *out, uint32_t width, uint32_t height, const mp_set *set,
                    const mp_pose *pose)
{
    struct shot shot = {.out = out,
                        .width = (int32_t)width,
                        .height = (int32_t)height,
                        .set = set,
                        .pose = pose,
                        .horizon = set->horizon - 0.5f * (set->height - (float)height)};
    cd_mp_rows(set->threads, 0, shot.height, draw_rows, &shot);
}
