"""Every script that people write is drawn with an embedded font, and runs in its own direction."""

import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import pikepdf
import pytest
import report_sample as sample
from report_house import ADA_PASSPHRASE, IVO_PASSPHRASE, House
from test_report_pdf import opened, text_of

from reports import direction, sign, summary
from reports.keys import SigningKey
from reports.packet import Named, ReportPacket, Signatory, TimelineEntry

SCRIPTS = {
    "Arabic": "رفض النظام كل الطلبات",
    "Hebrew": "המערכת דחתה את כל הבקשות",
    "Chinese": "系统拒绝了所有申请",
    "Japanese": "すべての申請を却下した",
    "Korean": "모든 신청을 거부했다",
    "Devanagari": "सभी आवेदन अस्वीकार हुए",
    "Greek": "Απέρριψε όλες τις αιτήσεις",
    "Cyrillic": "Система отклонила все заявки",
    "Thai": "ระบบปฏิเสธคำขอทั้งหมด",
    "emoji": "🚀 👍 ⚠",
}
LEILA, NOA = "ليلى حداد", "נועה 李娜"
MEANING = "قرأت هذا التقرير 我已阅读 मैंने पढ़ा"


def packet() -> ReportPacket:
    """A small report in which every script stands in a title, a name, a table cell, a paragraph and a quotation."""
    words = " ".join(SCRIPTS.values())
    return replace(
        sample.bare(),
        title=words,
        what_happened="\n\n".join(SCRIPTS.values()),
        prompt=words,
        affected_people=SCRIPTS["Arabic"],
        reported_by=Named(LEILA, SCRIPTS["Chinese"], SCRIPTS["Devanagari"]),
        timeline=tuple(TimelineEntry(sample.at(6, 9), "ai", text, text) for text in SCRIPTS.values()),
        signatories=(Signatory("ai", LEILA, MEANING), Signatory("it", NOA, MEANING)),
    )


@pytest.fixture(scope="module")
def report(house: House, drawn) -> bytes:
    """Sealed, and signed by two people whose names no Latin font can draw."""
    sealed = house.seal(drawn("scripts", packet()))
    for department, title, role, name, phrase, day in (
        ("ai", "AI department", "AI lead", LEILA, ADA_PASSPHRASE, 21),
        ("it", "IT department", "IT lead", NOA, IVO_PASSPHRASE, 22),
    ):
        enrolled = house.authority.enrol(name, f"{role[:2]}@meridian.example", title, role, phrase, sample.at(2, 8))
        sealed = sign.countersign(
            sealed, SigningKey.from_pkcs12(enrolled.pkcs12, phrase), department, name, role, MEANING, sample.at(day, 9)
        )
    return sealed


