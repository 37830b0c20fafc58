"""Which articles tell the same story: copies by their content, reports of one event by what is rare.

Pure and incremental: storage keeps one ``StoryMember`` an article and hands the recent ones back;
nothing here looks back further than what it is given.
"""

from monitor.stories.joining import join
from monitor.stories.names import skeleton
from monitor.stories.rows import cluster

__all__ = ["cluster", "join", "skeleton"]
