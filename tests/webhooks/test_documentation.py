"""The pages that answers on GitHub lead to."""

import pytest

from bot.store.database import Database
from webhooks.app import create_app


@pytest.mark.parametrize(
    ("path", "said"),
    [("/commands.html", "/giveback check [ORGANIZATION]"), ("/configuration.html", "Whose project it is")],
)
def test_both_pages_are_served_as_the_code_tells_them(database: Database, path: str, said: str) -> None:
    answer = create_app(database).test_client().get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/html"
    assert said in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_the_pages_lead_to_each_other_and_to_the_index(database: Database) -> None:
    text = create_app(database).test_client().get("/commands.html").text
    assert 'href="configuration.html"' in text
    assert 'href="index.html"' in text
