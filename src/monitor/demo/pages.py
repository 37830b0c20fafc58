"""An article's page as it stands at a given time: its prose among all that surrounds prose."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from monitor.demo.outlets import Fault
from monitor.demo.web import SampleArticle, Web

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render_page(web: Web, article: SampleArticle, now: datetime) -> bytes:
    """The page of a published ``article`` at ``now``, in its outlet's layout and encoding."""
    outlet, wording, edition = article.outlet, web.wording(article.outlet), article.edition(now)
    page = _TEMPLATES.get_template(f"{outlet.layout}.html").render(
        article=article,
        edition=edition,
        outlet=outlet,
        words=wording,
        section=wording.sections.get(article.section, article.section),
        dateline=_dateline(wording.date, article.published_at.astimezone(outlet.clock)),
        published=article.published_at.astimezone(outlet.clock).isoformat(),
        updated=edition.at.astimezone(outlet.clock).isoformat(),
        earlier=_earlier(web, article),
    )
    return page.encode(outlet.encoding)


def render_moved(fault: Fault) -> bytes:
    """The page that stands where a feed was."""
    return _TEMPLATES.get_template("moved.html").render(outlet=fault).encode()


def _dateline(pattern: str, local: datetime) -> str:
    return pattern.format(
        year=local.year, month=f"{local:%m}", day=f"{local:%d}", time=f"{local:%H:%M}"
    )


def _earlier(web: Web, article: SampleArticle) -> SampleArticle | None:
    """The outlet's article before this one: what "read also" points to, the same at any time."""
    others = web.published(article.published_at, article.outlet)
    return next((other for other in others if other.published_at < article.published_at), None)
