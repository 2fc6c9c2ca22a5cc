"""Errors by what the reader can do about them; the command line turns each into a message and an exit status."""

import re

# Up to the last @ before the path, as those read it who connect. On the web the user alone may be a token.
_WEB_SECRET = re.compile(r"(?i)\b(https?://)[^\s/]*@")
_SECRET = re.compile(r"(\b[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@]*):[^\s/]*@")
# GitHub's tokens by their prefixes, of any length: those of installations are 40 characters or a whole JWT.
_TOKEN = re.compile(r"\b(gh[pousr]_|github_pat_)[A-Za-z0-9_.-]{8,}")
_JWT = re.compile(r"\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]{5,}(?:\.[A-Za-z0-9_-]*)?")
_KEY = re.compile(r"-----BEGIN ([A-Z ]*PRIVATE KEY)-----.*?(?:-----END \1-----|\Z)", re.DOTALL)
_CODE = re.compile(r"(/app-manifests/)[^/\s]+")  # whoever has it gets the keys of a new App
_HEADER = re.compile(r"""(?i)(\bauthorization['"]?\s*[:=]\s*['"]?(?:bearer|token|basic)\s+)[^\s'"]+""")


class GivebackError(Exception):
    """The root: one sentence that names the thing, and the way out."""

    exit_status = 1

    def __init__(self, message: str, remedy: str = "") -> None:
        message = masked(message)
        super().__init__(message)
        self.message = message
        self.remedy = masked(remedy)

    def __str__(self) -> str:
        return f"{self.message}\n{self.remedy}" if self.remedy else self.message


class InputError(GivebackError):
    """What was given cannot be used: the caller mends it and tries again."""

    exit_status = 2


class BusyError(GivebackError):
    """Somebody else holds what is needed: try again later."""

    exit_status = 2


class NotYetError(GivebackError):
    """Nothing is wrong, and it cannot be done now: it may be tried again from `until` on (seconds since 1970)."""

    def __init__(self, message: str, until: int) -> None:
        super().__init__(message, "It goes on by itself.")
        self.until = until


class ClaimLostError(GivebackError):
    """Another worker has taken over what is being done here, since this one was not heard of: the rest is theirs."""


class RegistryError(InputError):
    """The registry's files do not hold together: every problem, each with its file and line."""

    def __init__(self, problems: list[str], remedy: str = "") -> None:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__(
            f"The registry has {count}:\n" + "\n".join(f"  {problem}" for problem in problems),
            remedy or "Mend the lines named. `giveback registry check` says more once all of them load.",
        )
        self.problems = problems


def masked(text: str) -> str:
    """Hide passwords in addresses, GitHub's tokens, JWTs and private keys: whoever is shown a text may pass it on."""
    text = _SECRET.sub(r"\1:***@", _WEB_SECRET.sub(r"\1***@", text))
    text = _HEADER.sub(r"\1***", _KEY.sub(r"-----BEGIN \1----- ***", text))
    return _JWT.sub("eyJ***", _TOKEN.sub(r"\1***", _CODE.sub(r"\1***", text)))
