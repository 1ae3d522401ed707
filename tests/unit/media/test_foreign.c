/* Foreign media through the cage: good files of every kind, and those that foreign_files.py (named
 * by FOREIGN_FILES) broke, cut and swelled. This program is its own cage: `test_media_foreign cage
 * ...` is what `candela cage ...` is. */
#include "unit/check.h"
#include "unit/temp.h"

#include "base/clock.h"
#include "media/cage_int.h"
#include "media/foreign.h"
#include "sys/cage.h"
#include "sys/proc.h"
#include "sys/sandbox.h"

#include <fcntl.h>
#include <jpeglib.h>
#include <pthread.h>
#include <sys/stat.h>

enum { MEMORY_MAX = 512 << 20 };

static struct temp temp;

static int file_open(const char *name)
{
    char path[CD_PATH_MAX];
    temp_path(path, &temp, name);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        check_failed(__FILE__, __LINE__, "no file %s", name);
    return fd;
}

static void file_write(const char *name, const void *bytes, size_t size)
{
    char path[CD_PATH_MAX];
    temp_path(path, &temp, name);
    FILE *file = fopen(path, "wb");
    CHECK(file != NULL && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
}

static size_t file_read(char **out, const char *name)
{
    cd_buf bytes = CD_BUF_INIT(64u << 20);
    char path[CD_PATH_MAX];
    temp_path(path, &temp, name);
    CHECK(cd_file_read(&bytes, path, NULL) == CD_OK);
    *out = bytes.data;
    return bytes.size;
}

/* All frames of a file: the first one (the caller's) and how many. */
static cd_rc decode(cd_frame **first, uint32_t *count, struct cd_foreign_info *info,
                    const char *name, const struct cd_foreign_opts *opts, cd_err *err)
{
    cd_foreign *foreign = NULL;
    int fd = file_open(name);
    *count = 0;
    cd_rc rc = cd_foreign_open(&foreign, fd, opts, err);
    if (rc == CD_OK)
        *info = *cd_foreign_info(foreign);
    while (rc == CD_OK) {
        cd_frame *frame = NULL;
        rc = cd_foreign_next(&frame, foreign, err);
        if (frame == NULL)
            break;
        CHECK(rc == CD_OK && frame->width == info->width && frame->height == info->height);
        if ((*count)++ == 0)
            CD_MOVE(*first, frame);
        cd_frame_free(&frame);
    }
    cd_foreign_close(&foreign);
    cd_fd_close(&fd);
    return rc;
}

static bool is_colour(const cd_frame *frame, uint32_t x, uint32_t y, uint32_t rgb)
{
    const uint8_t *pixel = frame->pixels + y * frame->stride + x * 3;
    for (unsigned c = 0; c < 3; c++) {
        const int difference = pixel[c] - (int)(rgb >> (16 - 8 * c) & 0xff);
        if (difference < -24 || difference > 24)
            return false;
    }
    return true;
}

/* The middles of the four quarters, as "RGBW" from the top left row by row. */
static bool quarters(const cd_frame *frame, const char *letters)
{
    for (unsigned i = 0; i < 4; i++) {
        const uint32_t x = frame->width * (1 + 2 * (i % 2)) / 4,
                       y = frame->height * (1 + 2 * (i / 2)) / 4;
        const uint32_t rgb = letters[i] == 'R'   ? 0xff0000
                             : letters[i] == 'G' ? 0x00ff00
                             : letters[i] == 'B' ? 0x0000ff
                                                 : 0xffffff;
        if (!is_colour(frame, x, y, rgb))
            return false;
    }
    return true;
}

/* A JPEG of the four quarters with an EXIF orientation. */
static void jpeg_make(const char *name, uint32_t width, uint32_t height, bool progressive,
                      bool cmyk, unsigned orientation)
{
    struct jpeg_compress_struct info;
    struct jpeg_error_mgr errors;
    unsigned char *bytes = NULL;
    unsigned long size = 0;
    const unsigned channels = cmyk ? 4 : 3;
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &bytes, &size);
    info.image_width = width;
    info.image_height = height;
    info.input_components = (int)channels;
    info.in_color_space = cmyk ? JCS_CMYK : JCS_RGB;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, 95, TRUE);
    for (unsigned c = 0; c < 3; c++)
        info.comp_info[c].h_samp_factor = info.comp_info[c].v_samp_factor = 1;
    if (progressive)
        jpeg_simple_progression(&info);
    jpeg_start_compress(&info, TRUE);
    if (orientation > 0) {
        uint8_t exif[] = "Exif\0\0MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0\0\0\0\0\0\0";
        exif[25] = (uint8_t)orientation;
        jpeg_write_marker(&info, JPEG_APP0 + 1, exif, sizeof exif);
    }
    uint8_t *row = malloc((size_t)width * channels);
    for (uint32_t y = 0; y < height; y++) {
        for (uint32_t x = 0; x < width; x++) {
            static const uint8_t colours[4][3] = {
                {255, 0, 0}, {0, 255, 0}, {0, 0, 255}, {255, 255, 255}};
            const uint8_t *rgb = colours[y * 2 / height * 2 + x * 2 / width];
            for (unsigned c = 0; c < 3; c++) /* libjpeg's CMYK is Adobe's: inverted */
                row[x * channels + c] = rgb[c];
            if (cmyk)
                row[x * channels + 3] = 255;
        }
        JSAMPROW rows[1] = {row};
        jpeg_write_scanlines(&info, rows, 1);
    }
    jpeg_finish_compress(&info);
    jpeg_destroy_compress(&info);
    file_write(name, bytes, size);
    free(row);
    free(bytes);
}

