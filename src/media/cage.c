/* media/cage.c - the inside of the cage: closes the door behind itself, looks what the media is,
 * and lets the one decoder for it write to the pipe. Every way out is an end of the process. */
#include "media/cage.h"

#include "media/cage_int.h"
#include "sys/sandbox.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* Private memory; what the program itself is comes on top, and together they stay under 512 MB. */
enum { MEMORY_MB = 448 };

static void write_all(const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size > 0) {
        const ssize_t put = write(STDOUT_FILENO, at, size);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            _exit(1); /* nobody listens */
        at += put;
        size -= (size_t)put;
    }
}

/* In the middle of a frame the message drowns in its rows: the exit status says it too. */
void cd_cage__fail(cd_rc why, const char *text)
{
    struct cd_cage_message message = {.word = CD_CAGE_ERROR, .error = (uint32_t)why};
    if (!cd_str_copy(message.text, sizeof message.text,
                     cd_str_sub(cd_str_from(text), 0, sizeof message.text - 1)))
        message.text[0] = '\0';
    write_all(&message, sizeof message);
    _exit((int)why);
}

void *cd_cage__alloc(size_t bytes)
{
    void *memory = malloc(bytes > 0 ? bytes : 1);
    if (memory == NULL)
        cd_cage__fail(CD_E_TOO_BIG, "over the memory of the cage");
    return memory;
}

