"""Who may see what: every role, every relation to a case, every kind of case, every surface.

The table is derived from the rules of need to know, never from the program. Each cell is one of
``a`` allowed, ``h`` hidden (answered as if it had never been), ``r`` refused (seen, not theirs).
"""

from __future__ import annotations

#: The columns: one user of each role, and the name under which the tests know them.
ROLES = {
    "administrator": "admin",
    "office": "clerk",
    "senior-leader": "deputy",
    "headteacher": "head",
    "dsl": "dsl",
    "ict-manager": "ict",
    "class-teacher": "teacher",
    "chair": "chair",
    "vice-chair": "vice",
    "trust-officer": "trust",
}
#: What the person of the column is to the case. The last five are what somebody else is to it.
OWN = ("poc", "linked-later", "target", "reporter", "witness", "source", "excluded", "let-in")
SHARED = ("none", "head-named", "chair-named", "both-named", "deputy-of-head")
RELATIONS = (*OWN, *SHARED)
KINDS = ("ordinary", "ordinary-with-exclusion", "sealed")

#: Reading, being listed, adding words: for whoever may see it at all.
#             administrator, office, leader, head, dsl, ict, teacher, chair, vice, trust
_SEES_ORDINARY = {
    "none": "haaaaahhhh",
    "target": "haaaaahhhh",
    "reporter": "haaaaahhhh",
    "witness": "haaaaahhhh",
    "source": "haaaaahhhh",
    "poc": "hhhhhhhhhh",
    "linked-later": "hhhhhhhhhh",
    "excluded": "hhhhhhhhhh",
    "let-in": "aaaaaaaaaa",
    "head-named": "haahaahahh",  # the chair manages it
    "chair-named": "haaaaahhhh",
    "both-named": "haahaahhah",  # the vice-chair does
    "deputy-of-head": "haaaaahhhh",  # an absence hands on no key
}
_SEES_SEALED = {
    "none": "hhhaahhhhh",
    "target": "hhhaahhhhh",
    "reporter": "hhhaahhhhh",
    "witness": "hhhaahhhhh",
    "source": "hhhaahhhhh",
    "poc": "hhhhhhhhhh",
    "linked-later": "hhhhhhhhhh",
    "excluded": "hhhhhhhhhh",
    "let-in": "hhhaahhaah",  # of those alone whose role opens such cases
    "head-named": "hhhhahhahh",
    "chair-named": "hhhaahhhhh",
    "both-named": "hhhhahhhah",
    "deputy-of-head": "hhhaahhhhh",
}
#: A step that the policy leaves to the office: office, senior leader, headteacher.
_STEPS_ORDINARY = {
    "none": "haaarrhhhh",
    "target": "haaarrhhhh",
    "reporter": "haaarrhhhh",
    "witness": "haaarrhhhh",
    "source": "haaarrhhhh",
    "poc": "hhhhhhhhhh",
    "linked-later": "hhhhhhhhhh",
    "excluded": "hhhhhhhhhh",
    "let-in": "raaarrrrrr",
    "head-named": "haahrrhahh",  # whoever manages it acts as the headteacher
    "chair-named": "haaarrhhhh",
    "both-named": "haahrrhhah",
    "deputy-of-head": "haaaaahhhh",  # whoever stands in acts as the headteacher
}
#: A decision of the senior leaders or the headteacher; nobody named in the case takes it.
_DECIDES_ORDINARY = {
    "none": "hraarrhhhh",
    "target": "hrrrrrhhhh",
    "reporter": "hrrrrrhhhh",
    "witness": "hrrrrrhhhh",
    "source": "hrrrrrhhhh",
    "poc": "hhhhhhhhhh",
    "linked-later": "hhhhhhhhhh",
    "excluded": "hhhhhhhhhh",
    "let-in": "rraarrrrrr",
    "head-named": "hrahrrhahh",
    "chair-named": "hraarrhhhh",
    "both-named": "hrahrrhhah",
    "deputy-of-head": "haaaaahhhh",
}
#: The chair's history: made by the office or the headteacher.
_EXPORTS_ORDINARY = {
    "none": "hararrhhhh",
    "target": "hararrhhhh",
    "reporter": "hararrhhhh",
    "witness": "hararrhhhh",
    "source": "hararrhhhh",
    "poc": "hhhhhhhhhh",
    "linked-later": "hhhhhhhhhh",
    "excluded": "hhhhhhhhhh",
    "let-in": "rararrrrrr",
    "head-named": "harhrrhahh",
    "chair-named": "hararrhhhh",
    "both-named": "harhrrhhah",
    "deputy-of-head": "haaaaahhhh",
}
_EXPORTS_SEALED = {
    "none": "hhharhhhhh",
    "target": "hhharhhhhh",
    "reporter": "hhharhhhhh",
    "witness": "hhharhhhhh",
    "source": "hhharhhhhh",
    "poc": "hhhhhhhhhh",
    "linked-later": "hhhhhhhhhh",
    "excluded": "hhhhhhhhhh",
    "let-in": "hhharhhrrh",
    "head-named": "hhhhrhhahh",
    "chair-named": "hhharhhhhh",
    "both-named": "hhhhrhhhah",
    "deputy-of-head": "hhhaahhhhh",
}

