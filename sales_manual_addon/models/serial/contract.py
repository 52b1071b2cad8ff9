from odoo import fields, models


class SalesManualContract(models.Model):
    """On which power a contract is settled: it is content of the paper, signed with it."""

    _inherit = "sales.manual.contract"

    settlement = fields.Selection(
        [("rated", "Rated power"), ("measured", "Measured power")],
        string="Settled on",
        default="rated",
        help="Measured: what is priced per W and tracked by serial number is invoiced by the flash tests of what left.",
    )

    def _whole_content(self, references):
        content = super()._whole_content(references)
        # said only where it differs: what was signed before there was a choice stays as it was signed
        if self.settlement == "measured":
            content["settlement"] = self.settlement
        return content
