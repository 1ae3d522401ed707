/* worker/provenance.c - what a picture says of its own origin: XMP with the tool and engine, the
 * model's name, the generation's id and the kind of source in the IPTC's words
 * (cv.iptc.org/newscodes/digitalsourcetype). The prompt only if the operator wants it. */
#include "worker/provenance.h"

/* Text for an attribute or element; control characters are not XML. */
static void put_text(cd_buf *out, cd_str text)
{
    for (size_t i = 0; i < text.size; i++) {
        const char c = text.data[i];
        if (c == '&')
            cd_buf_put(out, CD_STR("&amp;"));
        else if (c == '<')
            cd_buf_put(out, CD_STR("&lt;"));
        else if (c == '>')
            cd_buf_put(out, CD_STR("&gt;"));
        else if (c == '"')
            cd_buf_put(out, CD_STR("&quot;"));
        else if ((unsigned char)c >= 0x20 || c == '\n' || c == '\t')
            cd_buf_put_byte(out, c);
    }
}

static void put_attribute(cd_buf *out, const char *name, cd_str value)
{
    cd_buf_printf(out, "\n   %s=\"", name);
    put_text(out, value);
    cd_buf_put_byte(out, '"');
}

/* Media of a caller's is in it: then it is a composite, whatever the engine does by itself. */
static const char *source_type(const struct cd_provenance *provenance)
{
    return provenance->gen->input_count > 0
               ? "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic"
               : provenance->source_type;
}

cd_rc cd_provenance_write(cd_buf *out, const struct cd_provenance *provenance, cd_err *err)
{
    char id[CD_UUID_TEXT + 1];
    CD_AUTO(cd_buf_done) cd_buf tool = CD_BUF_INIT(256);
    cd_uuid_format(id, &provenance->gen->id);
    cd_buf_printf(&tool, "Candela %s (%s %s)", CD_VERSION, provenance->engine,
                  provenance->engine_version);
    cd_buf_put(out, CD_STR("<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                           "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
                           " <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
                           "  <rdf:Description rdf:about=\"\"\n"
                           "   xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"\n"
                           "   xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n"
                           "   xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"\n"
                           "   xmlns:candela=\"urn:candela:xmp:1\""));
    put_attribute(out, "xmp:CreatorTool", cd_buf_str(&tool));
    put_attribute(out, "Iptc4xmpExt:DigitalSourceType", cd_str_from(source_type(provenance)));
    put_attribute(out, "candela:model", cd_str_from(cd_model_name(provenance->gen->model)));
    put_attribute(out, "candela:generation", cd_str_from(id));
    cd_buf_put(out, CD_STR(">\n"));
    if (provenance->with_prompt) {
        cd_buf_put(out, CD_STR("   <dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">"));
        put_text(out, provenance->gen->prompt);
        cd_buf_put(out, CD_STR("</rdf:li></rdf:Alt></dc:description>\n"));
    }
    cd_buf_put(out, CD_STR("  </rdf:Description>\n </rdf:RDF>\n</x:xmpmeta>\n"
                           "<?xpacket end=\"r\"?>"));
    return cd_buf_check(out, "metadata", err);
}
