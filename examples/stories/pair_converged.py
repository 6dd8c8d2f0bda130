"""Two reviewers argue: A requests changes, B shows that A is wrong, A concedes, B aligns."""

from examples.accounts import ACTIONS, bot, person
from examples.documents import answer, finding
from examples.regex_gate import Verdict
from examples.stories import pair_converged_prose as prose
from examples.story import Story
from examples.thread import Thread
from review_gate.evidence import Evidence

A = bot("wheelhouse-review-a", 182_004_771)
B = bot("wheelhouse-review-b", 182_004_902)
NOOR = person("noor-aziz", 6_118_840)
PETRA = person("petra-svec", 3_905_527)

CACHE = finding(
    "high",
    "Cached permissions outlive a revoked role",
    "`permissions_for()` caches by user for 300 s. A revoked role keeps working until the entry expires.",
    at=("wheelhouse/auth/permissions.py", 52, 56),
    code='@cached(ttl=300, key="perm:{user.id}")\nasync def permissions_for(user):\n'
    "    rows = await db.fetch(PERMISSIONS, user.id)\n    return frozenset(row.name for row in rows)\n\n",
    rule_id="auth.stale-permissions",
    category="security",
    failure_scenario="An admin revokes `billing:write`; the user exports invoices for five more minutes.",
)
NAMING = finding(
    "low",
    "`perm` and `permission` are both used for the same thing",
    "The cache key says `perm`, everything else says `permission`.",
    at=("wheelhouse/auth/permissions.py", 52, 52),
    code='@cached(ttl=300, key="perm:{user.id}")\n',
    category="style",
)
LOGGED = finding(
    "medium",
    "A failed invalidation is only logged at debug",
    "`invalidate()` swallows Redis errors and logs them at debug level, so nobody would notice.",
    at=("wheelhouse/auth/roles.py", 77, 79),
    code="    except RedisError:\n        log.debug('could not invalidate %s', key)\n",
    category="observability",
)
ROLES_PY = {
    "text": "revoke_role() calls invalidate(f'perm:{user.id}') in the same transaction's on_commit hook",
    "location": {"path": "wheelhouse/auth/roles.py", "start_line": 68, "end_line": 74},
}
TEST = {
    "text": "test_revoked_role_is_gone_at_once revokes a role and asserts 403 on the next request",
    "location": {"path": "tests/auth/test_roles.py", "start_line": 112, "end_line": 131},
}


def _thread() -> Thread:
    return Thread(
        repository="wheelhouse-hq/wheelhouse",
        repository_id=287_504_616,
        number=3051,
        title="Cache permissions per user",
        author=NOOR,
        branch="noor/permission-cache",
        head="wheelhouse 3051",
        pushed="08-12 08:01",
        files=["wheelhouse/auth/permissions.py", "wheelhouse/auth/roles.py", "tests/auth/test_roles.py"],
        reviewer={"name": "wheelhouse-pair", "version": "4.1.0"},
        apps={A.login: 1_310_007, B.login: 1_310_012},
    )


def record() -> Evidence:
    """Write the conversation down."""
    thread = _thread()
    thread.says(
        "08-12 08:04", ACTIONS, "🚦 **CI** passed in 6 min 40 s. [Details](https://ci.example.com/b/90112)"
    )
    a1 = thread.review("review-a", "request_changes", [CACHE, NAMING])
    thread.posts_review("08-12 08:10", A, "DISMISSED", a1, prose.A1)
    b1 = thread.document(
        "critique",
        "review-b",
        in_reply_to=str(a1.id),
        alignment="not_aligned",
        dispositions=[
            answer(CACHE, "refuted", "Revoking invalidates the key on commit.", evidence=[ROLES_PY]),
            answer(NAMING, "agreed", "Cosmetic."),
        ],
        missed_findings=[LOGGED],
    )
    thread.publishes_as("08-12 08:21", B, b1, prose.B1, minimised=True)
    a2 = thread.document(
        "response",
        "review-a",
        round=2,
        in_reply_to=str(b1.id),
        supersedes=[str(a1.id)],
        verdict="request_changes",
        dispositions=[answer(NAMING, "deferred", "Left for the author.")],
    )
    thread.publishes_as("08-12 08:29", A, a2, prose.A2, minimised=True)
    thread.says("08-12 08:35", NOOR, "🍿 For the record: B is right, see `on_commit` in `roles.py`.")
    b2 = thread.document(
        "critique",
        "review-b",
        round=2,
        in_reply_to=str(a2.id),
        supersedes=[str(b1.id)],
        alignment="not_aligned",
        dispositions=[answer(CACHE, "refuted", "A test proves it.", evidence=[ROLES_PY, TEST])],
    )
    thread.publishes_as("08-12 08:41", B, b2, prose.B2, minimised=True)
    a3 = thread.document(
        "response",
        "review-a",
        round=3,
        in_reply_to=str(b2.id),
        supersedes=[str(a2.id)],
        verdict="approve",
        dispositions=[
            answer(
                CACHE,
                "conceded",
                "The invalidation on commit covers it, and a test holds it.",
                evidence=[TEST],
            ),
            answer(NAMING, "deferred", "Left for the author."),
        ],
    )
    thread.publishes_as("08-12 08:50", A, a3, prose.A3)
    b3 = thread.document(
        "critique",
        "review-b",
        round=3,
        in_reply_to=str(a3.id),
        supersedes=[str(b2.id)],
        alignment="approve",
    )
    thread.publishes_as("08-12 08:57", B, b3, prose.B3)
    thread.reviewed("08-12 09:20", PETRA, "APPROVED", "Read the argument, checked the test. Thanks both 🤝")
    return thread.observed("08-12 09:24")


STORY = Story(
    "pair-converged",
    "pass",
    "all-satisfied",
    Verdict("success", "No Critical or High-Priority findings"),
    record,
)
