/* tests/unit/blob/test_blob.c - the conformance suite of object stores, run for every backend that
 * needs nothing but a folder. */
#include "blob/blob.h"
#include "unit/temp.h"

#include <dirent.h>
#include <pthread.h>
#include <signal.h>

static cd_blob *store_open(const struct temp *temp)
{
    char url[256];
    cd_blob *blob = NULL;
    snprintf(url, sizeof url, "file:%s/objects", temp->folder);
    CHECK_INT(cd_blob_open(&blob, cd_str_from(url), NULL), CD_OK);
    return blob;
}

/* The whole object, or its size as UINT64_MAX when it is absent. */
static uint64_t read_all(cd_blob *blob, cd_str key, char *out, size_t max)
{
    cd_blob_object object = {.fd = -1};
    cd_err err = {0};
    const cd_rc rc = cd_blob_get(&object, blob, key, &err);
    if (rc != CD_OK) {
        CHECK_INT(rc, CD_E_NOT_FOUND);
        return UINT64_MAX;
    }
    CHECK(object.bytes <= max);
    CHECK_INT(pread(object.fd, out, max, 0), object.bytes);
    CHECK(object.etag[0] != '\0' && strchr(object.etag, '"') == NULL);
    close(object.fd);
    return object.bytes;
}

static void puts_gets_and_removes(void)
{
    CD_AUTO(temp_done) struct temp temp = temp_make();
    CD_AUTO(cd_blob_close) cd_blob *blob = store_open(&temp);
    const cd_str key = CD_STR("ab12/1-0.png");
    char bytes[64];
    CHECK(read_all(blob, key, bytes, sizeof bytes) == UINT64_MAX);
    CHECK_INT(cd_blob_remove(blob, key, NULL), CD_OK);
    CHECK_INT(cd_blob_put(blob, key, CD_STR("first"), NULL), CD_OK);
    CHECK_INT(read_all(blob, key, bytes, sizeof bytes), 5);
    CHECK(memcmp(bytes, "first", 5) == 0);
    CHECK_INT(cd_blob_put(blob, key, CD_STR("the second"), NULL), CD_OK);
    CHECK_INT(read_all(blob, key, bytes, sizeof bytes), 10);
    CHECK_INT(cd_blob_put(blob, CD_STR("ab12/empty"), CD_STR(""), NULL), CD_OK);
    CHECK_INT(read_all(blob, CD_STR("ab12/empty"), bytes, sizeof bytes), 0);
    CHECK_INT(cd_blob_remove(blob, key, NULL), CD_OK);
    CHECK(read_all(blob, key, bytes, sizeof bytes) == UINT64_MAX);
}

static void keeps_large_objects_and_is_found_again(void)
{
    CD_AUTO(temp_done) struct temp temp = temp_make();
    const size_t size = 20u << 20;
    char *bytes = malloc(size);
    char *back = malloc(size);
    CHECK(bytes != NULL && back != NULL);
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)(i * 2654435761u >> 13);
    cd_blob *blob = store_open(&temp);
    CHECK_INT(cd_blob_put(blob, CD_STR("large"), (cd_str){bytes, size}, NULL), CD_OK);
    cd_blob_close(&blob);
    blob = store_open(&temp);
    CHECK_INT(read_all(blob, CD_STR("large"), back, size), size);
    CHECK(memcmp(bytes, back, size) == 0);
    cd_blob_close(&blob);
    free(bytes);
    free(back);
}

static void odd_keys_reach_no_file(void)
{
    static const char *const odd[] = {"",      "/",    "a/",       "/a",    "..",  "../x", "a/../b",
                                      "a/./b", "a//b", ".hidden",  "a/.b",  "A",   "a b",  "a\\b",
                                      "a%2fb", "a\n",  "\xc3\xa9", "-/a_b", "a:b", "a~"};
    CD_AUTO(temp_done) struct temp temp = temp_make();
    CD_AUTO(cd_blob_close) cd_blob *blob = store_open(&temp);
    char huge[CD_BLOB_KEY_MAX + 1];
    for (size_t i = 0; i < CD_COUNT(odd); i++) {
        if (cd_blob_key_valid(cd_str_from(odd[i])))
            check_failed(__FILE__, __LINE__, "takes '%s'", odd[i]);
        cd_blob_object object;
        CHECK_INT(cd_blob_put(blob, cd_str_from(odd[i]), CD_STR("x"), NULL), CD_E_NOT_FOUND);
        CHECK_INT(cd_blob_get(&object, blob, cd_str_from(odd[i]), NULL), CD_E_NOT_FOUND);
        CHECK_INT(cd_blob_remove(blob, cd_str_from(odd[i]), NULL), CD_E_NOT_FOUND);
    }
    memset(huge, 'a', sizeof huge);
    CHECK(cd_blob_key_valid((cd_str){huge, CD_BLOB_KEY_MAX}));
    CHECK(!cd_blob_key_valid((cd_str){huge, sizeof huge}));
    CHECK(!cd_blob_key_valid((cd_str){"a\0b", 3}));
}

