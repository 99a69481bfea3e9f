"""Asking the validators of others: veraPDF and EU DSS in one Java process each for all files, and poppler's pdfsig."""

import json
import subprocess
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.conformance.fetching import HERE

PROFILES = {"3a": "PDF/A-3A", "ua1": "PDF/UA-1"}
"""The names of veraPDF's profiles by its flavours."""

QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8")
"""For a process that lives half a minute, compiling thoroughly costs more than it brings."""

Said = dict[str, Any]


def verapdf(jars: Path, flavour: str, paths: Sequence[Path]) -> dict[Path, Said]:
    """What veraPDF says of each file under a flavour (`3a` or `ua1`)."""
    (jar,) = jars.glob("greenfield-apps-*.jar")
    program = ["-cp", jar, "org.verapdf.apps.GreenfieldCliWrapper", "--flavour", flavour, "--format", "json"]
    answer = json.loads(_java([*program, *paths]))
    return {Path(job["itemDetails"]["name"]): job for job in answer["report"]["jobs"]}


def breaches(said: Said, flavour: str) -> list[str]:
    """The rules that a file breaks, or why it was not judged. Empty when veraPDF calls it compliant."""
    if "validationResult" not in said:
        return [f"not judged: {said}"]
    (result,) = said["validationResult"]
    details = result["details"]
    if PROFILES[flavour] not in result["profileName"] or result["jobEndStatus"] != "normal":
        return [f"not judged: {result['profileName']}, {result['jobEndStatus']}"]
    broken = [f"{rule['clause']}-{rule['testNumber']}: {rule['description']}" for rule in details["ruleSummaries"]]
    if result["compliant"] is not True or details["failedChecks"] or not details["passedChecks"]:
        return broken or [result["statement"]]
    return broken


def eu_dss(jars: Path, roots: Sequence[Path], paths: Sequence[Path]) -> dict[Path, list[Said]]:
    """What EU DSS says of each signature and time-stamp in each file, by its default policy."""
    classes = ":".join(str(jar) for jar in sorted(jars.glob("*.jar")) if not jar.name.startswith("greenfield"))
    lines = _java(["-cp", classes, HERE / "Validate.java", *roots, "--", *paths]).splitlines()
    said: dict[Path, list[Said]] = defaultdict(list)
    for line in lines:
        one = json.loads(line)
        said[Path(one["file"])].append(one)
    return said


def pdfsig(path: Path) -> str:
    """What poppler says of the signatures of a file. It cannot judge document time-stamps and says so."""
    done = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False)
    return done.stdout


def _java(arguments: Sequence[str | Path]) -> str:
    """The output of a Java program. veraPDF ends with 1 when a file does not comply: that is an answer too."""
    done = subprocess.run(["java", *QUICK, *arguments], capture_output=True, check=False)
    if done.returncode not in (0, 1) or not done.stdout:
        raise RuntimeError(done.stderr.decode()[-2000:])
    return done.stdout.decode()
