"""Prints the descriptions in a picture's XMP as Pillow finds it, as JSON: `read_xmp.py FILE`."""

import json
import sys
import xml.etree.ElementTree as ElementTree

from PIL import Image

DC = "{http://purl.org/dc/elements/1.1/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def main() -> None:
    with Image.open(sys.argv[1]) as image:
        packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
    if packet is None:
        print("null")
        return
    root = ElementTree.fromstring(packet)
    items = root.iterfind(f".//{DC}description/{RDF}Alt/{RDF}li")
    creators = root.iterfind(f".//{DC}creator//{RDF}li")
    print(json.dumps({
        "descriptions": [[item.get(LANGUAGE), item.text] for item in items],
        "creators": [item.text for item in creators],
    }))


main()
