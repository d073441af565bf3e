"""What a doctor asks of adapters: requests for VIDEOPARAMETERS, right ones and wrong ones."""

from random import Random
from secrets import token_bytes

from coppspec.driver.adapters import Adapter
from coppspec.driver.protocol import Capability
from coppspec.model.codes import Status
from coppspec.model.key_calls import ACTIVATE, CHANGE, GET
from coppspec.model.layouts import VIDEOPARAMETERS
from coppspec.model.step import Intent
from coppspec.model.tv_output import TVOutput
from coppspec.model.tvout import VPFlags
from coppspec.oracle.diagnosis import NothingToAsk, Untold
from coppspec.oracle.examination import Examination, Life, shown
from coppspec.properties import key_messages as messages
from coppspec.properties.key_messages import Keys
from coppspec.properties.setting import protecting

CALL = "VideoParameters"
STALE = 0x5EED_01
"""What an activation has where the new key is to be."""


def adapters(patient: Examination) -> str:
    """Each adapter that is declared answers, and one that is not declared refuses (VPCP-101)."""
    declared = patient.adapters
    served = [number for number, each in enumerate(declared) if each.is_served and each.tv is not None]
    if not served:
        raise NothingToAsk("no adapter is declared that has a TV output")
    absent = _wrong_requests(patient, served[0])
    for number in served:
        _expect_settings(patient, number, absent)
    if (adapter := protected(patient)) is not None:
        _expect_a_key(patient, adapter)
    report = f"{len(served)} of {len(declared)} adapters have a TV output and report it"
    return f"{report}; wrong requests are refused"


def few_keys(patient: Examination) -> str:
    """After the last key there is none (VPCP-507)."""
    if not patient.can(Capability.FEW_KEYS):
        raise NothingToAsk("'few keys' is not declared")
    if (adapter := protected(patient)) is None:
        raise NothingToAsk("no adapter is declared on which a session can be activated")
    life = patient.fresh()
    life.prepare("limit_keys", adapter, 1)
    first, second = _activated(patient, life, adapter), _activated(patient, life, adapter)
    if first is None:
        raise Untold(
            "with one key to issue none is issued, and without a limit one is",
            f"see that {patient.glue.call('limit_keys')} sets how many keys the adapter has in all, not "
            "how many are used",
            "refuses the last key that it has",
        )
    if second is not None and second != first:
        raise Untold(
            "with one key to issue two are issued",
            f"see that {patient.glue.call('limit_keys')} limits the keys of its adapter, or take 'few keys' "
            f"out of {patient.glue.declares('capabilities')}",
            "issues a key after the last",
        )
    if second is not None:
        patient.record.others.append("with one key to issue, that one is issued twice")
    return "limit_keys leaves as few keys as it is told"


def protected(patient: Examination) -> int | None:
    """The first adapter on which a session can be activated, if there is one."""
    return next(iter(protecting(patient.adapters)), None)


def activation(patient: Examination, adapter: int, level: int) -> bytes:
    """A request that begins a session."""
    return _request(patient.adapters[adapter], Intent(ACTIVATE, level=level), STALE)


def change(patient: Examination, adapter: int, key: int, level: int = 2) -> bytes:
    """A request that sets a level for a key."""
    return _request(patient.adapters[adapter], Intent(CHANGE, level=level), key)


def key_of(returned: bytes) -> int:
    """The key that a request gave; 0 for none."""
    is_whole = len(returned) == VIDEOPARAMETERS.size
    return VIDEOPARAMETERS.get_ulong(returned, "dwCPKey") if is_whole else 0


def _request(adapter: Adapter, intent: Intent, key: int) -> bytes:
    tv = adapter.tv or messages.NO_TV
    random = Random(key)  # noqa: S311  what nobody reads holds anything
    buffer = messages.request(intent, tv, TVOutput(), Keys(key, (key,)), random)
    return buffer if intent.call != GET else VIDEOPARAMETERS.put(buffer, dwFlags=0)


def _activated(patient: Examination, life: Life, adapter: int) -> int | None:
    """The key of a session that is activated; None if that is refused."""
    sent = activation(patient, adapter, 1)
    status, returned = life.ask(CALL, adapter, sent, len(sent))
    return key_of(returned) if status == Status.NO_ERROR else None


