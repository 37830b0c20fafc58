"""Reading YAML that people edit: YAML 1.2, every scalar as text, every mistake with its line.

``no``, ``on``, ``1:30`` and ``2024-11-05`` stay the text that was typed; duplicate keys, tags,
anchors and tabs are refused with file, line and column. Validation is pydantic's; its errors are
put back on the line that caused them, and an unknown key is answered with the nearest known one.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping
from itertools import takewhile
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.composer import ComposerError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from monitor.errors import ConfigError, Mistakes, did_you_mean

Model = TypeVar("Model", bound=BaseModel)
Location = tuple[int | str, ...]
Places = dict[Location, tuple[int, int]]

MAX_BYTES = 5_000_000
_LOADER: Any = getattr(yaml, "CBaseLoader", None)
# Odd blanks, and texts that run over lines: libyaml and ruamel differ there in what they let pass.
_ODD_BLANKS = re.compile("[\t\x85\u2028\u2029\ufeff]")
_OVER_LINES = (">", "|")
_EMPTY = ("", "~", "null")
_SAID_OF_YAML = {
    "'\\t'": "a tab stands where blanks belong",
    "mapping values are not allowed": "a ':' stands where none belongs",
    "expected <block end>": "this line is not indented like those it belongs to",
}
# Far deeper than any of our files; libyaml dies of 50,000 brackets.
_DEEPEST = 100
NO_ANCHORS = "anchors and aliases (& and *) are not used here"
WRITE_OUT = "write the text out, or quote it if it starts with & or *"


class Document:
    """A parsed file: plain ``data`` (dicts, lists and text) and the place of every part of it.

    Without ``places`` they are looked up in its ``text`` when one is asked for: few ever are.
    """

    def __init__(
        self, path: Path, data: Any, *, text: str = "", places: Places | None = None
    ) -> None:
        self.path = path
        self.data = data
        self._text = text
        self._places = places

    def place(self, location: Location) -> tuple[int, int]:
        """Line and column, from 1, of the nearest known part at or above ``location``."""
        if self._places is None:
            self._places = {}
            _plain(self.path, yaml.compose(self._text, Loader=_LOADER), (), self._places)
        while location and location not in self._places:
            location = location[:-1]
        return self._places.get(location, (1, 1))

    def error(self, what: str, location: Location = (), mend: str = "") -> ConfigError:
        """A ``ConfigError`` that points at ``location``."""
        line, column = self.place(location)
        return ConfigError(what, path=self.path, line=line, column=column, mend=mend)


def read_yaml(path: Path) -> Document:
    """Read one YAML file as text-only data. Raises ``ConfigError``."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise ConfigError("the file does not exist", path=path, mend="check the path") from None
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", path=path) from None
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"larger than {MAX_BYTES:,} bytes", path=path, mend="split the file")
    text = decoded(path, raw)
    data = _quick(text)
    if data is not None:
        return Document(path, data, text=text)
    root = _thorough(path, text)
    places: Places = {}
    try:
        data = _plain(path, root, (), places) if root is not None else {}
    except RecursionError:
        raise _too_deep(path) from None
    return Document(path, data, places=places)


class _LeftToRuamelError(Exception):
    """What libyaml may read in another way, and mistakes that ruamel tells more of."""


def _quick(text: str) -> Any:
    """What a plain file holds, by libyaml; None for all that it stumbles over, or has too much.

    It is twenty-five times as fast as ruamel, and says less of mistakes.
    """
    if _LOADER is None or _ODD_BLANKS.search(text):
        return None
    events = yaml.parse(text, Loader=_LOADER)
    try:
        next(events)  # the stream begins
        next(events)  # the document begins; an empty file has none, and stops here
        data = _held(next(events), events, _DEEPEST)
        next(events)  # the document ends
        return data if isinstance(next(events), yaml.StreamEndEvent) else None
    except (yaml.YAMLError, _LeftToRuamelError, StopIteration):
        return None


