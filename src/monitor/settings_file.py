"""Where a setting was written: its line in ``monitor.toml``, or the variable that holds it."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from monitor.errors import ConfigError


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """A settings file as it was read; ``path`` is None where there is none."""

    path: Path | None = None
    text: str = ""

    def values(self) -> dict[str, Any]:
        """What the file says. Raises ``ConfigError`` with the line."""
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise self._broken(str(error)) from None

    def error(self, what: str, steps: Sequence[object], mend: str = "") -> ConfigError:
        """What is wrong with the setting at ``steps``, with the place where it was set."""
        keys = [str(step) for step in steps]
        variable = next(variables(keys), None)
        line = None if variable else self._line_of(keys)
        where = variable or (self.path if line else None) or ".".join(keys)
        return ConfigError(what, path=where, line=line, mend=mend)

    def _broken(self, said: str) -> ConfigError:
        found = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", said)
        last = len(self.text.splitlines())
        return ConfigError(
            f"not valid TOML: {said[: found.start()] if found else said}",
            path=self.path or "",
            line=int(found[1] or last) if found else None,
            column=int(found[2]) if found and found[2] else None,
            mend='text stands in quotes, like timezone = "UTC"; lists in brackets',
        )

    def _line_of(self, steps: list[str]) -> int | None:
        """The line of a key in a file of sections, which the parser does not tell."""
        section, best = "", None
        wanted = ".".join(steps)
        for number, line in enumerate(self.text.splitlines(), 1):
            if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
                section = header[1]
                full = section
            elif pair := re.match(r"\s*([\w\"'.-]+)\s*=", line):
                full = f"{section}.{pair[1]}".strip(".")
            else:
                continue
            full = re.sub("[\"']", "", full)
            if wanted == full:
                return number
            if wanted.startswith(full + "."):
                best = number
        return best


def read_settings_file(path: Path | None) -> SettingsFile:
    """The file at ``path``, an empty one where there is none. Raises ``ConfigError``."""
    if path is None or not path.exists():
        return SettingsFile()
    try:
        return SettingsFile(path, path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError:
        raise ConfigError("not UTF-8 text", path=path, mend="save the file as UTF-8") from None
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", path=path) from None


def variables(steps: Sequence[str]) -> Iterator[str]:
    """The variables that can have set a value, the most exact first."""
    names = [name for name in os.environ if name.upper().startswith("MONITOR_")]
    for end in range(len(steps), 0, -1):
        wanted = "MONITOR_" + "__".join(steps[:end])
        yield from (name for name in names if name.upper() == wanted.upper())
