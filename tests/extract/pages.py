"""Small pages that the tests read, in our own words."""

from __future__ import annotations

BODY = {
    "en": [
        (
            "Railway cars loaded with sealed containers crossed the border bridge on Tuesday night,"
            " according to two station workers who keep a log of all freight trains."
        ),
        (
            "The cargo was not inspected on either side, the workers said, and the trains continued"
            " towards a depot that had been closed to the public since early spring."
        ),
    ],
    "ru": [
        (
            "Грузовые вагоны с опечатанными контейнерами пересекли пограничный мост во вторник ночью,"
            " рассказали двое работников станции, которые ведут журнал всех поездов."
        ),
        (
            "Груз не досматривали ни на одной стороне, и составы ушли в сторону склада, который был"
            " закрыт для посторонних с начала весны."
        ),
    ],
    "uk": [
        (
            "Вантажні вагони з опечатаними контейнерами перетнули прикордонний міст у вівторок уночі,"
            " розповіли двоє працівників станції, які ведуть журнал усіх поїздів."
        ),
        (
            "Вантаж не оглядали з жодного боку, і потяги пішли в напрямку складу, який був"
            " закритий для сторонніх від початку весни."
        ),
    ],
    "ko": [
        "봉인된 컨테이너를 실은 화물 열차가 화요일 밤 국경 다리를 건넜다고 모든 열차를 기록하는 역무원 두 명이 전했다.",
        "어느 쪽에서도 화물 검사는 없었으며 열차는 이른 봄부터 출입이 통제된 창고 방향으로 계속 이동했다고 그들은 말했다.",
    ],
    "ja": [
        "封印されたコンテナを積んだ貨物列車が火曜日の夜に国境の橋を渡ったと、すべての列車を記録している駅員二人が語った。",
        "どちらの側でも貨物の検査は行われず、列車は早春から立ち入りが禁じられている倉庫の方へ進んだという。",
    ],
    "zh": [
        "据两名负责登记所有货运列车的车站工作人员说，装载密封集装箱的列车于星期二夜间驶过边境大桥，整个过程没有任何通报。",
        "他们表示，两边都没有检查货物，列车继续驶向一处自早春以来便不对外开放的仓库，附近居民也无法进入那片区域。",
    ],
    "zh-TW": [
        "據兩名負責登記所有貨運列車的車站工作人員說，裝載密封貨櫃的列車於星期二夜間駛過邊境大橋，整個過程沒有任何通報。",
        "他們表示，兩邊都沒有檢查貨物，列車繼續駛向一處自早春以來便不對外開放的倉庫，附近居民也無法進入那片區域。",
    ],
}


def page(
    *paragraphs: str,
    title: str = "Night trains at the bridge",
    head: str = "",
    lang: str = "",
    around: str = "",
) -> str:
    """A page with menu and footer around ``paragraphs``."""
    text = "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs)
    attribute = f' lang="{lang}"' if lang else ""
    return (
        f"<!DOCTYPE html><html{attribute}><head><title>{title}</title>{head}</head><body>"
        "<nav><a href='/'>Home</a> <a href='/world'>World</a></nav>"
        f"<article><h1>{title}</h1>\n{text}</article>{around}"
        "<footer><p>All rights reserved. Contact the editors.</p></footer></body></html>"
    )


def article(of: str = "en", /, **options: str) -> str:
    return page(*BODY[of], **options)
