"""No forgery is accepted, none breaks the verifier, and poppler's `pdfsig` never sees less than we do."""

import random
import re
import secrets
import subprocess
from pathlib import Path

import pytest
import report_sample as sample
from forgeries import FORGERIES, Stock
from report_house import found

from reports import verify

CHUNKS, FLIPS = 8, 2_500


@pytest.fixture(scope="session")
def stock(house, drawn, bare, sealed, half_signed, signed, lasting, time_service, tmp_path_factory) -> Stock:
    forger = found(tmp_path_factory.mktemp("forger") / "keys")
    other = house.ada_signs(house.ivo_signs(house.seal(drawn("sample", sample.packet()))))
    return Stock(house, forger, time_service, bare, sealed, half_signed, signed, lasting, other)


@pytest.mark.parametrize("name", FORGERIES)
def test_no_forgery_is_accepted(name: str, stock: Stock) -> None:
    outcome = verify.verify(FORGERIES[name](stock), stock.house.believing(stock.service))
    assert not outcome.ok
    assert all(sentence.endswith(".") for sentence in outcome.problems)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_no_changed_byte_of_a_lasting_report_is_accepted(chunk: int, stock: Stock) -> None:
    seed = secrets.randbits(64)
    print(f"seed {seed}")
    chance = random.Random(seed)
    places = [chance.randrange(len(stock.lasting)) for _ in range(FLIPS)]
    assert accepted(stock, [(place, chance.randrange(1, 256)) for place in places]) == []


@pytest.mark.every_byte
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(16))
def test_every_byte_of_a_lasting_report_flipped_once_shows(part: int, stock: Stock) -> None:
    chance = random.Random(part)
    changes = [(place, chance.randrange(1, 256)) for place in range(part, len(stock.lasting), 16)]
    assert accepted(stock, changes) == []
    print(f"{len(changes)} of {len(stock.lasting)} bytes, none accepted")


def accepted(stock: Stock, changes: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The changes of one byte that the verifier did not see."""
    trust, missed = stock.house.believing(stock.service), []
    for place, change in changes:
        changed = bytearray(stock.lasting)
        changed[place] ^= change
        if verify.verify(bytes(changed), trust).ok:
            missed.append((place, change))
    return missed


def pdfsig(path: Path, database: Path) -> tuple[int, int, bool]:
    """What poppler says: signatures, valid ones with a trusted certificate, and whether one covers the whole file."""
    done = subprocess.run(["pdfsig", "-nssdir", str(database), str(path)], capture_output=True, text=True, check=False)
    told = re.split(r"^Signature #\d+:", done.stdout, flags=re.MULTILINE)[1:]
    blocks = [block for block in told if "Field Name: Time_stamp" not in block]
    valid = sum(
        "Signature Validation: Signature is Valid." in block and "Certificate is Trusted" in block for block in blocks
    )
    return len(blocks), valid, "Total document signed" in done.stdout


@pytest.fixture(scope="session")
def database(stock: Stock, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate database of NSS, which poppler asks, that trusts the house."""
    folder = tmp_path_factory.mktemp("nss")
    root = folder / "root.pem"
    root.write_bytes(stock.house.authority.root_certificate_pem)
    certutil = ["certutil", "-d", f"sql:{folder}"]
    subprocess.run([*certutil, "-N", "--empty-password"], check=True)
    subprocess.run([*certutil, "-A", "-n", "house", "-t", "CT,CT,CT", "-a", "-i", str(root)], check=True)
    return folder


def test_pdfsig_and_countersign_verify_agree_on_every_file(
    stock: Stock, database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Agree: what `verify` accepts, `pdfsig` calls valid, trusted and whole; what `pdfsig` refuses, `verify` refuses.

    Where `pdfsig` has no complaint although `verify` refuses, the fault is one that it does not look for: who signed
    for whom, what a later revision added, whether all have signed. Nor does it judge document time-stamps.
    """
    genuine = {"genuine_signed": stock.signed, "genuine_lasting": stock.lasting, "genuine_other": stock.other_signed}
    files = genuine | {name: make(stock) for name, make in FORGERIES.items()}
    trust, rows, differing = stock.house.believing(stock.service), [], []
    for name, content in files.items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(content)
        signatures, valid, whole = pdfsig(path, database)
        theirs = signatures >= 3 and valid == signatures and whole
        ours = verify.verify(content, trust)
        told = f"{valid}/{signatures}{' whole' if whole else ''}"
        rows.append(f"{name:<62} {told:<10} {'yes' if ours.ok else 'no':<4} {'' if ours.ok else ours.problems[0][:70]}")
        if (ours.ok and not theirs) or (name in genuine and not ours.ok):
            differing.append(name)
    with capsys.disabled():
        print(f"\n{'file':<62} pdfsig     verify")
        print("\n".join(rows))
    assert differing == []
