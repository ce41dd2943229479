"""Logs: structlog through the standard library, readable on a terminal or one JSON a line."""

import logging
import sys

import structlog

from streams.runtime.settings import Settings

#: Libraries that tell at level info what is no news: heartbeats, metadata, every rebalance step.
_QUIET = ("aiokafka", "kafka", "faust", "mode", "asyncio", "aiohttp.access", "streams.runtime.app")


def configure(settings: Settings, *, role: str) -> None:
    """Send all logs of this process to standard error, bound to `role`."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if settings.log_format == "json":
        renderer: structlog.types.Processor = structlog.processors.JSONRenderer()
        shared.append(structlog.processors.format_exc_info)
    else:
        renderer = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(
            logging.DEBUG if settings.log_level == "debug" else logging.WARNING
        )
    structlog.contextvars.bind_contextvars(role=role)
