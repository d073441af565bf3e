/* A COPP device of the conforming driver: one protected video session. */
#ifndef SESSION_H
#define SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "connector.h"
#include "coppspec_driver.h"
#include "cryptography.h"

enum { LINK_LOST = 1, RENEGOTIATION_REQUIRED = 2 };

typedef enum { OPENED, CERT_LENGTH_RETURNED, KEY_EXCHANGED, SESSION_ACTIVE } State;

typedef struct Session {
    COPPHandle handle;
    Connector *connector;
    State state;
    bool is_attempted; /* whether a sequence start was tried: there is one attempt (Q04) */
    uint8_t random_number[NONCE_BYTES];
    uint8_t key[KEY_BYTES];
    uint32_t status_number, command_number;
    uint32_t levels[TYPES]; /* the local level of each type that the connector supports */
    uint32_t flags;         /* the events that are yet to be reported (COPP-806) */
    struct Session *next;
} Session;

/* The calls on one device; what they return is what the exported functions return. */
void begin_session(Session *session, Connector *connector);
void end_session(Session *session);
uint32_t certificate_length(Session *session, uint32_t *length);
uint32_t exchange_keys(Session *session, uint8_t random_number[NONCE_BYTES], uint8_t *certificates,
                       uint32_t *length);
uint32_t start_sequence(Session *session, const DXVA_COPPSignature *signature, uint32_t length);
uint32_t take_command(Session *session, const DXVA_COPPCommand *command, uint32_t length);
uint32_t answer_request(Session *session, const DXVA_COPPStatusInput *request, uint32_t length,
                        DXVA_COPPStatusOutput *response);

#endif
