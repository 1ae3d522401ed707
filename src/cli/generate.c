/* cli/generate.c - `candela generate`: submit over HTTP, show progress,
 * download. It speaks only what the contract says, so it works against any
 * server of the Agents API. */
#include "cli/cli.h"

#include "base/clock.h"
#include "cli/args.h"
#include "cli/bar.h"
#include "cli/media.h"
#include "domain/generation.h"
#include "net/client.h"
#include "sys/files.h"
#include "wire/json.h"
#include "wire/json_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CALL_MS = 30000,
    DOWNLOAD_MS = 300000,
    JSON_MAX = 1024 * 1024,
    REQUEST_MAX = 1024 * 1024 * 1024, /* pictures and clips are in it as base64 */
    UPLOAD_MS = 300000,
    OUTPUT_MAX = 1024 * 1024 * 1024,
    POLL_FIRST_MS = 100,
    POLL_MOST_MS = 2000,
    TIMEOUT_S = 600,
    KEY_FILE_MAX = 256
};

struct flags {
    const char *type, *model, *ratio, *format, *style, *user, *out, *server, *key_file, *timeout;
    const char *source, *start_frame, *end_frame, *resolution, *duration, *strength;
    const char *image_ref[CD_ARG_LIST_MAX], *keyframe[CD_ARG_LIST_MAX];
    bool loop, hdr, exr_export;
    bool web_search, quiet, json, help;
};

struct job {
    struct flags flags;
    const char *prompt;
    cd_net *net;
    char server[512]; /* without a slash at its end or /v1 */
    char bearer[320]; /* the whole Authorization header */
    char id[CD_UUID_TEXT + 1];
    cd_bar bar;
    int64_t deadline_mono_ms;
};

static const char help[] = "usage: candela generate PROMPT [flags]\n"
                           "\n"
                           "Submits a generation, waits for it and saves the output.\n\n";
static const char help_exit[] =
    "\nThe server is --server, else CANDELA_SERVER, else "
    "http://127.0.0.1:8642. The key is in --key-file, else\n"
    "LUMA_AGENTS_API_KEY, else the file CANDELA_KEY_FILE, else "
    "./candela-data/default.key.\n"
    "\n"
    "exit status: 0 saved, 1 error, 2 wrong command line, 3 the server refused "
    "the request,\n"
    "             4 the generation failed, 5 no server answers, 6 not ended in "
    "time\n";

static void job_done(struct job *job)
{
    cd_net_close(&job->net);
}

static const char *first_of(const char *a, const char *b, const char *c)
{
    if (a != NULL)
        return a;
    return b != NULL && b[0] != '\0' ? b : c;
}

static cd_rc server_read(struct job *job, cd_err *err)
{
    cd_str url =
        cd_str_from(first_of(job->flags.server, getenv("CANDELA_SERVER"), "http://127.0.0.1:8642"));
    while (cd_str_ends(url, CD_STR("/")))
        url.size--;
    if (cd_str_ends(url, CD_STR("/v1")))
        url.size -= 3;
    if (!cd_str_starts(url, CD_STR("http://")) && !cd_str_starts(url, CD_STR("https://")))
        return cd_fail(err, CD_E_INVALID, NULL, "--server '%.*s' is not an http:// or https:// URL",
                       CD_STR_ARG(url));
    if (!cd_str_copy(job->server, sizeof job->server, url))
        return cd_fail(err, CD_E_INVALID, NULL, "--server is over %zu bytes", sizeof job->server);
    return CD_OK;
}

static cd_rc key_read(struct job *job, cd_err *err)
{
    CD_AUTO(cd_buf_done) cd_buf bytes = CD_BUF_INIT(KEY_FILE_MAX);
    const char *env = getenv("LUMA_AGENTS_API_KEY");
    cd_str key = cd_str_from(env);
    if (job->flags.key_file != NULL || key.size == 0) {
        const char *path =
            first_of(job->flags.key_file, getenv("CANDELA_KEY_FILE"), "./candela-data/default.key");
        cd_err inner = {0};
        if (cd_file_read(&bytes, path, &inner) != CD_OK)
            return cd_fail(err, CD_E_INVALID, NULL, "no key: %s (see --key-file)", inner.text);
        key = cd_str_trim(cd_buf_str(&bytes));
    }
    const int size =
        snprintf(job->bearer, sizeof job->bearer, "Authorization: Bearer %.*s", CD_STR_ARG(key));
    if (size < 0 || (size_t)size >= sizeof job->bearer)
        return cd_fail(err, CD_E_INVALID, NULL, "the key is too long");
    return CD_OK;
}

