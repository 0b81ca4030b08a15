"""Rules about letters: W074 to W080. Must not know how a letter is filled in.

What is wrong with a template as such is told by the caller; here stands what a policy asks of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from casework.domain.people import PersonRole
from casework.policy.rules.base import Problem, rule
from casework.policy.rules.lookup import leaf_tests, steps_in, written_tests
from casework.text import in_words, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.policy import schema
    from casework.policy.findings import Path
    from casework.policy.rules.base import Checked

#: Who else than a person of the case a letter goes to (*default*).
BODIES: Final = (
    "platform", "police", "solicitor", "families", "new-school", "lado", "social-care",
    "internet-provider", "it-provider", "governors",
)  # fmt: skip
#: Who is told how to complain.
_FAMILIES: Final = frozenset({"author", "complainant", "family-of", "families"})
#: Who may be told of other people in the case; nobody else is (*default*).
MAY_SEE_OTHERS: Final = frozenset({"police", "solicitor", "lado", "social-care"})
_OTHERS: Final = re.compile(
    r"(?:^|_)(?:people|reporter|reported_by|source|witness(?:es)?|told_by|other_famil(?:y|ies)"
    r"|children|adult)(?:_|$)"
)
_TOLD: Final = re.compile(r"(line \d+): (W\d{3}) (.*)", re.DOTALL)
_FIELD: Final = re.compile(r"^  ([a-z][a-z0-9_]*): ", re.MULTILINE)
_KEY: Final = re.compile(r"^([a-z]+): *(.*)$", re.MULTILINE)
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+|\n\s*\n")
_HARD_STEP: Final = re.compile(r"\b(police|legal|solicitors?|courts?|prosecut\w*)\b", re.IGNORECASE)
_FIRM: Final = re.compile(r"\b(will|shall|must|is going to|are going to)\b", re.IGNORECASE)
_CLAUSE: Final = re.compile(r"\b[A-Z]{2,}-\d+(?:\.\d+)*[a-z]?\b")


def _letters(checked: Checked) -> Iterator[tuple[Path, str, schema.Letter, str]]:
    """Yield each letter with its place and its template's source, empty where there is none."""
    for path, _, case_type in checked.case_types():
        for name, letter in case_type.letters.items():
            source = checked.letters.get(letter.template, "").replace("\r\n", "\n")
            yield (*path, "letters", name), name, letter, source


def _front(source: str) -> tuple[dict[str, str], str, str]:
    """Return the keys of the front matter, its text, and the body."""
    parts = source.split("\n---\n", 1)
    front, body = (parts[0], parts[1]) if len(parts) == 2 else ("", source)
    return dict(_KEY.findall(front)), front, body


# --- the template as such ---------------------------------------------------------------------


def _told(checked: Checked, code: str) -> Iterator[Problem]:
    """Yield what the caller tells of each template under one code."""
    if checked.template_problems is None:
        return
    for path, _, letter, source in _letters(checked):
        for told in checked.template_problems(source) if source else ():
            found = _TOLD.fullmatch(told)
            if found is not None and found[2] == code:
                yield Problem(
                    path=(*path, "template"),
                    message=f"letters/{letter.template}.md, {found[1]}: {found[3]}",
                    remedy="Put that line of the template right: casework letter check.",
                    warning=found[3].endswith("is never used.") or None,
                )


@rule("W074", "Each letter's template exists and can be read")
def has_a_template(checked: Checked) -> Iterator[Problem]:
    """Its front matter is whole, and its tags open and close."""
    for path, _, letter, source in _letters(checked):
        if not source:
            like = nearest(letter.template, sorted(checked.letters))
            yield Problem(
                path=(*path, "template"),
                message=f"There is no template letters/{letter.template}.md.",
                remedy=f"Did you mean {like}?" if like else "Write it, or name another.",
            )
    yield from _told(checked, "W074")


@rule("W075", "Each placeholder of a letter is declared, and each declared one is used")
def declares_its_placeholders(checked: Checked) -> Iterator[Problem]:
    """One that is declared and never used is a warning."""
    yield from _told(checked, "W075")


@rule("W076", "A letter only shows, chooses and repeats")
def calls_nothing(checked: Checked) -> Iterator[Problem]:
    """Nothing in it is loaded, called or run."""
    yield from _told(checked, "W076")


# --- what the policy asks of it ---------------------------------------------------------------


@rule("W077", "A letter that goes out is approved, or a clause waives that")
def is_approved_or_waived(checked: Checked) -> Iterator[Problem]:
    """Not both; and the clause that waives it is one of the policy."""
    for path, case_name, case_type in checked.case_types():
        steps = steps_in(checked, case_name)
        for name, letter in case_type.letters.items():
            place = (*path, "letters", name)
            drafting = [step.of for step in steps if step.of.letter == name]
            by_step = bool(drafting) and all(step.approval for step in drafting)
            if letter.waived_by and letter.waived_by not in checked.file.clauses:
                yield Problem(
                    path=(*place, "waived-by"),
                    message=f"“{name}” goes out unapproved under a clause that is not declared.",
                    remedy="Name the clause that says so, or an approval.",
                )
            elif letter.waived_by and (letter.approval or by_step):
                yield Problem(
                    path=(*place, "waived-by"),
                    message=f"“{name}” is approved, and a clause says that it need not be.",
                    remedy="Keep one of the two.",
                )
            elif not (letter.waived_by or letter.approval or by_step):
                yield Problem(
                    path=place,
                    message=f"“{name}” would leave the building without anybody's approval.",
                    remedy="Name an approval, or under “waived-by:” the clause that needs none.",
                )


