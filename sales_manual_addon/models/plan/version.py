from odoo import models

# what a new version of a line begins with
KEPT = (
    "contract_line_id", "week_date", "batch_qty", "carried_qty", "requested_qty", "promised_qty", "agreed_qty",
    "note", "answer", "is_answered", "answer_user_id", "answer_date",
)  # fmt: skip


class SalesManualPlan(models.Model):
    """Versions: an agreed plan is changed by the next one, which begins with what was agreed."""

    _inherit = "sales.manual.plan"

    def action_new_version(self):
        """Close the agreed plan and open its next version; return the action that shows it.

        Lines that are planned keep their answers, so that production planning answers only what changes. Lines of
        which nothing was agreed are left out.

        :raises UserError: the plan is not agreed
        """
        self.ensure_one()
        self._check_maker()
        self._take()
        self._check_state("agreed")
        self._passed().write({"state": "closed"})
        self.flush_recordset()
        version = self._passed().create(
            {
                "kind": self.kind,
                "company_id": self.company_id.id,
                "market": self.market,
                "month": self.month,
                "version": self.version + 1,
                "previous_id": self.id,
                "note": self.note,
            }
        )
        lines = self.line_ids.filtered("agreed_qty")
        lines._passed().create(
            [
                {
                    **{name: value for name, value in values.items() if name in KEPT},
                    "plan_id": version.id,
                    "planned_qty": values["agreed_qty"],
                    "previous_qty": values["agreed_qty"],
                }
                for values in lines.read(KEPT, load=None)
            ]
        )
        return version._get_records_action(name=version.display_name)
