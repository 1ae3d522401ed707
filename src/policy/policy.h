/* policy/policy.h - moderation (contract, section 14): the built-in rules for text, and optionally
 * an endpoint that speaks OpenAI's /v1/moderations for text and pictures. It runs in the worker,
 * before and after the engine, and cannot be switched off. Thread: cd_policy_text() any; a
 * cd_policy belongs to one thread. Uses: base wire crypto net. */
#ifndef CD_POLICY_POLICY_H
#define CD_POLICY_POLICY_H
#include "base/base.h"

typedef enum cd_category {
    CD_CATEGORY_NONE = 0, /* nothing wrong with it */
#define CD_CATEGORY(name, wire, about) CD_CATEGORY_##name,
#include "policy/categories.def"
#undef CD_CATEGORY
    CD_CATEGORY__COUNT
} cd_category;

const char *cd_category_name(cd_category category);

/* Why something is not made; for the server's log, never with the text itself. */
struct cd_verdict {
    cd_category category; /* _NONE: it may be made. An endpoint's own verdict counts as SEXUAL.. */
    char rule[64];        /* the rule's name, or "endpoint:" and its category */
};

/* Judges a prompt by the rules (rules.def). CD_E_SCHEMA when it is not UTF-8. */
CD_MUST cd_rc cd_policy_text(struct cd_verdict *out, cd_str text, cd_err *err);

struct cd_policy_opts {
    const char *url;      /* of the endpoint; NULL: the rules alone judge */
    const char *key_file; /* holds its bearer token; NULL: none is sent */
    const char *model;    /* NULL: the endpoint's default */
};

typedef struct cd_policy cd_policy;

/* *out is new. CD_E_INVALID for a URL that is none, CD_E_NOT_FOUND for a file that is not there. */
CD_MUST cd_rc cd_policy_open(cd_policy **out, const struct cd_policy_opts *opts, cd_err *err);
void cd_policy_close(cd_policy **policy);
/* Whether pictures are judged at all: only an endpoint can. */
bool cd_policy_sees(const cd_policy *policy);
/* Judges a prompt by the rules, then by the endpoint. CD_E_UPSTREAM when the endpoint cannot be
 * asked: what has not been judged must not be made. */
CD_MUST cd_rc cd_policy_prompt(struct cd_verdict *out, cd_policy *policy, cd_str text, cd_err *err);
/* Judges an encoded picture ("image/png", its bytes). Errors likewise. */
CD_MUST cd_rc cd_policy_image(struct cd_verdict *out, cd_policy *policy, const char *media_type,
                              cd_str bytes, cd_err *err);

#endif
