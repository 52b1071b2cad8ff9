from collections import defaultdict
from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .power import exact, split_pieces

MAX_MONTHS = 120
DECOMPOSABLE_STATES = ("draft", "review", "effective")


class SalesManualContract(models.Model):
    """Decomposition (CON-2, CMD-3, CMD-16): a contract becomes delivery batches.

    Batches may be planned as soon as the contract is drafted, since the departments review it against them; orders
    are made of them once it is effective. A closed or void contract takes no more changes.
    """

    _inherit = "sales.manual.contract"

    # guards

    @api.constrains("start_date", "end_date", "latest_shipment_date")
    def _check_batch_dates(self):
        self.batch_ids._check_delivery_date()

    def _check_decomposable(self):
        """Raise ValidationError where a contract takes no change of its batches any more."""
        for contract in self:
            if contract.state not in DECOMPOSABLE_STATES:
                raise ValidationError(
                    self.env._(
                        "Contract %(contract)s is %(state)s: its batches cannot be changed any more.",
                        contract=contract.display_name,
                        state=dict(contract._fields["state"]._description_selection(self.env))[contract.state].lower(),
                    )
                )

    def _delivery_date_refusal(self, date):
        """Return why nothing can leave on ``date`` under this contract (translated), or False. First and last day
        count.
        """
        self.ensure_one()
        limits = (
            ("start_date", lambda limit: date < limit, self.env._("the contract is valid from %(limit)s")),
            ("end_date", lambda limit: date > limit, self.env._("the contract is valid until %(limit)s")),
            ("latest_shipment_date", lambda limit: date > limit, self.env._("the latest shipment is on %(limit)s")),
        )
        for name, is_outside, reason in limits:
            if date and self[name] and is_outside(self[name]):
                return self.env._(
                    "%(date)s is no possible delivery date: %(reason)s. Choose another date, or amend the contract.",
                    date=fields.Date.to_string(date),
                    reason=reason % {"limit": fields.Date.to_string(self[name])},
                )
        return False

    # decomposition

    def _decompose(self, rows):
        """Make delivery batches of ``rows`` and return them (CON-2, CMD-16).

        A row is a dict: ``date``, ``contract_line`` (record), ``pieces`` or ``power_w``, and if wanted ``incoterm``,
        ``place``, ``warehouse`` (the contract's by default). Rows of the same date and destination are one batch.
        Power becomes whole pieces in the order of the dates, the remainder carried from one delivery to the next
        within each contract line.

        Raises ValidationError naming each row that cannot be; then nothing is made.
        """
        self.ensure_one()
        self._check_decomposable()
        rows = self._whole_rows(rows)
        batches = {}
        for row in rows:
            place = (
                row.get("incoterm") or self.incoterm_id,
                row.get("place") or self.incoterm_location or False,
                row.get("warehouse") or self.warehouse_id,
            )
            batches.setdefault((row["date"], *place), defaultdict(int))[row["contract_line"]] += row["pieces"]
        made = (
            self.env["sales.manual.batch"]
            .with_context(mail_create_nolog=True)
            .create(
                [
                    {
                        "contract_id": self.id,
                        "delivery_date": date,
                        "incoterm_id": incoterm.id,
                        "incoterm_location": place,
                        "warehouse_id": warehouse.id,
                        "line_ids": [
                            fields.Command.create(
                                {"contract_line_id": line.id, "sequence": line.sequence, "pieces_qty": pieces}
                            )
                            for line, pieces in sorted(
                                pieces_by_line.items(), key=lambda item: (item[0].sequence, item[0].id)
                            )
                        ],
                    }
                    for (date, incoterm, place, warehouse), pieces_by_line in sorted(
                        batches.items(), key=lambda item: item[0][0]
                    )
                ]
            )
            .with_env(self.env)
        )
        # sudo: the log of a contract is not its content, which the one who decomposes it may not change
        self.sudo().message_post(
            body=self.env._(
                "%(count)s delivery batches made, %(first)s to %(last)s.",
                count=len(made),
                first=made[0].name,
                last=made[-1].name,
            )
        )
        return made

    def _whole_rows(self, rows):
        """Return ``rows`` with ``pieces``, those that come to none left out; raise ValidationError for what cannot be
        meant.
        """
        problems = []
        by_line = defaultdict(list)
        for number, row in enumerate(rows, 1):
            if problem := self._row_problem(row):
                problems.append(self.env._("Row %(row)s: %(problem)s", row=number, problem=problem))
            elif not row.get("pieces"):
                by_line[row["contract_line"]].append(number - 1)
        if not rows:
            problems.append(self.env._("There is nothing to decompose."))
        if problems:
            raise ValidationError("\n".join([*problems[:20], *(["…"] if len(problems) > 20 else [])]))
        rows = [dict(row) for row in rows]
        for line, indexes in by_line.items():
            indexes.sort(key=lambda index: (rows[index]["date"], index))
            pieces = split_pieces([rows[index]["power_w"] for index in indexes], line.rated_power_w)
            for index, qty in zip(indexes, pieces, strict=True):
                rows[index]["pieces"] = qty
        return [row for row in rows if row["pieces"]]

    def _row_problem(self, row):
        line, date = row.get("contract_line"), row.get("date")
        if not line or line not in self.line_ids:
            return self.env._("the item is no line of contract %(contract)s.", contract=self.display_name)
        if not date:
            return self.env._("the delivery date is missing.")
        if refusal := self._delivery_date_refusal(fields.Date.to_date(date)):
            return refusal
        try:
            pieces, power = exact(row.get("pieces")), exact(row.get("power_w"))
        except ValueError:
            return self.env._("the quantity is not a number.")
        if not pieces and power > 0 and not line.rated_power_w:
            return self.env._("%(line)s has no rated power: give whole pieces.", line=line._label())
        if pieces < 0 or power < 0 or not (pieces or power):
            return self.env._("the quantity must be above zero.")
        if pieces != int(pieces):
            return self.env._("%(pieces)s is not a number of whole pieces.", pieces=row["pieces"])
        if max(pieces, power / exact(line.rated_power_w) if power else 0) > line._most_pieces():
            return self.env._(
                "the quantity alone is more than %(line)s has, tolerance included: %(most)s pieces.",
                line=line._label(),
                most=line._most_pieces(),
            )
        return False

    def _decompose_even(self, first_date, months, lines=None, multiple=1, day=None):
        """Decompose what is open of ``lines`` (all) into equal parts over ``months``; return the batches.

        ``first_date`` is the first delivery; ``day`` the day of the others (a shorter month's last day stands in).
        ``multiple``: pieces that belong together, a full container say; a number for all, or {contract line id:
        number}. What fills no multiple goes with the last delivery. Raises ValidationError where nothing is open, or
        months or multiple make no sense.
        """
        return self._decompose(self._even_rows(first_date, months, lines, multiple, day))

    def _even_rows(self, first_date, months, lines=None, multiple=1, day=None):
        self.ensure_one()
        if not 1 <= months <= MAX_MONTHS:
            raise ValidationError(self.env._("A contract is decomposed over 1 to %(most)s months.", most=MAX_MONTHS))
        first_date = fields.Date.to_date(first_date)
        if not first_date:
            raise ValidationError(self.env._("Give the date of the first delivery."))
        dates = [
            first_date,
            *(first_date + relativedelta(months=n, day=day or first_date.day) for n in range(1, months)),
        ]
        rows = []
        for line in self.line_ids if lines is None else lines:
            line_multiple = multiple.get(line.id, 1) if isinstance(multiple, dict) else multiple
            if line_multiple < 1:
                raise ValidationError(self.env._("%(line)s: a package holds at least one piece.", line=line._label()))
            if line.unbatched_qty > 0:
                # counted in pieces, so that lines without rated power split alike
                parts = split_pieces(
                    [Decimal(line.unbatched_qty) / months] * months, 1, line.unbatched_qty, line_multiple
                )
                rows += [
                    {"date": date, "contract_line": line, "pieces": qty}
                    for date, qty in zip(dates, parts, strict=True)
                    if qty
                ]
        if not rows:
            raise ValidationError(self.env._("Nothing is open: every chosen line is in batches already."))
        return rows

    # actions

    def action_decompose(self):
        """Open the dialog that decomposes this contract."""
        self.ensure_one()
        self._check_decomposable()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sales.manual.decompose",
            "target": "new",
            "views": [(False, "form")],
            "name": self.env._("Decompose"),
            "context": {"default_contract_id": self.id},
        }

    def action_open_batch_lines(self):
        """Open the decomposition table of these contracts."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_manual_addon.sales_manual_batch_line_action")
        return {**action, "domain": [("contract_id", "in", self.ids)], "context": {"default_contract_id": self[:1].id}}

    def action_open_batches(self):
        """Open the delivery batches of these contracts."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_manual_addon.sales_manual_batch_action")
        return {**action, "domain": [("contract_id", "in", self.ids)], "context": {"default_contract_id": self[:1].id}}
