import re

import pytest

from reports.renderers.templating import packaged_text

LIGHT, DARK = re.findall(r":root \{(.*?)\}", packaged_text("static", "style.css"), re.DOTALL)[:2]
READ_ON = [
    ("ink", "ground"),
    ("soft", "ground"),
    ("link", "ground"),
    ("ink", "raised"),
    ("open-ink", "open"),
    ("done-ink", "done"),
    ("chip-ink", "chip"),
]
DRAWN_ON = [("mark", "span"), ("mark", "ground"), ("strong-rule", "ground")]


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(block: str, front: str, back: str) -> float:
    colours = {name: luminance(value.ljust(6, "f")) for name, value in re.findall(r"--([\w-]+): #(\w{3,6});", block)}
    lighter, darker = sorted((colours[front], colours[back]), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("block", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), READ_ON)
def test_text_has_the_contrast_that_aa_asks_for(block: str, front: str, back: str) -> None:
    assert contrast(block, front, back) >= 4.5


@pytest.mark.parametrize("block", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), DRAWN_ON)
def test_drawings_have_the_contrast_that_aa_asks_for(block: str, front: str, back: str) -> None:
    assert contrast(block, front, back) >= 3
