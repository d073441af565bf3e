/* The copy-protection sessions of VIDEOPARAMETERS: the checks in the order of VPCP-110, then the effect. */
#include "analog.h"

#include <stddef.h>
#include <string.h>

#include "session_keys.h"

#define WIN_GRAPHICS UINT32_C(0x1)
#define TV_PLAYBACK UINT32_C(0x2)
#define NTSC_M UINT32_C(0x1)
#define PAL_B UINT32_C(0x4)
#define SECAM_L UINT32_C(0x4000)
#define WIN_VGA UINT32_C(0x8000) /* no TV standard: the output is off, or is not there (VPCP-205) */
#define APS_TRIGGER UINT32_C(1)
#define MACROVISION UINT32_C(2)
#define LEVEL_BITS UINT32_C(3)
#define NO_KEY UINT32_C(0)
#define EVERY_KEY UINT32_MAX

enum { GET = 1, SET = 2 };
enum { ACTIVATE = 1, DEACTIVATE = 2, CHANGE = 4 };
enum {
    TV_MODE = 0x1,
    TV_STANDARD = 0x2,
    FLICKER = 0x4,
    OVERSCAN = 0x8,
    MAX_UNSCALED = 0x10,
    POSITION = 0x20,
    BRIGHTNESS = 0x40,
    CONTRAST = 0x80,
    COPYPROTECT = 0x100
};

typedef struct {
    bool is_served; /* whether the control code is handled at all (VPCP-101) */
    bool has_tv;
    uint32_t flags;     /* all that the TV output supports (VPCP-202) */
    uint32_t standards; /* those that it can show */
    uint32_t modes;
    uint32_t types;        /* of copy protection (VPCP-206) */
    uint32_t protected;    /* the standards on which protection can be applied (VPCP-650) */
    uint32_t connectors;   /* a bit for each that carries the signal */
} Declared;

#define TV_BASICS (TV_MODE | TV_STANDARD | MAX_UNSCALED)

/* One with two connectors and a standard that cannot be protected; one with one connector and one standard; one
 * without a TV output; one without protection hardware; one that does not serve requests. */
static const Declared declared[ADAPTERS] = {
    {true, true, TV_BASICS | CONTRAST | COPYPROTECT, NTSC_M | PAL_B | SECAM_L, WIN_GRAPHICS | TV_PLAYBACK,
     APS_TRIGGER | MACROVISION, NTSC_M | PAL_B, 1U << 0 | 1U << 1},
    {true, true, TV_BASICS | COPYPROTECT, NTSC_M, WIN_GRAPHICS, APS_TRIGGER, NTSC_M, 1U << 4},
    {true, false, 0, 0, 0, 0, 0, 1U << 2},
    {true, true, TV_BASICS, NTSC_M, WIN_GRAPHICS, 0, 0, 0},
    {false, false, 0, 0, 0, 0, 0, 0},
};

typedef struct {
    uint32_t key;   /* NO_KEY for a slot that is free */
    uint32_t level; /* 0 while the session is turned off */
} Protection;

typedef struct {
    const Declared *declared;
    VIDEOPARAMETERS set; /* the mode, the standard and the picture, in their fields */
    Protection sessions[MOST_SESSIONS];
    uint32_t keys_left;
    bool in_boot_mode; /* the hardware was reset, and no mode is set since (VPCP-661) */
    bool is_asleep;    /* it has no power (VPCP-662) */
    bool is_failing;   /* the next request meets hardware that fails (VPCP-403) */
    uint32_t hardware; /* the level that is written to the outputs */
} Adapter;

static Adapter adapters[ADAPTERS];

