from collections.abc import Callable, Mapping
from typing import Any

import pytest
from github_nodes import OPENED, comment, connection, pull, review, user

from bot.github_errors import ForbiddenError, GitHubError, InvalidError, UnreachableError
from bot.sources.github_pages import Page, completed, newer, pages
from bot.sources.github_queries import CONVERSATIONS, MORE_COMMENTS, MORE_REVIEWS, PULL_REQUESTS
from bot.sources.github_values import goes_on, moment, nodes

TOO_MUCH = UnreachableError(502, "GitHub: POST /graphql: it answered 502")


class Scripted:
    """Answers each question by a function; keeps what was asked."""

    def __init__(self, answer: Callable[[str, Mapping[str, Any], list[Any]], Any]) -> None:
        self.answer = answer
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    def graphql(self, query: str, variables: Any = None, *, errors: list[Any] | None = None) -> dict[str, Any]:
        self.asked.append((query, variables))
        return self.answer(query, variables, errors if errors is not None else [])  # type: ignore[no-any-return]


def numbered(variables: Mapping[str, Any], total: int) -> dict[str, Any]:
    """A page of numbered nodes; the cursor is the number of the last one."""
    start = int(variables["after"] or 0)
    end = min(total, start + variables["first"])
    return connection(*({"number": n} for n in range(start + 1, end + 1)), cursor=str(end) if end < total else None)


def in_repository(page: Any) -> dict[str, Any]:
    return {"repository": {"page": page}}


def numbers(asking: Scripted, after: str | None = None) -> list[int]:
    found = pages(asking, PULL_REQUESTS, {"owner": "acme", "name": "engine"}, after)
    return [node["number"] for page in found for node in nodes(page)]


def test_all_pages_are_read_from_where_it_is_asked_to_go_on() -> None:
    asking = Scripted(lambda _, variables, __: in_repository(numbered(variables, 250)))
    assert numbers(asking) == list(range(1, 251))
    assert numbers(asking, "200") == list(range(201, 251))
    assert len(asking.asked) == 4


def test_what_is_too_much_for_github_is_asked_for_in_smaller_pages() -> None:
    def answer(_: str, variables: Mapping[str, Any], __: list[Any]) -> Any:
        if variables["first"] > 30:
            raise TOO_MUCH
        return in_repository(numbered(variables, 120))

    asking = Scripted(answer)
    assert numbers(asking) == list(range(1, 121))
    assert [variables["first"] for _, variables in asking.asked][:3] == [100, 25, 50]


def test_a_github_that_is_not_there_is_not_asked_in_smaller_pages() -> None:
    def answer(*_: Any) -> Any:
        raise UnreachableError(0, "GitHub: POST /graphql: no connection")

    asking = Scripted(answer)
    with pytest.raises(UnreachableError):
        numbers(asking)
    assert len(asking.asked) == 1


def test_a_github_that_fails_over_the_smallest_page_stops_the_reading() -> None:
    def answer(*_: Any) -> Any:
        raise TOO_MUCH

    asking = Scripted(answer)
    with pytest.raises(UnreachableError):
        numbers(asking)
    assert [variables["first"] for _, variables in asking.asked] == [100, 25, 6]


def test_nodes_with_gaps_are_left_out_and_counted() -> None:
    def answer(_: str, __: Any, errors: list[Any]) -> Any:
        errors += [{"message": "Timeout", "path": ["repository", "page", "nodes", 1, "mergedBy"]}, {"path": "?"}, "?"]
        return in_repository(connection({"number": 1}, {"number": 2, "mergedBy": None}, None, {"number": 4}))

    asking = Scripted(answer)
    [page] = pages(asking, PULL_REQUESTS, {}, None)
    assert [node["number"] for node in nodes(page)] == [1, 4]
    assert page["gaps"] == 2
    assert len(asking.asked) == 2


def test_gaps_of_the_moment_are_asked_for_once_more() -> None:
    def answer(_: str, __: Any, errors: list[Any]) -> Any:
        is_first = len(asking.asked) == 1
        errors += [{"message": "Timeout", "path": ["repository", "page", "nodes", 0]}] if is_first else []
        return in_repository(connection(None if is_first else {"number": 1}, {"number": 2}))

    asking = Scripted(answer)
    [page] = pages(asking, PULL_REQUESTS, {}, None)
    assert [node["number"] for node in nodes(page)] == [1, 2]
    assert page["gaps"] == 0


@pytest.mark.parametrize(
    ("errors", "raised"),
    [
        ([], InvalidError),
        ([{"type": "INVALID_CURSOR_ARGUMENTS", "message": "no cursor"}], InvalidError),
        ([{"type": "FORBIDDEN", "message": "Resource not accessible by integration"}], ForbiddenError),
        ([{"type": "SERVICE_UNAVAILABLE", "message": "Something went wrong."}], UnreachableError),
        ([{"message": "Timeout"}], UnreachableError),
    ],
)
@pytest.mark.parametrize("data", [{}, {"repository": None}, {"repository": {"page": None}}, {"repository": "?"}])
def test_an_answer_without_the_page_is_an_error_by_its_reason(
    errors: list[Any], raised: type[GitHubError], data: dict[str, Any]
) -> None:
    def answer(_: str, __: Any, said: list[Any]) -> Any:
        said += errors
        return data

    with pytest.raises(raised):
        list(pages(Scripted(answer), PULL_REQUESTS, {}, None))


