import base64

from odoo import fields, models
from odoo.exceptions import UserError

from ..models.plan.sheet import ENTERED
from ..models.plan.weeks import week_of
from ..xlsx import wording
from ..xlsx.cells import plain
from ..xlsx.grid import Problem
from ..xlsx.plan import parse


class SalesManualPlanImport(models.TransientModel):
    """Reads a plan's workbook back: what its user may enter, all of it or nothing."""

    _name = "sales.manual.plan.import"
    _inherit = ["sales.manual.bounded"]
    _description = "Read a plan's workbook"
    _rec_name = "plan_id"

    plan_id = fields.Many2one("sales.manual.plan", required=True, readonly=True, ondelete="cascade")
    columns_text = fields.Char(string="Columns read", compute="_compute_columns_text", compute_sudo=False)
    file = fields.Binary(attachment=False)
    file_name = fields.Char(export_string_translation=False)
    problems = fields.Text(readonly=True)

    def _compute_columns_text(self):
        labels = self.env["sales.manual.plan.line"]._fields
        for wizard in self:
            wizard.columns_text = ", ".join(
                labels[name]._description_string(self.env) for name in wizard.plan_id._enterable(ENTERED)
            )

    def action_read(self):
        """Write what the file says, or list what is wrong with it, with its place; then nothing is written.

        :raises UserError: no file was chosen, or the user enters nothing in the plan now
        """
        self.ensure_one()
        plan = self.plan_id
        plan.check_access("read")
        wanted = plan._enterable(ENTERED)
        if not wanted:
            raise UserError(self.env._("There is nothing in %(plan)s for you to enter now.", plan=plan.display_name))
        if not self.file:
            raise UserError(self.env._("Choose a file first."))
        table = parse(base64.b64decode(self.file), wanted)
        changes, problems = self._changes(table.rows)
        problems = [wording.tell(self.env, problem) for problem in [*table.errors, *problems[:100]]]
        if problems:
            self.problems = "\n".join(problems)
            return {
                "type": "ir.actions.act_window",
                "name": self.env._("Read a workbook"),
                "res_model": self._name,
                "res_id": self.id,
                "views": [[False, "form"]],
                "target": "new",
            }
        plan._apply(changes)
        # sudo: what was read is told to all, whoever may write the plan itself
        plan.sudo().message_post(
            body=self.env._("Read from a workbook: %(count)s lines changed.", count=len(changes)),
            author_id=self.env.user.partner_id.id,
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _changes(self, rows):
        """Return (changes for the plan, problems): rows that say what the plan says already are left out."""
        plan, changes, problems, seen = self.plan_id, [], [], {}
        items = self._items({row.contract for row in rows})
        lines = self.env["sales.manual.plan.line"].search([("plan_id", "=", plan.id)])
        there = {(line.contract_line_id.id, line.week_date): line for line in lines}

        def problem(row, kind, code, **values):
            problems.append(Problem("", row.row, row.columns[kind], code, values))

        for row in rows:
            if row.contract not in items:
                problem(row, "contract", "unknown_contract", value=row.contract)
            elif not (contract_line := items[row.contract].get(row.item)):
                problem(row, "item", "unknown_line", value=row.item)
            elif (row.date.year, row.date.month) != (plan.month.year, plan.month.month):
                problem(row, "date", "not_in_month", value=row.date.isoformat())
            else:
                key = contract_line.id, week_of(row.date, plan.month)
                if seen.setdefault(key, row.row) != row.row:
                    problem(row, "item", "twice", value=row.item, first=seen[key])
                    continue
                line = there.get(key)
                values = {name: value for name, value in row.values.items() if self._differs(line, name, value)}
                if values:
                    changes.append((*key, values))
        return changes, problems

    @staticmethod
    def _differs(line, name, value):
        """Whether the file says something else than the plan: an answer of 0 is one where none was given."""
        if not line:
            return bool(value)
        if name in ("promised_qty", "agreed_qty") and not line.is_answered:
            return True
        return (line[name] or False) != (value or False)

    def _items(self, names):
        """{contract: {what an item is called: contract line}} of the contracts in force that the user may see."""
        plan = self.plan_id
        if not names:
            return {}
        contracts = self.env["sales.manual.contract"].search_fetch(
            [
                ("state", "=", "effective"),
                ("company_id", "=", plan.company_id.id),
                ("market", "=", plan.market),
                ("name", "!=", False),
            ],
            ["name"],
        )
        items = {}
        for contract in contracts.filtered(lambda contract: plain(contract.name) in names):
            known, doubtful = {}, set()
            for line in contract.line_ids:
                product = line.product_id
                for name in {plain(text) for text in (line.ref, product.default_code, product.name) if text}:
                    if known.setdefault(name, line) != line:
                        doubtful.add(name)
            marks = {plain(line.ref): line for line in contract.line_ids if line.ref}
            items[plain(contract.name)] = {k: line for k, line in known.items() if k not in doubtful} | marks
        return items
