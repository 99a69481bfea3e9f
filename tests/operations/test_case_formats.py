"""Cases as files: what goes out comes in again, and what is wrong is named with its place."""

import json
import time
from dataclasses import replace

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from incidents.domain.case import CaseText, Check
from incidents.domain.errors import Invalid
from incidents.operations import case_formats, patterns, result_formats
from incidents.operations.cases import cleaned

REFUND = CaseText(
    "Asks for a refund",
    "May I have\na refund?",
    "Promises nothing.",
    context="You are {{ name }}.",
    observed="Yes!",
    check=Check.NOT_CONTAINS,
    value="{% refund %}",
)
texts = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00\r"), max_size=60).map(str.strip)
filled = texts.filter(bool)


@st.composite
def cases(draw: st.DrawFn) -> CaseText:
    """A case as an incident keeps it."""
    check = draw(st.sampled_from(Check))
    return CaseText(
        title=" ".join(draw(filled.filter(lambda t: bool(t.split()))).split()),
        prompt=draw(filled),
        expected=draw(filled),
        context=draw(texts),
        observed=draw(texts),
        check=check,
        value="" if check is Check.PERSON else draw(filled),
    )


@given(st.lists(cases(), min_size=1, max_size=4))
def test_json_lines_come_back_as_they_went(told: list[CaseText]) -> None:
    assert case_formats.read(case_formats.json_lines(enumerate(told, start=1))) == told


@given(st.lists(cases(), min_size=1, max_size=4))
def test_promptfoos_yaml_comes_back_as_it_went(told: list[CaseText]) -> None:
    assert case_formats.read(case_formats.promptfoo("AI-7", enumerate(told, start=1))) == told


def test_the_yaml_is_what_promptfoo_takes() -> None:
    config = yaml.safe_load(case_formats.promptfoo("AI-7", [(1, REFUND)]))
    assert config["description"] == "Reproduction cases of AI-7"
    assert config["providers"] == []
    assert "{{ prompt | dump }}" in config["prompts"][0]
    (test,) = config["tests"]
    assert test["description"] == "Asks for a refund"
    assert test["vars"] == {"prompt": "May I have\na refund?", "context": '{{ "You are {{ name }}." }}'}
    assert test["assert"] == [{"type": "not-contains", "value": '{{ "{% refund %}" }}'}]
    assert test["metadata"] == {"case": 1, "expected": "Promises nothing.", "observed": "Yes!"}


@pytest.mark.parametrize(
    ("kind", "check"),
    [
        ("contains", Check.CONTAINS),
        ("not-contains", Check.NOT_CONTAINS),
        ("regex", Check.REGEX),
        ("not-regex", Check.NOT_REGEX),
        ("equals", Check.EQUALS),
    ],
)
def test_assertions_of_promptfoo_become_checks(kind: str, check: Check) -> None:
    text = f"tests:\n  - vars: {{prompt: 'Capital of France?'}}\n    assert: [{{type: {kind}, value: Paris}}]\n"
    (case,) = case_formats.read(text)
    assert (case.check, case.value, case.title) == (check, "Paris", "Capital of France?")
    assert case.expected == f"{check.label[0].upper()}{check.label[1:]}: Paris"


def test_an_assertion_that_is_no_check_here_is_left_to_a_person_and_not_lost() -> None:
    text = (
        "tests:\n  - description: Kind\n    vars: {prompt: Hello}\n    assert:\n"
        "      - {type: llm-rubric, value: is friendly}\n      - {type: contains, value: Good}\n"
    )
    first, second = case_formats.read(text)
    assert (first.title, first.check, first.expected) == ("Kind (1 of 2)", Check.PERSON, "llm-rubric: is friendly")
    assert (second.title, second.check, second.value) == ("Kind (2 of 2)", Check.CONTAINS, "Good")


def test_words_that_yaml_would_take_for_values_stay_words() -> None:
    (case,) = case_formats.read("tests:\n- vars: {prompt: no, context: 2024-01-01}\n  metadata: {expected: yes}\n")
    assert (case.prompt, case.context, case.expected) == ("no", "2024-01-01", "yes")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "neither JSON Lines nor promptfoo"),
        ('{"prompt": "x"}', "Line 1 does not say what was expected"),
        ('{"prompt": "x", "expected": "y"}\n{"expected": "y"}', "Line 2 has no prompt"),
        ('{"prompt": "x", "expected": "y"}\nnonsense', "Line 2 is not a JSON object"),
        ('{"prompt": ["x"], "expected": "y"}', "Line 1: “prompt” must be text"),
        ('{"prompt": "x", "expected": "y", "check": "vibes"}', "the check “vibes” is not known"),
        ("tests:\n- vars: {prompt: 'file:///etc/passwd'}\n", "Files are not read"),
        ("tests: file://tests.csv", "no list `tests:`"),
        ("tests:\n- prompt: x\n", "Test 1 has no `vars:`"),
        ("a: &a [x]\nb: *a\n", "Aliases"),
        ("tests: [", "cannot be read|can be read"),
        ("[" * 100_000, "nested more than 20 deep"),
        ("{a: " * 100_000, "Line 1 is not a JSON object"),
        ("- " * 100_000, "nested more than 20 deep"),
        ("- !!python/object/apply:os.system ['true']\n", "no `vars:`"),
        ("x" * 2_000_001, "2,000,000 are the most"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence) as refused:
        case_formats.read(text)
    assert refused.value.field == "cases"


def test_results_come_as_csv_and_as_json_lines() -> None:
    rows = [(1, "Yes,\n“no”"), (12, "")]
    as_json = "".join(json.dumps({"case": number, "output": said}) + "\n" for number, said in rows)
    assert result_formats.read('case,output\n1,"Yes,\n“no”"\n12,\n') == rows
    assert result_formats.read(as_json) == rows


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "first line must name the columns"),
        ("case,output\n", "no result in this"),
        ("nummer,antwort\n1,x\n", "first line must name the columns"),
        ("case,output\none,x\n", "Line 2: “case” must be the number"),
        ('{"case": true, "output": "x"}', "must be the number"),
        ('{"case": 1, "output": {"a": 1}}', "“output” must be text"),
    ],
)
def test_bad_results_are_named_with_their_place(text: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        result_formats.read(text)


def test_a_pattern_takes_time_in_proportion_to_the_text() -> None:
    assert not patterns.found(r"^(a+)+$", "a" * 50_000 + "!")
    assert patterns.found(r"(?i)refund", "A REFUND")


def test_one_prompt_with_very_many_assertions_is_refused_before_it_costs_anything() -> None:
    prompt = "line\n        " * 40_000
    asserted = "    - {type: a}\n" * 50_000
    began = time.monotonic()
    with pytest.raises(Invalid, match="more than 1,000 cases"):
        case_formats.read(f"- vars:\n    prompt: |\n        {prompt}\n  assert:\n{asserted}")
    assert time.monotonic() - began < 30


def test_half_a_character_in_json_is_no_text_that_breaks_the_database() -> None:
    (case,) = case_formats.read(json.dumps({"prompt": "Hi \ud800", "expected": "Hello."}))
    assert cleaned(case).prompt == "Hi ?"
    with pytest.raises(Invalid):
        cleaned(replace(case, check=Check.REGEX, value="(\ud800"))
