import pytest
from golden_files import FOLDER, rendered

RENDERED = rendered()


def test_every_golden_file_is_rendered() -> None:
    kept = {path.name for path in FOLDER.iterdir() if path.is_file() and path.suffix != ".py"}
    assert kept == set(RENDERED)


@pytest.mark.parametrize("name", RENDERED)
def test_what_readers_see_is_what_was_reviewed(name: str) -> None:
    assert RENDERED[name] == (FOLDER / name).read_bytes().decode("utf-8"), "run tests/golden/rewrite.py and read it"
