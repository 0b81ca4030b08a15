"""Backups as a board: how it stands, one made by whose keys open all, and where one goes back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from casework.errors import MachineFault, UsageFault
from casework.tui import backupsboard, commands
from casework.tui.sheet import Job

if TYPE_CHECKING:
    from pathlib import Path

    from casework.office.desk import Desk
    from casework.tui.boards import Board
    from tests.tui.week_kit import Week

pytestmark = pytest.mark.timeout(90)
MAKE = "Make a backup now"


def told(board: Board) -> str:
    return "\n".join(f"{one.left} {one.beside}".strip() for one in board.rows)


def form(desk: Desk) -> Job:
    leads = next(one.leads for one in backupsboard.board(desk).rows if one.left == MAKE)
    assert leads is not None
    job = leads()
    assert isinstance(job, Job)
    return job


def kept_in(desk: Desk, target: Path) -> None:
    desk.settings = replace(desk.settings, backup_target=str(target), backup_hours=24)


def test_what_today_says_of_backups_is_found_under_that_word(week: Week) -> None:
    known = commands.anywhere(week.desk("clerk"), practice=False)

    assert [one.words for one in commands.found(known, "backup")] == ["Backups"]


def test_before_the_first_it_says_where_to_begin(week: Week) -> None:
    text = told(backupsboard.board(week.desk("clerk")))

    assert "No backup has been made on this computer yet." in text
    assert "They go to nobody has said yet" in text
    assert "None is made by itself" in text
    assert "done on the command line, by whoever looks after this computer" in text


def test_whose_keys_do_not_open_all_reads_who_makes_one(week: Week) -> None:
    offered = {
        who: any(one.left == MAKE for one in backupsboard.board(week.desk(who)).rows)
        for who in ("clerk", "head", "dsl")
    }

    assert offered == {"clerk": False, "head": True, "dsl": True}
    assert "the headteacher, the safeguarding lead" in told(backupsboard.board(week.desk("clerk")))


def test_one_is_made_checked_and_listed_with_its_age(week: Week, tmp_path: Path) -> None:
    desk, target = week.desk("head"), tmp_path / "stick"
    kept_in(desk, target)
    job = form(desk)
    done = job.keep(dict(job.begins), "")
    text = told(backupsboard.board(desk))
    [made] = [
        one.name for one in target.iterdir() if one.name.startswith("casework-") and one.is_dir()
    ]

    assert done.words == f"Done: the backup {made} is made and checked."
    assert job.meanwhile() == "the list is signed"
    assert f"{made} less than an hour old" in text
    assert "Last checked backup: less than an hour ago." in text
    assert "makes one every 24 hours" in text


def test_the_folder_of_the_records_takes_none(week: Week) -> None:
    with pytest.raises(UsageFault, match="in the folder of the records"):
        form(week.desk("head")).keep({"folder": str(week.folder / "here")}, "")


def test_a_disk_that_is_away_is_told_and_nothing_is_raised(week: Week, tmp_path: Path) -> None:
    desk, target = week.desk("head"), tmp_path / "stick"
    kept_in(desk, target)
    form(desk).keep({"folder": str(target)}, "")
    target.rename(tmp_path / "elsewhere")
    text = told(backupsboard.board(desk))

    assert "its disk may not be connected. Connect it, then try again." in text
    assert "There is none in that folder." not in text
    with pytest.raises(MachineFault, match="may not be connected"):
        form(desk).keep({"folder": str(target)}, "")