def _held(event: Any, events: Iterator[Any], deepest: int) -> Any:
    """What begins with ``event``, read from ``events`` to its end. Raises ``_LeftToRuamelError``."""
    if event.anchor or event.tag or not deepest:
        raise _LeftToRuamelError
    if isinstance(event, yaml.ScalarEvent):
        if event.style in _OVER_LINES:
            raise _LeftToRuamelError
        return event.value if event.style or event.value not in _EMPTY else None
    children = takewhile(lambda one: not isinstance(one, yaml.CollectionEndEvent), events)
    if isinstance(event, yaml.SequenceStartEvent):
        return [_held(child, events, deepest - 1) for child in children]
    mapping: dict[str, Any] = {}
    for key in children:
        name = key.value if isinstance(key, yaml.ScalarEvent) else None
        if name is None or name in mapping or key.anchor or key.tag or key.style in _OVER_LINES:
            raise _LeftToRuamelError
        mapping[name] = _held(next(events), events, deepest - 1)
    return mapping


def _thorough(path: Path, text: str) -> Any:
    """The nodes of any file, by ruamel. Raises ``ConfigError`` where it is not valid YAML."""
    try:
        return YAML(typ="rt", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(str(part) for part in (error.context, error.problem) if part)
        what = next((said for told, said in _SAID_OF_YAML.items() if told in what), what)
        anchored = isinstance(error, ComposerError) and ("alias" in what or "anchor" in what)
        raise ConfigError(
            NO_ANCHORS if anchored else f"not valid YAML: {what}",
            path=path,
            line=mark.line + 1 if mark else None,
            column=mark.column + 1 if mark else None,
            mend=WRITE_OUT
            if anchored
            else "indent with spaces, and quote text that holds ': ' or starts with a symbol",
        ) from None
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise ConfigError(
            f"not valid YAML: the character #x{error.character:04x} is not allowed",
            path=path,
            line=line,
            mend="remove it, or save the file as plain UTF-8 text",
        ) from None
    except YAMLError as error:
        raise ConfigError(f"not valid YAML: {error}", path=path) from None
    except RecursionError:
        raise _too_deep(path) from None


def _too_deep(path: Path) -> ConfigError:
    return ConfigError("nested too deeply", path=path, mend="write it flatter")


def decoded(path: Path, raw: bytes) -> str:
    """The text of a file: UTF-8, or UTF-16 where its first bytes say so. Raises ``ConfigError``."""
    try:
        return raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"not UTF-8 text (byte {error.start})", path=path, mend="save the file as UTF-8"
        ) from None


def load_yaml(path: Path, model: type[Model]) -> tuple[Model, Document]:
    """Read ``path`` and validate it as ``model``. Raises ``ConfigError``."""
    document = read_yaml(path)
    return validate(document, model), document


def validate(document: Document, model: type[Model], location: Location = ()) -> Model:
    """Validate the part of ``document`` at ``location``.

    Raises ``ConfigError`` for the first mistake, with the others beside it.
    """
    data = document.data
    for step in location:
        data = data[step]
    try:
        return model.model_validate(data)
    except ValidationError as error:
        found = error.errors()
    mistakes = Mistakes()
    misspelt = {one["loc"][:-1] for one in found if one["type"] == "extra_forbidden"}
    for one in found:
        # A misspelt key is also a missing one: the spelling is what to mend.
        if one["type"] != "missing" or one["loc"][:-1] not in misspelt:
            mistakes.add(_mistake(document, model, data, location, one))
    mistakes.stop()
    raise AssertionError("a validation error without an error")


def _mistake(
    document: Document, model: type[BaseModel], data: Any, location: Location, error: Any
) -> ConfigError:
    """One error of pydantic, on the line that caused it."""
    where = tuple(error["loc"])
    place = location + tuple(step for step in where if _is_step(data, where, step))
    if error["type"] == "extra_forbidden":
        key = str(where[-1])
        return document.error(f"unknown key '{key}'", place, _known_key(model, where, key))
    if error["type"] == "missing":
        return document.error(f"the key '{where[-1]}' is missing", place, f"add {where[-1]}:")
    name = next((step for step in reversed(place) if isinstance(step, str)), "")
    what, _, mend = _sentence(error).partition("; ")
    return document.error(f"{name}: {what}" if name else what, place, mend)


def _known_key(model: type[BaseModel], where: Location, key: str) -> str:
    """The mend for a key that is not known at its place."""
    owner = _model_at(model, where[:-1])
    elsewhere: Mapping[str, str] = getattr(owner, "ELSEWHERE", {})
    if key in elsewhere:
        return elsewhere[key]
    if " " in key.strip():
        return "put the whole text in quotes: ': ' inside it makes a key of what stands before"
    known = sorted(one.alias or name for name, one in owner.model_fields.items()) if owner else []
    return did_you_mean(key, known, f"known keys: {', '.join(known)}")


