"""The words by which a digest tells that something was denied, in the languages that are read."""

import pytest

from monitor.config import bundled
from monitor.tell import DENIAL
from monitor.watch.gazetteer import load_gazetteer

DENIED = {
    "en": "The Kremlin denies that any soldiers were sent",
    "ru": "Кремль опроверг сообщения о военных",
    "uk": "Міністерство спростувало повідомлення",
    "ko": "러시아 외무부, 파병설 전면 부인",
    "zh": "外交部否认有关报道",
    "ja": "ロシア大統領府、派兵報道を否定",
    "de": "Moskau dementiert den Bericht",
    "fr": "Le Kremlin a nié toute livraison",
    "es": "Moscú niega el envío de tropas",
}
SAID = [
    "Soldiers arrive in the east",
    "Солдаты прибыли на восток",
    "병력이 동쪽에 도착",
    "士兵抵达东部",
]


def denies(title: str) -> bool:
    names = load_gazetteer(bundled("watchlists"))
    return any(mention.concept == DENIAL for mention in names.mentions(title, ""))


@pytest.mark.parametrize("title", DENIED.values(), ids=DENIED)
def test_a_denial_is_known_in_each_language(title: str) -> None:
    assert denies(title)


@pytest.mark.parametrize("title", SAID)
def test_a_plain_report_denies_nothing(title: str) -> None:
    assert not denies(title)
