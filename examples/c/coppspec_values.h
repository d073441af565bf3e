/* The values, identifiers and layouts of COPP and VIDEOPARAMETERS, made from the tables of coppspec by
 * `coppspec report --docs`; what is defined already stays as it is. `coppspec explain NAME` says of each what
 * it means, and which clause says so.
 *
 * Numbers are unsigned, 32 bits wide and little-endian; an identifier is sixteen bytes in the memory order of
 * Windows; no structure has padding. An offset counts bytes from the start of its structure. */
#ifndef COPPSPEC_VALUES_H
#define COPPSPEC_VALUES_H

#include <stdint.h>

/* COPPDeviceState: The state constant of a COPP device: assigned before a successful return, checked by the next call. */
#ifndef COPP_OPENED
#define COPP_OPENED UINT32_C(0x00000000)
#endif
#ifndef COPP_CERT_LENGTH_RETURNED
#define COPP_CERT_LENGTH_RETURNED UINT32_C(0x00000001)
#endif
#ifndef COPP_KEY_EXCHANGED
#define COPP_KEY_EXCHANGED UINT32_C(0x00000002)
#endif
#ifndef COPP_SESSION_ACTIVE
#define COPP_SESSION_ACTIVE UINT32_C(0x00000003)
#endif

/* COPP_ProtectionType: A mechanism whose level COPP sets and reports, each with levels of its own (COPP-601, COPP-604). */
#ifndef COPP_ProtectionType_Unknown
#define COPP_ProtectionType_Unknown UINT32_C(0x80000000)
#endif
#ifndef COPP_ProtectionType_None
#define COPP_ProtectionType_None UINT32_C(0x00000000)
#endif
#ifndef COPP_ProtectionType_HDCP
#define COPP_ProtectionType_HDCP UINT32_C(0x00000001)
#endif
#ifndef COPP_ProtectionType_ACP
#define COPP_ProtectionType_ACP UINT32_C(0x00000002)
#endif
#ifndef COPP_ProtectionType_CGMSA
#define COPP_ProtectionType_CGMSA UINT32_C(0x00000004)
#endif
#ifndef COPP_ProtectionType_Mask
#define COPP_ProtectionType_Mask UINT32_C(0x80000007)
#endif
#ifndef COPP_ProtectionType_Reserved
#define COPP_ProtectionType_Reserved UINT32_C(0x7FFFFFF8)
#endif

/* COPP_HDCP: HDCP is off or on (COPP-602). A driver may leave it on after level 0 was set (COPP-616). */
#ifndef COPP_HDCP_Level0
#define COPP_HDCP_Level0 UINT32_C(0x00000000)
#endif
#ifndef COPP_HDCP_LevelMin
#define COPP_HDCP_LevelMin UINT32_C(0x00000000)
#endif
#ifndef COPP_HDCP_Level1
#define COPP_HDCP_Level1 UINT32_C(0x00000001)
#endif
#ifndef COPP_HDCP_LevelMax
#define COPP_HDCP_LevelMax UINT32_C(0x00000001)
#endif

/* COPP_ACP: The levels of analog copy protection (COPP-602), numerically those of VIDEOPARAMETERS (VPCP-604). */
#ifndef COPP_ACP_Level0
#define COPP_ACP_Level0 UINT32_C(0x00000000)
#endif
#ifndef COPP_ACP_LevelMin
#define COPP_ACP_LevelMin UINT32_C(0x00000000)
#endif
#ifndef COPP_ACP_Level1
#define COPP_ACP_Level1 UINT32_C(0x00000001)
#endif
#ifndef COPP_ACP_Level2
#define COPP_ACP_Level2 UINT32_C(0x00000002)
#endif
#ifndef COPP_ACP_Level3
#define COPP_ACP_Level3 UINT32_C(0x00000003)
#endif
#ifndef COPP_ACP_LevelMax
#define COPP_ACP_LevelMax UINT32_C(0x00000003)
#endif

/* COPP_CGMSA: What copies may be made: one of five values, to which one bit may be added (COPP-602). */
#ifndef COPP_CGMSA_Disabled
#define COPP_CGMSA_Disabled UINT32_C(0x00000000)
#endif
#ifndef COPP_CGMSA_LevelMin
#define COPP_CGMSA_LevelMin UINT32_C(0x00000000)
#endif
#ifndef COPP_CGMSA_CopyFreely
#define COPP_CGMSA_CopyFreely UINT32_C(0x00000001)
#endif
#ifndef COPP_CGMSA_CopyNoMore
#define COPP_CGMSA_CopyNoMore UINT32_C(0x00000002)
#endif
#ifndef COPP_CGMSA_CopyOneGeneration
#define COPP_CGMSA_CopyOneGeneration UINT32_C(0x00000003)
#endif
#ifndef COPP_CGMSA_CopyNever
#define COPP_CGMSA_CopyNever UINT32_C(0x00000004)
#endif
#ifndef COPP_CGMSA_RedistributionControlRequired
#define COPP_CGMSA_RedistributionControlRequired UINT32_C(0x00000008)
#endif
#ifndef COPP_CGMSA_LevelMax
#define COPP_CGMSA_LevelMax UINT32_C(0x0000000C)
#endif

/* StatusFlags: The events in dwFlags of a status answer, each told once to each device (COPP-804, COPP-806). */
#ifndef COPP_StatusNormal
#define COPP_StatusNormal UINT32_C(0x00000000)
#endif
#ifndef COPP_LinkLost
#define COPP_LinkLost UINT32_C(0x00000001)
#endif
#ifndef COPP_RenegotiationRequired
#define COPP_RenegotiationRequired UINT32_C(0x00000002)
#endif
#ifndef COPP_StatusFlagsReserved
#define COPP_StatusFlagsReserved UINT32_C(0xFFFFFFFC)
#endif

/* StatusHDCPFlags: dwHDCPFlags: what the HDCP receiver is (COPP-707). */
#ifndef COPP_HDCPRepeater
#define COPP_HDCPRepeater UINT32_C(0x00000001)
#endif
#ifndef COPP_HDCPFlagsReserved
#define COPP_HDCPFlagsReserved UINT32_C(0xFFFFFFFE)
#endif

/* COPP_ConnectorType: The kind of connector that a session is bound to (COPP-702). */
#ifndef COPP_ConnectorType_Unknown
#define COPP_ConnectorType_Unknown UINT32_C(0xFFFFFFFF)
#endif
#ifndef COPP_ConnectorType_VGA
#define COPP_ConnectorType_VGA UINT32_C(0x00000000)
#endif
#ifndef COPP_ConnectorType_SVideo
#define COPP_ConnectorType_SVideo UINT32_C(0x00000001)
#endif
#ifndef COPP_ConnectorType_CompositeVideo
#define COPP_ConnectorType_CompositeVideo UINT32_C(0x00000002)
#endif
#ifndef COPP_ConnectorType_ComponentVideo
#define COPP_ConnectorType_ComponentVideo UINT32_C(0x00000003)
#endif
#ifndef COPP_ConnectorType_DVI
#define COPP_ConnectorType_DVI UINT32_C(0x00000004)
#endif
#ifndef COPP_ConnectorType_HDMI
#define COPP_ConnectorType_HDMI UINT32_C(0x00000005)
#endif
#ifndef COPP_ConnectorType_LVDS
#define COPP_ConnectorType_LVDS UINT32_C(0x00000006)
#endif
#ifndef COPP_ConnectorType_TMDS
#define COPP_ConnectorType_TMDS UINT32_C(0x00000007)
#endif
#ifndef COPP_ConnectorType_D_JPN
#define COPP_ConnectorType_D_JPN UINT32_C(0x00000008)
#endif
#ifndef COPP_ConnectorType_SDI
#define COPP_ConnectorType_SDI UINT32_C(0x00000009)
#endif
#ifndef COPP_ConnectorType_DisplayPortExternal
#define COPP_ConnectorType_DisplayPortExternal UINT32_C(0x0000000A)
#endif
#ifndef COPP_ConnectorType_DisplayPortEmbedded
#define COPP_ConnectorType_DisplayPortEmbedded UINT32_C(0x0000000B)
#endif
#ifndef COPP_ConnectorType_UDIExternal
#define COPP_ConnectorType_UDIExternal UINT32_C(0x0000000C)
#endif
#ifndef COPP_ConnectorType_UDIEmbedded
#define COPP_ConnectorType_UDIEmbedded UINT32_C(0x0000000D)
#endif
#ifndef COPP_ConnectorType_Internal
#define COPP_ConnectorType_Internal UINT32_C(0x80000000)
#endif

