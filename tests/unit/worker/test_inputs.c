/* tests/unit/worker/test_inputs.c - the stage that opens a job's media: descriptors at the start,
 * the scene of own outputs, what is not there; and the archive of EXR frames. */
#include "unit/temp.h"

#include "media/zip.h"
#include "worker/run_int.h"

#include <sys/mman.h>

struct fixture {
    struct temp temp;
    struct cd_worker_opts opts;
    cd_input inputs[2];
    cd_run run;
};

static void begin(struct fixture *f)
{
    char url[CD_PATH_MAX + 8];
    memset(f, 0, sizeof *f);
    f->temp = temp_make();
    snprintf(url, sizeof url, "file:%s", f->temp.folder);
    CHECK_INT(cd_blob_open(&f->opts.blob, cd_str_from(url), NULL), CD_OK);
    CHECK_INT(cd_blob_put(f->opts.blob, CD_STR("a/1-0.png"), CD_STR("picture"), NULL), CD_OK);
    CHECK_INT(cd_blob_put(f->opts.blob, CD_STR("a/1-0.json"), CD_STR("{\"version\":1}"), NULL),
              CD_OK);
    f->run.opts = &f->opts;
    f->run.gen.inputs = f->inputs;
}

static void end(struct fixture *f)
{
    cd_worker__inputs_close(&f->run);
    cd_blob_close(&f->opts.blob);
    temp_done(&f->temp);
}

static void add(struct fixture *f, const char *key, bool own)
{
    cd_input *input = &f->inputs[f->run.gen.input_count++];
    snprintf(input->key, sizeof input->key, "%s", key);
    input->own = own;
}

static void own_outputs_come_with_their_scene(void)
{
    struct fixture f;
    char bytes[16] = "";
    begin(&f);
    add(&f, "a/1-0.png", true);
    add(&f, "a/1-0.png", false);
    CHECK_INT(cd_worker__inputs(&f.run, NULL, NULL), CD_OK);
    CHECK_INT(f.run.failure, CD_FAILURE_NONE);
    CHECK_BYTES(f.run.media[0].seen.scene, "{\"version\":1}");
    CHECK_INT(f.run.media[1].seen.scene.size, 0);
    CHECK_INT(read(f.run.media[1].seen.fd, bytes, sizeof bytes), 7);
    CHECK_TEXT(bytes, "picture");
    CHECK(f.run.media[0].seen.what == &f.inputs[0]);
    end(&f);
}

static void nothing_to_open_is_fine(void)
{
    struct fixture f;
    begin(&f);
    CHECK_INT(cd_worker__inputs(&f.run, NULL, NULL), CD_OK);
    CHECK(f.run.media == NULL);
    end(&f);
}

static void what_is_gone_fails_the_job(void)
{
    struct fixture f;
    begin(&f);
    add(&f, "a/1-0.png", true);
    add(&f, "a/2-0.png", true);
    CHECK_INT(cd_worker__inputs(&f.run, NULL, NULL), CD_OK);
    CHECK_INT(f.run.failure, CD_FAILURE_INVALID_REQUEST);
    end(&f);
}

static void a_scene_may_be_missing(void)
{
    struct fixture f;
    begin(&f);
    CHECK_INT(cd_blob_put(f.opts.blob, CD_STR("b/1-0.png"), CD_STR("x"), NULL), CD_OK);
    add(&f, "b/1-0.png", true);
    CHECK_INT(cd_worker__inputs(&f.run, NULL, NULL), CD_OK);
    CHECK_INT(f.run.failure, CD_FAILURE_NONE);
    CHECK_INT(f.run.media[0].seen.scene.size, 0);
    end(&f);
}

static void sidecar_leaves_no_file_behind(void)
{
    struct temp temp = temp_make();
    CD_AUTO(cd_sidecar_close) cd_sidecar *sidecar = NULL;
    CD_AUTO(cd_frame_free) cd_frame *frame = NULL;
    cd_str archive = {NULL, 0};
    CHECK_INT(cd_frame_new(&frame, 32, 20, NULL), CD_OK);
    CHECK_INT(cd_sidecar_open(&sidecar, temp.folder, NULL), CD_OK);
    for (int i = 0; i < 3; i++)
        CHECK_INT(cd_sidecar_put(sidecar, frame, NULL), CD_OK);
    CHECK_INT(cd_sidecar_end(&archive, sidecar, NULL), CD_OK);
    CHECK(archive.size > 3 * 300);
    CHECK(memmem(archive.data, archive.size, "frame_0002.exr", 14) != NULL);
    CHECK_INT(rmdir(temp.folder), 0); /* empty */
    if (archive.data != NULL)
        munmap((void *)(uintptr_t)archive.data, archive.size);
    cd_sidecar_close(&sidecar);
    CHECK_INT(cd_sidecar_open(&sidecar, "/nonexistent", NULL), CD_E_NOT_FOUND);
}

CHECK_MAIN(RUN(own_outputs_come_with_their_scene) RUN(nothing_to_open_is_fine)
               RUN(what_is_gone_fails_the_job) RUN(a_scene_may_be_missing)
                   RUN(sidecar_leaves_no_file_behind))
