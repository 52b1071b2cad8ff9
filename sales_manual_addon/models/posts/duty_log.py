"""What became of a duty stands in the history of its post."""

from markupsafe import Markup

from odoo import api, models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

LOGGED = ("name", "tasks", "menu_ids", "capability_id", "evidence", "manual_ref", "active")


class SalesManualPostDuty(models.Model):
    _inherit = "sales.manual.post.duty"

    @api.model_create_multi
    def create(self, vals_list):
        duties = super().create(vals_list)
        self._log_on_posts([(duty.post_id, duty._added()) for duty in duties])
        return duties

    def write(self, vals):
        if self._is_loading() or not vals.keys() & {*LOGGED, "post_id"}:
            return super().write(vals)
        before = {duty: (duty.post_id, duty._worded()) for duty in self}
        result = super().write(vals)
        lines = []
        for duty, (post, worded) in before.items():
            if post != duty.post_id:
                lines += [(post, duty._removed()), (duty.post_id, duty._added())]
            lines.append((duty.post_id, duty._difference(worded)))
        self._log_on_posts(lines)
        return result

    def unlink(self):
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):  # then the posts go too
            deleted = self - self._shipped()  # others are archived, which is a change
            self._log_on_posts([(duty.post_id, duty._removed()) for duty in deleted])
        return super().unlink()

    def _added(self):
        return self.env._("Duty added: %(duty)s", duty=self.name)

    def _removed(self):
        return self.env._("Duty taken away: %(duty)s", duty=self.name)

    def _worded(self):
        """{field: its value as a text} of what the history keeps."""
        self.ensure_one()
        worded = {}
        for name in LOGGED:
            field, value = self._fields[name], self.sudo()[name]  # sudo: screens and groups are named, whoever may open
            if field.relational:
                worded[name] = ", ".join(value.mapped("display_name"))
            elif field.type == "boolean":
                worded[name] = self.env._("yes") if value else self.env._("no")
            else:
                worded[name] = field.convert_to_export(value, self) or ""
        return worded

    def _difference(self, before):
        """What changed, as markup, or False."""
        after = self._worded()
        changed = [name for name in LOGGED if before[name] != after[name]]
        if not changed:
            return False
        labels = self.fields_get(changed, ["string"])
        rows = Markup("").join(
            Markup("<li>%(label)s: %(before)s → %(after)s</li>")
            % {"label": labels[name]["string"], "before": before[name] or "–", "after": after[name] or "–"}
            for name in changed
        )
        title = self.env._("Duty changed: %(duty)s", duty=self.name)
        return Markup("%(title)s<ul>%(rows)s</ul>") % {"title": title, "rows": rows}

    @api.model
    def _log_on_posts(self, lines):
        """Log [(post, text or markup)], as one message for each post; empty texts say nothing."""
        texts = {}
        for post, text in lines:
            if text:
                texts.setdefault(post.id, []).append(text)
        if texts and not self._is_loading():
            bodies = {post_id: Markup("<br/>").join(found) for post_id, found in texts.items()}  # escapes plain texts
            self.env["sales.manual.post"].browse(bodies)._message_log_batch(bodies=bodies)
