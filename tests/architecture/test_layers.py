"""Prohibitions that hold the house up: which layer imports which, and how small a view stays."""

import ast
import re
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parents[2]
VIEWS = sorted((ROOT / "incidents" / "web").glob("*.py"))
LONGEST_VIEW = 25


def test_each_layer_imports_only_downward(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == EXIT_STATUS_SUCCESS, capsys.readouterr().out


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: path.stem)
def test_no_view_is_longer_than_a_screen(path: Path) -> None:
    long = {view.name: length for view in _views(path) if (length := _lines(view)) > LONGEST_VIEW}
    assert not long, f"{path.name}: {long}"


def test_views_are_found_where_they_are() -> None:
    assert sum(len(_views(path)) for path in VIEWS) > 40


def _views(path: Path) -> list[ast.FunctionDef]:
    functions = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
    return [f for f in functions if any(re.search(r"\.(route|get|post)\(", ast.unparse(d)) for d in f.decorator_list)]


def _lines(function: ast.FunctionDef) -> int:
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1
