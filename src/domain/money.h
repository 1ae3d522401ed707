/* domain/money.h - amounts: integer micro-dollars, written as decimal dollars with six digits.
 * Thread: any. Uses: base. */
#ifndef CD_DOMAIN_MONEY_H
#define CD_DOMAIN_MONEY_H
#include "base/base.h"

enum { CD_USD_TEXT = 32, CD_MICRO = 1000000 };
#define CD_MONEY_MAX \
    ((int64_t)1000000000 * CD_MICRO) /* a billion dollars: sums stay far from 2^63 */

/* "12.340000", "-0.500000". */
void cd_usd_format(char out[CD_USD_TEXT], int64_t micro);
/* "12.34", "-3": at most six digits after the point, within CD_MONEY_MAX. */
CD_MUST bool cd_usd_parse(int64_t *micro, cd_str text);

#endif
