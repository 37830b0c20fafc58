"""Conditions that can never hold, found by reading them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from monitor.watch.conditions import All, Any, Elsewhere, Has, Near, Node, Not, Use, Wide


def never(node: Node, taken_out: Mapping[str, Node], parents: Mapping[str, frozenset[str]]) -> str:
    """Why a rule can never fire; empty where it may.

    ``taken_out`` are the exclusions that are asked of every sentence, by id; ``parents`` the wider
    concepts of each.
    """
    if why := _never(node, parents):
        return why
    given = _closure(_needs(node), parents)
    for name, exclusion in taken_out.items():
        if _implied(exclusion, given):
            return f"'{name}' takes out every sentence in which it would hold"
    return ""


def _never(node: Node, parents: Mapping[str, frozenset[str]]) -> str:
    """Why a condition can never hold; empty where it may."""
    if isinstance(node, Elsewhere) and node.region == "title" and node.count > 1:
        return "the title is one sentence, not several"
    if isinstance(node, Any):
        dead = [why for part in node.parts if (why := _never(part, parents))]
        return dead[0] if len(node.parts) - len(dead) < node.count else ""
    if isinstance(node, All):
        given = _closure(_needs(node), parents)
        for part in node.parts:
            if isinstance(part, Not) and _implied(part.part, given):
                return f"it asks for what 'not {part.part}' forbids"
        return next((why for part in node.parts if (why := _never(part, parents))), "")
    return _never(node.part, parents) if isinstance(node, Use | Wide | Elsewhere) else ""


def _needs(node: Node) -> frozenset[str]:
    """Concepts that must stand in the very scope in which ``node`` holds."""
    if isinstance(node, Has):
        return frozenset({node.concept})
    if isinstance(node, Near):
        return frozenset(part.concept for part in node.concepts)
    if isinstance(node, Use):
        return _needs(node.part)
    if isinstance(node, All):
        return frozenset().union(*map(_needs, node.parts))
    if isinstance(node, Any):
        needs = [_needs(part) for part in node.parts]
        every = node.count == len(needs)
        return frozenset.union(*needs) if every else frozenset.intersection(*needs)
    return frozenset()


def _closure(concepts: Iterable[str], parents: Mapping[str, frozenset[str]]) -> frozenset[str]:
    listed = frozenset(concepts)
    return listed.union(*(parents.get(one, frozenset()) for one in listed))


def _implied(node: Node, given: frozenset[str]) -> bool:
    """Whether ``node`` holds wherever all ``given`` concepts are."""
    if isinstance(node, Has):
        return node.concept in given
    if isinstance(node, Use | Wide):
        return _implied(node.part, given)
    if isinstance(node, All):
        return all(_implied(part, given) for part in node.parts)
    if isinstance(node, Any):
        return sum(_implied(part, given) for part in node.parts) >= node.count
    return False
