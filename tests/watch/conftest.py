"""A small folder of watchlists, and a way to change one file of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.watch import Matcher, load_watchlists

BRIEF = """\
title: A brief
claims:
  - {id: "1.1", text: The two work together.}
  - {id: "1.2", text: They trade.}
"""
VOCABULARY = """\
concepts:
  - id: north
    names:
      en: [North Korea*, DPRK]
      ru: [Северн* Коре*, КНДР, ёлка]
      uk: [Кам'янськ*]
      ko: [북한]
      zh: [朝鲜]
      ja: [北朝鮮, ミサイル]
      de: [Nordkorea*]
    short:
      en: [the North]
    except:
      zh: [朝鲜族]
  - id: russia
    names:
      en: [Russia*, UN]
      ru: [Росси*]
      ko: [러시아]
      zh: [俄罗斯]
      ja: [ロシア]
      de: [russisch*, "*munition"]
  - id: pact
    names:
      en: [pact, treaty]
  - id: both
    includes: [north, russia]
"""
SHARED = """\
not_prose: [Most read]
conditions:
  - id: together
    all: [north, russia]
exclude:
  - id: games
    drop: article
    in: title
    words: [video game]
"""
WATCHLIST = """\
id: ties
title: Ties
status: active
owner: desk
claims: ["1.1"]
indicators:
  - id: meet
    claims: ["1.1"]
    text: They meet.
rules:
  - id: both-named
    indicator: meet
    use: together
examples:
  hit:
    - North Korea met Russia.
  miss:
    - Nobody met anybody.
"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the small folder, with files replaced: ``write(ties=…, brief=…, shared=…, words=…)``."""

    def write_folder(
        *,
        ties: str = WATCHLIST,
        brief: str = BRIEF,
        shared: str = SHARED,
        words: str = VOCABULARY,
    ) -> Path:
        (tmp_path / "vocabulary").mkdir(exist_ok=True)
        (tmp_path / "brief.yaml").write_text(brief, encoding="utf-8")
        (tmp_path / "shared.yaml").write_text(shared, encoding="utf-8")
        (tmp_path / "ties.yaml").write_text(ties, encoding="utf-8")
        (tmp_path / "vocabulary" / "words.yaml").write_text(words, encoding="utf-8")
        return tmp_path

    return write_folder


Matching = Callable[..., Matcher]


@pytest.fixture
def matching(write: Write) -> Matching:
    """A matcher whose one rule is the YAML given (two spaces deeper than ``rules:``)."""

    def matching_rule(rule: str, *, more: str = "", **files: str) -> Matcher:
        ties = WATCHLIST.replace("    use: together\n", rule + "\n").replace(
            "examples:", more + "examples:"
        )
        return Matcher(load_watchlists(write(ties=ties, **files)))

    return matching_rule
