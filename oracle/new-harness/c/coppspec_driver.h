/*
 * What a shared library exports to be judged as c:./libdriver.so.
 *
 * The seven functions carry the documents' names, and so do the structures. A call returns an HRESULT, and
 * VideoParameters a Win32 status, each as an unsigned 32-bit number. Calls come one after the other, from one
 * thread. Pointers are never NULL, and buffers do not overlap. A call that fails leaves every output as it was.
 *
 * Required: coppspec_describe; the seven functions of COPP for the interface "device", and VideoParameters for
 * the interface "video parameters". A driver of copy-protection sessions alone declares the second one only, and
 * exports none of the seven. Each other hook is for the capability that is named beside it, and without that it
 * is never looked for.
 *
 * Nothing here depends on Windows headers. A driver that has those of its own need not include this file: what
 * counts is the names, and that the arguments are as wide as they are here.
 */
#ifndef COPPSPEC_DRIVER_H
#define COPPSPEC_DRIVER_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
#define COPPSPEC_API __declspec(dllexport)
#elif defined(__GNUC__)
#define COPPSPEC_API __attribute__((visibility("default")))
#else
#define COPPSPEC_API
#endif

/* The structures: bytes as they cross the boundary, so every number is little-endian (COPP-312). A field of 16
 * bytes is a random number, a key, a tag, or an identifier in the memory layout of Windows. */

typedef struct {
    uint8_t Signature[256];
} DXVA_COPPSignature;

typedef struct {
    uint8_t macKDI[16];
    uint8_t guidCommandID[16];
    uint32_t dwSequence;
    uint32_t cbSizeData;
    uint8_t CommandData[4056];
} DXVA_COPPCommand;

typedef struct {
    uint8_t rApp[16];
    uint8_t guidStatusRequestID[16];
    uint32_t dwSequence;
    uint32_t cbSizeData;
    uint8_t StatusData[4056];
} DXVA_COPPStatusInput;

typedef struct {
    uint8_t macKDI[16];
    uint32_t cbSizeData;
    uint8_t COPPStatus[4076];
} DXVA_COPPStatusOutput;

/* The application's names for the same bytes (COPP-317). */
typedef DXVA_COPPSignature AMCOPPSignature;
typedef DXVA_COPPCommand AMCOPPCommand;
typedef DXVA_COPPStatusInput AMCOPPStatusInput;
typedef DXVA_COPPStatusOutput AMCOPPStatusOutput;

typedef struct {
    uint32_t ProtType;
    uint32_t ProtLevel;
    uint32_t ExtendedInfoChangeMask;
    uint32_t ExtendedInfoData;
} DXVA_COPPSetProtectionLevelCmdData;

typedef struct {
    uint32_t ActiveTVProtectionStandard;
    uint32_t AspectRatioChangeMask1;
    uint32_t AspectRatioData1;
    uint32_t AspectRatioChangeMask2;
    uint32_t AspectRatioData2;
    uint32_t AspectRatioChangeMask3;
    uint32_t AspectRatioData3;
    uint32_t ExtendedInfoChangeMask[4];
    uint32_t ExtendedInfoData[4];
    uint32_t Reserved;
} DXVA_COPPSetSignalingCmdData;

typedef struct {
    uint8_t rApp[16];
    uint32_t dwFlags;
    uint32_t dwData;
    uint32_t ExtendedInfoValidMask;
    uint32_t ExtendedInfoData;
} DXVA_COPPStatusData;

typedef struct {
    uint8_t rApp[16];
    uint32_t dwFlags;
    uint32_t DisplayWidth;
    uint32_t DisplayHeight;
    uint32_t Format;
    uint32_t d3dFormat;
    uint32_t FreqNumerator;
    uint32_t FreqDenominator;
} DXVA_COPPStatusDisplayData;

typedef struct {
    uint8_t rApp[16];
    uint32_t dwFlags;
    uint32_t dwHDCPFlags;
    uint8_t BKey[16];
    uint8_t Reserved1[16];
    uint8_t Reserved2[16];
} DXVA_COPPStatusHDCPKeyData;

