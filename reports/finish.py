"""The last touches before the file is written: signature fields, and metadata that claims PDF/UA beside PDF/A.

WeasyPrint 70 writes one standard's metadata at a time and knows no signature fields; both are mended here.
"""

from typing import Any
from xml.etree.ElementTree import Element, SubElement, fromstring, register_namespace, tostring

import pydyf

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
UA = "http://www.aiim.org/pdfua/ns/id/"
EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
PROPERTY = "http://www.aiim.org/pdfa/ns/property#"

for _prefix, _namespace in {
    "rdf": RDF, "pdfuaid": UA, "pdfaExtension": EXTENSION, "pdfaSchema": SCHEMA, "pdfaProperty": PROPERTY,
}.items():  # fmt: skip
    register_namespace(_prefix, _namespace)


def finish(document: Any, pdf: pydyf.PDF) -> None:
    """Turn the marked boxes into signature fields, and complete tags and metadata."""
    _signature_fields(pdf)
    _scopes(pdf)
    pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))  # WeasyPrint 70 lists each attachment twice
    _claim_accessibility(document, pdf)


def accessible(document: Any, pdf: pydyf.PDF) -> None:
    """Complete the metadata of a file that has neither signatures nor attachments."""
    _scopes(pdf)
    _claim_accessibility(document, pdf)


def _scopes(pdf: pydyf.PDF) -> None:
    """Say of every head of a table what it heads (ISO 14289-1, 7.5); WeasyPrint 70 names it only at the cells."""
    for element in pdf.objects:
        if isinstance(element, dict) and element.get("S") == "/TH":
            group = _parent(pdf, _parent(pdf, element))
            element["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"


def _parent(pdf: pydyf.PDF, element: pydyf.Dictionary) -> pydyf.Dictionary:
    return pdf.objects[int(element["P"].split()[0])]


def _signature_fields(pdf: pydyf.PDF) -> None:
    """The template marks the three places as check boxes, because those are placed and tagged for us."""
    form = pdf.catalog["AcroForm"]
    for key in ("DR", "NeedAppearances"):
        form.pop(key, None)
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("S") == "/Form":
            item["K"] = item["K"][0]  # pyHanko's difference analysis knows this form, not an array of one
    for widget in (item for item in pdf.objects if _is_box(item)):
        for key in ("AS", "V", "MK", "Border"):
            widget.pop(key, None)
        widget["FT"] = "/Sig"
        x1, y1, x2, y2 = widget["Rect"]
        widget["Rect"] = pydyf.Array([min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)])
        _empty(pdf, widget)


def _is_box(item: Any) -> bool:
    return isinstance(item, dict) and item.get("Subtype") == "/Widget" and item.get("FT") == "/Btn"


def _empty(pdf: pydyf.PDF, widget: pydyf.Dictionary) -> None:
    """An empty appearance of the right size: PDF/A wants one for every widget (ISO 19005-3, 6.3.3).

    Its box and its encoding are as pyHanko will write them, so that signing changes only what is painted: EU DSS calls
    any other difference a change that the seal does not allow.
    """
    reference = widget["AP"]["N"]["on"]
    stream = pdf.objects[int(reference.split()[0])]
    stream.stream.clear()
    x1, y1, x2, y2 = widget["Rect"]
    stream.extra["BBox"] = pydyf.Array([0, int(y2 - y1), int(x2 - x1), 0])
    stream.compress = False
    stream.extra["Resources"] = pydyf.Dictionary()
    widget["AP"] = pydyf.Dictionary({"N": reference})


def _claim_accessibility(document: Any, pdf: pydyf.PDF) -> None:
    """Add PDF/UA-1 with the extension schema that PDF/A-3 asks for (ISO 19005-3, 6.6.2.3)."""
    reference = pdf.catalog["Metadata"]
    stream = pdf.objects[int(reference.split()[0])]
    rdf = fromstring(document.metadata.generate_rdf_metadata("a", 3, "A"))  # noqa: S314 - written a moment ago
    SubElement(rdf, f"{{{RDF}}}Description", {f"{{{RDF}}}about": "", f"{{{UA}}}part": "1"})
    rdf.append(_extension_schema())
    packet = b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    stream.stream[:] = [packet + tostring(rdf, encoding="utf-8") + b'</x:xmpmeta>\n<?xpacket end="r"?>']
    stream.compress = False


def _extension_schema() -> Element:
    description = Element(f"{{{RDF}}}Description", {f"{{{RDF}}}about": ""})
    schemas = _bag(SubElement(description, f"{{{EXTENSION}}}schemas"), "Bag")
    _texts(schemas, SCHEMA, schema="PDF/UA Universal Accessibility Schema", namespaceURI=UA, prefix="pdfuaid")
    properties = _bag(SubElement(schemas, f"{{{SCHEMA}}}property"), "Seq")
    _texts(
        properties, PROPERTY, name="part", valueType="Integer", category="internal",
        description="Indicates, which part of ISO 14289 standard is followed",
    )  # fmt: skip
    return description


def _bag(parent: Element, kind: str) -> Element:
    return SubElement(SubElement(parent, f"{{{RDF}}}{kind}"), f"{{{RDF}}}li", {f"{{{RDF}}}parseType": "Resource"})


def _texts(parent: Element, namespace: str, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, f"{{{namespace}}}{name}").text = text
