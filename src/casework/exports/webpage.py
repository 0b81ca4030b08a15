"""A history as one page for a browser: no script, no link, nothing fetched.

The same sentences as every other form. Must not know the store.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from casework.exports.written import heading, sayings
from casework.text import made_harmless, plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casework.exports.history import Spoken, Told

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 46rem; padding: 0 1rem; }
h1, h2, h3 { color: #1b2f4b; line-height: 1.25; }
h3 { margin: 2rem 0 0; }
.when { font-style: italic; margin: 0.2rem 0 0.4rem; }
.says { border-left: 3px solid #8a94a3; margin: 0; padding-left: 1rem; }
footer { border-top: 1px solid #8a94a3; margin-top: 3rem; }
p { overflow-wrap: anywhere; }
@media print { body { margin: 0; max-width: none; } article { break-inside: avoid-page; } }
"""
_HEAD = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
"""


def to_html(history: Spoken) -> str:
    """Return the history as one HTML page."""
    title = f"History of case {history.reference}"
    lines = [_HEAD.format(title=escape(title), style=_STYLE), f"<h1>{_shown(title)}</h1>\n"]
    lines += [f"<p>{_shown(line)}</p>\n" for line in history.lines]
    count = plural(len(history.entries), "entry", "entries")
    lines.append(f"<h2>{_shown(count)}</h2>\n")
    for told in history.entries:
        lines += _article(told)
    code = f"Check code {history.check_code}"
    lines.append(f"</main>\n<footer><p>{_shown(code)}</p></footer>\n</body>\n</html>\n")
    return "".join(lines)


def _article(told: Told) -> Iterator[str]:
    yield f'<article>\n<h3>Entry {told.number}</h3>\n<p class="when">{_shown(heading(told))}</p>\n'
    yield '<div class="says">\n'
    yield from (f"<p>{_shown(words)}</p>\n" for words in sayings(told))
    yield "</div>\n</article>\n"


def _shown(words: str) -> str:
    return escape(made_harmless(words)).replace("\n", "<br>")
