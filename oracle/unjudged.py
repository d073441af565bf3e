"""Clauses and points that no driver can be seen to break: no verdict is given on them.

Some permit, some bind applications, and of some points each reading is accepted. What remains is broken
only by a driver that breaks another clause with it, and that one is judged.
"""

from collections.abc import Mapping

UNJUDGED: Mapping[str, str] = {
    "COPP-173": "the order of the sample code is no rule, so a driver may make the checks in any order",
    "COPP-202": "it binds the application, which connects the renderer before it calls a method",
    "VPCP-002": "whoever has the fields elsewhere breaks the clause of a request that relies on them",
    "VPCP-110": "the order of the checks is recommended alone, so a driver may make them in any order",
    "VPCP-550": "it permits: a driver with one session is as right as one with several",
    "VPCP-559": "whoever lets a session that is turned off be replaced breaks VPCP-558, since it is live",
    "VPCP-560": "nothing tells a driver that a process has died",
    "Q04": "each reading is accepted; whoever takes more attempts than it allows breaks COPP-154",
    "Q21": "whoever waits until no device is open keeps protection that COPP-184 and COPP-610 end",
    "Q23": "each reading is accepted; a renderer that opens its device at neither moment breaks COPP-206",
    "Q30": "each reading is accepted: an application must not read the buffer of a call that failed",
    "Q48": "each reading is accepted; whoever leaves another type on breaks COPP-610",
    "Q49": "each reading is accepted; a local level that changes at another moment breaks COPP-605",
    "Q50": "each reading is accepted; whoever never applies a level breaks COPP-610",
}
"""Why no verdict is given, by the clause or point."""