typedef struct {
    uint8_t rApp[16];
    uint32_t dwFlags;
    uint32_t AvailableTVProtectionStandards;
    uint32_t ActiveTVProtectionStandard;
    uint32_t TVType;
    uint32_t AspectRatioValidMask1;
    uint32_t AspectRatioData1;
    uint32_t AspectRatioValidMask2;
    uint32_t AspectRatioData2;
    uint32_t AspectRatioValidMask3;
    uint32_t AspectRatioData3;
    uint32_t ExtendedInfoValidMask[4];
    uint32_t ExtendedInfoData[4];
} DXVA_COPPStatusSignalingCmdData;

typedef struct {
    uint8_t Guid[16];
    uint32_t dwOffset;
    uint32_t dwCommand;
    uint32_t dwFlags;
    uint32_t dwMode;
    uint32_t dwTVStandard;
    uint32_t dwAvailableModes;
    uint32_t dwAvailableTVStandard;
    uint32_t dwFlickerFilter;
    uint32_t dwOverScanX;
    uint32_t dwOverScanY;
    uint32_t dwMaxUnscaledX;
    uint32_t dwMaxUnscaledY;
    uint32_t dwPositionX;
    uint32_t dwPositionY;
    uint32_t dwBrightness;
    uint32_t dwContrast;
    uint32_t dwCPType;
    uint32_t dwCPCommand;
    uint32_t dwCPStandard;
    uint32_t dwCPKey;
    uint32_t bCP_APSTriggerBits;
    uint8_t bOEMCopyProtection[256];
} VIDEOPARAMETERS;

/* A device object: any number that tells it from the others. 0 names none; a call with a handle that names no
 * device returns E_POINTER (COPP-105). */
typedef uintptr_t COPPHandle;

/* COPPOpenVideoSession for the graphics device of this DevID (COPP-120). With opened = 0 it makes a new device
 * object. With the handle of a live one it is asked to open that a second time, and refuses (Q22). */
COPPSPEC_API uint32_t COPPOpenVideoSession(uint32_t dev_id, COPPHandle opened, COPPHandle *handle);

/* COPPGetCertificateLength: the size of the certificate chain in bytes (COPP-130). */
COPPSPEC_API uint32_t COPPGetCertificateLength(COPPHandle handle, uint32_t *length);

/* COPPKeyExchange: 16 random bytes and the certificate chain (COPP-140). *length comes in as the room at
 * certificates, and goes out as the number of bytes that were written there. */
COPPSPEC_API uint32_t COPPKeyExchange(COPPHandle handle, uint8_t random_number[16], uint8_t *certificates,
                                      uint32_t *length);

/* COPPSequenceStart: the start sequence, encrypted (COPP-150). Here and below, length is how many bytes there
 * are; no more may be read, and too few are refused (COPP-104). */
COPPSPEC_API uint32_t COPPSequenceStart(COPPHandle handle, const DXVA_COPPSignature *signature, uint32_t length);

/* COPPCommand (COPP-160). */
COPPSPEC_API uint32_t COPPCommand(COPPHandle handle, const DXVA_COPPCommand *command, uint32_t length);

/* COPPQueryStatus: a request in, a response of 4096 bytes out (COPP-170). */
COPPSPEC_API uint32_t COPPQueryStatus(COPPHandle handle, const DXVA_COPPStatusInput *request, uint32_t length,
                                      DXVA_COPPStatusOutput *response);

/* COPPCloseVideoSession: the device object is gone afterwards (COPP-186). */
COPPSPEC_API uint32_t COPPCloseVideoSession(COPPHandle handle);

/* IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS. *information comes in as 0, and goes out as the number of bytes at out
 * that are for the caller: 356 on success, also for a longer buffer, and none on any failure (VPCP-107,
 * VPCP-108). An adapter that is not declared answers ERROR_INVALID_FUNCTION. */
COPPSPEC_API uint32_t VideoParameters(uint32_t adapter, const VIDEOPARAMETERS *in, uint32_t in_length,
                                      VIDEOPARAMETERS *out, uint32_t out_length, uint32_t *information);

