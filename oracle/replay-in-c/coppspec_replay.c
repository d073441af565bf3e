/* Keys, tags, and a look at every answer; coppspec_replay.h says what each function does. */
#include "coppspec_replay.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

enum { BLOCK_BYTES = 256, FILLING = 0xA5, NUMBERS = 1024, KEY_STEPS = 4, COINCIDENCES = 3 };

Driver driver;
Message message;
ResponseRoom response_room;
ParametersRoom parameters_room;
uint8_t random_number[16], certificates[65536], plain[256];
uint32_t length, information;
COPPHandle handle;

/* What is known of the driver. */
static EVP_PKEY *public_key;
static uint8_t seen[NUMBERS][16];
static uint32_t issued[NUMBERS], foreign[NUMBERS];
static size_t seen_count, issued_count, foreign_count;

/* Where the replay is, and the end of it. */

static void give_up(const char *why, const char *what)
{
    fprintf(stderr, "replay: %s%s\n", why, what);
    exit(2);
}

static void wrong(const char *clause)
{
    printf(" (%s)\n", clause);
    fflush(stdout);
    exit(1);
}

void step(unsigned number, const char *intent)
{
    printf("%u. %s\n", number, intent);
    fflush(stdout);
    make_room();
}

void make_room(void)
{
    memset(&response_room, FILLING, sizeof response_room);
    memset(&parameters_room, FILLING, sizeof parameters_room);
    memset(random_number, FILLING, sizeof random_number);
    memset(certificates, FILLING, sizeof certificates);
    memset(&message, 0, sizeof message);
    length = information = 0;
    handle = 0;
}

int conforms(void)
{
    puts("The driver conforms.");
    return 0;
}

/* The library. */

static void *library;

static void *found(const char *name, bool is_needed)
{
    void *function = dlsym(library, name);
    if (function == NULL && is_needed)
        give_up("the library exports no ", name);
    return function;
}

/* A pointer to a function is no pointer to an object, in C; POSIX has it that they are alike. */
#define LOAD(name, is_needed) (*(void **)&driver.name = found(#name, is_needed))

void load(int count, char **arguments)
{
    if (count != 2)
        give_up("usage: ", "replay ./libdriver.so");
    library = dlopen(arguments[1], RTLD_NOW | RTLD_LOCAL);
    if (library == NULL)
        give_up("it cannot be loaded: ", dlerror());
    LOAD(COPPOpenVideoSession, true);
    LOAD(COPPGetCertificateLength, true);
    LOAD(COPPKeyExchange, true);
    LOAD(COPPSequenceStart, true);
    LOAD(COPPCommand, true);
    LOAD(COPPQueryStatus, true);
    LOAD(COPPCloseVideoSession, true);
    LOAD(VideoParameters, false);
    LOAD(coppspec_reset, false);
    LOAD(coppspec_applied, false);
    LOAD(coppspec_inject, false);
    LOAD(coppspec_limit_keys, false);
}

void boot(void)
{
    static bool is_used;
    if (driver.coppspec_reset != NULL)
        driver.coppspec_reset();
    else if (is_used)
        give_up("a second sequence needs a coppspec_reset", "");
    is_used = true;
    seen_count = issued_count = foreign_count = 0;
    EVP_PKEY_free(public_key);
    public_key = NULL;
}

/* Codes. */

