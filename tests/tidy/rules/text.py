# SPDX-License-Identifier: BSD-3-Clause
"""The look of a file: licence line, length, columns, white space, unfinished work, paths of one
machine.
"""
import os
import re

from .source import Finding

COLUMNS_MAX = 100
FILE_LINES_MAX = 500
SHORT_FILES = ("framework", "actors", "samples", "tests")
CODE = (".cpp", ".hpp", ".cmake", ".sh", ".py")
SPDX = "SPDX-License-Identifier: BSD-3-Clause"

# Spelled in halves, so that this file may be checked like any other.
_unfinished = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX)\b")
MACHINE_ROOTS = ("wo" "rk", "ro" "ot", "ho" "me")
_one_machine = re.compile(r"(?<![\w.~/])/(?:" + "|".join(MACHINE_ROOTS) + ")/")


def names_one_machine(line):
    return _one_machine.search(line) is not None


def _is_code(source):
    name = os.path.basename(source.path)
    return name.endswith(CODE) or name == "CMakeLists.txt" or source.text.startswith("#!")


def _check_file(source):
    lines = source.lines()
    if _is_code(source):
        first = 1 if lines[0].startswith("#!") else 0
        if len(lines) <= first or SPDX not in lines[first]:
            yield first + 1, "licence", f"the first line must say '{SPDX}'"
    if source.path.endswith(".hpp") and "#pragma once" not in lines:
        yield 1, "pragma_once", "a header needs '#pragma once'"
    if source.is_cpp() and source.within(*SHORT_FILES) and len(lines) - 1 > FILE_LINES_MAX:
        yield FILE_LINES_MAX + 1, "file_length", f"a file has at most {FILE_LINES_MAX} lines"
    if source.data and not source.data.endswith(b"\n"):
        yield len(lines), "final_newline", "the last line does not end"


def _check_line(source, line):
    if line.endswith("\r"):
        yield "line_end", "carriage return"
        line = line[:-1]
    if line != line.rstrip():
        yield "white_space", "trailing white space"
    if "\t" in line and _is_code(source):
        yield "tab", "tab character"
    if len(line) > COLUMNS_MAX and _is_code(source):
        yield "columns", f"{len(line)} columns, at most {COLUMNS_MAX}"
    if _unfinished.search(line):
        yield "unfinished", "finish it, or write an issue"
    if names_one_machine(line):
        yield "one_machine", "a path of one machine"


def check(sources):
    for source in sources:
        for line, rule, message in _check_file(source):
            yield Finding(source.path, line, rule, message)
        for number, line in enumerate(source.lines(), 1):
            for rule, message in _check_line(source, line):
                yield Finding(source.path, number, rule, message)
