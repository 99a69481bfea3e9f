"""Reproduction cases as files: JSON Lines and promptfoo's YAML, in and out.

promptfoo: https://www.promptfoo.dev/docs/configuration/test-cases (read in November 2026). Nothing named by a file is
ever opened: `file://` is refused.
"""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import yaml

from incidents.domain.case import CASES_AT_ONCE, CaseText, Check
from incidents.domain.errors import Invalid

LONGEST = 2_000_000
"""Characters of one import."""

DEEPEST = 20
"""Levels of YAML."""

MOST = 5 * CASES_AT_ONCE
"""Cases of one import, those that are there already among them."""

_OPENING = (
    yaml.BlockSequenceStartToken,
    yaml.BlockMappingStartToken,
    yaml.FlowSequenceStartToken,
    yaml.FlowMappingStartToken,
)
_CLOSING = (yaml.BlockEndToken, yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)
_TYPES = {check.value.replace("_", "-"): check for check in Check if check is not Check.PERSON}
_PROMPT = (
    '[{% if context %}{"role": "system", "content": {{ context | dump }}},{% endif %}'
    '{"role": "user", "content": {{ prompt | dump }}}]'
)
"""One template for all cases: chat messages, with nunjucks' own filter for JSON strings."""

_OTHER_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
"""YAML folds these like line feeds, unless they stand escaped."""


class _Dumper(yaml.SafeDumper):
    """Writes texts so that they come back as they were."""


