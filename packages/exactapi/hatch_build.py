"""Put the reference service into the distribution, from the folders of the repository.

The sdist gets it as exactapi/new/service, and a wheel that is built from the sdist has it from
there. An editable installation reads the repository itself.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SERVICE = Path("src/exactapi/new/service")


class ReferenceService(BuildHookInterface):
    """Add each file of the service to the wheel or the sdist."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        repository = root.parents[1]
        is_elsewhere = not (repository / ".git").exists()  # in a sdist, or in an image
        if version == "editable" or is_elsewhere or (root / SERVICE).is_dir():
            return
        sys.path.insert(0, str(root / "src"))
        from exactapi.new.reference import carried  # noqa: PLC0415  importable from here on

        folder = SERVICE if self.target_name == "sdist" else SERVICE.relative_to("src")
        for name in carried(repository):
            build_data["force_include"][str(repository / name)] = str(folder / name)
