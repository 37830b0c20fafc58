"""Watchlists: reading them, matching articles against them, and measuring how well that goes."""

from monitor.watch.evaluation import Evaluation, Mistake, Score, evaluate
from monitor.watch.examine import Explanation, Problem, check, explain
from monitor.watch.load import Watchlist, Watchlists, load_watchlists
from monitor.watch.matcher import Matcher
from monitor.watch.new import new_watchlist

__all__ = [
    "Evaluation",
    "Explanation",
    "Matcher",
    "Mistake",
    "Problem",
    "Score",
    "Watchlist",
    "Watchlists",
    "check",
    "evaluate",
    "explain",
    "load_watchlists",
    "new_watchlist",
]
