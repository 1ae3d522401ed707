/* policy/endpoint.c - asking an endpoint that speaks OpenAI's POST /v1/moderations. Whatever it
 * does but answer, the thing in question is not made. */
#include "policy/policy_int.h"

#include "base/clock.h"
#include "crypto/base64.h"
#include "net/client.h"
#include "wire/json.h"
#include "wire/json_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    TIMEOUT_MS = 30000, /* of all tries together: a job's worker waits that long */
    REPLY_MAX = 1024 * 1024,
    IMAGE_BYTES_MAX = 20 * 1024 * 1024, /* what such endpoints take */
    TRIES = 3,
    TRY_AGAIN_MS = 1000,
    TOKEN_MAX = 4096
};

struct cd_policy {
    char *url, *model, *authorization; /* model and authorization may be NULL */
    cd_net *net;
};

static cd_rc token_read(cd_policy *policy, const char *path, cd_err *err)
{
    CD_AUTO(cd_buf_done) cd_buf header = CD_BUF_INIT(TOKEN_MAX);
    char token[TOKEN_MAX];
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return cd_fail_errno(err, "moderation-key-file", path);
    const size_t size = fread(token, 1, sizeof token, file);
    fclose(file);
    cd_buf_put(&header, CD_STR("Authorization: Bearer "));
    const cd_str text = cd_str_trim((cd_str){token, size});
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] <= 0x20 || (unsigned char)text.data[i] >= 0x7f)
            return cd_fail(err, CD_E_INVALID, "moderation-key-file", "%s holds no single token",
                           path);
    cd_buf_put(&header, text);
    CD_TRY(cd_buf_check(&header, path, err));
    policy->authorization = cd_new_str(cd_buf_str(&header));
    return CD_OK;
}

cd_rc cd_policy_open(cd_policy **out, const struct cd_policy_opts *opts, cd_err *err)
{
    CD_AUTO(cd_policy_close) cd_policy *policy = cd_new(sizeof *policy);
    if (opts->url != NULL) {
        const cd_str url = cd_str_from(opts->url);
        if (!cd_str_starts(url, CD_STR("http://")) && !cd_str_starts(url, CD_STR("https://")))
            return cd_fail(err, CD_E_INVALID, "moderation-url",
                           "'%s' is not an http:// or https:// URL", opts->url);
        policy->url = cd_new_str(url);
        CD_TRY(cd_net_open(&policy->net, err));
    }
    if (opts->model != NULL)
        policy->model = cd_new_str(cd_str_from(opts->model));
    if (opts->key_file != NULL)
        CD_TRY(token_read(policy, opts->key_file, err));
    CD_MOVE(*out, policy);
    return CD_OK;
}

void cd_policy_close(cd_policy **policy_)
{
    cd_policy *policy = *policy_;
    if (policy == NULL)
        return;
    cd_net_close(&policy->net);
    free(policy->url);
    free(policy->model);
    free(policy->authorization);
    free(policy);
    *policy_ = NULL;
}

bool cd_policy_sees(const cd_policy *policy)
{
    return policy->url != NULL;
}

/* The first category that is flagged, for the log. */
static void category_of(struct cd_verdict *out, const cd_json *result)
{
    const char *name = "flagged";
    const cd_json *categories = cd_json_get(result, "categories");
    for (const cd_json *item = cd_json_first(categories); item != NULL; item = cd_json_next(item))
        if (cd_json_true(item))
            name = cd_json_name(item);
    out->category = strncmp(name, "sexual/minors", 13) == 0 ? CD_CATEGORY_MINORS
                    : strncmp(name, "violence", 8) == 0     ? CD_CATEGORY_GORE
                    : strncmp(name, "self-harm", 9) == 0    ? CD_CATEGORY_SELF_HARM
                    : strncmp(name, "ha", 2) == 0           ? CD_CATEGORY_HATE
                    : strncmp(name, "illicit", 7) == 0      ? CD_CATEGORY_DANGER
                                                            : CD_CATEGORY_SEXUAL;
    snprintf(out->rule, sizeof out->rule, "endpoint:%.40s", name);
}

static cd_rc verdict_read(struct cd_verdict *out, cd_str body, cd_err *err)
{
    CD_AUTO(cd_json_free) cd_json *document = NULL;
    cd_err inner = {0};
    size_t at;
    if (cd_json_parse(&document, &at, body, &inner) != CD_OK ||
        cd_json_what(cd_json_get(document, "results")) != CD_JSON_ARRAY ||
        cd_json_first(cd_json_get(document, "results")) == NULL)
        return cd_fail(err, CD_E_UPSTREAM, NULL, "the moderation endpoint sent no results");
    const cd_json *result = cd_json_first(cd_json_get(document, "results"));
    for (; result != NULL; result = cd_json_next(result)) {
        if (cd_json_what(cd_json_get(result, "flagged")) != CD_JSON_BOOL)
            return cd_fail(err, CD_E_UPSTREAM, NULL, "the moderation endpoint sent no verdict");
        if (cd_json_true(cd_json_get(result, "flagged"))) {
            category_of(out, result);
            return CD_OK;
        }
    }
    *out = (struct cd_verdict){CD_CATEGORY_NONE, ""};
    return CD_OK;
}