static void files_make(void)
{
    const char *script = getenv("FOREIGN_FILES");
    char command[CD_PATH_MAX * 2];
    temp = temp_make();
    if (script == NULL) {
        printf("Bail out! FOREIGN_FILES names no script\n");
        exit(1);
    }
    snprintf(command, sizeof command, "python3 '%s' '%s' 2>/dev/null", script, temp.folder);
    CHECK(system(command) == 0);
    jpeg_make("rgb.jpg", 64, 48, false, false, 0);
    jpeg_make("progressive.jpg", 64, 48, true, false, 0);
    jpeg_make("cmyk.jpg", 64, 48, false, true, 0);
    for (unsigned i = 1; i <= 8; i++) {
        char name[32];
        snprintf(name, sizeof name, "turned_%u.jpg", i);
        jpeg_make(name, 64, 48, false, false, i);
    }
    jpeg_make("large.jpg", 8000, 8000, true, false, 6);
    jpeg_make("over.jpg", 8008, 8, false, false, 0);
}

static const struct picture {
    const char *name;
    cd_rc rc;
    uint32_t width, height;
    const char *letters;
} pictures[] = {
    {"rgb.png", CD_OK, 64, 48, "RGBW"},
    {"rgb16.png", CD_OK, 64, 48, "RGBW"},
    {"rgba.png", CD_OK, 64, 48, "RGBW"},
    {"palette.png", CD_OK, 64, 48, "RGBW"},
    {"interlaced.png", CD_OK, 64, 48, "RGBW"},
    {"rgb.jpg", CD_OK, 64, 48, "RGBW"},
    {"progressive.jpg", CD_OK, 64, 48, "RGBW"},
    {"cmyk.jpg", CD_OK, 64, 48, "RGBW"},
    {"turned_1.jpg", CD_OK, 64, 48, "RGBW"},
    {"turned_2.jpg", CD_OK, 64, 48, "GRWB"},
    {"turned_3.jpg", CD_OK, 64, 48, "WBGR"},
    {"turned_4.jpg", CD_OK, 64, 48, "BWRG"},
    {"turned_5.jpg", CD_OK, 48, 64, "RBGW"},
    {"turned_6.jpg", CD_OK, 48, 64, "BRWG"},
    {"turned_7.jpg", CD_OK, 48, 64, "WGBR"},
    {"turned_8.jpg", CD_OK, 48, 64, "GWRB"},
    {"lossy.webp", CD_OK, 64, 48, "RGBW"},
    {"lossless.webp", CD_OK, 64, 48, "RGBW"},
    {"still.gif", CD_OK, 64, 48, "RGBW"},
    {"interlaced.gif", CD_OK, 64, 48, "RGBW"},
    {"clear.gif", CD_OK, 64, 48, "RGBW"},
    {"inside.gif", CD_OK, 64, 48, "WWWW"},
    {"moving.gif", CD_E_UNPROCESSABLE, 0, 0, NULL},
    {"moving.webp", CD_E_UNPROCESSABLE, 0, 0, NULL},
    {"outside.gif", CD_E_CORRUPT, 0, 0, NULL},
    {"no_picture.gif", CD_E_CORRUPT, 0, 0, NULL},
    {"crc.png", CD_E_CORRUPT, 0, 0, NULL},
    {"no_rows.png", CD_E_CORRUPT, 0, 0, NULL},
    {"few_rows.png", CD_E_CORRUPT, 0, 0, NULL},
    {"zero.png", CD_E_CORRUPT, 0, 0, NULL},
    {"over.jpg", CD_E_TOO_BIG, 0, 0, NULL},
    {"lying_8001.png", CD_E_TOO_BIG, 0, 0, NULL},
    {"empty", CD_E_UNPROCESSABLE, 0, 0, NULL},
    {"text.jpg", CD_E_UNPROCESSABLE, 0, 0, NULL},
    {"vector.svg", CD_E_UNPROCESSABLE, 0, 0, NULL},
    {"bitmap.bmp", CD_E_UNPROCESSABLE, 0, 0, NULL},
    {"h264.mp4", CD_E_UNPROCESSABLE, 0, 0, NULL},
};

