"""The paper of a signed letter, read again by poppler and qpdf."""

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from chalicelib.documents.evidence import Whose
from chalicelib.documents.letter import SignedPaper, signed_paper
from chalicelib.errors import MissingGlyph

ADDRESS = "https://training.example/verify/AbCdEfGh12345678"
HASH = "0123456789abcdef" * 4
BROWSER = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_2 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
ROW = ("115 年 3 月 2 日 08:50:00", "講座簽署", "講座", "203.0.113.7", BROWSER, HASH)


def drawing(size: tuple[int, int] = (600, 300)) -> bytes:
    """Red from edge to edge."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(image).rectangle([0, 0, size[0] - 1, size[1] - 1], fill=(200, 0, 0, 255))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def paper(**changed: object) -> SignedPaper:
    plain = SignedPaper(
        title="課堂授權書",
        number="L1150302-ABCDEF",
        paragraphs=[
            ("text", "立書人同意下列條款。"),
            ("fact", "立書人：王𠮷堃"),
            ("clause", "第 1 條　重製講義。"),
            ("grant", "授權 公務人員訓練處"),
        ],
        signer="王𠮷堃",
        whose=Whose("臺北市政府公務人員訓練處", "臺北"),
        signed_at="115 年 3 月 2 日 08:50:00（臺北時間）",
        drawing=drawing(),
        typed_name="",
        evidence=[("立書人", "王𠮷堃"), ("網路位址", "203.0.113.7"), ("簽署內容之雜湊值（SHA-256）", HASH)],
        events=[("1", *ROW)],
        verify_url=ADDRESS,
        made_at="製作時間：115 年 3 月 2 日",
    )
    return replace(plain, **changed)


def text_of(pdf: bytes, path: Path) -> str:
    (path / "letter.pdf").write_bytes(pdf)
    subprocess.run(["qpdf", "--check", path / "letter.pdf"], check=True, capture_output=True)
    said = subprocess.run(["pdftotext", "-raw", path / "letter.pdf", "-"], capture_output=True, text=True, check=True).stdout
    return re.sub(r"[^\S\f]", "", said)


def pixels(path: Path, page: int) -> Iterator[tuple[tuple[int, int], tuple[int, int, int]]]:
    """((x, y), colour) of the page as poppler draws it at 144 dots an inch."""
    subprocess.run(["pdftoppm", "-r", "144", "-f", str(page), "-l", str(page), "-png", path / "letter.pdf", path / "page"], check=True)
    picture = Image.open(next(path.glob("page*.png"))).convert("RGB")
    data = picture.tobytes()
    for at in range(0, len(data), 3):
        yield (at // 3 % picture.width, at // 3 // picture.width), (data[at], data[at + 1], data[at + 2])


def test_everything_is_in_the_text(tmp_path: Path) -> None:
    """Every paragraph, the signer, the time, each fact of the evidence, each cell of the chain and the address can be read as text."""
    content = paper()
    text = text_of(signed_paper(content), tmp_path)
    squeezed = re.sub(r"\s", "", text)
    words = [each for _, each in content.paragraphs] + [each for pair in content.evidence for each in pair]
    for word in (*words, content.signed_at, content.number, ADDRESS, "203.0.113.7", "講座簽署", "查驗", "簽署證據"):
        assert re.sub(r"\s", "", word) in squeezed, word


def test_rare_characters_stay_what_they_are(tmp_path: Path) -> None:
    """𠮷, 堃 and 喆 come out as they went in, in bold too."""
    assert "立書人（簽名）：𠮷堃喆" in text_of(signed_paper(paper(signer="𠮷堃喆")), tmp_path)


@pytest.mark.parametrize("place", ["signer", "title", "typed_name", "paragraphs"])
def test_a_missing_glyph_in_what_was_signed_stops_the_paper(place: str) -> None:
    """No part of what somebody signed is drawn with a gap."""
    strange = "\ue000"
    values: dict[str, object] = {"paragraphs": [("text", strange)]}
    with pytest.raises(MissingGlyph):
        signed_paper(paper(**{place: values.get(place, strange)}))


def test_the_evidence_may_hold_anything(tmp_path: Path) -> None:
    """What a browser calls itself is not the signer's: a box stands for what no font has."""
    events = [("1", "開啟 \ue000", *ROW[1:])]
    assert "開啟□" in text_of(signed_paper(paper(events=events, evidence=[("瀏覽器", "\ue001")])), tmp_path)


@pytest.mark.parametrize("size", [(600, 300), (300, 600), (1000, 100)])
def test_a_drawing_is_not_distorted(size: tuple[int, int], tmp_path: Path) -> None:
    """Wide or high, the signature keeps its shape and stays within its frame."""
    (tmp_path / "letter.pdf").write_bytes(signed_paper(paper(drawing=drawing(size), signer="x")))
    red = [at for at, (r, g, b) in pixels(tmp_path, 1) if r > 150 and g < 60 and b < 60]
    (left, right), (top, bottom) = ((min(side), max(side)) for side in zip(*red, strict=True))
    shape = (right - left + 1) / (bottom - top + 1)
    assert shape == pytest.approx(size[0] / size[1], rel=0.15)


def test_a_typed_name_says_that_it_was_typed(tmp_path: Path) -> None:
    """Who typed the name instead of drawing it is said to have agreed that way."""
    text = text_of(signed_paper(paper(drawing=b"", typed_name="王𠮷堃")), tmp_path)
    assert "（以輸入姓名表示同意）" in text


def test_a_long_chain_goes_on_with_its_heading(tmp_path: Path) -> None:
    """Sixty events take several pages, each with the columns' names, none lost and none cut."""
    text = text_of(signed_paper(paper(events=[(str(number), *ROW) for number in range(1, 61)])), tmp_path)
    pages = text.split("\f")[2:-1]
    assert len(pages) > 2
    assert all("雜湊值（SHA-256）" in page for page in pages)
    assert len(re.findall(r"203\.0\.113\.7", text)) == 61


def test_a_long_letter_breaks_between_lines(tmp_path: Path) -> None:
    """Forty clauses over several pages, all there; the signature stands whole on one page with its time."""
    clauses = [("clause", f"第 {number} 條　" + "臺北市政府公務人員訓練處得重製講義並散布給本班學員。" * 3) for number in range(1, 41)]
    text = text_of(signed_paper(paper(paragraphs=clauses)), tmp_path)
    pages = text.split("\f")
    assert all(f"第{number}條" in text for number in range(1, 41))
    assert any("立書人（簽名）" in page and "簽署時間" in page for page in pages)


@pytest.mark.parametrize("lines", range(26, 44, 2))
def test_a_signature_never_stands_alone(lines: int, tmp_path: Path) -> None:
    """However long the letter, some of what is signed stands on the signature's own page."""
    clauses = [("fact", f"第 {number} 行") for number in range(1, lines)] + [
        ("clause", "最後一條" + "，立書人同意以電子方式簽署本授權書" * 4)
    ]
    pages = text_of(signed_paper(paper(paragraphs=clauses)), tmp_path).split("\f")
    (signed,) = [page for page in pages if "立書人（簽名）" in page]
    assert "電子方式簽署" in signed.partition("立書人（簽名）")[0]


def test_metadata_is_chinese_and_the_same_twice() -> None:
    """Title and language are in the file, and the same letter gives the same bytes, so that only the seal differs."""
    pdf = signed_paper(paper())
    assert b"zh-TW" in pdf
    assert pdf == signed_paper(paper())
