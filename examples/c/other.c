/*
 * The conforming driver with one difference that the documents allow, which is chosen when it is compiled:
 * make DIFFERENCE=LOOKS_AT_SIZES_FIRST. It conforms as well.
 */
#define COPPOpenVideoSession usual_open
#define COPPSequenceStart usual_sequence_start
#define COPPCommand usual_command
#define COPPQueryStatus usual_query_status
#define VideoParameters usual_video_parameters
#include "good.c"
#undef COPPOpenVideoSession
#undef COPPSequenceStart
#undef COPPCommand
#undef COPPQueryStatus
#undef VideoParameters

/* A handle names a device as long as that is there, and may be given again afterwards (COPP-105, COPP-186). */
COPPSPEC_API uint32_t COPPOpenVideoSession(uint32_t dev_id, COPPHandle opened, COPPHandle *handle)
{
    uint32_t result = usual_open(dev_id, opened, handle);
#ifdef DIFFERENCE_GIVES_THE_LOWEST_FREE_HANDLE
    if (result == S_OK) {
        sessions->handle = 0;
        *handle = 1;
        while (named(*handle) != NULL)
            ++*handle;
        sessions->handle = *handle;
    }
#define HAS_A_DIFFERENCE
#endif
    return result;
}

/* The display driver refuses a short buffer before it forwards the call, whatever the state is (COPP-104). */
#ifdef DIFFERENCE_LOOKS_AT_SIZES_FIRST
#define HAS_A_DIFFERENCE
static bool is_short(COPPHandle handle, uint32_t length, size_t smallest)
{
    return named(handle) != NULL && length < smallest;
}
#else
#define is_short(handle, length, smallest) false
#endif

COPPSPEC_API uint32_t COPPSequenceStart(COPPHandle handle, const DXVA_COPPSignature *signature, uint32_t length)
{
    if (is_short(handle, length, sizeof *signature))
        return E_INVALIDARG;
    return usual_sequence_start(handle, signature, length);
}

COPPSPEC_API uint32_t COPPCommand(COPPHandle handle, const DXVA_COPPCommand *command, uint32_t length)
{
    if (is_short(handle, length, sizeof *command))
        return E_INVALIDARG;
    return usual_command(handle, command, length);
}

COPPSPEC_API uint32_t COPPQueryStatus(COPPHandle handle, const DXVA_COPPStatusInput *request, uint32_t length,
                                      DXVA_COPPStatusOutput *response)
{
    if (is_short(handle, length, sizeof *request))
        return E_INVALIDARG;
    return usual_query_status(handle, request, length, response);
}

/* What is no output of GET comes back as it was, or cleared with the rest of the answer (VPCP-207, VPCP-209). */
COPPSPEC_API uint32_t VideoParameters(uint32_t adapter, const VIDEOPARAMETERS *in, uint32_t in_length,
                                      VIDEOPARAMETERS *out, uint32_t out_length, uint32_t *information)
{
    uint32_t result = usual_video_parameters(adapter, in, in_length, out, out_length, information);
#ifdef DIFFERENCE_CLEARS_THE_ANSWER_TO_GET
    if (result == NO_ERROR && out->dwCommand == 1)
        out->dwCPKey = out->bCP_APSTriggerBits = 0;
#define HAS_A_DIFFERENCE
#endif
    return result;
}

#ifndef HAS_A_DIFFERENCE
#error "there is no such DIFFERENCE; the lines above that begin with #ifdef name all of them"
#endif
