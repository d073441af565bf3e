"""Correct drivers that share no class with the reference driver: written from the clauses in other ways."""

import os
import secrets
import struct
from collections.abc import Collection, Generator, Sequence
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC

from coppspec.driver.adapters import Adapter, TVOutput
from coppspec.driver.identity import shipped_identity, shipped_root
from coppspec.driver.outputs import Output
from coppspec.driver.protocol import Capability, Handle, Interface
from coppspec.model.constants import ConnectorType, ProtectionType
from coppspec.model.tvout import CPType, TVStandard, VPFlags

S_OK, E_POINTER, E_UNEXPECTED, E_INVALIDARG = 0, 0x80004003, 0x8000FFFF, 0x80070057
CURRENTLY_NOT_AVAILABLE, UNSUPPORTED_MODE = 0x88760028, 0x8876024E
NO_ERROR, INVALID_FUNCTION, INVALID_PARAMETER, INSUFFICIENT_BUFFER = 0, 1, 87, 122
NO_HARDWARE = 0x8004029B

HDCP = 1
VECTOR = bytes.fromhex("1e2d4b87d2")
BLOCK, MESSAGE, HEAD = 256, 4096, struct.Struct("<16s16s2I")
LINK_LOST = 1
SET_LEVEL = bytes.fromhex("7c32b99bb54e27479f00b42b0919c0da")
SET_SIGNALING = bytes.fromhex("a531a60984d6604c8e4dd3bb0f0be3ee")
ROOM_FOR_DATA = {SET_LEVEL: range(16, 4057), SET_SIGNALING: range(64, 4057)}
QUERIES = {
    bytes.fromhex("01a8f2386c9abb489107b6696e6f1797"): "types",
    bytes.fromhex("d5bfd081fe6ac24899c095a08f97c5da"): "connector",
    bytes.fromhex("575807b2da3e5d4d88db748f8c1a0549"): "local level",
    bytes.fromhex("0a21571966772a45b99ad27aed54f03a"): "global level",
    bytes.fromhex("73d6f4c6746184418e35f6db5200bcba"): "bus",
    bytes.fromhex("a31bbfd713ad8e4faf980dcb3ca204cc"): "display",
    bytes.fromhex("749db50d92a92e49a0bdc23fda564e00"): "key",
    bytes.fromhex("91a52966793bf34c924a11e8e7811671"): "signaling",
}

Call = tuple[str, bytes]
Answer = tuple[int, bytes]
Life = Generator[Answer, Call, None]


class Unserved:
    """What each of these drivers has in common: nothing is there unless it says so."""

    capabilities: Collection[Capability] = frozenset()
    outputs: Sequence[Output] = ()
    adapters: Sequence[Adapter] = ()

    @property
    def root(self) -> RSAPublicNumbers:
        """The published test key."""
        return shipped_root()

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        """No device opens."""
        del dev_id, handle
        return CURRENTLY_NOT_AVAILABLE, 0

    def get_certificate_length(self, handle: Handle) -> tuple[int, int]:
        """There is no device."""
        del handle
        return E_POINTER, 0

    def key_exchange(self, handle: Handle) -> tuple[int, bytes, bytes]:
        """There is no device."""
        del handle
        return E_POINTER, b"", b""

    def sequence_start(self, handle: Handle, signature: bytes) -> int:
        """There is no device."""
        del handle, signature
        return E_POINTER

    def command(self, handle: Handle, command: bytes) -> int:
        """There is no device."""
        del handle, command
        return E_POINTER

    def query_status(self, handle: Handle, request: bytes) -> tuple[int, bytes]:
        """There is no device."""
        del handle, request
        return E_POINTER, b""

    def close_video_session(self, handle: Handle) -> int:
        """There is no device."""
        del handle
        return E_POINTER

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        """No adapter serves it (VPCP-101)."""
        del adapter, buffer, output_length
        return INVALID_FUNCTION, b""

    def applied(self, output: int, protection_type: int) -> int:
        """Nothing is protected."""
        del output, protection_type
        return 0

    def renderer(self, output: int) -> "WithoutHardware":
        """One that finds no COPP device."""
        del output
        return WithoutHardware()

    def limit_keys(self, adapter: int, keys: int) -> None:
        """There are none."""

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        """Nothing happens."""


