/* media/codec.c - the list of codecs. */
#include "media/codec.h"

#define CD_CODEC(ops) extern const cd_codec_ops ops;
#include "media/codecs.def"
#undef CD_CODEC

static const cd_codec_ops *const codecs[] = {
#define CD_CODEC(ops) &ops,
#include "media/codecs.def"
#undef CD_CODEC
};

const cd_codec_ops *cd_codec_find(cd_str name)
{
    for (size_t i = 0; i < CD_COUNT(codecs); i++)
        if (cd_str_eq_c(name, codecs[i]->name))
            return codecs[i];
    return NULL;
}

const cd_codec_ops *cd_codec_at(size_t index)
{
    return index < CD_COUNT(codecs) ? codecs[index] : NULL;
}
