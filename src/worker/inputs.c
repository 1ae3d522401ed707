/* worker/inputs.c - the stage that opens what a job refers to: the objects that the front stored
 * before the job existed, and the scenes that own outputs were made from. */
#include "worker/run_int.h"

#include "base/log.h"
#include "sys/files.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The scene lies beside the first output of its job, under the same name. */
static bool scene_key(char out[CD_OBJECT_KEY_MAX], const cd_input *input)
{
    const char *dot = strrchr(input->key, '.');
    if (!input->own || dot == NULL)
        return false;
    const int size =
        snprintf(out, CD_OBJECT_KEY_MAX, "%.*s.json", (int)(dot - input->key), input->key);
    return size > 0 && size < CD_OBJECT_KEY_MAX;
}

/* Without a scene, or with one that cannot be read, the media has to say it all. */
static void scene_read(struct cd_worker_input *media, const cd_run *run)
{
    char key[CD_OBJECT_KEY_MAX];
    cd_blob_object object = {.fd = -1};
    if (!scene_key(key, media->seen.what) ||
        cd_blob_get(&object, run->opts->blob, cd_str_from(key), NULL) != CD_OK)
        return;
    char *room = object.bytes <= CD_SCENE_BYTES_MAX
                     ? cd_buf_reserve(&media->scene, (size_t)object.bytes)
                     : NULL;
    if (room != NULL && read(object.fd, room, (size_t)object.bytes) == (ssize_t)object.bytes)
        media->scene.size = (size_t)object.bytes;
    cd_fd_close(&object.fd);
    media->seen.scene = cd_buf_str(&media->scene);
}

cd_rc cd_worker__inputs(cd_run *run, cd_net *net, cd_err *err)
{
    (void)net;
    const size_t count = run->gen.input_count;
    if (count == 0)
        return CD_OK;
    CD_ASSERT(count <= CD_INPUTS_MAX);
    run->media = cd_new_array(count, sizeof *run->media);
    for (size_t i = 0; i < count; i++)
        run->media[i] = (struct cd_worker_input){.seen = {.what = &run->gen.inputs[i], .fd = -1},
                                                 .scene = CD_BUF_INIT(CD_SCENE_BYTES_MAX)};
    for (size_t i = 0; i < count; i++) {
        struct cd_worker_input *media = &run->media[i];
        cd_blob_object object;
        cd_err inner = {0};
        const cd_rc rc =
            cd_blob_get(&object, run->opts->blob, cd_str_from(media->seen.what->key), &inner);
        if (rc == CD_E_NOT_FOUND) { /* no attempt will find it */
            cd_log(CD_WARN, "input.missing", CD_ID("job", &run->lease.id));
            run->failure = CD_FAILURE_INVALID_REQUEST;
            return CD_OK;
        }
        if (rc != CD_OK)
            return cd_fail(err, rc, NULL, "%s", inner.text);
        media->seen.fd = object.fd;
        scene_read(media, run);
    }
    return CD_OK;
}

void cd_worker__inputs_close(cd_run *run)
{
    for (size_t i = 0; run->media != NULL && i < run->gen.input_count; i++) {
        cd_fd_close(&run->media[i].seen.fd);
        cd_buf_done(&run->media[i].scene);
    }
    cd_free_ptr(&run->media);
}
