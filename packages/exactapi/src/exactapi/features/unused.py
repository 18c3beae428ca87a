"""Which features the document no longer has."""

from collections.abc import Mapping

from exactapi.features.manifest import Feature
from exactapi.generate.scaffold.handlers import compare
from exactapi.generate.scaffold.protocols import protocols
from exactapi.project.settings import Project

_WRITTEN = {"implemented", "changed"}


def unused(project: Project, known: Mapping[str, Feature]) -> dict[str, Feature]:
    """Return the features none of whose handlers serves an operation, by name.

    A document of one's own may have a tag of the same name: its operations are stubs then, and the
    handlers that are there serve nothing. A folder of handlers that no feature lists is a feature
    by itself, once no tag has it.

    Raises:
        UnreadableHandlersError: a file of handlers is no Python, or cannot be read.
    """
    used, served = set(), set()
    for protocol in protocols(project.root / project.output, project.output_package):
        served.add(protocol.module)
        if any(handler.state in _WRITTEN for handler in compare(protocol, project)):
            used.add(protocol.module)
    found = {
        name: feature
        for name, feature in known.items()
        if feature.tags and not used.intersection(feature.tags)
    }
    listed = {tag for feature in known.values() for tag in feature.tags}
    for folder in sorted((project.root / project.handlers).glob("*/handlers.py")):
        name = folder.parent.name
        if name not in listed | served:
            found[name] = Feature(name, (name,), ((project.handlers / name).as_posix(),))
    return found
