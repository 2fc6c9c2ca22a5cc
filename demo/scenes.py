"""The rare things that real histories hold, each once or a few times: what the counting rules must not fall over."""

from collections.abc import Callable, Mapping
from random import Random

from demo.contents import Changed
from demo.history import History, Landed
from demo.landing import MAINTAINERS, SIDE, title, trailer, web_flow
from demo.people import (
    ACME_RELEASES,
    FORMULA,
    FORWARDED,
    HAVEN,
    LATIN,
    MARKDOWN,
    MARKUP,
    PATCHBOT,
    QUILL_APP,
    ROSTER,
    TIDYBOT,
    Person,
)

Scene = Callable[[History, int], None]
BULK_LINES = 30_000
OCTOPUS_ARMS = 3


def _by(history: History, person: Person, at: int, changed: Changed, *body: str, heading: str | None = None) -> None:
    history.commit(
        history.signed(person, at),
        at,
        heading or title(history),
        changed,
        number=history.next_number(),
        body=body,
        committer=web_flow(at),
    )


def bump(history: History, at: int) -> None:
    """A bot moves a dependency: lock file only."""
    version = f"1.{history.rng.randint(2, 40)}"
    number = history.next_number()
    subject = f"Bump loomcore from {version}.0 to {version}.1"
    lock = history.contents.fresh(history.rng.randint(80, 160))
    signed = history.signed(PATCHBOT, at)
    body = ["Bumps loomcore.", "", trailer("Signed-off-by", PATCHBOT)]
    other = {"package-lock.json": b"".join(lock)}
    history.commit(signed, at, subject, {}, number=number, body=body, other=other, committer=web_flow(at))


def unlisted_bot(history: History, at: int) -> None:
    """A bot that no registry lists."""
    _by(history, TIDYBOT, at, history.contents.typo(), heading="Tidy the documentation")


def release(history: History, at: int) -> None:
    """A company's shared service identity makes a release."""
    version = f"{history.rng.randint(2, 9)}.{history.rng.randint(0, 30)}"
    history.commit(history.signed(ACME_RELEASES, at), at, f"Release {version}", {"VERSION": (f"{version}\n".encode(),)})


def bulk(history: History, at: int) -> None:
    """Thirty thousand lines at once."""
    changed: Changed = {"tables/reference.txt": history.contents.fresh(BULK_LINES)}
    _by(history, MAINTAINERS[history.name], at, changed, heading="Import the reference tables")


def generated(history: History, at: int) -> None:
    """Generated, vendored, lock and minified files beside a few lines of work."""
    other = {
        path: b"".join(history.contents.fresh(history.rng.randint(200, 900)))
        for path in ("vendor/fastmath/fast.c", "third/ring.c", "web/app.min.js", "proto/wire_pb2.py", "gen/kernels.cu")
    }
    other["package-lock.json"] = b"".join(history.contents.fresh(300))
    person = ROSTER["borealis"][1]
    signed, number = history.signed(person, at), history.next_number()
    changed = history.contents.code_change()
    history.commit(signed, at, "Vendor fastmath", changed, number=number, other=other, committer=web_flow(at))


def binary(history: History, at: int) -> None:
    """A picture."""
    other = {"assets/logo.png": b"\x89PNG\0" + history.rng.randbytes(1_500)}
    history.commit(history.signed(MAINTAINERS[history.name], at), at, "Refresh the logo", {}, other=other)


def pure_rename(history: History, at: int) -> None:
    """A file changes its place and nothing else."""
    old = next(path for path in sorted(history.contents.lines) if path.startswith("docs/"))
    new = old.replace("docs/", "docs/guide-")
    signed = history.signed(MAINTAINERS[history.name], at)
    history.commit(signed, at, "Move the guide", {}, renames={old: new}, number=history.next_number())


def rename_with_edits(history: History, at: int) -> None:
    """A file changes its place and a few of its lines."""
    old = max(
        sorted(history.contents.lines), key=lambda path: len(history.contents.lines[path]) * path.startswith("src/")
    )
    new = old.replace(".py", "_core.py")
    lines = history.contents.lines[old]
    changed: Changed = {new: (*lines[:-2], *history.contents.fresh(3))}
    signed = history.signed(MAINTAINERS[history.name], at)
    history.commit(signed, at, "Split off the core", changed, renames={old: new}, number=history.next_number())


