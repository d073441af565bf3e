/*
 * The conforming driver with one fault, which is chosen when it is compiled: make FAULT=CRASHES_ON_THE_SECOND_CLOSE.
 * Each takes the place of one exported function, and calls what it replaces.
 */
#define COPPOpenVideoSession conforming_open
#define COPPKeyExchange conforming_key_exchange
#define COPPSequenceStart conforming_sequence_start
#define COPPCommand conforming_command
#define COPPQueryStatus conforming_query_status
#define COPPCloseVideoSession conforming_close
#define VideoParameters conforming_video_parameters
#define coppspec_reset conforming_reset
#include "good.c"
#undef COPPOpenVideoSession
#undef COPPKeyExchange
#undef COPPSequenceStart
#undef COPPCommand
#undef COPPQueryStatus
#undef COPPCloseVideoSession
#undef VideoParameters
#undef coppspec_reset

static unsigned answered;
/* What the sessions share: it goes with the first close, though another session may still need it. */
static bool is_freed;

COPPSPEC_API uint32_t COPPOpenVideoSession(uint32_t dev_id, COPPHandle opened, COPPHandle *handle)
{
#ifdef FAULT_LEAKS_A_MEGABYTE_WITH_EACH_OPEN
    void *volatile lost = malloc(1 << 20);
    memset(lost, 1, lost == NULL ? 0 : 1 << 20);
#define HAS_A_FAULT
#endif
    is_freed = false;
#ifdef FAULT_WRITES_THE_HANDLE_OF_A_REFUSED_OPEN
    *handle = 1;
#define HAS_A_FAULT
#endif
    return conforming_open(dev_id, opened, handle);
}

COPPSPEC_API uint32_t COPPKeyExchange(COPPHandle handle, uint8_t random_number[16], uint8_t *certificates,
                                      uint32_t *length)
{
    uint32_t result = conforming_key_exchange(handle, random_number, certificates, length);
#ifdef FAULT_CLEARS_A_BLOCK_BEHIND_ITS_CERTIFICATES
    if (result == S_OK)
        memset(certificates + *length, 0, 16);
#define HAS_A_FAULT
#endif
    return result;
}

COPPSPEC_API uint32_t COPPSequenceStart(COPPHandle handle, const DXVA_COPPSignature *signature, uint32_t length)
{
#ifdef FAULT_FORGETS_THE_RANDOM_NUMBER
    Session *session = named(handle);
    uint8_t message[BLOCK_BYTES];
    if (session != NULL && length >= sizeof *signature && decrypted(signature->Signature, message))
        memcpy(session->random_number, message, NONCE_BYTES);
#define HAS_A_FAULT
#endif
    return conforming_sequence_start(handle, signature, length);
}

COPPSPEC_API uint32_t COPPCommand(COPPHandle handle, const DXVA_COPPCommand *command, uint32_t length)
{
#ifdef FAULT_COPIES_A_COMMAND_BEFORE_IT_LOOKS_AT_ITS_LENGTH
    static DXVA_COPPCommand copied;
    for (size_t at = 0; at < sizeof copied; at++)
        ((volatile uint8_t *)&copied)[at] = ((const volatile uint8_t *)command)[at];
#define HAS_A_FAULT
#endif
#ifdef FAULT_SAYS_HDCP_IS_ON_WHERE_IT_FAILED
    if (named(handle) != NULL)
        named(handle)->connector->cannot_authenticate = false;
#define HAS_A_FAULT
#endif
    return conforming_command(handle, command, length);
}

COPPSPEC_API uint32_t COPPQueryStatus(COPPHandle handle, const DXVA_COPPStatusInput *request, uint32_t length,
                                      DXVA_COPPStatusOutput *response)
{
#ifdef FAULT_KNOWS_THE_FIRST_DISPLAY_ALONE
    if (named(handle) != NULL)
        named(handle)->connector->sink = named(handle)->connector->output->sinks;
#define HAS_A_FAULT
#endif
    uint32_t result = conforming_query_status(handle, request, length, response);
    answered += result == S_OK;
#ifdef FAULT_HANGS_IN_THE_SECOND_REQUEST
    for (volatile bool hangs = answered == 2; hangs;) {
    }
#define HAS_A_FAULT
#endif
#ifdef FAULT_WRITES_BEHIND_THE_RESPONSE
    volatile uint8_t *behind = (uint8_t *)response + sizeof *response;
    if (result == S_OK)
        *behind = 0;
#define HAS_A_FAULT
#endif
    return result;
}

COPPSPEC_API uint32_t COPPCloseVideoSession(COPPHandle handle)
{
#ifdef FAULT_PROTECTION_ENDS_WITH_ANY_CLOSE
    Connector *connector = named(handle) == NULL ? NULL : named(handle)->connector;
#endif
    uint32_t result = conforming_close(handle);
#ifdef FAULT_PROTECTION_ENDS_WITH_ANY_CLOSE
    if (connector != NULL)
        memset(connector->hardware, 0, sizeof connector->hardware);
#define HAS_A_FAULT
#endif
#ifdef FAULT_CRASHES_ON_THE_SECOND_CLOSE
    if (result == S_OK && is_freed)
        abort();
    is_freed |= result == S_OK;
#define HAS_A_FAULT
#endif
    return result;
}

COPPSPEC_API uint32_t VideoParameters(uint32_t adapter, const VIDEOPARAMETERS *in, uint32_t in_length,
                                      VIDEOPARAMETERS *out, uint32_t out_length, uint32_t *information)
{
#ifdef FAULT_NEVER_LOOKS_AT_THE_ROOM_OF_A_REQUEST
    if (out_length < sizeof *out)
        memset(out, 0, sizeof *out);
#define HAS_A_FAULT
#endif
    uint32_t result = conforming_video_parameters(adapter, in, in_length, out, out_length, information);
#ifdef FAULT_CLEARS_THE_OUTPUT_OF_A_REFUSED_REQUEST
    if (result != NO_ERROR)
        memset(out, 0, out_length);
#define HAS_A_FAULT
#endif
    return result;
}

COPPSPEC_API void coppspec_reset(void)
{
    answered = 0;
    is_freed = false;
    conforming_reset();
}

#ifndef HAS_A_FAULT
#error "there is no such FAULT; the lines above that begin with #ifdef name all of them"
#endif
