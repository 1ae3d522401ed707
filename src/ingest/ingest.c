/* ingest/ingest.c - the way of each reference into the store: reuse, decode, fetch, look. */
#include "ingest/ingest.h"

#include "base/atomic.h"
#include "base/lock.h"
#include "crypto/base64.h"
#include "media/foreign.h"
#include "media/sniff.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct cd_ingest {
    struct cd_ingest_opts opts;
    cd_atomic fetching; /* requests that wait for URLs */
    cd_lock lock;
    unsigned cages; /* measuring a video now */
};

/* One reference on its way. */
struct coming {
    const cd_ref *ref;
    cd_input *input;
    char field[CD_ERR_FIELD_MAX];
    cd_blob_draft draft;
    struct cd_fetch fetch;
};

struct ingesting {
    cd_ingest *ingest;
    const struct cd_ingest_job *job;
    cd_input *inputs;
    struct coming *coming;
    struct cd_fetch *fetches;
    size_t stored; /* inputs that are complete */
};

static void ingesting_done(struct ingesting *work)
{
    for (size_t i = 0; i < work->job->ref_count; i++) {
        cd_blob_abandon(&work->coming[i].draft);
        cd_buf_done(&work->fetches[i].head);
    }
    free(work->coming);
    free(work->fetches);
    if (work->inputs != NULL)
        cd_ingest_undo(work->ingest, work->inputs, work->job->ref_count);
    free(work->inputs);
}

cd_ingest *cd_ingest_new(const struct cd_ingest_opts *opts)
{
    cd_ingest *ingest = cd_new(sizeof *ingest);
    ingest->opts = *opts;
    cd_lock_init(&ingest->lock, CD_LOCK_INGEST);
    return ingest;
}

void cd_ingest_free(cd_ingest **ingest)
{
    if (*ingest == NULL)
        return;
    cd_lock_done(&(*ingest)->lock);
    free(*ingest);
    *ingest = NULL;
}

/* What has to be at a place: the source of a video type is a video, a generation at one end of a
 * video extends it, and everything else is a picture. */
static cd_media media_at(cd_type type, const cd_ref *ref)
{
    const bool anchor = ref->role == CD_ROLE_START_FRAME || ref->role == CD_ROLE_END_FRAME;
    if (ref->role == CD_ROLE_SOURCE && type != CD_TYPE_IMAGE_EDIT)
        return CD_MEDIA_VIDEO;
    if (anchor && type == CD_TYPE_VIDEO && ref->generation_id.data != NULL)
        return CD_MEDIA_VIDEO;
    return CD_MEDIA_IMAGE;
}

static uint64_t bytes_max(const cd_input *input)
{
    return input->media == CD_MEDIA_VIDEO ? CD_VIDEO_BYTES_MAX : CD_IMAGE_BYTES_MAX;
}

static cd_rc too_big(const struct coming *coming, cd_err *err)
{
    return coming->input->media == CD_MEDIA_VIDEO
               ? cd_fail(err, CD_E_TOO_BIG, coming->field, "%s: video exceeds 200 MB limit",
                         coming->field)
               : cd_fail(err, CD_E_TOO_BIG, coming->field, "%s: image exceeds 50 MB limit",
                         coming->field);
}

static cd_rc find(struct ingesting *work, struct coming *coming, cd_err *err)
{
    cd_err inner = {0};
    const cd_rc rc = work->job->find(work->job->find_arg, coming->input, coming->ref,
                                     coming->input->media, &inner);
    if (rc == CD_OK)
        return CD_OK;
    if (rc != CD_E_NOT_FOUND)
        return cd_fail(err, rc, NULL, "%s", inner.text);
    return cd_fail(err, CD_E_INVALID, coming->field, "%s: %s not found", coming->field,
                   coming->ref->file_id.data != NULL ? "file" : "generation");
}

static cd_rc write_decoded(void *arg, cd_str bytes, cd_err *err)
{
    return cd_blob_write(arg, bytes, err);
}

