from odoo import models
from odoo.tools import format_date


def _count(pieces):
    """A number of pieces in full, grouped by thousands."""
    return f"{pieces:,.2f}".rstrip("0").rstrip(".")


class SalesManualNotice(models.Model):
    """What the shipping room itself has against a notice (see ``_own_blockers``)."""

    _inherit = "sales.manual.notice"

    def _count(self, pieces):
        """A number of pieces in full, as messages say it."""
        return _count(pieces)

    def _blocker(self, code, message, level="danger", **values):
        return {"code": code, "level": level, "values": values, "message": message}

    def _class_blockers(self):
        notice_class, contract, found = self.class_id, self.contract_id, []
        if not notice_class.is_available:
            found.append(
                self._blocker(
                    "class",
                    self.env._(
                        "Notices of class %(notice_class)s are not made in this version: it takes notices from "
                        "orders only.",
                        notice_class=notice_class.display_name,
                    ),
                )
            )
        if notice_class.is_contract_required and not contract:
            found.append(
                self._blocker(
                    "no_contract",
                    self.env._(
                        "Class %(notice_class)s needs a sales contract. Choose the contract, or another class.",
                        notice_class=notice_class.display_name,
                    ),
                )
            )
        if notice_class.market and contract and notice_class.market != contract.market:
            found.append(
                self._blocker(
                    "market",
                    self.env._(
                        "Class %(notice_class)s is not for the market of contract %(contract)s. Choose the "
                        "class of that market.",
                        notice_class=notice_class.display_name,
                        contract=contract.display_name,
                    ),
                )
            )
        if notice_class.company_id and notice_class.company_id != self.company_id:
            found.append(
                self._blocker(
                    "class_company",
                    self.env._(
                        "Class %(notice_class)s belongs to another company.", notice_class=notice_class.display_name
                    ),
                )
            )
        if notice_class.is_reason_required and not (self.reason or "").strip():
            found.append(
                self._blocker(
                    "no_reason",
                    self.env._(
                        "Class %(notice_class)s needs a reason. Enter why these goods leave.",
                        notice_class=notice_class.display_name,
                    ),
                )
            )
        # a notice under way has its own steps
        if self.state == "draft" and not notice_class.step_ids:
            found.append(
                self._blocker(
                    "no_steps",
                    self.env._(
                        "Class %(notice_class)s has no signatures: goods would leave unsigned. An administrator "
                        "adds them.",
                        notice_class=notice_class.display_name,
                    ),
                )
            )
        return found

    def _order_blockers(self, names):
        """Lines and notice must speak of the same confirmed order, contract, customer, warehouse and company."""
        found = []
        if not self.line_ids:
            found.append(self._blocker("no_lines", self.env._("The notice has no lines. Add what is to leave.")))
        for line in self.line_ids:
            order, order_line = line.order_line_id.order_id, line.order_line_id
            if not order_line:
                found.append(
                    self._blocker(
                        "no_order",
                        self.env._(
                            "%(product)s: the line names no order line. Choose the order line it ships.",
                            product=line.product_id.display_name,
                        ),
                    )
                )
                continue
            name = names.get(order_line.id, order_line.display_name)
            if order.state != "sale":
                found.append(
                    self._blocker(
                        "order_state",
                        self.env._(
                            "%(line)s: the order is not confirmed. Confirm it, or take the line off.", line=name
                        ),
                    )
                )
            if line.product_id != order_line.product_id:
                found.append(
                    self._blocker(
                        "product",
                        self.env._(
                            "%(line)s: the notice names %(product)s instead.",
                            line=name,
                            product=line.product_id.display_name,
                        ),
                    )
                )
            differing = [
                label
                for label, differs in (
                    (self.env._("company"), order.company_id != self.company_id),
                    (self.env._("contract"), order.sales_contract_id != self.contract_id),
                    (
                        self.env._("customer"),
                        order.partner_id.commercial_partner_id != self.partner_id.commercial_partner_id,
                    ),
                    (self.env._("warehouse"), order.warehouse_id != self.warehouse_id),
                    (self.env._("currency"), order.currency_id != self.currency_id),
                )
                if differs
            ]
            if differing:
                found.append(
                    self._blocker(
                        "mismatch",
                        self.env._(
                            "%(line)s: the order has another %(what)s than the notice. Put it on a notice of its own.",
                            line=name,
                            what=", ".join(differing),
                        ),
                    )
                )
        return found

    def _weighed_over_order(self):
        """Return {line: (pieces on open notices, pieces ordered, pieces beyond on all lines of the product, the
        tolerance's verdict)} of the lines that exceed their order line.
        """
        over = self._over_order()
        weighed = self._weigh_over_order(over)
        return {line: (*pieces, *weighed[line]) for line, pieces in over.items()}

    def _over_order_blockers(self, names, over):
        return [
            self._over_order_blocker(line, names[line.order_line_id.id], *over[line])
            for line in self.line_ids
            if line in over
        ]

    def _over_order_blocker(self, line, name, noticed, ordered, excess, verdict):
        named = {
            "line": name,
            "noticed": _count(noticed),
            "ordered": _count(ordered),
            "excess": _count(noticed - ordered),
        }
        return self._blocker(
            "over_order",
            # what is released does not change any more: the hold says what to do
            self.env._(
                "%(line)s: %(noticed)s pieces on open notices, %(ordered)s ordered, %(excess)s too many.", **named
            )
            if line.notice_id.state == "released"
            else self.env._(
                "%(line)s: %(noticed)s pieces on open notices, %(ordered)s ordered, %(excess)s too many. "
                "Lower the line, or void a notice that is not needed.",
                **named,
            ),
            order_line_id=line.order_line_id.id,
            noticed=noticed,
            ordered=ordered,
        )

    def _over_batch_blockers(self):
        found = []
        for batch_line, lines in self.line_ids.filtered("batch_line_id").grouped("batch_line_id").items():
            ordered = sum(line._ordered_pieces() for line in lines)
            if ordered > batch_line.pieces_qty:
                found.append(
                    self._blocker(
                        "over_batch",
                        self.env._(
                            "Batch %(batch)s, %(product)s: %(ordered)s pieces ordered, %(planned)s in the batch. "
                            "The contract's decomposition decides; correct the order.",
                            batch=batch_line.batch_id.display_name,
                            product=batch_line.product_id.display_name,
                            ordered=_count(ordered),
                            planned=_count(batch_line.pieces_qty),
                        ),
                    )
                )
        return found

    def _date_blockers(self):
        found, today, latest = [], self._today(), self.contract_id.latest_shipment_date
        if self.ship_date and self.ship_date < today:
            found.append(
                self._blocker(
                    "departure_passed",
                    self.env._("The departure %(date)s has passed.", date=format_date(self.env, self.ship_date)),
                    level="warning",
                )
            )
        elif self.ship_date and latest and self.ship_date > latest >= today:
            found.append(
                self._blocker(
                    "late",
                    self.env._(
                        "Departs on %(date)s, after the contract's latest shipment %(latest)s.",
                        date=format_date(self.env, self.ship_date),
                        latest=format_date(self.env, latest),
                    ),
                    level="warning",
                )
            )
        return found
