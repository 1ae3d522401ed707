/* tests/unit/multiplane/test_sprite.c - the sprite cache in memory and on disk, and its damage. */
#include "unit/multiplane/artwork.h"

#include "engine/multiplane/sprite.h"
#include "sys/files.h"

#include <dirent.h>
#include <pthread.h>
#include <sys/stat.h>

enum { MEMORY = 4 << 20 };

static char folder[64];

static void folder_empty(void)
{
    DIR *listing = opendir(folder);
    if (listing == NULL)
        return;
    for (const struct dirent *at; (at = readdir(listing)) != NULL;)
        if (at->d_name[0] != '.')
            unlinkat(dirfd(listing), at->d_name, 0);
    closedir(listing);
}

/* The only file of the folder; false when there is none. */
static bool one_file(char out[CD_PATH_MAX])
{
    bool found = false;
    DIR *listing = opendir(folder);
    for (const struct dirent *at; listing != NULL && (at = readdir(listing)) != NULL;)
        if (at->d_name[0] != '.')
            found = cd_path_join(out, folder, at->d_name, NULL) == CD_OK;
    if (listing != NULL)
        closedir(listing);
    return found;
}

static uint64_t hash_of(const cd_mp_sprite *sprite)
{
    return cd_str_hash(
        (cd_str){(const char *)sprite->rgba, (size_t)sprite->width * sprite->height * 4});
}

/* The hash of a figure's pixels, drawn or read through a new cache. */
static uint64_t draw(const cd_mp_pack *pack, const char *cache, const char *name, uint32_t px)
{
    cd_mp_sprites *sprites = NULL;
    const cd_mp_sprite *sprite = NULL;
    cd_err err = {.kind = CD_OK};
    CHECK(cd_mp_sprites_open(&sprites, pack, cache, MEMORY, &err) == CD_OK);
    const int32_t figure = cd_mp_pack_find(pack, cd_str_from(name));
    uint64_t hash = 0;
    if (cd_mp_sprite_get(&sprite, sprites, figure, px, &err) == CD_OK)
        hash = hash_of(sprite);
    else
        check_failed(__FILE__, __LINE__, "%s", err.text);
    cd_mp_sprite_put(sprites, &sprite);
    CHECK(sprite == NULL);
    cd_mp_sprites_close(&sprites);
    return hash;
}

static void sprites_are_trimmed(void)
{
    cd_mp_pack *pack = artwork_open();
    cd_mp_sprites *sprites = NULL;
    CHECK(cd_mp_sprites_open(&sprites, pack, NULL, MEMORY, NULL) == CD_OK);
    const cd_mp_sprite *sprite = NULL;
    CHECK(cd_mp_sprite_get(&sprite, sprites, cd_mp_pack_find(pack, CD_STR("tiger")), 90, NULL) ==
          CD_OK);
    CHECK(sprite->width <= 96 && sprite->height <= 96 && sprite->height > 40);
    bool top = false;
    for (uint32_t x = 0; x < sprite->width; x++)
        top = top || sprite->rgba[x * 4 + 3] > 0;
    CHECK(top);
    for (size_t i = 0; i < (size_t)sprite->width * sprite->height; i++) {
        const uint8_t *p = sprite->rgba + i * 4;
        CHECK(p[0] <= p[3] && p[1] <= p[3] && p[2] <= p[3]);
    }
    cd_mp_sprite_put(sprites, &sprite);
    CHECK(cd_mp_sprite_get(&sprite, sprites, 1 << 20, 90, NULL) == CD_E_CORRUPT);
    CHECK(sprite == NULL);
    cd_mp_sprites_close(&sprites);
    cd_mp_pack_close(&pack);
}

static void file_gives_the_same_pixels(void)
{
    cd_mp_pack *pack = artwork_open();
    folder_empty();
    const uint64_t fresh = draw(pack, NULL, "fox", 180);
    CHECK(draw(pack, folder, "fox", 180) == fresh);
    char file[CD_PATH_MAX];
    CHECK(one_file(file));
    CHECK(draw(pack, folder, "fox", 180) == fresh);
    cd_mp_pack_close(&pack);
}

static void damaged_files_are_drawn_again(void)
{
    cd_mp_pack *pack = artwork_open();
    folder_empty();
    const uint64_t fresh = draw(pack, folder, "fox", 90);
    char file[CD_PATH_MAX];
    CHECK(one_file(file));
    cd_buf whole = CD_BUF_INIT(1 << 20);
    CHECK(cd_file_read(&whole, file, NULL) == CD_OK);
    for (unsigned i = 0; i < 40; i++) {
        const bool cut = i % 2 == 0;
        const size_t at = i < 12 ? i * 4 : check_below(whole.size);
        const char old = whole.data[at];
        if (!cut)
            whole.data[at] = (char)(old ^ (1 + check_below(255)));
        CHECK(cd_file_write_atomic(file, cd_str_sub(cd_buf_str(&whole), 0, cut ? at : whole.size),
                                   0600, NULL) == CD_OK);
        CHECK(draw(pack, folder, "fox", 90) == fresh);
        whole.data[at] = old;
    }
    cd_buf_done(&whole);
    cd_mp_pack_close(&pack);
}

