"""A pull request or issue on GitHub, live: read as evidence, and the decision written where it counts.

`reading` asks and puts together, `publishing` writes; `session` is the only shell, all else is handed to it.
"""

from review_gate.live.about import About, Source
from review_gate.live.publishing import Publication, publish, publish_on
from review_gate.live.reading import Live, Wanted, read_live
from review_gate.live.report import Report, annotations_of
from review_gate.live.session import Session

__all__ = [
    "About",
    "Live",
    "Publication",
    "Report",
    "Session",
    "Source",
    "Wanted",
    "annotations_of",
    "publish",
    "publish_on",
    "read_live",
]
