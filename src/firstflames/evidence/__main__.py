"""``python -m firstflames.evidence``: check the evidence, and prove it against a reader's own copy."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from firstflames.evidence import verify
from firstflames.evidence.excerpts import quotes_in
from firstflames.evidence.package import EvidenceError, Package, Problem, check

DEFAULT_DATA = Path("data")
DEFAULT_TEXTS = (Path("book"), Path("exercises"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 when nothing is wrong, 1 for findings, 2 for bad input."""
    options = _parser().parse_args(arguments)
    if not (options.data / "datapackage.json").is_file():
        print(
            f"{options.data}: found no datapackage.json, expected the folder of the evidence; "
            "run this at the top of the project or give --data.",
            file=sys.stderr,
        )
        return 2
    try:
        return _check(options) if options.command == "check" else _verify(options)
    except EvidenceError as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--data", type=Path, default=DEFAULT_DATA, help="folder of the data package")
    shared.add_argument(
        "--texts", type=Path, nargs="*", default=DEFAULT_TEXTS, help="folders whose excerpts are proved"
    )
    parser = argparse.ArgumentParser(prog="python -m firstflames.evidence", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser(
        "check", parents=[shared], help="check every table, and every excerpt by the fingerprint"
    )
    proof = commands.add_parser(
        "verify", parents=[shared], help="prove claims, dates, names and excerpts by your copy"
    )
    proof.add_argument(
        "chapter", type=Path, help="your copy: UTF-8 text, a blank line between paragraphs"
    )
    proof.add_argument(
        "--write-fingerprint", action="store_true", help="make data/fingerprint.csv again from this copy"
    )
    return parser


def _check(options: argparse.Namespace) -> int:
    problems = check(options.data)
    excerpts = list(quotes_in(*options.texts))
    if not problems:
        problems = list(verify.excerpt_problems(excerpts, Package(options.data)))
    return _report(problems, f"every table is sound, and {len(excerpts)} excerpts are proved")


def _verify(options: argparse.Namespace) -> int:
    package = Package(options.data)
    known = verify.fingerprints(package)
    try:
        found, problems = verify.paragraphs(options.chapter, known)
    except (OSError, UnicodeDecodeError) as error:
        reason = "no readable file" if isinstance(error, OSError) else "bytes that are not UTF-8"
        print(f"{options.chapter}: found {reason}, expected your copy as UTF-8 text.", file=sys.stderr)
        return 2
    excerpts = list(quotes_in(*options.texts))
    problems += verify.claim_problems(found, package)
    problems += verify.name_problems(found, package)
    problems += verify.quote_problems(found, excerpts)
    if options.write_fingerprint:
        if len(found) < len(known):
            _report(problems, "")
            print("The fingerprint was not written: paragraphs are missing.", file=sys.stderr)
            return 1
        table = package.load(verify.FINGERPRINT)
        sections = dict(zip(table["locator"], table["section"], strict=True))
        verify.write_fingerprint(options.data / "fingerprint.csv", found, sections)
        print(f"Wrote {options.data / 'fingerprint.csv'}: {len(found)} paragraphs.")
    else:
        problems += verify.paragraph_problems(found, known, options.chapter.name)
    claims = len(package.load("claims"))
    return _report(
        problems, f"{len(found)} paragraphs, {claims} claims and {len(excerpts)} excerpts agree"
    )


def _report(problems: Sequence[Problem], sound: str) -> int:
    for problem in problems:
        print(problem)
    if problems:
        print(f"{len(problems)} to look at.", file=sys.stderr)
        return 1
    print(f"In order: {sound}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
