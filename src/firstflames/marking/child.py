"""The process of one submission: runs its cells in order and hands over the answers as they are made.

It reads one line of JSON (what to run) and writes lines of JSON (what came of it). Whatever it writes
was written beside the student's code and is taken for hearsay; it holds nothing that a student may not
see. An answer is handed over as soon as its cell has run, so that work done before a crash counts.
"""

from __future__ import annotations

import builtins
import json
import os
import re
import sys
import types
from typing import Any

import firstflames.marking.limits as limits
from firstflames.marking import plain

#: Lines that only a notebook understands: %matplotlib, %%time, !pip.
MAGIC = re.compile(r"(?m)^[ \t]*[%!].*$")
LETTERS = 300


class Line:
    """The way out: one line of JSON at a time, whatever becomes of the modules that it was made with."""

    def __init__(self, fd: int) -> None:
        self._fd, self._write, self._pid, self._own = fd, os.write, os.getpid(), os.getpid
        self._text = json.JSONEncoder(allow_nan=False).encode

    def say(self, **told: Any) -> None:
        """Write one line, with a line break before it, in case somebody left half a line behind."""
        if self._own() != self._pid:
            return
        rest = b"\n" + self._text(told).encode("utf-8", "replace") + b"\n"
        while rest:
            rest = rest[self._write(self._fd, rest) :]


def _type_name(error: BaseException) -> str:
    return str.__add__(type.__dict__["__name__"].__get__(type(error)), "")[:LETTERS]


def _words(error: BaseException) -> str:
    """What an exception says, without calling any method that its class may have been given."""
    if type(error) is SyntaxError:
        return f"{error.msg}, line {error.lineno}"[:LETTERS]
    arguments = BaseException.__dict__["args"].__get__(error)
    plain_ones = [each for each in arguments if type(each) is str or (type(each) is int)]
    return ", ".join(f"{each}" for each in plain_ones[:3])[:LETTERS]


def _compiled(name: str, code: str) -> tuple[Any, bool]:
    """The compiled cell, and whether lines that only a notebook understands were left out of it."""
    try:
        return compile(code, f"<{name}>", "exec", dont_inherit=True), False
    except SyntaxError:
        shorter = MAGIC.sub("", code)
        if shorter == code:
            raise
        return compile(shorter, f"<{name}>", "exec", dont_inherit=True), True


def _hand_over(names: list[str], namespace: dict[str, Any], line: Line) -> None:
    for name in names:
        if name not in namespace:
            continue
        try:
            line.say(kind="answer", name=name, value=plain.encode(namespace[name]))
        except plain.RefusedError as reason:
            line.say(kind="refused", name=name, why=str(reason))
        except BaseException:
            line.say(kind="refused", name=name, why=plain.ODD_KIND)


def run(job: dict[str, Any], line: Line) -> None:
    """Run the setup and the cells of ``job`` in one namespace, and say what came of each."""
    namespace = types.ModuleType("__main__")
    sys.modules["__main__"] = namespace
    names = namespace.__dict__
    # What a student makes of abs or isinstance shall not reach the libraries that hand over the answers.
    theirs = types.ModuleType("builtins")
    theirs.__dict__.update(builtins.__dict__)
    sys.modules["builtins"] = theirs
    names["__builtins__"] = theirs
    names["display"] = lambda *values, **options: None
    for cell in [{"id": "setup", "code": job["setup"], "answers": []}, *job["cells"]]:
        line.say(kind="cell", id=cell["id"])
        try:
            code, shortened = _compiled(cell["id"], cell["code"])
            if shortened:
                line.say(kind="shortened", id=cell["id"])
            exec(code, names)
        except BaseException as error:
            line.say(kind="error", id=cell["id"], type=_type_name(error), words=_words(error))
        _hand_over(cell["answers"], names, line)


def main() -> None:
    """Read the job, close every way back, set the limits, run, and end at once."""
    leave = os._exit
    job = json.loads(sys.stdin.buffer.readline())
    line = Line(os.dup(1))
    nowhere = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nowhere, fd)
    if job["user"] is not None:
        os.setgroups([])
        os.setresgid(job["user"], job["user"], job["user"])
        os.setresuid(job["user"], job["user"], job["user"])
    limits.limit(limits.Limits(**job["limits"]), job["own_user"])
    line.say(kind="hello", filtered=limits.filter_calls())
    run(job, line)
    line.say(kind="end")
    leave(0)


if __name__ == "__main__":
    main()
