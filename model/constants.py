"""The identifiers, enumerations and sizes of COPP, under the names that its documents and headers use.

Members named ForceDWORD are left out: they make a compiler take 32 bits and mean nothing. An enumeration
whose members are single bits that may be combined is an IntFlag; one that counts is an IntEnum, also where
one high bit may be added to its value.
"""

from enum import IntEnum, IntFlag
from typing import Final
from uuid import UUID

DXVA_COPPDevice: Final = UUID("D2457ADD-8999-45ED-8A8A-D1AA047BA4D5")
"""The DirectX VA device that is COPP; the renderer opens it by this identifier (COPP-121)."""

DXVA_COPPSetProtectionLevel: Final = UUID("9BB9327C-4EB5-4727-9F00-B42B0919C0DA")
"""Command: set one protection type to one level; 16 bytes of data (COPP-162, COPP-305)."""
DXVA_COPPSetSignaling: Final = UUID("09A631A5-D684-4C60-8E4D-D3BB0F0BE3EE")
"""Command: say how the television signal carries the protection; 64 bytes of data (COPP-162, COPP-306)."""

DXVA_COPPQueryConnectorType: Final = UUID("81D0BFD5-6AFE-48C2-99C0-95A08F97C5DA")
"""Status request without input: the kind of connector (COPP-702)."""
DXVA_COPPQueryProtectionType: Final = UUID("38F2A801-9A6C-48BB-9107-B6696E6F1797")
"""Status request without input: the protection types that the connector supports (COPP-701)."""
DXVA_COPPQueryLocalProtectionLevel: Final = UUID("B2075857-3EDA-4D5D-88DB-748F8C1A0549")
"""Status request with one protection type as input: the level this session asked for (COPP-703, COPP-605)."""
DXVA_COPPQueryGlobalProtectionLevel: Final = UUID("1957210A-7766-452A-B99A-D27AED54F03A")
"""Status request with one protection type as input: the level the connector now has (COPP-703, COPP-606)."""
DXVA_COPPQueryDisplayData: Final = UUID("D7BF1BA3-AD13-4F8E-AF98-0DCB3CA204CC")
"""Status request without input: the signal on the connector (COPP-705, COPP-308)."""
DXVA_COPPQueryHDCPKeyData: Final = UUID("0DB59D74-A992-492E-A0BD-C23FDA564E00")
"""Status request without input: the key selection vector of the HDCP receiver (COPP-705, COPP-309)."""
DXVA_COPPQueryBusData: Final = UUID("C6F4D673-6174-4184-8E35-F6DB5200BCBA")
"""Status request without input: the bus that the adapter sits on (COPP-704)."""
DXVA_COPPQuerySignaling: Final = UUID("6629A591-3B79-4CF3-924A-11E8E7811671")
"""Status request without input: the signalling available and in use (COPP-705, COPP-310)."""

IID_IAMCertifiedOutputProtection: Final = UUID("6FEDED3E-0FF1-4901-A2F1-43F7012C8515")
"""The renderer's interface, an application's only way to COPP (COPP-002, COPP-201)."""

MAC_TAG_BYTES: Final = 16
"""A tag is 128 bits of OMAC-1 with AES-128 (COPP-420)."""
MAC_COVERED_BYTES: Final = 4080
"""A tag covers everything after itself: 255 whole blocks, and no padding (COPP-421, COPP-422, COPP-423)."""
NONCE_BYTES: Final = 16
"""A random number of the driver or of the application is 128 bits (COPP-140, COPP-303)."""
SEQUENCE_NUMBERS: Final = 1 << 32
"""Sequence numbers are unsigned 32-bit and wrap (COPP-434)."""
AES_KEY_BYTES: Final = 16
"""The session key kDI (COPP-404)."""
RSA_MODULUS_BYTES: Final = 256
"""The driver's public key, and every other of the chain but the root (COPP-401, COPP-454)."""
ROOT_MODULUS_BYTES: Final = 128
"""The last public key of the chain (COPP-454)."""
SESSION_START_PLAINTEXT_BYTES: Final = 40
"""The start sequence before it is encrypted (COPP-402)."""
COPP_NoProtectionLevelAvailable: Final = 0xFFFFFFFF
"""The local level of a type that the connector lacks (COPP-125, COPP-620). The documents write -1; a level is
an unsigned 32-bit number in every structure, and so it is here."""
COPP_DefaultProtectionLevel: Final = 0
"""The level of every supported type in a new session (COPP-124)."""
COPP_ImageAspectRatio_EN300294_Mask: Final = 7
"""The valid bits of AspectRatioData1 (COPP-622)."""


class COPPDeviceState(IntEnum):
    """The state constant of a COPP device: assigned before a successful return, checked by the next call.

    Names and order are the protocol's, the numbers one template's own (COPP-501, COPP-503).
    """

    COPP_OPENED = 0
    """The session is open; the certificate's length has not been asked for (COPP-123)."""
    COPP_CERT_LENGTH_RETURNED = 1
    """The renderer knows how long the certificate is; key exchange is next (COPP-132)."""
    COPP_KEY_EXCHANGED = 2
    """Random number and certificate are out; the start sequence is next (COPP-143)."""
    COPP_SESSION_ACTIVE = 3
    """Protected mode: commands and status requests are taken (COPP-153, COPP-504)."""