static void pictures_by_table(void)
{
    for (size_t i = 0; i < CD_COUNT(pictures); i++) {
        const struct picture *picture = &pictures[i];
        const struct cd_foreign_opts opts = {.video = false};
        struct cd_foreign_info info = {0};
        cd_frame *frame = NULL;
        uint32_t count;
        cd_err err = {0};
        const cd_rc rc = decode(&frame, &count, &info, picture->name, &opts, &err);
        const bool good =
            rc == picture->rc &&
            (rc != CD_OK || (count == 1 && info.width == picture->width &&
                             info.height == picture->height && quarters(frame, picture->letters)));
        if (!good)
            check_failed(__FILE__, __LINE__, "%s: %d (%s), %u frames of %ux%u", picture->name, rc,
                         err.text, count, info.width, info.height);
        cd_frame_free(&frame);
    }
}

static void pictures_are_shrunk(void)
{
    static const char *const names[] = {"rgb.png", "rgb.jpg", "turned_6.jpg", "lossy.webp",
                                        "still.gif"};
    static const uint32_t sides[] = {1, 7, 16, 33, 63, 64, 65};
    for (size_t i = 0; i < CD_COUNT(names); i++)
        for (size_t s = 0; s < CD_COUNT(sides); s++) {
            const struct cd_foreign_opts opts = {.side_max = sides[s]};
            struct cd_foreign_info info = {0};
            const uint32_t side = sides[s] < 64 ? sides[s] : 64;
            const bool turned = strncmp(names[i], "turned", 6) == 0;
            cd_frame *frame = NULL;
            uint32_t count;
            CHECK(decode(&frame, &count, &info, names[i], &opts, NULL) == CD_OK);
            CHECK_INT(turned ? info.height : info.width, side);
            CHECK_INT(turned ? info.width : info.height,
                      (side * 48 + 32) / 64 > 0 ? (side * 48 + 32) / 64 : 1);
            if (side >= 7 && !quarters(frame, turned ? "BRWG" : "RGBW"))
                check_failed(__FILE__, __LINE__, "%s at %u: other colours", names[i], side);
            cd_frame_free(&frame);
        }
}

