"""The report is an archival, accessible PDF that anybody can read and take apart."""

import hashlib
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
import report_sample as sample

from reports import html, pdf
from reports.packet import digest, from_json, to_json

HERE = Path(__file__).parent


def text_of(report: bytes, tmp_path: Path, *options: str) -> str:
    """What poppler reads in a report, spaces folded."""
    path = tmp_path / "report.pdf"
    path.write_bytes(report)
    answer = subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, check=True)
    # With -bbox poppler writes emoji as surrogate halves, which are no UTF-8.
    return " ".join(answer.stdout.decode(errors="replace").split())


def opened(report: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(report))


def test_another_process_elsewhere_writes_the_same_bytes(rendered):
    code = (
        "import sys, hashlib, report_sample as s; from reports import pdf;"
        "print(hashlib.sha256(pdf.render(s.packet())).hexdigest())"
    )
    elsewhere = {"PYTHONPATH": f"{HERE}{os.pathsep}{HERE.parent.parent}", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "2"}
    answer = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **elsewhere}, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == hashlib.sha256(rendered).hexdigest()


def test_all_ten_headings_stand_in_their_order(rendered, tmp_path):
    text = text_of(rendered, tmp_path)
    places = [text.index(html.PARTS[0])]
    for number, title in enumerate(html.PARTS[1:], start=2):
        places.append(text.rindex(f"{number} {title}"))
    assert places == sorted(places)


def test_the_cover_says_what_it_is(rendered, tmp_path):
    cover = text_of(rendered, tmp_path, "-l", "1")
    packet = sample.packet()
    for words in (packet.title, packet.reference, "SEV-2", "Confidential", "20 March 2026, 15:05 CET", digest(packet)):
        assert words in cover
    for name in (sample.ADA.name, sample.IVO.name, sample.OLU.name):
        assert name in cover


def test_the_leadership_page_is_one_page(rendered, tmp_path):
    page = text_of(rendered, tmp_path, "-f", "2", "-l", "2")
    for words in (
        "What happened",
        "Who was harmed",
        "What was done, and by whom",
        "What remains",
        "What it needs from you",
    ):
        assert words in page
    assert "3 Figures" not in page


def test_every_page_has_its_number(rendered, tmp_path):
    with opened(rendered) as report:
        count = len(report.pages)
    for number in range(1, count + 1):
        assert f"Page {number} of {count}" in text_of(rendered, tmp_path, "-f", str(number), "-l", str(number))


def test_every_page_of_a_demonstration_says_so(rendered, tmp_path):
    with opened(rendered) as report:
        count = len(report.pages)
    for number in range(1, count + 1):
        page = text_of(rendered, tmp_path, "-f", str(number), "-l", str(number))
        assert "Demonstration – invented organisation and people" in page  # noqa: RUF001 - the dash is meant


def test_a_real_report_says_nothing_of_a_demonstration(bare, tmp_path):
    assert "Demonstration" not in text_of(bare, tmp_path)


@pytest.mark.parametrize(
    "sentence",
    [
        "No reproduction case was recorded.",
        "No reporting obligation was assessed.",
        "no override was recorded.",
        "No joint decision was recorded.",
        "No task of the AI department was recorded.",
        "No task of the IT department was recorded.",
        "No file is held as evidence.",
        "No contributing factor was recorded.",
        "No action was agreed.",
        "No open action remains.",
        "Nobody is recorded as harmed.",
        "No prompt was recorded.",
        "Any lead of the AI department may sign.",
        "The review does not describe the impact.",
    ],
)
def test_an_empty_part_says_so_in_a_sentence(bare, tmp_path, sentence):
    assert sentence in text_of(bare, tmp_path)


def test_the_packet_is_attached_as_data(rendered):
    with opened(rendered) as report:
        assert [str(item.AFRelationship) for item in report.Root.AF] == ["/Data"]
        assert list(report.attachments) == ["packet.json"]
        attached = report.attachments["packet.json"].get_file()
        assert attached.mime_type == "application/json"
        assert attached.read_bytes() == to_json(sample.packet())
        assert from_json(attached.read_bytes()) == sample.packet()


def test_the_file_claims_archive_and_accessibility(rendered):
    with opened(rendered) as report, report.open_metadata() as metadata:
        assert metadata.pdfa_status == "3A"
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"].startswith("AI-2026-0014, revision 1: Claims assistant")
        assert metadata["xmp:CreateDate"] == "2026-03-20T14:05:00Z"
        assert str(report.docinfo.CreationDate) == "D:20260320140500Z"


def test_the_file_is_tagged_in_english_with_its_title_shown(rendered):
    with opened(rendered) as report:
        root = report.Root
        assert root.Lang == "en-GB"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert "/StructTreeRoot" in root
        assert rendered.startswith(b"%PDF-1.7")


def test_the_figure_has_its_text_alternative(rendered):
    with opened(rendered) as report:
        figures = [
            item for item in report.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/Figure"
        ]
        assert len(figures) == 1
        assert str(figures[0].Alt).startswith("Swimlane chart from 2 Mar 2026")


def test_bookmarks_and_contents_lead_to_every_part(rendered):
    with opened(rendered) as report:
        with report.open_outline() as outline:
            titles = [item.title for item in outline.root]
        assert titles[0] == sample.packet().title
        assert titles[1:] == [f"{number} {title}" for number, title in enumerate(html.PARTS[1:], start=2)]
        links = [annotation for annotation in report.pages[0].Annots if annotation.Subtype == "/Link"]
        assert len(links) == 9


def test_every_font_is_embedded(rendered, tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(rendered)
    table = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    assert table
    assert all(" yes yes yes " in row for row in table)


def test_three_places_wait_for_signatures_and_are_tagged(rendered):
    with opened(rendered) as report:
        fields = {str(field.T): field for field in report.Root.AcroForm.Fields}
        assert set(fields) == {"Seal", "AI_lead", "IT_lead"}
        for field in fields.values():
            assert field.FT == "/Sig"
            assert "/V" not in field
            assert field.TU
            assert "/StructParent" in field
            assert field.AP.N.Type == "/XObject"
        boxes = [[float(side) for side in field.Rect] for field in fields.values()]
        assert all(right > left and top > bottom for left, bottom, right, top in boxes)


def test_the_places_do_not_overlap(rendered):
    with opened(rendered) as report:
        boxes = [[float(side) for side in field.Rect] for field in report.Root.AcroForm.Fields]
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart


def test_progress_is_told_in_sentences():
    told: list[tuple[int, str]] = []
    pdf.render(sample.bare(), lambda percent, sentence: told.append((percent, sentence)))
    assert [percent for percent, _ in told] == sorted(percent for percent, _ in told)
    assert told[-1] == (100, "The report is ready to be sealed")


def test_times_carry_the_zone_and_utc(rendered, tmp_path):
    text = text_of(rendered, tmp_path)
    assert "6 March 2026, 10:40 CET" in text
    assert "6 Mar 2026, 10:40" in text
    assert "09:40 UTC" in text


def test_a_new_revision_says_what_it_supersedes(tmp_path):
    again = replace(sample.bare(), revision=3, supersedes=2)
    assert "3, supersedes revision 2" in text_of(pdf.render(again), tmp_path, "-l", "1")


def test_the_attachment_is_valid_against_its_own_json(rendered):
    with opened(rendered) as report:
        plain = json.loads(report.attachments["packet.json"].get_file().read_bytes())
    assert plain["reference"] == "AI-2026-0014"
