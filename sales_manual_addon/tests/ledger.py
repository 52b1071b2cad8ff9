"""What may never happen to the documents, asked of the database itself and not of the addon's methods."""

from odoo.tools import SQL

# table: (contract of the row, columns that say what the document is; None: all but the technical ones)
TABLES = {
    "sales_manual_contract": ("t.id", None),
    "sales_manual_contract_line": ("t.contract_id", None),
    "sales_manual_contract_milestone": ("t.contract_id", None),
    "sales_manual_batch": ("t.contract_id", None),
    "sales_manual_batch_line": ("t.contract_id", None),
    "sales_manual_notice": ("t.contract_id", None),
    "sales_manual_notice_line": ("(SELECT n.contract_id FROM sales_manual_notice n WHERE n.id = t.notice_id)", None),
    "sales_manual_notice_delivery": (
        "(SELECT n.contract_id FROM sales_manual_notice n WHERE n.id = t.notice_id)",
        None,
    ),
    "sales_manual_signoff": (
        "COALESCE(t.contract_id, (SELECT n.contract_id FROM sales_manual_notice n WHERE n.id = t.notice_id))",
        None,
    ),
    "sales_manual_signoff_step": (
        "COALESCE(t.contract_id, (SELECT n.contract_id FROM sales_manual_notice n WHERE n.id = t.notice_id))",
        None,
    ),
    "sale_order": (
        "t.sales_contract_id",
        ("state", "sales_contract_id", "partner_id", "currency_id", "company_id", "locked", "warehouse_id"),
    ),
    "sale_order_line": (
        "(SELECT o.sales_contract_id FROM sale_order o WHERE o.id = t.order_id)",
        (
            "order_id",
            "product_id",
            "product_uom_qty",
            "product_uom_id",
            "price_unit",
            "discount",
            "contract_batch_line_id",
            "state",
        ),
    ),
}
TECHNICAL = (
    "write_uid",
    "write_date",
    "signoff_count",
    "message_main_attachment_id",
    "access_token",
    "print_count",  # whoever reads a notice prints it, and the print is counted
)
# columns of batches and notices that follow their contract
FOLLOWING = ("user_id", "team_id", "market", "partner_id")  # fmt: skip
FROZEN_LINE = ("product_id", "pieces_qty", "order_line_id", "batch_line_id", "notice_id")
FROZEN_CONTRACT_LINE = (
    "product_id", "entered_qty", "basis", "rated_power_w", "power_w", "pieces_qty", "price_basis", "price_per_watt",
    "price_per_piece", "amount", "contract_id",
)  # fmt: skip

