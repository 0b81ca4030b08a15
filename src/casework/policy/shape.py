"""What a wrong shape means for the writer of a file: code, words, and what can be mended.

Works on the plain error rows that the schema's library gives, and on the schema as JSON. Must not
know that library.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from casework.text import nearest

if TYPE_CHECKING:
    from casework.policy.findings import Path
    from casework.policy.tree import Value

Json = Mapping[str, object]
_DATES = {"adopted", "review", "valid-from"}
_SAID = {"title", "says", "subject", "words"}
_NEEDED = {
    "casework": "W003",
    "ask": "W044",
    "type": "W044",
    "otherwise": "W050",
    "within": "W062",
    "strength": "W014",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """One thing of the wrong shape; ``mended`` says that the document was changed to read on."""

    code: str
    path: Path
    message: str
    remedy: str
    mended: bool = False


def misfit(fault: Mapping[str, object], document: Value, schema: Json) -> Misfit:
    """Return what one error row means; mends ``document`` where the rest can be read on."""
    kind = str(fault["type"])
    path = aligned(cast("Sequence[str | int]", fault["loc"]), document, kind)
    if kind == "extra_forbidden":
        return _unknown_key(path, document, schema)
    if kind == "missing":
        return _missing(path)
    if kind == "string_type" and isinstance(fault.get("input"), bool | int):
        return _read_as_something(path, document, fault["input"])
    return _wrong(kind, path, fault)


def aligned(loc: Sequence[str | int], document: Value, kind: str) -> Path:
    """Return the error's place as a path of the document, without the library's own waymarks."""
    path: list[str | int] = []
    here: Value = document
    for part in loc:
        if isinstance(here, dict) and part in here:
            here = here[str(part)]
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            here = here[part]
        else:
            continue
        path.append(part)
    if kind == "missing":
        path.append(loc[-1])
    return tuple(path)


def known_keys(schema: Json, path: Path) -> tuple[str, ...]:
    """Return the keys that may stand in the mapping at ``path``."""
    nodes = [schema]
    for part in path:
        nodes = [after for node in nodes for after in _after(schema, node, part)]
    keys = (key for node in nodes for way in _ways(schema, node) for key in _properties(way))
    return tuple(dict.fromkeys(keys))


def _ways(schema: Json, node: Json) -> Iterator[Json]:
    """Yield the node itself, resolved, and each of its alternatives."""
    reference = node.get("$ref")
    if isinstance(reference, str):
        definitions = cast("Mapping[str, Json]", schema["$defs"])
        yield from _ways(schema, definitions[reference.rpartition("/")[2]])
        return
    yield node
    for choice in ("anyOf", "oneOf", "allOf"):
        for way in cast("Sequence[Json]", node.get(choice, ())):
            yield from _ways(schema, way)


def _properties(node: Json) -> Mapping[str, Json]:
    return cast("Mapping[str, Json]", node.get("properties", {}))


def _after(schema: Json, node: Json, part: str | int) -> Iterator[Json]:
    for way in _ways(schema, node):
        if isinstance(part, int):
            found = [way.get("items")]
        else:
            patterns = cast("Mapping[str, Json]", way.get("patternProperties", {}))
            found = [
                _properties(way).get(part),
                way.get("additionalProperties"),
                *patterns.values(),
            ]
        yield from (cast("Json", node) for node in found if isinstance(node, dict))


def _unknown_key(path: Path, document: Value, schema: Json) -> Misfit:
    key = str(path[-1])
    known = known_keys(schema, path[:-1])
    like = nearest(key, known)
    remedy = f"Did you mean “{like}”?" if like else f"Known here: {', '.join(known)}."
    del cast("dict[str, Value]", _reached(document, path[:-1]))[key]
    in_template = "fill" in path[:-1]
    return Misfit(
        code="W030" if in_template else "W006",
        path=path,
        message=f"The key “{key}” is not known here.",
        remedy=remedy,
        mended=True,
    )


def _missing(path: Path) -> Misfit:
    key = str(path[-1])
    if "fill" in path[:-1]:
        code = "W030"
    elif key in _NEEDED:
        code = _NEEDED[key]
    elif key == "says" and path[0] == "clauses":
        code = "W014"
    else:
        code = "W013" if key in _SAID else "W092"
    said = f"The key “{key}” is missing here."
    return Misfit(code=code, path=path[:-1], message=said, remedy=f"Write “{key}:” with its value.")


def _read_as_something(path: Path, document: Value, value: object) -> Misfit:
    """Words were asked for: the value is taken by its letters, and reading goes on."""
    letters = str(value).casefold() if isinstance(value, bool) else str(value)
    _put(document, path, letters)
    what = "a switch" if isinstance(value, bool) else "a number"
    said = f"“{letters}” is read as {what}, but words are asked for here."
    return Misfit(
        code="W008", path=path, message=said, remedy=f'Write "{letters}" in quotes.', mended=True
    )


def _wrong(kind: str, path: Path, fault: Mapping[str, object]) -> Misfit:
    context = cast("Mapping[str, object]", fault.get("ctx", {}))
    if kind == "value_error":
        said = "This is not exactly one complete test."
        remedy = "Fill in one kind of test: fact, category, track with in, been or finished …"
    elif kind == "string_pattern_mismatch":
        said = f"“{_shown(fault.get('input'))}” is not written like a name here."
        remedy = "Use small letters, digits and single dashes; clauses as ABC-12."
    elif kind == "string_too_long":
        said = f"The words are longer than {context['max_length']} characters."
        remedy = "Say it shorter."
    elif kind in {"string_too_short", "too_short"} or fault.get("input") is None:
        said, remedy = "Nothing stands here.", "Write the value, or take the key out."
    elif kind == "literal_error":
        said = f"“{_shown(fault.get('input'))}” is none of the words that may stand here."
        remedy = f"Write one of: {context['expected']}."
    else:
        said, remedy = _KINDS.get(kind, ("The value does not fit here.", "See the format's page."))
    code = "W095" if "in-branch" in path else _code(kind, path)
    return Misfit(code=code, path=path, message=said, remedy=remedy)


_KINDS = {
    "dict_type": ("A mapping of keys and values must stand here.", "Write key: value pairs."),
    "model_type": ("A mapping of keys and values must stand here.", "Write key: value pairs."),
    "list_type": ("A list must stand here.", "Write [one, two], or lines that begin with a dash."),
    "bool_type": ("true or false must stand here.", "Write true or false, without quotes."),
    "int_type": ("A whole number must stand here.", "Write the number without quotes."),
    "string_type": ("Words must stand here.", "Write one line of words."),
}


def _code(kind: str, path: Path) -> str:
    last = path[-1] if path else ""
    section = path[0] if path else ""
    if kind == "value_error":  # the schema raises one in one place alone
        return "W043"
    if last in _DATES:
        return "W005"
    if kind in {"string_too_long", "string_too_short"}:
        return "W013"
    if last in _NEEDED:
        return _NEEDED[str(last)]
    if last == "policy" and len(path) == 1:
        return "W004"
    if section == "includes":
        return "W011"
    if "clauses" in path:
        return "W014" if section == "clauses" else "W015"
    if "fill" in path:
        return "W030"
    if kind == "string_pattern_mismatch":
        return "W009"
    return "W013" if last in _SAID else "W092"


def _shown(value: object) -> str:
    words = str(value)
    return words if len(words) <= 40 else f"{words[:39]}…"


def _reached(document: Value, path: Path) -> Value:
    here = document
    for part in path:
        here = here[part]  # type: ignore[index]  # aligned to the document
    return here


def _put(document: Value, path: Path, value: str) -> None:
    if not path:
        return
    holder = _reached(document, path[:-1])
    holder[path[-1]] = value  # type: ignore[index]  # aligned to the document
