"""Makes the certificate of the seal key, which lives in KMS and never leaves it.

`python -m infra.setup.seal_certificate` writes a self-signed certificate to the documents bucket, where the workers read it. With
`--request` it prints a certificate request for a CA instead (as the government's own); the CA's answer, its chain behind it, is put there
with `--install FILE`. `--trust FILE` adds the root of a time-stamp service. Certificates that stand there stay, behind the new one: what
was sealed under them is judged by them.
Needs the settings of the stage in the environment, and kms:Sign and kms:GetPublicKey on the key.
"""

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from chalicelib.centre import centre

PLACE = "seal/certificate.pem"
_LIVES = timedelta(days=5 * 365)


def _name() -> x509.Name:
    """The centre's, as its profile has it."""
    own = {NameOID.COUNTRY_NAME: "TW", NameOID.ORGANIZATION_NAME: centre().name, NameOID.COMMON_NAME: f"{centre().name}電子封條"}
    return x509.Name([x509.NameAttribute(kind, text) for kind, text in own.items()])


class KeyElsewhere(ec.EllipticCurvePrivateKey):
    """A P-256 key that only signs, through a function; cryptography's builders ask for nothing more."""

    def __init__(self, public: bytes, sign: Callable[[bytes], bytes]) -> None:
        key = serialization.load_der_public_key(public)
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise TypeError("the seal's key is not on an elliptic curve")
        self._public = key
        self._sign = sign

    def public_key(self) -> ec.EllipticCurvePublicKey:
        return self._public

    @property
    def curve(self) -> ec.EllipticCurve:
        return self._public.curve

    @property
    def key_size(self) -> int:
        return self.curve.key_size

    def sign(self, data: Any, signature_algorithm: ec.EllipticCurveSignatureAlgorithm) -> bytes:
        return self._sign(bytes(data))

    def exchange(self, *_: Any) -> bytes:
        raise NotImplementedError

    def private_numbers(self) -> ec.EllipticCurvePrivateNumbers:
        raise NotImplementedError

    def private_bytes(self, *_: Any) -> bytes:
        raise NotImplementedError

    def __copy__(self) -> "KeyElsewhere":
        return self

    def __deepcopy__(self, memo: Any) -> "KeyElsewhere":
        return self


def self_signed(public: bytes, sign: Callable[[bytes], bytes], now: datetime) -> bytes:
    """A certificate (PEM) of five years that may only sign; `public` is DER, `sign` as chalicelib.cloud.keys.seal_signature."""
    key = KeyElsewhere(public, sign)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    builder = x509.CertificateBuilder().subject_name(_name()).issuer_name(_name()).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(minutes=5)).not_valid_after(now + _LIVES)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True).add_extension(usage, critical=True)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def request(public: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """A certificate request (PEM) for a CA."""
    key = KeyElsewhere(public, sign)
    return x509.CertificateSigningRequestBuilder().subject_name(_name()).sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--request", action="store_true")
    options.add_argument("--install", type=Path)
    options.add_argument("--trust", type=Path)
    chosen = options.parse_args()
    from chalicelib.cloud import files, keys

    if chosen.request:
        sys.stdout.write(request(keys.seal_public_key(), keys.seal_signature).decode())
        return
    standing = _standing(files)
    if chosen.trust:
        pem = bundle(standing, chosen.trust.read_bytes())
    elif chosen.install:
        pem = bundle(_of_our_key(chosen.install.read_bytes(), keys.seal_public_key()), standing)
    else:
        pem = bundle(self_signed(keys.seal_public_key(), keys.seal_signature, datetime.now(UTC)), standing)
    files.save(PLACE, pem, "application/x-pem-file")


def bundle(*parts: bytes) -> bytes:
    """The certificates of these PEM files in order, each once."""
    every = [each for part in parts if part for each in x509.load_pem_x509_certificates(part)]
    return b"".join(each.public_bytes(serialization.Encoding.PEM) for each in dict.fromkeys(every))


def _standing(files: Any) -> bytes:
    """What lies in the bucket; empty before the first."""
    from chalicelib.errors import NotFound

    try:
        return bytes(files.read(PLACE))
    except NotFound:
        return b""


def _of_our_key(pem: bytes, public: bytes) -> bytes:
    """Stops where the first certificate is of another key: no seal would hold under it."""
    first = x509.load_pem_x509_certificates(pem)[0].public_key()
    if first.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo) != public:
        raise SystemExit("the first certificate in the file is not of the seal key")
    return pem


if __name__ == "__main__":
    main()
