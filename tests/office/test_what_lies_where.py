"""SECURITY.md lists every file and folder that the program ever writes."""

from __future__ import annotations

import ast
import re
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from casework import bootstrap, settings, store
from casework.letters import printing
from casework.office import backups, company, drafts, proofs, restores
from casework.scheduling.health import HealthFile
from casework.store.atwork import AtWork
from casework.tui import crash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.office.desk import Desk
    from tests.office.practice_kit import Book

ROOT: Final = Path(__file__).parents[2]
SRC: Final = ROOT / "src" / "casework"
#: Calls that make or rename a file or folder, whatever they are called on.
WRITING: Final = frozenset(
    {
        "mkdir",
        "write_bytes",
        "write_text",
        "touch",
        "rename",
        "copyfile",
        "copyfileobj",
        "copytree",
        "mkstemp",
        "mkdtemp",
        "TemporaryDirectory",
        "NamedTemporaryFile",
        "write_coming",
        "make_private",
    }
)
#: What each module that writes calls what it writes: names of the tables in SECURITY.md.
WRITERS: Final = {
    "letters/printing": ("casework-*", "looking", "a practice school"),
    "office/backups": ("casework-*-*-*",),
    "office/disposals": ("disposals-*",),
    "office/launcher": ("a practice school",),
    "office/outside": ("where somebody says",),
    "office/practice": ("a practice school",),
    "office/restores": ("*-before-*", "*.restoring.incomplete", "drill-*"),
    "office/stage": ("a practice school",),
    "scheduling/files": ("clock-*.json", "casework-clock-*"),
    "scheduling/health": ("clock-*.lock",),
    "settings/file": ("casework.toml", "*.incomplete"),
    "settings/look": ("light-screens",),
    "store/atwork": ("at-work",),
    "store/book": ("office.db", "sealed.db", "*.db.before-*"),
    "store/copies": ("casework-*-*-*",),
    "store/credentials": ("service-*.key",),
    "store/disposalregister": ("disposals-*", "casework-disposals-*"),
    "store/drafts": ("drafts", "*.incomplete"),
    "store/folder": ("workflows", "letters"),
    "store/generations": ("casework-*-*-*", "backup-*.lock"),
    "store/known": ("known-*.json",),
    "store/parts": ("disposals-*", "casework-disposals-*"),
    "store/presence": ("present",),
    "store/session": ("keys.json", "*.incomplete"),
    "tui/crash": ("crash-*.txt",),
}


def tables() -> tuple[list[str], list[str]]:
    """Return the names in the first columns: of the records' folder, and of everywhere else."""
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    section = text.split("## What lies where")[1].split("\n## ")[0]
    columns: list[list[str]] = []
    for line in section.splitlines():
        first = line.split("|")[1].strip() if line.startswith("|") else ""
        if first == "File":
            columns.append([])
        elif first and not first.startswith("---"):
            columns[-1] += re.findall(r"`([^`]+)`", first) or [first]
    inside, outside = columns
    return inside, outside


def writers() -> Iterator[tuple[str, str]]:
    """Yield each module with a call by which it writes."""
    for path in sorted(SRC.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (name := _writes(node)):
                yield path.relative_to(SRC).with_suffix("").as_posix(), name


def _writes(call: ast.Call) -> str:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name in WRITING:
        return name
    if name == "open" and any("O_CREAT" in ast.dump(each) for each in call.args):
        return name
    modes = [one.value for one in call.args if isinstance(one, ast.Constant)]
    modes += [one.value.value for one in call.keywords if isinstance(one.value, ast.Constant)]
    plain = [one for one in modes if isinstance(one, str) and re.fullmatch(r"[waxr+bt]{1,3}", one)]
    return name if name == "open" and any(set(one) & set("wax+") for one in plain) else ""


@pytest.mark.parametrize(
    ("line", "writes"),
    [
        ("path.open('wb')", True),
        ("open(path, mode='a')", True),
        ("os.open(path, os.O_RDWR | os.O_CREAT, 0o600)", True),
        ("path.write_text(words)", True),
        ("tempfile.TemporaryDirectory()", True),
        ("path.open('rb')", False),
        ("os.open(folder, os.O_RDONLY)", False),
        ("words.replace('a', 'w')", False),
    ],
)
def test_what_writes_is_recognised(line: str, writes: bool) -> None:
    call = ast.parse(line).body[0]
    assert isinstance(call, ast.Expr)
    assert isinstance(call.value, ast.Call)

    assert bool(_writes(call.value)) is writes


def test_each_module_that_writes_says_what_and_security_lists_it() -> None:
    found = {module for module, _call in writers()}
    known = {name for table in tables() for name in table}

    assert found == WRITERS.keys()
    assert {name for names in WRITERS.values() for name in names} - known == set()


def top(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def listed(names: set[str], patterns: list[str]) -> dict[str, bool]:
    return {name: any(fnmatchcase(name, each) for each in patterns) for name in names}


def worked(desk: Desk, target: Path) -> None:
    """Leave behind what a day's work leaves."""
    pen = drafts.pen(desk, "call")
    pen.write(pen.prepare({"what": "a post"}))
    company.join(desk).meet("", desk.clock.ticks())
    proofs.opened(desk, b"%PDF")
    AtWork().begin(settings.state_folder())
    service = bootstrap.open_service(desk.folder)[0]
    try:
        backups.run(service, desk.settings, desk.now(), to=target)
    finally:
        service.close()
    book = desk.session.office.meta("book").hex()
    store.FileCredentials(settings.state_folder()).put(book, "secret")
    HealthFile(settings.state_folder(), book).change(lambda health: health)
    crash.kept(settings.state_folder(), ("a fault",), datetime(2026, 11, 6, tzinfo=UTC))


def test_what_a_days_work_leaves_is_listed(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, outside = tables()
    monkeypatch.setattr(printing, "_verb", lambda: None)
    monkeypatch.setattr(printing, "_run", lambda *_: "")
    desk = book.desk("head")
    worked(desk, tmp_path / "target")
    found = listed(top(book.folder), inside)
    state = listed(top(settings.state_folder()) | top(tmp_path / "target"), outside)

    assert {name for name, known in found.items() if not known} == set()
    assert {"office.db", "office.db-wal", "keys.json", "present", "drafts"} <= found.keys()
    assert {name for name, known in state.items() if not known} == set()
    assert {"at-work", "looking", "crash-20261106-000000.txt"} <= state.keys()
    assert len(state) >= 8
    assert restores.COMING in {each.removeprefix("*") for each in outside}
