/* tests/unit/multiplane/test_roles.c - what prompts want of their references, and what is left of
 * the prompts. */
#include "unit/check.h"

#include "engine/multiplane/words/roles.h"

enum { P = MP_ROLE_PALETTE, T = MP_ROLE_TEXTURE, L = MP_ROLE_LAYOUT, S = MP_ROLE_SUBJECT };

static const struct {
    const char *prompt;
    uint32_t of[3];
    const char *without; /* must not be in the rest; NULL: nothing */
    const char *with;    /* must be in it */
    const char *thing;   /* of the first reference that is a subject */
} rows[] = {
    {"a cat, use the palette of the first reference", {P}, "palette", "a cat", NULL},
    {"a cat with the colors of image 2", {0, P}, "color", "a cat", NULL},
    {"a cat in the colours from the second image", {0, P}, "image", "a cat", NULL},
    {"a castle, palette from @image1", {P}, "palette", "a castle", NULL},
    {"a castle with the color palette of <reference 3>", {0, 0, P}, "palette", "a castle", NULL},
    {"a boat. Use the texture of the third picture.", {0, 0, T}, "texture", "a boat", NULL},
    {"a boat with the material of image 1", {T}, "material", "a boat", NULL},
    {"keep the layout of the reference, a tree in winter", {L}, "layout", "a tree in winter", NULL},
    {"a tree, same composition as image 2", {0, L}, "composition", "a tree", NULL},
    {"a tree in the composition of the second reference", {0, L}, "composition", "a tree", NULL},
    {"a tree with the palette and texture of image 1", {P | T}, "texture", "a tree", NULL},
    {"a tree, the colors of image 1 and the layout of image 2", {P, L}, "layout", "a tree", NULL},
    {"the dog from the second image on a beach", {0, S}, "image", "dog", "dog"},
    {"put the person of image 1 in a forest", {S}, "image", "in a forest", "person"},
    {"the product in the first photo on a table", {S}, "photo", "product", "product"},
    {"the subject of image 3 on the moon", {0, 0, S}, "image", "on the moon", "subject"},
    {"a robot, image 1 for the colors", {P}, "colors", "a robot", NULL},
    {"a robot, use image 2 as the layout", {0, L}, "layout", "a robot", NULL},
    {"a robot in the style of the first reference", {P}, "style", "a robot", NULL},
    {"a robot in reference 1's palette", {P}, "palette", "a robot", NULL},
    {"a robot with the colors of all references", {P, P, P}, "references", "a robot", NULL},
    {"a robot with the mood of both images", {P, P, P}, "mood", "a robot", NULL},
    {"the dog from image 1 with the palette of image 2", {S, P}, "palette", "dog", "dog"},
    {"Das Haus mit den Farben von Bild 2", {0, P}, "Farben", "Haus", NULL},
    {"une maison avec les couleurs de la première image", {P}, "couleurs", "maison", NULL},
    {"una casa con los colores de la segunda imagen", {0, P}, "colores", "una casa", NULL},
    {"a robot based on the reference", {0}, "reference", "a robot", NULL},
    {"two pictures on a wall", {0}, NULL, "two pictures on a wall", NULL},
    {"a photo of a colorful parrot", {0}, NULL, "a photo of a colorful parrot", NULL},
    {"a sign that says \"image 2 palette\"", {0}, NULL, "image 2 palette", NULL},
    {"", {0}, NULL, "", NULL}};

static void prompts_label_their_references(void)
{
    for (size_t i = 0; i < CD_COUNT(rows); i++) {
        char rest[256];
        size_t size = 0;
        mp_roles roles;
        cd_mp_roles_read(&roles, rest, &size, cd_str_from(rows[i].prompt));
        CHECK_INT(size, strlen(rows[i].prompt));
        rest[size] = '\0';
        const char *thing = NULL;
        bool right = true, any = false;
        for (int k = 0; k < 3; k++) {
            right &= roles.of[k] == rows[i].of[k];
            any |= rows[i].of[k] != 0;
            if (thing == NULL && (roles.of[k] & S) != 0)
                thing = roles.thing[k];
        }
        right &= roles.said == any && strstr(rest, rows[i].with) != NULL;
        right &= rows[i].without == NULL || strstr(rest, rows[i].without) == NULL;
        right &= rows[i].thing == NULL || (thing != NULL && strcmp(thing, rows[i].thing) == 0);
        if (!right)
            check_failed(__FILE__, __LINE__, "'%s': %u %u %u, thing %s, left '%s'", rows[i].prompt,
                         roles.of[0], roles.of[1], roles.of[2], thing != NULL ? thing : "none",
                         rest);
    }
}

static void without_labels_the_first_gives_layout_and_palette(void)
{
    char rest[64];
    size_t size = 0;
    mp_roles roles;
    cd_mp_roles_read(&roles, rest, &size, CD_STR("a cat"));
    cd_mp_roles_default(&roles, 2);
    CHECK_INT(roles.of[0], P | L);
    CHECK_INT(roles.of[1], P);
    CHECK_INT(roles.of[2], 0);
    cd_mp_roles_read(&roles, rest, &size, CD_STR("the layout of image 2"));
    cd_mp_roles_default(&roles, 2);
    CHECK_INT(roles.of[0], 0);
    CHECK_INT(roles.of[1], L);
}

static void any_bytes_will_do(void)
{
    static const char parts[][12] = {"image", " 2", " of", " the ", "palette", "\xff", "first ",
                                     "\"",    ",",  "'s ", " for ", "@",       "\n",   "reference"};
    for (int round = 0; round < 3000; round++) {
        char prompt[400] = "", rest[400];
        size_t size = 0, used = 0;
        mp_roles roles;
        for (uint64_t n = check_below(30); n > 0; n--) {
            const char *part = parts[check_below(CD_COUNT(parts))];
            memcpy(prompt + used, part, strlen(part));
            used += strlen(part);
        }
        cd_mp_roles_read(&roles, rest, &size, (cd_str){prompt, used});
        CHECK_INT(size, used);
    }
}

CHECK_MAIN(RUN(prompts_label_their_references)
               RUN(without_labels_the_first_gives_layout_and_palette) RUN(any_bytes_will_do))
