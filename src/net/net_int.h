/* net/net_int.h - what the files of net/ share. For net/ only.
 * Thread: any. Uses: base. */
#ifndef CD_NET_NET_INT_H
#define CD_NET_NET_INT_H
#include "base/base.h"

/* Starts libcurl, once for the process. */
void cd_net__start(void);

#endif
