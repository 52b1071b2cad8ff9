from odoo import fields, models


class SalesManualSignoff(models.Model):
    """One act on a document: made, signed, rejected, voided. Append-only, chained per document, keyed.

    Nobody has write access, not even the superuser through the ORM. Rows are appended by ``sales.manual.signable`` alone.
    """

    _name = "sales.manual.signoff"
    _description = "Sign-off"
    _order = "id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    contract_id = fields.Many2one("sales.manual.contract", readonly=True, index="btree_not_null", ondelete="restrict")
    notice_id = fields.Many2one("sales.manual.notice", readonly=True, index="btree_not_null", ondelete="restrict")
    step_id = fields.Many2one("sales.manual.signoff.step", readonly=True, index="btree_not_null", ondelete="restrict")
    chain_index = fields.Integer(string="No.", readonly=True, help="Place of this act in the document's chain, from 1.")
    act = fields.Selection(
        [
            ("make", "Made"),
            ("sign", "Signed"),
            ("reject", "Rejected"),
            ("void", "Signature void"),
            ("release", "Released"),
            ("cancel", "Document void"),
            ("close", "Closed short"),
        ],
        required=True, readonly=True,
    )
    voids_id = fields.Many2one("sales.manual.signoff", string="Voids", readonly=True, ondelete="restrict",
                               help="The signature that this act made void.")
    user_id = fields.Many2one("res.users", string="By", required=True, readonly=True, ondelete="restrict")
    post_id = fields.Many2one("res.groups", string="Post", readonly=True, ondelete="restrict",
                              help="The post that the user signed for.")
    date = fields.Datetime(required=True, readonly=True)
    reason = fields.Text(readonly=True)
    version = fields.Integer(string="Serializer version", required=True, readonly=True)
    content = fields.Text(string="Signed content", readonly=True,
                          help="Canonical content that the signature covers, as it was at that moment.")
    content_digest = fields.Char(readonly=True)
    previous_digest = fields.Char(readonly=True)
    digest = fields.Char(required=True, readonly=True, index=True)
    key_state = fields.Selection([("keyed", "Keyed"), ("weak", "Weak: no key")], required=True, readonly=True,
                                 help="Weak: the server's configuration file holds no signing key, so whoever can change "
                                      "the database can also recompute the digests.")