@rule("W078", "A letter goes to somebody there is, and tells them of nobody else")
def tells_of_nobody_else(checked: Checked) -> Iterator[Problem]:
    """The template is written for that recipient; others in the case stand in letters to a few."""
    known = (*PersonRole, *BODIES)
    for path, name, letter, source in _letters(checked):
        keys, front, _ = _front(source)
        if letter.to not in known:
            like = nearest(letter.to, known)
            yield Problem(
                path=(*path, "to"),
                message=f"No letter can go to “{letter.to}”.",
                remedy=f"Did you mean {like}?"
                if like
                else f"It can go to {in_words(known, 'or')}.",
            )
        elif keys.get("to", letter.to) != letter.to:
            yield Problem(
                path=(*path, "to"),
                message=f"“{name}” goes to {letter.to}, its template is written for {keys['to']}.",
                remedy="Use a template for that reader, or correct who gets the letter.",
            )
        elif letter.to not in MAY_SEE_OTHERS:
            for field in filter(_OTHERS.search, _FIELD.findall(front)):
                yield Problem(
                    path=(*path, "template"),
                    message=f"“{name}” would tell {letter.to} of others in the case: “{field}”.",
                    remedy="Take that field out of the template.",
                )


@rule("W098", "A letter that each person of a role is to get goes to that role")
def each_is_written_to(checked: Checked) -> Iterator[Problem]:
    """And the pause hangs on no such test: it opens on what is known of the post."""
    for path, test in written_tests(checked):
        for _, case_name, case_type in checked.case_types():
            letter = case_type.letters.get(test.letter or "")
            if test.each is not None and letter is not None and letter.to != test.each:
                yield Problem(
                    path=(*path, "each"),
                    message=f"“{test.letter}” of “{case_name}” goes to {letter.to}, "
                    f"not to each {test.each}.",
                    remedy=f"Write “each: {letter.to}”, or name a letter to {test.each}.",
                )
    for path, _, case_type in checked.case_types():
        pause = case_type.pause
        if pause is not None and any(one.each for one in leaf_tests(checked, pause.when)):
            yield Problem(
                path=(*path, "pause", "when"),
                message="The pause hangs on whom a letter has come to.",
                remedy="Let it begin on an answer or a category.",
            )


@rule("W079", "A letter cites the policy as printed, what is asked, by when, how to complain")
def says_what_a_letter_says(checked: Checked) -> Iterator[Problem]:
    """Clause ids never leave the program; a limit is printed by the letter that starts it."""
    for path, name, letter, source in _letters(checked):
        keys, _, body = _front(source)
        if not source:
            continue  # W074 speaks of it
        needed: dict[str, str] = {}
        if not letter.not_in_policy:  # a default is never printed under the policy's name
            needed |= {
                "policy_title": "the policy's printed title",
                "policy_place": "the place in it",
            }
        if letter.to in _FAMILIES:
            needed["complaint_route"] = "how to complain"
        if keys.get("strength") in {"asks", "warns", "may"} and letter.to in list(PersonRole):
            needed["request"] = "what is asked"
        if letter.limit is not None:
            needed["limit_words"] = "by when"
        missing = [words for field, words in needed.items() if not _shows(body, field)]
        if missing:
            yield Problem(
                path=(*path, "template"),
                message=f"“{name}” does not say {in_words(missing, 'nor')}.",
                remedy=f"Show in it {in_words(f for f in needed if not _shows(body, f))}.",
            )
        for found in _CLAUSE.findall(body):
            if found in checked.file.clauses:
                yield Problem(
                    path=(*path, "template"),
                    message=f"“{name}” prints {found}, which means nothing outside this program.",
                    remedy="Cite the policy by its title and place.",
                )


#: Whom a letter tells how to complain; a member of staff has the school's own procedures.


def _shows(body: str, field: str) -> bool:
    return re.search(rf"\{{\{{[^}}]*\b{field}\b", body) is not None


@rule(
    "W080", "A letter promises or threatens nothing that its clauses only let the school weigh up"
)
def is_no_stronger_than_its_clause(checked: Checked) -> Iterator[Problem]:
    """Police and legal steps are spoken of as possible, unless a clause says the school will."""
    for path, name, letter, source in _letters(checked):
        clauses = [checked.file.clauses[c] for c in letter.clauses if c in checked.file.clauses]
        if any(
            clause.strength in {"must", "will"} and clause.bearing == "machine"
            for clause in clauses
        ):
            continue
        for sentence in _SENTENCE.split(_front(source)[2]):
            if _HARD_STEP.search(sentence) and _FIRM.search(sentence):
                yield Problem(
                    path=(*path, "template"),
                    message=f"“{name}” speaks of the police or the law as if it were decided: "
                    f"“{' '.join(sentence.split())[:120]}”",
                    remedy="Say “may”; the policy lets the school weigh it up.",
                )
