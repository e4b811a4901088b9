"""The seal: holds for the very file, and for no other. Read again by pyHanko's own validator, qpdf and poppler."""

import io
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import parser, pem, x509
from fpdf import FPDF
from pyhanko.pdf_utils.generic import NameObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from chalicelib.documents.seal import Verdict, check, seal
from tests.unit.documents.sealing_keys import Sealer, timestamp_service

WORDS = {"name": "臺北市政府公務人員訓練處", "place": "臺北市", "reason": "授權書封存"}
AT = datetime(2026, 3, 2, 0, 50, tzinfo=UTC)
# In DER: a part under a tag that no field of a signature has, and the empty parameter of an algorithm.
NOTHING, EMPTY = bytes.fromhex("a9020500"), bytes.fromhex("0500")


@pytest.fixture(scope="module")
def sealer() -> Sealer:
    return Sealer(AT - timedelta(days=1))


@pytest.fixture(scope="module")
def plain() -> bytes:
    paper = FPDF()
    for text in ("first page", "second page"):
        paper.add_page()
        paper.set_font("Helvetica", size=20)
        paper.cell(text=text)
    return bytes(paper.output())


@pytest.fixture(scope="module")
def sealed(sealer: Sealer, plain: bytes) -> bytes:
    return seal(plain, sealer.certificate, sealer.sign, **WORDS, at=AT)


def verdict(pdf: bytes, sealer: Sealer) -> Verdict:
    return check(pdf, sealer.certificate).verdict


def flipped(pdf: bytes, at: int, bit: int = 1) -> bytes:
    return pdf[:at] + bytes([pdf[at] ^ bit]) + pdf[at + 1 :]


def envelope(pdf: bytes) -> tuple[int, int, int]:
    """Where the signature's hexadecimal digits begin, where their padding begins, and where they end."""
    found = re.search(rb"/Contents <([0-9A-Fa-f]+)>", pdf)
    assert found
    return found.start(1), found.start(1) + len(found[1].rstrip(b"0")), found.end(1)


def test_a_sealed_file_is_genuine_and_tells_when(sealed: bytes, sealer: Sealer) -> None:
    """The moment in the seal is the one that was given, not the machine's clock."""
    found = check(sealed, sealer.certificate)
    assert (found.verdict, found.at) == (Verdict.GENUINE, AT)


def test_pyhankos_own_validator_agrees(sealed: bytes, sealer: Sealer) -> None:
    """PAdES, certified, no change allowed, sound and trusted."""
    signature = PdfFileReader(io.BytesIO(sealed)).embedded_signatures[0]
    root = x509.Certificate.load(pem.unarmor(sealer.certificate)[2])
    context = ValidationContext(trust_roots=[root], moment=AT)
    with ThreadPoolExecutor(1) as pool:  # it starts an event loop; a browser's test before this one left its own in our thread
        status = pool.submit(validate_pdf_signature, signature, context).result()
    assert status.bottom_line
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert status.docmdp_ok
    assert signature.docmdp_level.name == "NO_CHANGES"


def test_poppler_finds_the_whole_file_signed(sealed: bytes, tmp_path: Path) -> None:
    """pdfsig, which shares no code with pyHanko, says that the signature is valid and covers the total document; qpdf finds no fault."""
    (tmp_path / "sealed.pdf").write_bytes(sealed)
    said = subprocess.run(["pdfsig", "-nocert", tmp_path / "sealed.pdf"], capture_output=True, text=True, check=False).stdout
    assert "Total document signed" in said
    assert "Signature is Valid" in said
    subprocess.run(["qpdf", "--check", tmp_path / "sealed.pdf"], check=True, capture_output=True)


