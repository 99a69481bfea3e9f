"""No single byte of a signed report can change unnoticed: 2,000 of them, at fresh places every time."""

import random
import secrets

import pytest

from reports import envelope
from reports.verify import verify

CHUNKS, FLIPS = 8, 250


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_sampled_change_of_one_byte_shows(house, signed, chunk):
    seed = secrets.randbits(64)
    print(f"seed {seed}")
    chance = random.Random(seed)
    accepted = []
    for _ in range(FLIPS):
        place, change = chance.randrange(len(signed)), chance.randrange(1, 256)
        if verify(flipped(signed, place, change), house.trust).ok:
            accepted.append((place, change))
    assert accepted == []


def test_every_change_of_case_in_the_signature_shows(house, signed):
    _, start, end, _ = envelope.last(signed)
    letters = [place for place in range(start, end) if signed[place : place + 1].isalpha()]
    chance = random.Random(len(letters))
    for place in chance.sample(letters, 200):
        assert not verify(flipped(signed, place, 0x20), house.trust).ok


def test_every_change_of_the_padding_shows(house, signed):
    _, _, end, _ = envelope.last(signed)
    for place in range(end - 200, end):
        assert not verify(flipped(signed, place, 1), house.trust).ok


def flipped(report: bytes, place: int, change: int) -> bytes:
    """The report with one byte changed."""
    changed = bytearray(report)
    changed[place] ^= change
    return bytes(changed)
