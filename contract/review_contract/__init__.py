"""The contract: documents that stages of review bots exchange, and the block that carries them.

Everything here is a pure function of its arguments: no network, no files, no environment, no clock.
"""

from review_contract.block import INLINE_LIMIT, Block, Diagnosis, artifact_name, embed, payload, read
from review_contract.codes import Code
from review_contract.digest import sha256
from review_contract.header import Header
from review_contract.parsing import parse
from review_contract.problems import ContractError, Problem
from review_contract.v1.envelope import Pointer
from review_contract.v1.kinds import Document

__all__ = [
    "INLINE_LIMIT",
    "Block",
    "Code",
    "ContractError",
    "Diagnosis",
    "Document",
    "Header",
    "Pointer",
    "Problem",
    "artifact_name",
    "embed",
    "parse",
    "payload",
    "read",
    "sha256",
]