static void other_packs_files_are_removed(void)
{
    cd_mp_pack *pack = artwork_open();
    folder_empty();
    char old[CD_PATH_MAX];
    CHECK(cd_path_join(old, folder, "0123456789abcdef-7-96.sprite", NULL) == CD_OK);
    CHECK(cd_file_write_atomic(old, CD_STR("old"), 0600, NULL) == CD_OK);
    draw(pack, folder, "fox", 90);
    CHECK(access(old, F_OK) != 0);
    cd_mp_pack_close(&pack);
}

static void memory_is_bounded_and_pins_stay(void)
{
    cd_mp_pack *pack = artwork_open();
    cd_mp_sprites *sprites = NULL;
    CHECK(cd_mp_sprites_open(&sprites, pack, NULL, 60000, NULL) == CD_OK);
    const cd_mp_sprite *held[6] = {NULL};
    uint64_t hashes[6];
    for (int32_t i = 0; i < 6; i++) { /* more than fits: those in use stay */
        CHECK(cd_mp_sprite_get(&held[i], sprites, 100 + i * 7, 96, NULL) == CD_OK);
        hashes[i] = hash_of(held[i]);
    }
    for (int32_t i = 0; i < 6; i++)
        CHECK(hash_of(held[i]) == hashes[i]);
    for (int32_t i = 0; i < 6; i++)
        cd_mp_sprite_put(sprites, &held[i]);
    cd_mp_sprites_close(&sprites);
    cd_mp_pack_close(&pack);
}

struct crowd {
    const cd_mp_pack *pack;
    cd_mp_sprites *sprites;
    uint64_t sum;
};

static void *ask(void *data)
{
    struct crowd *crowd = data;
    for (int32_t i = 0; i < 60; i++) {
        const cd_mp_sprite *sprite = NULL;
        if (cd_mp_sprite_get(&sprite, crowd->sprites, 200 + i % 6, 96, NULL) == CD_OK)
            crowd->sum += hash_of(sprite);
        cd_mp_sprite_put(crowd->sprites, &sprite);
    }
    return NULL;
}

static void threads_share_the_cache(void)
{
    cd_mp_pack *pack = artwork_open();
    cd_mp_sprites *sprites = NULL;
    folder_empty();
    CHECK(cd_mp_sprites_open(&sprites, pack, folder, 100000, NULL) == CD_OK);
    struct crowd crowds[4];
    pthread_t threads[4];
    for (unsigned i = 0; i < 4; i++) {
        crowds[i] = (struct crowd){pack, sprites, 0};
        CHECK(pthread_create(&threads[i], NULL, ask, &crowds[i]) == 0);
    }
    for (unsigned i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        CHECK(crowds[i].sum == crowds[0].sum);
    }
    cd_mp_sprites_close(&sprites);
    cd_mp_pack_close(&pack);
}

/* Every drawing must be one that librsvg can draw. Every seventh here, to be done in seconds. */
static void figures_can_be_drawn(void)
{
    cd_mp_pack *pack = artwork_open();
    cd_mp_sprites *sprites = NULL;
    CHECK(cd_mp_sprites_open(&sprites, pack, NULL, MEMORY, NULL) == CD_OK);
    for (int32_t i = 0; i < (int32_t)cd_mp_pack_figures(pack); i += 7) {
        const cd_mp_sprite *sprite = NULL;
        cd_err err = {.kind = CD_OK};
        if (cd_mp_sprite_get(&sprite, sprites, i, 48, &err) != CD_OK)
            check_failed(__FILE__, __LINE__, "%s", err.text);
        cd_mp_sprite_put(sprites, &sprite);
    }
    cd_mp_sprites_close(&sprites);
    cd_mp_pack_close(&pack);
}

int main(void)
{
    check_seed();
    artwork_path();
    snprintf(folder, sizeof folder, "/tmp/candela-test-sprites-%d", (int)getpid());
    RUN(sprites_are_trimmed)
    RUN(file_gives_the_same_pixels)
    RUN(damaged_files_are_drawn_again)
    RUN(other_packs_files_are_removed)
    RUN(memory_is_bounded_and_pins_stay)
    RUN(threads_share_the_cache)
    RUN(figures_can_be_drawn)
    folder_empty();
    rmdir(folder);
    return check_end();
}
