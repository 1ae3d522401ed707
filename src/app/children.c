/* app/children.c - supervision of worker processes. */
#include "app/children.h"

#include "base/clock.h"
#include "base/log.h"
#include "sys/proc.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    NAME_MAX_ = 64,
    WORDS_MAX = 32,
    PAUSE_FIRST_MS = 100,
    PAUSE_MOST_MS = 5000,
    STEADY_MS = 10000 /* a worker that lived this long starts again without a pause */
};

struct child {
    int pid; /* 0: not running */
    char name[NAME_MAX_];
    int64_t started_ms;
    int64_t start_at_ms; /* when not running */
    int64_t pause_ms;
};

struct cd_children {
    const char *const *argv;
    const char *prefix;
    uint64_t serial; /* of the next name */
    bool stopping;
    unsigned count;
    struct child *list;
};

static void child_start(cd_children *children, struct child *child)
{
    const char *words[WORDS_MAX];
    size_t count = 0;
    cd_err err = {0};
    while (children->argv[count] != NULL) {
        CD_ASSERT(count + 3 < WORDS_MAX);
        words[count] = children->argv[count];
        count++;
    }
    snprintf(child->name, sizeof child->name, "%s%lld-%llu", children->prefix,
             (long long)cd_clock_ms(), (unsigned long long)children->serial++);
    words[count++] = "--name";
    words[count++] = child->name;
    words[count] = NULL;
    child->started_ms = cd_clock_mono_ms();
    if (cd_proc_spawn(&child->pid, words, &err) == CD_OK)
        return;
    cd_log(CD_ERROR, "worker.not_started", CD_WORDS("error", err.text));
    child->start_at_ms = child->started_ms + PAUSE_MOST_MS;
}

cd_rc cd_children_start(cd_children **out, unsigned count, const char *const *argv,
                        const char *prefix, cd_err *err)
{
    (void)err;
    cd_children *children = cd_new(sizeof *children);
    children->argv = argv;
    children->prefix = prefix;
    children->count = count;
    children->list = cd_new_array(count > 0 ? count : 1, sizeof children->list[0]);
    for (unsigned i = 0; i < count; i++)
        child_start(children, &children->list[i]);
    *out = children;
    return CD_OK;
}

static void child_ended(struct child *child, bool clean)
{
    const int64_t now = cd_clock_mono_ms();
    child->pid = 0;
    if (clean || now - child->started_ms > STEADY_MS)
        child->pause_ms = 0;
    else if (child->pause_ms == 0)
        child->pause_ms = PAUSE_FIRST_MS;
    else
        child->pause_ms = child->pause_ms * 2 < PAUSE_MOST_MS ? child->pause_ms * 2 : PAUSE_MOST_MS;
    child->start_at_ms = now + child->pause_ms;
}

void cd_children_tend(cd_children *children, void (*gone)(void *arg, cd_str name, bool clean),
                      void *arg)
{
    bool clean = false;
    for (unsigned i = 0; i < children->count; i++) {
        struct child *child = &children->list[i];
        if (child->pid == 0 || !cd_proc_ended(child->pid, &clean))
            continue;
        child_ended(child, clean);
        gone(arg, cd_str_from(child->name), clean);
    }
    for (unsigned i = 0; i < children->count && !children->stopping; i++)
        if (children->list[i].pid == 0 && cd_clock_mono_ms() >= children->list[i].start_at_ms)
            child_start(children, &children->list[i]);
}

void cd_children_stop(cd_children *children)
{
    children->stopping = true;
    for (unsigned i = 0; i < children->count; i++)
        if (children->list[i].pid != 0)
            cd_proc_terminate(children->list[i].pid);
}

unsigned cd_children_running(const cd_children *children)
{
    unsigned running = 0;
    for (unsigned i = 0; i < children->count; i++)
        running += children->list[i].pid != 0;
    return running;
}

static void gone_silent(void *arg, cd_str name, bool clean)
{
    (void)arg;
    (void)name;
    (void)clean;
}

void cd_children_free(cd_children **children_)
{
    cd_children *children = *children_;
    if (children == NULL)
        return;
    children->stopping = true;
    for (unsigned i = 0; i < children->count; i++)
        if (children->list[i].pid != 0)
            cd_proc_kill(children->list[i].pid);
    while (cd_children_running(children) > 0) {
        cd_children_tend(children, gone_silent, NULL);
        if (cd_children_running(children) > 0)
            (void)cd_signals_wait(100);
    }
    free(children->list);
    free(children);
    *children_ = NULL;
}
