/* engine/multiplane/sprite.c - the sprite cache: a bounded list in memory, the one used longest ago
 * leaves first; behind it files, behind those the drawing itself. */
#include "engine/multiplane/sprite_int.h"

#include "base/lock.h"
#include "sys/files.h"

#include <stdlib.h>
#include <string.h>

static const uint32_t size_classes[] = {96, 192, 384, 768, MP_RASTER_SIDE_MAX};
/* Files of the cache folder; when over, the oldest go until three quarters are left. */
static const uint64_t disk_bytes_max = 512u * 1024 * 1024;

enum state { LOADING, READY };

struct node {
    cd_mp_sprite sprite; /* first: a caller's pointer is also the node's */
    struct mp_raster raster;
    int32_t figure;
    uint32_t side_px;
    uint32_t users; /* it stays while this is not 0 */
    enum state state;
    struct node *next; /* used longer ago */
};

struct cd_mp_sprites {
    const cd_mp_pack *pack;
    char *folder; /* NULL: memory only */
    size_t memory_max;
    cd_lock lock; /* over what follows */
    struct node *newest;
    size_t memory; /* bytes of all ready rasters */
    uint64_t disk; /* bytes of the folder, as far as this process knows */
};

cd_rc cd_mp_sprites_open(cd_mp_sprites **out, const struct cd_mp_pack *pack, const char *cache_dir,
                         size_t memory_bytes, cd_err *err)
{
    CD_ASSERT(*out == NULL);
    if (cache_dir != NULL)
        CD_TRY(cd_folder_make(cache_dir, err));
    cd_mp_sprites *sprites = cd_new(sizeof *sprites);
    sprites->pack = pack;
    sprites->memory_max = memory_bytes;
    cd_lock_init(&sprites->lock, CD_LOCK_SPRITES);
    if (cache_dir != NULL) {
        sprites->folder = cd_new_str(cd_str_from(cache_dir));
        sprites->disk = cd_mp__raster_trim(cache_dir, cd_mp_pack_hash(pack), disk_bytes_max);
    }
    *out = sprites;
    return CD_OK;
}

static void node_free(struct node *node)
{
    cd_free_ptr(&node->raster.rgba);
    cd_free_ptr(&node);
}

void cd_mp_sprites_close(cd_mp_sprites **sprites)
{
    if (sprites == NULL || *sprites == NULL)
        return;
    for (struct node *node = (*sprites)->newest, *next; node != NULL; node = next) {
        CD_ASSERT(node->users == 0);
        next = node->next;
        node_free(node);
    }
    cd_lock_done(&(*sprites)->lock);
    cd_free_ptr(&(*sprites)->folder);
    cd_free_ptr(sprites);
}

static size_t raster_bytes(const struct mp_raster *raster)
{
    return (size_t)raster->width * raster->height * 4;
}

/* With the lock: takes the node out of the list; NULL when it is not there. */
static struct node *unlink_node(cd_mp_sprites *sprites, int32_t figure, uint32_t side_px)
{
    for (struct node **at = &sprites->newest; *at != NULL; at = &(*at)->next) {
        struct node *node = *at;
        if (node->figure == figure && node->side_px == side_px) {
            *at = node->next;
            return node;
        }
    }
    return NULL;
}

static void link_newest(cd_mp_sprites *sprites, struct node *node)
{
    node->next = sprites->newest;
    sprites->newest = node;
}

/* With the lock: frees what nobody uses, oldest first, until the rest fits. */
static void evict(cd_mp_sprites *sprites)
{
    while (sprites->memory > sprites->memory_max) {
        struct node **oldest = NULL;
        for (struct node **at = &sprites->newest; *at != NULL; at = &(*at)->next)
            if ((*at)->users == 0)
                oldest = at;
        if (oldest == NULL)
            return;
        struct node *node = *oldest;
        *oldest = node->next;
        sprites->memory -= raster_bytes(&node->raster);
        node_free(node);
    }
}

/* Without the lock: from the file, else drawn and filed. A file that cannot be written is no
 * failure of the picture. */
