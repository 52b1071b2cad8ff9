from odoo import api, fields, models
from odoo.exceptions import AccessError


class SalesManualVerification(models.TransientModel):
    """The result of verifying sign-offs, worded in the reader's language."""

    _name = "sales.manual.verification"
    _description = "Verification of sign-offs"

    date = fields.Datetime(string="Verified on", required=True, readonly=True, default=fields.Datetime.now)
    document_count = fields.Integer(string="Documents", readonly=True)
    act_count = fields.Integer(string="Acts", readonly=True)
    line_ids = fields.One2many("sales.manual.verification.line", "verification_id", string="Findings", readonly=True)
    is_clean = fields.Boolean(compute="_compute_is_clean", export_string_translation=False)

    @api.depends("line_ids")
    def _compute_is_clean(self):
        for verification in self:
            verification.is_clean = not verification.line_ids

    @api.model
    def _show_all(self):
        """Verify every chain and seal of the user's companies.

        :raises AccessError: the user has not the right to audit
        """
        if not self.env.user.has_group("sales_manual_addon.group_audit"):
            raise AccessError(
                self.env._("Only an auditor verifies all sign-offs at once. Open a document to verify its own.")
            )
        findings, documents_checked, acts_checked = [], 0, 0
        for model in self.env["sales.manual.signoff"]._document_fields().values():
            # sudo: an audit covers the whole company, archived or not; findings name documents, not their content
            documents = (
                self.env[model]
                .sudo()
                .with_context(active_test=False)
                .search([("company_id", "in", self.env.companies.ids)], order="id")
            )
            findings += documents._signoff_verify()
            documents_checked += len(documents)
            acts_checked += sum(
                count
                for (count,) in self.env[model]
                .sudo()
                ._read_group([("company_id", "in", self.env.companies.ids)], [], ["signoff_count:sum"])
            )
        findings += self.env["sales.manual.seal"]._verify()
        return self._show(findings, documents_checked, acts_checked)

    @api.model
    def _show(self, findings, document_count, act_count):
        verification = self.create(
            {
                "document_count": document_count,
                "act_count": act_count,
                "line_ids": [
                    fields.Command.create(
                        {
                            "level": finding["level"],
                            "code": finding["code"],
                            "res_model": finding["model"],
                            "res_id": finding["res_id"],
                            "name": finding["name"],
                            "chain_index": finding["index"],
                            "finding_values": finding["values"],
                        }
                    )
                    for finding in findings
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": verification.id,
            "views": [(False, "form")],
            "target": "new",
            "name": self.env._("Verification of sign-offs"),
        }


class SalesManualVerificationLine(models.TransientModel):
    _name = "sales.manual.verification.line"
    _description = "Finding"
    _order = "level, id"

    verification_id = fields.Many2one(
        "sales.manual.verification", required=True, readonly=True, index=True, ondelete="cascade"
    )
    level = fields.Selection([("danger", "Wrong"), ("warning", "Weak")], required=True, readonly=True)
    code = fields.Char(required=True, readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    name = fields.Char(string="Document", readonly=True)
    chain_index = fields.Integer(string="No.", readonly=True, aggregator=None)
    finding_values = fields.Json(readonly=True, export_string_translation=False)
    text = fields.Text(string="Finding", compute="_compute_text")

    @api.depends("code", "finding_values")
    @api.depends_context("lang")
    def _compute_text(self):
        for line in self:
            line.text = line._word()

    def _word(self):
        self.ensure_one()
        values, index = self.finding_values or {}, self.chain_index
        step = values.get("step_code") or values.get("step") or ""
        acts = dict(self.env["sales.manual.signoff"]._fields["act"]._description_selection(self.env))
        act = acts.get(values.get("act"), "")
        words = {
            "row_missing": lambda: self.env._(
                "Acts %(first)s to %(last)s are missing: they were deleted from the table.",
                first=index,
                last=values["until"],
            ),
            "tail_missing": lambda: self.env._(
                "The last acts, %(first)s to %(last)s, are missing: they were deleted from the table.",
                first=index,
                last=values["until"],
            ),
            "row_added": lambda: self.env._(
                "Act %(index)s was added to the table: the document counts %(count)s.",
                index=index,
                count=values["count"],
            ),
            "chain_broken": lambda: self.env._(
                "Act %(index)s does not follow the act before it: one of them was exchanged or moved.", index=index
            ),
            "row_changed": lambda: self.env._(
                "Act %(index)s (%(act)s) was changed or forged: its digest is not that of the server's key.",
                index=index,
                act=act,
            ),
            "content_changed": lambda: self.env._(
                "The content kept with act %(index)s (%(act)s) is not what was signed.", index=index, act=act
            ),
            "void_of_nothing": lambda: self.env._(
                "Act %(index)s makes void a signature that is not in this chain.", index=index
            ),
            "unknown_version": lambda: self.env._(
                "Act %(index)s is of layout %(version)s, which this release does not know.",
                index=index,
                version=values["version"],
            ),
            "no_key": lambda: self.env._(
                "Act %(index)s was signed with a key, but the server's configuration file holds none: it cannot be "
                "verified.",
                index=index,
            ),
            "weak": lambda: self.env._(
                "Some acts were signed while the server had no key: they could have been recomputed."
            ),
            "weak_after_keyed": lambda: self.env._(
                "Act %(index)s has a digest without key although acts before it have one.", index=index
            ),
            "other_company": lambda: self.env._("The document was signed in another company than the one it says now."),
            "not_released": lambda: self.env._("The document counts as signed, but its chain holds no release."),
            "step_unsigned": lambda: self.env._(
                "Step %(step)s says signed, but has no live signature in the chain.", step=step
            ),
            "step_not_shown": lambda: self.env._(
                "Step %(step)s has a live signature in the chain, but does not show it.", step=step
            ),
            "step_changed": lambda: self.env._(
                "Step %(step)s is not as the maker's act recorded it (posts, order, warehouse or what it covers).",
                step=step,
            ),
            "step_missing": lambda: self.env._("Step %(step)s, recorded by the maker's act, was deleted.", step=step),
            "step_open": lambda: self.env._("The document was released, but step %(step)s is not signed.", step=step),
            "live_differs": lambda: self.env._(
                "The document no longer says what act %(index)s signed: %(changes)s.",
                index=index,
                changes=self.env[self.res_model]._signoff_word_differences(values["changes"]),
            ),
            "seal_content": lambda: self.env._(
                "The seal of %(date)s covers %(sealed)s acts; the table now holds %(found)s, or others: acts it covers "
                "were changed, added or deleted.",
                **values,
            ),
            "seal_missing": lambda: self.env._(
                "A seal before the one of %(date)s is missing or was exchanged.", **values
            ),
            "seal_changed": lambda: self.env._("The seal of %(date)s was changed or forged.", **values),
        }
        return words[self.code]()

    def action_open_document(self):
        """Open what the finding is about."""
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)._get_records_action()
