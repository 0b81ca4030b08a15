"""The clock as a service of the system: the file that starts it with the session, as text.

Must not start or stop anything, nor write the file before a person was shown it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from casework.errors import MachineFault
from casework.scheduling import files

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNIT = """\
[Unit]
Description=casework: records which time limits have passed

[Service]
ExecStart={command}
{environment}Restart=on-failure
RestartSec=30
NoNewPrivileges=yes
UMask=0077

[Install]
WantedBy=default.target
"""
_TASK = """\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>casework: records which time limits have passed</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>
      <UserId>{user}</UserId>
    </LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>{user}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>999</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{program}</Command>
      <Arguments>{arguments}</Arguments>
    </Exec>
  </Actions>
</Task>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A file that makes the clock a service, where it goes, and what to type afterwards."""

    path: Path
    data: bytes
    text: str
    start: tuple[str, ...]
    stop: tuple[str, ...]

    def write(self) -> None:
        """Put the file where the system looks for it. Raises OSError."""
        files.replace(self.path, self.data)

    def remove(self) -> None:
        """Take the file away. Raises OSError."""
        self.path.unlink()


def placement(
    book: Path, name: str, state: Path, *, system: str = sys.platform, program: str = sys.executable
) -> Placement:
    """Return the service file for the records in ``book``, whose id is ``name``.

    Raises MachineFault on a system for which there is none.
    """
    short = f"casework-clock-{name[:8]}"
    words = (program, "-m", "casework", "--book", str(book.absolute()), "deadline", "run")
    if system == "linux":
        return _unit(short, words, os.environ)
    if system == "win32":
        return _task(short, words, state, os.environ)
    raise MachineFault(
        "casework cannot make itself a service of this system.",
        advice="Let “casework deadline run” be started when you sign in to this computer.",
    )


def _unit(short: str, words: tuple[str, ...], env: Mapping[str, str]) -> Placement:
    moved = env.get("CASEWORK_STATE")
    environment = f"Environment={_quoted('CASEWORK_STATE=' + moved)}\n" if moved else ""
    program, *arguments = words
    quoted = [_quoted(word.replace("$", "$$")) for word in arguments]
    command = " ".join([_quoted(program), *quoted])
    text = _UNIT.format(command=command, environment=environment)
    home = Path(env.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    service = f"{short}.service"
    return Placement(
        path=home / "systemd" / "user" / service,
        data=text.encode(),
        text=text,
        start=("systemctl --user daemon-reload", f"systemctl --user enable --now {service}"),
        stop=(f"systemctl --user disable --now {service}", "systemctl --user daemon-reload"),
    )


def _quoted(word: str) -> str:
    """Return one word as systemd reads it back. Raises MachineFault where it has no such form."""
    if not word.isprintable():
        raise MachineFault(
            "The folder’s name holds characters that a service file cannot name.",
            advice="Give the folder a plain name.",
        )
    plain = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{plain}"'


def _task(short: str, words: tuple[str, ...], state: Path, env: Mapping[str, str]) -> Placement:
    program, *arguments = words
    user = "\\".join(filter(None, (env.get("USERDOMAIN"), env.get("USERNAME", ""))))
    text = _TASK.format(
        user=escape(user),
        program=escape(program),
        arguments=escape(subprocess.list2cmdline(arguments)),
    )
    path = state / f"{short}.xml"
    return Placement(
        path=path,
        data=text.encode("utf-16"),
        text=text,
        start=(f'schtasks /Create /TN "{short}" /XML "{path}"', f'schtasks /Run /TN "{short}"'),
        stop=(f'schtasks /End /TN "{short}"', f'schtasks /Delete /TN "{short}" /F'),
    )
