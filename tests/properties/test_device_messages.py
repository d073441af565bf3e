"""Every defect that a table names is one that a message can have, and no message has another."""

from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.language import Machine
from coppspec.properties import device_messages as device
from coppspec.properties import key_harness as keys


def named(machine: Machine) -> set[str]:
    return {defect.name for call in machine.calls for defect in call.defects}


def test_every_defect_of_a_device_is_made_in_its_messages() -> None:
    in_place = {
        "unknown identifier",
        "key of another session",
        "tag over the data alone",
        "data size not zero",
    }
    made = {*device.RANDOM_NUMBERS, *device.SEALS, *device.SIZES, *device.DAMAGE, *in_place}
    assert made == named(DEVICE)


def test_every_defect_of_a_copy_protection_request_is_made_in_its_buffer() -> None:
    in_place = {"another identifier", "undefined bits", "key 0", "key of another adapter"}
    assert {*keys.WRONG_FIELDS, *keys.DAMAGE, *in_place} == named(COPY_PROTECTION_SESSIONS)
