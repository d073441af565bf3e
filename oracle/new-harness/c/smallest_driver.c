/*
 * The smallest driver that conforms, over OpenSSL's libcrypto: COPP on one output that can do HDCP, for any number
 * of sessions. Numbers and layouts are the documents', each with its clause.
 */
#include "smallest_driver.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "identity.h"

enum { HDCP = 1, DVI = 4, PCI_EXPRESS = 3, X8R8G8B8 = 22, WIDTH = 1024, HEIGHT = 768, HERTZ = 60 };
enum { BLOCK_BYTES = 256, SEQUENCE_BYTES = 40, KEY_BYTES = 16, TAG_BYTES = 16 };

/* How far a session has come: "Starting a Protected Video Session". ATTEMPT_SPENT is COPP_KEY_EXCHANGED after a
 * sequence start that was wrong: there is one (COPP-154). */
typedef enum { OPENED, CERT_LENGTH_RETURNED, KEY_EXCHANGED, ATTEMPT_SPENT, SESSION_ACTIVE } State;

/* A COPP device: one protected video session. */
typedef struct Device {
    COPPHandle handle;
    State state;
    uint8_t random_number[16], session_key[KEY_BYTES];
    uint32_t status_number, command_number;
    uint32_t level; /* of HDCP: what this session last set (COPP-605) */
    struct Device *next;
} Device;

static Device *devices; /* the newest first */
static COPPHandle last_handle;

static const uint8_t KEY_SELECTION_VECTOR[5] = {0x1E, 0x2D, 0x4B, 0x87, 0xD2};
static const uint8_t SET_LEVEL[16] = DXVA_COPPSetProtectionLevel;
static const uint8_t SET_SIGNALING[16] = DXVA_COPPSetSignaling;

/* Where the pointer to a device stands; to NULL if the handle names none. */
static Device **place_of(COPPHandle handle)
{
    Device **place = &devices;
    while (*place != NULL && (*place)->handle != handle)
        place = &(*place)->next;
    return place;
}

/* The device that a handle names, and why a call that belongs to one state gets nothing (COPP-105). */
static uint32_t find(COPPHandle handle, State wanted, Device **device)
{
    *device = *place_of(handle);
    if (*device == NULL)
        return E_POINTER;
    return (*device)->state == wanted ? S_OK : E_UNEXPECTED;
}

void smallest_boot(void)
{
    while (devices != NULL)
        smallest_close(devices->handle);
}

uint32_t smallest_open(uint32_t dev_id, COPPHandle opened, COPPHandle *handle)
{
    if (dev_id != 0)
        return E_INVALIDARG;
    if (*place_of(opened) != NULL)
        return E_UNEXPECTED; /* a device is opened once (Q22) */
    Device *device = calloc(1, sizeof *device);
    if (device == NULL)
        return E_OUTOFMEMORY;
    device->handle = ++last_handle;
    device->next = devices;
    devices = device;
    *handle = device->handle;
    return S_OK;
}

uint32_t smallest_certificate_length(COPPHandle handle, uint32_t *length)
{
    Device *device;
    uint32_t code = find(handle, OPENED, &device);
    if (code != S_OK)
        return code;
    device->state = CERT_LENGTH_RETURNED;
    *length = sizeof CERTIFICATES;
    return S_OK;
}

uint32_t smallest_key_exchange(COPPHandle handle, uint8_t random_number[16], uint8_t *certificates,
                               uint32_t *length)
{
    Device *device;
    uint32_t code = find(handle, CERT_LENGTH_RETURNED, &device);
    if (code != S_OK)
        return code;
    if (*length < sizeof CERTIFICATES)
        return E_INVALIDARG;
    if (RAND_bytes(device->random_number, sizeof device->random_number) != 1)
        return E_UNEXPECTED;
    memcpy(random_number, device->random_number, sizeof device->random_number);
    memcpy(certificates, CERTIFICATES, sizeof CERTIFICATES);
    *length = sizeof CERTIFICATES;
    device->state = KEY_EXCHANGED;
    return S_OK;
}

static EVP_PKEY *private_key(void)
{
    static EVP_PKEY *key;
    if (key == NULL) {
        const uint8_t *der = PRIVATE_KEY;
        key = d2i_AutoPrivateKey(NULL, &der, sizeof PRIVATE_KEY);
    }
    return key;
}