/*
 * What the driver says of itself, once, before the first call: one JSON object, in a text that stays where it is.
 *
 *   "version"       1
 *   "capabilities"  what the hooks below can do, by the names that are defined below
 *   "interfaces"    which functions are called: "device", "video parameters", or both. If left out: "device" if
 *                   there are outputs, and "video parameters" if there are adapters. (The third interface,
 *                   "renderer", takes a program that speaks the wire: `coppspec docs wire`.)
 *   "outputs"       one object for each DevID, from 0 on; may be left out without the interface "device":
 *                   "connector": number of the physical connector; two outputs of one number carry one signal
 *                   "connector_type": a COPP_ConnectorType
 *                   "types": the COPP_ProtectionTypes that it supports; none if left out
 *                   "standards": the COPP_TVProtectionStandards that it can signal by; none if left out
 *                   "modes": the two display modes between which a mode change switches, at first the first:
 *                   each with "width", "height", "frequency" ([60000, 1001]), "format", "d3d_format", and
 *                   "too_big_for": the types of protection whose levels it does not go with
 *                   "redistribution": whether redistribution control can be enabled; true if left out
 *                   "dual_view": false if it shows a clone of another, so that no device opens
 *                   "copp": false if its display device has no COPP: no device is opened there, and a renderer
 *                   answers VFW_E_NO_COPP_HW (COPP-206)
 *                   "key_selection_vector": ten hexadecimal digits, the lowest byte first
 *                   "hdcp_flags": 1 for a repeater
 *                   "bus": a COPP_BusType
 *                   "other_sink": the display that comes in the place of the first one, and goes again, each time
 *                   the connector is reconfigured: "connector_type", "key_selection_vector", "hdcp_flags"
 *   "adapters"      one object for each adapter, from 0 on; left out by a driver of COPP alone:
 *                   "tv": null, or "flags" (VP_FLAGS), "standards" (VP_TV_STANDARD, without WIN_VGA), "modes"
 *                   (VP_MODE), "types" (VP_CP_TYPE), "protected": the standards on which protection can be
 *                   applied, "is_on": whether it is on at the start, "level_at_zero": 1 to 3
 *                   "outputs": the DevIDs of the outputs that carry its signal
 *                   "is_served": false if it does not handle the control code
 *   "root"          the public key that the certificates lead to, with "modulus" in hexadecimal digits and
 *                   "exponent"; the published key if left out
 *
 * Sets are numbers, with the documents' bits.
 */
COPPSPEC_API const char *coppspec_describe(void);

#define COPPSPEC_APPLIED "applied"
#define COPPSPEC_FEW_KEYS "few keys"
/* The rest are events. */
#define COPPSPEC_DEVICE_LOST "device lost"
#define COPPSPEC_MODE_CHANGE "mode change"
#define COPPSPEC_LINK_LOST "link lost"
#define COPPSPEC_CONNECTOR_RECONFIGURED "connector reconfigured"
#define COPPSPEC_HDCP_SETTLES "HDCP settles"
#define COPPSPEC_DRIVER_RESTART "driver restart"
#define COPPSPEC_DEVICE_RESET "device reset"
#define COPPSPEC_POWER_DOWN "power down"
#define COPPSPEC_POWER_UP "power up"
#define COPPSPEC_HDCP_FAILURE "HDCP failure"
#define COPPSPEC_HARDWARE_FAULT "hardware fault"

/* The driver as it is after boot: no device, no session, no protection. Every sequence of a suite starts from
 * there; a library without it is loaded into a new process each time, which is slow. */
COPPSPEC_API void coppspec_reset(void);

/* The level of a protection type that an output shows, whatever put it there (COPPSPEC_APPLIED). */
COPPSPEC_API uint32_t coppspec_applied(uint32_t output, uint32_t protection_type);

/* Make an external event happen; 0 if it did. The target is a handle for a lost device; an adapter for a
 * restart, a reset, a loss or return of power, or a fault, which lasts for the next request of that adapter; an
 * output otherwise. A failure of HDCP lasts for the next command on that output. The argument is the number of the
 * new mode, for a mode change. */
COPPSPEC_API uint32_t coppspec_inject(const char *event, uintptr_t target, uint32_t argument);

/* Let an adapter issue so many keys in all, before its first request (COPPSPEC_FEW_KEYS). */
COPPSPEC_API void coppspec_limit_keys(uint32_t adapter, uint32_t keys);

