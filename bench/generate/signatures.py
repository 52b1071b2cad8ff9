"""Sign-offs: the steps of each document and the chain of its acts, with the digests that the addon's verification
asks for.

Here are the steps and what is signed; ``chains`` writes the acts with the addon's own serializer and digest.
"""

TABLES = ["sales_manual_signoff", "sales_manual_signoff_step", "sales_manual_signoff_step_post_rel"]

# `ready`: signatures asked for now; of a void document those not given are closed
STEP_ROWS = """
    INSERT INTO sales_manual_signoff_step (
        id, create_uid, create_date, write_uid, write_date, company_id, contract_id, notice_id, round, code, name,
        level, is_per_warehouse, warehouse_id, state, ready_date, signoff_id)
    SELECT d.first_step + step.place, 1, d.started, 1, d.started, d.company_id, d.contract_id, d.notice_id, 1,
           step.code, step.name, step.level, step.is_per_warehouse,
           CASE WHEN step.is_per_warehouse THEN d.warehouse_id END,
           CASE WHEN step.place <= d.signs THEN 'signed' WHEN d.state = 'void' THEN 'closed'
                WHEN step.level = 1 OR d.signs > 0 THEN 'ready' ELSE 'waiting' END,
           CASE WHEN step.level = 1 OR d.signs > 0 THEN d.started + interval '3 hours' * (step.level - 1) END,
           CASE WHEN step.place <= d.signs THEN d.first_act + 1 + step.place END
      FROM gen.document d JOIN gen.step ON step.kind = d.kind
     ORDER BY 1
"""

STEP_POSTS = """
    INSERT INTO sales_manual_signoff_step_post_rel (step_id, group_id)
    SELECT d.first_step + step.place, post FROM gen.document d JOIN gen.step ON step.kind = d.kind, unnest(posts) post
"""

# one row per document with a chain; `signers` sign in the order of the steps
DOCUMENTS = [
    """
    CREATE TABLE gen.document AS
    SELECT c.id, c.market AS kind, c.state, c.company_id, c.id AS contract_id, NULL::int AS notice_id, c.warehouse_id,
           c.signs, c.acts, c.signing + time '02:00' AS started, c.user_id AS maker_id,
           ARRAY[deputy.user_id, manager.user_id] AS signer_ids, %(step)s + 2 * (c.n - 1) AS first_step,
           %(signoff)s + 4 * (c.n - 1) AS first_act,
           COALESCE(c.effective - c.signing, 1) * interval '1 day' / 2 AS pace
      FROM gen.contract c
      JOIN gen.holder deputy ON deputy.post = CASE market WHEN 'domestic' THEN 'dom' ELSE 'int' END || '_deputy'
      JOIN gen.holder manager ON manager.post = CASE market WHEN 'domestic' THEN 'dom' ELSE 'int' END || '_manager'
     WHERE c.acts > 0
     UNION ALL
    SELECT n.id, n.code, n.state, n.company_id, NULL, n.id, c.warehouse_id, n.signs, n.acts, n.issued, n.maker_id,
           n.signer_ids, %(step)s + 2 * %(all_contracts)s + 3 * (n.n - 1),
           %(signoff)s + 4 * %(all_contracts)s + 5 * (n.n - 1), interval '3 hours'
      FROM gen.notice n JOIN gen.contract c ON c.id = n.contract
     WHERE n.acts > 0
    """,
    "CREATE INDEX ON gen.document (contract_id); CREATE INDEX ON gen.document (notice_id); ANALYZE gen.document",
]

# numbers as `_plain` and `_signoff_line_content` write them: money with its decimals, others without trailing noughts
CONTRACT_ROWS = """
    SELECT d.*, c.market, c.partner_id, c.currency_id, c.incoterm_id, c.incoterm_location, c.payment_term_id,
           c.signing_date::text, c.start_date::text, c.end_date::text, c.latest_shipment_date::text,
           trim_scale(c.tolerance_percent)::text AS tolerance_percent,
           round(c.signed_amount, currency.decimal_places)::text AS signed_amount,
           round(c.computed_amount, currency.decimal_places)::text AS computed_amount
      FROM gen.document d JOIN sales_manual_contract c ON c.id = d.contract_id
      JOIN res_currency currency ON currency.id = c.currency_id
     WHERE d.contract_id BETWEEN %(first)s AND %(last)s ORDER BY d.id
"""
CONTRACT_LINES = """
    SELECT contract, id, sequence::text, product_id, wording, basis, trim_scale(entered)::text, trim_scale(rated)::text,
           trim_scale(power)::text, pieces, trim_scale(per_watt)::text, tax_id, round(amount, decimals)::text
      FROM gen.line_figure WHERE contract BETWEEN %(first)s AND %(last)s ORDER BY contract, sequence
"""
MILESTONES = """
    SELECT contract_id, id, name->>'en_US', trigger, trim_scale(percent)::text, days, is_working_days
      FROM sales_manual_contract_milestone
     WHERE contract_id BETWEEN %(first)s AND %(last)s ORDER BY contract_id, sequence, id
"""
NOTICE_ROWS = """
    SELECT d.*, n.class_id, n.contract_id AS contract, contract.name AS contract_name, n.partner_id,
           n.ship_date::text, n.incoterm_id, n.incoterm_location, n.currency_id
      FROM gen.document d JOIN sales_manual_notice n ON n.id = d.notice_id
      JOIN sales_manual_contract contract ON contract.id = n.contract_id
     WHERE d.notice_id BETWEEN %(first)s AND %(last)s ORDER BY d.id
"""
NOTICE_LINES = """
    SELECT notice, id, order_line_id, order_line_name, batch_line, batch_name, product_id, pieces,
           round(pieces * rated, 4)::text, round(amount, decimals)::text
      FROM gen.notice_line WHERE notice BETWEEN %(first)s AND %(last)s ORDER BY notice, place
"""