/* The picture settings, each with the flag that it belongs to. */
static const struct {
    uint32_t flag;
    size_t offset;
} PICTURE[] = {
    {FLICKER, offsetof(VIDEOPARAMETERS, dwFlickerFilter)}, {OVERSCAN, offsetof(VIDEOPARAMETERS, dwOverScanX)},
    {OVERSCAN, offsetof(VIDEOPARAMETERS, dwOverScanY)},    {POSITION, offsetof(VIDEOPARAMETERS, dwPositionX)},
    {POSITION, offsetof(VIDEOPARAMETERS, dwPositionY)},    {BRIGHTNESS, offsetof(VIDEOPARAMETERS, dwBrightness)},
    {CONTRAST, offsetof(VIDEOPARAMETERS, dwContrast)},
};

static void copy_picture(uint32_t flags, const VIDEOPARAMETERS *from, VIDEOPARAMETERS *to)
{
    for (size_t index = 0; index < sizeof PICTURE / sizeof *PICTURE; index++)
        if (flags & PICTURE[index].flag)
            memcpy((uint8_t *)to + PICTURE[index].offset, (const uint8_t *)from + PICTURE[index].offset,
                   sizeof(uint32_t));
}

/* The level. */

/* The highest level of all sessions; none is on at 0 (VPCP-554, VPCP-605). */
static uint32_t level_asked(const Adapter *adapter)
{
    uint32_t level = 0;
    for (unsigned index = 0; index < MOST_SESSIONS; index++)
        if (adapter->sessions[index].level > level)
            level = adapter->sessions[index].level;
    return level;
}

/* What the outputs are to have: nothing where nothing can show it (VPCP-651, VPCP-661, VPCP-662). */
static uint32_t level_wanted(const Adapter *adapter)
{
    bool works = !adapter->in_boot_mode && !adapter->is_asleep;
    bool can_show = adapter->set.dwTVStandard & adapter->declared->protected;
    return works && can_show ? level_asked(adapter) : 0;
}

/* The level is worked out anew each time (VPCP-606). */
static void write_level(Adapter *adapter)
{
    adapter->hardware = level_wanted(adapter);
}

uint32_t level_shown(const Connector *connector, unsigned type)
{
    uint32_t level = connector->hardware[type];
    for (unsigned index = 0; type == ACP && index < ADAPTERS; index++)
        if (declared[index].connectors & 1U << connector->output->connector && adapters[index].hardware > level)
            level = adapters[index].hardware;
    return level;
}

/* GET. */

static void report(const Adapter *adapter, const VIDEOPARAMETERS *in, VIDEOPARAMETERS *out)
{
    const Declared *of = adapter->declared;
    *out = *in;
    out->dwFlags = of->flags;
    if (!of->has_tv)
        out->dwTVStandard = out->dwAvailableTVStandard = WIN_VGA;
    if (of->flags & TV_MODE) {
        out->dwMode = adapter->set.dwMode;
        out->dwAvailableModes = of->modes;
    }
    if (of->flags & TV_STANDARD) {
        out->dwTVStandard = adapter->set.dwTVStandard | WIN_VGA;
        out->dwAvailableTVStandard = of->standards;
    }
    if (of->flags & MAX_UNSCALED) {
        out->dwMaxUnscaledX = 720;
        out->dwMaxUnscaledY = 480;
    }
    copy_picture(of->flags, &adapter->set, out);
    if (of->flags & COPYPROTECT) {
        out->dwCPType = of->types;
        out->dwCPStandard = of->protected;
        memset(out->bOEMCopyProtection, 0, sizeof out->bOEMCopyProtection);
    }
}

/* SET: of the TV output. */

/* Whether a value is exactly one of several bits. */
static bool is_one_of(uint32_t value, uint32_t bits)
{
    return value != 0 && (value & (value - 1)) == 0 && value & bits;
}

/* Nothing is to be set that is not settable (VPCP-303, VPCP-306). Copy protection is taken by an adapter without
 * the hardware too, which does nothing (VPCP-304). While a session is on, the TV output keeps to standards that
 * can be protected (VPCP-652). */
