import subprocess
import sys

from content_builder import build_content

from reports.renderers import RENDERERS, Selection


def test_the_text_renderers_are_in_a_fixed_order() -> None:
    assert list(RENDERERS) == ["md", "json", "csv"]


def test_every_renderer_takes_the_same_and_gives_text() -> None:
    assert all(render(build_content(), None, Selection()).endswith("\n") for render in RENDERERS.values())


def test_text_is_rendered_without_loading_what_pages_need() -> None:
    # The command line starts fast only if a scorecard in text loads no template engine.
    code = "import sys, reports.renderers; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
