"""Certificates that are not to be trusted, signed by an authority that is."""

from __future__ import annotations

import asyncio
import os
import ssl
import sys
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.hostile import hostile

START = datetime(2020, 1, 1, tzinfo=UTC)
FAR = datetime(2090, 1, 1, tzinfo=UTC)

# A process of its own, because OpenSSL reads its authorities once.
PROGRAM = """
import asyncio, sys
from datetime import UTC, datetime
from ipaddress import ip_network
from monitor.http import Client, NetworkPolicy

async def main():
    policy = NetworkPolicy(allow=(ip_network("127.0.0.1/32"),), pause=0)
    async with Client(policy) as client:
        found = await client.fetch(sys.argv[1], now=datetime(2024, 11, 5, tzinfo=UTC))
    print(getattr(found, "reason", "read"), getattr(found, "message", ""))

asyncio.run(main())
"""


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    """Signs certificates that this test's client believes."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name("An authority for tests")
        self.certificate = self._signed(self._key, self._name, FAR, None)

    def pem(self, *, until: datetime, address: str) -> bytes:
        """Key and certificate of a server at ``address``."""
        key = ec.generate_private_key(ec.SECP256R1())
        alternative = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        certificate = self._signed(key, _name("server"), until, alternative)
        secret = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return secret + certificate

    def _signed(
        self,
        key: ec.EllipticCurvePrivateKey,
        name: x509.Name,
        until: datetime,
        alternative: x509.SubjectAlternativeName | None,
    ) -> bytes:
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(START)
            .not_valid_after(until)
            .add_extension(
                x509.BasicConstraints(ca=alternative is None, path_length=None), critical=True
            )
        )
        if alternative:
            builder = builder.add_extension(alternative, critical=False)
        signed = builder.sign(self._key, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.PEM)


@pytest.mark.parametrize(
    ("until", "address", "reason"),
    [
        (FAR, "127.0.0.1", "read"),
        (START + timedelta(days=1), "127.0.0.1", "tls"),
        (FAR, "127.0.0.9", "tls"),
    ],
    ids=["valid", "expired", "of another name"],
)
async def test_only_a_valid_certificate_is_believed(
    tmp_path: Path, until: datetime, address: str, reason: str
) -> None:
    authority = Authority()
    (tmp_path / "authority.pem").write_bytes(authority.certificate)
    (tmp_path / "server.pem").write_bytes(authority.pem(until=until, address=address))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    async with hostile(tls=context) as server:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            PROGRAM,
            server.url("/feed"),
            env={**os.environ, "SSL_CERT_FILE": str(tmp_path / "authority.pem")},
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await process.communicate()
        assert said.decode().split(" ")[0].strip() == reason, said
        assert len(server.requests) == (reason == "read")
