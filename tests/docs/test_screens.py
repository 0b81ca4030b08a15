"""The screens of the ten minutes: in the README and on their page, each as the walk keeps it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.walk.way_kit import SCREENS, SIZE

ROOT = Path(__file__).parents[2]
SHOWN = ROOT / "docs" / "screens"
_PICTURE = re.compile(r"!\[([^\]]+)\]\((?:docs/screens/)?([0-9][a-z0-9-]+)\.svg\)")
_WORD = re.compile(r"<text [^>]*>([^<]*)</text>")


def shown(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return {file: words for words, file in _PICTURE.findall(text)}


def test_the_readme_shows_six_screens_with_what_is_on_each_in_words() -> None:
    found = shown("README.md")

    assert len(found) == 6
    assert {name: SCREENS[name] for name in found} == found


def test_their_page_leads_through_all_of_them_in_order() -> None:
    assert list(shown("docs/screens/README.md").items()) == list(SCREENS.items())


def test_each_picture_says_what_its_text_says_and_comes_from_nowhere_else() -> None:
    for name in SCREENS:
        text = (SHOWN / f"{name}.txt").read_text(encoding="utf-8")
        picture = (SHOWN / f"{name}.svg").read_text(encoding="utf-8")
        words = "".join(_WORD.findall(picture)).replace("&#x27;", "'").replace("&amp;", "&")

        assert words.split() == ["".join(text.split())]
        assert (
            re.findall(r"https?://[^\"' ]+", picture.replace("http://www.w3.org/2000/svg", ""))
            == []
        )


def test_each_text_is_as_high_and_wide_as_the_window() -> None:
    for name in SCREENS:
        lines = (SHOWN / f"{name}.txt").read_text(encoding="utf-8").splitlines()

        assert len(lines) == SIZE[1]
        assert max(map(len, lines)) <= SIZE[0]
