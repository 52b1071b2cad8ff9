from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import NamedTuple

from odoo import models

from ..shipping.notice import OPEN_STATES

BEFORE_GOODS = ("contract", "before_shipment")


class Demand(NamedTuple):
    """Money that one milestone wants, of the contract as a whole or of one delivery batch."""

    milestone: object
    batch: object
    amount: float
    is_reported: bool  # otherwise it only keeps money from those who come later


class SalesManualContract(models.Model):
    """Payment milestones against receipts: which money must be in before goods of a notice leave."""

    _inherit = "sales.manual.contract"

    def _payment_shortages(self, notice):
        """Return what is due and not received, as a list of dicts ``milestone``, ``batch``, ``required``, ``received``,
        ``missing``; amounts in the contract's currency.

        Due are: milestones of the contract after their days; before shipment, the share of what this notice and those
        issued before it ship of its batches, and of what has left of others; after shipment, the share of what left
        longer ago than the days. What was paid for a batch serves that batch; the rest serves in this order.
        """
        self.ensure_one()
        contract = self.sudo()  # the same answer for every signer
        demands = contract._payment_demands(notice) if contract.milestone_ids else []
        received = contract._receipts() if demands else {}
        shortages = []
        for demand in demands:
            missing = demand.amount
            for purse in (demand.batch.id, False) if demand.batch else (False,):
                used = min(max(received.get(purse, 0.0), 0.0), missing)
                missing -= used
                if used:
                    received[purse] -= used
            if demand.is_reported and contract.currency_id.compare_amounts(missing, 0) > 0:
                shortages.append(
                    {
                        "milestone": demand.milestone,
                        "batch": demand.batch,
                        "required": demand.amount,
                        "received": demand.amount - missing,
                        "missing": missing,
                    }
                )
        return shortages

    def _payment_demands(self, notice):
        """All demands as of today, in the order in which receipts serve them."""
        today = self.company_id._sales_manual_today()
        total = self.signed_amount or self.computed_amount
        milestones = self.milestone_ids.sorted(lambda milestone: (milestone.sequence, milestone.id))
        none = self.env["sales.manual.batch"]
        demands = [
            Demand(milestone, none, milestone._share_of(total) * total, True)
            for milestone in milestones.filtered(lambda milestone: milestone.trigger == "contract")
            if self.effective_date and milestone._due_date(self.effective_date) <= today
        ]
        own, gone, kept = self._values_by_batch(notice, total)
        before = milestones.filtered(lambda milestone: milestone.trigger == "before_shipment")
        after = milestones.filtered(lambda milestone: milestone.trigger == "shipment")
        batches = (none.union(*own, *gone, *kept)).sorted("number")
        for milestone in before:
            share = milestone._share_of(total)
            demands += [Demand(milestone, batch, share * gone[batch], True) for batch in batches if gone.get(batch)]
        for milestone in after:
            left = self._values_left_before(milestone, today, total)
            share = milestone._share_of(total)
            demands += [Demand(milestone, batch, share * left[batch], True) for batch in batches if left.get(batch)]
        for milestone in before:
            share = milestone._share_of(total)
            demands += [Demand(milestone, batch, share * kept[batch], False) for batch in batches if kept.get(batch)]
            demands += [Demand(milestone, batch, share * own[batch], True) for batch in batches if own.get(batch)]
        return demands

    def _value_of_piece(self, line, total):
        """What the paper asks for one piece of a contract line."""
        paper = total / self.computed_amount if self.computed_amount else 1
        return line.amount / line.pieces_qty * paper if line.pieces_qty else 0.0

    def _values_by_batch(self, notice, total):
        """Three dicts {batch: value}: on this notice's batches, gone of other batches, and still to go of other
        batches under notices issued before this one.
        """
        own, gone, kept = defaultdict(float), defaultdict(float), defaultdict(float)
        of_notice = notice.sudo().line_ids  # sudo: as the caller
        batches = of_notice.batch_line_id.batch_id
        lines = self.env["sales.manual.notice.line"].search(
            [("notice_id.contract_id", "=", self.id), ("notice_id.state", "in", OPEN_STATES)]
        )
        for line in lines | of_notice:
            batch_line, batch = line.batch_line_id, line.batch_line_id.batch_id
            value = self._value_of_piece(batch_line.contract_line_id, total)
            is_before = line.notice_id == notice or line.notice_id._issued_before(notice)
            open_qty = line.pieces_qty - line.closed_qty - line.shipped_qty
            if batch in batches:
                own[batch] += value * (line.shipped_qty + (open_qty if is_before else 0))
            else:
                gone[batch] += value * line.shipped_qty
                kept[batch] += value * (open_qty if is_before else 0)
        return own, gone, kept

    def _values_left_before(self, milestone, today, total):
        """{batch: value} of what left under notices so long ago that the milestone's days are over."""
        left = defaultdict(float)
        deliveries = self.env["sales.manual.notice.delivery"].search(
            [("notice_id.contract_id", "=", self.id), ("kind", "=", "out")]
        )
        for delivery in deliveries:
            if milestone._due_date(delivery.day) < today:
                batch_line = delivery.notice_line_id.batch_line_id
                left[batch_line.batch_id] += delivery.pieces_qty * self._value_of_piece(
                    batch_line.contract_line_id, total
                )
        return left


class SalesManualContractMilestone(models.Model):
    _inherit = "sales.manual.contract.milestone"

    def _share_of(self, total):
        """The milestone's share of the contract's amount, from 0 to 1."""
        self.ensure_one()
        if self.amount:
            return min(self.amount / total, 1.0) if total else 0.0
        return self.percent / 100

    def _due_date(self, day):
        """The day on which the milestone is due, counted from the day of its event."""
        self.ensure_one()
        if not self.days:
            return day
        if self.is_working_days:
            calendar = self.contract_id.company_id.resource_calendar_id
            # the day of the event is not one of the days
            start = datetime.combine(day + timedelta(days=1), time.min)
            due = calendar.plan_days(self.days, start) if calendar else None
            if due:
                return due.date()
        return day + timedelta(days=self.days)
