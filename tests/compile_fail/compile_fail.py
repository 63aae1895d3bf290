#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""compile_fail: a program that must not compile does not compile, and for the right reason.

    compile_fail.py SOURCE COMPILER [ARGUMENT...]

SOURCE names its reason and its healthy twin in comments:

    // EXPECT: regular expression that the compiler's message matches
    // WITH: -DGOOD

Or, where the first thing that the compiler says must be the reason, by one or more lines

    // FIRST: regular expression that its first error, with what belongs to it, matches

The twin, SOURCE compiled with WITH's flags added, must compile; SOURCE itself must fail, and its
message must match. Without the twin a typing error would pass for the reason.
"""
import os
import re
import subprocess
import sys


def _marks(text, name):
    return [m.strip() for m in re.findall(rf"^// {name}: (.+)$", text, re.MULTILINE)]


def _compile(command):
    environment = {**os.environ, "LC_ALL": "C"}  # plain quotes, English messages
    done = subprocess.run(command, env=environment, text=True, errors="replace",
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.returncode, done.stdout


def _first_error(output):
    """Up to the second error: gcc names the type before the first, clang behind it."""
    errors = [match.start() for match in re.finditer(r"\berror: ", output)]
    return output[:errors[1]] if len(errors) > 1 else output


def problem(source, command):
    """What is wrong with `source` as a program that must not compile; None if nothing is."""
    with open(source, encoding="utf-8") as stream:
        text = stream.read()
    expected, first, flags = _marks(text, "EXPECT"), _marks(text, "FIRST"), _marks(text, "WITH")
    if len(flags) != 1 or not expected + first:
        return "needs a line '// EXPECT: regex' or '// FIRST: regex' and a line '// WITH: flags'"
    code, output = _compile(command + flags[0].split() + [source])
    if code != 0:
        return f"the twin with {flags[0]} must compile, but:\n{output}"
    code, output = _compile(command + [source])
    if code == 0:
        return "it compiles, but must not"
    said = [(e, output) for e in expected] + [(f, _first_error(output)) for f in first]
    for reason, where in said:
        if not re.search(reason, where):
            return f"it fails, but not with /{reason}/:\n{where}"
    return None


def main():
    source, command = sys.argv[1], sys.argv[2:] + ["-fsyntax-only"]
    wrong = problem(source, command)
    if wrong:
        print(f"{source}: {wrong}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
