"""Forks: on GitHub they share one store of commits with their parent; the emulator keeps one for each."""

from tests.github.emulated import Github
from tests.github.exchange import Json


def share(github: Github, source: str, target: str, sha: str) -> None:
    """Let a repository know a commit of another one, and whatever that commit needs."""
    if github.get(f"/repos/{target}/git/commits/{sha}").status == 200:
        return
    commit = github.get(f"/repos/{source}/git/commits/{sha}").body
    parents = [parent["sha"] for parent in commit["parents"]]
    for parent in parents:
        share(github, source, target, parent)
    _share_tree(github, source, target, commit["tree"]["sha"])
    said = {key: commit[key] for key in ("message", "author", "committer")}
    made = github.own(
        "POST", target, "/git/commits", {**said, "tree": commit["tree"]["sha"], "parents": parents}
    )
    assert made["sha"] == sha, "git's own hash names a commit"


def _share_tree(github: Github, source: str, target: str, sha: str) -> None:
    entries = github.get(f"/repos/{source}/git/trees/{sha}").body["tree"]
    for entry in entries:
        if entry["type"] == "tree":
            _share_tree(github, source, target, entry["sha"])
        else:
            blob = github.get(f"/repos/{source}/git/blobs/{entry['sha']}").body
            said: Json = {"content": blob["content"], "encoding": blob["encoding"]}
            github.own("POST", target, "/git/blobs", said)
    kept = [{key: entry[key] for key in ("path", "mode", "type", "sha")} for entry in entries]
    github.own("POST", target, "/git/trees", {"tree": kept})
