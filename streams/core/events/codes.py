"""Codes: secondary codes in published event ontologies, from our kind and status."""

from schemas.event import Code, Kind, Status

#: PLOVER of 2023 (Halterman et al., "PLOVER and POLECAT") and the CAMEO codebook 1.1b3.
_PLOVER, _CAMEO = "2023", "1.1b3"

_DONE: dict[Kind, tuple[str, str]] = {
    Kind.VISIT: ("CONSULT/visit", "042"),
    Kind.MEETING: ("CONSULT", "040"),
    Kind.DELIVERY: ("AID/military", "072"),
    Kind.JOINT_UNIT: ("COOPERATE/military", "062"),
    Kind.EXERCISE: ("COOPERATE/military", "062"),
    Kind.TRAINING: ("AID/military", "072"),
    Kind.DEPLOYMENT: ("AID/military,peacekeeping", "074"),
    Kind.BASING: ("COOPERATE/military", "062"),
    Kind.AGREEMENT: ("SUPPORT", "057"),
}
_PLANNED = {
    Kind.VISIT: "036",
    Kind.MEETING: "036",
    Kind.DELIVERY: "0332",
    Kind.JOINT_UNIT: "0312",
    Kind.EXERCISE: "0312",
    Kind.TRAINING: "0332",
    Kind.DEPLOYMENT: "0334",
    Kind.BASING: "0312",
    Kind.AGREEMENT: "030",
}
_DENIED: dict[Kind, tuple[str, str]] = {
    Kind.VISIT: ("REJECT/meet", "125"),
    Kind.MEETING: ("REJECT/meet", "125"),
    Kind.DELIVERY: ("REJECT/assist", "1222"),
    Kind.JOINT_UNIT: ("REJECT/assist", "1212"),
    Kind.EXERCISE: ("REJECT/assist", "1212"),
    Kind.TRAINING: ("REJECT/assist", "1222"),
    Kind.DEPLOYMENT: ("REJECT/assist", ""),
    Kind.BASING: ("REJECT/assist", ""),
    Kind.AGREEMENT: ("REJECT", ""),
}


def codes(kind: Kind, status: Status) -> tuple[Code, ...]:
    """The PLOVER and CAMEO codes of an event; none where it is merely possible."""
    if status is Status.POSSIBLE:
        return ()
    if status is Status.PLANNED:
        pair = ("AGREE", _PLANNED[kind])
    elif status is Status.DENIED:
        pair = _DENIED[kind]
    else:
        pair = _DONE[kind]
    plover = Code(scheme="PLOVER", version=_PLOVER, code=pair[0])
    if not pair[1]:
        return (plover,)
    return (plover, Code(scheme="CAMEO", version=_CAMEO, code=pair[1]))
