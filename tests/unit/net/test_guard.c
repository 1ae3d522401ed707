/* The outbound guard: what every kind of address and URL is, in all the spellings that hide it. */
#include "unit/check.h"

#include "net/guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>

/* Addresses and whether they are public; each range at both of its ends and just outside. */
static const struct address {
    const char *text;
    bool passes;
} addresses[] = {
    {"0.0.0.0", false},
    {"0.255.255.255", false},
    {"1.0.0.0", true},
    {"1.1.1.1", true},
    {"9.255.255.255", true},
    {"10.0.0.0", false},
    {"10.255.255.255", false},
    {"11.0.0.0", true},
    {"100.63.255.255", true},
    {"100.64.0.0", false},
    {"100.127.255.255", false},
    {"100.128.0.0", true},
    {"126.255.255.255", true},
    {"127.0.0.0", false},
    {"127.0.0.1", false},
    {"127.255.255.255", false},
    {"128.0.0.0", true},
    {"169.253.255.255", true},
    {"169.254.0.0", false},
    {"169.254.169.254", false},
    {"169.254.255.255", false},
    {"169.255.0.0", true},
    {"172.15.255.255", true},
    {"172.16.0.0", false},
    {"172.31.255.255", false},
    {"172.32.0.0", true},
    {"192.0.0.0", false},
    {"192.0.0.255", false},
    {"192.0.1.0", true},
    {"192.0.2.1", false},
    {"192.88.99.1", false},
    {"192.167.255.255", true},
    {"192.168.0.0", false},
    {"192.168.255.255", false},
    {"192.169.0.0", true},
    {"198.17.255.255", true},
    {"198.18.0.0", false},
    {"198.19.255.255", false},
    {"198.20.0.0", true},
    {"198.51.100.7", false},
    {"203.0.113.255", false},
    {"203.0.114.0", true},
    {"223.255.255.255", true},
    {"224.0.0.1", false},
    {"239.255.255.255", false},
    {"240.0.0.0", false},
    {"255.255.255.254", false},
    {"255.255.255.255", false},
    {"::", false},
    {"::1", false},
    {"::2", false},
    {"::8.8.8.8", true},
    {"::127.0.0.1", false},
    {"::ffff:8.8.8.8", true},
    {"::ffff:127.0.0.1", false},
    {"::ffff:10.1.2.3", false},
    {"::ffff:169.254.169.254", false},
    {"::fffe:8.8.8.8", false},
    {"64:ff9b::8.8.8.8", true},
    {"64:ff9b::10.0.0.1", false},
    {"64:ff9b::7f00:1", false},
    {"64:ff9b:1::8.8.8.8", false},
    {"64:ff9b:2::1", false},
    {"100::1", false},
    {"100:0:0:1::1", false},
    {"2001::1", false},
    {"2001:0:4136:e378::1", false},
    {"2001:10::1", false},
    {"2001:20::1", false},
    {"2001:1ff::1", false},
    {"2001:200::1", true},
    {"2001:db8::1", false},
    {"2001:db7:ffff::1", true},
    {"2001:4860:4860::8888", true},
    {"2002:808:808::1", true},
    {"2002:7f00:1::1", false},
    {"2002:a00:1::", false},
    {"2002:c0a8:101::1", false},
    {"2003::1", true},
    {"2606:4700::1111", true},
    {"2a00:1450::1", true},
    {"3ffe:ffff::1", true},
    {"3fff::1", false},
    {"3fff:fff::1", false},
    {"3fff:1000::1", true},
    {"4000::1", false},
    {"5f00::1", false},
    {"8000::1", false},
    {"fc00::1", false},
    {"fdff::1", false},
    {"fe80::1", false},
    {"febf::1", false},
    {"fec0::1", false},
    {"ff02::1", false},
    {"ffff::1", false},
    {"1fff::1", false},
};

