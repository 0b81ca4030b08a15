"""Find as you type over opened cards, in memory only. Must not know what the words mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casework.text import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from casework.store.steps import CardRow


class Finder:
    """Narrows a person's cards by words; every typed word must begin or stand inside a word."""

    def __init__(self, words_of: Callable[[CardRow], str]) -> None:
        self._words_of = words_of
        self._texts: dict[str, str] = {}
        self._rows: dict[str, CardRow] = {}
        self._last: tuple[str, tuple[CardRow, ...]] = ("", ())

    def load(self, rows: Iterable[CardRow]) -> None:
        """Take these cards, and only these; words of unchanged ones are not worked out again."""
        before, texts = self._rows, self._texts
        self._rows = {row.case: row for row in rows}
        self._texts = {
            case: texts[case] if before.get(case) == row else folded(self._words_of(row))
            for case, row in self._rows.items()
        }
        self._last = ("", tuple(self._rows.values()))

    def find(self, text: str) -> tuple[CardRow, ...]:
        """Return the cards that have every word of ``text``; one more letter narrows the last."""
        wanted = folded(text)
        last, found = self._last
        among = found if wanted.startswith(last) else tuple(self._rows.values())
        words = wanted.split()
        kept = tuple(r for r in among if all(word in self._texts[r.case] for word in words))
        self._last = (wanted, kept)
        return kept
