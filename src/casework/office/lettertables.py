"""The tables of a letter: what was seen, what happened, what the school holds, row by row.

Must not know who a letter goes to, nor any template; a letter takes the columns it has.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, TypeAlias

from casework.domain.dates import day_words, local_day

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casework.domain.case import Snapshot

Rows: TypeAlias = "list[dict[str, str]]"


def evidence(case: Snapshot) -> Rows:
    """Return each capture sheet with its number, what it shows, and who took it when."""
    return [
        {
            "number": str(item.number),
            "what": item.sheet.get("what", ""),
            "captured": _captured(item.sheet),
            "kept": "at school" if item.captured else "not taken in",
        }
        for item in case.evidence
    ]


def posts(case: Snapshot) -> Rows:
    """Return each post as it was seen; a filter's heading is not known from a sheet."""
    return [
        {
            "address": item.sheet.get("address", ""),
            "account": item.sheet.get("account", ""),
            "seen": _seen(item.sheet),
            "what": item.sheet.get("what", ""),
        }
        for item in case.evidence
        if item.captured
    ]


def incidents(case: Snapshot) -> Rows:
    """Return each incident with its day and place."""
    return [
        {"when": _day(incident.happened), "where": incident.where, "what": incident.words}
        for incident in case.incidents
    ]


def chronology(case: Snapshot) -> Rows:
    """Return incidents and what was seen, in the order of their days."""
    rows = [(incident.happened, incident.words) for incident in case.incidents]
    rows += [
        (item.sheet["seen-on"], item.sheet.get("what", ""))
        for item in case.evidence
        if item.sheet.get("seen-on")
    ]
    return [{"when": _day(when), "what": what} for when, what in sorted(rows)]


def _captured(sheet: Mapping[str, str]) -> str:
    parts = (sheet.get("captured-by", ""), _seen(sheet), sheet.get("seen-at", ""))
    return ", ".join(part for part in parts if part)


def _seen(sheet: Mapping[str, str]) -> str:
    return _day(sheet["seen-on"]) if sheet.get("seen-on") else ""


def _day(when: str) -> str:
    if len(when) == len("2026-11-05"):
        return day_words(date.fromisoformat(when))
    return day_words(local_day(datetime.fromisoformat(when)))
