"""The living style page shows every macro, in both themes, and is not there in production."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
MACROS = sorted(
    {
        name
        for file in (TEMPLATES / "macros").glob("*.html")
        for name in re.findall(r"{% macro ([a-z]\w*)\(", file.read_text())
    }
)


def test_the_page_shows_light_beside_dark_for_everybody(app: Flask) -> None:
    answer = app.test_client().get("/style")
    assert answer.status_code == 200
    assert answer.text.count('class="styles-theme" data-bs-theme=') == 2


@pytest.mark.parametrize("macro", MACROS)
def test_every_macro_is_shown(macro: str) -> None:
    shown = "".join(file.read_text() for file in (TEMPLATES / "style").glob("*.html"))
    assert re.search(rf"\b{macro}\(", shown), f"templates/style shows no {macro}"


def test_there_is_no_such_page_in_production(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    own = app.extensions["countersign"]
    monkeypatch.setattr(own, "settings", replace(own.settings, environment="production"))
    assert app.test_client().get("/style").status_code == 404
