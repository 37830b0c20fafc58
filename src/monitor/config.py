"""What the user sets: ``monitor.toml`` or ``MONITOR_…`` variables, ``sources.yaml``, and the folders.

Environment wins over the file. Secrets are read from the environment where they are used, by the
name of their variable, and never pass through here.
"""

from __future__ import annotations

import ipaddress
import os
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Protocol
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from monitor.errors import ConfigError, UsageError, did_you_mean
from monitor.model import Source, Stance
from monitor.schedule import cron_line
from monitor.tree import tidy
from monitor.yamlfile import Document, load_yaml


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError):
        raise ValueError(f"'{name}' is no time zone; write it like Asia/Seoul or UTC") from None
    return name


def _id(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?", text):
        raise ValueError(f"'{text}' is no id; use small letters, digits and hyphens, at most 64")
    return text


def _networks(names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        ipaddress.ip_network(name, strict=False)
    return names


def _hosts(table: Mapping[str, str]) -> Mapping[str, str]:
    for target in table.values():
        address, _, port = target.rpartition(":")
        if not address or not port.isdigit():
            raise ValueError(f"'{target}' is no address with a port; write it like 127.0.0.1:8080")
    return table


Zone = Annotated[str, AfterValidator(_zone)]
Cron = Annotated[str, AfterValidator(cron_line)]


class FetchSettings(_Section):
    """How politely and how patiently we fetch. Times in seconds, sizes in bytes."""

    contact: str = ""
    pause: float = Field(1.0, ge=0)
    deadline: float = Field(30.0, gt=0)
    host_time: float = Field(900.0, gt=0)
    max_body: int = Field(10_000_000, gt=0)
    concurrency: int = Field(32, gt=0)
    allow: Annotated[tuple[str, ...], AfterValidator(_networks)] = ()
    hosts: Annotated[Mapping[str, str], AfterValidator(_hosts)] = {}


class ExtractSettings(_Section):
    """The worker processes that read pages."""

    processes: int = Field(2, gt=0)
    timeout: float = Field(20.0, gt=0)
    memory_mb: int = Field(2048, gt=0)


class DigestSettings(_Section):
    """What a digest shows, and the zone in which it tells the time."""

    timezone: Zone = "UTC"
    stories_per_theme: int = Field(12, gt=0)
    others_per_story: int = Field(6, ge=0)
    channels: tuple[str, ...] = ("file",)


class ScheduleSettings(_Section):
    """When ``monitor serve`` runs."""

    cron: Cron = "0 6 * * *"
    timezone: Zone = "UTC"


class Settings(BaseSettings):
    """Everything that is set, with its defaults."""

    model_config = SettingsConfigDict(
        env_prefix="MONITOR_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    fetch: FetchSettings = FetchSettings()
    extract: ExtractSettings = ExtractSettings()
    digest: DigestSettings = DigestSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    channel: Mapping[str, Mapping[str, Any]] = {}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a run reads and writes. ``watchlists`` and ``sources`` are read, the others written."""

    sources: Path
    watchlists: Path
    warehouse: Path
    digests: Path


def bundled(name: str) -> Path:
    """A file or folder that ships with the project: in the wheel, or in the checkout."""
    here = Path(__file__).resolve().parent
    packed = here / "_bundled" / name
    return packed if packed.exists() else here.parents[1] / name


def load_settings(path: Path | None) -> Settings:
    """Settings from ``path`` (a TOML file; absent means defaults) and the environment.

    Raises ``ConfigError`` with the line, or with the name of the variable.
    """
    text = ""
    try:
        if path is not None and path.exists():
            text = path.read_bytes().decode("utf-8-sig")
        values = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise _broken_toml(path, str(error), text) from None
    except UnicodeDecodeError:
        raise ConfigError(
            "not UTF-8 text", path=path or "", mend="save the file as UTF-8"
        ) from None
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", path=path or "") from None
    _check_variables()
    try:
        return Settings(**values)
    except SettingsError as error:
        field = str(error).split('"')[1]
        raise ConfigError(
            f"'{field}' is a section, not one value",
            path=next(_variables([field]), "the environment"),
            mend=f"set one key of it, like MONITOR_{field.upper()}__…",
        ) from None
    except ValidationError as error:
        raise _wrong_setting(path, text, error) from None


def _check_variables() -> None:
    """A misspelt section would be ignored without a word. Raises ``ConfigError``."""
    sections = list(Settings.model_fields)
    for name in os.environ:
        head, nested, _ = name.partition("__")
        section = head.lower().removeprefix("monitor_")
        if head.upper().startswith("MONITOR_") and nested and section not in sections:
            mend = did_you_mean(section, sections, f"known: {', '.join(sections)}")
            raise ConfigError(f"unknown section '{section}'", path=name, mend=mend)


def _broken_toml(path: Path | None, said: str, text: str) -> ConfigError:
    found = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", said)
    last = len(text.splitlines())
    return ConfigError(
        f"not valid TOML: {said[: found.start()] if found else said}",
        path=path or "",
        line=int(found[1] or last) if found else None,
        column=int(found[2]) if found and found[2] else None,
        mend='text stands in quotes, like timezone = "UTC"; lists in brackets',
    )


def _wrong_setting(path: Path | None, text: str, error: ValidationError) -> ConfigError:
    """The first wrong setting, at its line of the file or under the name of its variable."""
    first = error.errors()[0]
    steps = [str(step) for step in first["loc"]]
    key = ".".join(steps)
    variable = next(_variables(steps), None)
    where = variable or path or "the settings"
    line = None if variable else _line_of(text, steps)
    if first["type"] == "extra_forbidden":
        section = Settings.model_fields.get(steps[0])
        known = sorted(getattr(section.annotation if section else Settings, "model_fields", {}))
        mend = did_you_mean(steps[-1], known, f"known keys: {', '.join(known)}")
        return ConfigError(f"unknown key '{key}'", path=where, line=line, mend=mend)
    what, _, mend = first["msg"].removeprefix("Value error, ").partition("; ")
    return ConfigError(f"{key}: {what}", path=where, line=line, mend=mend)


def _variables(steps: list[str]) -> Iterator[str]:
    """The variables that can have set a value, the most exact first."""
    names = [name for name in os.environ if name.upper().startswith("MONITOR_")]
    for end in range(len(steps), 0, -1):
        wanted = "MONITOR_" + "__".join(steps[:end])
        yield from (name for name in names if name.upper() == wanted.upper())


def _line_of(text: str, steps: list[str]) -> int | None:
    """The line of a key in a TOML file of sections, which the parser does not tell."""
    section, best = "", None
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
            section = header[1]
            full = section
        elif pair := re.match(r"\s*([\w\"'.-]+)\s*=", line):
            full = f"{section}.{pair[1]}".strip(".")
        else:
            continue
        if ".".join(steps) == full.replace('"', ""):
            return number
        if ".".join(steps).startswith(full.replace('"', "") + "."):
            best = number
    return best


class SourceEntry(BaseModel):
    """One source as ``sources.yaml`` writes it; the options are checked by the kind."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, AfterValidator(_id)]
    name: str
    kind: str
    url: str
    language: Annotated[str | None, Field(pattern=r"^[a-z]{2}(-[A-Za-z]+)?$")] = None
    country: Annotated[str | None, Field(pattern=r"^[A-Z]{2}$")] = None
    stance: Stance = "independent"
    note: str = ""
    folder: Annotated[str, AfterValidator(tidy)] = ""
    verify_tls: bool = True
    options: dict[str, Any] = {}


class SourceFile(BaseModel):
    """The whole of ``sources.yaml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: list[SourceEntry]


class SourceKind(Protocol):
    """What a list has to know of a kind: its options, and how its addresses are spelt."""

    @property
    def options(self) -> type[BaseModel]: ...

    @property
    def address(self) -> Callable[[str], str | None]: ...

    @property
    def described(self) -> str: ...


def load_sources(path: Path, kinds: Mapping[str, SourceKind]) -> tuple[Source, ...]:
    """The sources of one file. ``kinds`` are the known ones by name.

    Raises ``ConfigError`` with the line for an unknown kind, a bad option, or an id or address
    that stands twice.
    """
    from monitor.urls import article_id, shown  # noqa: PLC0415 - keeps `monitor --help` quick

    file, document = load_yaml(path, SourceFile)
    seen: dict[str, int] = {}
    sources = []
    for index, entry in enumerate(file.sources):
        at = ("sources", index)
        if entry.kind not in kinds:
            raise document.error(
                f"unknown kind '{entry.kind}'", (*at, "kind"), f"known: {', '.join(sorted(kinds))}"
            )
        kind = kinds[entry.kind]
        address = kind.address(entry.url)
        if address is None:
            raise document.error(f"not {kind.described}", (*at, "url"), "write the whole address")
        # Two spellings of one address (http, www., a last slash, tracking) would be fetched twice.
        for what, identity, key in (
            (f"id {entry.id}", entry.id, "id"),
            (f"address {shown(address)}", f"address {article_id(address)}", "url"),
        ):
            if identity in seen:
                raise document.error(
                    f"the {what} stands twice, first on line {seen[identity]}",
                    (*at, key),
                    "remove one of the two",
                )
            seen[identity] = document.place((*at, key))[0]
        _check_options(document, index, entry, kind.options)
        sources.append(Source(**entry.model_dump()))
    if not sources:
        raise document.error("no sources", ("sources",), "add at least one")
    return tuple(sources)


def _check_options(
    document: Document, index: int, entry: SourceEntry, options: type[BaseModel]
) -> None:
    mistake = wrong_option(options, entry.options)
    if mistake is None:
        return
    where, what, mend = mistake
    known = f"options of kind {entry.kind}: {', '.join(sorted(options.model_fields)) or 'none'}"
    at = ("options", *where) if entry.options else ()
    raise document.error(
        what,
        ("sources", index, *at),
        mend or known,
    )


def wrong_option(
    options: type[BaseModel], given: Mapping[str, Any]
) -> tuple[tuple[str | int, ...], str, str] | None:
    """The first mistake in the options of a kind: where it is, a sentence, and the mend if known."""
    try:
        options.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        if first["type"] == "extra_forbidden":
            return first["loc"], f"unknown option '{key}'", ""
        what, _, mend = first["msg"].removeprefix("Value error, ").partition("; ")
        return first["loc"], f"option {key}: {what}" if key else what, mend
    return None


def choose(sources: tuple[Source, ...], only: tuple[str, ...]) -> tuple[Source, ...]:
    """The sources named by ``only``; all of them where it is empty. Raises ``UsageError``."""
    if not only:
        return sources
    known = {source.id: source for source in sources}
    for name in only:
        if name not in known:
            raise UsageError(
                f"no source has the id '{name}'",
                mend=did_you_mean(name, known, "see: monitor sources list"),
            )
    return tuple(known[name] for name in dict.fromkeys(only))


def networks(
    names: tuple[str, ...],
) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """Networks in CIDR form that may be reached although they are not public."""
    try:
        return tuple(ipaddress.ip_network(name, strict=False) for name in names)
    except ValueError as error:
        raise UsageError(
            f"--allow-network: {error}", mend="write a network like 10.0.0.0/8 or ::1/128"
        ) from None


def host_table(hosts: Mapping[str, str]) -> dict[str, tuple[str, int]]:
    """``{"name": "address:port"}``, as settings hold it, the way the client wants it."""
    table = {}
    for name, target in hosts.items():
        address, _, port = target.rpartition(":")
        table[name.lower()] = (address.strip("[]"), int(port))
    return table