/* The start sequence: the block and what is in it are little-endian numbers (COPP-406, COPP-408). */
static bool decrypted(const uint8_t block[BLOCK_BYTES], uint8_t sequence[SEQUENCE_BYTES])
{
    uint8_t number[BLOCK_BYTES], message[BLOCK_BYTES];
    size_t length = sizeof message;
    for (size_t index = 0; index < BLOCK_BYTES; index++)
        number[index] = block[BLOCK_BYTES - 1 - index];
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(private_key(), NULL);
    bool is_done = context != NULL && EVP_PKEY_decrypt_init(context) == 1 &&
                   EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1 &&
                   EVP_PKEY_decrypt(context, message, &length, number, sizeof number) == 1 &&
                   length >= SEQUENCE_BYTES;
    EVP_PKEY_CTX_free(context);
    for (size_t index = 0; is_done && index < SEQUENCE_BYTES; index++)
        sequence[index] = message[length - 1 - index];
    OPENSSL_cleanse(message, sizeof message);
    return is_done;
}

/* Whatever is wrong gives one code, so that nobody learns what it is (COPP-152, COPP-410). */
uint32_t smallest_sequence_start(COPPHandle handle, const DXVA_COPPSignature *signature, uint32_t length)
{
    Device *device;
    uint8_t sequence[SEQUENCE_BYTES];
    uint32_t code = find(handle, KEY_EXCHANGED, &device);
    if (code != S_OK)
        return code;
    if (length < sizeof *signature)
        return E_INVALIDARG;
    device->state = ATTEMPT_SPENT;
    if (!decrypted(signature->Signature, sequence) || CRYPTO_memcmp(sequence, device->random_number, 16) != 0)
        return E_UNEXPECTED;
    memcpy(device->session_key, sequence + 16, KEY_BYTES);
    memcpy(&device->status_number, sequence + 32, sizeof device->status_number);
    memcpy(&device->command_number, sequence + 36, sizeof device->command_number);
    OPENSSL_cleanse(sequence, sizeof sequence);
    device->state = SESSION_ACTIVE;
    return S_OK;
}

/* The tag of a command or a response, over all that stands behind it: OMAC-1 with AES-128 (COPP-420, COPP-421). */
static bool tagged(const Device *device, const void *message, uint8_t tag[TAG_BYTES])
{
    size_t written = 0;
    return EVP_Q_mac(NULL, "CMAC", NULL, "AES-128-CBC", NULL, device->session_key, KEY_BYTES,
                     (const uint8_t *)message + TAG_BYTES, 4096 - TAG_BYTES, tag, TAG_BYTES, &written) != NULL &&
           written == TAG_BYTES;
}

/* HDCP is switched off or on; there is no television signal to be set (COPP-163, COPP-602, Q16). */
static uint32_t obey(Device *device, const DXVA_COPPCommand *command, bool sets_level)
{
    DXVA_COPPSetProtectionLevelCmdData data;
    memcpy(&data, command->CommandData, sizeof data);
    if (!sets_level || data.ProtType != HDCP || data.ProtLevel > 1)
        return E_INVALIDARG;
    device->level = data.ProtLevel;
    device->command_number++; /* only an accepted command uses up its number (COPP-431, Q07) */
    return S_OK;
}

/* The checks in the order of the documents' sample (COPP-165). */
uint32_t smallest_command(COPPHandle handle, const DXVA_COPPCommand *command, uint32_t length)
{
    Device *device;
    uint8_t tag[TAG_BYTES];
    uint32_t code = find(handle, SESSION_ACTIVE, &device);
    if (code != S_OK)
        return code;
    if (length < sizeof *command || command->dwSequence != device->command_number)
        return E_INVALIDARG;
    bool sets_level = memcmp(command->guidCommandID, SET_LEVEL, sizeof SET_LEVEL) == 0;
    if (!sets_level && memcmp(command->guidCommandID, SET_SIGNALING, sizeof SET_SIGNALING) != 0)
        return E_INVALIDARG;
    size_t smallest = sets_level ? sizeof(DXVA_COPPSetProtectionLevelCmdData)
                                 : sizeof(DXVA_COPPSetSignalingCmdData);
    if (command->cbSizeData < smallest || command->cbSizeData > sizeof command->CommandData)
        return E_INVALIDARG;
    if (!tagged(device, command, tag) || CRYPTO_memcmp(tag, command->macKDI, TAG_BYTES) != 0)
        return E_UNEXPECTED;
    return obey(device, command, sets_level);
}

typedef enum {
    PROTECTION_TYPES,
    CONNECTOR_TYPE,
    BUS,
    LOCAL_LEVEL,
    GLOBAL_LEVEL,
    DISPLAY,
    KEY,
    SIGNALING,
    REQUESTS
} Kind;