static bool is_settable(const Adapter *adapter, const VIDEOPARAMETERS *in)
{
    const Declared *of = adapter->declared;
    if (in->dwFlags & ~((of->flags | COPYPROTECT) & ~(uint32_t)MAX_UNSCALED))
        return false;
    if (in->dwFlags & TV_MODE && in->dwMode != 0 && !is_one_of(in->dwMode, of->modes))
        return false;
    if (!(in->dwFlags & TV_STANDARD))
        return true;
    return is_one_of(in->dwTVStandard, of->standards | WIN_VGA) &&
           (level_asked(adapter) == 0 || in->dwTVStandard & (of->protected | WIN_VGA));
}

/* On takes a mode and a standard; without either the TV output is off (VPCP-307, VPCP-205). */
static void switch_television(Adapter *adapter, uint32_t mode, uint32_t standard)
{
    bool is_on = mode != 0 && standard != WIN_VGA;
    adapter->set.dwMode = is_on ? mode : 0;
    adapter->set.dwTVStandard = is_on ? standard : WIN_VGA;
}

static void set_television(Adapter *adapter, const VIDEOPARAMETERS *in)
{
    switch_television(adapter, in->dwFlags & TV_MODE ? in->dwMode : adapter->set.dwMode,
                      in->dwFlags & TV_STANDARD ? in->dwTVStandard : adapter->set.dwTVStandard);
    copy_picture(in->dwFlags, in, &adapter->set);
}

/* SET: of the sessions. */

static Protection *session_with(Adapter *adapter, uint32_t key)
{
    for (unsigned index = 0; index < MOST_SESSIONS; index++)
        if (adapter->sessions[index].key == key)
            return &adapter->sessions[index];
    return NULL;
}

/* VP_CP_CMD_ACTIVATE: opens a session and returns its key; at level 0 it begins turned off (VPCP-400, A-01). */
static uint32_t activate(Adapter *adapter, uint32_t level, VIDEOPARAMETERS *out)
{
    Protection *session = session_with(adapter, NO_KEY);
    uint32_t key = session != NULL && adapter->keys_left > 0 ? new_key() : NO_KEY;
    if (key == NO_KEY)
        return ERROR_NOT_ENOUGH_MEMORY;
    adapter->keys_left--;
    session->key = key;
    session->level = level;
    out->dwCPKey = key;
    return NO_ERROR;
}

/* One of three commands, never combined (VPCP-310); a key that is not live never has an effect (VPCP-430). */
static uint32_t protect(Adapter *adapter, const VIDEOPARAMETERS *in, VIDEOPARAMETERS *out)
{
    uint32_t command = in->dwCPCommand;
    if (command != ACTIVATE && command != DEACTIVATE && command != CHANGE)
        return ERROR_INVALID_PARAMETER;
    bool has_level = is_one_of(in->dwCPType, adapter->declared->types) && in->bCP_APSTriggerBits <= LEVEL_BITS;
    if (command != DEACTIVATE && !has_level)
        return ERROR_INVALID_PARAMETER;
    if (command == ACTIVATE)
        return activate(adapter, in->bCP_APSTriggerBits, out);
    Protection *session = in->dwCPKey == NO_KEY ? NULL : session_with(adapter, in->dwCPKey);
    if (session == NULL)
        return ERROR_INVALID_PARAMETER;
    if (command == CHANGE)
        session->level = in->bCP_APSTriggerBits;
    else
        *session = (Protection){NO_KEY, 0};
    return NO_ERROR;
}

/* Everything is done on a copy, which takes the adapter's place once nothing can fail any more (VPCP-308). */
static uint32_t set(Adapter *adapter, const VIDEOPARAMETERS *in, VIDEOPARAMETERS *out)
{
    static Adapter next;
    if (!is_settable(adapter, in))
        return ERROR_INVALID_PARAMETER;
    VIDEOPARAMETERS answer = *in;
    next = *adapter;
    if (in->dwFlags & next.declared->flags & COPYPROTECT) {
        uint32_t status = protect(&next, in, &answer);
        if (status != NO_ERROR)
            return status;
    }
    set_television(&next, in);
    write_level(&next);
    if (adapter->is_failing && next.hardware != adapter->hardware)
        return ERROR_BUSY;
    *adapter = next;
    *out = answer;
    return NO_ERROR;
}

