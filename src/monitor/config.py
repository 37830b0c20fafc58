"""What the user sets: ``monitor.toml`` or ``MONITOR_…`` variables, ``sources.yaml``, and the folders.

Environment wins over the file. Secrets are read from the environment where they are used, by the
name of their variable, and never pass through here.
"""

from __future__ import annotations

import difflib
import ipaddress
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from monitor.errors import ConfigError, UsageError
from monitor.model import Source, Stance
from monitor.yamlfile import Document, load_yaml

ID_PATTERN = r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError):
        raise ValueError(f"'{name}' is no time zone; write it like Asia/Seoul or UTC") from None
    return name


Zone = Annotated[str, AfterValidator(_zone)]


class FetchSettings(_Section):
    """How politely and how patiently we fetch. Times in seconds, sizes in bytes."""

    contact: str = ""
    pause: float = Field(1.0, ge=0)
    deadline: float = Field(30.0, gt=0)
    max_body: int = Field(10_000_000, gt=0)
    concurrency: int = Field(32, gt=0)
    allow: tuple[str, ...] = ()
    hosts: Mapping[str, str] = {}


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

    cron: str = "0 6 * * *"
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
    """Settings from ``path`` (a TOML file; absent means defaults) and the environment."""
    values: dict[str, Any] = {}
    if path is not None and path.exists():
        try:
            values = tomllib.loads(path.read_text("utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(f"not valid TOML: {error}", path=path) from None
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"cannot be read: {error}", path=path) from None
    try:
        return Settings(**values)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(step) for step in first["loc"])
        where = path if path is not None and path.exists() else "the MONITOR_ environment variables"
        if first["type"] == "extra_forbidden":
            section = Settings.model_fields.get(str(first["loc"][0]))
            model = section.annotation if section is not None else Settings
            known = sorted(getattr(model, "model_fields", {}))
            near = difflib.get_close_matches(str(first["loc"][-1]), known, n=1, cutoff=0.5)
            mend = f"did you mean '{near[0]}'?" if near else f"known keys: {', '.join(known)}"
            raise ConfigError(f"unknown key '{key}'", path=where, mend=mend) from None
        message = first["msg"].removeprefix("Value error, ")
        raise ConfigError(f"{key}: {message}", path=where) from None


class _SourceEntry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=ID_PATTERN, max_length=64)]
    name: str
    kind: str
    url: str
    language: Annotated[str | None, Field(pattern=r"^[a-z]{2}(-[A-Za-z]+)?$")] = None
    country: Annotated[str | None, Field(pattern=r"^[A-Z]{2}$")] = None
    stance: Stance = "independent"
    note: str = ""
    options: dict[str, Any] = {}


class _SourceFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    sources: list[_SourceEntry]


def load_sources(path: Path, kinds: Mapping[str, type[BaseModel]]) -> tuple[Source, ...]:
    """The sources of one file. ``kinds`` maps each known kind to the model of its options.

    Raises ``ConfigError`` with the line for an unknown kind, a bad option, or an id or address
    that stands twice.
    """
    from monitor.urls import canonical  # noqa: PLC0415 - keeps `monitor --help` quick

    file, document = load_yaml(path, _SourceFile)
    seen: dict[str, int] = {}
    sources = []
    for index, entry in enumerate(file.sources):
        at = ("sources", index)
        if entry.kind not in kinds:
            raise document.error(
                f"unknown kind '{entry.kind}'", (*at, "kind"), f"known: {', '.join(sorted(kinds))}"
            )
        address = canonical(entry.url)
        if address is None:
            raise document.error(
                "not an http or https address", (*at, "url"), "write the whole address"
            )
        for identity, key in ((f"id {entry.id}", "id"), (f"address {address}", "url")):
            if identity in seen:
                raise document.error(
                    f"the {identity} stands twice, first on line {seen[identity]}",
                    (*at, key),
                    "remove one of the two",
                )
            seen[identity] = document.place((*at, key))[0]
        _check_options(document, index, entry, kinds[entry.kind])
        sources.append(Source(**entry.model_dump()))
    if not sources:
        raise document.error("no sources", ("sources",), "add at least one")
    return tuple(sources)


def _check_options(
    document: Document, index: int, entry: _SourceEntry, options: type[BaseModel]
) -> None:
    try:
        options.model_validate(entry.options)
    except ValidationError as error:
        first = error.errors()[0]
        at = ("sources", index, "options", *first["loc"])
        known = ", ".join(sorted(options.model_fields)) or "none"
        raise document.error(
            f"option {'.'.join(map(str, first['loc']))}: {first['msg']}",
            at,
            f"options of kind {entry.kind}: {known}",
        ) from None


def choose(sources: tuple[Source, ...], only: tuple[str, ...]) -> tuple[Source, ...]:
    """The sources named by ``only``; all of them where it is empty. Raises ``UsageError``."""
    if not only:
        return sources
    known = {source.id: source for source in sources}
    for name in only:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
            raise UsageError(
                f"no source has the id '{name}'",
                mend=f"did you mean '{near[0]}'?" if near else "see: monitor sources list",
            )
    return tuple(known[name] for name in dict.fromkeys(only))


def networks(
    names: tuple[str, ...],
) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """Networks in CIDR form that may be reached although they are not public."""
    try:
        return tuple(ipaddress.ip_network(name, strict=False) for name in names)
    except ValueError as error:
        raise UsageError(str(error), mend="write a network like 10.0.0.0/8 or ::1/128") from None


def host_table(hosts: Mapping[str, str]) -> dict[str, tuple[str, int]]:
    """``{"name": "address:port"}`` as the client wants it. Raises ``UsageError``."""
    table = {}
    for name, target in hosts.items():
        address, _, port = target.rpartition(":")
        if not address or not port.isdigit():
            raise UsageError(f"fetch.hosts: '{target}'", mend="write it as 127.0.0.1:8080")
        table[name.lower()] = (address.strip("[]"), int(port))
    return table
