"""The GraphQL query whose answers the gate reads.

gh follows one list of a query, so it runs once for each list, with the list's name set to true, and all
answers stand one after the other in one file.
"""

from typing import Final

WRITTEN: Final = """\
fragment Written on Comment {
  author { ...Who }
  body
  createdViaEmail
  lastEditedAt
  userContentEdits(first: 100) {
    totalCount
    nodes { editedAt deletedAt diff editor { ...Who } }
  }
}
"""
DELETED: Final = """\
fragment Deleted on CommentDeletedEvent {
  createdAt
  actor { ...Who }
  deletedCommentAuthor { ...Who }
}
"""
WHO: Final = """\
fragment Who on Actor {
  __typename
  login
  ... on Bot { databaseId }
  ... on User { databaseId }
  ... on Organization { databaseId }
  ... on Mannequin { databaseId }
}
"""

_LISTS: Final = """\
query ReviewContractEvidence(
  $owner: String!, $name: String!, $number: Int!, $endCursor: String,
  $comments: Boolean = false, $reviews: Boolean = false, $timeline: Boolean = false
) {
  repository(owner: $owner, name: $name) {
    issueOrPullRequest(number: $number) {
      ... on Issue {
        number
        comments(first: 100, after: $endCursor) @include(if: $comments) { ...Comments }
        timelineItems(first: 100, after: $endCursor, itemTypes: [COMMENT_DELETED_EVENT])
          @include(if: $timeline) {
          pageInfo { hasNextPage endCursor }
          nodes { __typename ...Deleted }
        }
      }
      ... on PullRequest {
        number
        headRefOid
        comments(first: 100, after: $endCursor) @include(if: $comments) { ...Comments }
        reviews(first: 100, after: $endCursor) @include(if: $reviews) {
          totalCount
          pageInfo { hasNextPage endCursor }
          nodes { fullDatabaseId state isMinimized ...Written }
        }
        timelineItems(
          first: 100, after: $endCursor, itemTypes: [COMMENT_DELETED_EVENT, HEAD_REF_FORCE_PUSHED_EVENT]
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

fragment Comments on IssueCommentConnection {
  totalCount
  pageInfo { hasNextPage endCursor }
  nodes { fullDatabaseId isMinimized ...Written }
}
"""

GRAPHQL_QUERY: Final = f"{_LISTS}\n{WRITTEN}\n{DELETED}\n{WHO}"
