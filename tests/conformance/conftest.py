"""The exhibition is prepared once, the validators judge all of it at once, and a table closes the run."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conformance import validators
from tests.conformance.exhibits import Exhibition, prepared
from tests.conformance.fetching import Missing
from tests.conformance.fetching import validators as fetched
from tests.conformance.validators import Said
from tests.time_authority import time_authority


@dataclass
class Table:
    """The verdict on each report by each check."""

    checks: list[str] = field(default_factory=list)
    verdicts: dict[str, dict[str, str]] = field(default_factory=dict)

    def note(self, report: str, check: str, verdict: str) -> None:
        if check not in self.checks:
            self.checks.append(check)
        self.verdicts.setdefault(report, {})[check] = verdict

    def lines(self) -> Iterator[str]:
        wide = max(map(len, self.verdicts), default=0)
        yield "  ".join(["report".ljust(wide), *self.checks])
        for report, verdicts in self.verdicts.items():
            told = (verdicts.get(check, "").ljust(len(check)) for check in self.checks)
            yield "  ".join([report.ljust(wide), *told]).rstrip()


TABLE = pytest.StashKey[Table]()


@dataclass(frozen=True)
class Answers:
    """What the Java validators said, by file: veraPDF for each flavour, and EU DSS."""

    verapdf: dict[str, dict[Path, Said]]
    eu_dss: dict[Path, list[Said]]


def pytest_configure(config: pytest.Config) -> None:
    config.stash[TABLE] = Table()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    table = config.stash.get(TABLE, Table())
    if table.verdicts:
        terminalreporter.section("conformance")
        for line in table.lines():
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def table(pytestconfig: pytest.Config) -> Table:
    return pytestconfig.stash[TABLE]


@pytest.fixture(scope="session")
def exhibition(tmp_path_factory: pytest.TempPathFactory) -> Exhibition:
    folder = tmp_path_factory.mktemp("conformance")
    with time_authority(folder / "time") as authority:
        return prepared(folder, authority)


@pytest.fixture(scope="session")
def jars() -> Path:
    """The validators, or a skip with the reason why this machine cannot have them. All else fails."""
    try:
        return fetched()
    except Missing as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def answers(jars: Path, exhibition: Exhibition) -> Answers:
    """All three runs side by side."""
    paths = [one.path for one in (*exhibition.exhibits, exhibition.spoiled)]
    roots = [exhibition.root, exhibition.time_root]
    with ThreadPoolExecutor() as pool:
        runs = {
            flavour: pool.submit(validators.verapdf, jars, flavour, [*paths, exhibition.untagged])
            for flavour in validators.PROFILES
        }
        signatures = pool.submit(validators.eu_dss, jars, roots, paths)
        return Answers({flavour: run.result() for flavour, run in runs.items()}, signatures.result())
