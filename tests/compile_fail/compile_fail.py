#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""compile_fail: a program that must not compile does not compile, and for the right reason.

    compile_fail.py SOURCE COMPILER [ARGUMENT...]

SOURCE names its reason and its healthy twin in comments:

    // EXPECT: regular expression that the compiler's message matches
    // WITH: -DGOOD

The twin, SOURCE compiled with WITH's flags added, must compile; SOURCE itself must fail, and its
message must match. Without the twin a typing error would pass for the reason.
"""
import os
import re
import subprocess
import sys


def _mark(text, name):
    match = re.search(rf"^// {name}: (.+)$", text, re.MULTILINE)
    return match.group(1).strip() if match else None


def _compile(command):
    environment = {**os.environ, "LC_ALL": "C"}  # plain quotes, English messages
    done = subprocess.run(command, env=environment, text=True, errors="replace",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.returncode, done.stdout


def problem(source, command):
    """What is wrong with `source` as a program that must not compile; None if nothing is."""
    with open(source, encoding="utf-8") as stream:
        text = stream.read()
    expected, flags = _mark(text, "EXPECT"), _mark(text, "WITH")
    if not expected or not flags:
        return "needs a line '// EXPECT: regex' and a line '// WITH: flags'"
    code, output = _compile(command + flags.split() + [source])
    if code != 0:
        return f"the twin with {flags} must compile, but:\n{output}"
    code, output = _compile(command + [source])
    if code == 0:
        return "it compiles, but must not"
    if not re.search(expected, output):
        return f"it fails, but not with /{expected}/:\n{output}"
    return None


def main():
    source, command = sys.argv[1], sys.argv[2:] + ["-fsyntax-only"]
    wrong = problem(source, command)
    if wrong:
        print(f"{source}: {wrong}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
