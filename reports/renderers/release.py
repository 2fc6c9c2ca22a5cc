"""What a closed month's release says in the operator's scorecard repository: its state, its files, what changed."""

from typing import Any

from reports.renderers.labels import month_label, promise
from reports.renderers.markdown_sheets import table
from reports.renderers.reading import reading_line, subjects_line
from reports.renderers.text_safety import markdown_inline
from reports.renderers.wording import difference_line, state_line

_MOST_DIFFERENCES = 10


def tag(month: str) -> str:
    """The tag of a month's release; its revisions keep it."""
    return f"scorecard-{month}"


def title(content: dict[str, Any], meta: dict[str, Any]) -> str:
    """The title of the release, as plain text."""
    return f"Scorecard {month_label(content['month'])}, {meta['state']}, revision {meta['revision']}"


def body(content: dict[str, Any], meta: dict[str, Any], pages: str | None) -> str:
    """The text of the release; `pages` is where the site is seen, without a slash at its end."""
    lines = [f"**{state_line(meta)}**", "", f"{subjects_line(content)}. Methodology {content['methodology']}.", ""]
    if reading := reading_line(content):
        lines += [markdown_inline(reading), ""]
    if difference := difference_line(meta):
        lines += [markdown_inline(difference), ""]
        rows = [
            [markdown_inline(_shown(change[key])) for key in ("path", "before", "after")]
            for change in meta["difference"][:_MOST_DIFFERENCES]
        ]
        lines += table(["Value", "Before", "Now"], rows)
        if meta["difference_count"] > len(rows):
            lines += ["The sidecar names more of them.", ""]
    lines += [f"- SHA-256 of `{content['month']}.json`: `{meta['sha256']}`"]
    lines += [f"- Signed with the Ed25519 key `{meta['public_key']}`; the signature is in the sidecar"]
    if pages is not None:
        lines += [f"- [The pages]({pages}/{content['month']}/index.html)"]
    return "\n".join([*lines, "", promise(), ""])


def _shown(value: object) -> str:
    return "nothing" if value is None else str(value)
