/* domain/price.c - prices, from the table. */
#include "domain/price.h"

enum {
    BLOCK_MS = 5000,
    /* The grid of a clip of 5 s has both ends, so that it can have 121 frames: the last one,
     * rounded up, starts no new second. */
    FRAME_MS = 1000 / CD_VIDEO_FPS + 2
};

enum unit {
#define CD_PRICE_IMAGE(model, base, input)
#define CD_PRICE_VIDEO(unit, p360, p540, p720, p1080) unit,
#include "domain/prices.def"
#undef CD_PRICE_IMAGE
#undef CD_PRICE_VIDEO
};

static const struct {
    cd_model model;
    int64_t base, input;
} image_prices[] = {
#define CD_PRICE_IMAGE(model, base, input) {CD_MODEL_##model, base, input},
#define CD_PRICE_VIDEO(unit, p360, p540, p720, p1080)
#include "domain/prices.def"
#undef CD_PRICE_IMAGE
#undef CD_PRICE_VIDEO
};

static const int64_t video_prices[][CD_RESOLUTION__COUNT] = {
#define CD_PRICE_IMAGE(model, base, input)
#define CD_PRICE_VIDEO(unit, p360, p540, p720, p1080) \
    [unit] = {[CD_RESOLUTION_NONE] = p720,            \
              [CD_RESOLUTION_360P] = p360,            \
              [CD_RESOLUTION_540P] = p540,            \
              [CD_RESOLUTION_720P] = p720,            \
              [CD_RESOLUTION_1080P] = p1080},
#include "domain/prices.def"
#undef CD_PRICE_IMAGE
#undef CD_PRICE_VIDEO
};

/* What the media of a request makes of its price. */
struct media_facts {
    size_t images;
    bool extends;
    uint32_t source_ms;
};

static int64_t image_price(cd_model model, size_t images)
{
    for (size_t i = 0; i < CD_COUNT(image_prices); i++)
        if (image_prices[i].model == model)
            return image_prices[i].base + (int64_t)images * image_prices[i].input;
    CD_ASSERT(!"a model makes images that have no price");
    return 0;
}

static int64_t unit_price(enum unit sdr, const cd_video *video)
{
    const unsigned range = !video->hdr ? 0 : !video->exr_export ? 1 : 2;
    const int64_t price = video_prices[sdr + range][video->resolution];
    CD_ASSERT(price > 0);
    return price;
}

/* Started units of `unit_ms` in a video: at least one. */
static int64_t started(uint32_t duration_ms, uint32_t unit_ms)
{
    const uint32_t whole = duration_ms > FRAME_MS ? duration_ms - FRAME_MS : 0;
    return whole / unit_ms + 1;
}

static int64_t price_of(const cd_generation *gen, const struct media_facts *facts)
{
    CD_ASSERT(cd_model_offers(gen->model, gen->type));
    switch (gen->type) {
    case CD_TYPE_IMAGE:
    case CD_TYPE_IMAGE_EDIT:
        return image_price(gen->model, facts->images);
    case CD_TYPE_VIDEO:
        if (facts->extends)
            return unit_price(EXTENSION, &gen->video);
        return unit_price(gen->video.duration == CD_DURATION_10S ? CLIP_10S : CLIP_5S, &gen->video);
    case CD_TYPE_VIDEO_EDIT:
        return started(facts->source_ms, BLOCK_MS) * unit_price(EDIT_BLOCK, &gen->video);
    case CD_TYPE_VIDEO_REFRAME:
        return started(facts->source_ms, 1000) * unit_price(REFRAME_SECOND, &gen->video);
    case CD_TYPE_NONE:
    case CD_TYPE__COUNT:
        break;
    }
    CD_ASSERT(!"a type that has no price");
    return 0;
}

static bool is_anchor(cd_role role)
{
    return role == CD_ROLE_START_FRAME || role == CD_ROLE_END_FRAME;
}

int64_t cd_price(const cd_generation *gen)
{
    struct media_facts facts = {.images = 0};
    for (size_t i = 0; i < gen->input_count; i++) {
        const cd_input *input = &gen->inputs[i];
        facts.images++;
        if (is_anchor(input->role) && input->media == CD_MEDIA_VIDEO)
            facts.extends = true;
        if (input->role == CD_ROLE_SOURCE)
            facts.source_ms = input->duration_ms;
    }
    return price_of(gen, &facts);
}

int64_t cd_price_reserve(const cd_generation *gen, const cd_ref *refs, size_t ref_count)
{
    struct media_facts facts = {.images = ref_count};
    for (size_t i = 0; i < ref_count; i++)
        if (is_anchor(refs[i].role) && refs[i].generation_id.size > 0)
            facts.extends = true;
    facts.source_ms =
        gen->type == CD_TYPE_VIDEO_EDIT ? CD_EDIT_SOURCE_MS_MAX : CD_REFRAME_SOURCE_MS_MAX;
    return price_of(gen, &facts);
}

int64_t cd_price_charged(const cd_job *job)
{
    CD_ASSERT(cd_state_terminal(job->state));
    if (job->state == CD_STATE_COMPLETED)
        return job->price;
    if (cd_failure_charge(job->failure) == CD_CHARGE_REFUND)
        return 0;
    const int64_t progress = job->progress < 1000 ? job->progress : 1000;
    /* not price * progress / 1000, which could leave 64 bits */
    return job->price / 1000 * progress + job->price % 1000 * progress / 1000;
}
