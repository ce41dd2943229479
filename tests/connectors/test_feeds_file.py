"""The file of feeds: what it may say, and how it says what is wrong."""

from ipaddress import ip_network
from pathlib import Path

import pytest

from schemas.topics import ARTICLES
from streams.connectors.feeds import Feeds, age, load, secret, secrets
from streams.errors import SettingsError

ROOT = Path(__file__).resolve().parents[2]


def loaded(tmp_path: Path, text: str) -> Feeds:
    path = tmp_path / "feeds.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def complaint(tmp_path: Path, text: str) -> str:
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, text)
    return str(caught.value).replace(str(tmp_path), "")


def test_a_feed_needs_a_name_and_a_place(tmp_path: Path) -> None:
    feeds = loaded(tmp_path, '[[feed]]\nname = "a"\nurl = "https://x.example/rss"\n')
    (feed,) = feeds.active
    assert (feed.source_name, feed.format, feed.pause, feed.language) == ("a", "auto", 300.0, None)
    assert not feed.full_text
    assert feeds.push.host == "127.0.0.1"


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("  s3cret\n")
    feeds = loaded(
        tmp_path,
        """
        contact = "mailto:desk@news.example"
        host_interval = "2s"
        [push]
        port = 0
        [[feed]]
        name = "northwire"
        url = "https://x.example/rss"
        format = "rss"
        source = "Northwire"
        language = "en"
        timezone = "Europe/Oslo"
        interval = "2h"
        full_text = true
        robots = false
        headers = { "X-Client" = "desk" }
        header_files = { Authorization = "key" }
        allow_networks = ["10.1.0.0/16", "::1"]
        quiet_after = "1d"
        [[feed]]
        name = "box"
        folder = "in"
        [[feed]]
        name = "wire"
        topic = "agency.items"
        format = "ninjs"
        [[feed]]
        name = "desk"
        push = true
        token_file = "key"
        enabled = false
        """,
    )
    first, box, wire = feeds.active
    assert first.pause == 7200.0
    assert first.quiet_after == 86400.0
    assert first.allow_networks == (ip_network("10.1.0.0/16"), ip_network("::1/128"))
    assert secrets(first) == {"Authorization": "s3cret"}
    assert (box.door, box.folder, box.pause) == ("folder", tmp_path / "in", 5.0)
    assert (wire.door, feeds.feed[3].door) == ("topic", "push")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('interval = "often"', "interval: 'often' is no duration: write 30s, 5m, 2h or 1d"),
        ("interval = 0", "interval: Input should be greater than or equal to 1"),
        ("interval = true", "interval: a duration is written as 30s"),
        ('format = "rss3"', "format: Input should be 'auto', 'rss', 'atom'"),
        ('language = "English"', "language: String should match"),
        ('timezone = "Mars"', "timezone: 'Mars' is no time zone (Europe/Amsterdam)"),
        ('folder = "in"', "say exactly one of url, folder, topic and push"),
        ("intervall = 3", "intervall: no such setting"),
        ('allow_networks = ["lan"]', "allow_networks: 'lan' is no address and no network"),
        ('headers = { "X Y" = "1" }', "headers: 'X Y' is no name of a header"),
        ('format = "text"', "format text belongs to a folder, a topic or push"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_feed(tmp_path: Path, line: str, told: str) -> None:
    text = (
        '# Feeds\n[[feed]]\nname = "good"\nurl = "https://x.example/a"\n\n'
        f'[[feed]]\nname = "bad"\nurl = "https://x.example/b"\n{line}\n'
    )
    assert complaint(tmp_path, text).startswith(f"/feeds.toml:6: feed 'bad': {told}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "/feeds.toml: no [[feed]] in it"),
        ("[[feed]\n", "/feeds.toml: Expected ']]'"),
        ('[[feed]]\nurl = "https://x.example/"\n', "/feeds.toml:1: feed 1: name: Field required"),
        ('[[feed]]\nname = "a"\n', "/feeds.toml:1: feed 'a': say exactly one of"),
        ('[[feed]]\nname = "A b"\npush = true\n', "/feeds.toml:1: feed 'A b': name: String"),
        ('[[feed]]\nname = "a"\npush = true\n', "/feeds.toml:1: feed 'a': push needs a token_file"),
        (
            '[[feed]]\nname = "a"\nurl = "ftp://x"\n',
            "/feeds.toml:1: feed 'a': url: 'ftp://x' is no",
        ),
        (
            '[[feed]]\nname = "a"\nurl = "https://u:p@x.example/"\n',
            "/feeds.toml:1: feed 'a': url: no credentials in an address",
        ),
        (
            f'[[feed]]\nname = "a"\ntopic = "{ARTICLES.name}"\n',
            "/feeds.toml:1: feed 'a': topic: eventwire's own topics would feed themselves",
        ),
        (
            '[[feed]]\nname = "a"\nfolder = "in"\nfull_text = true\n',
            "/feeds.toml:1: feed 'a': full_text belongs to a feed with a url",
        ),
        ('contact = "a\\nb"\n', "/feeds.toml: contact: String should match"),
        ("feed = 3\n", "/feeds.toml: feed: Input should be a valid tuple"),
        ("[push]\nport = 70000\n", "/feeds.toml: push: Input should be less"),
    ],
)
def test_other_mistakes(tmp_path: Path, text: str, told: str) -> None:
    assert complaint(tmp_path, text).startswith(told)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    text = '[[feed]]\nname = "a"\n[[feed]]\nname = "b"\nurl = "x"\n'
    assert [line.split(" ")[0] for line in complaint(tmp_path, text).splitlines()] == [
        "/feeds.toml:1:", "/feeds.toml:3:",
    ]  # fmt: skip


def test_names_are_unique(tmp_path: Path) -> None:
    one = '[[feed]]\nname = "a"\nurl = "https://x.example/"\n'
    assert complaint(tmp_path, one * 2) == "/feeds.toml: more than one feed is called 'a'"


@pytest.mark.parametrize("content", [b"", b" \n", b"two\nlines", b"\xff"])
def test_a_secret_is_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(SettingsError):
        secret(tmp_path / "key")


def test_no_file() -> None:
    with pytest.raises(SettingsError, match="No such file"):
        load(Path("/nowhere/feeds.toml"))


@pytest.mark.parametrize("path", ["deploy/feeds.toml", "deploy/k8s/base/feeds.toml"])
def test_the_files_that_are_deployed_can_be_read(path: str) -> None:
    assert load(ROOT / path).feed


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0, "0 s"), (90, "90 s"), (600, "10 min"), (8000, "2 h"), (200_000, "2 d"), (-5, "0 s")],
)
def test_ages_for_people(seconds: float, told: str) -> None:
    assert age(seconds) == told