static const char *classify(const cd_guard *guard, const char *text)
{
    struct sockaddr_in in = {.sin_family = AF_INET};
    struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
    if (inet_pton(AF_INET, text, &in.sin_addr) == 1)
        return cd_guard_address(guard, (const struct sockaddr *)&in);
    CHECK(inet_pton(AF_INET6, text, &in6.sin6_addr) == 1);
    return cd_guard_address(guard, (const struct sockaddr *)&in6);
}

static void addresses_by_table(void)
{
    const cd_guard guard = {0};
    for (size_t i = 0; i < CD_COUNT(addresses); i++) {
        const char *why = classify(&guard, addresses[i].text);
        if ((why == NULL) != addresses[i].passes)
            check_failed(__FILE__, __LINE__, "%s: %s", addresses[i].text,
                         why != NULL ? why : "passes");
    }
}

/* An IPv4 address is treated alike in whatever it is wrapped. */
static void wrapping_changes_nothing(void)
{
    const cd_guard guard = {0};
    for (unsigned i = 0; i < 20000; i++) {
        char text[16], wrapped[64];
        const unsigned a = (unsigned)check_below(256), b = (unsigned)check_below(256);
        const unsigned c = (unsigned)check_below(256), d = 2 + (unsigned)check_below(254);
        snprintf(text, sizeof text, "%u.%u.%u.%u", a, b, c, d);
        const bool passes = classify(&guard, text) == NULL;
        snprintf(wrapped, sizeof wrapped, "::ffff:%s", text);
        CHECK((classify(&guard, wrapped) == NULL) == passes);
        snprintf(wrapped, sizeof wrapped, "::%s", text);
        CHECK((classify(&guard, wrapped) == NULL) == passes);
        snprintf(wrapped, sizeof wrapped, "64:ff9b::%s", text);
        CHECK((classify(&guard, wrapped) == NULL) == passes);
        snprintf(wrapped, sizeof wrapped, "2002:%02x%02x:%02x%02x::1", a, b, c, d);
        CHECK((classify(&guard, wrapped) == NULL) == passes);
    }
}

static void other_families_are_refused(void)
{
    const cd_guard guard = {0};
    const struct sockaddr_storage unix_socket = {.ss_family = AF_UNIX};
    CHECK(cd_guard_address(&guard, (const struct sockaddr *)&unix_socket) != NULL);
    struct sockaddr_in6 scoped = {.sin6_family = AF_INET6, .sin6_scope_id = 2};
    CHECK(inet_pton(AF_INET6, "2606:4700::1111", &scoped.sin6_addr) == 1);
    CHECK(cd_guard_address(&guard, (const struct sockaddr *)&scoped) != NULL);
}

static void allowed_ranges_pass(void)
{
    cd_guard guard = {0};
    CHECK(cd_guard_allow(&guard, CD_STR("10.1.0.0/16"), NULL) == CD_OK);
    CHECK(cd_guard_allow(&guard, CD_STR("127.0.0.1"), NULL) == CD_OK);
    CHECK(cd_guard_allow(&guard, CD_STR("fd00::/9"), NULL) == CD_OK);
    CHECK(classify(&guard, "10.1.255.255") == NULL);
    CHECK(classify(&guard, "10.2.0.0") != NULL);
    CHECK(classify(&guard, "10.0.255.255") != NULL);
    CHECK(classify(&guard, "127.0.0.1") == NULL);
    CHECK(classify(&guard, "127.0.0.2") != NULL);
    CHECK(classify(&guard, "::ffff:127.0.0.1") == NULL); /* the same host */
    CHECK(classify(&guard, "::ffff:127.0.0.2") != NULL);
    CHECK(classify(&guard, "::1") != NULL);
    CHECK(classify(&guard, "fd7f::1") == NULL);
    CHECK(classify(&guard, "fd80::1") != NULL);
    CHECK(classify(&guard, "8.8.8.8") == NULL);
    /* An IPv6 range of the mapped form is no way around the IPv4 table for others. */
    static const char *const wrong[] = {"",          "10.0.0.0/33", "::/129",       "10.0.0/8",
                                        "10.0.0.0/", "/8",          "a.b.c.d",      "10.0.0.0/-1",
                                        "localhost", "[::1]",       "10.0.0.0/8/8", "::1%lo"};
    for (size_t i = 0; i < CD_COUNT(wrong); i++)
        CHECK(cd_guard_allow(&guard, cd_str_from(wrong[i]), NULL) == CD_E_INVALID);
    CHECK_INT(guard.allowed_count, 3);
    for (size_t i = 3; i < CD_GUARD_ALLOWED_MAX; i++)
        CHECK(cd_guard_allow(&guard, CD_STR("10.1.0.0/16"), NULL) == CD_OK);
    CHECK(cd_guard_allow(&guard, CD_STR("10.1.0.0/16"), NULL) == CD_E_TOO_BIG);
    cd_guard all = {0};
    CHECK(cd_guard_allow(&all, CD_STR("0.0.0.0/0"), NULL) == CD_OK);
    CHECK(classify(&all, "169.254.169.254") == NULL);
    CHECK(classify(&all, "::1") != NULL);
}

