"""Policies on the command line, without any book or user; and adopting one with both."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework.office import policies

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Office, Told


def test_the_shipped_policies_are_listed(run: Callable[..., Told]) -> None:
    rows = {row["policy"]: row for row in run("policy", "list", "--json").result}

    assert rows["milnthorpe"]["usable"]


def test_one_bad_file_hides_no_other(office: Office) -> None:
    folder = office.book / "workflows"
    folder.mkdir(exist_ok=True)
    (folder / "broken.yaml").write_text("nothing", encoding="utf-8")
    rows = {
        row["policy"]: row["usable"]
        for row in office.run("--book", str(office.book), "policy", "list", "--json").result
    }

    assert (rows["broken"], rows["milnthorpe"]) == (False, True)


def test_every_step_is_shown_with_what_a_script_reads(run: Callable[..., Told]) -> None:
    shown = run("policy", "show", "milnthorpe", "--json").result
    track = shown["case_types"]["concern"]["tracks"]["warning"]

    assert {"clauses", "by", "approval", "letter", "starts"} <= set(track["transitions"][0])
    assert track["states"]
    assert "Written warning" in run("policy", "show", "milnthorpe").out


def test_every_clause_says_what_implements_it_or_why_nothing_does(
    run: Callable[..., Told],
) -> None:
    rows = run("policy", "clauses", "milnthorpe", "--json").result

    assert {"id", "strength", "says", "bearing", "implemented_by"} <= set(rows[0])
    assert all(row["implemented_by"] or row["nothing_needed"] or row["held_by"] for row in rows)
    assert rows[0]["id"] in run("policy", "clauses", "milnthorpe").out


@pytest.mark.timeout(60)  # every reachable case of every slice is walked
def test_a_check_names_its_slices_and_what_is_proved(run: Callable[..., Told]) -> None:
    checked = run("policy", "check", "milnthorpe", "--json").result

    assert [one for one in checked["findings"] if one["severity"] == "error"] == []
    assert checked["exploration"]["proved"]
    assert all(part["question"] and part["nodes"] for part in checked["exploration"]["slices"])


def test_the_head_adopts_an_edited_policy_and_old_cases_stay_on_theirs(office: Office) -> None:
    shipped = policies.folders(None)[0]
    folder = office.book / "workflows"
    for file in shipped.rglob("*.yaml"):
        copied = folder / file.relative_to(shipped)
        copied.parent.mkdir(parents=True, exist_ok=True)
        copied.write_bytes(file.read_bytes())
    text = (folder / "milnthorpe.yaml").read_text(encoding="utf-8")
    title = next(line for line in text.splitlines() if line.startswith("title:"))
    (folder / "milnthorpe.yaml").write_text(text.replace(title, "title: Ours", 1), encoding="utf-8")
    before = office.opens()
    adopted = office.does("Head", "policy", "adopt", "milnthorpe")
    after = office.opens()
    digests = [office.does("Head", "case", "show", ref)["policy_digest"] for ref in (before, after)]

    assert adopted["title"] == "Ours"
    assert digests[0] != digests[1] == adopted["digest"]
    assert office.fails("Clerk", "policy", "adopt", "milnthorpe")[0] == 4


def test_each_action_is_drawn_into_a_file_of_its_own(
    run: Callable[..., Told], tmp_path: Path
) -> None:
    words = ("policy", "draw", "milnthorpe", "--format", "svg", "--out", str(tmp_path))
    written = run(*words, "--json").result["out"]
    sizes = [re.search(r'width="(\d+)" height="(\d+)"', _text(file)) for file in written]

    named = {Path(file).name for file in written}

    assert len(written) == len(list(tmp_path.iterdir())) > 30
    assert {"milnthorpe-concern-case.svg", "milnthorpe-staff-allegation-case.svg"} <= named
    assert all(_text(file).count("<g ") == 1 for file in written)
    assert all(found and int(found[1]) <= 700 and int(found[2]) <= 2_000 for found in sizes)
    assert run(*words).code == 2


def test_an_action_of_several_types_of_case_has_a_file_for_each(
    run: Callable[..., Told], tmp_path: Path
) -> None:
    words = ("policy", "draw", "milnthorpe", "--track", "case", "--out", str(tmp_path))
    written = run(*words, "--json").result["out"]
    whole = run("policy", "draw", "milnthorpe", "--format", "svg").out

    assert len(written) == len({Path(file).name for file in written}) > 1
    assert all(Path(file).name.endswith("-case.mmd") for file in written)
    assert all(_text(file).count("subgraph") == 1 for file in written)
    assert whole.count("<g ") > len(written)


def test_one_action_is_drawn_alone_and_no_other_is_known(run: Callable[..., Told]) -> None:
    words = ("policy", "draw", "milnthorpe", "--format", "svg", "--track")
    alone = run(*words, "warning").out

    assert alone.count("<g ") == 1
    assert run(*words, "wrning").code == 5


def _text(file: str) -> str:
    return Path(file).read_text(encoding="utf-8")


@pytest.mark.parametrize(("form", "begins"), [("mermaid", "flowchart"), ("svg", "<svg")])
def test_a_policy_is_drawn_on_the_screen_and_into_a_file(
    run: Callable[..., Told], tmp_path: Path, form: str, begins: str
) -> None:
    out = tmp_path / "drawing"
    words = ("policy", "draw", "milnthorpe", "--format", form)
    shown = run(*words)
    told = run(*words, "--json").result
    written = run(*words, "--out", str(out), "--json").result

    assert shown.out == told["drawing"] == out.read_text(encoding="utf-8")
    assert shown.out.startswith(begins)
    assert written["out"] == str(out)
    assert run(*words, "--out", str(out)).code == 2
    assert run("policy", "draw", "milnthorpe", "--format", "crayon").code == 2
