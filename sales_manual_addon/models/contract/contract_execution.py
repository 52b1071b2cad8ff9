from odoo import api, fields, models
from odoo.tools import SQL, formatLang

from .power import exact


class SalesManualContract(models.Model):
    """How far a contract has been carried out: figures of its batches, never typed."""

    _inherit = "sales.manual.contract"

    batched_mw = fields.Float(string="In batches (MW)", digits=(16, 6), compute="_compute_execution")
    shipped_mw = fields.Float(string="Shipped (MW)", digits=(16, 6), compute="_compute_execution")
    noticed_mw = fields.Float(string="On notice (MW)", digits=(16, 6), compute="_compute_execution",
                              help="On issued notices, not shipped yet.")
    open_mw = fields.Float(string="Open (MW)", digits=(16, 6), compute="_compute_execution",
                           help="Neither shipped nor on an issued notice.")
    batched_qty = fields.Float(string="In batches (pieces)", digits=(16, 0), compute="_compute_execution")
    shipped_qty = fields.Float(string="Shipped (pieces)", digits=(16, 0), compute="_compute_execution")
    noticed_qty = fields.Float(string="On notice (pieces)", digits=(16, 0), compute="_compute_execution")
    open_qty = fields.Float(string="Open (pieces)", digits=(16, 0), compute="_compute_execution",
                            search="_search_open_qty")
    shipped_percent = fields.Float(string="Shipped (%)", digits=(5, 1), compute="_compute_execution", aggregator=None)
    execution_text = fields.Char(compute="_compute_execution_text", export_string_translation=False)
    has_piece_price = fields.Boolean(compute="_compute_has_piece_price", export_string_translation=False)
    # the lines once more, for a page that only shows them
    balance_line_ids = fields.One2many(related="line_ids", string="Balance", readonly=True)
    batch_count = fields.Integer(compute="_compute_counts", export_string_translation=False)
    order_count = fields.Integer(compute="_compute_counts", export_string_translation=False)
    notice_count = fields.Integer(compute="_compute_counts", export_string_translation=False)

    @api.depends("line_ids.pieces_qty", "line_ids.rated_power_w", "batch_ids.line_ids.pieces_qty",
                 "batch_ids.line_ids.shipped_qty", "batch_ids.line_ids.noticed_qty")
    def _compute_execution(self):
        figures = {
            line.id: sums for line, *sums in self.env["sales.manual.batch.line"]._read_group(
                [("contract_id", "in", self.ids)], ["contract_line_id"],
                ["pieces_qty:sum", "shipped_qty:sum", "noticed_qty:sum"],
            )
        }
        for contract in self:
            pieces = dict.fromkeys(("batched", "shipped", "noticed", "open"), 0)
            power_w = dict.fromkeys(pieces, exact(0))
            for line in contract.line_ids:
                batched, shipped, noticed = figures.get(line._origin.id, (0, 0, 0))
                of_line = {
                    "batched": batched, "shipped": shipped, "noticed": max(noticed - shipped, 0),
                    "open": max(line.pieces_qty - max(noticed, shipped), 0),
                }
                for name, qty in of_line.items():
                    pieces[name] += qty
                    power_w[name] += qty * exact(line.rated_power_w)
            for name in pieces:
                contract[f"{name}_qty"] = pieces[name]
                contract[f"{name}_mw"] = float(power_w[name] / 1_000_000)
            contract.shipped_percent = 100 * pieces["shipped"] / contract.pieces_qty if contract.pieces_qty else 0

    @api.depends("line_ids.price_basis")
    def _compute_has_piece_price(self):
        for contract in self:
            contract.has_piece_price = "piece" in contract.line_ids.mapped("price_basis")

    @api.depends("shipped_qty", "noticed_qty", "open_qty", "pieces_qty", "line_ids.rated_power_w")
    @api.depends_context("lang")
    def _compute_execution_text(self):
        for contract in self:
            if contract.line_ids and all(contract.line_ids.mapped("rated_power_w")):
                contract.execution_text = self.env._(
                    "Contracted %(contracted)s MW · Shipped %(shipped)s · On notice %(noticed)s · Open %(open)s",
                    contracted=formatLang(self.env, contract.power_mw, digits=3),
                    shipped=formatLang(self.env, contract.shipped_mw, digits=3),
                    noticed=formatLang(self.env, contract.noticed_mw, digits=3),
                    open=formatLang(self.env, contract.open_mw, digits=3),
                )
            else:
                # what has no rated power is told in pieces, all of it, so that the figures add up
                contract.execution_text = self.env._(
                    "Contracted %(contracted)s pieces · Shipped %(shipped)s · On notice %(noticed)s · Open %(open)s",
                    contracted=formatLang(self.env, contract.pieces_qty, digits=0),
                    shipped=formatLang(self.env, contract.shipped_qty, digits=0),
                    noticed=formatLang(self.env, contract.noticed_qty, digits=0),
                    open=formatLang(self.env, contract.open_qty, digits=0),
                )

    @api.depends("batch_ids", "order_ids", "notice_ids")
    def _compute_counts(self):
        counts = {}
        for model, link, name in (
            ("sales.manual.batch", "contract_id", "batch_count"),
            ("sale.order", "sales_contract_id", "order_count"),
            ("sales.manual.notice", "contract_id", "notice_count"),
        ):
            groups = self.env[model]._read_group([(link, "in", self.ids)], [link], ["__count"]) \
                if self.env[model].has_access("read") else []
            counts[name] = {contract.id: count for contract, count in groups}
        for contract in self:
            for name, by_contract in counts.items():
                contract[name] = by_contract.get(contract._origin.id, 0)

    def _filtered_short(self):
        """Those of which some line has shipped less than its tolerance allows."""
        shipped = dict(self.env["sales.manual.batch.line"]._read_group(
            [("contract_id", "in", self.ids)], ["contract_line_id"], ["shipped_qty:sum"],
        ))
        return self.filtered(lambda contract: any(
            shipped.get(line, 0) < line.pieces_qty * (1 - exact(contract.tolerance_percent) / 100)
            for line in contract.line_ids
        ))

    def _documents_under_way(self, shipped_too=True):
        """Return {contract id: names of its live orders and notices}. ``shipped_too``: also those that are done."""
        # sudo: what is under way stands in the way, whoever may read it
        orders = (
            self.env["sale.order"]
            .sudo()
            ._read_group(
                [("sales_contract_id", "in", self.ids), ("state", "!=", "cancel")]
                + ([] if shipped_too else [("delivery_status", "!=", "full")]),
                ["sales_contract_id"],
                ["id:recordset"],
            )
        )
        notice_states = ["signing", "released", *(["shipped"] if shipped_too else [])]
        notices = (
            self.env["sales.manual.notice"]
            .sudo()
            ._read_group(
                [("contract_id", "in", self.ids), ("state", "in", notice_states)],
                ["contract_id"],
                ["id:recordset"],
            )
        )
        names = {}
        for contract, documents in [*orders, *notices]:
            names.setdefault(contract.id, []).extend(documents.mapped("display_name"))
        return names

    def _lock_execution(self):
        """Take the rows that decomposing, ordering and noticing update: of two transactions one then starts again."""
        self.env.flush_all()
        self._signoff_lock()
        ids = tuple(self.ids) or (0,)
        self.env.cr.execute(
            SQL(
                "UPDATE sales_manual_contract_line SET batched_qty = batched_qty WHERE id IN "
                "(SELECT id FROM sales_manual_contract_line WHERE contract_id IN %s ORDER BY id FOR NO KEY UPDATE)",
                ids,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE sales_manual_batch_line SET noticed_qty = noticed_qty WHERE id IN "
                "(SELECT id FROM sales_manual_batch_line WHERE contract_id IN %s ORDER BY id FOR NO KEY UPDATE)",
                ids,
            )
        )

    def action_open_orders(self):
        """Open the contract orders made of this contract."""
        return self.order_ids._get_records_action(name=self.env._("Contract orders"))

    def action_open_notices(self):
        """Open the shipping notices of this contract."""
        return self.notice_ids._get_records_action(
            name=self.env._("Shipping notices"), context={"default_contract_id": self.id if len(self) == 1 else False},
        )