def empty(history: History, at: int) -> None:
    """A commit that changes nothing."""
    history.commit(history.signed(MAINTAINERS[history.name], at), at, "Trigger the build", {})


def same_number(history: History, at: int) -> None:
    """Three commits of one pull request, each with its number."""
    number = history.next_number()
    for part in range(3):
        signed = history.signed(ROSTER["borealis"][0], at + part)
        changed = history.contents.code_change()
        history.commit(signed, at + part, f"Rework the router, part {part + 1}", changed, number=number)


def plain_revert(history: History, at: int) -> None:
    """`git revert` of the last change that nothing has touched since."""
    target = _revertible(history)
    body = [f"This reverts commit {target.sha}."]
    _undo(history, at, target, body, heading=f'Revert "{_subject(target)}"', numbered=False)


def web_revert(history: History, at: int) -> None:
    """The web page's revert, itself a pull request; an hour later it is reverted in its turn."""
    target = _revertible(history)
    first = _undo(history, at, target, [f"Reverts {history.name}#{target.number}"])
    _undo(history, at + 3_600, first, [f"Reverts {history.name}#{first.number}"])


def unresolved_revert(history: History, at: int) -> None:
    """A revert of something that is not in this history."""
    body = ["This reverts commit " + "0123456789" * 4 + "."]
    person = MAINTAINERS[history.name]
    _by(history, person, at, history.contents.code_change(), *body, heading='Revert "Try the other allocator"')


def octopus(history: History, at: int) -> None:
    """Three side branches in one merge."""
    assert history.tip is not None
    tips: list[str] = []
    changed: Changed = {}
    for arm in range(OCTOPUS_ARMS):
        signed = history.signed(ROSTER["commons"][arm % 2], at + arm)
        new: Changed = {f"src/arm_{arm}_{at}.py": history.contents.fresh(9)}
        files = {path: b"".join(lines or ()) for path, lines in new.items()}
        tips.append(history.write(signed, signed, title(history), files, parents=[history.tip], branch=f"{SIDE}-{arm}"))
        changed |= new
    signed = history.signed(MAINTAINERS[history.name], at + OCTOPUS_ARMS)
    files = {path: b"".join(lines or ()) for path, lines in changed.items()}
    history.tip = history.write(signed, signed, "Merge three topics", files, parents=[history.tip, *tips])


def agent_alone(history: History, at: int) -> None:
    """An agent as the only author."""
    _by(history, QUILL_APP, at, history.contents.code_change())


def agent_for_a_human(history: History, at: int) -> None:
    """An agent as author, the human who asked as co-author."""
    _by(history, QUILL_APP, at, history.contents.code_change(), trailer("Co-authored-by", ROSTER["borealis"][0]))


def human_with_agent(history: History, at: int) -> None:
    """Humans with an agent: once as a co-author, once in a trailer of its own."""
    person, other = ROSTER["acme"][1], ROSTER["borealis"][1]
    lines = ["Co-authored-by: Quill <noreply@quill.example>", trailer("Co-authored-by", other)]
    _by(history, person, at, history.contents.code_change(), *lines)
    _by(history, other, at + 60, history.contents.code_change(), "Assisted-by: Quill", trailer("Reviewed-by", person))


def hostile(history: History, at: int) -> None:
    """Names made to break a page, a table, a spreadsheet or a decoder, and a path of the same sort."""
    for place, person in enumerate((FORMULA, MARKDOWN, LATIN)):
        _by(history, person, at + place * 60, history.contents.code_change(), trailer("Co-authored-by", MARKUP))
    path = 'notes/<i>tab\there</i> "&" 1.txt'
    signed = history.signed(FORMULA, at + 240)
    history.commit(signed, at + 240, "<script>alert(1)</script> | [x](y) @all", {}, other={path: b"one\ntwo\n"})
    history.commit_literally(b"<b>Eve</b> <eve@hostile.example>", at + 300, "=1+1")