/* URLs: the host and port they lead to, or NULL when they are refused before any look-up. */
static const struct place {
    const char *url, *host;
    uint16_t port;
} places[] = {
    {"https://example.com/a.png", "example.com", 443},
    {"https://EXAMPLE.com:8443/a.png?x=1#part", "example.com", 8443},
    {"HTTPS://example.com", "example.com", 443},
    {"https://example.com./", "example.com", 443},
    {"https://my_bucket.s3.example.com/key", "my_bucket.s3.example.com", 443},
    {"https://r3---sn-a5.example.com/", "r3---sn-a5.example.com", 443},
    {"https://b\xc3\xbc"
     "cher.example/",
     "xn--bcher-kva.example", 443},
    {"https://\xe2\x93\x94xample.com/", "example.com", 443}, /* a circled e */
    {"https://example.com/a b", "example.com", 443},
    {"https://8.8.8.8/", "8.8.8.8", 443},
    {"https://0x08080808/", "8.8.8.8", 443},
    {"https://134744072/", "8.8.8.8", 443},
    {"https://010.8.8.8/", "8.8.8.8", 443},
    {"https://[2606:4700::1111]:444/", "[2606:4700::1111]", 444},
    {"https://xn--bcher-kva.example/", "xn--bcher-kva.example", 443},
    {"https://localhost/", "localhost", 443}, /* a name: what it means is found at look-up */
    {"https://sub.example.com@/", NULL, 0},
    {"http://example.com/", NULL, 0},
    {"HTTP://example.com/", NULL, 0},
    {"ftp://example.com/", NULL, 0},
    {"file:///etc/passwd", NULL, 0},
    {"gopher://example.com/", NULL, 0},
    {"dict://example.com/", NULL, 0},
    {"data:image/png;base64,AAAA", NULL, 0},
    {"javascript:alert(1)", NULL, 0},
    {"//example.com/", NULL, 0},
    {"example.com/a.png", NULL, 0},
    {"/etc/passwd", NULL, 0},
    {"", NULL, 0},
    {"https://", NULL, 0},
    {"https:", NULL, 0},
    {"https://user@example.com/", NULL, 0},
    {"https://user:pass@example.com/", NULL, 0},
    {"https://:@example.com/", NULL, 0},
    {"https://example.com@127.0.0.1/", NULL, 0},
    {"https://127.0.0.1/", NULL, 0},
    {"https://127.0.0.1./", NULL, 0},
    {"https://127.1/", NULL, 0},
    {"https://127.0.1/", NULL, 0},
    {"https://2130706433/", NULL, 0},
    {"https://0x7f000001/", NULL, 0},
    {"https://0x7f.0x0.0x0.0x1/", NULL, 0},
    {"https://0177.0.0.1/", NULL, 0},
    {"https://017700000001/", NULL, 0},
    {"https://0/", NULL, 0},
    {"https://0.0.0.0/", NULL, 0},
    {"https://%31%32%37.0.0.1/", NULL, 0},
    {"https://127%2e0%2e0%2e1/", NULL, 0},
    {"https://\xef\xbc\x91\xef\xbc\x92\xef\xbc\x97.0.0.1/", NULL, 0}, /* full-width digits */
    {"https://127\xe3\x80\x82"
     "0\xe3\x80\x82"
     "0\xe3\x80\x82"
     "1/",
     NULL, 0},                                                        /* ideographic dots */
    {"https://\xe2\x91\xa0\xe2\x91\xa1\xe2\x91\xa6.0.0.1/", NULL, 0}, /* circled digits */
    {"https://0x7f\xe3\x80\x82"
     "1/",
     NULL, 0},
    {"https://[::1]/", NULL, 0},
    {"https://[::]/", NULL, 0},
    {"https://[::ffff:127.0.0.1]/", NULL, 0},
    {"https://[::ffff:7f00:1]/", NULL, 0},
    {"https://[0:0:0:0:0:ffff:a9fe:a9fe]/", NULL, 0},
    {"https://[64:ff9b::7f00:1]/", NULL, 0},
    {"https://[2002:7f00:1::]/", NULL, 0},
    {"https://[fe80::1%25eth0]/", NULL, 0},
    {"https://[fe80::1%eth0]/", NULL, 0},
    {"https://[2606:4700::1111%25eth0]/", NULL, 0},
    {"https://[::1/", NULL, 0},
    {"https://::1/", NULL, 0},
    {"https://[127.0.0.1]/", NULL, 0},
    {"https://169.254.169.254/latest/meta-data/", NULL, 0},
    {"https://10.0.0.1/", NULL, 0},
    {"https://192.168.1.1:8443/", NULL, 0},
    {"https://100.64.0.1/", NULL, 0},
    {"https://example.com:8642/", NULL, 0}, /* our own port */
    {"https://8.8.8.8:8642/", NULL, 0},
    {"https://example.com:0/", NULL, 0},
    {"https://example.com:65536/", NULL, 0},
    {"https://example.com:99999999999/", NULL, 0},
    {"https://example.com:-1/", NULL, 0},
    {"https://example.com:44 3/", NULL, 0},
    {"https://exa mple.com/", NULL, 0},
    {"https://example..com/", NULL, 0},
    {"https://.example.com/", NULL, 0},
    {"https://./", NULL, 0},
    {"https://../", NULL, 0},
    {"https://exam%00ple.com/", NULL, 0},
    {"https://exam%0aple.com/", NULL, 0},
    {"https://example.com%2f@evil/", NULL, 0},
    {"https://example.com\\@127.0.0.1/", NULL, 0},
    {"https:\\\\127.0.0.1\\", NULL, 0},
    {"https://example.com\r\nHost: x/", NULL, 0},
    {"https://$(id).example.com/", NULL, 0},
    {"https://exa*mple.com/", NULL, 0},
    {"https://\xff\xfe.com/", NULL, 0},
};

