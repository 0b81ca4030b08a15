"""A letter that waits for a decision, as lines: its words, what is somebody's own, what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.domain.people import part_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.office.letterchanges import Changes, Words

_MARKS = {"taken out": "[out: {}]", "put in": "[in: {}]"}


def changes_lines(letter: Changes) -> Iterator[str]:
    """Yield what whoever approves a letter should read of it, the change first."""
    yield f"{letter.title}, to: {part_words(letter.to)}"
    if letter.own:
        yield ""
        yield "Added to the usual words of this letter:"
        for paragraph in letter.own:
            yield from (f"  {line}" for line in paragraph.splitlines())
    if letter.changed:
        yield ""
        yield f"Changed since it was first written (it was written {letter.drafts} times):"
        yield f"  {' '.join(_shown(each) for each in letter.changed)}"
    yield ""
    yield from letter.text.rstrip().splitlines()


def _shown(words: Words) -> str:
    return _MARKS.get(words.part, "{}").format(words.text)
