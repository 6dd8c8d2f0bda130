"""The GraphQL that a live reading asks: what REST lacks, in as few answers as possible."""

from typing import Final

from review_gate.github_answers.query import DELETED, WHO, WRITTEN

_FRAGMENTS: Final = f"\n{DELETED}\n{WHO}"

_RUNS: Final = """
      checkSuites(first: 20, filterBy: { checkName: $check }) @include(if: $checks) {
        nodes {
          app { databaseId }
          checkRuns(first: 10, filterBy: { checkName: $check, checkType: ALL }) {
            totalCount
            nodes {
              status conclusion externalId startedAt title permalink ANNOTATIONS
            }
          }
        }
      }
"""

_CHECKS: Final = (
    """
fragment Checks on Commit {
  oid
  status @include(if: $statuses) { context(name: $check) { state description createdAt } }
"""
    + _RUNS.replace(
        "ANNOTATIONS",
        """
              annotations(first: 100) {
                totalCount
                nodes { path title message location { start { line } end { line } } }
              }
""",
    )
    + "}\n"
)
"""What the gate has published: only what it publishes, for each needs a permission of its own."""

_REPOSITORY: Final = """
    databaseId
    nameWithOwner
    defaultBranchRef { name }
    policy: object(expression: $policy) { __typename ... on Blob { oid isBinary isTruncated text } }
"""

OPENING: Final = (
    """\
query ReviewContractOpening($owner: String!, $name: String!, $number: Int!, $policy: String!) {
  repository(owner: $owner, name: $name) {"""
    + _REPOSITORY
    + """
    pullRequests(first: 100, states: OPEN, orderBy: { field: CREATED_AT, direction: DESC }) {
      totalCount
      nodes { number headRefOid }
    }
    pullRequest(number: $number) {
      number
      headRefOid
      comments { totalCount }
      reviews { totalCount }
      files { totalCount }
      commits(last: 100) {
        totalCount
        pageInfo { hasPreviousPage startCursor }
        nodes { commit { oid } }
      }
      timelineItems(first: 100, itemTypes: [COMMENT_DELETED_EVENT, HEAD_REF_FORCE_PUSHED_EVENT]) {
        pageInfo { hasNextPage endCursor }
        nodes {
          __typename
          ...Deleted
          ... on HeadRefForcePushedEvent { createdAt beforeCommit { oid } afterCommit { oid } }
        }
      }
    }
  }
}
"""
    + _FRAGMENTS
)
"""Everything but the conversation itself: the policy, how much there is to read, and the heads."""

OPENING_OF_ISSUE: Final = (
    """\
query ReviewContractIssue($owner: String!, $name: String!, $number: Int!, $policy: String!) {
  repository(owner: $owner, name: $name) {"""
    + _REPOSITORY
    + """
    issue(number: $number) {
      number
      comments { totalCount }
      timelineItems(first: 100, itemTypes: [COMMENT_DELETED_EVENT]) {
        pageInfo { hasNextPage endCursor }
        nodes { __typename ...Deleted }
      }
    }
  }
}
"""
    + _FRAGMENTS
)

MORE: Final = (
    """\
query ReviewContractMore(
  $owner: String!, $name: String!, $number: Int!, $before: String, $after: String,
  $commits: Boolean!, $timeline: Boolean!
) {
  repository(owner: $owner, name: $name) {
    issueOrPullRequest(number: $number) {
      ... on Issue {
        number
        timelineItems(first: 100, after: $after, itemTypes: [COMMENT_DELETED_EVENT]) @include(if: $timeline) {
          pageInfo { hasNextPage endCursor }
          nodes { __typename ...Deleted }
        }
      }
      ... on PullRequest {
        number
        headRefOid
        commits(last: 100, before: $before) @include(if: $commits) {
          totalCount
          pageInfo { hasPreviousPage startCursor }
          nodes { commit { oid } }
        }
        timelineItems(
          first: 100, after: $after, itemTypes: [COMMENT_DELETED_EVENT, HEAD_REF_FORCE_PUSHED_EVENT]
        ) @include(if: $timeline) {
          pageInfo { hasNextPage endCursor }
          nodes {
            __typename
            ...Deleted
            ... on HeadRefForcePushedEvent { createdAt beforeCommit { oid } afterCommit { oid } }
          }
        }
      }
    }
  }
}
"""
    + _FRAGMENTS
)
"""Further commits and events, where the opening could not hold them all."""

HISTORIES: Final = (
    """\
query ReviewContractHistories($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    id
    ... on IssueComment { fullDatabaseId isMinimized ...Written }
    ... on PullRequestReview { fullDatabaseId state isMinimized ...Written }
  }
}
"""
    f"\n{WRITTEN}\n{WHO}"
)
"""The edits of up to a hundred comments and reviews, whether they are hidden, and in what state."""

_STANDING: Final = "$check: String!, $checks: Boolean!, $statuses: Boolean!"

CLOSING: Final = (
    f"""\
query ReviewContractClosing(
  $owner: String!, $name: String!, $number: Int!, $head: GitObjectID!, $ids: [ID!]!, {_STANDING}
) {{"""
    """
  repository(owner: $owner, name: $name) {
    object(oid: $head) { ... on Commit { ...Checks } }
    pullRequest(number: $number) {
      number
      headRefOid
      baseRefName
      comments(last: 50) { totalCount nodes { id author { ...Who } } }
      reviews(last: 50) { totalCount nodes { id author { ...Who } } }
      timelineItems(last: 1, itemTypes: [COMMENT_DELETED_EVENT]) {
        nodes { ... on CommentDeletedEvent { createdAt } }
      }
    }
  }
  nodes(ids: $ids) {
    ... on IssueComment { id lastEditedAt isMinimized }
    ... on PullRequestReview { id lastEditedAt isMinimized state }
  }
}

""" + WHO + _CHECKS
)
"""Immediately before and after writing: whether anything moved since it was read, and what is published."""

STANDING: Final = (
    f"""\
query ReviewContractStanding($owner: String!, $name: String!, $head: GitObjectID!, {_STANDING}) {{"""
    """
  repository(owner: $owner, name: $name) { object(oid: $head) { ... on Commit { ...Checks } } }
}
""" + _CHECKS
)
"""What is published on a commit."""

MERGE_QUEUE: Final = """\
query ReviewContractMergeQueue($owner: String!, $name: String!, $branch: String!, $after: String) {
  repository(owner: $owner, name: $name) {
    mergeQueue(branch: $branch) {
      entries(first: 100, after: $after) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes {
          position
          headCommit { oid }
          pullRequest { number headRefOid baseRefName }
        }
      }
    }
  }
}
"""
"""Who waits in a merge queue, and on which commits."""

SWEEP: Final = (
    f"""\
query ReviewContractSweep(
  $owner: String!, $name: String!, $policy: String!, $after: String, {_STANDING}
) {{"""
    """
  repository(owner: $owner, name: $name) {
    policy: object(expression: $policy) { ... on Blob { oid isBinary isTruncated text } }
    pullRequests(
      first: 25, after: $after, states: OPEN, orderBy: { field: UPDATED_AT, direction: DESC }
    ) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        number
        updatedAt
        headRefOid
        commits(last: 1) {
          nodes { commit { ...Checks } }
        }
      }
    }
  }
}

fragment Checks on Commit {
  oid
  status @include(if: $statuses) { context(name: $check) { state description createdAt } }
""" + _RUNS.replace("ANNOTATIONS", "") + "}\n"
)
"""All open pull requests with what stands on their newest commits: who is to be decided again."""
