"""The values that flow through the monitor, one frozen type a stage.

    Source → FeedEntry → Article → Match → Analysis → Story → Digest → Delivery
                                                       (Failure from any stage)

``sources`` and ``harvests`` are what collecting is about, ``articles`` what was read and matched,
``stories`` what was read out of what hit, ``digests`` what a reader gets.

An article that its outlet changed is a new version of it: a ``Revision`` holds the ``Edit`` values.
A match that was recorded is a hit, a row of the warehouse; what a digest has yet to tell of the hits
comes back as findings. A story is all members that share its id.

Nothing here knows SQL, HTTP or Prefect, and nothing here imports the rest of the project. Times are
aware datetimes in UTC. Offsets are counted in code points of the field they speak of.
"""

from monitor.model.articles import (
    Article,
    Claim,
    Edit,
    Evidence,
    Extraction,
    Match,
    Revision,
    TextField,
    TextOrigin,
    Touch,
)
from monitor.model.digests import (
    Correction,
    Delivery,
    DeliveryState,
    Digest,
    DigestArticle,
    DigestEdit,
    DigestFigure,
    DigestStory,
    DigestTheme,
    FigureRange,
    Following,
    Format,
    News,
    QuietStory,
    Silence,
    StoryState,
    Trend,
)
from monitor.model.harvests import (
    Covered,
    Fate,
    Harvest,
    Look,
    Seen,
)
from monitor.model.sources import (
    Failure,
    FeedEntry,
    Fetch,
    Outcome,
    Reading,
    Reason,
    Response,
    Source,
    SourceHealth,
    SourceState,
    Stance,
    Validators,
)
from monitor.model.stories import (
    Analysis,
    Attribution,
    Bound,
    Figure,
    Finding,
    Joined,
    JoinedBy,
    Mention,
    MentionKind,
    Move,
    StoryLink,
    StoryMember,
    Subject,
)

__all__ = [
    "Analysis",
    "Article",
    "Attribution",
    "Bound",
    "Claim",
    "Correction",
    "Covered",
    "Delivery",
    "DeliveryState",
    "Digest",
    "DigestArticle",
    "DigestEdit",
    "DigestFigure",
    "DigestStory",
    "DigestTheme",
    "Edit",
    "Evidence",
    "Extraction",
    "Failure",
    "Fate",
    "FeedEntry",
    "Fetch",
    "Figure",
    "FigureRange",
    "Finding",
    "Following",
    "Format",
    "Harvest",
    "Joined",
    "JoinedBy",
    "Look",
    "Match",
    "Mention",
    "MentionKind",
    "Move",
    "News",
    "Outcome",
    "QuietStory",
    "Reading",
    "Reason",
    "Response",
    "Revision",
    "Seen",
    "Silence",
    "Source",
    "SourceHealth",
    "SourceState",
    "Stance",
    "StoryLink",
    "StoryMember",
    "StoryState",
    "Subject",
    "TextField",
    "TextOrigin",
    "Touch",
    "Trend",
    "Validators",
]
