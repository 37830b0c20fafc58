"""What stands before the first element: which document this is, and nothing it wants us to fetch.

The prolog is read here and then thrown away, so that the XML parser never sees a DTD: external
entities cannot be read, and entities that multiply are refused before anything expands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SKIP = re.compile(r"\s+|<\?.*?\?>|<!--.*?-->", re.DOTALL)
_DOCTYPE = re.compile(
    r"<!DOCTYPE\s*(?P<name>[^\s\[>\"']*)(?:\"[^\"]*\"|'[^']*'|[^\[>\"'])*(?:\[(?P<inner>.*?)\]\s*)?>",
    re.DOTALL | re.IGNORECASE,
)
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)")
_ENTITY = re.compile(r"<!ENTITY\s+(%\s+)?([\w.-]+)\s+(?:\"([^\"]*)\"|'([^']*)')")
_HARMLESS = re.compile(r"(?:&#\w{1,8};|&(?:amp|lt|gt|quot|apos);|[^&%<])*")
_MAX_ENTITY = 200
_HTML_ROOTS = {"html", "head", "body", "meta", "title", "script", "div", "p"}


@dataclass(frozen=True, slots=True)
class Opened:
    """``root`` is the name of the first element in lower case (empty if there is none).

    ``xml`` is the document from there on, after the declarations of harmless entities.
    """

    root: str
    doctype: str
    xml: str
    multiplies: bool = False

    @property
    def is_html(self) -> bool:
        """Whether this is a page, going by its first element or its document type."""
        return self.root in _HTML_ROOTS or self.doctype == "html"


def open_xml(text: str) -> Opened:
    """Separate a document from its prolog."""
    position = max(text.find("<"), 0)
    name, inner = "", ""
    while True:
        if skipped := _SKIP.match(text, position):
            position = skipped.end()
        elif doctype := _DOCTYPE.match(text, position):
            name, inner = doctype["name"].lower(), inner + (doctype["inner"] or "")
            position = doctype.end()
        else:
            break
    root = _ROOT.match(text, position)
    if root is None:
        return Opened("", name, "")
    entities = _ENTITY.findall(inner)
    values = [(name, double or single) for _, name, double, single in entities]
    multiplies = any(
        parameter or len(double + single) > _MAX_ENTITY or not _HARMLESS.fullmatch(double + single)
        for parameter, _, double, single in entities
    )
    declared = "".join(f'<!ENTITY {key} "{value}">\n' for key, value in values if '"' not in value)
    head = f"<!DOCTYPE feed [\n{declared}]>\n" if declared and not multiplies else ""
    return Opened(root[1].lower(), name, head + text[position:], multiplies)
