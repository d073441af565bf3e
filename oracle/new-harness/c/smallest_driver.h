/* The smallest driver that conforms: COPP on one output that can do HDCP. It stands where yours will; delete it and
 * smallest_driver.c then. */
#ifndef SMALLEST_DRIVER_H
#define SMALLEST_DRIVER_H

#include "coppspec_driver.h"

void smallest_boot(void);
uint32_t smallest_open(uint32_t dev_id, COPPHandle opened, COPPHandle *handle);
uint32_t smallest_certificate_length(COPPHandle handle, uint32_t *length);
uint32_t smallest_key_exchange(COPPHandle handle, uint8_t random_number[16], uint8_t *certificates,
                               uint32_t *length);
uint32_t smallest_sequence_start(COPPHandle handle, const DXVA_COPPSignature *signature, uint32_t length);
uint32_t smallest_command(COPPHandle handle, const DXVA_COPPCommand *command, uint32_t length);
uint32_t smallest_query(COPPHandle handle, const DXVA_COPPStatusInput *request, uint32_t length,
                        DXVA_COPPStatusOutput *response);
uint32_t smallest_close(COPPHandle handle);
uint32_t smallest_level(void);

#endif
