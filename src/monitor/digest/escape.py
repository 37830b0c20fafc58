"""Making text from outside harmless, once, where it is printed: one function a format.

``visible`` comes first in all of them: one line, and nothing in it that cannot be seen.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote, urlsplit

# Control, format (direction overrides, zero widths, tags), half characters, private use.
_UNSEEN = {"Cc", "Cf", "Cs", "Co"}
_BREAKS = {"Zl", "Zp"}
_NON_CHARACTERS = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
_SPACES = re.compile(r"\s+")
# What CommonMark reads, and what GitHub, Obsidian and Hugo read beyond it.
_MARKDOWN = re.compile(r"[\\`*_{}\[\]#|~$^@&]|%(?=%)|=(?==)|(?<=[Ww]{3})\.|:(?=//)")
# What begins a list, or a rule, where a line begins.
_LIST = re.compile(r"^(\s*(?:\d+(?=[.)](?:\s|$))|(?=[-+])))")
_LONGEST_URL = 2000
# Reserved and unreserved characters of RFC 3986 but for brackets, which end a Markdown link.
_URL_SAFE = "%/:?#@!$&*+,;=~-._"


def visible(text: str) -> str:
    """``text`` on one line, without a character that is unseen or changes how others are read."""
    if text.isprintable() and "  " not in text:
        return text  # as most are: whatever is taken out below is not printable
    spaced = _SPACES.sub(" ", "".join(_seen(character) for character in text))
    return _NON_CHARACTERS.sub("", spaced)


def markdown(text: str) -> str:
    """``text`` as Markdown that reads as itself, and can begin no construct."""
    escaped = _LIST.sub(r"\1\\", _MARKDOWN.sub(r"\\\g<0>", visible(text)))
    return escaped.replace("<", "&lt;").replace(">", "&gt;")


def link(url: str) -> str | None:
    """``url`` as a link target for every format, or None if it is not plain http or https.

    A user name before the host is refused, because it can look like another host.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return None
    if len(url) > _LONGEST_URL or url != visible(url):
        return None
    rest = quote(parts._replace(scheme="", netloc="").geturl(), safe=_URL_SAFE)
    if rest and rest[0] not in "/?#":
        return None
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}{port}{rest}"


def _seen(character: str) -> str:
    category = unicodedata.category(character)
    if category in _BREAKS or (category == "Cc" and character.isspace()):
        return " "
    return "" if category in _UNSEEN else character
