"""`countersign authority`: shown, imported, renewed, in files and in a token."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reports.token import Token
from tests import company
from tests.cli.test_commands import INIT, Shell
from tests.tokens import MODULE, PIN, new_token

OWN = "the passphrase of the company"
START = datetime.now(UTC) - timedelta(days=30)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Somebody at a home that was just founded."""
    shell = Shell(tmp_path / "home")
    assert shell.type(*INIT).exit_code == 0
    return shell


@pytest.fixture
def in_token(tmp_path: Path) -> Shell:
    """Somebody at an empty home whose keys are to be in a token."""
    shell = Shell(tmp_path / "home")
    shell.environment |= {
        "COUNTERSIGN_PKCS11_MODULE": str(MODULE),
        "COUNTERSIGN_PKCS11_TOKEN": new_token(),
        "COUNTERSIGN_SEAL_PASSPHRASE": PIN,
    }
    return shell


def rows(shell: Shell) -> dict[str, str]:
    """What `authority show` says, by its labels."""
    answer = shell.type("authority", "show")
    assert answer.exit_code == 0, answer.output
    return {label: value.strip() for label, _, value in (line.partition(":") for line in answer.stdout.splitlines())}


def intermediate(tmp_path: Path, **values: object) -> tuple[Path, company.Authority]:
    """A key store of the company in a file."""
    root = company.authority("Example Root", START)
    issuing = company.authority("Example Issuing", START, under=root, **values)  # type: ignore[arg-type]
    file = tmp_path / "issuing.p12"
    file.write_bytes(issuing.pkcs12(OWN))
    return file, issuing


def recorded(shell: Shell) -> list[tuple[str, dict[str, object]]]:
    """The events of the organisation's audit trail."""
    with sqlite3.connect(shell.home / "countersign.db") as connection:
        found = connection.execute("SELECT event, payload FROM audit_entry ORDER BY id").fetchall()
    connection.close()
    return [(event, json.loads(payload)) for event, payload in found]


def test_show_tells_who_issues_until_when_and_where_the_keys_are(shell: Shell) -> None:
    said = rows(shell)
    assert (said["Organisation"], said["Issued by"]) == ("Example Group", "a root of our own")
    assert said["Keys"] == f"files in {shell.home / 'keys'}, encrypted under the seal passphrase"
    assert said["Leads"] == "0 certificates in use, 0 replaced"
    assert said["Seal ends"].endswith(str(datetime.now(UTC).year + 10 - (datetime.now(UTC).month == 1)))


def test_an_intermediate_of_the_company_is_imported_and_recorded(shell: Shell, tmp_path: Path) -> None:
    file, issuing = intermediate(tmp_path)
    answer = shell.type("authority", "import", str(file), answers=f"{OWN}\ny\n")
    assert answer.exit_code == 0, answer.output
    assert "Certificates are issued by “Example Issuing” under “Example Root” until " in answer.output
    assert OWN not in answer.output
    said = rows(shell)
    assert (said["Organisation"], said["Issued by"]) == ("Example Group", "“Example Issuing” under “Example Root”")
    assert said["Trusted roots"].startswith("2,")
    event, payload = recorded(shell)[-1]
    assert (event, payload["issuer"]) == ("AuthorityReplaced", "Example Issuing")
    assert payload["certificate"] == f"{issuing.certificate.serial_number:x}"
    assert shell.type("audit", "verify").exit_code == 0


def test_an_import_that_is_not_confirmed_changes_nothing(shell: Shell, tmp_path: Path) -> None:
    file, _issuing = intermediate(tmp_path)
    assert shell.type("authority", "import", str(file), answers=f"{OWN}\nn\n").exit_code == 1
    assert rows(shell)["Issued by"] == "a root of our own"


def test_certificates_and_a_key_are_imported_from_their_files(shell: Shell, tmp_path: Path) -> None:
    _file, issuing = intermediate(tmp_path)
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_bytes(issuing.pem)
    key.write_bytes(issuing.key_pem(OWN))
    lacking = shell.type("authority", "import", str(chain), "--yes")
    assert (lacking.exit_code, "Name the file of the private key with --key" in lacking.output) == (1, True)
    answer = shell.type("authority", "import", str(chain), "--key", str(key), "--yes", answers=f"{OWN}\n")
    assert answer.exit_code == 0, answer.output


def test_a_root_that_is_missing_can_be_given_beside(shell: Shell, tmp_path: Path) -> None:
    _file, issuing = intermediate(tmp_path)
    alone, chain = tmp_path / "alone.p12", tmp_path / "chain.pem"
    alone.write_bytes(company.Authority(issuing.certificate, issuing.key).pkcs12(OWN))
    chain.write_bytes(issuing.pem)
    lacking = shell.type("authority", "import", str(alone), "--yes", answers=f"{OWN}\n")
    assert "Give every certificate up to the company's own root" in lacking.output
    answer = shell.type("authority", "import", str(alone), "--chain", str(chain), "--yes", answers=f"{OWN}\n")
    assert answer.exit_code == 0, answer.output


