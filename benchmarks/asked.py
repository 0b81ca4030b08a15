"""Random command lines, for every command that could tell of somebody else's cases.

A line names no folder of its own: ``{own}`` stands for a folder of the record that is asked,
``{home}`` for the one both lie in. Must not know what comes of a line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.twins import CANARY, OTHER, POLICY_FILE, STAFF, TERMS_FILE, TRIAGED

if TYPE_CHECKING:
    import random  # noqa: TID251 - a seed drives everything, and the seed is printed
    from collections.abc import Callable, Iterable, Sequence

    Line = tuple[str, ...]
    Maker = Callable[[random.Random, str, str], Line]

#: These take as long as twenty others or more, or change so much that they come more rarely.
RARE = frozenset(
    {
        "backup",
        "calendar import",
        "doctor",
        "policy adopt",
        "policy list",
        "restore",
        "school add",
        "user disable",
        "user reset",
    }
)
_RARELY = 0.15
#: What an office asks all day comes more often.
_OFTEN = ("case list", "case do", "approval list", "deadline list")
#: Whom nobody's hidden case needs to go on, so that they may be disabled and linked.
_SPARE = ("spare", "second", "nobody")
_WORDS = ("a post", "example", CANARY, "allegation", "head", "zzz")
_LIMITS = ("first-conversation", "review", "triage-limit", "acknowledge", "look-limit", "no-limit")
_STEPS = (
    ("triage", "case"),
    ("take-up", "case"),
    ("find-appropriate", "case"),
    ("close", "case"),
    ("release-pause", ""),
    ("nothing-to-follow-up", "case"),
    ("write-note", "conversation"),
)
_TRIAGE = tuple(w for name, said in TRIAGED.items() for w in ("--set", f"{name}={said}"))
_SHEET = (
    *("--platform", "facebook", "--address", "a group", "--what", "A post."),
    *("--seen-on", "2026-11-01", "--how", "a photograph"),
)
_POLICY = f"{{home}}/{POLICY_FILE}"


def any_line(chance: random.Random, refs: Sequence[str]) -> Line:
    """Return a random command line about one of ``refs``."""
    name = chance.choice((*ASKED, *_OFTEN))
    while name in RARE and chance.random() > _RARELY:
        name = chance.choice((*ASKED, *_OFTEN))
    return line(name, chance, refs)


def line(name: str, chance: random.Random, refs: Sequence[str]) -> Line:
    """Return a random line of the command of this name, in words or as JSON."""
    words = ASKED[name](chance, chance.choice(refs), chance.choice(refs))
    return (*words, "--json") if chance.random() < 0.5 else words


def _plain(*words: str) -> Maker:
    return lambda _c, _r, _o: words


def _one_of(*lines: Line) -> Maker:
    return lambda c, _r, _o: c.choice(lines)


def _about(*words: str, key: bool = True) -> Maker:
    """Return a line about a case, under a key where the command takes one."""
    return lambda c, ref, _o: (*(word.format(ref=ref) for word in words), *(_key(c) if key else ()))


def _key(chance: random.Random) -> Line:
    return ("--key", f"key {chance.randrange(6)}") if chance.random() < 0.5 else ()


def _day(chance: random.Random) -> str:
    return chance.choice(("2026-11-12", "2026-11-17", "2026-11-24", "2026-11-21"))


def _id(chance: random.Random, ref: str) -> str:
    return f"{ref}.{chance.randrange(1, 4)}"


def _file(chance: random.Random, ending: str) -> str:
    return f"{{own}}/{chance.randrange(1_000_000)}.{ending}"


def _out(chance: random.Random, *endings: str) -> Line:
    """Return where it is written: nowhere, or into a file that is compared as well."""
    return ("--out", _file(chance, chance.choice(endings))) if chance.random() < 0.5 else ()


# --- cases, decisions, letters -------------------------------------------------------------------


def _do(chance: random.Random, ref: str, _other: str) -> Line:
    trigger, track = chance.choice(_STEPS)
    answers = _TRIAGE if trigger == "triage" else ()
    where = ("--track", track) if track else ()
    dry = ("--dry-run",) if chance.random() < 0.3 else ()
    said = ("case", "do", ref, trigger, *where, *answers, "--reason", "So it is.")
    return (*said, *dry, *_key(chance))


def _list(chance: random.Random, _ref: str, _other: str) -> Line:
    more = ((), ("--due",), ("--all",), ("--find", chance.choice(_WORDS)))
    return ("case", "list", *chance.choice(more))


def _open(chance: random.Random, _ref: str, _other: str) -> Line:
    kind = chance.choice(("concern", "concern", "staff-allegation", "nothing"))
    claim = ("--category", "naming-or-discussing-a-child:pupil")
    return ("case", "open", kind, "--summary", "One more post.", *claim, *_key(chance))


def _note(chance: random.Random, ref: str, _other: str) -> Line:
    old = ("--expected", str(chance.randrange(4))) if chance.random() < 0.3 else ()
    return ("case", "note", ref, f"Note {chance.randrange(4)}.", *old, *_key(chance))


def _set(chance: random.Random, ref: str, _other: str) -> Line:
    answers = ("harm-other=yes", "harm-other=no", "screening=unsure", "screening=nonsense")
    return ("case", "set", ref, chance.choice(answers), *_key(chance))


def _person(chance: random.Random, ref: str, _other: str) -> Line:
    role = chance.choice(("witness", "target", "reporter", "source"))
    return ("case", "person", ref, f"{role}=N. {chance.randrange(9)}")


def _letter(*words: str) -> Maker:
    """Return a line about the letter of some number, in a case."""
    return lambda c, ref, _o: ("letter", words[0], ref, str(c.randrange(1, 4)), *words[1:])


def _printed(chance: random.Random, ref: str, _other: str) -> Line:
    return ("letter", "print", ref, "1", "--out", _file(chance, "pdf"))


def _saved(chance: random.Random, ref: str, _other: str) -> Line:
    return ("letter", "save", ref, "1", "--out", _file(chance, "txt"))


def _item(*words: str) -> Maker:
    """Return a line about the item of evidence of some number, in a case."""
    return lambda c, ref, _o: ("evidence", words[0], ref, str(c.randrange(1, 3)), *words[1:])


def _preview(chance: random.Random, ref: str, _other: str) -> Line:
    return ("letter", "preview", ref, chance.choice(("warning", "first-conversation", "1")))


def _history(chance: random.Random, ref: str, _other: str) -> Line:
    reader = chance.choice(("chair", "headteacher"))
    return ("export", "history", ref, "--for", reader, *_out(chance, "txt"))


_CASES: dict[str, Maker] = {
    "case open": _open,
    "case list": _list,
    "case show": lambda c, ref, _o: ("case", "show", ref, *c.choice(((), ("--source",)))),
    "case do": _do,
    "case undo": _about("case", "undo", "{ref}", key=False),
    "case note": _note,
    "case set": _set,
    "case person": _person,
    "case incident": _about("case", "incident", "{ref}", "Posted again.", key=False),
    "case link": lambda _c, ref, other: ("case", "link", ref, other),
    "case correct": lambda c, ref, _o: (
        *("case", "correct", ref, str(c.randrange(1, 5)), "So.", "--reason", "Slip."),
    ),
    "case exclude": lambda c, ref, _o: (
        *("case", "exclude", ref, c.choice(tuple(STAFF)), "--reason", "Related."),
    ),
    "case admit": lambda c, ref, _o: (
        *("case", "admit", ref, c.choice(tuple(STAFF)), "--reason", "Helps."),
    ),
    "approval list": _plain("approval", "list"),
    "approval grant": lambda c, ref, _o: ("approval", "grant", _id(c, ref)),
    "approval decline": lambda c, ref, _o: (
        *("approval", "decline", _id(c, ref), "--reason", "Not yet."),
    ),
    "approval send-back": lambda c, ref, _o: (
        *("approval", "send-back", _id(c, ref), "--question", "Was the parent rung?"),
    ),
    "approval show": lambda c, ref, _o: ("approval", "show", _id(c, ref)),
    "evidence add": _about("evidence", "add", "{ref}", *_SHEET),
    "evidence list": _about("evidence", "list", "{ref}", key=False),
    "evidence show": _item("show"),
    "evidence describe": _item("describe", "A grey wall."),
    "evidence release": _item("release", "--to", "the chair", "--reason", "Nothing shows."),
    "evidence withhold": _item("withhold", "--seen-by", "the office"),
    "evidence advise": _item("advise", "--by", "dsl", "--advice", "keep", "--on", "2026-11-02"),
    "evidence export": _item("export", "--to", "{own}", "--reason", "Asked for."),
    "evidence verify": _about("evidence", "verify", "{ref}", key=False),
    "letter list": _about("letter", "list", "{ref}", key=False),
    "letter preview": _preview,
    "letter issue": _letter("issue"),
    "letter print": _printed,
    "letter save": _saved,
    "letter signed": _letter("signed"),
    "letter sent": _letter("sent", "--how", "hand"),
    "letter received": _letter("received"),
    "letter revise": _letter("revise", "--letter", "request=take it down"),
    "letter fields": _one_of(("letter", "fields"), ("letter", "fields", "warning")),
    "letter check": _plain("letter", "check"),
    "export history": _history,
    "export bundle": lambda c, ref, _o: (
        *("export", "bundle", ref, "--for", "chair", "--out", _file(c, "zip"), "--why", "Asked."),
    ),
    "export list": _about("export", "list", "{ref}", key=False),
    "export leave": _about("export", "leave", "{ref}", "--why", "Asked.", key=False),
    "export left": _plain("export", "left"),
    "export copy": lambda c, ref, _o: (
        *("export", "copy", ref, "--to", "Somebody", "--why", "Asked."),
        *("--format", "txt", "--out", _file(c, "txt")),
    ),
    "export put-away": _about("export", "put-away", "{ref}", key=False),
    "export keys": _plain("export", "keys"),
}

# --- time -----------------------------------------------------------------------------------------


def _closed(chance: random.Random, _ref: str, _other: str) -> Line:
    return ("calendar", "close", _day(chance))


def _edited(*words: str) -> Maker:
    """Return a line that edits the calendar on some day; an edit has its reason."""
    return lambda c, _r, _o: (
        *("calendar", *(word.format(day=_day(c)) for word in words)),
        *("--reason", "As the letter from the council says."),
    )


def _limit(*words: str, key: bool = True) -> Maker:
    """Return a line about a limit of a case."""
    return lambda c, ref, _o: (
        *("deadline", words[0], ref, c.choice(_LIMITS), *words[1:], "--reason", "So it was said."),
        *(_key(c) if key else ()),
    )


def _length(chance: random.Random, _ref: str, _other: str) -> Line:
    own = ("--default",) if chance.random() < 0.3 else (f"{chance.randrange(2, 9)} school days",)
    more = ((), (chance.choice(_LIMITS), *own, "--reason", "We are few."))
    return ("deadline", "length", "model", *chance.choice(more))


def _closing(chance: random.Random, _ref: str, _other: str) -> Line:
    days = ("--first", "2026-11-09", "--last", "2026-11-20") if chance.random() < 0.7 else ()
    return ("deadline", "closing-up", *days, *_out(chance, "txt", "pdf"))


_TIME: dict[str, Maker] = {
    "deadline list": lambda c, _r, _o: (
        *("deadline", "list"),
        *c.choice(((), ("--late",), ("--all",), ("--mine",), ("--week",))),
    ),
    "deadline check": _plain("deadline", "check"),
    "deadline run": _plain("deadline", "run", "--once"),
    "deadline health": _plain("deadline", "health"),
    "deadline install": _one_of(("deadline", "install"), ("deadline", "install", "--yes")),
    "deadline uninstall": _one_of(("deadline", "uninstall"), ("deadline", "uninstall", "--yes")),
    "deadline extend": _limit("extend", "--by", "3 school days"),
    "deadline stop": _limit("stop", "--category", "agency"),
    "deadline resume": _limit("resume"),
    "deadline waive": _limit("waive", "--authority", "the head"),
    "deadline length": _length,
    "deadline today": lambda c, _r, _o: ("deadline", "today", *_out(c, "txt", "pdf")),
    "deadline closing-up": _closing,
    "deadline calendar": lambda c, _r, _o: (
        *("deadline", "calendar", "--out", _file(c, "ics")),
        *c.choice(((), ("--mine",))),
    ),
    "deadline mail": _one_of(
        ("deadline", "mail"),
        ("deadline", "mail", "--to", "somebody@school.example"),
        ("deadline", "mail", "--off"),
    ),
    "deadline outbox": _one_of(
        ("deadline", "outbox"), ("deadline", "outbox", "--sent", "1"), ("deadline", "outbox")
    ),
    "calendar show": _plain("calendar", "show"),
    "calendar versions": _plain("calendar", "versions"),
    "calendar import": _plain("calendar", "import", f"{{home}}/{TERMS_FILE}"),
    "calendar close": _closed,
    "calendar open": _edited("open", "{day}"),
    "calendar confirm": lambda c, _r, _o: ("calendar", "confirm", str(2027 + c.randrange(3))),
    "calendar holiday add": _edited("holiday", "add", "{day}", "A royal wedding"),
    "calendar holiday remove": _edited("holiday", "remove", "{day}", "A royal wedding"),
    "calendar inset add": _edited("inset", "add", "{day}"),
    "calendar inset remove": _edited("inset", "remove", "{day}"),
    "calendar term set": _edited("term", "set", "christmas", "2026-11-02", "2026-12-16"),
    "calendar term remove": _edited("term", "remove", "spring", "2027-01-20"),
}

# --- the records, people, policies ----------------------------------------------------------------


def _backed(chance: random.Random, _ref: str, _other: str) -> Line:
    return ("backup", *chance.choice(((), (), ("list",))), "--to", "{own}/backups")


def _restored(chance: random.Random, _ref: str, _other: str) -> Line:
    into = ("newest", "--into", f"{{own}}/new-{chance.randrange(1_000_000)}", "--reason", "Broken.")
    how = chance.choice((into, into, into, ("--drill",), ("--acknowledge",)))
    return ("restore", *how, "--from", "{own}/backups")


def _reported(*words: str) -> Maker:
    """Return a line that counts or lists cases between two days, printed or in a file."""
    return lambda c, _r, _o: ("report", *words, *_out(c, "txt"))


def _concern(chance: random.Random, _ref: str, _other: str) -> Line:
    about = chance.choice((*STAFF, "somebody else", CANARY, OTHER))
    return ("concern", "--words", "What was seen.", "--about", about)


def _added(chance: random.Random, _ref: str, _other: str) -> Line:
    role = chance.choice(("class-teacher", "office", "dsl", "ict-manager"))
    return ("user", "add", f"new {chance.randrange(1_000_000)}", "--role", role)


def _linked(chance: random.Random, _ref: str, _other: str) -> Line:
    person = chance.choice((CANARY, OTHER, "Ms J. Example", "N. 3"))
    return ("user", "link", chance.choice(_SPARE), person)


def _away(chance: random.Random, _ref: str, _other: str) -> Line:
    who = ("--who", chance.choice(("head", "teacher"))) if chance.random() < 0.5 else ()
    return ("user", "away", "2026-11-03", "2026-11-05", "--deputy", "deputy", *who)


def _asked_for(chance: random.Random, _ref: str, _other: str) -> Line:
    """Return a request. Whoever may be in a hidden case has still to prove who they are: those who
    know of it do not hand out what they have not looked at, and that others may see."""
    who = chance.choice((CANARY, OTHER, "Ms J. Example", "Nobody Such"))
    known = ("--basis", "identity-seen", "--seen", "A passport.")
    begun = known if who == "Nobody Such" else ("--await", "No name on it.")
    return ("sar", "open", who, *begun, *_key(chance))


def _answered(chance: random.Random, _ref: str, _other: str) -> Line:
    setting = chance.choice(("closes-at=15:30", "closes-at=15:15", "backup-daily=20", "nothing=1"))
    return ("settings", "set", setting)


_RECORDS: dict[str, Maker] = {
    "where": _plain("where"),
    "doctor": _one_of(("doctor",), ("doctor", "--quick")),
    "backup": _backed,
    "restore": _restored,
    "concern": _concern,
    "report monitoring": _reported("monitoring", "--from", "2026-09-01", "--to", "2026-12-31"),
    "report governors": _one_of(
        ("report", "governors"), ("report", "governors", "--day", "2026-10-01")
    ),
    "report referrals": _reported("referrals", "--from", "2026-09-01", "--to", "2026-12-31"),
    "panel check": lambda c, _r, _o: (
        *("panel", "check", c.choice((*STAFF, CANARY, OTHER, "Ms J. Example"))),
    ),
    "retention list": _one_of(("retention", "list"), ("retention", "list", "--due")),
    "retention explain": _about("retention", "explain", "{ref}", key=False),
    "retention show": lambda c, ref, _o: ("retention", "show", *c.choice(((), (ref,)))),
    "retention hold": _about(
        *("retention", "hold", "{ref}", "--ground", "police", "--reason", "They asked."),
        key=False,
    ),
    "retention release": _about("retention", "release", "{ref}", "--reason", "Over.", key=False),
    "retention set": lambda c, ref, _o: (
        *("retention", "set", ref, c.choice(("birth", "until")), "2031-01-01"),
        *("--reason", "So agreed."),
    ),
    "retention keep": _about("retention", "keep", "{ref}", "--reason", "Wait.", key=False),
    "retention propose": _about("retention", "propose", "{ref}", "--reason", "Over.", key=False),
    "retention approve": _about("retention", "approve", "{ref}", key=False),
    "retention decline": _about("retention", "decline", "{ref}", "--reason", "No.", key=False),
    "retention dispose": _about("retention", "dispose", "{ref}", "--yes", key=False),
    "sar open": _asked_for,
    "sar list": _one_of(("sar", "list"), ("sar", "list", "--all")),
    "sar show": _about("sar", "show", "{ref}", key=False),
    "sar confirm": lambda c, ref, other: (
        *("sar", "confirm", ref, other, "--person", str(c.randrange(4))),
        c.choice(("--them", "--another")),
    ),
    "sar ask": _about("sar", "ask", "{ref}", key=False),
    "sar answer": lambda c, ref, _o: (
        *("sar", "answer", ref),
        *c.choice(((), ("--outcome", "nothing"))),
    ),
    "sar pause": _about("sar", "pause", "{ref}", "--reason", "Which years?", key=False),
    "sar resume": _about("sar", "resume", "{ref}", "--reason", "All of them.", key=False),
    "sar extend": _about("sar", "extend", "{ref}", "--reason", "Much to read.", key=False),
    "sar hand-out": lambda c, ref, _o: (
        *("sar", "hand-out", ref, "--out", f"{{own}}/pack-{c.randrange(1_000_000)}"),
    ),
    "sar close": _about(
        *("sar", "close", "{ref}", "--outcome", "withdrawn", "--reason", "By telephone."),
        key=False,
    ),
    "settings list": _plain("settings", "list"),
    "settings set": _answered,
    "school list": _plain("school", "list"),
    "user list": _plain("user", "list"),
    "user add": _added,
    "user admit": lambda c, _r, _o: ("user", "admit", c.choice(tuple(STAFF))),
    "user roles": lambda c, _r, _o: (
        *("user", "roles", c.choice(_SPARE), "--role", c.choice(("office", "ict-manager", "dsl"))),
    ),
    "user link": _linked,
    "user away": _away,
    "user hand-over": _plain("user", "hand-over", "second", "dsl", "--reason", "Leaves."),
    "user reset": lambda c, _r, _o: ("user", "reset", c.choice(_SPARE)),
    "user totp off": lambda c, _r, _o: ("user", "totp", "off", c.choice(_SPARE)),
    "user disable": lambda c, _r, _o: ("user", "disable", c.choice(_SPARE)),
    "policy list": _plain("policy", "list"),
    "policy show": _plain("policy", "show", _POLICY),
    "policy clauses": _plain("policy", "clauses", _POLICY),
    "policy check": _plain("policy", "check", _POLICY),
    "policy draw": _plain("policy", "draw", _POLICY),
    "policy diff": _plain("policy", "diff", _POLICY, _POLICY),
    "policy adopt": _plain("policy", "adopt", "model"),
    "school add": lambda c, _r, _o: ("school", "add", f"School {c.randrange(1_000_000)}"),
}

#: Every command that is asked in both records, by its name, and how a line of it is made.
ASKED: dict[str, Maker] = {**_CASES, **_TIME, **_RECORDS}
#: These read no records at all, whoever asks.
NO_RECORDS = (
    "letter check",
    "letter fields",
    "policy check",
    "policy clauses",
    "policy diff",
    "policy draw",
    "policy list",
    "policy show",
)
#: These need no user and no password: anybody at the desk may ask them.
NOBODY = frozenset(
    {
        "backup",
        "where",
        "deadline check",
        "deadline run",
        "deadline health",
        "deadline install",
        "deadline uninstall",
        *NO_RECORDS,
    }
)


def _quick(table: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in table if name not in RARE and name not in NO_RECORDS)


#: The same, in parts of which each takes a few seconds; what reads no records is in none of them.
PARTS: dict[str, tuple[str, ...]] = {
    "cases": _quick(_CASES),
    "time": _quick(_TIME),
    "records": _quick(_RECORDS),
    "what takes long": tuple(name for name in ASKED if name in RARE and name not in NO_RECORDS),
}
