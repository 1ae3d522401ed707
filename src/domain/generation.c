/* domain/generation.c - names and properties of the nouns, straight from the tables. */
#include "domain/generation.h"

#include "domain/names.h"

#define CD_RATIOS_IMAGE                                                                           \
    (CD_BIT(CD_RATIO_3_1) | CD_BIT(CD_RATIO_2_1) | CD_BIT(CD_RATIO_16_9) | CD_BIT(CD_RATIO_3_2) | \
     CD_BIT(CD_RATIO_1_1) | CD_BIT(CD_RATIO_2_3) | CD_BIT(CD_RATIO_9_16) | CD_BIT(CD_RATIO_1_2) | \
     CD_BIT(CD_RATIO_1_3))
#define CD_RATIOS_VIDEO                                                                           \
    (CD_BIT(CD_RATIO_9_16) | CD_BIT(CD_RATIO_3_4) | CD_BIT(CD_RATIO_1_1) | CD_BIT(CD_RATIO_4_3) | \
     CD_BIT(CD_RATIO_16_9) | CD_BIT(CD_RATIO_21_9))

static const char *const type_names[] = {
    "",
#define CD_TYPE(name, wire) wire,
#include "domain/types.def"
#undef CD_TYPE
};
static const char *const model_names[] = {
    "",
#define CD_MODEL(name, wire, types, ratios, ratios_text) wire,
#include "domain/models.def"
#undef CD_MODEL
};
static const char *const ratio_names[] = {
    "",
#define CD_RATIO(name, wire, width, height) wire,
#include "domain/ratios.def"
#undef CD_RATIO
};
static const char *const format_names[] = {
    "",
#define CD_FORMAT(name, wire, extension, mime, askable) wire,
#include "domain/formats.def"
#undef CD_FORMAT
};
static const char *const style_names[] = {
    "",
#define CD_STYLE(name, wire) wire,
#include "domain/styles.def"
#undef CD_STYLE
};
static const char *const state_names[] = {
    "",
#define CD_STATE(name, wire, terminal) wire,
#include "domain/states.def"
#undef CD_STATE
};
static const char *const failure_codes[] = {
    "",
#define CD_FAILURE(name, code, charge, reason) code,
#include "domain/failures.def"
#undef CD_FAILURE
};

static const struct {
    uint32_t types;
    uint32_t ratios;
    const char *ratios_text;
} models[] = {
    {0, 0, ""},
#define CD_MODEL(name, wire, types, ratios, ratios_text) {types, ratios, ratios_text},
#include "domain/models.def"
#undef CD_MODEL
};

static const struct {
    uint32_t width, height;
} ratio_sizes[] = {
    {0, 0},
#define CD_RATIO(name, wire, width, height) {width, height},
#include "domain/ratios.def"
#undef CD_RATIO
};

static const struct {
    const char *extension;
    const char *mime;
    bool askable;
} formats[] = {
    {"", "", false},
#define CD_FORMAT(name, wire, extension, mime, askable) {extension, mime, askable},
#include "domain/formats.def"
#undef CD_FORMAT
};

static const bool state_terminal[] = {
    false,
#define CD_STATE(name, wire, terminal) terminal,
#include "domain/states.def"
#undef CD_STATE
};

static const struct {
    cd_charge charge;
    const char *reason;
} failures[] = {
    {CD_CHARGE_REFUND, ""},
#define CD_FAILURE(name, code, charge, reason) {CD_CHARGE_##charge, reason},
#include "domain/failures.def"
#undef CD_FAILURE
};

/* clang-format off */
const char *cd_type_name(cd_type v) { return cd_names_at(type_names, CD_TYPE__COUNT, v); }
const char *cd_model_name(cd_model v) { return cd_names_at(model_names, CD_MODEL__COUNT, v); }
const char *cd_ratio_name(cd_ratio v) { return cd_names_at(ratio_names, CD_RATIO__COUNT, v); }
const char *cd_format_name(cd_format v) { return cd_names_at(format_names, CD_FORMAT__COUNT, v); }
const char *cd_style_name(cd_style v) { return cd_names_at(style_names, CD_STYLE__COUNT, v); }
const char *cd_state_name(cd_state v) { return cd_names_at(state_names, CD_STATE__COUNT, v); }
const char *cd_failure_code(cd_failure v) { return cd_names_at(failure_codes, CD_FAILURE__COUNT, v); }

