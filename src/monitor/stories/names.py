"""Names that no gazetteer knows, by their consonants: Умєров, Umerov, 우메로프, ウメロフ and 乌梅罗夫 meet.

Each script writes foreign names by ear, and vowels are what it hears worst. So a name is written in
Latin letters (``anyascii``) and only the classes of its consonants are kept; a mark stands for the
vowel it begins with. Two names may meet by chance, which is why rarity decides what that is worth.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping

from anyascii import anyascii

# Two and more capital words in a row are one name too: Kim Yong Bok is 김영복.
_CAPITAL = r"[A-ZÀ-ÖØ-ÞŁŚŠŽĀ-ŽА-ЯЁІЇЄҐ]"
_LETTER = r"[^\W\d_]"
_WORD = rf"{_CAPITAL}{_LETTER}+(?:['’ʼ]{_LETTER}+)*"
_BETWEEN = r"[ \u00a0\-‑–]"
_RUN = re.compile(rf"{_WORD}(?:{_BETWEEN}{_WORD}){{0,3}}")
_PARTS = re.compile(_BETWEEN)
# Whether the scripts below need to be looked for at all.
_WIDE = re.compile(r"[\u30a1-\u30fc\u4e00-\u9fff\uac00-\ud7a3]")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]{3,}")
_HANGUL = re.compile(r"[\uac00-\ud7a3]{2,}")
_HAN = re.compile(
    "[阿埃艾爱愛奥奧巴贝貝比彼别別宾賓波伯博布查茨达達戴丹登邓鄧迪蒂丁杜顿頓多厄恩尔爾耳法凡范菲费費芬弗夫福戈格根古瓜哈赫亨胡"
    "霍基吉加贾賈杰傑卡凯凱坎康科克肯库庫奎拉莱萊赖賴兰蘭朗劳勞勒雷里利莉列林琳留卢盧鲁魯伦倫罗羅洛吕呂马馬玛瑪迈邁麦麥曼蒙米密敏摩莫默姆木穆"
    "纳納娜内內尼涅宁寧纽紐努诺諾欧歐帕派潘庞龐佩彭皮平珀普齐齊奇恰乔喬切琴丘热熱日瑞萨薩塞桑瑟森沙舍什史舒斯丝絲苏蘇索塔泰坦唐特滕提季"
    "铁鐵廷通图圖托瓦万萬韦韋维維魏温溫沃乌烏伍希锡錫夏谢謝辛休雅亚亞扬揚耶叶葉伊因英尤约約泽澤扎詹珍朱兹茲佐崴楚]{3,}"
)
# What stands behind a Korean name, the longest first.
_PARTICLE = re.compile(
    r"(?:에게서|으로부터|에서는|에서도|이라고|까지|부터|에서|에게|으로|라고|이나|이며|보다|처럼|은|는|이|가|을|를|의|에|와|과|도|로|만|측|씨)$"
)
# How a language writes by ear what others write otherwise, before the classes below.
_BY_EAR: Mapping[str, tuple[tuple[str, str], ...]] = {
    "de": (("tsch", "C"), ("dsch", "C"), ("sch", "C"), ("ch", ""), ("w", "v"), ("j", "y")),
    "fr": (("tch", "C"), ("ch", "C"), ("ou", "u")),
    "es": (("ch", "C"), ("j", ""), ("ll", "y")),
    "zh": (("ch", "C"), ("zh", "C"), ("sh", "C"), ("c", "C"), ("q", "C"), ("x", "C")),
}
_EVERYWHERE = (
    *(("shch", "C"), ("tsch", "C"), ("sch", "C"), ("ch", "C"), ("sh", "C"), ("zh", "C")),
    *(("kh", ""), ("ph", "f"), ("ts", "C"), ("tz", "C"), ("dz", "C"), ("ck", "k"), ("ng", "n")),
)
_CLASSES = str.maketrans(
    {
        **dict.fromkeys("bpfv", "p"),
        **dict.fromkeys("dt", "t"),
        **dict.fromkeys("gkqc", "k"),
        **dict.fromkeys("szCj", "s"),
        "x": "ks",
        **dict.fromkeys("lr", "l"),
        **dict.fromkeys("aeiouyhw'’ -`", None),
    }
)
_SHORTEST = 3
# Cases of Russian and Ukrainian that end in a consonant.
_CASE = re.compile(
    r"(?<=[а-яіїєґё]{3})(?:ым|им|ом|ем|єм|ам|ям|ами|ями|ах|ях|их|ых|ого|его|ому|ему)$"
)
_TWICE = re.compile(r"(.)\1+")


def names(text: str, language: str) -> Iterator[tuple[str, str]]:
    """``(skeleton, as written)`` of everything in ``text`` that may be a name."""
    for run in _RUN.finditer(text):
        words = _PARTS.split(run[0])
        for word in words:
            if len(word) > 3:
                yield from _one(word, language)
        if len(words) > 1:
            yield from _one(run[0], language)
    if text.isascii() or not _WIDE.search(text):
        return
    for found in _KATAKANA.finditer(text):
        yield from _one(found[0], "ja")
    for found in _HAN.finditer(text):
        yield from _one(found[0], "zh")
    for found in _HANGUL.finditer(text):
        bare = _PARTICLE.sub("", found[0])
        if len(bare) > 1:
            yield from _one(bare, "ko")


def _one(written: str, language: str) -> Iterator[tuple[str, str]]:
    found = skeleton(written, language)
    if len(found) >= _SHORTEST:
        yield found, written


@functools.lru_cache(maxsize=1 << 16)
def skeleton(name: str, language: str = "") -> str:
    """The classes of a name's consonants, behind an ``a`` where it begins with a vowel."""
    latin = anyascii(_CASE.sub("", name)).lower()
    for heard, plain in (*_BY_EAR.get(language, ()), *_EVERYWHERE):
        latin = latin.replace(heard, plain)
    bare = _TWICE.sub(r"\1", latin.translate(_CLASSES))
    return f"a{bare}" if latin[:1] in "aeiouyhw" else bare
