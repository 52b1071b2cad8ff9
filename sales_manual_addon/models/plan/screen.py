from odoo import api, fields, models
from odoo.fields import Domain

SUMS = ("planned_qty", "planned_kw", "agreed_qty", "agreed_kw", "carried_qty", "requested_qty", "difference_qty")
SHOWN_ALERTS = 4


class SalesManualPlan(models.Model):
    """What the reader of a plan sees of it: sums, warnings, and the way to its lines."""

    _inherit = "sales.manual.plan"

    line_count = fields.Integer(string="Lines", compute="_compute_sums")
    answered_count = fields.Integer(string="Answered lines", compute="_compute_sums")
    planned_qty = fields.Integer(string="Planned", compute="_compute_sums")
    planned_kw = fields.Float(string="Planned (kW)", digits=(16, 3), compute="_compute_sums")
    agreed_qty = fields.Integer(string="Agreed", compute="_compute_sums")
    agreed_kw = fields.Float(string="Agreed (kW)", digits=(16, 3), compute="_compute_sums")
    carried_qty = fields.Integer(string="Carried over", compute="_compute_sums")
    requested_qty = fields.Integer(string="Requested", compute="_compute_sums")
    difference_qty = fields.Integer(string="Change", compute="_compute_sums", help="Against the previous version.")
    noticed_qty = fields.Integer(string="On notices", compute="_compute_progress")
    shipped_qty = fields.Integer(string="Shipped", compute="_compute_progress", help="Of the plan's contract lines.")
    unplanned_count = fields.Integer(string="Not planned", compute="_compute_unplanned")
    unplanned_qty = fields.Integer(
        string="Shipped unplanned", compute="_compute_unplanned", help="Of contract lines that the plan does not have."
    )
    alerts = fields.Json(compute="_compute_alerts", export_string_translation=False)

    @api.depends("line_ids")
    @api.depends_context("uid")
    def _compute_sums(self):
        # as the user: a salesperson's sums are those of the own contracts
        groups = self.env["sales.manual.plan.line"]._read_group(
            [("plan_id", "in", self.ids)], ["plan_id"], ["__count", *(f"{name}:sum" for name in SUMS)]
        )
        figures = {plan.id: (count, *sums) for plan, count, *sums in groups}
        answered = {
            plan.id: count
            for plan, count in self.env["sales.manual.plan.line"]._read_group(
                [("plan_id", "in", self.ids), ("is_answered", "=", True)], ["plan_id"], ["__count"]
            )
        }
        for plan in self:
            count, *sums = figures.get(plan._origin.id, (0,) * (len(SUMS) + 1))
            plan.line_count, plan.answered_count = count, answered.get(plan._origin.id, 0)
            for name, value in zip(SUMS, sums, strict=True):
                plan[name] = value

    @api.depends("line_ids")
    @api.depends_context("uid")
    def _compute_progress(self):
        totals = self.env["sales.manual.plan.line"].search([("plan_id", "in", self.ids)])._month_totals()
        sums = {}
        for (plan_id, _contract_line_id), (noticed, shipped) in totals.items():
            before = sums.get(plan_id, (0, 0))
            sums[plan_id] = before[0] + noticed, before[1] + shipped
        for plan in self:
            plan.noticed_qty, plan.shipped_qty = sums.get(plan._origin.id, (0, 0))

    @api.depends("line_ids")
    @api.depends_context("uid")
    def _compute_unplanned(self):
        groups = self.env["sales.manual.plan.unplanned"]._read_group(
            [("plan_id", "in", self.ids)], ["plan_id"], ["__count", "shipped_qty:sum"]
        )
        figures = {plan.id: pair for plan, *pair in groups}
        for plan in self:
            plan.unplanned_count, plan.unplanned_qty = figures.get(plan._origin.id, (0, 0))

    # warnings

    @api.depends("state", "line_ids")
    @api.depends_context("uid", "lang")
    def _compute_alerts(self):
        for plan in self:
            found = plan._findings() if plan._origin and plan.state != "closed" else []
            alerts = {str(number): finding for number, finding in enumerate(found[:SHOWN_ALERTS])}
            if len(found) > SHOWN_ALERTS:
                alerts["more"] = {
                    "level": "info",
                    "message": self.env._("and %(count)s more", count=len(found) - SHOWN_ALERTS),
                }
            plan.alerts = alerts or False

    def _findings(self):
        """What stands out: list of {level, message, action…}, for whoever may read the plan against stock."""
        self.ensure_one()
        supplies = self.env["sales.manual.plan.supply"]
        if not supplies.has_access("read"):
            return []
        found = self._ceiling_findings()
        short = supplies.search_count([("plan_id", "=", self.id), ("left_qty", "<", 0)])
        if short:
            found.append(
                {
                    "level": "warning",
                    "message": self.env._(
                        "%(count)s products are short: planned more than is on hand and promised by the month's end.",
                        count=short,
                    ),
                    "action_text": self.env._("Show them"),
                    "action": self._supply_action(Domain("left_qty", "<", 0)),
                }
            )
        return found

    def _ceiling_findings(self):
        """A warning for each category whose stock is over its ceiling."""
        company = self.company_id
        watched = self.env["product.category"].with_company(company)._plan_watched()
        on_hand = watched._plan_on_hand(company)
        found = []
        for category in watched:
            pieces, ceiling = on_hand.get(category.id, 0), category.plan_stock_ceiling_qty
            if pieces > ceiling:
                found.append(
                    {
                        "level": "danger",
                        "message": self.env._(
                            "%(category)s: %(pieces)s pieces in stock, %(over)s over the ceiling of %(ceiling)s.",
                            category=category.name,
                            pieces=f"{pieces:,}",
                            over=f"{pieces - ceiling:,}",
                            ceiling=f"{ceiling:,}",
                        ),
                        "action_text": self.env._("Show stock"),
                        "action": self._supply_action(Domain("categ_id", "child_of", category.id)),
                    }
                )
        return found

    # to the lines

    def action_open_lines(self):
        """Open the lines of the plan as a list."""
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": "sales.manual.plan.line",
            "views": [[False, "list"], [False, "kanban"], [False, "pivot"], [False, "form"]],
            "domain": [("plan_id", "in", self.ids)],
            "context": {"default_plan_id": self.id if len(self) == 1 else False},
        }

    def action_open_unplanned(self):
        """Open what left, or is to leave on notices, without being on the plan."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Not planned: %(plan)s", plan=self.display_name),
            "res_model": "sales.manual.plan.unplanned",
            "views": [[False, "list"], [False, "kanban"], [False, "pivot"]],
            "domain": [("plan_id", "in", self.ids)],
        }

    def action_open_supply(self):
        """Open the products of the plan against stock, the shortest first."""
        return self._supply_action(Domain.TRUE)

    def _supply_action(self, domain):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Plan against stock"),
            "res_model": "sales.manual.plan.supply",
            "views": [[False, "list"], [False, "kanban"], [False, "pivot"]],
            "domain": list(Domain("plan_id", "in", self.ids) & domain),
        }

    def action_open_grid(self):
        """Open the plan as a grid of contracts and weeks."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id("sales_manual_addon.sales_manual_plan_grid_action")
        return {**action, "name": self.display_name, "context": {"active_id": self.id, "active_model": self._name}}

    def action_open_versions(self):
        """Open all versions of the month's plan."""
        self.ensure_one()
        versions = self.search(
            [
                ("kind", "=", self.kind),
                ("company_id", "=", self.company_id.id),
                ("market", "=", self.market),
                ("month", "=", self.month),
            ]
        )
        return versions._get_records_action(name=self.env._("Versions"))
