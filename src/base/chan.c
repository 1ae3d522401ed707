/* base/chan.c - a ring of pointers under one lock. */
#include "base/chan.h"

#include "base/lock.h"

#include <stdlib.h>

struct cd_chan {
    cd_lock lock;
    size_t capacity;
    size_t head; /* next to receive */
    size_t count;
    bool closed;
    void *items[];
};

cd_chan *cd_chan_new(size_t capacity)
{
    CD_ASSERT(capacity > 0);
    cd_chan *chan = cd_new(sizeof *chan + capacity * sizeof chan->items[0]);
    cd_lock_init(&chan->lock, CD_LOCK_CHANNEL);
    chan->capacity = capacity;
    return chan;
}

void cd_chan_free(cd_chan **chan)
{
    if (chan == NULL || *chan == NULL)
        return;
    CD_ASSERT((*chan)->count == 0);
    cd_lock_done(&(*chan)->lock);
    free(*chan);
    *chan = NULL;
}

bool cd_chan_try_send(cd_chan *chan, void *item)
{
    CD_ASSERT(item != NULL);
    cd_lock_take(&chan->lock);
    const bool sent = !chan->closed && chan->count < chan->capacity;
    if (sent) {
        chan->items[(chan->head + chan->count) % chan->capacity] = item;
        chan->count++;
        cd_lock_notify_one(&chan->lock);
    }
    cd_lock_drop(&chan->lock);
    return sent;
}

void *cd_chan_recv(cd_chan *chan)
{
    void *item = NULL;
    cd_lock_take(&chan->lock);
    while (chan->count == 0 && !chan->closed)
        cd_lock_wait(&chan->lock, INT64_MAX);
    if (chan->count > 0) {
        item = chan->items[chan->head];
        chan->head = (chan->head + 1) % chan->capacity;
        chan->count--;
    }
    cd_lock_drop(&chan->lock);
    return item;
}

void cd_chan_close(cd_chan *chan)
{
    cd_lock_take(&chan->lock);
    chan->closed = true;
    cd_lock_notify_all(&chan->lock);
    cd_lock_drop(&chan->lock);
}
