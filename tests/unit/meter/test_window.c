/* tests/unit/meter/test_window.c - the rolling log of accepted requests, against a plain list. */
#include "meter/window.h"
#include "unit/check.h"

static void ages_out_one_by_one(void)
{
    CD_AUTO(cd_window_done) cd_window window = {0};
    int64_t used, oldest;
    CHECK(cd_window_admit(&window, 1000, 2, &used, &oldest));
    CHECK_INT(used, 1);
    CHECK_INT(oldest, 1000);
    CHECK(cd_window_admit(&window, 2000, 2, &used, &oldest));
    CHECK(!cd_window_admit(&window, 60999, 2, &used, &oldest));
    CHECK_INT(used, 2);
    CHECK_INT(oldest, 1000);
    CHECK(cd_window_admit(&window, 61000, 2, &used, &oldest)); /* exactly one slot opens */
    CHECK_INT(oldest, 2000);
    CHECK(!cd_window_admit(&window, 61000, 2, &used, &oldest));
    CHECK(cd_window_admit(&window, 62000, 2, &used, &oldest));
}

static void limits_may_change(void)
{
    CD_AUTO(cd_window_done) cd_window window = {0};
    int64_t used, oldest;
    CHECK(!cd_window_admit(&window, 5, 0, &used, &oldest));
    CHECK_INT(used, 0);
    CHECK_INT(oldest, 5);
    for (int64_t i = 0; i < 100; i++)
        CHECK(cd_window_admit(&window, 10 + i, 100, &used, &oldest));
    CHECK(!cd_window_admit(&window, 200, 50, &used, &oldest));
    CHECK_INT(used, 100);
    CHECK(cd_window_admit(&window, 200, 101, &used, &oldest));
    CHECK_INT(used, 101);
}

static void withdrawing_opens_a_slot(void)
{
    CD_AUTO(cd_window_done) cd_window window = {0};
    int64_t used, oldest;
    CHECK(cd_window_admit(&window, 10, 2, &used, &oldest));
    CHECK(cd_window_admit(&window, 20, 2, &used, &oldest));
    cd_window_withdraw(&window, 15); /* never entered */
    CHECK(!cd_window_admit(&window, 30, 2, &used, &oldest));
    cd_window_withdraw(&window, 10);
    CHECK(cd_window_admit(&window, 30, 2, &used, &oldest));
    CHECK_INT(oldest, 20);
}

enum { EVENTS = 4000 };

/* At any moment, with any limits, no 60 s hold more than the limit; and nothing is refused while
 * there is room. */
static void never_admits_one_too_many(void)
{
    static int64_t times[EVENTS];
    for (unsigned round = 0; round < 30; round++) {
        CD_AUTO(cd_window_done) cd_window window = {0};
        const int64_t limit = (int64_t)check_below(60);
        size_t count = 0;
        int64_t now = 1000000;
        for (size_t i = 0; i < EVENTS; i++) {
            int64_t used, oldest;
            int64_t inside = 0;
            now += (int64_t)check_below(check_below(10) == 0 ? 40000 : 2500);
            for (size_t k = count; k > 0 && times[k - 1] > now - CD_WINDOW_MS; k--)
                inside++;
            const bool admitted = cd_window_admit(&window, now, limit, &used, &oldest);
            CHECK_INT(admitted, inside < limit);
            CHECK_INT(used, inside + admitted);
            CHECK(used <= limit);
            if (admitted)
                times[count++] = now;
            if (admitted && check_below(8) == 0) {
                cd_window_withdraw(&window, now);
                count--;
            }
        }
    }
}

/* A clock that steps back may refuse for longer, but never lets more through. */
static void a_step_back_admits_no_more(void)
{
    CD_AUTO(cd_window_done) cd_window window = {0};
    int64_t used, oldest;
    for (int64_t i = 0; i < 5; i++)
        CHECK(cd_window_admit(&window, 100000 + i, 5, &used, &oldest));
    CHECK(!cd_window_admit(&window, 50000, 5, &used, &oldest));
    CHECK(!cd_window_admit(&window, 159999, 5, &used, &oldest));
    CHECK(cd_window_admit(&window, 160000, 5, &used, &oldest));
}

CHECK_MAIN(RUN(ages_out_one_by_one) RUN(limits_may_change) RUN(withdrawing_opens_a_slot)
               RUN(never_admits_one_too_many) RUN(a_step_back_admits_no_more))
