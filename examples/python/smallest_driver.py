"""The smallest driver that conforms: COPP on one output that can do HDCP, for any number of sessions.

Nothing here comes from coppspec: the numbers and layouts are the documents', each with its clause. It needs
the package cryptography, and identity.py beside it. smallest_harness.py is what makes it a program.
"""

import os
import struct
from dataclasses import dataclass
from enum import Enum
from hmac import compare_digest

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from identity import CERTIFICATES, PRIVATE_KEY, ROOT

S_OK = 0
E_POINTER = 0x80004003
E_UNEXPECTED = 0x8000FFFF
E_INVALIDARG = 0x80070057
ERROR_INVALID_FUNCTION = 1

HDCP, DVI, PCI_EXPRESS, X8R8G8B8 = 1, 4, 3, 22
KEY_SELECTION_VECTOR = bytes.fromhex("1e2d4b87d2")
"""Of the HDCP receiver behind the output: 40 bits, 20 of them ones (COPP-313)."""
WIDTH, HEIGHT, HERTZ = 1024, 768, 60

MODE = {"width": WIDTH, "height": HEIGHT, "frequency": [HERTZ, 1]}
DECLARATION: dict[str, object] = {
    "version": 1,
    "outputs": [
        {
            "connector": 0,
            "connector_type": DVI,
            "types": HDCP,
            "modes": [MODE, MODE],
            "key_selection_vector": KEY_SELECTION_VECTOR.hex(),
            "bus": PCI_EXPRESS,
        }
    ],
    "capabilities": ["applied"],
    "root": ROOT,
}
"""What the driver says of itself. A second mode is for those that declare "mode change"."""

# Identifiers, in the memory layout of Windows.
SET_LEVEL = bytes.fromhex("7c32b99bb54e27479f00b42b0919c0da")
SET_SIGNALING = bytes.fromhex("a531a60984d6604c8e4dd3bb0f0be3ee")
SMALLEST_DATA = {SET_LEVEL: 16, SET_SIGNALING: 64}
"""The structure that goes with each command (COPP-162, COPP-167)."""
CONNECTOR_TYPE = bytes.fromhex("d5bfd081fe6ac24899c095a08f97c5da")
PROTECTION_TYPES = bytes.fromhex("01a8f2386c9abb489107b6696e6f1797")
LOCAL_LEVEL = bytes.fromhex("575807b2da3e5d4d88db748f8c1a0549")
GLOBAL_LEVEL = bytes.fromhex("0a21571966772a45b99ad27aed54f03a")
DISPLAY_DATA = bytes.fromhex("a31bbfd713ad8e4faf980dcb3ca204cc")
KEY_DATA = bytes.fromhex("749db50d92a92e49a0bdc23fda564e00")
BUS_DATA = bytes.fromhex("73d6f4c6746184418e35f6db5200bcba")
SIGNALING = bytes.fromhex("91a52966793bf34c924a11e8e7811671")

BLOCK_BYTES, MESSAGE_BYTES, TAG_BYTES = 256, 4096, 16
HEAD = struct.Struct("<16s16s2I")
"""A command or a request begins with a tag or a random number, its identifier, its number, and a size."""
DATA_BYTES = MESSAGE_BYTES - HEAD.size
RESPONSE = struct.Struct("<I4076s")
"""What a tag covers of a response: the size of the payload, then that, with zeros behind it (COPP-304)."""

LOADED = load_pem_private_key(PRIVATE_KEY, None)
assert isinstance(LOADED, RSAPrivateKey), "identity.py has an RSA key"  # noqa: S101  a file beside this one
KEY = LOADED


class State(Enum):
    """How far a session has come. The names are those of "Starting a Protected Video Session"."""

    COPP_OPENED = "opened"
    COPP_CERT_LENGTH_RETURNED = "certificate length returned"
    COPP_KEY_EXCHANGED = "keys exchanged"
    ATTEMPT_SPENT = "keys exchanged, and the one sequence start was wrong"
    COPP_SESSION_ACTIVE = "active"


