"""The people of the sample report, and its month. Organisation and people are invented."""

from datetime import UTC, datetime

from reports.packet import Named

OLU = Named("Olu Adeyemi", "Claims specialist", "Claims")
ADA = Named("Ada Lindqvist", "AI lead", "AI department")
ARI = Named("Ari Shapiro", "AI engineer", "AI department")
IVO = Named("Ivo Marković", "IT lead", "IT department")
IRIS = Named("Iris Tanaka", "Platform engineer", "IT department")
LEA = Named("Lea Brandt", "Chief executive", "Leadership")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in March 2026."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)
