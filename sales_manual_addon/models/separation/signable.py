"""Asked again at the act: who is in conflict prepares and signs nothing by the powers concerned."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class SalesManualSignable(models.AbstractModel):
    _inherit = "sales.manual.signable"

    _signoff_maker_group = None  # the capability by which a document is prepared

    def _signoff_refusal(self, step):
        return super()._signoff_refusal(step) or self._separation_refusal(
            step.sudo().post_ids & self.env.user.all_group_ids  # sudo: as the refusal itself reads the step
        )

    def _separation_refusal(self, groups):
        reason = self.env["sales.manual.separation"]._refusal_of_act(groups)
        return reason and f"{self.sudo().display_name}: {reason}"

    def _signoff_start(self):
        if self._signoff_maker_group:
            refusal = self[:1]._separation_refusal(self.env.ref(self._signoff_maker_group))
            if refusal:
                raise UserError(refusal)
        return super()._signoff_start()


class SalesManualSignoffStep(models.Model):
    _inherit = "sales.manual.signoff.step"

    @api.model
    def _waiting_domain(self):
        refused = self.env["sales.manual.separation"]._groups_refused()
        domain = super()._waiting_domain()
        return domain & ~Domain("post_ids", "in", refused.ids) if refused else domain


class SalesManualContract(models.Model):
    _inherit = "sales.manual.contract"

    _signoff_maker_group = "sales_manual_addon.group_contract_draft"


class SalesManualNotice(models.Model):
    _inherit = "sales.manual.notice"

    _signoff_maker_group = "sales_manual_addon.group_notice_make"
