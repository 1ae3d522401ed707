/* sys/files.h - files: whole reads, atomic durable writes, folders, the data folder's lock.
 * Thread: any. Uses: base. */
#ifndef CD_SYS_FILES_H
#define CD_SYS_FILES_H
#include "base/base.h"

enum { CD_PATH_MAX = 4096 };

/* For CD_AUTO on a descriptor; -1 is fine. */
void cd_fd_close(int *fd);

/* What this process creates from here on is for its own user only, also what libraries create. */
void cd_files_private(void);
/* Joins two parts with a slash into a fixed buffer. CD_E_TOO_BIG. */
CD_MUST cd_rc cd_path_join(char out[CD_PATH_MAX], const char *folder, const char *name,
                           cd_err *err);
/* Creates the folder and its parents (mode 0700 for new ones). */
CD_MUST cd_rc cd_folder_make(const char *path, cd_err *err);
/* Makes the names in a folder durable. */
CD_MUST cd_rc cd_folder_sync(const char *path, cd_err *err);
/* Appends the whole file to `out`, whose maximum bounds it. CD_E_NOT_FOUND, CD_E_TOO_BIG, CD_E_IO.
 */
CD_MUST cd_rc cd_file_read(cd_buf *out, const char *path, cd_err *err);
/* The file has either its old or the new contents, also after a power cut: temporary file beside
 * it, fsync, rename, fsync of the folder. CD_E_UNAVAILABLE when the disk is full. */
CD_MUST cd_rc cd_file_write_atomic(const char *path, cd_str bytes, unsigned mode, cd_err *err);
/* The same for contents that come in pieces: begin, write to `fd`, then commit or abandon. After a
 * commit or abandon it is empty; abandoning an empty one is fine. */
typedef struct cd_new_file {
    int fd;
    char *path, *temporary; /* owned */
} cd_new_file;
#define CD_NEW_FILE_INIT \
    {                    \
        -1, NULL, NULL   \
    }
CD_MUST cd_rc cd_file_begin(cd_new_file *out, const char *path, unsigned mode, cd_err *err);
CD_MUST cd_rc cd_file_commit(cd_new_file *file, cd_err *err);
void cd_file_abandon(cd_new_file *file);
/* Writes everything, over short writes and signals. */
CD_MUST cd_rc cd_fd_write_all(int fd, cd_str bytes, cd_err *err);
/* Memory that will be filled from end to end: the system may back it with large pages. */
void cd_memory_large(void *memory, size_t bytes);
/* A new descriptor of a file in memory that holds these bytes, at its start. CD_E_NOMEM. */
CD_MUST cd_rc cd_file_memory(int *fd, cd_str bytes, cd_err *err);
/* Takes an exclusive lock on the file for as long as the descriptor is open; CD_E_CONFLICT when
 * another process has it. */
CD_MUST cd_rc cd_file_lock(int *fd, const char *path, cd_err *err);
/* Bytes an unprivileged process may still write to the file system of `path`. */
CD_MUST cd_rc cd_disk_free(uint64_t *bytes, const char *path, cd_err *err);

#endif
