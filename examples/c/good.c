/*
 * A conforming driver, as coppspec judges it: the exported functions, over device objects (session.c, commands.c,
 * status.c), connectors (connector.c) and adapters (analog.c). It is small enough to be read, and holds nothing
 * that a clause does not ask for.
 */
#include <stdlib.h>
#include <string.h>

#include "analog.h"
#include "connector.h"
#include "coppspec_driver.h"
#include "declaration.h"
#include "session.h"

static Session *sessions; /* the newest first */
static COPPHandle last_handle;
static bool is_booted;

static void boot(void)
{
    if (is_booted)
        return;
    reset_connectors();
    reset_adapters();
    is_booted = true;
}

/* Where the pointer to a session stands; to NULL if the handle names none. */
static Session **place_of(COPPHandle handle)
{
    Session **place = &sessions;
    while (*place != NULL && (*place)->handle != handle)
        place = &(*place)->next;
    return place;
}

static Session *named(COPPHandle handle)
{
    return *place_of(handle);
}

/* Closed by the application, or lost: the display driver then closes it (COPP-905). */
static void close_at(Session **place)
{
    Session *session = *place;
    *place = session->next;
    end_session(session);
    free(session);
}

uint32_t COPPOpenVideoSession(uint32_t dev_id, COPPHandle opened, COPPHandle *handle)
{
    boot();
    if (dev_id >= OUTPUTS)
        return E_INVALIDARG;
    if (named(opened) != NULL)
        return E_UNEXPECTED;
    if (!outputs[dev_id].copp)
        return E_INVALIDARG;
    if (!outputs[dev_id].dual_view)
        return DDERR_UNSUPPORTEDMODE;
    Session *session = calloc(1, sizeof *session);
    if (session == NULL)
        return E_OUTOFMEMORY;
    begin_session(session, connector_of(dev_id));
    session->handle = ++last_handle;
    session->next = sessions;
    sessions = session;
    *handle = session->handle;
    return S_OK;
}

uint32_t COPPGetCertificateLength(COPPHandle handle, uint32_t *length)
{
    Session *session = named(handle);
    return session ? certificate_length(session, length) : E_POINTER;
}

uint32_t COPPKeyExchange(COPPHandle handle, uint8_t random_number[16], uint8_t *certificates, uint32_t *length)
{
    Session *session = named(handle);
    return session ? exchange_keys(session, random_number, certificates, length) : E_POINTER;
}

uint32_t COPPSequenceStart(COPPHandle handle, const DXVA_COPPSignature *signature, uint32_t length)
{
    Session *session = named(handle);
    return session ? start_sequence(session, signature, length) : E_POINTER;
}

uint32_t COPPCommand(COPPHandle handle, const DXVA_COPPCommand *command, uint32_t length)
{
    Session *session = named(handle);
    if (session == NULL)
        return E_POINTER;
    uint32_t result = take_command(session, command, length);
    session->connector->cannot_authenticate = false;
    return result;
}

uint32_t COPPQueryStatus(COPPHandle handle, const DXVA_COPPStatusInput *request, uint32_t length,
                         DXVA_COPPStatusOutput *response)
{
    Session *session = named(handle);
    return session ? answer_request(session, request, length, response) : E_POINTER;
}

uint32_t COPPCloseVideoSession(COPPHandle handle)
{
    Session **place = place_of(handle);
    if (*place == NULL)
        return E_POINTER;
    close_at(place);
    return S_OK;
}

uint32_t VideoParameters(uint32_t adapter, const VIDEOPARAMETERS *in, uint32_t in_length, VIDEOPARAMETERS *out,
                         uint32_t out_length, uint32_t *information)
{
    boot();
    return handle_video_parameters(adapter, in, in_length, out, out_length, information);
}

/* What a test bench adds. */

const char *coppspec_describe(void)
{
    return DECLARATION;
}

void coppspec_reset(void)
{
    while (sessions != NULL)
        close_at(&sessions);
    is_booted = false;
    boot();
}

uint32_t coppspec_applied(uint32_t output, uint32_t protection_type)
{
    boot();
    const Connector *connector = connector_of(output);
    unsigned type = type_numbered(connector, protection_type);
    return type == NO_TYPE ? 0 : level_shown(connector, type);
}

void coppspec_limit_keys(uint32_t adapter, uint32_t keys)
{
    boot();
    limit_keys(adapter, keys);
}

/* The devices on a connector remember an event until their next response (COPP-806, COPP-807). */
static void record(uint32_t output, uint32_t flag)
{
    for (Session *session = sessions; session != NULL; session = session->next)
        if (session->connector == connector_of(output))
            session->flags |= flag;
}

/* The devices on the connector are lost; copy-protection sessions are no devices (COPP-904, VPCP-660). */
static void change_mode(uint32_t output, uint32_t mode)
{
    Connector *connector = connector_of(output);
    Session **place = &sessions;
    while (*place != NULL)
        if ((*place)->connector == connector)
            close_at(place);
        else
            place = &(*place)->next;
    connector->mode = &outputs[output].modes[mode];
    set_mode_on(connector);
}

static void lose(COPPHandle handle)
{
    if (named(handle) != NULL)
        close_at(place_of(handle));
}

/* Each event, and what it happens to. */
static void break_link(uint32_t output)
{
    record(output, LINK_LOST);
}

static void reconfigure(uint32_t output)
{
    replace_sink(connector_of(output));
    record(output, RENEGOTIATION_REQUIRED);
}

static void settle(uint32_t output)
{
    (void)output; /* HDCP is on when the command returns (Q50) */
}

static void fail_hdcp_once(uint32_t output)
{
    connector_of(output)->cannot_authenticate = true;
}

static const struct {
    const char *name;
    void (*happen)(uint32_t target);
} EVENTS[] = {
    {COPPSPEC_LINK_LOST, break_link},       {COPPSPEC_CONNECTOR_RECONFIGURED, reconfigure},
    {COPPSPEC_HDCP_SETTLES, settle},        {COPPSPEC_DRIVER_RESTART, restart_adapter},
    {COPPSPEC_DEVICE_RESET, reset_adapter}, {COPPSPEC_POWER_DOWN, power_adapter_down},
    {COPPSPEC_POWER_UP, power_adapter_up},  {COPPSPEC_HARDWARE_FAULT, fail_once},
    {COPPSPEC_HDCP_FAILURE, fail_hdcp_once},
};

uint32_t coppspec_inject(const char *event, uintptr_t target, uint32_t argument)
{
    boot();
    if (strcmp(event, COPPSPEC_DEVICE_LOST) == 0) {
        lose(target);
        return 0;
    }
    if (strcmp(event, COPPSPEC_MODE_CHANGE) == 0) {
        change_mode((uint32_t)target, argument);
        return 0;
    }
    for (size_t index = 0; index < sizeof EVENTS / sizeof *EVENTS; index++)
        if (strcmp(event, EVENTS[index].name) == 0) {
            EVENTS[index].happen((uint32_t)target);
            return 0;
        }
    return 1;
}
