"""Paper that cannot be: broken templates, logos no page bears, no room for a bundle."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from casework.office.policies import templates
from casework.settings import overrides
from tests.bad_input.bad_kit import one_error
from tests.bad_input.test_machine import FILLER, disk, empty, fill
from tests.test_paper import png

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bad_input.bad_kit import School

__all__ = ["disk"]  # the fixture
LETTER = "first-conversation"
SHIPPED = templates(None)[LETTER]
BROKEN = {
    "a syntax error": "{% if school_name %}never ended\n",
    "an unknown field": "{{ parents_salary }}\n",
    "a call": "{% for x in range(9999999999) %}x{% endfor %}\n",
    "an endless loop": "{% while true %}x{% endwhile %}\n",
    "a loop in itself": "{% for x in y recursive %}{{ loop(x) }}{% endfor %}\n",
    "another file": "{% include '/etc/passwd' %}\n",
}


def own_version(school: School, source: str) -> None:
    folder = overrides(school.book, "letters")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{LETTER}.md").write_text(source, encoding="utf-8")


NO_TEMPLATE = ("", "\x00" * 500, "---\n" * 500, "{{" * 5_000, "\u202e" + SHIPPED[:40])
SOURCES = [*(SHIPPED + added for added in BROKEN.values()), *NO_TEMPLATE]
IDS = [*BROKEN, "empty", "nothing but noughts", "rules", "braces", "turned round"]


@pytest.mark.parametrize("source", SOURCES, ids=IDS)
def test_a_broken_template_is_told_and_never_comes_into_use(school: School, source: str) -> None:
    before = school.revision()
    shown = school.does("clerk", "letter", "preview", school.ref, LETTER)
    own_version(school, source)
    checked = school.says("clerk", "letter", "check", "--json")
    adopted = school.says("head", "policy", "adopt", "milnthorpe", "--json")

    assert one_error(7, checked)
    assert "line " in str(checked.error)
    assert one_error(2, adopted)
    assert school.does("clerk", "letter", "preview", school.ref, LETTER) == shown
    assert school.unharmed(before)


ENORMOUS = {
    "bytes": png(2) + bytes(30_000_000),
    "dots": png(2)[:16] + struct.pack(">II", 60_000, 60_000) + png(2)[24:],
}


@pytest.mark.parametrize("made", ENORMOUS.values(), ids=ENORMOUS)
def test_an_enormous_logo_stops_the_page_and_not_the_letter(school: School, made: bytes) -> None:
    logo = school.book / "logo.png"
    logo.write_bytes(png(2))
    school.does("head", "settings", "set", "logo", "logo.png")
    logo.write_bytes(made)
    before = school.revision()
    told = school.says("clerk", "letter", "issue", school.ref, "1", "--json")
    logo.write_bytes(png(2))

    assert one_error(2, told)
    assert school.unharmed(before)
    assert school.says("clerk", "letter", "issue", school.ref, "1", "--json").code == 0


@pytest.mark.parametrize("left", [0, 30_000])
def test_a_disk_that_fills_half_way_through_a_bundle_leaves_no_half_of_it(
    school: School, disk: Path, left: int
) -> None:
    before = school.revision()
    out = str(disk / "police.zip")
    why = ("--why", "Asked for by the officer")
    words = ("export", "bundle", school.ref, "--for", "police", *why, "--out", out, "--json")
    fill(disk, left)
    told = school.says("head", *words)
    there = sorted(path.name for path in disk.iterdir())
    empty(disk)

    assert one_error(8, told)
    assert there == [FILLER]
    assert school.unharmed(before)
    assert school.says("head", *words).code == 0
    assert school.says("head", "export", "verify", out, "--json").code == 0