/* Anything may be said of a damaged file, but it is said. */
static void survived(const char *name, bool video)
{
    const struct cd_foreign_opts opts = {.video = video, .deadline_ms = 5000};
    struct cd_foreign_info info = {0};
    cd_frame *frame = NULL;
    uint32_t count;
    cd_err err = {0};
    const cd_rc rc = decode(&frame, &count, &info, name, &opts, &err);
    if (rc != CD_OK && rc != CD_E_CORRUPT && rc != CD_E_UNPROCESSABLE && rc != CD_E_TOO_BIG)
        check_failed(__FILE__, __LINE__, "%s: %d (%s)", name, rc, err.text);
    if (rc != CD_OK && strcmp(err.text, "the cage ended before its answer did") == 0)
        check_failed(__FILE__, __LINE__, "%s: the cage died", name);
    cd_frame_free(&frame);
}

static void cut_and_flipped_files(void)
{
    static const struct {
        const char *name;
        bool video;
    } files[] = {{"rgb.png", false},         {"interlaced.png", false}, {"rgb.jpg", false},
                 {"progressive.jpg", false}, {"lossy.webp", false},     {"lossless.webp", false},
                 {"still.gif", false},       {"h264.mp4", true},        {"vp9.webm", true},
                 {"mpeg4.avi", true},        {"hevc.mp4", true},        {"fragments.mp4", true}};
    enum { CUTS = 9, FLIPS = 6 };
    for (size_t i = 0; i < CD_COUNT(files); i++) {
        char *bytes;
        const size_t size = file_read(&bytes, files[i].name);
        for (size_t cut = 0; cut < CUTS; cut++) {
            file_write("damaged", bytes, size * cut / CUTS);
            survived("damaged", files[i].video);
        }
        for (unsigned flip = 0; flip < FLIPS; flip++) {
            for (unsigned n = 0; n < 1 + flip * 3; n++)
                bytes[check_below(size)] = (char)check_random();
            file_write("damaged", bytes, size);
            survived("damaged", files[i].video);
        }
        free(bytes);
    }
}

/* None of them takes more memory than there is, nor longer than a picture may. */
static const struct bomb {
    const char *name;
    bool video;
    cd_rc rc; /* CD_E__COUNT: any */
} bomb_files[] = {{"flat_8000.png", false, CD_OK},
                  {"interlaced_8000.png", false, CD_OK},
                  {"lying_30000.png", false, CD_E_TOO_BIG},
                  {"huge.png", false, CD_E__COUNT},
                  {"text_bomb.png", false, CD_E__COUNT},
                  {"profile_bomb.png", false, CD_E__COUNT},
                  {"huge.gif", false, CD_E_TOO_BIG},
                  {"lying_8000.gif", false, CD_E_CORRUPT},
                  {"extensions.gif", false, CD_E_CORRUPT},
                  {"lying.webp", false, CD_E_TOO_BIG},
                  {"lying_8000.webp", false, CD_E_CORRUPT},
                  {"large.webp", false, CD_OK},
                  {"large.jpg", false, CD_OK},
                  {"8k.mp4", true, CD_E_TOO_BIG},
                  {"lying.mp4", true, CD_E__COUNT},
                  {"samples.mp4", true, CD_E__COUNT},
                  {"nested.mp4", true, CD_E__COUNT},
                  {"ebml.webm", true, CD_E__COUNT}};

static void bomb_try(const struct bomb *bomb)
{
    const struct cd_foreign_opts opts = {.video = bomb->video,
                                         .deadline_ms = cd_sandbox_whole() ? 5000 : 60000};
    struct cd_foreign_info info = {0};
    struct rusage usage;
    cd_frame *frame = NULL;
    uint32_t count;
    cd_err err = {0};
    const int64_t started = cd_clock_mono_ms();
    const cd_rc rc = decode(&frame, &count, &info, bomb->name, &opts, &err);
    if (bomb->rc == CD_E__COUNT ? rc == CD_E_TIMEOUT : rc != bomb->rc)
        check_failed(__FILE__, __LINE__, "%s: %d (%s)", bomb->name, rc, err.text);
    getrusage(RUSAGE_CHILDREN, &usage);
    printf("# %s: %d in %lld ms, the largest cage so far %ld MB\n", bomb->name, rc,
           (long long)(cd_clock_mono_ms() - started), usage.ru_maxrss / 1024);
    if (cd_sandbox_whole())
        CHECK(usage.ru_maxrss * 1024L <= MEMORY_MAX);
    cd_frame_free(&frame);
}

