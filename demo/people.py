"""Who lives in the fictional world: people, their addresses, and the automation that works beside them.

Nobody here exists. Company and personal addresses are under `.example`; mailboxes at real providers have a made-up
name, and GitHub's noreply addresses a made-up number and login.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

FIRST_ID = 1_900_000_000  # far above GitHub's highest user number
_FIRST = (
    "Ada Bruno Chidi Dana Emil Farah Goran Hana Ivo Jonna Kofi Lena Mads Noor Oskar Petra Quirin Rosa Sami Tova "
    "Ulla Viggo Wanda"
)
_LAST = (
    "Ashgrove Brambleton Calderwick Dunmarrow Elmsworthy Fennimoor Gallowhyll Harrowgaite Inkpenny Junipertree "
    "Kettlebrook Larkhollow Mossbank Nettlefold Oakenshire Pebblewick Quenchwell Ravenmoor Saltmarsh Thistledown "
    "Umberfield Violetree Willowbeck Yarrowgate Zephyrine Amberlund Birchwater Cloverfeld Dewberry"
)
FIRST_NAMES, LAST_NAMES = tuple(_FIRST.split()), tuple(_LAST.split())
ZONES = ("+0000", "+0200", "-0700", "+0900", "+0530", "-0500")


@dataclass(frozen=True)
class Person:
    """A name as git shows it, the addresses it commits with (the usual one first), a login and a time zone."""

    name: str | bytes
    addresses: tuple[str, ...]
    login: str = ""
    zone: str = "+0000"

    @property
    def address(self) -> str:
        """The usual address."""
        return self.addresses[0]


def _made(number: int, domain: str | None) -> Person:
    first, last = FIRST_NAMES[number % len(FIRST_NAMES)], LAST_NAMES[number % len(LAST_NAMES)]
    login = f"{first}-{last}-demo".lower()
    noreply = f"{FIRST_ID + number}+{login}@users.noreply.github.com"
    gmail = f"fictional.{first}.{last}@gmail.com".lower()
    personal = f"{first}@{last}.example".lower()
    if domain is None:
        addresses = ((noreply,), (gmail,), (personal, noreply), (f"{login}@users.noreply.github.com",))[number % 4]
    else:
        usual = f"{first}.{last}@{domain}".lower()
        addresses = {3: (usual, noreply), 6: (noreply, usual), 8: (usual, gmail)}.get(number % 10, (usual,))
    return Person(f"{first} {last}", addresses, login, ZONES[number % len(ZONES)])


# team → how many people, and the domains of their addresses in turn (None: no employer's address)
_TEAMS: Mapping[str, tuple[int, tuple[str | None, ...]]] = {
    "acme": (15, ("acme.example", "acme.example", "lab.acme.example")),
    "borealis": (5, ("borealis.example",)),
    "fjord": (3, ("fjordbank.example",)),
    "nimbus": (9, ("nimbus.example", "eu.nimbus.example")),
    "larkspur": (4, ("larkspur.example",)),
    "kestrel": (3, ("kestrel.example",)),
    "granite": (9, ("granite.example", "graniteml.example")),
    "heron": (4, ("heron.example",)),
    "zeta": (3, ("zeta.example",)),
    "quill": (2, ("quill.example",)),
    "osprey": (1, ("osprey.example",)),
    "midway": (7, ("midway.example", "cs.midway.example")),
    "natlab": (3, ("ai.natlab.example",)),
    "commons": (3, ("commons.example",)),
    "independents": (12, (None,)),
    "passers-by": (80, (None,)),
}


def _roster() -> dict[str, tuple[Person, ...]]:
    numbers = count()
    return {
        team: tuple(_made(next(numbers), domains[place % len(domains)]) for place in range(size))
        for team, (size, domains) in _TEAMS.items()
    }


ROSTER: Mapping[str, tuple[Person, ...]] = _roster()

WEB_FLOW = Person("GitHub", ("noreply@github.com",))
PATCHBOT = Person("patchbot[bot]", (f"{FIRST_ID + 900}+patchbot[bot]@users.noreply.github.com",), "patchbot[bot]")
TIDYBOT = Person("tidybot[bot]", (f"{FIRST_ID + 901}+tidybot[bot]@users.noreply.github.com",), "tidybot[bot]")
QUILL = Person("Quill", ("noreply@quill.example",), "quill[bot]")
QUILL_APP = Person("quill[bot]", (f"{FIRST_ID + 902}+quill[bot]@users.noreply.github.com",), "quill[bot]")
ACME_RELEASES = Person("Acme Releases", ("releases@acme.example",), "acme-releases")
FORMULA = Person('=HYPERLINK("https://evil.example","x")', ("formula@hostile.example",), "formula-demo")
MARKDOWN = Person("[Mal](javascript:alert(1)) | @everyone `x`", ("mal@hostile.example",), "mal-demo")
MARKUP = Person("<b>Eve</b>", ("eve@hostile.example",), "eve-demo")
LATIN = Person(b"Bj\xf8rn \xc5gren", ("bjorn@hostile.example",), "bjorn-demo")
FORWARDED = Person("Nils Farborough", ("nils@alumni.example",), "nils-demo")
HAVEN = Person("Mia Safekeep", ("mia@mailhaven.example",), "mia-demo")
