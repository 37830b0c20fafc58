"""Watchlists: reading them, matching articles against them, and measuring how well that goes."""

from monitor.watch.baseline import Boolean, Flat
from monitor.watch.brief import Answer, ClaimView, Finding, Tally, checklist
from monitor.watch.evaluation import Evaluation, Mistake, Score, evaluate
from monitor.watch.examine import Explanation, Problem, Words, check, concepts_with, explain
from monitor.watch.jsonschema import KINDS, json_schema, write_schemas
from monitor.watch.last_good import keep, load_or_last_good
from monitor.watch.lint import lint, lint_past
from monitor.watch.load import load_watchlists
from monitor.watch.matcher import Matcher
from monitor.watch.new import new_watchlist
from monitor.watch.official import Dropped, Imported, import_list
from monitor.watch.watchlist import Watchlist, Watchlists

__all__ = [
    "KINDS",
    "Answer",
    "Boolean",
    "ClaimView",
    "Dropped",
    "Evaluation",
    "Explanation",
    "Finding",
    "Flat",
    "Imported",
    "Matcher",
    "Mistake",
    "Problem",
    "Score",
    "Tally",
    "Watchlist",
    "Watchlists",
    "Words",
    "check",
    "checklist",
    "concepts_with",
    "evaluate",
    "explain",
    "import_list",
    "json_schema",
    "keep",
    "lint",
    "lint_past",
    "load_or_last_good",
    "load_watchlists",
    "new_watchlist",
    "write_schemas",
]
