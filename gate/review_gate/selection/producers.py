"""Producers: whose word counts, decided from numeric ids and from what the API says of a run.

Logins are for people: one bot is `x[bot]`, `x` and `app/x` on three surfaces, and a person may be
called `x`. Nothing here looks into a body beyond the digest in line 1.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from review_contract.header import SENTINEL, parse_header
from review_contract.problems import excerpt
from review_gate.evidence import Artifact, Comment, Evidence, Post, WorkflowRun
from review_gate.policy import AppProducer, Policy, WorkflowProducer
from review_gate.reasons import GateCode
from review_gate.selection.candidate import Fault, Proven, Voice

ARTIFACT_PREFIX: Final = "review-contract-"
_FROM_ANY_BRANCH: Final = frozenset({"workflow_dispatch"})
"""Trusted events whose workflow file comes from the branch that was chosen, not from the default branch."""


def voice_of_run(policy: Policy, evidence: Evidence, run: WorkflowRun | None) -> Voice | Fault:
    """Return the workflow that speaks through a run's artifacts and outputs; None is a run nobody knows."""
    if run is None:
        return Fault("reject", GateCode.NOT_A_PRODUCER, "the API describes no such run")
    path = run.path.split("@", 1)[0]
    for producer in policy.producers:
        if isinstance(producer, WorkflowProducer) and producer.path == path:
            return Voice(producer, tuple(_run_faults(producer, run, evidence)))
    return Fault("reject", GateCode.NOT_A_PRODUCER, f"the workflow {path} is no producer")


def voice_of_post(policy: Policy, post: Post, proven: Proven) -> Voice | Fault:
    """Return the producer that wrote a post: an App by its ids, or a workflow by a proven digest."""
    author = post.author
    if author is None or author.type != "Bot" or author.id is None:
        return Fault("reject", GateCode.NOT_A_PRODUCER, "the author is no bot account")
    mismatch: Fault | None = None
    for producer in policy.producers:
        if producer.user_id != author.id:
            continue
        if isinstance(producer, WorkflowProducer):
            voice = _proven_voice(post, producer, proven)
        else:
            voice = _app_voice(post, producer)
        if isinstance(voice, Voice):
            return voice
        mismatch = voice
    return mismatch or Fault("reject", GateCode.NOT_A_PRODUCER, f"the account {author.id} is no producer")


def proven_digests(policy: Policy, evidence: Evidence, runs: Mapping[int, WorkflowRun]) -> Proven:
    """Return, for each payload digest that names an artifact and each producer, the workflow that made it."""
    proven: dict[tuple[str, str], Voice] = {}
    for artifact in evidence.artifacts:
        digest = digest_in_name(artifact)
        voice = voice_of_run(policy, evidence, runs.get(artifact.run_id))
        if digest is None or isinstance(voice, Fault):
            continue
        key = (digest, voice.producer.name)
        known = proven.get(key)
        if known is None or _weakness(voice) < _weakness(known):
            proven[key] = voice
    return proven


def _weakness(voice: Voice) -> tuple[int, tuple[str, ...]]:
    """Rank voices by the worst that is said of them; ties are broken by what is said, never by order."""
    effects = ("doubt", "error", "reject")
    worst = max((1 + effects.index(fault.effect) for fault in voice.faults), default=0)
    return worst, tuple(fault.sentence for fault in voice.faults)


def digest_in_name(artifact: Artifact) -> str | None:
    """Return the digest that an artifact of the contract is named by."""
    name = artifact.name
    return f"sha256:{name.removeprefix(ARTIFACT_PREFIX)}" if name.startswith(ARTIFACT_PREFIX) else None


def _run_faults(producer: WorkflowProducer, run: WorkflowRun, evidence: Evidence) -> Iterator[Fault]:
    """Tell why a run of the right file may still be anybody's (GitHub: events that trigger workflows)."""
    code = GateCode.WORKFLOW_UNTRUSTED
    if run.repository_id != evidence.repository.id:
        yield Fault("reject", code, f"the run belongs to repository {run.repository_id}")
    if run.event not in producer.events:
        # A pull_request run takes its file from the pull request: what it says may block, never pass.
        yield Fault("doubt", code, f"a {run.event} run can be edited by the pull request that it judges")
        if run.head_sha != evidence.subject.head_sha:
            yield Fault("reject", GateCode.RUN_MISMATCH, f"the run was for {run.head_sha[:7]}")
        return
    branch = run.head_branch if run.event in _FROM_ANY_BRANCH else evidence.default_branch
    named = run.path.partition("@")[2].removeprefix("refs/heads/") or branch
    if {branch, named} != {evidence.default_branch}:
        sentence = f"the run took its workflow from {excerpt(named)}, not from the default branch"
        yield Fault("doubt", code, sentence)


def _app_voice(post: Post, producer: AppProducer) -> Voice | Fault:
    if not isinstance(post, Comment):
        return Voice(producer)
    if post.app is None:
        sentence = "the API names no App behind the comment"
        return Voice(producer, (Fault("doubt", GateCode.APP_UNVERIFIED, sentence),))
    if post.app.id != producer.app_id:
        sentence = f"it was written through App {post.app.id}, not {producer.app_id}"
        return Fault("reject", GateCode.APP_MISMATCH, sentence)
    return Voice(producer)


def _proven_voice(post: Post, producer: WorkflowProducer, proven: Proven) -> Voice | Fault:
    if isinstance(post, Comment) and post.app is not None and post.app.id != producer.app_id:
        return Fault("reject", GateCode.APP_MISMATCH, f"it was written through App {post.app.id}")
    header = parse_header(post.body.split("\n", 1)[0]) if post.body.startswith(SENTINEL) else None
    voice = proven.get((header.digest, producer.name)) if header else None
    return unproven(producer) if voice is None or voice.producer != producer else voice


def unproven(producer: WorkflowProducer) -> Fault:
    """Return the fault of a post that any workflow may have made: only a run's artifact proves a payload."""
    sentence = (
        f"no run of {producer.path} has an artifact with this block's digest, "
        "and every workflow of the repository shares this account"
    )
    return Fault("reject", GateCode.DIGEST_UNPROVEN, sentence)
