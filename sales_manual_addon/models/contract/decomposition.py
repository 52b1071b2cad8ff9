from collections import defaultdict
from decimal import ROUND_FLOOR, Decimal

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from .power import exact, split_pieces

MAX_MONTHS = 120
DECOMPOSABLE_STATES = ("draft", "review", "effective")


class SalesManualContract(models.Model):
    """Decomposition (CON-2, CMD-3, CMD-16): a contract becomes delivery batches.

    Batches may be planned as soon as the contract is drafted, since the departments review it against them; orders are made of
    them once it is effective. A closed or void contract takes no more changes.
    """

    _inherit = "sales.manual.contract"
    _guarded_fields = frozenset({"balance_state"})

    balance_state = fields.Selection(
        [("open", "Open"), ("even", "Even"), ("over", "Over"), ("short", "Short")], string="Decomposition",
        compute="_compute_balance_state", store=True,
        help="Open: some line is not in batches yet. Even: every line is, within the tolerance. Over: the batches of some line exceed "
             "its tolerance. Short: closed with less than the tolerance asks for.")
    balance_text = fields.Char(string="Differences", compute="_compute_balance_text",
                               help="By how much the batches differ from the contract, line by line.")

    @api.depends("line_ids.balance_state")
    def _compute_balance_state(self):
        for contract in self:
            states = set(contract.line_ids.mapped("balance_state"))
            contract.balance_state = next((state for state in ("over", "short", "open", "even") if state in states), "open")

    @api.depends("line_ids.balance_qty", "line_ids.balance_w")
    @api.depends_context("lang")
    def _compute_balance_text(self):
        for contract in self:
            contract.balance_text = "; ".join(
                line._balance_text() for line in contract.line_ids if line.balance_qty or line.balance_w
            ) or False

    # guards

    @api.constrains("tolerance_percent")
    def _check_batched_lines(self):
        self.line_ids._check_not_over()

    @api.constrains("start_date", "end_date", "latest_shipment_date")
    def _check_batch_dates(self):
        self.batch_ids._check_delivery_date()

    def _check_decomposable(self):
        """Raise ValidationError where a contract takes no change of its batches any more."""
        for contract in self:
            if contract.state not in DECOMPOSABLE_STATES:
                raise ValidationError(self.env._(
                    "Contract %(contract)s is %(state)s: its batches cannot be changed any more.",
                    contract=contract.display_name,
                    state=dict(contract._fields["state"]._description_selection(self.env))[contract.state].lower(),
                ))

    def _delivery_date_refusal(self, date):
        """Return why nothing can leave on ``date`` under this contract (translated), or False. First and last day count."""
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
                    date=fields.Date.to_string(date), reason=reason % {"limit": fields.Date.to_string(self[name])},
                )
        return False

    # decomposition

    def _decompose(self, rows):
        """Make delivery batches of ``rows`` and return them (CON-2, CMD-16).

        A row is a dict: ``date``, ``contract_line`` (record), ``pieces`` or ``power_w``, and if wanted ``incoterm``,
        ``place``, ``warehouse`` (the contract's by default). Rows of the same date and destination are one batch. Power becomes
        whole pieces in the order of the dates, the remainder carried from one delivery to the next within each contract line.

        Raises ValidationError naming each row that cannot be; then nothing is made.
        """
        self.ensure_one()
        self._check_decomposable()
        rows = self._whole_rows(rows)
        batches = {}
        for row in rows:
            place = (row.get("incoterm") or self.incoterm_id, row.get("place") or self.incoterm_location or False,
                     row.get("warehouse") or self.warehouse_id)
            batches.setdefault((row["date"], *place), defaultdict(int))[row["contract_line"]] += row["pieces"]
        return self.env["sales.manual.batch"].create([
            {
                "contract_id": self.id,
                "delivery_date": date,
                "incoterm_id": incoterm.id,
                "incoterm_location": place,
                "warehouse_id": warehouse.id,
                "line_ids": [
                    fields.Command.create({"contract_line_id": line.id, "sequence": line.sequence, "pieces_qty": pieces})
                    for line, pieces in sorted(pieces_by_line.items(), key=lambda item: (item[0].sequence, item[0].id))
                ],
            }
            for (date, incoterm, place, warehouse), pieces_by_line in sorted(batches.items(), key=lambda item: item[0][0])
        ])

    def _whole_rows(self, rows):
        """Return ``rows`` with ``pieces``, those that come to none left out; raise ValidationError for what cannot be meant."""
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
            return self.env._("the quantity alone is more than %(line)s has, tolerance included: %(most)s pieces.",
                              line=line._label(), most=line._most_pieces())
        return False

    def _decompose_even(self, first_date, months, lines=None, multiple=1, day=None):
        """Decompose what is open of ``lines`` (all) into equal parts over ``months``; return the batches.

        ``first_date`` is the first delivery; ``day`` the day of the others (a shorter month's last day stands in). ``multiple``:
        pieces that belong together, a full container say; a number for all, or {contract line id: number}. What fills no
        multiple goes with the last delivery. Raises ValidationError where nothing is open, or months or multiple make no sense.
        """
        return self._decompose(self._even_rows(first_date, months, lines, multiple, day))

    def _even_rows(self, first_date, months, lines=None, multiple=1, day=None):
        self.ensure_one()
        if not 1 <= months <= MAX_MONTHS:
            raise ValidationError(self.env._("A contract is decomposed over 1 to %(most)s months.", most=MAX_MONTHS))
        first_date = fields.Date.to_date(first_date)
        if not first_date:
            raise ValidationError(self.env._("Give the date of the first delivery."))
        dates = [first_date, *(first_date + relativedelta(months=n, day=day or first_date.day) for n in range(1, months))]
        rows = []
        for line in self.line_ids if lines is None else lines:
            line_multiple = multiple.get(line.id, 1) if isinstance(multiple, dict) else multiple
            if line_multiple < 1:
                raise ValidationError(self.env._("%(line)s: a package holds at least one piece.", line=line._label()))
            if line.unbatched_qty > 0:
                # counted in pieces, so that lines without rated power split alike
                parts = split_pieces([Decimal(line.unbatched_qty) / months] * months, 1, line.unbatched_qty, line_multiple)
                rows += [{"date": date, "contract_line": line, "pieces": qty} for date, qty in zip(dates, parts, strict=True) if qty]
        if not rows:
            raise ValidationError(self.env._("Nothing is open: every chosen line is in batches already."))
        return rows

    def _decomposition_findings(self):
        """Return findings, a list of dicts {contract, line, code, values}, where the books of the decomposition do not agree.

        Proves contract = batches + open from the rows themselves, not from the counter; asked over many contracts at once.
        """
        self.env.flush_all()
        rows = self.env.execute_query(SQL(
            """
            SELECT line.id, line.batched_qty, COALESCE(sum(batch_line.pieces_qty), 0)
              FROM sales_manual_contract_line line
              LEFT JOIN sales_manual_batch_line batch_line ON batch_line.contract_line_id = line.id
             WHERE line.contract_id IN %s
             GROUP BY line.id HAVING COALESCE(line.batched_qty, 0) != COALESCE(sum(batch_line.pieces_qty), 0)
             ORDER BY line.id
            """,
            tuple(self.ids) or (0,),
        ))
        findings = [(line_id, "counter", {"counter": counter or 0, "batches": batches}) for line_id, counter, batches in rows]
        findings += [
            (line.id, line.balance_state, {"pieces": line.balance_qty, "power_w": line.balance_w})
            for line in self.line_ids if line.balance_state in ("over", "short")
        ]
        lines = self.env["sales.manual.contract.line"]
        return [
            {"contract": line.contract_id, "line": line, "code": code, "values": values}
            for line, code, values in ((lines.browse(line_id), code, values) for line_id, code, values in findings)
        ]


