"""What a doctor asks of `applied` where there are copy-protection sessions alone: their level has to show."""

from coppspec.model.codes import Status
from coppspec.model.constants import ProtectionType
from coppspec.oracle.asked_adapters import CALL, activation, change, key_of
from coppspec.oracle.diagnosis import NothingToAsk, Untold
from coppspec.oracle.examination import Examination
from coppspec.properties.key_harness import is_on_at_first

ACP = int(ProtectionType.COPP_ProtectionType_ACP)
LEVELS = (2, 3, 0)
"""What a session is changed to that was activated at level 1."""


def applied_by_keys(patient: Examination) -> str:
    """The level of a copy-protection session shows on the outputs of its adapter (VPCP-551).

    No request reports the level in force (VPCP-209), so there is no witness but the bench: where it always
    shows the same, it cannot be told whether the bench or the driver is wrong.
    """
    adapter = _showing(patient)
    output = patient.adapters[adapter].outputs[0]
    life, sent = patient.fresh(), activation(patient, adapter, 1)
    seen = [life.ask("applied", output, ACP)[0]]
    status, returned = life.ask(CALL, adapter, sent, len(sent))
    if status != Status.NO_ERROR:
        raise NothingToAsk(f"no session can be activated on adapter {adapter}")
    seen.append(life.ask("applied", output, ACP)[0])
    for level in LEVELS:
        life.ask(CALL, adapter, change(patient, adapter, key_of(returned), level), len(sent))
        seen.append(life.ask("applied", output, ACP)[0])
    levels = ", ".join(map(str, (0, 1, *LEVELS)))
    if len(set(seen)) == 1:
        raise Untold(
            f"always {seen[0]} on output {output}, while a session of adapter {adapter} has levels {levels}",
            f"see that {patient.glue.field('applied', 'level')} is the level that the hardware has for this "
            f"output and this type, in that order, and that the output is one of the adapter's in "
            f"{patient.glue.declares('adapters')}; or take 'applied' out of "
            f"{patient.glue.declares('capabilities')}",
            "programs no level",
            blocks=False,
        )
    if tuple(seen) != (0, 1, *LEVELS):
        met = ", ".join(map(str, seen))
        patient.record.others.append(f"while a session is at levels {levels}, the bench shows {met}")
    return f"what the bench shows changes with a session: levels {', '.join(map(str, sorted(set(seen))))}"


def _showing(patient: Examination) -> int:
    """The first adapter on whose outputs a level shows.

    Raises:
        NothingToAsk: there is none.
    """
    for number in patient.declared.protecting:
        of = patient.adapters[number]
        if of.outputs and is_on_at_first(of):
            return number
    raise NothingToAsk(
        "no output is declared that shows a level: none with a session of COPP and protection, and none "
        "of an adapter whose TV output is on at first"
    )