@dataclass
class Device:
    """A COPP device: one protected video session."""

    state: State = State.COPP_OPENED
    random_number: bytes = b""
    session_key: bytes = b""
    status_number: int = 0
    command_number: int = 0
    level: int = 0
    """Of HDCP: what this session last set (COPP-605)."""


class SmallestDriver:
    """The driver as after boot: no device, no protection."""

    def __init__(self) -> None:
        self.devices: dict[int, Device] = {}
        self.last_handle = 0

    def open_video_session(self, dev_id: int, handle: int) -> tuple[int, int]:
        """COPPOpenVideoSession: a new device, and the handle that names it (COPP-120)."""
        if dev_id != 0:
            return E_INVALIDARG, 0
        if handle in self.devices:
            return E_UNEXPECTED, 0  # a device is opened once (Q22)
        self.last_handle += 1
        self.devices[self.last_handle] = Device()
        return S_OK, self.last_handle

    def get_certificate_length(self, handle: int) -> tuple[int, int]:
        """COPPGetCertificateLength: the size of the certificates in bytes (COPP-130)."""
        if refusal := self.refusal(handle, State.COPP_OPENED):
            return refusal, 0
        self.devices[handle].state = State.COPP_CERT_LENGTH_RETURNED
        return S_OK, len(CERTIFICATES)

    def key_exchange(self, handle: int) -> tuple[int, bytes, bytes]:
        """COPPKeyExchange: a fresh random number, and the certificates (COPP-140)."""
        if refusal := self.refusal(handle, State.COPP_CERT_LENGTH_RETURNED):
            return refusal, b"", b""
        device = self.devices[handle]
        device.random_number = os.urandom(16)
        device.state = State.COPP_KEY_EXCHANGED
        return S_OK, device.random_number, CERTIFICATES

    def sequence_start(self, handle: int, signature: bytes) -> int:
        """COPPSequenceStart: a key and two numbers for the session, encrypted for this driver (COPP-150)."""
        if refusal := self.refusal(handle, State.COPP_KEY_EXCHANGED):
            return refusal
        if len(signature) < BLOCK_BYTES:
            return E_INVALIDARG
        device = self.devices[handle]
        device.state = State.ATTEMPT_SPENT  # there is one, also when it fails (COPP-154)
        sequence = decrypted(signature[:BLOCK_BYTES])
        if len(sequence) < 40 or not compare_digest(sequence[:16], device.random_number):
            return (
                E_UNEXPECTED  # for whatever is wrong, so that nobody learns what it is (COPP-152, COPP-410)
            )
        device.session_key = sequence[16:32]
        device.status_number, device.command_number = struct.unpack_from("<2I", sequence, 32)
        device.state = State.COPP_SESSION_ACTIVE
        return S_OK

    def command(self, handle: int, command: bytes) -> int:
        """COPPCommand: the checks in the order of the documents' sample (COPP-165), then the effect."""
        if refusal := self.refusal(handle, State.COPP_SESSION_ACTIVE):
            return refusal
        if len(command) < MESSAGE_BYTES:
            return E_INVALIDARG
        device = self.devices[handle]
        tag, identifier, number, size = HEAD.unpack_from(command)
        if number != device.command_number or identifier not in SMALLEST_DATA:
            return E_INVALIDARG
        if not SMALLEST_DATA[identifier] <= size <= DATA_BYTES:
            return E_INVALIDARG
        if not compare_digest(tag, omac(device.session_key, command[TAG_BYTES:MESSAGE_BYTES])):
            return E_UNEXPECTED
        code = obeyed(device, identifier, command[HEAD.size :])
        if code == S_OK:  # only an accepted command uses up its number (COPP-431, Q07)
            device.command_number = (device.command_number + 1) % 2**32
        return code

    def query_status(self, handle: int, request: bytes) -> tuple[int, bytes]:
        """COPPQueryStatus: a request without a tag, and a response with one (COPP-172, COPP-176)."""
        if refusal := self.refusal(handle, State.COPP_SESSION_ACTIVE):
            return refusal, b""
        if len(request) < MESSAGE_BYTES:
            return E_INVALIDARG, b""
        device = self.devices[handle]
        nonce, identifier, number, size = HEAD.unpack_from(request)
        answer = self.answers(device).get(identifier)
        if number != device.status_number or answer is None or not is_for_hdcp(identifier, size, request):
            return E_INVALIDARG, b""
        device.status_number = (device.status_number + 1) % 2**32
        covered = RESPONSE.pack(len(nonce + answer), nonce + answer)
        return S_OK, omac(device.session_key, covered) + covered

    def close_video_session(self, handle: int) -> int:
        """COPPCloseVideoSession: the device is gone, and its level counts no more (COPP-184, COPP-186)."""
        return E_POINTER if self.devices.pop(handle, None) is None else S_OK

    def video_parameters(self, adapter: int, buffer: bytes, output_length: int) -> tuple[int, bytes]:
        """IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS: no adapter is declared, and so none serves it (VPCP-101)."""
        del adapter, buffer, output_length
        return ERROR_INVALID_FUNCTION, b""

    def applied(self, output: int, protection_type: int) -> int:
        """What a test bench reads off the output, for the capability "applied"."""
        return self.level() if output == 0 and protection_type == HDCP else 0

    def level(self) -> int:
        """The level of HDCP on the connector: it is on while one device wants it (COPP-610, COPP-612)."""
        return max((device.level for device in self.devices.values()), default=0)

    def refusal(self, handle: int, wanted: State) -> int:
        """Why a call that belongs to one state gets nothing; 0 if it is its turn (COPP-105)."""
        if handle not in self.devices:
            return E_POINTER
        return S_OK if self.devices[handle].state is wanted else E_UNEXPECTED

    def answers(self, device: Device) -> dict[bytes, bytes]:
        """What follows the random number in each payload: dwFlags first; no event is ever reported here."""
        return {
            PROTECTION_TYPES: of_number(HDCP),
            CONNECTOR_TYPE: of_number(DVI),
            BUS_DATA: of_number(PCI_EXPRESS),
            LOCAL_LEVEL: of_number(device.level),
            GLOBAL_LEVEL: of_number(self.level()),
            DISPLAY_DATA: struct.pack("<7I", 0, WIDTH, HEIGHT, 0, X8R8G8B8, HERTZ, 1),
            KEY_DATA: struct.pack("<2I48s", 0, 0, KEY_SELECTION_VECTOR),
            SIGNALING: bytes(72),
        }


