/*
 * A driver that behaves as the sample code in the driver documents does, faults included. It is written from the
 * record of that code, clause by clause, and none of it is a pattern to follow: where it parts from the
 * specification, a comment that begins with "Fault" says so. It has COPP alone, on two outputs.
 *
 * Of what the record says, three things are left out. The sample reads the session key behind four bytes of
 * random number, so no application could start a session, and nothing more could be seen (Q03). It has no
 * callback for events, and nothing is recorded of its flags, so it declares no events of the connector. And
 * reserved fields that it leaves as they happen to be are the same each time here, so that a run can be repeated.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "coppspec_driver.h"
#include "cryptography.h"
#include "identity.h"

enum { OUTPUTS = 2, TYPES = 3, LEVELS = 13 };
enum { DEVICE_OPENED, DEVICE_CERT_LENGTH_RETURNED, DEVICE_KEY_EXCHANGED, DEVICE_SESSION_ACTIVE };
enum { STORED_RANDOM_BYTES = 4 };
#define NO_PROTECTION_LEVEL_AVAILABLE UINT32_MAX
#define PLACEHOLDER UINT32_MAX
#define NO_TYPE TYPES

static const uint8_t SET_LEVEL[16] = DXVA_COPPSetProtectionLevel;
static const uint8_t QUERY_TYPE[16] = DXVA_COPPQueryProtectionType;
static const uint8_t QUERY_CONNECTOR[16] = DXVA_COPPQueryConnectorType;
static const uint8_t QUERY_LOCAL[16] = DXVA_COPPQueryLocalProtectionLevel;
static const uint8_t QUERY_GLOBAL[16] = DXVA_COPPQueryGlobalProtectionLevel;
static const uint32_t HIGHEST[TYPES] = {1, 3, 12};

#define SD "{\"width\": 720, \"height\": 480, \"frequency\": [60000, 1001]}"
#define HD "{\"width\": 1280, \"height\": 720, \"frequency\": [60, 1], \"too_big_for\": 2}"

static const struct {
    uint32_t connector_type, types;
} outputs[OUTPUTS] = {{4, 7}, {1, 6}};

static const char DECLARATION[] =
    "{\"version\": 1,"
    " \"capabilities\": [\"" COPPSPEC_APPLIED "\", \"" COPPSPEC_DEVICE_LOST "\", \"" COPPSPEC_MODE_CHANGE "\"],"
    " \"outputs\": ["
    "{\"connector\": 0, \"connector_type\": 4, \"types\": 7, \"standards\": 17, \"modes\": [" SD ", " HD "]},"
    "{\"connector\": 1, \"connector_type\": 1, \"types\": 6, \"standards\": 1, \"modes\": [" SD ", " SD "],"
    " \"redistribution\": false}],"
    " \"root\": {\"modulus\": \"" ROOT_MODULUS "\", \"exponent\": " ROOT_EXPONENT "}}";

typedef struct Device {
    COPPHandle handle;
    uint32_t dev_id;
    unsigned state;
    uint8_t random_number[STORED_RANDOM_BYTES];
    uint8_t key[KEY_BYTES];
    uint32_t status_number, command_number;
    uint32_t levels[TYPES];
    struct Device *next;
} Device;

static Device *devices;
static COPPHandle last_handle;
static uint32_t counts[OUTPUTS][TYPES][LEVELS];
static uint32_t applied[OUTPUTS][TYPES];

static Device **place_of(COPPHandle handle)
{
    Device **place = &devices;
    while (*place != NULL && (*place)->handle != handle)
        place = &(*place)->next;
    return place;
}

/* The connector is set to the highest level that any device asks for (COPP-610). */
static void set_connector(uint32_t dev_id, unsigned type)
{
    uint32_t level = LEVELS - 1;
    while (level > 0 && counts[dev_id][type][level] == 0)
        level--;
    applied[dev_id][type] = level;
}

static unsigned number_of(const Device *device, uint32_t protection_type)
{
    unsigned type = 0;
    while (type < TYPES && protection_type != UINT32_C(1) << type)
        type++;
    return type < TYPES && device->levels[type] != NO_PROTECTION_LEVEL_AVAILABLE ? type : NO_TYPE;
}

/* Levels, key and numbers of a device that begins (COPP-124, COPP-125, COPP-127). */
static void begin(Device *device)
{
    for (unsigned type = 0; type < TYPES; type++) {
        bool is_supported = outputs[device->dev_id].types & 1U << type;
        device->levels[type] = is_supported ? 0 : NO_PROTECTION_LEVEL_AVAILABLE;
        if (is_supported)
            counts[device->dev_id][type][0]++;
    }
    erase(device->key, sizeof device->key);
    device->status_number = device->command_number = PLACEHOLDER;
    device->state = DEVICE_OPENED;
}

