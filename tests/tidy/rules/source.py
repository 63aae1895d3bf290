# SPDX-License-Identifier: BSD-3-Clause
"""A source file, as the rules look at it: its path in the tree, its text, and its code.

`code` is the text with comments, string literals and character literals blanked out, so that a
rule about calls never trips over a comment about them. Line numbers stay the same.
"""
import os
import re

SKIPPED_FOLDERS = {".git", ".cache", "__pycache__"}
# The tidy self-test's bad files are bad on purpose; they are looked at with their folder as root.
BAD_FILES = os.path.join("tests", "tidy", "bad")

_blank = re.compile(
    r'//(?:\\\n|[^\n])*'
    r'|/\*.*?\*/'
    r'|R"(?P<mark>[^()\\\s]{0,16})\(.*?\)(?P=mark)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+'",
    re.DOTALL,
)
_directive = re.compile(r"^[ \t]*#(?:\\\n|[^\n])*", re.MULTILINE)


def _keep_lines(match):
    text = match.group(0)
    if text[0] in "\"'R":
        return '""' + "\n" * text.count("\n")
    return " " + "\n" * text.count("\n")


class Source:
    def __init__(self, path, data):
        self.path = path
        self.data = data
        self.text = data.decode("utf-8", errors="replace")
        self._code = None

    def is_cpp(self):
        return self.path.endswith((".cpp", ".hpp"))

    def within(self, *folders):
        return any(self.path.startswith(folder.rstrip("/") + "/") for folder in folders)

    def lines(self):
        return self.text.split("\n")

    def code(self):
        if self._code is None:
            self._code = _blank.sub(_keep_lines, self.text)
        return self._code

    def code_without_directives(self):
        return _directive.sub(lambda match: "\n" * match.group(0).count("\n"), self.code())


class Finding:
    def __init__(self, path, line, rule, message):
        self.path, self.line, self.rule, self.message = path, line, rule, message

    def __str__(self):
        return f"{self.path}:{self.line}: {self.rule}: {self.message}"


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def read_tree(root):
    """Every file of the tree that a person wrote; build folders are not part of it."""
    sources = []
    for folder, folders, names in os.walk(root):
        below = os.path.relpath(folder, root)
        folders[:] = sorted(
            name for name in folders
            if name not in SKIPPED_FOLDERS
            and not (below == "." and (name == "build" or name.startswith("build-")))
            and os.path.normpath(os.path.join(below, name)) != BAD_FILES
        )
        for name in sorted(names):
            file = os.path.join(folder, name)
            if os.path.islink(file) or name.endswith(".pyc") or name in SKIPPED_FOLDERS:
                continue
            with open(file, "rb") as stream:
                data = stream.read()
            if b"\0" not in data:  # stored frames and certificates are not text
                sources.append(Source(os.path.normpath(os.path.join(below, name)), data))
    return sources