static cd_rc decode(struct coming *coming, cd_err *err)
{
    uint64_t bytes;
    cd_err inner = {0};
    if (cd_base64_bytes(&bytes, coming->ref->data) && bytes > bytes_max(coming->input))
        return too_big(coming, err);
    const cd_rc rc = cd_base64_decode(coming->ref->data, write_decoded, &coming->draft, &inner);
    if (rc == CD_E_CORRUPT)
        return cd_fail(err, CD_E_UNPROCESSABLE, coming->field, "%s: invalid base64 data",
                       coming->field);
    return rc == CD_OK ? CD_OK : cd_fail(err, rc, NULL, "%s", inner.text);
}

static cd_rc write_fetched(void *arg, cd_str bytes, cd_err *err)
{
    struct coming *coming = arg;
    return cd_blob_write(&coming->draft, bytes, err);
}

/* What a transfer's end means to the caller (V13, V16 to V18, V21, V47). */
static cd_rc fetch_check(const struct coming *coming, const struct cd_fetch *fetch, cd_err *err)
{
    const char *field = coming->field;
    switch (fetch->end) {
    case CD_FETCH_DONE:
        return CD_OK;
    case CD_FETCH_UNREACHABLE:
    case CD_FETCH_STATUS:
        return cd_fail(err, CD_E_UNPROCESSABLE, field, "%s: failed to fetch URL", field);
    case CD_FETCH_WRONG_TYPE:
        return cd_fail(err, CD_E_UNPROCESSABLE, field, "%s: content-type is not %s", field,
                       coming->input->media == CD_MEDIA_VIDEO ? "a video" : "an image");
    case CD_FETCH_TOO_BIG:
        return too_big(coming, err);
    case CD_FETCH_PROXY_DOWN:
        return cd_fail(err, CD_E_UPSTREAM, field, "%s: fetch proxy unavailable", field);
    case CD_FETCH_NOT_WRITTEN:
        break;
    }
    return cd_fail(err, fetch->err.kind != CD_OK ? fetch->err.kind : CD_E_IO, NULL, "%s",
                   fetch->err.text);
}

/* All URLs of the request at once. */
static cd_rc fetch_all(struct ingesting *work, cd_err *err)
{
    struct coming *of[CD_INPUTS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < work->job->ref_count; i++) {
        struct coming *coming = &work->coming[i];
        if (coming->ref->url.data == NULL)
            continue;
        of[count] = coming;
        work->fetches[count++] =
            (struct cd_fetch){.url = coming->ref->url,
                              .type = coming->input->media == CD_MEDIA_VIDEO ? "video/" : "image/",
                              .bytes_max = bytes_max(coming->input),
                              .write = write_fetched,
                              .arg = coming};
    }
    if (count == 0)
        return CD_OK;
    if (work->ingest->opts.fetcher == NULL)
        return cd_fail(err, CD_E_OFF, of[0]->field, "Media URL ingestion is unavailable");
    const bool free = cd_atomic_add(&work->ingest->fetching, 1) <= CD_INGEST_FETCHING_MAX;
    if (free)
        cd_fetch_all(work->ingest->opts.fetcher, work->fetches, count, 0);
    cd_atomic_add(&work->ingest->fetching, -1);
    if (!free)
        return cd_fail(err, CD_E_UNAVAILABLE, NULL, "too many requests fetch URLs");
    for (size_t i = 0; i < count; i++)
        CD_TRY(fetch_check(of[i], &work->fetches[i], err));
    return CD_OK;
}

/* V13 and V21, of what was in the store already. */
static cd_rc size_check(const struct ingesting *work, const struct coming *coming, cd_err *err)
{
    CD_AUTO(cd_blob_object_done) cd_blob_object object = {.fd = -1};
    if (coming->ref->file_id.data == NULL)
        return CD_OK;
    CD_TRY(cd_blob_get(&object, work->ingest->opts.blob, cd_str_from(coming->input->key), err));
    return object.bytes > bytes_max(coming->input) ? too_big(coming, err) : CD_OK;
}