# each statement returns what is wrong, as text
INVARIANTS = {
    "in force without its signatures": """
        SELECT 'contract ' || d.id FROM sales_manual_contract d
         WHERE d.state IN ('effective', 'closed') AND NOT ({signed}) """,
    "released without its signatures": """
        SELECT 'notice ' || d.id FROM sales_manual_notice d
         WHERE d.state IN ('released', 'shipped') AND NOT ({signed}) """,
    "more or less in batches than the counter says": """
        SELECT 'contract line ' || l.id FROM sales_manual_contract_line l
         WHERE l.batched_qty <> COALESCE((
               SELECT SUM(b.pieces_qty) FROM sales_manual_batch_line b WHERE b.contract_line_id = l.id), 0) """,
    "more or less on notices than the counters say": """
        SELECT 'batch line ' || b.id FROM sales_manual_batch_line b
          LEFT JOIN LATERAL (
               SELECT SUM(l.pieces_qty - l.closed_qty) AS noticed,
                      SUM(l.pieces_qty - l.closed_qty) FILTER (WHERE n.state IN ('released', 'shipped')) AS released
                 FROM sales_manual_notice_line l JOIN sales_manual_notice n ON n.id = l.notice_id
                WHERE l.batch_line_id = b.id AND n.state IN ('signing', 'released', 'shipped')) s ON TRUE
         WHERE b.noticed_qty <> COALESCE(s.noticed, 0) OR b.released_qty <> COALESCE(s.released, 0) """,
    "shipped is not what its deliveries say": """
        SELECT 'notice line ' || l.id FROM sales_manual_notice_line l
         WHERE l.shipped_qty <> COALESCE((
               SELECT SUM(d.pieces_qty) FROM sales_manual_notice_delivery d
                WHERE d.notice_line_id = l.id AND d.kind = 'out'), 0) """,
    "more has left than was released": """
        SELECT 'order line ' || m.sale_line_id
          FROM stock_move_line ml JOIN stock_move m ON m.id = ml.move_id
          JOIN sale_order_line sol ON sol.id = m.sale_line_id
          JOIN stock_location d ON d.id = ml.location_dest_id JOIN stock_location s ON s.id = ml.location_id
         WHERE ml.state = 'done' AND sol.contract_batch_line_id IS NOT NULL
           AND d.usage = 'customer' AND s.usage <> 'customer'
         GROUP BY m.sale_line_id
        HAVING SUM(ml.quantity_product_uom) > COALESCE((
               SELECT SUM(l.pieces_qty - l.closed_qty) FROM sales_manual_notice_line l
                 JOIN sales_manual_notice n ON n.id = l.notice_id
                WHERE l.order_line_id = m.sale_line_id AND n.state IN ('released', 'shipped')), 0) """,
}
# every step of the current round carries a signature that is not void, by people who neither made nor changed the
# document, each of them once
SIGNED = """
    EXISTS (SELECT 1 FROM sales_manual_signoff_step s WHERE s.{key} = d.id AND s.round = d.signoff_round)
    AND NOT EXISTS (
        SELECT 1 FROM sales_manual_signoff_step s
          LEFT JOIN sales_manual_signoff a
            ON a.id = s.signoff_id AND a.act = 'sign' AND a.step_id = s.id AND a.{key} = d.id
         WHERE s.{key} = d.id AND s.round = d.signoff_round
           AND (s.state <> 'signed' OR a.id IS NULL OR a.user_id IN (1, d.create_uid, d.prepared_by_id)
                OR NOT EXISTS (SELECT 1 FROM sales_manual_signoff_step_post_rel r
                                WHERE r.step_id = s.id AND r.group_id = a.post_id)
                OR EXISTS (SELECT 1 FROM sales_manual_signoff v WHERE v.voids_id = a.id)
                OR EXISTS (SELECT 1 FROM sales_manual_signoff m
                            WHERE m.{key} = d.id AND m.act IN ('make', 'change') AND m.user_id = a.user_id)))
    AND (SELECT COUNT(*) = COUNT(DISTINCT a.user_id) FROM sales_manual_signoff_step s
           JOIN sales_manual_signoff a ON a.id = s.signoff_id WHERE s.{key} = d.id AND s.round = d.signoff_round)
"""


def _invariants_sql():
    parts = []
    for name, statement in INVARIANTS.items():
        signed = SIGNED.format(key="contract_id" if "contract d" in statement else "notice_id")
        parts.append(f"SELECT '{name}' AS name, w.* FROM ({statement.format(signed=signed)}) w(what)")
    return SQL(" UNION ALL ".join(parts).replace("%", "%%"))


def _frozen_sql():
    contract_line = ", ".join(f"l.{name}" for name in FROZEN_CONTRACT_LINE)
    notice_line = ", ".join(f"l.{name}" for name in FROZEN_LINE)
    return SQL(f"""
        SELECT 'contract line', l.id, ({contract_line})::text FROM sales_manual_contract_line l
          JOIN sales_manual_contract c ON c.id = l.contract_id WHERE c.state IN ('effective', 'closed')
         UNION ALL
        SELECT 'notice line', l.id, ({notice_line})::text FROM sales_manual_notice_line l
          JOIN sales_manual_notice n ON n.id = l.notice_id WHERE n.state IN ('released', 'shipped')
    """)


