"""Fetching the validators: by Maven, by the pinned pom.xml, and only what jars.lock names.

`python -m tests.conformance.fetching` writes the lock anew, after a version in pom.xml changed.
"""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
JARS = HERE.parents[1] / "build" / "conformance" / "jars"
LOCK = HERE / "jars.lock"
GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
"""In full: with the short name Maven would ask the network which plugin it means, and not say when it cannot."""

_NO_NETWORK = re.compile(
    r"Unknown host|UnknownHostException|Name or service not known|Temporary failure in name resolution|"
    r"Connection refused|Network is unreachable|No route to host|[Cc]onnect(ion)? timed out"
)


class Missing(Exception):
    """The validators cannot be had on this machine, through no fault of ours; the text says why."""


class Strange(Exception):
    """Something else came than was pinned, or Maven failed; the text says what."""


def validators() -> Path:
    """The folder of the validators' jars, fetched where it is not complete. Raises `Missing` or `Strange`."""
    if shutil.which("java") is None:
        raise Missing("Java is not installed (Debian: openjdk-17-jdk-headless).")
    if _difference(_kept(), _locked()):
        _fetch()
        difference = _difference(_kept(), _locked())
        if difference:
            raise Strange(f"Maven brought other files than jars.lock names: {difference}")
    return JARS


def _fetch() -> None:
    if shutil.which("mvn") is None:
        raise Missing("Maven is not installed (Debian: maven).")
    shutil.rmtree(JARS, ignore_errors=True)
    done = subprocess.run(
        ["mvn", "--batch-mode", "--quiet", "--update-snapshots", "--file", HERE / "pom.xml", GOAL,
         f"-DoutputDirectory={JARS}"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode == 0:
        return
    shutil.rmtree(JARS, ignore_errors=True)
    reason = _NO_NETWORK.search(done.stdout + done.stderr)
    if reason:
        raise Missing(f"Maven Central cannot be reached ({reason.group()}).")
    raise Strange(f"Maven failed: {(done.stdout + done.stderr)[-2000:]}")


def _kept() -> dict[str, str]:
    """SHA-256 by file name."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(JARS.glob("*"))}


def _locked() -> dict[str, str]:
    lines = LOCK.read_text().splitlines() if LOCK.exists() else []
    return {name: digest for digest, name in (line.split() for line in lines)}


def _difference(kept: dict[str, str], locked: dict[str, str]) -> list[str]:
    """The names of files that are missing, unknown or altered."""
    return sorted(name for name in kept.keys() | locked.keys() if kept.get(name) != locked.get(name))


if __name__ == "__main__":
    _fetch()
    LOCK.write_text("".join(f"{digest}  {name}\n" for name, digest in _kept().items()))