static const struct {
    uint32_t code;
    const char *name;
} names[] = {
    {E_UNEXPECTED, "E_UNEXPECTED"},
    {E_INVALIDARG, "E_INVALIDARG"},
    {E_POINTER, "E_POINTER"},
    {E_OUTOFMEMORY, "E_OUTOFMEMORY"},
    {DDERR_TOOBIGSIZE, "DDERR_TOOBIGSIZE"},
    {DDERR_UNSUPPORTEDMODE, "DDERR_UNSUPPORTEDMODE"},
    {ERROR_INVALID_FUNCTION, "ERROR_INVALID_FUNCTION"},
    {ERROR_NOT_ENOUGH_MEMORY, "ERROR_NOT_ENOUGH_MEMORY"},
    {ERROR_INVALID_PARAMETER, "ERROR_INVALID_PARAMETER"},
    {ERROR_INSUFFICIENT_BUFFER, "ERROR_INSUFFICIENT_BUFFER"},
    {ERROR_BUSY, "ERROR_BUSY"},
    {ERROR_MORE_DATA, "ERROR_MORE_DATA"},
};

static const char *name_of(uint32_t code)
{
    static char number[16];
    for (size_t index = 0; index < sizeof names / sizeof *names; index++)
        if (names[index].code == code)
            return names[index].name;
    snprintf(number, sizeof number, code == 0 ? "success" : "0x%08X", (unsigned)code);
    return number;
}

static bool is_untouched(const void *bytes, size_t size)
{
    const uint8_t *each = bytes;
    while (size > 0 && each[size - 1] == FILLING)
        size--;
    return size == 0;
}

static void want_margins(const char *clause)
{
    if (is_untouched(response_room.before, 64) && is_untouched(response_room.behind, 64) &&
        is_untouched(parameters_room.before, 64) && is_untouched(parameters_room.behind, 128))
        return;
    printf("   it wrote outside the room that it was given");
    wrong(clause);
}

static void want_nothing(void)
{
    if (information != 0) {
        printf("   %u bytes for the caller after a refusal; none are wanted", (unsigned)information);
        wrong("VPCP-108");
    }
    if (is_untouched(random_number, sizeof random_number) && is_untouched(certificates, sizeof certificates) &&
        is_untouched(&response, sizeof response) && (length == 0 || length == sizeof certificates))
        return;
    printf("   something is handed out with a refusal; nothing is wanted");
    wrong("Q30");
}

void want_code(uint32_t code, const char *name, uint32_t met, const char *clause)
{
    if (met != code) {
        printf("   %s; %s is wanted", name_of(met), name);
        wrong(clause);
    }
    printf("   %s, as wanted (%s)\n", name, clause);
    want_margins(clause);
    if (met != 0)
        want_nothing();
}

void want_one_code(const uint32_t *codes, size_t count, const char *names, uint32_t met, const char *clause)
{
    for (size_t at = 0; at < count; at++) {
        if (met == codes[at]) {
            want_code(met, name_of(met), met, clause);
            return;
        }
    }
    printf("   %s; one of %s is wanted", name_of(met), names);
    wrong(clause);
}

void want_refusal(uint32_t met, const char *clause)
{
    if (met == 0) {
        printf("   success; a refusal is wanted");
        wrong(clause);
    }
    printf("   %s: a refusal, as wanted (%s)\n", name_of(met), clause);
    want_nothing();
}

void happened(uint32_t met)
{
    if (met != 0)
        give_up("the driver says that the event did not happen", "");
    puts("   it has happened");
}

/* Values. */

void want_number(const char *name, uint32_t met, uint32_t wanted, const char *clause)
{
    want_one_of(name, met, 1, &wanted, clause);
}

void want_one_of(const char *name, uint32_t met, size_t count, const uint32_t *wanted, const char *clause)
{
    for (size_t index = 0; index < count; index++)
        if (met == wanted[index])
            return;
    printf("   %s is %u (0x%X);", name, (unsigned)met, (unsigned)met);
    for (size_t index = 0; index < count; index++)
        printf("%s %u (0x%X)", index == 0 ? "" : " or", (unsigned)wanted[index], (unsigned)wanted[index]);
    printf(" is wanted");
    wrong(clause);
}

void want_at_most(const char *name, uint32_t met, uint32_t largest, const char *clause)
{
    if (met <= largest)
        return;
    printf("   %s is %u; at most %u is wanted", name, (unsigned)met, (unsigned)largest);
    wrong(clause);
}

