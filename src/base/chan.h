/* base/chan.h - a bounded channel of pointers between threads. Sending moves the item.
 * Thread: any number of senders and receivers. Uses: lock. */
#ifndef CD_BASE_CHAN_H
#define CD_BASE_CHAN_H
#include "base/base.h"

typedef struct cd_chan cd_chan;

CD_MUST cd_chan *cd_chan_new(size_t capacity);
/* Items still inside are the caller's to drain first. */
void cd_chan_free(cd_chan **chan);
/* False at once when the channel is full or closed; the item then stays the caller's. */
CD_MUST bool cd_chan_try_send(cd_chan *chan, void *item);
/* Waits for an item; NULL when the channel is closed and empty. */
CD_MUST void *cd_chan_recv(cd_chan *chan);
/* Wakes every receiver; what is inside can still be received. */
void cd_chan_close(cd_chan *chan);

#endif