def obeyed(device: Device, identifier: bytes, data: bytes) -> int:
    """HDCP is switched off or on; there is no television signal to be set (COPP-163, COPP-602, Q16)."""
    protection_type, level = struct.unpack_from("<2I", data)
    if identifier != SET_LEVEL or protection_type != HDCP or level not in {0, 1}:
        return E_INVALIDARG
    device.level = level
    return S_OK


def is_for_hdcp(identifier: bytes, size: int, request: bytes) -> bool:
    """A request for a level names one type in four bytes; the others name nothing (COPP-174, COPP-175)."""
    if identifier not in {LOCAL_LEVEL, GLOBAL_LEVEL}:
        return size == 0
    (protection_type,) = struct.unpack_from("<I", request, HEAD.size)
    return size == 4 and protection_type == HDCP


def of_number(number: int) -> bytes:
    """The payload of the five requests that ask for one number (COPP-307)."""
    return struct.pack("<4I", 0, number, 0, 0)


def decrypted(block: bytes) -> bytes:
    """The start sequence: the block and what is in it are little-endian numbers (COPP-406, COPP-408)."""
    try:
        return KEY.decrypt(block[::-1], PKCS1v15())[::-1]
    except ValueError:
        return b""


def omac(key: bytes, covered: bytes) -> bytes:
    """The tag of a command or a response: OMAC-1 with AES-128 (COPP-420)."""
    tag = CMAC(AES(key))
    tag.update(covered)
    return tag.finalize()
