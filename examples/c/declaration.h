/* What the conforming driver says of itself: the outputs of connector.c and the adapters of analog.c. */
#ifndef DECLARATION_H
#define DECLARATION_H

#include "coppspec_driver.h"
#include "identity.h"

#define SD "{\"width\": 720, \"height\": 480, \"frequency\": [60000, 1001]}"
#define HD "{\"width\": 1280, \"height\": 720, \"frequency\": [60, 1], \"too_big_for\": 2}"
#define VGA "{\"width\": 640, \"height\": 480, \"frequency\": [60000, 1001]}"
#define DESKTOP \
    "\"modes\": [{\"width\": 1024, \"height\": 768, \"frequency\": [60, 1]}," \
    " {\"width\": 800, \"height\": 600, \"frequency\": [75, 1]}]"
#define S_VIDEO(connector) \
    "{\"connector\": " #connector ", \"connector_type\": 1, \"types\": 6, \"standards\": 1," \
    " \"modes\": [" SD ", " VGA "], \"redistribution\": false}"

static const char DECLARATION[] =
    "{\"version\": 1,"
    " \"capabilities\": [\"" COPPSPEC_APPLIED "\", \"" COPPSPEC_FEW_KEYS "\", \"" COPPSPEC_DEVICE_LOST "\","
    " \"" COPPSPEC_MODE_CHANGE "\", \"" COPPSPEC_LINK_LOST "\", \"" COPPSPEC_CONNECTOR_RECONFIGURED "\","
    " \"" COPPSPEC_HDCP_SETTLES "\", \"" COPPSPEC_DRIVER_RESTART "\", \"" COPPSPEC_DEVICE_RESET "\","
    " \"" COPPSPEC_POWER_DOWN "\", \"" COPPSPEC_POWER_UP "\", \"" COPPSPEC_HARDWARE_FAULT "\","
    " \"" COPPSPEC_HDCP_FAILURE "\"],"
    " \"outputs\": ["
    "{\"connector\": 0, \"connector_type\": 4, \"types\": 7, \"standards\": 17, \"modes\": [" SD ", " HD "],"
    " \"key_selection_vector\": \"1e2d4b87d2\", \"hdcp_flags\": 1,"
    " \"other_sink\": {\"connector_type\": 5, \"key_selection_vector\": \"e1d2b4782d\", \"hdcp_flags\": 0}},"
    S_VIDEO(1) "," S_VIDEO(1) ","
    "{\"connector\": 2, \"connector_type\": 0, " DESKTOP "},"
    "{\"connector\": 3, \"connector_type\": 4, " DESKTOP ", \"dual_view\": false},"
    S_VIDEO(4) ","
    "{\"connector\": 5, \"connector_type\": 0, " DESKTOP ", \"copp\": false}],"
    " \"adapters\": ["
    "{\"tv\": {\"flags\": 403, \"standards\": 16389, \"modes\": 3, \"types\": 3, \"protected\": 5},"
    " \"outputs\": [0, 1]},"
    "{\"tv\": {\"flags\": 275, \"standards\": 1, \"modes\": 1, \"types\": 1, \"protected\": 1}, \"outputs\": [5]},"
    "{\"outputs\": [3]},"
    "{\"tv\": {\"flags\": 19, \"standards\": 1}},"
    "{\"is_served\": false}],"
    " \"root\": {\"modulus\": \"" ROOT_MODULUS "\", \"exponent\": " ROOT_EXPONENT "}}";

#endif
