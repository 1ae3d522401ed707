/* request/rules.c - the rules that tie a request's fields together, in the order of the tables. */
#include "request/request_int.h"

#include <stdio.h>

static const struct rule {
    bool (*broken)(cd_checking *checking);
    const char *text;
    struct cd_rule_case test;
} rules[] = {
#define CD_RULE(name, broken, kind, text, accepts, refuses, refusal) \
    {cd_request__##broken, text, {#name, CD_E_##kind, accepts, refuses, refusal}},
#include "request/rules_common.def"
#include "request/rules_video.def"
#include "request/rules_media.def"
#undef CD_RULE
};

const struct cd_rule_case *cd_request_rule(size_t index)
{
    return index < CD_COUNT(rules) ? &rules[index].test : NULL;
}

const cd_ref *cd_request__ref(const cd_request *request, cd_role role)
{
    for (size_t i = 0; i < request->ref_count; i++)
        if (request->refs[i].role == role)
            return &request->refs[i];
    return NULL;
}

size_t cd_request__ref_count(const cd_request *request, cd_role role)
{
    size_t count = 0;
    for (size_t i = 0; i < request->ref_count; i++)
        count += request->refs[i].role == role;
    return count;
}

bool cd_request__takes_video(const cd_request *request)
{
    return request->gen.type == CD_TYPE_VIDEO_EDIT || request->gen.type == CD_TYPE_VIDEO_REFRAME;
}

bool cd_request__is_video(const cd_request *request)
{
    return request->gen.type == CD_TYPE_VIDEO || cd_request__takes_video(request);
}

/* Puts what {name} stands for in a rule's text. */
static void put_placeholder(cd_buf *out, const cd_checking *checking, cd_str name)
{
    const cd_request *request = checking->request;
    const cd_duration duration = request->gen.video.duration;
    if (cd_str_eq(name, CD_STR("model")))
        cd_buf_put(out, request->model);
    else if (cd_str_eq(name, CD_STR("type")))
        cd_buf_put(out, request->type);
    else if (cd_str_eq(name, CD_STR("ratio")))
        cd_buf_put(out, request->ratio);
    else if (cd_str_eq(name, CD_STR("ratios")))
        cd_buf_put(out, cd_str_from(cd_model_ratios_text(request->gen.model)));
    else if (cd_str_eq(name, CD_STR("field")))
        cd_buf_put(out, cd_str_from(checking->field));
    else if (cd_str_eq(name, CD_STR("duration")))
        cd_buf_printf(out, "%us", cd_duration_seconds(duration));
    else if (cd_str_eq(name, CD_STR("grid")))
        cd_buf_put_u64(out, cd_duration_seconds(duration) * CD_VIDEO_FPS);
    else
        CD_ASSERT(!"a rule's text has an unknown placeholder");
}

static void text_expand(cd_buf *out, const cd_checking *checking, cd_str text)
{
    cd_str plain;
    while (cd_str_cut(text, '{', &plain, &text)) {
        cd_str name;
        cd_buf_put(out, plain);
        CD_ASSERT(cd_str_cut(text, '}', &name, &text));
        put_placeholder(out, checking, name);
    }
    cd_buf_put(out, plain);
}

bool cd_request_breaks(size_t index, const cd_request *request,
                       const struct cd_request_account *account)
{
    cd_checking checking = {.request = request, .account = account};
    CD_ASSERT(index < CD_COUNT(rules));
    return rules[index].broken(&checking);
}

cd_rc cd_request_check(const cd_request *request, const struct cd_request_account *account,
                       cd_err *err)
{
    for (size_t i = 0; i < CD_COUNT(rules); i++) {
        cd_checking checking = {.request = request, .account = account};
        if (!rules[i].broken(&checking))
            continue;
        char
            text[CD_ERR_TEXT_MAX - 1]; /* what fits into cd_err, so that nothing cuts a character */
        cd_buf out = {text, 0, sizeof text, sizeof text, false};
        text_expand(&out, &checking, cd_str_from(rules[i].text));
        if (cd_buf_failed(&out)) /* a name of hundreds of characters: its end is no help */
            out.failed = false;
        return cd_fail(err, rules[i].test.kind, checking.field[0] != '\0' ? checking.field : NULL,
                       "%.*s", CD_STR_ARG(cd_buf_str(&out)));
    }
    return CD_OK;
}
