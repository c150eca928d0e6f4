from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography import x509

from legation.cli.supervisor import certificate
from legation.kernel.errors import LegationError


def test_a_certificate_is_made_for_the_hosts_and_this_machine(tmp_path: Path) -> None:
    cert, key = tmp_path / "tls" / "certificate.pem", tmp_path / "tls" / "key.pem"
    certificate.ensure(cert, key, ("example.org",), own=True)
    names = x509.load_pem_x509_certificate(cert.read_bytes()).extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    )
    assert names.value.get_values_for_type(x509.DNSName) == ["example.org", "localhost"]
    assert [str(ip) for ip in names.value.get_values_for_type(x509.IPAddress)] == ["127.0.0.1", "::1"]
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_an_own_certificate_near_its_end_is_renewed(tmp_path: Path) -> None:
    cert, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    certificate.make(cert, key, ("localhost",), days=3)
    before = cert.read_bytes()
    certificate.ensure(cert, key, ("localhost",), own=True)
    assert cert.read_bytes() != before
    again = cert.read_bytes()
    certificate.ensure(cert, key, ("localhost",), own=True)
    assert cert.read_bytes() == again


def test_a_pair_that_does_not_match_is_refused_with_a_sentence(tmp_path: Path) -> None:
    certificate.make(tmp_path / "a.pem", tmp_path / "a.key", ("localhost",))
    certificate.make(tmp_path / "b.pem", tmp_path / "b.key", ("localhost",))
    with pytest.raises(LegationError, match="matching pair"):
        certificate.ensure(tmp_path / "a.pem", tmp_path / "b.key", ("localhost",), own=False)
    with pytest.raises(LegationError, match="LEGATION_TLS_CERT"):
        certificate.ensure(tmp_path / "none.pem", tmp_path / "b.key", ("localhost",), own=False)