#: Surfaces about one case, by the group of cells that holds for them.
READS = (
    "case list",
    "case list --due",
    "case list --find",
    "case show",
    "letter list",
    "evidence list",
    "evidence verify",
    "deadline list",
    "doctor",
    "case note",
    "case incident",
    "log",
    "deadline closing-up",
)
#: What never shows a sealed case, whoever asks: it may lie open on a desk, or go elsewhere.
OPEN_PAPER = ("deadline today", "deadline calendar")
QUEUE = ("approval list",)
STEPS, DECIDES, EXPORTS = ("case do",), ("approval grant",), ("export history",)

GROUPS = {
    ("ordinary", READS): _SEES_ORDINARY,
    ("ordinary", QUEUE + OPEN_PAPER): _SEES_ORDINARY,
    ("ordinary", STEPS): _STEPS_ORDINARY,
    ("ordinary", DECIDES): _DECIDES_ORDINARY,
    ("ordinary", EXPORTS): _EXPORTS_ORDINARY,
    ("ordinary-with-exclusion", READS): _SEES_ORDINARY,
    ("ordinary-with-exclusion", QUEUE + OPEN_PAPER): _SEES_ORDINARY,
    ("ordinary-with-exclusion", STEPS): _STEPS_ORDINARY,
    ("ordinary-with-exclusion", DECIDES): _DECIDES_ORDINARY,
    ("ordinary-with-exclusion", EXPORTS): _EXPORTS_ORDINARY,
    ("sealed", EXPORTS): _EXPORTS_SEALED,
    ("sealed", READS): _SEES_SEALED,
    ("sealed", OPEN_PAPER): dict.fromkeys(_SEES_SEALED, "h" * len(ROLES)),
    ("sealed", STEPS): _SEES_SEALED,  # whoever may hold such a case may take it up
}


def cells() -> dict[tuple[str, str, str, str], str]:
    """Return every cell: kind, relation, role, surface, and what must come of it."""
    found: dict[tuple[str, str, str, str], str] = {}
    for (kind, surfaces), table in GROUPS.items():
        for relation, row in table.items():
            for role, cell in zip(ROLES, row, strict=True):
                found |= {(kind, relation, role, surface): cell for surface in surfaces}
    return found