/* The exit status for an error of the HTTP client. */
static int net_status(cd_rc rc)
{
    if (rc == CD_E_TIMEOUT)
        return CD_EXIT_TIMEOUT;
    return rc == CD_E_UPSTREAM ? CD_EXIT_UNREACHABLE : CD_EXIT_ERROR;
}

/* What a reply that is not 2xx says, for people: its detail as text, or as the
 * JSON it is. */
static int refused(struct job *job, const struct cd_net_reply *reply, const cd_json *document)
{
    const cd_str detail = cd_json_str(cd_json_get(document, "detail"));
    cd_bar_clear(&job->bar);
    fprintf(stderr, "candela: the server answered %ld: %.*s\n", reply->status,
            CD_STR_ARG(detail.data != NULL ? detail : cd_buf_str(&reply->body)));
    return CD_EXIT_REFUSED;
}

static void put_text(cd_buf *out, const char *key, const char *value)
{
    if (value != NULL)
        cd_jw_key_c(out, key, value);
}

static void put_switch(cd_buf *out, const char *key, bool on)
{
    if (on)
        cd_jw_key_bool(out, key, true);
}

static cd_rc put_media(cd_buf *out, const char *key, const char *value, cd_err *err)
{
    if (value == NULL)
        return CD_OK;
    cd_jw_key(out, key);
    return cd_cli_media_put(out, value, err);
}

/* "INDEX:FILE" each: the places and, beside them, the pictures. */
static cd_rc put_keyframes(cd_buf *out, const char *const *list, cd_err *err)
{
    cd_str index;
    cd_str file;
    uint64_t number = 0;
    if (list[0] == NULL)
        return CD_OK;
    cd_jw_key(out, "keyframe_indexes");
    cd_jw_open(out, '[');
    for (size_t i = 0; list[i] != NULL; i++) {
        if (!cd_str_cut(cd_str_from(list[i]), ':', &index, &file) || !cd_str_u64(index, &number) ||
            number > 100000)
            return cd_fail(err, CD_E_INVALID, NULL, "--keyframe '%s' is not INDEX:FILE", list[i]);
        cd_jw_i64(out, (int64_t)number);
    }
    cd_jw_close(out, ']');
    cd_jw_key(out, "keyframes");
    cd_jw_open(out, '[');
    for (size_t i = 0; list[i] != NULL; i++)
        CD_TRY(cd_cli_media_put(out, strchr(list[i], ':') + 1, err));
    cd_jw_close(out, ']');
    return CD_OK;
}

static cd_rc put_edit(cd_buf *out, const struct flags *flags, cd_err *err)
{
    cd_jw_key(out, "edit");
    cd_jw_open(out, '{');
    put_text(out, "strength", flags->strength);
    CD_TRY(put_keyframes(out, flags->keyframe, err));
    cd_jw_close(out, '}');
    return CD_OK;
}

static cd_rc put_video(cd_buf *out, const struct flags *flags, cd_err *err)
{
    const bool edit = flags->type != NULL && strcmp(flags->type, "video_edit") == 0;
    cd_jw_key(out, "video");
    cd_jw_open(out, '{');
    put_text(out, "resolution", flags->resolution);
    put_text(out, "duration", flags->duration);
    put_switch(out, "loop", flags->loop);
    put_switch(out, "hdr", flags->hdr);
    put_switch(out, "exr_export", flags->exr_export);
    CD_TRY(put_media(out, "start_frame", flags->start_frame, err));
    CD_TRY(put_media(out, "end_frame", flags->end_frame, err));
    if (flags->strength != NULL || (edit && flags->keyframe[0] != NULL))
        CD_TRY(put_edit(out, flags, err));
    else
        CD_TRY(put_keyframes(out, flags->keyframe, err));
    cd_jw_close(out, '}');
    return CD_OK;
}

static bool has_video(const struct flags *flags)
{
    return flags->resolution != NULL || flags->duration != NULL || flags->loop || flags->hdr ||
           flags->exr_export || flags->start_frame != NULL || flags->end_frame != NULL ||
           flags->strength != NULL || flags->keyframe[0] != NULL;
}

