"""The page for leadership is one page, whatever the packet holds, and what it leaves out stands elsewhere."""

from dataclasses import replace

import pytest
import report_sample as sample
from test_report_pdf import text_of
from weasyprint import Document

from reports import brief, html, pdf
from reports.brief import ROOMS, excerpt
from reports.packet import ReportPacket, SectionText

PARAGRAPH = "The assistant wrote what its context told it, and nobody compared the letters with the policies. " * 3
LINE_ENDS = "one\n" * 400
WIDE = "\u202e" * 300


def crowded() -> ReportPacket:
    """Nine tasks for each department, eight open actions, and a summary of two pages."""
    packet = sample.packet()
    summary = SectionText("summary", "Summary", "joint", f"{PARAGRAPH}\n\n" * 12 + "The very last sentence.")
    return replace(
        sample.bare(),
        tasks=tuple(
            replace(packet.tasks[n], department=of) for of in ("ai", "it") for n in (0, 1, 2, 3, 4, 5, 6, 7, 0)
        ),
        actions=tuple(packet.actions[n % 3] for n in range(8)),
        sections=(summary,),
        affected_people=PARAGRAPH * 6 + "The last of the harmed.",
    )


@pytest.fixture(scope="module")
def crowded_report() -> bytes:
    return pdf.render(crowded())


@pytest.mark.parametrize("report", ["rendered", "bare", "hostile_report", "crowded_report"])
def test_the_page_ends_with_what_it_needs_and_part_3_begins_on_page_3(request, report, tmp_path):
    made = request.getfixturevalue(report)
    page = text_of(made, tmp_path, "-f", "2", "-l", "2")
    assert "2 For leadership" in page
    assert "Acknowledge that you have read this report" in page
    assert "3 Figures" in text_of(made, tmp_path, "-f", "3", "-l", "3")


def test_what_the_page_leaves_out_is_counted_and_stands_elsewhere(crowded_report, tmp_path):
    page = text_of(crowded_report, tmp_path, "-f", "2", "-l", "2")
    for words in ("and 3 more in part 6", "and 3 more in part 7", "and 3 more in part 9", "stands in part 4"):
        assert words in page
    whole = text_of(crowded_report, tmp_path)
    for words in ("The very last sentence.", "The last of the harmed."):
        assert words not in page
        assert words in whole


@pytest.mark.parametrize(
    "text", [LINE_ENDS, WIDE, "\U0001f680" * 900, "W" * 3_000], ids=["lines", "bidi", "emoji", "W"]
)
def test_the_page_stays_one_page_with_texts_of_any_shape(text, tmp_path):
    crowd = crowded()
    odd = replace(
        crowd,
        affected_people=text,
        tasks=tuple(replace(task, title=text, assignee=text) for task in crowd.tasks),
        actions=tuple(replace(action, title=text, owner=text) for action in crowd.actions),
        sections=(SectionText("summary", "", "joint", text),),
    )
    assert pages_of_leadership(odd) == 1


def pages_of_leadership(packet: ReportPacket) -> int:
    """How many pages the page for leadership takes in the room that is found for it."""
    return len(_alone(packet, pdf.room_of(packet)).pages)


def _alone(packet: ReportPacket, room: brief.Room) -> Document:
    return pdf.lay_out(html.leadership_page(packet, room), pdf.OwnAssets({}), html.stylesheets())


def test_the_last_room_is_taken_where_none_fits():
    assert brief.roomiest(lambda _room: False) is ROOMS[-1]


@pytest.mark.parametrize(
    ("text", "kept", "whole"),
    [
        ("Short.", "Short.", True),
        ("One two three.\n\nFour five six seven eight nine ten eleven.", "One two three.", False),
        ("One. Two three four. Five six seven eight nine ten eleven twelve.", "One. Two three four.", False),
        (
            "one two three four five six seven eight nine ten eleven twelve",
            "one two three four five six seven\u2026",
            False,
        ),
        ("a" * 100, "a" * 40 + "\u2026", False),
    ],
)
def test_a_text_is_cut_after_a_paragraph_a_sentence_or_a_word(text, kept, whole):
    assert excerpt(text, lines=2, width=20) == brief.Excerpt(kept, whole)
