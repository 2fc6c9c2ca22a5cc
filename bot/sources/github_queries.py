"""Every question that Giveback asks in GraphQL, each a constant, so that all can be held against GitHub's schema.

What a page costs is the number of requests that would fill its connections, by a hundred: 100 pull requests with their
reviews are 14 points. Connections are as small as most of what they hold; what overflows is asked for in one more
question for a whole page (`CONVERSATIONS`), and page by page only beyond a hundred (`MORE_REVIEWS`, `MORE_COMMENTS`).
"""

_WHO = """
fragment Who on Actor {
  __typename
  login
  ... on User { databaseId company }
  ... on Bot { databaseId }
  ... on Organization { databaseId }
  ... on Mannequin { claimant { login databaseId company } }
}
"""
_REVIEWS = """
fragment Reviews on PullRequestReviewConnection {
  pageInfo { hasNextPage endCursor }
  nodes { fullDatabaseId state submittedAt author { ...Who } comments(first: 1) { totalCount } }
}
"""
_COMMENTS = """
fragment Comments on IssueCommentConnection {
  pageInfo { hasNextPage endCursor }
  nodes { createdAt author { ...Who } }
}
"""
# What issues and pull requests have in common.
_OPENED = """
        id
        number
        createdAt
        updatedAt
        closedAt
        author { ...Who }
        comments(first: 10) { ...Comments }
"""

LOOK = """
query Look($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    databaseId
    nameWithOwner
    owner { __typename }
    isPrivate
    isArchived
    stargazerCount
    forkCount
    licenseInfo { spdxId }
    defaultBranchRef { name }
    pullRequests(first: 1, orderBy: {field: UPDATED_AT, direction: DESC}) { totalCount nodes { number updatedAt } }
    issues(first: 1, orderBy: {field: UPDATED_AT, direction: DESC}) { totalCount nodes { number updatedAt } }
    releases(first: 1, orderBy: {field: CREATED_AT, direction: DESC}) {
      totalCount
      nodes { tagName publishedAt updatedAt }
    }
  }
}
"""
"""What a repository is today, and the newest of everything: whether there are news, in one question."""

PULL_REQUESTS = (
    """
query PullRequests($owner: String!, $name: String!, $first: Int!, $after: String, $landing: Boolean!) {
  repository(owner: $owner, name: $name) {
    page: pullRequests(first: $first, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) {
      pageInfo { hasNextPage endCursor }
      nodes {
"""
    + _OPENED
    + """
        mergedAt
        baseRefName
        mergedBy { ...Who }
        mergeCommit { oid }
        commits(first: 1) { totalCount nodes { commit { authoredDate } } }
        reviews(first: 10) { ...Reviews }
        timelineItems(
          last: 10
          itemTypes: [
            CLOSED_EVENT
            ADDED_TO_MERGE_QUEUE_EVENT
            AUTO_MERGE_ENABLED_EVENT
            AUTO_SQUASH_ENABLED_EVENT
            AUTO_REBASE_ENABLED_EVENT
          ]
        ) {
          nodes {
            __typename
            ... on ClosedEvent { createdAt actor { ...Who } closer { __typename ... on Commit { oid message } } }
            ... on AddedToMergeQueueEvent { createdAt actor { ...Who } }
            ... on AutoMergeEnabledEvent { createdAt actor { ...Who } }
            ... on AutoSquashEnabledEvent { createdAt actor { ...Who } }
            ... on AutoRebaseEnabledEvent { createdAt actor { ...Who } }
          }
        }
        labels(first: 100) @include(if: $landing) { nodes { name } }
        closing: comments(last: 10) @include(if: $landing) { nodes { createdAt body author { ...Who } } }
      }
    }
  }
}
"""
    + _WHO
    + _REVIEWS
    + _COMMENTS
)
"""Pull requests, the most recently updated first; with `landing`, what a merge bot leaves behind."""

ISSUES = (
    """
query Issues($owner: String!, $name: String!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    page: issues(first: $first, after: $after, orderBy: {field: UPDATED_AT, direction: DESC}) {
      pageInfo { hasNextPage endCursor }
      nodes {
"""
    + _OPENED
    + """
        timelineItems(last: 1, itemTypes: [CLOSED_EVENT]) {
          nodes { __typename ... on ClosedEvent { createdAt actor { ...Who } } }
        }
      }
    }
  }
}
"""
    + _WHO
    + _COMMENTS
)
"""Issues, the most recently updated first."""

CONVERSATIONS = (
    """
query Conversations($ids: [ID!]!) {
  nodes(ids: $ids) {
    id
    ... on PullRequest { reviews(first: 100) { ...Reviews } comments(first: 100) { ...Comments } }
    ... on Issue { comments(first: 100) { ...Comments } }
  }
}
"""
    + _WHO
    + _REVIEWS
    + _COMMENTS
)
"""More of the conversations that a page showed the beginning of."""

MORE_REVIEWS = (
    """
query MoreReviews($id: ID!, $after: String) {
  node(id: $id) { ... on PullRequest { page: reviews(first: 100, after: $after) { ...Reviews } } }
}
"""
    + _WHO
    + _REVIEWS
)
"""The reviews of one pull request beyond the first hundred."""

MORE_COMMENTS = (
    """
query MoreComments($id: ID!, $after: String) {
  node(id: $id) {
    ... on PullRequest { page: comments(first: 100, after: $after) { ...Comments } }
    ... on Issue { page: comments(first: 100, after: $after) { ...Comments } }
  }
}
"""
    + _WHO
    + _COMMENTS
)
"""The comments of one issue or pull request beyond the first hundred."""

RELEASES = """
query Releases($owner: String!, $name: String!, $first: Int!, $after: String) {
  repository(owner: $owner, name: $name) {
    page: releases(first: $first, after: $after, orderBy: {field: CREATED_AT, direction: DESC}) {
      pageInfo { hasNextPage endCursor }
      nodes { tagName publishedAt isDraft isPrerelease }
    }
  }
}
"""
"""Releases, the newest first."""

COMMITS = """
query Commits(
  $owner: String!, $name: String!, $tip: GitObjectID!, $first: Int!, $after: String, $since: GitTimestamp
) {
  repository(owner: $owner, name: $name) {
    object(oid: $tip) {
      ... on Commit {
        page: history(first: $first, after: $after, since: $since) {
          pageInfo { hasNextPage endCursor }
          nodes {
            oid
            author { user { login databaseId company } }
            authors(first: 10) { nodes { name email user { login databaseId company } } }
            signature { isValid state }
          }
        }
      }
    }
  }
}
"""
"""The commits that a tip reaches, with the accounts that GitHub takes their authors for."""

QUERIES: tuple[str, ...] = (
    LOOK,
    PULL_REQUESTS,
    ISSUES,
    CONVERSATIONS,
    MORE_REVIEWS,
    MORE_COMMENTS,
    RELEASES,
    COMMITS,
)
"""All of them."""