void want_bytes(const char *name, const void *met, const void *wanted, size_t size, const char *clause)
{
    const uint8_t *one = met, *other = wanted;
    for (size_t index = 0; index < size; index++) {
        if (one[index] == other[index])
            continue;
        printf("   byte %u of %s is 0x%02X; 0x%02X is wanted", (unsigned)index, name, one[index], other[index]);
        wrong(clause);
    }
}

void want_zeros(const char *name, const void *met, size_t size, const char *clause)
{
    static const uint8_t zeros[4096];
    want_bytes(name, met, zeros, size, clause);
}

void want_level(uint32_t output, uint32_t type, uint32_t wanted, const char *clause)
{
    want_level_of(output, type, 1, &wanted, clause);
}

void want_level_of(uint32_t output, uint32_t type, size_t count, const uint32_t *wanted, const char *clause)
{
    if (driver.coppspec_applied == NULL)
        return;
    char name[64];
    const char *type_name = type == HDCP ? "HDCP" : type == ACP ? "ACP" : "CGMSA";
    uint32_t met = driver.coppspec_applied(output, type);
    snprintf(name, sizeof name, "the level of %s on output %u", type_name, (unsigned)output);
    want_one_of(name, met, count, wanted, clause);
    printf("   %s is %u, as wanted (%s)\n", name, (unsigned)met, clause);
}

/* The key of the certificates. */

/* Of the published test key, for a block that is sealed before any certificate was seen. */
static const char no_certificate_yet[] =
    "<Modulus>"
    "2Amu99vX9NWfNdPvr8tJW3cG7FqNVsHNPVnItjh+T7h0d3IKzJN7Rpv7eOnEOU+3hTOlhdSa58IT+igwkbcU7YYkImUE/okL"
    "MEWUyyz28lgYmtQCvDRrGkDs5n2g0OFgSvKjcXbHLiBVkQvt4d+nKR0ZSBw21nwChp+ob1Nx39fWJGmMTr0xElYZsMEa2b3j"
    "IT8P+d/UsIq5dDE5EFVvb1Y+GeOQ8KnC/6A8Rg1QoFjVGE/m428YCtqHyqYgl4m10+8CuNsxzdP+Li4JkKwpM8uacY1FYG6b"
    "9u+4kjmafsF2T4eiDBXkzLQrN+cHwyAD6HIpHAi486w1SqjpSWoqmQ=="
    "</Modulus><Exponent>AQAB</Exponent>";

/* The bytes of the first element of a name, which are in Base64; how many there are. */
static size_t bytes_of(const char *document, size_t size, const char *name, uint8_t *bytes, size_t room)
{
    char tag_of[32];
    uint8_t digits[1024], decoded[768];
    int written = snprintf(tag_of, sizeof tag_of, "<%s>", name);
    size_t count = 0, at = 0;
    while (at + (size_t)written < size && memcmp(document + at, tag_of, (size_t)written) != 0)
        at++;
    for (at += (size_t)written; at < size && document[at] != '<' && count < sizeof digits; at++)
        if (strchr(" \t\r\n", document[at]) == NULL)
            digits[count++] = (uint8_t)document[at];
    int total = count == 0 ? -1 : EVP_DecodeBlock(decoded, digits, (int)count);
    for (size_t index = count; total > 0 && index-- > 0 && digits[index] == '=';)
        total--; /* the last bytes are not there */
    if (total <= 0 || (size_t)total > room)
        return 0;
    memcpy(bytes, decoded, (size_t)total);
    return (size_t)total;
}

