"""No private key is readable without its passphrase: the whole of a running Countersign is searched for one.

A lead enrols, and a report is frozen, sealed and signed, all over HTTP with the real worker. Then the database, every
file and the memory of both processes are searched. The test knows the passphrase, so it knows what to look for.
"""

import base64
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from incidents.models import db
from incidents.operations.certificates import enrolled
from reports.keys import open_pkcs12
from tests import factories
from tests.browser.house import PATIENCE, Site, descendants, recent_clock, served
from tests.factories import PASSWORD, Cast, email_of

PASSPHRASE = "zebra violin quartz thimble"
"""Nobody else has it, so whoever finds it has found Ada's."""

SEARCHED = 16 * 1024 * 1024
"""Bytes of a process that are read at a time."""


@dataclass(frozen=True)
class Secret:
    """A private key in each form in which it could lie about."""

    forms: dict[str, bytes]

    def within(self, content: bytes) -> list[str]:
        """The forms that are found in some bytes."""
        return [name for name, form in self.forms.items() if form in content]

    @classmethod
    def of(cls, key: EllipticCurvePrivateKey) -> "Secret":
        """The scalar as it is written and as OpenSSL computes with it, and the usual wrappings."""
        scalar = key.private_numbers().private_value.to_bytes(32, "big")
        wrapped = {
            name: key.private_bytes(Encoding.DER, kind, NoEncryption())
            for name, kind in (("PKCS#8", PrivateFormat.PKCS8), ("SEC 1", PrivateFormat.TraditionalOpenSSL))
        }
        return cls(
            {"scalar": scalar, "reversed scalar": scalar[::-1], "hexadecimal": scalar.hex().encode()}
            | wrapped
            | {f"{name} in PEM": base64.b64encode(der)[:64] for name, der in wrapped.items()}
        )


TYPED = Secret({"as text": PASSPHRASE.encode(), "for PKCS#12": PASSPHRASE.encode("utf-16-be")})


class Browser:
    """Somebody who is logged in, without a browser."""

    def __init__(self, client: httpx.Client, name: str) -> None:
        self.client = client
        self.post("/login", "/login", email=email_of(name), password=PASSWORD)

    def post(self, page: str, address: str, statuses: tuple[int, ...] = (302, 303), **fields: str) -> None:
        """Send a form of a page, and see that it is answered as it should be."""
        token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', self.client.get(page).text)
        assert token is not None
        answer = self.client.post(address, data={"csrf_token": token[1], **fields})
        assert answer.status_code in statuses, answer.text

    def wait_for(self, page: str, key: str) -> None:
        """Wait until a page of JSON has a value."""
        deadline = time.monotonic() + PATIENCE
        while not self.client.get(page).json()[key]:
            assert time.monotonic() < deadline, f"{page} never said {key}"
            time.sleep(0.2)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, model_home: Path) -> Iterator[Site]:
    """A served home in which Ada has enrolled and signed a report, over HTTP."""
    home = shutil.copytree(model_home, tmp_path_factory.mktemp("closed") / "home")
    with Site("", home).behind():
        review = factories.drafted(Cast(), recent_clock())
        reference = review.incident.reference
    with served(home) as site:
        clients = [httpx.Client(base_url=site.url, timeout=PATIENCE) for _ in range(2)]
        ada, ivo = (Browser(client, name) for client, name in zip(clients, ("Ada", "Ivo"), strict=True))
        ada.post("/account/signing", "/account/signing", passphrase=PASSPHRASE, again=PASSPHRASE)
        room = f"/incidents/{reference}/review"
        for lead in (ada, ivo):
            lead.post(room, f"{room}/readiness")
        ada.wait_for(f"{room}/rendering.json", "next")
        ada.post(f"{room}/signature", f"{room}/signature", passphrase=PASSPHRASE)
        for client in clients:
            client.close()
        yield site


@pytest.fixture(scope="module")
def key(house: Site) -> EllipticCurvePrivateKey:
    """Ada's private key, opened with the passphrase that this test knows."""
    with house.behind():
        identity = enrolled(Cast().ada)
        assert identity is not None
        found = open_pkcs12(identity.pkcs12, PASSPHRASE).key
        db.session.rollback()
    assert isinstance(found, EllipticCurvePrivateKey)
    return found


