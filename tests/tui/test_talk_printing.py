"""Pages printed line by line: what waits for nobody else goes, once; what is unknown is asked."""

from __future__ import annotations

import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework.errors import Conflict, NotPermitted
from casework.office import approvals, effects, letters, printorders, schools
from casework.office.effects import Standing
from tests.tui.talk_kit import talked_at

if TYPE_CHECKING:
    from pathlib import Path

    from casework.office.desk import Desk
    from tests.tui.week_kit import Week

COUNTING = "import pathlib, sys; pathlib.Path(sys.argv[1]).open('a').write('page\\n')"


@pytest.fixture
def paper(week: Week, tmp_path: Path) -> Path:
    """A printer that counts its pages, and an approved letter."""
    paper = tmp_path / "paper"
    (tmp_path / "printer.py").write_text(COUNTING, encoding="utf-8")
    command = ";".join((sys.executable, str(tmp_path / "printer.py"), str(paper)))
    schools.change_settings(week.desk("head"), [("print_command", command)])
    approvals.grant(week.desk("head"), f"{week.refs['Dunn']}.1")
    return paper


@pytest.fixture
def clerk(week: Week, paper: Path) -> Desk:
    """The office at the screens, where a letter was ordered a moment ago."""
    assert not paper.exists()
    desk = week.desk("clerk")
    desk.holds_back = True
    printorders.order(desk, week.refs["Dunn"], 1)
    return desk


def pages(paper: Path) -> int:
    return len(paper.read_text().splitlines()) if paper.exists() else 0


def test_a_page_that_can_still_be_taken_back_elsewhere_is_left_alone(
    week: Week, clerk: Desk, paper: Path
) -> None:
    week.fresh("deputy")
    text = talked_at(week, week.desk("deputy")).text

    assert "paper come out" not in text
    assert (pages(paper), [one.standing for one in effects.effects(clerk)]) == (
        0,
        [Standing.WAITING],
    )


def test_what_somebody_left_goes_at_the_next_sign_in_of_whoever_may_see_the_case(
    week: Week, clerk: Desk, paper: Path
) -> None:
    effects.let_go(clerk)
    week.clock.move(timedelta(seconds=6))
    script = talked_at(week, week.desk("deputy"), "=Yes, it came out")

    assert "is printed. Next: sign it." in script.text
    assert (pages(paper), week.case(week.refs["Dunn"]).letters[1].copies) == (1, 1)


def test_a_page_that_waits_in_records_put_back_is_asked_about_and_not_printed(
    week: Week, clerk: Desk, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    effects.let_go(clerk)
    week.clock.move(timedelta(seconds=6))
    monkeypatch.setattr("casework.office.stepbacks.unexplained", lambda _desk: (("gone", "ask"),))
    text = talked_at(week, week.desk("deputy"), "=No, nothing came out").text

    assert "put back from a backup" in text
    assert (pages(paper), effects.effects(clerk)) == (0, ())


def test_a_page_that_is_not_this_persons_to_print_waits_and_nothing_is_said(
    week: Week, clerk: Desk, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    effects.let_go(clerk)
    week.clock.move(timedelta(seconds=6))

    def refuses(*_words: object) -> None:
        raise NotPermitted("This is not yours to do.", advice="Ask the office.")

    monkeypatch.setattr(letters, "rehearse", refuses)
    text = talked_at(week, week.desk("deputy")).text

    assert "not yours" not in text
    assert (pages(paper), len(effects.effects(clerk))) == (0, 1)


def test_who_says_second_what_became_of_a_page_is_told(
    week: Week, clerk: Desk, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    week.clock.move(timedelta(seconds=11))
    (page,) = effects.release(clerk)
    effects.claim(clerk, page, b"handed letter 1 of %s to paper, copy 1" % page.ref.encode())
    effects.let_go(clerk)

    def said(*_words: object) -> None:
        raise Conflict("Somebody has said already what became of this page.", advice="Look.")

    monkeypatch.setattr(printorders, "settle", said)
    text = talked_at(week, week.desk("deputy"), "=Yes, it came out").text

    assert "Somebody has said already" in text
    assert pages(paper) == 0
