"""What a trial notices, and how it tells it."""

from random import Random

import pytest

from coppspec.driver.protocol import Capability
from coppspec.driver.reference import ReferenceDriver
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.engine import Engine
from coppspec.model.step import Configuration, Intent
from coppspec.properties.bench import Bench
from coppspec.properties.device_harness import DeviceHarness
from coppspec.properties.trial import Disagreement, Reply, Trial, cited
from coppspec.properties.zoo_keys import AcceptsAKeyAfterItsDeactivation

HANDSHAKE = tuple(
    Intent(call, 0)
    for call in ("COPPOpenVideoSession", "COPPGetCertificateLength", "COPPKeyExchange", "COPPSequenceStart")
)


COMMAND = Intent("COPPCommand, set protection level", 0, level=1, about="HDCP")
REQUEST = "COPPQueryStatus, protection type"
OPEN, CLOSE = "COPPOpenVideoSession", "COPPCloseVideoSession"


class Crashing(ReferenceDriver):
    """Breaks down in the key exchange."""

    def key_exchange(self, handle: int) -> tuple[int, bytes, bytes]:
        """Divide by zero."""
        return handle // 0, b"", b""


class Chatty(ReferenceDriver):
    """Hands out its certificates even when it refuses."""

    def key_exchange(self, handle: int) -> tuple[int, bytes, bytes]:
        """The code, and always something beside it."""
        code, number, _ = super().key_exchange(handle)
        return code, number, b"certificates"


class Forgetful(ReferenceDriver):
    """Answers a code that no document knows."""

    def command(self, handle: int, command: bytes) -> int:
        """Something else."""
        super().command(handle, command)
        return 0x12345678


class GivesHandlesAgain(ReferenceDriver):
    """Takes the lowest number that no device has, as an allocator does that gives an address again."""

    def open_video_session(self, dev_id: int, handle: int = 0) -> tuple[int, int]:
        """The answer, with a handle that may have been another's."""
        self._next_handle = min({*range(1, len(self.devices) + 2)} - {*self.devices})
        return super().open_video_session(dev_id, handle)


class WithoutHardware(ReferenceDriver):
    """Cannot say what its hardware shows."""

    def applied(self, output: int, protection_type: int) -> int:
        """Fails."""
        raise OSError(f"no type {protection_type} on output {output}")


def found(make: type[ReferenceDriver], *intents: Intent) -> Disagreement:
    disagreement = Bench(Engine(DEVICE), (0,), make).disagreement(intents)
    assert disagreement is not None
    return disagreement


def test_a_driver_that_breaks_down_deviates_and_the_sequence_is_told() -> None:
    text = str(found(Crashing, *HANDSHAKE))
    assert text.splitlines()[0] == (
        "COPPKeyExchange, session 1: the driver broke down with ZeroDivisionError: "
        "integer division or modulo by zero; the specification wants S_OK (COPP-143)"
    )
    assert "  1. COPPOpenVideoSession, session 1 -> S_OK" in text
    assert text.endswith("it broke down with ZeroDivisionError: integer division or modulo by zero")


@pytest.mark.parametrize(
    ("method", "answer", "said"),
    [
        ("open_video_session", None, "returned None, which is no tuple of (int, int)"),
        ("open_video_session", (0, 1, 2), "returned (0, 1, 2), which is no tuple of (int, int)"),
        ("open_video_session", (0, "one"), "returned (0, 'one'), which is no tuple of (int, int)"),
        ("get_certificate_length", 0, "returned 0, which is no tuple of (int, int)"),
        ("key_exchange", (0, "x" * 99, b""), "returned (0, 'xxxx"),
        ("sequence_start", None, "returned None, which is no number"),
        ("get_certificate_length", (0, 1 << 20_000), "returned a number of more than 64 bits"),
    ],
)
def test_a_malformed_answer_deviates(method: str, answer: object, said: str) -> None:
    def misbehaving(*_: object) -> object:
        return answer

    kind = type("Malformed", (ReferenceDriver,), {method: misbehaving})
    assert f"the driver {said}" in found(kind, *HANDSHAKE).summary


def test_nothing_is_handed_out_with_a_refusal() -> None:
    disagreement = found(Chatty, HANDSHAKE[0], HANDSHAKE[2])
    assert disagreement.deviation.clause == "Q30"
    assert "handed out the certificate" in disagreement.summary


