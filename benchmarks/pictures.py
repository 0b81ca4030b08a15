"""``python -m benchmarks.pictures FOLDER``: the papers of a practice school as pictures to look at.

Makes the practice school anew in the folder and lets it go on: copies, drafts of each letter that
its policies know, a request for one's own data, a term that ends, a case that is destroyed. Writes
what comes out as PDF, and each page as PNG. With ``--keep`` the README's pictures and samples are
written as well. Nothing in it is real. Needs ``pdftoppm``, and tmux for the screens.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import screenpictures
from benchmarks.palette import paletted
from benchmarks.picturedpapers import PARTS
from casework import bootstrap, settings
from casework.clock import SetClock
from casework.office import door
from casework.office.stage import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from casework.office.desk import Desk
    from casework.office.practice import Rehearsal

DPI = 70
ROOT = Path(__file__).resolve().parents[1]
PICTURES, SAMPLES = ROOT / "docs" / "pictures", ROOT / "docs" / "samples"
#: The pages that open the README: the picture's name, the part and paper, the page.
SHOWN = (
    ("warning", "letters/milnthorpe-2-2", 1),
    ("meeting-with-the-chair", "letters/community-1-3", 1),
    ("letter-to-a-family", "letters/moat-farm-1-1", 1),
    ("summary-for-the-police", "letters/milnthorpe-3-1", 1),
    ("history-for-the-chair-1", "histories/milnthorpe-2-chair", 1),
    ("history-for-the-chair-2", "histories/milnthorpe-2-chair", 2),
)
#: The case whose warning and histories are the samples.
SAMPLED = "milnthorpe-2"
PDF, PNG = "pdf", "png"
#: The school as it was made, in which the screens are walked through.
UNTOUCHED = "school-untouched"


@dataclass(slots=True)
class School:
    """The practice school after its rehearsal: its people at their desks, and a clock to move."""

    made: Rehearsal
    clock: SetClock
    desks: dict[str, Desk] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def desk(self, name: str) -> Desk:
        """Return somebody's desk, signed in once."""
        if name not in self.desks:
            opened = bootstrap.open_desk(self.made.book, name, PASSWORD, clock=self.clock)
            self.desks[name] = opened.desk
        return self.desks[name]

    def called(self, ref: str, who: str = "head") -> str:
        """Return a name for a case that is the same each time: its policy and its number there."""
        found = self.names.get(ref)
        if found is None:
            policy = door.load(self.desk(who), ref).snapshot.policy
            number = 1 + sum(name.startswith(f"{policy}-") for name in self.names.values())
            found = self.names[ref] = f"{policy}-{number}"
        return found

    def later(self, by: timedelta) -> None:
        """Let time go by; everybody signs in anew."""
        self.close()
        self.clock.instant += by

    def close(self) -> None:
        """Sign everybody out."""
        for desk in self.desks.values():
            desk.session.close()
        self.desks.clear()


def main(words: Sequence[str]) -> int:
    """Make the school, its papers and their pictures; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pictures", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder that does not exist yet")
    parser.add_argument("--dpi", type=int, default=DPI, help="dots to the inch of each picture")
    parser.add_argument("--keep", action="store_true", help="write the README's pictures too")
    said = parser.parse_args(words)
    if shutil.which("pdftoppm") is None:
        print("pdftoppm is needed, which comes with poppler.", file=sys.stderr)
        return 2
    counts = pictured(said.folder, said.dpi)
    if said.keep:
        keep(said.folder)
    for part, (papers, pages) in counts.items():
        print(f"{part:12} {papers:4} papers {pages:5} pages")
    print(f"{'all':12} {sum(p for p, _ in counts.values()):4} papers", end=" ")
    print(f"{sum(p for _, p in counts.values()):5} pages in {said.folder / PNG}")
    return 0


def pictured(folder: Path, dpi: int = DPI) -> dict[str, tuple[int, int]]:
    """Write every paper and its pages into ``folder``; return papers and pages by part."""
    made = bootstrap.rehearsal(folder / "school", lambda words: print(f"  {words}", flush=True))
    shutil.copytree(made.folder, folder / UNTOUCHED)
    shutil.copytree(settings.state_folder(), folder / f"{UNTOUCHED}-state")
    school = School(made=made, clock=SetClock(made.left))
    for told in made.cases:
        school.called(told.ref, "dsl" if told.sealed else "head")
    counts = {}
    try:
        for part, papers in PARTS.items():
            into = folder / PDF / part
            into.mkdir(parents=True)
            for name, content in papers(school):
                (into / f"{name}.pdf").write_bytes(content)
            counts[part] = photographed(into, folder / PNG / part, dpi)
            print(f"-- {part}: {counts[part][0]} papers, {counts[part][1]} pages", flush=True)
    finally:
        school.close()
    (folder / "names.json").write_text(json.dumps(school.names), encoding="utf-8")
    (folder / "counts.json").write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
    return counts


def photographed(papers: Path, into: Path, dpi: int) -> tuple[int, int]:
    """Write each page of the PDF files of a folder as a picture; return files and pages."""
    into.mkdir(parents=True)
    files = sorted(papers.glob("*.pdf"))
    for file in files:
        command = ["pdftoppm", "-r", str(dpi), "-png", str(file), str(into / file.stem)]
        subprocess.run(command, check=True, timeout=600)
    return len(files), len(list(into.iterdir()))


def keep(folder: Path) -> None:
    """Write the pictures that open the README, small, and the samples it points to."""
    for name, paper, page in SHOWN:
        command = ["pdftoppm", "-r", str(DPI), "-f", str(page), "-l", str(page)]
        file = str(folder / PDF / f"{paper}.pdf")
        made = subprocess.run([*command, file], capture_output=True, check=True, timeout=600)
        (PICTURES / f"{name}.png").write_bytes(paletted(made.stdout))
    names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
    ref = next(ref for ref, name in names.items() if name == SAMPLED)
    for reader in ("chair", "headteacher"):
        history = folder / "school" / "histories" / f"{ref}-history-{reader}.txt"
        shutil.copyfile(history, SAMPLES / f"history-{reader}.txt")
    shutil.copyfile(folder / PDF / "letters" / f"{SAMPLED}-2.pdf", SAMPLES / "warning.pdf")
    screenpictures.pictured(folder / UNTOUCHED, folder / f"{UNTOUCHED}-state")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
