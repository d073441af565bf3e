/* The protected video session from its opening to its end. Commands and status requests are in files of their
 * own. */
#include "session.h"

#include <string.h>

#include "identity.h"

/* The device counts at level 0 of every type (COPP-124). */
void begin_session(Session *session, Connector *connector)
{
    session->connector = connector;
    session->state = OPENED;
    for (unsigned type = 0; type < TYPES; type++)
        if (connector->output->types & 1U << type)
            add_level(connector, type, 0);
}

/* Closed or lost, its levels count no more, and its key is gone (COPP-184, COPP-185). */
void end_session(Session *session)
{
    for (unsigned type = 0; type < TYPES; type++)
        if (session->connector->output->types & 1U << type)
            remove_level(session->connector, type, session->levels[type]);
    erase(session->key, sizeof session->key);
}

uint32_t certificate_length(Session *session, uint32_t *length)
{
    if (session->state != OPENED)
        return E_UNEXPECTED;
    *length = sizeof CERTIFICATES;
    session->state = CERT_LENGTH_RETURNED;
    return S_OK;
}

uint32_t exchange_keys(Session *session, uint8_t random_number[NONCE_BYTES], uint8_t *certificates,
                       uint32_t *length)
{
    if (session->state != CERT_LENGTH_RETURNED)
        return E_UNEXPECTED;
    if (*length < sizeof CERTIFICATES)
        return E_INVALIDARG;
    if (!random_bytes(session->random_number, NONCE_BYTES))
        return E_UNEXPECTED;
    memcpy(random_number, session->random_number, NONCE_BYTES);
    memcpy(certificates, CERTIFICATES, sizeof CERTIFICATES);
    *length = sizeof CERTIFICATES;
    session->state = KEY_EXCHANGED;
    return S_OK;
}

/* The start sequence: the random number, the session key, and the starting numbers of status requests and of
 * commands, in this order (COPP-402, COPP-403). */
static void begin(Session *session, const uint8_t sequence[SEQUENCE_BYTES])
{
    memcpy(session->key, sequence + NONCE_BYTES, KEY_BYTES);
    memcpy(&session->status_number, sequence + NONCE_BYTES + KEY_BYTES, sizeof session->status_number);
    memcpy(&session->command_number, sequence + NONCE_BYTES + KEY_BYTES + sizeof session->status_number,
           sizeof session->command_number);
    session->state = SESSION_ACTIVE;
}

/* Every defect of the block gives one code, so that nobody learns what is wrong with it (COPP-410). */
uint32_t start_sequence(Session *session, const DXVA_COPPSignature *signature, uint32_t length)
{
    uint8_t message[BLOCK_BYTES];
    if (session->state != KEY_EXCHANGED || session->is_attempted)
        return E_UNEXPECTED;
    if (length < sizeof *signature)
        return E_INVALIDARG;
    session->is_attempted = true;
    if (!decrypted(signature->Signature, message))
        return E_UNEXPECTED;
    bool is_right = is_padded(message);
    is_right &= are_equal(message, session->random_number, NONCE_BYTES);
    if (is_right)
        begin(session, message);
    erase(message, sizeof message);
    return is_right ? S_OK : E_UNEXPECTED;
}
