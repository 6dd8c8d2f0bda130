"""Links of ours: to lines, commits, pull requests and runs, built from stamps and checked text alone."""

from dataclasses import dataclass
from urllib.parse import quote

from review_contract.v1.envelope import Envelope
from review_contract.v1.finding import Location
from review_emitters.rendering.prose import code


@dataclass(frozen=True, slots=True)
class Places:
    """Where a document's links lead."""

    repository_url: str
    head_sha: str | None
    base_sha: str | None
    """Where side LEFT of the diff stands: the merge base."""

    def location(self, location: Location) -> str:
        """Return a location as `path:line`, linked to the commit where one is known."""
        lines = _lines(location)
        label = code(f"{location.path}:{lines}" if lines else location.path) or "`(a file)`"
        commit = self.base_sha if location.side == "LEFT" else self.head_sha
        if commit is None:
            return label
        anchor = "#" + "-".join(f"L{line}" for line in lines.split("-")) if lines else ""
        return f"[{label}]({self.repository_url}/blob/{commit}/{quote(location.path)}{anchor})"

    def commit(self, sha: str) -> str:
        """Return a commit's short name, linked."""
        return f"[`{sha[:7]}`]({self.repository_url}/commit/{sha})"


def places_of(document: Envelope, server_url: str) -> Places:
    """Return where a document's links lead."""
    subject = document.subject
    return Places(f"{server_url}/{subject.repository.full_name}", subject.head_sha, subject.merge_base_sha)


def _lines(location: Location) -> str:
    first, last = location.start_line, location.end_line
    if first is None:
        return ""
    return str(first) if last in {None, first} else f"{first}-{last}"
