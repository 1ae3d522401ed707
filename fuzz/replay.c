/* fuzz/replay.c - runs a fuzz target over the files of a folder, without libFuzzer, and over each
 * file's beginnings: replay_TARGET FOLDER. */
#include "fuzz.h"

#include <dirent.h>

enum { INPUT_MAX = 1 << 20, CUTS = 64 };

/* The input in memory of exactly its size, so that a sanitizer sees a read past its end. */
static void run_exact(const uint8_t *data, size_t size)
{
    uint8_t *exact = malloc(size > 0 ? size : 1);
    FUZZ_CHECK(exact != NULL);
    memcpy(exact, data, size);
    (void)LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

static size_t run_file(const char *path, uint8_t *buffer)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return 0;
    const size_t size = fread(buffer, 1, INPUT_MAX, file);
    fclose(file);
    run_exact(buffer, size);
    for (size_t cut = 0; cut < CUTS; cut++)
        run_exact(buffer, size * cut / CUTS);
    return 1;
}

int main(int argc, char **argv)
{
    size_t count = 0;
    uint8_t *buffer = malloc(INPUT_MAX);
    DIR *folder = argc == 2 ? opendir(argv[1]) : NULL;
    if (folder == NULL || buffer == NULL) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        char path[4096];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        count += run_file(path, buffer);
    }
    closedir(folder);
    free(buffer);
    if (count == 0)
        fprintf(stderr, "%s: no inputs in %s\n", argv[0], argv[1]);
    return count == 0;
}
