/* tests/unit/base/test_chan.c - the bounded channel, alone and between threads. */
#include "base/chan.h"
#include "unit/check.h"

#include <pthread.h>

static void keeps_order_and_bound(void)
{
    int items[5];
    CD_AUTO(cd_chan_free) cd_chan *chan = cd_chan_new(3);
    CHECK(cd_chan_try_send(chan, &items[0]));
    CHECK(cd_chan_try_send(chan, &items[1]));
    CHECK(cd_chan_try_send(chan, &items[2]));
    CHECK(!cd_chan_try_send(chan, &items[3]));
    CHECK(cd_chan_recv(chan) == &items[0]);
    CHECK(cd_chan_try_send(chan, &items[4]));
    CHECK(cd_chan_recv(chan) == &items[1]);
    CHECK(cd_chan_recv(chan) == &items[2]);
    CHECK(cd_chan_recv(chan) == &items[4]);
}

static void closing_lets_the_rest_out(void)
{
    int item;
    CD_AUTO(cd_chan_free) cd_chan *chan = cd_chan_new(2);
    CHECK(cd_chan_try_send(chan, &item));
    cd_chan_close(chan);
    CHECK(!cd_chan_try_send(chan, &item));
    CHECK(cd_chan_recv(chan) == &item);
    CHECK(cd_chan_recv(chan) == NULL);
}

enum { SENDERS = 3, RECEIVERS = 3, EACH = 20000 };

struct shared {
    cd_chan *chan;
    unsigned char seen[SENDERS * EACH]; /* each item is the address of its byte */
};

struct sender {
    struct shared *shared;
    size_t from;
};

static void *send_all(void *arg)
{
    const struct sender *sender = arg;
    for (size_t i = 0; i < EACH; i++)
        while (!cd_chan_try_send(sender->shared->chan, &sender->shared->seen[sender->from + i]))
            sched_yield();
    return NULL;
}

static void *receive_all(void *arg)
{
    struct shared *shared = arg;
    unsigned char *item;
    while ((item = cd_chan_recv(shared->chan)) != NULL)
        ++*item;
    return NULL;
}

static void threads_get_each_item_once(void)
{
    static struct shared shared;
    struct sender senders[SENDERS];
    pthread_t threads[SENDERS + RECEIVERS];
    CD_AUTO(cd_chan_free) cd_chan *chan = cd_chan_new(16);
    shared.chan = chan;
    for (size_t i = 0; i < RECEIVERS; i++)
        CHECK_INT(pthread_create(&threads[SENDERS + i], NULL, receive_all, &shared), 0);
    for (size_t i = 0; i < SENDERS; i++) {
        senders[i] = (struct sender){&shared, i * EACH};
        CHECK_INT(pthread_create(&threads[i], NULL, send_all, &senders[i]), 0);
    }
    for (size_t i = 0; i < SENDERS; i++)
        pthread_join(threads[i], NULL);
    cd_chan_close(chan);
    for (size_t i = 0; i < RECEIVERS; i++)
        pthread_join(threads[SENDERS + i], NULL);
    for (size_t i = 0; i < sizeof shared.seen; i++)
        CHECK_INT(shared.seen[i], 1);
}

CHECK_MAIN(RUN(keeps_order_and_bound) RUN(closing_lets_the_rest_out)
               RUN(threads_get_each_item_once))
