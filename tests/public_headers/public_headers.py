#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""public_headers: what an application includes stays small, and knows nothing of the interior.

    public_headers.py COMPILER [ARGUMENT...]

For each line of sizes.txt: the preprocessed program is at most a tenth larger than the number, and
no header of the registry, the wire or a driver is among what it includes.
"""
import os
import re
import subprocess
import sys

INTERIOR = re.compile(r"ringleader/(registry|drivers|control|consensus|routing|formation|actors/"
                      r"(control_log|membership|transport|supervisor|cli))/|/(wire|frames)\.hpp")


def _said(command, header, *flags):
    done = subprocess.run([*command, *flags, "-x", "c++", "-"], input=f"#include <{header}>\n",
                          text=True, stdout=subprocess.PIPE, check=True)
    return done.stdout


def problems(header, limit, command):
    """What is wrong with a public header of at most `limit` bytes."""
    size = len(_said(command, header, "-E", "-P"))
    if size > limit * 1.1:
        yield f"{header} is {size} bytes when preprocessed, a tenth above {limit} at least"
    for name in _said(command, header, "-M").split():
        if INTERIOR.search(name):
            yield f"{header} includes {name}"


def main():
    command = sys.argv[1:]
    folder = os.path.dirname(os.path.abspath(__file__))
    found = []
    with open(os.path.join(folder, "sizes.txt"), encoding="utf-8") as stream:
        rows = [line.split() for line in stream if not line.startswith("#")]
    for header, limit in rows:
        found += problems(header, int(limit), command)
    # The checks can fail.
    if not any("registry" in p for p in problems("ringleader/actors/node/tree.hpp", 1, command)):
        found.append("the interior of tree.hpp went unnoticed")
    print("\n".join(found))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