def test_a_flipped_bit_in_every_region_is_found(sealed: bytes, sealer: Sealer) -> None:
    """Three hundred places spread over the whole file, each with another bit: never genuine."""
    places = range(0, len(sealed), max(1, len(sealed) // 300))
    assert [at for at in places if verdict(flipped(sealed, at, 1 << (at % 8)), sealer) is Verdict.GENUINE] == []


def test_a_flipped_digit_of_the_envelope_is_found(sealed: bytes, sealer: Sealer) -> None:
    """No digest covers the signature's own container: each fifth digit, its letter's case, and its padding are held by their form."""
    start, padding, end = envelope(sealed)
    places = [*range(start - 1, padding, 5), padding, padding + 1, (padding + end) // 2, end - 1, end]
    assert [at for at in places for bit in (1, 2, 0x20) if verdict(flipped(sealed, at, bit), sealer) is Verdict.GENUINE] == []


@pytest.mark.parametrize(
    "more", [b"\n", b" ", b"\0" * 64, b"%%EOF\n", b"\n% a remark\n", b"\nxref\n0 0\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"]
)
def test_bytes_behind_the_end_are_found(sealed: bytes, sealer: Sealer, more: bytes) -> None:
    """What stands behind the sealed bytes makes it another file, even where no reader would show it."""
    assert verdict(sealed + more, sealer) is Verdict.ALTERED


def test_a_proper_incremental_update_is_found(sealed: bytes, sealer: Sealer) -> None:
    """A change that is appended by the book, as editors do it, is a change."""
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    writer.root["/PageMode"] = NameObject("/UseNone")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    assert len(out.getvalue()) > len(sealed)
    assert verdict(out.getvalue(), sealer) is Verdict.ALTERED


def test_a_seal_by_another_key_is_somebody_elses(plain: bytes, sealer: Sealer) -> None:
    """A certificate with our very name under another key is not ours."""
    stranger = Sealer(AT - timedelta(days=1))
    forged = seal(plain, stranger.certificate, stranger.sign, **WORDS, at=AT)
    assert verdict(forged, sealer) is Verdict.OTHER
    assert check(forged, sealer.certificate + stranger.certificate).verdict is Verdict.OTHER


def test_a_seal_of_an_earlier_certificate_holds(sealed: bytes, sealer: Sealer) -> None:
    """After the certificate was renewed, what was sealed before is genuine as long as the bundle keeps the old one."""
    renewed = sealer.certify(AT + timedelta(days=4 * 365))
    assert check(sealed, renewed + sealer.certificate).verdict is Verdict.GENUINE
    assert check(sealed, renewed).verdict is not Verdict.GENUINE


@pytest.mark.parametrize("junk", [b"", b"%PDF", b"%PDF-1.7\n/ByteRange [0 1 2 3]", b"\xff" * 9000, b"%PDF-1.7\n" + b"[" * 20_000])
def test_junk_is_unsealed_and_no_crash(junk: bytes, sealer: Sealer) -> None:
    """Whatever comes, the answer is a verdict."""
    assert verdict(junk, sealer) is Verdict.UNSEALED


def test_every_cut_of_the_file_is_no_crash(sealed: bytes, sealer: Sealer) -> None:
    """A file that was cut off anywhere is never genuine."""
    verdicts = {verdict(sealed[:end], sealer) for end in range(0, len(sealed), max(1, len(sealed) // 60))}
    assert Verdict.GENUINE not in verdicts


def test_an_unsealed_file_is_told_so(plain: bytes, sealer: Sealer) -> None:
    """A PDF that nobody signed."""
    assert verdict(plain, sealer) is Verdict.UNSEALED


@pytest.fixture(scope="module")
def stamped(plain: bytes) -> tuple[bytes, bytes, datetime]:
    """(A file with a time stamp, the bundle that vouches for it, the time that the service said.)"""
    now = datetime.now(UTC).replace(microsecond=0)  # revocation is looked up as of the machine's clock
    sealer = Sealer(now - timedelta(days=1))
    said = now + timedelta(seconds=5)
    with timestamp_service(said) as (address, root):
        bundle = sealer.certificate + root
        return seal(plain, bundle, sealer.sign, **WORDS, at=now, timestamp_url=address), bundle, said


def test_a_time_stamp_makes_it_long_term(stamped: tuple[bytes, bytes, datetime]) -> None:
    """With a time-stamp service the time is the service's (B-T), and its revocation list lies in the file (B-LT), in one revision."""
    pdf, bundle, said = stamped
    found = check(pdf, bundle)
    assert (found.verdict, found.at) == (Verdict.GENUINE, said)
    assert len(PdfFileReader(io.BytesIO(pdf)).root["/DSS"]["/CRLs"]) == 1


def test_a_flipped_bit_of_a_stamped_file_is_found(stamped: tuple[bytes, bytes, datetime]) -> None:
    """Two hundred places spread over the whole file: never genuine."""
    pdf, bundle, _ = stamped
    places = range(0, len(pdf), max(1, len(pdf) // 200))
    assert [at for at in places if check(flipped(pdf, at), bundle).verdict is Verdict.GENUINE] == []


def test_no_part_of_the_envelope_can_be_added_taken_or_renamed(stamped: tuple[bytes, bytes, datetime]) -> None:
    """Each part of the signature's container once more under a tag of no meaning, left out, or with such a part behind it: never genuine.

    Nothing tells whether a service wrote its algorithm with the empty parameter or without it: that alone may come and go.
    """
    pdf, bundle, _ = stamped
    start, _, end = envelope(pdf)
    digits = bytes.fromhex(pdf[start:end].decode())
    changed = list(other_forms(digits[: parser.peek(digits)]))
    verdicts = [check(pdf[:start] + each.hex().encode().ljust(end - start, b"0") + pdf[end:], bundle).verdict for each in changed]
    assert len(changed) > 500
    assert [at for at, found in enumerate(verdicts) if found is Verdict.GENUINE] == []


def other_forms(written: bytes) -> Iterator[bytes]:
    """A value of ASN.1 with one part added, taken away, or under another tag, at each place once."""
    class_, method, tag, _, contents, _ = parser.parse(written)
    yield parser.emit(2, method, 9, contents)
    if not method:
        return
    parts = []
    while contents:
        parts.append(contents[: parser.peek(contents)])
        contents = contents[len(parts[-1]) :]
    yield parser.emit(class_, method, tag, b"".join([*parts, NOTHING]))
    for at, part in enumerate(parts):
        others = other_forms(part) if part == EMPTY else (*other_forms(part), b"")
        yield from (parser.emit(class_, method, tag, b"".join([*parts[:at], other, *parts[at + 1 :]])) for other in others)


def test_a_time_stamp_that_nobody_vouches_for_is_refused(plain: bytes) -> None:
    """A service whose root is not in the bundle stops the sealing, rather than making files that nobody can verify."""
    now = datetime.now(UTC)
    sealer = Sealer(now - timedelta(days=1))
    with timestamp_service(now) as (address, _), pytest.raises(Exception, match=r"path|trust|certificate"):
        seal(plain, sealer.certificate, sealer.sign, **WORDS, at=now, timestamp_url=address)


def test_a_service_that_does_not_answer_stops_the_sealing(plain: bytes, sealer: Sealer) -> None:
    """No file is made without the stamp that was asked for; the message comes again."""
    with pytest.raises(OSError, match="timestamp"):
        seal(plain, sealer.certificate, sealer.sign, **WORDS, at=AT, timestamp_url="http://127.0.0.1:9/")
