"""What a commit message says: its pull request, trailers, what it reverts, and whether an AI agent is named.

Pure parsing of strangers' text: linear in its length, never failing.
"""

import hashlib
import re
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from bot.facts import PersonSeen, TrailerSeen

CO_AUTHORED = "co-authored-by"
_LONGEST_LINE = 1000
_LONGEST_NAME = 200
_LONGEST_ADDRESS = 320
_LONGEST_REMEMBERED = 200
_MOST_TRAILERS = 500
_MOST_REVERTED = 100

# No pull request has the number 0, nor a number with zeros before it.
_NUMBER = re.compile(rb"\(#([1-9]\d{0,8})\)\s*\Z")
_MERGED_NUMBER = re.compile(rb"\AMerge (?:pull request|PR) #([1-9]\d{0,8})\b")
# Blanks at a line's ends are never `\s*`: that spans line breaks, and takes hours over a million of them.
_RESOLVED = re.compile(rb"(?m)^Pull Request resolved: \S*?/([\w.-]+/[\w.-]+)/pull/([1-9]\d{0,8})[ \t\r]*$")
_REVERT_SUBJECT = re.compile(rb"\A(?:\[[^\]\n]{0,40}\] ?)?(?:reverts?|back ?out)\b", re.IGNORECASE)
_REVERTED_SUBJECT = re.compile(
    rb'\A[^"\n]{0,60}"(?:Merge (?:pull request|PR) #([1-9]\d{0,8})\b|[^\n]*\(#([1-9]\d{0,8})\)")'
)
_REVERTED_SHA = re.compile(rb"(?m)^[ \t]*(?:This reverts commit|Original commit changeset:) ([0-9a-f]{7,64})\b")
_REVERTED_NUMBER = re.compile(rb"(?m)^[ \t]*Reverts ([\w.-]+/[\w.-]+)?#([1-9]\d{0,8})[ \t\r]*$")
# The trailer as people really write it.
_CO_AUTHOR = re.compile(rb"co-?auth?or(?:ed|s|e|d)?-by")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]+")


class MessageSeen(NamedTuple):
    """What one message says, as far as anything is counted by it.

    `reverts_sha` may be several, parted by blanks, each once and in the message's order.
    """

    number: int | None
    trailers: tuple[TrailerSeen, ...]
    is_revert: bool
    reverts_sha: str | None
    reverts_number: int | None
    ai_marked: bool


def person(name: bytes, address: bytes) -> PersonSeen:
    """Clean a name and an address: UTF-8 with replacements, no control or direction characters, bounded length."""
    # Strangers choose both: what is remembered of them is bounded in bytes, too.
    return _remembered(name, address) if len(name) + len(address) <= _LONGEST_REMEMBERED else _cleaned(name, address)


def shown(text: str, longest: int = _LONGEST_NAME) -> str:
    """Clean somebody's words: one line, no control or direction characters, bounded length."""
    return " ".join(_CONTROL.sub(" ", text).split())[:longest]


def _cleaned(name: bytes, address: bytes) -> PersonSeen:
    mail = _CONTROL.sub("", address.decode("utf-8", "replace")).strip().strip("<>").strip().lower()
    if len(mail) > _LONGEST_ADDRESS:
        # Two long addresses stay two accounts.
        mail = f"{mail[:200]}#{hashlib.sha256(mail.encode()).hexdigest()[:16]}"
    return PersonSeen(shown(name.decode("utf-8", "replace")), mail)


_remembered = lru_cache(maxsize=20_000)(_cleaned)


def subject_number(subject: bytes) -> int | None:
    """Give N of a subject that ends in '(#N)'."""
    match = _NUMBER.search(subject[-_LONGEST_LINE:])
    return int(match[1]) if match else None


def merged_number(subject: bytes) -> int | None:
    """Give the pull request that a merge commit's subject names."""
    match = _MERGED_NUMBER.match(subject)
    return int(match[1]) if match else subject_number(subject)


def resolved_number(message: bytes, repository: str) -> int | None:
    """Give N of the merge bot's line 'Pull Request resolved: …/owner/name/pull/N', for this repository only."""
    for match in _RESOLVED.finditer(message):
        if match[1].decode().lower() == repository.lower():
            return int(match[2])
    return None


def parse_message(message: bytes, ai_trailers: tuple[bytes, ...], names: tuple[str, ...] = ()) -> MessageSeen:
    """Read one raw message of the repository that has, or had, these `names`.

    `ai_trailers` are lower-case beginnings of lines that mark an agent's work.
    """
    subject, _, body = message.partition(b"\n")
    is_revert, sha, number = _reverted(subject, body, names)
    trailers: tuple[TrailerSeen, ...] = ()
    ai_marked = False
    if body:
        lowered = body.lower()
        if b"-by:" in lowered or b"-by :" in lowered:
            trailers = _trailers(body)
        ai_marked = any(beginning in lowered and _begins_a_line(lowered, beginning) for beginning in ai_trailers)
    return MessageSeen(subject_number(subject), trailers, is_revert, sha, number, ai_marked)


def _reverted(subject: bytes, body: bytes, names: tuple[str, ...]) -> tuple[bool, str | None, int | None]:
    by_subject = _REVERT_SUBJECT.match(subject) is not None
    is_stated = b"revert" in body or b"Original commit" in body
    stated = islice(_REVERTED_SHA.finditer(body), _MOST_REVERTED) if is_stated else ()
    shas = " ".join(dict.fromkeys(match[1].decode() for match in stated))
    if not by_subject and not shas:
        return False, None, None
    return True, shas or None, _reverted_number(subject if by_subject else b"", body, names)


def _reverted_number(subject: bytes, body: bytes, names: tuple[str, ...]) -> int | None:
    """Give the pull request of this repository that a revert names; another repository's is none of ours."""
    is_elsewhere = False
    for match in _REVERTED_NUMBER.finditer(body):
        if match[1] is None or match[1].decode().lower() in (name.lower() for name in names):
            return int(match[2])
        is_elsewhere = True
    named = None if is_elsewhere else _REVERTED_SUBJECT.match(subject[:_LONGEST_LINE])
    return int(named[1] or named[2]) if named else None


def _trailers(body: bytes) -> tuple[TrailerSeen, ...]:
    found: dict[TrailerSeen, None] = {}
    for line in body.splitlines():
        key, colon, value = line[:_LONGEST_LINE].strip().partition(b":")
        word = key.rstrip().lower()
        if not colon or not word.endswith(b"-by") or len(word) > 40 or not word.replace(b"-", b"").isalpha():  # noqa: PLR2004
            continue
        name, opening, rest = value.partition(b"<")
        address, closing, _ = rest.partition(b">")
        if _CO_AUTHOR.fullmatch(word):
            word = CO_AUTHORED.encode()
        if opening and closing and address.strip():
            found[TrailerSeen(word.decode("ascii", "replace"), person(name.strip(), address.strip()))] = None
            if len(found) >= _MOST_TRAILERS:
                break
    return tuple(found)


def _begins_a_line(text: bytes, beginning: bytes) -> bool:
    return any(line.lstrip().startswith(beginning) for line in text.splitlines())
