/* app/house.c - opening and closing the rooms. */
#include "app/house.h"

#include "domain/client.h"
#include "sys/files.h"

enum { QUOTA_GIB_MAX = 1 << 20 };

cd_rc cd_house_lock(cd_house *house, const cd_options *options, bool create, cd_err *err)
{
    char path[CD_PATH_MAX];
    cd_err inner = {0};
    *house = (cd_house){.lock_fd = -1};
    cd_files_private(); /* prompts are in here */
    if (create)
        CD_TRY(cd_folder_make(options->data, err));
    CD_TRY(cd_options_path(path, options, "lock", err));
    const cd_rc rc = cd_file_lock(&house->lock_fd, path, &inner);
    if (rc == CD_E_CONFLICT)
        return cd_fail(err, rc, "data", "another candela serves the data folder %s", options->data);
    if (rc == CD_E_NOT_FOUND)
        return cd_fail(err, rc, "data", "there is no data folder %s (see --data)", options->data);
    return rc == CD_OK ? CD_OK : cd_fail(err, rc, "data", "%s", inner.text);
}

static cd_rc open_fetcher(cd_house *house, const cd_options *options, uint16_t port, cd_err *err)
{
    struct cd_fetcher_opts opts = {.ca_file = options->ingest_ca, .proxy = options->ingest_proxy};
    if (options->no_url_ingest)
        return CD_OK;
    for (size_t i = 0; i < CD_ARG_LIST_MAX && options->ingest_allow[i] != NULL; i++)
        CD_TRY(cd_guard_allow(&opts.guard, cd_str_from(options->ingest_allow[i]), err));
    if (port != 0)
        cd_guard_refuse_port(&opts.guard, port);
    return cd_fetcher_open(&house->fetcher, &opts, err);
}

/* A setting that is a number from 0 on; *out stays when it was not given. */
static cd_rc number_read(uint64_t *out, const char *name, const char *value, uint64_t most,
                         cd_err *err)
{
    if (value == NULL || (cd_str_u64(cd_str_from(value), out) && *out <= most))
        return CD_OK;
    return cd_fail(err, CD_E_INVALID, name, "--%s '%s' is not 0..%llu", name, value,
                   (unsigned long long)most);
}

cd_rc cd_house_open(cd_house *house, const cd_options *options, const char *public_url,
                    uint16_t port, cd_err *err)
{
    char path[CD_PATH_MAX];
    CD_TRY(cd_options_database(path, options, err));
    CD_TRY(cd_db_open(&house->db, path, err));
    CD_TRY(cd_options_objects(path, options, err));
    CD_TRY(cd_blob_open(&house->blob, cd_str_from(path), err));
    CD_TRY(cd_options_path(path, options, "presign.key", err));
    CD_TRY(cd_presign_open(&house->presign, path, err));
    CD_TRY(open_fetcher(house, options, port, err));
    const struct cd_ingest_opts ingest = {.blob = house->blob, .fetcher = house->fetcher};
    house->ingest = cd_ingest_new(&ingest);
    uint64_t ceiling = 0;
    uint64_t quota = 0;
    CD_TRY(number_read(&ceiling, "request-ceiling", options->request_ceiling, CD_LIMIT_MAX, err));
    CD_TRY(number_read(&quota, "files-quota", options->files_quota, QUOTA_GIB_MAX, err));
    const struct cd_api_opts opts = {.db = house->db,
                                     .blob = house->blob,
                                     .presign = house->presign,
                                     .ingest = house->ingest,
                                     .public_url = public_url,
                                     .ceiling = (int64_t)ceiling,
                                     .files_quota = (int64_t)quota << 30};
    return cd_api_open(&house->api, &opts, err);
}

void cd_house_close(cd_house *house)
{
    cd_api_close(&house->api);
    cd_ingest_free(&house->ingest);
    cd_fetcher_close(&house->fetcher);
    cd_presign_close(&house->presign);
    cd_blob_close(&house->blob);
    cd_db_close(&house->db);
    cd_fd_close(&house->lock_fd);
}
