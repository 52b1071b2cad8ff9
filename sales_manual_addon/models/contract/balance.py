from decimal import ROUND_FLOOR

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from .power import PIECE, exact, from_watts

BALANCE_STATES = [("open", "Open"), ("even", "Even"), ("over", "Over"), ("short", "Short")]


class SalesManualContract(models.Model):
    """The balance of a contract: contract = batches + open, per line, within the tolerance (CON-2, CMD-16)."""

    _inherit = "sales.manual.contract"
    _guarded_fields = frozenset({"balance_state"})

    balance_state = fields.Selection(
        BALANCE_STATES,
        string="Decomposition",
        compute="_compute_balance_state",
        store=True,
        help="Open: some line is not in batches yet. Even: every line is, within the tolerance. Over: the "
        "batches of some line exceed its tolerance. Short: closed with less than the tolerance asks for.",
    )
    balance_text = fields.Char(
        string="Differences",
        compute="_compute_balance_text",
        help="By how much the batches differ from the contract, line by line.",
    )

    @api.depends("line_ids.balance_state")
    def _compute_balance_state(self):
        for contract in self:
            states = set(contract.line_ids.mapped("balance_state"))
            contract.balance_state = next(
                (state for state in ("over", "short", "open", "even") if state in states), "open"
            )

    @api.depends("line_ids.balance_qty", "line_ids.balance_w")
    @api.depends_context("lang")
    def _compute_balance_text(self):
        for contract in self:
            contract.balance_text = (
                "; ".join(line._balance_text() for line in contract.line_ids if line.balance_qty or line.balance_w)
                or False
            )

    @api.constrains("tolerance_percent")
    def _check_batched_lines(self):
        self.line_ids._check_not_over()

    def _decomposition_findings(self):
        """Return where the books of the decomposition do not agree: list of dicts {contract, line, code, values}.

        Proves contract = batches + open from the rows themselves, not from the counter; asked over many contracts at
        once.
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
            SELECT line.id, line.batched_qty, COALESCE(sum(batch_line.pieces_qty), 0)
              FROM sales_manual_contract_line line
              LEFT JOIN sales_manual_batch_line batch_line ON batch_line.contract_line_id = line.id
             WHERE line.contract_id IN %s
             GROUP BY line.id HAVING COALESCE(line.batched_qty, 0) != COALESCE(sum(batch_line.pieces_qty), 0)
             ORDER BY line.id
            """,
                tuple(self.ids) or (0,),
            )
        )
        findings = [
            (line_id, "counter", {"counter": counter or 0, "batches": batches}) for line_id, counter, batches in rows
        ]
        findings += [
            (line.id, line.balance_state, {"pieces": line.balance_qty, "power_w": line.balance_w})
            for line in self.line_ids
            if line.balance_state in ("over", "short")
        ]
        lines = self.env["sales.manual.contract.line"]
        return [
            {"contract": line.contract_id, "line": line, "code": code, "values": values}
            for line, code, values in ((lines.browse(line_id), code, values) for line_id, code, values in findings)
        ]


