"""A gateway over stories made up, without a broker: for looking at the page.

python -m tests.gateway.serve [--stories 400] [--port 8066]
"""

import argparse
import asyncio

from streams.gateway.replies import StageLag
from streams.gateway.server import Gateway
from streams.runtime.settings import Settings
from tests.gateway.world import fill


async def serve(*, stories: int, port: int) -> None:
    """Serve until cancelled."""
    gateway = Gateway(Settings(gateway_port=port))
    fill(gateway.api.intake, stories)
    gateway.api.intake.lag = (StageLag(stage="extract", messages=0),)
    await gateway.start()
    print(f"http://127.0.0.1:{gateway.port}/", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--stories", type=int, default=400)
    parser.add_argument("--port", type=int, default=8066)
    asked = parser.parse_args()
    asyncio.run(serve(stories=asked.stories, port=asked.port))
