"""What holds for every test: no network, no keyring, a state folder of its own, no chance."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

settings.register_profile(
    "ci",
    derandomize=True,  # the same examples for everybody: a red run can be repeated
    deadline=None,  # two shared cores say nothing about one example's time
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("wide", settings.get_profile("ci"), derandomize=False, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

LOOPBACK = {"localhost", "127.0.0.1", "::1", "", None}


class NetworkUsedError(AssertionError):
    """A test tried to leave this machine."""


def _refuse_elsewhere(host: object) -> None:
    if host not in LOOPBACK:
        raise NetworkUsedError("a test may speak to this machine alone")


def _host_of(address: object) -> object:
    return address[0] if isinstance(address, tuple) else None  # else the socket of a file


def _to_address(real: Callable[..., object]) -> Callable[..., object]:
    def call(*words: object) -> object:
        _refuse_elsewhere(_host_of(words[-1]))
        return real(*words)

    return call


def _of_name(real: Callable[..., object]) -> Callable[..., object]:
    def call(host: object, *words: object, **more: object) -> object:
        _refuse_elsewhere(host)
        return real(host, *words, **more)

    return call


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):  # the address comes last
            patch.setattr(socket.socket, name, _to_address(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", _of_name(socket.getaddrinfo))
        yield


@pytest.fixture(autouse=True, scope="session")
def _nobodys_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("CASEWORK_BOOK", "CASEWORK_USER", "CASEWORK_PASSWORD_FILE", "CASEWORK_PLAIN"):
            patch.delenv(name, raising=False)
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        patch.setenv("CASEWORK_STATE", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEWORK_STATE", str(tmp_path_factory.mktemp("state")))
