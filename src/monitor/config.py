"""What the user sets: ``monitor.toml`` or ``MONITOR_…`` variables, ``sources.yaml``, and the folders.

Environment wins over the file. Secrets are read from the environment where they are used, by the
name of their variable, and never pass through here.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Protocol
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from monitor.errors import ConfigError, UsageError, did_you_mean
from monitor.model import Source, Stance
from monitor.schedule import cron_line
from monitor.settings_file import SettingsFile, read_settings_file, variables
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


def _language(code: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}", code):
        raise ValueError(f"'{code}' is no code of a language; write it like en or zh")
    if code in _COUNTRIES:
        # Nothing is ever in it, and a digest that is always empty looks like calm.
        raise ValueError(f"'{code}' is a country; its language is '{_COUNTRIES[code]}'")
    return code


_COUNTRIES = {"jp": "ja", "kr": "ko", "kp": "ko", "cn": "zh", "tw": "zh", "ua": "uk"}

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


class ReaderSettings(_Section):
    """A digest of its own; what is not set is as in ``DigestSettings`` and ``[channel.…]``."""

    title: str = Field("", max_length=80)
    themes: tuple[str, ...] = ()
    languages: tuple[Annotated[str, AfterValidator(_language)], ...] = ()
    schedule: Cron | None = None
    timezone: Zone | None = None
    stories_per_theme: int | None = Field(None, gt=0)
    others_per_story: int | None = Field(None, ge=0)
    channels: tuple[str, ...] | None = None
    channel: Mapping[str, Mapping[str, Any]] = {}


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
    digests: Mapping[Annotated[str, AfterValidator(_id)], ReaderSettings] = {}
    _file: SettingsFile = PrivateAttr(SettingsFile())

    def error(self, what: str, *steps: object, mend: str = "") -> ConfigError:
        """What is wrong with the setting at ``steps``, with the line or variable that sets it."""
        return self._file.error(what, steps, mend)

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
    file = read_settings_file(path)
    values = file.values()
    _check_variables()
    try:
        settings = Settings(**values)
    except SettingsError as error:
        field = str(error).split('"')[1]
        raise ConfigError(
            f"'{field}' is a section, not one value",
            path=next(variables([field]), "the environment"),
            mend=f"set one key of it, like MONITOR_{field.upper()}__…",
        ) from None
    except ValidationError as error:
        raise _wrong_setting(file, error) from None
    settings._file = file  # noqa: SLF001 - read by us, together with the values
    return settings


def _check_variables() -> None:
    """A misspelt section would be ignored without a word. Raises ``ConfigError``."""
    sections = list(Settings.model_fields)
    for name in os.environ:
        head, nested, _ = name.partition("__")
        section = head.lower().removeprefix("monitor_")
        if head.upper().startswith("MONITOR_") and nested and section not in sections:
            mend = did_you_mean(section, sections, f"known: {', '.join(sections)}")
            raise ConfigError(f"unknown section '{section}'", path=name, mend=mend)


def _wrong_setting(file: SettingsFile, error: ValidationError) -> ConfigError:
    """The first wrong setting, at its line of the file or under the name of its variable."""
    first = error.errors()[0]
    steps = [str(step) for step in first["loc"] if step != "[key]"]
    key = ".".join(steps)
    if first["type"] == "extra_forbidden":
        known = sorted(_section_of(steps).model_fields)
        mend = did_you_mean(steps[-1], known, f"known keys: {', '.join(known)}")
        return file.error(f"unknown key '{key}'", steps, mend)
    what, _, mend = first["msg"].removeprefix("Value error, ").partition("; ")
    return file.error(f"{key}: {what}", steps, mend)


def _section_of(steps: list[str]) -> type[BaseModel]:
    """The section in which the last of ``steps`` was looked for."""
    if steps[0] == "digests":
        return ReaderSettings
    section = Settings.model_fields.get(steps[0])
    found = section.annotation if section else None
    return found if isinstance(found, type) and issubclass(found, BaseModel) else Settings


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
    aliases: tuple[Annotated[str, Field(min_length=1)], ...] = ()


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
