"""Writes identity.h: the published test key pair and its chain of certificates, for the drivers in C.

Run it with: .venv/bin/python examples/c/make_identity.py
"""

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from coppspec.driver.identity import shipped_identity, shipped_root

HEADER = Path(__file__).with_name("identity.h")
BYTES_IN_A_LINE = 16


def identity() -> str:
    """The header, always the same."""
    shipped, root = shipped_identity(), shipped_root()
    key = shipped.key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    return "\n".join(
        [
            "/* TEST keys, published, and the certificates that they sign: they protect nothing. Written by",
            " * make_identity.py. */",
            "#ifndef IDENTITY_H",
            "#define IDENTITY_H",
            "",
            "#include <stdint.h>",
            "",
            "/* The driver's private key, as PKCS #1 writes it. */",
            *array("PRIVATE_KEY", key),
            "",
            "/* The chain of three certificates, an XML document. */",
            *array("CERTIFICATES", shipped.certificates),
            "",
            "/* Where the chain leads. */",
            f'#define ROOT_MODULUS "{root.n:x}"',
            f'#define ROOT_EXPONENT "{root.e}"',
            "",
            "#endif",
            "",
        ]
    )


def array(name: str, content: bytes) -> Iterator[str]:
    """Bytes as C writes them."""
    yield f"static const uint8_t {name}[{len(content)}] = {{"
    for start in range(0, len(content), BYTES_IN_A_LINE):
        line = content[start : start + BYTES_IN_A_LINE]
        yield f"    {', '.join(f'0x{byte:02X}' for byte in line)},"
    yield "};"


if __name__ == "__main__":
    HEADER.write_text(identity(), encoding="utf-8")
