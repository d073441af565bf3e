"""What a replay that is written as a Python program needs: keys, tags, and a look at every answer.

A program stops at the first answer that is not as the specification wants it, with exit status 1; it ends
with 0 if there is none, and with 2 if it cannot be played.
"""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from coppspec.driver import mac, start_block
from coppspec.driver.certificates import validate
from coppspec.driver.identity import InvalidCertificate, public_key, shipped_identity
from coppspec.driver.protocol import Handle, RootKey
from coppspec.driver.start_block import PublicKey
from coppspec.model.codes import HResult, Status, name_of
from coppspec.model.constants import ProtectionType
from coppspec.model.layouts import START_SEQUENCE, VIDEOPARAMETERS, DXVA_COPPStatusOutput, Layout, Value
from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.targets import in_a_process
from coppspec.properties.device_harness import CHAIN, STEPS
from coppspec.properties.guard import BrokeDown, Guarded
from coppspec.properties.key_harness import COINCIDENCES, follows
from coppspec.properties.key_harness import STEPS as KEY_STEPS

NOT_AS_WANTED, NOT_PLAYED = 1, 2


def _published() -> PublicKey:
    return shipped_identity().key.public_key()


@dataclass
class Session:
    """What an application knows of one device."""

    handle: Handle = 0
    certificate_length: int = 0
    random_number: bytes = bytes(16)
    """Its rGH, of the key exchange."""
    proposed: bytes = bytes(16)
    """The session key of the last sequence start."""
    key: bytes = bytes(16)
    """The session key that is in force, kDI."""
    public_key: PublicKey = field(default_factory=_published)
    """Of the certificates of its own key exchange (COPP-401); a published one before there are any."""

    def propose(self, key: bytes, status_start: int, command_start: int) -> bytes:
        """The 40 bytes of a start sequence, in plain (COPP-403, COPP-404)."""
        self.proposed = key
        return START_SEQUENCE.pack(
            rGH=self.random_number, kDI=key, status_start=status_start, command_start=command_start
        )

    def agree(self) -> None:
        """What was proposed is in force."""
        self.key = self.proposed

    def seal(self, plain: bytes) -> bytes:
        """Sealed for the driver, as an application does it (COPP-405 to COPP-407)."""
        return start_block.sealed(self.public_key, plain)

    def seal_with_oaep(self, plain: bytes) -> bytes:
        """The same as an application of OPM does it."""
        return start_block.sealed_with_oaep(self.public_key, plain)

    def seal_without_padding(self, plain: bytes) -> bytes:
        """The same with no padding but what is in the bytes."""
        return start_block.sealed_without_padding(self.public_key, plain)


