"""Counting the certificates that the organisation issued to its leads."""

import sqlalchemy as sa

from incidents.models import SigningIdentity, db


def issued() -> tuple[int, int]:
    """How many certificates of leads are in use, and how many were replaced."""
    in_use = sa.func.count().filter(SigningIdentity.replaced_at.is_(None))
    row = db.session.execute(sa.select(in_use, sa.func.count(SigningIdentity.id))).one()
    return row[0], row[1] - row[0]
