"""The plans of what a leg executed, told by PostgreSQL's own ``auto_explain`` while it runs.

Nothing is run twice and no suite names its SQL: every statement of the leg is explained as it was executed, writes
included, and those that took longest in all are kept.
"""

import re

SETTINGS = """
    LOAD 'auto_explain';
    SET auto_explain.log_min_duration = 0;
    SET auto_explain.log_analyze = on;
    SET auto_explain.log_buffers = on;
    SET auto_explain.log_level = notice;
    SET auto_explain.log_timing = on;
    SET auto_explain.log_nested_statements = on;
"""
MESSAGE = re.compile(r"duration: ([\d.]+) ms  plan:\s*Query Text: (.*?)\n(?=\S[^\n]*\(cost=)", re.S)
KEPT = 3


class Explained:
    """Collects plans by leg; stands in for the connection's list of notices, of which it needs ``append``."""

    def __init__(self, cr):
        self.legs = {}
        self._leg = None
        cr.execute(SETTINGS)
        cr.connection.notices = self

    def begin(self, leg):
        self._leg = self.legs.setdefault(leg, {})

    def end(self):
        self._leg = None

    def append(self, notice):
        found = MESSAGE.search(notice)
        if self._leg is None or not found:
            return
        took, sql, plan = float(found[1]), found[2], notice[found.end() :]
        shape = self._shape(sql)
        kept = self._leg.setdefault(shape, {"times": 0, "ms": 0.0, "slowest": 0.0})
        kept["times"] += 1
        kept["ms"] += took
        if took >= kept["slowest"]:
            kept |= {"slowest": took, "sql": sql[:3000], "plan": plan.rstrip()}

    def dearest(self):
        """By leg, the statements that took longest in all, the longest first."""
        return {
            leg: sorted(shapes.values(), key=lambda one: -one["ms"])[:KEPT]
            for leg, shapes in self.legs.items()
        }  # fmt: skip

    @staticmethod
    def _shape(sql):
        """The statement without its values: what is executed a hundred times is one."""
        sql = re.sub(r"'(?:[^']|'')*'", "?", sql[:20000])
        sql = re.sub(r"\b\d+(\.\d+)?\b", "?", sql)
        return re.sub(r"(\(?\?\)?)(\s*,\s*\(?[?\s,]*\)?)+", "?", sql)
