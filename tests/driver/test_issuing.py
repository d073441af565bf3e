"""What is issued is what the documents describe, byte for byte, and the same each time."""

import struct
from base64 import b64decode
from functools import cache
from hashlib import sha1
from xml.etree import ElementTree as ET

import pytest
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicNumbers,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA1

from coppspec.driver import issuing
from coppspec.driver.certificates import validate
from coppspec.driver.identity import KEY_FILES, shipped_key

LEAF, SIGNER, ROOT = (shipped_key(name) for name in KEY_FILES)
DIGESTS = [bytes([number]) * 20 for number in range(3)]


@cache
def third_key() -> RSAPrivateKey:
    return generate_private_key(65537, 1024)  # noqa: S505  the format's own length


def issued() -> bytes:
    return issuing.chain(LEAF.public_key(), SIGNER, third_key(), ROOT)


def shown(holder: ET.Element | None) -> RSAPublicNumbers:
    """The key in PublicKey or KeyInfo, by another parser than the one under test."""
    assert holder is not None
    modulus, exponent = (
        int.from_bytes(b64decode(holder.findtext(f"KeyValue/RSAKeyValue/{name}", "")), "big")
        for name in ("Modulus", "Exponent")
    )
    return RSAPublicNumbers(exponent, modulus)


def test_a_chain_is_valid_under_its_root() -> None:
    key = validate(issued(), ROOT.public_key().public_numbers())
    assert key.public_numbers() == LEAF.public_key().public_numbers()


def test_the_same_keys_give_the_same_bytes() -> None:
    assert issued() == issued()
    assert issuing.revocation_list(1, DIGESTS, third_key(), ROOT) == issuing.revocation_list(
        1, DIGESTS, third_key(), ROOT
    )


def test_each_certificate_shows_its_key_and_that_of_the_next() -> None:
    collection = ET.fromstring(issued())  # noqa: S314  written here
    assert (collection.tag, collection.attrib) == ("CertificateCollection", {"Version": "2.0"})
    numbers = [key.public_key().public_numbers() for key in (LEAF, SIGNER, third_key(), ROOT)]
    assert [shown(each.find("Data/PublicKey")) for each in collection] == numbers[:3]
    assert [shown(each.find("Signature/KeyInfo")) for each in collection] == numbers[1:]


def test_each_certificate_has_the_flags_of_its_place() -> None:
    leaf, *signers = ET.fromstring(issued())  # noqa: S314  written here
    flags = [
        [
            (flag.tag, flag.text)
            for name in ("KeyUsage", "Features")
            for flag in each.iterfind(f"Data/{name}/*")
        ]
        for each in (leaf, *signers)
    ]
    assert flags == [
        [("EncryptKey", "1"), ("COPPCertificate", "1")],
        [("SignCertificate", "1")],
        [("SignCertificate", "1")],
    ]


def test_digest_and_signature_are_those_of_the_bytes_of_data() -> None:
    content = b"<Data>anything\r\n at all\t</Data>"
    certificate = issuing.signed(content, SIGNER)
    assert certificate.startswith(b"<Certificate>" + content + b"<Signature>")
    read = ET.fromstring(certificate)  # noqa: S314  written here
    digest = b64decode(read.findtext("Signature/SignedInfo/Reference/DigestValue", ""))
    assert digest == sha1(content).digest()  # noqa: S324
    signature = b64decode(read.findtext("Signature/SignatureValue", ""))
    no_salt = padding.PSS(padding.MGF1(SHA1()), 0)  # noqa: S303
    SIGNER.public_key().verify(signature, content, no_salt, SHA1())  # noqa: S303


def test_a_certificate_says_that_it_is_for_tests_unless_it_is_told_otherwise() -> None:
    assert b"TEST" in issuing.data(LEAF.public_key(), ())
    assert b"<ManufacturerData>A &lt;&amp; B</ManufacturerData>" in issuing.data(
        LEAF.public_key(), (), "A <& B"
    )


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_revocation_list_has_its_sections_in_order_most_significant_byte_first(count: int) -> None:
    content = issuing.revocation_list(0x01020304, DIGESTS[:count], third_key(), ROOT)
    version, entries = struct.unpack_from(">II", content)
    assert (version, entries) == (0x01020304, count)
    assert content[8 : 8 + 20 * count] == b"".join(DIGESTS[:count])
    after = 8 + 20 * count
    (length,) = struct.unpack_from(">I", content, after)
    certificate = content[after + 4 : after + 4 + length]
    assert certificate.endswith(b"</CertificateCollection>")
    assert ET.fromstring(certificate).findtext("Certificate/Data/KeyUsage/SignCRL") == "1"  # noqa: S314
    signed = content[: after + 4 + length]
    kind, signature_length = struct.unpack_from(">BH", content, len(signed))
    assert (kind, signature_length) == (2, 128)
    signature = content[len(signed) + 3 :]
    no_salt = padding.PSS(padding.MGF1(SHA1()), 0)  # noqa: S303
    third_key().public_key().verify(signature, signed, no_salt, SHA1())  # noqa: S303
