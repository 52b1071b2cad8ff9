from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..contract.bounds import refuse_unusable

TOLERANCES = ("power_minus_w", "power_plus_w")


class ProductTemplate(models.Model):
    """How far a module's measured power may lie from its rated power, as its data sheet says (0/+5 W)."""

    _inherit = "product.template"

    power_minus_w = fields.Float(
        string="Power below by (W)",
        digits=(12, 4),
        aggregator=None,
        help="By how much the measured power of one piece may lie below its rated power. Nought here and above: not "
        "looked at.",
    )
    power_plus_w = fields.Float(
        string="Power above by (W)",
        digits=(12, 4),
        aggregator=None,
        help="By how much the measured power of one piece may lie above its rated power. Nought here and below: not "
        "looked at.",
    )

    @api.constrains(*TOLERANCES)
    def _check_power_tolerance(self):
        for product in self:
            if product.power_minus_w < 0 or product.power_plus_w < 0:
                raise ValidationError(
                    self.env._(
                        "%(product)s: a power tolerance is the watts below and above the rated power, none of them "
                        "negative.",
                        product=product.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_unusable(self, {name: vals[name] for name in TOLERANCES if name in vals})
        return super().create(vals_list)

    def write(self, vals):
        refuse_unusable(self, {name: vals[name] for name in TOLERANCES if name in vals})
        return super().write(vals)


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _packaging_pieces(self):
        """Return [(packaging, pieces in it)] of the product's packagings that hold whole pieces, the smallest first."""
        self.ensure_one()
        base = self.uom_id.factor or 1
        sizes = [(packaging, packaging.factor / base) for packaging in self.uom_ids]
        return sorted(
            ((packaging, round(pieces)) for packaging, pieces in sizes if pieces > 1 and abs(pieces % 1) < 1e-6),
            key=lambda size: (size[1], size[0].id),
        )