class Names:
    """What records are called in a content: one table per kind, read once. ``users``: {id: name at the moment}."""

    def __init__(self, env):
        plain = env(context={"lang": None, "active_test": False})
        self.of = {
            model: {record.id: record.display_name for record in plain[model].search([])}
            for model in ("res.company", "res.partner", "res.currency", "account.incoterms", "account.payment.term",
                          "product.product", "account.tax", "stock.warehouse")
        }  # fmt: skip
        self.classes = {record.id: record.code for record in plain["sales.manual.notice.class"].search([])}
        self.users = {user.id: f"{user.name} ({user.login})" for user in plain["res.users"].search([])}
        self.posts = {user.id: set(user.all_group_ids.ids) for user in plain["res.users"].search([])}

    def ref(self, model, id_):
        return {"id": id_, "name": self.of[model][id_]} if id_ else None


def contract_content(names, row, lines, milestones):
    """What is signed of a contract, see its ``_signoff_content``."""
    return {
        "company_id": names.ref("res.company", row["company_id"]),
        "market": row["market"],
        "partner_id": names.ref("res.partner", row["partner_id"]),
        "currency_id": names.ref("res.currency", row["currency_id"]),
        "incoterm_id": names.ref("account.incoterms", row["incoterm_id"]),
        "incoterm_location": row["incoterm_location"] or "",
        "payment_term_id": names.ref("account.payment.term", row["payment_term_id"]),
        **{name: row[name] for name in ("signing_date", "start_date", "end_date", "latest_shipment_date",
                                        "tolerance_percent", "signed_amount", "computed_amount")},
        "note": "",
        "line_ids": [
            {
                "id": id_,
                "ref": ref,
                "product_id": names.ref("product.product", product_id),
                "name": wording,
                "basis": basis,
                "entered_qty": entered,
                "rated_power_w": rated,
                "power_w": power,
                "pieces_qty": pieces,
                "price_basis": "watt",
                "price_per_watt": per_watt,
                "price_per_piece": None,
                "tax_ids": [names.ref("account.tax", tax_id)] if tax_id else [],
                "amount": amount,
                "signed_amount": None,
            }
            for (_contract, id_, ref, product_id, wording, basis, entered, rated, power, pieces, per_watt, tax_id,
                 amount) in lines
        ],
        "milestone_ids": [
            {"id": id_, "name": name, "trigger": trigger, "percent": percent, "days": days, "is_working_days": working}
            for _contract, id_, name, trigger, percent, days, working in milestones
        ],
    }  # fmt: skip


def notice_content(names, row, lines):
    """What is signed of a notice, see its ``_signoff_content``."""
    return {
        "class_id": {"id": row["class_id"], "name": names.classes[row["class_id"]]},
        "company_id": names.ref("res.company", row["company_id"]),
        "contract_id": {"id": row["contract"], "name": row["contract_name"]},
        "partner_id": names.ref("res.partner", row["partner_id"]),
        "warehouse_id": names.ref("stock.warehouse", row["warehouse_id"]),
        "ship_date": row["ship_date"],
        "incoterm_id": names.ref("account.incoterms", row["incoterm_id"]),
        "incoterm_location": row["incoterm_location"] or "",
        "transport_note": "",
        "reason": "",
        "currency_id": names.ref("res.currency", row["currency_id"]),
        "line_ids": [
            {
                "id": id_,
                "order_line_id": {"id": order_line_id, "name": order_line},
                "batch_line_id": {"id": batch_line_id, "name": batch},
                "product_id": names.ref("product.product", product_id),
                "pieces_qty": pieces,
                "ordered_qty": pieces,
                "power_w": power,
                "amount": amount,
            }
            for (_notice, id_, order_line_id, order_line, batch_line_id, batch, product_id, pieces, power,
                 amount) in lines
        ],
    }  # fmt: skip
