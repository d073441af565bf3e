/* The cryptography of a COPP driver, from OpenSSL's libcrypto. */
#ifndef CRYPTOGRAPHY_H
#define CRYPTOGRAPHY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { NONCE_BYTES = 16, KEY_BYTES = 16, TAG_BYTES = 16, BLOCK_BYTES = 256, SEQUENCE_BYTES = 40 };

/* Bytes that nobody can foresee. */
bool random_bytes(uint8_t *bytes, size_t length);

/* The decrypted number of a start block, padding and all, the lowest byte first as in the block; false if the
 * block is not below the modulus. */
bool decrypted(const uint8_t block[BLOCK_BYTES], uint8_t message[BLOCK_BYTES]);

/* Whether a decrypted message, the lowest byte first, is padded as PKCS #1 v1.5 says and has room for a start
 * sequence. It takes the same time whatever is wrong. */
bool is_padded(const uint8_t message[BLOCK_BYTES]);

/* Whether two strings of bytes are the same, in a time that does not tell where they differ. */
bool are_equal(const uint8_t *one, const uint8_t *other, size_t length);

/* OMAC-1 with AES-128 (COPP-420). */
bool omac(const uint8_t key[KEY_BYTES], const uint8_t *covered, size_t length, uint8_t tag[TAG_BYTES]);

/* Overwrite a key; a compiler does not take this away. */
void erase(void *bytes, size_t length);

#endif
