"""What the two reviewers of `pair_converged` write for people."""

from typing import Final

A1: Final = """\
## Review A, round 1: request changes

**High: cached permissions outlive a revoked role** (`permissions.py:52`)
The cache lives for 300 s and is keyed by user. If an admin revokes `billing:write`, the user keeps it
for up to five minutes. For an authorisation check that is not acceptable.

**Low:** `perm` and `permission` are both used.
"""
B1: Final = """\
## Review B on A's round 1: not aligned

> If an admin revokes `billing:write`, the user keeps it for up to five minutes.

I don't think so. `revoke_role()` invalidates exactly this key:

```python
transaction.on_commit(lambda: invalidate(f"perm:{user.id}"))   # roles.py:68-74
```

A missed something, though: `invalidate()` swallows `RedisError` and logs it at *debug*
(`roles.py:77`). Medium.
"""
A2: Final = """\
## Review A, round 2: request changes, still

The hook exists, but I can't see that `on_commit` runs when the revocation comes from the admin shell.
I keep the finding until somebody shows that it does.
"""
B2: Final = """\
## Review B on A's round 2: not aligned

`test_revoked_role_is_gone_at_once` (`tests/auth/test_roles.py:112-131`) goes through `manage.py
revoke`, which *is* the admin shell's path, and expects 403 on the very next request. I removed the hook
locally: the test turns red.
"""
A3: Final = """\
## Review A, round 3: approve

Conceded. With the test over `manage.py revoke`, a revoked role is gone with the commit; the 300 s only
bound how long an *unchanged* permission is cached. The naming is for @noor-aziz to decide.
"""
B3: Final = """\
## Review B on A's round 3: aligned, approve

Nothing left to argue about. The debug-level log stays as a medium remark. 🤝
"""
