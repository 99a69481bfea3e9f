"""Docs are tests: each setting and each command is documented, and the docs name nothing that is not there."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from incidents.cli import main
from incidents.config import Settings
from incidents.domain.case import KEY_PREFIX

DOCS = Path(__file__).resolve().parents[2] / "docs"
FIELDS = Settings.__dataclass_fields__


def rows_of_settings() -> dict[str, tuple[str, str]]:
    """Meaning and default by field, as docs/configuration.md has them."""
    text = (DOCS / "configuration.md").read_text()
    rows = re.findall(r"^\| `COUNTERSIGN_(\w+)` \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    return {name.lower(): (meaning, default) for name, meaning, default in rows}


def commands(group: click.Group = main, above: str = "countersign") -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by what one types."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{above} {name}")
        else:
            yield f"{above} {name}", command


def sections() -> dict[str, str]:
    """The sections of docs/command-line.md by their headings."""
    parts = re.split(r"^## (.+)$", (DOCS / "command-line.md").read_text(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_setting_is_documented_as_it_documents_itself() -> None:
    meanings = {name: meaning for name, (meaning, _default) in rows_of_settings().items()}
    assert meanings == {name: field.metadata["help"] for name, field in FIELDS.items()}


def test_the_documented_defaults_are_the_true_ones(tmp_path: Path) -> None:
    real = Settings.from_environment({"COUNTERSIGN_HOME": str(tmp_path)})
    said = {name: default.strip("`") for name, (_meaning, default) in rows_of_settings().items()}
    for name in ("environment", "host", "port", "threads", "behind_proxies"):
        assert said[name] == str(getattr(real, name))
    assert (said["secure_cookies"], real.secure_cookies) == ("no", False)
    assert real.database.startswith(said["database"].split("`")[0])


def test_the_docs_name_no_setting_that_is_not_there() -> None:
    known = {f"COUNTERSIGN_{name.upper()}" for name in FIELDS} | {KEY_PREFIX.rstrip("_")}
    for path in DOCS.rglob("*.md"):
        named = set(re.findall(r"COUNTERSIGN_[A-Z0-9_]+[A-Z0-9]", path.read_text()))
        assert named <= known, f"{path.name}: {named - known}"


@pytest.mark.parametrize(("typed", "command"), list(commands()), ids=list(dict(commands())))
def test_every_command_has_help_and_a_section_with_its_options(typed: str, command: click.Command) -> None:
    assert command.help
    assert command.help.split("\n")[0].endswith(".")
    section = sections()[typed]
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help or isinstance(parameter.type, click.Choice), parameter.name
            for option in (*parameter.opts, *parameter.secondary_opts):
                assert not option.startswith("--") or f"`{option}`" in section, option


def test_the_docs_name_no_command_that_is_not_there() -> None:
    assert list(sections()) == [typed for typed, _command in commands()]
