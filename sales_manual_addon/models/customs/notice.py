from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..classes.notice import SalesManualNotice as Classes
from ..shipping.notice import OPEN_STATES
from .notice_class import FROM_PROFORMA


class SalesManualNotice(models.Model):
    """Class D: from import/export's pro forma invoice through the signatures to accounting, for customs (CMD-8). No
    goods leave by it.
    """

    _inherit = "sales.manual.notice"
    _free_fields = (*Classes._free_fields, "proforma_id")
    _signed_fields = (*Classes._signed_fields, "proforma_id")

    proforma_id = fields.Many2one(
        "sales.manual.proforma",
        string="Pro forma invoice",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('state', '=', 'issued'), ('company_id', '=', company_id)]",
    )
    declaration_ids = fields.One2many("sales.manual.declaration", "notice_id", string="Declarations", readonly=True)
    declaration_id = fields.Many2one(
        "sales.manual.declaration", string="Customs declaration", compute="_compute_declaration_id"
    )

    @api.depends("declaration_ids")
    def _compute_declaration_id(self):
        for notice in self:
            notice.declaration_id = notice.declaration_ids[:1]

    def _of_proforma(self):
        return self.filtered(lambda notice: notice.sudo().class_id.source == FROM_PROFORMA)  # no secret of its notices

    @api.onchange("proforma_id")
    def _onchange_proforma_id(self):
        if self.proforma_id and not self.line_ids:
            self.update(self._proforma_values(self.proforma_id))

    @api.model
    def _make_from_proforma(self, proforma):
        """Prepare a notice over what of this issued pro forma invoice is on no issued notice.

        :raise UserError: not issued, nothing is open, or no class takes notices from pro forma invoices
        :raise AccessError: the user holds no post that makes notices of the class
        """
        proforma.check_access("read")
        notice_class = proforma._notice_classes()[:1]
        if not notice_class:
            raise UserError(
                self.env._("No notice class is made from pro forma invoices. An administrator describes one.")
            )
        values = self._proforma_values(proforma)
        if not values["line_ids"]:
            raise UserError(
                self.env._("Every piece of %(proforma)s is on a notice already.", proforma=proforma.display_name)
            )
        contract = proforma.contract_id
        warehouse = contract.warehouse_id or self.env["stock.warehouse"].search(
            [("company_id", "=", proforma.company_id.id)], limit=1
        )
        return self.create(
            {
                **values,
                "class_id": notice_class.id,
                "company_id": proforma.company_id.id,
                "proforma_id": proforma.id,
                "warehouse_id": warehouse.id,
                "ship_date": proforma.company_id._sales_manual_today(),
            }
        )

    def _proforma_values(self, proforma):
        return {
            "contract_id": proforma.contract_id.id,
            "partner_id": proforma.partner_id.id,
            "currency_id": proforma.currency_id.id,
            "incoterm_id": proforma.incoterm_id.id,
            "incoterm_location": proforma.incoterm_location,
            "line_ids": [
                Command.create(
                    {
                        "sequence": 10 * number,
                        "proforma_line_id": line.id,
                        "product_id": line.product_id.id,
                        "pieces_qty": line.pieces_qty - line.noticed_qty,
                    }
                )
                for number, line in enumerate(proforma.line_ids, 1)
                if line.pieces_qty > line.noticed_qty
            ],
        }

    # what stands in the way

    def _order_blockers(self, names):
        """See the shipping room; a notice for customs answers to its pro forma invoice."""
        if not self._of_proforma():
            return super()._order_blockers(names)
        found, proforma = [], self.proforma_id
        if not self.line_ids:
            found.append(self._blocker("no_lines", self.env._("The notice has no lines. Add what is declared.")))
        if not proforma or proforma.state != "issued":
            found.append(
                self._blocker(
                    "no_proforma",
                    self.env._("Choose the pro forma invoice that import/export has issued for these goods."),
                )
            )
        elif (proforma.partner_id.commercial_partner_id, proforma.currency_id, proforma.company_id) != (
            self.partner_id.commercial_partner_id,
            self.currency_id,
            self.company_id,
        ):
            found.append(
                self._blocker(
                    "mismatch",
                    self.env._(
                        "%(proforma)s is for another customer, currency or company than the notice.",
                        proforma=proforma.display_name,
                    ),
                )
            )
        for line in self.line_ids:
            found += self._proforma_line_blockers(line)
        return found

    def _proforma_line_blockers(self, line):
        source, product = line.proforma_line_id, line.product_id.display_name
        if source.proforma_id != self.proforma_id or source.product_id != line.product_id or line.order_line_id:
            return [
                self._blocker(
                    "proforma_line",
                    self.env._(
                        "%(product)s: the line is not one of the pro forma invoice. Take it off.", product=product
                    ),
                )
            ]
        noticed = source.noticed_qty + (line.pieces_qty if self.state not in OPEN_STATES else 0)
        if noticed > source.pieces_qty:
            return [
                self._blocker(
                    "over_proforma",
                    self.env._(
                        "%(product)s: %(noticed)s pieces on notices for customs, %(pieces)s on %(proforma)s.",
                        product=product,
                        noticed=self._count(noticed),
                        pieces=self._count(source.pieces_qty),
                        proforma=source.proforma_id.display_name,
                    ),
                )
            ]
        return []

    # the limit of a pro forma invoice is taken on its row (rule 16)

    def _lock_quota(self):
        result = super()._lock_quota()
        self.sudo().proforma_id._lock()  # whoever acts on the notice
        return result

    def _signoff_done(self):
        result = super()._signoff_done()
        # sudo: the last signature brings it to accounting, whoever gives it
        self.env["sales.manual.declaration"].sudo()._passed().create(
            [{"notice_id": notice.id} for notice in self._of_proforma()]
        )
        return result

    def _action_void(self, reason):
        declarations = self.sudo().declaration_ids  # whoever may read them
        for declaration in declarations.filtered("name"):
            raise UserError(
                self.env._(
                    "%(notice)s has been declared to customs under %(number)s, so it stays. Withdraw the declaration "
                    "first, and take its number off.",
                    notice=declaration.notice_id.display_name,
                    number=declaration.name,
                )
            )
        result = super()._action_void(reason)
        declarations._passed().unlink()
        return result

    def action_open_declaration(self):
        """Show the customs declaration of this notice."""
        return self.declaration_ids._get_records_action(name=self.env._("Customs declaration"))


class SalesManualNoticeLine(models.Model):
    _inherit = "sales.manual.notice.line"

    proforma_line_id = fields.Many2one(
        "sales.manual.proforma.line", string="Pro forma line", index="btree_not_null", ondelete="restrict"
    )

    @api.depends("proforma_line_id")
    def _compute_amount(self):
        result = super()._compute_amount()
        for line in self.filtered("proforma_line_id"):
            source = line.proforma_line_id.sudo()  # signers need not read it
            line.amount = source.amount * line.pieces_qty / source.pieces_qty if source.pieces_qty else 0
        return result