#: Where something could be inferred from, and where it is shown not to be: the cells of a surface,
#: or a command that is asked in both of two records.
INFERRED_FROM = {
    "list": ("case list", "case list --due", "letter list", "evidence list", "deadline list"),
    "show": ("case show",),
    "search": ("case list --find", "panel check"),
    "count": ("report monitoring", "user hand-over"),
    "report": ("report monitoring", "report governors", "report referrals"),
    "export": ("export history",),
    "log": ("log", "calendar versions"),
    "approval queue": ("approval list",),
    "error": ("case do", "approval grant", "case note", "case undo", "letter issue"),
    "deadline scan": ("deadline check", "deadline run", "deadline health"),
    "calendar recompute": ("calendar close", "calendar import", "calendar term set"),
    "doctor": ("doctor",),
    "backup": ("backup", "restore"),
    "Today": ("deadline today", "deadline closing-up", "deadline calendar"),
    "command keys": ("case open", "case note", "case set", "deadline extend"),
    "letter numbers": ("letter list", "letter revise", "letter issue"),
}
#: How need to know is shown for a command that has no cells of its own: it needs no case book of
#: others; no case is in what it says; or it is asked in two records that differ in one hidden case.
#: What is "alike", and what has cells, is asked there as well (tests/faults/test_hidden.py).
OWN_ALONE, ALIKE, TWINS = "own", "alike", "twins"
#: Every command there is, and how need to know is shown for it: by one of these, or by the cells of
#: a surface here.
COMMANDS = {
    "init": "own",
    "where": "twins",
    "doctor": "doctor",
    "practise": "own",
    "practice": "own",
    "concern": "twins",
    "school add": "alike",
    "school list": "alike",
    "settings list": "twins",
    "settings set": "alike",
    "user add": "alike",
    "user list": "twins",
    "user admit": "alike",
    "user roles": "alike",
    "user disable": "alike",
    "user reset": "alike",
    "user passwd": "own",
    "user totp on": "own",
    "user totp off": "alike",
    "user link": "alike",
    "user away": "alike",
    "user hand-over": "twins",
    "user recovery renew": "own",
    "user recovery use": "own",
    "policy list": "alike",
    "policy show": "alike",
    "policy clauses": "alike",
    "policy check": "alike",
    "policy draw": "alike",
    "policy diff": "alike",
    "policy adopt": "alike",
    "case open": "twins",
    "case list": "case list",
    "case show": "case show",
    "case do": "case do",
    "case undo": "twins",
    "case note": "case note",
    "case set": "twins",
    "case person": "twins",
    "case incident": "case incident",
    "case link": "twins",
    "case correct": "twins",
    "case exclude": "twins",
    "case admit": "twins",
    "approval list": "approval list",
    "approval show": "approval list",  # the same rows, and the letter of one
    "approval grant": "approval grant",
    "approval decline": "twins",
    "approval send-back": "approval grant",  # the same door
    "evidence add": "case note",  # the same door
    "evidence list": "evidence list",
    "evidence verify": "evidence verify",
    "evidence show": "evidence list",
    "evidence export": "evidence list",  # the same door
    "evidence describe": "evidence list",
    "evidence release": "evidence list",
    "evidence withhold": "evidence list",
    "evidence advise": "evidence list",
    "letter list": "letter list",
    "letter preview": "twins",
    "letter issue": "twins",
    "letter print": "letter list",  # the same door
    "letter save": "letter list",
    "letter signed": "letter list",
    "letter sent": "letter list",
    "letter received": "letter list",
    "letter revise": "letter list",
    "letter fields": "alike",
    "letter check": "alike",
    "deadline list": "deadline list",
    "deadline check": "twins",
    "deadline mail": "alike",
    "deadline outbox": "twins",
    "calendar show": "twins",
    "calendar import": "twins",
    "calendar close": "twins",
    "calendar confirm": "alike",
    "export history": "export history",
    "export bundle": "export history",  # the same door
    "export list": "case show",  # the same door
    "export leave": "export history",
    "export left": "twins",
    "export copy": "twins",
    "export put-away": "twins",
    "export keys": "alike",
    "export verify": "own",
    "panel check": "twins",
    "retention list": "twins",
    "retention explain": "twins",
    "retention show": "twins",
    "retention hold": "twins",
    "retention release": "twins",
    "retention set": "twins",
    "retention keep": "twins",
    "retention propose": "twins",
    "retention approve": "twins",
    "retention decline": "twins",
    "retention dispose": "twins",
    "sar open": "twins",
    "sar list": "twins",
    "sar show": "twins",
    "sar confirm": "twins",
    "sar ask": "twins",
    "sar answer": "twins",
    "sar pause": "twins",
    "sar resume": "twins",
    "sar extend": "twins",
    "sar hand-out": "twins",
    "sar close": "twins",
    "report monitoring": "twins",
    "report governors": "twins",
    "report referrals": "twins",
    "report combine": "own",
    "backup": "twins",
    "restore": "twins",
    "calendar holiday add": "twins",
    "calendar holiday remove": "twins",
    "calendar inset add": "twins",
    "calendar inset remove": "twins",
    "calendar open": "twins",
    "calendar term remove": "twins",
    "calendar term set": "twins",
    "calendar versions": "twins",
    "deadline calendar": "deadline calendar",
    "deadline closing-up": "deadline closing-up",
    "deadline extend": "twins",
    "deadline health": "twins",
    "deadline install": "twins",
    "deadline length": "alike",
    "deadline resume": "twins",
    "deadline run": "twins",
    "deadline stop": "twins",
    "deadline today": "deadline today",
    "deadline uninstall": "twins",
    "deadline waive": "twins",
}
