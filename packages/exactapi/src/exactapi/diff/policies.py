"""Compares what our extensions and `security` say of an operation: who may call it, how often."""

from collections.abc import Mapping, Sequence
from typing import Any

from exactapi.diff.changes import Changes
from exactapi.generate.ir import DeclaredOwner
from exactapi.operations.policies import Cache, Limit

Requirement = Mapping[str, tuple[str, ...]]


def compare_security(
    base: Sequence[Requirement], new: Sequence[Requirement], changes: Changes
) -> None:
    """What was enough must still be enough; with no requirement at all everything is."""
    before, after = list(base) or [{}], list(new) or [{}]
    refused = [each for each in before if not any(_asks_at_most(one, each) for one in after)]
    allowed = [each for each in after if not any(_asks_at_most(one, each) for one in before)]
    for each in refused:
        changes.add("security-tightened", "security", f"{_told(each)} is not enough any more")
    for each in allowed:
        changes.add("security-loosened", "security", f"{_told(each)} is enough")


def _asks_at_most(one: Requirement, other: Requirement) -> bool:
    return all(name in other and {*one[name]} <= {*other[name]} for name in one)


def _told(requirement: Requirement) -> str:
    parts = [
        f"{name} with {', '.join(scopes)}" if scopes else name
        for name, scopes in requirement.items()
    ]
    return " and ".join(parts) or "no credentials"


def compare_limits(base: Sequence[Limit], new: Sequence[Limit], changes: Changes) -> None:
    """A limit is told by its name, under which operations share their counters."""
    before = {each.name: each for each in base}
    after = {each.name: each for each in new}
    for name, limit in before.items():
        if name not in after:
            changes.add("limit-removed", f"limit {name}", _rate(limit))
    for name, limit in after.items():
        if name not in before:
            changes.add("limit-added", f"limit {name}", _rate(limit))
        else:
            _compare_limit(before[name], limit, changes)


def _compare_limit(base: Limit, new: Limit, changes: Changes) -> None:
    place = f"limit {new.name}"
    if base.by != new.by:
        changes.add("limit-changed", place, f"counts by {new.by}, not by {base.by}")
    if (base.limit, base.window) == (new.limit, new.window):
        return
    text = f"{_rate(base)} -> {_rate(new)}"
    # A shorter burst breaks a client as a lower rate does.
    lowered = new.limit < base.limit or new.limit * base.window < base.limit * new.window
    changes.add("limit-lowered" if lowered else "limit-raised", place, text)


def _rate(limit: Limit) -> str:
    return f"{limit.limit} in {limit.window} s"


def compare_owner(
    base: DeclaredOwner | None, new: DeclaredOwner | None, place: str, changes: Changes
) -> None:
    if base == new:
        return
    if base is None and new is not None:
        changes.add("owner-added", place, f"the owner is `{new.parameter}`")
    elif base is not None and new is None:
        changes.add("owner-removed", place, f"the owner was `{base.parameter}`")
    elif base is not None and new is not None:
        changes.add("owner-changed", place, f"{_owner(base)} -> {_owner(new)}")


def compare_cache(base: Cache | None, new: Cache | None, place: str, changes: Changes) -> None:
    if base != new:
        changes.add("cache-changed", place, f"{_cache(base)} -> {_cache(new)}")


def compare_sockets(
    base: Mapping[str, Any], new: Mapping[str, Any], place: str, changes: Changes
) -> None:
    """`x-websocket` without its schemas: subprotocols, and how many messages a client may send."""
    before, after = base.get("subprotocols", []), new.get("subprotocols", [])
    for name in before:
        if name not in after:
            changes.add("subprotocol-removed", place, f"`{name}`")
    for name in after:
        if name not in before:
            changes.add("subprotocol-added", place, f"`{name}`")
    compare_limits(_messages(base), _messages(new), changes)


def _messages(stated: Mapping[str, Any]) -> list[Limit]:
    rate = stated.get("rate-limit")
    return [Limit(name="of messages", **rate)] if rate else []


def _cache(cache: Cache | None) -> str:
    if cache is None:
        return "no cache"
    parts = [f"{cache.ttl} s"]
    if cache.vary:
        parts.append(f"vary {', '.join(cache.vary)}")
    if cache.tags:
        parts.append(f"tags {', '.join(cache.tags)}")
    return "; ".join(parts)


def _owner(owner: DeclaredOwner) -> str:
    unless = f" unless {owner.unless}" if owner.unless else ""
    return f"`{owner.parameter}`{unless}, others {owner.denied}"
