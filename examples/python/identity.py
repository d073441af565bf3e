"""TEST keys, published, and the certificates that they sign: they protect nothing."""

PRIVATE_KEY = b"""\
-----BEGIN RSA PRIVATE KEY-----
MIIEowIBAAKCAQEA2Amu99vX9NWfNdPvr8tJW3cG7FqNVsHNPVnItjh+T7h0d3IK
zJN7Rpv7eOnEOU+3hTOlhdSa58IT+igwkbcU7YYkImUE/okLMEWUyyz28lgYmtQC
vDRrGkDs5n2g0OFgSvKjcXbHLiBVkQvt4d+nKR0ZSBw21nwChp+ob1Nx39fWJGmM
Tr0xElYZsMEa2b3jIT8P+d/UsIq5dDE5EFVvb1Y+GeOQ8KnC/6A8Rg1QoFjVGE/m
428YCtqHyqYgl4m10+8CuNsxzdP+Li4JkKwpM8uacY1FYG6b9u+4kjmafsF2T4ei
DBXkzLQrN+cHwyAD6HIpHAi486w1SqjpSWoqmQIDAQABAoIBAFPJcagkhf2paj2c
rG2gKJvGLpO1TPLUaC6+pybxAyAVGGqI+uI74shQT7gl5doabkFFdhFREyEGduwC
8U9aU84JQ/No/YZgjUvT+LDSCBaWjzhhOIxYwh8lBhwgpiHM/yUiNLyZRgfAN59x
InoDXVgHNppuguAtqWcf/dnrYZNf8nyulkV7/MJGgDkwAk6Rz3hbD+bPOFqufsFh
2nf8FBgkh9jrF4NzPxFf73VwVqNlabkuWxoK8eVZVR6wr7iYrmHGkJJFyT3ieqEP
c+xnFV7k19krU5P2n3gedGkWJc33Df8wW4ZlW/BYxQjGAJBhxRAq8zqJbVpYxaOF
HPNB+lcCgYEA7CrR5l40TPZpyEdmeMuYQK3CPJF0oNm2ElfU7JZa0H7+vGaGZ82F
Rs30Ey8EAUz70hy3yI3SUR/AvZLQv/S/LdZpvWOamkJGXNYqVnyL6NCmgVeL2sKa
L/oBAvq+5UngQZY8aanR/t7MneL9vlh/KpweEhHrWzh36Qr0ZZ95e2sCgYEA6i4d
tuPEIDrkK4Ehl2iYe6CwhEj9DPP0bhC5/PYUBWmCZcMRA3aZkdO5A4iT7BiMbGdE
GMApWYpqCEKaKpAF+FyhD3sRfbWQxw1fGzerVx/l/FdoENau3WEC/RYCwkIrviGE
rskPJ1+xkDoVrMLJ2L1jrA/fzF9NibWFxC9h1wsCgYEAle4hT4Ti4zFUusdJcMqg
H/+v3k/hoPRWOJL2JDTX9qGJCwZzsZayU98QYtVoT4MWI7ADpRkUOlhUPoXkbNju
PiVu/8MqNWB51xpHypxLHkTIUDjKGtmMlYS7+65AXsRl0H2WYOZk4M+FS3795Ee+
g8iU9pfVuRXCWnqP6awyrX0CgYAghD7EAmRdRVAhalDLwU5K/EkGVUwt3EH4doIc
yd6F0dy1XJykKnewdAGgp/pCMjZtZvlhpm0XbczDUNwvRMhPcC09BQ2ssuVjfkvS
b6xu8JLyswBUNjsZqjrMAZ5oct+4CtdtnaVpBjSVnjscPf/hBIsufRXKPwF5OadV
Um73eQKBgHrX105G/l+9M2gwAE8NLc3IBG/avAagWIntrKR4BoTdg09yv4vDzGDh
A/EW8Y+a4RHzyBGq08ZVH9U5BBBBT9wV0DcdgfMn2Xlqetg45IMhErGvIBVtbTG8
c/FbcrHRMAppO2jQfOEM7i+7gZzc8jmKJhZWE2Eu7JsP1K1mAOL/
-----END RSA PRIVATE KEY-----
"""
"""The driver's private key, as PKCS #1 writes it."""

