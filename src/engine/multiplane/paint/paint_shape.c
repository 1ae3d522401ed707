/* engine/multiplane/paint/paint_shape.c - primitives: rectangles, glows, soft ellipses, and stamps
 * drawn at any size. */
#include "engine/multiplane/paint/paint.h"

static int32_t clip(float value, int32_t max)
{
    return value < 0.0f ? 0 : value > (float)max ? max : (int32_t)value;
}

static float overlap(float from, float to, int32_t cell)
{
    const float low = from > (float)cell ? from : (float)cell;
    const float high = to < (float)(cell + 1) ? to : (float)(cell + 1);
    return high > low ? high - low : 0.0f;
}

void cd_mp_rect(mp_canvas *dst, float x0, float y0, float x1, float y1, mp_px color)
{
    const int32_t left = clip(x0, dst->width);
    const int32_t right = clip(ceilf(x1), dst->width);
    const int32_t top = clip(y0, dst->height);
    const int32_t bottom = clip(ceilf(y1), dst->height);
    for (int32_t y = top; y < bottom; y++) {
        mp_px *row = dst->px + (size_t)y * (size_t)dst->width;
        const float share = overlap(y0, y1, y) * color.a;
        for (int32_t x = left; x < right; x++) {
            const float a = share * overlap(x0, x1, x);
            const mp_px top_px = {color.r * a, color.g * a, color.b * a, a};
            cd_mp_over(&row[x], top_px);
        }
    }
}

void cd_mp_glow(mp_canvas *dst, float x, float y, float radius, float power, mp_px color)
{
    const int32_t left = clip(x - radius, dst->width);
    const int32_t right = clip(x + radius + 1, dst->width);
    const int32_t top = clip(y - radius, dst->height);
    const int32_t bottom = clip(y + radius + 1, dst->height);
    const float k = 1.0f / (radius * radius);
    for (int32_t py = top; py < bottom; py++) {
        mp_px *row = dst->px + (size_t)py * (size_t)dst->width;
        const float dy = (float)py + 0.5f - y;
        for (int32_t px = left; px < right; px++) {
            const float dx = (float)px + 0.5f - x;
            const float d = (dx * dx + dy * dy) * k;
            if (d < 1.0f)
                row[px] = cd_mp_add(row[px], color, powf(1.0f - sqrtf(d), power));
        }
    }
}

void cd_mp_ellipse(mp_canvas *dst, float x, float y, float rx, float ry, float hard, mp_px color)
{
    const float wide = rx + 1.0f;
    const float tall = ry + 1.0f;
    const int32_t left = clip(x - wide, dst->width);
    const int32_t right = clip(x + wide + 1, dst->width);
    const int32_t top = clip(y - tall, dst->height);
    const int32_t bottom = clip(y + tall + 1, dst->height);
    const float edge = 1.0f / (rx < ry ? rx + 0.5f : ry + 0.5f);
    const float from = hard < 1.0f - edge ? hard : 1.0f - edge;
    for (int32_t py = top; py < bottom; py++) {
        mp_px *row = dst->px + (size_t)py * (size_t)dst->width;
        const float dy = ((float)py + 0.5f - y) / ry;
        for (int32_t px = left; px < right; px++) {
            const float dx = ((float)px + 0.5f - x) / rx;
            const float d = dx * dx + dy * dy;
            if (d >= (1.0f + edge) * (1.0f + edge))
                continue;
            const float a = color.a * (1.0f - cd_mp_smooth(from, 1.0f + edge * 0.5f, sqrtf(d)));
            const mp_px top_px = {color.r * a, color.g * a, color.b * a, a};
            cd_mp_over(&row[px], top_px);
        }
    }
}

static mp_px average(const mp_canvas *card, int32_t x, int32_t y)
{
    mp_px sum = {0, 0, 0, 0};
    for (int i = 0; i < 4; i++) {
        const int32_t cx = x + (i & 1) < card->width ? x + (i & 1) : card->width - 1;
        const int32_t cy = y + (i >> 1) < card->height ? y + (i >> 1) : card->height - 1;
        const mp_px p = card->px[(size_t)cy * (size_t)card->width + (size_t)cx];
        sum = (mp_px){sum.r + p.r, sum.g + p.g, sum.b + p.b, sum.a + p.a};
    }
    return (mp_px){sum.r * 0.25f, sum.g * 0.25f, sum.b * 0.25f, sum.a * 0.25f};
}

