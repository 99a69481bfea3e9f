"""`countersign verify`, the packet of a report, and the published schemas, as somebody at a terminal has them."""

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from jsonschema import Draft202012Validator

from incidents.cli import main
from reports.published import SCHEMAS, file_name
from tests.cli.shell import INIT, Shell
from tests.factories import FOUNDED

SCHEMAS_HERE = Path(__file__).resolve().parents[2] / "docs" / "schemas"


@pytest.fixture
def file(published: Shell, tmp_path: Path) -> Path:
    """The published report AI-1 in a file."""
    path = tmp_path / "AI-1.pdf"
    published.type("report", "AI-1", "--output", str(path))
    return path


def test_a_genuine_report_is_told_in_sections_with_what_the_record_says(published: Shell, file: Path) -> None:
    answer = published.type("verify", str(file))
    assert answer.exit_code == 0, answer.output
    assert answer.output.startswith("✓ Genuine and complete\n")
    for heading in ("Report", "Signatures", "Looked at in the file", "The record of this server", "File"):
        assert f"\n{heading}\n" in answer.output
    for words in (
        "✓ AI department: Ada, ",
        "✓ IT department: Ivo, ",
        "Seal of the organisation",
        "Basic (PAdES B-B)",
        "✓ The file is, byte for byte, the one that the record keeps.",
        "✓ Every link of that audit trail holds.",
        "✓ It is published, and the newest.",
    ):
        assert words in answer.output
    assert "✗" not in answer.output
    assert "\x1b" not in answer.output, "no colour where there is no terminal"


def test_one_changed_byte_is_enough_to_fail(published: Shell, file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 3] ^= 1
    file.write_bytes(content)
    answer = published.type("verify", str(file))
    assert answer.exit_code == 1
    assert answer.output.startswith("✗ Not genuine\n  Do not rely on this file. The file was changed after it was sig")
    assert "record" not in answer.output


