"""Reads a policy: text → tree → shape → branches and templates → rules → what the engine uses.

All problems are found in one run. Only plain data is ever made from a file: the library's events
are taken one by one, and nothing in them names a type. Must not know cases.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, TypeVar, cast

import yaml
from pydantic import ValidationError

from casework.errors import Damaged, NotFound, UsageFault
from casework.policy import source as sources
from casework.policy.branch import Branch
from casework.policy.compile import compiled
from casework.policy.digest import version_digest
from casework.policy.findings import Finding, Problem, errors_of, in_order
from casework.policy.inbranch import with_places
from casework.policy.includes import with_branches
from casework.policy.places import Places
from casework.policy.references import undeclared
from casework.policy.rules import RULES
from casework.policy.rules.base import Checked, TemplateProblems
from casework.policy.schema import FORMAT, PolicyFile, Shape
from casework.policy.shape import Misfit, misfit
from casework.policy.source import NoSuchBranch, PolicySource
from casework.policy.templates import with_templates
from casework.policy.tree import Stop, Tree
from casework.text import nearest, plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from casework.policy import model
    from casework.policy.shape import Json
    from casework.policy.tree import Value

#: Parses ten times faster where the C library is there; both give the same events.
_EVENTS = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ROUNDS = 8
#: Rules that go through every possible case: a check runs them, opening a policy does not.
_EXPLORING = ("W091",)
S = TypeVar("S", bound=Shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A policy that can be used, the warnings about it, and the texts it was made from."""

    policy: model.Policy
    findings: tuple[Finding, ...]
    files: dict[str, str]
    checked: Checked = field(repr=False, compare=False)


def load_policy(
    name_or_path: str,
    folders: Sequence[FilePath],
    letters: Mapping[str, str],
    template_problems: TemplateProblems | None = None,
) -> Loaded:
    """Return the policy of that name in the folders, or in that file.

    ``template_problems`` tells what is wrong with a letter's source, which policy cannot know.
    Raises NotFound where there is none, UsageFault with every finding where it has errors.
    """
    answer = read(_source(name_or_path, folders, letters), template_problems)
    if isinstance(answer, Loaded):
        return answer
    wrong = errors_of(answer)
    raise UsageFault(
        f"The policy file cannot be used: {plural(len(wrong), 'error')} in it.",
        advice="Put right what stands below, then check it again: casework policy check FILE",
        reasons=tuple(str(found) for found in answer),
    )


def check_file(
    name_or_path: str,
    folders: Sequence[FilePath],
    letters: Mapping[str, str],
    template_problems: TemplateProblems | None = None,
) -> tuple[Finding, ...]:
    """Return all that is found, warnings too; raises only where there is no such file.

    Where nothing else is wrong, every case that the policy allows is explored as well.
    """
    answer = read(_source(name_or_path, folders, letters), template_problems)
    if not isinstance(answer, Loaded):
        return answer
    return in_order([*answer.findings, *_explored(answer.checked)])


def load_stored(files: Mapping[str, str]) -> model.Policy:
    """Return the policy of the texts that ``Policy.files`` kept; rules made since do not apply.

    Raises Damaged where they are no policy any more.
    """
    try:
        reading = _Reading(source=sources.from_texts(files))
        whole = reading.whole()
        sound = whole is not None and not any(True for _ in undeclared(whole))
        policy = reading.policy(whole) if whole is not None and sound else None
    except ValueError:
        policy = None
    if policy is None:
        raise Damaged(
            "A policy kept in the records cannot be read.",
            advice="Run casework doctor, and keep the latest backup safe.",
        )
    return policy


def read(
    source: PolicySource, template_problems: TemplateProblems | None = None
) -> Loaded | tuple[Finding, ...]:
    """Return the policy, or everything that is wrong with it short of exploring its cases."""
    reading = _Reading(source=source)
    whole = reading.whole()
    if whole is None:
        return in_order(reading.findings)
    unknown = tuple(undeclared(whole))
    policy = None if unknown else reading.policy(whole)
    checked = Checked(
        file=whole,
        source=source.file,
        at=reading.places.at,
        branches=tuple(reading.branches),
        letters=source.letters,
        installed=source.installed,
        policy=policy,
        template_problems=template_problems,
    )
    found = [*reading.findings, *_by_rules(checked)]
    findings = in_order([*found, *_left_over(reading, unknown, found)])
    if policy is None or errors_of(findings):
        return findings
    return Loaded(policy=policy, findings=findings, files=dict(policy.files), checked=checked)


