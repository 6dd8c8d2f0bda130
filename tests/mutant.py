"""A mutant: one guard, and the code without it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Mutant:
    """A guard, and the code without it."""

    name: str
    guard: str
    """What the guard promises."""
    file: str
    source: str
    """The guard's code, found exactly once in the file."""
    replacement: str
    test: str
    """The test that must go red, below tests/."""

    def apply(self, root: Path) -> None:
        """Write the mutant over the original."""
        path = root / self.file
        text = path.read_text(encoding="utf-8")
        found = text.count(self.source)
        if found != 1:
            raise LookupError(f"{self.name}: its source stands {found} times in {self.file}, not once")
        path.write_text(text.replace(self.source, self.replacement), encoding="utf-8")