cd_type cd_type_find(cd_str n) { return (cd_type)cd_names_find(type_names, CD_TYPE__COUNT, n); }
cd_model cd_model_find(cd_str n) { return (cd_model)cd_names_find(model_names, CD_MODEL__COUNT, n); }
cd_ratio cd_ratio_find(cd_str n) { return (cd_ratio)cd_names_find(ratio_names, CD_RATIO__COUNT, n); }
cd_format cd_format_find(cd_str n) { return (cd_format)cd_names_find(format_names, CD_FORMAT__COUNT, n); }
cd_style cd_style_find(cd_str n) { return (cd_style)cd_names_find(style_names, CD_STYLE__COUNT, n); }
cd_state cd_state_find(cd_str n) { return (cd_state)cd_names_find(state_names, CD_STATE__COUNT, n); }
cd_failure cd_failure_find(cd_str n) { return (cd_failure)cd_names_find(failure_codes, CD_FAILURE__COUNT, n); }
/* clang-format on */

bool cd_state_terminal(cd_state state)
{
    CD_ASSERT(state < CD_STATE__COUNT);
    return state_terminal[state];
}

bool cd_state_may_go(cd_state from, cd_state to)
{
    switch (from) {
    case CD_STATE_NONE:
        return to == CD_STATE_QUEUED;
    case CD_STATE_QUEUED: /* failed without processing: its lifetime ran out */
        return to == CD_STATE_PROCESSING || to == CD_STATE_FAILED;
    case CD_STATE_PROCESSING: /* back to queued: the worker died, an attempt is left */
        return to == CD_STATE_QUEUED || to == CD_STATE_COMPLETED || to == CD_STATE_FAILED;
    case CD_STATE_COMPLETED:
    case CD_STATE_FAILED:
    case CD_STATE__COUNT:
        break;
    }
    return false;
}

cd_charge cd_failure_charge(cd_failure failure)
{
    CD_ASSERT(failure < CD_FAILURE__COUNT);
    return failures[failure].charge;
}

const char *cd_failure_reason(cd_failure failure)
{
    CD_ASSERT(failure < CD_FAILURE__COUNT);
    return failures[failure].reason;
}

bool cd_model_offers(cd_model model, cd_type type)
{
    CD_ASSERT(model < CD_MODEL__COUNT);
    return (models[model].types & CD_BIT(type)) != 0;
}

bool cd_model_takes_ratio(cd_model model, cd_ratio ratio)
{
    CD_ASSERT(model < CD_MODEL__COUNT);
    return (models[model].ratios & CD_BIT(ratio)) != 0;
}

const char *cd_model_ratios_text(cd_model model)
{
    CD_ASSERT(model < CD_MODEL__COUNT);
    return models[model].ratios_text;
}

const char *cd_format_extension(cd_format format)
{
    CD_ASSERT(format < CD_FORMAT__COUNT);
    return formats[format].extension;
}

const char *cd_format_mime(cd_format format)
{
    CD_ASSERT(format < CD_FORMAT__COUNT);
    return formats[format].mime;
}

bool cd_format_askable(cd_format format)
{
    CD_ASSERT(format < CD_FORMAT__COUNT);
    return formats[format].askable;
}

const cd_input *cd_generation_input(const cd_generation *gen, cd_role role, uint32_t index)
{
    for (size_t i = 0; i < gen->input_count; i++)
        if (gen->inputs[i].role == role && gen->inputs[i].index == index)
            return &gen->inputs[i];
    return NULL;
}

void cd_ratio_pixels(cd_ratio ratio, uint32_t *width, uint32_t *height)
{
    CD_ASSERT(ratio != CD_RATIO_NONE);
    CD_ASSERT(ratio < CD_RATIO__COUNT);
    *width = ratio_sizes[ratio].width;
    *height = ratio_sizes[ratio].height;
}