class WithoutHardware:
    """A renderer on a display without COPP: every method says so (COPP-206)."""

    handle = 0

    def connect(self) -> None:
        """Its filter graph is connected, which changes nothing."""

    def release(self) -> None:
        """There is nothing to release."""

    def key_exchange(self) -> tuple[int, bytes, bytes]:
        """KeyExchange."""
        return NO_HARDWARE, b"", b""

    def session_sequence_start(self, signature: bytes) -> int:
        """SessionSequenceStart."""
        del signature
        return NO_HARDWARE

    def protection_command(self, command: bytes) -> int:
        """ProtectionCommand."""
        del command
        return NO_HARDWARE

    def protection_status(self, request: bytes) -> tuple[int, bytes]:
        """ProtectionStatus."""
        del request
        return NO_HARDWARE, b""


class RunsEachSessionAsACoroutine(Unserved):
    """COPP with HDCP on two connectors: where a session is in its protocol is where its coroutine is."""

    interfaces = (Interface.DEVICE,)
    capabilities = frozenset(
        {Capability.APPLIED, Capability.DEVICE_LOST, Capability.LINK_LOST, Capability.MODE_CHANGE}
    )
    outputs = tuple(
        Output(
            connector=number,
            connector_type=ConnectorType.COPP_ConnectorType_DVI,
            types=ProtectionType.COPP_ProtectionType_HDCP,
            key_selection_vector=VECTOR,
        )
        for number in (0, 1)
    )
    sizes_first = False

    def __init__(self) -> None:
        self.lives: dict[Handle, Life] = {}
        self.where: dict[Handle, int] = {}
        self.levels: dict[Handle, int] = {}
        self.flags: dict[Handle, int] = {}
        self.modes = [each.modes[0] for each in self.outputs]
        self.opened = 0

    # What the harness calls.

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        """COPPOpenVideoSession: a coroutine that waits for its first call."""
        if handle in self.lives or dev_id not in range(len(self.outputs)):
            return (E_UNEXPECTED if handle in self.lives else E_INVALIDARG), 0
        self.opened += 1
        self.lives[self.opened] = self.life(self.opened)
        self.where[self.opened], self.levels[self.opened], self.flags[self.opened] = dev_id, 0, 0
        next(self.lives[self.opened])
        return S_OK, self.opened

    def get_certificate_length(self, handle: Handle) -> tuple[int, int]:
        """COPPGetCertificateLength."""
        code, _ = self.told(handle, "length")
        return code, 0 if code else len(shipped_identity().certificates)

    def key_exchange(self, handle: Handle) -> tuple[int, bytes, bytes]:
        """COPPKeyExchange."""
        code, number = self.told(handle, "exchange")
        return code, number, b"" if code else shipped_identity().certificates

    def sequence_start(self, handle: Handle, signature: bytes) -> int:
        """COPPSequenceStart."""
        return self.told(handle, "start", signature, BLOCK)[0]

    def command(self, handle: Handle, command: bytes) -> int:
        """COPPCommand."""
        return self.told(handle, "command", command, MESSAGE)[0]

    def query_status(self, handle: Handle, request: bytes) -> tuple[int, bytes]:
        """COPPQueryStatus."""
        return self.told(handle, "request", request, MESSAGE)

    def close_video_session(self, handle: Handle) -> int:
        """COPPCloseVideoSession: the coroutine ends wherever it is."""
        if handle not in self.lives:
            return E_POINTER
        self.lives.pop(handle).close()
        for each in (self.where, self.levels, self.flags):
            each.pop(handle)
        return S_OK

    def told(self, handle: Handle, call: str, data: bytes = b"", size: int = 0) -> Answer:
        """What a session answers to a call."""
        if handle not in self.lives:
            return E_POINTER, b""
        if self.sizes_first and len(data) < size:
            return E_INVALIDARG, b""
        return self.lives[handle].send((call, data))

    def applied(self, output: int, protection_type: int) -> int:
        """The level of HDCP on an output."""
        return self.level(output) if protection_type == HDCP else 0

    def level(self, output: int) -> int:
        """What the sessions on a connector ask for together (COPP-610)."""
        return max((self.levels[each] for each, where in self.where.items() if where == output), default=0)

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        """An event of the bench."""
        if event is Capability.DEVICE_LOST:
            self.close_video_session(target)
            return
        for handle in [each for each, where in self.where.items() if where == target]:
            if event is Capability.LINK_LOST:
                self.flags[handle] |= LINK_LOST
            else:
                self.close_video_session(handle)
        if event is Capability.MODE_CHANGE:
            self.modes[target] = self.outputs[target].modes[argument]

    # A session.

    def life(self, me: Handle) -> Life:
        """A session from its opening to its end."""
        yield from until("length", (S_OK, b""))
        yield from until("exchange", (S_OK, b""))
        random_number = os.urandom(16)
        block = yield from until("start", (S_OK, random_number))
        while len(block) < BLOCK:
            block = yield from until("start", (E_INVALIDARG, b""))
        plain = opened(block[:BLOCK])
        if len(plain) < 40 or not secrets.compare_digest(plain[:16], random_number):
            yield from until("nothing more", (E_UNEXPECTED, b""))
        yield from self.active(me, plain[16:32], *struct.unpack_from("<2I", plain, 32))

    def active(self, me: Handle, key: bytes, status_number: int, command_number: int) -> Life:
        """A session that is protected."""
        answer: Answer = S_OK, b""
        while True:
            call, data = yield answer
            if call == "command":
                answer = self.obey(me, key, command_number, data), b""
                command_number = (command_number + (answer[0] == S_OK)) % 2**32
            elif call == "request":
                answer = self.report(me, key, status_number, data)
                status_number = (status_number + (answer[0] == S_OK)) % 2**32
            else:
                answer = E_UNEXPECTED, b""

    def obey(self, me: Handle, key: bytes, due: int, command: bytes) -> int:
        """A command: the tag first, of what is a command at all (COPP-425)."""
        if len(command) < MESSAGE:
            return E_INVALIDARG
        tag, identifier, number, size = HEAD.unpack_from(command)
        if not secrets.compare_digest(tag, omac(key, command[16:MESSAGE])):
            return E_UNEXPECTED
        kind, level = struct.unpack_from("<2I", command, HEAD.size)
        is_right = number == due and size in ROOM_FOR_DATA.get(identifier, ())
        if not is_right or identifier != SET_LEVEL or kind != HDCP or level not in {0, 1}:
            return E_INVALIDARG
        self.levels[me] = level
        return S_OK

    def report(self, me: Handle, key: bytes, due: int, request: bytes) -> Answer:
        """A status request (COPP-172 to COPP-176)."""
        if len(request) < MESSAGE:
            return E_INVALIDARG, b""
        nonce, identifier, number, size = HEAD.unpack_from(request)
        what = QUERIES.get(identifier)
        wanted = struct.pack("<I", HDCP) if what in {"local level", "global level"} else b""
        data = request[HEAD.size : HEAD.size + len(wanted)]
        if number != due or what is None or size != len(wanted) or data != wanted:
            return E_INVALIDARG, b""
        flags, self.flags[me] = self.flags[me], 0
        payload = nonce + struct.pack("<I", flags) + self.payload(me, what)
        covered = struct.pack("<I", len(payload)) + payload.ljust(MESSAGE - 20, b"\0")
        return S_OK, omac(key, covered) + covered

    def payload(self, me: Handle, what: str) -> bytes:
        """What stands behind the flags."""
        output, mode = self.outputs[self.where[me]], self.modes[self.where[me]]
        if what == "display":
            numbers = (mode.width, mode.height, mode.format, mode.d3d_format, *mode.frequency)
            return struct.pack("<6I", *numbers)
        if what == "key":
            return bytes(4) + VECTOR.ljust(48, b"\0")
        if what == "signaling":
            return bytes(68)
        level = {"local level": self.levels[me], "global level": self.level(self.where[me])}.get(what)
        told = {"types": HDCP, "connector": output.connector_type, "bus": output.bus}.get(what, level)
        return struct.pack("<I8x", told)


