"""Builder: one mention of an event from a trigger and the phrases around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from spacy.tokens import Span

from schemas.event import EVENT_TYPES, Kind, Status
from streams.core import clause, dating, kinds, lasting, roles, status
from streams.core.calendar import Days
from streams.core.draft import Dated, Draft
from streams.core.items import Thing
from streams.core.pack import LanguagePack
from streams.core.phrases import Phrase, Referent
from streams.core.roles import Link
from streams.core.times import TimeExpression
from streams.core.triggers import Occurrence

_SYMMETRIC = frozenset({"participant", "member", "party"})
_PLACE_CASES = frozenset({"in", "at", "to", "on"})
_FACILITY_SLOTS = frozenset({"head", "obj", "to", "of", "from", "as"})
#: A filler that fits worse than this is none; a symmetric one needs more.
_MINIMUM, _MINIMUM_SYMMETRIC = 0.26, 0.4


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence with all that was read in it, and the trigger occurrences around."""

    sentence: Span
    phrases: Sequence[Phrase]
    expressions: Sequence[TimeExpression]
    occurrences: Sequence[Occurrence]
    headline: bool
    paragraph: int
    offset: int
    published: date
    ground: tuple[Referent, ...] = ()
    pair: tuple[Referent, ...] = ()
    """The two states that were named last before the sentence or in it."""
    context: str = ""
    """The whole paragraph in lower case."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a trigger gave no event; `draft` is what there is of it, where only parties lack."""

    occurrence: Occurrence
    reason: str
    draft: Draft | None = None


