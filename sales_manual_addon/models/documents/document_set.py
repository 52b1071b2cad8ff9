from odoo import models

from ..shipping.notice import RELEASED_STATES

# the vessel has its own documents by now
ON_BOARD = ("loaded", "sailed", "arrived")


class SalesManualDocument(models.Model):
    """The set of a shipment, made when it becomes one, and filled from what the ERP itself books."""

    _inherit = "sales.manual.document"

    def _make_sets(self, notices):
        """Enter as missing what these released notices need and do not have yet."""
        # sudo: the set is made by the act that makes the shipment, whoever does it
        notices = notices.sudo().filtered(lambda notice: notice.state in RELEASED_STATES)
        wanted = notices._document_kinds()
        there = {(row.notice_id, row.kind_id) for row in notices.document_ids}
        rows = []
        for notice in notices:
            is_on_vessel = notice.vessel_allocation_ids.booking_id.filtered(lambda booking: booking.state in ON_BOARD)
            rows += [
                {"kind_id": kind.id, "notice_id": notice.id, "company_id": notice.company_id.id, "is_needed": True}
                for kind in wanted[notice]
                if (notice, kind) not in there and not (kind.scope == "vessel" and is_on_vessel)
            ]
        self._enter(rows)
        notices._link_invoices()
        notices._link_declarations()

    def _make_vessel_sets(self, bookings):
        """Enter as missing what the shipments on these vessels need once for all of them; it replaces what is missing
        of each.
        """
        bookings = bookings.sudo()  # as above: whoever loads
        there = {(row.booking_id, row.kind_id) for row in bookings.document_ids}
        allocations = bookings.every_allocation_ids
        of_notices = allocations.notice_id._document_kinds()
        of_contracts = allocations.contract_id._document_kinds()
        rows, empty = [], self.sudo().browse()
        for booking in bookings:
            kinds = self.env["sales.manual.document.kind"].union(
                *(
                    of_notices[row.notice_id] if row.notice_id else of_contracts.get(row.contract_id, [])
                    for row in booking.every_allocation_ids
                )
            )
            kinds = kinds.filtered(lambda kind: kind.scope == "vessel")
            rows += [
                {"kind_id": kind.id, "booking_id": booking.id, "company_id": booking.company_id.id, "is_needed": True}
                for kind in kinds
                if (booking, kind) not in there
            ]
            empty |= booking.every_allocation_ids.notice_id.document_ids.filtered(
                lambda row, kinds=kinds: row.kind_id in kinds and row.state == "missing"
            )
        empty._passed().unlink()
        self._enter(rows)

    def _make_contract_rows(self, contracts):
        """Enter as missing the papers that are kept of every contract in force: the signed copy."""
        contracts = contracts.sudo()  # as above: whoever approves
        kinds = self.env["sales.manual.document.kind"].search([("scope", "=", "contract"), ("is_wanted", "=", True)])
        there = {(row.contract_id, row.kind_id) for row in self.sudo().search([
            ("contract_id", "in", contracts.ids), ("kind_id", "in", kinds.ids),
        ])}  # fmt: skip
        self._enter(
            [
                {
                    "kind_id": kind.id,
                    "contract_id": contract.id,
                    "company_id": contract.company_id.id,
                    "number": contract.name,
                    "date": contract.signing_date or contract.effective_date,
                    "is_needed": True,
                }
                for contract in contracts
                for kind in kinds
                if (contract, kind) not in there and kind.market in (False, contract.market)
            ]
        )

    def _enter(self, rows):
        """Create rows that no user files: nobody is told of each."""
        # sudo: as the callers say
        quiet = self.sudo()._passed().with_context(tracking_disable=True)
        return quiet.create(rows).with_env(self.env)

    def _start(self):
        """Make the sets of what is under way in a database that had none: contracts in force, released notices and
        loaded vessels. What is closed stays as it was.
        """
        self._make_contract_rows(self.env["sales.manual.contract"].search([("state", "=", "effective")]))
        self._make_sets(self.env["sales.manual.notice"].search([("state", "=", "released")]))
        self._make_vessel_sets(self.env["sales.manual.vessel.booking"].search([("state", "in", ("loaded", "sailed"))]))

    def _fill(self, code, said):
        """Other rooms say what their own document of a kind says: packing lists.

        :param str code: of the kind, e.g. ``packing``
        :param said: {notice: {name of a figure, number or date: value}}
        """
        kind = self.env["sales.manual.document.kind"]._of_code(code)
        rows, notices = [], self.env["sales.manual.notice"].union(*said)
        own = notices.sudo().document_ids.filtered(lambda row: row.kind_id == kind)
        own._vessel_papers()  # read together: each that is written asks for them
        of_notice = own.grouped("notice_id")
        for notice, values in said.items():
            if row := of_notice.get(notice, own.browse())[:1]:
                row._passed().with_context(tracking_disable=True).write(values)
            elif kind:
                rows.append({"kind_id": kind.id, "notice_id": notice.id, "company_id": notice.company_id.id, **values})
        self._enter(rows)

    def _invoiced_pieces(self):
        """Pieces of this shipment on its invoice; 0 where the invoice is of other shipments too: it is compared with
        none.
        """
        lines = self.move_id.invoice_line_ids.filtered(lambda line: line.sale_line_ids)
        order_lines = lines.sale_line_ids
        noticed = self.env["sales.manual.notice.line"].search(
            [("order_line_id", "in", order_lines.ids), ("notice_id.state", "in", RELEASED_STATES)]
        )
        if noticed.notice_id != self.notice_id:
            return 0
        pieces = sum(line.product_uom_id._compute_quantity(line.quantity, line.product_id.uom_id) for line in lines)
        return round(pieces)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        orders = posted.sudo().invoice_line_ids.sale_line_ids.order_id  # whoever posts need not read orders
        if orders.sales_contract_id:
            notices = self.env["sales.manual.notice.line"].sudo().search(
                [("order_line_id.order_id", "in", orders.ids), ("notice_id.state", "in", RELEASED_STATES)]
            ).notice_id  # fmt: skip
            notices._link_invoices()
            posted.sudo()._file_of_contract()
        return posted

    def _file_of_contract(self):
        """File customer invoices of contract orders that no shipment's set has: advances, several shipments."""
        documents = self.env["sales.manual.document"]
        kind = self.env["sales.manual.document.kind"]._of_code("invoice")
        filed = documents.search([("move_id", "in", self.ids)]).move_id
        rows = []
        for move in self.filtered(lambda move: move.is_sale_document()) - filed:
            contracts = move.invoice_line_ids.sale_line_ids.order_id.sales_contract_id
            if len(contracts) == 1 and kind:
                rows.append(
                    {
                        "kind_id": kind.id,
                        "contract_id": contracts.id,
                        "company_id": move.company_id.id,
                        "move_id": move.id,
                    }
                )
        documents._enter(rows)
