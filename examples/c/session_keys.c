#include "session_keys.h"

#include <string.h>

#include "cryptography.h"

enum { ROUNDS = 4 };

static uint8_t secret[KEY_BYTES];
static uint32_t issued;

bool reset_keys(void)
{
    issued = 0;
    return random_bytes(secret, sizeof secret);
}

/* Sixteen bits that depend on sixteen others, as only the secret tells. */
static bool mixed(uint8_t round, uint32_t half, uint32_t *mask)
{
    uint8_t covered[3] = {round, (uint8_t)half, (uint8_t)(half >> 8)}, tag[TAG_BYTES];
    if (!omac(secret, covered, sizeof covered, tag))
        return false;
    *mask = tag[0] | (uint32_t)tag[1] << 8;
    return true;
}

/* A permutation of all 32-bit numbers, after Feistel: two counts never give the same key, so no key has to be
 * remembered for being issued once. */
static uint32_t permuted(uint32_t count)
{
    uint32_t low = count & 0xFFFF, high = count >> 16;
    for (uint8_t round = 0; round < ROUNDS; round++) {
        uint32_t mask, next;
        if (!mixed(round, low, &mask))
            return 0;
        next = high ^ mask;
        high = low;
        low = next;
    }
    return high << 16 | low;
}

uint32_t new_key(void)
{
    uint32_t key = permuted(issued++);
    return key != 0 ? key : permuted(issued++);
}
