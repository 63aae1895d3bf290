# SPDX-License-Identifier: BSD-3-Clause
"""What a machine must not do: look at a clock, draw entropy, start a thread, do I/O, log, compute
replicated state with floats, or let the order of a hash table decide. And tests do not sleep.
"""
import os
import re

from .include_edges import MACHINES
from .source import Finding, line_of

ROOMS = "framework/ringleader"
PURE = [f"{ROOMS}/{machine}" for machine in sorted(MACHINES | {"base"})]
SIMULATED = [f"{ROOMS}/testkit/{part}" for part in ("histories", "world", "scenarios", "checkers",
                                                "machines")]
REPLICATED = [f"{ROOMS}/{name}" for name in ("registry", "locks", "elections", "membership")]
REPLICATED_FILES = f"{ROOMS}/partitions/planner"
# A broken contract is reported by the process that is about to die of it.
PRINTS = {f"{ROOMS}/base/expects.cpp"}
# Counts its holders, in whatever threads, as a std::shared_ptr does; decides nothing by it.
COUNTS_HOLDERS = {f"{ROOMS}/base/shared_bytes.hpp"}
MAY_SLEEP = ["tests/processes", "tests/bench"]


def _banned(*pairs):
    return [(rule, re.compile(pattern)) for rule, pattern in pairs]


_headers = r"^[ \t]*#[ \t]*include[ \t]*<(?:%s)>"
DETERMINISM = _banned(
    ("clock", r"\b(?:system_clock|steady_clock|high_resolution_clock)\b"),
    ("clock", r"\b(?:gettimeofday|clock_gettime|timespec_get|localtime|gmtime)\b"),
    ("clock", r"(?<![\w.>])time\s*\(\s*(?:nullptr|NULL|0|&\w+)\s*\)"),
    ("entropy", r"\b(?:random_device|getrandom|arc4random\w*|mt19937(?:_64)?)\b"),
    ("entropy", r"\b(?:default_random_engine|minstd_rand0?|random_shuffle)\b"),
    ("entropy", r"(?<![\w.>])s?rand\s*\("),
    ("entropy", r"(?m)" + _headers % "random"),
    ("thread", r"\bstd::(?:j?thread|(?:\w+_)?mutex|atomic\w*|async|future|promise|this_thread)\b"),
    ("thread", r"\bstd::(?:condition_variable\w*|lock_guard|unique_lock|scoped_lock)\b"),
    ("thread", r"\bthread_local\b"),
    ("thread", r"(?m)" + _headers % "thread|(?:shared_)?mutex|atomic|future|condition_variable"),
    ("thread", r"(?<![\w.>])(?:u|nano)?sleep(?:_for|_until)?\s*\("),
)
EFFECTS = _banned(
    ("io", r"(?m)" + _headers % "iostream|fstream|filesystem|ostream|istream"),
    ("io", r"(?<![\w.>])v?f?printf\s*\("),
    ("io", r"(?<![\w.>])(?:f?puts|f?putc|putchar|fopen|freopen|fread|fwrite)\s*\("),
    ("io", r"\bstd::(?:cout|cerr|clog|cin|[io]?fstream|filesystem)\b"),
    ("io", r"(?<![\w.>])(?:socket|sendto|recvfrom|getaddrinfo|getenv|system|popen)\s*\("),
    ("logging", r"\bspdlog\b"),
)
FLOATS = _banned(("float", r"\b(?:double|float)\b"))
SLEEPS = _banned(("sleep", r"(?<![\w.>])(?:u|nano)?sleep(?:_for|_until)?\s*\("))

_declared = re.compile(r"\bunordered_(?:multi)?(?:map|set)\s*<")
_alias = re.compile(r"\busing\s+(\w+)\s*=\s*(?:std::)?unordered_(?:multi)?(?:map|set)\b")
_name = re.compile(r"\s*(?:const\b)?\s*[&*]?\s*(\w+)\s*(?:;|=|\{|\)|,|$)", re.MULTILINE)


def _after_template(text, start):
    """The offset behind the '>' that closes the '<' which ends at start."""
    depth = 1
    while start < len(text) and depth:
        depth += {"<": 1, ">": -1}.get(text[start], 0)
        start += 1
    return start


def _unordered_names(sources):
    names = set()
    for source in sources:
        code = source.code()
        for match in _declared.finditer(code):
            name = _name.match(code, _after_template(code, match.end()))
            if name:
                names.add(name.group(1))
        for alias in _alias.findall(code):
            names.update(re.findall(rf"\b{alias}\s*[&*]?\s+(\w+)\s*[;={{,)]", code))
    return names


def _iterations(sources):
    """Best effort: names are collected per folder, because a member is used beside its header."""
    folders = {}
    for source in sources:
        folders.setdefault(os.path.dirname(source.path), []).append(source)
    for members in folders.values():
        names = _unordered_names(members)
        if not names:
            continue
        any_name = "|".join(sorted(re.escape(name) for name in names))
        used = re.compile(
            rf"\bfor\s*\([^;()]*:\s*(?:this->|\w+\.|\w+->)*(?:{any_name})\s*\)"
            rf"|(?<!\w)(?:{any_name})\s*(?:\.|->)\s*c?begin\s*\(")
        for source in members:
            code = source.code()
            for match in used.finditer(code):
                yield Finding(source.path, line_of(code, match.start()), "unordered_iteration",
                              "the order of a hash table differs between platforms: use std::map")


def _find(source, banned):
    code = source.code()
    for rule, pattern in banned:
        for match in pattern.finditer(code):
            yield Finding(source.path, line_of(code, match.start()), rule,
                          f"'{match.group(0).strip()}' is not allowed here")


def check(sources):
    cpp = [source for source in sources if source.is_cpp()]
    for source in cpp:
        if source.within(*PURE, *SIMULATED) and source.path not in COUNTS_HOLDERS:
            yield from _find(source, DETERMINISM)
        if source.within(*PURE) and source.path not in PRINTS:
            yield from _find(source, EFFECTS)
        if source.within(*REPLICATED) or source.path.startswith(REPLICATED_FILES):
            yield from _find(source, FLOATS)
        if source.within("tests") and not source.within(*MAY_SLEEP):
            yield from _find(source, SLEEPS)
    yield from _iterations([source for source in cpp if source.within(*PURE, *SIMULATED)])
