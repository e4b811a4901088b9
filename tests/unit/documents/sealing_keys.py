"""Keys and certificates for tests of the seal, and a time-stamp service with a revocation list, on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

from infra.setup.seal_certificate import self_signed

DER = serialization.Encoding.DER
PEM = serialization.Encoding.PEM


class Sealer:
    """A key with its certificate (PEM) from a given day."""

    def __init__(self, since: datetime) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self.certify(since)

    def certify(self, since: datetime) -> bytes:
        public = self.key.public_key().public_bytes(DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        return self_signed(public, self.sign, since)

    def sign(self, message: bytes) -> bytes:
        return self.key.sign(message, ec.ECDSA(hashes.SHA256()))


@contextmanager
def timestamp_service(at: datetime) -> Iterator[tuple[str, bytes]]:
    """(address, PEM of its root). Stamps every request with `at`; its certificate names a revocation list at the same address."""
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    address = f"http://127.0.0.1:{server.server_port}"
    root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    root = _issue(
        "Test root", root_key, "Test root", root_key, at, [(x509.BasicConstraints(ca=True, path_length=None), True), _usage(crl=True)]
    )
    point = x509.DistributionPoint([x509.UniformResourceIdentifier(f"{address}/list.crl")], None, None, None)
    more = [
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True),
        (x509.CRLDistributionPoints([point]), False),
        _usage(crl=False),
    ]
    leaf = _issue("Test stamps", key, "Test root", root_key, at, more)
    revoked = x509.CertificateRevocationListBuilder().issuer_name(root.subject).last_update(at - timedelta(hours=1))
    crl = revoked.next_update(at + timedelta(days=30)).sign(root_key, hashes.SHA256()).public_bytes(DER)
    info = keys.PrivateKeyInfo.load(key.private_bytes(DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    stamper = DummyTimeStamper(asn1_x509.Certificate.load(leaf.public_bytes(DER)), info, fixed_dt=at)

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            self._answer("application/timestamp-reply", stamper.request_tsa_response(request).dump())

        def do_GET(self) -> None:
            self._answer("application/pkix-crl", crl)

        def _answer(self, content_type: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server.RequestHandlerClass = Service
    Thread(target=server.serve_forever, daemon=True).start()
    yield address, root.public_bytes(PEM)
    server.shutdown()
    server.server_close()


def _usage(*, crl: bool) -> tuple[x509.KeyUsage, bool]:
    return x509.KeyUsage(True, not crl, False, False, False, crl, crl, False, False), True


def _issue(
    name: str,
    key: rsa.RSAPrivateKey,
    issuer: str,
    issuer_key: rsa.RSAPrivateKey,
    at: datetime,
    extensions: list[tuple[x509.ExtensionType, bool]],
) -> x509.Certificate:
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)]) for each in (name, issuer)]
    builder = x509.CertificateBuilder().subject_name(names[0]).issuer_name(names[1]).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(at - timedelta(days=1)).not_valid_after(at.astimezone(UTC) + timedelta(days=3650))
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(issuer_key, hashes.SHA256())