static EVP_PKEY *made(const uint8_t *modulus, size_t modulus_size, const uint8_t *exponent, size_t exponent_size)
{
    EVP_PKEY *key = NULL;
    BIGNUM *n = BN_bin2bn(modulus, (int)modulus_size, NULL), *e = BN_bin2bn(exponent, (int)exponent_size, NULL);
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, n);
    OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, e);
    OSSL_PARAM *parameters = OSSL_PARAM_BLD_to_param(builder);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    if (EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters) != 1)
        key = NULL;
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(builder);
    BN_free(n);
    BN_free(e);
    return key;
}

/* The key of the first certificate (COPP-401); false if it shows none of 2048 bits. Each device has its own, and all
 * stay to the end of the program. */
static bool take_key(const char *document, size_t size)
{
    uint8_t modulus[BLOCK_BYTES], exponent[4];
    size_t modulus_size = bytes_of(document, size, "Modulus", modulus, sizeof modulus);
    size_t exponent_size = bytes_of(document, size, "Exponent", exponent, sizeof exponent);
    if (modulus_size != sizeof modulus || exponent_size == 0)
        return false;
    public_key = made(modulus, modulus_size, exponent, exponent_size);
    return public_key != NULL;
}

void want_length(Session *session)
{
    if (length == 0) {
        printf("   the certificates have no bytes; more than 0 are wanted");
        wrong("COPP-130");
    }
    session->certificate_length = length;
}

static bool was_seen(const uint8_t number[16])
{
    for (size_t index = 0; index < seen_count; index++)
        if (memcmp(seen[index], number, 16) == 0)
            return true;
    if (seen_count < NUMBERS)
        memcpy(seen[seen_count++], number, 16);
    return false;
}

void want_keys(Session *session)
{
    if (was_seen(random_number)) {
        printf("   the random number was there before; one of its own is wanted");
        wrong("COPP-144");
    }
    memcpy(session->random_number, random_number, 16);
    want_number("the length of the certificates", length, session->certificate_length, "COPP-141");
    if (length > sizeof certificates || !take_key((const char *)certificates, length)) {
        printf("   the first certificate shows no RSA-2048 key; one is wanted");
        wrong("COPP-401");
    }
    session->public_key = public_key;
}

/* The start sequence. */

static void put_number(uint8_t *bytes, uint32_t number)
{
    for (unsigned index = 0; index < 4; index++)
        bytes[index] = (uint8_t)(number >> 8 * index);
}

void propose(Session *session, const uint8_t kDI[16], uint32_t status_start, uint32_t command_start)
{
    if (session->public_key != NULL)
        public_key = session->public_key;
    memset(plain, 0, sizeof plain);
    memcpy(plain, session->random_number, 16);
    memcpy(plain + 16, kDI, 16);
    put_number(plain + 32, status_start);
    put_number(plain + 36, command_start);
    memcpy(session->proposed, kDI, 16);
}

void agree(Session *session)
{
    memcpy(session->kDI, session->proposed, 16);
}

void reverse_block(void)
{
    uint8_t *block = message.block.Signature;
    for (size_t index = 0; index < BLOCK_BYTES / 2; index++) {
        uint8_t kept = block[index];
        block[index] = block[BLOCK_BYTES - 1 - index];
        block[BLOCK_BYTES - 1 - index] = kept;
    }
}

/* Bytes go in with the last one first, and come out so: numbers are little-endian here (COPP-405 to COPP-407). */
static void encrypt(const uint8_t *bytes, size_t count, int padding)
{
    uint8_t reversed[BLOCK_BYTES];
    size_t written = BLOCK_BYTES;
    if (public_key == NULL)
        take_key(no_certificate_yet, sizeof no_certificate_yet - 1);
    for (size_t index = 0; index < count; index++)
        reversed[index] = bytes[count - 1 - index];
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(public_key, NULL);
    if (EVP_PKEY_encrypt_init(context) != 1 || EVP_PKEY_CTX_set_rsa_padding(context, padding) != 1 ||
        EVP_PKEY_encrypt(context, message.block.Signature, &written, reversed, count) != 1)
        give_up("OpenSSL does not encrypt under the key of the certificates", "");
    EVP_PKEY_CTX_free(context);
    reverse_block();
}