class SalesManualContractLine(models.Model):
    """What of a line is in delivery batches, the counter that guards it, and the tolerance."""

    _inherit = "sales.manual.contract.line"
    _guarded_fields = frozenset(
        {
            "batched_power_w",
            "unbatched_qty",
            "balance_qty",
            "balance_w",
            "balance_percent",
            "balance_state",
        }
    )

    batched_power_w = fields.Float(string="In batches (W)", digits=(18, 4), compute="_compute_balance", store=True)
    unbatched_qty = fields.Integer(
        string="Not in batches",
        compute="_compute_balance",
        store=True,
        help="Pieces of the contract that no batch holds yet; none when the batches hold more.",
    )
    balance_qty = fields.Integer(
        string="Difference (pieces)",
        compute="_compute_balance",
        store=True,
        help="Pieces in batches less pieces of the contract.",
    )
    balance_w = fields.Float(string="Difference (W)", digits=(18, 4), compute="_compute_balance", store=True)
    balance_percent = fields.Float(
        string="Difference (%)", digits=(16, 4), compute="_compute_balance", store=True, aggregator=None
    )
    balance_state = fields.Selection(BALANCE_STATES, string="Balance", compute="_compute_balance", store=True)

    @api.depends(
        "batched_qty", "pieces_qty", "power_w", "rated_power_w", "contract_id.tolerance_percent", "contract_id.state"
    )
    def _compute_balance(self):
        for line in self:
            line.batched_power_w = float(line.batched_qty * exact(line.rated_power_w))
            line.balance_qty = line.batched_qty - line.pieces_qty
            line.unbatched_qty = max(-line.balance_qty, 0)
            line.balance_w = (
                float(line.batched_qty * exact(line.rated_power_w) - exact(line.power_w)) if line.rated_power_w else 0.0
            )
            difference, whole = (
                (line.balance_w, line.power_w) if line.rated_power_w else (line.balance_qty, line.pieces_qty)
            )
            line.balance_percent = 100 * difference / whole if whole else 0.0
            line.balance_state = line._balance_state(line.contract_id.state == "closed")

    def _balance_state(self, is_closed=False):
        self.ensure_one()
        if self.batched_qty > self._most_pieces():
            return "over"
        if self.batched_qty >= self._least_pieces():
            return "even"
        return "short" if is_closed else "open"

    def _most_pieces(self):
        """Most pieces the batches may hold: the contract's own, or all that its power and tolerance have room for."""
        share = 1 + exact(self.contract_id.tolerance_percent) / 100
        return max(self.pieces_qty, int(self._pieces_of_share(share).to_integral_value(ROUND_FLOOR)))

    def _least_pieces(self):
        """Fewest pieces that fulfil the line when the contract closes."""
        share = 1 - exact(self.contract_id.tolerance_percent) / 100
        return min(self.pieces_qty, -int((-self._pieces_of_share(share)).to_integral_value(ROUND_FLOOR)))

    def _pieces_of_share(self, share):
        if self.rated_power_w:
            return exact(self.power_w) * share / exact(self.rated_power_w)
        return self.pieces_qty * share

    def _balance_text(self):
        """The line's mark and its difference in words: ``S125: +0.04 MW (+16,667 pieces)``."""
        self.ensure_one()
        return self.env._(
            "%(line)s: %(difference)s",
            line=self.ref or self.product_id.display_name,
            difference=self._difference_text(self.batched_qty),
        )

    def _difference_text(self, batched_qty):
        """By how much ``batched_qty`` pieces in batches would differ from the line: ``+0.04 MW (+16,667 pieces)``."""
        self.ensure_one()
        difference = batched_qty - self.pieces_qty
        pieces = f"{difference:+,d}" if difference else "0"
        if not self.rated_power_w:
            return self.env._("%(pieces)s pieces", pieces=pieces)
        megawatts = (batched_qty * exact(self.rated_power_w) - exact(self.power_w)) / 1000000
        power = f"{megawatts:+,.6f}".rstrip("0").rstrip(".")
        return self.env._("%(power)s MW (%(pieces)s pieces)", power=power, pieces=pieces)

    def _unbatched_in_basis(self):
        """What no batch holds yet, in the line's own basis (float): never less than nought."""
        self.ensure_one()
        if self.basis == PIECE:
            return self.unbatched_qty
        return max(float(from_watts(exact(self.power_w) - exact(self.batched_power_w), self.basis)), 0.0)

    def _price_per_piece(self):
        """Price of one piece in the contract's currency, unrounded: by the piece, or per watt by rated power."""
        self.ensure_one()
        if self.price_basis == "piece":
            return self.price_per_piece
        return float(exact(self.price_per_watt) * exact(self.rated_power_w))

    def _largest_packaging(self):
        """Return (unit, pieces in it) of the product's largest packaging in whole pieces; else (empty unit, 1)."""
        base = self.product_id.uom_id.factor or 1
        sizes = [(unit, unit.factor / base) for unit in self.product_id.uom_ids]
        sizes = [(unit, int(size)) for unit, size in sizes if size > 1 and size == int(size)]
        return max(sizes, key=lambda item: item[1], default=(self.env["uom.uom"], 1))

    @api.model
    def _shift_batched(self, before, after):
        """Take note that batch lines held ``before`` and hold ``after``, {contract line id: pieces}; raise where it
        is too much.

        The counter is incremented first and compared then (architecture rule 16): under repeatable read whoever
        decomposes the same line at the same time fails on the row and is retried, or is refused with what the first
        one left.
        """
        deltas = {line_id: after.get(line_id, 0) - before.get(line_id, 0) for line_id in sorted({*before, *after})}
        deltas = {line_id: delta for line_id, delta in deltas.items() if delta}
        if not deltas:
            return
        lines = self.browse(deltas)
        lines.flush_recordset(["batched_qty"])
        self.env.cr.execute(
            SQL(
                """
            WITH delta AS (SELECT * FROM unnest(%s, %s) AS delta(id, pieces)),
                 ordered AS (SELECT line.id, delta.pieces FROM sales_manual_contract_line line JOIN delta ON delta.id
                 = line.id
                              ORDER BY line.id FOR NO KEY UPDATE OF line)
            UPDATE sales_manual_contract_line line
               SET batched_qty = LEAST(COALESCE(line.batched_qty, 0) + ordered.pieces::bigint, 2147483647)
              FROM ordered WHERE line.id = ordered.id
            """,
                list(deltas),
                list(deltas.values()),
            )
        )
        lines.invalidate_recordset(["batched_qty"], flush=False)
        lines.modified(["batched_qty"])
        lines.filtered(lambda line: deltas[line.id] > 0)._check_not_over()

    @api.constrains("entered_qty", "basis", "rated_power_w", "product_id")
    def _check_not_over(self):
        """Raise ValidationError naming each line whose batches exceed its tolerance: one never hides another."""
        if over := self.filtered(lambda line: line.batched_qty > line._most_pieces()):
            raise ValidationError(
                self.env._(
                    "The batches would hold more than the contract allows:\n%(lines)s\nReduce a batch, or amend "
                    "the contract.",
                    lines="\n".join(
                        self.env._(
                            "%(line)s: %(batched)s pieces in batches, contract %(pieces)s, at most %(most)s "
                            "within ± %(tolerance)s %%",
                            line=line.ref or line.product_id.display_name,
                            batched=f"{line.batched_qty:,d}",
                            pieces=f"{line.pieces_qty:,d}",
                            most=f"{line._most_pieces():,d}",
                            tolerance=f"{line.contract_id.tolerance_percent:g}",
                        )
                        for line in over
                    ),
                )
            )
