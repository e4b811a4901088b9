"""The set-up step that copies the browser's third-party files."""

import re
import runpy
from pathlib import Path

import pytest

from chalicelib.site_map import MENU

ASSETS = runpy.run_path(str(Path(__file__).resolve().parents[2] / "infra/setup/assets.py"))
TICK = '<!-- @license lucide -->\n<svg\n  class="x"\n>\n  <path d="M1 1" />\n</svg>\n'


@pytest.fixture
def icons(tmp_path: Path) -> Path:
    (tmp_path / "check.svg").write_text(TICK)
    return tmp_path


def test_finds_icons_named_in_templates_menus_and_scripts(tmp_path: Path) -> None:
    """Every way of naming an icon by a literal puts it in the sprite, and a variable puts in nothing."""
    (tmp_path / "templates/classes").mkdir(parents=True)
    (tmp_path / "domains/people").mkdir(parents=True)
    (tmp_path / "static").mkdir()
    (tmp_path / "templates/classes/list.html").write_text("""{{ ui.icon('bell') }}{{ ui.button("x", icon="upload") }}{{ icon(kind) }}""")
    (tmp_path / "domains/people/routes.py").write_text("""NAV = [{"label": "帳號", "icon": "users"}]""")
    (tmp_path / "static/counter.js").write_text("""use.setAttribute("href", "/static/vendor/icons.svg#volume-2")""")
    found = ASSETS["icons_used"](tmp_path) - ASSETS["KINDS"] - ASSETS["SCRIPTED"]
    assert found == {"bell", "upload", "users", "volume-2"}


def test_sprite_keeps_the_licence_and_inherits_the_text_colour(icons: Path) -> None:
    """The sprite names its licence and draws in the colour of the words beside it."""
    text = ASSETS["sprite"](icons, {"check"}).decode()
    assert "@license lucide" in text
    assert '<symbol id="check"' in text
    assert 'stroke="currentColor"' in text
    assert '<path d="M1 1" />' in text


def test_unknown_icon_stops_with_its_name(icons: Path) -> None:
    """A misspelt icon stops the set-up and is named, instead of leaving a blank on the page."""
    with pytest.raises(Exception, match="chekc"):
        ASSETS["sprite"](icons, {"check", "chekc"})


def test_writes_only_what_differs(tmp_path: Path) -> None:
    """A second run over the same content writes nothing."""
    write = ASSETS["write"]
    assert write({"a.js": b"1", "b.js": b"2"}, tmp_path) == ["a.js", "b.js"]
    assert write({"a.js": b"1", "b.js": b"3"}, tmp_path) == ["b.js"]


def test_missing_node_modules_says_what_to_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without node_modules the step fails and says to run npm ci."""
    assert ASSETS["main"](tmp_path) == 1
    assert "npm ci" in capsys.readouterr().err


def test_every_icon_of_the_menu_is_found() -> None:
    """An icon that the set-up does not find by its literal would be a gap on every page."""
    found = ASSETS["icons_used"](Path(__file__).resolve().parents[2] / "chalicelib")
    assert {entry.icon for entry in MENU} - found == set()


def test_every_icon_that_a_template_names_is_found() -> None:
    """A name handed on to a macro by its place is not seen by the set-up: every literal that is the name of an icon is found."""
    root = Path(__file__).resolve().parents[2]
    found = ASSETS["icons_used"](root / "chalicelib")
    drawn = {path.stem for path in (root / "node_modules/lucide-static/icons").glob("*.svg")}
    literals = {
        name
        for path in (root / "chalicelib/templates").rglob("*.html")
        for name in re.findall(r'"([a-z]+(?:-[a-z0-9]+)+)"', path.read_text("utf-8"))
    }
    assert literals & drawn - found == set()