/* The codes. */
#ifndef S_OK
#define S_OK UINT32_C(0)
#define E_UNEXPECTED UINT32_C(0x8000FFFF)
#define E_INVALIDARG UINT32_C(0x80070057)
#define E_FAIL UINT32_C(0x80004005)
#define E_POINTER UINT32_C(0x80004003)
#define E_OUTOFMEMORY UINT32_C(0x8007000E)
#define DDERR_TOOBIGSIZE UINT32_C(0x887601E0)
#define DDERR_UNSUPPORTEDMODE UINT32_C(0x8876024E)
#define NO_ERROR UINT32_C(0)
#define ERROR_INVALID_FUNCTION UINT32_C(1)
#define ERROR_NOT_ENOUGH_MEMORY UINT32_C(8)
#define ERROR_INVALID_PARAMETER UINT32_C(87)
#define ERROR_INSUFFICIENT_BUFFER UINT32_C(122)
#define ERROR_BUSY UINT32_C(170)
#endif

/* The identifiers, each for 16 bytes: static const uint8_t SET_LEVEL[16] = DXVA_COPPSetProtectionLevel; */
#define DXVA_COPPSetProtectionLevel \
    { 0x7C, 0x32, 0xB9, 0x9B, 0xB5, 0x4E, 0x27, 0x47, 0x9F, 0x00, 0xB4, 0x2B, 0x09, 0x19, 0xC0, 0xDA }
#define DXVA_COPPSetSignaling \
    { 0xA5, 0x31, 0xA6, 0x09, 0x84, 0xD6, 0x60, 0x4C, 0x8E, 0x4D, 0xD3, 0xBB, 0x0F, 0x0B, 0xE3, 0xEE }
#define DXVA_COPPQueryConnectorType \
    { 0xD5, 0xBF, 0xD0, 0x81, 0xFE, 0x6A, 0xC2, 0x48, 0x99, 0xC0, 0x95, 0xA0, 0x8F, 0x97, 0xC5, 0xDA }
#define DXVA_COPPQueryProtectionType \
    { 0x01, 0xA8, 0xF2, 0x38, 0x6C, 0x9A, 0xBB, 0x48, 0x91, 0x07, 0xB6, 0x69, 0x6E, 0x6F, 0x17, 0x97 }
#define DXVA_COPPQueryLocalProtectionLevel \
    { 0x57, 0x58, 0x07, 0xB2, 0xDA, 0x3E, 0x5D, 0x4D, 0x88, 0xDB, 0x74, 0x8F, 0x8C, 0x1A, 0x05, 0x49 }
#define DXVA_COPPQueryGlobalProtectionLevel \
    { 0x0A, 0x21, 0x57, 0x19, 0x66, 0x77, 0x2A, 0x45, 0xB9, 0x9A, 0xD2, 0x7A, 0xED, 0x54, 0xF0, 0x3A }
#define DXVA_COPPQueryDisplayData \
    { 0xA3, 0x1B, 0xBF, 0xD7, 0x13, 0xAD, 0x8E, 0x4F, 0xAF, 0x98, 0x0D, 0xCB, 0x3C, 0xA2, 0x04, 0xCC }
#define DXVA_COPPQueryHDCPKeyData \
    { 0x74, 0x9D, 0xB5, 0x0D, 0x92, 0xA9, 0x2E, 0x49, 0xA0, 0xBD, 0xC2, 0x3F, 0xDA, 0x56, 0x4E, 0x00 }
#define DXVA_COPPQueryBusData \
    { 0x73, 0xD6, 0xF4, 0xC6, 0x74, 0x61, 0x84, 0x41, 0x8E, 0x35, 0xF6, 0xDB, 0x52, 0x00, 0xBC, 0xBA }
#define DXVA_COPPQuerySignaling \
    { 0x91, 0xA5, 0x29, 0x66, 0x79, 0x3B, 0xF3, 0x4C, 0x92, 0x4A, 0x11, 0xE8, 0xE7, 0x81, 0x16, 0x71 }
#define VIDEOPARAMETERS_GUID \
    { 0x61, 0x20, 0xC6, 0x02, 0x97, 0x10, 0xD1, 0x11, 0x92, 0x0F, 0x00, 0xA0, 0x24, 0xDF, 0x15, 0x6E }

#ifdef __cplusplus
}
#endif

#endif
