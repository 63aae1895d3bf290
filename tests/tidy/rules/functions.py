# SPDX-License-Identifier: BSD-3-Clause
"""Functions of at most 60 lines, found by counting braces: no parser, good enough for one style.

Walks the braces of a file. Outside of functions a brace opens a namespace, a type, an initialiser
or a function body; the text in front of it, back to the last ';' or brace, tells which. Lambdas
and local types count as lines of the function around them.
"""
import re

from .source import Finding, line_of

FUNCTION_LINES_MAX = 60
CHECKED = ("framework", "actors", "samples", "tests")

_template = re.compile(r"^template\s*<[^{]*?>\s*(?=[a-z])", re.DOTALL)
_scope = re.compile(r"^(?:inline\s+)?(?:namespace|extern|class|struct|union|enum)\b")
_access = re.compile(r"^(?:(?:public|private|protected)\s*:\s*)+")
# Behind the ')' of the parameters: const, noexcept, override, a trailing return type.
_ends_function = re.compile(r"\)[\s\w&:<>,.*\-]*$")
_member_initialiser = re.compile(r"\)\s*(?:noexcept\s*)?:(?!:)[^;]*[\w>]\s*$", re.DOTALL)
# A macro call that stands alone, as CAF's type-id blocks do, begins no declaration.
_lone_macro = re.compile(
    r"^[ \t]*[A-Z][A-Z0-9_]{3,}\((?:[^(){};]|\((?:[^(){};]|\([^(){};]*\))*\))*\)[ \t]*$(?!\s*\{)",
    re.MULTILINE)


def _kind(head):
    head = _template.sub("", _access.sub("", head.strip()))
    if _scope.match(head) and not head.endswith(")"):
        return "scope"
    if _member_initialiser.search(head) or not _ends_function.search(head):
        return "initialiser"
    return "function"


def _close(code, opening):
    """The offset of the brace that closes the one at `opening`."""
    depth = 0
    for offset in range(opening, len(code)):
        depth += {"{": 1, "}": -1}.get(code[offset], 0)
        if depth == 0:
            return offset
    return len(code) - 1


def functions(code):
    """(first line, number of lines) of every function."""
    code = _lone_macro.sub(lambda match: "\n" * match.group(0).count("\n"), code)
    head, first, offset = "", 0, 0
    while offset < len(code):
        character = code[offset]
        if character in ";}":
            head = ""
        elif character != "{":
            if not _access.sub("", head.lstrip()).strip():
                first = offset
            head += character
        elif _kind(head) == "scope":
            head = ""
        else:
            end = _close(code, offset)
            if _kind(head) == "function":
                line = line_of(code, first)
                yield line, line_of(code, end) - line + 1
                head = ""
            else:
                head += "()"  # the declaration goes on: `: a_{x}, b_{y} {`, `f(options o = {}) {`
            offset = end
        offset += 1


def check(sources):
    for source in sources:
        if not source.is_cpp() or not source.within(*CHECKED):
            continue
        for line, length in functions(source.code_without_directives()):
            if length > FUNCTION_LINES_MAX:
                yield Finding(source.path, line, "function_length",
                              f"a function has at most {FUNCTION_LINES_MAX} lines, not {length}")