static const uint8_t IDENTIFIERS[REQUESTS][16] = {
    [PROTECTION_TYPES] = DXVA_COPPQueryProtectionType,
    [CONNECTOR_TYPE] = DXVA_COPPQueryConnectorType,
    [BUS] = DXVA_COPPQueryBusData,
    [LOCAL_LEVEL] = DXVA_COPPQueryLocalProtectionLevel,
    [GLOBAL_LEVEL] = DXVA_COPPQueryGlobalProtectionLevel,
    [DISPLAY] = DXVA_COPPQueryDisplayData,
    [KEY] = DXVA_COPPQueryHDCPKeyData,
    [SIGNALING] = DXVA_COPPQuerySignaling,
};

static Kind kind_of(const DXVA_COPPStatusInput *request)
{
    Kind kind = PROTECTION_TYPES;
    while (kind < REQUESTS && memcmp(request->guidStatusRequestID, IDENTIFIERS[kind], 16) != 0)
        kind++;
    return kind;
}

/* A request for a level names one type in four bytes; the others name nothing (COPP-174, COPP-175). */
static bool is_for_hdcp(const DXVA_COPPStatusInput *request, Kind kind)
{
    uint32_t named;
    if (kind != LOCAL_LEVEL && kind != GLOBAL_LEVEL)
        return request->cbSizeData == 0;
    memcpy(&named, request->StatusData, sizeof named);
    return request->cbSizeData == sizeof named && named == HDCP;
}

typedef union {
    DXVA_COPPStatusData number;
    DXVA_COPPStatusDisplayData display;
    DXVA_COPPStatusHDCPKeyData key;
    DXVA_COPPStatusSignalingCmdData signaling;
} Payload;

/* Fills in what is not zero, and returns the size. No event is ever reported in dwFlags here. */
static uint32_t fill(const Device *device, Kind kind, Payload *payload)
{
    const uint32_t numbers[DISPLAY] = {HDCP, DVI, PCI_EXPRESS, device->level, smallest_level()};
    switch (kind) {
    case DISPLAY:
        payload->display.DisplayWidth = WIDTH;
        payload->display.DisplayHeight = HEIGHT;
        payload->display.d3dFormat = X8R8G8B8;
        payload->display.FreqNumerator = HERTZ;
        payload->display.FreqDenominator = 1;
        return sizeof payload->display;
    case KEY:
        memcpy(payload->key.BKey, KEY_SELECTION_VECTOR, sizeof KEY_SELECTION_VECTOR);
        return sizeof payload->key;
    case SIGNALING:
        return sizeof payload->signaling;
    default:
        payload->number.dwData = numbers[kind];
        return sizeof payload->number;
    }
}

/* A request without a tag, and a response with one; all that is not used is zero (COPP-172, COPP-176). */
uint32_t smallest_query(COPPHandle handle, const DXVA_COPPStatusInput *request, uint32_t length,
                        DXVA_COPPStatusOutput *response)
{
    Device *device;
    Payload payload;
    DXVA_COPPStatusOutput answer;
    uint32_t code = find(handle, SESSION_ACTIVE, &device);
    if (code != S_OK)
        return code;
    if (length < sizeof *request || request->dwSequence != device->status_number)
        return E_INVALIDARG;
    Kind kind = kind_of(request);
    if (kind == REQUESTS || !is_for_hdcp(request, kind))
        return E_INVALIDARG;
    memset(&payload, 0, sizeof payload);
    memset(&answer, 0, sizeof answer);
    memcpy(payload.number.rApp, request->rApp, sizeof payload.number.rApp);
    answer.cbSizeData = fill(device, kind, &payload);
    memcpy(answer.COPPStatus, &payload, answer.cbSizeData);
    if (!tagged(device, &answer, answer.macKDI))
        return E_UNEXPECTED;
    *response = answer;
    device->status_number++;
    return S_OK;
}

/* The device is gone, with its key, and its level counts no more (COPP-184 to COPP-186). */
uint32_t smallest_close(COPPHandle handle)
{
    Device **place = place_of(handle), *device = *place;
    if (device == NULL)
        return E_POINTER;
    *place = device->next;
    OPENSSL_cleanse(device, sizeof *device);
    free(device);
    return S_OK;
}

/* The level of HDCP on the connector: it is on while one device wants it (COPP-610, COPP-612). */
uint32_t smallest_level(void)
{
    uint32_t level = 0;
    for (const Device *device = devices; device != NULL; device = device->next)
        if (device->level > level)
            level = device->level;
    return level;
}
