/* engine/engine.c - the list of engines. */
#include "engine/engine.h"

#define CD_ENGINE(ops) extern const cd_engine_ops ops;
#include "engine/engines.def"
#undef CD_ENGINE

static const cd_engine_ops *const engines[] = {
#define CD_ENGINE(ops) &ops,
#include "engine/engines.def"
#undef CD_ENGINE
};

const cd_engine_ops *cd_engine_find(cd_str name)
{
    for (size_t i = 0; i < CD_COUNT(engines); i++)
        if (cd_str_eq_c(name, engines[i]->name))
            return engines[i];
    return NULL;
}

const cd_engine_ops *cd_engine_at(size_t index)
{
    return index < CD_COUNT(engines) ? engines[index] : NULL;
}
