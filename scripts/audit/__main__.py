"""Look at the packages that the service runs on: known vulnerabilities, licences, waivers.

Vulnerabilities come from the package index's advisories. Where these cannot be had, the audit says
so, and fails only with --required. requirements/waivers.toml names those that do not concern us.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from scripts.audit.licences import is_allowed, table
from scripts.audit.waivers import Waiver, faults, read_waivers

ROOT: Final = Path(__file__).resolve().parents[2]
_PINNED: Final = ROOT / "requirements" / "runtime.txt"
_WAIVERS: Final = ROOT / "requirements" / "waivers.toml"
_PIP_AUDIT: Final = ROOT / ".tools" / "infra" / "bin" / "pip-audit"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="task audit --",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--offline", action="store_true", help="look at licences and waivers only")
    parser.add_argument("--required", action="store_true", help="fail without advisories")
    parser.add_argument("--licences", action="store_true", help="print the licences, and end")
    options = parser.parse_args(argv)
    pinned = re.findall(r"^([a-z0-9._-]+)==", _PINNED.read_text(), re.MULTILINE)
    licences = table(pinned)
    if options.licences:
        print("\n".join(f"{name:<45} {text}" for name, text in licences.items()))
        return 0
    waivers = read_waivers(_WAIVERS)
    found = faults(waivers, pinned, date.today())
    found += [
        f"{name} has the licence {text!r}, which scripts/audit/licences.py does not allow"
        for name, text in licences.items()
        if not is_allowed(text)
    ]
    if not options.offline:
        found += vulnerabilities(_report(waivers), required=options.required)
    for each in found:
        print(f"error: {each}", file=sys.stderr)
    return 1 if found else 0


def vulnerabilities(report: str, *, required: bool) -> list[str]:
    """Return what pip-audit's report says against the packages; print what it could not look at."""
    try:
        packages = json.loads(report)["dependencies"]
    except (ValueError, KeyError):
        packages = []
    # An index without advisories is no error to pip-audit: it skips each package, with a reason.
    skipped = [each["name"] for each in packages if "skip_reason" in each]
    missing = ""
    if not packages:
        missing = "the advisories cannot be had"
    elif skipped:
        missing = (
            f"there are no advisories for {len(skipped)} of {len(packages)} packages, "
            f"such as {skipped[0]}"
        )
    if missing and required:
        return [missing]
    if missing:
        print(f"NOT AUDITED: {missing}", file=sys.stderr)
    else:
        print(f"audit: advisories were looked up for {len(packages)} packages")
    return [
        f"{package['name']} {package['version']} has {fault['id']}; "
        f"mended in {', '.join(fault['fix_versions']) or 'no version yet'}"
        for package in packages
        for fault in package.get("vulns", ())
    ]


def _report(waivers: Sequence[Waiver]) -> str:
    command: list[str | Path] = [_PIP_AUDIT, "--requirement", _PINNED, "--no-deps", "--disable-pip"]
    for each in waivers:
        command += ["--ignore-vuln", each.id]
    command += ["--format=json", "--progress-spinner=off"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    # What it says beside a report may be that nothing is known of packages that it has skipped.
    if not done.stdout:
        print(done.stderr, end="", file=sys.stderr)
    return done.stdout


if __name__ == "__main__":
    raise SystemExit(main())
