"""The review job ran out of turns and went green; its placeholder is all that it ever posted."""

from examples.accounts import ACTIONS, CODECOV, RENOVATE, person
from examples.regex_gate import Verdict
from examples.story import Story
from examples.thread import Thread
from review_gate.evidence import Awaited, Evidence

HANNE = person("hanne-vik", 2_204_871)
DIEGO = person("diegosantos", 8_812_090)
MAGDA = person("magda-o", 10_448_223)

PLACEHOLDER = """\
**Claude Code is working…** <img
src="https://github.com/user-attachments/assets/5ac382c7-e004-429b-8e35-7feb3e8f9c6f" \
width="14px" height="14px" style="vertical-align: middle; margin-left: 4px;" />

I'll analyze this and get back to you.

- [x] Read the diff
- [x] Read `middleware/session.py` and its callers
- [ ] Check token verification against RFC 8725
- [ ] Write the review

[View job run]({url})
"""


def record() -> Evidence:
    """Write the conversation down."""
    thread = Thread(
        repository="harbor-systems/gatekeeper",
        repository_id=702_455_190,
        number=231,
        title="Accept tokens from the new identity provider",
        author=HANNE,
        branch="hanne/second-issuer",
        head="gatekeeper 231",
        pushed="05-11 07:48",
        files=["middleware/auth.py", "middleware/issuers.toml", "tests/test_auth.py"],
    )
    run = thread.ran("05-11 07:49", "review.yml")
    thread.awaited.append(Awaited(stage="review", since=thread.moment("05-11 07:49")))
    thread.says("05-11 07:50", ACTIONS, PLACEHOLDER.format(url=run.url))
    thread.says(
        "05-11 07:55",
        CODECOV,
        "## Codecov Report\n✅ All tests successful. No failed tests found.\n",
    )
    thread.says(
        "05-11 08:30",
        HANNE,
        "The review check is green ✅ — @diegosantos can you press the button? Support wants the new "
        "issuer today.",
    )
    thread.says(
        "05-11 08:41",
        DIEGO,
        'Green, but where is the review? The last thing it says is "Claude Code is working…" 🤔\n\n'
        "I'd like to know what it thinks of this part:\n\n"
        "```python\n"
        "header = jwt.get_unverified_header(token)\n"
        'issuer = ISSUERS[jwt.decode(token, options={"verify_signature": False})["iss"]]\n'
        'claims = jwt.decode(token, issuer.key, algorithms=[header["alg"]])\n'
        "```\n",
    )
    thread.says(
        "05-11 08:49",
        MAGDA,
        "From the job's log:\n\n"
        "```\n"
        '{"type":"result","subtype":"error_max_turns","is_error":false,"num_turns":8,"total_cost_usd":0.41}\n'
        "```\n"
        "It used its 8 turns on reading and never wrote anything. The step exits 0 for that.",
    )
    thread.says(
        "05-11 08:50",
        DIEGO,
        '`algorithms=[header["alg"]]` lets the token choose its own algorithm, that is RFC 8725 §3.1. '
        "I'm not merging on a placeholder.",
    )
    thread.says(
        "05-11 09:02",
        RENOVATE,
        "### Branch automerge failure\n\nThis PR was configured for branch automerge. "
        "However, this is not possible, so it has been raised as a PR instead.",
    )
    return thread.observed("05-11 09:05")


STORY = Story(
    "reviewer-died",
    "pending",
    "stage-missing",
    Verdict("success", "No Critical or High-Priority findings"),
    record,
)
