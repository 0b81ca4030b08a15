"""Template and values -> Markdown. The only user of ``jinja2``.

A template can do little: show a value, choose, repeat. It reaches no attribute, calls nothing and
loads nothing. Each value is plain data and leaves escaped, in one place (``_escaped``), so that the
Markdown shows it literally; what came out is never read as a template again. Must not know paper.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeAlias

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, Undefined, nodes
from jinja2 import Template as Compiled
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment

from casework.domain.dates import long_day
from casework.errors import UsageFault
from casework.letters.template import Field, FieldKind, FrontMatter, Strength, Template, read
from casework.text import in_words, made_harmless, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Value: TypeAlias = str | int | date | list[str] | list[dict[str, str]]

#: Most points or rows in one value, and deepest nesting of repetition (*default*).
MOST_ROWS, DEEPEST = 500, 2
#: A longer letter is none (*default*): a template that repeats a list within a list would go on.
LONGEST_LETTER = 2_000_000
#: So many texts are kept read and compiled: all of a school's letters, and some being written.
KEPT = 128

_LOOP = frozenset({"first", "last", "index"})
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.For, nodes.If,
    nodes.CondExpr, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Const,
    nodes.Getattr, nodes.Filter,
)  # fmt: skip


def paragraphs(value: str) -> list[str]:
    """Return the paragraphs of a text, parted by empty lines."""
    parts = re.split(r"\n(?:[ \t]*\n)+", value.replace("\r\n", "\n"))
    return [part.strip("\n") for part in parts if part.strip()]


def listed(value: Sequence[str]) -> str:
    """Return ``a, b and c``."""
    return in_words(value)


_FILTERS = {"paragraphs": paragraphs, "listed": listed, "count": len}


# A character reference means the character and is never markup.
_MARKUP = re.compile(r"[!-/:-@\[-`{-~]|[^\S ]|(?<![^\s]) | (?![^\s])")
_HARMLESS = frozenset("',\"?;%$/")


def _escaped(value: object) -> str:
    if isinstance(value, Undefined):
        return str(value)  # raises: a value that is not there never prints as nothing
    if isinstance(value, date):
        return long_day(value)
    if not isinstance(value, str | int):
        raise UsageFault(
            "The letter template shows a whole list where one value belongs.",
            advice="Repeat over the list, or use the filter “listed”.",
        )
    return _MARKUP.sub(_reference, made_harmless(str(value).replace("\r\n", "\n")))


def _reference(found: re.Match[str]) -> str:
    return found[0] if found[0] in _HARMLESS else f"&#{ord(found[0])};"


class _Sandbox(SandboxedEnvironment):
    """Jinja2 without attributes: a dot reaches a column of a row, or where a loop stands."""

    def getattr(self, obj: object, attribute: str) -> object:
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, LoopContext) and attribute in _LOOP:
            return super().getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)


@cache
def _sandbox() -> _Sandbox:
    made = _Sandbox(
        undefined=StrictUndefined,
        finalize=_escaped,
        autoescape=False,  # the output is Markdown; _escaped does it
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals.clear()
    made.tests.clear()
    made.filters = dict(_FILTERS)
    return made


@lru_cache(maxsize=KEPT)
def _compiled(body: str) -> Compiled:
    """Return the body ready to be filled; compiling costs far more than filling."""
    return _sandbox().from_string(_prepared(body))


_LONE_TAG = re.compile(r"\s*\{%[^%]*%\}\s*")


def _prepared(body: str) -> str:
    """Return the body so that a tag alone on its line leaves no line, and any other keeps its own.

    Jinja2 by itself takes the line's end behind every tag, which would run two paragraphs together.
    """
    return "\n".join(_kept_line(line) for line in body.split("\n"))


def _kept_line(line: str) -> str:
    bare = line.rstrip()
    if not bare.endswith("%}") or bare.endswith(("-%}", "+%}")) or _LONE_TAG.fullmatch(line):
        return line
    return f"{bare[:-2]}+%}}"


@lru_cache(maxsize=KEPT)
def parse_template(name: str, source: str) -> Template:
    """Return the template, or raise UsageFault with every problem and its line as reasons."""
    problems = template_problems(source)
    if problems:
        raise UsageFault(
            f"The letter template “{name}” cannot be used: {plural(len(problems), 'problem')}.",
            advice="Mend the lines named, then check it again: casework letter check.",
            reasons=tuple(problems),
        )
    found = read(source)
    return Template(
        name=name,
        title=found.keys["title"],
        to=found.keys["to"],
        purpose=found.keys["purpose"],
        strength=Strength(found.keys["strength"]),
        fields=found.fields,
        body=found.body,
    )


def template_problems(source: str) -> list[str]:
    """Return all that is wrong with a template, each as ``line 7: W075 …``, in order of lines."""
    return list(_problems(source))


@lru_cache(maxsize=KEPT)
def _problems(source: str) -> tuple[str, ...]:
    found = read(source)
    problems = [(line, f"W074 {problem}") for line, problem in found.problems]
    try:
        problems += _read_problems(found)
    except TemplateSyntaxError as fault:
        place = found.body_line + fault.lineno - 1
        problems.append((place, f"W074 The template cannot be read here: {fault.message}"))
    except (RecursionError, SyntaxError):  # Python's own limits on what stands within what
        problems.append((found.body_line, "W074 The template is nested too deep to be read."))
    return tuple(f"line {line}: {problem}" for line, problem in sorted(dict.fromkeys(problems)))


def _read_problems(found: FrontMatter) -> list[tuple[int, str]]:
    tree = _sandbox().parse(_prepared(found.body))
    problems = [
        (found.body_line + line - 1, problem)
        for line, problem in _body_problems(tree, found.fields)
    ]
    used = {each.name for each in tree.find_all(nodes.Name)}
    unused = [each for each in found.fields if each not in used]
    problems += [(found.where[each], f"W075 The field {each} is never used.") for each in unused]
    if not problems:
        _compiled(found.body)
    return problems


def _body_problems(tree: nodes.Template, fields: Mapping[str, Field]) -> Iterator[tuple[int, str]]:
    for node in _within(tree):
        if not isinstance(node, _ALLOWED):
            yield node.lineno, f"W076 “{type(node).__name__.lower()}” is not allowed in a letter."
        elif isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            yield node.lineno, f"W076 The filter “{node.name}” is not one of {', '.join(_FILTERS)}."
        elif isinstance(node, nodes.For) and (node.recursive or _depth(node) > DEEPEST):
            yield node.lineno, f"W076 A repetition may hold another, {DEEPEST} deep at most."
    yield from _unknown_names(tree, fields)


def _within(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _within(child)


def _depth(node: nodes.For) -> int:
    return 1 + max((_depth(inner) for inner in node.find_all(nodes.For)), default=0)


def _unknown_names(tree: nodes.Template, fields: Mapping[str, Field]) -> Iterator[tuple[int, str]]:
    made = {"loop"} | {each.name for each in tree.find_all(nodes.Name) if each.ctx == "store"}
    for name in tree.find_all(nodes.Name):
        if name.ctx == "load" and name.name not in fields and name.name not in made:
            yield name.lineno, f"W075 The field {name.name} is not declared in the front matter."
        if name.ctx == "store" and name.name in fields:
            yield name.lineno, f"W075 The name {name.name} is a field and cannot be a loop's name."
    columns = _LOOP.union(*(field.columns for field in fields.values()))
    for got in tree.find_all(nodes.Getattr):
        if got.attr not in columns:
            yield got.lineno, f"W075 No field has a column {got.attr}."


def fields(template: Template) -> dict[str, Field]:
    """Return the fields of a template by name, in the order in which it declares them."""
    return dict(template.fields)


def missing(template: Template, values: Mapping[str, Value]) -> tuple[str, ...]:
    """Return a sentence for each value that is not there or does not fit; nothing means ready."""
    return tuple(gaps(template, values).values())


def gaps(template: Template, values: Mapping[str, Value]) -> dict[str, str]:
    """Return what ``missing`` says by the name of each field, in the order of the template."""
    wrong = {name: _fault(name, field, values.get(name)) for name, field in template.fields.items()}
    unknown = {
        name: f"This letter has no field {name}." for name in values if name not in template.fields
    }
    return {name: fault for name, fault in (wrong | unknown).items() if fault}


def _bounded(name: str, pieces: Iterator[str]) -> Iterator[str]:
    """Yield the pieces of a letter; raises UsageFault once they are more than any letter."""
    left = LONGEST_LETTER
    for piece in pieces:
        left -= len(piece)
        if left < 0:
            raise UsageFault(
                f"The letter template “{name}” goes on without end; nothing was written.",
                advice="Repeat each list once, not within another; then casework letter check.",
            )
        yield piece


def _fault(name: str, field: Field, value: Value | None) -> str:
    if value is None or value == "" or value == []:
        return f"Still needed ({name}): {field.about}" if field.required else ""
    if not _fits(field, value):
        return f"This does not fit ({name}, {_kind_words(field)}): {field.about}"
    if isinstance(value, list) and len(value) > MOST_ROWS:
        return f"Too many ({name}): at most {MOST_ROWS} can stand in one letter."
    return ""


_KIND_WORDS = {
    FieldKind.LINE: "one line of words",
    FieldKind.TEXT: "words",
    FieldKind.NUMBER: "a whole number",
    FieldKind.DATE: "a date",
    FieldKind.LINES: "a list of words",
    FieldKind.ROWS: "a list of rows",
}


def _kind_words(field: Field) -> str:
    if field.kind is FieldKind.CHOICE:
        return in_words([name.replace("_", "-") for name in field.columns], "or")
    return _KIND_WORDS[field.kind]


def _fits(field: Field, value: Value) -> bool:
    match field.kind:
        case FieldKind.LINE:
            return type(value) is str and "\n" not in value
        case FieldKind.TEXT:
            return type(value) is str
        case FieldKind.NUMBER:
            return type(value) is int
        case FieldKind.DATE:
            return type(value) is date
        case FieldKind.LINES:
            return type(value) is list and all(type(each) is str for each in value)
        case FieldKind.ROWS:
            return type(value) is list and all(_is_row(each, field.columns) for each in value)
        case FieldKind.CHOICE:
            return type(value) is str and value in field.columns


def _is_row(row: object, columns: tuple[str, ...]) -> bool:
    return (
        isinstance(row, dict)
        and tuple(sorted(row)) == tuple(sorted(columns))
        and all(type(cell) is str for cell in row.values())
    )


_EMPTY: dict[FieldKind, Value] = {FieldKind.LINES: [], FieldKind.ROWS: []}


def fill(template: Template, values: Mapping[str, Value]) -> str:
    """Return the letter as Markdown; raises UsageFault with what ``missing`` says."""
    faults = missing(template, values)
    if faults:
        raise UsageFault(
            f"The letter “{template.title}” cannot be written yet.",
            advice="Add what is named, then try again.",
            reasons=faults,
        )
    given = {
        name: _EMPTY.get(field.kind, "") if values.get(name) is None else values[name]
        for name, field in template.fields.items()
    }
    try:
        return "".join(_bounded(template.name, _compiled(template.body).generate(given)))
    except (TemplateError, TypeError) as fault:  # TypeError: a number was repeated over, say
        raise UsageFault(
            f"The letter template “{template.name}” cannot be filled.",
            advice="Check the template: casework letter check.",
            reasons=(type(fault).__name__,),
        ) from None
