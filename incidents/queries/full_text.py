"""Asking the words of the search index, which each database keeps and ranks in its own way."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR

from incidents.domain.search import Phrase, Wanted
from incidents.models import SearchEntry, db

_FTS5 = sa.table("search_words", sa.column("rowid", sa.Integer))
_NAME: sa.ColumnElement[Any] = sa.literal_column("search_words")
_WORDS = sa.literal_column("search_entry.words", TSVECTOR)
_CONFIGURATION: sa.ColumnElement[Any] = sa.literal_column("'countersign'::regconfig")


@dataclass(frozen=True)
class Ranked:
    """What is asked of the database: the rows to choose from, the condition, and what sorts them, the best first."""

    source: sa.FromClause
    matches: sa.ColumnElement[bool]
    order: sa.ColumnElement[Any]


def ranked(wanted: Wanted) -> Ranked:
    """The entries that have all the words. A word in a title or a reference weighs ten times one in a text."""
    entries = SearchEntry.__table__
    if db.session.get_bind().dialect.name == "sqlite":
        source = sa.join(_FTS5, entries, SearchEntry.id == _FTS5.c.rowid)
        return Ranked(source, _NAME.op("MATCH")(for_sqlite(wanted)), sa.func.bm25(_NAME, 10.0, 10.0, 1.0))
    query = sa.func.to_tsquery(_CONFIGURATION, for_postgresql(wanted))
    # 1: a long text does not come first for being long.
    return Ranked(entries, _WORDS.op("@@", is_comparison=True)(query), sa.func.ts_rank(_WORDS, query, 1).desc())


def for_sqlite(wanted: Wanted) -> str:
    """The search in the language of FTS5. Every word is quoted, so none is an operator."""
    terms = [f'"{" ".join(phrase)}"' for phrase in wanted.phrases]
    asked = " AND ".join([*terms[:-1], f"{terms[-1]}{'*' if wanted.unfinished else ''}"])
    return " NOT ".join([f"({asked})", *(f'"{" ".join(phrase)}"' for phrase in wanted.excluded)])


def for_postgresql(wanted: Wanted) -> str:
    """The search in the language of `to_tsquery`: like `websearch_to_tsquery`, which knows no unfinished word."""
    terms = [_following(phrase) for phrase in wanted.phrases]
    asked = " & ".join([*terms[:-1], f"{terms[-1]}{':*' if wanted.unfinished else ''}"])
    return " & ".join([asked, *(f"!({_following(phrase)})" for phrase in wanted.excluded)])


def _following(phrase: Phrase) -> str:
    return " <-> ".join(f"'{word}'" for word in phrase)