def test_colour_is_for_terminals_and_for_those_who_want_it(
    published: Shell, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def typed(**environment: str) -> str:
        runner = CliRunner(env=published.environment | environment)
        return runner.invoke(main, ["verify", str(file)], color=True).output

    assert "\x1b[" in typed()
    plain = typed(NO_COLOR="1")
    assert "\x1b" not in plain
    assert "✓ Genuine and complete" in plain


def test_a_terminal_that_knows_no_ticks_is_given_letters(published: Shell, file: Path) -> None:
    runner = CliRunner(env=published.environment, charset="latin-1")
    assert runner.invoke(main, ["verify", str(file)]).output.startswith("[ok] Genuine and complete\n")


def test_another_organisation_is_trusted_only_by_its_root(published: Shell, file: Path, tmp_path: Path) -> None:
    other = Shell(tmp_path / "other")
    other.type(*INIT)
    refused = other.type("verify", str(file))
    assert refused.exit_code == 1
    assert "not come from an organisation that is trusted here" in refused.output
    root = published.home / "keys" / "root-certificate.pem"
    trusted = other.type("verify", str(file), "--trust", str(root))
    assert trusted.exit_code == 0, trusted.output
    assert "The record of this server" not in trusted.output, "that home did not issue it"
    assert "Only the issuing server can say whether a later one stands in its place." in trusted.output


def test_naming_its_own_root_does_not_keep_a_home_from_asking_its_record(published: Shell, file: Path) -> None:
    root = published.home / "keys" / "root-certificate.pem"
    answer = published.type("verify", str(file), "--trust", str(root))
    assert answer.exit_code == 0
    assert "The record of this server" in answer.output


def test_verifying_with_a_root_makes_no_home(published: Shell, file: Path, tmp_path: Path) -> None:
    nobody = Shell(tmp_path / "nowhere")
    root = published.home / "keys" / "root-certificate.pem"
    assert nobody.type("verify", str(file), "--trust", str(root)).exit_code == 0
    assert not nobody.home.exists()


def test_what_cannot_be_used_ends_with_a_status_of_its_own(published: Shell, file: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear all")
    nobody = Shell(tmp_path / "empty").type("verify", str(file))
    assert (nobody.exit_code, "Name its root certificate with --trust" in nobody.output) == (2, True)
    for option in ("--trust", "--time-trust", "--crl"):
        answer = published.type("verify", str(file), option, str(letter))
        assert (answer.exit_code, "cannot be read" in answer.output) == (2, True), option
    assert published.type("verify", str(tmp_path / "missing.pdf")).exit_code == 2
    assert published.type("verify", str(letter)).exit_code == 1, "a letter is no report, and that is an answer"


def test_a_revocation_list_and_a_root_for_times_are_taken_in_both_forms(
    published: Shell, file: Path, tmp_path: Path
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Somebody else")])
    made = x509.CertificateRevocationListBuilder(name, FOUNDED, FOUNDED.replace(year=2036)).sign(key, hashes.SHA256())
    root = published.home / "keys" / "root-certificate.pem"
    for form in (Encoding.DER, Encoding.PEM):
        path = tmp_path / "list.crl"
        path.write_bytes(made.public_bytes(form))
        answer = published.type("verify", str(file), "--crl", str(path), "--time-trust", str(root))
        assert answer.exit_code == 0, answer.output


def test_json_has_its_published_form(published: Shell, file: Path) -> None:
    schema = json.loads((SCHEMAS_HERE / "verification-1.schema.json").read_text())
    check = Draft202012Validator(schema)
    answer = published.type("verify", str(file), "--json")
    plain = json.loads(answer.output)
    check.validate(plain)
    assert (answer.exit_code, plain["genuine"], plain["verdict"]) == (0, True, "genuine")
    assert [one["signatory"] for one in plain["signatures"]] == ["seal", "ai", "it"]
    assert plain["record"]["file"] == "kept"
    file.write_bytes(file.read_bytes() + b"\n")
    broken = published.type("verify", str(file), "--json")
    plain = json.loads(broken.output)
    check.validate(plain)
    assert (broken.exit_code, plain["genuine"], plain["report"], plain["record"]) == (1, False, None, None)


def test_a_record_that_was_changed_contradicts_the_report(published: Shell, file: Path) -> None:
    connection = sqlite3.connect(published.home / "countersign.db")
    with connection:
        connection.execute("DROP TRIGGER audit_entry_no_update")
        connection.execute(
            "UPDATE audit_entry SET payload = replace(payload, 'Olu', 'Sam') WHERE sequence = 1"
            " AND chain_id = (SELECT id FROM audit_chain WHERE name = 'AI-1')"
        )
    connection.close()
    answer = published.type("verify", str(file))
    assert answer.exit_code == 1
    assert answer.output.startswith("✗ Not as the record has it\n")
    assert "✗ A link of that audit trail is broken" in answer.output


def test_the_packet_is_written_as_it_is_attached(published: Shell, file: Path, tmp_path: Path) -> None:
    written = tmp_path / "packet.json"
    answer = published.type("report", "AI-1", "--json", "-o", str(written))
    assert answer.output == f"{written}: {written.stat().st_size:,} bytes\n"
    connection = sqlite3.connect(published.home / "countersign.db")
    [(frozen,)] = connection.execute("SELECT packet FROM review")
    connection.close()
    assert written.read_text() == frozen
    assert published.type("report", "AI-1", "--json").output.strip() == frozen
    schema = json.loads((SCHEMAS_HERE / "packet-1.schema.json").read_text())
    Draft202012Validator(schema).validate(json.loads(frozen))


def test_a_pdf_is_not_written_to_a_terminal(published: Shell) -> None:
    answer = published.type("report", "AI-1")
    assert (answer.exit_code, "Name the file to write with --output." in answer.output) == (2, True)


@pytest.mark.parametrize("name", list(SCHEMAS))
def test_a_schema_is_printed_as_it_is_published(shell: Shell, name: str) -> None:
    answer = shell.type("schema", name)
    assert (answer.exit_code, shell.home.exists()) == (0, False)
    assert answer.output == (SCHEMAS_HERE / file_name(name)).read_text()