size_t cd_cage__read_at(const struct cd_cage_task *task, uint64_t at, void *bytes, size_t size)
{
    size_t done = 0;
    if (at >= task->size)
        return 0;
    if (size > task->size - at)
        size = (size_t)(task->size - at);
    while (done < size) {
        const ssize_t got =
            pread(STDIN_FILENO, (char *)bytes + done, size - done, (off_t)(at + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        done += (size_t)got;
    }
    return done;
}

size_t cd_cage__read(struct cd_cage_task *task, void *bytes, size_t size)
{
    size_t done = 0;
    if (size > sizeof task->window)
        done = cd_cage__read_at(task, task->at, bytes, size);
    while (done < size && size <= sizeof task->window) {
        const uint64_t at = task->at + done;
        if (at < task->window_at || at >= task->window_at + task->window_bytes) {
            task->window_at = at;
            task->window_bytes = cd_cage__read_at(task, at, task->window, sizeof task->window);
        }
        const size_t skip = (size_t)(at - task->window_at);
        size_t some = task->window_bytes - skip;
        if (some == 0)
            break;
        some = some < size - done ? some : size - done;
        memcpy((char *)bytes + done, task->window + skip, some);
        done += some;
    }
    task->at += done;
    return done;
}

void cd_cage__check_sides(uint64_t width, uint64_t height)
{
    if (width == 0 || height == 0)
        cd_cage__fail(CD_E_CORRUPT, "a side of no length");
    if (width > CD_FOREIGN_SIDE_MAX || height > CD_FOREIGN_SIDE_MAX)
        cd_cage__fail(CD_E_TOO_BIG, "a side over 8000 pixels");
}

void cd_cage__shrunk(uint32_t *width, uint32_t *height, uint32_t side_max)
{
    const uint32_t side = *width > *height ? *width : *height;
    if (side_max == 0 || side <= side_max)
        return;
    *width = (uint32_t)(((uint64_t)*width * side_max + side / 2) / side);
    *height = (uint32_t)(((uint64_t)*height * side_max + side / 2) / side);
    *width = *width > 0 ? *width : 1;
    *height = *height > 0 ? *height : 1;
}

void cd_cage__put(struct cd_cage_task *task, const void *bytes, size_t size)
{
    if (size > sizeof task->buffer - task->held) {
        write_all(task->buffer, task->held);
        task->held = 0;
    }
    if (size > sizeof task->buffer) {
        write_all(bytes, size);
        return;
    }
    memcpy(task->buffer + task->held, bytes, size);
    task->held += size;
}

void cd_cage__done(struct cd_cage_task *task)
{
    const struct cd_cage_message message = {.word = CD_CAGE_END};
    cd_cage__put(task, &message, sizeof message);
    write_all(task->buffer, task->held);
    _exit(0);
}

void cd_cage__info(struct cd_cage_task *task, const struct cd_cage_message *info)
{
    struct cd_cage_message message = *info;
    message.word = CD_CAGE_INFO;
    cd_cage__put(task, &message, sizeof message);
    if (task->order.probe)
        cd_cage__done(task);
    write_all(task->buffer, task->held); /* it is waited for */
    task->held = 0;
}

void cd_cage__picture(struct cd_cage_task *task, uint32_t width, uint32_t height,
                      uint32_t orientation)
{
    struct cd_cage_message message = {
        .width = width, .height = height, .orientation = orientation, .frame_count = 1};
    cd_cage__check_sides(width, height);
    if (!task->order.probe)
        cd_cage__shrunk(&message.width, &message.height, task->order.side_max);
    cd_cage__info(task, &message);
    cd_shrink__init(&task->shrink, width, height, message.width, message.height);
    message.word = CD_CAGE_FRAME;
    cd_cage__put(task, &message, sizeof message);
}

static void row_out(void *arg, const uint8_t *rgb, uint32_t width)
{
    cd_cage__put(arg, rgb, (size_t)width * 3);
}

void cd_cage__row(struct cd_cage_task *task, const uint8_t *rgb)
{
    CD_ASSERT(task->shrink.y < task->shrink.in_height);
    cd_shrink__row(&task->shrink, rgb, row_out, task);
}

void cd_cage__row_rgba(struct cd_cage_task *task, const uint8_t *rgba, uint8_t *rgb)
{
    for (size_t x = 0; x < task->shrink.in_width; x++) {
        const unsigned alpha = rgba[x * 4 + 3];
        for (size_t c = 0; c < 3; c++)
            rgb[x * 3 + c] = (uint8_t)((rgba[x * 4 + c] * alpha + 255 * (255 - alpha) + 127) / 255);
    }
    cd_cage__row(task, rgb);
}

/* Tries what the cage has to refuse: the process is killed, or memory is denied. 0 when it got
 * through. */
static int self_test(const char *what)
{
    const struct cd_sandbox_limits limits = {(uint64_t)MEMORY_MB << 20, 5};
    enum { STACK = 64 };
    if (!cd_sandbox_whole())
        return 77; /* a sanitizer's build: there is no list of calls */
    if (cd_sandbox_enter(&limits, NULL) != CD_OK)
        return 2;
    if (strcmp(what, "open") == 0)
        return fopen("/etc/passwd", "r") == NULL;
    if (strcmp(what, "socket") == 0)
        return socket(AF_INET, SOCK_STREAM, 0) < 0;
    if (strcmp(what, "fork") == 0)
        return fork() < 0;
    if (strcmp(what, "exec") == 0)
        return execl("/bin/true", "true", (char *)NULL);
    if (strcmp(what, "kill") == 0)
        return kill(getppid(), 0);
    if (strcmp(what, "stderr") == 0)
        return write(STDERR_FILENO, "x", 1) != 1;
    if (strcmp(what, "code") == 0)
        return mmap(NULL, STACK, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS,
                    -1, 0) == MAP_FAILED;
    if (strcmp(what, "file-memory") == 0)
        return mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_SHARED, STDIN_FILENO, 0) == MAP_FAILED;
    if (strcmp(what, "memory") == 0)
        return malloc((size_t)MEMORY_MB << 20) == NULL ? 3 : 0;
    if (strcmp(what, "nothing") == 0) { /* what is allowed */
        void *memory = malloc((size_t)MEMORY_MB << 19);
        return memory != NULL && write(STDOUT_FILENO, "alive\n", 6) == 6 ? 0 : 1;
    }
    return 2;
}

static bool order_read(struct cd_cage_order *order, uint64_t *seconds, int argc, char **argv)
{
    enum { WORDS = 6 };
    uint64_t numbers[WORDS - 2];
    if (argc != WORDS)
        return false;
    for (int i = 0; i < WORDS - 2; i++)
        if (!cd_str_u64(cd_str_from(argv[i + 2]), &numbers[i]) || numbers[i] > UINT32_MAX)
            return false;
    order->video = strcmp(argv[0], "video") == 0;
    order->probe = strcmp(argv[1], "probe") == 0;
    order->side_max = (uint32_t)numbers[0];
    order->fps = (uint32_t)numbers[1];
    order->ms_max = (uint32_t)numbers[2];
    *seconds = numbers[3];
    return true;
}

static void decode(struct cd_cage_task *task)
{
    static const struct {
        const char *media_type;
        void (*decode)(struct cd_cage_task *task);
    } decoders[] = {
        {"image/jpeg", cd_decode__jpeg},
        {"image/png", cd_decode__png},
        {"image/webp", cd_decode__webp},
        {"image/gif", cd_decode__gif},
    };
    char *head = cd_cage__alloc(CD_SNIFF_HEAD);
    const size_t size = cd_cage__read_at(task, 0, head, CD_SNIFF_HEAD);
    if (!cd_sniff(&task->sniffed, (cd_str){head, size}) || task->sniffed.video != task->order.video)
        cd_cage__fail(CD_E_UNPROCESSABLE, "not a format that is taken");
    free(head);
    if (task->sniffed.video)
        cd_decode__video(task);
    if (task->sniffed.moving)
        cd_cage__fail(CD_E_UNPROCESSABLE, "a moving picture");
    for (size_t i = 0; i < CD_COUNT(decoders); i++)
        if (strcmp(task->sniffed.media_type, decoders[i].media_type) == 0)
            decoders[i].decode(task);
    cd_cage__fail(CD_E_UNPROCESSABLE, "not a format that is taken");
}

int cd_cage_main(int argc, char **argv)
{
    uint64_t seconds;
    struct stat info;
    struct cd_cage_order order;
    if (argc == 2 && strcmp(argv[0], "--self-test") == 0)
        return self_test(argv[1]);
    if (!order_read(&order, &seconds, argc, argv))
        return 2;
    if (fstat(STDIN_FILENO, &info) != 0 || !S_ISREG(info.st_mode))
        cd_cage__fail(CD_E_IO, "not a file");
    const struct cd_sandbox_limits limits = {(uint64_t)MEMORY_MB << 20, (uint32_t)seconds};
    if (cd_sandbox_enter(&limits, NULL) != CD_OK)
        cd_cage__fail(CD_E_IO, "the sandbox cannot be entered");
    struct cd_cage_task *task = cd_cage__alloc(sizeof *task);
    memset(task, 0, sizeof *task);
    task->order = order;
    task->size = (uint64_t)info.st_size;
    decode(task);
    return 1;
}
