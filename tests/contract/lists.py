"""Lists under the fuzz: cursors, which cannot be drawn, and what filters and pages promise.

A list is an array, or an object with `items` and maybe `next_cursor`. Its parameter `cursor` takes
that, and `limit` is the size of a page. A filter has the name of a member of the items.
"""

import json
import random

import schemathesis
from probes import TIMEOUT, again, is_accepted, is_due, is_valid, json_of, place_of_the_fault

SHARE = 0.75
"""Of valid requests, how many get what can meet something; the others stay as they were drawn."""
NAMES_ONE_VALUE = {"date", "date-time", "email", "uuid"}
"""Formats of filters that find what is equal; another text may be a search."""

pages_before: dict[str, list] = {}
"""The items of a page, by the cursor of the next."""


@schemathesis.hook
def before_call(ctx, case, kwargs) -> None:
    """Let valid requests meet something: one filter at a time, cursors that were issued.

    A request with a fault elsewhere has no cursor: it would be refused for that.
    """
    if case.meta is not None and place_of_the_fault(case) is not None:
        if case.meta.phase.data.parameter != "cursor" and isinstance(case.query, dict):
            case.query.pop("cursor", None)
        return
    if not is_valid(case) or not isinstance(case.query, dict):
        return
    drawn = random.Random(f"{case.operation.label} {case.query} {case.path_parameters}")
    if drawn.random() < SHARE and (filters := optional_filters(case)):
        case.query = without(case.query, filters, keep=drawn.choice(filters))
    if "cursor" in case.query and drawn.random() < SHARE:
        turn_the_page(case)


def turn_the_page(case) -> None:
    """Give the cursor of the page before, of one item if the list is cut so.

    Where the filters leave no second page they go, and where there is none at all, the cursor.
    """
    del case.query["cursor"]
    cut = {"limit": 1} if "limit" in parameters(case) else {}
    for query in (case.query, without(case.query, optional_filters(case))):
        found = first_page(case, query | cut)
        if isinstance(cursor := found.get("next_cursor"), str):
            case.query = query | {"cursor": cursor}
            pages_before[cursor] = found.get("items", [])
            return


def optional_filters(case) -> list[str]:
    """Return the names of the filters that the request has and could do without."""
    return [
        each.name
        for each in case.operation.query
        if each.name in case.query and not each.is_required and selects(each.optimized_schema)
    ]


def without(query, names, *, keep=None) -> dict:
    return {name: value for name, value in query.items() if name == keep or name not in names}


def first_page(case, query) -> dict:
    page = case.operation.Case(
        path_parameters=case.path_parameters, query=query, headers=case.headers
    )
    answer = page.call(timeout=TIMEOUT)
    found = json_of(answer) if answer.status_code == 200 else None
    return found if isinstance(found, dict) else {}


@schemathesis.check
def a_filter_finds_only_what_it_names(ctx, response, case) -> None:
    """An item has the value that was asked for, of a member that has the filter's name.

    An empty list leaves no trace in a query, so it asks for nothing.
    """
    if not is_valid(case) or response.status_code != 200:
        return
    asked = {
        name: comparable(value if isinstance(value, list) else [value])
        for name, value in (case.query or {}).items()
        if value != [] and name in parameters(case) and selects(parameters(case)[name])
    }
    for item in items_of(response):
        for name in asked.keys() & set(item if isinstance(item, dict) else ()):
            assert comparable([item[name]]) <= asked[name], (
                f"{name}={case.query[name]} found an item whose {name} is {item[name]!r}: "
                "the filter is ignored"
            )


@schemathesis.check
def each_value_of_a_filter_finds_only_that(ctx, response, case) -> None:
    """Whatever was asked for: each value that a filter may have is tried by itself."""
    if not is_accepted(case, response) or case.method != "GET" or not is_due("values", case):
        return
    for name, schema in parameters(case).items():
        for value in schema.get("enum", ()) if selects(schema) else ():
            found = again(case, query={name: value})
            items = items_of(found) if found.status_code == 200 else []
            others = {item[name] for item in items if name in item} - {value}
            assert not others, f"{name}={value} found {others}: the filter is ignored"


@schemathesis.check
def pages_follow_each_other(ctx, response, case) -> None:
    """A cursor leads to more items, none of them a second time; the last page has none."""
    if not is_valid(case) or response.status_code != 200 or "limit" not in parameters(case):
        return
    items = items_of(response)
    limit = (case.query or {}).get("limit", parameters(case)["limit"].get("default"))
    if limit is not None:
        assert len(items) <= int(limit), f"A page of {len(items)} items, and limit={limit}"
        found = json_of(response)
        next_cursor = isinstance(found, dict) and found.get("next_cursor")
        assert len(items) == int(limit) or not next_cursor, (
            f"{len(items)} items of {limit} are the last page, so its next_cursor is stale"
        )
    before = pages_before.get(str((case.query or {}).get("cursor")))
    if before is not None:
        assert items, "The next_cursor of the page before is stale: it leads to an empty page"
        repeated = {identity(each) for each in before} & {identity(each) for each in items}
        assert not repeated, f"The next page repeats an item of the page before: {repeated}"


@schemathesis.check
def items_are_in_the_order_that_was_asked_for(ctx, response, case) -> None:
    """`sort` names a member; a minus before it turns the order around."""
    if not is_valid(case) or response.status_code != 200 or "sort" not in parameters(case):
        return
    schema = parameters(case)["sort"]
    assert_ordered(response, (case.query or {}).get("sort", schema.get("default")))
    for order in schema.get("enum", ()) if is_due("orders", case) else ():
        found = again(case, query={"sort": order})
        assert found.status_code == 200, f"sort={order} is {found.status_code}"
        assert_ordered(found, order)


def assert_ordered(response, order) -> None:
    if not isinstance(order, str):
        return
    name = order.removeprefix("-")
    values = [item[name] for item in items_of(response) if isinstance(item, dict) and name in item]
    values = [each.casefold() if isinstance(each, str) else each for each in values]
    assert values == sorted(values, reverse=order.startswith("-")), f"Not in the order of {order}"


def parameters(case) -> dict:
    """Return the schemas of the parameters of the query, by name."""
    return {each.name: each.optimized_schema for each in case.operation.query}


def selects(schema) -> bool:
    """Return whether a filter with this schema finds what is equal to its value."""
    schema = schema.get("items", schema)
    return (
        "enum" in schema
        or schema.get("type") == "boolean"
        or schema.get("format") in NAMES_ONE_VALUE
    )


def items_of(response) -> list:
    found = json_of(response)
    items = found.get("items") if isinstance(found, dict) else found
    return items if isinstance(items, list) else []


def comparable(values) -> set:
    """Return the values as a query writes them; without case, which addresses do not have."""
    return {(each if isinstance(each, str) else json.dumps(each)).casefold() for each in values}


def identity(item) -> str:
    return str(item["id"]) if isinstance(item, dict) and "id" in item else json.dumps(item)
