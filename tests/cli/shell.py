"""What tests of the command line share: somebody who types commands, and founding an organisation by one."""

from pathlib import Path

from click.testing import CliRunner, Result

from incidents.cli import main

PASSWORD = "correct horse battery"

INIT = (
    "init",
    "--organisation=Example Group",
    "--time-zone=Europe/Paris",
    "--name=Max",
    "--email=max@example.org",
    f"--password={PASSWORD}",
    "--unit=Claims",
)


class Shell:
    """Somebody who types commands, with one home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {"COUNTERSIGN_HOME": str(home)}

    def type(self, *words: str, answers: str | None = None) -> Result:
        """Run `countersign` with these words."""
        result = CliRunner(env=self.environment).invoke(main, list(words), input=answers)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result