class ProtectionType(IntFlag):
    """A mechanism whose level COPP sets and reports, each with levels of its own (COPP-601, COPP-604).

    Later headers add a DPCP bit, 16, and put it into the mask; no COPP document knows it (Q42).
    """

    COPP_ProtectionType_Unknown = 0x80000000
    """A report value only: the type is not known (Q18)."""
    COPP_ProtectionType_None = 0
    """A report value: no type. One page lists it as an input as well (Q18)."""
    COPP_ProtectionType_HDCP = 1
    """Encryption of a digital link (HDCPLevel)."""
    COPP_ProtectionType_ACP = 2
    """Analog copy protection (ACPLevel)."""
    COPP_ProtectionType_CGMSA = 4
    """Copy generation management on an analog signal (CGMSALevel)."""
    COPP_ProtectionType_Mask = 0x80000007
    """Every bit that has a meaning."""
    COPP_ProtectionType_Reserved = 0x7FFFFFF8
    """The bits that have none."""


class HDCPLevel(IntEnum):
    """HDCP is off or on (COPP-602). A driver may leave it on after level 0 was set (COPP-616)."""

    COPP_HDCP_Level0 = 0
    """Off."""
    COPP_HDCP_LevelMin = COPP_HDCP_Level0
    COPP_HDCP_Level1 = 1
    """On."""
    COPP_HDCP_LevelMax = COPP_HDCP_Level1


class ACPLevel(IntEnum):
    """The levels of analog copy protection (COPP-602), numerically those of VIDEOPARAMETERS (VPCP-604)."""

    COPP_ACP_Level0 = 0
    """Off (VPCP-600)."""
    COPP_ACP_LevelMin = COPP_ACP_Level0
    COPP_ACP_Level1 = 1
    """Type 1: the AGC process alone (VPCP-602)."""
    COPP_ACP_Level2 = 2
    """Type 2: AGC and two-line colorstripe (VPCP-602)."""
    COPP_ACP_Level3 = 3
    """Type 3: AGC and four-line colorstripe (VPCP-602)."""
    COPP_ACP_LevelMax = COPP_ACP_Level3


class CGMSALevel(IntEnum):
    """What copies may be made: one of five values, to which one bit may be added (COPP-602).

    The values count and are no bits: CopyOneGeneration is not CopyFreely together with CopyNoMore. The
    oldest public header numbers them otherwise; every published page has these (Q42).
    """

    COPP_CGMSA_Disabled = 0
    """Off."""
    COPP_CGMSA_LevelMin = COPP_CGMSA_Disabled
    COPP_CGMSA_CopyFreely = 1
    COPP_CGMSA_CopyNoMore = 2
    COPP_CGMSA_CopyOneGeneration = 3
    COPP_CGMSA_CopyNever = 4
    COPP_CGMSA_RedistributionControlRequired = 8
    """The bit that may be added to each of the five; a command fails if it cannot be honoured (COPP-619)."""
    COPP_CGMSA_LevelMax = 12
    """CopyNever with the bit added."""


CGMSA_SETTABLE_LEVELS: Final = (0, 1, 2, 3, 4, 8, 9, 10, 11, 12)
"""Every level of CGMS-A that has a meaning: 0 to 4, each with or without the bit 8 (COPP-602, Q19)."""


class StatusFlags(IntFlag):
    """The events in dwFlags of a status answer, each told once to each device (COPP-804, COPP-806)."""

    COPP_StatusNormal = 0
    """Nothing happened since the last answer."""
    COPP_LinkLost = 1
    """The link to the display broke, or the level can no longer be enforced (COPP-802, COPP-808)."""
    COPP_RenegotiationRequired = 2
    """The user changed the configuration of the connector (COPP-803)."""
    COPP_StatusFlagsReserved = 0xFFFFFFFC
    """The other thirty bits, always zero."""


class StatusHDCPFlags(IntFlag):
    """dwHDCPFlags: what the HDCP receiver is (COPP-707)."""

    COPP_HDCPRepeater = 1
    """The receiver passes the signal on; an application does not play into it (COPP-447)."""
    COPP_HDCPFlagsReserved = 0xFFFFFFFE
    """The other bits, always zero."""


