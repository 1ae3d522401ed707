/* tests/unit/multiplane/test_pack.c - the packed artwork, whole and damaged. */
#include "unit/multiplane/artwork.h"

#include "media/deflate.h"
#include "sys/files.h"

enum { HEADER = 128, SAMPLE = 60000 };

static char path[64];

static cd_rc open_bytes(cd_mp_pack **out, cd_str bytes)
{
    cd_err err = {.kind = CD_OK};
    CHECK(cd_file_write_atomic(path, bytes, 0600, &err) == CD_OK);
    return cd_mp_pack_open(out, path, &err);
}

/* Everything a reader may ask of a pack, whatever is in it. */
static void use_all(const cd_mp_pack *pack)
{
    static const char *const words[] = {"tiger", "a", "zebra", "polar bear", "", "wolves", "\xff"};
    for (size_t i = 0; i < CD_COUNT(words); i++) {
        mp_lemma lemma;
        if (!cd_mp_pack_lemma(&lemma, pack, cd_str_from(words[i])))
            continue;
        mp_link link;
        for (uint32_t k = 0; k < lemma.count; k++)
            if (cd_mp_pack_link(&link, pack, &lemma, k))
                CHECK(link.figure >= 0);
    }
    for (int32_t i = -1; i < 40; i++) {
        mp_figure figure;
        cd_buf svg = CD_BUF_INIT(MP_SVG_BYTES_MAX);
        if (cd_mp_pack_figure(&figure, pack, i))
            CHECK(figure.height_m > 0);
        if (cd_mp_pack_svg(&svg, pack, i, NULL) == CD_OK)
            CHECK(svg.size > 0);
        cd_buf_done(&svg);
    }
    cd_mp_pack_find(pack, CD_STR("tiger"));
}

static void whole_pack(void)
{
    cd_mp_pack *pack = artwork_open();
    CHECK(cd_mp_pack_figures(pack) > 3000);
    const int32_t tiger = cd_mp_pack_find(pack, CD_STR("tiger"));
    CHECK(tiger >= 0);
    CHECK_INT(cd_mp_pack_find(pack, CD_STR("no-such-figure")), MP_FIGURE_NONE);
    mp_figure figure;
    CHECK(cd_mp_pack_figure(&figure, pack, tiger));
    CHECK_BYTES(figure.name, "tiger");
    CHECK(figure.height_m > 0.5f && figure.height_m < 2.0f);
    CHECK(!cd_mp_pack_figure(&figure, pack, -1));
    CHECK(!cd_mp_pack_figure(&figure, pack, (int32_t)cd_mp_pack_figures(pack)));
    use_all(pack);
    cd_mp_pack_close(&pack);
    CHECK(pack == NULL);
    cd_mp_pack_close(&pack);
}

static void every_figure_has_a_document(void)
{
    cd_mp_pack *pack = artwork_open();
    cd_buf svg = CD_BUF_INIT(MP_SVG_BYTES_MAX);
    for (int32_t i = 0; i < (int32_t)cd_mp_pack_figures(pack); i++) {
        mp_figure figure;
        CHECK(cd_mp_pack_figure(&figure, pack, i));
        CHECK_INT(cd_mp_pack_find(pack, figure.name), i);
        cd_buf_clear(&svg);
        CHECK(cd_mp_pack_svg(&svg, pack, i, NULL) == CD_OK);
        CHECK(cd_str_starts(cd_buf_str(&svg), CD_STR("<svg ")));
        CHECK(cd_str_ends(cd_buf_str(&svg), CD_STR("</svg>")));
    }
    cd_buf_done(&svg);
    cd_mp_pack_close(&pack);
}

