from collections import defaultdict

from odoo import fields, models


class SalesManualContract(models.Model):
    """What a contract asks its customer to pay: payment milestones by their dates against receipts; where it has none,
    its open invoices.
    """

    _inherit = "sales.manual.contract"

    def _payment_asked(self, until):
        """Return what is due by ``until`` and not received, as a list of dicts ``milestone_id``, ``batch_id``,
        ``move_id``, ``due_date``, ``amount``, ``received_amount``; amounts in the contract's currency.

        Receipts serve what is due first; those for a batch serve that batch before anything else.
        """
        self.ensure_one()
        contract = self.sudo()  # figures of the own contract, whoever may read invoices and receipts
        if not contract.milestone_ids:
            moves = contract.order_ids.order_line.invoice_lines.move_id
            return moves.filtered(lambda move: move.currency_id == contract.currency_id)._payment_asked(until)
        rows, purses = [], contract._receipts()
        for due, _sequence, milestone, batch, amount in sorted(
            contract._payment_events(), key=lambda event: (event[0], event[1], event[3].number or 0, event[3].id or 0)
        ):
            missing = amount
            for purse in (batch.id, False) if batch else (False,):
                used = min(max(purses.get(purse, 0.0), 0.0), missing)
                missing -= used
                if used:
                    purses[purse] -= used
            if due <= until and contract.currency_id.compare_amounts(missing, 0) > 0:
                rows.append(
                    {
                        "milestone_id": milestone.id,
                        "batch_id": batch.id,
                        "due_date": due,
                        "amount": contract.currency_id.round(amount),
                        "received_amount": contract.currency_id.round(amount - missing),
                    }
                )
        return rows

    def _payment_events(self):
        """[(due date, sequence, milestone, batch, amount)] of all milestones whose event has a date."""
        total = self.signed_amount or self.computed_amount
        none, events = self.env["sales.manual.batch"], []
        left = self._left_by_day(total)
        for milestone in self.milestone_ids:
            share = milestone._share_of(total)
            if milestone.trigger == "contract":
                found = [(self.effective_date, none, total)] if self.effective_date else []
            elif milestone.trigger == "before_shipment":
                values = {batch: self._batch_value(batch, total) for batch in self.batch_ids}
                found = [(batch.delivery_date, batch, value) for batch, value in values.items() if batch.delivery_date]
            elif milestone.trigger == "invoice":
                moves = self.order_ids.order_line.invoice_lines.move_id.filtered(
                    lambda move: move.state == "posted" and move.currency_id == self.currency_id
                )
                found = [(move.invoice_date, none, move.amount_total_in_currency_signed) for move in moves]
            else:
                days = milestone._event_days([notice for _batch, notice, _day in left])
                found = [
                    (days.get(notice) or (milestone.trigger == "shipment" and day), batch, value)
                    for (batch, notice, day), value in left.items()
                ]
            events += [
                (milestone._due_date(day), milestone.sequence, milestone, batch, share * value)
                for day, batch, value in found
                if day and value > 0
            ]
        return events

    def _batch_value(self, batch, total):
        return sum(line.pieces_qty * self._value_of_piece(line.contract_line_id, total) for line in batch.line_ids)

    def _left_by_day(self, total):
        """{(batch, notice, company's day): value} of what has left."""
        left = defaultdict(float)
        clock = self.with_context(tz=self.company_id._sales_manual_zone())
        deliveries = self.env["sales.manual.notice.delivery"].search(
            [("notice_id.contract_id", "=", self.id), ("kind", "=", "out")]
        )
        for delivery in deliveries:
            batch_line = delivery.notice_line_id.batch_line_id
            day = fields.Datetime.context_timestamp(clock, delivery.date).date()
            left[batch_line.batch_id, delivery.notice_id, day] += delivery.pieces_qty * self._value_of_piece(
                batch_line.contract_line_id, total
            )
        return left


class SalesManualContractMilestone(models.Model):
    _inherit = "sales.manual.contract.milestone"

    def _event_days(self, notices):
        """{notice: day} of the event after shipment that makes the milestone due: the date of the bill of lading, the
        vessel's arrival. The day on which goods left is known to the caller.
        """
        self.ensure_one()
        days = {}
        for notice in dict.fromkeys(notices):
            bookings = notice.vessel_allocation_ids.booking_id
            if self.trigger == "bill_of_lading":
                bills = (notice.document_ids | bookings.document_ids).filtered(
                    lambda row: row.kind_id.code == "bl" and row.state == "present"
                )
                days[notice] = max((row.date for row in bills if row.date), default=None)
            elif self.trigger == "arrival":
                days[notice] = max((booking.ata for booking in bookings if booking.ata), default=None)
        return days


class AccountMove(models.Model):
    _inherit = "account.move"

    def _payment_asked(self, until):
        """Return what of these invoices is due by ``until`` and open; see the contract."""
        rows = []
        for move in self.filtered(lambda m: m.state == "posted" and m.is_sale_document()).sorted("invoice_date_due"):
            due = move.invoice_date_due or move.invoice_date
            sign = -1 if move.move_type == "out_refund" else 1
            if due <= until and move.currency_id.compare_amounts(move.amount_residual, 0) > 0:
                rows.append(
                    {
                        "move_id": move.id,
                        "due_date": due,
                        "amount": sign * move.amount_total,
                        "received_amount": sign * (move.amount_total - move.amount_residual),
                    }
                )
        return rows