static void places_by_table(void)
{
    cd_guard guard = {0};
    cd_guard_refuse_port(&guard, 8642);
    for (size_t i = 0; i < CD_COUNT(places); i++) {
        static struct cd_target target;
        cd_err err = {0};
        target = (struct cd_target){.url = ""};
        const cd_rc rc = cd_guard_url(&target, &guard, NULL, cd_str_from(places[i].url), &err);
        const bool good = places[i].host == NULL
                              ? rc != CD_OK && target.url[0] == '\0'
                              : rc == CD_OK && strcmp(target.host, places[i].host) == 0 &&
                                    target.port == places[i].port &&
                                    strncmp(target.url, "https://", 8) == 0 &&
                                    strchr(target.url, '#') == NULL;
        if (!good)
            check_failed(__FILE__, __LINE__, "%s: %d (%s), host '%s', port %u, %s", places[i].url,
                         rc, err.text, target.host, target.port, target.url);
    }
}

/* Where a redirect from https://example.com/folder/a.png leads. */
static const struct hop {
    const char *location, *url;
} hops[] = {
    {"b.png", "https://example.com/folder/b.png"},
    {"/b.png", "https://example.com/b.png"},
    {"../b.png", "https://example.com/b.png"},
    {"?q=1", "https://example.com/folder/a.png?q=1"},
    {"//cdn.example.com/b.png", "https://cdn.example.com/b.png"},
    {"https://cdn.example.com:444/b.png", "https://cdn.example.com:444/b.png"},
    {"/a b.png", "https://example.com/a%20b.png"},
    {"http://example.com/b.png", NULL},
    {"//127.0.0.1/", NULL},
    {"https://[::1]/", NULL},
    {"https://user:pass@example.com/", NULL},
    {"//user@example.com/", NULL},
    {"https://example.com:8642/", NULL},
    {"//example.com:8642/", NULL},
    {"file:///etc/passwd", NULL},
    {"//0x7f.1/", NULL},
    {"", NULL},
};

