"""Addresses: which of them are the same article, and how to print one safely.

What makes two addresses the same is public: ``TRACKING`` and ``TRACKING_VALUES`` are what is
stripped from a query, ``AMP_QUERY``, ``AMP_PATH`` and ``MOBILE_HOST`` what marks a second copy.

courlan's cleaner is not used for this: it drops queries without a key (``/view?20241105``) and
parameters that name the article on many sites (``cid``, ``uid``, ``eid``), so it makes different
articles one.
"""

from __future__ import annotations

import hashlib
import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

from url_normalize import url_normalize

MAX_LENGTH = 4096

# Parameters that say who sent the reader, never which article it is.
TRACKING = re.compile(
    r"""
    (?:utm|mtm|pk|piwik|matomo|hsa|itm|mkt|oly|vero|ga|gs|__twitter)_.*
    | at_(?:medium|campaign|link|bbc|custom|ptr|format|content|creation|variant|term).*
    | ns_(?:campaign|mchannel|source|linkname|fee) | fb_(?:action|ref|source).* | wt_z?mc.* | wt\.mc.*
    | fbclid | gclid | dclid | yclid | ysclid | twclid | ttclid | msclkid | gclsrc | [gw]braid
    | igshid | igsh | mibextid
    | mc_[ce]id | _ga | _gl | _hsenc | _hsmi | li_fat_id | s_cid | cmp | cmpid | ocid | icid | ncid
    | smid | smtyp | sref | xtor | spm | ref_src | ref_url | ftag | rss_source
    """,
    re.VERBOSE | re.IGNORECASE,
)
# These name the article on some sites, so they go only when the value is a known channel.
TRACKING_VALUES = re.compile(
    r"(?:ref|source|src|from|via|feed|partner|share)="
    r"(?:rss|atom|feed|twitter|x|facebook|telegram|linkedin|reddit|newsletter|email|share|home(?:page)?)",
    re.IGNORECASE,
)
AMP_QUERY = re.compile(
    r"_?amp(?:=.*)?|(?:outputtype|output|view)=amp|amp_.*|usqp=.*", re.IGNORECASE
)
AMP_PATH = re.compile(r"(?<=[^/])(?:/amp(?=/?$)|\.amp(?=(?:\.html?)?$))", re.IGNORECASE)
MOBILE_HOST = re.compile(r"^(?:m|mobile|amp)\.(?=[^.]+\.)|(?<=^[a-z]{2})\.m(?=\.[^.]+\.)")
_AMP_CACHE = re.compile(
    r"https?://(?:(?:www\.)?google\.[a-z.]+/amp|[^/]+\.cdn\.ampproject\.org/[a-z])/(s/)?(.+)",
    re.IGNORECASE,
)
# What url_normalize leaves as it is: plain hosts, segments and parameters, nothing to fold or quote.
# Most addresses of feeds are like this, and asking it costs more than reading their entry.
_TIDY = re.compile(
    r"(https?)://((?=[a-z0-9.-]{4,253}(?:[/?]|$))(?![^/?]*--)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24})"
    r"((?:/[A-Za-z0-9_~,:;=@()!*'-][A-Za-z0-9_.~,:;=@()!*'-]*)*/?)"
    r"(?:\?([A-Za-z0-9_.~-]+(?:=[A-Za-z0-9_.~:/,;()-]*)?(?:&[A-Za-z0-9_.~-]+(?:=[A-Za-z0-9_.~:/,;()-]*)?)*))?"
)
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")
_SECRET_QUERY = re.compile(
    r"([?&;](?:[a-z_-]*(?:token|secret|passw(?:or)?d|signature|api_?key)|key|auth|pass|pwd|sig)=)[^&;#]*",
    re.IGNORECASE,
)


def canonical(url: str) -> str | None:
    """The one spelling of an address, or ``None`` if it is not http(s) with a host.

    Host in lower-case punycode without mobile and AMP variants, no credentials, no default port,
    no dot segments, no fragment, no tracking; query sorted. http and https stay what they were.
    """
    cached = _AMP_CACHE.fullmatch(url.strip())
    if cached:
        url = f"http{'s' if cached[1] else ''}://{cached[2]}"
    tidy = _TIDY.fullmatch(url)
    if tidy and len(url) <= MAX_LENGTH:
        return _copy_of(*tidy.groups(""))
    try:
        parts = urlsplit(url.strip())
        if parts.scheme not in {"http", "https"} or not parts.hostname or len(url) > MAX_LENGTH:
            return None
        bare = urlunsplit((parts.scheme, "".join(_place(parts)), parts.path, parts.query, ""))
        parts = urlsplit(url_normalize(bare) or "")
        host, port = _place(parts)
    except ValueError:
        return None
    if not _HOST.fullmatch(host):
        return None
    return _copy_of(parts.scheme, host, parts.path, parts.query, port)


def _copy_of(scheme: str, host: str, path: str, query: str, port: str = "") -> str:
    """What a tracked, mobile or AMP address is a copy of."""
    netloc = MOBILE_HOST.sub("", host) + port
    return urlunsplit((scheme, netloc, AMP_PATH.sub("", path) or "/", _query(query), ""))


def article_id(canonical_url: str) -> str:
    """16 hex digits that name the article: http or https, ``www.`` and a last slash do not matter."""
    bare = re.sub(r"^https?://(?:www\.)?", "", canonical_url)
    path, mark, query = bare.partition("?")
    return hashlib.sha256(f"{path.rstrip('/')}{mark}{query}".encode()).hexdigest()[:16]


def shown(url: str) -> str:
    """The address as it may be printed: no credentials, no secret parameters, host in punycode."""
    plain = url if url.isprintable() else "".join(c for c in url if c.isprintable())
    plain = re.sub(r"(?<=//)[^/?#]*@", "", plain) if "@" in plain else plain
    plain = _SECRET_QUERY.sub(r"\1***", plain)
    host = re.match(r"[a-z]+://([^/?#:]+)", plain, re.IGNORECASE)
    if host and not host[1].isascii():
        try:
            plain = plain.replace(host[1], host[1].encode("idna").decode(), 1)
        except UnicodeError:
            return plain.encode("ascii", "backslashreplace").decode()
    return plain


def without_secrets(url: str) -> str:
    """The address as it may be given away: no credentials, stars for what secret parameters say.

    Of an address that is not http(s) only the password goes: the name may say which mailbox it is.
    """
    if re.match(r"https?:", url, re.IGNORECASE):
        return _SECRET_QUERY.sub(r"\1***", re.sub(r"^(\w+://)[^/?#]*@", r"\1", url))
    return re.sub(r"^([a-z][\w+.-]*://[^/?#:]*):[^/?#]*@", r"\1@", url, flags=re.IGNORECASE)


def _place(parts: SplitResult) -> tuple[str, str]:
    host = parts.hostname or ""
    return f"[{host}]" if ":" in host else host, f":{parts.port}" if parts.port else ""


def _query(query: str) -> str:
    kept = (
        part
        for part in query.split("&")
        if part
        and not TRACKING.fullmatch(part.partition("=")[0])
        and not TRACKING_VALUES.fullmatch(part)
        and not AMP_QUERY.fullmatch(part)
    )
    return "&".join(sorted(kept))
