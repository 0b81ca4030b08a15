"""What comes out the same each time is worked out once in a run: policies, keys, options, schools.

Reading a policy, stretching a password and building the options of a command are pure; together
they are most of what a short command costs. Nothing is left out: whatever is asked with other
bytes is worked out anew. A school that many tests copy is made by the first process that asks for
it, and the others wait. Must not know what such a school is.
"""

from __future__ import annotations

import functools
import os
import shutil
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
import typer.main
from nacl.pwhash import argon2id

from casework.policy import loader
from casework.store import vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from casework.policy.loader import Loaded
    from casework.policy.model import Policy


class Argon2Once:
    """Stands in for the library: the same password, salt and cost give the same key again."""

    kdf = staticmethod(functools.lru_cache(maxsize=4096)(argon2id.kdf))


def stored_once(load: Callable[[Mapping[str, str]], Policy]) -> Callable[..., Policy]:
    """Read each version that records keep once."""
    found: dict[tuple[tuple[str, str], ...], Policy] = {}

    def once(files: Mapping[str, str]) -> Policy:
        key = tuple(sorted(files.items()))
        if key not in found:
            found[key] = load(files)
        return found[key]

    return once


def loaded_once(load: Callable[..., Loaded]) -> Callable[..., Loaded]:
    """Read a policy again only where a byte of any file beside it, or of a template, has changed.

    A refusal is never kept, nor is a policy that is named by its path.
    """
    found: dict[object, Loaded] = {}

    def once(
        name: str, folders: Iterable[Path], letters: Mapping[str, str], *more: object
    ) -> Loaded:
        folders = tuple(folders)
        files = [file for folder in folders for file in sorted(folder.rglob("*.yaml"))]
        plain = name.replace("-", "").isidentifier()
        if more or not plain or not all(file.is_file() for file in files):
            return load(name, folders, letters, *more)
        texts = tuple((str(file), file.read_bytes()) for file in files)
        key = (name, texts, tuple(sorted(letters.items())))
        if key not in found:
            found[key] = load(name, folders, letters)
        return found[key]

    return once


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that ``make`` has filled, once for all processes of a run.

    Nobody writes into it afterwards: whoever wants to takes a copy.
    """
    base = factory.getbasetemp()
    alone = "PYTEST_XDIST_WORKER" not in os.environ or sys.platform == "win32"
    root = base if alone else base.parent
    folder, whole = root / name, root / f"{name}.made"
    with _locked(root / f"{name}.lock"):
        if not whole.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of a process that did not come to its end
            folder.mkdir()
            make(folder)
            whole.touch()
    return folder


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    with file.open("w") as held:
        if sys.platform != "win32":
            import fcntl  # Windows has none; there each process makes its own

            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def worked_out_once() -> Iterator[None]:
    """Let it hold for as long as a fixture lives."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loader, "load_stored", stored_once(loader.load_stored))
        patch.setattr(loader, "load_policy", loaded_once(loader.load_policy))
        patch.setattr(vault, "argon2id", Argon2Once)
        patch.setattr(typer.main, "get_command", functools.cache(typer.main.get_command))
        yield
