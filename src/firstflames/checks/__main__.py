"""``python -m firstflames.checks``: the data's own rules, and every check of the text."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from firstflames.checks import rules
from firstflames.checks.registry import Check, Evidence, all_checks, shown
from firstflames.evidence.package import EvidenceError, Package, check


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the data and print the checks; exit status 1 for a problem, 2 for bad input."""
    parser = argparse.ArgumentParser(prog="python -m firstflames.checks", description=__doc__)
    parser.add_argument("check", nargs="*", help="ids of checks to show in full; none shows the list")
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder of the data package")
    options = parser.parse_args(arguments)
    if not (options.data / "datapackage.json").is_file():
        print(f"{options.data}: found no datapackage.json, expected the evidence.", file=sys.stderr)
        return 2
    known = {each.check_id: each for each in all_checks()}
    unknown = [name for name in options.check if name not in known]
    if unknown:
        print(f"There is no check {unknown[0]!r}; run this without an id for the list.", file=sys.stderr)
        return 2
    try:
        package = Package(options.data)
        found = check(options.data) or rules.problems(package)
    except EvidenceError as error:
        print(error, file=sys.stderr)
        return 1
    for problem in found:
        print(problem)
    if found:
        print(f"{len(found)} to look at.", file=sys.stderr)
        return 1
    return _show([known[name] for name in options.check] or list(known.values()), package, options.check)


def _show(chosen: Sequence[Check], package: Package, full: Sequence[str]) -> int:
    verdicts: Counter[str] = Counter()
    surprises = 0
    for each in chosen:
        outcome = each.run(Evidence(package))
        verdicts[outcome.verdict] += 1
        print(f"{outcome.verdict:<22}{', '.join(each.locators):<16}{each.title}  [{each.check_id}]")
        if outcome.verdict != each.expects:
            surprises += 1
            print(f"    the editors' verdict is {each.expects!r}: the data or the verdict has to change")
        if full:
            print(f"    stated      {shown(outcome.stated)} ({outcome.unit})")
            print(f"    recomputed  {shown(outcome.recomputed)} ({outcome.unit})")
            print(f"    working     {outcome.working}")
            print(f"    teaches     {each.teaches}")
            if each.charitable:
                print(f"    charitable  {each.charitable}")
            read = ", ".join(f"{row.table}: {row.key}" for row in each.inputs())
            print(f"    reads       {read}")
    counted = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common())
    print(f"\n{len(chosen)} checks: {counted}.")
    return 1 if surprises else 0


if __name__ == "__main__":
    sys.exit(main())
