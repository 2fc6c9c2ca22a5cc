"""Errors by what the reader can do about them; the command line turns each into a message and an exit status."""


class GivebackError(Exception):
    """The root: one sentence that names the thing, and the way out."""

    exit_status = 1

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n{self.remedy}" if self.remedy else self.message


class InputError(GivebackError):
    """What was given cannot be used: the caller mends it and tries again."""

    exit_status = 2


class BusyError(GivebackError):
    """Somebody else holds what is needed: try again later."""

    exit_status = 2


class RegistryError(InputError):
    """The registry's files do not hold together: every problem, each with its file and line."""

    def __init__(self, problems: list[str], remedy: str = "") -> None:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__(
            f"The registry has {count}:\n" + "\n".join(f"  {problem}" for problem in problems),
            remedy or "Mend the lines named. `giveback registry check` says more once all of them load.",
        )
        self.problems = problems