class RunsEachSessionAsACoroutineAndSizesFirst(RunsEachSessionAsACoroutine):
    """Refuses a short buffer before it looks at the state (COPP-104)."""

    sizes_first = True


def until(wanted: str, answer: Answer) -> Generator[Answer, Call, bytes]:
    """Answer the last call, and refuse each other call before the one that is due; what comes with that."""
    while True:
        call, data = yield answer
        if call == wanted:
            return data
        answer = E_UNEXPECTED, b""


def opened(block: bytes) -> bytes:
    """The start sequence in a block (COPP-406, COPP-408)."""
    try:
        return shipped_identity().key.decrypt(block[::-1], PKCS1v15())[::-1]
    except ValueError:
        return b""


def omac(key: bytes, covered: bytes) -> bytes:
    """OMAC-1 with AES-128 (COPP-420)."""
    tag = CMAC(AES(key))
    tag.update(covered)
    return tag.finalize()


GUID = UUID("02C62061-1097-11D1-920F-00A024DF156E").bytes_le
STRUCTURE = struct.Struct("<16s21I256s")
COMMAND, FLAGS, MODE, STANDARD, MODES, STANDARDS, TYPE, CP_COMMAND, CP_STANDARD, KEY, TRIGGER = (
    2, 3, 4, 5, 6, 7, 17, 18, 19, 20, 21,
)  # fmt: skip
"""Where some fields stand among the 23 of the structure."""
TV_MODE, TV_STANDARD, PROTECT = 0x1, 0x2, 0x100
GRAPHICS, NTSC, VGA, APS = 1, 1, 0x8000, 1
ACTIVATE, DEACTIVATE, CHANGE = 1, 2, 4