/* V14. A side that the header does not tell is found out by whoever decodes. */
static cd_rc side_check(const struct coming *coming, cd_err *err)
{
    const cd_input *input = coming->input;
    if (input->media != CD_MEDIA_IMAGE ||
        (input->width <= CD_IMAGE_SIDE_MAX && input->height <= CD_IMAGE_SIDE_MAX))
        return CD_OK;
    return cd_fail(err, CD_E_UNPROCESSABLE, coming->field,
                   "%s: image is %ux%upx but each side must be <= %dpx. Resize and try again.",
                   coming->field, input->width, input->height, CD_IMAGE_SIDE_MAX);
}

/* V20; the sign is U+2264. */
static cd_rc duration_check(const struct ingesting *work, const struct coming *coming, cd_err *err)
{
    const uint32_t most =
        work->job->type == CD_TYPE_VIDEO_EDIT ? CD_EDIT_SOURCE_MS_MAX : CD_REFRAME_SOURCE_MS_MAX;
    const uint32_t tenths = (coming->input->duration_ms + 50) / 100; /* as it is told */
    if (coming->ref->role != CD_ROLE_SOURCE || tenths <= most / 100)
        return CD_OK;
    return cd_fail(
        err, CD_E_UNPROCESSABLE, coming->field,
        "%s: source video is %.1fs but must be \xe2\x89\xa4%us. Trim the clip and retry.",
        coming->field, tenths / 10.0, most / 1000);
}

/* V28, as far as it needs the source: a keyframe stands for a frame that it has. */
static cd_rc frames_check(const struct ingesting *work, const struct coming *coming, cd_err *err)
{
    const struct cd_ingest_job *job = work->job;
    const uint32_t count = coming->input->frame_count;
    if (coming->ref->role != CD_ROLE_SOURCE || count == 0)
        return CD_OK;
    for (size_t i = 0; i < job->edit_index_count; i++)
        if (job->edit_indexes[i] >= count)
            return cd_fail(err, CD_E_INVALID, coming->field,
                           "video.edit.keyframe_indexes[%zu]: %lld is outside the source's frames "
                           "0 to %u",
                           i, (long long)job->edit_indexes[i], count - 1);
    return CD_OK;
}

static void cage_enter(cd_ingest *ingest)
{
    cd_lock_take(&ingest->lock);
    while (ingest->cages == CD_INGEST_CAGES_MAX)
        cd_lock_wait(&ingest->lock, INT64_MAX); /* each ends by its deadline */
    ingest->cages++;
    cd_lock_drop(&ingest->lock);
}

static void cage_leave(cd_ingest *ingest)
{
    cd_lock_take(&ingest->lock);
    ingest->cages--;
    cd_lock_notify_one(&ingest->lock);
    cd_lock_drop(&ingest->lock);
}

static cd_rc video_measure(cd_input *input, cd_ingest *ingest, int fd, cd_err *err)
{
    struct cd_foreign_info info;
    const struct cd_foreign_opts opts = {
        .program = ingest->opts.program, .video = true, .deadline_ms = 5000};
    cage_enter(ingest);
    const cd_rc rc = cd_foreign_probe(&info, fd, &opts, err);
    cage_leave(ingest);
    CD_TRY(rc);
    input->duration_ms = info.duration_ms;
    input->frame_count = info.frame_count;
    input->width = info.width;
    input->height = info.height;
    return CD_OK;
}

cd_rc cd_ingest_look(cd_input *input, cd_ingest *ingest, cd_err *err)
{
    CD_AUTO(cd_blob_object_done) cd_blob_object object = {.fd = -1};
    struct cd_sniffed sniffed = {.media_type = "application/octet-stream"};
    CD_TRY(cd_blob_get(&object, ingest->opts.blob, cd_str_from(input->key), err));
    char *head = cd_new(CD_SNIFF_HEAD);
    const ssize_t got = pread(object.fd, head, CD_SNIFF_HEAD, 0);
    const bool known = got > 0 && cd_sniff(&sniffed, (cd_str){head, (size_t)got});
    cd_free_ptr(&head);
    CD_ASSERT(
        cd_str_copy(input->media_type, sizeof input->media_type, cd_str_from(sniffed.media_type)));
    input->width = sniffed.width;
    input->height = sniffed.height;
    if (known && input->media == CD_MEDIA_VIDEO && sniffed.video)
        return video_measure(input, ingest, object.fd, err);
    return CD_OK;
}

