"""The page for leadership as a document of its own: one page that sends its reader to the signed report."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import report_sample as sample
from test_report_leadership import crowded
from test_report_pdf import opened, text_of

from reports import summary
from reports.packet import digest

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def page() -> bytes:
    return summary.render(sample.packet())


@pytest.mark.parametrize("packet", [sample.packet, sample.bare, crowded, lambda: sample.hostile(rows=8)])
def test_it_is_one_page(packet):
    with opened(summary.render(packet())) as file:
        assert len(file.pages) == 1


def test_it_says_that_it_is_an_extract_and_of_which_report(page, tmp_path):
    text = text_of(page, tmp_path)
    for words in (
        "Extract for leadership from the post-incident review AI-2026-0014, revision 1",
        "This page is an extract and carries no signature. The authority is the report",
        digest(sample.packet()),
        "Demonstration",
        "Confidential",
    ):
        assert words in text


def test_it_shows_what_the_page_of_the_report_shows(page, rendered, tmp_path):
    whole = text_of(rendered, tmp_path, "-f", "2", "-l", "2")
    text = text_of(page, tmp_path)
    for words in (
        "2 h 38 min",
        "1 of 5",
        "What it needs from you",
        "Give the 3 open actions the time",
        "10 April 2026",
    ):
        assert words in text
        assert words in whole


def test_what_it_leaves_out_stands_in_the_report(tmp_path):
    text = text_of(summary.render(crowded()), tmp_path)
    assert "stands in part 4 of the report." in text


def test_it_claims_archive_and_accessibility_and_carries_nothing_else(page):
    with opened(page) as file, file.open_metadata() as metadata:
        assert metadata.pdfa_status == "3A"
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"].startswith("AI-2026-0014, revision 1, the page for leadership")
        assert file.Root.Lang == "en-GB"
        assert list(file.attachments) == []
        assert "/AcroForm" not in file.Root
        assert [str(one.get("/Subtype")) for one in file.pages[0].get("/Annots", [])] == []


def test_the_same_packet_gives_the_same_bytes_anywhere(page):
    code = (
        "import hashlib, report_sample as s; from reports import summary;"
        "print(hashlib.sha256(summary.render(s.packet())).hexdigest())"
    )
    elsewhere = {"PYTHONPATH": f"{HERE}{os.pathsep}{HERE.parent.parent}", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"}
    answer = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **elsewhere}, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == hashlib.sha256(page).hexdigest()
    assert summary.render(replace(sample.packet(), revision=2)) != page
