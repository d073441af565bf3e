"""Correct drivers whose COPP devices differ: in the order of their checks, in handles and in certificates."""

import os
from collections.abc import Callable
from functools import cache
from itertools import count

from coppspec.driver import issuing
from coppspec.driver.commands import COMMAND_DATA
from coppspec.driver.device import COPPDevice
from coppspec.driver.identity import KEY_FILES, Identity, shipped_key
from coppspec.driver.issuing import LEAF_FLAGS, SIGNER_FLAGS
from coppspec.driver.levels import SharedConnector
from coppspec.driver.options import Options
from coppspec.driver.protocol import Handle
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.refusal import Refused
from coppspec.driver.renderer import Renderer
from coppspec.model.codes import HResult
from coppspec.model.constants import RSA_MODULUS_BYTES
from coppspec.model.layouts import DXVA_COPPCommand, DXVA_COPPStatusInput

HANDLE_BYTES = 8


class SizesBeforeStates(COPPDevice):
    """Refuses a short buffer in every state, as the display driver does before it forwards it (COPP-104)."""

    def sequence_start(self, signature: bytes) -> None:
        """COPPSequenceStart."""
        self.verify_size(signature, RSA_MODULUS_BYTES)
        super().sequence_start(signature)

    def command(self, command: bytes) -> None:
        """COPPCommand."""
        self.verify_size(command, DXVA_COPPCommand.size)
        super().command(command)

    def query_status(self, request: bytes) -> bytes:
        """COPPQueryStatus."""
        self.verify_size(request, DXVA_COPPStatusInput.size)
        return super().query_status(request)


class LooksAtTheSizeFirst(ReferenceDriver):
    """Refuses a short buffer before it looks at the state."""

    def __init__(self) -> None:
        super().__init__(device=SizesBeforeStates)


class TagsBeforeNumbers(COPPDevice):
    """Takes the tag of a command for the first thing to be checked."""

    def verify_command_number(self, command: bytes) -> None:
        """The tag comes before the number, and is checked again later."""
        self.verify_command_tag(command)
        super().verify_command_number(command)


class ChecksTheTagBeforeTheNumber(ReferenceDriver):
    """Refuses a command with two defects for its tag."""

    def __init__(self) -> None:
        super().__init__(device=TagsBeforeNumbers)


class IdentifiersBeforeNumbers(COPPDevice):
    """Looks at what a message is before it looks at its number."""

    def verify_command_number(self, command: bytes) -> None:
        """The identifier comes before the number, and is checked again later."""
        if DXVA_COPPCommand.get_guid(command, "guidCommandID") not in COMMAND_DATA:
            raise Refused(HResult.E_INVALIDARG)
        self.verify_command_data_size(command)
        super().verify_command_number(command)

    def verify_status_number(self, request: bytes) -> None:
        """The size of the input comes before the number, and is checked again later."""
        identifier = DXVA_COPPStatusInput.get_guid(request, "guidStatusRequestID")
        if identifier in self.answers():
            self.verify_request_data_size(identifier, request)
        super().verify_status_number(request)


class ChecksTheIdentifierBeforeTheNumber(ReferenceDriver):
    """Refuses a message with two defects for what it is."""

    def __init__(self) -> None:
        super().__init__(device=IdentifiersBeforeNumbers)


class GivesOtherHandles(ReferenceDriver):
    """Names its devices in a way of its own."""

    def open_video_session(self, dev_id: int, handle: Handle = 0) -> tuple[int, Handle]:
        """COPPOpenVideoSession."""
        code, given = super().open_video_session(dev_id, handle)
        if code != HResult.S_OK:
            return code, 0
        device = self.devices.pop(given)
        name = self.new_handle()
        self.devices[name] = device
        return code, name

    def new_handle(self) -> Handle:
        """One that names no device."""
        raise NotImplementedError


class GivesTheLowestFreeHandle(GivesOtherHandles):
    """Gives the first free place of its table of devices, also that of a device that a mode change ended.

    A renderer whose device is lost names it still when it closes it, so its place is not free until then.
    """

    def __init__(self) -> None:
        super().__init__()
        self.renderers: list[Renderer] = []

    def renderer(self, output: int) -> Renderer:
        """A new renderer for an output."""
        self.renderers.append(super().renderer(output))
        return self.renderers[-1]

    def new_handle(self) -> Handle:
        """The first free place."""
        taken = {*self.devices, *(each.handle for each in self.renderers)}
        return next(each for each in count(1) if each not in taken)


class GivesRandomHandles(GivesOtherHandles):
    """Draws handles of 64 bits."""

    def new_handle(self) -> Handle:
        """A random number, which names no device but for a chance that never comes."""
        return int.from_bytes(os.urandom(HANDLE_BYTES), "little") | 1


class OfItsConnector(COPPDevice):
    """Has the key pair and the certificates of its connector."""

    def __init__(
        self,
        identity: Identity,
        connector: SharedConnector,
        options: Options | None = None,
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        of_connector = second_identity() if connector.output.connector % 2 else identity
        super().__init__(of_connector, connector, options, random_bytes)


class HasAChainForEachConnector(ReferenceDriver):
    """Has two key pairs, whose chains have other sizes."""

    def __init__(self) -> None:
        super().__init__(device=OfItsConnector)


class WithLongCertificates(COPPDevice):
    """Has more to say of its manufacturer."""

    def __init__(
        self,
        identity: Identity,
        connector: SharedConnector,
        options: Options | None = None,
        random_bytes: Callable[[int], bytes] = os.urandom,
    ) -> None:
        super().__init__(long_identity(identity), connector, options, random_bytes)


class HasCertificatesOfOtherSizes(ReferenceDriver):
    """Has a chain that is longer by three thousand bytes."""

    def __init__(self) -> None:
        super().__init__(device=WithLongCertificates)


@cache
def second_identity() -> Identity:
    """The key of the vendor's signer for a leaf, and that of the leaf for the signer."""
    signer, leaf, root = (shipped_key(name) for name in KEY_FILES)
    return Identity(leaf, issuing.chain(leaf.public_key(), signer, root, root))


@cache
def long_identity(identity: Identity) -> Identity:
    """The same key pair, with certificates that hold more text."""
    leaf, signer, root = (shipped_key(name) for name in KEY_FILES)
    told = "coppspec TEST certificate " * 40
    certificates = (
        issuing.signed(issuing.data(leaf.public_key(), LEAF_FLAGS, told), signer),
        issuing.signed(issuing.data(signer.public_key(), SIGNER_FLAGS, told), root),
        issuing.signed(issuing.data(root.public_key(), SIGNER_FLAGS, told), root),
    )
    return Identity(identity.key, issuing.collection(certificates))