static cd_rc make(struct mp_raster *out, uint64_t *filed, const cd_mp_sprites *sprites,
                  int32_t figure, uint32_t side_px, cd_err *err)
{
    const struct mp_raster_key key = {cd_mp_pack_hash(sprites->pack), figure, side_px};
    if (sprites->folder != NULL && cd_mp__raster_load(out, sprites->folder, &key, NULL) == CD_OK)
        return CD_OK;
    CD_TRY(cd_mp__raster_draw(out, sprites->pack, figure, side_px, err));
    if (sprites->folder != NULL &&
        cd_mp__raster_save(filed, sprites->folder, &key, out, NULL) != CD_OK)
        *filed = 0;
    return CD_OK;
}

/* Without the lock: counts a new file, and tidies the folder when it has grown too big. */
static void count_file(cd_mp_sprites *sprites, uint64_t bytes)
{
    cd_lock_take(&sprites->lock);
    sprites->disk += bytes;
    const bool over = sprites->disk > disk_bytes_max;
    cd_lock_drop(&sprites->lock);
    if (!over)
        return;
    const uint64_t left =
        cd_mp__raster_trim(sprites->folder, cd_mp_pack_hash(sprites->pack), disk_bytes_max / 4 * 3);
    cd_lock_take(&sprites->lock);
    sprites->disk = left;
    cd_lock_drop(&sprites->lock);
}

static uint32_t class_of(uint32_t height_px)
{
    for (size_t i = 0; i < CD_COUNT(size_classes); i++)
        if (height_px <= size_classes[i])
            return size_classes[i];
    return MP_RASTER_SIDE_MAX;
}

/* A node of the caller's own, or one that is ready: *mine says which. Waits while another thread
 * makes it. */
static struct node *claim(bool *mine, cd_mp_sprites *sprites, int32_t figure, uint32_t side_px)
{
    cd_lock_take(&sprites->lock);
    struct node *node;
    while ((node = unlink_node(sprites, figure, side_px)) != NULL) {
        link_newest(sprites, node);
        if (node->state == READY)
            break;
        cd_lock_wait(&sprites->lock, INT64_MAX);
    }
    *mine = node == NULL;
    if (*mine) {
        node = cd_new(sizeof *node);
        node->figure = figure;
        node->side_px = side_px;
        node->state = LOADING;
        link_newest(sprites, node);
    }
    node->users++;
    cd_lock_drop(&sprites->lock);
    return node;
}

cd_rc cd_mp_sprite_get(const cd_mp_sprite **out, cd_mp_sprites *sprites, int32_t figure,
                       uint32_t height_px, cd_err *err)
{
    const uint32_t side_px = class_of(height_px);
    bool mine;
    struct node *node = claim(&mine, sprites, figure, side_px);
    if (!mine) {
        *out = &node->sprite;
        return CD_OK;
    }
    uint64_t filed = 0;
    struct mp_raster raster = {0, 0, NULL};
    const cd_rc rc = make(&raster, &filed, sprites, figure, side_px, err);
    cd_lock_take(&sprites->lock);
    if (rc == CD_OK) {
        node->raster = raster;
        node->sprite = (cd_mp_sprite){raster.width, raster.height, raster.rgba};
        node->state = READY;
        sprites->memory += raster_bytes(&raster);
        evict(sprites);
    } else {
        unlink_node(sprites, figure, side_px);
        node_free(node);
    }
    cd_lock_notify_all(&sprites->lock);
    cd_lock_drop(&sprites->lock);
    CD_TRY(rc);
    if (filed > 0)
        count_file(sprites, filed);
    *out = &node->sprite;
    return CD_OK;
}

void cd_mp_sprite_put(cd_mp_sprites *sprites, const cd_mp_sprite **sprite)
{
    if (sprite == NULL || *sprite == NULL)
        return;
    cd_lock_take(&sprites->lock);
    struct node *node = sprites->newest;
    while (node != NULL && &node->sprite != *sprite)
        node = node->next;
    CD_ASSERT(node != NULL);
    CD_ASSERT(node->users > 0);
    node->users--;
    evict(sprites);
    cd_lock_drop(&sprites->lock);
    *sprite = NULL;
}

cd_str cd_mp_sprite_name(const cd_mp_sprites *sprites, int32_t figure)
{
    mp_figure found;
    if (sprites == NULL || !cd_mp_pack_figure(&found, sprites->pack, figure))
        return (cd_str){"", 0};
    return found.name;
}
