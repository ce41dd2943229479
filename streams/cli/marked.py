"""A text with the evidence of its events marked, and the records below it, for a terminal."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from rich.console import Console
from rich.text import Text

from schemas.article import Article
from schemas.event import Actor, Event, Item, Status
from schemas.when import Basis, When
from streams.cli.extraction import Note

STYLES = {
    Status.OCCURRED: "bold green",
    Status.ONGOING: "bold green",
    Status.PLANNED: "bold yellow",
    Status.POSSIBLE: "bold magenta",
    Status.DENIED: "bold red",
}
#: A longer text is shown by those of its paragraphs that tell an event.
_WHOLE_CHARACTERS = 6_000


def print_extraction(
    article: Article, *, events: Sequence[Event], notes: Sequence[Note] | None, console: Console
) -> None:
    """The text with the evidence marked, then a record for each event, then the notes."""
    if article.title:
        console.print(_marked(article.title, events, field="title"), style="bold", soft_wrap=True)
        console.print()
    marked = _marked(article.text, events, field="text")
    for paragraph in _shown(marked, events):
        console.print(paragraph, soft_wrap=False)
    console.print()
    if not events:
        console.print("no event", style="dim")
    for number, event in enumerate(events, start=1):
        console.print(_record(event, number=number))
    for note in notes or ():
        line = Text()
        line.append(f"{' '.join(safe(note.text).split())}\n", style="dim")
        line.append(f"  {'; '.join(note.notes)}", style="cyan")
        console.print(line)


def safe(text: str) -> str:
    """`text` of the same length without the control characters that would steer a terminal."""
    return "".join(
        letter if letter.isprintable() or letter in "\n\t" else "\N{REPLACEMENT CHARACTER}"
        for letter in text
    )


def _marked(text: str, events: Iterable[Event], *, field: str) -> Text:
    marked = Text(safe(text))
    for event in events:
        for evidence in event.evidence:
            if evidence.field == field:
                marked.stylize(f"{STYLES[event.status]} underline", evidence.start, evidence.end)
    return marked


def _shown(marked: Text, events: Sequence[Event]) -> Iterable[Text]:
    if len(marked) <= _WHOLE_CHARACTERS:
        return [marked]
    spans = [
        (evidence.start, evidence.end)
        for event in events
        for evidence in event.evidence
        if evidence.field == "text"
    ]
    shown: list[Text] = []
    position = 0
    for paragraph in marked.split("\n", include_separator=True, allow_blank=True):
        end = position + len(paragraph)
        if any(start < end and stop > position for start, stop in spans):
            paragraph.rstrip()
            shown += [Text("[…]", style="dim"), paragraph]
        position = end
    return shown


def _record(event: Event, *, number: int) -> Text:
    record = Text()
    record.append(f"{number}. ", style="bold")
    record.append(event.kind.value, style="bold cyan")
    record.append(f"  {event.status.value}", style=STYLES[event.status])
    record.append(f"  {told_date(event.when)}")
    if not event.military:
        record.append("  (not military)", style="dim")
    for role, actors in event.roles().items():
        if actors:
            _line(record, role, ", ".join(_actor(actor) for actor in actors))
    if event.place:
        country = f" ({event.place.country})" if event.place.country else ""
        _line(record, "place", f"{event.place.name}{country}")
    if event.items:
        _line(record, "items", ", ".join(told_item(item) for item in event.items))
    if event.attribution:
        verb = "denied by" if event.attribution.denies else "according to"
        _line(record, verb, event.attribution.name or event.attribution.text)
    evidence = event.evidence[0]
    words = " ".join(safe(evidence.text).split())
    _line(record, "evidence", f"“{words}” ({evidence.field} {evidence.start}-{evidence.end})")
    _line(record, "rule", f"{evidence.rule}, confidence {event.confidence:.2f}")
    record.append("\n")
    return record


def _line(record: Text, name: str, told: str) -> None:
    record.append(f"\n   {name:<13}", style="dim")
    record.append(safe(told))


def _actor(actor: Actor) -> str:
    if actor.country and actor.country != actor.name:
        return f"{actor.name} ({actor.country})"
    return actor.name


def told_item(item: Item) -> str:
    """An item with the bounds of its number: "170..170 T-72"."""
    least, most = item.quantity.minimum, item.quantity.maximum
    if least is None and most is None:
        return item.name
    about = "~" if item.quantity.approximate else ""
    if least == most:
        return f"{about}{least} {item.name}"
    return f"{about}{'' if least is None else least}..{'' if most is None else most} {item.name}"


def days(when: When) -> str:
    """The days in ISO, both ends in them; an open end is left empty."""
    begin = when.begin.isoformat() if when.begin else ""
    end = (when.end - timedelta(days=1)).isoformat() if when.end else ""
    return begin if begin == end else f"{begin}..{end}"


def told_date(when: When) -> str:
    """The date with the words that it came from, marked where the text did not say it."""
    if when.basis is Basis.PUBLICATION:
        return f"no date (published {when.begin})"
    approximate = "~" if when.approximate else ""
    words = f" “{safe(when.text)}”" if when.text else ""
    carried = ", from the context" if when.basis is Basis.CONTEXT else ""
    return f"{approximate}{days(when)}{words}{carried}"
