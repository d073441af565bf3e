/* The outputs of the conforming driver, and the levels of the connectors behind them. */
#ifndef CONNECTOR_H
#define CONNECTOR_H

#include <stdbool.h>
#include <stdint.h>

enum { OUTPUTS = 7, CONNECTORS = 6, TYPES = 3, LEVELS = 13 };
enum { HDCP, ACP, CGMSA };
/* By these numbers the driver counts; NO_TYPE is none of them. */
#define NO_TYPE TYPES
#define REDISTRIBUTION UINT32_C(8)

typedef struct {
    uint32_t width, height, numerator, denominator;
    uint32_t too_big_for; /* the types whose levels this resolution does not go with (COPP-164) */
} DisplayMode;

/* A display, as HDCP sees it; without HDCP there is nothing to see. */
typedef struct {
    uint32_t connector_type;
    uint8_t key_selection_vector[5];
    uint32_t hdcp_flags;
} Sink;

typedef struct {
    uint32_t connector;
    Sink sinks[2]; /* the display, and the one that replaces it (COPP-812) */
    uint32_t types;
    uint32_t standards;
    DisplayMode modes[2];
    bool redistribution; /* whether redistribution control can be enabled (COPP-619) */
    bool dual_view;      /* whether it is driven alone or in DualView (COPP-126) */
    bool copp;           /* whether its display device has COPP (COPP-206) */
} Output;

extern const Output outputs[OUTPUTS];

typedef struct {
    const Output *output;
    const Sink *sink;
    bool cannot_authenticate; /* HDCP fails in the next command that needs it (COPP-107) */
    const DisplayMode *mode;
    uint32_t counts[TYPES][LEVELS]; /* how many devices are at each level (COPP-607) */
    uint32_t hardware[TYPES];       /* the level that is applied */
    uint32_t standard, aspect_ratio;
} Connector;

/* All connectors as they are after boot. */
void reset_connectors(void);

/* What the devices on an output share, also with another output of the same signal (COPP-903). */
Connector *connector_of(uint32_t dev_id);

/* The number of a type that is named by its bit; NO_TYPE for none, several, or one that is not supported. */
unsigned type_numbered(const Connector *connector, uint32_t protection_type);

/* One device more, or one less, has this level (COPP-124, COPP-184). The connector is set to what is left. */
void add_level(Connector *connector, unsigned type, uint32_t level);
void remove_level(Connector *connector, unsigned type, uint32_t level);

/* The other display comes in the place of this one; the same one where there is no other. */
void replace_sink(Connector *connector);

/* Whether it is a level of that type (COPP-602). */
bool is_level(unsigned type, uint32_t level);

#endif
