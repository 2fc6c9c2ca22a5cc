"""The pages of the set-up, in the look of all others: what they say, and what may be sent from them to where."""

from typing import Any
from urllib.parse import urlsplit

from flask import Response

from bot.manifest import manifest
from bot.set_up import Beginning, Done
from bot.settings import is_loopback
from reports.renderers.page_values import plain_values
from reports.renderers.templating import fill

FIELDS = ("name", "organization", "public_url", "app_id")
_POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action {sent_to}"
_HEADERS = {"Cache-Control": "no-store", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer"}


def form_page(web_url: str, values: dict[str, Any], status: int = 200, problem: str = "", remedy: str = "") -> Response:
    """The two forms; `values` are what was given before: never a secret."""
    asked = manifest()
    return _page(
        "setup.html",
        status,
        "'self'",
        host=_host(web_url),
        needs_reach=not is_loopback(urlsplit(web_url).hostname or ""),
        values={**dict.fromkeys(FIELDS, ""), "public": False, **values},
        problem=problem,
        remedy=remedy,
        permissions=asked.permissions,
        events=asked.events,
    )


def continue_page(web_url: str, name: str, beginning: Beginning) -> Response:
    """The form that goes to GitHub, which may come back to us."""
    parts = urlsplit(web_url)
    return _page(
        "setup_continue.html",
        200,
        f"'self' {parts.scheme}://{parts.netloc}",
        host=_host(web_url),
        name=name,
        address=beginning.address,
        manifest=beginning.manifest,
    )


def done_page(web_url: str, done: Done) -> Response:
    """The App was imported."""
    app = done.app
    paragraphs = [f"This deployment is the App {app.name or app.slug} now. Its keys are stored encrypted."]
    return said_page("Set up", paragraphs, web_url, 200, done.remarks, done.install_address, "Install it on GitHub")


def said_page(
    title: str,
    paragraphs: list[str],
    web_url: str,
    status: int,
    remarks: tuple[str, ...] = (),
    address: str = "",
    words: str = "",
) -> Response:
    """A page that says something, and where to go on."""
    return _page(
        "setup_said.html",
        status,
        "'none'",
        title=title,
        paragraphs=paragraphs,
        host=_host(web_url),
        remarks=remarks,
        address=address,
        words=words,
    )


def _page(template: str, status: int, sent_to: str, **values: Any) -> Response:
    policy = _POLICY.format(sent_to=sent_to)
    plain = {**plain_values((), "setup"), "link": "/{}".format, "content_security": policy}
    response = Response(fill(template, {**plain, **values}), status, mimetype="text/html")
    response.headers["Content-Security-Policy"] = f"{policy}; frame-ancestors 'none'"
    response.headers.update(_HEADERS)
    return response


def _host(web_url: str) -> str:
    return urlsplit(web_url).netloc
