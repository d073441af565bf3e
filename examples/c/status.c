/* The status requests of a COPP device, and its response with a tag (COPP-173, COPP-176). */
#include "session.h"

#include <stddef.h>
#include <string.h>

#include "analog.h"

#define EN300294 UINT32_C(0x10)
#define X8R8G8B8 UINT32_C(22)
#define PCI_EXPRESS UINT32_C(3)
#define ASPECT_RATIO_BITS UINT32_C(7)

typedef enum { PROTECTION_TYPE, CONNECTOR_TYPE, BUS, LOCAL_LEVEL, GLOBAL_LEVEL, DISPLAY, KEY, SIGNALING, REQUESTS } Kind;

static const uint8_t IDENTIFIERS[REQUESTS][16] = {
    [PROTECTION_TYPE] = DXVA_COPPQueryProtectionType,
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
    Kind kind = PROTECTION_TYPE;
    while (kind < REQUESTS && memcmp(request->guidStatusRequestID, IDENTIFIERS[kind], 16) != 0)
        kind++;
    return kind;
}

static bool names_a_type(Kind kind)
{
    return kind == LOCAL_LEVEL || kind == GLOBAL_LEVEL;
}

/* The signal on the connector (COPP-316). */
static uint32_t display_data(const Connector *connector, DXVA_COPPStatusDisplayData *data)
{
    data->DisplayWidth = connector->mode->width;
    data->DisplayHeight = connector->mode->height;
    data->d3dFormat = X8R8G8B8;
    data->FreqNumerator = connector->mode->numerator;
    data->FreqDenominator = connector->mode->denominator;
    return sizeof *data;
}

/* The receiver's key selection vector in the low 40 bits (COPP-313); zeros without HDCP. */
static uint32_t key_data(const Connector *connector, DXVA_COPPStatusHDCPKeyData *data)
{
    const Sink *sink = connector->sink;
    if (connector->output->types & 1U << HDCP) {
        data->dwHDCPFlags = sink->hdcp_flags;
        memcpy(data->BKey, sink->key_selection_vector, sizeof sink->key_selection_vector);
    }
    return sizeof *data;
}

/* The standards that are available, and the one in use (COPP-708). */
static uint32_t signaling(const Connector *connector, DXVA_COPPStatusSignalingCmdData *data)
{
    data->AvailableTVProtectionStandards = connector->output->standards;
    data->ActiveTVProtectionStandard = connector->standard;
    if (connector->standard == EN300294) {
        data->AspectRatioValidMask1 = ASPECT_RATIO_BITS;
        data->AspectRatioData1 = connector->aspect_ratio;
    }
    return sizeof *data;
}

static uint32_t number(const Session *session, Kind kind, unsigned type, DXVA_COPPStatusData *data)
{
    const Connector *connector = session->connector;
    switch (kind) {
    case PROTECTION_TYPE:
        data->dwData = connector->output->types;
        break;
    case CONNECTOR_TYPE:
        data->dwData = connector->sink->connector_type;
        break;
    case BUS:
        data->dwData = PCI_EXPRESS;
        break;
    case LOCAL_LEVEL:
        data->dwData = session->levels[type];
        break;
    default:
        data->dwData = level_shown(connector, type);
    }
    return sizeof *data;
}

typedef union {
    DXVA_COPPStatusData number;
    DXVA_COPPStatusDisplayData display;
    DXVA_COPPStatusHDCPKeyData key;
    DXVA_COPPStatusSignalingCmdData signaling;
} Payload;

static uint32_t fill(const Session *session, Kind kind, unsigned type, Payload *payload)
{
    switch (kind) {
    case DISPLAY:
        return display_data(session->connector, &payload->display);
    case KEY:
        return key_data(session->connector, &payload->key);
    case SIGNALING:
        return signaling(session->connector, &payload->signaling);
    default:
        return number(session, kind, type, &payload->number);
    }
}

/* Whichever request comes next reports the events, once (COPP-805, COPP-806). All that is not used is zero. */
static bool respond(Session *session, const DXVA_COPPStatusInput *request, Kind kind, unsigned type,
                    DXVA_COPPStatusOutput *response)
{
    Payload payload;
    DXVA_COPPStatusOutput answer;
    memset(&payload, 0, sizeof payload);
    memset(&answer, 0, sizeof answer);
    memcpy(payload.number.rApp, request->rApp, sizeof payload.number.rApp);
    payload.number.dwFlags = session->flags;
    answer.cbSizeData = fill(session, kind, type, &payload);
    memcpy(answer.COPPStatus, &payload, answer.cbSizeData);
    if (!omac(session->key, (const uint8_t *)&answer + TAG_BYTES, sizeof answer - TAG_BYTES, answer.macKDI))
        return false;
    *response = answer;
    return true;
}

/* The size that the request says is that of its input: four bytes of type, or none (COPP-174). */
static bool has_size(const DXVA_COPPStatusInput *request, Kind kind)
{
    return request->cbSizeData == (names_a_type(kind) ? sizeof(uint32_t) : 0);
}

uint32_t answer_request(Session *session, const DXVA_COPPStatusInput *request, uint32_t length,
                        DXVA_COPPStatusOutput *response)
{
    if (session->state != SESSION_ACTIVE)
        return E_UNEXPECTED;
    if (length < sizeof *request || request->dwSequence != session->status_number)
        return E_INVALIDARG;
    Kind kind = kind_of(request);
    if (kind == REQUESTS || !has_size(request, kind))
        return E_INVALIDARG;
    uint32_t named;
    memcpy(&named, request->StatusData, sizeof named);
    unsigned type = type_numbered(session->connector, named);
    if (names_a_type(kind) && type == NO_TYPE)
        return E_INVALIDARG;
    if (!respond(session, request, kind, type, response))
        return E_UNEXPECTED;
    session->status_number++;
    session->flags = 0;
    return S_OK;
}
