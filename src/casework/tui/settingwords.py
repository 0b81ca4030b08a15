"""What settings are called on a screen, and their answers in words. Must not know any school."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Settings that are no question of their own, as the office calls them.
NAMES: Final[Mapping[str, str]] = {
    "name": "Name of the school",
    "telephone": "Telephone on the letters",
    "email": "Email on the letters",
    "website": "Website on the letters",
    "logo": "Picture at the head of letters",
    "fonts": "Typeface of the letters",
    "window": "Window of the envelopes",
    "signatory_role": "What whoever signs is called",
    "policies": "Policies the school goes by",
    "undo_seconds": "How many seconds U undoes a step",
    "practice": "Practice: everything is invented",
    "print_command": "What prints a page here",
    "backup_target": "Where backups go",
    "backup_daily": "Daily backups that are kept",
    "backup_weekly": "Weekly backups that are kept",
    "backup_monthly": "Monthly backups that are kept",
    "backup_hours": "Hours between two backups",
    "mail_host": "Mail server for reminders",
    "mail_port": "Its port",
    "mail_security": "How mail is kept from others",
    "mail_from": "Address the reminders come from",
    "mail_user": "Name to sign in to the server",
    "mail_time": "When reminders go out",
    "mail_to": "Who is reminded, at which address",
}
#: Answers that are one of a few: each in words, and as it is kept.
ANSWERS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "window": (
        ("DL: the page is folded twice", "dl"),
        ("C5: the page is folded once", "c5"),
        ("no window", "none"),
    ),
    "receipt": (
        ("the next school day", "next-school-day"),
        ("the actual day", "actual"),
    ),
    "maintained": (("by its local authority", "maintained"), ("it is an academy", "academy")),
    "head_may_run_own_target_case": (("yes", "yes"), ("no", "no")),
    "mail_security": (
        ("encrypted once the server answers (STARTTLS)", "starttls"),
        ("encrypted from the beginning (TLS)", "tls"),
        ("not at all", "none"),
    ),
}


def in_words(name: str, value: str) -> str:
    """Return an answer as it is said: one of a few in its words, any other as it stands."""
    return next((words for words, kept in ANSWERS.get(name, ()) if kept == value), value)