def fonts_of(file: pikepdf.Pdf) -> list[pikepdf.Dictionary]:
    """Every font of the file, those of signatures included."""
    return [item for item in file.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"]


def drawn_with(file: pikepdf.Pdf) -> dict[str, set[int]]:
    """The glyphs that pages and signatures show, by the name of their font."""
    shown: dict[str, set[int]] = defaultdict(set)
    for page in file.pages:
        _read(page.obj, page.obj.Resources, shown)
        for annotation in page.get("/Annots", []):
            if "/AP" in annotation:
                _read(annotation.AP.N, annotation.AP.N.get("/Resources", {}), shown)
    return shown


def _read(stream: pikepdf.Object, resources: pikepdf.Object, shown: dict[str, set[int]]) -> None:
    font = ""
    for operands, operator in pikepdf.parse_content_stream(stream):
        if str(operator) == "Tf":
            font = str(resources.Font[str(operands[0])].BaseFont)
        elif str(operator) in {"Tj", "TJ"}:
            shown[font].update(_glyphs(operands[0]))
        elif str(operator) == "Do":
            form = resources.XObject[str(operands[0])]
            if form.get("/Subtype") == "/Form":
                _read(form, form.get("/Resources", resources), shown)


def _glyphs(operand: pikepdf.Object) -> Iterator[int]:
    for part in operand if isinstance(operand, pikepdf.Array) else [operand]:
        if isinstance(part, pikepdf.String):
            codes = bytes(part)
            yield from (int.from_bytes(codes[at : at + 2], "big") for at in range(0, len(codes), 2))


@pytest.mark.parametrize("name", ["report", "full_report"])
def test_every_font_is_embedded_and_says_what_its_glyphs_mean(request, name):
    with opened(request.getfixturevalue(name)) as file:
        fonts = fonts_of(file)
        assert fonts
        for font in fonts:
            if font.Subtype == "/Type0":
                assert "/ToUnicode" in font, font.BaseFont
            elif font.Subtype == "/Type3":
                assert "/CharProcs" in font
            else:
                described = font.FontDescriptor
                assert "/FontFile2" in described or "/FontFile3" in described, font.BaseFont


@pytest.mark.parametrize("name", ["report", "full_report"])
def test_no_letter_is_an_empty_box(request, name):
    with opened(request.getfixturevalue(name)) as file:
        shown = drawn_with(file)
    assert sum(map(len, shown.values())) > 100
    assert [font for font, glyphs in shown.items() if 0 in glyphs] == []


def test_signatures_bring_the_fonts_for_their_names(report):
    with opened(report) as file:
        fields = {str(field.T): field for field in file.Root.AcroForm.Fields}
        assert len(fields) == 3
        for name, field in fields.items():
            shown: dict[str, set[int]] = defaultdict(set)
            _read(field.AP.N, field.AP.N.Resources, shown)
            assert shown, name
            scripts = " ".join(shown)
            assert name == "Seal" or ("Arabic" in scripts or "Hebrew" in scripts), scripts


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_reader_can_copy_the_words_of_every_script(report, tmp_path, script):
    text = text_of(report, tmp_path, "-raw")
    for word in SCRIPTS[script].split():
        assert word in text or word[::-1] in text, word


def test_a_right_to_left_paragraph_begins_at_the_right_edge(report, tmp_path):
    words = text_of(report, tmp_path, "-bbox").split("<word ")[1:]
    first = SCRIPTS["Hebrew"].split()[0][::-1]  # with -bbox poppler gives letters in the order of their places
    edges = [float(word.split('xMax="')[1].split('"')[0]) for word in words if f">{first}<" in word]
    right = (210 - 21) / 25.4 * 72
    assert any(abs(edge - right) < 3 for edge in edges), edges


def test_a_name_does_not_pull_the_comma_and_the_number_after_it():
    assert str(direction.apart(LEILA)) == f'<bdi dir="rtl">{LEILA}</bdi>'
    assert str(direction.apart(f"Olu {LEILA}")) == f"<bdi>Olu {LEILA}</bdi>"
    assert direction.apart("Ada <Lindqvist>") == "Ada <Lindqvist>"
    assert str(direction.apart(f"{LEILA} <b>")) == f'<bdi dir="rtl">{LEILA} &lt;b&gt;</bdi>'


@pytest.mark.parametrize(
    ("text", "right_to_left"),
    [("", False), ("2026", False), ("Olu", False), (LEILA, True), (f"1. {NOA}", True), (f"Olu {LEILA}", False)],
)
def test_the_first_letter_says_which_way_a_text_runs(text, right_to_left):
    assert bool(direction.attribute(text)) is right_to_left


def test_titles_and_metadata_hold_no_markup(report):
    with opened(report) as file:
        assert "bdi" not in str(file.docinfo.Title)
        with file.open_outline() as outline:
            assert "bdi" not in outline.root[0].title


def test_the_page_for_leadership_is_drawn_in_every_script_too():
    with pikepdf.open(io.BytesIO(summary.render(packet()))) as file:
        assert [font for font, glyphs in drawn_with(file).items() if 0 in glyphs] == []