/* COPP_BusType: The bus between the computer and the graphics adapter (COPP-704). */
#ifndef COPP_BusType_Unknown
#define COPP_BusType_Unknown UINT32_C(0x00000000)
#endif
#ifndef COPP_BusType_PCI
#define COPP_BusType_PCI UINT32_C(0x00000001)
#endif
#ifndef COPP_BusType_PCIX
#define COPP_BusType_PCIX UINT32_C(0x00000002)
#endif
#ifndef COPP_BusType_PCIExpress
#define COPP_BusType_PCIExpress UINT32_C(0x00000003)
#endif
#ifndef COPP_BusType_AGP
#define COPP_BusType_AGP UINT32_C(0x00000004)
#endif
#ifndef COPP_BusType_Integrated
#define COPP_BusType_Integrated UINT32_C(0x80000000)
#endif

/* COPP_ProtectionStandard: The standards by which a television signal carries copy information (COPP-621, COPP-708). */
#ifndef COPP_ProtectionStandard_Unknown
#define COPP_ProtectionStandard_Unknown UINT32_C(0x80000000)
#endif
#ifndef COPP_ProtectionStandard_None
#define COPP_ProtectionStandard_None UINT32_C(0x00000000)
#endif
#ifndef COPP_ProtectionStandard_IEC61880_525i
#define COPP_ProtectionStandard_IEC61880_525i UINT32_C(0x00000001)
#endif
#ifndef COPP_ProtectionStandard_IEC61880_2_525i
#define COPP_ProtectionStandard_IEC61880_2_525i UINT32_C(0x00000002)
#endif
#ifndef COPP_ProtectionStandard_IEC62375_625p
#define COPP_ProtectionStandard_IEC62375_625p UINT32_C(0x00000004)
#endif
#ifndef COPP_ProtectionStandard_EIA608B_525
#define COPP_ProtectionStandard_EIA608B_525 UINT32_C(0x00000008)
#endif
#ifndef COPP_ProtectionStandard_EN300294_625i
#define COPP_ProtectionStandard_EN300294_625i UINT32_C(0x00000010)
#endif
#ifndef COPP_ProtectionStandard_CEA805A_TypeA_525p
#define COPP_ProtectionStandard_CEA805A_TypeA_525p UINT32_C(0x00000020)
#endif
#ifndef COPP_ProtectionStandard_CEA805A_TypeA_750p
#define COPP_ProtectionStandard_CEA805A_TypeA_750p UINT32_C(0x00000040)
#endif
#ifndef COPP_ProtectionStandard_CEA805A_TypeA_1125i
#define COPP_ProtectionStandard_CEA805A_TypeA_1125i UINT32_C(0x00000080)
#endif
#ifndef COPP_ProtectionStandard_CEA805A_TypeB_525p
#define COPP_ProtectionStandard_CEA805A_TypeB_525p UINT32_C(0x00000100)
#endif
#ifndef COPP_ProtectionStandard_CEA805A_TypeB_750p
#define COPP_ProtectionStandard_CEA805A_TypeB_750p UINT32_C(0x00000200)
#endif
#ifndef COPP_ProtectionStandard_CEA805A_TypeB_1125i
#define COPP_ProtectionStandard_CEA805A_TypeB_1125i UINT32_C(0x00000400)
#endif
#ifndef COPP_ProtectionStandard_ARIBTRB15_525i
#define COPP_ProtectionStandard_ARIBTRB15_525i UINT32_C(0x00000800)
#endif
#ifndef COPP_ProtectionStandard_ARIBTRB15_525p
#define COPP_ProtectionStandard_ARIBTRB15_525p UINT32_C(0x00001000)
#endif
#ifndef COPP_ProtectionStandard_ARIBTRB15_750p
#define COPP_ProtectionStandard_ARIBTRB15_750p UINT32_C(0x00002000)
#endif
#ifndef COPP_ProtectionStandard_ARIBTRB15_1125i
#define COPP_ProtectionStandard_ARIBTRB15_1125i UINT32_C(0x00004000)
#endif
#ifndef COPP_ProtectionStandard_Mask
#define COPP_ProtectionStandard_Mask UINT32_C(0x80007FFF)
#endif
#ifndef COPP_ProtectionStandard_Reserved
#define COPP_ProtectionStandard_Reserved UINT32_C(0x7FFF8000)
#endif

/* COPP_AspectRatio_EN300294: The picture formats of EN 300 294, carried in AspectRatioData1 (COPP-622). */
#ifndef COPP_AspectRatio_EN300294_FullFormat4by3
#define COPP_AspectRatio_EN300294_FullFormat4by3 UINT32_C(0x00000000)
#endif
#ifndef COPP_AspectRatio_EN300294_Box14by9Center
#define COPP_AspectRatio_EN300294_Box14by9Center UINT32_C(0x00000001)
#endif
#ifndef COPP_AspectRatio_EN300294_Box14by9Top
#define COPP_AspectRatio_EN300294_Box14by9Top UINT32_C(0x00000002)
#endif
#ifndef COPP_AspectRatio_EN300294_Box16by9Center
#define COPP_AspectRatio_EN300294_Box16by9Center UINT32_C(0x00000003)
#endif
#ifndef COPP_AspectRatio_EN300294_Box16by9Top
#define COPP_AspectRatio_EN300294_Box16by9Top UINT32_C(0x00000004)
#endif
#ifndef COPP_AspectRatio_EN300294_BoxGT16by9Center
#define COPP_AspectRatio_EN300294_BoxGT16by9Center UINT32_C(0x00000005)
#endif
#ifndef COPP_AspectRatio_EN300294_FullFormat4by3ProtectedCenter
#define COPP_AspectRatio_EN300294_FullFormat4by3ProtectedCenter UINT32_C(0x00000006)
#endif
#ifndef COPP_AspectRatio_EN300294_FullFormat16by9Anamorphic
#define COPP_AspectRatio_EN300294_FullFormat16by9Anamorphic UINT32_C(0x00000007)
#endif

/* RenderFunctionCode: By this number RenderMoComp tells the five middle functions apart (COPP-101, COPP-103). */
#ifndef DXVA_COPPGetCertificateLengthFnCode
#define DXVA_COPPGetCertificateLengthFnCode UINT32_C(0x00000001)
#endif
#ifndef DXVA_COPPKeyExchangeFnCode
#define DXVA_COPPKeyExchangeFnCode UINT32_C(0x00000002)
#endif
#ifndef DXVA_COPPSequenceStartFnCode
#define DXVA_COPPSequenceStartFnCode UINT32_C(0x00000003)
#endif
#ifndef DXVA_COPPCommandFnCode
#define DXVA_COPPCommandFnCode UINT32_C(0x00000004)
#endif
#ifndef DXVA_COPPQueryStatusFnCode
#define DXVA_COPPQueryStatusFnCode UINT32_C(0x00000005)
#endif

/* IOCTL_COPP: The sample's control codes from display driver to miniport; a driver may have its own (COPP-110). */
#ifndef IOCTL_COPP_OpenDevice
#define IOCTL_COPP_OpenDevice UINT32_C(0x00232238)
#endif
#ifndef IOCTL_COPP_CloseDevice
#define IOCTL_COPP_CloseDevice UINT32_C(0x0023223C)
#endif
#ifndef IOCTL_COPP_GetCertificateLength
#define IOCTL_COPP_GetCertificateLength UINT32_C(0x00232240)
#endif
#ifndef IOCTL_COPP_KeyExchange
#define IOCTL_COPP_KeyExchange UINT32_C(0x00232244)
#endif
#ifndef IOCTL_COPP_StartSequence
#define IOCTL_COPP_StartSequence UINT32_C(0x00232248)
#endif
#ifndef IOCTL_COPP_Command
#define IOCTL_COPP_Command UINT32_C(0x0023224C)
#endif
#ifndef IOCTL_COPP_Status
#define IOCTL_COPP_Status UINT32_C(0x00232250)
#endif

/* VP_COMMAND: dwCommand: whether the driver reports or obeys (VPCP-007, VPCP-106). */
#ifndef VP_COMMAND_GET
#define VP_COMMAND_GET UINT32_C(0x00000001)
#endif
#ifndef VP_COMMAND_SET
#define VP_COMMAND_SET UINT32_C(0x00000002)
#endif