/* In a process of its own, whose only children are cages: their memory is measured. */
static void bombs(void)
{
    int status = 0;
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        for (size_t i = 0; i < CD_COUNT(bomb_files); i++)
            bomb_try(&bomb_files[i]);
        fflush(NULL);
        _exit(check_state.failures > 0);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0);
}

static const struct clip {
    const char *name;
    cd_rc rc;
    uint32_t width, height, frames, fps_milli, duration_ms;
    const char *letters;
} clips[] = {
    {"h264.mp4", CD_OK, 64, 48, 24, 24000, 1000, "RGBW"},
    {"h264_end.mp4", CD_OK, 64, 48, 24, 24000, 1000, "RGBW"},
    {"fragments.mp4", CD_OK, 64, 48, 24, 24000, 1000, "RGBW"},
    {"h264_30.mp4", CD_OK, 64, 48, 60, 30000, 2000, "RGBW"},
    {"hevc.mp4", CD_OK, 128, 96, 24, 24000, 1000, "RGBW"},
    {"deep.mp4", CD_OK, 128, 96, 24, 24000, 1000, "RGBW"}, /* ten bits */
    {"vp8.webm", CD_OK, 64, 48, 24, 24000, 1000, "RGBW"},
    {"vp9.webm", CD_OK, 64, 48, 24, 24000, 1000, "RGBW"},
    {"av1.mkv", CD_OK, 128, 96, 24, 24000, 1000, "RGBW"},
    {"prores.mov", CD_OK, 64, 48, 24, 24000, 1000, "RGBW"},
    {"mpeg4.avi", CD_OK, 64, 48, 24, 24000, 1000, "RGBW"},
    {"odd.mp4", CD_OK, 66, 50, 25, 25000, 1000, "RGBW"},
    {"wide_pixels.mp4", CD_OK, 128, 48, 24, 24000, 1000, "RGBW"},
    {"turned_90.mp4", CD_OK, 48, 64, 24, 24000, 1000, "BRWG"},
    {"turned_180.mp4", CD_OK, 64, 48, 24, 24000, 1000, "WBGR"},
    {"turned_270.mp4", CD_OK, 48, 64, 24, 24000, 1000, "GWRB"},
    {"ffv1.mkv", CD_E_UNPROCESSABLE, 0, 0, 0, 0, 0, NULL},
    {"sound.mp4", CD_E_UNPROCESSABLE, 0, 0, 0, 0, 0, NULL},
    {"half.mp4", CD_E_CORRUPT, 0, 0, 0, 0, 0, NULL},
    {"no_moov.mp4", CD_E_CORRUPT, 0, 0, 0, 0, 0, NULL},
    {"empty.mp4", CD_E_CORRUPT, 0, 0, 0, 0, 0, NULL},
    {"list.mp4", CD_E_CORRUPT, 0, 0, 0, 0, 0, NULL},
    {"elsewhere.mp4", CD_OK, 64, 48, 24, 24000, 1000, "RGBW"}, /* read from here all the same */
    {"reference.mov", CD_E_UNPROCESSABLE, 0, 0, 0, 0, 0, NULL},
    {"hls.m3u8", CD_E_UNPROCESSABLE, 0, 0, 0, 0, 0, NULL},
    {"concat.mp4", CD_E_UNPROCESSABLE, 0, 0, 0, 0, 0, NULL},
    {"rgb.png", CD_E_UNPROCESSABLE, 0, 0, 0, 0, 0, NULL},
    {"moving.gif", CD_E_UNPROCESSABLE, 0, 0, 0, 0, 0, NULL},
};

