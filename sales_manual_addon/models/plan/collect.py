from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import SQL

from .weeks import week_of


class SalesManualPlan(models.Model):
    """Collecting a plan: from the open batches, and from what was agreed for the month before and has not left.

    Everything at once, in seven statements whatever the number of batches.
    """

    _inherit = "sales.manual.plan"

    def action_collect(self):
        """Take in what the batches say now. What was requested or planned otherwise stays as it is.

        :raises AccessError: not the contract post of the market
        :raises UserError: the plan is with production planning already
        """
        self.ensure_one()
        self._check_maker()
        self._take()
        self._check_state("collecting")
        self.env.flush_all()
        cells = self._batch_cells()
        carried = self._carried_cells(cells)
        rows = self.env.execute_query(
            SQL(
                """SELECT contract_line_id, week_date, batch_qty, carried_qty, requested_qty, planned_qty, id
                     FROM sales_manual_plan_line WHERE plan_id = %s""",
                self.id,
            )
        )
        there = {(line_id, week): values for line_id, week, *values in rows}
        new, changed = [], []
        for key in sorted(cells.keys() | carried.keys() | there.keys()):
            batch, carry = cells.get(key, 0), carried.get(key, 0)
            if key not in there:
                new.append((*key, batch, carry, max(batch, carry)))
                continue
            old_batch, old_carry, requested, planned, line_id = there[key]
            if (batch, carry) == (old_batch, old_carry):
                continue
            if planned == (requested or max(old_batch, old_carry)):
                planned = requested or max(batch, carry)
            changed.append((line_id, batch, carry, planned))
        self._insert_cells(new)
        self._update_cells(changed)
        self.env.invalidate_all()
        self.message_post(
            body=self.env._("Collected: %(new)s lines new, %(changed)s changed.", new=len(new), changed=len(changed))
        )
        return True

    def _batch_cells(self):
        """{(contract line, week): pieces open at the beginning of the month}, of batches due by its end."""
        end = self._month_end()
        rows = self.env.execute_query(
            SQL(
                """
            SELECT batch_line.contract_line_id, batch_line.delivery_date, SUM(open_line.pieces)::int
              FROM (SELECT id, open_qty AS pieces FROM sales_manual_batch_line
                     WHERE company_id = %(company)s AND open_qty > 0 AND delivery_date <= %(end)s
                    UNION ALL
                    SELECT notice_line.batch_line_id, delivery.pieces_qty
                      FROM sales_manual_notice_delivery delivery
                      JOIN sales_manual_notice_line notice_line ON notice_line.id = delivery.notice_line_id
                      JOIN sales_manual_notice notice ON notice.id = notice_line.notice_id
                      JOIN sales_manual_notice_class class ON class.id = notice.class_id AND class.is_sold
                     WHERE delivery.company_id = %(company)s AND delivery.day >= %(month)s AND delivery.kind = 'out'
                   ) open_line
              JOIN sales_manual_batch_line batch_line ON batch_line.id = open_line.id
              JOIN sales_manual_contract contract ON contract.id = batch_line.contract_id
             WHERE contract.state = 'effective' AND contract.market = %(market)s
               AND batch_line.delivery_date <= %(end)s
             GROUP BY 1, 2
            """,
                company=self.company_id.id,
                market=self.market,
                month=self.month,
                end=end,
            )
        )
        late = self._late_week()
        cells = {}
        for contract_line_id, day, pieces in rows:
            week = week_of(day, self.month) if day >= self.month else late
            cells[contract_line_id, week] = cells.get((contract_line_id, week), 0) + pieces
        return cells

    def _late_week(self):
        """The week in which what is late is planned: this one, where it is in the month."""
        return week_of(self.company_id._sales_manual_today(), self.month)

    def _carried_cells(self, cells):
        """{(contract line, week): pieces carried over}: what was agreed for the month before and did not leave.

        It is marked on the weeks where the batches have it; what no batch of this plan has goes to the late week.
        """
        weeks, late, carried = {}, self._late_week(), {}
        for contract_line_id, week in sorted(cells):
            weeks.setdefault(contract_line_id, []).append(week)
        for contract_line_id, pieces in self._left_of_last_month().items():
            for week in weeks.get(contract_line_id, []):
                taken = min(pieces, cells[contract_line_id, week])
                if taken:
                    carried[contract_line_id, week] = taken
                    pieces -= taken
            if pieces:
                key = contract_line_id, late
                carried[key] = carried.get(key, 0) + pieces
                cells.setdefault(key, 0)
        return carried

    def _left_of_last_month(self):
        """{contract line: pieces agreed for the month before that have not left}."""
        # sudo: the plan of the month before is the market's, as this one
        before = self.sudo().search(
            [
                ("kind", "=", self.kind),
                ("company_id", "=", self.company_id.id),
                ("market", "=", self.market),
                ("month", "=", self.month - relativedelta(months=1)),
                ("agreed_date", "!=", False),
            ],
            order="version desc",
            limit=1,
        )
        lines = before.line_ids
        totals = lines._month_totals() if lines else {}
        left = {}
        for line in lines.filtered(lambda line: line.contract_id.state == "effective"):
            left[line.contract_line_id.id] = left.get(line.contract_line_id.id, 0) + line.agreed_qty
        left = {key: agreed - totals.get((before.id, key), (0, 0))[1] for key, agreed in left.items()}
        return {key: pieces for key, pieces in left.items() if pieces > 0}

    def _insert_cells(self, cells):
        """Make lines of (contract line, week, from batches, carried over, planned)."""
        if not cells:
            return
        self.env.cr.execute(
            SQL(
                """
            INSERT INTO sales_manual_plan_line (
                   plan_id, company_id, market, period, contract_line_id, contract_id, partner_id, user_id, team_id,
                   product_id, week_date, week, batch_qty, carried_qty, requested_qty, planned_qty, promised_qty,
                   agreed_qty, is_answered, previous_qty, planned_kw, agreed_kw, difference_qty,
                   create_uid, write_uid, create_date, write_date)
            SELECT plan.id, plan.company_id, plan.market, plan.period, line.id, contract.id, contract.partner_id,
                   contract.user_id, contract.team_id, line.product_id, cell.week_date,
                   to_char(cell.week_date, 'IYYY-"W"IW'), cell.batch_qty, cell.carried_qty, 0, cell.planned_qty, 0,
                   0, FALSE, 0, cell.planned_qty * line.rated_power_w / 1000, 0,
                   CASE WHEN plan.previous_id IS NULL THEN 0 ELSE cell.planned_qty END,
                   %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
              FROM unnest(%(lines)s::int[], %(weeks)s::date[], %(batch)s::int[], %(carried)s::int[], %(planned)s::int[])
                   AS cell(contract_line_id, week_date, batch_qty, carried_qty, planned_qty)
              JOIN sales_manual_contract_line line ON line.id = cell.contract_line_id
              JOIN sales_manual_contract contract ON contract.id = line.contract_id
              JOIN sales_manual_plan plan ON plan.id = %(plan)s
            """,
                uid=self.env.uid,
                plan=self.id,
                **_columns(cells, "lines", "weeks", "batch", "carried", "planned"),
            )
        )

    def _update_cells(self, cells):
        """Write (line, from batches, carried over, planned)."""
        if not cells:
            return
        self.env.cr.execute(
            SQL(
                """
            UPDATE sales_manual_plan_line line
               SET batch_qty = cell.batch_qty, carried_qty = cell.carried_qty, planned_qty = cell.planned_qty,
                   planned_kw = cell.planned_qty * contract_line.rated_power_w / 1000,
                   is_answered = line.is_answered AND line.planned_qty = cell.planned_qty,
                   difference_qty = CASE WHEN plan.previous_id IS NULL THEN 0
                                         WHEN line.is_answered AND line.planned_qty = cell.planned_qty
                                         THEN line.agreed_qty - line.previous_qty
                                         ELSE cell.planned_qty - line.previous_qty END,
                   write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
              FROM unnest(%(ids)s::int[], %(batch)s::int[], %(carried)s::int[], %(planned)s::int[])
                   AS cell(id, batch_qty, carried_qty, planned_qty),
                   sales_manual_contract_line contract_line, sales_manual_plan plan
             WHERE line.id = cell.id AND contract_line.id = line.contract_line_id AND plan.id = line.plan_id
            """,
                uid=self.env.uid,
                **_columns(cells, "ids", "batch", "carried", "planned"),
            )
        )


def _columns(rows, *names):
    """{name: list of the values of that column}, for ``unnest``."""
    return {name: list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)}
