"""What the page is made of besides our own is what its notes say; nothing comes from elsewhere."""

import hashlib
import re
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "streams" / "gateway" / "static"
VENDOR = STATIC / "vendor"


def test_vendored_files_are_those_that_the_notes_name() -> None:
    noted = dict(
        re.findall(
            r"^\| `([\w.-]+)` \| [^|]+ \| `sha512-[^`]+` \| `(\w{64})` \|$",
            (VENDOR / "README.md").read_text(),
            re.MULTILINE,
        )
    )
    there = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.iterdir()
        if path.suffix in {".js", ".json"}
    }
    assert there == noted
    for name in ("d3-array", "d3-geo", "topojson-client", "world-atlas", "GeographicLib"):
        assert name in (VENDOR / "LICENSE.txt").read_text()


def test_the_page_has_nothing_inline_and_nothing_from_another_host() -> None:
    page = (STATIC / "index.html").read_text()
    assert not re.search(r"\son\w+\s*=|\sstyle\s*=|<style|javascript:", page)
    assert all(re.search(r"\ssrc=\"/static/", tag) for tag in re.findall(r"<script[^>]*>", page))
    for path in [*STATIC.glob("*.css"), *STATIC.glob("js/*.js"), STATIC / "index.html"]:
        text = path.read_text().replace("http://www.w3.org/2000/svg", "")
        assert "://" not in text.replace("https?:$", ""), path.name
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text
        ), path.name


def test_modules_of_the_page_are_small() -> None:
    for path in STATIC.glob("js/*.js"):
        assert len(path.read_text().splitlines()) <= 300, path.name
