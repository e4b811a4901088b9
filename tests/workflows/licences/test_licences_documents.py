"""The sealed document of a signed letter: made once, read again with other tools, and never taken for genuine after a change."""

import re
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from chalicelib.cloud import files
from chalicelib.cloud.clients import client
from chalicelib.cloud.keys import SEAL_CERTIFICATE
from chalicelib.documents.seal import Verdict, check
from chalicelib.domains.licences import store
from chalicelib.domains.licences.letters import sending
from chalicelib.domains.licences.model import Letter
from chalicelib.domains.licences.signing import sealing_worker, signing
from chalicelib.records.hash_chain import chain_holds
from chalicelib.records.sealing_worker import sealed
from infra.local.iam.acting import acting
from tests.scenes.licences import ORGANIZER, PHONE, class_with_talks, invitation, link_in, order, send, signed_form, signed_letter

Drain = Callable[[], int]
SentMail = Callable[[], list[Any]]


@pytest.fixture
def letter(now: datetime, drain: Drain, sent_mail: SentMail) -> Letter:
    """Signed and sealed."""
    signed = signed_letter(class_with_talks(now), now, drain, sent_mail)
    drain()
    return stands(signed.id)


@pytest.fixture
def document(letter: Letter) -> bytes:
    return files.read(letter.document_key)


@pytest.fixture
def certificate() -> bytes:
    return files.read(SEAL_CERTIFICATE)


def stands(letter_id: str) -> Letter:
    found = store.find_letter(letter_id)
    assert found
    return found


