"""The 256-byte block that starts a session: RSA-2048 under the key of the driver's certificate.

The application reverses the 40 bytes of the start sequence, pads them as PKCS #1 v1.5 says, and sends
the ciphertext as a little-endian number (COPP-405 to COPP-407). Read the same way round, the decrypted
number then begins with the 40 bytes in their natural order (COPP-408).
"""

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA1

from coppspec.model.constants import RSA_MODULUS_BYTES

PublicKey = RSAPublicKey


def sealed(key: PublicKey, start_sequence: bytes) -> bytes:
    """The block for a start sequence, as a conforming application makes it.

    Raises:
        ValueError: more than 245 bytes, which is all that fits with 11 bytes of padding.
    """
    return key.encrypt(start_sequence[::-1], padding.PKCS1v15())[::-1]


def sealed_with_oaep(key: PublicKey, start_sequence: bytes) -> bytes:
    """The block as an application of OPM makes it; a COPP device refuses it (COPP-405)."""
    oaep = padding.OAEP(padding.MGF1(SHA1()), SHA1(), None)  # noqa: S303  OPM's own choice
    return key.encrypt(start_sequence[::-1], oaep)[::-1]


def sealed_without_padding(key: PublicKey, start_sequence: bytes) -> bytes:
    """The textbook power of the sequence as a number, which is what the documents' sample takes (Q01)."""
    public = key.public_numbers()
    power = pow(int.from_bytes(start_sequence, "little"), public.e, public.n)
    return power.to_bytes(RSA_MODULUS_BYTES, "little")


def unsealed(key: RSAPrivateKey, block: bytes) -> bytes | None:
    """What was sealed in a block; None if that is shorter than 256 bytes, or no number below the modulus.

    A block with bad padding gives made-up bytes, in the same time as a good one, so that nobody can
    learn from the driver what is wrong with it. They do not begin with the right random number.
    """
    try:
        return key.decrypt(block[::-1], padding.PKCS1v15())[::-1]
    except ValueError:
        return None


def unpadded(key: RSAPrivateKey, block: bytes) -> bytes | None:
    """The 256 bytes of the decrypted number, padding and all; None if the block is short or too large.

    The cryptography library has no RSA without padding, and rightly so. This is for the reading that
    never looks at the padding. It is not constant-time, and no production driver should have it.
    """
    numbers = key.private_numbers()
    ciphertext = int.from_bytes(block, "little")
    if len(block) < RSA_MODULUS_BYTES or ciphertext >= numbers.public_numbers.n:
        return None
    of_p = pow(ciphertext, numbers.dmp1, numbers.p)
    of_q = pow(ciphertext, numbers.dmq1, numbers.q)
    message = of_q + (of_p - of_q) * numbers.iqmp % numbers.p * numbers.q
    return message.to_bytes(RSA_MODULUS_BYTES, "little")
