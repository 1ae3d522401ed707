/* tests/unit/base/test_buf.c - capped buffers. */
#include "base/base.h"
#include "unit/check.h"

static void appends(void)
{
    CD_AUTO(cd_buf_done) cd_buf buf = CD_BUF_INIT(1000);
    cd_buf_put(&buf, CD_STR("a"));
    cd_buf_put_byte(&buf, 'b');
    cd_buf_put_u64(&buf, UINT64_MAX);
    cd_buf_put_byte(&buf, ' ');
    cd_buf_put_i64(&buf, INT64_MIN);
    cd_buf_put_i64(&buf, 0);
    cd_buf_printf(&buf, " %s-%d", "x", 7);
    CHECK_BYTES(cd_buf_str(&buf), "ab18446744073709551615 -92233720368547758080 x-7");
    CHECK_TEXT(cd_buf_cstr(&buf), "ab18446744073709551615 -92233720368547758080 x-7");
    CHECK(!cd_buf_failed(&buf));
}

static void prints_long_texts(void)
{
    static char text[3000];
    CD_AUTO(cd_buf_done) cd_buf buf = CD_BUF_INIT(5000);
    memset(text, 'x', sizeof text - 1);
    cd_buf_printf(&buf, "<%s>", text);
    CHECK_INT(buf.size, sizeof text + 1);
    CHECK(buf.data[0] == '<' && buf.data[buf.size - 1] == '>');
}

static void fails_sticky(void)
{
    cd_err err = {0};
    CD_AUTO(cd_buf_done) cd_buf buf = CD_BUF_INIT(4);
    cd_buf_put(&buf, CD_STR("abc"));
    CHECK_INT(cd_buf_check(&buf, "it", &err), CD_OK);
    cd_buf_put(&buf, CD_STR("de"));
    CHECK(cd_buf_failed(&buf));
    cd_buf_put(&buf, CD_STR("f"));
    CHECK_BYTES(cd_buf_str(&buf), "abc");
    CHECK(cd_buf_reserve(&buf, 0) == NULL);
    CHECK_INT(cd_buf_check(&buf, "it", &err), CD_E_TOO_BIG);
    CHECK_TEXT(err.text, "it is over 4 bytes");
    cd_buf_clear(&buf);
    cd_buf_put(&buf, CD_STR("abcd"));
    CHECK(!cd_buf_failed(&buf));
    CHECK_TEXT(cd_buf_cstr(&buf), ""); /* no room for the terminator */
    CHECK(cd_buf_failed(&buf));
}

static void done_is_repeatable(void)
{
    cd_buf buf = CD_BUF_INIT(10);
    cd_buf_done(NULL);
    cd_buf_done(&buf);
    cd_buf_put(&buf, CD_STR("abc"));
    cd_buf_done(&buf);
    cd_buf_done(&buf);
    CHECK_INT(buf.max, 10);
    CHECK_INT(buf.size, 0);
}

/* One random append, mirrored in a model that knows the maximum. */
static void append_any(cd_buf *buf, char *model, size_t *size, size_t max, bool *failed)
{
    char piece[64];
    char text[32];
    size_t count = check_below(sizeof piece);
    memset(piece, (int)('a' + check_below(26)), sizeof piece);
    switch (check_below(4)) {
    case 0:
        cd_buf_put(buf, (cd_str){piece, count});
        break;
    case 1:
        count = 1;
        cd_buf_put_byte(buf, piece[0]);
        break;
    case 2:
        cd_buf_printf(buf, "%.*s", (int)count, piece);
        break;
    default: {
        const uint64_t number = check_random();
        cd_buf_put_u64(buf, number);
        count = (size_t)snprintf(text, sizeof text, "%" PRIu64, number);
        memcpy(piece, text, count);
    }
    }
    if (*failed || count > max - *size) {
        *failed = true;
        return;
    }
    memcpy(model + *size, piece, count);
    *size += count;
}

/* Whatever is appended, a buffer holds exactly what fitted and never more than its maximum. */
static void never_exceeds_its_maximum(void)
{
    for (unsigned round = 0; round < 3000; round++) {
        char model[600];
        size_t size = 0;
        bool failed = false;
        const size_t max = check_below(sizeof model);
        CD_AUTO(cd_buf_done) cd_buf buf = CD_BUF_INIT(max);
        for (unsigned i = 0; i < 20; i++) {
            append_any(&buf, model, &size, max, &failed);
            CHECK(buf.size <= max);
            CHECK(buf.capacity <= (max > 0 ? max : 1));
            CHECK_INT(cd_buf_failed(&buf), failed);
        }
        CHECK(cd_str_eq(cd_buf_str(&buf), (cd_str){model, size}));
    }
}

CHECK_MAIN(RUN(appends) RUN(prints_long_texts) RUN(fails_sticky) RUN(done_is_repeatable)
               RUN(never_exceeds_its_maximum))
