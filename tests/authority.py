"""A time-stamping authority of the test's own: certificates made here, answers signed by `openssl ts`."""

from __future__ import annotations

import datetime
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from small_web import SmallWeb, page

CONFIG = """\
[tsa]
default_tsa = tsa1
[tsa1]
dir = {folder}
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


@dataclass
class SmallAuthority:
    """`roots` (PEM) lead to it; `answer(query)` is its signed answer to a query (both DER)."""

    folder: Path
    roots: bytes

    def answer(self, query: bytes) -> bytes:
        (self.folder / "query.tsq").write_bytes(query)
        command = [
            "openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query.tsq", "-signer", "tsa.pem",
            "-inkey", "tsa.key", "-out", "answer.tsr",
        ]  # fmt: skip
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "answer.tsr").read_bytes()


def make_authority(folder: Path) -> SmallAuthority:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not on this machine")
    folder.mkdir(parents=True)
    root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    root = _certificate("The root", root_key, "The root", root_key, ca=True)
    own = _certificate("The clock", key, "The root", root_key, ca=False)
    (folder / "tsa.pem").write_bytes(own.public_bytes(serialization.Encoding.PEM))
    (folder / "tsa.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    return SmallAuthority(folder, root.public_bytes(serialization.Encoding.PEM))


def _certificate(
    name: str, key: rsa.RSAPrivateKey, issuer: str, signer: rsa.RSAPrivateKey, *, ca: bool
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if not ca:
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(signer, hashes.SHA256())


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> SmallAuthority:
    return make_authority(tmp_path_factory.mktemp("authority") / "one")


@pytest.fixture
def clock(authority: SmallAuthority) -> Iterator[tuple[SmallWeb, str]]:
    """The authority at an address: the machine that answers, and the address."""
    web = SmallWeb()
    web.answers["/stamp"] = lambda: [
        page(authority.answer(web.body), "Content-Type: application/timestamp-reply")
    ]
    yield web, f"http://127.0.0.1:{web.port}/stamp"
    web.close()
