"""The outlets of the sample web and the words of their pages, as ``outlets.yaml`` describes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta, timezone
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from monitor.model import Source, Stance

Dialect = Literal["rss2", "rdf", "atom", "json"]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, Field(min_length=1)]
FeedPath = Annotated[str, Field(pattern=r"^/[a-z0-9./]+$")]


class Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Wording(Frozen):
    """What pages in one language say around an article."""

    date: Text
    home: Text
    sections: Mapping[str, str]
    cookies: Text
    accept: Text
    share: tuple[Text, ...]
    caption: Text
    read_also: Text
    more: Text
    most_read: Text
    newsletter: Text
    subscribe: Text
    tags: Text
    comments: Text
    comment: Text


class _Host(Frozen):
    id: Id
    name: Text
    host: Text
    language: Text
    country: Text
    stance: Stance
    path: FeedPath
    note: Text
    aliases: tuple[Text, ...] = ()

    @property
    def feed_address(self) -> str:
        return f"http://{self.host}{self.path}"

    @property
    def source(self) -> Source:
        """This host as an entry of ``sources.yaml``."""
        return Source(
            id=self.id,
            name=self.name,
            kind="feed",
            url=self.feed_address,
            language=self.language,
            country=self.country,
            stance=self.stance,
            note=self.note,
            aliases=self.aliases,
        )


class Outlet(_Host):
    """An invented outlet: how its feed and its pages are made. ``utc_offset`` is in hours."""

    locale: Text
    feed: Dialect
    encoding: Literal["utf-8", "windows-1251", "euc-kr"]
    layout: Id
    wording: Text
    utc_offset: int
    full_text: bool = False
    validators: bool = True
    tagline: Text
    menu: tuple[Text, ...]
    most_read: tuple[Text, ...]
    tags: tuple[Text, ...]
    footer: Text

    @property
    def clock(self) -> timezone:
        return timezone(timedelta(hours=self.utc_offset))


class Fault(_Host):
    """A host that goes wrong on purpose."""

    answers: Literal["html", "unavailable"]


class OutletsFile(Frozen):
    outlets: tuple[Outlet, ...]
    faults: tuple[Fault, ...]
    wordings: Mapping[str, Wording]
