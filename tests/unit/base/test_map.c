/* tests/unit/base/test_map.c - the bounded map, against a plain list in order of use. */
#include "base/map.h"
#include "unit/check.h"

enum { CAPACITY = 13, KEYS = 40 };

/* What the map should hold: keys, most recently used first. */
struct model {
    uint32_t keys[CAPACITY];
    uint64_t values[CAPACITY];
    size_t count;
};

static size_t model_find(const struct model *model, uint32_t key)
{
    size_t i = 0;
    while (i < model->count && model->keys[i] != key)
        i++;
    return i;
}

static void model_remove(struct model *model, size_t at)
{
    model->count--;
    memmove(model->keys + at, model->keys + at + 1, (model->count - at) * sizeof model->keys[0]);
    memmove(model->values + at, model->values + at + 1,
            (model->count - at) * sizeof model->values[0]);
}

/* Puts the key in front; the last one goes when there is no room. */
static void model_use(struct model *model, uint32_t key, uint64_t value)
{
    const size_t at = model_find(model, key);
    if (at < model->count)
        model_remove(model, at);
    if (model->count == CAPACITY)
        model->count--;
    memmove(model->keys + 1, model->keys, model->count * sizeof model->keys[0]);
    memmove(model->values + 1, model->values, model->count * sizeof model->values[0]);
    model->keys[0] = key;
    model->values[0] = value;
    model->count++;
}

static void put_both(cd_map *map, struct model *model, uint32_t key)
{
    const uint64_t number = check_random();
    const size_t at = model_find(model, key);
    uint64_t *value = cd_map_put(map, &key);
    CHECK(*value == (at < model->count ? model->values[at] : 0));
    *value = number;
    model_use(model, key, number);
}

static void get_both(cd_map *map, struct model *model, uint32_t key)
{
    const size_t at = model_find(model, key);
    const uint64_t *value = cd_map_get(map, &key);
    CHECK_INT(value != NULL, at < model->count);
    if (value != NULL && at < model->count) {
        CHECK(*value == model->values[at]);
        model_use(model, key, *value);
    }
}

static void remove_both(cd_map *map, struct model *model, uint32_t key)
{
    const size_t at = model_find(model, key);
    cd_map_remove(map, &key);
    if (at < model->count)
        model_remove(model, at);
}

/* Any order of put, get, remove and clear leaves what the list says. */
static void behaves_like_a_list_in_order_of_use(void)
{
    struct model model = {.count = 0};
    CD_AUTO(cd_map_free) cd_map *map = cd_map_new(sizeof(uint32_t), sizeof(uint64_t), CAPACITY);
    for (unsigned round = 0; round < 50000; round++) {
        const uint32_t key = (uint32_t)check_below(KEYS);
        const uint64_t what = check_below(1000);
        if (what < 450) {
            put_both(map, &model, key);
        } else if (what < 850) {
            get_both(map, &model, key);
        } else if (what < 999) {
            remove_both(map, &model, key);
        } else {
            cd_map_clear(map);
            model.count = 0;
        }
        CHECK_INT(cd_map_count(map), model.count);
    }
}

static void one_place_is_enough(void)
{
    CD_AUTO(cd_map_free) cd_map *map = cd_map_new(1, 3, 1);
    for (char key = 'a'; key <= 'z'; key++) {
        memcpy(cd_map_put(map, &key), "one", 3);
        CHECK_INT(cd_map_count(map), 1);
        CHECK(memcmp(cd_map_get(map, &key), "one", 3) == 0);
    }
    CHECK(cd_map_get(map, "a") == NULL);
    CHECK(cd_map_get(map, "z") != NULL);
}

CHECK_MAIN(RUN(behaves_like_a_list_in_order_of_use) RUN(one_place_is_enough))
