"""PDF papers, judged by poppler and qpdf rather than by the library that wrote them."""

import re
import subprocess

import pytest

from chalicelib.documents.fonts import missing
from chalicelib.documents.lines import wrap
from chalicelib.documents.pdf import SeatCell, name_cards, seat_plan, sheet

RARE = "王𠮷祥 游錫堃 陳喆 李栢峯 林煊 山﨑 𠊎 瓦歷斯‧諾幹 A·b•c"
LONG = "Maria-Isabel Fernández García de la Vega y Martínez-Bordiú"
AGENCY = "臺北自來水事業處（陽明營業分處供水股暨設備維護班）"
COLUMNS = [("座號", 14.0), ("姓名", 36.0), ("機關", 58.0), ("簽到", 40.0)]
MADE_AT = "製表時間：114-03-04 16:30"


def people(count: int) -> list[tuple[str, str, str]]:
    names = ["王𠮷祥", "游錫堃", LONG, "瓦歷斯‧諾幹‧阿穆依"]
    return [(str(at), names[at % 4], AGENCY) for at in range(1, count + 1)]


def squeezed(text: str) -> str:
    """Without white space: where a line breaks is no matter here."""
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """One of each paper, 40 people, on disk."""
    folder = tmp_path_factory.mktemp("papers")
    seats = [[SeatCell(*person) for person in people(40)[at : at + 10]] for at in range(0, 40, 10)]
    rows = [[*person, ""] for person in people(40)]
    files = {
        "sheet": sheet("簽到表", "第 3 期", COLUMNS, rows, MADE_AT, note="請簽名"),
        "seats": seat_plan("座位表", "第 3 期", "講台", [[*row[:5], None, *row[5:]] for row in seats], MADE_AT),
        "cards": name_cards("名條", people(40), MADE_AT),
    }
    for name, data in files.items():
        (folder / f"{name}.pdf").write_bytes(data)
    return folder


def text_of(path) -> str:
    return subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True, text=True).stdout


@pytest.mark.parametrize("name", ["sheet", "seats", "cards"])
def test_every_name_is_in_the_text_whole(papers, name):
    """Forty people are found by pdftotext, names uncut and unreplaced."""
    text = squeezed(text_of(papers / f"{name}.pdf"))
    for person in ("王𠮷祥", "游錫堃", squeezed(LONG), "瓦歷斯‧諾幹‧阿穆依"):
        assert text.count(person) == 10
    assert text.count(AGENCY) == 40
    assert MADE_AT.replace(" ", "") in text


@pytest.mark.parametrize("name", ["sheet", "seats", "cards"])
def test_qpdf_finds_no_fault_and_fonts_are_embedded(papers, name):
    """The file is sound, and every font in it is embedded."""
    subprocess.run(["qpdf", "--check", papers / f"{name}.pdf"], check=True, capture_output=True)
    fonts = subprocess.run(["pdffonts", papers / f"{name}.pdf"], capture_output=True, check=True, text=True).stdout.splitlines()[2:]
    assert len(fonts) >= 2
    assert all(line.split()[-5] == "yes" for line in fonts)


def test_header_repeats_and_pages_are_counted(papers):
    """The table's header and the title stand on every page, with page x of y."""
    pages = text_of(papers / "sheet.pdf").split("\f")[:-1]
    assert len(pages) == 2
    for at, page in enumerate(pages, start=1):
        assert all(name in page for name in ("簽到表", "座號", "姓名", "機關"))
        assert f"第{at}頁／共2頁" in squeezed(page)


@pytest.mark.parametrize("name", ["sheet", "seats", "cards"])
def test_nothing_is_drawn_over_the_edge(papers, name):
    """Every word lies on the page."""
    xml = subprocess.run(["pdftotext", "-bbox", papers / f"{name}.pdf", "-"], capture_output=True, check=True, text=True).stdout
    for page in xml.split("<page ")[1:]:
        width, height = (float(value) for value in re.search(r'width="([\d.]+)" height="([\d.]+)"', page).groups())
        boxes = [tuple(map(float, box)) for box in re.findall(r'xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)"', page)]
        assert boxes
        assert all(left > 20 and right < width - 20 and top > 0 and bottom < height for left, top, right, bottom in boxes)


def test_metadata(papers):
    """Title, language and a fixed date are in the file; the same input gives the same bytes."""
    info = subprocess.run(["pdfinfo", papers / "cards.pdf"], capture_output=True, check=True, text=True).stdout
    assert re.search(r"Title: +名條", info)
    assert b"zh-TW" in (papers / "cards.pdf").read_bytes()
    assert name_cards("名條", people(40), MADE_AT) == (papers / "cards.pdf").read_bytes()


def test_a_missing_character_stops_no_paper_of_others(tmp_path):
    """A box stands for what no font has, the foot of each page names it, and what nobody sees leaves no gap."""
    (tmp_path / "cards.pdf").write_bytes(name_cards("名條", [("1", "王\U0002b75b", ""), ("2", "葛\U000e0100\u200b城", "")], MADE_AT))
    text = subprocess.run(["pdftotext", tmp_path / "cards.pdf", "-"], capture_output=True, check=True, text=True).stdout
    assert [each in text for each in ("王□", "葛城", "□：字型缺字 U+2B75B")] == [True, True, True]


def test_names_of_every_script_that_people_here_have():
    """Indigenous, Hakka and Taiwanese letters with their marks, Vietnamese, Polish, Hangul, kana, Cyrillic, dots and apostrophes."""
    assert missing("Yapasuyongʉ ɨŋḻʼʔ ṳo̍o͘ Nguyễn Żółć Şığő 김철수 さくら Иван 瓦歷斯‧諾幹・ʻ") == ""


def test_rare_characters_are_drawable():
    """Between them the fonts have the rare characters of names, and every Chinese character of Big5."""
    assert missing(RARE) == ""
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    pairs = (bytes((lead, trail)).decode("cp950", "ignore") for lead in range(0xA4, 0xFA) for trail in trails)
    assert missing("".join(pairs)) == ""


def test_no_people():
    """A paper without people is still a paper."""
    assert sheet("簽到表", "", COLUMNS, [], MADE_AT).startswith(b"%PDF")
    assert seat_plan("座位表", "", "講台", [], MADE_AT).startswith(b"%PDF")
    assert name_cards("名條", [], MADE_AT).startswith(b"%PDF")


def test_indigenous_names_break_at_a_dot():
    """The parts of a name with dots stay whole where they fit."""
    assert wrap("瓦歷斯‧諾幹‧阿穆依", 6, len) == ["瓦歷斯‧", "諾幹‧阿穆依"]


def test_opening_and_closing_marks_stay_with_their_text():
    """No line ends with an opening bracket or begins with a closing one."""
    assert wrap("臺北市（大安）區", 4, len) == ["臺北市", "（大安）", "區"]


def test_lines_keep_every_character_and_words_whole():
    """Wrapping loses nothing but spaces at line ends, and breaks a Latin word only when it is wider than the line."""
    lines = wrap("王Maria García（臺北）abcdefghijkl", 8, len)
    assert squeezed("".join(lines)) == squeezed("王Maria García（臺北）abcdefghijkl")
    assert all(len(line) <= 8 for line in lines)
    assert "García" in "|".join(lines)