/* VP_FLAGS: dwFlags: on GET what the device supports, on SET what is meant (VPCP-007, VPCP-202, VPCP-300). */
#ifndef VP_FLAGS_TV_MODE
#define VP_FLAGS_TV_MODE UINT32_C(0x00000001)
#endif
#ifndef VP_FLAGS_TV_STANDARD
#define VP_FLAGS_TV_STANDARD UINT32_C(0x00000002)
#endif
#ifndef VP_FLAGS_FLICKER
#define VP_FLAGS_FLICKER UINT32_C(0x00000004)
#endif
#ifndef VP_FLAGS_OVERSCAN
#define VP_FLAGS_OVERSCAN UINT32_C(0x00000008)
#endif
#ifndef VP_FLAGS_MAX_UNSCALED
#define VP_FLAGS_MAX_UNSCALED UINT32_C(0x00000010)
#endif
#ifndef VP_FLAGS_POSITION
#define VP_FLAGS_POSITION UINT32_C(0x00000020)
#endif
#ifndef VP_FLAGS_BRIGHTNESS
#define VP_FLAGS_BRIGHTNESS UINT32_C(0x00000040)
#endif
#ifndef VP_FLAGS_CONTRAST
#define VP_FLAGS_CONTRAST UINT32_C(0x00000080)
#endif
#ifndef VP_FLAGS_COPYPROTECT
#define VP_FLAGS_COPYPROTECT UINT32_C(0x00000100)
#endif

/* VP_MODE: dwMode, one or none of these, and dwAvailableModes, a set of them (VPCP-007, VPCP-203, VPCP-205). */
#ifndef VP_MODE_WIN_GRAPHICS
#define VP_MODE_WIN_GRAPHICS UINT32_C(0x00000001)
#endif
#ifndef VP_MODE_TV_PLAYBACK
#define VP_MODE_TV_PLAYBACK UINT32_C(0x00000002)
#endif

/* VP_TV_STANDARD: Television standards: one in a SET, a set of them in what is available (VPCP-007, A-12). */
#ifndef VP_TV_STANDARD_NTSC_M
#define VP_TV_STANDARD_NTSC_M UINT32_C(0x00000001)
#endif
#ifndef VP_TV_STANDARD_NTSC_M_J
#define VP_TV_STANDARD_NTSC_M_J UINT32_C(0x00000002)
#endif
#ifndef VP_TV_STANDARD_PAL_B
#define VP_TV_STANDARD_PAL_B UINT32_C(0x00000004)
#endif
#ifndef VP_TV_STANDARD_PAL_D
#define VP_TV_STANDARD_PAL_D UINT32_C(0x00000008)
#endif
#ifndef VP_TV_STANDARD_PAL_H
#define VP_TV_STANDARD_PAL_H UINT32_C(0x00000010)
#endif
#ifndef VP_TV_STANDARD_PAL_I
#define VP_TV_STANDARD_PAL_I UINT32_C(0x00000020)
#endif
#ifndef VP_TV_STANDARD_PAL_M
#define VP_TV_STANDARD_PAL_M UINT32_C(0x00000040)
#endif
#ifndef VP_TV_STANDARD_PAL_N
#define VP_TV_STANDARD_PAL_N UINT32_C(0x00000080)
#endif
#ifndef VP_TV_STANDARD_SECAM_B
#define VP_TV_STANDARD_SECAM_B UINT32_C(0x00000100)
#endif
#ifndef VP_TV_STANDARD_SECAM_D
#define VP_TV_STANDARD_SECAM_D UINT32_C(0x00000200)
#endif
#ifndef VP_TV_STANDARD_SECAM_G
#define VP_TV_STANDARD_SECAM_G UINT32_C(0x00000400)
#endif
#ifndef VP_TV_STANDARD_SECAM_H
#define VP_TV_STANDARD_SECAM_H UINT32_C(0x00000800)
#endif
#ifndef VP_TV_STANDARD_SECAM_K
#define VP_TV_STANDARD_SECAM_K UINT32_C(0x00001000)
#endif
#ifndef VP_TV_STANDARD_SECAM_K1
#define VP_TV_STANDARD_SECAM_K1 UINT32_C(0x00002000)
#endif
#ifndef VP_TV_STANDARD_SECAM_L
#define VP_TV_STANDARD_SECAM_L UINT32_C(0x00004000)
#endif
#ifndef VP_TV_STANDARD_WIN_VGA
#define VP_TV_STANDARD_WIN_VGA UINT32_C(0x00008000)
#endif
#ifndef VP_TV_STANDARD_NTSC_433
#define VP_TV_STANDARD_NTSC_433 UINT32_C(0x00010000)
#endif
#ifndef VP_TV_STANDARD_PAL_G
#define VP_TV_STANDARD_PAL_G UINT32_C(0x00020000)
#endif
#ifndef VP_TV_STANDARD_PAL_60
#define VP_TV_STANDARD_PAL_60 UINT32_C(0x00040000)
#endif
#ifndef VP_TV_STANDARD_SECAM_L1
#define VP_TV_STANDARD_SECAM_L1 UINT32_C(0x00080000)
#endif

/* VP_CP_TYPE: dwCPType: how much a request carries; one bit in a SET (VPCP-007, VPCP-206, VPCP-311, A-13). */
#ifndef VP_CP_TYPE_APS_TRIGGER
#define VP_CP_TYPE_APS_TRIGGER UINT32_C(0x00000001)
#endif
#ifndef VP_CP_TYPE_MACROVISION
#define VP_CP_TYPE_MACROVISION UINT32_C(0x00000002)
#endif

/* VP_CP_CMD: dwCPCommand: the three commands on a session; the values are single bits, never combined (VPCP-007). */
#ifndef VP_CP_CMD_ACTIVATE
#define VP_CP_CMD_ACTIVATE UINT32_C(0x00000001)
#endif
#ifndef VP_CP_CMD_DEACTIVATE
#define VP_CP_CMD_DEACTIVATE UINT32_C(0x00000002)
#endif
#ifndef VP_CP_CMD_CHANGE
#define VP_CP_CMD_CHANGE UINT32_C(0x00000004)
#endif

/* CDSFlags: What ChangeDisplaySettingsEx is to do; one flag of these carries a VIDEOPARAMETERS (VPCP-750). */
#ifndef CDS_UPDATEREGISTRY
#define CDS_UPDATEREGISTRY UINT32_C(0x00000001)
#endif
#ifndef CDS_TEST
#define CDS_TEST UINT32_C(0x00000002)
#endif
#ifndef CDS_FULLSCREEN
#define CDS_FULLSCREEN UINT32_C(0x00000004)
#endif
#ifndef CDS_GLOBAL
#define CDS_GLOBAL UINT32_C(0x00000008)
#endif
#ifndef CDS_SET_PRIMARY
#define CDS_SET_PRIMARY UINT32_C(0x00000010)
#endif
#ifndef CDS_VIDEOPARAMETERS
#define CDS_VIDEOPARAMETERS UINT32_C(0x00000020)
#endif
#ifndef CDS_ENABLE_UNSAFE_MODES
#define CDS_ENABLE_UNSAFE_MODES UINT32_C(0x00000100)
#endif
#ifndef CDS_DISABLE_UNSAFE_MODES
#define CDS_DISABLE_UNSAFE_MODES UINT32_C(0x00000200)
#endif
#ifndef CDS_NORESET
#define CDS_NORESET UINT32_C(0x10000000)
#endif
#ifndef CDS_RESET_EX
#define CDS_RESET_EX UINT32_C(0x20000000)
#endif
#ifndef CDS_RESET
#define CDS_RESET UINT32_C(0x40000000)
#endif

/* DISP_CHANGE: What ChangeDisplaySettingsEx returns, a signed number; all but zero mean "no effect" (VPCP-753). */
#ifndef DISP_CHANGE_SUCCESSFUL
#define DISP_CHANGE_SUCCESSFUL UINT32_C(0x00000000)
#endif
#ifndef DISP_CHANGE_RESTART
#define DISP_CHANGE_RESTART UINT32_C(0x00000001)
#endif
#ifndef DISP_CHANGE_FAILED
#define DISP_CHANGE_FAILED (-1)
#endif
#ifndef DISP_CHANGE_BADMODE
#define DISP_CHANGE_BADMODE (-2)
#endif
#ifndef DISP_CHANGE_NOTUPDATED
#define DISP_CHANGE_NOTUPDATED (-3)
#endif
#ifndef DISP_CHANGE_BADFLAGS
#define DISP_CHANGE_BADFLAGS (-4)
#endif
#ifndef DISP_CHANGE_BADPARAM
#define DISP_CHANGE_BADPARAM (-5)
#endif
#ifndef DISP_CHANGE_BADDUALVIEW
#define DISP_CHANGE_BADDUALVIEW (-6)
#endif

