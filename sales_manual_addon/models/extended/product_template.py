from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..contract.bounds import refuse_unusable
from ..contract.power import MAX_RATED_POWER_W


class ProductTemplate(models.Model):
    _inherit = "product.template"

    rated_power_w = fields.Float(string="Rated power (W)", digits=(12, 4), aggregator=None,
                                 help="Power of one piece at standard test conditions. Contracts in watts need it.")

    @api.constrains("rated_power_w")
    def _check_rated_power_w(self):
        for product in self:
            if not 0 <= product.rated_power_w <= MAX_RATED_POWER_W:
                raise ValidationError(self.env._(
                    "%(product)s: a rated power of %(power)s W cannot be meant. It is the power of one piece.",
                    product=product.display_name, power=product.rated_power_w,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if "rated_power_w" in vals:
                refuse_unusable(self, {"rated_power_w": vals["rated_power_w"]})
        return super().create(vals_list)

    def write(self, vals):
        if "rated_power_w" in vals:
            refuse_unusable(self, {"rated_power_w": vals["rated_power_w"]})
        return super().write(vals)

    @api.model
    def get_import_templates(self):
        """Offer the catalogue of real module types beside Odoo's own template on the import page of products."""
        return super().get_import_templates() + [
            {
                "label": self.env._("Catalogue of photovoltaic modules (21,535 types with rated power)"),
                "template": "/sales_manual_addon/static/catalogue/pv_modules.csv",
            }
        ]
