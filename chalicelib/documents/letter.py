"""A signed letter as a PDF: its text, the signature, and a page of evidence. For every paper that a person signs on a page of ours."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Literal

from chalicelib.documents import fonts
from chalicelib.documents.evidence import Whose, draw_evidence
from chalicelib.documents.lines import LINE_HEIGHT, MM_PER_POINT, wrap
from chalicelib.documents.paper import Box, Look, Paper
from chalicelib.documents.qr import qr_png

BODY = 11.5
SMALL = 9.0
INDENT = 8.0
SIGNATURE = Box(0, 0, 70, 28)
SIGNED_ROOM = SIGNATURE.h + 24
LAST_LINES = 8
SIGNER, TYPED, SIGNED_AT = "立書人（簽名）", "（以輸入姓名表示同意）", "簽署時間"
Kind = Literal["text", "fact", "clause", "grant"]


@dataclass(frozen=True)
class SignedPaper:
    """Everything that is printed, as texts. `paragraphs` are (kind, text) with kind text, fact, clause or grant.

    `drawing` is the signature as PNG, or empty where `typed_name` stands for it. `evidence` are (label, text); `events` the rows of the
    chain as number, time, what, by whom, network address, browser, hash.
    """

    title: str
    number: str
    paragraphs: Sequence[tuple[str, str]]
    signer: str
    signed_at: str
    drawing: bytes
    typed_name: str
    evidence: Sequence[tuple[str, str]]
    events: Sequence[Sequence[str]]
    verify_url: str
    made_at: str
    whose: Whose
    notes: Sequence[str] = field(default_factory=tuple)
    signer_label: str = SIGNER


def signed_paper(content: SignedPaper, *, created: datetime | None = None) -> bytes:
    """The PDF, not yet sealed. Raises MissingGlyph before anything is drawn when no font has a character of what was signed.

    The evidence (a browser's name, say) may hold anything: there a box stands for it.
    """
    fonts.require("".join((content.title, content.signer, content.typed_name, *(text for _, text in content.paragraphs))))
    paper = Paper(content.title, f"編號 {content.number}", content.made_at, _texts(content), created=created)
    paper.set_author(content.whose.sealer)
    paper.add_page()
    for number, (kind, text) in enumerate(content.paragraphs, start=1):
        if number == len(content.paragraphs):
            _keep_with_signature(paper, text)
        _paragraph(paper, kind, text)
    _signature(paper, content)
    paper.add_page()
    verify = (qr_png(content.verify_url), content.verify_url)
    draw_evidence(paper, content.evidence, content.notes, content.events, verify, whose=content.whose)
    return paper.to_bytes()


def _texts(content: SignedPaper) -> list[str]:
    texts = [text for _, text in content.paragraphs] + [text for pair in content.evidence for text in pair]
    fixed = [
        *content.whose.fixed,
        content.signer_label,
        TYPED,
        SIGNED_AT,
        content.signer,
        content.signed_at,
        content.typed_name,
        content.verify_url,
    ]
    return [*texts, *(cell for row in content.events for cell in row), *content.notes, *fixed]


def _paragraph(paper: Paper, kind: str, text: str) -> None:
    if kind == "grant":
        _flow(paper, text, SMALL + 1, indent=INDENT, shade=True)
        paper.set_y(paper.get_y() + 2)
    else:
        paper.set_y(paper.get_y() + (2.5 if kind == "clause" else 1))
        _flow(paper, text, BODY)


def _flow(paper: Paper, text: str, size: float, *, indent: float = 0, shade: bool = False, style: Literal["", "B"] = "") -> None:
    """Line after line over the pages; a page never ends within a line."""
    step = size * MM_PER_POINT * LINE_HEIGHT
    width = paper.epw - indent
    for line in wrap(text, width / size, paper.measure(style)):
        if paper.get_y() + step > paper.bottom:
            paper.add_page()
        box = Box(paper.l_margin + indent, paper.get_y(), width, step)
        if shade:
            paper.set_fill_color(240)
            paper.rect(box.x - 2, box.y, box.w + 2, box.h, style="F")
        paper.lines_in(box, [line], size, Look(size, size, style, "L"))
        paper.set_y(box.y + step)


def _keep_with_signature(paper: Paper, last: str) -> None:
    """A signature alone on a page would sign nothing: the last paragraph goes along, unless it is so long that it breaks anyway."""
    lines = len(wrap(last, paper.epw / BODY, paper.measure("")))
    needed = lines * BODY * MM_PER_POINT * LINE_HEIGHT + 2.5 + SIGNED_ROOM
    if lines <= LAST_LINES and paper.get_y() + needed > paper.bottom:
        paper.add_page()


def _signature(paper: Paper, content: SignedPaper) -> None:
    if paper.get_y() + SIGNED_ROOM > paper.bottom:
        paper.add_page()
    paper.set_y(paper.get_y() + 6)
    _flow(paper, f"{content.signer_label}：{content.signer}", BODY, style="B")
    top = paper.get_y() + 1
    paper.set_draw_color(150)
    paper.rect(paper.l_margin, top, SIGNATURE.w, SIGNATURE.h)
    inner = Box(paper.l_margin + 2, top + 2, SIGNATURE.w - 4, SIGNATURE.h - 4)
    if content.drawing:
        paper.image(
            BytesIO(content.drawing), inner.x, inner.y, inner.w, inner.h, keep_aspect_ratio=True, alt_text=f"{content.signer}的簽名"
        )
    else:
        paper.text_in(inner, f"{content.typed_name}\n{TYPED}", Look(16, 8))
    paper.set_y(top + SIGNATURE.h + 2)
    _flow(paper, f"{SIGNED_AT}：{content.signed_at}", BODY)
