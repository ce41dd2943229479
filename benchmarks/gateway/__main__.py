"""Times the gateway with many stories, over HTTP on loopback.

    python -m benchmarks.gateway [--stories 50000] [--clients 100]

Latencies are those of one client that asks again and again, gzip and decoding included; compare
figures of one run only, machines differ.
"""

import argparse
import asyncio
import resource
import statistics
import sys
import time

import aiohttp

from schemas.story import Story
from streams.gateway.files import Files
from streams.gateway.server import Gateway
from streams.runtime.settings import Settings
from tests.gateway.world import story, story_message

ASKED = (
    ("first page of 100", "/api/stories"),
    ("page of 2,000, as the page loads them", "/api/stories?limit=2000&withdrawn=true"),
    ("kind and country", "/api/stories?kind=visit&country=NLD"),
    ("a span of days", "/api/stories?from=2024-03-01&to=2024-03-31"),
    ("words", "/api/stories?q=turkey%20visit"),
    ("words that nothing has", "/api/stories?q=zzzz"),
    ("one story", "/api/stories/story-000100"),
    ("alerts", "/api/alerts"),
    ("how things stand", "/api/meta"),
)
TIMES = 30
NOTICES = 500


def memory() -> float:
    """Megabytes that this process has held at most."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held / 1e6 if sys.platform == "darwin" else held / 1e3


async def run(count: int, clients: int) -> None:
    """All of it."""
    settings = Settings(gateway_port=0, gateway_clients=clients + 1, gateway_stories=2 * count)
    gateway = Gateway(settings)
    intake = gateway.api.intake
    messages = [story_message(story(number), number) for number in range(count)]
    before, began = memory(), time.perf_counter()
    for message in messages:
        intake.put(message)
    seconds = time.perf_counter() - began
    print(f"stories                     {count:,}")
    print(f"reading them                {seconds:.1f} s, {count / seconds:,.0f} a second")
    print(f"memory for them             {memory() - before:,.0f} MB")
    print(f"the page, compressed        {Files().weight / 1000:,.0f} kB")
    intake.ready = True
    await gateway.start()
    base = f"http://127.0.0.1:{gateway.port}"
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        print(f"\n{'asked for':<40}{'median':>10}{'slowest':>10}{'sent':>10}")
        for told, path in ASKED:
            await ask(session, told, base + path)
        await fan_out(session, base, gateway, clients=clients, first=story(count))
    await gateway.stop()


async def ask(session: aiohttp.ClientSession, told: str, url: str) -> None:
    """Ask `TIMES` times and tell how long it took."""
    taken = []
    size = 0
    for _ in range(TIMES):
        began = time.perf_counter()
        async with session.get(url) as answer:
            await answer.read()
            assert answer.status == 200, url
            size = int(answer.headers.get("Content-Length", 0))
        taken.append((time.perf_counter() - began) * 1000)
    middle, slowest = statistics.median(taken), max(taken)
    print(f"{told:<40}{middle:>7.1f} ms{slowest:>7.1f} ms{size / 1000:>7.1f} kB")


async def fan_out(
    session: aiohttp.ClientSession, base: str, gateway: Gateway, *, clients: int, first: Story
) -> None:
    """Send changes to many clients at once; how long until all have all."""
    opened = [await session.get(f"{base}/api/stream") for _ in range(clients)]

    async def hear(answer: aiohttp.ClientResponse) -> int:
        heard = 0
        async for line in answer.content:
            heard += line.startswith(b"event: story")
            if heard == NOTICES or line.startswith(b"event: gap"):
                break
        return heard

    hearing = [asyncio.create_task(hear(answer)) for answer in opened]
    await asyncio.sleep(0.2)
    began = time.perf_counter()
    for number in range(NOTICES):
        told = first.model_copy(update={"revision": number + 1})
        gateway.api.intake.put(story_message(told, 10_000_000 + number))
        await asyncio.sleep(0)
    heard = await asyncio.gather(*hearing)
    seconds = time.perf_counter() - began
    assert heard == [NOTICES] * clients, "somebody was too slow"
    print(
        f"\n{NOTICES} changes to {clients} clients: {seconds:.1f} s, "
        f"{NOTICES * clients / seconds:,.0f} notices a second"
    )
    for answer in opened:
        answer.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="benchmarks.gateway")
    parser.add_argument("--stories", type=int, default=50_000)
    parser.add_argument("--clients", type=int, default=100)
    asked = parser.parse_args()
    asyncio.run(run(asked.stories, asked.clients))
