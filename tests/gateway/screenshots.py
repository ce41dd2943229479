"""Pictures of the page, the same on every run: `make screenshots`.

python -m tests.gateway.screenshots FOLDER
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from tests.gateway.browser import Beside, browser, page_of
from tests.gateway.newsroom import NOW, fill

#: A picture in a README weighs on everybody who opens it.
LARGEST = 350_000


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: which size and theme, and what is opened."""

    name: str
    width: int
    height: int
    scheme: str
    query: str = ""
    opened: int | None = None


PICTURES = (
    Picture("page-light", 1440, 900, "light"),
    Picture("page-dark", 1440, 900, "dark", query="?country=UKR", opened=2),
    Picture("page-story", 1440, 900, "light", query="?kind=delivery&country=DEU&lang=nl", opened=0),
    Picture("phone-light", 390, 844, "light"),
    Picture("phone-dark", 390, 844, "dark", query="?country=UKR", opened=2),
)


def take(folder: Path) -> None:
    """Take all pictures. Raises RuntimeError for one that is too heavy."""
    folder.mkdir(parents=True, exist_ok=True)
    served = Beside({})
    served.start(fill)
    try:
        with browser() as running:
            for picture in PICTURES:
                path = folder / f"{picture.name}.png"
                with page_of(
                    running,
                    viewport={"width": picture.width, "height": picture.height},
                    color_scheme=picture.scheme,
                    reduced_motion="reduce",
                    timezone_id="Europe/Amsterdam",
                ) as seen:
                    # The gateway's own clock is not in the picture; the page's is.
                    seen.page.clock.set_fixed_time(NOW)
                    seen.goto(served.url + picture.query)
                    served.tell()
                    seen.page.wait_for_function(
                        "() => document.getElementById('state').textContent.startsWith('Live')"
                    )
                    if picture.opened is not None:
                        seen.page.locator(".row").nth(picture.opened).click()
                        seen.page.wait_for_selector(".claim")
                    seen.page.wait_for_timeout(500)
                    seen.page.screenshot(path=path)
                size = path.stat().st_size
                print(f"{path}: {size // 1000} kB")
                if size > LARGEST:
                    raise RuntimeError(f"{path} is larger than {LARGEST // 1000} kB")
    finally:
        served.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]))
