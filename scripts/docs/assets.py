"""`task docs:assets`: renew the readers of the document that the library serves.

The packages of npm are fetched whole and unpacked here: nothing of them is run.
"""

import argparse
import base64
import hashlib
import json
import subprocess
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

FOLDER: Final = Path(__file__).parents[2] / "packages/exactapi/src/exactapi/application/assets"
MANIFEST: Final = FOLDER / "manifest.json"
_FILES: Final = {
    "swagger-ui": {
        "package": "swagger-ui-dist",
        "files": [
            *("swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png", "LICENSE", "NOTICE")
        ],
    },
    "redoc": {"package": "redoc", "files": ["bundles/redoc.standalone.js", "LICENSE"]},
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="./scripts/task docs:assets", description=__doc__)
    for name in _FILES:
        parser.add_argument(f"--{name}", metavar="VERSION", help="default: as it is now")
    versions = vars(parser.parse_args())
    manifest: dict[str, Any] = json.loads(MANIFEST.read_text()) if MANIFEST.exists() else {}
    for name, wanted in _FILES.items():
        version = versions[name.replace("-", "_")] or manifest[name]["version"]
        manifest[name] = _renew(name, str(wanted["package"]), version, list(wanted["files"]))
    MANIFEST.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return 0


def _renew(name: str, package: str, version: str, files: list[str]) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        command = ["npm", "pack", f"{package}@{version}", "--ignore-scripts", "--json"]
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        (packed,) = json.loads(done.stdout)
        data = (Path(folder) / packed["filename"]).read_bytes()
        integrity = "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()
        if integrity != packed["integrity"]:
            raise SystemExit(f"{package}@{version}: the package is not what the registry says")
        hashes = {}
        with tarfile.open(Path(folder) / packed["filename"]) as archive:
            for file in files:
                member = archive.extractfile(f"package/{file}")
                if member is None:
                    raise SystemExit(f"{package}@{version}: has no {file}")
                content = member.read()
                target = FOLDER / name / Path(file).name
                target.write_bytes(content)
                hashes[target.name] = hashlib.sha256(content).hexdigest()
    return {"package": package, "version": version, "integrity": integrity, "sha256": hashes}


if __name__ == "__main__":
    raise SystemExit(main())
