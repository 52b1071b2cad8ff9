"""The steps of a document's round: made when it starts, ready level by level, ended when it is given up."""

from odoo import fields, models


class SalesManualSignable(models.AbstractModel):
    _inherit = "sales.manual.signable"

    def _signoff_steps_by_language(self):
        """[(step dict, {language: name})]: names are asked in every installed language, since the rows are kept."""
        self.ensure_one()
        steps = self.with_context(lang="en_US")._signoff_steps()
        languages = [code for code, _name in self.env["res.lang"].get_installed() if code != "en_US"]
        names = {code: [step["name"] for step in self.with_context(lang=code)._signoff_steps()] for code in languages}
        return [(step, {code: names[code][index] for code in languages}) for index, step in enumerate(steps)]

    def _signoff_create_steps(self, needed):
        vals_list, names = [], []
        for document in self:
            for step, translations in needed[document.id]:
                vals_list.append(
                    {
                        "company_id": document.company_id.id,
                        self._signoff_document_field: document.id,
                        "round": document.signoff_round,
                        "code": step.get("code"),
                        "name": step["name"],
                        "level": step.get("level") or 1,
                        "post_ids": [fields.Command.set(step["post_ids"].ids)],
                        "is_per_warehouse": bool(step.get("is_per_warehouse")),
                        "warehouse_id": step["warehouse"].id if step.get("warehouse") else False,
                        "field_names": ",".join(sorted(step.get("field_names") or ())) or False,
                    }
                )
                names.append(translations)
        # sudo: nobody has the right to write steps; the document's own method decided that its round begins
        rows = self.env["sales.manual.signoff.step"].sudo().with_context(lang="en_US")._passed().create(vals_list)
        by_name = {}
        for row, translations in zip(rows, names, strict=True):
            for code, name in translations.items():
                if name != row.name:
                    by_name.setdefault((code, name), rows.browse())
                    by_name[code, name] += row
        for (code, name), translated in by_name.items():
            translated.with_context(lang=code).write({"name": name})

    def _signoff_mark_signed(self, signatures):
        """Steps are signed by these acts: {step: its signature}."""
        # sudo: steps are written by these acts only
        steps = self.env["sales.manual.signoff.step"].union(*signatures).sudo()._passed()
        steps.write({"state": "signed"})
        for step, signoff in zip(steps, signatures.values(), strict=True):
            step.signoff_id = signoff.id

    def _signoff_refresh_steps(self):
        """Make the lowest unsigned level of each document ready, the levels after it wait; tell the chatter whom it
        waits for.
        """
        ready_ids, waiting_ids = [], []
        for document in self:
            steps = document._signoff_current_steps().filtered(lambda step: step.state in ("waiting", "ready"))
            level = min(steps.mapped("level"), default=0)
            for step in steps:
                if step.level == level and step.state == "waiting":
                    ready_ids.append(step.id)
                elif step.level != level and step.state == "ready":
                    waiting_ids.append(step.id)
        steps = self.env["sales.manual.signoff.step"]
        ready, waiting = steps.browse(ready_ids), steps.browse(waiting_ids)
        # sudo: steps are written by these acts only
        ready.sudo()._passed().write({"state": "ready", "ready_date": fields.Datetime.now()})
        waiting.sudo()._passed().write({"state": "waiting", "ready_date": False})
        bodies = {}
        for document, steps in ready.grouped(lambda step: step._document()).items():
            bodies[document.id] = self.env._(
                "Waits for the signature of %(posts)s", posts=", ".join(steps.mapped("post_names"))
            )
        if bodies:
            # sudo: a note on the document, whoever's act caused it
            self.browse(bodies).sudo()._message_log_batch(bodies, author_id=self.env.user.partner_id.id)

    def _signoff_close(self):
        """End the signing of documents that are given up: open steps are no longer needed."""
        open_steps = self._signoff_current_steps().filtered(lambda step: step.state in ("waiting", "ready"))
        open_steps.sudo()._passed().write({"state": "closed"})  # sudo: steps are written by these acts only