def said_by(tool: list[str], document: bytes, folder: Path) -> str:
    """What a command prints about the file."""
    path = folder / "letter.pdf"
    path.write_bytes(document)
    done = subprocess.run([part.replace("FILE", str(path)) for part in tool], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_the_document_says_everything(letter: Letter, document: bytes, tmp_path: Path) -> None:
    """pdftotext finds the works, each clause, each scope, the signer, the time in Taipei and the address, and the hash of the text."""
    text = re.sub(r"\s", "", said_by(["pdftotext", "-layout", "FILE", "-"], document, tmp_path))
    assert all(
        word in text for word in ("公文寫作", "公文實作", "林書豪", "203.0.113.7", "115年3月2日08:50:00", letter.text_sha256, letter.id)
    )
    for number, clause in enumerate(letter.clauses, start=1):
        assert re.sub(r"\s", "", f"第{number}條{clause.text}")[:30] in text
    assert text.count("授權公務人員訓練處") >= 3


def test_every_font_is_embedded(document: bytes, tmp_path: Path) -> None:
    """pdffonts finds no font that the reader's machine would have to bring."""
    lines = said_by(["pdffonts", "FILE"], document, tmp_path).splitlines()[2:]
    assert lines
    assert all(line.split()[-5] == "yes" for line in lines)


def test_the_file_is_sound(document: bytes, tmp_path: Path) -> None:
    """qpdf finds no damage."""
    assert "No syntax or stream encoding errors" in said_by(["qpdf", "--check", "FILE"], document, tmp_path)


def test_the_seal_is_genuine_under_our_certificate_only(document: bytes, certificate: bytes, now: datetime) -> None:
    """The seal holds under the centre's certificate; under another one it is somebody else's."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    from infra.setup.seal_certificate import self_signed

    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    other = self_signed(public, lambda message: key.sign(message, ec.ECDSA(hashes.SHA256())), now)
    assert check(document, certificate).verdict is Verdict.GENUINE
    assert check(document, other).verdict is Verdict.OTHER


def test_a_changed_byte_anywhere_is_found(document: bytes, certificate: bytes) -> None:
    """A flipped bit in each of sixty regions of the file, spread over all of it, is never genuine."""
    verdicts = []
    for region in range(60):
        at = region * len(document) // 60
        changed = bytearray(document)
        changed[at] ^= 0x01
        verdicts.append(check(bytes(changed), certificate).verdict)
    assert Verdict.GENUINE not in verdicts


@pytest.mark.parametrize("more", [b"\n", b"%%EOF\n", b"1 0 obj\n<</Type /Catalog>>\nendobj\nxref\n0 0\ntrailer\n<<>>\n%%EOF"])
def test_an_appended_change_is_found(document: bytes, certificate: bytes, more: bytes) -> None:
    """What is added behind the seal makes the file no longer the sealed one."""
    assert check(document + more, certificate).verdict is not Verdict.GENUINE


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7", b"%PDF-1.7\n/ByteRange [0 1 2 3]", b"\x00" * 5000])
def test_junk_is_no_sealed_file(junk: bytes, certificate: bytes) -> None:
    """Whatever is uploaded, the answer is a verdict and never a crash."""
    assert check(junk, certificate).verdict in {Verdict.UNSEALED, Verdict.ALTERED}


def test_a_message_that_comes_twice_makes_one_document(letter: Letter, now: datetime, sent_mail: SentMail, drain: Drain) -> None:
    """The second delivery leaves letter, chain and mailbox as they are."""
    before = len(sent_mail())
    sealing_worker.seal_letter(letter.id, now)
    drain()
    assert stands(letter.id) == letter
    assert len(sent_mail()) == before


def test_a_crash_between_seal_and_store_is_made_good(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """S3 takes the file and the worker dies before the letter knows: the next delivery ends with one document that is the recorded one."""
    signed = signed_letter(class_with_talks(now), now, drain, sent_mail)
    orphan = sealed(sealing_worker.draw(signed, now), sealing_worker.SEAL, now)
    files.save(f"licences/{signed.id}/orphan.pdf", orphan, "application/pdf")
    drain()
    after = stands(signed.id)
    assert after.document == "ready"
    assert after.document_sha256 in after.document_key
    assert [event.kind for event in store.events(signed.id)].count("sealed") == 1


def test_an_outage_while_sealing_is_tried_again(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """While KMS does not answer no document is made and nothing is lost; the sweep asks again, and the letter is sealed."""
    signed = signed_letter(class_with_talks(now), now, drain, sent_mail)

    def no_answer(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url="https://kms")

    events = client("kms").meta.events
    events.register("before-call.kms.Sign", no_answer)
    try:
        drain()
    finally:
        events.unregister("before-call.kms.Sign", no_answer)
    assert stands(signed.id).document == "waiting"
    with acting("every_ten_minutes"):
        assert sealing_worker.sweep(now + timedelta(minutes=11)) == 1
    drain()
    assert stands(signed.id).document == "ready"


def test_what_cannot_be_printed_is_found_before_the_letter_goes_out(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """A character that no font has is named to staff, and nobody is asked to sign it; what nobody sees stands in no letter's way."""
    strange = "林\ue000豪"
    class_ = class_with_talks(now, ("2026-03-03", "09:00", "10:50", "2", "公文寫作", strange))
    done = sending.send_letters(ORGANIZER, class_.id, order(class_, now), now)
    drain()
    assert (done.count, "「\ue000」（U+E000）" in done.why_not, len(sent_mail())) == (0, True, 0)


def test_rare_characters_are_drawn(now: datetime, drain: Drain, sent_mail: SentMail, tmp_path: Path) -> None:
    """𠮷, 堃 and 喆 stand in the document as they were typed."""
    class_ = class_with_talks(now, ("2026-03-03", "09:00", "10:50", "2", "公文寫作", "𠮷堃喆"))
    send(class_, now)
    drain()
    token = link_in(invitation(sent_mail()))
    signed = signing.sign(token, signed_form(token, now), PHONE, now)
    drain()
    assert "𠮷堃喆" in said_by(["pdftotext", "FILE", "-"], files.read(stands(signed.id).document_key), tmp_path)


def test_the_lecturer_fetches_a_copy(letter: Letter, now: datetime, sent_mail: SentMail) -> None:
    """The mail after sealing leads to the document, each fetching is in the chain, and after a year the link is dead."""
    mail = next(mail for mail in sent_mail() if "已完成簽署" in mail["Subject"])
    url = signing.fetch_copy(link_in(mail), PHONE, now)
    assert letter.document_key.rpartition("/")[2] in url
    events = store.events(letter.id)
    assert events[-1].kind == "fetched"
    assert chain_holds(events)
    with pytest.raises(Exception, match="過期"):
        signing.fetch_copy(link_in(mail), PHONE, now + timedelta(days=366))