def test_what_cannot_be_imported_is_a_sentence_and_changes_nothing(shell: Shell, tmp_path: Path) -> None:
    before = rows(shell)
    file, _issuing = intermediate(tmp_path)
    wrong = shell.type("authority", "import", str(file), "--yes", answers="not the passphrase\n")
    assert (wrong.exit_code, "This passphrase does not open" in wrong.output) == (1, True)
    file, _issuing = intermediate(tmp_path, usages=("key_cert_sign",))
    refused = shell.type("authority", "import", str(file), "--yes", answers=f"{OWN}\n")
    assert refused.exit_code == 1
    assert "Error: Nothing was changed." in refused.output
    assert "may not sign revocation lists" in refused.output
    file.write_text("nonsense")
    assert "not a readable PKCS#12" in shell.type("authority", "import", str(file), "--yes", answers="x\n").output
    assert rows(shell) == before
    assert all(event != "AuthorityReplaced" for event, _payload in recorded(shell))


def test_a_seal_is_renewed_and_recorded(shell: Shell) -> None:
    before = (shell.home / "keys" / "seal-certificate.pem").read_bytes()
    answer = shell.type("authority", "renew-seal")
    assert answer.exit_code == 0, answer.output
    assert answer.output.startswith("The new seal is valid until ")
    assert (shell.home / "keys" / "seal-certificate.pem").read_bytes() != before
    assert recorded(shell)[-1][0] == "SealRenewed"


def test_an_end_in_sight_is_warned_of(shell: Shell, tmp_path: Path) -> None:
    file, _issuing = intermediate(tmp_path, validity=timedelta(days=100))  # 30 of them are over
    assert shell.type("authority", "import", str(file), "--yes", answers=f"{OWN}\n").exit_code == 0
    answer = shell.type("authority", "show")
    assert answer.exit_code == 0
    assert "Warning: The certificate of the issuing authority ends on " in answer.stderr
    assert "Warning: The organisation's seal ends on " in answer.stderr


def test_a_home_without_an_organisation_is_told_so(tmp_path: Path) -> None:
    empty = Shell(tmp_path / "empty")
    for words in (("show",), ("renew-seal",)):
        answer = empty.type("authority", *words)
        assert (answer.exit_code, answer.output.startswith("Error: ")) == (1, True)


def test_an_organisation_is_founded_in_a_token(in_token: Shell) -> None:
    assert in_token.type(*INIT).exit_code == 0
    keys = {path.name for path in (in_token.home / "keys").glob("*.pem")}
    assert keys == {"root-certificate.pem", "seal-certificate.pem"}
    label = in_token.environment["COUNTERSIGN_PKCS11_TOKEN"]
    assert rows(in_token)["Keys"] == f"the token “{label}” behind {MODULE}"
    assert in_token.type("authority", "renew-seal").exit_code == 0


def test_an_intermediate_in_the_token_is_imported_by_its_certificates(in_token: Shell, tmp_path: Path) -> None:
    assert in_token.type(*INIT).exit_code == 0
    token = Token(MODULE, in_token.environment["COUNTERSIGN_PKCS11_TOKEN"], PIN)
    file, _issuing = intermediate(tmp_path)
    root = company.authority("Example Root", START)
    public_key = token.new_key("issuing").public_key()
    chain = tmp_path / "chain.pem"
    chain.write_bytes(company.authority("Example Issuing", START, under=root, public_key=public_key).pem)
    refused = in_token.type("authority", "import", str(file), "--yes")
    assert "Give the certificates alone" in refused.output
    answer = in_token.type("authority", "import", str(chain), "--yes")
    assert answer.exit_code == 0, answer.output
    assert rows(in_token)["Issued by"] == "“Example Issuing” under “Example Root”"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("COUNTERSIGN_PKCS11_TOKEN", "nowhere", "There is no token “nowhere”"),
        ("COUNTERSIGN_SEAL_PASSPHRASE", "not the PIN", "The PIN does not open the token"),
    ],
)
def test_a_token_that_cannot_be_opened_founds_nothing(in_token: Shell, name: str, value: str, sentence: str) -> None:
    right = dict(in_token.environment)
    in_token.environment[name] = value
    answer = in_token.type(*INIT)
    assert (answer.exit_code, sentence in answer.output) == (1, True), answer.output
    in_token.environment = right
    assert in_token.type(*INIT).exit_code == 0
    in_token.environment[name] = value
    served = in_token.type("serve")
    assert (served.exit_code, sentence in served.output) == (1, True), served.output
