"""Three reports of the demonstration, page by page, as pictures. `make report-pages` runs this.

The pictures lie in docs/pictures/reports, one folder a report; docs/report-pages.md shows them.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
COMMAND = Path(sys.executable).with_name("countersign")
RESOLUTION, COLOURS = 96, 40
"""Dots per inch, and the colours of a picture: enough for the report's few, and small in a repository."""

PAGE_LIMIT, ALL_LIMIT = 60_000, 3_000_000
"""Bytes of one picture and of all of them."""

HOW_MANY = 3


class Reports:
    """The signed reports of a demonstration that is played into a folder."""

    def __init__(self, home: Path) -> None:
        self.own = os.environ | {"COUNTERSIGN_HOME": str(home / "demo")}
        self.home = home
        self._call("demo")

    def references(self) -> list[str]:
        """Every published report, in the order of the incidents."""
        return sorted(re.findall(r"\bAI-\d+\b", self._call("reports")), key=lambda one: int(one.partition("-")[2]))

    def file(self, reference: str) -> Path:
        """The signed file of a report."""
        path = self.home / f"{reference}.pdf"
        self._call("report", reference, "--output", str(path))
        return path

    def _call(self, *arguments: str) -> str:
        return subprocess.run([COMMAND, *arguments], env=self.own, capture_output=True, text=True, check=True).stdout


def photograph(file: Path, folder: Path) -> list[Path]:
    """Every page of a file as a picture with few colours."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    subprocess.run(["pdftoppm", "-r", str(RESOLUTION), "-png", str(file), str(folder / "full")], check=True)
    pages = []
    for number, full in enumerate(sorted(folder.glob("full-*.png")), start=1):
        page = folder / f"page-{number:02}.png"
        with Image.open(full) as picture:
            few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
            few.save(page, optimize=True)
        full.unlink()
        pages.append(page)
    return pages


def headings(file: Path, page: int) -> str:
    """What a page holds, in a line: the numbered parts that begin on it, or that an earlier one goes on."""
    options = ["-f", str(page), "-l", str(page), "-layout"]
    text = subprocess.run(["pdftotext", *options, str(file), "-"], capture_output=True, text=True, check=True).stdout
    if page == 1:
        return "The cover"
    found = re.findall(r"^ *(\d{1,2}) {1,4}([A-Z][a-z]+(?: [a-z]+)*) *$", text, re.MULTILINE)
    return ", ".join(f"part {number}, {title.lower()}" for number, title in found) or "continued"


def title(file: Path) -> str:
    """The title of the document, as the file states it."""
    answer = subprocess.run(["pdfinfo", str(file)], capture_output=True, text=True, check=True).stdout
    return next(line.partition(":")[2].strip() for line in answer.splitlines() if line.startswith("Title:"))


def chapter(reference: str, file: Path, pages: list[Path]) -> str:
    """The part of the page about one report."""
    lines = [f"## {title(file)}", ""]
    for number, page in enumerate(pages, start=1):
        words = headings(file, number)
        lines += [f"Page {number}: {words}.", "", f"![{reference}, page {number}: {words}]({address(page)})", ""]
    return "\n".join(lines)


def address(page: Path) -> str:
    """Where a picture lies, seen from the page that shows it."""
    return f"pictures/reports/{page.parent.name}/{page.name}"


def take(folder: Path) -> tuple[str, list[Path]]:
    """Take the pictures. Returns the page that shows them, and the pictures."""
    text = [
        "# Reports, page by page",
        "",
        "Signed reports of the demonstration, whose organisation and people are invented. Each ends with the seal of",
        "the organisation and the signatures of both leads. `make report-pages` takes the pictures anew.",
        "",
    ]
    taken: list[Path] = []
    shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory() as home:
        reports = Reports(Path(home))
        for reference in reports.references()[:HOW_MANY]:
            file = reports.file(reference)
            pages = photograph(file, folder / reference)
            text.append(chapter(reference, file, pages))
            taken += pages
    return "\n".join(text), taken


def main() -> None:
    """Take the pictures and write the page; end with 1 when they are too large for a repository."""
    parser = argparse.ArgumentParser(description=re.sub(r"\s+", " ", __doc__ or ""))
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="leave docs alone and write into this folder")
    docs: Path = parser.parse_args().into or HERE
    text, taken = take(docs / "pictures" / "reports")
    (docs / "report-pages.md").write_text(text, encoding="utf-8")
    sizes = {page: page.stat().st_size for page in taken}
    wrong = [f"{page} has {size:,} bytes" for page, size in sizes.items() if size > PAGE_LIMIT]
    wrong += [f"All together have {sum(sizes.values()):,} bytes"] * (sum(sizes.values()) > ALL_LIMIT)
    print("\n".join([f"{len(taken)} pages, {sum(sizes.values()):,} bytes", *wrong]))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
