"""Runs: artifacts and step outputs as carriers, proven by the run that the API says they came from."""

from typing import Final

from review_contract import Block, ContractError, parse, sha256
from review_contract.block import header_of
from review_gate.evidence import Artifact, StepOutput
from review_gate.reasons import GateCode
from review_gate.selection.candidate import Candidate, Fault, Scope, Voice, before_this_head, with_faults
from review_gate.selection.judgement import judged
from review_gate.selection.producers import digest_in_name, voice_of_run


def from_artifact(scope: Scope, artifact: Artifact, carried: frozenset[str]) -> Candidate | None:
    """Return what an artifact of the contract holds; None for artifacts of other kinds.

    `carried` holds the digests that posts of producers carry or point to.
    """
    digest = digest_in_name(artifact)
    if digest is None:
        return None
    run = scope.runs.get(artifact.run_id)
    shell = Candidate("artifact", f"run {artifact.run_id}", run.url if run else None, digest)
    voice = _heard(voice_of_run(scope.policy, scope.evidence, run))
    if not isinstance(voice, Voice):
        return with_faults(shell, *voice)
    text = payload_text(artifact.content)
    if text is None:
        harmless = digest in carried or before_this_head(scope.evidence, run.created_at if run else None)
        return None if harmless else with_faults(shell, _EXPIRED)
    if sha256(text.encode("utf-8", "surrogatepass")) != digest:
        return with_faults(shell, _MISMATCH)
    return _from_text(scope, shell, voice, text, artifact.run_id)


_EXPIRED: Final = Fault("error", GateCode.EVIDENCE_EXPIRED, "the artifact expired; re-run the stage")
_MISMATCH: Final = Fault(
    "error", GateCode.ARTIFACT_MISMATCH, "the artifact's content has another digest than its name"
)


_OTHER_OUTPUT: Final = Fault(
    "error", GateCode.ARTIFACT_MISMATCH, "the step output has another digest than the one beside it"
)


def from_step_output(scope: Scope, output: StepOutput) -> Candidate:
    """Return what a step output holds."""
    run = scope.runs.get(output.run_id)
    shell = Candidate("step_output", f"run {output.run_id}", run.url if run else None, output.digest)
    voice = _heard(voice_of_run(scope.policy, scope.evidence, run))
    if not isinstance(voice, Voice):
        return with_faults(shell, *voice)
    text = output.value.removesuffix("\n")
    if sha256(text.encode("utf-8", "surrogatepass")) != output.digest:
        return with_faults(shell, _OTHER_OUTPUT)
    return _from_text(scope, shell, voice, text, output.run_id)


def _heard(voice: Voice | Fault) -> Voice | tuple[Fault, ...]:
    """Return the voice, or why it is not heard at all: what such a run wrote is dropped unread."""
    if isinstance(voice, Fault):
        return (voice,)
    return voice.faults if any(fault.effect == "reject" for fault in voice.faults) else voice


def _from_text(scope: Scope, shell: Candidate, voice: Voice, text: str, run_id: int) -> Candidate:
    """Judge a payload that a run handed over without a block around it."""
    try:
        document = parse(text)
    except ContractError as error:
        sentence = f"a producer's document can't be read: {error}"
        return with_faults(shell, *voice.faults, Fault("error", GateCode.UNREADABLE_BLOCK, sentence))
    faults = [*voice.faults]
    if document.run is None or document.run.id != run_id:
        faults.append(
            Fault("doubt", GateCode.RUN_MISMATCH, f"the document does not name run {run_id} as its own")
        )
    if document.subject.number != scope.evidence.subject.number:
        # A repository's runs serve all its pull requests: another number is not odd here.
        return with_faults(shell, Fault("reject", GateCode.OTHER_NUMBER, "it is about another number"))
    return judged(scope, shell, voice.producer, Block(header_of(document, text.encode()), document), faults)


def payload_text(content: str | None) -> str | None:
    """Return an artifact's payload; a file may end with a line feed that the payload has not."""
    return None if content is None else content.removesuffix("\n")