/* The model that has to be said, when only the type was. */
static const char *model_of(const struct flags *flags)
{
    const cd_type type = cd_type_find(cd_str_from(flags->type));
    if (flags->model != NULL || type == CD_TYPE_NONE || cd_model_offers(CD_MODEL_UNI_1, type))
        return flags->model;
    for (cd_model model = CD_MODEL_NONE + 1; model < CD_MODEL__COUNT; model++)
        if (cd_model_offers(model, type))
            return cd_model_name(model);
    return NULL;
}

static cd_rc request_write(cd_buf *out, const struct job *job, cd_err *err)
{
    const struct flags *flags = &job->flags;
    cd_jw_open(out, '{');
    put_text(out, "prompt", job->prompt);
    put_text(out, "type", flags->type);
    put_text(out, "model", model_of(flags));
    put_text(out, "aspect_ratio", flags->ratio);
    put_text(out, "output_format", flags->format);
    put_text(out, "style", flags->style);
    put_text(out, "user_id", flags->user);
    put_switch(out, "web_search", flags->web_search);
    CD_TRY(put_media(out, "source", flags->source, err));
    if (flags->image_ref[0] != NULL) {
        cd_jw_key(out, "image_ref");
        cd_jw_open(out, '[');
        for (size_t i = 0; flags->image_ref[i] != NULL; i++)
            CD_TRY(cd_cli_media_put(out, flags->image_ref[i], err));
        cd_jw_close(out, ']');
    }
    if (has_video(flags))
        CD_TRY(put_video(out, flags, err));
    cd_jw_close(out, '}');
    return cd_buf_check(out, "the request", err);
}

/* Sends one API call; *document is the reply. */
static int api_call(struct cd_net_reply *reply, cd_json **document, struct job *job,
                    const char *method, const char *path, cd_str body)
{
    char url[640];
    cd_err err = {0};
    size_t at;
    snprintf(url, sizeof url, "%s/v1/generations%s", job->server, path);
    const struct cd_net_call call = {.method = method,
                                     .url = url,
                                     .headers = {job->bearer},
                                     .body = body,
                                     .timeout_ms = body.size > JSON_MAX ? UPLOAD_MS : CALL_MS,
                                     .want_header = "X-Candela-Progress"};
    cd_rc rc = cd_net_send(reply, job->net, &call, &err);
    if (rc == CD_OK)
        rc = cd_json_parse(document, &at, cd_buf_str(&reply->body), &err);
    if (rc != CD_OK) {
        cd_bar_clear(&job->bar);
        return cd_cli_complain(net_status(rc), &err);
    }
    if (reply->status < 200 || reply->status > 299)
        return refused(job, reply, *document);
    return CD_EXIT_OK;
}

static void reply_done(struct cd_net_reply *reply)
{
    cd_buf_done(&reply->body);
}

static int submit(struct job *job)
{
    CD_AUTO(reply_done)
    struct cd_net_reply reply = {.body = CD_BUF_INIT(JSON_MAX)};
    CD_AUTO(cd_json_free) cd_json *document = NULL;
    CD_AUTO(cd_buf_done) cd_buf body = CD_BUF_INIT(REQUEST_MAX);
    cd_err err = {0};
    if (request_write(&body, job, &err) != CD_OK)
        return cd_cli_complain(CD_EXIT_USAGE, &err);
    const int status = api_call(&reply, &document, job, "POST", "", cd_buf_str(&body));
    if (status != CD_EXIT_OK)
        return status;
    cd_uuid id;
    const cd_str text = cd_json_str(cd_json_get(document, "id"));
    if (!cd_uuid_parse(&id, text) || !cd_str_copy(job->id, sizeof job->id, text)) {
        fprintf(stderr, "candela: the server gave no generation id\n");
        return CD_EXIT_ERROR;
    }
    return CD_EXIT_OK;
}

/* What the link's path ends with, from the dot; ".bin" without one that is known. */
static const char *extension_of(cd_str url)
{
    static const char *const known[] = {".png", ".jpg", ".mp4", ".zip", ".exr"};
    cd_str path;
    cd_str query;
    cd_str_cut(url, '?', &path, &query);
    for (size_t i = 0; i < CD_COUNT(known); i++)
        if (cd_str_ends(path, cd_str_from(known[i])))
            return known[i];
    return ".bin";
}

