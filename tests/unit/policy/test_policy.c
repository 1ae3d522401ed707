/* tests/unit/policy/test_policy.c - the built-in rules on a list of prompts of both kinds, and on
 * what no prompt should break. */
#include "policy/policy.h"
#include "unit/check.h"

#include <string.h>

static const struct {
    cd_category category;
    const char *prompt;
} prompts[] = {
#define MADE(prompt) {CD_CATEGORY_NONE, prompt},
#define REFUSED(category, prompt) {CD_CATEGORY_##category, prompt},
#include "prompts.def"
#undef MADE
#undef REFUSED
};

static void judges_the_list(void)
{
    for (size_t i = 0; i < CD_COUNT(prompts); i++) {
        struct cd_verdict verdict;
        CHECK_INT(cd_policy_text(&verdict, cd_str_from(prompts[i].prompt), NULL), CD_OK);
        if (verdict.category != prompts[i].category)
            check_failed(__FILE__, __LINE__, "'%s' is %s (%s), not %s", prompts[i].prompt,
                         cd_category_name(verdict.category), verdict.rule,
                         cd_category_name(prompts[i].category));
    }
}

/* Case and surroundings change nothing. */
static void sees_through_surroundings(void)
{
    for (size_t i = 0; i < CD_COUNT(prompts); i++) {
        CD_AUTO(cd_buf_done) cd_buf text = CD_BUF_INIT(8192);
        struct cd_verdict verdict;
        if (prompts[i].category == CD_CATEGORY_NONE)
            continue;
        cd_buf_put(&text, CD_STR("Ultra detailed, 8k, cinematic light; "));
        for (const char *c = prompts[i].prompt; *c != '\0'; c++)
            cd_buf_put_byte(&text, *c >= 'a' && *c <= 'z' ? (char)(*c - 32) : *c);
        cd_buf_put(&text, CD_STR(". Trending, by a famous artist."));
        CHECK_INT(cd_policy_text(&verdict, cd_buf_str(&text), NULL), CD_OK);
        if (verdict.category == CD_CATEGORY_NONE)
            check_failed(__FILE__, __LINE__, "made: %s", cd_buf_cstr(&text));
    }
}

/* A character may become many words, and none of them hides those behind. */
static void sees_the_end(void)
{
    static const char *const units[] = {"\xEF\xB7\xBA", "a ", "1 2 3 ", "\xF0\x9F\x98\x80"};
    for (size_t u = 0; u < CD_COUNT(units); u++) {
        CD_AUTO(cd_buf_done) cd_buf text = CD_BUF_INIT(65536);
        struct cd_verdict verdict;
        for (int i = 0; i < 2900; i++)
            cd_buf_put(&text, cd_str_from(units[u]));
        cd_buf_put(&text, CD_STR(" naked woman on a bed"));
        CHECK_INT(cd_policy_text(&verdict, cd_buf_str(&text), NULL), CD_OK);
        CHECK_INT(verdict.category, CD_CATEGORY_SEXUAL);
    }
}

static void survives_anything(void)
{
    static const char *const units[] = {"a ",   "\xF0\x9F\x98\x80", "\xEF\xB7\xBA", "1 2 3 ",
                                        "* * ", "nnnnnn",           "no no ",       "\xE2\x80\x8B"};
    for (size_t u = 0; u < CD_COUNT(units); u++) {
        CD_AUTO(cd_buf_done) cd_buf text = CD_BUF_INIT(65536);
        struct cd_verdict verdict;
        for (int i = 0; i < 6000; i++)
            cd_buf_put(&text, cd_str_from(units[u]));
        CHECK_INT(cd_policy_text(&verdict, cd_buf_str(&text), NULL), CD_OK);
        CHECK_INT(verdict.category, CD_CATEGORY_NONE);
    }
    struct cd_verdict verdict;
    CHECK_INT(cd_policy_text(&verdict, CD_STR("\xff\xfe"), NULL), CD_E_SCHEMA);
    CHECK_INT(cd_policy_text(&verdict, CD_STR(""), NULL), CD_OK);
}

CHECK_MAIN(RUN(judges_the_list) RUN(sees_through_surroundings) RUN(sees_the_end)
               RUN(survives_anything))
