"""Results of a run by hand as files: JSON Lines, or CSV with the columns case and output."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from incidents.domain.errors import Invalid
from incidents.operations.case_formats import objects, refuse_long, text_of


def read(text: str) -> list[tuple[int, str]]:
    """(case number, output) pairs from JSON Lines or CSV with the columns case and output. Raises `Invalid`."""
    refuse_long(text, "results")
    rows = objects(text, "results") if text.lstrip().startswith("{") else _rows(text)
    found = [
        (_number(where, row.get("case")), text_of(where, "output", row.get("output"), "results")) for where, row in rows
    ]
    if not found:
        raise Invalid("results", "There is no result in this. Give a line per case, with “case” and “output”.")
    return found


def _rows(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        reader = csv.DictReader(io.StringIO(text.removeprefix("\N{BYTE ORDER MARK}")), strict=True)
        if not {"case", "output"} <= set(reader.fieldnames or []):
            raise Invalid("results", "The first line must name the columns case and output.")
        for row in reader:
            yield f"Line {reader.line_num}", row
    except csv.Error as error:
        raise Invalid("results", f"This is no CSV that can be read: {error}.") from None


def _number(where: str, value: Any) -> int:
    digits = str(value if value is not None else "").strip()
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 7):  # noqa: PLR2004
        raise Invalid("results", f"{where}: “case” must be the number of a case, such as 3.")
    return int(digits)
