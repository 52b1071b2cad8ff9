import base64

from odoo import api, fields, models

from ...xlsx.table import Column, Table, workbook
from .weeks import month_weeks, week_label

# the columns that a file brings back, in the order of the sheet
ENTERED = ("requested_qty", "planned_qty", "promised_qty", "agreed_qty", "note", "answer")


class SalesManualPlan(models.Model):
    """A plan as a workbook, which is filled in and read back: see ``wizard/plan_import``."""

    _inherit = "sales.manual.plan"

    file = fields.Binary(string="Workbook", compute="_compute_file", export_string_translation=False)
    file_name = fields.Char(compute="_compute_file_name", export_string_translation=False)

    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_file(self):
        for plan in self:
            sheets = [plan._sheet()]
            if unplanned := self.env["sales.manual.plan.unplanned"].search([("plan_id", "=", plan.id)]):
                sheets.append(plan._unplanned_sheet(unplanned))
            plan.file = base64.b64encode(workbook(sheets))

    @api.depends("kind", "market", "month", "version")
    @api.depends_context("lang")
    def _compute_file_name(self):
        for plan in self:
            plan.file_name = f"{plan.display_name.replace(' · ', ' ')}.xlsx"

    def action_download(self):
        """Hand out the plan as a workbook."""
        self.ensure_one()
        self.check_access("read")
        url = f"/web/content/{self._name}/{self.id}/file?filename_field=file_name&download=true"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def action_import(self):
        """Open the dialog that reads a workbook back."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Read a workbook"),
            "res_model": "sales.manual.plan.import",
            "views": [[False, "form"]],
            "target": "new",
            "context": {"default_plan_id": self.id},
        }

    def _sheet(self):
        """The sheet: a row for each line that the user may read, as it stands."""
        env = self.env
        lines = env["sales.manual.plan.line"].search([("plan_id", "=", self.id)])
        figures = lines._figures()
        labels = {first: week_label(first, last) for first, last in month_weeks(self.month)}
        columns = [
            Column(env._("Customer"), "text", 28),
            Column(env._("Contract"), "text", 18),
            Column(env._("Item"), "text", 14),
            Column(env._("Product"), "text", 32),
            Column(env._("Week from"), "date", 12),
            Column(env._("Week"), "text", 16),
            Column(env._("From batches"), "integer", 12),
            Column(env._("Carried over"), "integer", 12),
            Column(env._("Requested"), "integer", 12),
            Column(env._("Planned"), "integer", 12),
            Column(env._("Promised"), "integer", 12),
            Column(env._("Agreed"), "integer", 12),
            Column(env._("On notices"), "integer", 12),
            Column(env._("Shipped"), "integer", 12),
            Column(env._("Remark"), "text", 28),
            Column(env._("Planning's remark"), "text", 28),
        ]
        rows = (
            [
                line.partner_id.display_name,
                line.contract_id.display_name,
                _item(line.contract_line_id),
                line.product_id.display_name,
                line.week_date,
                labels[line.week_date],
                line.batch_qty,
                line.carried_qty,
                line.requested_qty,
                line.planned_qty,
                line.promised_qty if line.is_answered else None,
                line.agreed_qty if line.is_answered else None,
                *figures[line.id],
                line.note,
                line.answer,
            ]
            for line in lines
        )
        return Table(env._("Plan"), columns, rows, (f"{self.company_id.name} · {self.display_name}",))

    def _unplanned_sheet(self, unplanned):
        """What moves without being planned; it has no weeks, so that nothing is read back from it."""
        env = self.env
        columns = [
            Column(env._("Customer"), "text", 28),
            Column(env._("Contract"), "text", 18),
            Column(env._("Item"), "text", 14),
            Column(env._("Product"), "text", 32),
            Column(env._("Planned"), "integer", 12),
            Column(env._("Agreed"), "integer", 12),
            Column(env._("On notices"), "integer", 12),
            Column(env._("Shipped"), "integer", 12),
        ]
        rows = (
            [
                row.partner_id.display_name,
                row.contract_id.display_name,
                _item(row.contract_line_id),
                row.product_id.display_name,
                0,
                0,
                row.noticed_qty,
                row.shipped_qty,
            ]
            for row in unplanned
        )
        return Table(env._("Not planned"), columns, rows, (f"{self.company_id.name} · {self.display_name}",))


def _item(contract_line):
    """What the contract line is called, as the dialog that reads the workbook knows it."""
    return contract_line.ref or contract_line.product_id.default_code or contract_line.product_id.name
