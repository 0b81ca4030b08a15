"""The settings there are, and the questions only a school can answer. Must not know files.

A question nobody answered stays open and is shown as open, whatever value stands in meanwhile.
"""

from __future__ import annotations

import re
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar, cast

from casework.errors import UsageFault
from casework.settings import values

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping

T = TypeVar("T")


def _setting(read: Callable[[object], T], default: T, ask: str = "", takes: str = "") -> T:
    """Declare a setting; with ``ask`` it is a question that only the school can answer."""
    about = {"read": read, "ask": ask, "takes": takes or values.TAKEN[read]}
    if isinstance(default, dict):
        return cast("T", field(default_factory=dict, metadata=about))
    return field(default=default, metadata=about)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolSettings:
    """What one school told us; ``answered`` names the settings somebody has actually answered.

    Values that stand in until then are the product's defaults and are shown as such.
    """

    name: str = field(metadata={"read": values.line, "ask": "", "takes": "words"})
    address: tuple[str, ...] = _setting(
        values.lines, (), "What address stands on the school's letters?"
    )
    telephone: str = _setting(values.line, "")
    email: str = _setting(values.line, "")
    website: str = _setting(values.line, "")
    logo: str = _setting(values.file_in_book, "")
    fonts: str = _setting(values.file_in_book, "", takes="a folder in the folder letters")
    window: str = _setting(values.one_of("dl", "c5", "none"), "dl", takes="dl, c5 or none")
    complaints_route: str = _setting(
        values.line, "", "Where do parents find the complaints procedure?"
    )
    signatory_name: str = _setting(values.line, "", "Who signs the school's letters?")
    signatory_role: str = _setting(values.line, "Headteacher")
    policies: tuple[str, ...] = _setting(values.lines, ())
    adopted: Mapping[str, dt.date] = _setting(values.dates, {})
    answers: Mapping[str, str] = _setting(values.answers, {})
    maintained: str = _setting(
        values.maintained, "", "Is the school maintained by its local authority, or an academy?"
    )
    lado: str = _setting(
        values.line, "", "Which local authority's designated officer (LADO) covers the school?"
    )
    police_force: str = _setting(values.line, "", "Which police force covers the school?")
    legal_action_approver: str = _setting(
        values.line, "", "Who, besides the headteacher, approves legal action?"
    )
    kcsie_edition: str = _setting(
        values.line, "", "Which edition of Keeping Children Safe in Education is in force here?"
    )
    head_may_run_own_target_case: bool | None = _setting(
        values.answer,
        None,
        "May the headteacher run a case in which the headteacher is the target?",
    )
    case_manager_when_head: str = _setting(
        values.line,
        "",
        "Which user manages a case about the headteacher, if not the chair of governors?",
    )
    deputy_dsl: str = _setting(
        values.line, "", "Who is the deputy designated safeguarding lead (DSL)?"
    )
    vice_chair: str = _setting(
        values.line, "", "Who is the vice-chair, who stands in for the chair of governors?"
    )
    receipt: str = _setting(
        values.one_of("next-school-day", "actual"),
        "next-school-day",
        "Out of term, does receipt count from the next school day or from the actual day?",
        "next-school-day or actual",
    )
    ring_dsl: str = _setting(values.line, "", "What is the number of the safeguarding lead (DSL)?")
    ring_deputy_dsl: str = _setting(
        values.line, "", "What is the number of the deputy safeguarding lead?"
    )
    ring_head: str = _setting(values.line, "", "What is the headteacher's number?")
    ring_chair: str = _setting(values.line, "", "What is the chair of governors' number?")
    ring_lado: str = _setting(
        values.line, "", "What is the number of the local authority designated officer (LADO)?"
    )
    ring_social_care: str = _setting(
        values.line, "", "What is the number of children's social care?"
    )
    ring_police: str = _setting(
        values.line, "", "What is the police number when it is no emergency?"
    )
    turn_to_lado_at: str = _setting(
        values.time_of_day,
        "",
        "When does who cannot reach the chair ring the local authority designated officer (LADO)?",
    )
    hide_under: int = _setting(
        values.between(1, 100),
        5,
        "Under what number do the governors' figures hide a count?",
        "1 to 100",
    )
    closes_at: str = _setting(
        values.time_of_day, "15:30", "At what time does the school close for the day?"
    )
    undo_seconds: int = _setting(values.between(5, 60), 10, takes="5 to 60")
    answered: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Count a value that differs from the default as an answer, and an empty one as none."""
        now = {one.name: getattr(self, one.name) for one in settings_of(self)}
        told = {one.name for one in settings_of(self) if now[one.name] != default_of(one)}
        empty = {name for name, value in now.items() if value in ("", (), None)}
        object.__setattr__(self, "answered", (self.answered | told) - empty)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The whole of ``casework.toml``; ``schools`` is keyed by slug."""

    schools: Mapping[str, SchoolSettings] = field(default_factory=dict)
    practice: bool = _setting(values.yes_no, default=False)
    print_command: tuple[str, ...] = _setting(values.lines, ())
    backup_target: str = _setting(values.line, "")
    backup_daily: int = _setting(values.between(2, 400), 14, takes="2 to 400")
    backup_weekly: int = _setting(values.between(0, 520), 8, takes="0 to 520")
    backup_monthly: int = _setting(values.between(0, 120), 12, takes="0 to 120")
    backup_hours: int = _setting(values.between(0, 720), 24, takes="0 to 720; 0 for by hand")
    mail_host: str = _setting(values.host, "")
    mail_port: int = _setting(values.between(1, 65535), 587, takes="1 to 65535")
    mail_security: str = _setting(
        values.one_of("starttls", "tls", "none"), "starttls", takes="starttls, tls or none"
    )
    mail_from: str = _setting(values.mail_address, "")
    mail_user: str = _setting(values.line, "")
    mail_time: str = _setting(values.time_of_day, "07:30")
    mail_to: Mapping[str, str] = _setting(values.mail_addresses, {})


