"""Names from official sanctions lists, made into a vocabulary file.

Reads the consolidated list of the UN Security Council and OFAC's SDN list, each in its own XML. A list
is written for banks, which ask a person about every doubtful name; a monitor has nobody to ask. So
names that would also find something else are left out, and every one of them is reported.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from monitor.errors import ConfigError, UsageError
from monitor.folding import fold, is_han_or_kana
from monitor.watch.load import VOCABULARY, load_watchlists
from monitor.watch.vocabulary import term

Kind = Literal["persons", "entities", "vessels"]

HEADER = "# Made by `monitor watchlist import`; the next import writes it anew."
MAX_BYTES = 200_000_000
_FEWEST_LETTERS = 5
_FEWEST_HAN = 3
_FEWEST_EVERYDAY = 4
_SHORT_PERSON = 7
_NOTE = "Names of an official list, some left out because they mean other things too."

_LEGAL_FORMS = (
    "co corp corporation company ltd limited inc incorporated llc plc pte pty jsc ooo gmbh sa bv"
)
_LEGAL = frozenset(_LEGAL_FORMS.split())
_LEGAL_HAN = re.compile(r"(?:股份有限公司|有限责任公司|有限公司|株式会社|주식회사)$")
# A name of nothing but these could be anybody's.
_FUNCTION_WORDS = "a an and at by for from in of on the to with"
_EVERYDAY_WORDS = """
academy administration aerospace agency agricultural agriculture air airlines airways army art asia
asian atomic authority aviation bank banking board bureau business center central centre chemical
china chinese city co college commerce commercial commission committee communications company
construction consulting corp corporation council credit defence defense department development
east eastern economic electronic electronics energy engineering enterprise equipment european
exchange export external far federal finance financial first food foreign forces free fund general global
good government great group health heavy high holding holdings hong house import independent
industrial industries industry information institute insurance international invest investment
iron joint kong korea korean land leader light limited line lines logistics ltd machinery management
marine maritime materials mechanical media medical metal military mineral mining ministry national
navy new north northern office oil one organization pacific people petroleum police port power
precision private project public red resources russia russian science second security service
services shipping ships son sea solar south southern special star state states steel stock sun
supply system systems technical technology telecommunications textile third tourism trade trading
training transport travel trust union unit united university venture war water west western white
wise woman women wood work workers world young
angel captain diamond eagle freedom friend glory gold golden hope hunter lady liberty lucky moon morning
ocean pearl phoenix pioneer prince princess queen river silver spirit spring victory wave wind
"""
_FUNCTION = frozenset(_FUNCTION_WORDS.split())
_EVERYDAY = frozenset(_EVERYDAY_WORDS.split())


@dataclass(frozen=True, slots=True)
class Name:
    """A name as the list has it; ``weak`` as the list itself says."""

    text: str
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A person, an entity or a vessel of a list."""

    reference: str
    kind: Kind
    programs: tuple[str, ...]
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class OfficialList:
    """A list as published; ``dated`` is its own word for when."""

    title: str
    dated: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Dropped:
    """A name that was left out."""

    reference: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A vocabulary file made from a list; ``missing`` are entries of which no name was left."""

    title: str
    text: str = field(repr=False)
    entries: int
    names: int
    dropped: tuple[Dropped, ...]
    missing: tuple[str, ...]


def import_list(file: Path, folder: Path, into: Path, programs: Sequence[str] = ()) -> Imported:
    """Write the names of ``file`` to ``folder/into``, a file of the vocabulary.

    ``programs`` keeps entries of these programmes only, by the beginning of their names (``DPRK``).
    Raises ``UsageError`` or ``ConfigError``; then the folder is as it was.
    """
    target = Path(folder) / into
    if target.parent != Path(folder) / VOCABULARY or not re.fullmatch(
        r"[a-z0-9]+(-[a-z0-9]+)*\.yaml", target.name
    ):
        raise UsageError(
            "names belong into a file of the vocabulary",
            where=into,
            mend="write it like --into vocabulary/un-1718.yaml",
        )
    before = target.read_bytes() if target.exists() else None
    if before is not None and not before.startswith(HEADER.encode()):
        raise UsageError(
            "this file was written by hand", where=target, mend="name a new file for the import"
        )
    made = vocabulary(read_official(file), target.stem, programs)
    target.write_text(made.text, "utf-8")
    try:
        load_watchlists(folder)
    except ConfigError:
        if before is None:
            target.unlink()
        else:
            target.write_bytes(before)
        raise
    return made


# Reading the lists


def read_official(path: Path) -> OfficialList:
    """Read a UN consolidated list or an OFAC SDN list. Raises ``ConfigError``."""
    root = _parse(Path(path))
    if root.tag == "CONSOLIDATED_LIST":
        dated = root.get("dateGenerated", "")[:10]
        return OfficialList("UN Security Council consolidated list", dated, tuple(_un(root)))
    if root.tag == "sdnList":
        dated = _text(root, "publshInformation/Publish_Date")
        return OfficialList("OFAC SDN list", dated, tuple(_ofac(root)))
    raise ConfigError(
        f"<{root.tag}> is neither the UN's list nor OFAC's",
        path=path,
        mend="take the XML of the UN consolidated list, or OFAC's sdn.xml",
    )


def _parse(path: Path) -> Element:
    """The root, names without their namespace. A document type, and so every entity, is refused."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", path=path) from None
    if len(raw) > MAX_BYTES:
        raise ConfigError(f"larger than {MAX_BYTES:,} bytes", path=path)
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")

    def refuse(*_: object) -> None:
        raise ConfigError(
            "a document type (<!DOCTYPE …>) is not read",
            path=path,
            line=parser.CurrentLineNumber,
            mend="take the file as the authority publishes it",
        )

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda tag, attributes: builder.start(
        tag.rpartition("}")[2], attributes
    )
    parser.EndElementHandler = lambda tag: builder.end(tag.rpartition("}")[2])
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        what = f"not XML: {expat.errors.messages.get(error.code, error)}"
        raise ConfigError(what, path=path, line=error.lineno, column=error.offset + 1) from None
    return builder.close()


