"""Every message that the tables name is understood as it was meant: it has the same answer and effect."""

from random import Random

import pytest

from coppspec.driver.identity import Identity, shipped_identity
from coppspec.driver.outputs import OUTPUTS
from coppspec.model.conditions import HDCP_FAULT
from coppspec.model.constants import DXVA_COPPSetSignaling
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.layouts import DXVA_COPPCommand
from coppspec.model.profile import Profile
from coppspec.model.step import Configuration, Intent
from coppspec.properties import device_messages as messages
from coppspec.properties import start_blocks, understanding
from coppspec.properties.alphabet import letters
from coppspec.properties.setting import start
from coppspec.properties.start_blocks import Numbers, Terms
from coppspec.properties.understanding import EVERY_RATIO, Known

PROFILES = [Profile(), Profile(padding_check="ignore"), Profile(short_block="unexpected")]
TIMES = 3


def ready(engine: Engine, state: str) -> Configuration:
    """One session on the first output, in a state."""
    now = start(engine, OUTPUTS, (0,))
    for call in (
        "COPPOpenVideoSession",
        "COPPGetCertificateLength",
        "COPPKeyExchange",
        "COPPSequenceStart",
    ):
        if now.sessions[0].state != state:
            _, now = engine.step(now, Intent(call, 0))
    return now


def understood(intent: Intent, random: Random, identity: Identity) -> Intent:
    """The message of an intent, read again."""
    terms = start_blocks.new_terms(random)
    function = intent.call.partition(",")[0]
    if function == "COPPSequenceStart":
        numbers = Numbers(random.randbytes(16), random.randbytes(16))
        block = start_blocks.start_block(intent.defects, identity.key.public_key(), numbers, terms, random)
        read, proposed = understanding.start_block(block, 0, identity, numbers.own)
        assert read.defects or proposed == terms
        return read
    known = Known(0, terms)
    if function == "COPPCommand":
        number = (terms.command_start + intent.number) % 2**32
        command = messages.command(intent, terms.session_key, random.randbytes(16), number, random)
        return understanding.command(command, known)
    number = (terms.status_start + intent.number) % 2**32
    return understanding.status_request(
        messages.status_request(intent, random.randbytes(16), number, random), known
    )


@pytest.mark.parametrize("profile", PROFILES, ids=["recommended", "padding ignored", "short unexpected"])
def test_a_message_is_understood_as_it_was_meant(profile: Profile) -> None:
    meant, read = Engine(DEVICE, profile), Engine(EVERY_RATIO, profile)
    carried = [
        letter
        for letter in letters(DEVICE, profile, 1)
        if letter.call.startswith(("COPPSequenceStart", "COPPCommand", "COPPQueryStatus"))
        and HDCP_FAULT not in letter.defects  # that is the hardware's, and in no message
    ]
    random = Random(0)
    for letter in carried * TIMES:
        starts = letter.call == "COPPSequenceStart"
        before = ready(meant, "COPP_KEY_EXCHANGED" if starts else "COPP_SESSION_ACTIVE")
        answer, after = meant.step(before, letter)
        again = understood(letter, random, shipped_identity())
        assert read.step(before, again)[1] == after, (letter, again)
        assert read.step(before, again)[0].code == answer.code, (letter, again)
    assert len(carried) > 200


def test_a_message_that_is_right_has_no_defect() -> None:
    for letter in letters(DEVICE, Profile(), 1):
        carries = letter.call.startswith(("COPPSequenceStart", "COPPCommand", "COPPQueryStatus"))
        if carries and not letter.defects and not letter.number:
            assert understood(letter, Random(1), shipped_identity()) == letter


@pytest.mark.parametrize(
    ("fields", "ratio"), [((7, 3), 3), ((1, 7), 5), ((2, 0), 4), ((0, 7), 4), ((0xFFFFFFF8, 3), 4)]
)
def test_the_change_mask_says_which_bits_of_the_aspect_ratio_are_meant(
    fields: tuple[int, int], ratio: int
) -> None:
    data = understanding.SIGNAL_DATA.pack(0x10, *fields, *(0,) * 13)
    message = bytes(40) + data.ljust(4056, b"\0")
    intent = understanding.command(
        DXVA_COPPCommand.put(message, guidCommandID=DXVA_COPPSetSignaling, cbSizeData=64),
        Known(0, Terms(bytes(16), 0, 0), ratio=4),
    )
    assert (intent.about, intent.level) == ("EN300294_625i", ratio)


def test_a_number_is_read_the_shorter_way_round() -> None:
    known = Known(0, Terms(bytes(16), status_start=1, command_start=0))
    request = messages.status_request(Intent("COPPQueryStatus, bus data"), bytes(16), 2**32 - 1, Random(0))
    assert understanding.status_request(request, known).number == -2


def test_seven_bytes_of_padding_are_too_few_and_eight_are_enough() -> None:
    identity = shipped_identity()
    numbers = identity.key.private_numbers().public_numbers
    for padding, defects in ((8, ()), (7, ("zeros for padding",))):
        message = bytes(16).ljust(253 - padding, b"\1")
        plain = message + b"\0" + b"\xff" * padding + b"\2\0"
        block = pow(int.from_bytes(plain, "little"), numbers.e, numbers.n).to_bytes(256, "little")
        intent, _ = understanding.start_block(block, 0, identity, bytes(16))
        assert intent.defects == defects
