"""Asked again at the act: who is in conflict prepares and signs nothing by the powers concerned."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class SalesManualSignable(models.AbstractModel):
    _inherit = "sales.manual.signable"

    def _signoff_refusal_as(self, step, post, principal):
        return (
            super()._signoff_refusal_as(step, post, principal)
            or self._separation_refusal(step.post_ids & self.env.user.all_group_ids)
            or self._separation_refusal_of_principal(post, principal)
        )

    def _separation_refusal_of_principal(self, post, principal):
        """A deputy has no more power than the one he represents, who can act by none of those that must be apart."""
        separation = self.env["sales.manual.separation"]
        if not (principal and separation.with_user(principal)._refusal_of_act(post)):
            return False
        return self.env._(
            "%(document)s: %(principal)s, whom you represent, holds powers that must be apart and can act by neither, "
            "nor can a deputy, until one is taken away or an exception is approved by: %(approvers)s.",
            document=self.sudo().display_name,
            principal=principal.sudo().name,  # sudo: whoever may see him
            approvers=separation._approver_names(),
        )

    def _separation_refusal(self, groups):
        reason = self.env["sales.manual.separation"]._refusal_of_act(groups)
        return reason and f"{self.sudo().display_name}: {reason}"

    def _signoff_start(self):
        if self._signoff_maker_group:
            group = self.env.ref(self._signoff_maker_group)
            refusal = self[:1]._separation_refusal(group) or self[:1]._separation_refusal_of_principal(
                group, self._signoff_maker_principal()
            )
            if refusal:
                raise UserError(refusal)
        return super()._signoff_start()


class SalesManualSignoffStep(models.Model):
    _inherit = "sales.manual.signoff.step"

    @api.model
    def _waiting_domain_as(self, principal, groups):
        separation = self.env["sales.manual.separation"]
        if principal:
            groups -= separation.with_user(principal)._groups_refused()
        refused = separation._groups_refused()
        domain = super()._waiting_domain_as(principal, groups)
        return domain & ~Domain("post_ids", "in", refused.ids) if refused else domain


class SalesManualContract(models.Model):
    _inherit = "sales.manual.contract"

    _signoff_maker_group = "sales_manual_addon.group_contract_draft"


class SalesManualNotice(models.Model):
    _inherit = "sales.manual.notice"

    _signoff_maker_group = "sales_manual_addon.group_notice_make"
