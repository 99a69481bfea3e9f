"""What a screen reader and a reader's side bar find in a report: language, levels, headed tables, named fields."""

from collections.abc import Iterator

import pikepdf
import pytest
from test_report_pdf import opened


@pytest.fixture(params=["rendered", "bare", "full_report"])
def report(request) -> Iterator[pikepdf.Pdf]:
    with opened(request.getfixturevalue(request.param)) as file:
        yield file


def elements(file: pikepdf.Pdf, kind: str) -> list[pikepdf.Dictionary]:
    """The structure elements of a kind, anywhere in the tree."""
    return [
        item
        for item in file.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/StructElem" and item.get("/S") == f"/{kind}"
    ]


def inside(element: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
    """The elements right inside another."""
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid


def scope(head: pikepdf.Dictionary) -> str:
    attributes = head.get("/A", [])
    found = [one.get("/Scope") for one in (attributes if isinstance(attributes, pikepdf.Array) else [attributes])]
    return next((str(one) for one in found if one is not None), "")


def test_language_and_title_are_stated(report):
    assert report.Root.Lang == "en-GB"
    assert bool(report.Root.ViewerPreferences.DisplayDocTitle)
    assert str(report.docinfo.Title).startswith("AI-2026-0014, revision 1: ")


def test_every_head_of_a_table_says_what_it_heads(report):
    heads = elements(report, "TH")
    assert heads
    assert {scope(head) for head in heads} <= {"/Column", "/Row"}


def test_every_table_has_a_head(report):
    tables = elements(report, "Table")
    assert tables
    for table in tables:
        rows = [row for group in inside(table) for row in ([group] if group.S == "/TR" else inside(group))]
        assert any(cell.S == "/TH" for row in rows for cell in inside(row))


def test_every_figure_has_an_alternative(report):
    figures = elements(report, "Figure")
    assert figures
    assert all(len(str(figure.Alt)) > 40 for figure in figures)


def test_every_place_to_sign_is_tagged_and_named(report):
    fields = list(report.Root.AcroForm.Fields)
    forms = elements(report, "Form")
    assert len(fields) == len(forms) == 3
    tagged = {form.K.Obj.objgen for form in forms}
    for field in fields:
        assert field.objgen in tagged
        assert str(field.TU).startswith(("Seal of", "Signature for"))


def test_bookmarks_have_two_levels_and_lead_to_a_page(report):
    with report.open_outline() as outline:
        first, *parts = outline.root
    assert len(parts) == 9
    assert sum(bool(part.children) for part in parts) >= 7
    assert all(part.destination is not None for part in (first, *parts))


def test_headings_never_skip_a_level(report):
    assert len(elements(report, "H1")) == 1
    assert elements(report, "H2")
    assert elements(report, "H3")
    assert not elements(report, "H4")
