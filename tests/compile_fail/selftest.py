#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Each file of selftest/ is a compile_fail case gone wrong in its own way; all must be reported.

    selftest.py COMPILER [ARGUMENT...]
"""
import os
import sys

from compile_fail import problem

REPORTS = {
    "compiles.cpp": "it compiles, but must not",
    "no_reason.cpp": "needs a line",
    "other_reason.cpp": "it fails, but not with",
    "sick_twin.cpp": "the twin with -DGOOD must compile",
}


def main():
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "selftest")
    failures = 0
    for name in sorted(set(os.listdir(folder)) | set(REPORTS)):
        told = problem(os.path.join(folder, name), sys.argv[1:] + ["-fsyntax-only"])
        if not told or not told.startswith(REPORTS[name]):
            failures += 1
            print(f"{name}: expected the report '{REPORTS[name]}...', got '{told}'")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