/* Answers. */
#ifndef S_OK
#define S_OK UINT32_C(0x00000000)
#endif
#ifndef E_UNEXPECTED
#define E_UNEXPECTED UINT32_C(0x8000FFFF)
#endif
#ifndef E_INVALIDARG
#define E_INVALIDARG UINT32_C(0x80070057)
#endif
#ifndef E_POINTER
#define E_POINTER UINT32_C(0x80004003)
#endif
#ifndef E_FAIL
#define E_FAIL UINT32_C(0x80004005)
#endif
#ifndef DDERR_GENERIC
#define DDERR_GENERIC UINT32_C(0x80004005)
#endif
#ifndef DDERR_TOOBIGSIZE
#define DDERR_TOOBIGSIZE UINT32_C(0x887601E0)
#endif
#ifndef DDERR_UNSUPPORTEDMODE
#define DDERR_UNSUPPORTEDMODE UINT32_C(0x8876024E)
#endif
#ifndef DDERR_CURRENTLYNOTAVAIL
#define DDERR_CURRENTLYNOTAVAIL UINT32_C(0x88760028)
#endif
#ifndef E_OUTOFMEMORY
#define E_OUTOFMEMORY UINT32_C(0x8007000E)
#endif
#ifndef VFW_E_NO_COPP_HW
#define VFW_E_NO_COPP_HW UINT32_C(0x8004029B)
#endif
#ifndef ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE
#define ERROR_GRAPHICS_NO_MONITORS_CORRESPOND_TO_DISPLAY_DEVICE UINT32_C(0xC02625E5)
#endif
#ifndef E_NOTIMPL
#define E_NOTIMPL UINT32_C(0x80004001)
#endif
#ifndef ERROR_GRAPHICS_COPP_NOT_SUPPORTED
#define ERROR_GRAPHICS_COPP_NOT_SUPPORTED UINT32_C(0xC0262501)
#endif
#ifndef ERROR_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS
#define ERROR_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS UINT32_C(0xC0262503)
#endif
#ifndef VFW_E_COPYPROT_FAILED
#define VFW_E_COPYPROT_FAILED UINT32_C(0x8004027D)
#endif
#ifndef NO_ERROR
#define NO_ERROR UINT32_C(0x00000000)
#endif
#ifndef ERROR_INVALID_FUNCTION
#define ERROR_INVALID_FUNCTION UINT32_C(0x00000001)
#endif
#ifndef ERROR_NOT_ENOUGH_MEMORY
#define ERROR_NOT_ENOUGH_MEMORY UINT32_C(0x00000008)
#endif
#ifndef ERROR_NOT_SUPPORTED
#define ERROR_NOT_SUPPORTED UINT32_C(0x00000032)
#endif
#ifndef ERROR_DEV_NOT_EXIST
#define ERROR_DEV_NOT_EXIST UINT32_C(0x00000037)
#endif
#ifndef ERROR_INVALID_PARAMETER
#define ERROR_INVALID_PARAMETER UINT32_C(0x00000057)
#endif
#ifndef ERROR_INSUFFICIENT_BUFFER
#define ERROR_INSUFFICIENT_BUFFER UINT32_C(0x0000007A)
#endif
#ifndef ERROR_BUSY
#define ERROR_BUSY UINT32_C(0x000000AA)
#endif
#ifndef ERROR_MORE_DATA
#define ERROR_MORE_DATA UINT32_C(0x000000EA)
#endif
#ifndef ERROR_IO_PENDING
#define ERROR_IO_PENDING UINT32_C(0x000003E5)
#endif

/* Sizes and single numbers. */
#ifndef MAC_TAG_BYTES
#define MAC_TAG_BYTES UINT32_C(0x00000010)
#endif
#ifndef MAC_COVERED_BYTES
#define MAC_COVERED_BYTES UINT32_C(0x00000FF0)
#endif
#ifndef NONCE_BYTES
#define NONCE_BYTES UINT32_C(0x00000010)
#endif
#ifndef AES_KEY_BYTES
#define AES_KEY_BYTES UINT32_C(0x00000010)
#endif
#ifndef RSA_MODULUS_BYTES
#define RSA_MODULUS_BYTES UINT32_C(0x00000100)
#endif
#ifndef ROOT_MODULUS_BYTES
#define ROOT_MODULUS_BYTES UINT32_C(0x00000080)
#endif
#ifndef SESSION_START_PLAINTEXT_BYTES
#define SESSION_START_PLAINTEXT_BYTES UINT32_C(0x00000028)
#endif
#ifndef COPP_NoProtectionLevelAvailable
#define COPP_NoProtectionLevelAvailable UINT32_C(0xFFFFFFFF)
#endif
#ifndef COPP_DefaultProtectionLevel
#define COPP_DefaultProtectionLevel UINT32_C(0x00000000)
#endif
#ifndef COPP_ImageAspectRatio_EN300294_Mask
#define COPP_ImageAspectRatio_EN300294_Mask UINT32_C(0x00000007)
#endif
#ifndef IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS
#define IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS UINT32_C(0x00230020)
#endif

/* Identifiers: static const uint8_t LEVEL[16] = DXVA_COPPSetProtectionLevel; */
/* D2457ADD-8999-45ED-8A8A-D1AA047BA4D5: The DirectX VA device that is COPP; the renderer opens it by this identifier (COPP-121). */
#ifndef DXVA_COPPDevice
#define DXVA_COPPDevice { 0xDD, 0x7A, 0x45, 0xD2, 0x99, 0x89, 0xED, 0x45, 0x8A, 0x8A, 0xD1, 0xAA, 0x04, 0x7B, 0xA4, 0xD5 }
#endif
/* 9BB9327C-4EB5-4727-9F00-B42B0919C0DA: Command: set one protection type to one level; 16 bytes of data (COPP-162, COPP-305). */
#ifndef DXVA_COPPSetProtectionLevel
#define DXVA_COPPSetProtectionLevel { 0x7C, 0x32, 0xB9, 0x9B, 0xB5, 0x4E, 0x27, 0x47, 0x9F, 0x00, 0xB4, 0x2B, 0x09, 0x19, 0xC0, 0xDA }
#endif
/* 09A631A5-D684-4C60-8E4D-D3BB0F0BE3EE: Command: say how the television signal carries the protection; 64 bytes of data (COPP-162, COPP-306). */
#ifndef DXVA_COPPSetSignaling
#define DXVA_COPPSetSignaling { 0xA5, 0x31, 0xA6, 0x09, 0x84, 0xD6, 0x60, 0x4C, 0x8E, 0x4D, 0xD3, 0xBB, 0x0F, 0x0B, 0xE3, 0xEE }
#endif
/* 81D0BFD5-6AFE-48C2-99C0-95A08F97C5DA: Status request without input: the kind of connector (COPP-702). */
#ifndef DXVA_COPPQueryConnectorType
#define DXVA_COPPQueryConnectorType { 0xD5, 0xBF, 0xD0, 0x81, 0xFE, 0x6A, 0xC2, 0x48, 0x99, 0xC0, 0x95, 0xA0, 0x8F, 0x97, 0xC5, 0xDA }
#endif
/* 38F2A801-9A6C-48BB-9107-B6696E6F1797: Status request without input: the protection types that the connector supports (COPP-701). */
#ifndef DXVA_COPPQueryProtectionType
#define DXVA_COPPQueryProtectionType { 0x01, 0xA8, 0xF2, 0x38, 0x6C, 0x9A, 0xBB, 0x48, 0x91, 0x07, 0xB6, 0x69, 0x6E, 0x6F, 0x17, 0x97 }
#endif
/* B2075857-3EDA-4D5D-88DB-748F8C1A0549: Status request with one protection type as input: the level this session asked for (COPP-703, COPP-605). */
#ifndef DXVA_COPPQueryLocalProtectionLevel
#define DXVA_COPPQueryLocalProtectionLevel { 0x57, 0x58, 0x07, 0xB2, 0xDA, 0x3E, 0x5D, 0x4D, 0x88, 0xDB, 0x74, 0x8F, 0x8C, 0x1A, 0x05, 0x49 }
#endif
/* 1957210A-7766-452A-B99A-D27AED54F03A: Status request with one protection type as input: the level the connector now has (COPP-703, COPP-606). */
#ifndef DXVA_COPPQueryGlobalProtectionLevel
#define DXVA_COPPQueryGlobalProtectionLevel { 0x0A, 0x21, 0x57, 0x19, 0x66, 0x77, 0x2A, 0x45, 0xB9, 0x9A, 0xD2, 0x7A, 0xED, 0x54, 0xF0, 0x3A }
#endif
/* D7BF1BA3-AD13-4F8E-AF98-0DCB3CA204CC: Status request without input: the signal on the connector (COPP-705, COPP-308). */
#ifndef DXVA_COPPQueryDisplayData
#define DXVA_COPPQueryDisplayData { 0xA3, 0x1B, 0xBF, 0xD7, 0x13, 0xAD, 0x8E, 0x4F, 0xAF, 0x98, 0x0D, 0xCB, 0x3C, 0xA2, 0x04, 0xCC }
#endif
/* 0DB59D74-A992-492E-A0BD-C23FDA564E00: Status request without input: the key selection vector of the HDCP receiver (COPP-705, COPP-309). */
#ifndef DXVA_COPPQueryHDCPKeyData
#define DXVA_COPPQueryHDCPKeyData { 0x74, 0x9D, 0xB5, 0x0D, 0x92, 0xA9, 0x2E, 0x49, 0xA0, 0xBD, 0xC2, 0x3F, 0xDA, 0x56, 0x4E, 0x00 }
#endif
/* C6F4D673-6174-4184-8E35-F6DB5200BCBA: Status request without input: the bus that the adapter sits on (COPP-704). */
#ifndef DXVA_COPPQueryBusData
#define DXVA_COPPQueryBusData { 0x73, 0xD6, 0xF4, 0xC6, 0x74, 0x61, 0x84, 0x41, 0x8E, 0x35, 0xF6, 0xDB, 0x52, 0x00, 0xBC, 0xBA }
#endif
/* 6629A591-3B79-4CF3-924A-11E8E7811671: Status request without input: the signalling available and in use (COPP-705, COPP-310). */
#ifndef DXVA_COPPQuerySignaling
#define DXVA_COPPQuerySignaling { 0x91, 0xA5, 0x29, 0x66, 0x79, 0x3B, 0xF3, 0x4C, 0x92, 0x4A, 0x11, 0xE8, 0xE7, 0x81, 0x16, 0x71 }
#endif
/* 6FEDED3E-0FF1-4901-A2F1-43F7012C8515: The renderer's interface, an application's only way to COPP (COPP-002, COPP-201). */
#ifndef IID_IAMCertifiedOutputProtection
#define IID_IAMCertifiedOutputProtection { 0x3E, 0xED, 0xED, 0x6F, 0xF1, 0x0F, 0x01, 0x49, 0xA2, 0xF1, 0x43, 0xF7, 0x01, 0x2C, 0x85, 0x15 }
#endif
/* 02C62061-1097-11D1-920F-00A024DF156E: The first field of every request, checked before any other (VPCP-003, VPCP-104). No header names it. */
#ifndef VIDEOPARAMETERS_GUID
#define VIDEOPARAMETERS_GUID { 0x61, 0x20, 0xC6, 0x02, 0x97, 0x10, 0xD1, 0x11, 0x92, 0x0F, 0x00, 0xA0, 0x24, 0xDF, 0x15, 0x6E }
#endif

