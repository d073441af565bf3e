/*
 * The harness: the functions that coppspec calls, each of which calls a driver. It is complete, with the smallest
 * driver that conforms behind it. Put yours in its place, in this order; what is not there yet can return
 * E_UNEXPECTED. Clauses are told by `coppspec explain COPP-120`.
 *
 *   1. coppspec_describe: what your outputs can do, and the root of your certificates.
 *   2. COPPOpenVideoSession, COPPCloseVideoSession, coppspec_reset: sessions that begin and end.
 *   3. COPPGetCertificateLength, COPPKeyExchange, COPPSequenceStart: sessions that become active.
 *   4. COPPQueryStatus, COPPCommand: what a session is for.
 *   5. coppspec_applied: the level of an output, read as near to the hardware as you can.
 *   6. VideoParameters, coppspec_inject, coppspec_limit_keys: what the smallest driver does not have.
 *
 * A harness checks nothing: wrong lengths and unknown handles too are for the driver to refuse.
 */
#include "coppspec_driver.h"
#include "identity.h"
#include "smallest_driver.h"

/*
 * What a driver lacks it does not declare, and is not asked for; coppspec_driver.h has every name. A driver with
 * an identity of its own whose certificates lead to the published root leaves "root" out. One without, in a test
 * build, takes PRIVATE_KEY and CERTIFICATES of identity.h, which lead to ROOT_MODULUS.
 */
#define MODE "{\"width\": 1024, \"height\": 768, \"frequency\": [60, 1]}"

static const char DECLARATION[] =
    "{\"version\": 1,"
    " \"capabilities\": [\"" COPPSPEC_APPLIED "\"],"
    " \"outputs\": [{\"connector\": 0, \"connector_type\": 4, \"types\": 1, \"modes\": [" MODE ", " MODE "],"
    " \"key_selection_vector\": \"1e2d4b87d2\", \"bus\": 3}],"
    " \"root\": {\"modulus\": \"" ROOT_MODULUS "\", \"exponent\": " ROOT_EXPONENT "}}";

const char *coppspec_describe(void)
{
    return DECLARATION;
}

/* Everything as after boot: no device, no session, no protection. If your driver cannot do that, delete this
 * function, and each test gets a process of its own. */
void coppspec_reset(void)
{
    smallest_boot();
}

/* A handle is any number but 0 that finds your device object again. One whose device is gone is refused with
 * E_POINTER (COPP-105). */
uint32_t COPPOpenVideoSession(uint32_t dev_id, COPPHandle opened, COPPHandle *handle)
{
    return smallest_open(dev_id, opened, handle);
}

uint32_t COPPCloseVideoSession(COPPHandle handle)
{
    return smallest_close(handle);
}

/* The size in bytes of what COPPKeyExchange will write (COPP-130). */
uint32_t COPPGetCertificateLength(COPPHandle handle, uint32_t *length)
{
    return smallest_certificate_length(handle, length);
}

/* *length comes in as the room at certificates, and goes out as what was written there (COPP-140). */
uint32_t COPPKeyExchange(COPPHandle handle, uint8_t random_number[16], uint8_t *certificates, uint32_t *length)
{
    return smallest_key_exchange(handle, random_number, certificates, length);
}

/* The length is how many bytes there are; your driver may read no more of them (COPP-104, COPP-150). */
uint32_t COPPSequenceStart(COPPHandle handle, const DXVA_COPPSignature *signature, uint32_t length)
{
    return smallest_sequence_start(handle, signature, length);
}

uint32_t COPPQueryStatus(COPPHandle handle, const DXVA_COPPStatusInput *request, uint32_t length,
                         DXVA_COPPStatusOutput *response)
{
    return smallest_query(handle, request, length, response);
}

uint32_t COPPCommand(COPPHandle handle, const DXVA_COPPCommand *command, uint32_t length)
{
    return smallest_command(handle, command, length);
}

/* Called because "applied" is declared. What a session asked for is no answer here: a level that is not applied
 * would go unseen. */
uint32_t coppspec_applied(uint32_t output, uint32_t protection_type)
{
    return output == 0 && protection_type == 1 ? smallest_level() : 0;
}

/* Called for a driver that declares "adapters" (VPCP-102). One that is not declared is served by nobody. */
uint32_t VideoParameters(uint32_t adapter, const VIDEOPARAMETERS *in, uint32_t in_length, VIDEOPARAMETERS *out,
                         uint32_t out_length, uint32_t *information)
{
    (void)adapter, (void)in, (void)in_length, (void)out, (void)out_length, (void)information;
    return ERROR_INVALID_FUNCTION;
}

/* Called for the events that are declared, as COPPSPEC_LINK_LOST; 0 says that it happened. */
uint32_t coppspec_inject(const char *event, uintptr_t target, uint32_t argument)
{
    (void)event, (void)target, (void)argument;
    return 1;
}

/* Called for a driver that declares COPPSPEC_FEW_KEYS. */
void coppspec_limit_keys(uint32_t adapter, uint32_t keys)
{
    (void)adapter, (void)keys;
}
