"""Walking chains of acts: what a change made behind the application leaves visible. Pure Python: no ORM in here."""

from . import serializer

# acts after which every signature of the round before them is over
ENDS_ROUND = ("make", "reject")


class Chain:
    """One document's chain after the walk.

    ``findings``: list of dict(code, index, ...). ``live``: {step id: row} of signatures neither void nor ended.
    ``last_make``: the last maker's act, which records the steps. ``is_released``: a release after it. ``round``: the
    document's current round, filled in by the caller.
    """

    def __init__(self, res_id):
        self.res_id = res_id
        self.findings = []
        self.live = {}
        self.last_index = 0
        self.last_make = None
        self.round = None
        self.is_released = False
        self._rows = {}
        self._previous_digest = None
        self._was_keyed = False

    def add(self, row, keys_for):
        """Take the next row (dict, see :func:`walk`) and note what is wrong with it."""
        self._check_place(row)
        self._check_digests(row, keys_for)
        self._apply(row)
        self._rows[row["id"]] = row
        self._previous_digest = row["digest"]

    def note(self, code, index=0, **values):
        self.findings.append({"code": code, "index": index, "values": values})

    def _check_place(self, row):
        index, expected = row["chain_index"] or 0, self.last_index + 1
        if index > expected:
            self.note("row_missing", expected, until=index - 1)
        elif row["previous_digest"] != self._previous_digest:
            self.note("chain_broken", index)
        self.last_index = index

    def _check_digests(self, row, keys_for):
        index = row["chain_index"]
        if row["version"] not in serializer.VERSIONS:
            self.note("unknown_version", index, version=row["version"])
            return
        if row["content_sha"] != row["content_digest"]:
            self.note("content_changed", index, act=row["act"])
        voided = self._rows.get(row["voids_id"])
        if row["voids_id"] and not voided:
            self.note("void_of_nothing", index)
        signed = {**row, "voids_digest": voided["digest"] if voided else None}
        keys = keys_for(row["key_state"])
        is_made = any(serializer.act_digest(signed, key) == row["digest"] for key in keys)
        if not is_made or serializer.uncovered(row):
            self.note("row_changed" if keys else "no_key", index, act=row["act"])
        if row["key_state"] == "keyed":
            self._was_keyed = True
        elif self._was_keyed:
            self.note("weak_after_keyed", index)

    def _apply(self, row):
        act = row["act"]
        if act in ENDS_ROUND:
            self.live.clear()
            self.is_released = False
        if act == "make":
            self.last_make = row
        elif act == "sign":
            self.live[row["step_id"]] = row
        elif act == "void":
            self.live = {step: signature for step, signature in self.live.items() if signature["id"] != row["voids_id"]}
        elif act == "release":
            self.is_released = True

    @property
    def is_weak(self):
        return any(row["key_state"] == "weak" for row in self._rows.values())


def walk(rows, keys_for):
    """Yield a :class:`Chain` per document of ``rows``, which come ordered by document and place, and may be a stream.

    Each row is a dict of what :func:`serializer.act_digest` needs, and id, digest, voids_id, key_state, and
    ``content_sha``: the digest of the content as it is stored now. ``keys_for(state)`` gives the keys that may have
    made a digest.
    """
    chain = None
    for row in rows:
        if chain is None or row["res_id"] != chain.res_id:
            if chain is not None:
                yield chain
            chain = Chain(row["res_id"])
        chain.add(row, keys_for)
    if chain is not None:
        yield chain