def _text(element: Element, path: str) -> str:
    return " ".join((element.findtext(path) or "").split())


def _un(root: Element) -> Iterator[Entry]:
    kinds: tuple[tuple[str, Kind], ...] = (("INDIVIDUAL", "persons"), ("ENTITY", "entities"))
    for tag, kind in kinds:
        for one in root.iter(tag):
            parts = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
            names = [
                Name(" ".join(filter(None, (_text(one, part) for part in parts)))),
                Name(_text(one, "NAME_ORIGINAL_SCRIPT")),
            ]
            for alias in one.iter(f"{tag}_ALIAS"):
                weak = _text(alias, "QUALITY").lower() == "low"
                names.append(Name(_text(alias, "ALIAS_NAME"), weak))
            yield Entry(
                reference=_text(one, "REFERENCE_NUMBER") or _text(one, "DATAID"),
                kind=kind,
                programs=(_text(one, "UN_LIST_TYPE"),),
                names=tuple(name for name in names if name.text),
            )


def _ofac(root: Element) -> Iterator[Entry]:
    kinds: dict[str, Kind] = {"Individual": "persons", "Entity": "entities", "Vessel": "vessels"}
    for one in root.iter("sdnEntry"):
        kind = kinds.get(_text(one, "sdnType"))
        if kind is None:
            continue
        names = [Name(text) for text in _ofac_names(one)]
        for alias in one.iter("aka"):
            weak = _text(alias, "category").lower() == "weak"
            names += [Name(text, weak) for text in _ofac_names(alias)]
        for number in one.iter("idNumber") if kind == "vessels" else ():
            if re.fullmatch(r"IMO \d{7}", number.text or ""):
                names.append(Name(number.text or ""))
        yield Entry(
            reference=_text(one, "uid"),
            kind=kind,
            programs=tuple(program.text or "" for program in one.iter("program")),
            names=tuple(name for name in names if name.text),
        )


def _ofac_names(element: Element) -> Iterator[str]:
    """Family name first, as Koreans and Chinese write it, and last."""
    last, first = _text(element, "lastName"), _text(element, "firstName")
    yield f"{last} {first}".strip()
    if first and last:
        yield f"{first} {last}"


# From names to a vocabulary


def vocabulary(official: OfficialList, stem: str, programs: Sequence[str] = ()) -> Imported:
    """A file with one concept an entry, one for each kind, and one for all, called ``stem``."""
    chosen = [one for one in official.entries if _is_of(one, programs)]
    if not chosen:
        known = sorted({program for one in official.entries for program in one.programs})
        raise UsageError(
            "no entry of the list is of this programme", mend=f"known: {', '.join(known[:40])}"
        )
    dropped: list[Dropped] = []
    missing: list[str] = []
    made: dict[Kind, list[str]] = {"persons": [], "entities": [], "vessels": []}
    concepts: list[str] = []
    count = 0
    for entry in chosen:
        full, short = _names(entry, dropped)
        if not full:
            missing.append(entry.reference)
            continue
        concept = f"{stem}-{re.sub(r'[^a-z0-9]+', '-', entry.reference.lower()).strip('-')}"
        if concept in made[entry.kind]:
            continue  # the list has the entry twice
        made[entry.kind].append(concept)
        concepts.append(_concept(concept, entry.reference, full, short))
        count += len(full) + len(short)
    wide = [
        f"  - id: {stem}-{kind}\n    includes: [{', '.join(ids)}]\n"
        for kind, ids in made.items()
        if ids
    ]
    kinds = ", ".join(f"{stem}-{kind}" for kind, ids in made.items() if ids)
    if not wide:
        raise UsageError("no name of the list is left", mend="see what was left out, with --json")
    head = (
        f"{HEADER}\n# Source: {official.title}, dated {official.dated or 'unknown'};"
        f" {len(concepts)} of {len(chosen)} entries, {count} names.\n"
        f"# {_NOTE}\n# For reading the news, not for compliance.\nconcepts:\n"
        f"  - id: {stem}\n    includes: [{kinds}]\n"
    )
    text = head + "".join(wide) + "".join(concepts)
    return Imported(official.title, text, len(concepts), count, tuple(dropped), tuple(missing))


