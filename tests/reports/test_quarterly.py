"""The quarterly report: same packet, same bytes; sealed, checked, hostile names as text, and its questions."""

import dataclasses
import io
import json
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path

import pikepdf
import pytest
from report_house import House

from incidents.domain.figures import Age, Cost, Figures, Month, Overdue, Rate, SystemRisk, Times
from reports import quarterly, quarterly_pdf, quarterly_words
from reports.figure_charts import all_of
from reports.packet import Anchor, Named, Organisation, PacketError
from reports.verify import verify

AT = datetime(2026, 10, 5, 8, 30, tzinfo=UTC)
HOSTILE = "Robert</text><script>alert(1)</script>\u202e{{7*7}} =1+1"


def figures(**changed: object) -> Figures:
    """A quarter with something of everything."""
    return dataclasses.replace(
        Figures(
            period="2026-Q3", label="Quarter 3 of 2026", first=date(2026, 7, 1), last=date(2026, 9, 30), as_at=AT,
            currency="EUR", reported=12, grave=3, closed=7, declined=1, open=4, open_grave=1, oldest_days=40,
            months=(Month("2026-07", "Jul 2026", (1, 1, 2, 0, 0, 1)), Month("2026-08", "Aug 2026", (0, 1, 2, 1, 1, 1))),
            times=(Times("contained", "Contained", "it", 10, 120, 900, 10, 7),),
            ages=(Age("Up to 1 day", (0, 0, 1, 0, 0, 0)), Age("Over 90 days", (1, 0, 1, 0, 0, 1))),
            systems=(SystemRisk(HOSTILE, (1, 0, 1, 0, 0, 1), 2, 1, True, 25),
                     SystemRisk("Small", (0,) * 6, 0, 1, False, 1)),
            rates=(Rate("recurrence", "Recurred", 1, 11), Rate("actions", "Actions done in time", 3, 4),
                   Rate("obligations", "Reports to authorities sent in time", 1, 2),
                   Rate("silent", "Failed silently", 2, 5)),
            overdue=(Overdue("ai", 1), Overdue("it", 1)), costs=(Cost("ai", 90, 1250), Cost("it", 60, 0)),
        ),
        **changed,
    )  # fmt: skip


def packet(**changed: object) -> quarterly.QuarterPacket:
    """The packet of that quarter."""
    return dataclasses.replace(
        quarterly.QuarterPacket(
            kind=quarterly.KIND, schema_version=quarterly.VERSION, quarter="2026-Q3", edition=1, preliminary=False,
            organisation=Organisation("Meridian Mutual", False), time_zone="Europe/Paris", frozen_at=AT,
            requested_by=Named("Lea", "Chief executive", "Leadership"), figures=figures(),
            before=figures(reported=10, open=6, open_grave=1), anchor=Anchor(9, "ab" * 32),
        ),
        **changed,
    )  # fmt: skip


@pytest.fixture(scope="module")
def sealed(house: House) -> bytes:
    drawn = quarterly_pdf.render(packet())
    assert drawn == quarterly_pdf.render(packet()), "the same packet gives the same bytes"
    return quarterly_pdf.seal(drawn, packet(), house.authority.seal_signer(), AT)


def test_the_packet_survives_its_json_and_is_told_from_that_of_a_review() -> None:
    data = quarterly.to_json(packet())
    assert quarterly.from_json(data) == packet()
    assert quarterly.is_one(data)
    assert not quarterly.is_one(b'{"kind":"other"}')
    assert not quarterly.is_one(b"nonsense")
    with pytest.raises(PacketError, match="figure"):
        quarterly.from_json(data.replace(b'"figures"', b'"figure"'))


def test_it_is_verified_in_plain_words_without_any_signature_of_leads(house: House, sealed: bytes) -> None:
    outcome = verify(sealed, house.trust)
    assert outcome.ok, outcome.problems
    assert (outcome.reference, outcome.revision, outcome.packet_digest) == ("2026-Q3", 1, quarterly.digest(packet()))
    assert any("Meridian Mutual sealed this quarterly report" in sentence for sentence in outcome.sentences)
    assert any("no signatures of leads" in sentence for sentence in outcome.sentences)