def _by_rules(checked: Checked) -> Iterator[Finding]:
    for code, entry in RULES.items():
        if code not in _EXPLORING:
            yield from entry.findings(checked)


def _explored(checked: Checked) -> Iterator[Finding]:
    for code in _EXPLORING:
        yield from RULES[code].findings(checked)


def _left_over(
    reading: _Reading, unknown: Sequence[Problem], found: Sequence[Finding]
) -> Iterator[Finding]:
    """Yield the undeclared names of which no rule has spoken (W093)."""
    spoken = {(one.file, one.line) for one in found if not one.warning}
    for problem in unknown:
        one = reading.finding("W093", problem)
        if (one.file, one.line) not in spoken:
            yield one


def _source(
    name_or_path: str, folders: Sequence[FilePath], letters: Mapping[str, str]
) -> PolicySource:
    path = sources.find(name_or_path, folders) or FilePath(name_or_path)
    try:
        if path.is_file():
            return sources.from_path(path, folders, letters)
    except OSError as fault:
        raise UsageFault(
            "The policy file could not be opened.", advice="See who may read it."
        ) from fault
    like = nearest(name_or_path, sources.installed_names(folders))
    named = f"Did you mean {like}?" if like else "See the names in the list: casework policy list."
    raise NotFound("There is no policy of that name, and no such file.", advice=named)


class _Reading:
    """One reading of one policy with all its files; collects what is wrong."""

    def __init__(self, source: PolicySource) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self.texts: dict[str, str] = {}
        self.branches: dict[str, Branch] = {}
        self.places = Places(main=source.file)

    def finding(self, code: str, problem: Problem) -> Finding:
        """Return the problem with file and line."""
        file, line = self.places.at(problem.path)
        return Finding(
            code=code,
            message=problem.message,
            remedy=problem.remedy,
            file=file,
            line=line,
            path=problem.path,
        )

    def whole(self) -> PolicyFile | None:
        """Return the file with its branches and templates, or None where its shape is broken."""
        file = self._shaped(self.source.file, self.source.raw, PolicyFile)
        names = file.includes if file is not None else ()
        for index, name in enumerate(names):
            self._take_branch(index, name)
        if file is None or len(self.branches) < len(set(names)):
            return None
        merged = with_branches(
            file,
            {f"{sources.SHARED}/{name}.yaml": branch for name, branch in self.branches.items()},
            self.places,
            self.findings,
        )
        plain = with_templates(merged, self.places, self.findings)
        return with_places(plain, self.places, self.findings)

    def policy(self, whole: PolicyFile) -> model.Policy:
        """Return the compiled policy; every name it uses must be declared."""
        files = {**self.texts, **self._letters(whole)}
        digest = version_digest(files, whole.roles, FORMAT)
        return compiled(whole, digest, files)

    def _letters(self, whole: PolicyFile) -> dict[str, str]:
        used = {
            letter.template
            for case_type in whole.case_types.values()
            for letter in case_type.letters.values()
        }
        return {
            f"letters/{name}.md": self.source.letters[name]
            for name in sorted(used | {"letterhead"})
            if name in self.source.letters
        }

    def _take_branch(self, index: int, name: str) -> None:
        try:
            raw = self.source.branch(name)
        except NoSuchBranch as fault:
            said = f"The branch “{name}” {fault}."
            remedy = f"Branches lie in “{sources.SHARED}” beside the policy, named without folder."
            problem = Problem(path=("includes", index), message=said, remedy=remedy)
            self.findings.append(self.finding("W011", problem))
            return
        file = f"{sources.SHARED}/{name}.yaml"
        branch = self._shaped(file, raw, Branch)
        if branch is None:
            return
        if branch.branch != name:
            said = f"The branch calls itself “{branch.branch}”."
            line = self.places.lines[file].get(("branch",), 1)
            remedy = "A branch bears the name of its file."
            self.findings.append(
                Finding(code="W011", message=said, remedy=remedy, file=file, line=line)
            )
        self.branches[name] = branch

    def _shaped(self, file: str, raw: bytes, shape: type[S]) -> S | None:
        tree = self._tree(file, raw)
        if tree is None:
            return None
        if not isinstance(tree.root, dict):
            self._add(file, "W001", "The file is not a policy.", "Begin with “casework: 1”.", 1)
            return None
        found = tree.root.get("casework")
        if found != FORMAT or isinstance(found, bool):
            self._no_format(file, tree, found)
            return None
        return self._validated(file, tree, shape)

    def _no_format(self, file: str, tree: Tree, found: Value) -> None:
        said = (
            f"This program reads format {FORMAT}, not {found}."
            if "casework" in cast("dict[str, Value]", tree.root)
            else "The file does not say its format."
        )
        line = tree.lines.get(("casework",), 1)
        self._add(file, "W003", said, f"Write “casework: {FORMAT}” at its top.", line)

    def _tree(self, file: str, raw: bytes) -> Tree | None:
        text = sources.decoded(file, raw)
        if isinstance(text, Finding):
            self.findings.append(text)
            return None
        self.texts[file] = text
        tree = Tree(file=file)
        try:
            _fill(tree, text)
        except Stop:
            return None
        except yaml.MarkedYAMLError as fault:
            mark = fault.problem_mark or fault.context_mark
            line = mark.line + 1 if mark else 1
            said = f"The file cannot be read on from here: {fault.problem}."
            self._add(file, "W001", said, "See to indents, colons and quotes on this line.", line)
            return None
        except yaml.YAMLError:
            self._add(file, "W001", "The file cannot be read.", "Save it again as plain text.", 1)
            return None
        finally:
            self.findings += tree.findings
            self.places.lines[file] = tree.lines
        return tree

    def _validated(self, file: str, tree: Tree, shape: type[S]) -> S | None:
        """Return the shaped file; what can be mended is mended, to find the rest too."""
        for _ in range(_ROUNDS):
            try:
                return shape.model_validate(tree.root)
            except ValidationError as fault:
                rows = fault.errors(include_url=False)
            misfits = [
                misfit(cast("Mapping[str, object]", row), tree.root, json_schema(shape))
                for row in rows
            ]
            for one in misfits:
                self._keep(file, tree, one)
            if not all(one.mended for one in misfits):
                return None
        return None

    def _keep(self, file: str, tree: Tree, one: Misfit) -> None:
        _, line = Places(main=file, lines={file: tree.lines}).at(one.path)
        found = Finding(
            code=one.code,
            message=one.message,
            remedy=one.remedy,
            file=file,
            line=line,
            path=one.path,
        )
        self.findings.append(found)

    def _add(self, file: str, code: str, message: str, remedy: str, line: int) -> None:
        self.findings.append(
            Finding(code=code, message=message, remedy=remedy, file=file, line=line)
        )


