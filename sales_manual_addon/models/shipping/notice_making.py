from odoo import Command, api, models
from odoo.exceptions import UserError


class SalesManualNotice(models.Model):
    """Notices made from what is ordered and on no notice yet."""

    _inherit = "sales.manual.notice"

    @api.model
    def _make_from_orders(self, orders):
        """Prepare notices over everything of these confirmed orders that no issued notice has (CMD-5, CMD-20).

        One notice for each contract, customer, warehouse, Incoterm and place; whole pieces; the class that the
        contract's market proposes. Prepared notices reserve nothing: the first to be issued has the pieces.

        :return: the prepared notices
        :raise UserError: an order is not confirmed, nothing is open, or no class fits
        :raise AccessError: the user holds no post that makes notices of the class
        """
        unconfirmed = orders.filtered(lambda order: order.state != "sale")
        if unconfirmed:
            raise UserError(
                self.env._(
                    "Confirm the order before its shipping notice: %(orders)s.",
                    orders=", ".join(unconfirmed.mapped("name")),
                )
            )
        return self._make_from_order_lines(orders.order_line)

    @api.model
    def _make_from_batches(self, batches):
        """Prepare notices over what these delivery batches have ordered and on no issued notice. See
        :meth:`_make_from_orders`.

        :raise UserError: a batch has no confirmed contract order yet
        """
        order_lines = batches.line_ids.order_line_id
        without = batches.filtered(
            lambda batch: not batch.line_ids.order_line_id.filtered(lambda line: line.state == "sale")
        )
        if without:
            raise UserError(
                self.env._(
                    "No confirmed contract order yet for batch %(batches)s. Make and confirm the order first.",
                    batches=", ".join(without.mapped("display_name")),
                )
            )
        return self._make_from_order_lines(order_lines)

    @api.model
    def _make_from_order_lines(self, order_lines):
        order_lines = order_lines.with_prefetch().filtered(  # read at once, however the caller came by them
            lambda line: (
                line.state == "sale"
                and not line.display_type
                and not line.is_downpayment
                and line.product_id.type == "consu"
            )
        )
        grouped = {}
        noticed = self.env["sales.manual.notice.line"]._pieces_by_order_line(order_lines.ids)
        for line in order_lines:
            ordered = line.product_uom_id._compute_quantity(line.product_uom_qty, line.product_id.uom_id, round=False)
            pieces = int(ordered - noticed.get(line.id, 0))
            if pieces > 0:
                grouped.setdefault(self._making_key(line.order_id), []).append((line, pieces))
        if not grouped:
            raise UserError(
                self.env._(
                    "Nothing is open on %(orders)s: every piece is on a shipping notice already.",
                    orders=", ".join(order_lines.order_id.mapped("name")) or self.env._("these orders"),
                )
            )
        order_lines.order_id.order_line.contract_batch_line_id.fetch(["delivery_date"])
        of_markets = {(company, contract.market) for company, contract, *_place in grouped}
        classes = {key: self.env["sales.manual.notice.class"]._for_market(*key) for key in of_markets}
        return self.create([self._prepare_from_order_lines(lines, classes) for lines in grouped.values()])

    def _making_key(self, order):
        """What orders must share to go out on one notice."""
        partner = order.sales_contract_id.partner_id or order.partner_id
        return (
            order.company_id,
            order.sales_contract_id,
            partner,
            order.warehouse_id,
            order.incoterm,
            order.incoterm_location,
        )

    def _prepare_from_order_lines(self, lines, classes):
        """Values of one notice; ``lines``: list of (order line, pieces), all with the same :meth:`_making_key`;
        ``classes``: {(company, market): the class of notices proposed}.
        """
        orders = self.env["sale.order"].union(*(line.order_id for line, _pieces in lines))
        company, contract, partner, warehouse, incoterm, place = self._making_key(orders[:1])
        notice_class = classes[company, contract.market]
        if not notice_class:
            raise UserError(
                self.env._(
                    "No notice class fits %(orders)s. An administrator describes one under Configuration, "
                    "Notice Classes.",
                    orders=", ".join(orders.mapped("name")),
                )
            )
        dates = [date.date() for date in orders.mapped("commitment_date") if date]
        dates += [date for date in orders.order_line.contract_batch_line_id.mapped("delivery_date") if date]
        today = self.new({"company_id": company.id})._today()
        return {
            "class_id": notice_class.id,
            "company_id": company.id,
            "contract_id": contract.id,
            "partner_id": partner.id,
            "warehouse_id": warehouse.id,
            "ship_date": max(min(dates, default=today), today),
            "incoterm_id": incoterm.id,
            "incoterm_location": place,
            "currency_id": (contract or orders[:1]).currency_id.id,
            "line_ids": [
                Command.create(
                    {
                        "sequence": 10 * number,
                        "order_line_id": line.id,
                        "product_id": line.product_id.id,
                        "pieces_qty": pieces,
                    }
                )
                for number, (line, pieces) in enumerate(lines, 1)
            ],
        }
