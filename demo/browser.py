"""A browser without a picture: opens pages, fills forms in and sends them, follows redirects, keeps cookies."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests

_TIMEOUT = 30


class PageError(Exception):
    """A page that somebody looked for is not the one that came."""


@dataclass
class Form:
    """A form: where it goes, and what it holds before anybody fills it in."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    boxes: set[str] = field(default_factory=set)
    """What may be ticked."""


class Page(HTMLParser):
    """A page as it was shown: its address, its heading, its forms."""

    def __init__(self, url: str, text: str) -> None:
        super().__init__()
        self.url, self.heading, self.forms = url, "", list[Form]()
        self._in_heading = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See where headings and forms begin, and what forms hold."""
        given = {name: value or "" for name, value in attrs}
        if tag == "h1":
            self._in_heading = not self.heading
        elif tag == "form":
            self.forms.append(Form(urljoin(self.url, given.get("action", ""))))
        elif tag in {"input", "button"} and self.forms and "name" in given:
            if given.get("type") == "checkbox":
                self.forms[-1].boxes.add(given["name"])
            else:
                self.forms[-1].fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """See where a heading ends."""
        self._in_heading = self._in_heading and tag != "h1"

    def handle_data(self, data: str) -> None:
        """Take a heading's words."""
        if self._in_heading:
            self.heading += data


class Browser:
    """One person's browser; `page` is what it shows. Raises PageError where a page says that something is wrong."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False  # loopback, whatever proxy the machine has
        self.page = Page("", "")

    def open(self, url: str) -> Page:
        """Open an address."""
        return self._shown(self._session.get(url, timeout=_TIMEOUT))

    def send(self, filled: Mapping[str, str] | None = None) -> Page:
        """Fill the first form in that has all these fields, and send it."""
        values = dict(filled or {})
        for form in self.page.forms:
            if values.keys() <= form.fields.keys() | form.boxes:
                return self._shown(self._session.post(form.action, data=form.fields | values, timeout=_TIMEOUT))
        raise PageError(f"{self.page.url}: no form has the fields {', '.join(values) or 'at all'}")

    def choose(self, name: str, value: str) -> Page:
        """Send the form that has this value already, as a button of a list does."""
        for form in self.page.forms:
            if form.fields.get(name) == value:
                return self._shown(self._session.post(form.action, data=form.fields, timeout=_TIMEOUT))
        raise PageError(f"{self.page.url}: there is no {name} {value} to choose")

    def _shown(self, answer: requests.Response) -> Page:
        self.page = Page(answer.url, answer.text)
        if not answer.ok:
            raise PageError(f"{answer.url}: {answer.status_code} {self.page.heading}")
        return self.page
