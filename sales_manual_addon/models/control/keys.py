"""The keys that digests are made with. They live in the server's configuration file, never in the database."""

from odoo.tools import config

from . import serializer

OPTION = "sales_manual_signing_key"
MINIMUM_LENGTH = 16  # a shorter key can be guessed, so it counts as none


def signing_keys():
    """Return the configured keys, the one that signs first; empty without a usable key.

    The option holds one key, or several separated by commas after the key was changed: the first signs, the others only
    verify what was signed before.
    """
    keys = (key.strip() for key in (config.get(OPTION) or "").split(","))
    return [key for key in keys if len(key) >= MINIMUM_LENGTH]


def current_key():
    """Return ``(key, state)`` for a new digest; the state is "weak" and the key empty where none is configured."""
    keys = signing_keys()
    return (keys[0], "keyed") if keys else ("", "weak")


def keys_for(state):
    """The keys that may have made a digest of this state."""
    return signing_keys() if state == "keyed" else [""]


def is_keyed_digest(value, digest, state, version=serializer.CURRENT_VERSION):
    """Whether ``digest`` is that of ``value`` under any key that its state allows."""
    return any(serializer.keyed_digest(value, key, version) == digest for key in keys_for(state))
