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
    """A name as git shows it, the addresses it commits with (the usual one first), a login with its id, a time zone."""

    name: str | bytes
    addresses: tuple[str, ...]
    login: str = ""
    zone: str = "+0000"
    number: int = 0

    @property
    def address(self) -> str:
        """The usual address."""
        return self.addresses[0]

    @property
    def shown_name(self) -> str:
        """The name as text, whatever its bytes are."""
        return self.name.decode("latin-1") if isinstance(self.name, bytes) else self.name


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
    return Person(f"{first} {last}", addresses, login, ZONES[number % len(ZONES)], FIRST_ID + number)


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


def _bot(name: str, number: int) -> Person:
    return Person(name, (f"{number}+{name}@users.noreply.github.com",), name, number=number)


def _apart(name: str | bytes, address: str, login: str, number: int) -> Person:
    return Person(name, (address,), login, number=FIRST_ID + number)


PATCHBOT, TIDYBOT = _bot("patchbot[bot]", FIRST_ID + 900), _bot("tidybot[bot]", FIRST_ID + 901)
QUILL, QUILL_APP = Person("Quill", ("noreply@quill.example",), "quill[bot]"), _bot("quill[bot]", FIRST_ID + 902)
ACME_RELEASES = _apart("Acme Releases", "releases@acme.example", "acme-releases", 910)
FORMULA = _apart('=HYPERLINK("https://evil.example","x")', "formula@hostile.example", "formula-demo", 911)
MARKDOWN = _apart("[Mal](javascript:alert(1)) | @everyone `x`", "mal@hostile.example", "mal-demo", 912)
MARKUP = _apart("<b>Eve</b>", "eve@hostile.example", "eve-demo", 913)
LATIN = _apart(b"Bj\xf8rn \xc5gren", "bjorn@hostile.example", "bjorn-demo", 914)
FORWARDED = _apart("Nils Farborough", "nils@alumni.example", "nils-demo", 915)
HAVEN = _apart("Mia Safekeep", "mia@mailhaven.example", "mia-demo", 916)
BOTS = (PATCHBOT, TIDYBOT, QUILL_APP)
PEOPLE = (
    *(person for team in ROSTER.values() for person in team),
    *(ACME_RELEASES, FORMULA, MARKDOWN, MARKUP, LATIN, FORWARDED, HAVEN),
)
"""Everybody who has an account of a person on the made-up GitHub."""
