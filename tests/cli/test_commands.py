"""The `countersign` command: each verb once as it should go, and once as it goes wrong."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result

from incidents.app import create_app
from incidents.models import Person, db
from tests.cli.shell import INIT, PASSWORD, Shell
from tests.conftest import TESTING, settings_of


@pytest.mark.parametrize("words", [("--help",), ("-h",), ("audit", "--help"), ("user", "add", "--help")])
def test_help_is_given_without_touching_the_home(shell: Shell, words: tuple[str, ...]) -> None:
    answer = shell.type(*words)
    assert (answer.exit_code, shell.home.exists()) == (0, False)
    assert answer.output.startswith("Usage: ")


def test_init_founds_an_organisation_once(shell: Shell) -> None:
    answer = shell.type(*INIT)
    assert (answer.exit_code, answer.output) == (
        0,
        "Example Group is founded. Run “countersign serve” and log in as max@example.org.\n",
    )
    again = shell.type(*INIT)
    assert again.exit_code == 1
    assert "An organisation lives here already" in again.output


def test_init_asks_for_what_is_not_given(shell: Shell) -> None:
    answers = f"Example Group\nEurope/Paris\nMax\nmax@example.org\n{PASSWORD}\n{PASSWORD}\n"
    answer = shell.type("init", answers=answers)
    assert answer.exit_code == 0, answer.output
    assert PASSWORD not in answer.output


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ("--email=nobody", "This is not an e-mail address"),
        ("--password=short", "Give a password of at least 12 characters"),
        ("--time-zone=Mars", "“Mars” is no time zone"),
        ("--organisation= ", "Give the organisation's name"),
    ],
)
def test_init_with_a_wrong_value_founds_nothing(shell: Shell, option: str, sentence: str) -> None:
    answer = shell.type(*INIT, option)
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: ")
    assert sentence in answer.output
    assert shell.type(*INIT).exit_code == 0, "a second attempt is not in the way of the first"


def add_user(shell: Shell, *words: str) -> Result:
    common = ("user", "add", "--email=ivo@example.org", "--name=Ivo", f"--password={PASSWORD}")
    return shell.type(*common, *words)


def test_user_add_adds_a_person_who_may_log_in(shell: Shell) -> None:
    shell.type(*INIT)
    answer = add_user(shell, "--affiliation=it", "--rank=lead", "--title=Head of Platform")
    assert answer.exit_code == 0, answer.output
    app = create_app(settings_of(shell.home), TESTING)
    with app.app_context():
        person = db.session.scalars(sa.select(Person).where(Person.name == "Ivo")).one()
        assert (person.is_lead, person.belongs_to, person.title) == (True, "IT department", "Head of Platform")
        db.engine.dispose()
    assert "belongs to somebody already" in add_user(shell, "--affiliation=it", "--rank=lead").output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--affiliation=it",), "Choose member or lead"),
        (("--affiliation=business",), "People of the business need a unit"),
        (("--affiliation=business", "--unit=Atlantis"), "Atlantis"),
        (("--affiliation=none",), "can only be an administrator"),
        (("--affiliation=robots",), "Invalid value for '--affiliation'"),
    ],
)
def test_user_add_refuses_who_stands_nowhere(shell: Shell, words: tuple[str, ...], sentence: str) -> None:
    shell.type(*INIT)
    answer = add_user(shell, *words)
    assert answer.exit_code != 0
    assert sentence in answer.output


def test_user_add_on_an_empty_home_says_what_to_do(shell: Shell) -> None:
    answer = add_user(shell, "--affiliation=it", "--rank=lead")
    assert answer.exit_code == 1
    assert "countersign init" in answer.output


def test_reports_are_listed_written_and_verified(published: Shell, tmp_path: Path) -> None:
    assert published.type("reports").output == "AI-1\n"
    file = tmp_path / "AI-1.pdf"
    written = published.type("report", "ai-1", "--output", str(file))
    assert written.exit_code == 0, written.output
    assert written.output == f"{file}: {file.stat().st_size:,} bytes\n"
    answer = published.type("verify", str(file))
    assert answer.exit_code == 0, answer.output


@pytest.mark.parametrize("reference", ["AI-2", "AI-0", "x", "AI-", "AI-٣", "AI-99999999999999999999", "1; DROP"])
def test_a_report_that_is_not_there_is_not_written(published: Shell, tmp_path: Path, reference: str) -> None:
    file = tmp_path / "report.pdf"
    answer = published.type("report", reference, "--output", str(file))
    assert (answer.exit_code, file.exists()) == (1, False)
    assert f"There is no published report {reference}" in answer.output
    assert published.type("report", "AI-1", "--revision", "2", "--output", str(file)).exit_code == 1


def test_audit_verify_is_content_with_an_audit_trail_that_is_whole(published: Shell) -> None:
    answer = published.type("audit", "verify")
    assert answer.exit_code == 0, answer.output
    assert all(line.endswith("entries, whole") for line in answer.output.splitlines())
    assert {line.split(":")[0] for line in answer.output.splitlines()} == {"organisation", "AI-1"}


def test_audit_verify_names_the_broken_link(published: Shell) -> None:
    connection = sqlite3.connect(published.home / "countersign.db")
    with connection:
        connection.execute("DROP TRIGGER audit_entry_no_update")
        connection.execute(
            "UPDATE audit_entry SET payload = replace(payload, 'Olu', 'Sam') WHERE sequence = 1"
            " AND chain_id = (SELECT id FROM audit_chain WHERE name = 'AI-1')"
        )
    connection.close()
    answer = published.type("audit", "verify")
    assert answer.exit_code == 1
    assert "AI-1: " in answer.output
    assert "broken at entry 1: was changed after it was written" in answer.output


def test_a_quarterly_report_is_made_once_kept_and_genuine(published: Shell, tmp_path: Path) -> None:
    file, again = tmp_path / "q.pdf", tmp_path / "again.pdf"
    answer = published.type("quarter", "2026-Q3", "--out", str(file))
    assert answer.exit_code == 0, answer.output
    assert "2026-Q3, edition 1, " in answer.output
    assert published.type("quarter", "2026-Q3", "--out", str(again)).exit_code == 0
    assert file.read_bytes() == again.read_bytes()
    checked = published.type("verify", str(file))
    assert checked.exit_code == 0, checked.output
    assert "A quarterly report carries no signatures of leads." in checked.output
    assert "edition 2" in published.type("quarter", "2026-Q3", "--again", "--out", str(again)).output


@pytest.mark.parametrize("quarter", ["2199-Q4", "2026-07", "2026", "x", "2026-Q5", "AI-1"])
def test_what_is_no_quarter_is_refused_with_an_example(published: Shell, tmp_path: Path, quarter: str) -> None:
    file = tmp_path / "q.pdf"
    answer = published.type("quarter", quarter, "--out", str(file))
    assert (answer.exit_code, file.exists()) == (1, False)
    assert "2026-Q3" in answer.output or "has not begun" in answer.output


@pytest.mark.parametrize("words", [("demo",), ("serve", "--demo")])
def test_production_refuses_a_demonstration(shell: Shell, words: tuple[str, ...]) -> None:
    shell.environment |= {
        "COUNTERSIGN_ENVIRONMENT": "production",
        "COUNTERSIGN_SEAL_PASSPHRASE": "a long enough passphrase",
    }
    answer = shell.type(*words)
    assert answer.exit_code == 1
    assert "a demonstration is refused there" in answer.output


def test_a_demonstration_is_not_loaded_where_somebody_lives(shell: Shell) -> None:
    shell.type(*INIT)
    answer = shell.type("demo")
    assert (answer.exit_code, answer.output) == (0, "There is an organisation here already; nothing was loaded.\n")


def test_a_bad_setting_ends_a_command_with_a_sentence(shell: Shell) -> None:
    shell.environment["COUNTERSIGN_PROT"] = "8000"
    answer = shell.type("reports")
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: COUNTERSIGN_PROT is no setting of Countersign.")