def test_only_what_changed_since_it_was_read_is_news() -> None:
    page = connection(
        *({"number": n, "updatedAt": moment(OPENED - n)} for n in range(4)), {"number": 9, "updatedAt": "?"}
    )
    assert [node["number"] for node in newer(page, OPENED - 1)] == [0, 1, 9]
    assert len(newer(page, None)) == 5


def test_a_page_says_how_far_it_reaches() -> None:
    page = {**connection(1, 2, cursor="c"), "nodes": [{"number": 1}, {"number": 2}], "gaps": 1}
    assert Page.of(page, ["fact"], 2) == Page(["fact"], "c", 2, reaches_known=False)
    assert Page.of(page, ["fact"], 1) == Page(["fact"], "c", 1, reaches_known=True)


def is_cut(node: Mapping[str, Any]) -> bool:
    return goes_on(node.get("reviews")) is not None or goes_on(node.get("comments")) is not None


def long_one(number: int, reviews: int, comments: int = 0) -> dict[str, Any]:
    shown = [review(n, user(2), OPENED + n) for n in range(1, min(reviews, 10) + 1)]
    said = [comment(user(3), OPENED + n) for n in range(1, min(comments, 10) + 1)]
    return pull(
        number,
        reviews=connection(*shown, cursor="r" if reviews > 10 else None),
        comments=connection(*said, cursor="c" if comments > 10 else None),
    )


def whole(sizes: Mapping[str, tuple[int, int]]) -> Scripted:
    """A GitHub that has so many reviews and comments of each."""

    def part(total: int, after: str | None, made: Callable[[int], Any]) -> Any:
        start = int(after or 0)
        end = min(total, start + 100)
        return connection(*map(made, range(start + 1, end + 1)), cursor=str(end) if end < total else None)

    def answer(query: str, variables: Mapping[str, Any], _: list[Any]) -> Any:
        if query == CONVERSATIONS:
            return {"nodes": [conversation(one) for one in variables["ids"]]}
        reviews, comments = sizes[variables["id"]]
        if query == MORE_REVIEWS:
            return {"node": {"page": part(reviews, variables["after"], lambda n: review(n, user(2), OPENED + n))}}
        assert query == MORE_COMMENTS
        return {"node": {"page": part(comments, variables["after"], lambda n: comment(user(3), OPENED + n))}}

    def conversation(one: str) -> Any:
        reviews, comments = sizes[one]
        return {
            "id": one,
            "reviews": part(reviews, None, lambda n: review(n, user(2), OPENED + n)),
            "comments": part(comments, None, lambda n: comment(user(3), OPENED + n)),
        }

    return Scripted(answer)


def test_long_conversations_of_a_page_are_asked_for_in_one_question() -> None:
    held = [long_one(n, 12) if n % 2 else long_one(n, 3) for n in range(1, 9)]
    asking = whole({f"I_{n}": (12, 0) for n in (1, 3, 5, 7)})
    found = list(completed(asking, held, is_cut))
    assert [len(node["reviews"]["nodes"]) for node in found] == [12, 3] * 4
    assert len(asking.asked) == 1


def test_the_longest_are_read_to_their_end() -> None:
    asking = whole({"I_7": (250, 230)})
    [found] = completed(asking, [long_one(7, 250, 230)], is_cut)
    assert len(list(nodes(found["reviews"]))) == 250
    assert len(list(nodes(found["comments"]))) == 230
    assert len(asking.asked) == 1 + 2 + 2


def test_where_conversations_are_too_much_halves_of_them_are_asked_for() -> None:
    asking = whole({f"I_{n}": (12, 0) for n in range(1, 9)})
    plain = asking.answer

    def answer(query: str, variables: Mapping[str, Any], errors: list[Any]) -> Any:
        if len(variables["ids"]) > 3:
            raise TOO_MUCH
        return plain(query, variables, errors)

    asking.answer = answer
    assert len(list(completed(asking, [long_one(n, 12) for n in range(1, 9)], is_cut))) == 8


def test_a_conversation_that_is_gone_meanwhile_is_left_out() -> None:
    asking = whole({"I_1": (12, 0)})
    plain = asking.answer

    def answer(query: str, _: Mapping[str, Any], errors: list[Any]) -> Any:
        errors.append({"type": "NOT_FOUND", "path": ["nodes", 1], "message": "gone"})
        return {"nodes": [*plain(query, {"ids": ["I_1"]}, errors)["nodes"], None]}

    asking.answer = answer
    assert [node["number"] for node in completed(asking, [long_one(1, 12), long_one(2, 12)], is_cut)] == [1]
