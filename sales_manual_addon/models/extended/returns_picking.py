"""Which transfers bring back what a return report agreed, and what of it they have brought."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _inherit = "stock.picking"

    return_report_id = fields.Many2one(
        "sales.manual.return", string="Return report", copy=False, index="btree_not_null", check_company=True,
        domain="[('state', '=', 'decided'), ('company_id', '=', company_id)]",
        help="By which return report the goods come back.",
    )  # fmt: skip

    @api.model_create_multi
    def create(self, vals_list):
        self._check_return_report_read(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        if "return_report_id" not in vals:
            return super().write(vals)
        self._check_return_report_read([vals])
        before = self.sudo().return_report_id  # counted whoever names the report
        result = super().write(vals)
        (before | self.sudo().return_report_id).line_ids._count_received()
        return result

    def _check_return_report_read(self, vals_list):
        # here, not in the constraint: Odoo asks constraints as superuser
        named = {vals["return_report_id"] for vals in vals_list if vals.get("return_report_id")}
        if named:
            self.env["sales.manual.return"].browse(named).check_access("read")

    @api.constrains("return_report_id")
    def _check_return_report(self):
        """Refuse a report that takes no goods back, or transfers that bring back nothing of its notice or transfer."""
        named = self.sudo().filtered("return_report_id")  # whatever of moves and notice the user may read
        lines = named.return_report_id.line_ids.notice_line_id
        left = (
            self.env["sales.manual.notice.delivery"]
            .sudo()
            .search([("notice_line_id", "in", lines.ids), ("kind", "=", "out")])
        )
        for picking in named:
            report = picking.return_report_id
            if report.state != "decided" or report.decision == "reject":
                raise UserError(
                    self.env._("%(report)s: nothing comes back, or it is not decided yet.", report=report.display_name)
                )
            of_report = left.filtered(lambda row, report=report: row.notice_id == report.notice_id)
            left_by = of_report.move_id | report.transfer_id.move_ids
            if not picking.move_ids.origin_returned_move_id & left_by:
                raise UserError(
                    self.env._(
                        "%(transfer)s brings back nothing of what left by %(delivery)s. Return it from its delivery, "
                        "or choose the report of its own notice or transfer.",
                        transfer=picking.name,
                        delivery=report._source().display_name,
                    )
                )

    def action_open_return_report(self):
        """Open the return report by which the goods come back."""
        return self.return_report_id._get_records_action()


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        # before Odoo would put what nobody sold on the order
        self.filtered("picked")._check_returned_goods()
        done = super()._action_done(cancel_backorder=cancel_backorder)
        done._count_returns()
        return done

    def _count_returns(self):
        """Count what came back by these done moves under return reports: of goods that left without a notice, since
        notices count their own.
        """
        self._check_returned_goods()
        reports = self.sudo().picking_id.return_report_id  # counted whoever moves the goods
        reports.line_ids.filtered("order_line_id")._count_received()

    def _check_returned_goods(self):
        """Refuse what comes back under a return report and never left by what it is about: it would count against
        nothing.
        """
        moves = self.sudo().filtered("picking_id.return_report_id")  # as above
        if not moves:
            return
        left = moves.picking_id.return_report_id._products_left()
        for report, of_report in moves.grouped(lambda move: move.picking_id.return_report_id).items():
            if foreign := of_report.product_id - left[report]:
                raise UserError(
                    self.env._(
                        "%(products)s did not leave by %(delivery)s, so it does not come back under %(report)s. Take "
                        "it off the transfer, and receive it by the return of its own delivery.",
                        products=", ".join(foreign.mapped("display_name")),
                        delivery=report._source().display_name,
                        report=report.display_name,
                    )
                )


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    # a done quantity is corrected on the move or on its lines; the move writes it to its lines

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._count_returns()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if "quantity" in vals:
            self._count_returns()
        return result

    def _count_returns(self):
        self.move_id.filtered(lambda move: move.state == "done")._count_returns()