static void end(Device **place)
{
    Device *device = *place;
    for (unsigned type = 0; type < TYPES; type++)
        if (device->levels[type] != NO_PROTECTION_LEVEL_AVAILABLE) {
            counts[device->dev_id][type][device->levels[type]]--;
            set_connector(device->dev_id, type);
        }
    *place = device->next;
    erase(device->key, sizeof device->key);
    free(device);
}

/* Fault: a device that is open begins anew, and counts twice (Q22). */
uint32_t COPPOpenVideoSession(uint32_t dev_id, COPPHandle opened, COPPHandle *handle)
{
    if (dev_id >= OUTPUTS)
        return E_INVALIDARG;
    Device *device = *place_of(opened);
    if (device == NULL) {
        device = calloc(1, sizeof *device);
        if (device == NULL)
            return E_OUTOFMEMORY;
        device->dev_id = dev_id;
        device->handle = ++last_handle;
        device->next = devices;
        devices = device;
    }
    begin(device);
    *handle = device->handle;
    return S_OK;
}

uint32_t COPPGetCertificateLength(COPPHandle handle, uint32_t *length)
{
    Device *device = *place_of(handle);
    if (device == NULL)
        return E_POINTER;
    if (device->state != DEVICE_OPENED)
        return E_UNEXPECTED;
    *length = sizeof CERTIFICATES;
    device->state = DEVICE_CERT_LENGTH_RETURNED;
    return S_OK;
}

/* Fault: of the random number only four bytes are remembered (Q03). */
uint32_t COPPKeyExchange(COPPHandle handle, uint8_t random_number[16], uint8_t *certificates, uint32_t *length)
{
    Device *device = *place_of(handle);
    if (device == NULL)
        return E_POINTER;
    if (device->state != DEVICE_CERT_LENGTH_RETURNED)
        return E_UNEXPECTED;
    if (*length < sizeof CERTIFICATES)
        return E_INVALIDARG;
    random_bytes(random_number, NONCE_BYTES);
    memcpy(device->random_number, random_number, STORED_RANDOM_BYTES);
    memcpy(certificates, CERTIFICATES, sizeof CERTIFICATES);
    *length = sizeof CERTIFICATES;
    device->state = DEVICE_KEY_EXCHANGED;
    return S_OK;
}

/* Faults: four bytes are compared (Q03); a second attempt may succeed (Q04); the padding is never looked at, nor
 * whether the block could be decrypted (Q01). */
uint32_t COPPSequenceStart(COPPHandle handle, const DXVA_COPPSignature *signature, uint32_t length)
{
    Device *device = *place_of(handle);
    uint8_t sequence[BLOCK_BYTES] = {0};
    if (device == NULL)
        return E_POINTER;
    if (device->state != DEVICE_KEY_EXCHANGED)
        return E_UNEXPECTED;
    if (length < sizeof *signature)
        return E_INVALIDARG;
    decrypted(signature->Signature, sequence);
    if (memcmp(sequence, device->random_number, STORED_RANDOM_BYTES) != 0)
        return E_UNEXPECTED;
    memcpy(device->key, sequence + NONCE_BYTES, KEY_BYTES);
    memcpy(&device->status_number, sequence + 32, sizeof device->status_number);
    memcpy(&device->command_number, sequence + 36, sizeof device->command_number);
    device->state = DEVICE_SESSION_ACTIVE;
    return S_OK;
}

/* Faults: only an upper bound is checked, so CGMS-A has levels that mean nothing (Q19), and redistribution
 * control is taken where it cannot be enabled (COPP-619); no resolution is too big (COPP-164). */
static uint32_t set_level(Device *device, const DXVA_COPPCommand *command)
{
    DXVA_COPPSetProtectionLevelCmdData data;
    memcpy(&data, command->CommandData, sizeof data);
    unsigned type = number_of(device, data.ProtType);
    if (type == NO_TYPE || data.ProtLevel > HIGHEST[type])
        return E_INVALIDARG;
    counts[device->dev_id][type][device->levels[type]]--;
    counts[device->dev_id][type][data.ProtLevel]++;
    device->levels[type] = data.ProtLevel;
    set_connector(device->dev_id, type);
    return S_OK;
}

/* Faults: there is one command, though every output has a standard to signal by (Q15); its data may be larger
 * than its area (Q13). */
