import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

LOCODE = re.compile(r"[A-Z]{2}[A-Z2-9]{3}")


class SalesManualPort(models.Model):
    """A port by its UN/LOCODE: two letters of the country, three of the place."""

    _name = "sales.manual.port"
    _description = "Port"
    _order = "code"
    _rec_names_search = ["code", "name"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(string="UN/LOCODE", required=True, size=5, help="Five characters, such as CNSHA or NLRTM.")
    country_id = fields.Many2one("res.country", compute="_compute_country_id", store=True, index=True)
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint("UNIQUE (code)", "Another port has this UN/LOCODE. Archived ports count.")

    @api.depends("code", "name")
    def _compute_display_name(self):
        for port in self:
            port.display_name = f"{port.name} ({port.code})" if port.code else port.name

    @api.depends("code")
    def _compute_country_id(self):
        prefixes = {(port.code or "")[:2] for port in self}
        countries = {c.code: c for c in self.env["res.country"].search([("code", "in", list(prefixes))])}
        for port in self:
            port.country_id = countries.get((port.code or "")[:2])

    @api.constrains("code")
    def _check_code(self):
        for port in self:
            if not LOCODE.fullmatch(port.code) or not port.country_id:
                raise ValidationError(
                    self.env._(
                        "%(port)s: “%(code)s” is no UN/LOCODE. It has two letters of the country and three letters or "
                        "digits (2 to 9) of the place, such as CNSHA.",
                        port=port.name,
                        code=port.code,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalized(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalized(vals))

    def _normalized(self, vals):
        """``vals`` with the code as it is printed: capitals, no blanks ("cn sha" is CNSHA)."""
        if not vals.get("code"):
            return vals
        return {**vals, "code": re.sub(r"\s", "", str(vals["code"])).upper()}


class SalesManualContainerType(models.Model):
    _name = "sales.manual.container.type"
    _description = "Container Type"
    _order = "sequence, id"

    name = fields.Char(string="Type", required=True)
    description = fields.Char(translate=True)
    sequence = fields.Integer(default=10)
    teu = fields.Float(string="TEU", digits=(5, 2), default=1.0, required=True, aggregator=None)
    active = fields.Boolean(default=True)

    _name_unique = models.Constraint("UNIQUE (name)", "Another container type has this name.")
    _teu_positive = models.Constraint("CHECK (teu > 0)", "A container type counts for more than 0 TEU.")