cd_rc cd_mp_stamp_take(mp_stamp *out, mp_canvas *card, cd_err *err)
{
    mp_stamp stamp = {.levels = 1};
    stamp.level[0] = *card;
    *card = (mp_canvas){0, 0, NULL};
    while (stamp.levels < MP_MIPS_MAX) {
        const mp_canvas *big = &stamp.level[stamp.levels - 1];
        if (big->width < 4 || big->height < 4)
            break;
        mp_canvas *small = &stamp.level[stamp.levels];
        const cd_rc rc = cd_mp_canvas_new(small, big->width / 2, big->height / 2, err);
        if (rc != CD_OK) {
            cd_mp_stamp_done(&stamp);
            return rc;
        }
        for (int32_t y = 0; y < small->height; y++)
            for (int32_t x = 0; x < small->width; x++)
                small->px[(size_t)y * (size_t)small->width + (size_t)x] =
                    average(big, 2 * x, 2 * y);
        stamp.levels++;
    }
    *out = stamp;
    return CD_OK;
}

void cd_mp_stamp_done(mp_stamp *stamp)
{
    if (stamp == NULL)
        return;
    for (uint32_t i = 0; i < stamp->levels; i++)
        cd_mp_canvas_done(&stamp->level[i]);
    stamp->levels = 0;
}

/* Bilinear, transparent outside. */
static mp_px sample(const mp_canvas *card, float x, float y)
{
    const int32_t x0 = cd_mp_floor(x);
    const int32_t y0 = cd_mp_floor(y);
    const float fx = x - (float)x0;
    const float fy = y - (float)y0;
    mp_px sum = {0, 0, 0, 0};
    for (int i = 0; i < 4; i++) {
        const int32_t cx = x0 + (i & 1);
        const int32_t cy = y0 + (i >> 1);
        if (cx < 0 || cy < 0 || cx >= card->width || cy >= card->height)
            continue;
        const mp_px p = card->px[(size_t)cy * (size_t)card->width + (size_t)cx];
        const float w = ((i & 1) ? fx : 1.0f - fx) * ((i >> 1) ? fy : 1.0f - fy);
        sum = (mp_px){sum.r + p.r * w, sum.g + p.g * w, sum.b + p.b * w, sum.a + p.a * w};
    }
    return sum;
}

void cd_mp_stamp_draw(mp_canvas *dst, const mp_stamp *stamp, const mp_blit *blit, int32_t from,
                      int32_t to)
{
    if (stamp->levels == 0 || blit->height < 0.5f)
        return;
    uint32_t level = 0;
    while (level + 1 < stamp->levels && (float)stamp->level[level + 1].height >= blit->height)
        level++;
    const mp_canvas *card = &stamp->level[level];
    const float k = (float)card->height / blit->height;
    const float half = 0.5f * (float)card->width / k;
    const float shift = fabsf(blit->lean) * blit->height;
    const int32_t left = clip(blit->x - half - shift - 1.0f, dst->width);
    const int32_t right = clip(blit->x + half + shift + 2.0f, dst->width);
    int32_t top = clip(blit->y - blit->height - 1.0f, dst->height);
    int32_t bottom = clip(blit->y + 2.0f, dst->height);
    top = top > from ? top : from;
    bottom = bottom < to ? bottom : to;
    const float air = blit->fog.a;
    for (int32_t y = top; y < bottom; y++) {
        mp_px *row = dst->px + (size_t)y * (size_t)dst->width;
        const float sy = (float)card->height - (blit->y - (float)y - 0.5f) * k - 0.5f;
        const float lean = blit->lean * (blit->y - (float)y);
        for (int32_t x = left; x < right; x++) {
            const float dx = ((float)x + 0.5f - blit->x - lean) * k;
            const float sx = 0.5f * (float)card->width + (blit->flip ? -dx : dx) - 0.5f;
            mp_px p = sample(card, sx, sy);
            if (p.a <= 0.001f)
                continue;
            p.r = (p.r * blit->tint.r * (1.0f - air) + blit->fog.r * p.a * air) * blit->tint.a;
            p.g = (p.g * blit->tint.g * (1.0f - air) + blit->fog.g * p.a * air) * blit->tint.a;
            p.b = (p.b * blit->tint.b * (1.0f - air) + blit->fog.b * p.a * air) * blit->tint.a;
            p.a *= blit->tint.a;
            cd_mp_over(&row[x], p);
        }
    }
}