/* DXVA_COPPSignature, 256 bytes (COPP-301): What COPPSequenceStart takes: one RSA block (COPP-150). */
#ifndef DXVA_COPPSignature_SIZE
#define DXVA_COPPSignature_SIZE 256
#endif
#ifndef DXVA_COPPSignature_Signature_OFFSET
#define DXVA_COPPSignature_Signature_OFFSET 0
#endif
#ifndef DXVA_COPPSignature_Signature_SIZE
#define DXVA_COPPSignature_Signature_SIZE 256
#endif

/* DXVA_COPPCommand, 4096 bytes (COPP-302): What COPPCommand takes: authenticated, not encrypted (COPP-160, COPP-421). */
#ifndef DXVA_COPPCommand_SIZE
#define DXVA_COPPCommand_SIZE 4096
#endif
#ifndef DXVA_COPPCommand_macKDI_OFFSET
#define DXVA_COPPCommand_macKDI_OFFSET 0
#endif
#ifndef DXVA_COPPCommand_macKDI_SIZE
#define DXVA_COPPCommand_macKDI_SIZE 16
#endif
#ifndef DXVA_COPPCommand_guidCommandID_OFFSET
#define DXVA_COPPCommand_guidCommandID_OFFSET 16
#endif
#ifndef DXVA_COPPCommand_guidCommandID_SIZE
#define DXVA_COPPCommand_guidCommandID_SIZE 16
#endif
#ifndef DXVA_COPPCommand_dwSequence_OFFSET
#define DXVA_COPPCommand_dwSequence_OFFSET 32
#endif
#ifndef DXVA_COPPCommand_dwSequence_SIZE
#define DXVA_COPPCommand_dwSequence_SIZE 4
#endif
#ifndef DXVA_COPPCommand_cbSizeData_OFFSET
#define DXVA_COPPCommand_cbSizeData_OFFSET 36
#endif
#ifndef DXVA_COPPCommand_cbSizeData_SIZE
#define DXVA_COPPCommand_cbSizeData_SIZE 4
#endif
#ifndef DXVA_COPPCommand_CommandData_OFFSET
#define DXVA_COPPCommand_CommandData_OFFSET 40
#endif
#ifndef DXVA_COPPCommand_CommandData_SIZE
#define DXVA_COPPCommand_CommandData_SIZE 4056
#endif

/* DXVA_COPPStatusInput, 4096 bytes (COPP-303): What COPPQueryStatus takes: neither authenticated nor encrypted (COPP-172). */
#ifndef DXVA_COPPStatusInput_SIZE
#define DXVA_COPPStatusInput_SIZE 4096
#endif
#ifndef DXVA_COPPStatusInput_rApp_OFFSET
#define DXVA_COPPStatusInput_rApp_OFFSET 0
#endif
#ifndef DXVA_COPPStatusInput_rApp_SIZE
#define DXVA_COPPStatusInput_rApp_SIZE 16
#endif
#ifndef DXVA_COPPStatusInput_guidStatusRequestID_OFFSET
#define DXVA_COPPStatusInput_guidStatusRequestID_OFFSET 16
#endif
#ifndef DXVA_COPPStatusInput_guidStatusRequestID_SIZE
#define DXVA_COPPStatusInput_guidStatusRequestID_SIZE 16
#endif
#ifndef DXVA_COPPStatusInput_dwSequence_OFFSET
#define DXVA_COPPStatusInput_dwSequence_OFFSET 32
#endif
#ifndef DXVA_COPPStatusInput_dwSequence_SIZE
#define DXVA_COPPStatusInput_dwSequence_SIZE 4
#endif
#ifndef DXVA_COPPStatusInput_cbSizeData_OFFSET
#define DXVA_COPPStatusInput_cbSizeData_OFFSET 36
#endif
#ifndef DXVA_COPPStatusInput_cbSizeData_SIZE
#define DXVA_COPPStatusInput_cbSizeData_SIZE 4
#endif
#ifndef DXVA_COPPStatusInput_StatusData_OFFSET
#define DXVA_COPPStatusInput_StatusData_OFFSET 40
#endif
#ifndef DXVA_COPPStatusInput_StatusData_SIZE
#define DXVA_COPPStatusInput_StatusData_SIZE 4056
#endif

/* DXVA_COPPStatusOutput, 4096 bytes (COPP-304): What COPPQueryStatus answers: one of the payload structures, authenticated (COPP-176, COPP-422). */
#ifndef DXVA_COPPStatusOutput_SIZE
#define DXVA_COPPStatusOutput_SIZE 4096
#endif
#ifndef DXVA_COPPStatusOutput_macKDI_OFFSET
#define DXVA_COPPStatusOutput_macKDI_OFFSET 0
#endif
#ifndef DXVA_COPPStatusOutput_macKDI_SIZE
#define DXVA_COPPStatusOutput_macKDI_SIZE 16
#endif
#ifndef DXVA_COPPStatusOutput_cbSizeData_OFFSET
#define DXVA_COPPStatusOutput_cbSizeData_OFFSET 16
#endif
#ifndef DXVA_COPPStatusOutput_cbSizeData_SIZE
#define DXVA_COPPStatusOutput_cbSizeData_SIZE 4
#endif
#ifndef DXVA_COPPStatusOutput_COPPStatus_OFFSET
#define DXVA_COPPStatusOutput_COPPStatus_OFFSET 20
#endif
#ifndef DXVA_COPPStatusOutput_COPPStatus_SIZE
#define DXVA_COPPStatusOutput_COPPStatus_SIZE 4076
#endif

/* DXVA_COPPSetProtectionLevelCmdData, 16 bytes (COPP-305): The data of DXVA_COPPSetProtectionLevel (COPP-603). An older header has other names for the last two. */
#ifndef DXVA_COPPSetProtectionLevelCmdData_SIZE
#define DXVA_COPPSetProtectionLevelCmdData_SIZE 16
#endif
#ifndef DXVA_COPPSetProtectionLevelCmdData_ProtType_OFFSET
#define DXVA_COPPSetProtectionLevelCmdData_ProtType_OFFSET 0
#endif
#ifndef DXVA_COPPSetProtectionLevelCmdData_ProtType_SIZE
#define DXVA_COPPSetProtectionLevelCmdData_ProtType_SIZE 4
#endif
#ifndef DXVA_COPPSetProtectionLevelCmdData_ProtLevel_OFFSET
#define DXVA_COPPSetProtectionLevelCmdData_ProtLevel_OFFSET 4
#endif
#ifndef DXVA_COPPSetProtectionLevelCmdData_ProtLevel_SIZE
#define DXVA_COPPSetProtectionLevelCmdData_ProtLevel_SIZE 4
#endif
#ifndef DXVA_COPPSetProtectionLevelCmdData_ExtendedInfoChangeMask_OFFSET
#define DXVA_COPPSetProtectionLevelCmdData_ExtendedInfoChangeMask_OFFSET 8
#endif
#ifndef DXVA_COPPSetProtectionLevelCmdData_ExtendedInfoChangeMask_SIZE
#define DXVA_COPPSetProtectionLevelCmdData_ExtendedInfoChangeMask_SIZE 4
#endif
#ifndef DXVA_COPPSetProtectionLevelCmdData_ExtendedInfoData_OFFSET
#define DXVA_COPPSetProtectionLevelCmdData_ExtendedInfoData_OFFSET 12
#endif
#ifndef DXVA_COPPSetProtectionLevelCmdData_ExtendedInfoData_SIZE
#define DXVA_COPPSetProtectionLevelCmdData_ExtendedInfoData_SIZE 4
#endif