uint32_t COPPCommand(COPPHandle handle, const DXVA_COPPCommand *command, uint32_t length)
{
    Device *device = *place_of(handle);
    uint8_t tag[TAG_BYTES];
    if (device == NULL)
        return E_POINTER;
    if (device->state != DEVICE_SESSION_ACTIVE)
        return E_UNEXPECTED;
    if (length < sizeof *command || command->dwSequence != device->command_number)
        return E_INVALIDARG;
    if (memcmp(command->guidCommandID, SET_LEVEL, sizeof SET_LEVEL) != 0)
        return E_INVALIDARG;
    if (command->cbSizeData < sizeof(DXVA_COPPSetProtectionLevelCmdData))
        return E_INVALIDARG;
    omac(device->key, (const uint8_t *)command + TAG_BYTES, sizeof *command - TAG_BYTES, tag);
    if (memcmp(tag, command->macKDI, TAG_BYTES) != 0)
        return E_UNEXPECTED;
    uint32_t result = set_level(device, command);
    if (result == S_OK)
        device->command_number++;
    return result;
}

static bool asks_for(const DXVA_COPPStatusInput *request, const uint8_t identifier[16])
{
    return memcmp(request->guidStatusRequestID, identifier, 16) == 0;
}

/* The answer to the two requests that name a type, and to the two that do not. */
static uint32_t level(const Device *device, const DXVA_COPPStatusInput *request, uint32_t *answer)
{
    uint32_t protection_type;
    memcpy(&protection_type, request->StatusData, sizeof protection_type);
    unsigned type = number_of(device, protection_type);
    if (request->cbSizeData != sizeof protection_type || type == NO_TYPE)
        return E_INVALIDARG;
    *answer = asks_for(request, QUERY_LOCAL) ? device->levels[type] : applied[device->dev_id][type];
    return S_OK;
}

static uint32_t description(const Device *device, const DXVA_COPPStatusInput *request, uint32_t *answer)
{
    if (request->cbSizeData != 0)
        return E_INVALIDARG;
    *answer = asks_for(request, QUERY_TYPE) ? outputs[device->dev_id].types
                                            : outputs[device->dev_id].connector_type;
    return S_OK;
}

/* Faults: the response is zeroed before all is checked (Q30); four of the eight requests, and every identifier
 * that is unknown, are answered with nothing at all, and use up their number (Q14); the unused fields of an
 * answer hold anything (Q31). */
uint32_t COPPQueryStatus(COPPHandle handle, const DXVA_COPPStatusInput *request, uint32_t length,
                         DXVA_COPPStatusOutput *response)
{
    Device *device = *place_of(handle);
    if (device == NULL)
        return E_POINTER;
    if (device->state != DEVICE_SESSION_ACTIVE)
        return E_UNEXPECTED;
    if (length < sizeof *request || request->dwSequence != device->status_number)
        return E_INVALIDARG;
    memset(response, 0, sizeof *response);
    bool asks_for_level = asks_for(request, QUERY_LOCAL) || asks_for(request, QUERY_GLOBAL);
    if (asks_for_level || asks_for(request, QUERY_TYPE) || asks_for(request, QUERY_CONNECTOR)) {
        DXVA_COPPStatusData data;
        memset(&data, 0xCC, sizeof data);
        uint32_t result = asks_for_level ? level(device, request, &data.dwData)
                                         : description(device, request, &data.dwData);
        if (result != S_OK)
            return result;
        memcpy(data.rApp, request->rApp, sizeof data.rApp);
        data.dwFlags = 0;
        memcpy(response->COPPStatus, &data, sizeof data);
        response->cbSizeData = sizeof data;
    }
    device->status_number++;
    omac(device->key, (const uint8_t *)response + TAG_BYTES, sizeof *response - TAG_BYTES, response->macKDI);
    return S_OK;
}

uint32_t COPPCloseVideoSession(COPPHandle handle)
{
    Device **place = place_of(handle);
    if (*place == NULL)
        return E_POINTER;
    end(place);
    return S_OK;
}

const char *coppspec_describe(void)
{
    return DECLARATION;
}

/* What a device that counted twice leaves behind goes too. */
void coppspec_reset(void)
{
    while (devices != NULL)
        end(&devices);
    memset(counts, 0, sizeof counts);
    memset(applied, 0, sizeof applied);
}

uint32_t coppspec_applied(uint32_t output, uint32_t protection_type)
{
    for (unsigned type = 0; type < TYPES; type++)
        if (protection_type == UINT32_C(1) << type)
            return applied[output][type];
    return 0;
}

/* A device is lost, or with a mode change all of a connector: the miniport closes their sessions (COPP-905). */
uint32_t coppspec_inject(const char *event, uintptr_t target, uint32_t argument)
{
    (void)argument; /* no mode makes a difference to a driver that checks no resolution */
    bool is_mode_change = strcmp(event, COPPSPEC_MODE_CHANGE) == 0;
    if (!is_mode_change && strcmp(event, COPPSPEC_DEVICE_LOST) != 0)
        return 1;
    Device **place = &devices;
    while (*place != NULL)
        if (is_mode_change ? (*place)->dev_id == target : (*place)->handle == target)
            end(place);
        else
            place = &(*place)->next;
    return 0;
}
