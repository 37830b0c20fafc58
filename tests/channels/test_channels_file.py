import stat
from dataclasses import replace

import pytest

from monitor import channels
from monitor.config import DigestSettings, Settings
from monitor.errors import ConfigError
from monitor.model import DeliveryState
from tests.channels.conftest import NOW, addresses, content, copy_of, render

SETTINGS = Settings()


def deliver(issue, folders, settings=SETTINGS):
    ((channel, recipient),) = addresses(settings, folders)
    reserved = copy_of(issue, channel, recipient, DeliveryState.RESERVED)
    seen = []
    ended = channels.deliver(
        reserved, content(issue), settings, folders, now=NOW, record=seen.append
    )
    assert seen[-1] == ended
    return ended


def test_the_digest_lies_in_the_folder_for_its_owner_alone(issue, folders):
    assert deliver(issue, folders).state is DeliveryState.SENT
    files = sorted(folders.digests.iterdir())
    assert [file.name for file in files] == ["2024-11-06.html", "2024-11-06.md"]
    assert files[1].read_text("utf-8") == render(issue, "md")
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(folders.digests.stat().st_mode) == 0o700
    assert stat.S_IMODE(folders.digests.parent.stat().st_mode) == 0o700


def test_a_second_issue_of_a_day_has_files_of_its_own(issue, folders):
    deliver(issue, folders)
    deliver(replace(issue, id="2024-11-06-2"), folders)
    deliver(issue, folders)
    assert sorted(file.name for file in folders.digests.glob("*.md")) == [
        "2024-11-06-2.md",
        "2024-11-06.md",
    ]


def test_no_id_leaves_the_folder(issue, folders):
    deliver(replace(issue, id="../../x\n/y"), folders)
    assert [file.name for file in folders.digests.glob("*.md")] == ["-x-y.md"]


def test_formats_can_be_chosen(issue, folders):
    settings = Settings(channel={"file": {"formats": ["text", "atom", "jsonfeed"]}})
    assert (
        deliver(issue, folders, settings).detail
        == "2024-11-06.txt, 2024-11-06.atom, 2024-11-06.feed.json"
    )


def test_a_folder_that_cannot_be_written_waits_and_leaves_nothing_half(issue, folders):
    folders.digests.parent.mkdir()
    folders.digests.write_text("in the way")
    ended = deliver(issue, folders)
    assert ended.state is DeliveryState.WAITING
    assert "cannot be written" in ended.detail
    folders.digests.unlink()
    assert deliver(issue, folders).state is DeliveryState.SENT


def test_a_rendering_that_fails_leaves_the_old_file_whole(issue, folders):
    deliver(issue, folders)

    def broken(digest, name):
        if name == "html":
            raise RuntimeError(name)
        return render(digest, name)

    ((channel, recipient),) = addresses(SETTINGS, folders)
    reserved = copy_of(issue, channel, recipient, DeliveryState.RESERVED)
    ended = channels.deliver(
        reserved, content(issue, broken), SETTINGS, folders, now=NOW, record=lambda _: None
    )
    assert ended.state is DeliveryState.WAITING
    assert ended.detail == "a fault of the program (RuntimeError); please report it"
    assert (folders.digests / "2024-11-06.html").read_text("utf-8") == render(issue, "html")
    assert not list(folders.digests.glob(".*"))


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (Settings(digest=DigestSettings(channels=("fil",))), "did you mean 'file'"),
        (Settings(channel={"file": {"format": "md"}}), "channel.file.format"),
        (Settings(digest=DigestSettings(channels=("email",))), "channel.email.sender"),
    ],
)
def test_wrong_settings_say_where_and_what(settings, words, folders):
    with pytest.raises(ConfigError) as caught:
        addresses(settings, folders)
    assert words in str(caught.value)
