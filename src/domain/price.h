/* domain/price.h - what a generation costs (contract, section 12). All amounts are micro-dollars.
 * Thread: any. Uses: base. */
#ifndef CD_DOMAIN_PRICE_H
#define CD_DOMAIN_PRICE_H
#include "domain/job.h"

/* The exact price of a validated generation whose inputs are stored: an edit and a reframe are paid
 * by the length of their source. */
int64_t cd_price(const cd_generation *gen);
/* The most it can come to, before its media has been looked at. */
int64_t cd_price_reserve(const cd_generation *gen, const cd_ref *refs, size_t ref_count);
/* What a job that has ended costs, 0..job->price: all of it when completed; when failed nothing, or
 * the share that its progress had reached, rounded down. */
int64_t cd_price_charged(const cd_job *job);

#endif
