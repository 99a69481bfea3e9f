"""How far a report is: told while it is laid out and while it is painted, page by page."""

import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import exp

from weasyprint import Document
from weasyprint.logger import PROGRESS_LOGGER

Progress = Callable[[int, str], None]

CHARACTERS = 5_000
"""Characters of a report's HTML on a typical page. How many pages there are, only the layout will tell."""

_PAGE = re.compile(r"Page (\d+)$")
"""A page that is laid out; one that is only looked at again says more."""


class Teller:
    """Calls back with a percentage that only rises, at most once for each percent."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._told = -1

    def tell(self, percent: int, sentence: str) -> None:
        """Tell it, if it is news."""
        if self._progress and percent > self._told:
            self._told = percent
            self._progress(percent, sentence)

    @contextmanager
    def while_laying_out(self, page: str, first: int, last: int) -> Iterator[None]:
        """Tell of every page that WeasyPrint lays out; it says so in its log."""
        expected = max(len(page) / CHARACTERS, 1)

        def heard(step: str) -> None:
            found = _PAGE.search(step)
            if found:
                part = 1 - exp(-1.5 * int(found[1]) / expected)
                self.tell(first + 3 + int(part * (last - first - 3)), f"Laying out page {found[1]}")
            elif step.startswith("Step 3"):
                self.tell(first + 1, "Styling the text")
            elif step.startswith("Step 4"):
                self.tell(first + 2, "Building the pages")

        self.tell(first, "Reading the text")
        with _heard(_Listener(heard)):
            yield

    @contextmanager
    def while_painting(self, document: Document, first: int, last: int) -> Iterator[None]:
        """Tell of every page that is painted into the file."""
        count = len(document.pages)

        def telling(number: int, paint: Callable[..., None]) -> Callable[..., None]:
            def painted(*args: object, **options: object) -> None:
                paint(*args, **options)
                self.tell(first + number * (last - first) // count, f"Writing page {number} of {count}")

            return painted

        def heard(step: str) -> None:
            if step.startswith("Step 7"):
                self.tell(last + 1, "Tagging the text")

        self.tell(first, "Writing the file")
        for number, page in enumerate(document.pages, start=1):
            page.paint = telling(number, page.paint)
        with _heard(_Listener(heard)):
            yield


@contextmanager
def _heard(listener: logging.Handler) -> Iterator[None]:
    """Let a listener hear WeasyPrint's steps, and nobody else: they do not belong into the server's log."""
    level, propagate = PROGRESS_LOGGER.level, PROGRESS_LOGGER.propagate
    PROGRESS_LOGGER.addHandler(listener)
    PROGRESS_LOGGER.setLevel(logging.INFO)
    PROGRESS_LOGGER.propagate = False
    try:
        yield
    finally:
        PROGRESS_LOGGER.setLevel(level)
        PROGRESS_LOGGER.propagate = propagate
        PROGRESS_LOGGER.removeHandler(listener)


class _Listener(logging.Handler):
    """Hears which step begins, in this thread only."""

    def __init__(self, heard: Callable[[str], None]) -> None:
        super().__init__(logging.INFO)
        self._heard, self._thread = heard, threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Called by the log."""
        if record.thread == self._thread:
            self._heard(record.getMessage())