@cache
def json_schema(shape: type[Shape]) -> Json:
    """Return the JSON Schema of a file's shape."""
    return shape.model_json_schema(by_alias=True)


def format_schema() -> str:
    """Return the text of ``docs/policy-format.schema.json``: a policy or a shared branch."""
    policy, branch = dict(json_schema(PolicyFile)), dict(json_schema(Branch))
    definitions = {
        **cast("dict[str, object]", policy.pop("$defs")),
        **cast("dict[str, object]", branch.pop("$defs")),
    }
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"casework policy file, format {FORMAT}",
        "oneOf": [policy, branch],
        "$defs": definitions,
    }
    return json.dumps(whole, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _fill(tree: Tree, text: str) -> None:
    """Hand the library's events to the tree; stop at what no policy needs (W001, W002)."""
    documents = 0
    for event in yaml.parse(text, Loader=_EVENTS):
        line = event.start_mark.line + 1 if event.start_mark else 1
        documents += isinstance(event, yaml.DocumentStartEvent)
        _refuse(tree, event, line, documents)
        if isinstance(event, yaml.ScalarEvent):
            tree.scalar(event.value, line, plain=event.implicit[0])
        elif isinstance(event, yaml.MappingStartEvent):
            tree.mapping(line, flow=bool(event.flow_style))
        elif isinstance(event, yaml.SequenceStartEvent):
            tree.sequence(line, flow=bool(event.flow_style))
        elif isinstance(event, yaml.CollectionEndEvent):
            tree.end()


def _refuse(tree: Tree, event: yaml.Event, line: int, documents: int) -> None:
    if documents > 1:
        said = "The file holds more than one document."
        raise tree.stop("W001", said, "Keep one policy in one file; take “---” out.", line)
    if isinstance(event, yaml.AliasEvent):
        raise tree.stop("W002", "An alias (*) stands here.", "Write out what it stands for.", line)
    if getattr(event, "anchor", None) is not None:
        raise tree.stop("W002", "An anchor (&) stands here.", "Write out what is used twice.", line)
    if getattr(event, "tag", None) is not None:
        said = "A tag (!) stands here."
        raise tree.stop("W002", said, "Take it out; values are plain words and numbers.", line)
    if isinstance(event, yaml.DocumentStartEvent) and (event.tags or event.version):
        raise tree.stop("W002", "A YAML directive stands here.", "Take the line out.", line)
