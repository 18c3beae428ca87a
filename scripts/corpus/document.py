"""`python -m scripts.corpus.document SPEC`: one document through everything, as a line of JSON.

A process of its own for each, so that its memory is its own and no import of one helps another.
"""

import asyncio
import json
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, TypedDict

from scripts.corpus.source import by_method, operations


class Result(TypedDict):
    """The outcome of one document; `faults` is empty if it was honoured or refused whole."""

    document: str
    operations: int
    refused: dict[str, list[str]]
    seconds: float
    megabytes: int
    boot_seconds: float
    faults: list[str]


def examine(spec: Path) -> Result:
    """Generate, import, boot, and compare with the source."""
    wanted = {(each.path, each.method): each.statuses for each in operations(spec)}
    result = Result(
        document=spec.name,
        operations=len(wanted),
        refused={},
        seconds=0.0,
        megabytes=0,
        boot_seconds=0.0,
        faults=[],
    )
    with TemporaryDirectory(prefix="corpus-") as folder:
        try:
            _generate(spec, Path(folder), result)
            if not result["faults"]:
                _boot(Path(folder) / "generated", wanted, result)
        except Exception as error:  # noqa: BLE001  whatever it is, it is a fault of ours
            result["faults"].append(f"{type(error).__name__}: {str(error)[:300]}")
    usage = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    result["megabytes"] = usage // 1024
    return result


def _generate(spec: Path, folder: Path, result: Result) -> None:
    from exactapi.cli.generate import main  # noqa: PLC0415  part of what is measured

    report = folder / "report.json"
    start = perf_counter()
    code = main([str(spec), str(folder), "--allow-unsupported", "--report", str(report)])
    result["seconds"] = round(perf_counter() - start, 1)
    if code != 0:
        result["faults"].append("nothing was generated")
        return
    reported = json.loads(report.read_text(encoding="utf-8"))["operations"]
    result["refused"] = {
        f"{each['method']} {each['path']}": each["refused"]
        for each in reported
        if not each["honoured"]
    }
    if len(reported) != result["operations"]:
        result["faults"].append(
            f"{len(reported)} operations reported, the source has {result['operations']}"
        )


def _boot(package: Path, wanted: dict[tuple[str, str], frozenset[str]], result: Result) -> None:
    from exactapi.mock.app import create_app  # noqa: PLC0415  part of what is measured

    start = perf_counter()
    app = create_app(package)
    result["boot_seconds"] = round(perf_counter() - start, 1)
    served = asyncio.run(_served(app))
    if served != (package / "openapi.json").read_bytes():
        result["faults"].append("what is served is not generated/openapi.json")
    result["faults"].extend(_deviations(json.loads(served), wanted))


async def _served(app: Any) -> bytes:
    import httpx2 as httpx  # noqa: PLC0415  not part of what is measured

    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://corpus") as client:
        response = await client.get("/openapi.json")
        return response.content


def _deviations(
    document: dict[str, Any], wanted: dict[tuple[str, str], frozenset[str]]
) -> Iterator[str]:
    """Operations and responses of the source that the served document lacks, or the reverse."""
    for (path, method), statuses in wanted.items():
        operation = by_method(document["paths"].get(path, {})).get(method)
        if operation is None:
            yield f"{method} {path} is not in the served document"
        elif missing := statuses - operation["responses"].keys():
            yield f"{method} {path} has lost {sorted(missing)}"


if __name__ == "__main__":
    print(json.dumps(examine(Path(sys.argv[1]))))
