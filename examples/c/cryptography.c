#include "cryptography.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "identity.h"

bool random_bytes(uint8_t *bytes, size_t length)
{
    return RAND_bytes(bytes, (int)length) == 1;
}

static EVP_PKEY *private_key(void)
{
    static EVP_PKEY *key;
    if (key == NULL) {
        const uint8_t *der = PRIVATE_KEY;
        key = d2i_AutoPrivateKey(NULL, &der, sizeof PRIVATE_KEY);
    }
    return key;
}

static void reverse(const uint8_t from[BLOCK_BYTES], uint8_t to[BLOCK_BYTES])
{
    for (size_t index = 0; index < BLOCK_BYTES; index++)
        to[index] = from[BLOCK_BYTES - 1 - index];
}

/* OpenSSL takes and gives numbers with the highest byte first; COPP-406 has the lowest byte first. */
bool decrypted(const uint8_t block[BLOCK_BYTES], uint8_t message[BLOCK_BYTES])
{
    uint8_t number[BLOCK_BYTES], power[BLOCK_BYTES];
    size_t length = sizeof power;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(private_key(), NULL);
    reverse(block, number);
    bool is_done = context != NULL && EVP_PKEY_decrypt_init(context) == 1 &&
                   EVP_PKEY_CTX_set_rsa_padding(context, RSA_NO_PADDING) == 1 &&
                   EVP_PKEY_decrypt(context, power, &length, number, sizeof number) == 1;
    EVP_PKEY_CTX_free(context);
    if (is_done)
        reverse(power, message);
    OPENSSL_cleanse(power, sizeof power);
    return is_done;
}

/* From the top down: 0, 2, eight bytes or more that are not 0, a 0, and at least 40 bytes (COPP-409). */
bool is_padded(const uint8_t message[BLOCK_BYTES])
{
    const size_t top = BLOCK_BYTES - 1, shortest = 8;
    unsigned wrong = message[top] | (message[top - 1] ^ 2U);
    unsigned ends = 0;
    for (size_t index = top - 2; index >= SEQUENCE_BYTES; index--) {
        unsigned is_zero = (message[index] - 1U) >> 31;
        wrong |= is_zero & (index > top - 2 - shortest);
        ends |= is_zero;
    }
    return wrong == 0 && ends == 1;
}

bool are_equal(const uint8_t *one, const uint8_t *other, size_t length)
{
    return CRYPTO_memcmp(one, other, length) == 0;
}

bool omac(const uint8_t key[KEY_BYTES], const uint8_t *covered, size_t length, uint8_t tag[TAG_BYTES])
{
    size_t written = 0;
    return EVP_Q_mac(NULL, "CMAC", NULL, "AES-128-CBC", NULL, key, KEY_BYTES, covered, length, tag, TAG_BYTES,
                     &written) != NULL &&
           written == TAG_BYTES;
}

void erase(void *bytes, size_t length)
{
    OPENSSL_cleanse(bytes, length);
}
