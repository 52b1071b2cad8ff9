from odoo import api, fields, models

REFRESH_KEY = "sales_manual_separation_findings"


class SalesManualSeparationFinding(models.Model):
    """A conflict that exists without an exception: found on installation, by a change of a rule, or when an exception
    ended. It closes by itself once the conflict is gone.
    """

    _name = "sales.manual.separation.finding"
    _inherit = ["sales.manual.closed"]
    _description = "Finding of separation"
    _order = "is_open desc, found_date desc, id desc"

    separation_id = fields.Many2one(
        "sales.manual.separation", string="Rule", required=True, readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True, ondelete="restrict")
    group_a_id = fields.Many2one("res.groups", string="Holds", required=True, readonly=True, ondelete="restrict")
    group_b_id = fields.Many2one("res.groups", string="And holds", required=True, readonly=True, ondelete="restrict")
    given_ids = fields.Many2many(
        "res.groups", "sales_manual_separation_finding_given_rel", "finding_id", "group_id",
        string="Through", readonly=True, help="What was given to the user and brings the two powers.",
    )  # fmt: skip
    risk = fields.Text(related="separation_id.risk")
    found_date = fields.Datetime(string="Found", required=True, readonly=True)
    resolved_date = fields.Datetime(string="Resolved", readonly=True)
    resolution = fields.Selection(
        [("taken", "No longer held together"), ("exception", "Exception approved"), ("rule", "Rule changed")],
        readonly=True,
    )
    is_open = fields.Boolean(string="Open", required=True, readonly=True, default=True, index=True)

    _open_once = models.UniqueIndex("(user_id, separation_id, group_a_id, group_b_id) WHERE is_open")

    @api.depends("separation_id.name", "user_id.name")
    def _compute_display_name(self):
        for finding in self:
            finding.display_name = f"{finding.separation_id.name} · {finding.user_id.name}"

    @api.model
    def _refresh_before_commit(self):
        """Look for conflicts once, before the transaction commits, however often it is asked for."""
        precommit = self.env.cr.precommit
        if not precommit.data.get(REFRESH_KEY):
            precommit.data[REFRESH_KEY] = True
            refresh = self.sudo().browse()._refresh_asked_for  # sudo: nobody has the right to write findings
            precommit.add(refresh)

    @api.model
    def _refresh_asked_for(self):
        self.env.cr.precommit.data.pop(REFRESH_KEY, None)
        self._refresh()

    @api.model
    def _refresh(self):
        """Record conflicts that are new, and close the findings of those that are gone. Set-based."""
        findings = self.sudo()  # sudo: as above
        conflicts = {conflict.key: conflict for conflict in self.env["sales.manual.separation"]._conflicts()}
        now = fields.Datetime.now()
        is_known = findings.search([("is_open", "=", True)])
        gone = findings.browse()
        for finding in is_known:
            key = (finding.user_id.id, finding.separation_id.id, finding.group_a_id.id, finding.group_b_id.id)
            if not conflicts.pop(key, None):
                gone |= finding
        if gone or conflicts:
            # of two transactions that find the same, the later starts again
            self.env["sales.manual.separation"]._meet(
                {*gone.group_a_id.ids, *(conflict.group_a_id for conflict in conflicts.values())}
            )
        for resolution, resolved in gone.grouped(gone._resolution()).items():
            resolved._passed().write({"is_open": False, "resolved_date": now, "resolution": resolution})
        findings._passed().create(
            [
                {
                    "user_id": conflict.user_id,
                    "separation_id": conflict.separation_id,
                    "group_a_id": conflict.group_a_id,
                    "group_b_id": conflict.group_b_id,
                    "given_ids": [fields.Command.set({*conflict.given_a_ids, *conflict.given_b_ids})],
                    "found_date": now,
                }
                for conflict in conflicts.values()
            ]
        )

    def _resolution(self):
        """How each of these findings came to be resolved, as a key function for ``grouped``."""
        held = self.env["sales.manual.separation"]._held(self.user_id) if self else set()

        def resolution(finding):
            rule = finding.separation_id
            if not (rule.active and finding.group_a_id in rule.side_a_ids and finding.group_b_id in rule.side_b_ids):
                return "rule"
            both = {(finding.user_id.id, finding.group_a_id.id), (finding.user_id.id, finding.group_b_id.id)}
            return "exception" if both <= held else "taken"

        return resolution

    def action_request_exception(self):
        """Open a new request for an exception that would cover this finding."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sales.manual.separation.exception",
            "views": [(False, "form")],
            "name": self.env._("Request an exception"),
            "context": {
                "default_separation_id": self.separation_id.id,
                "default_user_id": self.user_id.id,
                "default_side_a_ids": self.group_a_id.ids,
                "default_side_b_ids": self.group_b_id.ids,
            },
        }

    @api.model
    def action_look_again(self):
        """Look for conflicts now, for whoever reads the findings."""
        self.check_access("read")
        self._refresh()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