CERTIFICATES = (
    b'<?xml version="1.0" encoding="UTF-8"?><CertificateCollection Version="2.0"><Certificate><Data><P'
    b"ublicKey><KeyValue><RSAKeyValue><Modulus>2Amu99vX9NWfNdPvr8tJW3cG7FqNVsHNPVnItjh+T7h0d3IKzJN7Rpv"
    b"7eOnEOU+3hTOlhdSa58IT+igwkbcU7YYkImUE/okLMEWUyyz28lgYmtQCvDRrGkDs5n2g0OFgSvKjcXbHLiBVkQvt4d+nKR0"
    b"ZSBw21nwChp+ob1Nx39fWJGmMTr0xElYZsMEa2b3jIT8P+d/UsIq5dDE5EFVvb1Y+GeOQ8KnC/6A8Rg1QoFjVGE/m428YCtq"
    b"HyqYgl4m10+8CuNsxzdP+Li4JkKwpM8uacY1FYG6b9u+4kjmafsF2T4eiDBXkzLQrN+cHwyAD6HIpHAi486w1SqjpSWoqmQ="
    b"=</Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyValue></PublicKey><KeyUsage><EncryptKey>1"
    b"</EncryptKey></KeyUsage><SecurityLevel>0</SecurityLevel><ManufacturerData>coppspec TEST certific"
    b"ate</ManufacturerData><Features><COPPCertificate>1</COPPCertificate></Features></Data><Signature"
    b"><SignedInfo><Reference><DigestValue>Ar7E3FColF3Kp6Qt0/cdFkF17bQ=</DigestValue></Reference></Sig"
    b"nedInfo><SignatureValue>NrPjxeXQsOV34JlcIEeR/ngv/cEnRXkneokO0aGCQguEYAh02IZvxSzGMnvpYxGN8f0f6I9A"
    b"oG5mqmvuCg0qLHmNdgZ45MXHzfia+ykGKsK6e/Kk5XFMf+pfI1wabsjaYjuv4t4VtTBBKnYhJGEaixLcIj4c3lQb2baHslg4"
    b"8fRIuYFiwoLOfU3mfBFp3eO8nYA7rOJ4lHBNezB1udcPxuD53SlfRNenKEs/i8DTjWAGgnnaariTK5ou3dgNwTPNUDysTe0R"
    b"jCyEX68Y4ABzsbz0xBxyepYGfEbs4/rDhICy1EJy30sCBMul1lUwwRNW37nVaQMkapmfz7wJ8WTTfA==</SignatureValue"
    b"><KeyInfo><KeyValue><RSAKeyValue><Modulus>mIRV3Pv8XgqjNr7rXvHqJy1n9/VP+7y28m5fpKKqyctAk0MmoYJN3t"
    b"SBDd8Mr5rr5hmJ9EAat2GDWHHgK2u9nH/QPadiy+qGc0Ef7JD2iYHxlK7ZXso27V/+wmMuLFRLfb7bOeGJIR2v2mpI7vOXKQ"
    b"Y0i8lHk+cDLyhDpwMHyHymJP31OVNMzEFVsAdfyrfPq7gCDmTUrEpFHI5smZo1OtNkQ3l8c/BvTwPEXLOk1+L+KcP7bwYlSG"
    b"O4NEXaYQLdquL9HrvvnQduCWglU3ITcOifOyItjBTD2XJZlaB6yF/NkijIQMGWK7mYnb+srCtRi1HPWJMHI6zJo6s+G1fUCQ"
    b"==</Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyValue></KeyInfo></Signature></Certificat"
    b"e><Certificate><Data><PublicKey><KeyValue><RSAKeyValue><Modulus>mIRV3Pv8XgqjNr7rXvHqJy1n9/VP+7y2"
    b"8m5fpKKqyctAk0MmoYJN3tSBDd8Mr5rr5hmJ9EAat2GDWHHgK2u9nH/QPadiy+qGc0Ef7JD2iYHxlK7ZXso27V/+wmMuLFRL"
    b"fb7bOeGJIR2v2mpI7vOXKQY0i8lHk+cDLyhDpwMHyHymJP31OVNMzEFVsAdfyrfPq7gCDmTUrEpFHI5smZo1OtNkQ3l8c/Bv"
    b"TwPEXLOk1+L+KcP7bwYlSGO4NEXaYQLdquL9HrvvnQduCWglU3ITcOifOyItjBTD2XJZlaB6yF/NkijIQMGWK7mYnb+srCtR"
    b"i1HPWJMHI6zJo6s+G1fUCQ==</Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyValue></PublicKey>"
    b"<KeyUsage><SignCertificate>1</SignCertificate></KeyUsage><SecurityLevel>0</SecurityLevel><Manufa"
    b"cturerData>coppspec TEST certificate</ManufacturerData><Features></Features></Data><Signature><S"
    b"ignedInfo><Reference><DigestValue>jZJ3JMLZ4c/YTW4XA+sCJTJ8FVI=</DigestValue></Reference></Signed"
    b"Info><SignatureValue>w1Xs1RwwIEyT25mDlgHRiggFl3KfZLjdlANoex/t/SuLvNQ8RW7elitNTchOnxdMepSFsGBdd4f"
    b"mUWQK7n2f4JL+RaIhmrGJ141js1fImSqV1bFz6G6qQmCiwQ0FHQgvYWutLjigixVJVPkOjHzQP1yVIKzRO1hjwpv4wY4oa4k"
    b"=</SignatureValue><KeyInfo><KeyValue><RSAKeyValue><Modulus>xVkLPlOiusn+TdS1L+YvlOUPUm7cnAdqIBRJ8"
    b"p+emfSdvucYYKBASnxfStOx6cfTKOZGosWefCmyvKgtTET/LX88sJ78LTlEqHVGIhyeoX2aD3df4Aj357sN2MJhSy2dNiztY"
    b"WGp8IUDeai00aJguGcp5JxVxIwStV0gGWbnj9c=</Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyVal"
    b"ue></KeyInfo></Signature></Certificate><Certificate><Data><PublicKey><KeyValue><RSAKeyValue><Mod"
    b"ulus>xVkLPlOiusn+TdS1L+YvlOUPUm7cnAdqIBRJ8p+emfSdvucYYKBASnxfStOx6cfTKOZGosWefCmyvKgtTET/LX88sJ7"
    b"8LTlEqHVGIhyeoX2aD3df4Aj357sN2MJhSy2dNiztYWGp8IUDeai00aJguGcp5JxVxIwStV0gGWbnj9c=</Modulus><Expo"
    b"nent>AQAB</Exponent></RSAKeyValue></KeyValue></PublicKey><KeyUsage><SignCertificate>1</SignCerti"
    b"ficate></KeyUsage><SecurityLevel>0</SecurityLevel><ManufacturerData>coppspec TEST certificate</M"
    b"anufacturerData><Features></Features></Data><Signature><SignedInfo><Reference><DigestValue>53J0l"
    b"btRnIw7DlTOExeBt3c+Db8=</DigestValue></Reference></SignedInfo><SignatureValue>FJ76YIikXlVCvghemO"
    b"PIJt3Oy7mUV/Cvi7qlAksdPiGwzKnupq6LB15fsKcUcf0LbJ+eyZenSlFeiDLG4JhEwvkGf9ai2Ny/RocsXOQU9fEVrV5tuS"
    b"b8tOSzX7LKNRmXlydoSEY1s8pktmIVzHAZFfbGbnJcq6Is0v5ZjF8BzmA=</SignatureValue><KeyInfo><KeyValue><R"
    b"SAKeyValue><Modulus>xVkLPlOiusn+TdS1L+YvlOUPUm7cnAdqIBRJ8p+emfSdvucYYKBASnxfStOx6cfTKOZGosWefCmy"
    b"vKgtTET/LX88sJ78LTlEqHVGIhyeoX2aD3df4Aj357sN2MJhSy2dNiztYWGp8IUDeai00aJguGcp5JxVxIwStV0gGWbnj9c="
    b"</Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyValue></KeyInfo></Signature></Certificate>"
    b"</CertificateCollection>"
)
"""The chain of three certificates, an XML document."""

ROOT = {
    "modulus": (
        "c5590b3e53a2bac9fe4dd4b52fe62f94e50f526edc9c076a201449f29f9e99f49dbee71860a0404a7c5f4ad3b1e9c7d3"
        "28e646a2c59e7c29b2bca82d4c44ff2d7f3cb09efc2d3944a87546221c9ea17d9a0f775fe008f7e7bb0dd8c2614b2d9d"
        "362ced6161a9f0850379a8b4d1a260b86729e49c55c48c12b55d201966e78fd7"
    ),
    "exponent": 65537,
}
"""Where the chain leads, as a driver declares it."""
