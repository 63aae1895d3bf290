#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""tidy: the house rules that a program can check.

    tests/tidy/tidy.py [--root DIRECTORY] [--build DIRECTORY]
    tests/tidy/tidy.py --self-test

Prints `path:line: rule: message` for each finding and fails if there is one. --build lets the
snippet rule tell which files are compiled.

The self-test runs the rules on tests/tidy/bad, a small tree in which each line that must be found
carries `WANT rule`; it fails on every line that is missed and on every line found without being
wanted, and for a rule that no line wants: a check that cannot fail checks nothing.
"""
import argparse
import os
import re
import sys

from rules import functions, include_edges, machine_calls, snippets, structure, text
from rules.source import read_tree

HERE = os.path.dirname(os.path.abspath(__file__))
RULES = {
    "include_edge", "clock", "entropy", "thread", "io", "logging", "float", "sleep",
    "unordered_iteration", "licence", "pragma_once", "file_length", "final_newline", "line_end",
    "white_space", "tab", "columns", "unfinished", "one_machine", "function_length", "snippet",
    "circle", "duplicate_type",
}


def findings(root, compiled=None):
    sources = read_tree(root)
    found = []
    for rule in (include_edges, machine_calls, text, functions, structure):
        found += rule.check(sources)
    found += snippets.check(sources, compiled)
    return sorted(found, key=lambda finding: (finding.path, finding.line, finding.rule))


def run(root, build):
    root = os.path.realpath(root)
    found = findings(root, snippets.compiled_files(build, root))
    for finding in found:
        print(finding)
    print(f"tidy: {len(found)} findings")
    return 1 if found else 0


def self_test():
    bad = os.path.join(HERE, "bad")
    wanted = set()
    for source in read_tree(bad):
        for number, line in enumerate(source.lines(), 1):
            mark = re.search(r"\bWANT ([a-z_]+(?:, [a-z_]+)*)", line)
            if mark:
                wanted.update((source.path, number, rule) for rule in mark.group(1).split(", "))
    found = {(finding.path, finding.line, finding.rule) for finding in findings(bad)}
    problems = ["missed: %s:%d: %s" % miss for miss in sorted(wanted - found)]
    problems += ["not wanted: %s:%d: %s" % extra for extra in sorted(found - wanted)]
    problems += [f"never seen to fail: {rule}" for rule in sorted(RULES - {w[2] for w in wanted})]
    problems += [f"missed: one_machine: a path below {root}" for root in text.MACHINE_ROOTS
                 if not text.names_one_machine(f"The data lies in /{root}/somebody.")]
    problems += [f"not a rule: {rule}" for rule in sorted({w[2] for w in wanted} - RULES)]
    print("\n".join(problems + [f"tidy self-test: {len(wanted)} wanted, {len(problems)} problems"]))
    return 1 if problems else 0


def main():
    parser = argparse.ArgumentParser(description="Checks the house rules.")
    parser.add_argument("--root", default=os.path.join(HERE, "..", ".."))
    parser.add_argument("--build", default="")
    parser.add_argument("--self-test", action="store_true")
    arguments = parser.parse_args()
    sys.exit(self_test() if arguments.self_test else run(arguments.root, arguments.build))


if __name__ == "__main__":
    main()
