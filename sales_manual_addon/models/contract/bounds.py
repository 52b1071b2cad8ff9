"""Numbers and dates as clients send them, looked at before the database sees them.

PostgreSQL stores NaN and Infinity, and answers an integer that is too long with an error nobody can read.
"""

import math

from odoo import api, fields, models
from odoo.exceptions import ValidationError

MAX_INTEGER = 2_000_000_000
MAX_FLOAT = 1e15


def refuse_unusable(model, vals):
    """Raise ValidationError where ``vals``, about to be written to ``model``, hold a number or date nobody can mean.

    Lines that are created or written along with their document are looked at too: the ORM computes with them before it
    creates them.
    """
    for name, value in vals.items():
        field = model._fields.get(name)
        if field is None or value is None or value is False:
            continue
        if field.type in ("float", "monetary", "integer"):
            _refuse_number(model, field, value)
        elif field.type == "one2many":
            for command in value:
                if isinstance(command, (list, tuple)) and len(command) == 3 and isinstance(command[2], dict):
                    refuse_unusable(model.env[field.comodel_name], command[2])
        elif field.type == "date":
            try:
                fields.Date.to_date(value)
            except (TypeError, ValueError) as error:
                raise ValidationError(model.env._(
                    "%(field)s: “%(value)s” is not a date. Write it as 2027-03-31.",
                    field=field._description_string(model.env), value=value,
                )) from error


def _refuse_number(model, field, value):
    label = field._description_string(model.env)
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise ValidationError(model.env._(
            "%(field)s: “%(value)s” is not a number that can be stored. Write digits only.",
            field=label, value=value,
        ))
    if abs(number) > (MAX_INTEGER if field.type == "integer" else MAX_FLOAT):
        raise ValidationError(model.env._(
            "%(field)s: %(value)s is too large. Check the digits and the unit.", field=label, value=value,
        ))


def without_zeros(vals_list, names):
    """Return ``vals_list`` without empty values of ``names``: given to create, they stand for what is computed."""
    return [{name: value for name, value in vals.items() if value or name not in names} for vals in vals_list]


class SalesManualBounded(models.AbstractModel):
    """A dialog whose numbers and dates are looked at before they are stored."""

    _name = "sales.manual.bounded"
    _description = "Usable numbers and dates"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            refuse_unusable(self, vals)
        return super().create(vals_list)

    def write(self, vals):
        refuse_unusable(self, vals)
        return super().write(vals)
