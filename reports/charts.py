"""The swimlane chart."""

from dataclasses import dataclass

from reports.packet import ReportPacket


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture and the same in words."""

    svg: str
    text: str


def swimlane(packet: ReportPacket) -> Chart:
    """Draft."""
    return Chart(
        "<svg xmlns='http://www.w3.org/2000/svg' width='100' height='20'><rect width='50' height='10'/></svg>",
        "Timeline",
    )