@pytest.fixture(scope="module")
def secret(key: EllipticCurvePrivateKey) -> Secret:
    """What nobody may find."""
    return Secret.of(key)


def web_and_worker(site: Site) -> tuple[list[int], list[int]]:
    """The processes that answer requests, and those that work after them. Only the web has a process below it."""
    parts = [[number, *descendants(number)] for number in descendants(site.process) if parent(number) == site.process]
    web, worker = sorted(parts, key=len, reverse=True)
    return web, worker


def parent(number: int) -> int:
    """The process that started a process."""
    return int(Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[1])


def memory(number: int) -> Iterator[bytes]:
    """What a process has in its memory and may read itself, in pieces that overlap."""
    with Path(f"/proc/{number}/mem").open("rb", 0) as content:
        for line in Path(f"/proc/{number}/maps").read_text().splitlines():
            place, rights, *_, name = line.split(maxsplit=5) if len(line.split()) > 5 else [*line.split(), ""]
            if not rights.startswith("r") or name.startswith("[v"):
                continue
            start, end = (int(edge, 16) for edge in place.split("-"))
            for piece in range(start, end, SEARCHED):
                content.seek(piece)
                try:
                    yield content.read(min(SEARCHED + 4096, end - piece))
                except OSError:
                    continue


def found_in(processes: list[int], *secrets: Secret) -> list[str]:
    """The forms of secrets that lie in the memory of processes."""
    return sorted(
        {form for number in processes for piece in memory(number) for one in secrets for form in one.within(piece)}
    )


def tables(home: Path) -> dict[str, list[bytes]]:
    """Every value of every column, as bytes."""
    with sqlite3.connect(home / "countersign.db") as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: [
                value if isinstance(value, bytes) else str(value).encode()
                for row in connection.execute(f'SELECT * FROM "{name}"')
                for value in row
            ]
            for name in names
        }


def test_the_search_finds_what_is_there(house: Site, secret: Secret, key: EllipticCurvePrivateKey) -> None:
    own_name = Secret({"organisation": b"Example Group"})
    web, worker = web_and_worker(house)
    assert found_in(web, own_name) == ["organisation"]
    assert found_in(worker, own_name) == ["organisation"]
    assert "scalar" in found_in([os.getpid()], secret)
    assert key.private_numbers().private_value


def test_no_column_of_any_table_holds_the_key_or_the_passphrase(house: Site, secret: Secret) -> None:
    values = tables(house.home)
    assert any(b"Ada" in value for value in values["person"])
    found = {
        f"{table}: {form}"
        for table, column in values.items()
        for value in column
        for one in (secret, TYPED)
        for form in one.within(value)
    }
    assert found == set()


def test_no_file_and_no_line_of_the_log_holds_the_key_or_the_passphrase(house: Site, secret: Secret) -> None:
    files = [path for path in house.home.rglob("*") if path.is_file()]
    assert {"countersign.db", "queue.db", "root-key.pem"} <= {path.name for path in files}
    log = house.home.with_name(f"{house.home.name}.log")
    found = {
        f"{path.name}: {form}"
        for path in [*files, log]
        for one in (secret, TYPED)
        for form in one.within(path.read_bytes())
    }
    assert found == set()


def test_the_worker_never_had_the_key_or_the_passphrase_in_its_memory(house: Site, secret: Secret) -> None:
    _web, worker = web_and_worker(house)
    assert found_in(worker, secret, TYPED) == []


def test_the_web_has_no_key_before_somebody_opens_it_with_the_passphrase(house: Site, secret: Secret) -> None:
    """After a restart Ada looks at her pages and mistypes. Only a right passphrase brings the key into a process.

    After one, the libraries leave freed copies in the web's memory that Python cannot wipe: this is not tested,
    because how long they stay is luck. The guide says so.
    """
    with served(house.home) as again, httpx.Client(base_url=again.url, timeout=PATIENCE) as client:
        ada = Browser(client, "Ada")
        page = "/account/signing"
        for name in (page, "/account/signing/certificate.pem", "/reports/revoked.crl", "/incidents"):
            client.get(name)
        ada.post(page, f"{page}/renewal", statuses=(422,), passphrase="zebra violin quartz")
        web, _worker = web_and_worker(again)
        assert found_in(web, secret) == []
