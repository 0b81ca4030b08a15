"""Hostile words in every field: literal or harmless on every surface, and only print on the screen.

The table of words stands in ``hostile``; the surfaces are those of the command line, the letters
and the histories.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from html import unescape
from typing import TYPE_CHECKING

import pikepdf
import pytest

from casework import bootstrap
from casework.clock import SetClock
from casework.domain.facts import CategoryClaim
from casework.domain.people import CasePerson, PersonRole
from casework.office import cases, evidence
from casework.office.cases import Answers, NewCase
from casework.office.saying import Saying
from casework.text import LONGEST_FIELD, clean_line, clean_text
from tests.bad_input.bad_kit import TOO_LONG, Ended, School, harmless, one_error, process
from tests.bad_input.hostile import ARGUMENTS, HOSTILE
from tests.office.practice_kit import MONDAY, NOTE, WHERE, Book

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LINES = {name: clean_line(words) for name, words in HOSTILE.items()}
USED = {name: words for name, words in HOSTILE.items() if clean_line(words)}
#: All of them in one field, as long as a field may be.
TOGETHER = " ¦ ".join(ARGUMENTS.values())[:LONGEST_FIELD]


def test_the_table_is_as_large_as_it_says() -> None:
    assert len(HOSTILE) > 80
    assert len(set(HOSTILE.values())) == len(HOSTILE)


@pytest.fixture(scope="module")
def _hostile(_made: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A copy of the made school with a case in which every field was filled with every payload."""
    home = tmp_path_factory.mktemp("hostile") / "home"
    shutil.copytree(_made[0], home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASEWORK_STATE", str(home / "state"))
        book = Book(folder=home / "book", clock=SetClock(MONDAY))
        ref = _filled(book)
        for at in book.desks.values():
            at.session.close()
    return home, ref


#: Roles that a person of one name takes in turn.
ROLES = tuple(role for role in PersonRole if role.value not in ("person-of-concern", "source"))


def _filled(book: Book) -> str:
    clerk = book.desk("clerk")
    claim = CategoryClaim(code="naming-or-discussing-a-child", target="pupil")
    seen: Counter[str] = Counter()
    named = []
    for words in USED.values():  # some come out as one name, and nobody is a witness twice
        turn = seen[clean_line(words).casefold()]
        seen[clean_line(words).casefold()] += 1
        if turn < len(ROLES):
            role = ROLES[turn]
            named.append(CasePerson(number=0, role=role, name=words, about=words, address=words))
    new = NewCase(case_type="concern", summary=TOGETHER, people=tuple(named))
    ref = cases.open_case(clerk, new, Answers(categories=(claim,), facts=WHERE)).ref
    for words in USED.values():
        cases.add_note(clerk, ref, words)
        cases.add_incident(clerk, ref, words, words, Saying(reason=words))
    for words in (*list(USED.values())[::8], TOGETHER):
        sheet = evidence.Sheet(
            platform=words,
            address=words,
            what=words,
            seen_on="2026-11-01",
            how=words,
            account=words,
            captured_by=words,
            visible_to=words,
        )
        evidence.add_sheet(clerk, ref, sheet, Saying(reason=words))
    cases.correct(clerk, ref, 2, TOGETHER, Saying(reason=TOGETHER))
    return ref


@pytest.fixture
def hostile(
    _hostile: tuple[Path, str], run: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> School:
    home, ref = _hostile
    monkeypatch.setenv("CASEWORK_STATE", str(home / "state"))
    monkeypatch.setenv(bootstrap.CLOCK, MONDAY.isoformat())
    return School(home=home, ref=ref, now=MONDAY.isoformat(), run=run)


SURFACES: dict[str, tuple[str, ...]] = {
    "show": ("case", "show", "{ref}"),
    "list": ("case", "list"),
    "find": ("case", "list", "--find", "owned"),
    "evidence": ("evidence", "list", "{ref}"),
    "custody": ("evidence", "verify", "{ref}"),
    "letters": ("letter", "list", "{ref}"),
    "deadlines": ("deadline", "list"),
    "requests": ("approval", "list"),
    "users": ("user", "list"),
    "whole history": ("export", "history", "{ref}", "--for", "headteacher"),
    "masked history": ("export", "history", "{ref}", "--for", "chair"),
    "whole history as data": (
        *("export", "history", "{ref}", "--for", "headteacher", "--format", "json"),
    ),
    "doctor": ("doctor",),
}


@pytest.mark.parametrize("words", SURFACES.values(), ids=SURFACES)
def test_no_surface_prints_anything_but_print(hostile: School, words: tuple[str, ...]) -> None:
    filled = [word.replace("{ref}", hostile.ref) for word in words]
    as_text, as_json = hostile.says("head", *filled), hostile.says("head", *filled, "--json")

    assert (as_text.code, as_json.code) == (0, 0)
    assert (as_text.err, as_json.err) == (b"", b"")
    assert harmless(as_text.out)
    assert as_json.out.isascii()
    assert harmless(as_json.out)
    assert json.loads(as_json.out)["ok"] is True


@pytest.mark.parametrize("name", USED)
def test_each_payload_is_kept_as_the_words_it_is(
    shown: dict[str, set[str]], history: str, name: str
) -> None:
    assert LINES[name] in shown["names"]
    assert clean_text(HOSTILE[name]) in shown["words"]
    assert squeezed(HOSTILE[name]) in history


@pytest.fixture
def shown(hostile: School, _cache: dict[str, object]) -> dict[str, set[str]]:
    if "shown" not in _cache:
        case = hostile.does("head", "case", "show", hostile.ref)
        texts = set(_texts(case))
        _cache["shown"] = {"names": {one["name"] for one in case["people"]}, "words": texts}
    found = _cache["shown"]
    assert isinstance(found, dict)
    return found


@pytest.fixture
def history(hostile: School, _cache: dict[str, object]) -> str:
    if "history" not in _cache:
        told = hostile.says("head", *("export", "history", hostile.ref, "--for", "headteacher"))
        _cache["history"] = squeezed(told.out.decode())
    return str(_cache["history"])


@pytest.fixture(scope="module")
def _cache() -> dict[str, object]:
    return {}


def _texts(value: object) -> list[str]:
    match value:
        case str():
            return [value]
        case dict():
            return [text for one in value.values() for text in _texts(one)]
        case list():
            return [text for one in value for text in _texts(one)]
        case _:
            return []


def squeezed(words: str) -> str:
    """Return words without blanks: a page breaks and indents lines where it likes."""
    return re.sub(r"\s", "", clean_text(words))


# --- letters --------------------------------------------------------------------------------------


def test_a_letter_says_hostile_values_as_words_in_text_and_print(
    school: School, tmp_path: Path
) -> None:
    drafts = " ".join(LINES[name] for name in ("markup", "html", "jinja", "typst", "markdown link"))
    out = tmp_path / "proof.pdf"
    told = school.says(
        *("clerk", "letter", "preview", school.ref, "first-conversation", "--out", str(out)),
        *("--letter", f"request={drafts}", "--letter", f"post_description={drafts}"),
    )

    assert told.code == 0, told.said
    assert harmless(told.out)
    assert told.err == b""
    assert squeezed(drafts) in squeezed(unescape(told.out.decode()))
    _is_only_paper(out.read_bytes())


@pytest.mark.parametrize("name", sorted(USED)[::9])
def test_a_letter_addressed_to_a_hostile_name_is_only_paper(school: School, name: str) -> None:
    if "\0" in HOSTILE[name]:
        pytest.skip("no process can be given a NUL")
    ref = school.does(
        *("clerk", "case", "open", "concern", "--category", "naming-or-discussing-a-child:pupil"),
        *("--person", f"author={HOSTILE[name]}", "--summary", HOSTILE[name]),
    )["ref"]
    out = school.home / "proof.pdf"
    fields = [f"--letter={field}={HOSTILE[name]}" for field in NOTE]
    told = school.says(
        *("clerk", "letter", "preview", ref, "first-conversation", "--out", str(out), *fields),
        *("--letter", "salutation=Dear parent"),
    )

    assert told.code in {0, 2}, told.said
    assert harmless(told.out + told.err)
    if out.exists():
        _is_only_paper(out.read_bytes())


def _is_only_paper(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as read:
        kinds = {
            str(thing.get("/S", thing.get("/Subtype", "")))
            for thing in read.objects
            if isinstance(thing, pikepdf.Dictionary)
        }
        assert not kinds & {"/JavaScript", "/Launch", "/URI", "/GoToR", "/SubmitForm"}
        assert "/Names" not in read.Root or "/JavaScript" not in read.Root.Names
    assert b"root:x:" not in _words_of(pdf)


def _words_of(pdf: bytes) -> bytes:
    program = shutil.which("pdftotext")
    if program is None:
        return b""
    return subprocess.run([program, "-", "-"], input=pdf, capture_output=True, check=True).stdout


# --- as they are typed ----------------------------------------------------------------------------

FIELDS: dict[str, tuple[str, ...]] = {
    "summary": ("case", "open", "concern", "--summary={x}"),
    "person": (
        "case",
        "person",
        "{ref}",
        "witness={x}",
        "--about={x}",
        "--address={x}",
        "--somebody-else",
    ),
    "note": ("case", "note", "{ref}", "--", "{x}"),
    "incident": ("case", "incident", "{ref}", "--where={x}", "--reason={x}", "--", "{x}"),
    "correction": ("case", "correct", "{ref}", "2", "--reason={x}", "--", "{x}"),
    "sheet": (
        *("evidence", "add", "{ref}", "--platform={x}", "--address={x}", "--what={x}"),
        *("--seen-on=2026-11-01", "--how={x}", "--account={x}", "--visible-to={x}"),
    ),
    "answer": ("case", "set", "{ref}", "--said-by={x}", "--", "author-type={x}"),
    "unknown question": ("case", "set", "{ref}", "--", "{x}=yes"),
    "step": ("case", "do", "{ref}", "--reason={x}", "--track={x}", "--", "{x}"),
    "reference": ("case", "show", "--", "{x}"),
    "search": ("case", "list", "--find={x}"),
    "user": ("user", "add", "--role=office", "--", "{x}"),
    "role": ("user", "add", "--role={x}", "--", "Somebody"),
    "school": ("school", "add", "--", "{x}"),
    "setting": ("settings", "set", "--", "lado", "{x}"),
    "request": ("approval", "decline", "--reason={x}", "--", "{x}"),
    "letter": ("letter", "preview", "{ref}", "--", "{x}"),
    "policy": ("policy", "show", "--", "{x}"),
    "file": ("export", "verify", "--", "{x}"),
    "day": ("calendar", "close", "--why={x}", "--", "2026-11-03"),
    "command": ("{x}",),
}


@pytest.mark.parametrize("words", FIELDS.values(), ids=FIELDS)
def test_whatever_is_typed_comes_out_harmless_or_is_one_error(
    school: School, words: tuple[str, ...]
) -> None:
    before = school.revision()
    for typed in (TOGETHER[:600] + HOSTILE["nul"] + HOSTILE["surrogate"], "x" * 10_000):
        filled = [word.replace("{ref}", school.ref).replace("{x}", typed) for word in words]
        as_text, as_json = school.says("head", *filled), school.says("head", "--json", *filled)
        assert harmless(as_text.out + as_text.err), as_text.said
        assert as_json.out.isascii()
        if as_json.code:
            one_error(as_json.code, as_json)
            assert as_json.code in {2, 3, 4, 5, 6}, as_json.said
            assert len(as_json.error["message"]) < 400

    assert school.does("head", "doctor")["sound"]
    assert school.revision() >= before


@pytest.mark.parametrize(
    "words",
    [words for words in FIELDS.values() if "{x}" in words[-1]],
    ids=[name for name, words in FIELDS.items() if "{x}" in words[-1]],
)
def test_an_error_does_not_repeat_personal_words(school: School, words: tuple[str, ...]) -> None:
    typed = "Quillfeather Bramblewick zinnober"
    filled = [word.replace("{ref}", school.ref).replace("{x}", typed) for word in words]
    told = school.says("head", "--json", *filled)

    assert told.code in {0, 2, 3, 4, 5}
    assert not told.code or one_error(told.code, told)


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are bytes on POSIX alone")
def test_bytes_that_are_no_text_are_harmless_as_arguments(school: School) -> None:
    bad = b"a\xff\xfe\xed\xa0\x80b\x9b31m"
    told = process(
        *school.shared("clerk"), "case", "note", school.ref, bad, environment=school.environment
    )
    shown = school.says("head", "case", "show", school.ref)

    assert told.code == 0
    assert harmless(told.out + shown.out)


def test_too_long_a_field_is_refused_and_never_cut(school: School) -> None:
    before = school.revision()
    school.fails(2, "clerk", "case", "note", school.ref, TOO_LONG)
    school.fails(2, "clerk", "case", "open", "concern", "--summary", TOO_LONG)
    school.fails(2, "clerk", "case", "person", school.ref, f"witness={TOO_LONG}")

    assert school.unharmed(before)


# --- names of people who sign in, of schools, of files --------------------------------------------


def test_users_with_hostile_names_are_listed_harmlessly(school: School) -> None:
    asked = [name for name in sorted(ARGUMENTS)[::8] if LINES[name]]
    for name in asked:
        told = school.says("head", "user", "add", "--role=office", "--", ARGUMENTS[name])
        assert told.code in {0, 2, 6}, told.said
        assert harmless(told.out + told.err)
    listed = school.says("head", "user", "list")
    names = {row["name"] for row in school.does("head", "user", "list")}

    assert harmless(listed.out)
    assert {LINES[name] for name in asked if len(LINES[name]) <= 60} <= names
    assert not [path for path in school.home.rglob("*") if path.stem in names - {"head", "clerk"}]
    assert school.does("head", "doctor")["sound"]


def test_a_school_with_a_hostile_name_is_made_or_refused(
    run: Callable[..., Ended], tmp_path: Path
) -> None:
    password = tmp_path / "password.txt"
    password.write_text("one two three four\n", encoding="utf-8")
    for number, name in enumerate(("title", "bidi override", "nul")):
        told = run(
            *("--password-file", str(password), "init", str(tmp_path / f"book{number}")),
            *("--policy=milnthorpe", f"--school={HOSTILE[name]}", f"--admin={HOSTILE[name]}"),
        )
        assert told.code in {0, 2}, told.said
        assert harmless(told.out + told.err)


OUT_NAMES = {
    "escapes": "a\x1b[31mb\x1b]0;x\x07.pdf",
    "bidi": "\u202efdp.txt",
    "newline": "a\nb.txt",
    "markup": "[bold]x.txt",
    "formula": "=1+1.txt",
    "option": "-rf",
    "dots": "....txt",
    "blank": " ",
}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
@pytest.mark.parametrize("name", OUT_NAMES.values(), ids=OUT_NAMES)
def test_a_file_of_a_hostile_name_is_written_there_and_nowhere_else(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.chdir(folder)
    words = ("export", "history", school.ref, "--for", "chair", f"--out={name}")
    told, again = school.says("head", *words), school.says("head", *words)

    assert told.code == 0, told.said
    assert os.listdir(folder) == [name]  # noqa: PTH208 - names as the system has them
    assert harmless(told.out + told.err + again.err)
    assert again.code == 2


NO_NAMES: dict[str, tuple[str, set[int]]] = {
    "too long": ("x" * 10_000, {8}),
    "a NUL": ("a\0b", {2, 8}),
    "a folder that is not there": ("nowhere/x.txt", {8}),
    "a folder": (".", {2}),
    "nothing": ("", {2, 8}),
    "the device": ("/dev/null", {2}),
}


@pytest.mark.parametrize(("name", "codes"), NO_NAMES.values(), ids=NO_NAMES)
@pytest.mark.parametrize("command", ["export", "print", "preview"])
def test_a_file_that_cannot_be_written_is_one_error_and_leaves_nothing(
    school: School,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    name: str,
    codes: set[int],
) -> None:
    words = {
        "export": ("head", "export", "history", school.ref, "--for", "chair"),
        "print": ("clerk", "letter", "print", school.ref, "1"),
        "preview": ("clerk", "letter", "preview", school.ref, "1"),
    }[command]
    if command == "print":
        school.does("clerk", "letter", "issue", school.ref, "1")
    if command == "preview" and not name:
        pytest.skip("no file is asked for")
    before = school.revision()
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.chdir(folder)
    told = school.says(*words, f"--out={name}", "--json")

    assert told.code in codes, told.said
    assert one_error(told.code, told)
    assert list(folder.iterdir()) == []
    assert school.unharmed(before)
