"""The published test identity of a driver, as a file in C and in Python: key, certificates and root."""

from collections.abc import Iterator

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from coppspec.driver.identity import shipped_identity, shipped_root

NOTICE = "TEST keys, published, and the certificates that they sign: they protect nothing."
BYTES_IN_A_LINE, LETTERS_IN_A_LINE = 16, 96


def in_c() -> str:
    """identity.h, always the same."""
    root = shipped_root()
    return _joined(
        f"/* {NOTICE} */",
        "#ifndef IDENTITY_H",
        "#define IDENTITY_H",
        "",
        "#include <stdint.h>",
        "",
        "/* The driver's private key, as PKCS #1 writes it. */",
        *_array("PRIVATE_KEY", _private_key(Encoding.DER)),
        "",
        "/* The chain of three certificates, an XML document. */",
        *_array("CERTIFICATES", shipped_identity().certificates),
        "",
        "/* Where the chain leads. */",
        f'#define ROOT_MODULUS "{root.n:x}"',
        f'#define ROOT_EXPONENT "{root.e}"',
        "",
        "#endif",
    )


def in_python() -> str:
    """identity.py, always the same."""
    root = shipped_root()
    return _joined(
        f'"""{NOTICE}"""',
        "",
        'PRIVATE_KEY = b"""\\',
        *_private_key(Encoding.PEM).decode().splitlines(),
        '"""',
        '"""The driver\'s private key, as PKCS #1 writes it."""',
        "",
        "CERTIFICATES = (",
        *(f"    b{_quoted(each)}" for each in _pieces(shipped_identity().certificates.decode())),
        ")",
        '"""The chain of three certificates, an XML document."""',
        "",
        "ROOT = {",
        '    "modulus": (',
        *(f"        {_quoted(each)}" for each in _pieces(f"{root.n:x}")),
        "    ),",
        f'    "exponent": {root.e},',
        "}",
        '"""Where the chain leads, as a driver declares it."""',
    )


def _private_key(encoding: Encoding) -> bytes:
    return shipped_identity().key.private_bytes(encoding, PrivateFormat.TraditionalOpenSSL, NoEncryption())


def _array(name: str, content: bytes) -> Iterator[str]:
    """Bytes as C writes them."""
    yield f"static const uint8_t {name}[{len(content)}] = {{"
    for start in range(0, len(content), BYTES_IN_A_LINE):
        line = content[start : start + BYTES_IN_A_LINE]
        yield f"    {', '.join(f'0x{byte:02X}' for byte in line)},"
    yield "};"


def _pieces(text: str) -> Iterator[str]:
    return (text[start : start + LETTERS_IN_A_LINE] for start in range(0, len(text), LETTERS_IN_A_LINE))


def _quoted(text: str) -> str:
    """As the formatter has it."""
    return f"'{text}'" if '"' in text else f'"{text}"'


def _joined(*lines: str) -> str:
    return "".join(f"{line}\n" for line in lines)
