"""The part of GitHub's GraphQL schema that the stand-in answers: names, types and nullability as GitHub has them."""

SDL = """
scalar DateTime
scalar BigInt
scalar GitObjectID
scalar GitTimestamp
scalar URI

type Query {
  node(id: ID!): Node
  nodes(ids: [ID!]!): [Node]!
  rateLimit(dryRun: Boolean = false): RateLimit
  repository(followRenames: Boolean = true, name: String!, owner: String!): Repository
  user(login: String!): User
  viewer: User!
}

type Mutation {
  addDiscussionComment(input: AddDiscussionCommentInput!): AddDiscussionCommentPayload
  closeDiscussion(input: CloseDiscussionInput!): CloseDiscussionPayload
  createDiscussion(input: CreateDiscussionInput!): CreateDiscussionPayload
  updateDiscussion(input: UpdateDiscussionInput!): UpdateDiscussionPayload
  updateDiscussionComment(input: UpdateDiscussionCommentInput!): UpdateDiscussionCommentPayload
}

input AddDiscussionCommentInput { body: String! clientMutationId: String discussionId: ID! replyToId: ID }
input CloseDiscussionInput { clientMutationId: String discussionId: ID! }
input CreateDiscussionInput {
  body: String! categoryId: ID! clientMutationId: String repositoryId: ID! title: String!
}
input UpdateDiscussionInput {
  body: String categoryId: ID clientMutationId: String discussionId: ID! title: String
}
input UpdateDiscussionCommentInput { body: String! clientMutationId: String commentId: ID! }
type AddDiscussionCommentPayload { clientMutationId: String comment: DiscussionComment }
type CloseDiscussionPayload { clientMutationId: String discussion: Discussion }
type CreateDiscussionPayload { clientMutationId: String discussion: Discussion }
type UpdateDiscussionPayload { clientMutationId: String discussion: Discussion }
type UpdateDiscussionCommentPayload { clientMutationId: String comment: DiscussionComment }

interface Node { id: ID! }
interface Actor { login: String! url: URI! }
interface RepositoryOwner { id: ID! login: String! }
interface GitObject { id: ID! oid: GitObjectID! }

type RateLimit {
  cost: Int! limit: Int! nodeCount: Int! remaining: Int! resetAt: DateTime! used: Int!
}
type PageInfo { endCursor: String hasNextPage: Boolean! hasPreviousPage: Boolean! startCursor: String }
type License implements Node { id: ID! key: String! name: String! spdxId: String }
type Label implements Node { id: ID! name: String! color: String! description: String }
type LabelConnection { nodes: [Label] pageInfo: PageInfo! totalCount: Int! }

type User implements Node & Actor & RepositoryOwner {
  id: ID! databaseId: Int login: String! name: String company: String email: String! url: URI! createdAt: DateTime!
}
type Organization implements Node & Actor & RepositoryOwner {
  id: ID! databaseId: Int login: String! name: String url: URI! createdAt: DateTime!
}
type Bot implements Node & Actor { id: ID! databaseId: Int login: String! url: URI! createdAt: DateTime! }
type Mannequin implements Node & Actor {
  id: ID! databaseId: Int login: String! url: URI! claimant: User createdAt: DateTime!
}

type Repository implements Node {
  id: ID!
  databaseId: Int
  name: String!
  nameWithOwner: String!
  owner: RepositoryOwner!
  url: URI!
  description: String
  isArchived: Boolean!
  isFork: Boolean!
  isPrivate: Boolean!
  createdAt: DateTime!
  updatedAt: DateTime!
  pushedAt: DateTime
  stargazerCount: Int!
  forkCount: Int!
  licenseInfo: License
  hasDiscussionsEnabled: Boolean!
  hasIssuesEnabled: Boolean!
  defaultBranchRef: Ref
  object(expression: String, oid: GitObjectID): GitObject
  issue(number: Int!): Issue
  issues(
    after: String, before: String, first: Int, last: Int, orderBy: IssueOrder, states: [IssueState!]
    filterBy: IssueFilters
  ): IssueConnection!
  pullRequest(number: Int!): PullRequest
  pullRequests(
    after: String, before: String, first: Int, last: Int, orderBy: IssueOrder, states: [PullRequestState!]
    baseRefName: String
  ): PullRequestConnection!
  releases(after: String, before: String, first: Int, last: Int, orderBy: ReleaseOrder): ReleaseConnection!
  discussion(number: Int!): Discussion
  discussions(after: String, before: String, first: Int, last: Int, orderBy: DiscussionOrder): DiscussionConnection!
  discussionCategories(after: String, before: String, first: Int, last: Int): DiscussionCategoryConnection!
}

enum OrderDirection { ASC DESC }
enum IssueOrderField { COMMENTS CREATED_AT UPDATED_AT }
enum ReleaseOrderField { CREATED_AT NAME }
enum DiscussionOrderField { CREATED_AT UPDATED_AT }
enum IssueState { CLOSED OPEN }
enum PullRequestState { CLOSED MERGED OPEN }
enum PullRequestReviewState { APPROVED CHANGES_REQUESTED COMMENTED DISMISSED PENDING }
enum PullRequestTimelineItemsItemType {
  ADDED_TO_MERGE_QUEUE_EVENT
  AUTO_MERGE_ENABLED_EVENT
  AUTO_REBASE_ENABLED_EVENT
  AUTO_SQUASH_ENABLED_EVENT
  CLOSED_EVENT
  MERGED_EVENT
  REOPENED_EVENT
}
enum IssueTimelineItemsItemType { CLOSED_EVENT REOPENED_EVENT }
enum GitSignatureState {
  BAD_CERT BAD_EMAIL EXPIRED_KEY GPGVERIFY_ERROR GPGVERIFY_UNAVAILABLE INVALID MALFORMED_SIG NOT_SIGNING_KEY NO_USER
  OCSP_ERROR OCSP_PENDING OCSP_REVOKED UNKNOWN_KEY UNKNOWN_SIG_TYPE UNSIGNED UNVERIFIED_EMAIL VALID
}
input IssueOrder { direction: OrderDirection! field: IssueOrderField! }
input IssueFilters { since: DateTime states: [IssueState!] }
input ReleaseOrder { direction: OrderDirection! field: ReleaseOrderField! }
input DiscussionOrder { direction: OrderDirection! field: DiscussionOrderField! }

type Ref implements Node { id: ID! name: String! target: GitObject }
type Commit implements Node & GitObject {
  id: ID!
  oid: GitObjectID!
  message: String!
  authoredDate: DateTime!
  committedDate: DateTime!
  author: GitActor
  authors(after: String, before: String, first: Int, last: Int): GitActorConnection!
  committer: GitActor
  signature: GitSignature
  history(
    after: String, before: String, first: Int, last: Int, since: GitTimestamp, until: GitTimestamp
  ): CommitHistoryConnection!
}
type CommitHistoryConnection { nodes: [Commit] pageInfo: PageInfo! totalCount: Int! }
type GitActor { date: GitTimestamp email: String name: String user: User }
type GitActorConnection { nodes: [GitActor] pageInfo: PageInfo! totalCount: Int! }
interface GitSignature { isValid: Boolean! state: GitSignatureState! email: String! }
type GpgSignature implements GitSignature { isValid: Boolean! state: GitSignatureState! email: String! keyId: String }

type PullRequest implements Node {
  id: ID!
  databaseId: Int
  fullDatabaseId: BigInt
  number: Int!
  title: String!
  body: String!
  url: URI!
  state: PullRequestState!
  merged: Boolean!
  createdAt: DateTime!
  updatedAt: DateTime!
  closedAt: DateTime
  mergedAt: DateTime
  baseRefName: String!
  author: Actor
  mergedBy: Actor
  mergeCommit: Commit
  commits(after: String, before: String, first: Int, last: Int): PullRequestCommitConnection!
  comments(after: String, before: String, first: Int, last: Int): IssueCommentConnection!
  reviews(after: String, before: String, first: Int, last: Int): PullRequestReviewConnection
  labels(after: String, before: String, first: Int, last: Int): LabelConnection
  timelineItems(
    after: String, before: String, first: Int, last: Int, itemTypes: [PullRequestTimelineItemsItemType!]
  ): PullRequestTimelineItemsConnection!
}
type PullRequestConnection { nodes: [PullRequest] pageInfo: PageInfo! totalCount: Int! }
type PullRequestCommit implements Node { id: ID! commit: Commit! }
type PullRequestCommitConnection { nodes: [PullRequestCommit] pageInfo: PageInfo! totalCount: Int! }
type PullRequestReview implements Node {
  id: ID!
  databaseId: Int
  fullDatabaseId: BigInt
  author: Actor
  body: String!
  state: PullRequestReviewState!
  submittedAt: DateTime
  comments(after: String, before: String, first: Int, last: Int): PullRequestReviewCommentConnection!
}
type PullRequestReviewConnection { nodes: [PullRequestReview] pageInfo: PageInfo! totalCount: Int! }
type PullRequestReviewComment implements Node { id: ID! author: Actor body: String! createdAt: DateTime! path: String! }
type PullRequestReviewCommentConnection { nodes: [PullRequestReviewComment] pageInfo: PageInfo! totalCount: Int! }
type PullRequestTimelineItemsConnection { nodes: [PullRequestTimelineItems] pageInfo: PageInfo! totalCount: Int! }
union PullRequestTimelineItems =
    AddedToMergeQueueEvent
  | AutoMergeEnabledEvent
  | AutoRebaseEnabledEvent
  | AutoSquashEnabledEvent
  | ClosedEvent
  | MergedEvent
union Closer = Commit | PullRequest
type ClosedEvent implements Node { id: ID! actor: Actor closer: Closer createdAt: DateTime! }
type MergedEvent implements Node { id: ID! actor: Actor commit: Commit createdAt: DateTime! }
type AddedToMergeQueueEvent implements Node { id: ID! actor: Actor createdAt: DateTime! }
type AutoMergeEnabledEvent implements Node { id: ID! actor: Actor createdAt: DateTime! }
type AutoRebaseEnabledEvent implements Node { id: ID! actor: Actor createdAt: DateTime! }
type AutoSquashEnabledEvent implements Node { id: ID! actor: Actor createdAt: DateTime! }

type Issue implements Node {
  id: ID!
  databaseId: Int
  fullDatabaseId: BigInt
  number: Int!
  title: String!
  body: String!
  url: URI!
  state: IssueState!
  createdAt: DateTime!
  updatedAt: DateTime!
  closedAt: DateTime
  author: Actor
  comments(after: String, before: String, first: Int, last: Int): IssueCommentConnection!
  labels(after: String, before: String, first: Int, last: Int): LabelConnection
  timelineItems(
    after: String, before: String, first: Int, last: Int, itemTypes: [IssueTimelineItemsItemType!]
  ): IssueTimelineItemsConnection!
}
type IssueConnection { nodes: [Issue] pageInfo: PageInfo! totalCount: Int! }
type IssueComment implements Node {
  id: ID! databaseId: Int fullDatabaseId: BigInt author: Actor body: String! createdAt: DateTime! updatedAt: DateTime!
  url: URI!
}
type IssueCommentConnection { nodes: [IssueComment] pageInfo: PageInfo! totalCount: Int! }
type IssueTimelineItemsConnection { nodes: [IssueTimelineItems] pageInfo: PageInfo! totalCount: Int! }
union IssueTimelineItems = ClosedEvent

type Release implements Node {
  id: ID! databaseId: Int name: String tagName: String! isDraft: Boolean! isPrerelease: Boolean! author: User
  description: String createdAt: DateTime! publishedAt: DateTime updatedAt: DateTime! url: URI!
}
type ReleaseConnection { nodes: [Release] pageInfo: PageInfo! totalCount: Int! }

type DiscussionCategory implements Node { id: ID! name: String! slug: String! }
type DiscussionCategoryConnection { nodes: [DiscussionCategory] pageInfo: PageInfo! totalCount: Int! }
type Discussion implements Node {
  id: ID! databaseId: Int number: Int! title: String! body: String! url: URI! author: Actor closed: Boolean!
  category: DiscussionCategory! closedAt: DateTime createdAt: DateTime! updatedAt: DateTime! locked: Boolean!
  viewerDidAuthor: Boolean!
  repository: Repository!
  comments(after: String, before: String, first: Int, last: Int): DiscussionCommentConnection!
}
type DiscussionConnection { nodes: [Discussion] pageInfo: PageInfo! totalCount: Int! }
type DiscussionComment implements Node {
  id: ID! databaseId: Int author: Actor body: String! createdAt: DateTime! updatedAt: DateTime! url: URI!
  viewerDidAuthor: Boolean!
}
type DiscussionCommentConnection { nodes: [DiscussionComment] pageInfo: PageInfo! totalCount: Int! }
"""