def _wrong_requests(patient: Examination, adapter: int) -> int:
    """What is answered on an adapter that is not there; that and all others are refused."""
    life, size = patient.fresh(), VIDEOPARAMETERS.size
    get = _request(patient.adapters[adapter], Intent(GET), 1)
    absent = life.wrong(CALL, "an adapter that is not there", len(patient.adapters) + 1000, get, size)
    life.wrong(CALL, "no bytes", adapter, b"", size)
    life.wrong(CALL, "random bytes", adapter, token_bytes(size), size)
    life.wrong(CALL, "no room", adapter, get, 0)
    life.wrong(CALL, "a key that was never issued", adapter, change(patient, adapter, 0x5EED), size)
    asked = patient.record.refusals(CALL)
    if not any(each.code for each in asked):
        raise Untold(
            f"NO_ERROR to each of {len(asked)} wrong requests: {', '.join(each.question for each in asked)}",
            f"see that the miniport's status is {patient.glue.field(CALL, 'status')}, and not always 0",
            "takes every request",
            blocks=False,
        )
    return absent


def _expect_settings(patient: Examination, number: int, absent: int) -> None:
    """GET reports what the output can do (VPCP-202)."""
    sent = _request(patient.adapters[number], Intent(GET), number + 1)
    status, returned = patient.fresh().ask(CALL, number, sent, len(sent))
    if status != Status.NO_ERROR:
        raise _refused(patient, number, status, absent)
    _expect_a_buffer(patient, f"GET of adapter {number}", sent, returned)
    flags, tv = VIDEOPARAMETERS.get_ulong(returned, "dwFlags"), patient.adapters[number].tv
    if tv is not None and tv.flags & VPFlags.VP_FLAGS_COPYPROTECT & ~flags and tv.types:
        if _activated(patient, patient.fresh(), number) is not None:
            patient.record.others.append(
                f"GET of adapter {number} reports no copy protection, and there is some"
            )
            return
        raise Untold(
            f"adapter {number} is declared with copy protection; its GET reports none, and ACTIVATE "
            "is refused",
            f"see that the TV output is declared that it has in {patient.glue.declares('adapters')}",
            "does not report or serve what its hardware can do",
            blocks=False,
        )


def _refused(patient: Examination, number: int, status: int, absent: int) -> Exception:
    if status == absent:
        return Untold(
            f"adapter {number} is declared, and answers {shown(CALL, status)} as one that is not there does",
            f"see that there is one, or take it out of {patient.glue.declares('adapters')}; and that the "
            "adapter of VideoParameters is passed on",
            "refuses what it has to serve",
            blocks=False,
        )
    return Untold(
        f"GET of adapter {number} answered {shown(CALL, status)} to a right request",
        "see that the buffer comes to the driver as it was sent, 356 bytes",
        "refuses it",
        blocks=False,
    )


def _expect_a_key(patient: Examination, adapter: int) -> None:
    sent = activation(patient, adapter, 1)
    status, returned = patient.fresh().ask(CALL, adapter, sent, len(sent))
    if status != Status.NO_ERROR:
        raise Untold(
            f"ACTIVATE on adapter {adapter} answered {shown(CALL, status)} to a right request",
            "see that the buffer comes to the driver as it was sent",
            "refuses it",
            blocks=False,
        )
    _expect_a_buffer(patient, f"ACTIVATE on adapter {adapter}", sent, returned)
    if not key_of(returned):
        patient.record.others.append(f"ACTIVATE on adapter {adapter} issues key 0")


def _expect_a_buffer(patient: Examination, call: str, sent: bytes, returned: bytes) -> None:
    """What came back is more than the request or an empty buffer, and is whole (VPCP-107)."""
    size = VIDEOPARAMETERS.size
    information = (
        "coppspec takes the length from *information, which starts as 0" if patient.glue.kind == "c" else ""
    )
    look = (
        f"see that all {size} bytes that the miniport leaves are {patient.glue.field(CALL, 'returned')}, as "
        f"the system copies them by its Information{f': {information}' if information else ''}"
    )
    if returned == sent:
        does = "leaves the buffer as it was where it has to report"
    elif not returned:
        does = "sets no Information (VPCP-107)"
    elif not any(returned):
        does = "clears the buffer"
    elif len(returned) != size:
        does = f"reports {len(returned)} bytes, and not {size} (VPCP-107)"
    else:
        return
    gave = "the request as it was" if returned == sent else f"{len(returned)} {_zero(returned)}bytes"
    raise Untold(f"{call} succeeded, and gave {gave}", look, does, blocks=False)


def _zero(given: bytes) -> str:
    return "zero " if given and not any(given) else ""
