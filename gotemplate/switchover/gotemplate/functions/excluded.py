"""The functions of sprig that a template cannot call here, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["EXCLUDED_FUNCTIONS"]

_ENVIRONMENT = "reads the environment of the process: a workflow states its own under .env"
_NETWORK = "asks the network: a rendering has no effects"
_KEYS = "makes keys or certificates: a rendering is no place for secrets"
_RANDOM = "gives another result each time: a workflow could not be replayed"
_PASSWORD = "hashes with a random salt: a workflow could not be replayed"  # noqa: S105 - a reason
_CIPHER = "encrypts: the key would stand in the template, and the result is random"

EXCLUDED_FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {
        "env": _ENVIRONMENT,
        "expandenv": _ENVIRONMENT,
        "getHostByName": _NETWORK,
        "genPrivateKey": _KEYS,
        "derivePassword": _KEYS,
        "buildCustomCert": _KEYS,
        "genCA": _KEYS,
        "genCAWithKey": _KEYS,
        "genSelfSignedCert": _KEYS,
        "genSelfSignedCertWithKey": _KEYS,
        "genSignedCert": _KEYS,
        "genSignedCertWithKey": _KEYS,
        "bcrypt": _PASSWORD,
        "htpasswd": _PASSWORD,
        "encryptAES": _CIPHER,
        "decryptAES": "decrypts: the key would stand in the template",
        "randAlphaNum": _RANDOM,
        "randAlpha": _RANDOM,
        "randAscii": _RANDOM,
        "randNumeric": _RANDOM,
        "randBytes": _RANDOM,
        "randInt": _RANDOM,
        "shuffle": _RANDOM,
        "uuidv4": _RANDOM,
    }
)
