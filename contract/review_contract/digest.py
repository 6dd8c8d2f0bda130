"""SHA-256 as the contract writes it."""

import hashlib


def sha256(data: bytes) -> str:
    """Return the digest of `data` as `sha256:` and 64 lower-case hexadecimal digits."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
