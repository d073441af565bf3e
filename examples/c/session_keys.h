/* The keys of copy-protection sessions. */
#ifndef SESSION_KEYS_H
#define SESSION_KEYS_H

#include <stdbool.h>
#include <stdint.h>

/* Keys are issued anew, in an order that nobody can foresee; false if there are no random numbers. */
bool reset_keys(void);

/* A key that the driver has not issued before on any of its adapters, hard to guess, and never 0 (VPCP-503 to
 * VPCP-506); 0 only if there is no cryptography. */
uint32_t new_key(void);

#endif
