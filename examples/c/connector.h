/* The outputs of the conforming driver, and the levels of the connectors behind them. */
#ifndef CONNECTOR_H
#define CONNECTOR_H

#include <stdbool.h>
#include <stdint.h>

enum { OUTPUTS = 6, CONNECTORS = 5, TYPES = 3, LEVELS = 13 };
enum { HDCP, ACP, CGMSA };
/* By these numbers the driver counts; NO_TYPE is none of them. */
#define NO_TYPE TYPES
#define REDISTRIBUTION UINT32_C(8)

typedef struct {
    uint32_t width, height, numerator, denominator;
    uint32_t too_big_for; /* the types whose levels this resolution does not go with (COPP-164) */
} DisplayMode;

typedef struct {
    uint32_t connector;
    uint32_t connector_type;
    uint32_t types;
    uint32_t standards;
    DisplayMode modes[2];
    bool redistribution; /* whether redistribution control can be enabled (COPP-619) */
    bool dual_view;      /* whether it is driven alone or in DualView (COPP-126) */
    uint8_t key_selection_vector[5];
    uint32_t hdcp_flags;
} Output;

extern const Output outputs[OUTPUTS];

typedef struct {
    const Output *output;
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

/* Whether it is a level of that type (COPP-602). */
bool is_level(unsigned type, uint32_t level);

#endif