def _is_of(entry: Entry, programs: Sequence[str]) -> bool:
    wanted = tuple(one.casefold() for one in programs)
    return not wanted or any(one.casefold().startswith(wanted) for one in entry.programs)


def _concept(concept: str, reference: str, full: Iterable[str], short: Iterable[str]) -> str:
    # JSON strings are YAML strings too, whatever is in them.
    lines = [f"  - id: {concept}", f"    note: {json.dumps(reference)}"]
    for key, names in (("names", full), ("short", short)):
        by_language: dict[str, list[str]] = {}
        for name in names:
            by_language.setdefault(_language(name), []).append(name)
        if by_language:
            lines.append(f"    {key}:")
        for language, listed in by_language.items():
            lines.append(f"      {language}: {json.dumps(listed, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def _names(entry: Entry, dropped: list[Dropped]) -> tuple[list[str], list[str]]:
    """The names that stay, full and short; what does not is added to ``dropped``."""
    full: dict[str, str] = {}
    short: dict[str, str] = {}
    for name in entry.names:
        for text in _variants(name.text, entry.kind):
            why = "the list itself calls it weak" if name.weak else _doubt(text, entry.kind)
            if why:
                dropped.append(Dropped(entry.reference, text, why))
            elif _is_acronym(text, entry.kind):
                short.setdefault(fold(text).text, text)
            else:
                full.setdefault(fold(text).text, text)
    if not full:
        why = "an abbreviation, and no full name is left"
        dropped += [Dropped(entry.reference, text, why) for text in short.values()]
    return list(full.values()), list(short.values())


def _variants(name: str, kind: Kind) -> Iterator[str]:
    """A name as writers write it: no legal form, no capitals throughout, apostrophes or none."""
    name = " ".join(re.sub(r'["“”«»*]', " ", name).split()).strip(" .,;")
    if kind == "persons":
        name = re.sub(r"\s*\([^)]*\)", "", name)
    if acronym := re.search(r"\s*\(([A-Z]{2,})\)$", name):
        name = name[: acronym.start()]
        yield acronym[1]
    name = _without_legal_form(name, kind)
    capitals = name == name.upper() != name.lower()
    if capitals and not _is_acronym(name, kind) and not _is_number(name):
        word = r"[^\W\d_]+(?:['’‘ʼ`][^\W\d_]*)*"
        name = re.sub(word, lambda found: found[0].capitalize(), name)
    yield name
    plain = re.sub("['’‘ʼ`]", "", name)
    if plain != name:
        yield plain


def _without_legal_form(name: str, kind: Kind) -> str:
    """``Korea Achim Shipping`` also finds ``Korea Achim Shipping Co.``, and every other spelling."""
    shorter = _LEGAL_HAN.sub("", name).strip()
    words = shorter.split()
    while len(words) > 2 and words[-1].strip(".,").lower() in _LEGAL:
        words.pop()
    shorter = " ".join(words).rstrip(" .,")
    return name if _doubt(shorter, kind) else shorter


def _is_acronym(name: str, kind: Kind) -> bool:
    """Only entities go by letters; in a list in capitals every ship's name looks like that."""
    return kind == "entities" and re.fullmatch(r"[A-Z]{2,}", name) is not None


def _is_number(name: str) -> bool:
    return re.fullmatch(r"IMO \d{7}", name) is not None


def _doubt(name: str, kind: Kind) -> str:
    """Why a name would also find something else; empty where it is safe."""
    letters = [letter for letter in name if letter.isalnum()]
    wide = sum(is_han_or_kana(letter) or "가" <= letter <= "힣" for letter in letters)
    words = re.findall(r"[\w']+", fold(name).text)
    if wide:
        return "shorter than 3 characters" if len(letters) < _FEWEST_HAN else _refused(name)
    if len(letters) < _FEWEST_LETTERS:
        return "shorter than 5 letters"
    if len(words) == 1 and not _is_acronym(name, kind):
        return "a single word"
    telling = [word for word in words if word not in _LEGAL | _FUNCTION]
    if len(telling) < _FEWEST_EVERYDAY and _EVERYDAY.issuperset(telling):
        return "everyday words only"
    if kind == "persons" and len(words) == 2 and len(letters) <= _SHORT_PERSON:
        return "a short name that many people have"
    return _refused(name)


def _refused(name: str) -> str:
    try:
        term(name)
    except ValueError as error:
        return str(error)
    return ""


def _language(name: str) -> str:
    """The language whose script a name is in; English for Latin letters."""
    if any("가" <= letter <= "힣" for letter in name):
        return "ko"
    if any("\u3041" <= letter <= "\u30ff" for letter in name):
        return "ja"
    if any(is_han_or_kana(letter) for letter in name):
        return "zh"
    if any("\u0400" <= letter <= "\u04ff" for letter in name):
        return "uk" if re.search("[іїєґ]", name, re.IGNORECASE) else "ru"
    return "en" if re.search("[a-zA-Z]", name) else "any"