/* DXVA_COPPSetSignalingCmdData, 64 bytes (COPP-306): The data of DXVA_COPPSetSignaling (COPP-621, COPP-622). */
#ifndef DXVA_COPPSetSignalingCmdData_SIZE
#define DXVA_COPPSetSignalingCmdData_SIZE 64
#endif
#ifndef DXVA_COPPSetSignalingCmdData_ActiveTVProtectionStandard_OFFSET
#define DXVA_COPPSetSignalingCmdData_ActiveTVProtectionStandard_OFFSET 0
#endif
#ifndef DXVA_COPPSetSignalingCmdData_ActiveTVProtectionStandard_SIZE
#define DXVA_COPPSetSignalingCmdData_ActiveTVProtectionStandard_SIZE 4
#endif
#ifndef DXVA_COPPSetSignalingCmdData_AspectRatioChangeMask1_OFFSET
#define DXVA_COPPSetSignalingCmdData_AspectRatioChangeMask1_OFFSET 4
#endif
#ifndef DXVA_COPPSetSignalingCmdData_AspectRatioChangeMask1_SIZE
#define DXVA_COPPSetSignalingCmdData_AspectRatioChangeMask1_SIZE 4
#endif
#ifndef DXVA_COPPSetSignalingCmdData_AspectRatioData1_OFFSET
#define DXVA_COPPSetSignalingCmdData_AspectRatioData1_OFFSET 8
#endif
#ifndef DXVA_COPPSetSignalingCmdData_AspectRatioData1_SIZE
#define DXVA_COPPSetSignalingCmdData_AspectRatioData1_SIZE 4
#endif
#ifndef DXVA_COPPSetSignalingCmdData_AspectRatioChangeMask2_OFFSET
#define DXVA_COPPSetSignalingCmdData_AspectRatioChangeMask2_OFFSET 12
#endif
#ifndef DXVA_COPPSetSignalingCmdData_AspectRatioChangeMask2_SIZE
#define DXVA_COPPSetSignalingCmdData_AspectRatioChangeMask2_SIZE 4
#endif
#ifndef DXVA_COPPSetSignalingCmdData_AspectRatioData2_OFFSET
#define DXVA_COPPSetSignalingCmdData_AspectRatioData2_OFFSET 16
#endif
#ifndef DXVA_COPPSetSignalingCmdData_AspectRatioData2_SIZE
#define DXVA_COPPSetSignalingCmdData_AspectRatioData2_SIZE 4
#endif
#ifndef DXVA_COPPSetSignalingCmdData_AspectRatioChangeMask3_OFFSET
#define DXVA_COPPSetSignalingCmdData_AspectRatioChangeMask3_OFFSET 20
#endif
#ifndef DXVA_COPPSetSignalingCmdData_AspectRatioChangeMask3_SIZE
#define DXVA_COPPSetSignalingCmdData_AspectRatioChangeMask3_SIZE 4
#endif
#ifndef DXVA_COPPSetSignalingCmdData_AspectRatioData3_OFFSET
#define DXVA_COPPSetSignalingCmdData_AspectRatioData3_OFFSET 24
#endif
#ifndef DXVA_COPPSetSignalingCmdData_AspectRatioData3_SIZE
#define DXVA_COPPSetSignalingCmdData_AspectRatioData3_SIZE 4
#endif
#ifndef DXVA_COPPSetSignalingCmdData_ExtendedInfoChangeMask_OFFSET
#define DXVA_COPPSetSignalingCmdData_ExtendedInfoChangeMask_OFFSET 28
#endif
#ifndef DXVA_COPPSetSignalingCmdData_ExtendedInfoChangeMask_SIZE
#define DXVA_COPPSetSignalingCmdData_ExtendedInfoChangeMask_SIZE 16
#endif
#ifndef DXVA_COPPSetSignalingCmdData_ExtendedInfoData_OFFSET
#define DXVA_COPPSetSignalingCmdData_ExtendedInfoData_OFFSET 44
#endif
#ifndef DXVA_COPPSetSignalingCmdData_ExtendedInfoData_SIZE
#define DXVA_COPPSetSignalingCmdData_ExtendedInfoData_SIZE 16
#endif
#ifndef DXVA_COPPSetSignalingCmdData_Reserved_OFFSET
#define DXVA_COPPSetSignalingCmdData_Reserved_OFFSET 60
#endif
#ifndef DXVA_COPPSetSignalingCmdData_Reserved_SIZE
#define DXVA_COPPSetSignalingCmdData_Reserved_SIZE 4
#endif

/* DXVA_COPPStatusData, 32 bytes (COPP-307): The payload of the five requests that ask for one number (COPP-701 to COPP-704). */
#ifndef DXVA_COPPStatusData_SIZE
#define DXVA_COPPStatusData_SIZE 32
#endif
#ifndef DXVA_COPPStatusData_rApp_OFFSET
#define DXVA_COPPStatusData_rApp_OFFSET 0
#endif
#ifndef DXVA_COPPStatusData_rApp_SIZE
#define DXVA_COPPStatusData_rApp_SIZE 16
#endif
#ifndef DXVA_COPPStatusData_dwFlags_OFFSET
#define DXVA_COPPStatusData_dwFlags_OFFSET 16
#endif
#ifndef DXVA_COPPStatusData_dwFlags_SIZE
#define DXVA_COPPStatusData_dwFlags_SIZE 4
#endif
#ifndef DXVA_COPPStatusData_dwData_OFFSET
#define DXVA_COPPStatusData_dwData_OFFSET 20
#endif
#ifndef DXVA_COPPStatusData_dwData_SIZE
#define DXVA_COPPStatusData_dwData_SIZE 4
#endif
#ifndef DXVA_COPPStatusData_ExtendedInfoValidMask_OFFSET
#define DXVA_COPPStatusData_ExtendedInfoValidMask_OFFSET 24
#endif
#ifndef DXVA_COPPStatusData_ExtendedInfoValidMask_SIZE
#define DXVA_COPPStatusData_ExtendedInfoValidMask_SIZE 4
#endif
#ifndef DXVA_COPPStatusData_ExtendedInfoData_OFFSET
#define DXVA_COPPStatusData_ExtendedInfoData_OFFSET 28
#endif
#ifndef DXVA_COPPStatusData_ExtendedInfoData_SIZE
#define DXVA_COPPStatusData_ExtendedInfoData_SIZE 4
#endif

