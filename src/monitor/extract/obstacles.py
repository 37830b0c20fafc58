"""What stands on a page instead of an article: a wall, an error, a program, or nearly nothing.

Only short texts are suspected: a long article about cookies or a lost password is an article.
Lengths are ``weight``: letters, where a Han, kana or Hangul letter counts as three.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from monitor.extract.text import clean_line, weight
from monitor.model import Reason

ENOUGH = 120
SHORT = 1200

_NOT_FOUND = (
    r"^\W*404\b|\b(error|http) 404\b|\b404 (error|page)|not found|no longer (available|exists)|does(n.t| not) exist"
    r"|(page|article|story|file|content|site).{0,20} (cannot|can.t|could ?n[o.]t|is ?n[o.]t|not) .{0,5}(found|available)"
    r"|страница не (найдена|существует)|сторінк[уа] не (знайдено|існує)|página no encontrada"
    r"|seite (wurde )?nicht gefunden|page introuvable|nie znaleziono|sayfa bulunamadı"
    r"|찾을 수 없|존재하지 않|見つかりません|存在しません|页面不存在|頁面不存在|找不到|无法找到"
)
_ROBOT_CHECK = (
    r"just a moment|checking (your|if the site)|verify(ing)? (that )?you are (a )?human|captcha"
    r"|are you a robot|unusual (traffic|activity)|access (to this page )?(has been )?denied"
    r"|attention required|request (was )?blocked|ddos protection|проверка браузера"
)
_COOKIES = (
    r"cookie|consent|gdpr|personal data|privacy (policy|choices|settings)|our partners"
    r"|файлы куки|согласие на обработку|쿠키|クッキー|çerez"
)
_LOGIN = (
    r"(log|sign)[ -]?in\b|subscri(be|bers?|ption)\b|create (an|your) account|password"
    r"|войдите|авториз|подписк|пароль|увійдіть|로그인|구독|ログイン|会員登録|登录|登入|订阅"
    r"|anmelden|se connecter|iniciar sesión|zaloguj|giriş yap"
)
# What stands where an article is cut. More than a call to subscribe, which many pages end with.
_READ_ON = (
    r"\bto (continue|keep|finish) reading\b|\bto read (the )?(full|whole|entire|rest)\b"
    r"|\bsubscribe to (read|continue|unlock)\b|\byou have reached your .{0,30}limit\b"
    r"|il vous reste \d|para (seguir|continuar) leyendo|jetzt weiterlesen|pozostało \d+ ?%"
    r"|残り ?[:：]? ?\d+ ?文字|この記事は(有料|会員)|订阅后(可|继续)|登录后阅读"
)
_SUBSCRIBERS = (
    r"\b(for|to|only) (our )?(paying |paid )?subscribers( only)?\b|\bsubscribers? only\b"
    r"|réservée?s? aux abonnés|(solo|sólo|exclusivo) para suscriptores|(nur|exklusiv) für abonnent"
    r"|tylko dla (prenumeratorów|subskrybentów)|(только|доступен) (для )?подписчик"
    r"|(лише|тільки) для передплатник|有料(会員)?限定|유료 ?(회원|구독자)|구독자 전용"
    r"|付费(阅读|内容)|會員(專屬|限定)"
)
_SCRIPT = r"java ?script|enable js"


def obstacle(tree: HtmlElement, title: str, text: str) -> tuple[Reason, str] | None:
    """Why the page has no article for us, and a sentence that says so; None if it has one."""
    if weight(text) >= SHORT:
        return None
    thin = weight(text) < ENOUGH
    onward = _sent_on(tree) if thin else ""
    # An error page names itself in its title; words in the text count only if they are all of it.
    names_itself = f"{title}\n{text}" if thin else title
    seen = (
        (
            _has(_NOT_FOUND, names_itself) and weight(text) < SHORT / 2,
            Reason.GONE,
            "the site answers that the page does not exist, although it reports success",
        ),
        (
            _has(_ROBOT_CHECK, names_itself) and weight(text) < SHORT / 2,
            Reason.ROBOT_CHECK,
            "the site shows a check for robots instead of the article",
        ),
        (
            _speaks_only_of(_COOKIES, text),
            Reason.COOKIE_WALL,
            "the page shows a cookie or consent notice instead of the article",
        ),
        (
            _speaks_only_of(_LOGIN, text)
            or (thin and (_has(_LOGIN, title) or bool(tree.xpath("//input[@type='password']")))),
            Reason.PAYWALL,
            "the page asks for a login or a subscription instead of showing the article",
        ),
        (
            bool(onward),
            Reason.NO_TEXT,
            f"the page only sends its readers on to {onward}, which is not followed",
        ),
        (
            _speaks_only_of(_SCRIPT, text) or (thin and _built_by_script(tree)),
            Reason.SCRIPT_ONLY,
            "the page is built by a script and holds no article text without it",
        ),
        (thin, Reason.NO_TEXT, f"the page holds too little text ({len(text)} characters)"),
    )
    return next(((reason, sentence) for found, reason, sentence in seen if found), None)


def cut_short(tree: HtmlElement, text: str, *, free: object) -> str:
    """A clause that says why ``text`` may not be the whole article; empty if nothing says so.

    ``free`` is what the page states about it (``isAccessibleForFree``), ``text`` as extracted.
    """
    end = "\n".join(text.split("\n\n")[-2:])
    short = weight(text) < 2 * SHORT
    if _has(f"{_READ_ON}|{_SUBSCRIBERS}", end) or (short and _asks_for_more(tree)):
        return "only the beginning is free to read"
    if str(free).lower() in ("false", "no"):
        return "its publisher does not give it away, so the end may be missing"
    return ""


def _has(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


def _speaks_only_of(pattern: str, text: str) -> bool:
    """The paragraphs without ``pattern`` are too little to be an article."""
    others = (part for part in text.split("\n\n") if not _has(pattern, part))
    return _has(pattern, text) and sum(map(weight, others)) < ENOUGH


def _built_by_script(tree: HtmlElement) -> bool:
    """Scripts, and next to nothing that a reader would see."""
    body = tree.find("body")
    if body is None or not tree.xpath("//script"):
        return False
    if any(_has(_SCRIPT, node.text_content()) for node in tree.iter("noscript")):
        return True
    shown = body.xpath(".//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]")
    return sum(len(str(part).strip()) for part in shown) < ENOUGH


def _asks_for_more(tree: HtmlElement) -> bool:
    """A short block of the page, in or beside the text, asks for a subscription to read on."""
    blocks = (node.text_content() for node in tree.iter("p", "h2", "h3", "h4", "div", "span"))
    return any(len(block) < 400 and _has(_READ_ON, block) for block in blocks)


def _sent_on(tree: HtmlElement) -> str:
    """Where a refresh in the page leads; one inside ``noscript`` is a matter of scripts."""
    for tag in tree.xpath("//meta[@http-equiv and @content][not(ancestor::noscript)]"):
        address = re.search(r"url\s*=\s*['\"]?\s*([^'\"\s]+)", tag.get("content"), re.IGNORECASE)
        if address and tag.get("http-equiv").strip().lower() == "refresh":
            return clean_line(address[1], 200)
    return ""