class Ledger:
    """Compares the documents of ``contracts`` with what they were when it was made."""

    def __init__(self, env, contracts):
        self.cr = env.cr
        self.ids = tuple(contracts.ids)
        self.cr.execute("SELECT array_agg(oid::bigint) FROM pg_class WHERE relname = ANY(%s)", [list(TABLES)])
        self.oids = self.cr.fetchone()[0]
        self.invariants = _invariants_sql()
        self.snapshot_sql = SQL(
            " UNION ALL ".join(self._table_sql(name) for name in TABLES), *([self.ids] * len(TABLES))
        )
        self.frozen_sql = _frozen_sql()
        env.flush_all()
        self.before = self._snapshot()
        self.wrong_before = set(self.wrong())

    def _table_sql(self, table):
        contract, columns = TABLES[table]
        following = (
            FOLLOWING if table in ("sales_manual_batch", "sales_manual_batch_line", "sales_manual_notice") else ()
        )
        technical = ", ".join(f"'{name}'" for name in (*TECHNICAL, *following))
        if columns:
            row = f"jsonb_build_array({', '.join('t.' + name for name in columns)})"
        else:
            row = f"to_jsonb(t) - ARRAY[{technical}]"
        return f"SELECT '{table}', t.id, {contract}, md5(({row})::text) FROM {table} t WHERE {contract} IN %s"

    def _snapshot(self):
        self.cr.execute(self.snapshot_sql)
        return {(table, row_id): (contract_id, digest) for table, row_id, contract_id, digest in self.cr.fetchall()}

    def writes(self):
        """A number that grows with each row of ours inserted, changed or deleted in this transaction."""
        self.cr.execute(
            """
            SELECT SUM(pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid)
                       + pg_stat_get_xact_tuples_deleted(oid)) FROM unnest(%s) AS oid""",
            [self.oids],
        )
        return self.cr.fetchone()[0]

    def wrong(self):
        """[(invariant, document)] of what is broken now, in any document."""
        self.cr.execute(self.invariants)
        return self.cr.fetchall()

    def changes(self):
        """[(table, row id, contract id, "added" | "changed" | "removed")] since the ledger was made."""
        after = self._snapshot()
        found = [
            (*key, after.get(key, self.before.get(key))[0],
             "added" if key not in self.before else "removed" if key not in after else "changed")
            for key in self.before.keys() | after.keys() if self.before.get(key) != after.get(key)
        ]  # fmt: skip
        return found

    def new_acts(self, changes):
        """Acts appended: [(contract id, user id, act, post id, whether the user made or changed the document)]."""
        added = [row[1] for row in changes if row[0] == "sales_manual_signoff" and row[3] == "added"]
        if not added:
            return []
        self.cr.execute(
            """
            SELECT COALESCE(a.contract_id, n.contract_id), a.user_id, a.act, a.post_id,
                   a.user_id IN (COALESCE(n.create_uid, c.create_uid), COALESCE(n.prepared_by_id, c.prepared_by_id))
                   OR EXISTS (SELECT 1 FROM sales_manual_signoff m
                               WHERE m.act IN ('make', 'change') AND m.user_id = a.user_id AND m.id < a.id
                                 AND (m.contract_id = a.contract_id OR m.notice_id = a.notice_id))
              FROM sales_manual_signoff a
              LEFT JOIN sales_manual_contract c ON c.id = a.contract_id
              LEFT JOIN sales_manual_notice n ON n.id = a.notice_id
             WHERE a.id IN %s""",
            [tuple(added)],
        )
        return self.cr.fetchall()

    def frozen(self):
        """{(table, id): content} of what nobody changes: lines of contracts in force, lines of released notices."""
        self.cr.execute(self.frozen_sql)
        return {(kind, row_id): content for kind, row_id, content in self.cr.fetchall()}
