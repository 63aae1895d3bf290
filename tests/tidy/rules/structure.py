# SPDX-License-Identifier: BSD-3-Clause
"""What several files together must not be: a circle of includes, or two homes of one type.

A file here is a header with the source of the same name: two of them that include each other are
one file that was cut in the wrong place. Two classes of one qualified name in one program break
the one-definition rule without a word from the linker.
"""
import re

from .source import Finding

ROOTS = ("framework/", "actors/")
_include = re.compile(r"^[ \t]*#[ \t]*include[ \t]*<(ringleader/[^>]+)\.hpp>", re.MULTILINE)
_namespace = re.compile(r"^namespace(?: ([\w:]+))? \{$")
_type = re.compile(r"^(?:template <.*> )?(?:class|struct|union|enum class|enum) (\w+)"
                   r"(?: final)?(?: : [^;{]*)?(?: \{|$)")


def _unit(path):
    """framework/ringleader/locks/fence.cpp -> ringleader/locks/fence"""
    for root in ROOTS:
        if path.startswith(root + "ringleader/"):
            return path[len(root):-len(".hpp")]
    return None


def _edges(sources):
    """unit -> {unit that it includes: (path, line)}"""
    edges = {}
    for source in sources:
        unit = _unit(source.path)
        if unit is None:
            continue
        targets = edges.setdefault(unit, {})
        for match in _include.finditer(source.text):
            if match.group(1) != unit:
                line = source.text.count("\n", 0, match.start()) + 1
                targets.setdefault(match.group(1), (source.path, line))
    return edges


def _reaches(edges, start, wanted):
    seen, waiting = set(), [start]
    while waiting:
        unit = waiting.pop()
        if unit == wanted:
            return True
        if unit not in seen:
            seen.add(unit)
            waiting.extend(edges.get(unit, ()))
    return False


def _circles(sources):
    edges = _edges(sources)
    for unit in sorted(edges):
        for target, (path, line) in sorted(edges[unit].items()):
            if _reaches(edges, target, unit):
                yield Finding(path, line, "circle", f"{target} needs {unit} as well")


def _types(source):
    """(qualified name, line) of what a file defines in namespaces that have a name."""
    inside = []
    for number, line in enumerate(source.code().split("\n"), 1):
        opened = _namespace.match(line.rstrip())
        if opened:
            inside.append(opened.group(1) or "")
        elif line.startswith("}") and not line.startswith("};") and inside:
            inside.pop()
        defined = _type.match(line.rstrip())
        if defined and inside and "" not in inside:
            yield "::".join(inside + [defined.group(1)]), number


def _duplicate_types(sources):
    homes = {}
    for source in sources:
        if _unit(source.path) is None:
            continue
        for name, line in _types(source):
            first = homes.setdefault(name, source.path)
            if first != source.path:
                yield Finding(source.path, line, "duplicate_type", f"{name} stands in {first}, too")


def check(sources):
    cpp = sorted((source for source in sources if source.is_cpp()), key=lambda s: s.path)
    yield from _circles(cpp)
    yield from _duplicate_types(cpp)
