"""Canonical content and digests, versioned. Pure Python: no ORM in here.

Signatures, seals, revisions, statements and packs all speak through this module, so that what one of them signed
another can verify. A version once shipped is never changed: a new layout is a new entry of ``VERSIONS``.
"""

import hashlib
import hmac
import json
from datetime import date, datetime
from decimal import Decimal

CURRENT_VERSION = 2

# what the digest of an act is made over, in the current version
ACT_NAMES = (
    "version",
    "model",
    "res_id",
    "company_id",
    "chain_index",
    "previous_digest",
    "act",
    "step_id",
    "user_id",
    "signed_as",
    "post_id",
    "date",
    "reason",
    "voids_digest",
    "content_digest",
    "principal_id",
    "principal_signed_as",
)
# name -> the first version that covers it: version 1 knew no deputies
SINCE = {"principal_id": 2, "principal_signed_as": 2}

SIMPLE = frozenset((str, int, bool, type(None)))


class NotCanonical(TypeError):
    """A value that has no single written form (a float, a set, an object)."""


def _plain(value, path=("content",)):
    """``value`` with dates and decimals written as text; floats are refused, since they have no single written form."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise NotCanonical(f"{'.'.join(path)}: keys must be text")
        return {key: item if type(item) in SIMPLE else _plain(item, (*path, key)) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [item if type(item) in SIMPLE else _plain(item, (*path, str(index))) for index, item in enumerate(value)]
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        return value.replace(microsecond=0, tzinfo=None).isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    raise NotCanonical(
        f"{'.'.join(path)}: {type(value).__name__} {value!r} has no canonical form; write amounts as text"
    )


_sorted = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode

# version -> function that writes plain data (see _plain) in that version's canonical text
VERSIONS = {1: _sorted, 2: _sorted}


def canonical(value, version=CURRENT_VERSION):
    """Return the canonical text of ``value``: equal values give equal text, on every machine and in every later
    release.

    :raises NotCanonical: a value without a single written form, e.g. a float
    :raises KeyError: a version this release does not know
    """
    return VERSIONS[version](_plain(value))


def content_digest(text):
    """SHA-256 of a canonical text, in hexadecimal; PostgreSQL computes the same of the column."""
    return hashlib.sha256(text.encode()).hexdigest()


def act_digest(row, key):
    """Return the keyed digest of one act of a chain.

    ``row``: dict with the names of ``ACT_NAMES``; ids are integers, the date is a datetime or its text in seconds. What
    a version does not cover (see :func:`uncovered`) need not be there; nor need what is empty of later versions.
    """
    version = row["version"]
    values = {name: (row.get(name) if name in SINCE else row[name]) or None for name in ACT_NAMES}
    return keyed_digest({name: value for name, value in values.items() if SINCE.get(name, 1) <= version}, key, version)


def uncovered(row):
    """Names of what an act says though the digest of its version does not cover it: written later, behind the
    application.
    """
    return [name for name, version in SINCE.items() if row["version"] < version and row.get(name)]


def keyed_digest(value, key, version=CURRENT_VERSION):
    """HMAC-SHA256 of the canonical text of ``value``; an empty key gives a digest that anybody can recompute (weak)."""
    return hmac.digest(key.encode(), canonical(value, version).encode(), "sha256").hex()


def comparable(value):
    """``value`` without the names of what it refers to: a customer renamed later does not make a signature void.

    A reference is written as ``{"id": 12, "name": "Acme"}`` and compares by its id.
    """
    if isinstance(value, dict):
        if value.keys() == {"id", "name"}:
            return value["id"]
        return {key: comparable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [comparable(item) for item in value]
    return value


def differences(old, new, path=()):
    """Return what differs between two contents as a list of ``{"path": [...], "old": ..., "new": ...}``.

    Rows of a list are matched by their ``id`` where they have one. A path holds keys and, for rows, their place from 1.
    A row that came or went has None on the other side.
    """
    if comparable(old) == comparable(new):
        return []
    if isinstance(old, dict) and isinstance(new, dict) and not {"id", "name"} == old.keys() == new.keys():
        result = []
        for key in [*new, *(key for key in old if key not in new)]:
            result += differences(old.get(key), new.get(key), (*path, key))
        return result
    if isinstance(old, list) and isinstance(new, list):
        return _row_differences(old, new, path)
    return [{"path": list(path), "old": old, "new": new}]


def _row_differences(old, new, path):
    def keyed(rows):
        return {
            (row.get("id", index) if isinstance(row, dict) else index): (index, row)
            for index, row in enumerate(rows, 1)
        }

    old_rows, new_rows = keyed(old), keyed(new)
    result = []
    for key, (place, row) in new_rows.items():
        if key in old_rows:
            result += differences(old_rows[key][1], row, (*path, place))
        else:
            result.append({"path": [*path, place], "old": None, "new": row})
    result += [
        {"path": [*path, place], "old": row, "new": None}
        for key, (place, row) in old_rows.items()
        if key not in new_rows
    ]
    if not result:  # the same rows in another order
        result.append({"path": list(path), "old": list(old_rows), "new": list(new_rows)})
    return result
