"""A tiny web of our own: the bundled outlets with a handful of articles that tests can count on."""

import json
from datetime import UTC, datetime
from pathlib import Path

PROSE = {
    "en": (
        "Ferry crews went back to work on Monday after talks that lasted the night, the port said.",
        "Passengers had waited for nineteen days & nights; a <clerk> said that she had sold nothing.",
        "The union called the new contract fair and will read it out to its members on Thursday.",
    ),
    "ru": (
        "Экипажи трёх паромов вернулись к работе в понедельник после ночных переговоров.",
        "Пассажиры ждали девятнадцать дней; «такого не было», сказала кассирша на пристани.",
        "Профсоюз назвал новый договор справедливым и зачитает его своим членам в четверг.",
    ),
    "ko": (
        "여객선 세 척의 선원들이 밤샘 협상 끝에 월요일 업무에 복귀했다고 항만 측이 밝혔다. 첫 배는 여섯 시에 떠났다.",
        "승객들은 열아흐레를 기다려야 했다. 회사는 새 계약에 따라 선원들이 두 번 더 주말을 쉬게 된다고 설명했다.",
        "노동조합은 공정한 합의라고 평가하고 목요일 조합원들에게 내용을 설명할 예정이다. 경찰도 환영의 뜻을 전했다.",
    ),
    "uk": (
        "Екіпажі трьох поромів повернулися до роботи в понеділок після нічних переговорів.",
        "Пасажири чекали дев'ятнадцять днів; «такого ще не бувало», сказала касирка на пристані.",
        "Профспілка назвала новий договір справедливим і зачитає його своїм членам у четвер.",
    ),
    "ja": (
        "三隻のフェリーの乗組員は夜通しの交渉の末、月曜日に仕事へ戻ったと港湾当局が明らかにした。最初の便は午前六時に出た。",
        "乗客は十九日間待たされた。会社の広報担当者は、新しい契約により乗組員は月にあと二回、週末に休めるようになると説明した。",
        "労働組合は公正な合意だと評価し、木曜日に組合員へ内容を読み上げる予定だという。港長は警察と住民の協力に感謝した。",
    ),
}


def article(name: str, outlet: str, at: str, language: str = "en", **more: object) -> dict:
    return {
        "id": name,
        "outlet": outlet,
        "slug": f"ferry-{name}",
        "at": at,
        "section": "world",
        "title": PROSE[language][0].split(",")[0],
        "text": "\n\n".join(PROSE[language]),
        "labels": [],
        "story": "ferry",
        "kind": "report",
        **more,
    }


def tiny_articles() -> list[dict]:
    edit = {"at": "2024-11-06T09:00:00Z", "title": "Ferries sail again", "text": "New. " * 30}
    silent = {"at": "2024-11-06T09:00:00Z", "text": "Somebody rewrote all of this. " * 10}
    return [
        *(article(f"t-{n}", "meridian-wire", f"2024-11-04T{n:02}:00:00Z") for n in range(17)),
        article("t-author", "harbor-ledger", "2024-11-04T07:30:00Z", author="Ada Quill"),
        article("t-edit", "harbor-ledger", "2024-11-05T07:30:00Z", revised=edit),
        article("t-silent", "allied-affairs", "2024-11-05T07:30:00Z", revised=silent),
        article("t-title", "chollima", "2024-11-05T07:30:00Z", revised=edit),
        article("t-json", "pell-institute", "2024-11-05T08:30:00Z", aside=["A line of the margin"]),
        article("t-ru", "nevsky-vestnik", "2024-11-05T08:30:00Z", "ru", aside=["Бегущая строка"]),
        article("t-full", "strana", "2024-11-05T08:30:00Z", "ru"),
        article("t-ko", "hanbit", "2024-11-05T08:30:00Z", "ko"),
        article("t-atom", "hangang", "2024-11-05T08:30:00Z", "ko"),
        article("t-ja", "asagiri", "2024-11-05T08:30:00Z", "ja"),
        article("t-uk", "dnipro-chas", "2024-11-05T08:30:00Z", "uk"),
        article("t-uk2", "dnipro-chas", "2024-11-05T10:30:00Z", "uk"),
    ]


def day(number: int, hour: int = 12) -> datetime:
    return datetime(2024, 11, number, hour, tzinfo=UTC)


def write(folder: Path, articles: list[dict]) -> Path:
    """An articles folder with one file. JSON is YAML."""
    folder.mkdir(exist_ok=True)
    (folder / "tiny.yaml").write_text(json.dumps(articles, ensure_ascii=False, indent=1), "utf-8")
    return folder
