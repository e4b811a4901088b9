"""The electronic seal of a PDF: PAdES, certified, no change allowed. The private key stays where it is; we are given a way to sign.

PAdES B-B; where a time-stamp service is named B-T, and B-LT where its certificate and ours say how they are revoked.

What a seal proves is that the file is the one that was sealed with that key. Judged by pyHanko's `bottom_line`, and by the form that our
seals have: `bottom_line` alone takes for good what lies outside the signed bytes, namely bytes behind the last %%EOF, and changes in the
signature's own envelope (padding, the case of a hexadecimal digit, fields of the CMS that no digest covers). So the signature must cover
the whole file, and its envelope must be as we make it.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from typing import Any, TypeVar

from asn1crypto import cms, parser, pem, x509
from asn1crypto.algos import SignedDigestAlgorithm
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.sign.validation import DocumentSecurityStore, EmbeddedPdfSignature, SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import CertificateStore, SimpleCertificateStore

from chalicelib.documents.der import as_der, names_all

log = logging.getLogger(__name__)

Sign = Callable[[bytes], bytes]
Result = TypeVar("Result")
FIELD = "Seal"
# An ECDSA signature over P-256 in DER is at most 72 bytes.
_LONGEST_SIGNATURE = 72
_OUR_SIGNATURE = SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
_TIMESTAMP_SECONDS = 10
# Everything in the revision that is signed, so that a sealed file ends where its signature says.
_ONE_REVISION = DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE)


class Verdict(StrEnum):
    """What `check` finds: sealed by us and unchanged; changed after sealing; without a seal; sealed by somebody else."""

    GENUINE = "genuine"
    ALTERED = "altered"
    UNSEALED = "unsealed"
    OTHER = "other"


@dataclass(frozen=True)
class Seal:
    """`at` is the time of the time stamp, or else the one that the seal itself tells; None where nothing is to be believed."""

    verdict: Verdict
    at: datetime | None = None


def seal(pdf: bytes, certificate: bytes, sign: Sign, *, name: str, place: str, reason: str, at: datetime, timestamp_url: str = "") -> bytes:
    """The sealed file. `certificate` is a PEM bundle, the seal's own first; `sign` answers the ECDSA signature (DER, SHA-256) of a message.

    `name` and `place` say in the seal who seals and where.

    Raises pyHanko's errors when the time-stamp service does not answer, or its certificate is not rooted in the bundle.
    """
    bundle = read_bundle(certificate)
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        reason=reason,
        location=place,
        name=name,
        **(_long_term(bundle) if timestamp_url else {}),
    )
    timestamper = HTTPTimeStamper(timestamp_url, timeout=_TIMESTAMP_SECONDS) if timestamp_url else None
    signer = _Signer(bundle, sign)
    sealer = _PdfSigner(metadata, signer, timestamper=timestamper, at=at)
    return _apart(lambda: bytes(sealer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf))).getvalue()))


def check(pdf: bytes, certificate: bytes) -> Seal:
    """How the file stands to the seal of this bundle (PEM, the seal's own first).

    A broken or hostile file is never genuine, and never a crash.
    """
    bundle = read_bundle(certificate)
    try:
        return _apart(lambda: _judged(pdf, bundle))
    except Exception as error:  # whatever a stranger's file does to the parser, it is not a sealed file as we made it
        log.info("a file that was to be checked could not be read: %s", type(error).__name__)
        return Seal(_unreadable(pdf, bundle[0]))


def read_bundle(certificate: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM file, the seal's own first; then its chain, earlier ones of the same key, roots of time-stamp services."""
    return [x509.Certificate.load(der) for _, _, der in pem.unarmor(certificate, multiple=True)]


def roots_of(bundle: list[x509.Certificate]) -> list[x509.Certificate]:
    return [each for each in bundle if each.self_issued]


def _apart(work: Callable[[], Result]) -> Result:
    """In a thread of its own: pyHanko starts an event loop, and the caller's thread may have one already."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result()


def _long_term(bundle: list[x509.Certificate]) -> dict[str, Any]:
    """Looks revocation up and keeps what is answered in the file."""
    context = ValidationContext(trust_roots=roots_of(bundle), other_certs=bundle, allow_fetching=True)
    return {"embed_validation_info": True, "validation_context": context, "dss_settings": _ONE_REVISION}


class _Signer(signers.Signer):
    """Hands what is to be signed to whoever keeps the key."""

    def __init__(self, bundle: list[x509.Certificate], sign: Sign) -> None:
        chain: CertificateStore = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        chain.register_multiple(_chain(bundle))
        super().__init__(signing_cert=bundle[0], cert_registry=chain, signature_mechanism=_OUR_SIGNATURE)
        self._sign = sign

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return bytes(_LONGEST_SIGNATURE) if dry_run else self._sign(data)


def _chain(bundle: list[x509.Certificate]) -> list[x509.Certificate]:
    """Who issued the seal's certificate, up to but without the root."""
    chain: list[x509.Certificate] = []
    last = bundle[0]
    while issuer := next((each for each in bundle if each.subject == last.issuer and not each.self_issued and each not in chain), None):
        chain.append(issuer)
        last = issuer
    return chain


class _PdfSigner(signers.PdfSigner):
    """Seals at a given moment; pyHanko would look at the machine's clock."""

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._at = at

    def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self._at
        return session


def _judged(pdf: bytes, bundle: list[x509.Certificate]) -> Seal:
    signatures = PdfFileReader(BytesIO(pdf), strict=False).embedded_signatures
    if not signatures:
        return Seal(_unreadable(pdf, bundle[0]))
    ours = [each for each in signatures if _has_our_key(each.signer_cert, bundle)]
    if not ours:
        return Seal(Verdict.OTHER)
    first = ours[0]
    # The certificate is judged at the time of sealing: it may end before what was sealed does.
    moment = first.self_reported_timestamp
    own = ValidationContext(trust_roots=[first.signer_cert], allow_fetching=False, moment=moment)
    stamps = ValidationContext(trust_roots=roots_of(bundle), other_certs=bundle, allow_fetching=False, moment=moment)
    status = validate_pdf_signature(first, own, stamps)
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE and first.docmdp_level == MDPPerm.NO_CHANGES
    if not (status.bottom_line and whole and len(signatures) == 1 and _as_we_make_it(pdf, first, bundle)):
        return Seal(Verdict.ALTERED)
    return Seal(Verdict.GENUINE, status.timestamp_validity.timestamp if status.timestamp_validity else moment)


def _has_our_key(found: x509.Certificate, bundle: list[x509.Certificate]) -> bool:
    """Whether it is the seal's certificate or an earlier one of the same key. Never by name: anyone can write that."""
    return any(found.dump() == each.dump() and each.public_key.dump() == bundle[0].public_key.dump() for each in bundle)


def _as_we_make_it(pdf: bytes, signature: EmbeddedPdfSignature, bundle: list[x509.Certificate]) -> bool:
    """Whether the envelope of the signature, which no digest covers, holds only what must be there, written the only way."""
    _, start, end, _ = signature.byte_range
    digits = pdf[start + 1 : end - 1]
    if pdf[start : start + 1] + pdf[end - 1 : end] != b"<>" or digits not in {digits.upper(), digits.lower()}:
        return False
    envelope = bytes.fromhex(digits.decode("ascii"))
    written = envelope[: parser.peek(envelope)]
    if as_der(written) != written or envelope[len(written) :].strip(b"\0") or not names_all(cms.ContentInfo.load(written)):
        return False
    # What the file keeps for later validation is covered by the seal: it says whether there is a time stamp, and by whose certificates.
    stamped = "/DSS" in signature.reader.root
    kept = DocumentSecurityStore.read_dss(signature.reader).load_certs() if stamped else []
    more = signature.signer_info["unsigned_attrs"] or ()
    if [each["type"].native for each in more] != ["signature_time_stamp_token"] * stamped:
        return False
    stamps = [token["content"] for each in more for token in each["values"]]
    if signature.signer_info["signature_algorithm"].dump() != _OUR_SIGNATURE.dump() or len(stamps) != stamped:
        return False
    return _holds_no_more(signature.signed_data, "v1", bundle) and all(_holds_no_more(each, "v3", [*bundle, *kept]) for each in stamps)


def _holds_no_more(said: cms.SignedData, version: str, known: list[x509.Certificate]) -> bool:
    """Whether the fields that neither signature nor digest covers say what they must."""
    (signer,) = said["signer_infos"]
    issuer = signer["sid"].chosen["issuer"].dump()
    certificates = [each.chosen.dump() for each in said["certificates"]]
    return (
        (said["version"].native, signer["version"].native, said["crls"].native) == (version, "v1", None)
        and [each.dump() for each in said["digest_algorithms"]] == [signer["digest_algorithm"].dump()]
        and certificates == sorted(set(certificates) & {each.dump() for each in known})
        and any(each.issuer.dump() == issuer for each in known)
    )


def _unreadable(pdf: bytes, ours: x509.Certificate) -> Verdict:
    """Of a file in which no signature can be read: it was ours once if our certificate lies in it."""
    return Verdict.ALTERED if ours.dump().hex().encode() in pdf.lower() else Verdict.UNSEALED
