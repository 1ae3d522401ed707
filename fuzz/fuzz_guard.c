/* fuzz/fuzz_guard.c - URLs of callers, "URL" or "LOCATION LF BASE": what passes is https without a
 * user, leads to the host that it says, and passes again unchanged; no address of ours passes. */
#include "fuzz.h"
#include "net/guard.h"

static void check_target(const cd_guard *guard, const struct cd_target *target)
{
    static struct cd_target again;
    cd_str head, tail;
    const cd_str url = cd_str_from(target->url), host = cd_str_from(target->host);
    FUZZ_CHECK(cd_str_starts(url, CD_STR("https://")));
    cd_str_cut(cd_str_sub(url, 8, url.size), '/', &head, &tail);
    FUZZ_CHECK(cd_str_find(head, '@') == SIZE_MAX && cd_str_starts(head, host));
    FUZZ_CHECK(host.size > 0 && target->port != 0 && target->port != 8642);
    for (size_t i = 0; i < host.size; i++)
        FUZZ_CHECK((unsigned char)host.data[i] > ' ' && (unsigned char)host.data[i] < 0x7f);
    FUZZ_CHECK(!cd_str_starts(host, CD_STR("127.")) || !target->literal);
    FUZZ_CHECK(!cd_str_eq_c(host, "[::1]") && !cd_str_starts(host, CD_STR("[::ffff:127.")));
    FUZZ_CHECK(cd_guard_url(&again, guard, NULL, url, NULL) == CD_OK);
    FUZZ_CHECK(strcmp(again.url, target->url) == 0 && strcmp(again.host, target->host) == 0);
    FUZZ_CHECK(again.port == target->port && again.literal == target->literal);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct cd_target target, base;
    cd_guard guard = {0};
    cd_str url, from;
    cd_guard_refuse_port(&guard, 8642);
    const cd_str text = {(const char *)data, size};
    const bool relative = cd_str_cut(text, '\n', &url, &from);
    if (cd_guard_url(&target, &guard, NULL, url, NULL) == CD_OK)
        check_target(&guard, &target);
    if (relative && cd_guard_url(&base, &guard, NULL, from, NULL) == CD_OK &&
        cd_guard_url(&target, &guard, base.url, url, NULL) == CD_OK)
        check_target(&guard, &target);
    if (cd_guard_allow(&guard, text, NULL) == CD_OK)
        FUZZ_CHECK(guard.allowed[0].bits <= (guard.allowed[0].v6 ? 128 : 32));
    return 0;
}
