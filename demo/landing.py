"""How ordinary changes land in the fictional repositories: squashed, merged from a side branch, or plainly on top."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from demo.contents import TOPICS, Changed, chance, joined
from demo.fast_import import Signature
from demo.history import History, Pull
from demo.people import QUILL_APP, ROSTER, WEB_FLOW, Person
from demo.work import Planned, start_of

SIDE = "side"
AGENTS_SINCE = start_of("2025-01")
VERBS = ("Fix", "Speed up", "Simplify", "Document", "Extend", "Guard", "Test", "Split")
NOUNS = ("rounding", "batching", "error messages", "the fallback path", "shape checks", "memory use", "retries")
MAINTAINERS: Mapping[str, Person] = {
    "acme/tensorkit": ROSTER["acme"][0],
    "acme/tensorkit-lite": ROSTER["acme"][0],
    "commons/loom": ROSTER["commons"][0],
    "commons/harrow": ROSTER["commons"][2],
    "granite/graniteml": ROSTER["granite"][0],
    "lantern/evalbench": ROSTER["midway"][0],
    "borealis/pebble": ROSTER["borealis"][0],
    "nimbus/strata": ROSTER["nimbus"][2],
}
MERGERS: Mapping[str, tuple[Person, ...]] = {
    "acme/tensorkit": (*ROSTER["acme"][:4] * 2, ROSTER["borealis"][0]),
    "commons/loom": (*ROSTER["commons"][:2] * 2, ROSTER["larkspur"][0], ROSTER["borealis"][0]),
    "commons/harrow": (ROSTER["commons"][2], *ROSTER["kestrel"][:2]),
    "granite/graniteml": (*ROSTER["granite"][:3] * 2, ROSTER["heron"][2]),
    "lantern/evalbench": (*ROSTER["midway"][:2], ROSTER["natlab"][0]),
    "borealis/pebble": ROSTER["borealis"][:2],
}
"""Who merges pull requests, in turn; elsewhere the maintainer alone."""


@dataclass(frozen=True)
class Side:
    """A side branch that waits for its merge: its commits, what it changed, when it began, and its pull request."""

    commits: tuple[str, ...]
    changed: Changed
    number: int
    title: str
    login: str
    began: int

    @property
    def tip(self) -> str:
        """The newest commit."""
        return self.commits[-1]


def title(history: History) -> str:
    """A subject line."""
    return title_of(history.rng)


def title_of(rng: Random) -> str:
    """A subject line, by chance."""
    return f"{rng.choice(VERBS)} {rng.choice(NOUNS)} in the {rng.choice(TOPICS)}"


def trailer(key: str, person: Person) -> str:
    """A message line that names a person."""
    return f"{key}: {person.shown_name} <{person.address}>"


def web_flow(at: int) -> Signature:
    """The committer of what was merged by a button on a web page."""
    return Signature(b"GitHub", WEB_FLOW.address.encode(), b"%d +0000" % at)


def credits_and_agents(history: History, plan: Planned, colleagues: Sequence[Person]) -> tuple[Person, list[str]]:
    """Who is the author, and the trailers: at times a co-author, a reviewer, an agent beside or before the human."""
    rng, author, lines = history.rng, plan.person, list[str]()
    agents = plan.at >= AGENTS_SINCE and plan.kind == "code"
    if agents and chance(rng, 2):
        author, lines = QUILL_APP, [trailer("Co-authored-by", plan.person)] if chance(rng, 70) else []
    if plan.kind == "code" and chance(rng, 15):
        others = [person for person in colleagues if person is not plan.person]
        lines += [
            trailer("Co-authored-by", person) for person in rng.sample(others, min(len(others), rng.choice((1, 1, 2))))
        ]
    if agents and chance(rng, 8):
        lines += ["Co-authored-by: Quill <noreply@quill.example>"] * rng.choice((1, 1, 3))
    elif agents and chance(rng, 4):
        lines.append("Assisted-by: Quill")
    if chance(rng, 12):
        lines.append(trailer("Signed-off-by", plan.person))
    if chance(rng, 8):
        lines.append(trailer("Reviewed-by", MAINTAINERS[history.name]))
    return author, lines


def land_squashed(history: History, plan: Planned, colleagues: Sequence[Person]) -> None:
    """One commit 'Title (#12)' by the author, committed by the web page."""
    author, lines = credits_and_agents(history, plan, colleagues)
    changed = history.contents.code_change() if plan.kind == "code" else history.contents.typo()
    history.commit(
        history.signed(author, plan.at - history.rng.randrange(60, 36_000)),
        plan.at,
        title(history) if plan.kind == "code" else "Fix a typo in the documentation",
        changed,
        number=history.next_number(),
        body=["Why: it was measured to be slow.", "", *lines] if lines and chance(history.rng, 50) else lines,
        committer=web_flow(plan.at),
    )


def land_plainly(history: History, plan: Planned, colleagues: Sequence[Person]) -> None:
    """One commit without a number, rebased and pushed by a maintainer."""
    author, lines = credits_and_agents(history, plan, colleagues)
    maintainer = MAINTAINERS[history.name]
    history.commit(
        history.signed(author, plan.at - history.rng.randrange(60, 36_000)),
        plan.at,
        title(history) if plan.kind == "code" else "Fix a typo in the documentation",
        history.contents.code_change() if plan.kind == "code" else history.contents.typo(),
        body=lines,
        committer=Signature(_name(maintainer), maintainer.address.encode(), f"{plan.at} {maintainer.zone}".encode()),
    )


def open_side_branch(history: History, plan: Planned, colleagues: Sequence[Person]) -> Side:
    """One to four commits on a branch that leaves the default branch at its present tip."""
    author, lines = credits_and_agents(history, plan, colleagues)
    assert history.tip is not None
    tip, all_changed, subject = history.tip, Changed(), title(history)
    commits: list[str] = []
    for place in range(history.rng.choice((1, 1, 2, 3, 4)) if plan.kind == "code" else 1):
        changed = history.contents.code_change() if plan.kind == "code" else history.contents.typo()
        at = plan.at - 3_000 + place * 600
        text = "\n".join((subject if place == 0 else title(history), *(["", *lines] if lines and place == 0 else [])))
        signed = history.signed(author, at)
        tip = history.write(signed, signed, text, joined(changed), parents=[tip], branch=SIDE)
        commits.append(tip)
        all_changed |= changed
    history.contents.held |= set(all_changed)
    return Side(tuple(commits), all_changed, history.next_number(), subject, author.login, plan.at - 3_000)


def merge(history: History, side: Side, at: int) -> None:
    """Merge a side branch as the web page does, in the maintainer's name."""
    assert history.tip is not None
    subject = f"Merge pull request #{side.number} from {side.login}/topic-{side.number}"
    history.tip = history.write(
        history.signed(merger(history.name, side.number), at),
        web_flow(at),
        f"{subject}\n\n{side.title}",
        joined(side.changed),
        parents=[history.tip, side.tip],
    )
    history.contents.held -= set(side.changed)
    history.pulls[side.number] = Pull(side.number, side.title, side.login, side.began, at, side.commits, history.tip)


def merger(repository: str, number: int) -> Person:
    """Who merges a pull request."""
    mergers = MERGERS.get(repository, (MAINTAINERS[repository],))
    return mergers[number % len(mergers)]


def _name(person: Person) -> bytes:
    return person.name if isinstance(person.name, bytes) else person.name.encode()
