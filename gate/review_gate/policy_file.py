"""The policy file: TOML to policy, with every mistake named by key, value and what is allowed."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final, cast

from review_contract import ContractError, Problem
from review_contract.parsing import validate
from review_contract.problems import excerpt
from review_contract.v1.kinds import RECORD_KINDS
from review_gate.policy import ACTIONS_USER_ID, Policy, PolicyFault, Stage
from review_gate.reasons import GateCode

MAX_POLICY: Final = 262_144
"""Largest policy file, in characters."""


def parse_policy(text: str) -> Policy | PolicyFault:
    """Return the policy that a TOML text holds, or everything that is wrong with it."""
    try:
        table = _table(text)
        policy = validate(Policy, table)
    except ContractError as error:
        return PolicyFault(error.problems)
    if problems := tuple(_contradictions(policy)):
        return PolicyFault(problems)
    return policy


def _table(text: str) -> object:
    if len(text) > MAX_POLICY:
        raise _fault(GateCode.POLICY_INVALID, "", f"the file is longer than {MAX_POLICY:,} characters")
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _fault(GateCode.POLICY_INVALID, "", f"not TOML: {excerpt(str(error))}") from None
    for index, producer in enumerate(_tables(table.get("producers"))):
        if producer.get("type") == "key":
            message = "producers of type key are reserved for a later version; use app or workflow"
            raise _fault(GateCode.POLICY_KEY_RESERVED, f"/producers/{index}/type", message)
    return _with_timestamps(table)


def _tables(value: object) -> list[Mapping[str, object]]:
    items = cast("list[object]", value) if isinstance(value, list) else []
    return [cast("Mapping[str, object]", item) for item in items if isinstance(item, dict)]


def _with_timestamps(value: object) -> object:
    """Write TOML's own date-times as the contract writes timestamps; one without an offset stays wrong."""
    if isinstance(value, dict):
        table = cast("Mapping[str, object]", value)
        return {name: _with_timestamps(item) for name, item in table.items()}
    if isinstance(value, list):
        return [_with_timestamps(item) for item in cast("list[object]", value)]
    return _timestamp(value) if isinstance(value, datetime) else value


def _timestamp(value: datetime) -> str:
    try:
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value.tzinfo else value.isoformat()
    except OverflowError:
        return value.isoformat()


def _fault(code: GateCode, path: str, message: str) -> ContractError:
    return ContractError(Problem(code, path, message))


def _contradictions(policy: Policy) -> Iterator[Problem]:
    """Tell what each section allows and all of them together do not."""
    yield from _repeated("producers", [producer.name for producer in policy.producers])
    yield from _shared_identities(policy)
    sections = [("", policy.stages)]
    sections += [(f"/branches/{i}", branch.stages or ()) for i, branch in enumerate(policy.branches)]
    heard = {name for producer in policy.producers for name in producer.stages}
    for path, stages in sections:
        yield from _repeated(f"{path}/stages", [stage.name for stage in stages])
        for index, stage in enumerate(stages):
            yield from _stage_problems(f"{path}/stages/{index}", stage, heard)
    known = {stage.name for _, stages in sections for stage in stages}
    for index, producer in enumerate(policy.producers):
        for name in producer.stages:
            if name not in known:
                message = f"no stage is called {name!r}; the stages are: {', '.join(sorted(known)) or 'none'}"
                yield Problem(GateCode.POLICY_UNKNOWN_STAGE, f"/producers/{index}/stages", message)


def _stage_problems(path: str, stage: Stage, heard: set[str]) -> Iterator[Problem]:
    kinds = stage.speaks()
    if not kinds or kinds & RECORD_KINDS:
        records = ", ".join(sorted(RECORD_KINDS))
        message = f"say which kinds the stage {stage.name!r} speaks, other than {records}"
        yield Problem(GateCode.POLICY_KINDS, f"{path}/kinds", message)
    if stage.name not in heard:
        message = f"no producer may speak for {stage.name!r}; name it in a producer's `stages`"
        yield Problem(GateCode.POLICY_SILENT_STAGE, path, message)


def _repeated(path: str, names: list[str]) -> Iterator[Problem]:
    for index, name in enumerate(names):
        if name in names[:index]:
            message = f"{name!r} stands twice; one of the two would be lost"
            yield Problem(GateCode.POLICY_DUPLICATE, f"/{path.strip('/')}/{index}/name", message)


def _shared_identities(policy: Policy) -> Iterator[Problem]:
    """Tell of two producers with one identity, of which one would not be heard, and of everybody's."""
    identities = [str(one.user_id) if one.type == "app" else one.path for one in policy.producers]
    for index, (producer, identity) in enumerate(zip(policy.producers, identities, strict=True)):
        key = "user_id" if producer.type == "app" else "path"
        if identity in identities[:index]:
            message = f"{identity} is a producer already; name all its stages there"
            yield Problem(GateCode.POLICY_DUPLICATE, f"/producers/{index}/{key}", message)
        if producer.type == "app" and producer.user_id == ACTIONS_USER_ID:
            message = (
                "every workflow of the repository speaks as this account; use a producer of type workflow"
            )
            yield Problem(GateCode.POLICY_SHARED_ACCOUNT, f"/producers/{index}/user_id", message)
