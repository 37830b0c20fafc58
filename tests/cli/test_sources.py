"""The source list: what is wrong with a file, what is wrong with a site, OPML both ways."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.model import Covered
from tests.cli.conftest import FEED, Cli, Site
from tests.store.desk import NOW, begun, fetch, harvest

GOOD = "sources:\n  - id: a\n    name: A\n    kind: feed\n    url: http://a.example/\n"
LOOPBACK = ("--allow-network", "127.0.0.0/16")


@pytest.mark.parametrize(
    ("text", "place", "parts"),
    [
        ("sources:\n  - {id: a, name: b", ":2:20", ["not valid YAML", "quote text"]),
        ("sources:\n\t- id: a\n", ":2:1", ["not valid YAML", "indent with spaces"]),
        (GOOD + "    langage: en\n", ":6:5", ["unknown key 'langage'", "did you mean 'language'?"]),
        (GOOD.replace("name", "nam"), ":3:5", ["unknown key 'nam'", "did you mean 'name'?"]),
        (GOOD.replace("    name: A\n", ""), ":2:5", ["the key 'name' is missing"]),
        (GOOD + "    id: b\n", ":6:5", ["the key 'id' stands twice, first on line 2", "keep one"]),
        (GOOD.replace(": feed", ": fed"), ":4:5", ["unknown kind 'fed'", "known: feed"]),
        (GOOD.replace("http:", "ftp:"), ":5:5", ["not an http or https address"]),
        (GOOD.replace("id: a", "id: No"), ":2:5", ["'No' is no id", "small letters"]),
        (GOOD + "    stance: neutral\n", ":6:5", ["'independent', 'state-media'"]),
        (GOOD + "    options: {every: 5}\n", ":6:15", ["unknown option 'every'", "kind feed"]),
        (GOOD + GOOD[9:], ":6:5", ["id a stands twice, first on line 2", "remove one"]),
        (GOOD + GOOD[9:].replace(": a", ": b"), ":9:5", ["address http://a.example/ stands twice"]),
        ("sources: []", ":1:1", ["no sources", "add at least one"]),
        ("sources: [5]", ":1:11", ["keys with values belong here"]),
        ("", ":1:1", ["the key 'sources' is missing"]),
        (GOOD.replace("A\n", "!!python/name:os.system A\n"), ":3:11", ["tag !!python/name", "!"]),
        (GOOD.replace("A\n", "&x A\n"), ":3:11", ["anchors and aliases", "quote"]),
        (GOOD + "# \x00", ":6", ["#x0000 is not allowed"]),
    ],
)
def test_a_broken_list_is_named_with_line_and_column(
    cli: Cli, here: Path, text: str, place: str, parts: list[str]
) -> None:
    (here / "sources.yaml").write_text(text, "utf-8")
    ended = cli("sources", "list")
    assert ended.code == 2
    assert ended.out == ""
    assert ended.err.startswith(f"error: sources.yaml{place}: ")
    for part in parts:
        assert part in ended.err


def test_words_stay_words_in_every_encoding(cli: Cli, here: Path) -> None:
    text = (
        "sources:\r\n  - {id: no, name: on, kind: feed, url: 'http://a.example/', note: 1:30}\r\n"
    )
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        (here / "sources.yaml").write_bytes(text.encode(encoding))
        (one,) = cli("sources", "list", "--json").json
        assert (one["id"], one["name"], one["note"]) == ("no", "on", "1:30")


def test_no_list_at_all(cli: Cli, here: Path) -> None:
    ended = cli("sources", "list")
    assert ended.code == 2
    assert "sources.yaml: the file does not exist" in ended.err


def test_check_tells_first_what_needs_something_done(cli: Cli, here: Path, site: Site) -> None:
    site.pages["/barred"] = (403, "text/plain", b"")
    site.sources(here)
    ended = cli("sources", "check", *LOOPBACK)
    assert ended.code == 0
    told = [line.split(maxsplit=3) for line in ended.out.splitlines() if line[0] != " "][:-1]
    assert [one[:3] for one in told] == [
        ["dead", "sources.yaml:5", "gone"],
        ["barred", "sources.yaml:6", "barred"],
        ["unreadable", "sources.yaml:3", "page"],
        ["empty", "sources.yaml:4", "empty"],
    ]
    assert "  → write its new address at sources.yaml:5, or remove it\n" in ended.out
    said = {name: detail for _, _, name, detail in told}
    assert "HTML page, not a feed; look for the feed's address" in said["page"]
    assert "the feed has no entries; " in said["empty"]
    assert "good" not in said
    assert ended.out.endswith("\n1 of 5 sources answer: 1 dead, 1 barred, 1 unreadable, 1 empty\n")


def test_check_names_the_new_address_and_its_line(cli: Cli, here: Path, site: Site) -> None:
    site.pages.clear()
    site.pages["/old"] = (301, "text/plain", b"/new")
    site.pages["/other"] = (302, "text/plain", b"/new")
    site.sources(here)
    site.pages["/new"] = (200, "application/rss+xml", FEED)
    told = cli("sources", "check", *LOOPBACK).out.splitlines()
    assert told[0].split()[:3] == ["moved", "sources.yaml:2", "old"]
    assert told[1] == f'  → write there: url: "{site.address}/new"'
    assert told[2] == "2 of 2 sources answer: 1 moved"


def test_check_of_sources_that_are_well_is_one_line(cli: Cli, here: Path, site: Site) -> None:
    site.sources(here)
    ended = cli("sources", "check", "--only", "good", *LOOPBACK)
    assert ended.out == "1 of 1 sources answer\n"


def test_check_of_an_unreachable_site(cli: Cli, here: Path) -> None:
    (here / "sources.yaml").write_text(GOOD.replace("a.example", "127.0.0.1:1"), "utf-8")
    (one,) = cli("sources", "check", *LOOPBACK, "--json").json
    assert (one["state"], one["outcome"]) == ("unreachable", "failed_soft")
    assert "refused the connection" in one["detail"]
    assert (one["where"], one["moved_to"]) == ("sources.yaml:5", None)


def test_a_private_address_is_refused_until_it_is_allowed(cli: Cli, here: Path, site: Site) -> None:
    site.sources(here)
    (one,) = cli("sources", "check", "--only", "good", "--json").json
    assert (one["state"], one["outcome"]) == ("refused", "refused")
    assert "--allow-network" in one["detail"]
    (one,) = cli("sources", "check", "--only", "good", "--json", *LOOPBACK).json
    assert (one["outcome"], one["items"]) == ("ok", 1)


def test_import_keeps_the_list_and_skips_what_is_known(cli: Cli, here: Path) -> None:
    (here / "sources.yaml").write_text("# mine\n" + GOOD.replace("A\n", '"A"  # why\n'), "utf-8")
    (here / "feeds.opml").write_text(
        '<opml version="2.0"><body><outline text="A again" xmlUrl="http://a.example/"/>'
        '<outline text="Asia"><outline text="New One" xmlUrl="http://new.example/rss"/></outline>'
        '<outline text="Elsewhere" type="link" url="http://link.example/"/></body></opml>'
    )
    ended = cli("sources", "import", "feeds.opml")
    assert ended.code == 0
    assert ended.out.splitlines() == [
        "1 sources added to sources.yaml (1 feed), 1 were there already",
        "1 outlines left out: they have no address that can be read",
    ]
    assert [one["folder"] for one in cli("sources", "list", "--json").json] == ["", "Asia"]
    text = (here / "sources.yaml").read_text("utf-8")
    assert text.startswith("# mine\n")
    assert '"A"  # why\n' in text
    assert "New One" in cli("sources", "list").out
    assert "0 sources added" in cli("sources", "import", "feeds.opml").out


def test_import_names_what_needs_trust(cli: Cli, here: Path) -> None:
    (here / "sources.yaml").write_text(GOOD, "utf-8")
    (here / "feeds.opml").write_text(
        '<opml version="2.0"><body><outline text="Mail\x9b2J" kind="mailbox"'
        ' xmlUrl="imaps://me@mail.example/" options=\'{"password_env": "SECRET"}\'/>'
        '<outline text="Drop" kind="folder" xmlUrl="/etc"/>'
        '<outline text="Lax" xmlUrl="https://lax.example/" verify_tls="off"/></body></opml>',
        "utf-8",
    )
    assert cli("sources", "import", "feeds.opml").out.splitlines() == [
        "1 sources added to sources.yaml (1 feed), 0 were there already",
        (
            "2 sources left out: Mail\ufffd2J, Drop; they read files or mailboxes, or name a secret;"
            " --trust takes them too"
        ),
        (
            "1 sources added without their certificate exception: Lax; where it is wanted, write"
            " verify_tls: false in the list"
        ),
    ]
    assert [one["verify_tls"] for one in cli("sources", "list", "--json").json] == [True, True]
    assert cli("sources", "import", "feeds.opml", "--trust").out.splitlines() == [
        "2 sources added to sources.yaml (1 folder, 1 mailbox), 1 were there already"
    ]


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("feeds.opml", "<html><body/></html>", "not OPML: it begins with <html>"),
        ("feeds.opml", "<opml><body>", "feeds.opml:1:13: not valid XML"),
        ("feeds.opml", "<!DOCTYPE x><opml/>", "document type"),
        ("other", "", "feeds.opml: cannot be read: No such file"),
        ("sources.yaml", "sources:\n  - id: x\n", "sources.yaml:2:5: the key 'name' is missing"),
    ],
)
def test_an_import_that_cannot_be(cli: Cli, here: Path, name: str, body: str, said: str) -> None:
    (here / "sources.yaml").write_text(GOOD, "utf-8")
    (here / name).write_text(body)
    before = (here / "sources.yaml").read_text("utf-8")
    ended = cli("sources", "import", "feeds.opml")
    assert ended.code == 2
    assert said in ended.err
    assert (here / "sources.yaml").read_text("utf-8") == before


def test_export_is_what_import_reads(cli: Cli, here: Path) -> None:
    (here / "sources.yaml").write_text(GOOD + "    stance: agency\n    country: KR\n", "utf-8")
    (here / "feeds.opml").write_text(cli("sources", "export").out, "utf-8")
    listed = cli("sources", "list", "--json").json
    (here / "sources.yaml").unlink()
    assert cli("sources", "import", "feeds.opml").code == 0
    assert cli("sources", "list", "--json").json == listed


def test_export_tells_which_addresses_lost_their_password(cli: Cli, here: Path) -> None:
    (here / "sources.yaml").write_text(GOOD.replace("//a", "//me:word@a"), "utf-8")
    ended = cli("sources", "export")
    assert "word@" not in ended.out
    assert ended.err == "passwords and keys were left out of the addresses of: a\n"


def test_health_is_told_from_the_snapshot(cli: Cli, desk: Path) -> None:
    rows = cli("sources", "health", "--json").json
    failing = [row for row in rows if row["failing_since"]]
    assert failing
    assert rows[: len(failing)] == failing
    assert f"since {failing[0]['failing_since'][:10]}" in cli("sources", "health").out


def test_coverage_accounts_for_every_entry(cli: Cli, desk: Path) -> None:
    rows = cli("coverage", "--days", "100", "--json").json
    offered: dict[str, int] = {}
    for row in rows:
        offered[row["source_id"]] = offered.get(row["source_id"], 0) + row["entries"]
    fetched = cli(
        "sql", "SELECT source_id, max(items) AS n FROM fetches GROUP BY 1", "--format", "json"
    )
    assert all(offered.get(row["source_id"], 0) >= row["n"] for row in fetched.json)
    assert {"article", "known"} >= {row["fate"] for row in rows if not row["reason"]}
    some = next(iter(offered))
    told = cli("coverage", "--days", "100", "--source", some).out.splitlines()
    assert told[0].split()[:3] == ["day", "source", "offered"]
    assert all(some in line for line in told[1:])
    assert "nothing of 'nobody'" in cli("coverage", "--source", "nobody").out


def test_coverage_has_a_column_for_each_fate(cli: Cli, here: Path) -> None:
    ledger = begun(here)
    covered = (
        Covered("article", "", 1),
        Covered("partial", "robots", 2),
        Covered("edited", "", 3),
        Covered("known", "", 4),
        Covered("dropped", "too-old", 5),
    )
    brought = harvest(made=fetch(run=ledger.run_id))
    ledger.commit([replace(brought, covered=covered)], NOW)
    ledger.warehouse.publish()
    head, line = cli("coverage").out.splitlines()
    assert head.split()[2:] == ["offered", "articles", "in", "part", "edited", "known", "dropped"]
    assert line.split()[1:8] == ["gazette", "15", "1", "2", "3", "4", "5"]
    assert line.endswith("5 too-old, 2 robots")
