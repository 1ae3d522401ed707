/* tests/unit/multiplane/test_cast.c - who is in a picture: heads are given bodies. */
#include "unit/multiplane/artwork.h"

#include "engine/multiplane/cast/cast_body.h"
#include "engine/multiplane/stage.h"

static cd_mp_pack *pack;
static cd_mp_sprites *sprites;

static const char *const listed[] = {
#define MP_BODY(kind, names, ...) names,
#include "engine/multiplane/cast/bodies.def"
#undef MP_BODY
};

static int32_t figure_of(cd_str name)
{
    static const char *const before[] = {"", "person-", "man-", "woman-"};
    for (size_t i = 0; i < CD_COUNT(before); i++) {
        char full[96];
        snprintf(full, sizeof full, "%s%.*s", before[i], CD_STR_ARG(name));
        const int32_t figure = cd_mp_pack_find(pack, cd_str_from(full));
        if (figure != MP_FIGURE_NONE)
            return figure;
    }
    return MP_FIGURE_NONE;
}

/* Each name of the table is a figure, which stands on its body: taller than the head alone, ink
 * under the neck and down to the feet. */
static void heads_have_bodies(void)
{
    for (size_t row = 0; row < CD_COUNT(listed); row++) {
        cd_str rest = cd_str_from(listed[row]), name;
        for (bool more = true; more;) {
            more = cd_str_cut(rest, ',', &name, &rest);
            name = cd_str_trim(name);
            const int32_t figure = figure_of(name);
            if (figure == MP_FIGURE_NONE) {
                check_failed(__FILE__, __LINE__, "no figure %.*s", CD_STR_ARG(name));
                continue;
            }
            cd_err err = {.kind = CD_OK};
            const cd_mp_sprite *sprite = NULL;
            CHECK_INT(cd_mp_sprite_get(&sprite, sprites, figure, 96, &err), CD_OK);
            const int32_t body = cd_mp_body_find(cd_mp_sprite_name(sprites, figure));
            CHECK(body >= 0);
            cd_mp_sprite whole;
            uint8_t *rgba = NULL;
            mp_head head;
            CHECK_INT(cd_mp_body_draw(&whole, &rgba, &head, sprite, body, 7, &err), CD_OK);
            CHECK(whole.height > sprite->height + sprite->width / 3);
            CHECK(head.height > 0.3f && head.height < 0.8f);
            const uint32_t rows[2] = {(uint32_t)((float)whole.height * (head.height + 0.08f)),
                                      whole.height - 1 - whole.height / 24};
            for (int i = 0; i < 2; i++) {
                uint32_t ink = 0;
                for (uint32_t x = 0; x < whole.width; x++)
                    ink += whole.rgba[4 * (rows[i] * whole.width + x) + 3] > 128;
                if (ink * 10 < whole.width)
                    check_failed(__FILE__, __LINE__, "%.*s: %u of %u in row %u of %u",
                                 CD_STR_ARG(name), ink, whole.width, rows[i], whole.height);
            }
            free(rgba);
            cd_mp_sprite_put(sprites, &sprite);
        }
    }
}

static void whole_figures_are_left_alone(void)
{
    CHECK_INT(cd_mp_body_find(CD_STR("tiger")), -1);
    CHECK_INT(cd_mp_body_find(CD_STR("person-standing")), -1);
    CHECK_INT(cd_mp_body_find(CD_STR("woman-running")), -1);
    CHECK_INT(cd_mp_body_find(CD_STR("")), -1);
    CHECK(cd_mp_body_find(CD_STR("woman-cook-medium-dark")) >= 0);
    CHECK(cd_mp_body_find(CD_STR("old-man-light")) >= 0);
}

int main(void)
{
    pack = artwork_open();
    cd_err err = {.kind = CD_OK};
    CHECK_INT(cd_mp_sprites_open(&sprites, pack, NULL, 64u << 20, &err), CD_OK);
    RUN(heads_have_bodies)
    RUN(whole_figures_are_left_alone)
    cd_mp_sprites_close(&sprites);
    cd_mp_pack_close(&pack);
    return check_end();
}
