"""The table of docs/corpus.md."""

from collections import Counter
from collections.abc import Sequence

from scripts.corpus.document import Result

_HEAD = """# Real documents through the generator

Written by `task test:corpus`: each document is generated with `--allow-unsupported`, imported and
booted in a process of its own; what it serves is compared with its source. Two run at a time, so
seconds are those of a busy machine; megabytes are the largest process's.

"""


def markdown(results: Sequence[Result]) -> str:
    operations = sum(each["operations"] for each in results)
    refused = sum(len(each["refused"]) for each in results)
    whole = sum(not each["faults"] for each in results)
    lines = [
        f"**{whole} of {len(results)} documents, {operations - refused} of {operations} operations"
        f" honoured, {refused} refused by line.**",
        "",
        "| document | operations | refused | generate (s) | boot (s) | memory (MB) |",
        "|---|---:|---|---:|---:|---:|",
        *(_row(each) for each in results),
    ]
    return _HEAD + "\n".join(lines) + "\n"


def _row(result: Result) -> str:
    codes = Counter(code for refused in result["refused"].values() for code in refused)
    told = ", ".join(f"{count}x `{code}`" for code, count in sorted(codes.items()))
    if result["faults"]:
        told = "**" + "; ".join(result["faults"]).replace("|", "/") + "**"
    return (
        f"| {result['document']} | {result['operations']} | {told} | {result['seconds']:.1f}"
        f" | {result['boot_seconds']:.1f} | {result['megabytes']} |"
    )
