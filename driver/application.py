"""The application's side of COPP: it validates, starts, sets, confirms, polls, and reacts to what happens."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.constant_time import bytes_eq

from coppspec.driver import mac
from coppspec.driver.certificates import PUBLISHED_ROOT, validate
from coppspec.driver.renderer import CertifiedOutputProtection
from coppspec.driver.start_block import sealed
from coppspec.model.codes import HResult, name_of
from coppspec.model.constants import (
    AES_KEY_BYTES,
    NONCE_BYTES,
    SEQUENCE_NUMBERS,
    DXVA_COPPQueryConnectorType,
    DXVA_COPPQueryGlobalProtectionLevel,
    DXVA_COPPQueryHDCPKeyData,
    DXVA_COPPQueryLocalProtectionLevel,
    DXVA_COPPQueryProtectionType,
    DXVA_COPPSetProtectionLevel,
    ProtectionType,
    StatusFlags,
    StatusHDCPFlags,
)
from coppspec.model.layouts import (
    START_SEQUENCE,
    DXVA_COPPCommand,
    DXVA_COPPSetProtectionLevelCmdData,
    DXVA_COPPStatusData,
    DXVA_COPPStatusHDCPKeyData,
    DXVA_COPPStatusInput,
    DXVA_COPPStatusOutput,
    Layout,
)


class SessionError(Exception):
    """A method failed, or a response is not to be trusted, or not what was agreed: the application stops."""


class LinkLost(SessionError):
    """The driver reports COPP_LinkLost: a new renderer and a new session are needed (COPP-209)."""


@dataclass
class Application:
    """An application that plays protected video through a renderer.

    Args:
        renderer: the renderer's interface, connected.
        root: the key that the driver's certificates must lead to; the published one by default.
        revoked: the digests of revoked certificates, of the newest list that it has.

    >>> from coppspec.driver.reference import ReferenceDriver
    >>> driver = ReferenceDriver()
    >>> renderer = driver.renderer(0)
    >>> renderer.connect()
    >>> application = Application(renderer, root=driver.root)
    >>> application.start()
    >>> application.set_level(ProtectionType.COPP_ProtectionType_ACP, 2)
    >>> application.poll()
    >>> renderer.release()
    """

    renderer: CertifiedOutputProtection
    root: RSAPublicNumbers = PUBLISHED_ROOT
    revoked: Collection[bytes] = ()
    session_key: bytes = field(default=b"", repr=False)
    status_number: int = 0
    command_number: int = 0
    levels: dict[ProtectionType, int] = field(default_factory=dict[ProtectionType, int])
    """The levels that it has set; the last one may not be confirmed."""
    ended: bool = False
    """Whether nothing more is to be sent: the link was lost, or an answer was not to be trusted."""
    renegotiating: bool = False
    """Whether it is setting its levels again because the connector was reconfigured."""

    def start(self) -> None:
        """Exchange keys, validate the certificates, and start the session (COPP-440, COPP-404).

        After a lost link or device it is called again, on a new renderer that is connected (COPP-209).

        Raises:
            SessionError: a method fails.
            InvalidCertificate: the chain does not lead to the root, or is revoked.
        """
        self.session_key, self.levels, self.renegotiating, self.ended = b"", {}, False, False
        code, random_number, certificates = self.renderer.key_exchange()
        _expect_success("KeyExchange", code)
        if len(random_number) != NONCE_BYTES:
            raise SessionError(f"the driver gave a random number of {len(random_number)} bytes, not of 16")
        key = validate(certificates, self.root, self.revoked)
        self.session_key = secrets.token_bytes(AES_KEY_BYTES)
        self.status_number = secrets.randbelow(SEQUENCE_NUMBERS)
        self.command_number = secrets.randbelow(SEQUENCE_NUMBERS)
        sequence = START_SEQUENCE.pack(
            rGH=random_number,
            kDI=self.session_key,
            status_start=self.status_number,
            command_start=self.command_number,
        )
        _expect_success("SessionSequenceStart", self.renderer.session_sequence_start(sealed(key, sequence)))

    def set_level(self, protection_type: ProtectionType, level: int) -> None:
        """Set a level, and confirm by query that it is in effect (COPP-446).

        Raises:
            SessionError: the command is refused, or the driver says that another level is in effect.
        """
        self._expect_session()
        data = DXVA_COPPSetProtectionLevelCmdData.pack(ProtType=protection_type, ProtLevel=level)
        message = DXVA_COPPCommand.pack(
            guidCommandID=DXVA_COPPSetProtectionLevel,
            dwSequence=self.command_number,
            cbSizeData=len(data),
            CommandData=data,
        )
        code = self.renderer.protection_command(mac.authenticated(self.session_key, message))
        _expect_success("ProtectionCommand", code)
        self.command_number = (self.command_number + 1) % SEQUENCE_NUMBERS
        self.levels[protection_type] = level
        self.confirm(protection_type)

    def confirm(self, protection_type: ProtectionType) -> None:
        """Ask whether a level that was set is in effect: at least that one (COPP-446, COPP-616, COPP-617).

        Raises:
            SessionError: it is not.
        """
        wanted = self.levels[protection_type]
        local, applied = self.local_level(protection_type), self.global_level(protection_type)
        if local != wanted or applied < wanted:
            raise SessionError(
                f"{protection_type.name} was set to {wanted}; "
                f"the driver says {local} for this session and {applied} for the connector"
            )

    def poll(self) -> None:
        """Confirm every level that was set, as an application does now and then while it plays (COPP-215).

        Raises:
            LinkLost: the link between computer and display was interrupted.
            SessionError: a level is not in effect any more.
        """
        for protection_type in self.levels:
            self.confirm(protection_type)

    def protection_types(self) -> ProtectionType:
        """The protection types that the connector supports (COPP-701)."""
        return ProtectionType(self._number(DXVA_COPPQueryProtectionType))

    def connector_type(self) -> int:
        """The kind of connector (COPP-702)."""
        return self._number(DXVA_COPPQueryConnectorType)

    def local_level(self, protection_type: ProtectionType) -> int:
        """The level that this session has set (COPP-605)."""
        return self._number(DXVA_COPPQueryLocalProtectionLevel, protection_type)

    def global_level(self, protection_type: ProtectionType) -> int:
        """The level that the connector has (COPP-606)."""
        return self._number(DXVA_COPPQueryGlobalProtectionLevel, protection_type)

    def key_selection_vector(self) -> bytes:
        """The five bytes of the HDCP receiver, to be looked up in lists of revoked ones (COPP-447).

        Raises:
            SessionError: the receiver is a repeater, into which the application does not play.
        """
        payload = self.ask(DXVA_COPPQueryHDCPKeyData, DXVA_COPPStatusHDCPKeyData)
        flags = DXVA_COPPStatusHDCPKeyData.get_ulong(payload, "dwHDCPFlags")
        if flags & StatusHDCPFlags.COPP_HDCPRepeater:
            raise SessionError("the HDCP receiver is a repeater (COPP-447)")
        return DXVA_COPPStatusHDCPKeyData.get_bytes(payload, "BKey")[:5]

    def ask(self, request: UUID, layout: Layout, data: bytes = b"") -> bytes:
        """The payload of a status request, after every check that there is (COPP-441 to COPP-445).

        Raises:
            LinkLost: the payload says so (COPP-443).
            SessionError: the request is refused, or the response is not the driver's own and fresh.
        """
        self._expect_session()
        nonce = secrets.token_bytes(NONCE_BYTES)
        message = DXVA_COPPStatusInput.pack(
            rApp=nonce,
            guidStatusRequestID=request,
            dwSequence=self.status_number,
            cbSizeData=len(data),
            StatusData=data,
        )
        code, response = self.renderer.protection_status(message)
        _expect_success("ProtectionStatus", code)
        self.status_number = (self.status_number + 1) % SEQUENCE_NUMBERS
        payload = self.believed(response, nonce, layout)
        self.react(StatusFlags(layout.get_ulong(payload, "dwFlags")))
        return payload

    def believed(self, response: bytes, nonce: bytes, layout: Layout) -> bytes:
        """The payload of a response that is the driver's own, and fresh.

        If it is not, the session has ended: with a number that somebody else may have, no event could be
        relied on any more (Q28).

        Raises:
            SessionError: it is not.
        """
        whole = response.ljust(DXVA_COPPStatusOutput.size)
        payload = DXVA_COPPStatusOutput.get_bytes(whole, "COPPStatus")
        size = DXVA_COPPStatusOutput.get_ulong(whole, "cbSizeData")
        if len(response) != DXVA_COPPStatusOutput.size:
            doubt = f"the status response has {len(response)} bytes, not 4096 (COPP-304)"
        elif not mac.is_authentic(self.session_key, response):
            doubt = "the status response is not authentic (COPP-441)"
        elif size != layout.size:
            doubt = "the status response holds another structure (COPP-444)"
        elif not bytes_eq(layout.get_bytes(payload, "rApp"), nonce):
            doubt = "the status response answers another request (COPP-442)"
        else:
            return payload
        self.ended = True
        raise SessionError(doubt)

    def react(self, flags: StatusFlags) -> None:
        """Stop when the link is lost; set every level again when the connector was reconfigured (Q26).

        Raises:
            LinkLost: the link was interrupted.
            SessionError: the driver asks again while that is going on.
        """
        if flags & StatusFlags.COPP_LinkLost:
            self.ended = True
            raise LinkLost("the driver reports COPP_LinkLost (COPP-443)")
        if not flags & StatusFlags.COPP_RenegotiationRequired:
            return
        if self.renegotiating:
            raise SessionError("the driver asks to renegotiate while levels are set again (COPP-443)")
        self.renegotiating = True
        for protection_type, level in list(self.levels.items()):
            self.set_level(protection_type, level)
        self.renegotiating = False

    def _expect_session(self) -> None:
        if self.ended or not self.session_key:
            raise SessionError(
                "there is no session: it has not begun, the link was lost, or an answer was not to be trusted"
            )

    def _number(self, request: UUID, protection_type: ProtectionType | None = None) -> int:
        data = b"" if protection_type is None else int(protection_type).to_bytes(4, "little")
        payload = self.ask(request, DXVA_COPPStatusData, data)
        return DXVA_COPPStatusData.get_ulong(payload, "dwData")


def _expect_success(method: str, code: int) -> None:
    if code != HResult.S_OK:
        raise SessionError(f"{method} was answered with {name_of(code, HResult)}")
