# SPDX-License-Identifier: BSD-3-Clause
"""Who may include whom: the edges of docs/architecture.md, one table.

A part may include itself, what its row names, and the C++ standard library. Parts that decide
(machines, base, the simulated machines) may include nothing else; CAF is for its own few parts.
"""
import re

from .source import Finding

MACHINES = {"consensus", "membership", "partitions", "locks", "elections", "entities", "routing",
            "registry", "formation", "control", "supervision"}
FAMILIES = {f"actors/{family}" for family in ("control_log", "membership", "leader", "entities",
                                              "locks")}
GROUND = {"actors/supervisor", "actors/transport", "actors/runtime"}
BELOW_ACTORS = MACHINES | {"base", "contract", "options", "drivers"}
ALLOWED = {
    "base": set(),
    **{machine: {"base"} for machine in MACHINES},
    "registry": {"base"} | MACHINES - {"consensus", "control", "formation", "routing"},
    "routing": {"base", "membership", "partitions"},
    "formation": {"base", "consensus", "registry"},
    "control": {"base", "consensus", "membership", "registry"},
    "options": MACHINES | {"base"},
    "drivers/log": {"base"},
    "drivers/host": {"base"},
    "drivers/store": {"base", "drivers/host"},
    "drivers/net": {"base", "drivers/host", "membership"},
    "contract": MACHINES | {"base"},
    # What applications include.
    "ringleader.hpp": {"contract", "base"},
    "consistent_hash.hpp": {"partitions"},
    "node.hpp": {"actors/node", "ringleader.hpp"},
    "run.hpp": {"actors/node", "ringleader.hpp"},
    "locks.hpp": {"actors/locks", "contract", "locks"},
    "elections.hpp": {"contract", "elections"},
    "testkit.hpp": {"testkit/cluster"},
    "testkit/histories": {"base"},
    "testkit/world": {"base"},
    "testkit/scenarios": {"base"},
    "testkit/checkers": MACHINES | {"base", "testkit/histories"},
    "testkit/machines": MACHINES | {"base", "testkit/histories", "testkit/world",
                                    "testkit/checkers"},
    "testkit/cluster": MACHINES | {"base", "contract", "options", "testkit/histories",
                                   "testkit/world", "testkit/checkers", "testkit/machines",
                                   "actors"},
    # Inside actors/ dependence points down this list; families know nothing of each other.
    "actors/node": BELOW_ACTORS | FAMILIES | GROUND | {"actors/cli"},
    "actors/cli": BELOW_ACTORS | FAMILIES | GROUND,
    **{family: BELOW_ACTORS | GROUND for family in FAMILIES},
    "actors/supervisor": BELOW_ACTORS | {"actors/runtime"},
    "actors/transport": BELOW_ACTORS | {"actors/runtime"},
    "actors/runtime": BELOW_ACTORS,
    "samples": {"ringleader.hpp", "node.hpp", "run.hpp", "locks.hpp", "elections.hpp", "contract",
                "actors/node"},
}
CAF_PARTS = {"contract", "ringleader.hpp", "testkit/cluster", "samples", "tests"}
CAF_PARTS |= {part for part in ALLOWED if part.startswith("actors/")}
STANDARD_ONLY = MACHINES | {"base"}
STANDARD_ONLY |= {f"testkit/{part}" for part in ("histories", "world", "scenarios", "checkers",
                                                 "machines")}
# base wraps the one hash that every node must agree on.
OTHER_LIBRARIES = {"framework/ringleader/base/hash.cpp": {"xxhash.h"}}

STANDARD_HEADERS = set("""
algorithm any array atomic bitset cassert cctype cerrno cfenv cfloat charconv chrono cinttypes
climits clocale cmath codecvt complex condition_variable csetjmp csignal cstdarg cstddef cstdint
cstdio cstdlib cstring ctime cuchar cwchar cwctype deque exception execution filesystem
forward_list fstream functional future initializer_list iomanip ios iosfwd iostream istream
iterator limits list locale map memory memory_resource mutex new numeric optional ostream queue
random ratio regex scoped_allocator set shared_mutex sstream stack stdexcept streambuf string
string_view system_error thread tuple type_traits typeindex typeinfo unordered_map unordered_set
utility valarray variant vector
""".split())

_include = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def part_of(path):
    """The row of the table that a file of the tree, or an include path, belongs to."""
    names = path.split("/")
    if names[:2] in (["framework", "ringleader"], ["actors", "ringleader"]):
        names = names[2:]
    if names[0] in ("testkit", "drivers", "actors"):
        return "/".join(names[:2])
    return names[0]


def _reason(source, part, bracket, target):
    if bracket == '"':
        if part != "samples":
            return f'write <ringleader/...> instead of "{target}"' if part in ALLOWED else None
        return f'"{target}" is another sample\'s' if ".." in target.split("/") else None
    if target.startswith("ringleader/"):
        inner = target[len("ringleader/"):]
        if part not in ALLOWED:
            return None
        other = part_of(inner)
        if other == part or other in ALLOWED[part] or other.split("/")[0] in ALLOWED[part]:
            return None
        return f"{part} may not include {other}"
    if target.startswith("caf/") and part not in CAF_PARTS:
        return f"{part} may not include CAF"
    if part in STANDARD_ONLY and target not in STANDARD_HEADERS:
        if target not in OTHER_LIBRARIES.get(source.path, ()):
            return f"{part} may include the standard library and base only"
    return None


def check(sources):
    for source in sources:
        if not source.is_cpp() or not source.within("framework", "actors", "samples", "tests"):
            continue
        part = part_of(source.path)
        for number, line in enumerate(source.lines(), 1):
            match = _include.match(line)
            if match:
                reason = _reason(source, part, match.group(1), match.group(2))
                if reason:
                    yield Finding(source.path, number, "include_edge", reason)