class KeepsItsSessionsInATable(Unserved):
    """Copy-protection sessions alone: from the key of each session to its level."""

    interfaces = (Interface.VIDEO_PARAMETERS,)
    capabilities = frozenset({Capability.APPLIED, Capability.POWER_DOWN, Capability.POWER_UP})
    outputs = (Output(connector=0, connector_type=ConnectorType.COPP_ConnectorType_SVideo, dual_view=False),)
    adapters = (
        Adapter(
            TVOutput(
                flags=VPFlags(TV_MODE | TV_STANDARD | PROTECT),
                standards=TVStandard.VP_TV_STANDARD_NTSC_M,
                types=CPType.VP_CP_TYPE_APS_TRIGGER,
                protected=TVStandard.VP_TV_STANDARD_NTSC_M,
            ),
            outputs=(0,),
        ),
    )

    def __init__(self) -> None:
        self.sessions: dict[int, int] = {}
        self.mode, self.standard, self.is_awake = GRAPHICS, NTSC, True
        self.issued = secrets.randbelow(2**32)

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        """IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS."""
        if adapter != 0:
            return INVALID_FUNCTION, b""
        if len(buffer) < STRUCTURE.size or output_length < STRUCTURE.size:
            return INSUFFICIENT_BUFFER, b""
        fields = list(STRUCTURE.unpack_from(buffer))
        if fields[0] != GUID or fields[COMMAND] not in {1, 2}:
            return INVALID_PARAMETER, b""
        is_done = self.get(fields) if fields[COMMAND] == 1 else self.set(fields)
        return (NO_ERROR, STRUCTURE.pack(*fields)) if is_done else (INVALID_PARAMETER, b"")

    def get(self, fields: list[int | bytes]) -> bool:
        """VP_COMMAND_GET: what there is, and how it is set (VPCP-202)."""
        fields[FLAGS] = TV_MODE | TV_STANDARD | PROTECT
        fields[MODE], fields[MODES] = self.mode, GRAPHICS
        fields[STANDARD], fields[STANDARDS] = self.standard, NTSC
        fields[TYPE], fields[CP_STANDARD], fields[22] = APS, NTSC, bytes(256)
        return True

    def set(self, fields: list[int | bytes]) -> bool:
        """VP_COMMAND_SET: all of it, or nothing (VPCP-308)."""
        flags, mode, standard = int(fields[FLAGS]), int(fields[MODE]), int(fields[STANDARD])
        if flags & ~(TV_MODE | TV_STANDARD | PROTECT):
            return False
        if (flags & TV_MODE and mode not in {0, GRAPHICS}) or (
            flags & TV_STANDARD and standard not in {NTSC, VGA}
        ):
            return False
        if flags & PROTECT and not self.protect(fields):
            return False
        mode = mode if flags & TV_MODE else self.mode
        standard = standard if flags & TV_STANDARD else self.standard
        is_on = mode != 0 and standard != VGA
        self.mode, self.standard = (mode, standard) if is_on else (0, VGA)
        return True

    def protect(self, fields: list[int | bytes]) -> bool:
        """One of the three commands (VPCP-400, VPCP-410, VPCP-420)."""
        command, key, level = fields[CP_COMMAND], int(fields[KEY]), int(fields[TRIGGER])
        if command not in {ACTIVATE, CHANGE, DEACTIVATE}:
            return False
        if command != DEACTIVATE and (fields[TYPE] != APS or level > 3):
            return False
        if command == ACTIVATE:
            fields[KEY] = key = self.new_key()
        elif not self.is_live(key):
            return False
        if command == DEACTIVATE:
            self.end(key)
        else:
            self.put(key, level)
        return True

    def applied(self, output: int, protection_type: int) -> int:
        """The highest level of all sessions, while the output can show it (VPCP-605, VPCP-651)."""
        shows = self.is_awake and self.standard == NTSC and output == 0
        return max(self.levels(), default=0) if shows and protection_type == 2 else 0

    def inject(self, event: Capability, target: int, argument: int = 0) -> None:
        """Sleep and waking (VPCP-662)."""
        del target, argument
        self.is_awake = event is Capability.POWER_UP

    # The sessions.

    def new_key(self) -> int:
        """A number that no session has had: a count from anywhere, scattered over 32 bits."""
        self.issued += 1
        return (self.issued * 0x9E3779B1 ^ 0x5BD1E995) % 2**32

    def is_live(self, key: int) -> bool:
        """Whether a key names a session."""
        return key in self.sessions

    def put(self, key: int, level: int) -> None:
        """A session has this level from now on."""
        self.sessions[key] = level

    def end(self, key: int) -> None:
        """A session is gone."""
        del self.sessions[key]

    def levels(self) -> Collection[int]:
        """The level of each session."""
        return self.sessions.values()


