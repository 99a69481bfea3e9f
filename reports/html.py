"""Draft."""

from reports.packet import ReportPacket

CHART_URL = "report:swimlane.svg"


def stylesheets():
    return ["@page{size:A4} body{font-family:'Noto Sans'} input{appearance:auto;display:block;width:80mm;height:30mm}"]


def report(packet: ReportPacket, chart_text: str) -> str:
    from markupsafe import escape

    return f"""<html lang=en-GB><head><title>{escape(packet.title)}</title><meta name=dcterms.created content="2026-03-01T08:00:00Z"></head><body><h1>Report</h1>
    <img src="{CHART_URL}" alt="{escape(chart_text)}">
    <p>x</p><input type=checkbox name=Seal title="Seal of the organisation"><input type=checkbox name=AI_lead title="AI lead"><input type=checkbox name=IT_lead title="IT"></body></html>"""


def seal_appearance(packet, organisation, dig, at):
    return f"<html lang=en><body>Sealed by {organisation} {dig} {at}</body>"


def lead_appearance(packet, dep, name, role, meaning, serial, at):
    return f"<html lang=en><body>{name}, {role}, {dep} {meaning} {at}</body>"


def appearance_stylesheet():
    return "@page{size:80mm 30mm;margin:0} body{font-family:'Noto Sans';margin:0;font-size:7pt}"
