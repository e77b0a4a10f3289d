"""What WeasyPrint's tags still lack for PDF/UA-1, added before the file is closed.

WeasyPrint 70 leaves four things that its own tests do not ask for: a list item whose words stand outside
a body, a second annotation on what is stressed within a link, the target of a link in place of its
words, and headings of tables without a scope.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydyf import PDF
    from weasyprint import Document


def finish(document: Document, pdf: PDF) -> None:
    """Complete the structure in place; WeasyPrint calls it as the ``finisher`` of ``write_pdf``."""
    _name_links(document)
    tree = [each for each in pdf.objects if isinstance(each, dict) and each.get("Type") == "/StructElem"]
    for element in tree:
        kind = element["S"]
        if kind == "/LI":
            _give_body(element, pdf)
        elif kind == "/TH":
            row = _object(pdf, element["P"])
            is_head = _object(pdf, row["P"])["S"] == "/THead"
            element["A"]["Scope"] = "/Column" if is_head else "/Row"
        elif kind != "/Link" and _is_in_link(element, pdf):
            _take_annotations(element, pdf)


def _object(pdf: PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _kind(pdf: PDF, kid: Any) -> str:
    """The tag of a child of an element; of content without a tag, nothing."""
    if not isinstance(kid, bytes):
        return ""
    found = _object(pdf, kid)
    return str(found.get("S", "")) if isinstance(found, dict) else ""


def _name_links(document: Document) -> None:
    from weasyprint.formatting_structure.boxes import TextBox

    for page in document.pages:
        for kind, target, _, box in page.links:
            annotation = box.link_annotation
            if annotation is None:
                continue
            parts = [box, *box.descendants()] if hasattr(box, "descendants") else [box]
            said = " ".join("".join(each.text for each in parts if isinstance(each, TextBox)).split())
            address = target if kind == "external" and target not in said else ""
            annotation["Contents"].string = " ".join(filter(None, (said, address))) or target


def _give_body(item: Any, pdf: PDF) -> None:
    """Put what a list item holds besides its label into its body."""
    from pydyf import Array, Dictionary

    kids = list(item["K"])
    loose = [kid for kid in kids if _kind(pdf, kid) not in {"/Lbl", "/LBody", ""}]
    if not loose:
        return
    body = next((_object(pdf, kid) for kid in kids if _kind(pdf, kid) == "/LBody"), None)
    if body is None:
        body = Dictionary({"Type": "/StructElem", "S": "/LBody", "K": Array([]), "P": item.reference})
        if "Pg" in item:
            body["Pg"] = item["Pg"]
        pdf.add_object(body)
        item["K"].append(body.reference)
    for kid in loose:
        item["K"].remove(kid)
        body["K"].append(kid)
        _object(pdf, kid)["P"] = body.reference


def _is_in_link(element: Any, pdf: PDF) -> bool:
    while True:
        parent = _object(pdf, element["P"])
        if parent.get("S") == "/Link":
            return True
        if "P" not in parent or parent.get("S") in {"/P", "/LI", "/TD", "/TH", "/Sect", "/Document"}:
            return False
        element = parent


def _take_annotations(element: Any, pdf: PDF) -> None:
    """The link around it has an annotation of its own, which covers this one's."""
    for kid in list(element["K"]):
        found = _object(pdf, kid) if isinstance(kid, bytes) else {}
        if isinstance(found, dict) and found.get("Type") == "/OBJR":
            element["K"].remove(kid)
            page = _object(pdf, found["Pg"])
            page["Annots"].remove(found["Obj"])