/* DXVA_COPPStatusDisplayData, 44 bytes (COPP-308): The payload of DXVA_COPPQueryDisplayData: the signal, not the desktop (COPP-315, COPP-316). */
#ifndef DXVA_COPPStatusDisplayData_SIZE
#define DXVA_COPPStatusDisplayData_SIZE 44
#endif
#ifndef DXVA_COPPStatusDisplayData_rApp_OFFSET
#define DXVA_COPPStatusDisplayData_rApp_OFFSET 0
#endif
#ifndef DXVA_COPPStatusDisplayData_rApp_SIZE
#define DXVA_COPPStatusDisplayData_rApp_SIZE 16
#endif
#ifndef DXVA_COPPStatusDisplayData_dwFlags_OFFSET
#define DXVA_COPPStatusDisplayData_dwFlags_OFFSET 16
#endif
#ifndef DXVA_COPPStatusDisplayData_dwFlags_SIZE
#define DXVA_COPPStatusDisplayData_dwFlags_SIZE 4
#endif
#ifndef DXVA_COPPStatusDisplayData_DisplayWidth_OFFSET
#define DXVA_COPPStatusDisplayData_DisplayWidth_OFFSET 20
#endif
#ifndef DXVA_COPPStatusDisplayData_DisplayWidth_SIZE
#define DXVA_COPPStatusDisplayData_DisplayWidth_SIZE 4
#endif
#ifndef DXVA_COPPStatusDisplayData_DisplayHeight_OFFSET
#define DXVA_COPPStatusDisplayData_DisplayHeight_OFFSET 24
#endif
#ifndef DXVA_COPPStatusDisplayData_DisplayHeight_SIZE
#define DXVA_COPPStatusDisplayData_DisplayHeight_SIZE 4
#endif
#ifndef DXVA_COPPStatusDisplayData_Format_OFFSET
#define DXVA_COPPStatusDisplayData_Format_OFFSET 28
#endif
#ifndef DXVA_COPPStatusDisplayData_Format_SIZE
#define DXVA_COPPStatusDisplayData_Format_SIZE 4
#endif
#ifndef DXVA_COPPStatusDisplayData_d3dFormat_OFFSET
#define DXVA_COPPStatusDisplayData_d3dFormat_OFFSET 32
#endif
#ifndef DXVA_COPPStatusDisplayData_d3dFormat_SIZE
#define DXVA_COPPStatusDisplayData_d3dFormat_SIZE 4
#endif
#ifndef DXVA_COPPStatusDisplayData_FreqNumerator_OFFSET
#define DXVA_COPPStatusDisplayData_FreqNumerator_OFFSET 36
#endif
#ifndef DXVA_COPPStatusDisplayData_FreqNumerator_SIZE
#define DXVA_COPPStatusDisplayData_FreqNumerator_SIZE 4
#endif
#ifndef DXVA_COPPStatusDisplayData_FreqDenominator_OFFSET
#define DXVA_COPPStatusDisplayData_FreqDenominator_OFFSET 40
#endif
#ifndef DXVA_COPPStatusDisplayData_FreqDenominator_SIZE
#define DXVA_COPPStatusDisplayData_FreqDenominator_SIZE 4
#endif

/* DXVA_COPPStatusHDCPKeyData, 72 bytes (COPP-309): The payload of DXVA_COPPQueryHDCPKeyData (COPP-313). */
#ifndef DXVA_COPPStatusHDCPKeyData_SIZE
#define DXVA_COPPStatusHDCPKeyData_SIZE 72
#endif
#ifndef DXVA_COPPStatusHDCPKeyData_rApp_OFFSET
#define DXVA_COPPStatusHDCPKeyData_rApp_OFFSET 0
#endif
#ifndef DXVA_COPPStatusHDCPKeyData_rApp_SIZE
#define DXVA_COPPStatusHDCPKeyData_rApp_SIZE 16
#endif
#ifndef DXVA_COPPStatusHDCPKeyData_dwFlags_OFFSET
#define DXVA_COPPStatusHDCPKeyData_dwFlags_OFFSET 16
#endif
#ifndef DXVA_COPPStatusHDCPKeyData_dwFlags_SIZE
#define DXVA_COPPStatusHDCPKeyData_dwFlags_SIZE 4
#endif
#ifndef DXVA_COPPStatusHDCPKeyData_dwHDCPFlags_OFFSET
#define DXVA_COPPStatusHDCPKeyData_dwHDCPFlags_OFFSET 20
#endif
#ifndef DXVA_COPPStatusHDCPKeyData_dwHDCPFlags_SIZE
#define DXVA_COPPStatusHDCPKeyData_dwHDCPFlags_SIZE 4
#endif
#ifndef DXVA_COPPStatusHDCPKeyData_BKey_OFFSET
#define DXVA_COPPStatusHDCPKeyData_BKey_OFFSET 24
#endif
#ifndef DXVA_COPPStatusHDCPKeyData_BKey_SIZE
#define DXVA_COPPStatusHDCPKeyData_BKey_SIZE 16
#endif
#ifndef DXVA_COPPStatusHDCPKeyData_Reserved1_OFFSET
#define DXVA_COPPStatusHDCPKeyData_Reserved1_OFFSET 40
#endif
#ifndef DXVA_COPPStatusHDCPKeyData_Reserved1_SIZE
#define DXVA_COPPStatusHDCPKeyData_Reserved1_SIZE 16
#endif
#ifndef DXVA_COPPStatusHDCPKeyData_Reserved2_OFFSET
#define DXVA_COPPStatusHDCPKeyData_Reserved2_OFFSET 56
#endif
#ifndef DXVA_COPPStatusHDCPKeyData_Reserved2_SIZE
#define DXVA_COPPStatusHDCPKeyData_Reserved2_SIZE 16
#endif

/* DXVA_COPPStatusSignalingCmdData, 88 bytes (COPP-310): The payload of DXVA_COPPQuerySignaling (COPP-708). */
#ifndef DXVA_COPPStatusSignalingCmdData_SIZE
#define DXVA_COPPStatusSignalingCmdData_SIZE 88
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_rApp_OFFSET
#define DXVA_COPPStatusSignalingCmdData_rApp_OFFSET 0
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_rApp_SIZE
#define DXVA_COPPStatusSignalingCmdData_rApp_SIZE 16
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_dwFlags_OFFSET
#define DXVA_COPPStatusSignalingCmdData_dwFlags_OFFSET 16
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_dwFlags_SIZE
#define DXVA_COPPStatusSignalingCmdData_dwFlags_SIZE 4
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_AvailableTVProtectionStandards_OFFSET
#define DXVA_COPPStatusSignalingCmdData_AvailableTVProtectionStandards_OFFSET 20
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_AvailableTVProtectionStandards_SIZE
#define DXVA_COPPStatusSignalingCmdData_AvailableTVProtectionStandards_SIZE 4
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_ActiveTVProtectionStandard_OFFSET
#define DXVA_COPPStatusSignalingCmdData_ActiveTVProtectionStandard_OFFSET 24
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_ActiveTVProtectionStandard_SIZE
#define DXVA_COPPStatusSignalingCmdData_ActiveTVProtectionStandard_SIZE 4
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_TVType_OFFSET
#define DXVA_COPPStatusSignalingCmdData_TVType_OFFSET 28
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_TVType_SIZE
#define DXVA_COPPStatusSignalingCmdData_TVType_SIZE 4
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_AspectRatioValidMask1_OFFSET
#define DXVA_COPPStatusSignalingCmdData_AspectRatioValidMask1_OFFSET 32
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_AspectRatioValidMask1_SIZE
#define DXVA_COPPStatusSignalingCmdData_AspectRatioValidMask1_SIZE 4
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_AspectRatioData1_OFFSET
#define DXVA_COPPStatusSignalingCmdData_AspectRatioData1_OFFSET 36
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_AspectRatioData1_SIZE
#define DXVA_COPPStatusSignalingCmdData_AspectRatioData1_SIZE 4
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_AspectRatioValidMask2_OFFSET
#define DXVA_COPPStatusSignalingCmdData_AspectRatioValidMask2_OFFSET 40
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_AspectRatioValidMask2_SIZE
#define DXVA_COPPStatusSignalingCmdData_AspectRatioValidMask2_SIZE 4
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_AspectRatioData2_OFFSET
#define DXVA_COPPStatusSignalingCmdData_AspectRatioData2_OFFSET 44
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_AspectRatioData2_SIZE
#define DXVA_COPPStatusSignalingCmdData_AspectRatioData2_SIZE 4
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_AspectRatioValidMask3_OFFSET
#define DXVA_COPPStatusSignalingCmdData_AspectRatioValidMask3_OFFSET 48
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_AspectRatioValidMask3_SIZE
#define DXVA_COPPStatusSignalingCmdData_AspectRatioValidMask3_SIZE 4
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_AspectRatioData3_OFFSET
#define DXVA_COPPStatusSignalingCmdData_AspectRatioData3_OFFSET 52
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_AspectRatioData3_SIZE
#define DXVA_COPPStatusSignalingCmdData_AspectRatioData3_SIZE 4
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_ExtendedInfoValidMask_OFFSET
#define DXVA_COPPStatusSignalingCmdData_ExtendedInfoValidMask_OFFSET 56
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_ExtendedInfoValidMask_SIZE
#define DXVA_COPPStatusSignalingCmdData_ExtendedInfoValidMask_SIZE 16
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_ExtendedInfoData_OFFSET
#define DXVA_COPPStatusSignalingCmdData_ExtendedInfoData_OFFSET 72
#endif
#ifndef DXVA_COPPStatusSignalingCmdData_ExtendedInfoData_SIZE
#define DXVA_COPPStatusSignalingCmdData_ExtendedInfoData_SIZE 16
#endif

