"""Policy files nobody could mean, through the command line: one clear error, quick and small."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework.settings import shipped
from tests.bad_input.bad_kit import WORD, Ended, School, nothing_leaks, one_error, process

if TYPE_CHECKING:
    from collections.abc import Callable

GOOD = (shipped("workflows") / "milnthorpe.yaml").read_text(encoding="utf-8")


def bomb(levels: int = 9) -> str:
    """Return the billion laughs: each line names the one before it nine times."""
    lines = (
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n"
        for level in range(1, levels + 1)
    )
    return 'casework: 1\npolicy: bomb\na0: &a0 ["lol"]\n' + "".join(lines)


#: What cannot be read as a policy at all.
UNREADABLE: dict[str, bytes] = {
    "nothing": b"",
    "blanks": b"  \n\n",
    "broken": f"casework: 1\n  policy: [ {WORD}".encode(),
    "unclosed quote": f'casework: 1\ntitle: "{WORD}\n'.encode(),
    "a tab": b"casework: 1\n\tpolicy: x\n",
    "binary": bytes(range(256)) * 40,
    "not UTF-8": "casework: 1\ntitle: Schülerin".encode("latin-1"),
    "UTF-16": GOOD.encode("utf-16"),
    "a NUL": b"casework: 1\npolicy: a\0b\n",
    "an ESC": b"casework: 1\ntitle: \x1b]0;x\x07\n",
    "bidi": "casework: 1\ntitle: \u202ex\n".encode(),
    "deep lists": b"casework: 1\nx: " + b"[" * 100_000,
    "deep mappings": b"casework: 1\nx: " + b"{a: " * 100_000,
    "deep blocks": "\n".join(f"{'  ' * at}a:" for at in range(400)).encode(),
    "over 1 MB": b"casework: 1\npolicy: x\n" + b"# a line of nothing\n" * 60_000,
    "a plain text": f"Dear {WORD}, please find the policy attached.".encode(),
    "a database": b"SQLite format 3\0" + bytes(4096),
}
#: What can be read and is no good policy: findings, each with a line and what to do.
WRONG: dict[str, str] = {
    "unknown key": f"{GOOD}\n{WORD}: yes please\n",
    "a key of Python": "casework: 1\n__class__: x\n",
    "no format": GOOD.replace("casework: 1", "", 1),
    "another format": GOOD.replace("casework: 1", "casework: 99", 1),
    "words for a number": GOOD.replace("casework: 1", "casework: one", 1),
    "a list for a text": re.sub(r"(?m)^title: .*$", "title: [a, b]", GOOD, count=1),
    "a mapping for a text": re.sub(r"(?m)^title: .*$", "title: {a: b}", GOOD, count=1),
    "a number for a mapping": "casework: 1\npolicy: x\ntitle: x\ncase-types: 7\n",
    "a list for the whole": "- casework: 1\n- policy: x\n",
    "a word for the whole": "casework\n",
    "the same key twice": "casework: 1\npolicy: x\npolicy: y\n",
    "bomb": bomb(),
    "an anchor": "casework: 1\npolicy: &a x\ntitle: *a\n",
    "an alias of nothing": "casework: 1\npolicy: *nowhere\n",
    "an alias of itself": "casework: 1\npolicy: &a [*a]\n",
    "a merge key": "casework: 1\n<<: {policy: x}\n",
    "an object of Python": "casework: 1\npolicy: !!python/object/apply:os.system ['true']\n",
    "a tag": "casework: 1\npolicy: !secret x\n",
    "two documents": "casework: 1\n---\ncasework: 1\n",
    "a directive": "%YAML 1.1\n---\ncasework: 1\n",
    "a number without end": f"casework: {'9' * 100_000}\n",
    "a switch": "casework: 1\npolicy: on\n",
    "a branch by path": "casework: 1\npolicy: x\ninclude: [../../../etc/passwd]\n",
    "a branch that is not there": "casework: 1\npolicy: x\ninclude: [nowhere]\n",
    "a key of 100,000 letters": f"casework: 1\n{'k' * 100_000}: x\n",
    "two thousand keys": "casework: 1\n" + "".join(f"k{at}: x\n" for at in range(2_000)),
    "markup for a name": "casework: 1\npolicy: '[bold]x[/bold]'\n",
    "Jinja for a title": "casework: 1\npolicy: x\ntitle: '{{ 7 * 7 }}'\n",
}


def _checked(run: Callable[..., Ended], file: Path) -> tuple[Ended, Ended]:
    return run("policy", "check", str(file), "--json"), run("policy", "check", str(file))


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_cannot_be_read_is_one_error_with_code_2(
    run: Callable[..., Ended], tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "own.yaml"
    file.write_bytes(content)
    as_json, as_text = _checked(run, file)
    one_error(2, as_json, as_text)

    assert as_text.out == b""
    assert all("own.yaml:" in reason and "→" in reason for reason in as_json.error["reasons"])


@pytest.mark.parametrize("content", WRONG.values(), ids=WRONG)
def test_a_file_that_is_no_good_policy_lists_each_fault_with_its_line_and_remedy(
    run: Callable[..., Ended], tmp_path: Path, content: str
) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(content, encoding="utf-8")
    as_json, as_text = _checked(run, file)
    error = as_json.error

    assert as_json.code in {2, 7}
    assert as_text.code == as_json.code
    assert error["advice"]
    assert b"own.yaml:" in (as_json.out + as_text.out)
    assert b"Traceback" not in as_json.err + as_text.err
    assert len(as_text.out + as_text.err) < 5_000_000


@pytest.mark.parametrize("command", ["show", "clauses", "draw"])
def test_no_command_on_policies_takes_a_broken_file(
    run: Callable[..., Ended], tmp_path: Path, command: str
) -> None:
    file = tmp_path / "own.yaml"
    file.write_bytes(UNREADABLE["broken"])

    assert one_error(
        2, run("policy", command, str(file), "--json"), run("policy", command, str(file))
    )


def test_a_broken_policy_is_not_adopted_and_the_records_stand(school: School) -> None:
    before = school.revision()
    file = school.home / "own.yaml"
    for content in (WRONG["two documents"].encode(), UNREADABLE["bidi"], bomb().encode()):
        file.write_bytes(content)
        school.fails(2, "head", "policy", "adopt", str(file))

    assert school.unharmed(before)


@pytest.mark.parametrize(
    "content", [UNREADABLE["broken"], UNREADABLE["deep lists"], bomb().encode()]
)
def test_a_broken_override_in_the_book_hides_neither_cases_nor_other_policies(
    school: School, content: bytes
) -> None:
    before = school.revision()
    (school.book / "workflows" / "milnthorpe.yaml").write_bytes(content)
    listed = school.says("head", "policy", "list", "--json").result
    usable = {row["policy"]: row["usable"] for row in listed}

    assert usable["milnthorpe"] is False
    assert usable.keys() >= {"milnthorpe"}
    assert school.unharmed(before)


TEMPLATES = {
    "binary": b"\xff\xfe\0",
    "broken Jinja": b"---\n{{ x",
    "nothing": b"",
    "50 MB": bytes(50_000_000),
    "deep": b"---\ntitle: " + b"[" * 100_000,
    "a NUL": b"---\ntitle: a\0b\n---\n",
}


@pytest.mark.parametrize("content", TEMPLATES.values(), ids=TEMPLATES)
def test_a_broken_letter_template_in_the_book_is_an_error_and_hides_no_case(
    school: School, content: bytes
) -> None:
    before = school.revision()
    (school.book / "letters" / "own-words.md").write_bytes(content)
    shared = ("--book", str(school.book))
    told = [
        (school.run(*shared, *words, "--json"), school.run(*shared, *words))
        for words in (("letter", "check"), ("policy", "show", "milnthorpe"), ("letter", "fields"))
    ]

    for as_json, as_text in told:
        if as_json.code:
            assert as_json.code in {2, 7}, as_json.said
            one_error(as_json.code, as_json, as_text)
    assert told[0][0].code in {2, 7}
    assert school.unharmed(before)


# --- what is no file, or far too much of one ------------------------------------------------------


def test_a_policy_that_is_not_there_and_a_folder_for_a_file(
    run: Callable[..., Ended], tmp_path: Path
) -> None:
    missing, folder = str(tmp_path / "nowhere.yaml"), tmp_path / "folder.yaml"
    folder.mkdir()

    assert one_error(5, run("policy", "check", missing, "--json"), run("policy", "check", missing))
    assert run("policy", "check", str(folder), "--json").code in {2, 5}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
@pytest.mark.parametrize("kind", ["pipe", "loop", "device"])
def test_what_is_no_plain_file_is_never_waited_for(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "own.yaml"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "loop":
        path.symlink_to(path)
    else:
        path = Path("/dev/zero")
    ended = process("policy", "check", str(path), "--json", environment={}, seconds=10)

    assert one_error(ended.code, ended)
    assert ended.code in {2, 5}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows counts no address space")
def test_a_policy_of_50_mb_is_refused_in_little_memory_and_time(tmp_path: Path) -> None:
    import resource

    file = tmp_path / "own.yaml"
    with file.open("wb") as out:
        out.truncate(50_000_000)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = process("policy", "check", str(file), "--json", environment={}, seconds=10)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)

    assert one_error(2, ended)
    assert "1 MB" in ended.error["reasons"][0]
    assert after.ru_utime - before.ru_utime < 5
    assert nothing_leaks(ended)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows counts no address space")
@pytest.mark.parametrize("name", ["bomb", "deep mappings"])
def test_bombs_are_refused_in_little_memory(tmp_path: Path, name: str) -> None:
    import resource

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (700_000_000, 700_000_000))

    file = tmp_path / "own.yaml"
    file.write_bytes(UNREADABLE.get(name) or WRONG[name].encode())
    ended = process(
        *("policy", "check", str(file), "--json"), environment={}, before=bounded, seconds=10
    )

    assert ended.code in {2, 7}
    assert ended.err == b""
    assert ended.error["advice"]
