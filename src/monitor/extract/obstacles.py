"""What stands on a page instead of an article: a wall, an error, a program, or nearly nothing.

Only short texts are suspected: a long article about cookies or a lost password is an article.
Lengths are ``weight``: letters, where a Han, kana or Hangul letter counts as three.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from monitor.extract.text import weight

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
_SCRIPT = r"java ?script|enable js"


def obstacle(tree: HtmlElement, title: str, text: str) -> str | None:
    """A sentence that says why the page has no article for us; None if it has one."""
    if weight(text) >= SHORT:
        return None
    thin = weight(text) < ENOUGH
    # An error page names itself in its title; words in the text count only if they are all of it.
    names_itself = f"{title}\n{text}" if thin else title
    seen = (
        (
            _has(_NOT_FOUND, names_itself) and weight(text) < SHORT / 2,
            "the site answers that the page does not exist, although it reports success",
        ),
        (
            _has(_ROBOT_CHECK, names_itself) and weight(text) < SHORT / 2,
            "the site shows a check for robots instead of the article",
        ),
        (
            _speaks_only_of(_COOKIES, text),
            "the page shows a cookie or consent notice instead of the article",
        ),
        (
            _speaks_only_of(_LOGIN, text)
            or (thin and (_has(_LOGIN, title) or bool(tree.xpath("//input[@type='password']")))),
            "the page asks for a login or a subscription instead of showing the article",
        ),
        (
            _speaks_only_of(_SCRIPT, text) or (thin and _built_by_script(tree)),
            "the page is built by a script and holds no article text without it",
        ),
        (thin, f"the page holds too little text ({len(text)} characters)"),
    )
    return next((sentence for found, sentence in seen if found), None)


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