Table = Settings | SchoolSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something only the school can say; ``meanwhile`` is what stands in, empty for nothing."""

    school: str
    setting: str
    ask: str
    meanwhile: str


def settings_of(table: Table | type[Table]) -> tuple[Field[Any], ...]:
    """Return the settings of one table, in the order of the file."""
    return tuple(one for one in fields(table) if one.metadata)


def default_of(one: Field[Any]) -> object:
    """Return what stands in while nobody has answered."""
    return one.default if one.default_factory is MISSING else one.default_factory()


def questions(settings: Settings) -> tuple[Question, ...]:
    """Return what is still open, school by school (``domain.md``, section 18)."""
    return tuple(each for slug in settings.schools for each in _open(slug, settings.schools[slug]))


def _open(slug: str, school: SchoolSettings) -> Iterator[Question]:
    for one in settings_of(school):
        ask = one.metadata["ask"]
        if ask and one.name not in school.answered:
            meanwhile = str(default_of(one) or "")
            yield Question(school=slug, setting=one.name, ask=ask, meanwhile=meanwhile)
    for policy in school.policies:
        if policy not in school.adopted:
            ask = f"When did the school adopt the policy {policy}?"
            yield Question(school=slug, setting=f"adopted.{policy}", ask=ask, meanwhile="")


def school_slug(name: str) -> str:
    """Return a school's short name for the file and the command line: ``st-marys-primary``."""
    import unicodedata  # for the accents of a name; needed once, when a school is added

    plain = unicodedata.normalize("NFKD", re.sub(r"['’]", "", name.lower()))
    slug = "-".join(re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode()))
    if not slug:
        raise UsageFault(
            "That name holds no letter from which a short name could be made.",
            advice="Give the school's name in Latin letters.",
        )
    return slug
