"""One answer changed by words somebody typed. Must not know files.

The reader of the setting has the last word, so that a typed answer and a line of the file obey the
same rule.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from casework.errors import UsageFault
from casework.settings import values
from casework.settings.model import SchoolSettings, Settings, default_of, settings_of
from casework.text import clean_line, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from dataclasses import Field


def changed(settings: Settings, name: str, words: str, school: str = "") -> Settings:
    """Return the settings with one answer changed; ``school`` is the slug for a school's setting.

    The parts of a list stand between ``;``, a policy's date of adoption is ``adopted.POLICY``,
    somebody's address ``mail-to.NAME``.
    Raises UsageFault for a name nobody knows or words the setting does not take.
    """
    table = _table(settings, school)
    top, _, key = name.partition(".")
    top = top.replace("-", "_")
    one = known(settings_of(table), top)
    told: dict[str, Any] = {top: _read(one, getattr(table, top), words, key)}
    if isinstance(table, SchoolSettings):
        school_now = replace(table, **told, answered=table.answered | {top})
        return replace(settings, schools={**settings.schools, school: school_now})
    return replace(settings, **told)


def known(those: Iterable[Field[Any]], name: str) -> Field[Any]:
    """Return the setting of that name; raises UsageFault with the nearest name there is."""
    by_name = {one.name: one for one in those}
    if name in by_name:
        return by_name[name]
    guess = nearest(name, list(by_name))
    raise UsageFault(
        f"{clean_line(name)} is not a setting" + (f"; did you mean {guess}?" if guess else "."),
        advice="See casework settings list.",
    )


def _table(settings: Settings, school: str) -> Settings | SchoolSettings:
    if not school:
        return settings
    if school not in settings.schools:
        raise UsageFault(
            "There is no school of that short name here.",
            advice=f"Schools: {', '.join(settings.schools) or 'none yet'}.",
        )
    return settings.schools[school]


def _read(one: Field[Any], now: object, words: str, key: str) -> object:
    try:
        value: object = one.metadata["read"](_typed(one, now, words, key))
    except values.UnreadableError as fault:
        raise UsageFault(f"{one.name} {fault}.", advice="Nothing was changed; try again.") from None
    return value


def _typed(one: Field[Any], now: object, words: str, key: str) -> object:
    """Return typed words as the value the file would hold."""
    default = default_of(one)
    if isinstance(now, dict):
        is_day = one.metadata["read"] is values.dates
        return {**now, key: values.typed_day(words) if is_day else words.strip()}
    if isinstance(default, tuple):
        return [part for part in (clean_line(each) for each in words.split(";")) if part]
    if default is None or isinstance(default, bool):
        return {"yes": True, "true": True, "no": False, "false": False}.get(words.strip().lower())
    if isinstance(default, int):
        return int(words) if words.strip().isdecimal() else words
    return words