def odd_mailboxes(history: History, at: int) -> None:
    """Work under a forwarding address and at a mailbox provider."""
    for place, person in enumerate((FORWARDED, HAVEN)):
        _by(history, person, at + place * 60, history.contents.code_change(), trailer("Signed-off-by", person))


def absurd_dates(history: History, at: int) -> None:
    """Work dated before there was git, and after it landed."""
    for place, authored in enumerate((86_400, 4_070_908_800)):
        signed = history.signed(ROSTER["natlab"][0], authored)
        changed = history.contents.code_change()
        history.commit(
            signed, at + place, title(history), changed, number=history.next_number(), committer=web_flow(at + place)
        )


def one_small_change(history: History, at: int) -> None:
    """The consultant who leaves one change in every project."""
    _by(history, ROSTER["osprey"][0], at, history.contents.code_change())


def sync(history: History, source: list[Landed], at: int) -> None:
    """Copy changes of another tracked project, in their authors' names."""
    for place, landed in enumerate(source):
        kit = {f"kit/{path}": b"".join(lines) for path, lines in landed.after.items() if lines is not None}
        number = f" (#{landed.number})" if landed.number else ""
        subject = f"Sync with tensorkit {landed.sha[:12]}: {landed.title}{number}"
        history.commit(landed.author, at + place, subject, {}, other=kit, body=[f"Upstream-commit: {landed.sha}"])


def _revertible(history: History) -> Landed:
    now = history.contents.lines
    return next(
        landed
        for landed in reversed(history.log)
        if landed.number and landed.after and all(now.get(path) == lines for path, lines in landed.after.items())
    )


def _undo(
    history: History, at: int, target: Landed, body: list[str], *, heading: str | None = None, numbered: bool = True
) -> Landed:
    return history.commit(
        history.signed(MAINTAINERS[history.name], at),
        at,
        heading or f'Revert "{_subject(target)}"',
        dict(target.before),
        number=history.next_number() if numbered else None,
        body=body,
    )


def _subject(landed: Landed) -> str:
    return f"{landed.title} (#{landed.number})" if landed.number else landed.title


SCENES: Mapping[str, Mapping[str, tuple[Scene, ...]]] = {
    "acme/tensorkit": {
        "2024-03": (pure_rename, rename_with_edits),
        "2024-05": (generated, web_revert),
        "2025-02": (same_number, unresolved_revert),
        "2025-11": (plain_revert, octopus),
        "2026-03": (release, one_small_change),
        "2026-06": (generated, binary, web_revert, agent_for_a_human, release, pure_rename),
        "2026-07": (plain_revert, human_with_agent, agent_alone, same_number, empty, rename_with_edits, bump),
    },
    "commons/loom": {
        "2025-03": (unlisted_bot, agent_alone),
        "2025-10": (octopus, one_small_change),
        "2026-06": (octopus, unlisted_bot, unresolved_revert, human_with_agent),
        "2026-07": (empty, web_revert, agent_for_a_human, odd_mailboxes),
    },
    "commons/harrow": {
        "2025-06": (bulk,),
        "2025-12": (one_small_change, binary),
        "2026-06": (bump, empty),
        "2026-07": (human_with_agent, bump),
    },
    "granite/graniteml": {"2024-09": (bulk, generated), "2026-02": (one_small_change,), "2026-07": (bulk,)},
    "lantern/evalbench": {
        "2025-05": (hostile,),
        "2026-04": (one_small_change,),
        "2026-07": (hostile, odd_mailboxes, absurd_dates),
    },
    "borealis/pebble": {"2026-01": (one_small_change,), "2026-07": (agent_alone, binary)},
    "acme/tensorkit-lite": {"2026-05": (one_small_change,)},
}


def mirrored(source: list[Landed], first: int, last: int, rng: Random) -> list[Landed]:
    """What a mirror takes over of a month: some changes that landed in [first, last), in their order."""
    month = [landed for landed in source if first <= landed.at < last and landed.after]
    return sorted(rng.sample(month, min(len(month), 6)), key=lambda landed: landed.at)
