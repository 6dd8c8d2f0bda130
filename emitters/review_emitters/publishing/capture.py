"""Capturing: everything about a subject that a document is stamped with, read once."""

from collections.abc import Iterable
from urllib.parse import quote

from review_contract.v1.envelope import Kind, Repository, Subject
from review_contract.v1.finding import Finding
from review_emitters.context import PullRequestFacts
from review_emitters.publishing.answers import Comparison, Issue, PullRequest, Reference, RepositoryAnswer
from review_emitters.publishing.conversation import AnyDocument, own_carriers
from review_emitters.publishing.errors import GitHubError, PublishCode
from review_emitters.publishing.place import Place, chain_key, findings_of, next_place
from review_emitters.publishing.session import Session, read


def capture_pull_request(
    session: Session, repository: str, number: int, *, head_sha: str | None = None
) -> tuple[Subject, PullRequestFacts]:
    """Return a pull request at its head, or at the earlier head `head_sha` that a run was about.

    Raises:
        PublishError: not all of it could be read.
    """
    pull = read(session, f"/repos/{repository}/pulls/{number}", PullRequest)
    head = head_sha or pull.head.sha
    subject = Subject(
        repository=_repository(pull.base.repo),
        type="pull_request",
        number=number,
        head_sha=head,
        base_ref=pull.base.ref,
        merge_base_sha=_merge_base(session, repository, pull.base.ref, head),
    )
    return subject, _facts(pull)


def capture_issue_subject(session: Session, repository: str, number: int) -> tuple[Subject, PullRequestFacts]:
    """Return an issue, with its author and description.

    Raises:
        PublishError: not all of it could be read.
    """
    about = _repository(read(session, f"/repos/{repository}", RepositoryAnswer))
    issue = read(session, f"/repos/{repository}/issues/{number}", Issue)
    facts = PullRequestFacts(author_id=issue.user.id if issue.user else None, description=issue.body or "")
    return Subject(repository=about, type="issue", number=number), facts


def capture_place(
    session: Session, subject: Subject, stage: str, kind: Kind
) -> tuple[Place, tuple[Finding, ...]]:
    """Return where the stage's next document about a subject stands, and what the stage found before.

    It is asked anew before the final document: since the `started` one, others may have spoken. Of the
    findings on this head and on earlier ones each is there once, as it was said last.

    Raises:
        PublishError: the conversation could not be read whole.
    """
    said = [one.document for one in own_carriers(session, subject) if not one.pending]
    return next_place(said, chain_key(stage, kind, subject)), _findings(said, stage, subject)


def is_open_at(session: Session, repository: str, number: int, head_sha: str | None) -> bool:
    """Tell whether a pull request is there and open, and its head is this commit, where one is named.

    Raises:
        PublishError: GitHub did not say.
    """
    try:
        pull = read(session, f"/repos/{repository}/pulls/{number}", PullRequest)
    except GitHubError as error:
        if error.code == PublishCode.NOT_FOUND:
            return False
        raise
    return pull.state == "open" and head_sha in {None, pull.head.sha}


def remote_head(session: Session, repository: str, branch: str) -> str | None:
    """Return the commit that a branch is at now; None where there is no such branch.

    Raises:
        PublishError: GitHub did not say.
    """
    try:
        return read(session, f"/repos/{repository}/git/ref/heads/{quote(branch)}", Reference).object.sha
    except GitHubError as error:
        if error.code == PublishCode.NOT_FOUND:
            return None
        raise


def _repository(answer: RepositoryAnswer) -> Repository:
    return Repository(id=answer.id, full_name=answer.full_name)


def _merge_base(session: Session, repository: str, base_ref: str, head_sha: str) -> str | None:
    """Return where the diff starts; None where the branches have nothing in common."""
    path = f"/repos/{repository}/compare/{quote(base_ref, safe='')}...{head_sha}"
    try:
        return read(session, path, Comparison).merge_base_commit.sha
    except GitHubError as error:
        if error.code == PublishCode.NOT_FOUND:
            return None
        raise


def _facts(pull: PullRequest) -> PullRequestFacts:
    return PullRequestFacts(
        # A fork that was deleted is still none of ours.
        from_fork=pull.head.repo is None or pull.head.repo.id != pull.base.repo.id,
        author_id=pull.user.id if pull.user else None,
        changed_files=pull.changed_files,
        branch=pull.head.ref,
        description=pull.body or "",
    )


def _findings(said: Iterable[AnyDocument], stage: str, subject: Subject) -> tuple[Finding, ...]:
    """Return what the stage found, by documents about this very pull request on whatever head."""
    found: dict[str, Finding] = {}
    for document in said:
        about = document.subject
        here = (about.repository.id, about.number) == (subject.repository.id, subject.number)
        if document.stage == stage and here:
            found |= {finding.id: finding for finding in findings_of(document)}
    return tuple(found.values())
