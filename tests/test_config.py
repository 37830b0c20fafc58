"""Settings from the file and the environment, sources from their list."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from monitor.config import choose, host_table, load_settings, load_sources, networks
from monitor.errors import ConfigError, UsageError
from monitor.sources import Kind, feed


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid")
    every: int = 1


KINDS = {"feed": Kind(Options, read=feed.read)}


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for section in ("FETCH__PAUSE", "FETCH__ALLOW", "DIGEST__TIMEZONE"):
        monkeypatch.delenv(f"MONITOR_{section}", raising=False)
    return tmp_path / "monitor.toml"


def test_defaults_without_a_file(file: Path) -> None:
    assert load_settings(file) == load_settings(None)
    assert load_settings(None).fetch.pause == 1.0
    assert load_settings(None).digest.channels == ("file",)


def test_the_environment_wins_key_by_key(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text('[fetch]\npause = 3\ncontact = "desk@example.org"\n')
    monkeypatch.setenv("MONITOR_FETCH__PAUSE", "0.5")
    monkeypatch.setenv("MONITOR_FETCH__ALLOW", '["10.0.0.0/8"]')
    fetch = load_settings(file).fetch
    assert (fetch.pause, fetch.contact, fetch.allow) == (0.5, "desk@example.org", ("10.0.0.0/8",))


@pytest.mark.parametrize("body", [b"\xef\xbb\xbf[fetch]\r\npause = 2\r\n", b"[fetch]\npause = 2"])
def test_files_of_any_editor(file: Path, body: bytes) -> None:
    file.write_bytes(body)
    assert load_settings(file).fetch.pause == 2


@pytest.mark.parametrize(
    ("text", "line", "parts"),
    [
        ("[fetch]\npuase = 1\n", 2, ["unknown key 'fetch.puase'", "did you mean 'pause'?"]),
        ("a = 1\n[fetsh]\n", 2, ["unknown key", "did you mean 'fetch'?"]),
        ("[fetch]\nzzz = 1\n", 2, ["unknown key 'fetch.zzz'", "known keys: allow, concurrency"]),
        ("[digest]\n\n# five\nothers_per_story = -1\n", 4, ["greater than or equal to 0"]),
        ("[schedule]\ntimezone = 'Mars/Base'\n", 2, ["'Mars/Base' is no time zone", "Asia/Seoul"]),
        ("[schedule]\ncron = '* * *'\n", 2, ["no cron line", "3 fields, not five"]),
        ("[schedule]\ncron = '99 * * * *'\n", 2, ["no cron line", "Bad minute"]),
        ("[fetch]\nallow = ['10.0.0.0/99']\n", 2, ["10.0.0.0/99"]),
        ("[fetch.hosts]\n'a.example' = 'there'\n", 1, ["'there'", "127.0.0.1:8080"]),
        ("[digests.a]\nthemse = []\n", 2, ["'digests.a.themse'", "did you mean 'themes'?"]),
        ("[digests.a]\n[digests.b]\nschedule = '0 7'\n", 3, ["no cron line", "2 fields"]),
        ("[digests.a]\nlanguages = ['en', 'kr']\n", 2, ["is a country", "'ko'"]),
        ("[digests.a]\nlanguages = ['Korean']\n", 2, ["'Korean' is no code", "write it like en"]),
        ("\n[digests.'The Desk']\n", 2, ["'The Desk' is no id", "small letters"]),
        ("[digests.a]\n\nstories_per_theme = 0\n", 3, ["greater than 0"]),
        ("[fetch]\npause = \n", 2, ["not valid TOML"]),
        ("[fetch]\nallow = [", 2, ["not valid TOML"]),
        ("[fetch]\npause = 1\npause = 2\n", 3, ["not valid TOML", "overwrite"]),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    file: Path, text: str, line: int, parts: list[str]
) -> None:
    file.write_text(text.removeprefix("a = 1\n"))
    line -= text.startswith("a = 1\n")
    with pytest.raises(ConfigError) as caught:
        load_settings(file)
    assert (caught.value.path, caught.value.line) == (str(file), line)
    for part in parts:
        assert part in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "parts"),
    [
        ("MONITOR_FETCH__PAUSE", "slow", ["fetch.pause", "valid number"]),
        ("MONITOR_FETCH__PUASE", "1", ["unknown key 'fetch.puase'", "did you mean 'pause'?"]),
        ("MONITOR_FETSH__PAUSE", "1", ["unknown section 'fetsh'", "did you mean 'fetch'?"]),
        ("MONITOR_FETCH", "{", ["a section, not one value", "MONITOR_FETCH__"]),
    ],
)
def test_a_wrong_variable_is_named_even_beside_a_file(
    file: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, parts: list[str]
) -> None:
    file.write_text("[fetch]\npause = 1\n")
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError) as caught:
        load_settings(file)
    assert caught.value.path == name
    for part in parts:
        assert part in str(caught.value)


def test_other_variables_of_that_prefix_are_left_alone(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONITOR_SMTP_PASSWORD", "secret")
    assert "secret" not in repr(load_settings(file))


def test_a_file_that_is_no_text(file: Path) -> None:
    file.write_bytes(b"\xff\xfe[\x00")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_settings(file)


LIST = """\
sources:
  - {id: a, name: A, kind: feed, url: "http://a.example/x"}
  - {id: b, name: B, kind: feed, url: "http://b.example/x", options: {every: "5"}}
"""


def test_sources_are_values(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(LIST)
    first, second = load_sources(path, KINDS)
    assert (first.id, first.stance, first.language) == ("a", "independent", None)
    assert second.options == {"every": "5"}
    assert choose((first, second), ("b", "a", "b")) == (second, first)
    assert choose((first, second), ()) == (first, second)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("every", "evry", 3, "unknown option 'evry'"),
        ('"5"', '"often"', 3, "option every: "),
        ("id: b", "id: a", 3, "first on line 2"),
        ("b.example/x", "A.example:80/x", 3, "stands twice"),
        ("http://b.example/x", "https://www.a.example/x/?utm_source=rss", 3, "first on line 2"),
        ("http://a.example/x", "file:///etc/passwd", 2, "not an http or https address"),
        ("http://a.example/x", "ftp://a.example/x", 2, "not an http or https address"),
        ("http://a.example/x", "a.example/x", 2, "not an http or https address"),
        ('kind: feed, url: "http://b', 'kind: page, url: "http://b', 3, "known: feed"),
    ],
)
def test_a_wrong_source_is_named_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, said: str
) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(LIST.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        load_sources(path, KINDS)
    assert caught.value.line == line
    assert said in str(caught.value)


def test_choosing_what_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(LIST.replace("id: a", "id: tass-en"))
    with pytest.raises(UsageError, match=r"'tass'(?s:.*)did you mean 'tass-en'"):
        choose(load_sources(path, KINDS), ("tass",))


def test_networks_and_hosts() -> None:
    assert networks(("10.1.2.3/8", "::1")) == (ip_network("10.0.0.0/8"), ip_network("::1/128"))
    with pytest.raises(UsageError, match="write a network like"):
        networks(("localhost",))
    table = host_table({"A.example": "127.0.0.1:80", "b.example": "[::1]:81"})
    assert table == {"a.example": ("127.0.0.1", 80), "b.example": ("::1", 81)}
