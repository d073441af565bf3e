/*
 * What a replay of coppspec needs beside the calls: keys, tags, and a look at every answer.
 *
 * A replay is a C99 program that loads a driver in a shared library, makes calls, and stops at the first answer
 * that is not as the specification wants it:
 *
 *   cc -std=c99 -g replay.c coppspec_replay.c -ldl -lcrypto -o replay
 *   ./replay ./libdriver.so
 *
 * It ends with 0 if every answer is as wanted, with 1 if one is not, and with 2 if it cannot be played.
 */
#ifndef COPPSPEC_REPLAY_H
#define COPPSPEC_REPLAY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "coppspec_driver.h"

/* Codes and types that the driver's own header has no need of. */
#define ERROR_MORE_DATA UINT32_C(234)
#define HDCP UINT32_C(1)
#define ACP UINT32_C(2)
#define CGMSA UINT32_C(4)

/* The driver, by the names of the documents: driver.COPPCommand(...). Load it first. */
typedef struct {
    uint32_t (*COPPOpenVideoSession)(uint32_t, COPPHandle, COPPHandle *);
    uint32_t (*COPPGetCertificateLength)(COPPHandle, uint32_t *);
    uint32_t (*COPPKeyExchange)(COPPHandle, uint8_t *, uint8_t *, uint32_t *);
    uint32_t (*COPPSequenceStart)(COPPHandle, const DXVA_COPPSignature *, uint32_t);
    uint32_t (*COPPCommand)(COPPHandle, const DXVA_COPPCommand *, uint32_t);
    uint32_t (*COPPQueryStatus)(COPPHandle, const DXVA_COPPStatusInput *, uint32_t, DXVA_COPPStatusOutput *);
    uint32_t (*COPPCloseVideoSession)(COPPHandle);
    uint32_t (*VideoParameters)(uint32_t, const VIDEOPARAMETERS *, uint32_t, VIDEOPARAMETERS *, uint32_t, uint32_t *);
    void (*coppspec_reset)(void);
    uint32_t (*coppspec_applied)(uint32_t, uint32_t);
    uint32_t (*coppspec_inject)(const char *, uintptr_t, uint32_t);
    void (*coppspec_limit_keys)(uint32_t, uint32_t);
} Driver;

extern Driver driver;

/* Find the driver in the library that is the only argument. */
void load(int count, char **arguments);

/* The driver as after boot, of which nothing is known. */
void boot(void);

/* What an application knows of one device. */
typedef struct {
    COPPHandle handle;
    uint32_t certificate_length;
    uint8_t random_number[16]; /* rGH, of its key exchange */
    uint8_t proposed[16];      /* the session key of its last sequence start */
    uint8_t kDI[16];           /* the session key that is in force */
    void *public_key;          /* of the certificates of its own key exchange (COPP-401) */
} Session;

/* What goes in. There is room behind each message for bytes that are too many. */
typedef union {
    uint8_t bytes[16384];
    DXVA_COPPSignature block;
    DXVA_COPPCommand command;
    DXVA_COPPStatusInput request;
    VIDEOPARAMETERS parameters;
} Message;

extern Message message;

/* What comes out. Each step fills it with 0xA5 first, so that one sees what a call has written. */
typedef struct {
    uint8_t before[64];
    DXVA_COPPStatusOutput response;
    uint8_t behind[64];
} ResponseRoom;

typedef struct {
    uint8_t before[64];
    VIDEOPARAMETERS parameters;
    uint8_t behind[128];
} ParametersRoom;

extern ResponseRoom response_room;
extern ParametersRoom parameters_room;
extern uint8_t random_number[16], certificates[65536];
extern uint32_t length, information;
extern COPPHandle handle;

#define response (response_room.response)
#define returned (parameters_room.parameters)

/* Say which step it is, by its intent, and make room for what comes out; a step of two calls makes it again. */
void step(unsigned number, const char *intent);
void make_room(void);

/* The code of an answer, which is one of those above or of coppspec_driver.h. A refusal hands out nothing (Q30). */
#define want(code, met, clause) want_code(code, #code, met, clause)
void want_code(uint32_t code, const char *name, uint32_t met, const char *clause);
#define want_either(met, clause, ...) \
    want_one_code((const uint32_t[]){__VA_ARGS__}, sizeof(uint32_t[]){__VA_ARGS__} / sizeof(uint32_t), #__VA_ARGS__, met, clause)
void want_one_code(const uint32_t *codes, size_t count, const char *names, uint32_t met, const char *clause);
void want_refusal(uint32_t met, const char *clause);

/* That an event has happened. */
void happened(uint32_t met);

/* What COPPGetCertificateLength and COPPKeyExchange have handed out; kept in the session. */
void want_length(Session *session);
void want_keys(Session *session);

/* The 40 bytes of a start sequence, in plain: rGH, kDI, and the two starting numbers (COPP-403, COPP-404). */
extern uint8_t plain[256];
void propose(Session *session, const uint8_t kDI[16], uint32_t status_start, uint32_t command_start);
void agree(Session *session);

/* Sealed into message.block under the public key of the session that proposed: as an application does it (COPP-405 to
 * COPP-407), as one of OPM does it, and with no padding but what is in the 256 bytes. */
void seal(const uint8_t *bytes, size_t count);
void seal_with_oaep(const uint8_t *bytes, size_t count);
void seal_without_padding(const uint8_t bytes[256]);
void reverse_block(void);

/* The tag of message.command under a session key (COPP-420, COPP-421). */
void tag(const uint8_t kDI[16]);
void tag_data_alone(const uint8_t kDI[16]);

/* A response of 4096 bytes, tagged under the session key (COPP-422). */
void want_tag(const Session *session);

/* One value of an answer. */
void want_number(const char *name, uint32_t met, uint32_t wanted, const char *clause);
void want_at_most(const char *name, uint32_t met, uint32_t largest, const char *clause);
void want_one_of(const char *name, uint32_t met, size_t count, const uint32_t *wanted, const char *clause);
void want_bytes(const char *name, const void *met, const void *wanted, size_t size, const char *clause);
void want_zeros(const char *name, const void *met, size_t size, const char *clause);

/* A key that was never issued (VPCP-503), or one that may come again but for these; and one of another
 * adapter. None is 0 (VPCP-504), and none follows from those before (VPCP-506). */
void want_new_key(uint32_t key);
void want_rested_key(uint32_t key, size_t count, const uint32_t *resting);
void want_foreign_key(uint32_t key);

/* The level of a protection type that an output shows, if the driver can tell. */
void want_level(uint32_t output, uint32_t type, uint32_t wanted, const char *clause);
void want_level_of(uint32_t output, uint32_t type, size_t count, const uint32_t *wanted, const char *clause);

/* Every answer was as wanted. */
int conforms(void);

#endif
