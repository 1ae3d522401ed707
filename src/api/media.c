/* api/media.c - the step that brings a request's media into the store, what an id in it means, and
 * the janitor of what jobs no longer need. */
#include "api/visit.h"

#include "asset/asset.h"
#include "base/clock.h"
#include "base/log.h"
#include "crypto/crypto.h"
#include "domain/price.h"

#include <stdlib.h>

enum {
    INPUT_GRACE_MS = 10 * 60 * 1000, /* no request takes longer to become a job */
    FILE_ORPHAN_MS = 24 * 3600 * 1000,
    FILE_GRACE_MS = 2 * 3600 * 1000, /* no job that was given the file lives longer */
    DEAD_AT_ONCE = 256
};

struct finding {
    const cd_visit *visit;
    cd_uuid id;
    cd_job job;
    cd_file file;
};

static cd_rc job_work(cd_conn *conn, void *arg, cd_err *err)
{
    struct finding *finding = arg;
    return cd_queue_get(&finding->job, conn, &finding->id, err);
}

static cd_rc file_work(cd_conn *conn, void *arg, cd_err *err)
{
    struct finding *finding = arg;
    return cd_asset_get(&finding->file, conn, &finding->id, err);
}

/* V41: unknown, another client's, not completed and of the wrong kind are one thing to the caller.
 */
static cd_rc find_generation(cd_input *out, struct finding *finding, cd_media media, cd_err *err)
{
    const cd_visit *visit = finding->visit;
    const cd_type kind = media == CD_MEDIA_VIDEO ? CD_TYPE_VIDEO : CD_TYPE_IMAGE;
    CD_TRY(cd_db_read(visit->api->db, job_work, finding, err));
    const cd_job *job = &finding->job;
    if (job->client != visit->principal.client.seq || job->state != CD_STATE_COMPLETED ||
        job->output_count == 0 || job->outputs[0].kind != kind)
        return cd_fail(err, CD_E_NOT_FOUND, NULL, "no such output");
    cd_object_key(out->key, &job->id, job->outputs[0].attempt, 0,
                  cd_format_extension(job->outputs[0].format));
    out->own = true;
    return CD_OK;
}

static cd_rc find_file(cd_input *out, struct finding *finding, cd_media media, cd_err *err)
{
    const cd_visit *visit = finding->visit;
    CD_TRY(cd_db_read(visit->api->db, file_work, finding, err));
    const cd_file *file = &finding->file;
    const bool video = cd_str_starts(cd_str_from(file->mime_type), CD_STR("video/"));
    if (file->client != visit->principal.client.seq || file->state != CD_FILE_STATE_READY ||
        (file->expires_ms != 0 && file->expires_ms <= visit->now_ms) ||
        video != (media == CD_MEDIA_VIDEO))
        return cd_fail(err, CD_E_NOT_FOUND, NULL, "no such file");
    cd_file_key(out->key, &file->id);
    return CD_OK;
}

static cd_rc find(void *arg, cd_input *out, const cd_ref *ref, cd_media media, cd_err *err)
{
    struct finding finding = {.visit = arg};
    const bool generation = ref->generation_id.data != NULL;
    if (!cd_uuid_parse(&finding.id, generation ? ref->generation_id : ref->file_id))
        return cd_fail(err, CD_E_NOT_FOUND, NULL, "not an id");
    return generation ? find_generation(out, &finding, media, err)
                      : find_file(out, &finding, media, err);
}

cd_rc cd_api__ingest(cd_visit *visit, cd_err *err)
{
    cd_generation *gen = &visit->request.gen;
    const struct cd_ingest_job job = {.id = cd_uuid_random(),
                                      .type = gen->type,
                                      .refs = visit->request.refs,
                                      .ref_count = visit->request.ref_count,
                                      .edit_indexes = visit->request.edit_keyframes.indexes,
                                      .edit_index_count = visit->request.edit_keyframes.index_count,
                                      .find = find,
                                      .find_arg = visit};
    visit->job_id = job.id;
    if (job.ref_count == 0)
        return CD_OK;
    CD_TRY(cd_ingest_run(&visit->inputs, visit->api->ingest, &job, err));
    visit->input_count = job.ref_count;
    gen->inputs = visit->inputs;
    gen->input_count = visit->input_count;
    const int64_t price = cd_price(gen);
    if (price < visit->hold.price) /* a source that cannot be measured keeps the highest price */
        cd_admit_lower(visit->api->admit, &visit->hold, price);
    return CD_OK;
}

