"""What somebody is told once the files are written: what each word rests on, and what comes next."""

from collections.abc import Iterator

from review_gate.policy import Policy, Producer
from review_gate.setup.choices import Choices


def after(choices: Choices, policy: Policy) -> Iterator[str]:
    """Yield the lines that a person reads."""
    yield "What each producer's word rests on"
    for producer in policy.producers:
        yield f"  {producer.name} ({', '.join(producer.stages)}): {_guarantee(producer)}"
    yield "What to do next"
    for number, step in enumerate(_steps(choices, policy), 1):
        yield f"  {number}. {step}"


def _guarantee(producer: Producer) -> str:
    """Say what an identity proves, and against whom it proves nothing (docs/security.md)."""
    if producer.type == "app":
        return (
            f"the App {producer.app_id} wrote it, as account {producer.user_id}. Whoever has the App's key "
            "speaks as it: keep it in an environment that only the default branch may use."
        )
    return (
        f"a run of {producer.path} on the default branch made it, on {', '.join(producer.events)}. "
        "Whoever may change that file speaks as it, and who may write can delete a no with its artifact: "
        "where writers are not trusted, use an App."
    )


def _steps(choices: Choices, policy: Policy) -> Iterator[str]:
    if any(producer.type == "workflow" for producer in policy.producers):
        yield "See that `events` names what the reviewers' workflows run on: no other run is believed."
    yield (
        "Read the files and merge them into the default branch: both count there, and nowhere else. "
        "Protect that branch, and let owners review .github/."
    )
    yield (
        f"Open a pull request, and when its check {choices.check!r} has appeared, make the check required, "
        "with the App that publishes it, GitHub Actions, as its source: who may write can set a status "
        "of any name. The job `decide` is another check, which is green also where the decision is no."
    )
    yield f"Run `review-contract doctor --repo {choices.repository}`: it looks whether all of this holds."