/* A thing that is no video, or a broken one, is the job's to fail with: the caller gets a
 * failure_code, and nothing is charged. */
static cd_rc look(struct ingesting *work, struct coming *coming, cd_err *err)
{
    cd_err inner = {0};
    CD_TRY(size_check(work, coming, err));
    const cd_rc rc = cd_ingest_look(coming->input, work->ingest, &inner);
    if (rc != CD_OK && rc != CD_E_CORRUPT && rc != CD_E_UNPROCESSABLE && rc != CD_E_TOO_BIG &&
        rc != CD_E_TIMEOUT)
        return cd_fail(err, rc, NULL, "%s", inner.text);
    CD_TRY(side_check(coming, err));
    CD_TRY(duration_check(work, coming, err));
    return frames_check(work, coming, err);
}

static cd_rc begin(struct ingesting *work, size_t index, cd_err *err)
{
    char id[CD_UUID_TEXT + 1];
    struct coming *coming = &work->coming[index];
    cd_input *input = coming->input;
    if (coming->ref->generation_id.data != NULL || coming->ref->file_id.data != NULL)
        return find(work, coming, err);
    cd_uuid_format(id, &work->job->id);
    cd_buf key = {input->key, 0, sizeof input->key - 1, sizeof input->key - 1, false};
    cd_buf_printf(&key, "incoming/%s-%zu", id, index);
    CD_ASSERT(!cd_buf_failed(&key)); /* the array came zeroed: it stays terminated */
    CD_TRY(cd_blob_begin(&coming->draft, work->ingest->opts.blob, cd_str_from(input->key), err));
    return coming->ref->data.data != NULL ? decode(coming, err) : CD_OK;
}

static cd_rc run(struct ingesting *work, cd_err *err)
{
    for (size_t i = 0; i < work->job->ref_count; i++)
        CD_TRY(begin(work, i, err));
    CD_TRY(fetch_all(work, err));
    for (size_t i = 0; i < work->job->ref_count; i++) {
        if (work->coming[i].draft.writer != NULL)
            CD_TRY(cd_blob_commit(&work->coming[i].draft, err));
        CD_TRY(look(work, &work->coming[i], err));
    }
    return CD_OK;
}

cd_rc cd_ingest_run(cd_input **inputs, cd_ingest *ingest, const struct cd_ingest_job *job,
                    cd_err *err)
{
    CD_ASSERT(job->ref_count <= CD_INPUTS_MAX);
    CD_AUTO(ingesting_done)
    struct ingesting work = {.ingest = ingest,
                             .job = job,
                             .inputs = cd_new_array(job->ref_count + 1, sizeof(cd_input)),
                             .coming = cd_new_array(job->ref_count + 1, sizeof(struct coming)),
                             .fetches = cd_new_array(job->ref_count + 1, sizeof(struct cd_fetch))};
    for (size_t i = 0; i < job->ref_count; i++) {
        const cd_ref *ref = &job->refs[i];
        work.coming[i].ref = ref;
        work.coming[i].input = &work.inputs[i];
        cd_role_path(work.coming[i].field, ref->role, ref->index);
        work.inputs[i].role = ref->role;
        work.inputs[i].index = ref->index;
        work.inputs[i].media = media_at(job->type, ref);
    }
    CD_TRY(run(&work, err));
    CD_MOVE(*inputs, work.inputs);
    return CD_OK;
}

bool cd_ingest_job_of(cd_uuid *job, cd_str key)
{
    static const cd_str folder = CD_STR_INIT("incoming/");
    return cd_str_starts(key, folder) &&
           cd_uuid_parse(job, cd_str_sub(key, folder.size, folder.size + CD_UUID_TEXT));
}

void cd_ingest_undo(cd_ingest *ingest, const cd_input *inputs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cd_uuid job;
        if (!cd_ingest_job_of(&job, cd_str_from(inputs[i].key)))
            continue;
        const cd_rc rc = cd_blob_remove(ingest->opts.blob, cd_str_from(inputs[i].key), NULL);
        (void)rc; /* the janitor finds what is left */
    }
}