class Builder:
    """Builds drafts of one language."""

    def __init__(self, pack: LanguagePack) -> None:
        self._pack = pack

    def build(self, occurrence: Occurrence, scene: Scene) -> Draft | Refusal:
        """The draft that `occurrence` tells, or why it tells none."""
        kind = Kind(occurrence.trigger.frame.kind)
        found = roles.links(occurrence, scene.phrases, self._pack)
        missing = self._missing(occurrence, found, scene)
        if missing is not None:
            return Refusal(occurrence, missing)
        assigned, scores = self._assign(occurrence, found)
        things = self._things(occurrence, found, kind)
        self._derive(kind, occurrence, assigned, found, things, scene)
        reading = status.read(occurrence, self._pack, headline=scene.headline)
        if reading.opinion:
            return Refusal(occurrence, "an opinion, not an event")
        dated = dating.date_of(
            occurrence,
            scene.sentence,
            scene.expressions,
            self._pack,
            published=scene.published,
            others=scene.occurrences,
        )
        token = occurrence.token
        draft = Draft(
            kind=kind,
            roles=assigned,
            things=[t for _, t in things],
            place=self._place(occurrence, found, assigned),
            status=reading.status,
            dated=dated,
            start=scene.offset + scene.sentence.start_char,
            end=scene.offset + scene.sentence.end_char,
            trigger=token.text,
            rule=occurrence.trigger.id,
            score=self._score(occurrence, scores, kind),
            military=self._military(kind, occurrence, found, assigned, scene),
            definite=occurrence.phrase is not None and self._definite(occurrence.phrase),
            headline=scene.headline,
            paragraph=scene.paragraph,
            tense=reading.tense,
            ground=scene.ground,
            pair=scene.pair,
            there=any(t.lower_ in self._pack.pronouns["place"] for t in scene.sentence),
            sure=occurrence.trigger.weight >= 1.0
            or not any(t.unit or t.item_class in _DEPLOYABLE for _, t in things),
            strong=occurrence.trigger.weight >= 0.8 and not _loose(occurrence),
        )
        if kind is Kind.DELIVERY and not things:
            draft.number = next(
                (
                    link.phrase.number
                    for link in found
                    if link.slot in {"obj", "subj"} and link.strength >= 0.9 and link.phrase.number
                ),
                None,
            )
        draft.status = self._timed_status(draft, scene.published)
        if not scene.headline and kind in _EXTENDED:
            draft.dated = lasting.stretched(occurrence, draft.dated, scene.expressions, self._pack)
            draft.status = _still(draft, scene.published)
        draft.dated = _until_now(draft, scene.published)
        if kind is Kind.AGREEMENT:
            draft.seller = _seller(occurrence, found)
        rival = self._rival(draft, occurrence)
        if rival is not None:
            return Refusal(occurrence, rival)
        if not kinds.VALID[kind](draft):
            reason = f"a {kind.value} needs other parties than {_told(assigned)}"
            return Refusal(occurrence, reason, draft)
        return draft

    @staticmethod
    def _rival(draft: Draft, occurrence: Occurrence) -> str | None:
        """Sending equipment to a state is a delivery, sending forces a deployment."""
        frame = occurrence.trigger.frame.id
        if not draft.things or frame not in {"deployment.send", "deployment.arrive"}:
            return None
        if frame == "deployment.arrive" and any(t.item_class in _MOBILE for t in draft.things):
            return None
        deployable = any(t.personnel or t.unit or t.item_class in _DEPLOYABLE for t in draft.things)
        own = occurrence.trigger.lemma in _OWN_FORCES
        if draft.kind is Kind.DEPLOYMENT and not deployable and not own:
            return "equipment that changes hands is delivered"
        return None

    # -- what a trigger asks for -----------------------------------------------------------------

    def _missing(self, occurrence: Occurrence, found: Sequence[Link], scene: Scene) -> str | None:
        needs = occurrence.trigger.requires
        frame = occurrence.trigger.frame
        if frame.id == "joint_unit.merge":
            states = {n.country for n in self._merged(found)}
            return None if len(states) >= 2 else "no units of two states are put together"
        if frame.kind == "joint_unit" and self._unit(found, frame.roles["unit"]) is None:
            return "no joint unit is formed"
        if needs == "items" and not any(
            link.phrase.thing and link.phrase.thing.strong and not link.phrase.thing.personnel
            for link in found
        ):
            return "nothing military is bought"
        if needs == "facility" and not self._noun(found, "facilities"):
            return "no base, airspace or territory is used"
        if needs == "training" and not any(
            link.slot == "obj"
            and any(
                t.frame.kind == "training"
                for t in self._pack.nouns.get(link.phrase.head.lower_, ())
            )
            for link in found
        ):
            return "no training is had"
        if needs == "meeting" and not any(
            link.slot == "obj"
            and any(
                t.frame.kind == "meeting" for t in self._pack.nouns.get(link.phrase.head.lower_, ())
            )
            for link in found
        ):
            return "no talks are hosted"
        if needs == "forces" and not any(
            link.phrase.thing is not None
            and link.phrase.thing.personnel
            and (link.phrase.thing.count.minimum or link.phrase.thing.count.maximum)
            and frame.roles["items"].get(link.slot, 0.0)
            for link in found
        ):
            return "no number of soldiers is told"
        if needs == "joint" and not self._together(scene):
            return "not told to be together"
        if needs == "agreement" and occurrence.phrase is None and not self._agreement(found):
            return "no accord is signed"
        return None

    def _merged(self, found: Sequence[Link]) -> list[Referent]:
        """The states whose units or forces a verb of merging puts together."""
        states: list[Referent] = []
        for link in found:
            head = link.phrase.head.lower_
            unit = (
                head in self._pack.collectives
                or head in self._pack.military["units"]
                or any(head.endswith(u) for u in self._pack.military["units"] if len(u) > 5)
            )
            if link.slot in {"subj", "obj", "in", "to", "with", "at", "of"} and (
                unit or link.phrase.thing is not None or link.slot == "subj"
            ):
                for nation in [r for r in link.phrase.referents if r.country] or _nations(
                    link.phrase
                ):
                    if _new(states, nation):
                        states.append(nation)
        return states

    def _together(self, scene: Scene) -> bool:
        words = {t.lower_ for t in scene.sentence}
        together = {"together", "jointly", "alongside", "samen", "gezamenlijk", "ensemble", "joint"}
        return bool(words & together)

    def _agreement(self, found: Sequence[Link]) -> Phrase | None:
        nouns = self._pack.military["agreements"]
        for link in found:
            # "a letter | of intent": names of two or three words run over the phrase's end.
            ahead = link.phrase.doc[link.phrase.start : link.phrase.end + 2].text.lower()
            if link.slot in {"obj", "on", "of", "about", "for", "among"} and (
                link.phrase.head.lower_ in nouns
                or any(n in ahead for n in nouns if " " in n)
                or any(link.phrase.head.lower_.endswith(n) for n in nouns if len(n) > 5)
            ):
                return link.phrase
        return None

    def _noun(self, found: Sequence[Link], group: str) -> Phrase | None:
        nouns = self._pack.military[group]
        for link in sorted(found, key=lambda l: -l.strength):
            if link.slot in _FACILITY_SLOTS and (
                any(t.lower_ in nouns for t in link.phrase.span)
                or any(n in link.phrase.lowered for n in nouns if " " in n)
            ):
                return link.phrase
        return None

    def _unit(self, found: Sequence[Link], slots: Mapping[str, float]) -> Phrase | None:
        pack = self._pack.military
        for link in sorted(found, key=lambda l: -l.strength):
            if link.slot not in slots and link.slot != "head":
                continue
            lowered = link.phrase.lowered
            tokens = lowered.replace("-", " ").split()
            noun = link.phrase.head.lower_
            unit = (
                noun in pack["units"]
                or any(u in lowered for u in pack["units"] if " " in u)
                or any(noun.endswith(u) for u in pack["military_units"] if len(u) > 5)
            )
            joint = any(t in pack["joint"] for t in tokens)
            nations = sum(
                1 for m in link.phrase.matches if any(e.type == "demonym" for e in m.entries)
            )
            if unit and (joint or nations >= 2 or noun in pack["military_units"]):
                return link.phrase
        return None

    # -- fillers -----------------------------------------------------------------------------------

    def _assign(
        self, occurrence: Occurrence, found: Sequence[Link]
    ) -> tuple[dict[str, list[Referent]], dict[str, float]]:
        frame = occurrence.trigger.frame
        names = EVENT_TYPES[Kind(frame.kind)].roles_
        candidates: list[tuple[float, str, Link]] = []
        for link in found:
            for role in names:
                weight = frame.roles.get(role, {}).get(link.slot, 0.0) * link.strength
                if not weight or not link.phrase.referents:
                    continue
                suits = max(
                    kinds.fit(frame.kind, role, link.phrase, r) for r in link.phrase.referents
                )
                if suits:
                    candidates.append((weight * suits, role, link))
        candidates.sort(key=lambda c: -c[0])
        taken: dict[int, str] = {}
        assigned: dict[str, list[Referent]] = {}
        leaders: dict[str, Phrase] = {}
        scores: dict[str, float] = {}
        for score, role, link in candidates:
            phrase = link.phrase
            if phrase.start in taken or score < _MINIMUM:
                continue
            if role not in _SYMMETRIC and _opposed(phrase, role, assigned):
                continue
            guest = role == "visitor" and link.slot == "with"
            if (
                role in assigned
                and not guest
                and not self._joins(role, score, phrase, leaders[role])
            ):
                continue
            if role not in assigned:
                leaders[role] = phrase
                scores[role] = score
            taken[phrase.start] = role
            for referent in phrase.referents:
                if kinds.fit(frame.kind, role, phrase, referent) and _new(
                    assigned.setdefault(role, []), referent
                ):
                    assigned[role].append(referent)
        if occurrence.phrase is not None and occurrence.phrase.modifier is not None:
            self._from_modifier(occurrence, names, assigned, scores)
        return {r: assigned[r] for r in names if r in assigned}, scores

    @staticmethod
    def _joins(role: str, score: float, phrase: Phrase, leader: Phrase) -> bool:
        if role in _SYMMETRIC:
            return score >= _MINIMUM_SYMMETRIC
        first = phrase.coordinated or phrase
        return first is leader or first is leader.coordinated or leader is phrase.coordinated

    def _from_modifier(
        self,
        occurrence: Occurrence,
        names: Sequence[str],
        assigned: dict[str, list[Referent]],
        scores: dict[str, float],
    ) -> None:
        """ "Russian arms deliveries", "Dutch-German corps": demonyms in the trigger's phrase."""
        frame, phrase = occurrence.trigger.frame, occurrence.phrase
        assert phrase is not None
        nations = _nations(phrase)
        for role in names:
            weight = frame.roles.get(role, {}).get("gen", 0.0)
            if not weight or (role in assigned and role not in _SYMMETRIC):
                continue
            for nation in nations:
                fillers = assigned.setdefault(role, [])
                if _new(fillers, nation):
                    fillers.append(nation)
                    scores.setdefault(role, weight * 0.8)
            if role in assigned and not assigned[role]:
                del assigned[role]
            return

    def _things(
        self, occurrence: Occurrence, found: Sequence[Link], kind: Kind
    ) -> list[tuple[Phrase, Thing]]:
        roles_ = occurrence.trigger.frame.roles
        slots = roles_.get("items") or roles_.get("subject") or {}
        if kind is Kind.JOINT_UNIT:
            slots = {"of": 0.6, "with": 0.6}
        scored = [
            (slots[link.slot] * link.strength, link.phrase)
            for link in found
            if link.phrase.thing is not None and slots.get(link.slot)
        ]
        # An army may be what receives; it is no item of a delivery.
        scored.sort(
            key=lambda s: (
                kind is Kind.DELIVERY and s[1].thing is not None and s[1].thing.personnel,
                -s[0],
            )
        )
        if not scored or scored[0][0] < 0.25:
            return []
        leader = scored[0][1].coordinated or scored[0][1]
        out: list[tuple[Phrase, Thing]] = []
        for score, phrase in scored:
            together = phrase is leader or phrase.coordinated is leader
            party = (
                kind is Kind.DELIVERY
                and phrase.thing is not None
                and (phrase.thing.personnel and bool(phrase.referents) and phrase is not leader)
                and phrase.coordinated is not leader
            )
            if (together or score >= 0.7) and phrase.thing is not None and not party:
                if all(phrase is not p for p, _ in out):
                    out.append((phrase, phrase.thing))
        return sorted(out, key=lambda pair: pair[0].start)

    def _derive(
        self,
        kind: Kind,
        occurrence: Occurrence,
        assigned: dict[str, list[Referent]],
        found: Sequence[Link],
        things: Sequence[tuple[Phrase, Thing]],
        scene: Scene,
    ) -> None:
        """Parties that the items or the place name: "Amerikaanse militairen in Polen"."""
        if kind is Kind.DEPLOYMENT:
            for phrase, _ in things:
                nations = list(phrase.referents) or _nations(phrase)
                if nations and not assigned.get("sender"):
                    assigned["sender"] = [n for n in nations if n.type not in {"place"}]
        if kind is Kind.TRAINING and not assigned.get("trainer"):
            slots = ("in", "at")
            for link in found:
                if link.slot in slots and link.strength >= 0.3:
                    place = [
                        r
                        for r in link.phrase.referents
                        if r.country and r.type in {"state", "capital", "place"}
                    ]
                    mine = {r.country for r in assigned.get("trainee", [])}
                    if place and place[0].country not in mine:
                        assigned["trainer"] = place[:1]
                        break
        if kind is Kind.BASING and not assigned.get("user"):
            slots = occurrence.trigger.frame.roles["user"]
            for link in found:
                if (
                    link.phrase.thing is not None
                    and slots.get(link.slot, 0) * link.strength >= _MINIMUM
                ):
                    assigned["user"] = _nations(link.phrase)[:1]
        if kind is Kind.BASING:
            self._derive_basing(occurrence, assigned, found, scene.phrases)
        if occurrence.trigger.frame.id == "joint_unit.merge":
            assigned["member"] = self._merged(found)
        if kind is Kind.EXERCISE:
            # "American F-35s and Swedish Gripens trained": machines stand for their states.
            for link in found:
                if link.slot in {"subj", "with", "of", "by"} and link.phrase.thing is not None:
                    for nation in _nations(link.phrase):
                        if _new(assigned.setdefault("participant", []), nation):
                            assigned["participant"].append(nation)
            if not assigned.get("participant"):
                assigned.pop("participant", None)
        if kind is Kind.AGREEMENT:
            # "a contract for French missiles": the seller is a party.
            for link in found:
                if link.slot in {"for", "of", "obj", "on"} and link.phrase.thing is not None:
                    for nation in _nations(link.phrase)[:1]:
                        if _new(assigned.setdefault("party", []), nation):
                            assigned["party"].append(nation)
            if not assigned.get("party"):
                assigned.pop("party", None)

    def _derive_basing(
        self,
        occurrence: Occurrence,
        assigned: dict[str, list[Referent]],
        found: Sequence[Link],
        phrases: Sequence[Phrase],
    ) -> None:
        permits = clause.controller(occurrence.token)
        if permits is not None and any(
            t.frame.id == "basing.allow" for t in self._pack.verbs.get(permits.lower_, ())
        ):
            users = {r.country for r in assigned.get("user", [])}
            for phrase in phrases:
                if phrase.gov == permits and phrase.func == "subj" and phrase.referents:
                    if phrase.referents[0].country not in users:
                        assigned["host"] = list(phrase.referents)
                        return
        nouns = self._pack.military["facilities"]
        for link in found:
            phrase = link.phrase
            if any(t.lower_ in nouns for t in phrase.span):
                nations = _nations(phrase)
                users = {r.country for r in assigned.get("user", [])}
                if nations and not assigned.get("host") and nations[0].country not in users:
                    assigned["host"] = nations[:1]

    def _place(
        self,
        occurrence: Occurrence,
        found: Sequence[Link],
        assigned: Mapping[str, Sequence[Referent]],
    ) -> Referent | None:
        best: tuple[float, Referent] | None = None
        for link in found:
            direct = link.slot == "obj" and occurrence.trigger.frame.id == "visit.object"
            if link.slot not in _PLACE_CASES and not direct:
                continue
            for referent in link.phrase.referents:
                if referent.type not in {"place", "capital", "state"}:
                    continue
                score = link.strength + (0.4 if referent.type != "state" else 0.0)
                if best is None or score > best[0]:
                    best = (score, referent)
        return best[1] if best is not None else None

    # -- judgement ---------------------------------------------------------------------------------

    def _score(self, occurrence: Occurrence, scores: Mapping[str, float], kind: Kind) -> float:
        wanted = EVENT_TYPES[kind].roles_
        mean = sum(min(1.0, scores.get(r, 0.35)) for r in wanted) / len(wanted)
        return round(occurrence.trigger.weight * (0.4 + 0.6 * mean), 3)

    def _definite(self, phrase: Phrase) -> bool:
        return "Def" in phrase.span[0].morph.get("Definite", [])

    def _military(
        self,
        kind: Kind,
        occurrence: Occurrence,
        found: Sequence[Link],
        assigned: Mapping[str, Sequence[Referent]],
        scene: Scene,
    ) -> bool:
        words = self._pack.military["words"]
        if any(r.office == "defence" or r.type == "force" for rs in assigned.values() for r in rs):
            return True
        if kind is Kind.AGREEMENT:
            near = " ".join(link.phrase.lowered for link in found if self._subject(link))
            if occurrence.phrase is not None:
                near += " " + occurrence.phrase.lowered
            strong = any(
                link.phrase.thing and link.phrase.thing.strong and self._subject(link)
                for link in found
            )
            if self._military_words(near, self._pack.military["civil"]):
                return strong
            return strong or self._military_words(near + " " + scene.context, words)
        text = scene.sentence.text.lower()
        if kind is Kind.EXERCISE:
            parties = {
                r.country for rs in assigned.values() for r in rs if r.country and not r.pointed
            }
            if len(parties) >= 2 or any(
                r.type == "alliance" for rs in assigned.values() for r in rs
            ):
                return True
        return self._military_words(text, words)

    @staticmethod
    def _subject(link: Link) -> bool:
        return link.slot in {"obj", "on", "about", "for", "of", "head", "to"} and not (
            link.phrase.referents and not link.phrase.thing
        )

    @staticmethod
    def _military_words(text: str, words: frozenset[str]) -> bool:
        tokens = set(text.replace("-", " ").split())
        stripped = {t.strip(".,:;!?()\"'“”‘’") for t in tokens}
        if stripped & words:
            return True
        return any(t.startswith(w) for t in stripped for w in words if len(w) >= 6)

    @staticmethod
    def _lasts(draft: Draft) -> bool:
        """Whether the present tense of this event tells a state, not a plan."""
        stay = draft.rule.startswith("visit.go") and draft.rule.endswith((".zijn", ".be", ".être"))
        return stay or draft.kind in _LASTING or draft.rule.startswith(_LASTING_FRAMES)

    def _timed_status(self, draft: Draft, published: date) -> Status:
        """What the date says of the status: what lies ahead is not past, what lasts goes on."""
        if draft.dated is None:
            if draft.status is Status.OCCURRED and draft.tense == "present" and not draft.headline:
                return Status.ONGOING if self._lasts(draft) else Status.PLANNED
            return (
                Status.PLANNED
                if draft.status is Status.OCCURRED and draft.tense == "infinitive"
                else draft.status
            )
        days = draft.dated.days
        if days.begin is not None and days.begin > published:
            if draft.status in {Status.OCCURRED, Status.ONGOING}:
                return Status.PLANNED
            return draft.status
        if (
            draft.status is Status.OCCURRED
            and draft.tense in {"present", "infinitive"}
            and not draft.headline
        ):
            ended = days.end is not None and days.end <= published
            if ended:
                return Status.OCCURRED
            return (
                Status.ONGOING
                if self._lasts(draft)
                else (
                    Status.PLANNED
                    if days.begin is None or days.begin >= published
                    else Status.OCCURRED
                )
            )
        return draft.status


