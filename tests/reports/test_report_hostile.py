"""Whatever machines and attackers wrote is printed as text, bounded, and followed nowhere."""

import socket
from pathlib import Path
from urllib.request import OpenerDirector

import pikepdf
import pytest
import report_sample as sample
from test_report_pdf import opened, text_of

from reports import charts, html, pdf
from reports.packet import from_json


def test_hostile_content_opens_no_connection_and_no_foreign_file(monkeypatch):
    opened_files = []
    real_open = Path.open

    def no_network(*args, **kwargs):
        raise AssertionError("a report reached for the network")

    def watched(self, *args, **kwargs):
        opened_files.append(str(self))
        return real_open(self, *args, **kwargs)

    monkeypatch.setattr(socket, "socket", no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    monkeypatch.setattr(OpenerDirector, "open", no_network)
    monkeypatch.setattr(Path, "open", watched)
    pdf.render(sample.hostile(rows=8, length=1_200))
    assert not [name for name in opened_files if "etc" in Path(name).parts]


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "http://attacker.example/x", "data:text/plain,x", "report:other.svg", "//x/y"]
)
def test_the_fetcher_denies_everything_but_the_chart(address):
    with pytest.raises(pdf.Denied):
        pdf.OwnAssets({html.CHART_URL: (b"<svg/>", "image/svg+xml")}).fetch(address)


def test_no_element_comes_from_content():
    packet = sample.hostile(rows=8)
    page = html.report(packet, charts.swimlane(packet))
    assert page.count("<img") == 1
    assert "<script" not in page
    assert "<style" not in page
    assert "javascript:alert(1)" in page
    assert "href='javascript" not in page
    assert "{{ 7*7 }}" in page


def test_hostile_text_is_printed_as_it_was_written(hostile_report, tmp_path):
    text = text_of(hostile_report, tmp_path)
    for words in (
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "[U+202E]fdp.exe",
        "[U+2066]hidden[U+2069]",
        "␇",
        "␀",
        "␛[31m",
    ):
        assert words in text
    assert "\u202e" not in text
    assert "\x07" not in text


def test_right_to_left_script_is_there(hostile_report, tmp_path):
    text = text_of(hostile_report, tmp_path)
    assert "النظام" in text or "ماظنلا" in text
    assert "דחה" in text or "החד" in text


def test_four_hundred_rows_and_long_prompts_are_all_printed(hostile_report, tmp_path):
    text = text_of(hostile_report, tmp_path)
    for row in (1, 99, 199, 301, 399):
        assert f"Row {row} invoice" in text
    assert "more characters are in the attached packet.json" in text


def test_the_attachment_keeps_every_original(hostile_report):
    with opened(hostile_report) as report:
        data = report.attachments["packet.json"].get_file().read_bytes()
    assert from_json(data) == sample.hostile()


def test_no_link_leads_outside(hostile_report):
    with opened(hostile_report) as report:
        for page in report.pages:
            for annotation in page.get("/Annots", []):
                assert "/A" not in annotation
                assert annotation.Subtype in {pikepdf.Name.Link, pikepdf.Name.Widget}


def test_nothing_stands_outside_the_page(hostile_report, tmp_path):
    boxes = text_of(hostile_report, tmp_path, "-bbox").split("<word ")[1:]
    edges = [float(word.split('xMax="')[1].split('"')[0]) for word in boxes]
    feet = [float(word.split('yMax="')[1].split('"')[0]) for word in boxes]
    assert max(edges) <= 210 / 25.4 * 72
    assert max(feet) <= 297 / 25.4 * 72


def test_a_hostile_report_can_be_sealed_and_verified(house, hostile_report):
    from reports.verify import verify

    verification = verify(house.ivo_signs(house.ada_signs(house.seal(hostile_report))), house.trust)
    assert verification.reference == sample.hostile().reference
    assert verification.problems == ("The seal belongs to another organisation than the one the report names.",)
