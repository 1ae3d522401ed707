/* engine/multiplane/cast/cast_depth.c - who is said to be in the foreground or in the background:
 * branches that hang into the frame, things at its lower corners, and small ones at the horizon. */
#include "engine/multiplane/cast/cast.h"

enum { SPRAY_LEAST = 6 }; /* so many of a kind are a branch in blossom */

static mp_actor *add(mp_cast *cast, uint32_t subject, uint32_t instance, mp_stance stance)
{
    mp_actor *actor = &cast->actors[cast->count++];
    *actor = (mp_actor){.subject = subject,
                        .instance = instance,
                        .stance = stance,
                        .flip = cast->scene->subjects[subject].facing_right};
    return actor;
}

/* Two boughs reach in from the upper corners; each blossom hangs on the one before. */
static void spray(mp_cast *cast, const mp_paint *p, uint32_t subject, float aspect)
{
    const uint32_t count = cast->scene->subjects[subject].count;
    mp_rand rand = cd_mp_rand_new(cast->scene->seed, 151 + subject);
    float last[2][2] = {{-0.02f * p->width, 0.02f * p->height},
                        {1.02f * p->width, 0.05f * p->height}};
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t side = i & 1;
        const float t = ((float)(i / 2) + 0.6f) / (0.5f * (float)count);
        const float reach = (side ? 0.34f : 0.44f) * p->width * t;
        const float x = side ? p->width - reach : reach;
        const float y = p->height * (side ? 0.07f : 0.04f) + 0.30f * p->unit * t * t +
                        cd_mp_range(&rand, -0.035f, 0.035f) * p->unit;
        mp_actor *a = add(cast, subject, i, MP_STANCE_AIR);
        a->height = p->unit * (0.150f - 0.050f * t) * cd_mp_range(&rand, 0.82f, 1.15f);
        a->width = a->height * aspect;
        a->x = x;
        a->base = y + 0.62f * a->height;
        a->order = 1.0e6f + (float)i;
        a->framing = true;
        a->twig[0] = last[side][0];
        a->twig[1] = last[side][1];
        a->twig[2] = x;
        a->twig[3] = y;
        a->bark = p->unit * (0.020f - 0.013f * t);
        last[side][0] = x;
        last[side][1] = y;
    }
}

/* Large, at the lower corners, cut by the frame. */
static void corners(mp_cast *cast, const mp_paint *p, uint32_t subject, float aspect)
{
    const uint32_t count = cast->scene->subjects[subject].count;
    const uint32_t first = (uint32_t)(cast->scene->seed & 1);
    for (uint32_t i = 0; i < count; i++) {
        const bool left = ((i + first) & 1) == 0;
        mp_actor *a = add(cast, subject, i, MP_STANCE_STAND);
        const float inward = 0.20f * p->unit * (float)(i / 2);
        a->height = 0.42f * p->unit / (1.0f + 0.12f * (float)count);
        if (a->height * aspect > 0.5f * p->width)
            a->height = 0.5f * p->width / aspect;
        a->width = a->height * aspect;
        const float x = 0.42f * a->width + inward;
        a->x = left ? x : p->width - x;
        a->base = 1.03f * p->height - 0.02f * p->unit * (float)(i / 2);
        a->order = 1.0e6f - (float)i;
        a->framing = true;
    }
}

/* Small, far up the ground, in the middle of the widest gap. */
static void afar(mp_cast *cast, const mp_paint *p, uint32_t subject, float aspect, float base)
{
    const mp_subject *s = &cast->scene->subjects[subject];
    const uint32_t others = cast->count;
    for (uint32_t i = 0; i < s->count; i++) {
        mp_actor *a = add(cast, subject, i, MP_STANCE_STAND);
        const float size = 0.13f + 0.20f * cd_mp_smooth(1.5f, 20.0f, s->height_m);
        a->height = size * p->unit / (1.0f + 0.08f * (float)(s->count - 1));
        a->width = a->height * aspect;
        a->base = cd_mp_lerp(p->horizon, base, 0.10f);
        a->air = 0.30f + 0.12f * p->light.haze;
        a->order = a->base;
        float best = -1.0e9f;
        for (int k = 0; k < 25; k++) {
            const float x = p->width * (0.10f + 0.80f * (float)k / 24.0f);
            float free = 0.4f * p->width;
            for (uint32_t n = 0; n + 1 < cast->count; n++) {
                const mp_actor *b = &cast->actors[n];
                const float half = 0.5f * (a->width + (n < others ? 0.9f : 1.1f) * b->width);
                const float gap = fabsf(x - b->x) - half;
                if (b->stance != MP_STANCE_SKY && !b->framing)
                    free = gap < free ? gap : free;
            }
            const float score = free - 0.10f * fabsf(x - 0.5f * p->width);
            if (score > best) {
                best = score;
                a->x = x;
            }
        }
    }
}

void cd_mp_cast_depth(mp_cast *cast, const mp_paint *paint, uint32_t subject, float aspect,
                      float base)
{
    const mp_subject *s = &cast->scene->subjects[subject];
    if (s->depth < 0)
        afar(cast, paint, subject, aspect, base);
    else if (s->count >= SPRAY_LEAST)
        spray(cast, paint, subject, aspect);
    else
        corners(cast, paint, subject, aspect);
}

void cd_mp_cast_twig(mp_paint *paint, const mp_actor *actor)
{
    const mp_light *l = &paint->light;
    const mp_px lit = cd_mp_add(cd_mp_scale(l->ambient, 0.9f), l->key, 0.45f);
    const mp_px bark = cd_mp_alpha(cd_mp_times(cd_mp_rgb(0x6b4632), lit), 1.0f);
    const float dx = actor->twig[2] - actor->twig[0];
    const float dy = actor->twig[3] - actor->twig[1];
    const int steps = 2 + (int)(sqrtf(dx * dx + dy * dy) / (0.3f * actor->bark + 0.5f));
    for (int i = 0; i <= steps; i++) {
        const float t = (float)i / (float)steps;
        const float sway = sinf(3.14159f * t) * 0.06f * dx;
        const float thick = actor->bark * (1.1f - 0.35f * t);
        cd_mp_ellipse(&paint->canvas, actor->twig[0] + dx * t, actor->twig[1] + dy * t + sway,
                      thick, thick, 0.8f, bark);
    }
}