def _plain(
    path: Path, node: Any, location: Location, places: dict[Location, tuple[int, int]]
) -> Any:
    """What a node of either library holds."""
    line, column = node.start_mark.line + 1, node.start_mark.column + 1
    places.setdefault(location, (line, column))
    # An alias needs an anchor, and the anchor comes first: so no alias is ever followed.
    if getattr(node, "anchor", None):
        raise ConfigError(
            NO_ANCHORS,
            path=path,
            line=line,
            column=column,
            mend=WRITE_OUT,
        )
    tag = str(node.tag)
    if not tag.startswith("tag:yaml.org,2002:") or "python" in tag:
        raise ConfigError(
            f"the tag {tag.replace('tag:yaml.org,2002:', '!!')} is not allowed",
            path=path,
            line=line,
            column=column,
            mend="plain text, lists and keys only; quote text that starts with !",
        )
    if node.id == "mapping":
        mapping: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            if key_node.id != "scalar":
                raise ConfigError(
                    "a key must be one word",
                    path=path,
                    line=key_node.start_mark.line + 1,
                    column=key_node.start_mark.column + 1,
                    mend="quote text that starts with [ or {",
                )
            key = key_node.value
            here = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if key in mapping:
                raise ConfigError(
                    f"the key '{key}' stands twice, first on line {lines[key]}",
                    path=path,
                    line=here[0],
                    column=here[1],
                    mend="keep one of them",
                )
            lines[key] = here[0]
            places[(*location, key)] = here
            mapping[key] = _plain(path, value_node, (*location, key), places)
        return mapping
    if node.id == "sequence":
        return [
            _plain(path, child, (*location, index), places)
            for index, child in enumerate(node.value)
        ]
    # An empty value (`key:`) is the one scalar that is not text.
    if not node.style and node.value in _EMPTY:
        return None
    # ruamel marks the folds of a folded text with a bell, to write it back as it was.
    return node.value.replace("\a", "") if node.style == ">" else node.value


def _is_step(data: Any, where: Location, step: int | str) -> bool:
    """Whether a step of a pydantic location is a real key or index (union tags are not)."""
    found = data
    for part in where:
        held = part in found if isinstance(found, dict) else False
        listed = isinstance(found, list) and isinstance(part, int) and part < len(found)
        if held or listed:
            found = found[part]
        elif part == step:
            return False
        if part == step:
            return True
    return False


def _model_at(model: type[BaseModel], where: Location) -> type[BaseModel] | None:
    """The model whose keys may stand at ``where``, following nested models."""
    current: Any = model
    for step in where:
        if isinstance(current, type) and issubclass(current, BaseModel):
            info = current.model_fields.get(str(step))
            by_alias = [f for f in current.model_fields.values() if f.alias == step]
            info = info or (by_alias[0] if by_alias else None)
            if info is None:
                break
            current = info.annotation
        current = _inner_model(current, step) or current
    return current if isinstance(current, type) and issubclass(current, BaseModel) else None


def _inner_model(annotation: Any, step: int | str) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (list, tuple, dict, Union, types.UnionType):
        models = [m for arg in get_args(annotation) if (m := _inner_model(arg, step))]
        named = [m for m in models if m.__name__ == step]
        return next(iter(named or models), None)
    return None


# What pydantic says in terms of Python, said in terms of the file.
SAID = {
    "model_type": "keys with values belong here",
    "dict_type": "keys with values belong here",
    "list_type": "a list belongs here, each part after a hyphen",
    "tuple_type": "a list belongs here, each part after a hyphen",
    "string_type": "text belongs here",
    "string_too_short": "text belongs here",
    "too_short": "list at least one",
    "float_parsing": "a number belongs here",
    "int_parsing": "a whole number belongs here",
    "bool_parsing": "true or false belongs here",
}


def _sentence(error: Mapping[str, Any]) -> str:
    if error["type"] == "greater_than":
        return f"more than {error['ctx']['gt']:g} belongs here"
    if error["type"] == "literal_error":
        return f"'{error['input']}' is none of {error['ctx']['expected']}"
    message = SAID.get(error["type"], error["msg"])
    return str(message).removeprefix("Value error, ").removeprefix("Assertion failed, ")