static void words_lead_to_figures(void)
{
    static const char *const rows[][2] = {{"tiger", "tiger"},
                                          {"poodle", "poodle"},
                                          {"labrador retriever", "dog"},
                                          {"polar bear", "polar-bear"},
                                          {"car", "automobile"},
                                          {"iced coffee", "iced-coffee"},
                                          {"sparrow", "bird"},
                                          {"oak", "deciduous-tree"},
                                          {"wolves", "wolf"},
                                          {"\xf0\x9f\x90\x85", "tiger"},
                                          {"fiddler", "person-standing"}};
    cd_mp_pack *pack = artwork_open();
    for (size_t i = 0; i < CD_COUNT(rows); i++) {
        mp_lemma lemma;
        mp_figure figure = {.height_m = 0};
        const bool found = cd_mp_pack_lemma(&lemma, pack, cd_str_from(rows[i][0]));
        mp_link link;
        if (!found) {
            check_failed(__FILE__, __LINE__, "no word %s", rows[i][0]);
            continue;
        }
        for (uint32_t k = 0; k < lemma.count; k++)
            if (cd_mp_pack_link(&link, pack, &lemma, k) && !link.holds &&
                (link.language == MP_LANGUAGE_ENGLISH || link.language == MP_LANGUAGE_ANY) &&
                figure.height_m <= 0.0f)
                CHECK(cd_mp_pack_figure(&figure, pack, link.figure));
        CHECK_BYTES(figure.name, rows[i][1]);
    }
    cd_mp_pack_close(&pack);
}

static void missing_pack_gives_advice(void)
{
    cd_mp_pack *pack = NULL;
    cd_err err = {.kind = CD_OK};
    CHECK(cd_mp_pack_open(&pack, "/no/such/artwork.pack", &err) == CD_E_NOT_FOUND);
    CHECK(strstr(err.text, "make") != NULL);
    CHECK(pack == NULL);
}

static void cut_packs_are_corrupt(void)
{
    cd_buf whole = CD_BUF_INIT(256u << 20);
    CHECK(cd_file_read(&whole, artwork_path(), NULL) == CD_OK);
    for (unsigned i = 0; i < 60; i++) {
        const size_t cut = i < 10 ? i * 16 : i < 40 ? check_below(SAMPLE) : check_below(whole.size);
        cd_mp_pack *pack = NULL;
        CHECK(open_bytes(&pack, cd_str_sub(cd_buf_str(&whole), 0, cut)) == CD_E_CORRUPT);
        CHECK(pack == NULL);
    }
    cd_buf_done(&whole);
}

/* Flips bytes everywhere, and mends the checksum of the index in every other try, so that the
 * bounds are what is tested. */
static void damaged_packs_never_crash(void)
{
    cd_buf whole = CD_BUF_INIT(256u << 20);
    CHECK(cd_file_read(&whole, artwork_path(), NULL) == CD_OK);
    uint64_t svg_at;
    char checksum[4];
    memcpy(&svg_at, whole.data + 64, 8);
    memcpy(checksum, whole.data + 96, 4);
    for (unsigned i = 0; i < 80; i++) {
        size_t at[4];
        char old[4];
        for (unsigned k = 0; k < 4; k++) {
            at[k] = k == 0 ? check_below(HEADER) : HEADER + check_below(svg_at - HEADER);
            old[k] = whole.data[at[k]];
        }
        if (i % 2 == 0) {
            at[0] = at[1];
            old[0] = old[1];
        }
        for (unsigned k = 0; k < 4; k++)
            whole.data[at[k]] = (char)check_random();
        const uint32_t sum = cd_crc32(0, cd_str_sub(cd_buf_str(&whole), HEADER, (size_t)svg_at));
        if (i % 2 == 0)
            memcpy(whole.data + 96, &sum, 4);
        cd_mp_pack *pack = NULL;
        const cd_rc rc = open_bytes(&pack, cd_buf_str(&whole));
        memcpy(whole.data + 96, checksum, 4);
        CHECK(rc == CD_OK || rc == CD_E_CORRUPT);
        if (rc == CD_OK)
            use_all(pack);
        cd_mp_pack_close(&pack);
        for (unsigned k = 4; k-- > 0;)
            whole.data[at[k]] = old[k];
    }
    cd_buf_done(&whole);
}

int main(void)
{
    check_seed();
    artwork_path();
    snprintf(path, sizeof path, "/tmp/candela-test-pack-%d", (int)getpid());
    RUN(whole_pack)
    RUN(every_figure_has_a_document)
    RUN(words_lead_to_figures)
    RUN(missing_pack_gives_advice)
    RUN(cut_packs_are_corrupt)
    RUN(damaged_packs_never_crash)
    unlink(path);
    return check_end();
}
