"""A report of 400 entries and 200 files is drawn in bounded memory, and says how far it is."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import report_sample as sample

from reports.packet import ReportPacket, TimelineEntry

HERE = Path(__file__).parent

MEMORY = 420
"""Megabytes. Measured: 283 for this report, 185 for the sample; what is left is for other fonts and libraries."""

CHILD = """
import json, re, time
from pathlib import Path
from test_report_long import long
from reports import pdf
told, begun = [], time.process_time()
pdf.render(long(), lambda percent, sentence: told.append((percent, sentence, time.process_time() - begun)))
# Not ru_maxrss: a process inherits that from the one which started it, here the whole test run.
peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) // 1024
print(json.dumps({"peak": peak, "told": told, "took": time.process_time() - begun}))
"""


def long(entries: int = 400, files: int = 200) -> ReportPacket:
    """The sample with a long timeline and a long list of evidence."""
    packet = sample.packet()
    return replace(
        packet,
        timeline=tuple(
            TimelineEntry(
                sample.at(1, 0) + timedelta(minutes=53 * number),
                ("business", "ai", "it", "joint")[number % 4],
                f"Entry {number}: somebody did something that took a sentence to tell, and it was noted.",
                "Record" if number % 3 else f"Run {number}",
            )
            for number in range(entries)
        ),
        evidence=tuple(
            replace(packet.evidence[number % 4], name=f"evidence-{number:03}.jsonl", sha256=f"{number:064x}")
            for number in range(files)
        ),
    )


@pytest.fixture(scope="module")
def drawn_elsewhere() -> dict[str, object]:
    """What a process of its own says of drawing it, so that nothing else counts into its memory."""
    own = os.environ | {"PYTHONPATH": f"{HERE}{os.pathsep}{HERE.parent.parent}"}
    answer = subprocess.run([sys.executable, "-c", CHILD], env=own, capture_output=True, text=True, check=True)
    return json.loads(answer.stdout)


def test_it_stays_within_its_memory(drawn_elsewhere):
    assert drawn_elsewhere["peak"] < MEMORY


def test_progress_rises_in_many_small_steps(drawn_elsewhere):
    told = drawn_elsewhere["told"]
    percents = [percent for percent, _, _ in told]
    assert percents == sorted(set(percents))
    assert len(percents) > 50
    assert percents[-1] == 100
    sentences = [sentence for _, sentence, _ in told]
    assert "Laying out page 20" in sentences
    assert any(sentence.startswith("Writing page 20 of ") for sentence in sentences)


def test_no_silence_is_long(drawn_elsewhere):
    """Counted in the work of the whole, so that a busy machine does not matter: a sixth of 10 s is less than 2 s."""
    moments = [0.0, *(moment for _, _, moment in drawn_elsewhere["told"])]
    longest = max(later - earlier for earlier, later in pairwise(moments))
    assert longest < drawn_elsewhere["took"] / 6
