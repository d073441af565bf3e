/* The commands of a COPP device: the checks in the order of the documents' sample (COPP-165), then the effect. */
#include "session.h"

#include <string.h>

#define ASPECT_RATIO_BITS UINT32_C(7)

static const uint8_t SET_LEVEL[16] = DXVA_COPPSetProtectionLevel;
static const uint8_t SET_SIGNALING[16] = DXVA_COPPSetSignaling;

/* The data of a command fills its structure at least, and its area at most (COPP-167, Q13). */
static bool has_size(const DXVA_COPPCommand *command, size_t smallest)
{
    return command->cbSizeData >= smallest && command->cbSizeData <= sizeof command->CommandData;
}

/* The session moves from its level of one type to another (COPP-609). */
static uint32_t set_level(Session *session, const DXVA_COPPCommand *command)
{
    DXVA_COPPSetProtectionLevelCmdData data;
    memcpy(&data, command->CommandData, sizeof data);
    Connector *connector = session->connector;
    unsigned type = type_numbered(connector, data.ProtType);
    if (type == NO_TYPE || !is_level(type, data.ProtLevel))
        return E_INVALIDARG;
    if (type == CGMSA && data.ProtLevel & REDISTRIBUTION && !connector->output->redistribution)
        return E_INVALIDARG;
    if (connector->mode->too_big_for & data.ProtType)
        return DDERR_TOOBIGSIZE;
    /* HDCP that is to be switched on takes a display that can be authenticated (COPP-107). */
    if (type == HDCP && data.ProtLevel > 0 && connector->hardware[HDCP] == 0 && connector->cannot_authenticate)
        return E_FAIL;
    /* The new level comes before the old one goes: protection has no gap. */
    add_level(connector, type, data.ProtLevel);
    remove_level(connector, type, session->levels[type]);
    session->levels[type] = data.ProtLevel;
    return S_OK;
}

/* One standard, or none, of those that are available (Q15, Q16). Of the aspect ratio only the bits in the change
 * mask are taken (COPP-621, COPP-622). */
static uint32_t set_signaling(Session *session, const DXVA_COPPCommand *command)
{
    DXVA_COPPSetSignalingCmdData data;
    memcpy(&data, command->CommandData, sizeof data);
    Connector *connector = session->connector;
    uint32_t available = connector->output->standards, standard = data.ActiveTVProtectionStandard;
    if (available == 0 || standard & ~available || standard & (standard - 1))
        return E_INVALIDARG;
    uint32_t changed = data.AspectRatioChangeMask1 & ASPECT_RATIO_BITS;
    connector->standard = standard;
    connector->aspect_ratio = (connector->aspect_ratio & ~changed) | (data.AspectRatioData1 & changed);
    return S_OK;
}

static bool is_authentic(const Session *session, const DXVA_COPPCommand *command)
{
    uint8_t tag[TAG_BYTES];
    return omac(session->key, (const uint8_t *)command + TAG_BYTES, sizeof *command - TAG_BYTES, tag) &&
           are_equal(tag, command->macKDI, TAG_BYTES);
}

uint32_t take_command(Session *session, const DXVA_COPPCommand *command, uint32_t length)
{
    if (session->state != SESSION_ACTIVE)
        return E_UNEXPECTED;
    if (length < sizeof *command || command->dwSequence != session->command_number)
        return E_INVALIDARG;
    bool sets_level = memcmp(command->guidCommandID, SET_LEVEL, sizeof SET_LEVEL) == 0;
    if (!sets_level && memcmp(command->guidCommandID, SET_SIGNALING, sizeof SET_SIGNALING) != 0)
        return E_INVALIDARG;
    if (!has_size(command, sets_level ? sizeof(DXVA_COPPSetProtectionLevelCmdData)
                                      : sizeof(DXVA_COPPSetSignalingCmdData)))
        return E_INVALIDARG;
    if (!is_authentic(session, command))
        return E_UNEXPECTED;
    uint32_t result = sets_level ? set_level(session, command) : set_signaling(session, command);
    if (result == S_OK)
        session->command_number++; /* only an accepted command uses up its number (COPP-431, Q07) */
    return result;
}
