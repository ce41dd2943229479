"""Sections without a broker: the mix, the stages, memory."""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.throughput.machine import Usage
from benchmarks.throughput.news import SHARES, News, words
from benchmarks.throughput.runners import Ours, Plain, Runner, Timing
from schemas.article import Article
from streams.runtime.guard import Guard
from streams.runtime.wire import Inbound, article_record, event_record

Report = dict[str, Any]


def mix(
    news: News, *, languages: Sequence[str], processes: int, number: int, rounds: int
) -> Report:
    """Articles a second by share of relevant ones, ours and plain parses alternating."""
    runners: list[Runner] = [
        Ours("eventwire", languages=languages, processes=processes),
        Ours("eventwire, no prefilter", languages=languages, processes=processes, prefilter=False),
        Plain("nlp.pipe", languages=languages, processes=processes, all_pipes=True),
        Plain("nlp.pipe, our parts", languages=languages, processes=processes, all_pipes=False),
    ]
    try:
        return {
            f"{share:g}": _side_by_side(
                runners, list(news.stream(number, share=share)), rounds=rounds
            )
            for share in SHARES
        }
    finally:
        for runner in runners:
            runner.close()


def _side_by_side(runners: Sequence[Runner], articles: list[Article], *, rounds: int) -> Report:
    timings: dict[str, list[Timing]] = {runner.name: [] for runner in runners}
    for runner in runners:
        runner.run(articles[:40])
    for turn in range(rounds):
        # Who goes first changes: a machine that slows down slows each in turn.
        for runner in runners if turn % 2 == 0 else reversed(runners):
            timings[runner.name].append(runner.run(articles))
    length = sum(map(words, articles))
    return {
        name: {
            "articles_per_second": round(len(articles) / _median(t.wall for t in times), 1),
            "words_per_second": round(length / _median(t.wall for t in times)),
            "events_per_second": round(times[0].events / _median(t.wall for t in times), 1),
            "cpu_ms_per_article": round(_median(t.cpu for t in times) / len(articles) * 1000, 3),
            "wall_ratio": _ratio(timings, name, lambda t: t.wall),
            "cpu_ratio": _ratio(timings, name, lambda t: t.cpu),
            "events": times[0].events,
        }
        for name, times in timings.items()
    }


def _ratio(
    timings: dict[str, list[Timing]], name: str, measure: Callable[[Timing], float]
) -> float:
    """How many times faster than a plain `nlp.pipe`: the median over the rounds, each in itself."""
    pairs = zip(timings["nlp.pipe"], timings[name], strict=True)
    return round(_median(measure(plain) / measure(one) for plain, one in pairs), 2)


def _median(values: Any) -> float:
    return float(statistics.median(values))


def stages(news: News, *, languages: Sequence[str], number: int, share: float) -> Report:
    """CPU milliseconds an article by what it goes to, in one process, of a stream at `share`."""
    from streams import packs  # noqa: PLC0415 - loads spaCy
    from streams.core.pipeline import paragraphs  # noqa: PLC0415
    from streams.core.screening.prefilter import Prefilter  # noqa: PLC0415
    from streams.core.times import TimeTagger  # noqa: PLC0415
    from streams.runtime.engine import Engine  # noqa: PLC0415

    articles = list(news.stream(number, share=share))
    engine = Engine(tuple(languages))
    engine.warm()
    records = [article_record(article) for article in articles]
    inbound = [
        Inbound(topic=r.topic, partition=0, offset=n, value=r.value, key=r.key, headers=r.headers)
        for n, r in enumerate(records)
    ]
    guard = Guard(languages=tuple(languages))
    sieves = {code: Prefilter(packs.language(code), packs.world(code)) for code in languages}
    taggers = {code: TimeTagger(packs.times(code)) for code in languages}
    parsed = _Spy(engine, languages)
    engine.extract_all(articles[:64])
    parsed.seconds = 0.0
    decode, _ = _cpu(lambda: [guard.article(message) for message in inbound])
    scan, _ = _cpu(lambda: [sieves[a.language].candidates(paragraphs(a)) for a in articles])
    scan, _ = _cpu(lambda: [sieves[a.language].candidates(paragraphs(a)) for a in articles])
    batches = [articles[at : at + 64] for at in range(0, len(articles), 64)]
    whole, found = _cpu(
        lambda: [events for batch in batches for events in engine.extract_all(batch)]
    )
    parse = parsed.seconds
    read = [a for a, events in zip(articles, found, strict=True) if events]
    times, _ = _cpu(
        lambda: [
            taggers[a.language].find(p.text, published=a.published_at.date())
            for a in read
            for p in paragraphs(a)
        ]
    )
    encode, encoded = _cpu(lambda: [[e.to_bytes() for e in events] for events in found])
    produce, _ = _cpu(
        lambda: [
            event_record(kind=event.kind, event_id=event.event_id, value=value, article=article)
            for article, events, values in zip(articles, found, encoded, strict=True)
            for event, value in zip(events, values, strict=True)
        ]
    )
    took = {
        "decoding": decode,
        "prefilter": scan,
        "parsing": parse,
        "time expressions": times,
        "matching": max(whole - parse - scan - times, 0.0),
        "encoding": encode,
        "records": produce,
    }
    return {name: round(seconds / number * 1000, 4) for name, seconds in took.items()}


class _Spy:
    """Adds up the time that an engine's parsers take."""

    def __init__(self, engine: Any, languages: Sequence[str]) -> None:
        self.seconds = 0.0
        for language in languages:
            engine.extractor(language)
            screening = engine._screenings[language]  # noqa: SLF001
            screening._nlp = _Timed(screening._nlp, self)  # noqa: SLF001


class _Timed:
    def __init__(self, nlp: Any, spy: _Spy) -> None:
        self._nlp, self._spy = nlp, spy

    def pipe(self, texts: Any) -> Any:
        """As the pipeline, what it takes added up."""
        texts = list(texts)
        begin = time.process_time()
        docs = list(self._nlp.pipe(texts))
        self._spy.seconds += time.process_time() - begin
        return iter(docs)


def _cpu(work: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.process_time()
    result = work()
    return time.process_time() - begin, result


def memory(news: News, *, languages: Sequence[str], steps: Sequence[int]) -> Report:
    """MiB of a child after so many articles at 5 % relevance, and of the process that feeds it."""
    runner = Ours("eventwire", languages=languages, processes=1)
    try:
        (child,) = runner.pool.children
        found = {"0": round(Usage.of(child).rss)}
        done = 0
        for step in steps:
            runner.run(list(news.stream(step - done, share=0.05, run=f"m{step}")))
            done = step
            found[str(step)] = round(Usage.of(child).rss)
        return {"child": found}
    finally:
        runner.close()
