"""tests/contract/test_provenance.py - pictures carry XMP that says what made them, and the prompt only where it is wanted."""
import re
import xml.etree.ElementTree as ElementTree

from harness import ServerCase, png, ref

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
IPTC = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType"
PROMPT = 'a cat & a "dog" <at> night, Zoë'


def packet(picture):
    """The attributes of a picture's XMP packet, and its description or None."""
    where = b"iTXtXML:com.adobe.xmp\0\0\0\0\0" if picture[:4] == b"\x89PNG" else b"http://ns.adobe.com/xap/1.0/\0"
    assert picture.count(where) == 1, picture[:200]
    text = re.search(rb"<x:xmpmeta.*?</x:xmpmeta>", picture[picture.index(where):], re.S).group(0)
    description = next(ElementTree.fromstring(text).iter(RDF + "Description"))
    said = [item.text for item in description.iter(RDF + "li")]
    return description.attrib, said[0] if said else None


class Provenance(ServerCase):
    def picture(self, server, **body):
        made = server.accepted({"prompt": PROMPT, **body})["id"]
        end = server.finished(made)
        self.assertEqual(end["state"], "completed", end)
        return made, server.fetch(end["output"][0]["url"]).body

    def test_pictures_say_what_made_them(self):
        for form in ("png", "jpeg"):
            made, data = self.picture(self.server, output_format=form, model="uni-1-max")
            said, prompt = packet(data)
            self.assertRegex(said["{http://ns.adobe.com/xap/1.0/}CreatorTool"], r"^Candela [\d.]+ \(fake ")
            self.assertEqual(said[IPTC], "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia")
            self.assertEqual(said["{urn:candela:xmp:1}model"], "uni-1-max")
            self.assertEqual(said["{urn:candela:xmp:1}generation"], made)
            self.assertIsNone(prompt)
            self.assertNotIn(b"cat", data)

    def test_an_edit_is_a_composite(self):
        _, data = self.picture(self.server, type="image_edit", source=ref(png()))
        self.assertEqual(packet(data)[0][IPTC], "http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic")

    def test_the_prompt_if_configured(self):
        server = self.own_server(options=["--embed-prompt"])
        for form in ("png", "jpeg"):
            self.assertEqual(packet(self.picture(server, output_format=form)[1])[1], PROMPT)