void cd_api__ingest_undo(cd_visit *visit)
{
    if (visit->inputs == NULL)
        return;
    if (visit->job.seq == 0)
        cd_ingest_undo(visit->api->ingest, visit->inputs, visit->input_count);
    free(visit->inputs);
    visit->inputs = NULL;
}

struct clearing {
    cd_api *api;
    int64_t before_ms;
    cd_uuid id;
    bool wanted;
    cd_uuid dead[DEAD_AT_ONCE];
    size_t dead_count;
};

static cd_rc wanted_work(cd_conn *conn, void *arg, cd_err *err)
{
    struct clearing *clearing = arg;
    cd_job job;
    cd_err inner = {0};
    const cd_rc rc = cd_queue_get(&job, conn, &clearing->id, &inner);
    clearing->wanted = rc == CD_OK && !cd_state_terminal(job.state);
    return rc == CD_E_NOT_FOUND || rc == CD_OK ? CD_OK : cd_fail(err, rc, NULL, "%s", inner.text);
}

static void remove_object(cd_api *api, cd_str key)
{
    cd_err err = {0};
    if (cd_blob_remove(api->blob, key, &err) != CD_OK)
        cd_log(CD_WARN, "object.not_removed", CD_WORDS("error", err.text));
}

/* An input whose job has ended, or never came to be. Young ones may belong to a request under way.
 */
static void clear_input(void *arg, cd_str key, int64_t changed_ms)
{
    struct clearing *clearing = arg;
    cd_err err = {0};
    if (changed_ms >= clearing->before_ms || !cd_ingest_job_of(&clearing->id, key))
        return;
    if (cd_db_read(clearing->api->db, wanted_work, clearing, &err) == CD_OK && !clearing->wanted)
        remove_object(clearing->api, key);
}

static cd_rc known_work(cd_conn *conn, void *arg, cd_err *err)
{
    struct clearing *clearing = arg;
    cd_file file;
    cd_err inner = {0};
    const cd_rc rc = cd_asset_get(&file, conn, &clearing->id, &inner);
    clearing->wanted = rc == CD_OK;
    return rc == CD_E_NOT_FOUND || rc == CD_OK ? CD_OK : cd_fail(err, rc, NULL, "%s", inner.text);
}

/* Bytes of a file that never came to be known: the server died in between. Those who have been here
 * for long were looked at when they were young. */
static void clear_file(void *arg, cd_str key, int64_t changed_ms)
{
    struct clearing *clearing = arg;
    const cd_str name = cd_str_sub(key, CD_STR("files/").size, key.size);
    if (changed_ms >= clearing->before_ms || changed_ms < clearing->before_ms - FILE_ORPHAN_MS ||
        !cd_uuid_parse(&clearing->id, name))
        return;
    if (cd_db_read(clearing->api->db, known_work, clearing, NULL) == CD_OK && !clearing->wanted)
        remove_object(clearing->api, key);
}

static cd_rc dead_work(cd_conn *conn, void *arg, cd_err *err)
{
    struct clearing *clearing = arg;
    return cd_asset_take_dead(clearing->dead, &clearing->dead_count, DEAD_AT_ONCE, conn,
                              cd_clock_ms() - FILE_GRACE_MS, err);
}

cd_rc cd_api_clear(cd_api *api, cd_err *err)
{
    struct clearing clearing = {.api = api, .before_ms = cd_clock_ms() - INPUT_GRACE_MS};
    CD_TRY(cd_blob_list(api->blob, CD_STR("incoming"), clear_input, &clearing, err));
    CD_TRY(cd_blob_list(api->blob, CD_STR("files"), clear_file, &clearing, err));
    CD_TRY(cd_db_write(api->db, dead_work, NULL, &clearing, err));
    for (size_t i = 0; i < clearing.dead_count; i++) {
        char key[CD_OBJECT_KEY_MAX];
        cd_file_key(key, &clearing.dead[i]);
        remove_object(api, cd_str_from(key));
    }
    return CD_OK;
}