class KeepsItsSessionsInAList(KeepsItsSessionsInATable):
    """Keeps pairs of a key and a level, the newest first, and draws keys of 15 bits."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[tuple[int, int]] = []
        self.drawn = {0}

    def new_key(self) -> int:
        """A number of 15 bits that was not drawn before."""
        key = 0
        while key in self.drawn:
            key = secrets.randbelow(0x8000)
        self.drawn.add(key)
        return key

    def is_live(self, key: int) -> bool:
        """Whether a pair has it."""
        return any(each == key for each, _ in self.pairs)

    def put(self, key: int, level: int) -> None:
        """Take the old pair out, and put the new one in front."""
        self.end(key)
        self.pairs.insert(0, (key, level))

    def end(self, key: int) -> None:
        """Take the pair out."""
        self.pairs = [pair for pair in self.pairs if pair[0] != key]

    def levels(self) -> Collection[int]:
        """The level of each pair."""
        return [level for _, level in self.pairs]


class HasNoProtectionAnywhere(KeepsItsSessionsInATable):
    """Has a TV output without protection hardware: a command on a session does nothing (VPCP-304)."""

    adapters = (
        Adapter(TVOutput(VPFlags(TV_MODE | TV_STANDARD), TVStandard.VP_TV_STANDARD_NTSC_M), outputs=(0,)),
    )

    def get(self, fields: list[int | bytes]) -> bool:
        """VP_COMMAND_GET, without what belongs to protection."""
        fields[FLAGS] = TV_MODE | TV_STANDARD
        fields[MODE], fields[MODES] = self.mode, GRAPHICS
        fields[STANDARD], fields[STANDARDS] = self.standard, NTSC
        return True

    def protect(self, fields: list[int | bytes]) -> bool:
        """Nothing."""
        del fields
        return True


class ServesNothing(Unserved):
    """Has one display and no copy protection of any kind, and says so wherever it is asked (COPP-206)."""

    interfaces = (Interface.RENDERER,)
    capabilities = frozenset({Capability.RENDERER})
    outputs = (Output(connector=0, connector_type=ConnectorType.COPP_ConnectorType_VGA, copp=False),)
