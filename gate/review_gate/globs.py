"""Globs of paths and branches: `*` stays within a segment, `**` crosses them, dots are letters."""

from collections.abc import Sequence


def matches(path: str, patterns: Sequence[str]) -> bool:
    """Tell whether one of the patterns matches the whole path, by case, with forward slashes."""
    if not patterns:
        return False
    from wcmatch import glob

    flags = glob.GLOBSTAR | glob.DOTGLOB | glob.CASE | glob.FORCEUNIX
    return bool(glob.globmatch(path, list(patterns), flags=flags))