static void clips_by_table(void)
{
    for (size_t i = 0; i < CD_COUNT(clips); i++) {
        const struct clip *clip = &clips[i];
        const struct cd_foreign_opts opts = {.video = true};
        struct cd_foreign_info info = {0}, probed = {0};
        cd_frame *frame = NULL;
        uint32_t count;
        cd_err err = {0};
        const cd_rc rc = decode(&frame, &count, &info, clip->name, &opts, &err);
        const bool good =
            rc == clip->rc &&
            (rc != CD_OK ||
             (count == clip->frames && info.width == clip->width && info.height == clip->height &&
              info.fps_milli == clip->fps_milli && info.frame_count == count &&
              info.duration_ms + 2 >= clip->duration_ms &&
              info.duration_ms <= clip->duration_ms + 2 && quarters(frame, clip->letters)));
        if (!good)
            check_failed(__FILE__, __LINE__,
                         "%s: %d (%s), %u frames of %ux%u, %u expected at %u, %u ms", clip->name,
                         rc, err.text, count, info.width, info.height, info.frame_count,
                         info.fps_milli, info.duration_ms);
        int fd = file_open(clip->name);
        const cd_rc probe_rc = cd_foreign_probe(&probed, fd, &opts, NULL);
        CHECK(probe_rc == clip->rc || clip->rc == CD_E_CORRUPT);
        if (rc == CD_OK && probe_rc == CD_OK)
            CHECK(probed.width == info.width && probed.duration_ms == info.duration_ms &&
                  probed.frame_count == count && strcmp(probed.media_type, info.media_type) == 0);
        cd_fd_close(&fd);
        cd_frame_free(&frame);
    }
}

static void clips_at_another_rate(void)
{
    static const struct {
        const char *name;
        uint32_t fps, ms_max, side_max, frames;
    } rows[] = {{"h264_30.mp4", 24, 0, 0, 48},      {"h264_30.mp4", 24, 1000, 0, 24},
                {"h264.mp4", 24, 0, 32, 24},        {"odd.mp4", 24, 0, 0, 24},
                {"h264.mp4", 60, 0, 0, 60},         {"h264.mp4", 1, 0, 0, 1},
                {"h264_30.mp4", 24, 18000, 16, 48}, {"vp9.webm", 24, 500, 0, 12}};
    for (size_t i = 0; i < CD_COUNT(rows); i++) {
        const struct cd_foreign_opts opts = {.video = true,
                                             .fps = rows[i].fps,
                                             .ms_max = rows[i].ms_max,
                                             .side_max = rows[i].side_max};
        struct cd_foreign_info info = {0};
        cd_frame *frame = NULL;
        uint32_t count;
        CHECK(decode(&frame, &count, &info, rows[i].name, &opts, NULL) == CD_OK);
        CHECK_INT(count, rows[i].frames);
        CHECK_INT(info.frame_count, rows[i].frames);
        CHECK_INT(info.fps_milli, rows[i].fps * 1000);
        CHECK(rows[i].side_max == 0 || info.width == rows[i].side_max);
        CHECK(quarters(frame, "RGBW"));
        cd_frame_free(&frame);
    }
}

static void probing_reads_no_more_than_it_must(void)
{
    const struct cd_foreign_opts opts = {.side_max = 10};
    struct cd_foreign_info info = {0};
    int fd = file_open("turned_6.jpg");
    CHECK(lseek(fd, 7, SEEK_SET) == 7);
    CHECK(cd_foreign_probe(&info, fd, &opts, NULL) == CD_OK);
    CHECK(info.width == 48 && info.height == 64 && info.frame_count == 1 && !info.video);
    CHECK_TEXT(info.media_type, "image/jpeg");
    CHECK(lseek(fd, 0, SEEK_CUR) == 7); /* nobody's place in the file moved */
    cd_fd_close(&fd);
}

