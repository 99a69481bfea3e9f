"""Every report is what it claims to be, in the eyes of validators that we did not write."""

from collections.abc import Callable, Iterator

import pytest

from incidents.domain.review import Level
from reports.verify import verify
from tests.conformance import ades, validators
from tests.conformance.conftest import Answers, Table
from tests.conformance.exhibits import Exhibit, Exhibition
from tests.conformance.validators import Said

pytestmark = [pytest.mark.conformance, pytest.mark.slow, pytest.mark.timeout(1200)]

NO_ADDRESS = {"BBB_XCV_AIA_PRES_ANS", "BBB_XCV_REVOC_PRES_ANS"}
"""The one thing that EU DSS may remark: certificates of a house without a public address name none."""

NO_REVOCATION_DATA = {"BBB_XCV_SUB_ANS", "BBB_XCV_IRDPFC_ANS"}
"""What EU DSS cannot know of a file at PAdES B-B: whether a certificate was revoked."""

Judge = Callable[[Exhibit], list[str]]


@pytest.fixture
def each(exhibition: Exhibition, table: Table, subtests: pytest.Subtests) -> Callable[[str, Judge], None]:
    """Let a check judge each report: a report without problems passes, and the table keeps the verdict."""

    def judge_each(check: str, judge: Judge) -> None:
        for exhibit in exhibition.exhibits:
            with subtests.test(report=exhibit.name):
                problems = judge(exhibit)
                table.note(exhibit.name, check, "FAIL" if problems else "pass")
                assert not problems, "\n".join(problems)

    return judge_each


@pytest.mark.parametrize("flavour", validators.PROFILES)
def test_every_report_keeps_the_standard_after_all_its_signatures(
    flavour: str, answers: Answers, each: Callable[[str, Judge], None]
) -> None:
    def judge(exhibit: Exhibit) -> list[str]:
        return validators.breaches(answers.verapdf[flavour][exhibit.path], flavour)

    each(f"veraPDF {flavour}", judge)


def test_eu_dss_finds_every_signature_at_its_level(answers: Answers, each: Callable[[str, Judge], None]) -> None:
    each("EU DSS", lambda exhibit: list(_remarks(exhibit, answers.eu_dss[exhibit.path])))


def test_pyhanko_finds_every_signature_holding_today_and_in_ten_years(
    exhibition: Exhibition, each: Callable[[str, Judge], None]
) -> None:
    def judge(exhibit: Exhibit) -> list[str]:
        validate = ades.lasting if exhibit.lasting else ades.plain
        return validate(exhibit.path.read_bytes(), exhibition.trust)

    each("pyHanko AdES", judge)


def test_pdfsig_calls_every_signature_valid(each: Callable[[str, Judge], None]) -> None:
    def judge(exhibit: Exhibit) -> list[str]:
        said = validators.pdfsig(exhibit.path)
        whole = said.count("Signature is Valid") == len(exhibit.fields) and said.count("Total document signed") == 1
        return [] if whole else [said]

    each("pdfsig", judge)


def test_our_own_verifier_finds_the_same_level(exhibition: Exhibition, each: Callable[[str, Judge], None]) -> None:
    def judge(exhibit: Exhibit) -> list[str]:
        level = verify(exhibit.path.read_bytes(), exhibition.trust).level
        return [] if level == (Level.LASTING if exhibit.lasting else Level.BASIC) else [level]

    each("verify", judge)


def test_a_turned_bit_shows_in_every_validator(exhibition: Exhibition, answers: Answers) -> None:
    spoiled = exhibition.spoiled
    of_signatures = [one for one in answers.eu_dss[spoiled.path] if one["kind"] == "signature"]
    assert [one["indication"] for one in of_signatures] == ["TOTAL_FAILED"] * len(spoiled.fields)
    assert len(ades.plain(spoiled.path.read_bytes(), exhibition.trust)) == len(spoiled.fields)
    assert "Signature is Valid" not in validators.pdfsig(spoiled.path)
    assert not verify(spoiled.path.read_bytes(), exhibition.trust).ok


@pytest.mark.parametrize("flavour", validators.PROFILES)
def test_a_file_without_structure_is_refused(flavour: str, exhibition: Exhibition, answers: Answers) -> None:
    assert len(validators.breaches(answers.verapdf[flavour][exhibition.untagged], flavour)) > 1


def _remarks(exhibit: Exhibit, said: list[Said]) -> Iterator[str]:
    """What EU DSS holds against a file, beyond what its level cannot have."""
    signatures = [one for one in said if one["kind"] == "signature"]
    if sorted(one["field"] for one in signatures) != sorted(exhibit.fields):
        yield f"signatures in {[one['field'] for one in signatures]} instead of {exhibit.fields}"
    if exhibit.lasting and len(said) - len(signatures) < len(signatures) + 1:
        yield "a signature lacks its time-stamp, or none covers the document"
    for one in said:
        yield from _remarks_on(exhibit, one)


def _remarks_on(exhibit: Exhibit, one: Said) -> Iterator[str]:
    where, of_signature = f"{one['kind']} {one['field']}", one["kind"] == "signature"
    expected = ("TOTAL_PASSED" if of_signature else "PASSED") if exhibit.lasting else "INDETERMINATE"
    if one["indication"] != expected:
        yield f"{where}: {one['indication']}, {one['sub_indication']}"
    if of_signature and one["level"] != exhibit.level:
        yield f"{where}: {one['level']}"
    if not one["intact"] or one["modified"] or one["undefined_changes"]:
        yield f"{where}: changed afterwards, {one['undefined_changes']}"
    allowed = NO_ADDRESS if exhibit.lasting else NO_ADDRESS | NO_REVOCATION_DATA
    yield from (f"{where}: {word}" for word in one["errors"] + one["warnings"] if word.split(":")[0] not in allowed)
