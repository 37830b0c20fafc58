"""What general habits of news pages put into the text of an article, or keep out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import strip_elements, strip_tags
from lxml.html import HtmlElement

from monitor.extract.text import paragraphs, weight

SHORT_LINE = 200
"""Only lines of less ``weight`` are suspected to be a label or an invitation."""

ENOUGH_LEAD = 60

_BODY = re.compile(r"(article|story)[-_]{0,2}body(?![a-z])", re.IGNORECASE)
_NOT_WORD = re.compile(r"\W+")

# A label that ends with itself or with a colon and what it points to.
_LABEL = (
    r"(read|see|also|find out|learn) (more|also|next|on)|more (on|from) (this|the)\b.*|see also"
    r"|related( (articles?|stories|topics|news|content))?|you (may|might) also like|recommended"
    r"|(more|top|latest) (stories|news)|don.?t miss|most (read|popular)|advertisement|sponsored"
    r"|share( this)?( (article|story|on .{3,20}))?|comments?|tags?|topics?|sign up|subscribe|newsletters?"
    r"|thanks for signing up|mehr zum thema|lesen sie auch|weiterlesen|anzeige|werbung"
    r"|(à )?lire aussi|lire la suite|publicité|sur le même sujet"
    r"|(leer|ver|lee|lea) (más|también)|te puede interesar|publicidad|suscr[ií]bete"
    r"|(czytaj|zobacz|przeczytaj) (też|także|również|więcej)|reklama|ilgili haber(ler)?|etiketler|reklam"
    r"|читайте (также|ещ[её]|по теме)|(материалы )?по теме|реклама|читайте також|дивіться також"
    r"|관련 ?(기사|뉴스)|광고|関連(記事|ニュース)|続きを読む|あわせて読みたい|広告"
    r"|相关(新闻|阅读|报道)|延伸阅读|延伸閱讀|相關(新聞|報導)|广告|廣告"
)
# The beginning of a line that asks the reader to do something, or states a right.
_INVITATION = (
    r"(sign up|subscribe|register) (to|for|now|here|today)\b|click here\b"
    r"|get the (latest|day.s|best)\b.{0,80}\b(inbox|newsletters?|app)\b|get .{3,40} app\b"
    r"|(follow|like) (us|him|her|them) on\b|join (our|us)\b.{0,40}\b(newsletter|channel|challenge)"
    r"|keep an eye on your inbox|there was an error processing your"
    r"|(©|\(c\)|copyright)\s|all rights reserved|this (story|article) (first|originally) appeared"
    r"|подпи(сывайтесь|шитесь) на|підпи(суйтесь|шіться) на|suscr[ií]base|abonnez-vous"
    r"|il vous reste \d|esta funcionalidad es s[oó]lo para"
    r"|.{0,30}(무단 ?전재|재배포 ?금지|저작권자)|.{0,30}(無断転載|有料会員|有料記事)"
    r"|.{0,30}(版权所有|未经授权|版權所有|未經授權)"
)
_UNWANTED = re.compile(rf"\W*(?:(?:{_LABEL})\W*(?:$|:.*)|(?:{_INVITATION}))", re.IGNORECASE)


def prepare(tree: HtmlElement) -> None:
    """Change a page so that its article is found whole and alone."""
    # Readings above a word are no part of it, and each would become a paragraph of its own.
    strip_elements(tree, "rt", "rp", with_tail=False)
    strip_tags(tree, "ruby", "rb")
    _join_parts(tree)
    for paragraph in list(_only_links(tree)):
        paragraph.drop_tree()


def without_invitations(text: str, title: str) -> str:
    """Paragraphs without the heading, if they begin with it, and without labels and invitations."""
    parts = text.split("\n\n")
    if title and len(parts) > 1 and _bare(parts[0]) == _bare(title):
        parts = parts[1:]
    return "\n\n".join(part for part in parts if not _is_invitation(part))


def _is_invitation(part: str) -> bool:
    """Not in a list: "Sign up for …" may be a step of an instruction there."""
    listed = part.startswith("- ")
    return weight(part) < SHORT_LINE and not listed and _UNWANTED.match(part) is not None


def _bare(line: str) -> str:
    return _NOT_WORD.sub("", line).casefold()


def _join_parts(tree: HtmlElement) -> None:
    """One body where advertisements or a paywall part it: trafilatura takes the first part alone.

    Parts have the same tag and class and belong to the same article; where a page has several
    headings it may hold several articles, and is left as it is.
    """
    if len(tree.findall(".//h1")) > 1:
        return
    first: dict[tuple[object, ...], HtmlElement] = {}
    for part in list(tree.iter("div", "section")):
        name = part.get("class", "")
        if _BODY.search(name) or part.get("itemprop") == "articleBody":
            article = next(part.iterancestors("article"), None)
            whole = first.setdefault((part.tag, name, article), part)
            if whole is not part and whole not in part.iterancestors():
                whole.extend(list(part))


def lead(tree: HtmlElement, described: str, text: str) -> str:
    """The standfirst, where the page shows what it describes itself with and the text lacks it."""
    wanted = _bare(described)
    if weight(described) < ENOUGH_LEAD or wanted in _bare(text):
        return ""
    for node in tree.iter("p", "h2", "h3", "h4", "div", "strong"):
        if node.tag == "div" and len(node) > 2:
            continue
        shown = node.text_content()
        # Cheap first: folding every paragraph of a page costs more than the rest of this module.
        if len(shown) < 2 * len(described) + 200 and _bare(shown) == wanted:
            return paragraphs(" ".join(shown.split()))
    return ""


def _only_links(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Paragraphs that are a link to another article and nothing else."""
    for paragraph in tree.iter("p"):
        links = paragraph.findall(".//a")
        if len(links) == 1:
            linked = _bare(links[0].text_content())
            if linked == _bare(paragraph.text_content()) and not linked.startswith("http"):
                yield paragraph