static uint32_t answer(Adapter *adapter, const VIDEOPARAMETERS *in, VIDEOPARAMETERS *out)
{
    static const uint8_t GUID[16] = VIDEOPARAMETERS_GUID;
    if (memcmp(in->Guid, GUID, sizeof GUID) != 0)
        return ERROR_INVALID_PARAMETER;
    if (in->dwCommand == SET)
        return set(adapter, in, out);
    if (in->dwCommand != GET)
        return ERROR_INVALID_PARAMETER;
    report(adapter, in, out);
    return NO_ERROR;
}

uint32_t handle_video_parameters(uint32_t number, const VIDEOPARAMETERS *in, uint32_t in_length,
                                 VIDEOPARAMETERS *out, uint32_t out_length, uint32_t *information)
{
    if (number >= ADAPTERS || !declared[number].is_served)
        return ERROR_INVALID_FUNCTION;
    Adapter *adapter = &adapters[number];
    uint32_t status = ERROR_INSUFFICIENT_BUFFER;
    if (in_length >= sizeof *in && out_length >= sizeof *out)
        status = answer(adapter, in, out);
    if (status == NO_ERROR)
        *information = sizeof *out;
    adapter->is_failing = false;
    return status;
}

/* What happens to an adapter. */

/* The TV output is in the first standard that can be protected, or else in the first; without one it is off. */
static void start_television(Adapter *adapter)
{
    const Declared *of = adapter->declared;
    uint32_t standards = of->protected ? of->protected : of->standards;
    memset(&adapter->set, 0, sizeof adapter->set);
    adapter->set.dwFlickerFilter = 500;
    adapter->set.dwBrightness = adapter->set.dwContrast = 50;
    switch_television(adapter, standards ? WIN_GRAPHICS : 0, standards & (~standards + 1));
}

void reset_adapters(void)
{
    memset(adapters, 0, sizeof adapters);
    reset_keys();
    for (unsigned index = 0; index < ADAPTERS; index++) {
        adapters[index].declared = &declared[index];
        adapters[index].keys_left = EVERY_KEY;
        start_television(&adapters[index]);
    }
}

/* All keys die, and protection with them (VPCP-664). */
void restart_adapter(uint32_t adapter)
{
    memset(adapters[adapter].sessions, 0, sizeof adapters[adapter].sessions);
    adapters[adapter].in_boot_mode = adapters[adapter].is_asleep = false;
    start_television(&adapters[adapter]);
    write_level(&adapters[adapter]);
}

/* A display mode is set on a connector, and the level of its adapter with it (VPCP-660). */
void set_mode_on(const Connector *connector)
{
    for (unsigned index = 0; index < ADAPTERS; index++)
        if (declared[index].connectors & 1U << connector->output->connector) {
            adapters[index].in_boot_mode = false;
            write_level(&adapters[index]);
        }
}

void reset_adapter(uint32_t adapter)
{
    adapters[adapter].in_boot_mode = true;
    write_level(&adapters[adapter]);
}

void power_adapter_down(uint32_t adapter)
{
    adapters[adapter].is_asleep = true;
    write_level(&adapters[adapter]);
}

void power_adapter_up(uint32_t adapter)
{
    adapters[adapter].is_asleep = false;
    write_level(&adapters[adapter]);
}

void fail_once(uint32_t adapter)
{
    adapters[adapter].is_failing = true;
}

void limit_keys(uint32_t adapter, uint32_t keys)
{
    adapters[adapter].keys_left = keys;
}
