"""What all tables share: the declarative base, names of constraints, time and enumerations."""

from datetime import UTC, datetime
from enum import Enum, StrEnum
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. A naive one is refused: whose zone would it be in?"""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse naive values; store UTC. SQLite keeps no zone, so it is dropped there."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: pass an aware one")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Always aware, always UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def values_of(enumeration: type[Enum]) -> list[str]:
    """The stable values, not the Python names, stand in the database."""
    return [str(member.value) for member in enumeration]


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class vocabulary(sa.TypeDecorator[Any]):  # noqa: N801 - reads as a type in a column
    """A `StrEnum` kept as its value. A check constraint of the same words stands beside it, see `one_of`."""

    impl = sa.String(40)
    cache_ok = True

    def __init__(self, enumeration: type[StrEnum]) -> None:
        super().__init__()
        self.enumeration = enumeration

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:  # noqa: ARG002
        """Only words of the vocabulary pass."""
        return None if value is None else self.enumeration(value).value

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> StrEnum | None:  # noqa: ARG002
        """Always the enumeration, never a bare string."""
        return None if value is None else self.enumeration(value)


def one_of(column: str, enumeration: type[StrEnum]) -> sa.CheckConstraint:
    """The database refuses words that are not in the vocabulary."""
    words = ", ".join(f"'{value}'" for value in values_of(enumeration))
    return sa.CheckConstraint(f"{column} IN ({words})", name=column)


db = SQLAlchemy(metadata=Base.metadata)