@dataclass
class Shim:
    """Looks at the answers of a driver, and says what it sees."""

    driver: Guarded
    seen: set[bytes] = field(default_factory=set[bytes])
    issued: list[int] = field(default_factory=list[int])
    foreign: list[int] = field(default_factory=list[int])

    def step(self, number: int, intent: str) -> None:
        """Say which step it is, by its intent."""
        sys.stdout.write(f"{number}. {intent}\n")
        sys.stdout.flush()

    def _good(self, what: str, clause: str) -> None:
        sys.stdout.write(f"   {what}, as wanted ({clause})\n")

    def _wrong(self, met: str, wanted: str, clause: str) -> NoReturn:
        sys.stdout.write(f"   {met}; {wanted} is wanted ({clause})\n")
        raise SystemExit(NOT_AS_WANTED)

    # Codes.

    def want(self, code: HResult | Status, met: int, clause: str, given: object = b"") -> None:
        """A code; with a refusal nothing is handed out."""
        if met != code:
            self._wrong(name_of(met, type(code)), code.name, clause)
        self._good(code.name, clause)
        if code and given:
            nothing = "VPCP-108" if isinstance(code, Status) else "Q30"
            self._wrong("something is handed out with a refusal", "nothing", nothing)

    def want_either(
        self, codes: Sequence[HResult | Status], met: int, clause: str, given: object = b""
    ) -> None:
        """One of some codes."""
        if met not in codes:
            wanted = " or ".join(each.name for each in codes)
            self._wrong(name_of(met, type(codes[0])), wanted, clause)
        self.want(type(codes[0])(met), met, clause, given)

    def want_refusal(self, met: int, clause: str, given: object = b"") -> None:
        """Any code but a success."""
        if not met:
            self._wrong("success", "a refusal", clause)
        self._good(f"{met:#x}: a refusal", clause)
        if given:
            self._wrong("something is handed out with a refusal", "nothing", "VPCP-108")

    # Values.

    def want_value(self, name: str, met: Value, clause: str, *wanted: Value) -> None:
        """One of some values."""
        if met not in wanted:
            self._wrong(f"{name} is {_shown(met)}", " or ".join(map(_shown, wanted)), clause)

    def want_at_most(self, name: str, met: Value, clause: str, largest: int) -> None:
        """A number up to a bound."""
        if not isinstance(met, int) or met > largest:
            self._wrong(f"{name} is {_shown(met)}", f"at most {largest}", clause)

    def want_zeros(self, name: str, met: bytes, clause: str) -> None:
        """Nothing but zeros."""
        if any(met):
            self._wrong(f"{name} is not zero", "zero", clause)

    def want_level(self, output: int, kind: str, clause: str, *levels: int) -> None:
        """The level of a protection type that an output shows."""
        met = self.driver.applied(output, ProtectionType[f"COPP_ProtectionType_{kind}"])
        name = f"the level of {kind} on output {output}"
        self.want_value(name, met, clause, *levels)
        self._good(f"{name} is {met}", clause)

    # Keys and certificates of a device.

    def want_length(self, session: Session, length: int) -> None:
        """A length above 0."""
        if length <= 0:
            self._wrong(f"the length of the certificates is {length}", "one above 0", "COPP-130")
        session.certificate_length = length

    def want_keys(self, session: Session, number: bytes, certificates: bytes, root: RootKey) -> None:
        """A random number of its own, and a chain of certificates that leads to the root."""
        self.want_value("the length of the random number", len(number), "COPP-140", 16)
        if number in self.seen:
            self._wrong("the random number was there before", "one of its own", "COPP-144")
        self.seen.add(number)
        session.random_number = number
        length = session.certificate_length
        self.want_value("the length of the certificates", len(certificates), "COPP-141", length)
        try:
            session.public_key = public_key(certificates)
        except InvalidCertificate as error:
            self._wrong(str(error), "an RSA-2048 key", "COPP-401")
        try:
            validate(certificates, root)
        except InvalidCertificate as error:
            broken = STEPS.get(error.reason, CHAIN)
            self._wrong(str(error), broken.wanted, broken.clause)

    def want_status(self, session: Session, response: bytes, size: int) -> bytes:
        """The payload of a tagged response of 4096 bytes."""
        self.want_value("the length of the response", len(response), "COPP-304", DXVA_COPPStatusOutput.size)
        if not mac.is_authentic(session.key, response):
            self._wrong("the tag is another", "that of the session key", "COPP-422")
        self.want_value(
            "cbSizeData", DXVA_COPPStatusOutput.get_ulong(response, "cbSizeData"), "COPP-706", size
        )
        area = DXVA_COPPStatusOutput.get_bytes(response, "COPPStatus")
        self.want_zeros("what is behind the payload", area[size:], "COPP-424")
        return area[:size]

    # Keys of copy-protection sessions.

    def want_key(self, key: int, *resting: int) -> int:
        """A key other than 0 and the resting ones, that does not follow from those before (VPCP-506)."""
        if not key:
            self._wrong("the key is 0", "another", "VPCP-504")
        if key in resting:
            self._wrong(f"the key is {key:#x}, which has not rested", "another", "A-05")
        self.issued.append(key)
        if follows(self.issued[-KEY_STEPS - 1 :]):
            self._wrong(f"the key is {key:#x}", "one that cannot be guessed", "VPCP-506")
        return key

    def want_new_key(self, key: int) -> int:
        """One that was never issued (VPCP-503)."""
        if key and key in self.issued:
            self._wrong(f"the key is {key:#x}, which was issued before", "another", "VPCP-503")
        return self.want_key(key)

    def note_foreign_key(self, key: int) -> int:
        """A key of another adapter."""
        self.foreign.append(key)
        if len({*self.foreign} & {*self.issued}) >= COINCIDENCES:
            self._wrong(f"the keys of this adapter, {key:#x} among them,", "other ones", "VPCP-506")
        return key

    def want_size(self, returned: bytes) -> None:
        """356 bytes for the caller."""
        self.want_value("the length of the buffer", len(returned), "VPCP-107", VIDEOPARAMETERS.size)


def tagged(message: bytes, key: bytes) -> bytes:
    """A command with its tag under a session key (COPP-420, COPP-421)."""
    return mac.authenticated(key, message)


def tagged_over_data_alone(message: bytes, key: bytes) -> bytes:
    """A command with a tag over its data and nothing else."""
    return mac.tag(key, message[40:4096]) + message[16:]


def flipped(message: bytes, bits: Mapping[int, int]) -> bytes:
    """A message in which some bits of some bytes are turned over."""
    damaged = bytearray(message)
    for at, each in bits.items():
        damaged[at] ^= each
    return bytes(damaged)


def fields(layout: Layout, payload: bytes) -> dict[str, Value]:
    """What stands in a structure."""
    return layout.unpack(payload)


def play(replays: Iterable[Callable[[Shim], None]], target: str) -> NoReturn:
    """Play each on a fresh driver of the target, or of the one that is the only argument; then exit."""
    named = sys.argv[1] if len(sys.argv) == 2 else target
    if len(sys.argv) > 2 or not named:
        sys.stderr.write(f"usage: {sys.argv[0]} py:module:Name | exec:command | c:./libdriver.so\n")
        raise SystemExit(NOT_PLAYED)
    try:
        make_driver = in_a_process(named)
        for each in replays:
            each(Shim(Guarded(make_driver())))
    except InvalidTarget as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(NOT_PLAYED) from None
    except BrokeDown as error:
        sys.stdout.write(f"   the driver {error}\n")
        raise SystemExit(NOT_AS_WANTED) from None
    sys.stdout.write("The driver conforms.\n")
    raise SystemExit(0)


def _shown(value: Value) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
