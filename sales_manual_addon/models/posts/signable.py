"""Who signs as a deputy, and for whom; dates decide it, whatever access the night has yet to give or take."""

from odoo import api, models


class SalesManualSignable(models.AbstractModel):
    _inherit = "sales.manual.signable"

    @api.model
    def _signoff_capacities(self):
        acting = self.env["sales.manual.post.assignment"]._acting(self.env.user)
        if not acting:
            return super()._signoff_capacities()
        # sudo: what a group implies is asked for the user, who need not be allowed to read groups
        groups = self.env.user.sudo().group_ids
        own = groups.filtered(lambda group: group.id not in acting).all_implied_ids
        capacities = [(self.env["res.users"], own)]
        for principal_id in dict.fromkeys(filter(None, acting.values())):
            principal = self.env["res.users"].browse(principal_id)
            of_principal = groups.filtered(lambda group, id_=principal_id: acting.get(group.id) == id_)
            if principal.sudo().active:  # a deputy has no more than the one he represents
                held = of_principal.all_implied_ids & principal.sudo().all_group_ids
                counted = groups.browse().union(*(known for _principal, known in capacities))
                capacities.append((principal, held - counted))
        return [(principal, held.sudo(False)) for principal, held in capacities]

    @api.model
    def _signoff_maker_principal(self):
        if not self._signoff_maker_group:
            return super()._signoff_maker_principal()
        group_id = self.env["ir.model.data"]._xmlid_to_res_id(self._signoff_maker_group, raise_if_not_found=True)
        return next(
            (principal for principal, groups in self._signoff_capacities() if group_id in groups.ids),
            super()._signoff_maker_principal(),
        )
