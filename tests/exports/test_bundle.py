"""The bundle and its verifier: one file, checked by the program and by plain Python alone."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from casework import paper
from casework.errors import UsageFault
from casework.exports import alone, bundle
from casework.exports.alone import checking
from casework.exports.bundle import Part, to_bundle, verify_bundle
from casework.exports.guarded import to_csv
from casework.exports.history import spoken
from casework.exports.readers import Audience
from casework.exports.webpage import to_html
from casework.exports.written import to_document, to_json, to_text
from casework.store.vault import signed_by
from tests.exports.conftest import Case, everything

if TYPE_CHECKING:
    from pathlib import Path

HEAD = paper.Letterhead(school_name="Little Wexcombe Primary School")


def holds(public_key: bytes, signature: bytes, digest: bytes) -> bool:
    return signed_by(public_key, digest, signature)


def made(case: Case, audience: Audience = Audience.CHAIR) -> bytes:
    history = case.history(audience)
    parts = {
        "history.html": to_html(spoken(history)).encode(),
        "history.json": to_json(history, case.sealer()).encode(),
        "history.pdf": paper.render(to_document(history, HEAD), at=history.about.made_at),
        "history.txt": to_text(history, case.sealer()).encode(),
        "history.csv": to_csv(spoken(history)).encode(),
    }
    whole = tuple(Part(name=name, content=content) for name, content in parts.items())
    return to_bundle(history, whole, case.sealer())


@pytest.fixture(scope="module")
def sound() -> bytes:
    return made(everything())


@pytest.mark.parametrize("audience", Audience)
def test_a_bundle_bears_its_check_for_every_reader(audience: Audience) -> None:
    content = made(everything(), audience)
    verdict = verify_bundle(content, holds)

    assert verdict.problems == ()
    assert (verdict.case_reference, verdict.entries) == ("CW-7F3K", 20)
    assert checking.checked(content)[0] == []


def test_a_bundle_is_a_file_that_every_program_unpacks(sound: bytes) -> None:
    with zipfile.ZipFile(BytesIO(sound)) as found:
        assert found.testzip() is None
        assert found.namelist() == list(checking.unpacked(sound))


def test_the_check_code_stands_in_every_form(sound: bytes) -> None:
    code = verify_bundle(sound, holds).check_code
    files = checking.unpacked(sound)
    texts = [name for name in files if name.endswith((".html", ".json", ".txt", ".csv"))]

    assert [name for name in texts if code.encode() not in files[name]] == []


def run(folder: Path, *given: str) -> subprocess.CompletedProcess[str]:
    """Run the bundle's own verify.py in an interpreter that has nothing but itself."""
    script = folder / "verify.py"
    return subprocess.run(
        [sys.executable, "-I", "-S", str(script), *given],
        capture_output=True,
        text=True,
        check=False,
        env={},
        encoding="utf-8",
    )


@pytest.fixture
def folder(tmp_path: Path, sound: bytes) -> Path:
    (tmp_path / "bundle.zip").write_bytes(sound)
    (tmp_path / "verify.py").write_bytes(checking.unpacked(sound)["verify.py"])
    return tmp_path


def test_the_verifier_needs_nothing_but_python(folder: Path, sound: bytes) -> None:
    verdict = verify_bundle(sound, holds)
    told = run(folder, str(folder / "bundle.zip"), "--code", verdict.check_code)

    assert (told.returncode, told.stderr) == (0, "")
    assert f"Check code: {verdict.check_code}" in told.stdout
    assert f"Sealed with the key {verdict.key_code}" in told.stdout


def test_the_verifier_imports_only_the_standard_library() -> None:
    lines = alone.script().split("\n")
    named = [line.split()[1] for line in lines if line.startswith(("import ", "from "))]

    assert {name.partition(".")[0] for name in named} <= sys.stdlib_module_names


@pytest.mark.parametrize(
    ("option", "value"), [("--code", "AAAAA-AAAAA-AAAAA-AAAAA"), ("--key", "BBBBB-BBBBB")]
)
def test_the_verifier_compares_codes_from_elsewhere(folder: Path, option: str, value: str) -> None:
    told = run(folder, str(folder / "bundle.zip"), option, value)

    assert told.returncode == 7
    assert "DO NOT RELY ON THIS BUNDLE" in told.stdout


def test_the_verifier_knows_a_key_that_is_not_the_schools(folder: Path) -> None:
    (folder / "keys.txt").write_text("# keys\n" + "ab" * 32 + "\n")
    told = run(folder, str(folder / "bundle.zip"), "--keys", str(folder / "keys.txt"))

    assert told.returncode == 7
    assert "not in the school's list" in told.stdout


def test_the_verifier_says_how_it_is_used(folder: Path) -> None:
    assert run(folder).returncode == 2
    assert run(folder, "nowhere.zip").returncode == 2


@pytest.mark.parametrize("at", range(0, 100, 7))
def test_no_byte_changes_unseen(sound: bytes, at: int) -> None:
    place = len(sound) * at // 100
    changed = bytearray(sound)
    changed[place] ^= 1

    assert not verify_bundle(bytes(changed), holds).ok
    assert checking.checked(bytes(changed))[0] != []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x03\x04" + bytes(40), b"no bundle"])
def test_what_is_no_bundle_fails_and_does_not_crash(content: bytes) -> None:
    assert not verify_bundle(content, holds).ok
    assert checking.checked(content)[0] != []


@pytest.mark.parametrize("name", ["history.html", "history.csv", "history.txt", "history.pdf"])
def test_a_form_that_says_something_else_is_found_even_when_it_was_sealed(name: str) -> None:
    case = everything()
    history, other = case.history(Audience.CHAIR), case.history(Audience.POLICE)
    made_ = {
        "history.html": to_html(spoken(other)).encode(),
        "history.csv": to_csv(spoken(other)).encode(),
        "history.txt": to_text(other, case.sealer()).encode(),
        "history.pdf": paper.render(to_document(other, HEAD), at=other.about.made_at),
    }
    parts = (
        Part(name="history.json", content=to_json(history, case.sealer()).encode()),
        Part(name=name, content=made_[name]),
    )

    assert len(verify_bundle(to_bundle(history, parts, case.sealer()), holds).problems) == 1


def test_a_manifest_of_another_history_is_found() -> None:
    case = everything()
    files = checking.unpacked(made(case))
    files["history.json"] = to_json(case.history(Audience.POLICE), case.sealer()).encode()

    assert (
        "A file of the bundle was changed." in verify_bundle(checking.packed(files), holds).problems
    )


def test_a_bundle_that_grows_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "LARGEST", 1000)

    with pytest.raises(UsageFault, match="larger than 400 MB"):
        made(everything())


def test_nothing_in_a_bundle_names_a_path_or_a_person(sound: bytes) -> None:
    with zipfile.ZipFile(BytesIO(sound)) as found:
        rows = found.infolist()

    assert {row.date_time for row in rows} == {(1980, 1, 1, 0, 0, 0)}
    assert [row.filename for row in rows if "/" in row.filename or row.extra or row.comment] == []


def test_the_manifest_names_each_file_with_its_digest(sound: bytes) -> None:
    files = checking.unpacked(sound)
    manifest = json.loads(files["manifest.json"])

    assert [one["name"] for one in manifest["files"]] == [*files][:-1]
    assert (manifest["format"], manifest["reference"]) == ("casework-bundle", "CW-7F3K")
