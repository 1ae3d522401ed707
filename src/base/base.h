/* base/base.h - what every file starts from: attributes, assertions, error values, strings, capped
 * buffers and memory. Everything else of base/ is included by name.
 * Thread: any. Uses: libc. */
#ifndef CD_BASE_BASE_H
#define CD_BASE_BASE_H
#include "base/assert.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#endif
