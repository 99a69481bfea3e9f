"""Prohibitions that hold the house up: which layer imports which, and how small a view stays."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VIEWS = sorted((ROOT / "incidents" / "web").glob("*.py"))
LONGEST_VIEW = 25


def test_each_layer_imports_only_downward() -> None:
    # A process of its own: import-linter sets up logging for itself, and would silence that of later tests.
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    outcome = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    assert outcome.returncode == 0, outcome.stdout


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