def test_a_code_that_no_document_knows_is_named_by_its_number() -> None:
    assert "answered 0x12345678; the specification wants E_POINTER (COPP-105)" in str(
        found(Forgetful, COMMAND)
    )


def test_hardware_that_cannot_be_read_deviates() -> None:
    disagreement = found(WithoutHardware, HANDSHAKE[0])
    assert "broke down with OSError: no type 1 on output 0" in disagreement.summary


@pytest.mark.parametrize("end", ["COPPCloseVideoSession", "device lost"])
def test_a_handle_may_be_given_again_when_its_device_is_gone(end: str) -> None:
    """The session that had it has no device, and asks for none that another session has."""
    first, end_of_first, asked, ended = (Intent(call, 0) for call in (OPEN, end, REQUEST, CLOSE))
    second = (Intent(OPEN, 1), Intent("COPPGetCertificateLength", 1))
    test = (first, end_of_first, *second[:1], asked, ended, *second[1:])
    assert Bench(Engine(DEVICE), (0, 0), GivesHandlesAgain).disagreement(test) is None


def test_a_fault_of_the_harness_is_not_taken_for_the_drivers() -> None:
    class Broken(DeviceHarness):
        """Makes no calls."""

        def play(self, intent: Intent, before: Configuration) -> Reply:
            """Fail before the driver is reached."""
            raise LookupError(str(intent) + str(before))

    engine, driver = Engine(DEVICE), ReferenceDriver()
    trial = Trial(engine, driver, Broken(driver, (0,), Random(0)), engine.start(1))
    with pytest.raises(LookupError):
        trial.step(HANDSHAKE[0])


def test_the_last_key_is_only_looked_for_where_the_bench_can_limit_keys() -> None:
    class Endless(ReferenceDriver):
        """Has more keys than can be issued in a test."""

        capabilities = frozenset[Capability]()

    engine = Engine(COPY_PROTECTION_SESSIONS)
    activate = Intent("VP_CP_CMD_ACTIVATE", level=1)
    for make, beyond in ((ReferenceDriver, True), (Endless, False)):
        trial = Bench(engine, (0,), make).trial()
        assert trial.can_make(activate)
        trial.step(activate)
        assert trial.can_make(activate) is beyond


def test_a_clause_and_a_choice_are_cited_with_what_they_rest_on() -> None:
    assert cited("COPP-142").startswith("COPP-142: Required state COPP_CERT_LENGTH_RETURNED")
    assert cited("COPP-142").endswith("/starting-a-protected-video-session> step 3]")
    assert cited("Q22").startswith("Q22: ")
    assert "[recommended]" in cited("Q22")


def test_the_simplest_sequence_has_no_call_or_defect_too_many() -> None:
    bench = Bench(Engine(DEVICE), (0,), Forgetful)
    long = (*HANDSHAKE, Intent(REQUEST, 0), COMMAND._replace(defects=("long buffer",)))
    disagreement = bench.disagreement(long)
    assert disagreement is not None
    assert bench.simplest(disagreement).intents == (COMMAND,)


def test_the_same_seed_makes_the_same_messages() -> None:
    def sent(seed: int) -> list[bytes]:
        trial = Bench(Engine(DEVICE), (0,), ReferenceDriver, seed).trial()
        return [trial.step(intent).reply.sent for intent in (*HANDSHAKE[:3], COMMAND)]

    assert sent(1) == sent(1)
    requests = Intent(REQUEST, 0)
    first, second = (
        Bench(Engine(DEVICE), (0,), ReferenceDriver, seed).trial().step(requests) for seed in (1, 2)
    )
    assert first.reply.sent != second.reply.sent


def test_the_simplest_sequence_counts_keys_anew_where_one_is_not_taken() -> None:
    bench = Bench(
        Engine(COPY_PROTECTION_SESSIONS),
        (0, 0),
        lambda: ReferenceDriver(miniport=AcceptsAKeyAfterItsDeactivation),
    )
    activate, deactivate = (
        Intent("VP_CP_CMD_ACTIVATE", level=1),
        Intent("VP_CP_CMD_DEACTIVATE", 1),
    )
    disagreement = bench.disagreement((activate, activate, deactivate, deactivate))
    assert disagreement is not None
    on_the_first = deactivate._replace(session=0)
    assert bench.simplest(disagreement).intents == (activate, on_the_first, on_the_first)
