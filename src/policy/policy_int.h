/* policy/policy_int.h - what the files of policy/ share. Uses: base. */
#ifndef CD_POLICY_POLICY_INT_H
#define CD_POLICY_POLICY_INT_H
#include "policy/policy.h"

enum { CD_POLICY__TEXT_MAX = 256 * 1024 }; /* 6,000 characters, each of which may become 18 */

#endif
