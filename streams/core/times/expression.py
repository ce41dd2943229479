"""TimeExpression: one time expression of a text, resolved."""

from dataclasses import dataclass
from datetime import date, timedelta

from streams.core.calendar import Days
from streams.core.times.form import Form
from streams.core.times.reading import Reading

_EDTF_SEASONS = {
    "SP": "21",
    "SU": "22",
    "FA": "23",
    "WI": "24",
    "Q1": "33",
    "Q2": "34",
    "Q3": "35",
    "Q4": "36",
    "H1": "40",
    "H2": "41",
}
_DATES = frozenset(("calendar", "step", "offset", "part", "clock", "range", "window"))

RELATIONS = frozenset(("since", "from", "until", "through", "by", "before", "after"))
"""What a preposition may say of the event beside the days themselves."""


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time expression and what it means.

    `start` and `end` are character offsets into the text. `own` are the days that it denotes
    itself ("oktober"), `interval` those it gives an event that it dates ("sinds oktober": from
    1 October on); both are None for durations, sets and vague references. `ambiguous` says that
    the direction of its clause decides, so that a parse can change the reading. `relation` is
    one of RELATIONS or None, `anchored` how it was resolved: absolute, publication, previous
    (told before) or none.
    """

    start: int
    end: int
    text: str
    type: str
    value: str
    own: Days | None
    interval: Days | None
    granularity: str
    relation: str | None
    approximate: bool
    anchored: str
    confidence: float
    ambiguous: bool
    mod: str | None
    rule: str
    form: Form

    @property
    def edtf(self) -> str | None:
        """The interval in EDTF (ISO 8601-2:2019): 2022-12, 2022-12-01/.., 199X; None if none."""
        days = self.interval
        if days is None:
            return None
        if days == self.own and self.type != "DURATION":
            named = _edtf_name(self.value)
            if named is not None and self.mod is None and _names(named, days):
                return f"{named}~" if self.approximate else named
        begin = days.begin.isoformat() if days.begin else ".."
        end = days.last.isoformat() if days.last else ".."
        mark = "~" if self.approximate else ""
        if begin == end:
            return begin + mark
        return "/".join(side if side == ".." else side + mark for side in (begin, end))


def _edtf_name(value: str) -> str | None:
    day = value.partition("T")[0]
    if len(day) in (2, 3) and day.isdigit():
        return day + "X" * (4 - len(day))
    year, _, rest = day.partition("-")
    if rest in _EDTF_SEASONS:
        return f"{year}-{_EDTF_SEASONS[rest]}"
    plain = day.replace("-", "")
    return day if plain.isdigit() and len(day) in (4, 7, 10) else None


def _names(name: str, days: Days) -> bool:
    """Whether a plain EDTF day names these days, and not only the first of several."""
    if len(name) != 10 or days.begin is None or days.end is None:
        return True
    return days.end - days.begin == timedelta(1)


def interval_for(reading: Reading, form: Form) -> Days | None:
    """What an expression says of an event that it dates, by its relation to it.

    "Until Thursday" takes Thursday in, "until 2025" ends as 2025 begins: a day is an end that
    is reached, a longer unit one that is not, but the end of it is.
    """
    own = reading.own
    if own is None or form.kind not in _DATES:
        return None
    match form.relation:
        case "since" | "from":
            return Days(own.begin, None) if own.begin else None
        case "until":
            reached = reading.mod == "END" or (reading.period and reading.period.unit == "day")
            end = own.end if reached else own.begin
            return Days(None, end) if end else None
        case "through" | "by":
            return Days(None, own.end) if own.end else None
        case "before":
            end = own.end if reading.mod == "END" else own.begin
            return Days(None, end) if end else None
        case "after":
            return Days(own.end, None) if own.end else None
        case _:
            return own


#: What names the end of days that begin now.
_BOUNDS = frozenset(("until", "through", "by", "before"))


def event_days(expression: TimeExpression, published: date) -> Days | None:
    """The days of an event that the expression dates, by the guide to events; None if undated.

    It differs from `interval` where an event cannot be what the words alone denote: "since X"
    ends with the publication day, "three weeks ago" is the ISO week of that day, the coming
    weeks and months run from publication to the 28th and the 92nd day after it, that day included;
    a month or a year that ends an event is taken in.
    """
    form, days = expression.form, expression.interval
    if form.kind == "window" and form.number is None and (form.sign or -1) > 0:
        reach = {"day": 7, "week": 28, "month": 92}.get(form.unit or "")
        # A newspaper of the calendar's last day has no coming weeks.
        far = _after(published, reach + 1) if reach else published
        return Days(published, far) if published < far else None
    if days is None:
        return None
    if form.kind == "offset" and form.unit == "week" and days.begin is not None:
        monday = days.begin - timedelta(days.begin.weekday())
        return Days(monday, _after(monday, 7))
    begin, end = days.begin, days.end
    if expression.relation == "since" and begin is not None:
        return Days(begin, _after(published, 1)) if begin <= published < date.max else days
    if expression.relation == "until" and expression.own is not None and expression.own.end:
        # "Until March" is told of what still goes on in March, as "from January to March" is.
        end = expression.own.end
        return Days(published, end) if published < end else Days(None, end)
    if begin is None and end is not None and expression.relation in _BOUNDS:
        return Days(published, end) if published < end else days
    return days


def _after(day: date, count: int) -> date:
    """`count` days on, no further than the calendar goes."""
    return day + timedelta(min(count, (date.max - day).days))
