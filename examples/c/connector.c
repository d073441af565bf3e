#include "connector.h"

#include <string.h>

#define SD {720, 480, 60000, 1001, 0}
#define HD {1280, 720, 60, 1, 1U << ACP}
#define VGA {640, 480, 60000, 1001, 0}
#define DESKTOP {{1024, 768, 60, 1, 0}, {800, 600, 75, 1, 0}}
#define ALL_TYPES (1U << HDCP | 1U << ACP | 1U << CGMSA)
#define ANALOG (1U << ACP | 1U << CGMSA)
#define ONE_SINK(connector_type) {{connector_type, {0}, 0}, {connector_type, {0}, 0}}
#define REPEATER {4, {0x1E, 0x2D, 0x4B, 0x87, 0xD2}, 1}
#define RECEIVER {5, {0xE1, 0xD2, 0xB4, 0x78, 0x2D}, 0}
#define S_VIDEO(connector) {connector, ONE_SINK(1), ANALOG, 0x01, {SD, VGA}, false, true, true}

/* A DVI connector with a repeater behind it, and a receiver with HDMI in its place; a composite and an S-Video jack with one signal; a VGA connector
 * without protection; one that shows a clone of another; an S-Video jack of another adapter; and a VGA connector
 * without COPP. */
const Output outputs[OUTPUTS] = {
    {0, {REPEATER, RECEIVER}, ALL_TYPES, 0x11, {SD, HD}, true, true, true},
    S_VIDEO(1),
    S_VIDEO(1),
    {2, ONE_SINK(0), 0, 0, DESKTOP, true, true, true},
    {3, ONE_SINK(4), 0, 0, DESKTOP, true, false, true},
    S_VIDEO(4),
    {5, ONE_SINK(0), 0, 0, DESKTOP, true, true, false},
};

static Connector connectors[CONNECTORS];

void reset_connectors(void)
{
    memset(connectors, 0, sizeof connectors);
    for (unsigned dev_id = 0; dev_id < OUTPUTS; dev_id++) {
        Connector *connector = connector_of(dev_id);
        connector->output = &outputs[dev_id];
        connector->sink = &outputs[dev_id].sinks[0];
        connector->mode = &outputs[dev_id].modes[0];
    }
}

Connector *connector_of(uint32_t dev_id)
{
    return &connectors[outputs[dev_id].connector];
}

unsigned type_numbered(const Connector *connector, uint32_t protection_type)
{
    unsigned type = 0;
    while (type < TYPES && protection_type != UINT32_C(1) << type)
        type++;
    return protection_type & connector->output->types ? type : NO_TYPE;
}

/* The connector has the highest level that any device asks for (COPP-610). */
static void re_evaluate(Connector *connector, unsigned type)
{
    uint32_t level = LEVELS - 1;
    while (level > 0 && connector->counts[type][level] == 0)
        level--;
    connector->hardware[type] = level;
}

void add_level(Connector *connector, unsigned type, uint32_t level)
{
    connector->counts[type][level]++;
    re_evaluate(connector, type);
}

void remove_level(Connector *connector, unsigned type, uint32_t level)
{
    connector->counts[type][level]--;
    re_evaluate(connector, type);
}

void replace_sink(Connector *connector)
{
    const Sink *sinks = connector->output->sinks;
    connector->sink = connector->sink == &sinks[0] ? &sinks[1] : &sinks[0];
}

/* HDCP is off or on, ACP has four levels, and CGMS-A 0 to 4 with the redistribution bit or without it. */
bool is_level(unsigned type, uint32_t level)
{
    static const uint32_t highest[TYPES] = {1, 3, 4};
    if (type == CGMSA && level <= 12)
        level &= ~REDISTRIBUTION;
    return level <= highest[type];
}