def _written(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = '"' if _OTHER_LINE_ENDS.search(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _written)


def read(text: str) -> list[CaseText]:
    """The cases of a text in either format. Raises `Invalid` on “cases”, naming the line or the test."""
    refuse_long(text, "cases")
    every = _json_lines(text) if text.lstrip().startswith("{") else _promptfoo(text)
    found = list(islice(every, MOST + 1))
    if len(found) > MOST:
        raise Invalid("cases", f"This has more than {MOST:,} cases. Give them in parts.")
    if not found:
        raise Invalid("cases", "There is no case in this. Give JSON Lines, or promptfoo's YAML with `tests:`.")
    return found


def json_lines(cases: Iterable[tuple[int, CaseText]]) -> str:
    """One JSON object a line; `case` is the number, which results refer to."""
    return "".join(json.dumps({"case": number} | _plain(case), ensure_ascii=False) + "\n" for number, case in cases)


def promptfoo(reference: str, cases: Iterable[tuple[int, CaseText]]) -> str:
    """A configuration that `promptfoo eval` takes once `providers` is filled in."""
    config = {
        "description": f"Reproduction cases of {reference}",
        "prompts": [_PROMPT],
        "providers": [],
        "tests": [_test(number, case) for number, case in cases],
    }
    return yaml.dump(config, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


def _plain(case: CaseText) -> dict[str, str]:
    return {
        "title": case.title,
        "prompt": case.prompt,
        "context": case.context,
        "observed": case.observed,
        "expected": case.expected,
        "check": case.check.value,
        "value": case.value,
    }


def _test(number: int, case: CaseText) -> dict[str, Any]:
    test: dict[str, Any] = {
        "description": case.title,
        "vars": {"prompt": _literal(case.prompt), "context": _literal(case.context)},
        "metadata": {"case": number, "expected": case.expected, "observed": case.observed},
    }
    if case.check is not Check.PERSON:
        test["assert"] = [{"type": case.check.value.replace("_", "-"), "value": _literal(case.value)}]
    return test


def _literal(text: str) -> str:
    """Text that promptfoo takes word for word: it renders variables as templates, and reads what `file://` names."""
    if not (any(sign in text for sign in ("{{", "{%", "{#")) or text.startswith("file://")):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'{{{{ "{escaped}" }}}}'


def _rendered(where: str, name: str, value: Any) -> str:
    """What promptfoo would render: our own quoting taken off, and no file read."""
    text = text_of(where, name, value, "cases")
    if text.startswith("file://"):
        raise Invalid("cases", f"{where}: “{name}” names a file. Files are not read: put the text itself here.")
    return _unliteral(text)


def _unliteral(text: str) -> str:
    if not (text.startswith('{{ "') and text.endswith('" }}')):
        return text
    return text[4:-4].replace('\\"', '"').replace("\\\\", "\\")


def _json_lines(text: str) -> Iterator[CaseText]:
    for where, row in objects(text, "cases"):
        yield _case(where, row)


def objects(text: str, field: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of JSON Lines, each with the words for its place. Raises `Invalid` on the field."""
    # Not `splitlines`: it also breaks at characters that may stand inside a JSON string.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            raise Invalid(field, f"Line {number} is not a JSON object. Give one object a line.") from None
        if not isinstance(row, dict):
            raise Invalid(field, f"Line {number} is not a JSON object. Give one object a line.")
        yield f"Line {number}", row


def _case(where: str, row: dict[str, Any]) -> CaseText:
    words = {name: text_of(where, name, row.get(name), "cases") for name in ("title", "prompt", "context", "observed")}
    check = text_of(where, "check", row.get("check"), "cases") or Check.PERSON.value
    if check.replace("-", "_") not in set(Check):
        raise Invalid("cases", f"{where}: the check “{check[:40]}” is not known. Give one of: {', '.join(Check)}.")
    value = text_of(where, "value", row.get("value"), "cases")
    expected = text_of(where, "expected", row.get("expected"), "cases")
    return _filled(where, CaseText(**words, expected=expected, check=Check(check.replace("-", "_")), value=value))


def _filled(where: str, case: CaseText) -> CaseText:
    if not case.prompt.strip():
        raise Invalid("cases", f"{where} has no prompt. Give it as “prompt”.")
    derived = f"{case.check.label[0].upper()}{case.check.label[1:]}: {case.value}" if case.value else ""
    if not (case.expected.strip() or derived):
        raise Invalid("cases", f"{where} does not say what was expected. Give it as “expected”, or give a check.")
    first_line = case.prompt.strip()[:120].splitlines()[0]
    return CaseText(
        case.title.strip() or first_line,
        case.prompt,
        case.expected.strip() or derived,
        case.context,
        case.observed,
        case.check,
        case.value,
    )


def _promptfoo(text: str) -> Iterator[CaseText]:
    config = _yaml(text)
    tests = config.get("tests") if isinstance(config, dict) else config
    if not isinstance(tests, list):
        raise Invalid("cases", "This is neither JSON Lines nor promptfoo's YAML: there is no list `tests:` in it.")
    for number, test in enumerate(tests, start=1):
        where = f"Test {number}"
        if not isinstance(test, dict) or not isinstance(test.get("vars"), dict):
            raise Invalid("cases", f"{where} has no `vars:`. Give at least the variable prompt.")
        yield from _cases_of(where, test)


def _cases_of(where: str, test: dict[str, Any]) -> Iterator[CaseText]:
    """A case for each assertion; without any, one that a person judges."""
    metadata = test.get("metadata") if isinstance(test.get("metadata"), dict) else {}
    asserted = test.get("assert")
    assertions = [a for a in asserted if isinstance(a, dict)] if isinstance(asserted, list) else []
    variables = {name: _rendered(where, name, test["vars"].get(name)) for name in ("prompt", "context")}
    for number, assertion in enumerate(assertions or [{}], start=1):
        more = f" ({number} of {len(assertions)})" if len(assertions) > 1 else ""
        check, value, said = _assertion(where, assertion)
        yield _filled(
            where,
            CaseText(
                title=f"{text_of(where, 'description', test.get('description'), 'cases')}{more}".strip(),
                **variables,
                observed=text_of(where, "observed", (metadata or {}).get("observed"), "cases"),
                expected=text_of(where, "expected", (metadata or {}).get("expected"), "cases") or said,
                check=check,
                value=value,
            ),
        )


def _assertion(where: str, assertion: dict[str, Any]) -> tuple[Check, str, str]:
    """Check, value, and in words what no check of ours can do: that is left to a person, and not lost."""
    if not assertion:
        return Check.PERSON, "", ""
    kind, value = str(assertion.get("type", "")), _rendered(where, "value", assertion.get("value"))
    check = _TYPES.get(kind)
    return (check, value, "") if check and value else (Check.PERSON, "", f"{kind}: {value}")


def _yaml(text: str) -> Any:
    try:
        _refuse_shape(text)
        # Every scalar stays text: “no” is no Boolean here, and nothing is ever constructed.
        return yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark else ""
        raise Invalid("cases", f"This is neither JSON Lines nor YAML that can be read{where}.") from None


def _refuse_shape(text: str) -> None:
    """Refuse aliases, and nesting so deep that the C library behind the reader would end the whole process."""
    depth = 0
    for token in yaml.scan(text, Loader=yaml.CBaseLoader):
        if isinstance(token, yaml.AliasToken):
            raise Invalid("cases", "Aliases (*name) are not read. Write each test out.")
        depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        if depth > DEEPEST:
            raise Invalid("cases", f"This is nested more than {DEEPEST} deep; no list of tests is.")


def text_of(where: str, name: str, value: Any, field: str = "results") -> str:
    """A value as text; None is empty. Raises `Invalid` on the field for anything else."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Invalid(field, f"{where}: “{name}” must be text.")
    return str(value)


def refuse_long(text: str, field: str) -> None:
    """Raises `Invalid` on the field for more than `LONGEST` characters."""
    if len(text) > LONGEST:
        raise Invalid(field, f"This has {len(text):,} characters; {LONGEST:,} are the most at once.")
