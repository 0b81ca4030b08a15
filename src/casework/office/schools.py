"""The schools of the records and their settings: added and changed whole or not at all.

Must not know where the folder lies or how a person signed in.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from casework import settings, store
from casework.errors import UsageFault
from casework.office import letterfaces, settled
from casework.office.ledger import written
from casework.text import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from casework.office.desk import Desk
    from casework.settings import Settings

#: The short name stands in the names of the school's circles, whose grants have one length.
LONGEST_SLUG = 64


def change_settings(desk: Desk, changes: Iterable[tuple[str, str]], school: str = "") -> None:
    """Change settings one by one and save them; nothing is saved where one of them is wrong."""
    desk.must_write()
    roles = ("administrator", "headteacher", "office")
    if school:
        desk.must_hold_at(school, *roles)
    else:
        desk.must_hold(*roles)

    def changed(now: Settings) -> Settings:
        new = now
        for name, words in changes:
            kept = settled.checked(desk, school, name, words) if school else words
            new = settings.changed(new, name, kept, school)
        # Held against the file, not the desk: another desk may have added the school since.
        told, before = new.schools.get(school), now.schools.get(school)
        if told is not None and before is not None and told.fonts != before.fonts:
            letterfaces.of(desk.folder, told)
        return new

    keep(desk, changed)


def keep(desk: Desk, change: Callable[[Settings], Settings]) -> None:
    """Change the settings from what they are by now; of two at once the second waits its turn."""
    with store.together(desk.session, store.Place.OFFICE):
        new = change(settings.load(desk.folder))
        settings.save(desk.folder, new)
    desk.settings = new


def add_school(desk: Desk, name: str) -> str:
    """Add a school to the book, with circles and people of its own; return its slug."""
    desk.must_write()
    desk.must_hold("administrator", "headteacher")
    plain = clean_line(name)
    slug = settings.school_slug(plain)
    if len(slug) > LONGEST_SLUG:
        raise UsageFault(
            f"The school’s short name would have more than {LONGEST_SLUG} letters.",
            advice="Give the name it is usually called by; its letterhead takes the whole name.",
        )
    school = settings.SchoolSettings(name=plain)
    with store.together(desk.session, store.Place.OFFICE):
        desk.keep_up()  # somebody else may have added it a moment ago
        if slug in desk.ledger.schools:
            raise UsageFault(
                "The records hold this school already.", advice="casework school list shows them."
            )
        keep(desk, lambda now: replace(now, schools={**now.schools, slug: school}))
        desk.record(written("school", slug=slug, name=plain, own_circles=True))
    return slug
