"""JSON Schemas of the files, made from the models that read them, for completion in editors.

Draft 7, which is what yaml-language-server knows. An editor reads numbers and dates where we read
text, so text may be either there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from monitor.watch.schema import BriefFile, SharedFile, WatchlistFile
from monitor.watch.vocabulary import VocabularyFile

KINDS: Mapping[str, type[BaseModel]] = {
    "watchlist": WatchlistFile,
    "shared": SharedFile,
    "vocabulary": VocabularyFile,
    "brief": BriefFile,
}
FOLDER = "schemas"

# What an editor shows beside a key.
_HELP = {
    "all": "Every one of these must be found.",
    "any": "At least one of these must be found (see at_least).",
    "at_least": "Beside any: how many of them.",
    "claims": "Claims of brief.yaml, by number.",
    "concept": "A concept of the vocabulary.",
    "drop": "What is taken out: the sentence, its paragraph or the whole article.",
    "except": "Phrases in which a name means something else.",
    "exclude": "What takes a sentence, a paragraph or an article out.",
    "in": "Look there: title, lead, opening (title and lead) or article.",
    "includes": "Narrower concepts that count as this one.",
    "indicator": "The indicator that this rule looks for.",
    "names": "Names by language; every name is looked for in every article.",
    "not": "None of these may be found.",
    "not_prose": "A line that begins so is not the article's own prose.",
    "ordered": "Beside within: in this order.",
    "owner": "Who answers for it: a role, not a person.",
    "points": "What each sentence earns in which the rule holds (1).",
    "query": "The whole condition on one line, with AND, OR, NOT, NEAR/5, title: and quotes.",
    "same": "How far to look: the sentence, its neighbours or the paragraph.",
    "sentences": "Beside in: in at least so many sentences.",
    "short": "Names that count only in an article that also has a full name.",
    "shares": "Concepts that may have names in common with this one.",
    "status": "draft: tried, not yet trusted; active; paused.",
    "threshold": "The points at which the watchlist matches (2).",
    "use": "A shared condition, by name.",
    "within": "Beside all: at most so many words stand between one and the next.",
    "words": "One of these words; * stands for any ending.",
}
# A bare text is short for an object with this text in it.
_BARE = ("Condition", "Example")


def json_schema(kind: str) -> dict[str, Any]:
    """The schema of ``watchlist``, ``shared``, ``vocabulary`` or ``brief``. Raises ``KeyError``."""
    found = _plain(KINDS[kind].model_json_schema(by_alias=True))
    for name in _BARE:
        if definition := found.get("$defs", {}).get(name):
            found["$defs"][name] = {"anyOf": [{"type": "string"}, definition]}
    return {"$schema": "http://json-schema.org/draft-07/schema#", **found}


def write_schemas(folder: Path) -> list[Path]:
    """Write all schemas to ``folder/schemas``; the paths of those that were not so before."""
    changed = []
    for kind in KINDS:
        path = Path(folder) / FOLDER / f"{kind}.schema.json"
        text = json.dumps(json_schema(kind), ensure_ascii=False, indent=2) + "\n"
        if not path.exists() or path.read_text("utf-8") != text:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
            changed.append(path)
    return changed


def _plain(schema: Any, *, names: bool = False) -> Any:
    """The schema without pydantic's own titles and defaults; ``names``: its keys are a user's."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if names:
        return {key: _property(key, _plain(value)) for key, value in schema.items()}
    plain = {
        key: _plain(value, names=key in ("properties", "$defs"))
        for key, value in schema.items()
        if key not in ("title", "default")
    }
    if plain.get("type") == "string" and "enum" not in plain:
        plain["type"] = ["string", "number", "boolean"]
    if "description" in plain:
        plain["description"] = " ".join(plain["description"].replace("``", "").split())
    return plain


def _property(key: str, schema: dict[str, Any]) -> dict[str, Any]:
    if key == "within":
        pattern = r"^\s*\d+(\s+words?)?\s*$"
        schema = {
            "anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": pattern}]
        }
    return {"description": _HELP[key], **schema} if key in _HELP else schema
