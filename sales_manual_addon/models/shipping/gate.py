from odoo import models


class SalesManualGate(models.AbstractModel):
    """The predicate of the gate (architecture rule 4), asked by the hooks in ``extended/``."""

    _name = "sales.manual.gate"
    _description = "Shipping gate"