#: What a state sends of its own and keeps.
_DEPLOYABLE = frozenset(
    {"unit", "warship", "bomber", "ship", "submarine", "aircraft carrier", "personnel", "troops"}
)
#: What comes and goes by itself: its arrival is no delivery.
_MOBILE = frozenset({"fighter jet", "helicopter", "transport aircraft", "aircraft"})
#: Verbs that always mean one's own forces.
_OWN_FORCES = frozenset(
    {
        "deploy",
        "station",
        "redeploy",
        "rotate",
        "base",
        "position",
        "stationeren",
        "legeren",
        "ontplooien",
        "déployer",
        "stationner",
    }
)


def _opposed(phrase: Phrase, role: str, assigned: Mapping[str, Sequence[Referent]]) -> bool:
    """Whether the other side is of the same state already: nobody supplies himself."""
    mine = {r.country for r in phrase.referents}
    theirs = {r.country for other, rs in assigned.items() if other != role for r in rs}
    return None not in mine and bool(mine) and mine <= theirs


def _seller(occurrence: Occurrence, found: Sequence[Link]) -> str | None:
    """The country that sells, where an arms purchase tells it."""
    frame = occurrence.trigger.frame.id
    slot = {"agreement.buy": "from", "agreement.sell": "subj"}.get(frame)
    for link in found:
        if link.slot == slot:
            for referent in link.phrase.referents:
                if referent.country:
                    return referent.country
    for link in found:
        if link.phrase.thing is not None and link.slot in {"obj", "for", "of", "on"}:
            for nation in _nations(link.phrase):
                return nation.country
    return None


