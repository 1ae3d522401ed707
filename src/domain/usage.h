/* domain/usage.h - a sum of what a client used on one day.
 * Thread: plain data. Uses: base. */
#ifndef CD_DOMAIN_USAGE_H
#define CD_DOMAIN_USAGE_H
#include "base/base.h"

/* Texts are borrowed from whoever made the sum. */
typedef struct cd_usage {
    cd_str date; /* UTC day of the submission, "2026-04-08" */
    cd_str model, type;
    cd_str user_id;                       /* data NULL: none was given */
    int64_t submitted, completed, failed; /* generations */
    int64_t cost;                         /* micro-dollars charged */
} cd_usage;

#endif
