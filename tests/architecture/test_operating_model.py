"""docs/operating-model.md promises a test for every rule. A promise whose test is gone breaks the build."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (?P<rule>[A-Z]+\d+) \| (?P<words>.+?) \| (?P<proof>.+?) \|$", re.MULTILINE)
NAMED = re.compile(r"`(?P<file>tests/[\w/]+\.py)::(?P<test>test_\w+)`")
LATER = re.compile(r"^Later, with (integrations|scale): \S.+$")
FOUNDING = [
    f"{part}{number}" for part, last in (("A", 13), ("B", 6), ("C", 4), ("D", 8)) for number in range(1, last + 1)
]
"""The rows of the four founding documents."""


def rows() -> list[tuple[str, str, str]]:
    """Rule, its words, and what proves it."""
    return ROW.findall((ROOT / "docs" / "operating-model.md").read_text())


@cache
def functions_of(file: str) -> frozenset[str]:
    """The names of the test functions of a file, methods included."""
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_no_row_of_the_founding_documents_is_left_out() -> None:
    assert [rule for rule, _words, _proof in rows() if rule in FOUNDING] == FOUNDING


def test_no_rule_stands_there_twice() -> None:
    named = [rule for rule, _words, _proof in rows()]
    assert len(named) == len(set(named))


@pytest.mark.parametrize(("rule", "words", "proof"), rows(), ids=[rule for rule, _words, _proof in rows()])
def test_every_rule_names_tests_that_exist_or_says_what_it_waits_for(rule: str, words: str, proof: str) -> None:
    assert words.endswith(".")
    named = NAMED.findall(proof)
    assert named or LATER.match(proof), f"{rule} is not proven by anything"
    for file, test in named:
        assert test in functions_of(file), f"{rule}: there is no {file}::{test}"


def test_nothing_that_looks_like_a_test_is_spelt_so_that_it_is_not_checked() -> None:
    text = (ROOT / "docs" / "operating-model.md").read_text()
    assert len(re.findall(r"tests/", text)) == len(NAMED.findall(text))