static void late_dead_and_absent_cages(void)
{
    static const char *const programs[] = {"/bin/true", "/bin/echo", "/bin/cat", "/bin/false"};
    struct cd_foreign_info info = {0};
    cd_foreign *foreign = NULL;
    int fd = file_open("large.jpg");
    const struct cd_foreign_opts hurried = {.deadline_ms = 1};
    CHECK(cd_foreign_probe(&info, fd, &hurried, NULL) == CD_E_TIMEOUT);
    for (size_t i = 0; i < CD_COUNT(programs); i++) {
        const struct cd_foreign_opts other = {.program = programs[i]};
        CHECK(cd_foreign_probe(&info, fd, &other, NULL) == CD_E_CORRUPT);
    }
    const struct cd_foreign_opts none = {.program = "/nonexistent/candela"};
    CHECK(cd_foreign_open(&foreign, fd, &none, NULL) == CD_E_IO);
    const struct cd_foreign_opts left = {.video = false}; /* while its cage writes */
    CHECK(cd_foreign_open(&foreign, fd, &left, NULL) == CD_OK);
    cd_foreign_close(&foreign);
    cd_fd_close(&fd);
    int pipes[2];
    CHECK(pipe(pipes) == 0);
    CHECK(cd_foreign_probe(&info, pipes[0], &left, NULL) == CD_E_UNPROCESSABLE);
    close(pipes[0]);
    close(pipes[1]);
}

/* A cage that has been taken over says what it likes: `messages` and then `more` bytes. */
static cd_rc liar_hear(bool video, const struct cd_cage_message *messages, size_t count,
                       size_t more, cd_err *err)
{
    char program[CD_PATH_MAX], script[CD_PATH_MAX + 64];
    cd_foreign *foreign = NULL;
    cd_frame *frame = NULL;
    const size_t size = count * sizeof messages[0] + more;
    char *bytes = calloc(1, size + 1);
    memcpy(bytes, messages, count * sizeof messages[0]);
    file_write("lies", bytes, size);
    free(bytes);
    temp_path(program, &temp, "liar");
    const int length =
        snprintf(script, sizeof script, "#!/bin/sh\nexec /bin/cat '%s/lies'\n", temp.folder);
    file_write("liar", script, (size_t)length);
    CHECK(chmod(program, 0700) == 0);
    const struct cd_foreign_opts opts = {.program = program, .video = video};
    int fd = file_open(video ? "h264.mp4" : "rgb.png");
    cd_rc rc = cd_foreign_open(&foreign, fd, &opts, err);
    for (unsigned i = 0; i < 3 && rc == CD_OK; i++) {
        rc = cd_foreign_next(&frame, foreign, err);
        CHECK(rc == CD_OK || frame == NULL);
        cd_frame_free(&frame);
    }
    cd_foreign_close(&foreign);
    cd_fd_close(&fd);
    return rc;
}

static void lies_are_not_believed(void)
{
    const struct cd_cage_message good = {
        .word = CD_CAGE_INFO, .width = 4, .height = 2, .orientation = 6, .frame_count = 1};
    const struct cd_cage_message frame = {.word = CD_CAGE_FRAME}, end = {.word = CD_CAGE_END};
    struct cd_cage_message list[4] = {good, frame};
    cd_err err = {0};
    CHECK(liar_hear(false, list, 2, 24 + sizeof good, NULL) == CD_E_CORRUPT); /* no end follows */
    list[1] = end;
    CHECK(liar_hear(false, list, 2, 0, NULL) == CD_OK);
    CHECK(liar_hear(false, list, 1, 0, NULL) == CD_E_CORRUPT);
    list[1] = frame;
    CHECK(liar_hear(false, list, 2, 23, NULL) == CD_E_CORRUPT);
    list[0].frame_count = 0; /* and yet one comes */
    CHECK(liar_hear(false, list, 2, 1000, NULL) == CD_E_CORRUPT);
    list[0] = good;
    for (unsigned i = 0; i < 9; i++) {
        struct cd_cage_message lie = good;
        uint32_t *const fields[] = {&lie.width,       &lie.height,      &lie.orientation,
                                    &lie.orientation, &lie.duration_ms, &lie.fps_milli,
                                    &lie.frame_count, &lie.width,       &lie.height};
        static const uint32_t values[] = {0,          0,          0,    9,         0x7fffffff,
                                          0xffffffff, 0xffffffff, 8193, 0xffffffff};
        *fields[i] = values[i];
        list[0] = lie;
        CHECK(liar_hear(i % 2 == 0, list, 2, 1000, NULL) == CD_E_CORRUPT);
    }
    list[0] = frame;
    CHECK(liar_hear(false, list, 1, 1000, NULL) == CD_E_CORRUPT);
    list[0] = (struct cd_cage_message){.word = CD_CAGE_ERROR, .error = CD_E_UNAUTHORIZED};
    memset(list[0].text, '\n', sizeof list[0].text);
    CHECK(liar_hear(false, list, 1, 0, &err) == CD_E_CORRUPT);
    CHECK(strchr(err.text, '\n') == NULL && strlen(err.text) == sizeof list[0].text);
}

