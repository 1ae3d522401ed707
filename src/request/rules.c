/* request/rules.c - the rules that tie a request's fields together, in the order of the table. */
#include "request/request.h"

static bool model_unknown(const cd_request *request)
{
    return request->gen.model == CD_MODEL_NONE;
}

static bool type_not_offered(const cd_request *request)
{
    return request->gen.type == CD_TYPE_NONE ||
           !cd_model_offers(request->gen.model, request->gen.type);
}

static bool ratio_not_taken(const cd_request *request)
{
    return request->ratio.data != NULL &&
           (request->gen.ratio == CD_RATIO_NONE ||
            !cd_model_takes_ratio(request->gen.model, request->gen.ratio));
}

static bool prompt_size_wrong(const cd_request *request)
{
    const size_t count = cd_utf8_count(request->gen.prompt);
    return count < 1 || count > CD_PROMPT_CHARS_MAX;
}

static bool source_given(const cd_request *request)
{
    return request->has_source;
}

static bool refs_given(const cd_request *request)
{
    return request->ref_count > 0;
}

static bool manga_not_portrait(const cd_request *request)
{
    const uint32_t portrait =
        CD_BIT(CD_RATIO_1_2) | CD_BIT(CD_RATIO_1_3) | CD_BIT(CD_RATIO_2_3) | CD_BIT(CD_RATIO_9_16);
    return request->gen.style == CD_STYLE_MANGA && request->gen.ratio != CD_RATIO_NONE &&
           (portrait & CD_BIT(request->gen.ratio)) == 0;
}

static bool manga_asked(const cd_request *request)
{
    return request->gen.style == CD_STYLE_MANGA;
}

static const struct rule {
    bool (*broken)(const cd_request *request);
    const char *text;
    struct cd_rule_case test;
} rules[] = {
#define CD_RULE(name, broken, kind, text, accepts, refuses, refusal) \
    {broken, text, {#name, CD_E_##kind, accepts, refuses, refusal}},
#include "request/rules_image.def"
#undef CD_RULE
};

const struct cd_rule_case *cd_request_rule(size_t index)
{
    return index < CD_COUNT(rules) ? &rules[index].test : NULL;
}

/* What {name} stands for in a rule's text. */
static cd_str placeholder(const cd_request *request, cd_str name)
{
    if (cd_str_eq(name, CD_STR("model")))
        return request->model;
    if (cd_str_eq(name, CD_STR("type")))
        return request->type;
    if (cd_str_eq(name, CD_STR("ratio")))
        return request->ratio;
    CD_ASSERT(cd_str_eq(name, CD_STR("ratios")));
    return cd_str_from(cd_model_ratios_text(request->gen.model));
}

static void text_expand(cd_buf *out, const cd_request *request, cd_str text)
{
    cd_str plain;
    while (cd_str_cut(text, '{', &plain, &text)) {
        cd_str name;
        cd_buf_put(out, plain);
        CD_ASSERT(cd_str_cut(text, '}', &name, &text));
        cd_buf_put(out, placeholder(request, name));
    }
    cd_buf_put(out, plain);
}

cd_rc cd_request_check(const cd_request *request, cd_err *err)
{
    for (size_t i = 0; i < CD_COUNT(rules); i++) {
        if (!rules[i].broken(request))
            continue;
        char
            text[CD_ERR_TEXT_MAX - 1]; /* what fits into cd_err, so that nothing cuts a character */
        cd_buf out = {text, 0, sizeof text, sizeof text, false};
        text_expand(&out, request, cd_str_from(rules[i].text));
        if (cd_buf_failed(&out)) /* a name of hundreds of characters: its end is no help */
            out.failed = false;
        return cd_fail(err, rules[i].test.kind, NULL, "%.*s", CD_STR_ARG(cd_buf_str(&out)));
    }
    return CD_OK;
}
