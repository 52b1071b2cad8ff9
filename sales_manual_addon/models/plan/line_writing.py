from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ..contract.bounds import MAX_INTEGER, refuse_unusable
from .weeks import week_of

REQUEST = "sales_manual_addon.group_contract_draft"
MAKE = "sales_manual_addon.group_plan_make"
AGREE = "sales_manual_addon.group_plan_agree"
# who writes what of a line, and in which states of the plan
WRITERS = {
    "requested_qty": (REQUEST, ("collecting",)),
    "note": (REQUEST, ("collecting", "agreeing")),
    "planned_qty": (MAKE, ("collecting", "agreeing")),
    "promised_qty": (AGREE, ("agreeing",)),
    "agreed_qty": (AGREE, ("agreeing",)),
    "answer": (AGREE, ("agreeing",)),
}
PIECES = ("requested_qty", "planned_qty", "promised_qty", "agreed_qty")
CELL = ("plan_id", "contract_line_id", "week_date")


class SalesManualPlanLine(models.Model):
    """Who writes what of a plan's line: salespeople request, contract posts plan, production planning agrees."""

    _inherit = "sales.manual.plan.line"

    @api.model_create_multi
    def create(self, vals_list):
        if self._has_pass():
            return super().create(vals_list)
        plans = self.env["sales.manual.plan"]
        for vals in vals_list:
            self._refuse_part_pieces(vals)
            plan = plans.browse(vals.get("plan_id") or self.env.context.get("default_plan_id"))
            if not plan or not vals.get("week_date") or not vals.get("contract_line_id"):
                raise ValidationError(
                    self.env._("A line of a plan is of a plan, a contract line and a week. Choose all three.")
                )
            plan.check_access("read")
            day = fields.Date.to_date(vals["week_date"])
            if (day.year, day.month) != (plan.month.year, plan.month.month):
                raise ValidationError(
                    self.env._("%(date)s is not in the month of %(plan)s.", date=day, plan=plan.display_name)
                )
            vals["week_date"] = week_of(day, plan.month)
            self._check_writer(plan, vals)
            vals["planned_qty"] = vals.get("planned_qty") or vals.get("requested_qty") or 0
            plans |= plan
        self._check_readable(vals["contract_line_id"] for vals in vals_list)
        plans._take()
        lines = super().create(vals_list)
        lines._check_contracts()
        lines._check_within_contract()
        return lines

    def write(self, vals):
        if self._has_pass():
            return super().write(vals)
        self._refuse_part_pieces(vals)
        if moved := [name for name in CELL if name in vals]:
            raise UserError(
                self.env._(
                    "%(fields)s of a plan's line stay: enter the pieces in the other week or contract line instead.",
                    fields=", ".join(self._fields[name]._description_string(self.env) for name in moved),
                )
            )
        for plan in self.plan_id:
            self._check_writer(plan, vals)
        self.check_access("write")
        self._refuse_guarded(vals)
        self.plan_id._take()
        self._put(vals)
        self._check_within_contract()
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_except_counted(self):
        for line in self:
            if line.plan_id.state != "collecting":
                line.plan_id._check_state("collecting")
            if line.batch_qty or line.carried_qty or line.previous_qty:
                raise UserError(
                    self.env._(
                        "%(line)s comes from batches or from an earlier plan. Set its planned pieces to 0 instead.",
                        line=line.display_name,
                    )
                )
            if line.planned_qty != line.requested_qty and not line.plan_id._is_maker() and not self.env.su:
                raise AccessError(
                    self.env._("%(line)s was planned by the contract post, who can delete it.", line=line.display_name)
                )

    def unlink(self):
        self.plan_id._take()
        return super().unlink()

    def _put(self, vals):
        """Write what the user may write, with what follows from it: the caller has checked whether he may."""
        self = self.sudo()  # sudo: not asked again for each line
        if vals.keys() & {"promised_qty", "agreed_qty", "answer"}:
            return self._put_answer(vals)
        if "planned_qty" in vals:
            changed = self.filtered(lambda line: line.planned_qty != vals["planned_qty"] and line.is_answered)
            changed._passed().write({"is_answered": False})
        elif "requested_qty" in vals:
            # the plan follows the request where the contract post has not planned otherwise
            for line in self:
                collected = max(line.batch_qty, line.carried_qty)
                if line.planned_qty == (line.requested_qty or collected):
                    line._passed().write({"planned_qty": vals["requested_qty"] or collected})
        return self._passed().write(vals)

    def _put_answer(self, vals):
        """Production planning's answer; of promised and agreed one stands for both until the other is said."""
        stamp = {"is_answered": True, "answer_user_id": self.env.uid, "answer_date": fields.Datetime.now()}
        for line in self:
            own = dict(vals)
            if not line.is_answered and own.keys() & {"promised_qty", "agreed_qty"}:
                own.setdefault("promised_qty", own.get("agreed_qty", 0))
                own.setdefault("agreed_qty", own["promised_qty"])
            if own.keys() & {"promised_qty", "agreed_qty"}:
                own |= stamp
            line._passed().write(own)

    # guards

    @api.model
    def _check_writer(self, plan, vals):
        """Raise unless the user may now write these fields of lines of ``plan``."""
        if self.env.su:
            return
        for name in vals.keys() & WRITERS.keys():
            group, states = WRITERS[name]
            if not self.env.user.has_group(group) or (group == MAKE and not plan._is_maker()):
                raise AccessError(
                    self.env._(
                        "%(field)s: salespeople request, the contract post of the market plans, production planning "
                        "promises and agrees.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )
            if plan.state not in states:
                raise UserError(
                    self.env._(
                        "%(plan)s is in state %(state)s: %(field)s cannot change now.",
                        plan=plan.display_name,
                        state=plan._state_label(),
                        field=self._fields[name]._description_string(self.env),
                    )
                )
            if group == AGREE:
                plan._check_not_own()

    @api.model
    def _check_readable(self, contract_line_ids):
        """Asked before a line is made: the database would say first that another's is there."""
        contract_lines = self.env["sales.manual.contract.line"].browse(contract_line_ids)
        if contract_lines != contract_lines.exists():
            raise UserError(self.env._("A contract line was deleted meanwhile. Reload the page."))
        contract_lines.check_access("read")

    def _check_contracts(self):
        """What is planned is of a contract in force of the plan's company and market."""
        for line in self:
            contract, plan = line.contract_id, line.plan_id
            if contract.state != "effective":
                raise ValidationError(
                    self.env._("Contract %(contract)s is not in force.", contract=contract.display_name)
                )
            if contract.company_id != plan.company_id or contract.market != plan.market:
                raise ValidationError(
                    self.env._(
                        "Contract %(contract)s is of another company or market than %(plan)s.",
                        contract=contract.display_name,
                        plan=plan.display_name,
                    )
                )

    def _check_within_contract(self):
        """No more of a contract's line is planned than it has left, tolerance included.

        :raises ValidationError: naming the line and the pieces left
        """
        self.flush_recordset()
        # sudo: all weeks of the line count, whoever may write this one
        lines = self.sudo()
        groups = lines._read_group(
            [("plan_id", "in", lines.plan_id.ids), ("contract_line_id", "in", lines.contract_line_id.ids)],
            ["plan_id", "contract_line_id"],
            ["planned_qty:sum", "agreed_qty:sum", "requested_qty:sum"],
        )
        before = lines._shipped_before()
        for plan, contract_line, *sums in groups:
            left = contract_line._most_pieces() - before.get((plan.id, contract_line.id), 0)
            if max(sums) > left:
                raise ValidationError(
                    self.env._(
                        "%(contract)s, %(line)s: %(pieces)s pieces are asked for in %(plan)s, and %(left)s are left "
                        "of the contract's line.",
                        contract=contract_line.contract_id.display_name,
                        line=contract_line.display_name,
                        pieces=max(sums),
                        plan=plan.display_name,
                        left=max(int(left), 0),
                    )
                )

    def _shipped_before(self):
        """{(plan, contract line): pieces shipped before the month of the plan}."""
        rows = self.env.execute_query(
            SQL(
                """
            SELECT cell.plan_id, cell.contract_line_id, SUM(delivery.pieces_qty)
              FROM (SELECT DISTINCT line.plan_id, line.contract_line_id, plan.month
                      FROM sales_manual_plan_line line JOIN sales_manual_plan plan ON plan.id = line.plan_id
                     WHERE line.id = ANY(%s)) cell
              JOIN sales_manual_batch_line batch_line ON batch_line.contract_line_id = cell.contract_line_id
              JOIN sales_manual_notice_line notice_line ON notice_line.batch_line_id = batch_line.id
              JOIN sales_manual_notice_delivery delivery ON delivery.notice_line_id = notice_line.id
              JOIN sales_manual_notice notice ON notice.id = notice_line.notice_id
              JOIN sales_manual_notice_class class ON class.id = notice.class_id AND class.is_sold
             WHERE delivery.kind = 'out' AND delivery.day < cell.month
             GROUP BY 1, 2
            """,
                self.ids,
            )
        )
        return {(plan_id, contract_line_id): pieces for plan_id, contract_line_id, pieces in rows}

    @api.model
    def _refuse_part_pieces(self, vals):
        """Odoo would cut 12.5 down to 12 without a word."""
        refuse_unusable(self, vals)
        for name in PIECES:
            pieces = float(vals.get(name) or 0)
            if not 0 <= pieces <= MAX_INTEGER or not pieces.is_integer():
                raise ValidationError(
                    self.env._(
                        "%(field)s: “%(value)s” is not a number of whole pieces, 0 or more.",
                        field=self._fields[name]._description_string(self.env),
                        value=vals[name],
                    )
                )
