/* engine/multiplane/place/street_houses.c - a row of town houses, each with its own colour and
 * gable. */
#include "engine/multiplane/place/street.h"

struct house {
    double x, w, top;
    uint32_t wall, roof, door;
    int gable; /* 0 flat with a cornice, 1 pitched, 2 stepped */
};

static struct house house_at(const mp_front *f, int index)
{
    static const uint32_t walls[] = {0xe8b4a0, 0xf0d9a0, 0xa9c4c9, 0xd98f78, 0xc9d2b0, 0xefe3d2};
    static const uint32_t roofs[] = {0x7a4338, 0x55606e, 0x8a5a3c};
    static const uint32_t doors[] = {0x2f5f5a, 0x7a2f35, 0x2f4a75, 0x5b4630};
    const uint64_t key = cd_mp_hash(f->seed * 31u + (uint64_t)(index + 8));
    const double w = 0.40 * f->s;
    const struct house out = {
        f->x - 0.5 * w + w * index,
        w,
        f->ground - f->s * (0.47 + 0.17 * (double)cd_mp_hash01(key ^ 1u)),
        walls[key % CD_COUNT(walls)],
        roofs[(key >> 8) % CD_COUNT(roofs)],
        doors[(key >> 16) % CD_COUNT(doors)],
        (int)((key >> 24) % 3u),
    };
    return out;
}

static int reach(const mp_front *f)
{
    return (int)(0.5 * f->width / (0.40 * f->s)) + 2;
}

static void gable(cairo_t *cr, const struct house *h, double s)
{
    if (h->gable == 1) {
        cairo_move_to(cr, h->x - 0.02 * s, h->top);
        cairo_line_to(cr, h->x + 0.5 * h->w, h->top - 0.17 * s);
        cairo_line_to(cr, h->x + h->w + 0.02 * s, h->top);
        cairo_close_path(cr);
        const double line[4] = {h->x, 0, h->x + h->w, 0};
        cd_mp_fill_gradient(cr, line, cd_mp_shade(h->roof, 1.2f), cd_mp_shade(h->roof, 0.75f),
                            false);
    } else if (h->gable == 2) {
        for (int i = 0; i < 4; i++) {
            const double inset = h->w * 0.12 * i;
            cairo_rectangle(cr, h->x + inset, h->top - 0.045 * s * (i + 1), h->w - 2 * inset,
                            0.05 * s);
        }
        cd_mp_ink(cr, h->wall, 1.0);
        cairo_fill(cr);
    }
    cairo_rectangle(cr, h->x - 0.008 * s, h->top - 0.012 * s, h->w + 0.016 * s, 0.030 * s);
    cd_mp_ink(cr, 0xf6efe2, 1.0);
    cairo_fill(cr);
}

static void panes(cairo_t *cr, const struct house *h, const mp_front *f, bool lit)
{
    const double s = f->s;
    const double ww = 0.085 * s;
    const double wh = 0.135 * s;
    for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 2; column++) {
            const double x = h->x + h->w * (column ? 0.60 : 0.17);
            const double y = f->ground - (0.235 + 0.205 * row) * s;
            if (y < h->top + 0.03 * s || (row == 0 && column == 1))
                continue;
            const uint64_t key = f->seed ^ (uint64_t)(int64_t)(h->x + 7.0 * row + 3.0 * column);
            const double line[4] = {x, y, x + ww, y + wh};
            if (lit) {
                cairo_rectangle(cr, x, y, ww, wh);
                if (cd_mp_hash01(key) < 0.72f * f->lamps)
                    cd_mp_fill_gradient(cr, line, 0xffe3a0, 0xe09a48, false);
                else
                    cd_mp_fill_gradient(cr, line, cd_mp_blend(0xb5d4e6, 0x3c4a70, f->lamps),
                                        cd_mp_blend(0x5f8099, 0x20294a, f->lamps), false);
                cairo_rectangle(cr, x + ww * 0.46, y, ww * 0.08, wh);
                cairo_rectangle(cr, x, y + wh * 0.42, ww, wh * 0.06);
                cd_mp_ink(cr, cd_mp_blend(0xf6efe2, 0x59607a, 0.8f * f->lamps), 1.0);
                cairo_fill(cr);
            } else {
                cairo_rectangle(cr, x - 0.014 * s, y - 0.016 * s, ww + 0.028 * s, wh + 0.030 * s);
                cd_mp_ink(cr, 0xf6efe2, 1.0);
                cairo_fill(cr);
                cairo_rectangle(cr, x - 0.020 * s, y + wh + 0.010 * s, ww + 0.04 * s, 0.012 * s);
                cd_mp_ink(cr, 0xd2c6b4, 1.0);
                cairo_fill(cr);
            }
        }
    }
}

void cd_mp_houses_wall(cairo_t *cr, const mp_front *f)
{
    const double s = f->s;
    for (int i = -reach(f); i <= reach(f); i++) {
        const struct house h = house_at(f, i);
        const double line[4] = {h.x, 0, h.x + h.w, 0};
        cairo_rectangle(cr, h.x, h.top, h.w, f->ground - h.top);
        cd_mp_fill_gradient(cr, line, cd_mp_shade(h.wall, 1.06f), cd_mp_shade(h.wall, 0.90f),
                            false);
        gable(cr, &h, s);
        cairo_rectangle(cr, h.x, f->ground - 0.045 * s, h.w, 0.045 * s);
        cd_mp_ink(cr, cd_mp_shade(h.wall, 0.66f), 1.0);
        cairo_fill(cr);
        panes(cr, &h, f, false);
        const double dx = h.x + h.w * 0.60;
        cairo_rectangle(cr, dx - 0.014 * s, f->ground - 0.245 * s, 0.128 * s, 0.245 * s);
        cd_mp_ink(cr, 0xf6efe2, 1.0);
        cairo_fill(cr);
        const double leaf[4] = {dx, 0, dx + 0.1 * s, 0};
        cairo_rectangle(cr, dx, f->ground - 0.228 * s, 0.10 * s, 0.228 * s);
        cd_mp_fill_gradient(cr, leaf, cd_mp_shade(h.door, 1.2f), cd_mp_shade(h.door, 0.85f), false);
        cairo_rectangle(cr, dx - 0.03 * s, f->ground - 0.014 * s, 0.16 * s, 0.016 * s);
        cd_mp_ink(cr, 0xb9aea2, 1.0);
        cairo_fill(cr);
    }
}

void cd_mp_houses_inside(cairo_t *cr, const mp_front *f)
{
    for (int i = -reach(f); i <= reach(f); i++) {
        const struct house h = house_at(f, i);
        panes(cr, &h, f, true);
    }
}