struct rewriting {
    cd_blob *blob;
    bool failed;
};

static const cd_str two_texts[] = {CD_STR_INIT("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
                                   CD_STR_INIT("bbbbbbbbbbbbbbbbbbbb")};

static void *rewrite(void *arg)
{
    struct rewriting *work = arg;
    for (unsigned i = 0; i < 60 && !work->failed; i++)
        work->failed = cd_blob_put(work->blob, CD_STR("same"), two_texts[i % 2], NULL) != CD_OK;
    return NULL;
}

/* While an object is written over and over, a reader sees one of its versions, never a mixture. */
static void readers_see_whole_objects(void)
{
    CD_AUTO(temp_done) struct temp temp = temp_make();
    CD_AUTO(cd_blob_close) cd_blob *blob = store_open(&temp);
    struct rewriting work = {blob, false};
    pthread_t writer;
    CHECK_INT(cd_blob_put(blob, CD_STR("same"), two_texts[0], NULL), CD_OK);
    CHECK_INT(pthread_create(&writer, NULL, rewrite, &work), 0);
    for (unsigned i = 0; i < 3000; i++) {
        char bytes[64];
        const uint64_t size = read_all(blob, CD_STR("same"), bytes, sizeof bytes);
        const cd_str is = {bytes, (size_t)size};
        CHECK(cd_str_eq(is, two_texts[0]) || cd_str_eq(is, two_texts[1]));
    }
    pthread_join(writer, NULL);
    CHECK(!work.failed);
}

/* With files limited to 4096 bytes, as on a full disk: a clear error, the old object stays whole,
 * and no rubbish is left behind. */
static void a_full_disk_changes_nothing(void)
{
    CD_AUTO(temp_done) struct temp temp = temp_make();
    CD_AUTO(cd_blob_close) cd_blob *blob = store_open(&temp);
    static char big[10000];
    char bytes[64];
    cd_err err = {0};
    struct rlimit before;
    CHECK_INT(cd_blob_put(blob, CD_STR("k0/object"), CD_STR("old"), NULL), CD_OK);
    getrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, SIG_IGN);
    const struct rlimit small = {4096, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    const cd_rc rc = cd_blob_put(blob, CD_STR("k0/object"), (cd_str){big, sizeof big}, &err);
    setrlimit(RLIMIT_FSIZE, &before);
    CHECK_INT(rc, CD_E_UNAVAILABLE);
    CHECK_INT(read_all(blob, CD_STR("k0/object"), bytes, sizeof bytes), 3);
    char folder[CD_PATH_MAX];
    temp_path(folder, &temp, "objects/k0/k0");
    DIR *dir = opendir(folder);
    size_t files = 0;
    CHECK(dir != NULL);
    for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;)
        files += entry->d_name[0] != '.' || strlen(entry->d_name) > 2;
    if (dir != NULL)
        closedir(dir);
    CHECK_INT(files, 1);
}

static void unknown_stores_are_refused(void)
{
    cd_blob *blob = NULL;
    cd_err err = {0};
    CHECK_INT(cd_blob_open(&blob, CD_STR("ftp://x"), &err), CD_E_INVALID);
    CHECK_INT(cd_blob_open(&blob, CD_STR("nothing"), NULL), CD_E_INVALID);
    CHECK(blob == NULL);
    cd_blob_close(&blob);
}

CHECK_MAIN(RUN(puts_gets_and_removes) RUN(keeps_large_objects_and_is_found_again)
               RUN(odd_keys_reach_no_file) RUN(readers_see_whole_objects)
                   RUN(a_full_disk_changes_nothing) RUN(unknown_stores_are_refused))