class SalesManualContractLine(models.Model):
    _inherit = "sales.manual.contract.line"
    _guarded_fields = frozenset({
        "batched_power_w", "unbatched_qty", "balance_qty", "balance_w", "balance_percent", "balance_state",
    })

    batched_power_w = fields.Float(string="In batches (W)", digits=(18, 4), compute="_compute_balance", store=True)
    unbatched_qty = fields.Integer(string="Not in batches", compute="_compute_balance", store=True,
                                   help="Pieces of the contract that no batch holds yet; none when the batches hold more.")
    balance_qty = fields.Integer(string="Difference (pieces)", compute="_compute_balance", store=True,
                                 help="Pieces in batches less pieces of the contract.")
    balance_w = fields.Float(string="Difference (W)", digits=(18, 4), compute="_compute_balance", store=True)
    balance_percent = fields.Float(string="Difference (%)", digits=(16, 4), compute="_compute_balance", store=True, aggregator=None)
    balance_state = fields.Selection(
        [("open", "Open"), ("even", "Even"), ("over", "Over"), ("short", "Short")], string="Balance",
        compute="_compute_balance", store=True)

    @api.depends("batched_qty", "pieces_qty", "power_w", "rated_power_w", "contract_id.tolerance_percent", "contract_id.state")
    def _compute_balance(self):
        for line in self:
            line.batched_power_w = float(line.batched_qty * exact(line.rated_power_w))
            line.balance_qty = line.batched_qty - line.pieces_qty
            line.unbatched_qty = max(-line.balance_qty, 0)
            line.balance_w = float(line.batched_qty * exact(line.rated_power_w) - exact(line.power_w)) if line.rated_power_w else 0.0
            difference, whole = (line.balance_w, line.power_w) if line.rated_power_w else (line.balance_qty, line.pieces_qty)
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
        """Most pieces the batches may hold: the contract's own, or all that fit into its power and tolerance, whichever is more."""
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
        """The difference of one line in words: ``S125: +0.04 MW (12,903 pieces)``."""
        self.ensure_one()
        name = self.ref or self.product_id.display_name
        if not self.rated_power_w:
            return self.env._("%(line)s: %(pieces)s pieces", line=name, pieces=f"{self.balance_qty:+,d}")
        megawatts = exact(self.balance_w) / 1000000
        return self.env._(
            "%(line)s: %(power)s MW (%(pieces)s pieces)", line=name, pieces=f"{self.balance_qty:+,d}", power=f"{megawatts:+,.6f}".rstrip("0").rstrip("."),
        )

    def _price_per_piece(self):
        """Price of one piece in the contract's currency, unrounded: price per watt by rated power, or the price per piece."""
        self.ensure_one()
        if self.price_basis == "piece":
            return self.price_per_piece
        return float(exact(self.price_per_watt) * exact(self.rated_power_w))

    def _largest_packaging(self):
        """Return (unit, pieces in it) of the product's largest packaging in whole pieces; (empty unit, 1) without one."""
        base = self.product_id.uom_id.factor or 1
        sizes = [(unit, unit.factor / base) for unit in self.product_id.uom_ids]
        sizes = [(unit, int(size)) for unit, size in sizes if size > 1 and size == int(size)]
        return max(sizes, key=lambda item: item[1], default=(self.env["uom.uom"], 1))

    @api.model
    def _shift_batched(self, before, after):
        """Take note that batch lines held ``before`` and hold ``after``, {contract line id: pieces}; raise where it is too much.

        The counter is incremented first and compared then (architecture rule 16): under repeatable read whoever decomposes the same
        line at the same time fails on the row and is retried, or is refused with what the first one left.
        """
        deltas = {line_id: after.get(line_id, 0) - before.get(line_id, 0) for line_id in sorted({*before, *after})}
        deltas = {line_id: delta for line_id, delta in deltas.items() if delta}
        if not deltas:
            return
        lines = self.browse(deltas)
        lines.flush_recordset(["batched_qty"])
        self.env.cr.execute(SQL(
            """
            WITH delta AS (SELECT * FROM unnest(%s, %s) AS delta(id, pieces)),
                 ordered AS (SELECT line.id, delta.pieces FROM sales_manual_contract_line line JOIN delta ON delta.id = line.id
                              ORDER BY line.id FOR NO KEY UPDATE OF line)
            UPDATE sales_manual_contract_line line
               SET batched_qty = LEAST(COALESCE(line.batched_qty, 0) + ordered.pieces::bigint, 2147483647)
              FROM ordered WHERE line.id = ordered.id
            """,
            list(deltas), list(deltas.values()),
        ))
        lines.invalidate_recordset(["batched_qty"], flush=False)
        lines.modified(["batched_qty"])
        lines.filtered(lambda line: deltas[line.id] > 0)._check_not_over()

    @api.constrains("entered_qty", "basis", "rated_power_w", "product_id")
    def _check_not_over(self):
        """Raise ValidationError naming each line whose batches exceed its tolerance: one never hides another."""
        if over := self.filtered(lambda line: line.batched_qty > line._most_pieces()):
            raise ValidationError(self.env._(
                "The batches would hold more than the contract allows:\n%(lines)s\nReduce a batch, or amend the contract.",
                lines="\n".join(self.env._(
                    "%(line)s: %(batched)s pieces in batches, contract %(pieces)s, at most %(most)s within ± %(tolerance)s %%",
                    line=line.ref or line.product_id.display_name, batched=f"{line.batched_qty:,d}", pieces=f"{line.pieces_qty:,d}",
                    most=f"{line._most_pieces():,d}", tolerance=f"{line.contract_id.tolerance_percent:g}",
                ) for line in over),
            ))
