# SPDX-License-Identifier: BSD-3-Clause
"""C++ in Markdown is quoted, never written: each ```cpp block stands, line by line, in a file of
samples/ or tests/ that the build compiles. Indentation may differ as a whole.
"""
import json
import os
import textwrap

from .source import Finding

QUOTED_FROM = ("samples", "tests")
NOT_COMPILED = ("tests/compile_fail", "tests/tidy")
# By a build of its own, which is a test.
COMPILED_APART = ("tests/outside",)


def compiled_files(build, root):
    """The .cpp files that the build compiles, as paths of the tree; None without a build."""
    database = os.path.join(build, "compile_commands.json") if build else ""
    if not os.path.isfile(database):
        return None
    with open(database, encoding="utf-8") as stream:
        return {os.path.relpath(entry["file"], root) for entry in json.load(stream)}


def _same_margin(lines):
    text = textwrap.dedent("\n".join(line.rstrip() for line in lines))
    return text.strip("\n").split("\n")


def _blocks(lines):
    """(line of the fence, lines of the block) of every ```cpp block."""
    fence = None
    for number, line in enumerate(lines, 1):
        words = line.strip().split()
        if fence is None and words and words[0] in ("```cpp", "```c++", "```C++", "```cxx"):
            fence, block = number, []
        elif fence is not None and line.strip() == "```":
            yield fence, block
            fence = None
        elif fence is not None:
            block.append(line)
    if fence is not None:
        yield fence, block


def _contains(lines, block):
    first = block[0].strip()
    for start, line in enumerate(lines):
        if line.strip() == first and _same_margin(lines[start:start + len(block)]) == block:
            return True
    return False


def check(sources, compiled=None):
    quotable = [
        source.lines() for source in sources
        if source.is_cpp() and source.within(*QUOTED_FROM) and not source.within(*NOT_COMPILED)
        and (compiled is None or source.path.endswith(".hpp") or source.path in compiled
             or source.within(*COMPILED_APART))
    ]
    for source in sources:
        if not source.path.endswith(".md"):
            continue
        for fence, block in _blocks(source.lines()):
            block = _same_margin(block)
            if not any(_contains(lines, block) for lines in quotable):
                yield Finding(source.path, fence, "snippet",
                              "this code stands in no compiled file of samples/ or tests/")