class ConnectorType(IntEnum):
    """The kind of connector that a session is bound to (COPP-702).

    The pages that are published today end with 8; an early revision and later headers go on to 13 (COPP-709).
    """

    COPP_ConnectorType_Unknown = 0xFFFFFFFF
    """Written -1 in the documents."""
    COPP_ConnectorType_VGA = 0
    COPP_ConnectorType_SVideo = 1
    """Also composite and S-Video together, when they carry one signal (COPP-903)."""
    COPP_ConnectorType_CompositeVideo = 2
    COPP_ConnectorType_ComponentVideo = 3
    COPP_ConnectorType_DVI = 4
    COPP_ConnectorType_HDMI = 5
    COPP_ConnectorType_LVDS = 6
    COPP_ConnectorType_TMDS = 7
    COPP_ConnectorType_D_JPN = 8
    COPP_ConnectorType_SDI = 9
    COPP_ConnectorType_DisplayPortExternal = 10
    COPP_ConnectorType_DisplayPortEmbedded = 11
    """Inside a case, with or without the bit for that; an application leaves HDCP off here (COPP-710)."""
    COPP_ConnectorType_UDIExternal = 12
    COPP_ConnectorType_UDIEmbedded = 13
    """Inside a case, with or without the bit for that (COPP-709)."""
    COPP_ConnectorType_Internal = 0x80000000
    """The bit added when the connection is permanent and inside a case."""


class BusType(IntEnum):
    """The bus between the computer and the graphics adapter (COPP-704)."""

    COPP_BusType_Unknown = 0
    COPP_BusType_PCI = 1
    COPP_BusType_PCIX = 2
    COPP_BusType_PCIExpress = 3
    COPP_BusType_AGP = 4
    COPP_BusType_Integrated = 0x80000000
    """The bit added when no signal runs over a public expansion bus, memory buses excepted."""


class TVProtectionStandard(IntFlag):
    """The standards by which a television signal carries copy information (COPP-621, COPP-708).

    A connector offers a set of them, and one or none is active (Q16).
    """

    COPP_ProtectionStandard_Unknown = 0x80000000
    COPP_ProtectionStandard_None = 0
    COPP_ProtectionStandard_IEC61880_525i = 0x0001
    COPP_ProtectionStandard_IEC61880_2_525i = 0x0002
    COPP_ProtectionStandard_IEC62375_625p = 0x0004
    COPP_ProtectionStandard_EIA608B_525 = 0x0008
    COPP_ProtectionStandard_EN300294_625i = 0x0010
    COPP_ProtectionStandard_CEA805A_TypeA_525p = 0x0020
    COPP_ProtectionStandard_CEA805A_TypeA_750p = 0x0040
    COPP_ProtectionStandard_CEA805A_TypeA_1125i = 0x0080
    COPP_ProtectionStandard_CEA805A_TypeB_525p = 0x0100
    COPP_ProtectionStandard_CEA805A_TypeB_750p = 0x0200
    COPP_ProtectionStandard_CEA805A_TypeB_1125i = 0x0400
    COPP_ProtectionStandard_ARIBTRB15_525i = 0x0800
    COPP_ProtectionStandard_ARIBTRB15_525p = 0x1000
    COPP_ProtectionStandard_ARIBTRB15_750p = 0x2000
    COPP_ProtectionStandard_ARIBTRB15_1125i = 0x4000
    COPP_ProtectionStandard_Mask = 0x80007FFF
    """Every bit that has a meaning."""
    COPP_ProtectionStandard_Reserved = 0x7FFF8000
    """The bits that have none."""


class AspectRatioEN300294(IntEnum):
    """The picture formats of EN 300 294, carried in AspectRatioData1 (COPP-622)."""

    COPP_AspectRatio_EN300294_FullFormat4by3 = 0
    COPP_AspectRatio_EN300294_Box14by9Center = 1
    COPP_AspectRatio_EN300294_Box14by9Top = 2
    COPP_AspectRatio_EN300294_Box16by9Center = 3
    COPP_AspectRatio_EN300294_Box16by9Top = 4
    COPP_AspectRatio_EN300294_BoxGT16by9Center = 5
    COPP_AspectRatio_EN300294_FullFormat4by3ProtectedCenter = 6
    COPP_AspectRatio_EN300294_FullFormat16by9Anamorphic = 7


class RenderFunctionCode(IntEnum):
    """By this number RenderMoComp tells the five middle functions apart (COPP-101, COPP-103)."""

    DXVA_COPPGetCertificateLengthFnCode = 1
    """No input; 4 bytes out (COPP-130)."""
    DXVA_COPPKeyExchangeFnCode = 2
    """No input; 16 random bytes out, and the certificate in a surface of its own (COPP-140, COPP-141)."""
    DXVA_COPPSequenceStartFnCode = 3
    """256 bytes in; no output (COPP-150)."""
    DXVA_COPPCommandFnCode = 4
    """4096 bytes in; no output (COPP-160)."""
    DXVA_COPPQueryStatusFnCode = 5
    """4096 bytes in, 4096 out (COPP-170)."""


class SampleIoctl(IntEnum):
    """The sample's control codes from display driver to miniport; a driver may have its own (COPP-110)."""

    IOCTL_COPP_OpenDevice = 0x00232238
    IOCTL_COPP_CloseDevice = 0x0023223C
    IOCTL_COPP_GetCertificateLength = 0x00232240
    IOCTL_COPP_KeyExchange = 0x00232244
    IOCTL_COPP_StartSequence = 0x00232248
    IOCTL_COPP_Command = 0x0023224C
    IOCTL_COPP_Status = 0x00232250