/* What a decoder that has been taken over would try. */
static void the_cage_is_shut(void)
{
    static const struct {
        const char *what;
        cd_cage_end end;
    } tries[] = {
        {"nothing", CD_CAGE_LEFT},  {"open", CD_CAGE_KILLED},   {"socket", CD_CAGE_KILLED},
        {"fork", CD_CAGE_KILLED},   {"exec", CD_CAGE_KILLED},   {"kill", CD_CAGE_KILLED},
        {"stderr", CD_CAGE_KILLED}, {"code", CD_CAGE_KILLED},   {"file-memory", CD_CAGE_KILLED},
        {"memory", CD_CAGE_FAILED}, {"unknown", CD_CAGE_FAILED}};
    char self[CD_PATH_MAX];
    CHECK(cd_proc_self(self, sizeof self, NULL) == CD_OK);
    for (size_t i = 0; i < CD_COUNT(tries); i++) {
        const char *const argv[] = {self, "cage", "--self-test", tries[i].what, NULL};
        cd_cage *cage = NULL;
        char answer[6];
        int fd = file_open("rgb.png");
        CHECK(cd_cage_start(&cage, argv, fd, 10000, NULL) == CD_OK);
        const cd_rc rc = cd_cage_read(cage, answer, sizeof answer, NULL);
        const cd_cage_end end = cd_cage_stop(cage);
        if (!cd_sandbox_whole())
            CHECK_INT(end, CD_CAGE_FAILED); /* a sanitizer's build has no wall */
        else if (end != tries[i].end || (rc == CD_OK) != (end == CD_CAGE_LEFT))
            check_failed(__FILE__, __LINE__, "%s: %d, %d", tries[i].what, end, rc);
        cd_cage_free(&cage);
        cd_fd_close(&fd);
    }
}

static void *decode_many(void *arg)
{
    static const char *const names[] = {"rgb.png", "rgb.jpg", "lossy.webp", "still.gif"};
    unsigned *failures = arg;
    for (unsigned i = 0; i < 12; i++) {
        const struct cd_foreign_opts opts = {.video = false};
        struct cd_foreign_info info = {0};
        char path[CD_PATH_MAX];
        temp_path(path, &temp, names[i % 4]);
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        *failures += cd_foreign_probe(&info, fd, &opts, NULL) != CD_OK;
        cd_fd_close(&fd);
    }
    return NULL;
}

/* Cages of several threads beside children of the main one: nobody takes another's child. */
static void threads_and_other_children(void)
{
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    unsigned failures[THREADS] = {0};
    const char *const argv[] = {"/bin/false", NULL};
    for (unsigned i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, decode_many, &failures[i]) == 0);
    for (unsigned i = 0; i < 20; i++) {
        int pid = 0;
        bool clean = true;
        CHECK(cd_proc_spawn(&pid, argv, NULL) == CD_OK);
        while (!cd_proc_ended(pid, &clean))
            cd_clock_sleep_ms(1);
        CHECK(!clean);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        CHECK_INT(failures[i], 0);
    }
}

static void files_remove(void)
{
    temp_done(&temp);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "cage") == 0)
        return cd_cage_main(argc - 2, argv + 2);
    check_seed();
    RUN(files_make)
    RUN(pictures_by_table)
    RUN(pictures_are_shrunk)
    RUN(cut_and_flipped_files)
    RUN(bombs)
    RUN(clips_by_table)
    RUN(clips_at_another_rate)
    RUN(probing_reads_no_more_than_it_must)
    RUN(late_dead_and_absent_cages)
    RUN(lies_are_not_believed)
    RUN(the_cage_is_shut)
    RUN(threads_and_other_children)
    RUN(files_remove)
    return check_end();
}
