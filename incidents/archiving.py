"""`countersign archive`: putting time-stamps over published reports, so that they last."""

import sys
from datetime import UTC, datetime

import click

from incidents.command_line import application


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say which reports need a time-stamp.")
def archive(dry_run: bool) -> None:
    """Put a time-stamp over every published report that has none, or whose newest one ends within ninety days.

    The worker does the same by itself. Ends with status 1 when a report got none, and with 2 when no authority is set.
    """
    with application() as own:
        if not own.settings.time_stamp_url:
            click.echo("No time-stamping authority is set: see COUNTERSIGN_TIME_STAMP_URL.", err=True)
            sys.exit(2)
        due = _due()
        click.echo(f"{len(due)} published {'report needs' if len(due) == 1 else 'reports need'} a time-stamp.")
        missed = 0 if dry_run else sum(not _archived(number) for number in due)
    sys.exit(1 if missed else 0)


def _due() -> list[int]:
    from incidents.operations.time_stamps import not_lasting

    return not_lasting(datetime.now(UTC), at_once=True)


def _archived(number: int) -> bool:
    from incidents.delivery.time_stamps import archive_one
    from incidents.models import Review, db

    done = archive_one(number, lambda: datetime.now(UTC))
    db.session.commit()
    review = db.session.get_one(Review, number)
    rendering = review.rendering
    assert rendering is not None  # noqa: S101 - it was published
    until = f"good until {rendering.stamped_until:%-d %B %Y}" if done else rendering.stamp_error
    click.echo(f"{review.incident.reference}, revision {review.revision}: {until}")
    return bool(done)