/* START_SEQUENCE, 40 bytes (COPP-402): What the signature block hides: the plaintext that starts a session (COPP-403, COPP-404). */
#ifndef START_SEQUENCE_SIZE
#define START_SEQUENCE_SIZE 40
#endif
#ifndef START_SEQUENCE_rGH_OFFSET
#define START_SEQUENCE_rGH_OFFSET 0
#endif
#ifndef START_SEQUENCE_rGH_SIZE
#define START_SEQUENCE_rGH_SIZE 16
#endif
#ifndef START_SEQUENCE_kDI_OFFSET
#define START_SEQUENCE_kDI_OFFSET 16
#endif
#ifndef START_SEQUENCE_kDI_SIZE
#define START_SEQUENCE_kDI_SIZE 16
#endif
#ifndef START_SEQUENCE_status_start_OFFSET
#define START_SEQUENCE_status_start_OFFSET 32
#endif
#ifndef START_SEQUENCE_status_start_SIZE
#define START_SEQUENCE_status_start_SIZE 4
#endif
#ifndef START_SEQUENCE_command_start_OFFSET
#define START_SEQUENCE_command_start_OFFSET 36
#endif
#ifndef START_SEQUENCE_command_start_SIZE
#define START_SEQUENCE_command_start_SIZE 4
#endif

/* VIDEOPARAMETERS, 356 bytes (VPCP-002): What a copy-protection request is, in and out (VPCP-001, VPCP-004, VPCP-005). */
#ifndef VIDEOPARAMETERS_SIZE
#define VIDEOPARAMETERS_SIZE 356
#endif
#ifndef VIDEOPARAMETERS_Guid_OFFSET
#define VIDEOPARAMETERS_Guid_OFFSET 0
#endif
#ifndef VIDEOPARAMETERS_Guid_SIZE
#define VIDEOPARAMETERS_Guid_SIZE 16
#endif
#ifndef VIDEOPARAMETERS_dwOffset_OFFSET
#define VIDEOPARAMETERS_dwOffset_OFFSET 16
#endif
#ifndef VIDEOPARAMETERS_dwOffset_SIZE
#define VIDEOPARAMETERS_dwOffset_SIZE 4
#endif
#ifndef VIDEOPARAMETERS_dwCommand_OFFSET
#define VIDEOPARAMETERS_dwCommand_OFFSET 20
#endif
#ifndef VIDEOPARAMETERS_dwCommand_SIZE
#define VIDEOPARAMETERS_dwCommand_SIZE 4
#endif
#ifndef VIDEOPARAMETERS_dwFlags_OFFSET
#define VIDEOPARAMETERS_dwFlags_OFFSET 24
#endif
#ifndef VIDEOPARAMETERS_dwFlags_SIZE
#define VIDEOPARAMETERS_dwFlags_SIZE 4
#endif
#ifndef VIDEOPARAMETERS_dwMode_OFFSET
#define VIDEOPARAMETERS_dwMode_OFFSET 28
#endif
#ifndef VIDEOPARAMETERS_dwMode_SIZE
#define VIDEOPARAMETERS_dwMode_SIZE 4
#endif
#ifndef VIDEOPARAMETERS_dwTVStandard_OFFSET
#define VIDEOPARAMETERS_dwTVStandard_OFFSET 32
#endif
#ifndef VIDEOPARAMETERS_dwTVStandard_SIZE
#define VIDEOPARAMETERS_dwTVStandard_SIZE 4
#endif
#ifndef VIDEOPARAMETERS_dwAvailableModes_OFFSET
#define VIDEOPARAMETERS_dwAvailableModes_OFFSET 36
#endif
#ifndef VIDEOPARAMETERS_dwAvailableModes_SIZE
#define VIDEOPARAMETERS_dwAvailableModes_SIZE 4
#endif
#ifndef VIDEOPARAMETERS_dwAvailableTVStandard_OFFSET
#define VIDEOPARAMETERS_dwAvailableTVStandard_OFFSET 40
#endif
#ifndef VIDEOPARAMETERS_dwAvailableTVStandard_SIZE
#define VIDEOPARAMETERS_dwAvailableTVStandard_SIZE 4
#endif
#ifndef VIDEOPARAMETERS_dwFlickerFilter_OFFSET
#define VIDEOPARAMETERS_dwFlickerFilter_OFFSET 44
#endif
#ifndef VIDEOPARAMETERS_dwFlickerFilter_SIZE
#define VIDEOPARAMETERS_dwFlickerFilter_SIZE 4
#endif
#ifndef VIDEOPARAMETERS_dwOverScanX_OFFSET
#define VIDEOPARAMETERS_dwOverScanX_OFFSET 48
#endif
#ifndef VIDEOPARAMETERS_dwOverScanX_SIZE
#define VIDEOPARAMETERS_dwOverScanX_SIZE 4
#endif
#ifndef VIDEOPARAMETERS_dwOverScanY_OFFSET
#define VIDEOPARAMETERS_dwOverScanY_OFFSET 52
#endif
#ifndef VIDEOPARAMETERS_dwOverScanY_SIZE
#define VIDEOPARAMETERS_dwOverScanY_SIZE 4
#endif
#ifndef VIDEOPARAMETERS_dwMaxUnscaledX_OFFSET
#define VIDEOPARAMETERS_dwMaxUnscaledX_OFFSET 56
#endif
#ifndef VIDEOPARAMETERS_dwMaxUnscaledX_SIZE
#define VIDEOPARAMETERS_dwMaxUnscaledX_SIZE 4
#endif
#ifndef VIDEOPARAMETERS_dwMaxUnscaledY_OFFSET
#define VIDEOPARAMETERS_dwMaxUnscaledY_OFFSET 60
#endif
#ifndef VIDEOPARAMETERS_dwMaxUnscaledY_SIZE
#define VIDEOPARAMETERS_dwMaxUnscaledY_SIZE 4
#endif
#ifndef VIDEOPARAMETERS_dwPositionX_OFFSET
#define VIDEOPARAMETERS_dwPositionX_OFFSET 64
#endif
#ifndef VIDEOPARAMETERS_dwPositionX_SIZE
#define VIDEOPARAMETERS_dwPositionX_SIZE 4
#endif
#ifndef VIDEOPARAMETERS_dwPositionY_OFFSET
#define VIDEOPARAMETERS_dwPositionY_OFFSET 68
#endif
#ifndef VIDEOPARAMETERS_dwPositionY_SIZE
#define VIDEOPARAMETERS_dwPositionY_SIZE 4
#endif
#ifndef VIDEOPARAMETERS_dwBrightness_OFFSET
#define VIDEOPARAMETERS_dwBrightness_OFFSET 72
#endif
#ifndef VIDEOPARAMETERS_dwBrightness_SIZE
#define VIDEOPARAMETERS_dwBrightness_SIZE 4
#endif
#ifndef VIDEOPARAMETERS_dwContrast_OFFSET
#define VIDEOPARAMETERS_dwContrast_OFFSET 76
#endif
#ifndef VIDEOPARAMETERS_dwContrast_SIZE
#define VIDEOPARAMETERS_dwContrast_SIZE 4
#endif
#ifndef VIDEOPARAMETERS_dwCPType_OFFSET
#define VIDEOPARAMETERS_dwCPType_OFFSET 80
#endif
#ifndef VIDEOPARAMETERS_dwCPType_SIZE
#define VIDEOPARAMETERS_dwCPType_SIZE 4
#endif
#ifndef VIDEOPARAMETERS_dwCPCommand_OFFSET
#define VIDEOPARAMETERS_dwCPCommand_OFFSET 84
#endif
#ifndef VIDEOPARAMETERS_dwCPCommand_SIZE
#define VIDEOPARAMETERS_dwCPCommand_SIZE 4
#endif
#ifndef VIDEOPARAMETERS_dwCPStandard_OFFSET
#define VIDEOPARAMETERS_dwCPStandard_OFFSET 88
#endif
#ifndef VIDEOPARAMETERS_dwCPStandard_SIZE
#define VIDEOPARAMETERS_dwCPStandard_SIZE 4
#endif
#ifndef VIDEOPARAMETERS_dwCPKey_OFFSET
#define VIDEOPARAMETERS_dwCPKey_OFFSET 92
#endif
#ifndef VIDEOPARAMETERS_dwCPKey_SIZE
#define VIDEOPARAMETERS_dwCPKey_SIZE 4
#endif
#ifndef VIDEOPARAMETERS_bCP_APSTriggerBits_OFFSET
#define VIDEOPARAMETERS_bCP_APSTriggerBits_OFFSET 96
#endif
#ifndef VIDEOPARAMETERS_bCP_APSTriggerBits_SIZE
#define VIDEOPARAMETERS_bCP_APSTriggerBits_SIZE 4
#endif
#ifndef VIDEOPARAMETERS_bOEMCopyProtection_OFFSET
#define VIDEOPARAMETERS_bOEMCopyProtection_OFFSET 100
#endif
#ifndef VIDEOPARAMETERS_bOEMCopyProtection_SIZE
#define VIDEOPARAMETERS_bOEMCopyProtection_SIZE 256
#endif

#endif