void seal(const uint8_t *bytes, size_t count)
{
    encrypt(bytes, count, RSA_PKCS1_PADDING);
}

void seal_with_oaep(const uint8_t *bytes, size_t count)
{
    encrypt(bytes, count, RSA_PKCS1_OAEP_PADDING);
}

void seal_without_padding(const uint8_t bytes[256])
{
    encrypt(bytes, BLOCK_BYTES, RSA_NO_PADDING);
}

/* Tags. */

static void omac(const uint8_t key[16], const void *covered, size_t size, uint8_t result[16])
{
    size_t written = 0;
    if (EVP_Q_mac(NULL, "CMAC", NULL, "AES-128-CBC", NULL, key, 16, covered, size, result, 16, &written) == NULL)
        give_up("OpenSSL makes no tag", "");
}

void tag(const uint8_t kDI[16])
{
    omac(kDI, message.bytes + 16, sizeof message.command - 16, message.command.macKDI);
}

void tag_data_alone(const uint8_t kDI[16])
{
    omac(kDI, message.command.CommandData, sizeof message.command.CommandData, message.command.macKDI);
}

void want_tag(const Session *session)
{
    uint8_t right[16];
    omac(session->kDI, (const uint8_t *)&response + 16, sizeof response - 16, right);
    want_bytes("the tag", response.macKDI, right, sizeof right, "COPP-422");
}

/* Keys of copy-protection sessions. */

static bool is_among(uint32_t key, size_t count, const uint32_t *keys)
{
    while (count > 0 && keys[count - 1] != key)
        count--;
    return count > 0;
}

/* Whether the last five keys are near each other, each to the next, or each as far from the next. */
static bool follows(void)
{
    const uint32_t *last = issued + issued_count - 1;
    bool are_near = true, are_as_far = true;
    if (issued_count <= KEY_STEPS)
        return false;
    for (unsigned step = 0; step < KEY_STEPS; step++, last--) {
        uint32_t up = last[0] - last[-1], down = last[-1] - last[0];
        are_near = are_near && up != 0 && (up < 16 || down < 16);
        are_as_far = are_as_far && up == issued[issued_count - 1] - issued[issued_count - 2];
    }
    return are_near || are_as_far;
}

/* Whether so many keys are equal on two adapters that they are not equal by chance. */
static bool are_equal_elsewhere(void)
{
    unsigned equal = 0;
    for (size_t index = 0; index < foreign_count; index++)
        equal += is_among(foreign[index], issued_count, issued) && !is_among(foreign[index], index, foreign);
    return equal >= COINCIDENCES;
}

static void want_key(uint32_t key)
{
    if (key == 0) {
        printf("   the key is 0; another is wanted");
        wrong("VPCP-504");
    }
    if (issued_count < NUMBERS)
        issued[issued_count++] = key;
    if (follows()) {
        printf("   the key is 0x%08X, which can be guessed", (unsigned)key);
        wrong("VPCP-506");
    }
}

void want_new_key(uint32_t key)
{
    if (key != 0 && is_among(key, issued_count, issued)) {
        printf("   the key is 0x%08X, which was issued before", (unsigned)key);
        wrong("VPCP-503");
    }
    want_key(key);
}

void want_rested_key(uint32_t key, size_t count, const uint32_t *resting)
{
    if (key != 0 && is_among(key, count, resting)) {
        printf("   the key is 0x%08X, which has not rested", (unsigned)key);
        wrong("A-05");
    }
    want_key(key);
}

void want_foreign_key(uint32_t key)
{
    if (foreign_count < NUMBERS)
        foreign[foreign_count++] = key;
    if (are_equal_elsewhere()) {
        printf("   the keys of this adapter, 0x%08X among them, are those of the other one", (unsigned)key);
        wrong("VPCP-506");
    }
}