static void hops_by_table(void)
{
    cd_guard guard = {0};
    cd_guard_refuse_port(&guard, 8642);
    for (size_t i = 0; i < CD_COUNT(hops); i++) {
        static struct cd_target target;
        cd_err err = {0};
        target = (struct cd_target){.url = ""};
        const cd_rc rc = cd_guard_url(&target, &guard, "https://example.com/folder/a.png",
                                      cd_str_from(hops[i].location), &err);
        if (hops[i].url == NULL ? rc == CD_OK : rc != CD_OK || strcmp(target.url, hops[i].url) != 0)
            check_failed(__FILE__, __LINE__, "%s: %d (%s), %s", hops[i].location, rc, err.text,
                         target.url);
    }
}

static void allowed_addresses_in_urls(void)
{
    static struct cd_target target;
    cd_guard guard = {0};
    CHECK(cd_guard_allow(&guard, CD_STR("127.0.0.0/8"), NULL) == CD_OK);
    CHECK(cd_guard_url(&target, &guard, NULL, CD_STR("https://127.0.0.1:444/"), NULL) == CD_OK);
    CHECK(target.literal);
    CHECK(cd_guard_url(&target, &guard, NULL, CD_STR("https://0x7f.1/"), NULL) == CD_OK);
    CHECK_TEXT(target.host, "127.0.0.1");
    CHECK(cd_guard_url(&target, &guard, NULL, CD_STR("http://127.0.0.1/"), NULL) != CD_OK);
    CHECK(cd_guard_url(&target, &guard, NULL, CD_STR("https://[::1]/"), NULL) != CD_OK);
    CHECK(cd_guard_url(&target, &guard, NULL, CD_STR("https://example.com/"), NULL) == CD_OK);
    CHECK(!target.literal);
}

static void long_urls(void)
{
    static struct cd_target target;
    static char url[CD_GUARD_URL_MAX * 2];
    const cd_guard guard = {0};
    for (size_t size = 100; size < sizeof url; size += 999) {
        memset(url, 'a', size);
        memcpy(url, "https://example.com/", 20);
        const cd_rc rc = cd_guard_url(&target, &guard, NULL, (cd_str){url, size}, NULL);
        CHECK(size < CD_GUARD_URL_MAX ? rc == CD_OK : rc == CD_E_TOO_BIG);
        memset(url + 8, 'a', size - 8);
        CHECK(size < 200 ||
              cd_guard_url(&target, &guard, NULL, (cd_str){url, size}, NULL) != CD_OK);
        memset(url + 20, ' ', size - 20); /* grows when it is encoded */
        memcpy(url, "https://example.com/", 20);
        if (cd_guard_url(&target, &guard, NULL, (cd_str){url, size}, NULL) == CD_OK)
            CHECK(strlen(target.url) == 20 + (size - 20) * 3);
    }
    CHECK(cd_guard_url(&target, &guard, NULL, CD_STR("https://example.com/\0/"), NULL) ==
          CD_E_INVALID);
}

CHECK_MAIN(RUN(addresses_by_table) RUN(wrapping_changes_nothing) RUN(other_families_are_refused)
               RUN(allowed_ranges_pass) RUN(places_by_table) RUN(hops_by_table)
                   RUN(allowed_addresses_in_urls) RUN(long_urls))
