"""Whether the policy on the default branch decides something, and whom its numbers name."""

from collections.abc import Iterator

from review_gate.doctor.codes import DoctorCode
from review_gate.doctor.finding import Finding, broken, fine, not_read, warning
from review_gate.doctor.reading import Unread
from review_gate.doctor.setup import Account, Setup
from review_gate.policy import Policy, PolicyFault, Producer, Stage


def policy_findings(setup: Setup) -> Iterator[Finding]:
    """Yield what is to be said about the policy and those who may speak."""
    policy, path = setup.policy, setup.policy_path
    if isinstance(policy, Unread):
        yield not_read(policy)
    elif policy is None:
        yield broken(
            DoctorCode.NO_POLICY,
            f"the default branch {setup.default_branch} has no {path}: the gate can decide nothing",
            f"merge a {path}: `review-contract init` writes one",
        )
    elif isinstance(policy, PolicyFault):
        for problem in policy.problems:
            yield broken(
                DoctorCode.POLICY_UNUSABLE,
                f"{path} can't be used: {problem}",
                f"correct it until `review-contract policy check {path}` takes it",
            )
    else:
        yield from _sections(policy, path)
        for producer in policy.producers:
            yield from _producer(setup, producer)


def _sections(policy: Policy, path: str) -> Iterator[Finding]:
    required = _required(policy.stages)
    empty = [", ".join(one.base_refs) for one in policy.branches if one.stages and not _required(one.stages)]
    if not policy.producers or not required:
        yield broken(
            DoctorCode.POLICY_DECIDES_NOTHING,
            f"{path} has {len(policy.producers)} producers and {len(required)} required stages",
            "name at least one producer, and let at least one stage be required",
        )
    elif empty:
        yield broken(
            DoctorCode.POLICY_DECIDES_NOTHING,
            f"{path} requires no stage for pull requests into {'; '.join(empty)}",
            "let at least one stage of that section be required",
        )
    else:
        yield fine(DoctorCode.POLICY_USABLE, f"{path} requires {', '.join(required)}")


def _required(stages: tuple[Stage, ...]) -> list[str]:
    return [stage.name for stage in stages if stage.required]


def _producer(setup: Setup, producer: Producer) -> Iterator[Finding]:
    account = setup.accounts.get(producer.user_id)
    said = f"the producer {producer.name} names the account {producer.user_id}"
    look_up = "look it up (`gh api users/NAME%5Bbot%5D --jq .id`) and correct user_id in the policy"
    if isinstance(account, Unread):
        yield not_read(account)
    elif account is None:
        yield broken(DoctorCode.PRODUCER_UNKNOWN, f"{said}, which GitHub does not know", look_up)
    elif account.type != "Bot":
        yield broken(
            DoctorCode.PRODUCER_NO_BOT,
            f"{said}: that is {account.login}, of type {account.type}, and only a Bot's word counts",
            look_up,
        )
    else:
        yield from _app(setup, producer, account)


def _app(setup: Setup, producer: Producer, account: Account) -> Iterator[Finding]:
    app = setup.apps.get(account.slug)
    if isinstance(app, Unread):
        yield not_read(app)
    elif app is None:
        yield warning(
            DoctorCode.PRODUCER_APP_UNSEEN,
            f"the producer {producer.name} is {account.login}; GitHub does not show its App, so app_id "
            f"{producer.app_id} was not compared",
            f"compare it with the App ID that Developer settings > GitHub Apps > {account.slug} shows",
        )
    elif app != producer.app_id:
        yield broken(
            DoctorCode.PRODUCER_APP_MISMATCH,
            f"the producer {producer.name} is {account.login}, whose App is {app}; the policy says "
            f"{producer.app_id}",
            f"write app_id = {app}; the installation's id is another number",
        )
    else:
        yield fine(
            DoctorCode.PRODUCER_KNOWN,
            f"the producer {producer.name} is {account.login} (account {producer.user_id}, App {app})",
        )
