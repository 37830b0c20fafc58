"""What a run costs: the first over many feeds, and later ones that find nothing new.

Run from a checkout: ``python -m bench.collection`` (2,000 feeds of 20 entries, each with a page of
about 30 kB; an hour on two cores, nearly all of it the first run's extraction). With ``--entries 2``
it takes a tenth. Every run is a process of its own, as in life, so that what it imports counts too;
CPU is that of the process and all that it started, without the server. The later runs come an hour
after one another, because the pages that hit are looked at again after six.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import multiprocessing.forkserver
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

from bench.web import LOOPBACK, Remote, Reply, Request, served

FIRST = datetime(2024, 11, 5, 6, tzinfo=UTC)
SHARE_ASKED = 0.01
# One article in so many is about what the watchlists look for.
ONE_IN = 50
LANGUAGES: dict[str, tuple[str, ...]] = {
    "en": (
        "The harbour council met on Monday to speak about the new ferry line to the islands.",
        "Two of the older boats will stay in the dock until the spring, the mayor said.",
        "Fishermen fear that the longer route will cost them half an hour every morning.",
        "A report on the state of the piers is expected before the end of the month.",
        "Children from the village school painted the waiting room in blue and yellow.",
    ),
    "de": (
        "Der Rat der Hafenstadt hat am Montag über die neue Fähre zu den Inseln beraten.",
        "Zwei der älteren Boote bleiben bis zum Frühling im Dock, sagte die Bürgermeisterin.",
        "Die Fischer fürchten, dass der längere Weg sie jeden Morgen eine halbe Stunde kostet.",
        "Ein Bericht über den Zustand der Stege soll noch in diesem Monat erscheinen.",
    ),
    "ru": (
        "Совет портового города обсудил в понедельник новую паромную линию на острова.",
        "Два старых судна останутся в доке до весны, сообщила глава города.",
        "Рыбаки опасаются, что длинный путь будет стоить им получаса каждое утро.",
        "Доклад о состоянии причалов ожидается до конца месяца.",
    ),
    "ko": (
        "항구 도시 의회는 월요일 섬으로 가는 새 여객선 노선을 논의했다.",
        "낡은 배 두 척은 봄까지 부두에 머무를 것이라고 시장이 말했다.",
        "어부들은 길어진 항로 때문에 매일 아침 반 시간을 잃을까 걱정한다.",
        "부두 상태에 대한 보고서는 이달 말 전에 나올 예정이다.",
    ),
}
HIT = (
    "North Korea has sent soldiers to Russia, officials said on Tuesday. The North Korean troops are"
    " training at a Russian base in the far east of the country before they go west."
)
PARAGRAPHS, SENTENCES = 9, 6
PAGE_BYTES = 30_000


class Web:
    """So many feeds, each on a host of its own; told True, it heeds conditional requests."""

    def __init__(self, entries: int, bare: bool) -> None:
        self._entries = entries
        self._bare = bare
        self._heeds = True
        self._feeds: dict[str, bytes] = {}
        link = '<li><a class="menu-link" href="/section/{0}?from=menu">Section {0}</a></li>'
        filler = "".join(map(link.format, range(60)))
        self._menu = f"<nav><ul>{filler}</ul></nav>"
        self._script = (
            f"<script>var setup = {json.dumps({f'key{n}': n for n in range(300)})};</script>"
        )

    def tell(self, word: bool) -> None:
        self._heeds = word

    def answer(self, request: Request) -> Reply:
        if request.path == "/feed":
            tag = f'"{request.host}"'
            if self._heeds and request.headers.get("if-none-match") == tag:
                return Reply(status=304, headers={"ETag": tag})
            body = self._feeds.get(request.host)
            if body is None:
                body = self._feeds[request.host] = self._feed(request.host)
            return Reply(body, headers={"Content-Type": "application/rss+xml", "ETag": tag})
        if found := re.fullmatch(r"/articles/(\d+)", request.path):
            if self._bare:
                return Reply(b"-", headers={"Content-Type": "text/plain"})
            page = self._page(request.host, int(found[1]))
            return Reply(page, headers={"Content-Type": "text/html; charset=utf-8"})
        return Reply(status=404)

    def _feed(self, host: str) -> bytes:
        items = "".join(
            f"<item><title>{_title(host, number)}</title><link>http://{host}/articles/{number}</link>"
            f"<guid>http://{host}/articles/{number}</guid><pubDate>Tue, 05 Nov 2024 05:00:00 GMT</pubDate>"
            f"<description>{' '.join(_sentences(host, number)[:2])}</description></item>"
            for number in range(self._entries)
        )
        return f'<rss version="2.0"><channel><title>{host}</title>{items}</channel></rss>'.encode()

    def _page(self, host: str, number: int) -> bytes:
        told = _sentences(host, number)
        text = "".join(
            f"<p class='story-text'>{' '.join(told[at : at + SENTENCES])}</p>"
            for at in range(0, len(told), SENTENCES)
        )
        title = _title(host, number)
        start = (
            f"<!doctype html><html lang={_language(host)}><head><meta charset=utf-8><title>{title} | {host}"
            f"</title>{self._script}</head><body>{self._menu}<main><article><h1>{title}</h1>{text}"
            "</article></main><aside><ul>"
        )
        left = PAGE_BYTES - len(start.encode())
        teaser = '<li class="teaser"><a href="/articles/x{0}">Another story, number {0}</a></li>'
        aside = "".join(map(teaser.format, range(left // len(teaser))))
        return f"{start}{aside}</ul></aside>{self._menu}</body></html>".encode()


def _language(host: str) -> str:
    return list(LANGUAGES)[int(host[1:6]) % len(LANGUAGES)]


def _title(host: str, number: int) -> str:
    first = LANGUAGES[_language(host)][number % 4].split()
    return f"{' '.join(first[:5])} {host[1:6]}-{number}"


def _sentences(host: str, number: int) -> list[str]:
    chosen = random.Random(f"{host} {number}")
    told = [
        f"{chosen.choice(LANGUAGES[_language(host)])[:-1]} ({chosen.randrange(10_000)})."
        for _ in range(PARAGRAPHS * SENTENCES)
    ]
    return [HIT, *told] if chosen.randrange(ONE_IN) == 0 and _language(host) == "en" else told


@dataclass(frozen=True, slots=True)
class Cost:
    """One run: seconds of CPU and of wall, and the most memory of its main process, in MB."""

    cpu: float
    wall: float
    memory: float
    summary: str


def measured(folder: Path, remote: Remote, feeds: int, now: datetime, profile: str = "") -> Cost:
    """A run in a process of its own."""
    what = json.dumps([str(folder), remote.place, feeds, now.isoformat(), profile])
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "bench.collection", "--once", what],
        stdout=subprocess.PIPE,
        check=True,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    return Cost(**told | {"wall": time.perf_counter() - started})


def once(folder: str, place: str, feeds: int, now: str, profile: str) -> None:
    """The run itself; prints what it cost, once all that it started has ended."""
    watch = cProfile.Profile(time.process_time) if profile else None
    if watch:
        watch.enable()
    summary = _run(Path(folder), place, feeds, datetime.fromisoformat(now))
    if watch:
        watch.disable()
        watch.dump_stats(profile)
    # It outlives the run, and what it and its workers spent is only told when it has ended.
    multiprocessing.forkserver._forkserver._stop()  # type: ignore[attr-defined]  # noqa: SLF001
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    status = Path("/proc/self/status").read_text()
    cost = Cost(
        cpu=sum(one.ru_utime + one.ru_stime for one in spent),
        wall=0.0,
        memory=int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) / 1e3,
        summary=summary,
    )
    print(json.dumps(asdict(cost)))


def _run(folder: Path, place: str, feeds: int, now: datetime) -> str:
    # Imported here, so that the process that watches stays small, and the run's imports count.
    from monitor.config import FetchSettings, Folders, Settings, bundled  # noqa: PLC0415
    from monitor.job import prepare  # noqa: PLC0415
    from monitor.pipeline import run  # noqa: PLC0415

    hosts = {f"f{number:05}.example": place for number in range(feeds)}
    folder.mkdir(exist_ok=True)
    listing = folder / "sources.yaml"
    if not listing.exists():
        lines = [
            f"  - {{id: {host[:6]}, name: {host[:6]}, kind: feed, url: 'http://{host}/feed'}}\n"
            for host in hosts
        ]
        listing.write_text("sources:\n" + "".join(lines), "utf-8")
    folders = Folders(listing, bundled("watchlists"), folder / "warehouse", folder / "digests")
    settings = Settings(fetch=FetchSettings(pause=0.0, hosts=hosts))
    allow = (ip_network(f"{LOOPBACK}/32"),)
    return run(prepare(folders, settings, now=now, allow=allow)).summary


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--feeds", type=int, default=2_000)
    parser.add_argument("--entries", type=int, default=20)
    parser.add_argument(
        "--bare", action="store_true", help="nothing to extract: to try the later runs alone"
    )
    parser.add_argument("--folder", type=Path, help="keep the warehouses, and take them up again")
    parser.add_argument("--profile", default="", help="write a profile of the second run here")
    parser.add_argument("--once", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.once:
        once(*json.loads(asked.once))
        return
    with tempfile.TemporaryDirectory() as name, served(Web, asked.entries, asked.bare) as remote:
        folder = asked.folder or Path(name)
        folder.mkdir(exist_ok=True)
        for feeds in (asked.feeds // 4, asked.feeds):
            series(folder / str(feeds), remote, feeds, asked.profile)


def series(folder: Path, remote: Remote, feeds: int, profile: str) -> None:
    """The first run, and two that find nothing new."""
    hour = timedelta(hours=1)
    remote.tell(word=True)
    print(f"\n{feeds:,} feeds                CPU s   share   wall s   peak MB", flush=True)
    first = None
    marker = folder / "first.json"
    if marker.exists():
        first = Cost(**json.loads(marker.read_text()))
    else:
        first = measured(folder, remote, feeds, FIRST)
        marker.write_text(json.dumps(asdict(first)))
    _line("first run", first, first)
    last = int(time.time()) % 100_000  # a folder that is taken up again has later runs already
    begin = FIRST + hour + timedelta(milliseconds=last)
    _line("nothing new, 304", measured(folder, remote, feeds, begin, profile), first)
    remote.tell(word=False)
    again = f"{profile}.200" if profile else ""
    _line("nothing new, 200", measured(folder, remote, feeds, begin + hour, again), first)


def _line(what: str, cost: Cost, first: Cost) -> None:
    share = cost.cpu / first.cpu
    print(
        f"{what:<22}{cost.cpu:>8.2f}{share:>8.2%}{cost.wall:>9.1f}{cost.memory:>10.0f}   {cost.summary}",
        flush=True,
    )


if __name__ == "__main__":
    main()