def test_every_changed_byte_shows(house: House, sealed: bytes) -> None:
    for place in range(0, len(sealed), len(sealed) // 60):
        changed = bytearray(sealed)
        changed[place] ^= 1
        assert not verify(bytes(changed), house.trust).ok, place
    assert not verify(sealed + b"\n", house.trust).ok


def test_a_stranger_does_not_trust_it_and_one_without_a_seal_is_none(house: House, sealed: bytes) -> None:
    assert not verify(sealed, []).ok
    assert not verify(quarterly_pdf.render(packet()), house.trust).ok


def test_a_seal_of_another_organisation_is_seen(house: House) -> None:
    other = packet(organisation=Organisation("Somebody Else", False))
    drawn = quarterly_pdf.render(other)
    outcome = verify(quarterly_pdf.seal(drawn, other, house.authority.seal_signer(), AT), house.trust)
    assert "The seal belongs to another organisation than the one the report names." in outcome.problems


def test_pdfsig_agrees_that_the_whole_file_is_signed(sealed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "quarter.pdf"
    path.write_bytes(sealed)
    said = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid." in said
    assert "Total document signed" in said


def test_it_is_an_archival_accessible_file_with_its_packet(sealed: bytes) -> None:
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        metadata = pdf.Root.Metadata.read_bytes()
        assert b"pdfaid" in metadata
        assert b"pdfuaid" in metadata
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"
        attached = pdf.attachments["packet.json"].get_file().read_bytes()
        assert len(pdf.pages) <= 8
    assert attached == quarterly.to_json(packet())
    assert json.loads(attached)["figures"]["reported"] == 12


def test_hostile_names_stay_text_in_charts_and_on_pages(sealed: bytes, tmp_path: Path) -> None:
    for chart in all_of(figures()):
        assert "<script" not in chart.svg
        assert "style=" not in chart.svg
        assert "href" not in chart.svg
        assert "\u202e" not in chart.svg + chart.words
    path = tmp_path / "quarter.pdf"
    path.write_bytes(sealed)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=False).stdout
    assert "[U+202E]" in text
    assert "{{7*7}}" in text


def test_charts_are_the_same_whenever_they_are_drawn() -> None:
    assert [chart.svg for chart in all_of(figures())] == [chart.svg for chart in all_of(figures())]
    assert [chart.key for chart in all_of(figures())] == ["trend", "times", "ages", "risk"]


def test_what_leadership_decides_follows_from_the_figures() -> None:
    asked = " ".join(quarterly_words.asks(packet()))
    for words in ("1 SEV-1 or SEV-2 incident is open", "25 of 26 of the open risk", "No readiness signed off",
                  "2 overrides are not acknowledged", "contained 7 of 10", "2 actions are overdue",
                  "1 of 2 reports to authorities", "2 of 5 reviewed incidents failed silently"):  # fmt: skip
        assert words in asked


def test_a_quiet_quarter_asks_for_nothing_and_can_be_drawn() -> None:
    rates = tuple(dataclasses.replace(rate, met=0, of=0) for rate in figures().rates)
    quiet = figures(
        reported=0, grave=0, closed=0, declined=0, open=0, open_grave=0, oldest_days=None, systems=(), ages=(),
        months=(Month("2026-07", "Jul 2026", (0,) * 6),), rates=rates, overdue=(Overdue("ai", 0), Overdue("it", 0)),
        times=(Times("contained", "Contained", "it", 0, None, None, 0, 0),), costs=(Cost("ai", 0, 0),),
    )  # fmt: skip
    empty = packet(figures=quiet, before=quiet, preliminary=True, requested_by=None)
    assert quarterly_words.asks(empty) == ("Nothing: no figure of this quarter asks for a decision.",)
    assert all_of(quiet) == ()
    assert quarterly_pdf.render(empty).startswith(b"%PDF-1.7")


def test_changes_are_told_with_their_direction() -> None:
    lines = {line.name: line for line in quarterly_words.key_figures(packet())}
    assert (lines["Incidents reported"].change, lines["Incidents reported"].worse) == ("2 more", None)
    assert (lines["Open at the end"].change, lines["Open at the end"].worse) == ("2 fewer", False)
    assert lines["Contained, median"].change == "unchanged"
    assert lines["Direct cost"].now == "12.50 EUR"
