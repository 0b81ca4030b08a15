"""The table of hostile words: what has broken a terminal, a page, a sheet, a parser or a file name.

A new way to do harm is a new row here; every surface is then held to it.
"""

from __future__ import annotations

from casework.text import clean_text

ESC, BELL, ST = "\x1b", "\x07", "\x1b\\"

MARKUP = {
    "markup": "[bold red]x[/bold red]",
    "markup unclosed": "A[/foo]B",
    "markup action": "[@click=app.quit]Jane[/]",
    "markup link": "[link=file:///etc/passwd]y[/link]",
    "markup open": "name [",
    "markup backslash": "name \\[b]\\",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "html comment": "<!-- x --><b>y</b>&lt;&#60;&amp;",
    "markdown": "# Head\n\n* one\n\n> two\n\n**b** _i_ `c`",
    "markdown link": "[click](javascript:alert(1)) ![p](http://x.example/p.png)",
    "markdown table": "| a | b |\n|---|---|\n| 1 | 2 |",
    "markdown rule": "---",
    "xml": "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;",
}
ESCAPES = {
    "colour": f"{ESC}[31mred{ESC}[0m",
    "clear": f"{ESC}[2J{ESC}[H",
    "cursor": f"{ESC}[1A{ESC}[2K",
    "report": f"{ESC}[6n{ESC}[c",
    "title": f"{ESC}]0;owned{BELL}",
    "title st": f"{ESC}]2;owned{ST}",
    "hyperlink": f"{ESC}]8;;http://x.example{ST}y{ESC}]8;;{ST}",
    "clipboard": f"{ESC}]52;c;ZXZpbA=={BELL}",
    "dcs": f"{ESC}P1$r0m{ST}",
    "apc": f"{ESC}_x{ST}",
    "pm": f"{ESC}^x{ST}",
    "sos": f"{ESC}Xx{ST}",
    "unterminated osc": f"a{ESC}]0;never ends",
    "unterminated csi": f"a{ESC}[12;",
    "bare esc": f"a{ESC}b",
    "esc esc": f"{ESC}{ESC}[31mx",
    "charset": f"{ESC}(0x{ESC}c",
    "mouse": f"{ESC}[?1000h{ESC}[?1049h",
    "paste": f"{ESC}[200~rm -rf /{ESC}[201~",
    "csi 8 bit": "\x9b31mx",
    "osc 8 bit": "\x9d0;owned\x9cx",
    "dcs 8 bit": "\x90q\x9cx",
    "nel": "a\x85b\x84c",
    "bell": "a\x07b",
    "backspace": "good\x08\x08\x08\x08evil",
    "carriage return": "good\revil",
    "form feed": "a\x0c\x0bb",
    "delete": "a\x7fb",
    "shift out": "a\x0eb\x0f",
}
UNSEEN = {
    "bidi override": "\u202egnp.exe",
    "bidi isolate": "\u2066x\u2069\u2067y\u2068z",
    "bidi marks": "a\u200eb\u200fc\u061cd",
    "zero width": "Ha\u200brt\u2060\ufeff",
    "soft hyphen": "Ha\u00adrt",
    "line separators": "one\u2028two\u2029three",
    "tags": "a\U000e0041\U000e0042",
    "private": "a\ue000\U000f0000b",
    "unassigned": "a\u0378b",
    "noncharacter": "a\ufffe\uffffb",
    "surrogate": "a\udcffb\ud800",
    "variation": "a\ufe0f\u20e3",
    "zalgo": "Z" + "\u0301" * 60,
    "joiner": "👩\u200d🏫",
    "nul": "a\0b",
    "replacement": "a\ufffdb",
    "decomposed": "e\u0301 A\u030a",
}
CODE = {
    "jinja": "{{ 7 * 7 }}",
    "jinja class": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "jinja block": "{% for x in range(10**9) %}x{% endfor %}{# c #}",
    "typst": '#read("/etc/passwd")',
    "typst math": "$ x $ @ref <label> // gone",
    "typst head": "= Heading\n- item\n#pagebreak()",
    "format": "%s%n {0} {name!r} ${HOME} $(id) `id`",
    "yaml": "!!python/object/apply:os.system ['true']",
    "yaml keys": "a: b\n- c\n? d",
    "json": '"}, {"ok": false, "x": "',
    "sql": "'; DROP TABLE events; --",
    "shell": "; rm -rf / & | > /tmp/x",
    "formula": '=HYPERLINK("http://x.example","y")',
    "formula plus": "+cmd|'/c calc'!A0",
    "formula at": "@SUM(1)",
    "formula minus": "-2+3",
    "formula tab": "\t=1+1",
    "pdf": ") /S /JavaScript /JS (app.alert(1))",
    "option": "--json",
    "argument": "-- -h --help",
}
PATHS = {
    "parents": "../../../etc/passwd",
    "absolute": "/etc/passwd",
    "windows": "C:\\Windows\\system32\\x",
    "unc": "\\\\host\\share\\x",
    "reserved": "CON",
    "stream": "x.txt:hidden",
    "dots": "...",
    "trailing": "name. ",
    "home": "~root/.ssh",
    "url": "file:///etc/passwd",
}
HOSTILE: dict[str, str] = {**MARKUP, **ESCAPES, **UNSEEN, **CODE, **PATHS}
#: What a process can be given as an argument: no NUL.
ARGUMENTS = {name: words for name, words in HOSTILE.items() if "\0" not in words}


def kept(words: str) -> str:
    """Return what is left of typed words, or a plain word where nothing is."""
    return clean_text(words)
