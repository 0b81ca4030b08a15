"""The wheel: built, looked into, installed by itself and run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180), pytest.mark.xdist_group("wheel")]


def run(*command: str | Path, **environment: str) -> str:
    # The checkout must not be what runs, so nothing of this process's path is handed on.
    around = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(each) for each in command],
        cwd=ROOT if "hatchling" in command else Path(sys.prefix),
        env={**around, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder)
    (built,) = folder.glob("casework-*.whl")
    return built


@pytest.fixture(scope="module")
def commands(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own with the wheel alone; the libraries are those of this one."""
    place = tmp_path_factory.mktemp("office") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", place)
    folder = place / ("Scripts" if os.name == "nt" else "bin")
    python = folder / ("python.exe" if os.name == "nt" else "python")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel)
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    libraries = sysconfig.get_path("purelib")
    (Path(site) / "libraries.pth").write_text(f"{libraries}\n", encoding="utf-8")
    return folder


def inside(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize("kind", ["workflows", "letters"])
def test_the_wheel_holds_every_shipped_file(wheel: Path, kind: str) -> None:
    ours = {
        f"casework/shipped/{file.relative_to(ROOT).as_posix()}"
        for file in (ROOT / kind).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }

    assert ours
    assert ours - inside(wheel) == set()


@pytest.mark.parametrize(
    "name",
    [
        "casework/shipped/workflows/milnthorpe.yaml",
        "casework/py.typed",
        "casework/page/page.typ",
        "casework/fonts/NotoSans-Regular.ttf",
        "casework/fonts/OFL.txt",
    ],
)
def test_the_wheel_holds_what_the_program_reads(wheel: Path, name: str) -> None:
    assert name in inside(wheel)


def test_the_wheel_holds_nothing_of_the_workshop(wheel: Path) -> None:
    rooms = {name.partition("/")[0] for name in inside(wheel)}

    assert {room for room in rooms if not room.startswith("casework")} == set()


def test_the_installed_program_is_the_wheels(commands: Path) -> None:
    file = run(commands / "python", "-c", "import casework; print(casework.__file__)").strip()

    assert Path(file).is_relative_to(commands.parent)


def test_the_installed_program_lists_the_shipped_policies(commands: Path, tmp_path: Path) -> None:
    shown = run(commands / "casework", "--json", "policy", "list", CASEWORK_STATE=str(tmp_path))
    answer = json.loads(shown)

    assert (answer["ok"], "milnthorpe" in shown) == (True, True)