/* Where output `index` goes: -o, and beside it with another ending what comes with it. */
static bool name_of(char out[CD_PATH_MAX], const struct job *job, cd_str url, size_t index)
{
    const char *given = job->flags.out;
    int size;
    if (given != NULL && index == 0)
        size = snprintf(out, CD_PATH_MAX, "%s", given);
    else if (given != NULL) {
        const char *slash = strrchr(given, '/');
        const char *dot = strrchr(given, '.');
        const bool ends = dot != NULL && (slash == NULL || dot > slash);
        size =
            snprintf(out, CD_PATH_MAX, "%.*s%s",
                     (int)(ends ? (size_t)(dot - given) : strlen(given)), given, extension_of(url));
    } else {
        size = snprintf(out, CD_PATH_MAX, "candela-%s%s", job->id, extension_of(url));
    }
    return size > 0 && size < CD_PATH_MAX;
}

static int download(struct job *job, cd_str url, size_t index)
{
    CD_AUTO(reply_done)
    struct cd_net_reply reply = {.body = CD_BUF_INIT(OUTPUT_MAX)};
    CD_AUTO(cd_free_ptr) char *target = cd_new_str(url);
    cd_err err = {0};
    char path[CD_PATH_MAX];
    const struct cd_net_call call = {.method = "GET", .url = target, .timeout_ms = DOWNLOAD_MS};
    cd_rc rc = CD_OK;
    if (!name_of(path, job, url, index))
        rc = cd_fail(&err, CD_E_TOO_BIG, NULL, "the name of the output is too long");
    if (rc == CD_OK)
        rc = cd_net_send(&reply, job->net, &call, &err);
    if (rc == CD_OK && reply.status != 200)
        rc = cd_fail(&err, CD_E_UPSTREAM, NULL, "the output could not be fetched: status %ld",
                     reply.status);
    if (rc != CD_OK)
        return cd_cli_complain(net_status(rc), &err);
    if (cd_file_write_atomic(path, cd_buf_str(&reply.body), 0644, &err) != CD_OK)
        return cd_cli_complain(CD_EXIT_ERROR, &err);
    if (!job->flags.quiet && !job->flags.json)
        printf("%s\n", path);
    return CD_EXIT_OK;
}

static int download_all(struct job *job, const cd_json *output)
{
    int status = CD_EXIT_OK;
    for (size_t i = 0; output != NULL && status == CD_EXIT_OK; i++, output = cd_json_next(output))
        status = download(job, cd_json_str(cd_json_get(output, "url")), i);
    return status;
}

/* What a state that is not the last means for the bar. */
static void show(struct job *job, cd_state state, const struct cd_net_reply *reply)
{
    uint64_t percent = 0;
    if (!cd_str_u64(cd_str_from(reply->header), &percent))
        percent = 0;
    cd_bar_show(&job->bar, (unsigned)percent, cd_state_name(state));
}

static int ended(struct job *job, const cd_json *document, const struct cd_net_reply *reply)
{
    cd_bar_clear(&job->bar);
    if (job->flags.json)
        printf("%.*s\n", CD_STR_ARG(cd_buf_str(&reply->body)));
    const cd_json *output = cd_json_first(cd_json_get(document, "output"));
    if (output != NULL)
        return download_all(job, output);
    fprintf(stderr, "candela: the generation failed: %.*s (%.*s)\n",
            CD_STR_ARG(cd_json_str(cd_json_get(document, "failure_reason"))),
            CD_STR_ARG(cd_json_str(cd_json_get(document, "failure_code"))));
    return CD_EXIT_FAILED;
}

static int wait_for(struct job *job)
{
    char path[64];
    uint32_t pause_ms = POLL_FIRST_MS;
    snprintf(path, sizeof path, "/%s", job->id);
    for (;;) {
        CD_AUTO(reply_done)
        struct cd_net_reply reply = {.body = CD_BUF_INIT(JSON_MAX)};
        CD_AUTO(cd_json_free) cd_json *document = NULL;
        const int status = api_call(&reply, &document, job, "GET", path, (cd_str){NULL, 0});
        if (status != CD_EXIT_OK)
            return status;
        const cd_state state = cd_state_find(cd_json_str(cd_json_get(document, "state")));
        if (state != CD_STATE_NONE && cd_state_terminal(state))
            return ended(job, document, &reply);
        if (cd_clock_mono_ms() > job->deadline_mono_ms) {
            cd_bar_clear(&job->bar);
            fprintf(stderr, "candela: %s has not ended in time; it goes on at the server\n",
                    job->id);
            return CD_EXIT_TIMEOUT;
        }
        show(job, state, &reply);
        cd_clock_sleep_ms(pause_ms);
        pause_ms = pause_ms * 5 / 4 < POLL_MOST_MS ? pause_ms * 5 / 4 : POLL_MOST_MS;
    }
}

