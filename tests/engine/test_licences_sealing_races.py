"""Sealing under real concurrency: a message that comes to several workers at once makes one document."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from chalicelib.cloud import files
from chalicelib.cloud.keys import SEAL_CERTIFICATE
from chalicelib.documents.seal import Verdict, check
from chalicelib.domains.licences import store
from chalicelib.domains.licences.links import token_of
from chalicelib.domains.licences.signing import sealing_worker, signing
from chalicelib.errors import Conflict
from chalicelib.records.hash_chain import chain_holds
from tests.scenes.licences import PHONE, class_with_talks, send, signed_form


def test_four_workers_make_one_document(now: datetime) -> None:
    """Letter, file and hash belong together, whoever was first, and the chain names the sealing once."""
    (letter,) = send(class_with_talks(now), now)
    token = token_of(letter.id, 1)
    signing.sign(token, signed_form(token, now), PHONE, now)

    def seal() -> None:
        try:
            sealing_worker.seal_letter(letter.id, now)
        except Conflict:  # SQS would deliver it again
            return

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(seal) for _ in range(4)]:
            done.result()
    stands, events = store.find_letter(letter.id), store.events(letter.id)
    assert stands
    assert stands.document == "ready"
    assert chain_holds(events)
    assert [event.kind for event in events].count("sealed") == 1
    assert (events[-1].detail or {})["sha256"] == stands.document_sha256
    assert check(files.read(stands.document_key), files.read(SEAL_CERTIFICATE)).verdict is Verdict.GENUINE
    assert store.find_pointer("DOCUMENT", stands.document_sha256) == (letter.id, "document", 0)
