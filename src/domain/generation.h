/* domain/generation.h - the nouns of a generation: type, model, ratio, state, failure, and the
 * request a job carries. Every enum comes from a .def table; _NONE (0) means "not given".
 * Thread: any; plain data. Uses: base. */
#ifndef CD_DOMAIN_GENERATION_H
#define CD_DOMAIN_GENERATION_H
#include "base/base.h"
#include "base/id.h"
#include "domain/reference.h"
#include "domain/video.h"

#define CD_BIT(n) (1u << (n))

typedef enum cd_type {
    CD_TYPE_NONE = 0,
#define CD_TYPE(name, wire) CD_TYPE_##name,
#include "domain/types.def"
#undef CD_TYPE
    CD_TYPE__COUNT
} cd_type;

typedef enum cd_model {
    CD_MODEL_NONE = 0,
#define CD_MODEL(name, wire, types, ratios, ratios_text) CD_MODEL_##name,
#include "domain/models.def"
#undef CD_MODEL
    CD_MODEL__COUNT
} cd_model;

typedef enum cd_ratio {
    CD_RATIO_NONE = 0, /* the model picks */
#define CD_RATIO(name, wire, width, height) CD_RATIO_##name,
#include "domain/ratios.def"
#undef CD_RATIO
    CD_RATIO__COUNT
} cd_ratio;

typedef enum cd_format {
    CD_FORMAT_NONE = 0, /* the model picks */
#define CD_FORMAT(name, wire, extension, mime, askable) CD_FORMAT_##name,
#include "domain/formats.def"
#undef CD_FORMAT
    CD_FORMAT__COUNT
} cd_format;

typedef enum cd_style {
    CD_STYLE_NONE = 0,
#define CD_STYLE(name, wire) CD_STYLE_##name,
#include "domain/styles.def"
#undef CD_STYLE
    CD_STYLE__COUNT
} cd_style;

typedef enum cd_state {
    CD_STATE_NONE = 0,
#define CD_STATE(name, wire, terminal) CD_STATE_##name,
#include "domain/states.def"
#undef CD_STATE
    CD_STATE__COUNT
} cd_state;

typedef enum cd_failure {
    CD_FAILURE_NONE = 0,
#define CD_FAILURE(name, code, charge, reason) CD_FAILURE_##name,
#include "domain/failures.def"
#undef CD_FAILURE
    CD_FAILURE__COUNT
} cd_failure;

/* What a failure costs. */
typedef enum cd_charge { CD_CHARGE_REFUND, CD_CHARGE_PART } cd_charge;

enum { CD_PROMPT_CHARS_MAX = 6000, CD_USER_ID_CHARS_MAX = 256 };

/* What was asked for, after validation. Strings are borrowed from the visit or run arena. */
typedef struct cd_generation {
    cd_uuid id; /* also the only source of randomness of an engine: same id, same bytes */
    cd_type type;
    cd_model model;
    cd_ratio ratio;
    cd_format format;
    cd_style style;
    bool web_search;
    cd_str prompt;  /* UTF-8, 1..6000 characters */
    cd_str user_id; /* data NULL when not given */
    cd_video video; /* of video types */
    size_t input_count;
    cd_input *inputs; /* in the order of roles, then of indexes; empty until they are stored */
    cd_failure simulate_failure; /* of a sandbox: how the job is to end; _NONE: well */
    uint32_t simulate_delay_ms;  /* of a sandbox: how long it is to take */
} cd_generation;

/* The input with that role and index, or NULL. */
const cd_input *cd_generation_input(const cd_generation *gen, cd_role role, uint32_t index);

/* Wire names; the value must be in range, _NONE gives "". */
const char *cd_type_name(cd_type type);
const char *cd_model_name(cd_model model);
const char *cd_ratio_name(cd_ratio ratio);
const char *cd_format_name(cd_format format);
const char *cd_style_name(cd_style style);
const char *cd_state_name(cd_state state);
const char *cd_failure_code(cd_failure failure);

/* The value with that wire name, or _NONE. */
cd_type cd_type_find(cd_str name);
cd_model cd_model_find(cd_str name);
cd_ratio cd_ratio_find(cd_str name);
cd_format cd_format_find(cd_str name);
cd_style cd_style_find(cd_str name);
cd_state cd_state_find(cd_str name);
cd_failure cd_failure_find(cd_str code);

/* Properties from the tables. */
bool cd_state_terminal(cd_state state);
/* Whether the job may go from one state to the other (contract, section 8). */
bool cd_state_may_go(cd_state from, cd_state to);
cd_charge cd_failure_charge(cd_failure failure);
const char *cd_failure_reason(cd_failure failure);
bool cd_model_offers(cd_model model, cd_type type);
bool cd_model_takes_ratio(cd_model model, cd_ratio ratio);
const char *cd_model_ratios_text(cd_model model);
const char *cd_format_extension(cd_format format);
const char *cd_format_mime(cd_format format);
/* Whether `output_format` may name it. */
bool cd_format_askable(cd_format format);
/* Pixels of an image output. `ratio` must not be _NONE: the engine has picked by then. */
void cd_ratio_pixels(cd_ratio ratio, uint32_t *width, uint32_t *height);

#endif
