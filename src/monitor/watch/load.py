"""Reading a folder of watchlists: every reference checked, every mistake with its line."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from monitor.errors import ConfigError, Mistakes
from monitor.model import Claim
from monitor.watch import schema
from monitor.watch.compiler import Compiler, Vocabulary, anchors, check_known, once
from monitor.watch.never import never
from monitor.watch.uncollected import uncollected
from monitor.watch.vocabulary import VocabularyFile
from monitor.watch.watchlist import Example, Exclusion, Rule, Watchlist, Watchlists
from monitor.yamlfile import Document, Location, load_yaml

BRIEF, SHARED, VOCABULARY = "brief.yaml", "shared.yaml", "vocabulary"


def load_watchlists(folder: Path) -> Watchlists:
    """Read ``folder``. Raises ``ConfigError`` with file, line, column and the mend.

    Files that did not change since they were last read are not read again.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise ConfigError("no such folder", path=folder, mend="check the path of the watchlists")
    version = checksum(folder)
    found = _read(folder, version)
    if checksum(folder) != version:
        _read.cache_clear()
        _vocabulary.cache_clear()
        raise ConfigError("a file changed while it was read", path=folder, mend="try again")
    return found


@functools.lru_cache(maxsize=4)
@uncollected()
def _read(folder: Path, version: str) -> Watchlists:
    brief, brief_doc = load_yaml(folder / BRIEF, schema.BriefFile)
    claims: dict[str, Claim] = {}
    for index, claim in enumerate(brief.claims):
        once(claims, claim.id, "claim", brief_doc, ("claims", index, "id"))
        claims[claim.id] = Claim(claim.id, claim.text)
    words = read_vocabulary(folder)
    mistakes = Mistakes()
    shared = schema.SharedFile()
    compiler = Compiler(words)
    exclude: tuple[Exclusion, ...] = ()
    if (folder / SHARED).exists():
        shared, document = load_yaml(folder / SHARED, schema.SharedFile)
        compiler.share(shared, document)
        exclude = compiler.exclusions(shared.exclude, document)
    watchlists: dict[str, Watchlist] = {}
    for path in yaml_files(folder):
        if path.name in (BRIEF, SHARED):
            continue
        with mistakes.gathered():
            watchlist = _watchlist(path, compiler, claims, exclude, words.parents)
            if watchlist.id in watchlists:
                raise ConfigError(
                    f"the watchlist '{watchlist.id}' stands twice",
                    path=path,
                    line=1,
                    mend=f"keep this file or {watchlists[watchlist.id].path.name}",
                )
            watchlists[watchlist.id] = watchlist
    mistakes.stop()
    if not watchlists:
        raise ConfigError("no watchlist here", path=folder, mend="add a <theme>.yaml")
    return Watchlists(
        watchlists=tuple(watchlists.values()),
        claims=claims,
        version=version,
        brief=brief.title,
        weights=shared.weights,
        not_prose=tuple(shared.not_prose),
        exclude=exclude,
        names=tuple(words.names),
        parents=words.parents,
        folder=folder,
        _by_id=watchlists,
    )


def read_vocabulary(folder: Path) -> Vocabulary:
    """The concepts of a folder of watchlists, whatever its rules say. Raises ``ConfigError``.

    It is the caller's own, and may grow. Files that did not change are not read again.
    """
    return _vocabulary(folder, _checksum(folder, yaml_files(folder / VOCABULARY))).copy()


# Most of what loading costs; the watchlists and the gazetteer both begin with it.
@functools.lru_cache(maxsize=1)
@uncollected()
def _vocabulary(folder: Path, version: str) -> Vocabulary:
    del version  # it names the contents of the files
    words = Vocabulary()
    mistakes = Mistakes()
    for path in yaml_files(folder / VOCABULARY):
        with mistakes.gathered():
            words.add(*load_yaml(path, VocabularyFile))
    mistakes.stop()
    words.close()
    return words


def checksum(folder: Path) -> str:
    """The version of the watchlists in ``folder``, short. Raises ``ConfigError``."""
    return _checksum(folder, [*yaml_files(folder), *yaml_files(folder / VOCABULARY)])


def _checksum(folder: Path, paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise ConfigError(f"cannot be read: {error.strerror}", path=path) from None
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + raw + b"\0")
    return digest.hexdigest()[:12]


def yaml_files(folder: Path) -> list[Path]:
    """The files of ``folder`` in order of name, without what editors leave beside them."""
    found = (path for path in folder.glob("*.y*ml") if not path.name.startswith("."))
    return sorted(path for path in found if path.is_file())


def _watchlist(
    path: Path,
    compiler: Compiler,
    claims: Mapping[str, Claim],
    shared: Sequence[Exclusion],
    parents: Mapping[str, frozenset[str]],
) -> Watchlist:
    file, document = load_yaml(path, schema.WatchlistFile)
    if file.id != path.stem:
        raise document.error(
            f"the id '{file.id}' is not the name of the file",
            ("id",),
            f"rename one of them: {file.id}.yaml, or id: {path.stem}",
        )
    mistakes = Mistakes()
    for index, claim in enumerate(file.claims):
        with mistakes.gathered():
            check_known(claims, claim, "claim", document, ("claims", index))
    indicators: dict[str, schema.Indicator] = {}
    for index, indicator in enumerate(file.indicators):
        with mistakes.gathered():
            once(indicators, indicator.id, "indicator", document, ("indicators", index, "id"))
            indicators[indicator.id] = indicator
            _check_claims(indicator, file, claims, document, ("indicators", index, "claims"))
    excluded = compiler.exclusions(file.exclude, document)
    taken_out = {one.id: one.node for one in (*shared, *excluded) if one.region == "article"}
    rules: dict[str, Rule] = {}
    for index, rule in enumerate(file.rules):
        with mistakes.gathered():
            once(rules, rule.id, "rule", document, ("rules", index, "id"))
            check_known(
                indicators, rule.indicator, "indicator", document, ("rules", index, "indicator")
            )
            node, region = compiler.anchored(rule, document, ("rules", index))
            if why := never(node, taken_out, parents):
                raise document.error(
                    f"the rule '{rule.id}' can never fire: {why}",
                    ("rules", index, "id"),
                    "change it, or take it away",
                )
            rules[rule.id] = Rule(
                id=rule.id,
                node=node,
                anchors=anchors(node),
                points=rule.points,
                region=region,
                claims=tuple(
                    claims[one] for one in indicators[rule.indicator].claims if one in claims
                ),
                indicator=rule.indicator,
            )
    mistakes.stop()
    examples = []
    for kind, listed in (("hit", file.examples.hit), ("miss", file.examples.miss)):
        for index, one in enumerate(listed):
            place = document.place(("examples", kind, index))
            examples.append(Example(one.title, one.text, kind == "hit", *place))
    return Watchlist(
        id=file.id,
        title=file.title,
        status=file.status,
        owner=file.owner,
        claims=tuple(claims[one] for one in file.claims),
        indicators=tuple(file.indicators),
        rules=tuple(rules.values()),
        exclude=excluded,
        threshold=file.threshold,
        examples=tuple(examples),
        path=path,
    )


def _check_claims(
    indicator: schema.Indicator,
    file: schema.WatchlistFile,
    claims: Mapping[str, Claim],
    document: Document,
    place: Location,
) -> None:
    for number, claim in enumerate(indicator.claims):
        check_known(claims, claim, "claim", document, (*place, number))
        if claim not in file.claims:
            raise document.error(
                f"claim {claim} is not among the claims of this watchlist",
                (*place, number),
                "add it to claims at the top, or take it away here",
            )
