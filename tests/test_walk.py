"""An application's walk through the four methods of the interface, from the first call to the last.

It is written out byte by byte, in the order in which the documents tell it; the application's side of the
reference driver does the same in less space.
"""

import secrets
from uuid import UUID

from coppspec.driver import mac
from coppspec.driver.certificates import validate
from coppspec.driver.identity import shipped_root
from coppspec.driver.protocol import Capability
from coppspec.driver.reference import ReferenceDriver
from coppspec.driver.start_block import sealed
from coppspec.model.codes import HResult
from coppspec.model.constants import (
    ACPLevel,
    DXVA_COPPQueryGlobalProtectionLevel,
    DXVA_COPPQueryLocalProtectionLevel,
    DXVA_COPPQueryProtectionType,
    DXVA_COPPSetProtectionLevel,
    ProtectionType,
    StatusFlags,
)
from coppspec.model.layouts import (
    START_SEQUENCE,
    AMCOPPCommand,
    AMCOPPStatusInput,
    AMCOPPStatusOutput,
    DXVA_COPPSetProtectionLevelCmdData,
    DXVA_COPPStatusData,
    Value,
)

ACP = ProtectionType.COPP_ProtectionType_ACP
S_VIDEO = 2
"""The DevID of an output with analog protection."""


def test_an_application_protects_an_output_from_its_first_call_to_its_last() -> None:
    driver = ReferenceDriver()

    # The application builds a playback graph and connects the decoder to the video mixing renderer.
    renderer = driver.renderer(S_VIDEO)
    assert renderer.key_exchange()[0] == HResult.VFW_E_NO_COPP_HW, "there is no display device yet"
    renderer.connect()

    # It gets a random number of the driver, and the driver's certificate chain.
    code, rgh, chain = renderer.key_exchange()
    assert code == HResult.S_OK
    assert len(rgh) == 16

    # It validates the chain, and imports the public key of the leaf.
    public_key = validate(chain, shipped_root())
    assert public_key.key_size == 2048

    # It makes a session key and two starting numbers, encrypts them, and starts the session.
    session_key = secrets.token_bytes(16)
    status_number, command_number = secrets.randbits(32), secrets.randbits(32)
    sequence = START_SEQUENCE.pack(
        rGH=rgh, kDI=session_key, status_start=status_number, command_start=command_number
    )
    signature = sealed(public_key, sequence)
    assert len(signature) == 256
    assert renderer.session_sequence_start(signature) == HResult.S_OK

    def ask(request: UUID, data: bytes = b"") -> dict[str, Value]:
        """A status request under the next number, and the payload of its answer."""
        nonlocal status_number
        rapp = secrets.token_bytes(16)
        message = AMCOPPStatusInput.pack(
            rApp=rapp,
            guidStatusRequestID=request,
            dwSequence=status_number,
            cbSizeData=len(data),
            StatusData=data,
        )
        answer, response = renderer.protection_status(message)
        assert answer == HResult.S_OK
        status_number = (status_number + 1) % 2**32
        assert AMCOPPStatusOutput.get_bytes(response, "macKDI") == mac.tag(session_key, response[16:])
        assert AMCOPPStatusOutput.get_ulong(response, "cbSizeData") == DXVA_COPPStatusData.size
        payload = DXVA_COPPStatusData.unpack(AMCOPPStatusOutput.get_bytes(response, "COPPStatus"))
        assert payload["rApp"] == rapp
        return payload

    # It asks which protection types the connector supports, and finds analog copy protection among them.
    types = ask(DXVA_COPPQueryProtectionType)["dwData"]
    assert types == ACP | ProtectionType.COPP_ProtectionType_CGMSA

    # It sets the level that its content needs.
    data = DXVA_COPPSetProtectionLevelCmdData.pack(ProtType=ACP, ProtLevel=ACPLevel.COPP_ACP_Level3)
    command = AMCOPPCommand.pack(
        guidCommandID=DXVA_COPPSetProtectionLevel,
        dwSequence=command_number,
        cbSizeData=len(data),
        CommandData=data,
    )
    command = AMCOPPCommand.put(command, macKDI=mac.tag(session_key, command[16:]))
    assert renderer.protection_command(command) == HResult.S_OK
    assert renderer.protection_command(command) == HResult.E_INVALIDARG, "its number is used up"

    # A command has no answer of its own, so it asks what is in effect: for itself, and on the connector.
    named = int(ACP).to_bytes(4, "little")
    for request in (DXVA_COPPQueryLocalProtectionLevel, DXVA_COPPQueryGlobalProtectionLevel):
        answer = ask(request, named)
        assert (answer["dwData"], answer["dwFlags"]) == (3, StatusFlags.COPP_StatusNormal)
    assert driver.applied(S_VIDEO, ACP) == 3

    # It polls while it plays. The link is interrupted, and the next answer says so, once.
    driver.inject(Capability.LINK_LOST, S_VIDEO)
    assert ask(DXVA_COPPQueryProtectionType)["dwFlags"] == StatusFlags.COPP_LinkLost
    assert ask(DXVA_COPPQueryProtectionType)["dwFlags"] == StatusFlags.COPP_StatusNormal

    # It stops, and releases the renderer, which closes the device: the output is not protected any more.
    renderer.release()
    assert driver.applied(S_VIDEO, ACP) == 0

    # For a new session it needs a new renderer, and a new key exchange.
    again = driver.renderer(S_VIDEO)
    again.connect()
    code, other_rgh, _ = again.key_exchange()
    assert code == HResult.S_OK
    assert other_rgh != rgh
