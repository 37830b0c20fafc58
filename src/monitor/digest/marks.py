"""Text from outside in parts, some of them marked: headlines, sentences, edits."""

from __future__ import annotations

import unicodedata

from monitor.digest.escape import visible
from monitor.model import ArchiveArticle, DigestArticle, DigestEdit, DigestFigure, DigestStory

# Of the outlets that are only named, one edit each, and of so many of them.
_EDITED_OTHERS = 3
# Longer than any headline or sentence that is meant to be read.
LONGEST_TITLE, LONGEST_SENTENCE = 300, 600

Fragment = tuple[str, bool]
Marks = tuple[tuple[int, int], ...]


def title(text: str) -> str:
    """A headline as it is shown."""
    return cut(text, LONGEST_TITLE) if visible(text).strip() else "(no headline)"


def title_fragments(article: DigestArticle | ArchiveArticle) -> list[Fragment]:
    """The headline in parts; its marks are known where the headline is what matched."""
    shown = title(article.title)
    return _split(shown, article.marks if article.sentence == article.title else ())


def sentence_fragments(article: DigestArticle | ArchiveArticle) -> list[Fragment]:
    """The matching sentence in parts, empty where it would repeat the headline."""
    same = visible(article.sentence).strip() == visible(article.title).strip()
    return [] if same else _split(cut(article.sentence, LONGEST_SENTENCE), article.marks)


def figure_fragments(figure: DigestFigure, story: DigestStory) -> list[Fragment]:
    """The sentence of a figure in parts, empty where the story shows it already."""
    if figure.sentence in (story.lead.sentence, story.lead.title):
        return []
    return _split(cut(figure.sentence, LONGEST_SENTENCE), figure.marks)


def edits(story: DigestStory) -> list[tuple[DigestArticle, list[tuple[str, list[Fragment]]]]]:
    """What was edited, those of the lead first: the article, and what was said before and after."""
    others = [one for one in story.others if one.edits][:_EDITED_OTHERS]
    shown = [(story.lead, edit) for edit in story.lead.edits]
    shown += [(one, one.edits[0]) for one in others]
    return [(article, _said(edit)) for article, edit in shown]


def edit_label(article: DigestArticle, story: DigestStory) -> str:
    """``Edit``, or ``Edit, Haidong Daily`` where that is not the outlet that leads."""
    return "Edit" if article is story.lead else f"Edit, {article.outlet}"


def edit_line(said: list[tuple[str, list[Fragment]]]) -> str:
    """``was “…” → now “…”`` without marks."""
    return " → ".join(f"{label} “{plain(text)}”" for label, text in said)


def plain(fragments: list[Fragment]) -> str:
    return "".join(part for part, _ in fragments)


def cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _said(edit: DigestEdit) -> list[tuple[str, list[Fragment]]]:
    name = "headline " if edit.field == "title" else ""
    before, after = (
        _split(cut(edit.before, LONGEST_TITLE), edit.before_marks),
        _split(cut(edit.after, LONGEST_TITLE), edit.after_marks),
    )
    if not after:
        return [(f"{name}taken out", before)]
    if not before:
        return [(f"{name}added", after)]
    return [(f"{name}was", before), ("now", after)]


def _split(text: str, marks: Marks) -> list[Fragment]:
    """``text`` as (part, marked), in order; a marked part begins and ends with a letter or digit.

    Markdown reads ``**“x”**y`` as plain asterisks, so quotes and spaces stay outside the mark. The
    sign of a currency is part of a sum ("$70 million") where no letter or digit is beside it.
    """
    parts: list[Fragment] = []
    done = 0
    for start, end in marks:
        left, right = max(start, done), min(end, len(text))
        while left < right and not _is_edge(text[left], text[max(0, left - 1) : left]):
            left += 1
        while right > left and not _is_edge(text[right - 1], text[right : right + 1]):
            right -= 1
        if left >= right:
            continue
        parts += [(text[done:left], False), (text[left:right], True)]
        done = right
    parts.append((text[done:], False))
    return [part for part in parts if part[0]]


def _is_edge(letter: str, outside: str) -> bool:
    """Whether a mark can end with a letter beside what is ``outside`` of it."""
    if letter.isalnum():
        return True
    return unicodedata.category(letter) == "Sc" and not outside.isalnum()