static void reply_done(struct cd_net_reply *reply)
{
    cd_buf_done(&reply->body);
}

static cd_rc ask_once(struct cd_verdict *out, cd_policy *policy, cd_str body, int64_t timeout_ms,
                      cd_err *err)
{
    CD_AUTO(reply_done) struct cd_net_reply reply = {.body = CD_BUF_INIT(REPLY_MAX)};
    const struct cd_net_call call = {.method = "POST",
                                     .url = policy->url,
                                     .headers = {policy->authorization, NULL},
                                     .body = body,
                                     .timeout_ms = (uint32_t)timeout_ms};
    cd_err inner = {0}; /* names the URL, which may hold a secret: not for the log */
    const cd_rc rc = cd_net_send(&reply, policy->net, &call, &inner);
    if (rc != CD_OK)
        return cd_fail(err, CD_E_UPSTREAM, NULL, "the moderation endpoint %s",
                       rc == CD_E_TIMEOUT   ? "did not answer in time"
                       : rc == CD_E_TOO_BIG ? "answered with too much"
                                            : "cannot be reached");
    if (reply.status != 200)
        return cd_fail(err, CD_E_UPSTREAM, NULL, "the moderation endpoint answered %ld",
                       reply.status);
    return verdict_read(out, cd_buf_str(&reply.body), err);
}

static cd_rc ask(struct cd_verdict *out, cd_policy *policy, const cd_buf *body, cd_err *err)
{
    cd_err last = {0};
    const int64_t over_ms = cd_clock_mono_ms() + TIMEOUT_MS;
    CD_TRY(cd_buf_check(body, "moderation request", err));
    for (int i = 0; i < TRIES; i++) {
        const int64_t left_ms = over_ms - cd_clock_mono_ms();
        if (left_ms <= 0)
            break;
        cd_err_clear(&last);
        if (ask_once(out, policy, cd_buf_str(body), left_ms, &last) == CD_OK)
            return CD_OK;
        if (i + 1 < TRIES)
            cd_clock_sleep_ms(TRY_AGAIN_MS);
    }
    return cd_fail(err, CD_E_UPSTREAM, NULL, "%s", last.text);
}

static void body_open(cd_buf *body, const cd_policy *policy)
{
    cd_jw_open(body, '{');
    if (policy->model != NULL)
        cd_jw_key_c(body, "model", policy->model);
    cd_jw_key(body, "input");
    cd_jw_open(body, '[');
    cd_jw_open(body, '{');
}

static void body_close(cd_buf *body)
{
    cd_jw_close(body, '}');
    cd_jw_close(body, ']');
    cd_jw_close(body, '}');
}

cd_rc cd_policy_prompt(struct cd_verdict *out, cd_policy *policy, cd_str text, cd_err *err)
{
    CD_AUTO(cd_buf_done) cd_buf body = CD_BUF_INIT(CD_POLICY__TEXT_MAX);
    CD_TRY(cd_policy_text(out, text, err));
    if (out->category != CD_CATEGORY_NONE || policy->url == NULL)
        return CD_OK;
    body_open(&body, policy);
    cd_jw_key_c(&body, "type", "text");
    cd_jw_key_str(&body, "text", text);
    body_close(&body);
    return ask(out, policy, &body, err);
}

cd_rc cd_policy_image(struct cd_verdict *out, cd_policy *policy, const char *media_type,
                      cd_str bytes, cd_err *err)
{
    CD_AUTO(cd_buf_done) cd_buf body = CD_BUF_INIT(IMAGE_BYTES_MAX / 3 * 4 + 4096);
    *out = (struct cd_verdict){CD_CATEGORY_NONE, ""};
    if (policy->url == NULL)
        return CD_OK;
    body_open(&body, policy);
    cd_jw_key_c(&body, "type", "image_url");
    cd_jw_key(&body, "image_url");
    cd_jw_open(&body, '{');
    cd_jw_key(&body, "url");
    cd_buf_put(&body, CD_STR("\"data:"));
    cd_buf_put(&body, cd_str_from(media_type));
    cd_buf_put(&body, CD_STR(";base64,"));
    cd_base64_encode(&body, bytes);
    cd_buf_put_byte(&body, '"');
    cd_jw_close(&body, '}');
    body_close(&body);
    return ask(out, policy, &body, err);
}