def _until_now(draft: Draft, published: date) -> Dated | None:
    """What occurred "this week" occurred by the day of publication."""
    dated, today = draft.dated, published + timedelta(1)
    if dated is None or draft.status is not Status.OCCURRED or dated.days.end is None:
        return dated
    begin = dated.days.begin
    if dated.days.end <= today or begin is None or begin >= today:
        return dated
    return replace(dated, days=Days(begin, today))


#: Kinds that go on for days.
_EXTENDED = frozenset({Kind.VISIT, Kind.EXERCISE, Kind.TRAINING, Kind.MEETING, Kind.DEPLOYMENT})


def _still(draft: Draft, published: date) -> Status:
    """What began and has days left to run goes on."""
    if draft.status is not Status.OCCURRED or draft.dated is None:
        return draft.status
    begin, end = draft.dated.days.begin, draft.dated.days.end
    if begin is None or end is None or end - begin <= timedelta(1):
        return draft.status
    told_as_day = draft.dated.granularity == "day"
    if told_as_day and begin <= published and end > published + timedelta(1):
        return Status.ONGOING
    return draft.status


_LASTING = frozenset({Kind.TRAINING, Kind.EXERCISE})
_LASTING_FRAMES = (
    "deployment.arrive",
    "deployment.noun",
    "deployment.keep",
    "deployment.be",
    "basing.use",
    "basing.base",
)