static cd_rc timeout_read(struct job *job, cd_err *err)
{
    uint64_t seconds = TIMEOUT_S;
    if (job->flags.timeout != NULL &&
        (!cd_str_u64(cd_str_from(job->flags.timeout), &seconds) || seconds > 86400))
        return cd_fail(err, CD_E_INVALID, NULL, "--timeout is a number of seconds up to 86400");
    job->deadline_mono_ms = cd_clock_mono_ms() + (int64_t)seconds * 1000;
    return CD_OK;
}

static int generate(struct job *job)
{
    cd_err err = {0};
    if (server_read(job, &err) != CD_OK || key_read(job, &err) != CD_OK ||
        timeout_read(job, &err) != CD_OK)
        return cd_cli_complain(CD_EXIT_USAGE, &err);
    if (cd_net_open(&job->net, &err) != CD_OK)
        return cd_cli_complain(CD_EXIT_ERROR, &err);
    cd_bar_start(&job->bar, !job->flags.quiet);
    const int status = submit(job);
    return status == CD_EXIT_OK ? wait_for(job) : status;
}

int cd_cli_generate(int argc, char **argv)
{
    CD_AUTO(job_done) struct job job = {0};
    struct flags *flags = &job.flags;
    size_t words;
    cd_err err = {0};
    const cd_arg args[] = {
        {"-o", "FILE", &flags->out, NULL, "where to save it (default candela-ID and its ending)"},
        {"--type", "TYPE", &flags->type, NULL,
         "image (default), image_edit, video, video_edit, video_reframe"},
        {"--model", "MODEL", &flags->model, NULL,
         "uni-1 (default), uni-1-max; of videos ray-3.2 (default)"},
        {"--aspect-ratio", "R", &flags->ratio, NULL, "such as 16:9 (default: the model picks)"},
        {"--output-format", "F", &flags->format, NULL, "png or jpeg"},
        {"--style", "STYLE", &flags->style, NULL, "auto or manga"},
        {"--source", "MEDIA", &flags->source, NULL,
         "what to edit or reframe: a file, a URL or a generation's id"},
        {"--image-ref", "MEDIA...", flags->image_ref, NULL, "a reference picture"},
        {"--start-frame", "MEDIA", &flags->start_frame, NULL,
         "first frame of a video, or the video to continue"},
        {"--end-frame", "MEDIA", &flags->end_frame, NULL,
         "last frame of a video, or the video to lead up to"},
        {"--keyframe", "INDEX:MEDIA...", flags->keyframe, NULL,
         "a frame of a video, by its number"},
        {"--resolution", "R", &flags->resolution, NULL, "360p, 540p, 720p (default) or 1080p"},
        {"--duration", "D", &flags->duration, NULL, "5s (default) or 10s"},
        {"--strength", "S", &flags->strength, NULL, "of a video edit: adhere_1 .. reimagine_3"},
        {"--loop", NULL, NULL, &flags->loop, "the video's end meets its start"},
        {"--hdr", NULL, NULL, &flags->hdr, "10 bits a sample, brighter than white"},
        {"--exr-export", NULL, NULL, &flags->exr_export, "with --hdr: the frames as OpenEXR too"},
        {"--user-id", "ID", &flags->user, NULL, "the end user it is made for"},
        {"--web-search", NULL, NULL, &flags->web_search, "let the model look things up"},
        {"--server", "URL", &flags->server, NULL, "which server"},
        {"--key-file", "FILE", &flags->key_file, NULL, "file with the API key"},
        {"--timeout", "SECONDS", &flags->timeout, NULL, "how long to wait (default 600)"},
        {"--quiet", NULL, NULL, &flags->quiet, "no progress, no file name"},
        {"--json", NULL, NULL, &flags->json, "print the last state as JSON"},
        {"--help", NULL, NULL, &flags->help, "this text"},
    };
    if (cd_args_parse(&job.prompt, 1, &words, args, CD_COUNT(args), argc, argv, &err) != CD_OK)
        return cd_cli_complain(CD_EXIT_USAGE, &err);
    if (flags->help) {
        fputs(help, stdout);
        cd_args_help(args, CD_COUNT(args));
        fputs(help_exit, stdout);
        return CD_EXIT_OK;
    }
    if (words != 1) {
        fputs("candela: generate needs a prompt (see candela generate --help)\n", stderr);
        return CD_EXIT_USAGE;
    }
    return generate(&job);
}
