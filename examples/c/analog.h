/* The adapters of the conforming driver: their TV outputs, and the copy-protection sessions of VIDEOPARAMETERS. */
#ifndef ANALOG_H
#define ANALOG_H

#include <stdbool.h>
#include <stdint.h>

#include "connector.h"
#include "coppspec_driver.h"

enum { ADAPTERS = 5, MOST_SESSIONS = 1024 };

/* All adapters as they are after boot. */
void reset_adapters(void);

/* IOCTL_VIDEO_HANDLE_VIDEOPARAMETERS: a Win32 status. */
uint32_t handle_video_parameters(uint32_t adapter, const VIDEOPARAMETERS *in, uint32_t in_length,
                                 VIDEOPARAMETERS *out, uint32_t out_length, uint32_t *information);

/* The level of a type on a connector, whatever put it there: COPP, or for ACP an adapter too (COPP-606). */
uint32_t level_shown(const Connector *connector, unsigned type);

/* What happens to adapters. */
void set_mode_on(const Connector *connector);
void restart_adapter(uint32_t adapter);
void reset_adapter(uint32_t adapter);
void power_adapter_down(uint32_t adapter);
void power_adapter_up(uint32_t adapter);
void fail_once(uint32_t adapter);
void limit_keys(uint32_t adapter, uint32_t keys);

#endif