def _loose(occurrence: Occurrence) -> bool:
    """Whether the trigger needs its parties to tell an event at all."""
    return occurrence.trigger.frame.id in {"visit.go", "meeting.verb", "basing.noun", "basing.base"}


def _new(fillers: Sequence[Referent], referent: Referent) -> bool:
    return all(
        f.name != referent.name
        and (
            f.country is None
            or f.country != referent.country
            or {f.type, referent.type} in ({"person"}, {"person", "ministry"})
        )
        for f in fillers
    )


def _nations(phrase: Phrase) -> list[Referent]:
    found: list[Referent] = []
    for match in phrase.matches:
        for entry in match.entries:
            if entry.type in {
                "demonym",
                "country",
                "capital",
                "government",
                "force",
                "people",
                "alliance",
            }:
                country = entry.country
                if country is None and entry.type != "alliance":
                    continue
                kind = "alliance" if entry.type == "alliance" else "state"
                found.append(
                    Referent(match.text, match.start, match.end, entry.name, country, kind)
                )
                break
    if not found and phrase.modifier is not None:
        found.append(phrase.modifier)
    return found


def _told(assigned: Mapping[str, Sequence[Referent]]) -> str:
    told = [f"{role}={'+'.join(r.name for r in rs)}" for role, rs in assigned.items() if rs]
    return ", ".join(told) or "none"
