"""The keys that digests are made with. They live in the server's configuration file, never in the database."""

from odoo.tools import config

from . import serializer

OPTION = "sales_manual_signing_key"
# Keys used before the present one, separated by commas: they verify what was signed then, and sign nothing.
PREVIOUS_OPTION = "sales_manual_previous_signing_keys"
MINIMUM_LENGTH = 16  # a shorter key can be guessed, so it counts as none


def signing_key():
    """The configured key, or an empty text without a usable one."""
    key = (config.get(OPTION) or "").strip()
    return key if len(key) >= MINIMUM_LENGTH else ""


def current_key():
    """Return ``(key, state)`` for a new digest; the state is "weak" and the key empty where none is configured."""
    key = signing_key()
    return key, "keyed" if key else "weak"


def keys_for(state):
    """The keys that may have made a digest of this state; empty if it needs one and none is configured."""
    if state != "keyed":
        return [""]
    previous = (config.get(PREVIOUS_OPTION) or "").split(",")
    return [key for key in (signing_key(), *map(str.strip, previous)) if key]


def is_keyed_digest(value, digest, state, version=serializer.CURRENT_VERSION):
    """Whether ``digest`` is that of ``value`` under any key that its state allows."""
    return any(serializer.keyed_digest(value, key, version) == digest for key in keys_for(state))
