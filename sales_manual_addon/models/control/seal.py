import logging

from odoo import api, fields, models
from odoo.tools import SQL

from . import keys, serializer

_logger = logging.getLogger(__name__)

# what a seal's digest is made over
SEALED = ("company_id", "date", "last_signoff_id", "signoff_count", "new_count", "content_digest", "previous_digest")


class SalesManualSeal(models.Model):
    """A daily digest over every act appended since the seal before, and over that seal.

    A copy kept elsewhere (mailed to the auditor, printed on notices) shows any later change of an act it covers, also
    of the last acts of a chain and of whole documents. Append-only.
    """

    _name = "sales.manual.seal"
    _inherit = ["sales.manual.closed"]
    _description = "Daily seal"
    _order = "id desc"
    _rec_name = "digest"
    _is_append_only = True

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    date = fields.Datetime(required=True, readonly=True)
    last_signoff_id = fields.Many2one("sales.manual.signoff", string="Last act", readonly=True, ondelete="restrict")
    signoff_count = fields.Integer(
        string="Acts sealed",
        readonly=True,
        aggregator=None,
        help="All acts of the company up to the last one, the seals before included.",
    )
    new_count = fields.Integer(string="New acts", readonly=True, aggregator=None, help="Acts since the seal before.")
    content_digest = fields.Char(readonly=True, help="Digest over the digests of the new acts, in their order.")
    previous_digest = fields.Char(readonly=True)
    version = fields.Integer(string="Serializer version", required=True, readonly=True, aggregator=None)
    digest = fields.Char(required=True, readonly=True)
    key_state = fields.Selection([("keyed", "Keyed"), ("weak", "Weak: no key")], required=True, readonly=True)

    _company_previous_uniq = models.UniqueIndex(
        "(company_id, COALESCE(previous_digest, ''))",
        "The acts of this company were just sealed. Reload to see the seal.",
    )

    @api.model
    def _latest(self, company):
        """The last seal of ``company``, or an empty recordset; printed documents quote the start of its digest."""
        # sudo: a seal is made to be shown; it tells nothing of what it covers
        return self.browse(self.sudo().search([("company_id", "=", company.id)], limit=1).ids)

    @api.model
    def _cron_seal(self):
        """Seal every company's new acts and mail the seals to the auditors; a key missing from the configuration is
        logged.
        """
        # What is sealed must be exactly what has an id up to the last one: the lock waits for appending transactions
        # that are under way, and must be the first statement of a transaction, before its snapshot is taken.
        self.env["ir.cron"]._commit_progress()
        self.env.cr.execute(SQL("LOCK TABLE sales_manual_signoff IN SHARE MODE"))
        seals = self._seal()
        self.env["ir.cron"]._commit_progress(len(seals), remaining=0)  # nobody waits for the mails
        if "weak" in seals.mapped("key_state"):
            _logger.warning(
                "Sign-offs are sealed without a key: set %s in the server's configuration file", keys.OPTION
            )
        seals._mail_auditors()

    @api.model
    def _seal(self):
        """Append one seal per company that has ever had an act. Returns the new seals, without the pass."""
        seals = self.sudo()  # run by the scheduler; nobody has the right to write seals
        last_ids = [last_id for _company, last_id in seals._read_group([], ["company_id"], ["id:max"])]
        previous = {seal.company_id.id: seal for seal in seals.browse(last_ids)}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
            SELECT signoff.company_id, max(signoff.id), count(*),
                   encode(sha256(convert_to(string_agg(signoff.digest, '' ORDER BY signoff.id), 'UTF8')), 'hex')
              FROM sales_manual_signoff signoff
         LEFT JOIN (SELECT company_id, max(last_signoff_id) AS last_id
                      FROM sales_manual_seal GROUP BY company_id) sealed
                ON sealed.company_id = signoff.company_id
             WHERE signoff.id > COALESCE(sealed.last_id, 0)
             GROUP BY signoff.company_id
            """
            )
        )
        news = {company_id: values for company_id, *values in rows}
        key, key_state = keys.current_key()
        now = fields.Datetime.now()
        vals_list = []
        for company_id in sorted(news.keys() | previous.keys()):
            before = previous.get(company_id, self.browse())
            last_id, count, content_digest = news.get(company_id, (before.last_signoff_id.id, 0, False))
            vals = {
                "company_id": company_id,
                "date": now,
                "last_signoff_id": last_id,
                "signoff_count": before.signoff_count + count,
                "new_count": count,
                "content_digest": content_digest,
                "previous_digest": before.digest,
                "version": serializer.CURRENT_VERSION,
                "key_state": key_state,
            }
            vals["digest"] = serializer.keyed_digest(self._sealed_values(vals), key)
            vals_list.append(vals)
        return self.browse(self.sudo()._passed().create(vals_list).ids)

    @api.model
    def _sealed_values(self, vals):
        return {name: vals[name] or None for name in SEALED}

    def _mail_auditors(self):
        """Mail these seals to the auditors who may see their company. A copy outside the database is what makes them
        worth it.
        """
        template = self.env.ref("sales_manual_addon.sales_manual_seal_mail_template")
        for seal in self.sudo():  # sudo: run by the scheduler, addressed to posts
            if seal._auditors().filtered("email"):
                template.send_mail(seal.id)

    def _auditors(self):
        """Holders of the auditor's post in the seal's company."""
        self.ensure_one()
        post = self.env.ref("sales_manual_addon.post_auditor")
        # sudo: who holds a post is no secret of the mail that goes to them
        return post.sudo().all_user_ids.filtered(lambda user: user.active and self.company_id in user.company_ids)

    def _auditor_emails(self):
        """Addresses for the mail template."""
        return ",".join(user.email_formatted for user in self._auditors().filtered("email"))

    @api.model
    def _verify(self, companies=None):
        """Return what is wrong with the seals and the acts they cover, as findings (see ``_signoff_verify``)."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
            SELECT seal.id, seal.company_id, to_char(seal.date, 'YYYY-MM-DD HH24:MI:SS'), seal.last_signoff_id,
                   seal.signoff_count, seal.new_count, seal.content_digest, seal.previous_digest, seal.digest,
                   seal.version, seal.key_state, covered.count, covered.digest
              FROM (SELECT *, COALESCE(lag(last_signoff_id) OVER (PARTITION BY company_id ORDER BY id), 0) AS after_id
                      FROM sales_manual_seal) seal
     CROSS JOIN LATERAL (
                    SELECT count(*),
                           encode(sha256(convert_to(string_agg(digest, '' ORDER BY id), 'UTF8')), 'hex') AS digest
                      FROM sales_manual_signoff
                     WHERE company_id = seal.company_id AND id > seal.after_id AND id <= seal.last_signoff_id) covered
             WHERE seal.company_id IN %s
             ORDER BY seal.company_id, seal.id
            """,
                tuple((companies or self.env.companies).ids),
            )
        )
        findings, last = [], {}
        for seal_id, *values, digest, version, key_state, count, covered in rows:
            vals = dict(zip(SEALED, values, strict=True))
            codes = []
            if (vals["new_count"], vals["content_digest"]) != (count, covered):
                codes.append("seal_content")
            previous = last.get(vals["company_id"], (None, 0))
            if (vals["previous_digest"], vals["signoff_count"]) != (previous[0], previous[1] + vals["new_count"]):
                codes.append("seal_missing")
            if version not in serializer.VERSIONS or not keys.is_keyed_digest(
                self._sealed_values(vals), digest, key_state, version
            ):
                codes.append("seal_changed")
            last[vals["company_id"]] = (digest, vals["signoff_count"])
            findings += [
                {
                    "level": "danger",
                    "model": self._name,
                    "res_id": seal_id,
                    "name": digest[:16],
                    "code": code,
                    "index": 0,
                    "values": {"date": vals["date"], "sealed": vals["new_count"], "found": count},
                }
                for code in codes
            ]
        return findings

    def action_verify_signoffs(self):
        """Verify every chain and every seal of the user's companies, and show the result.

        :raises AccessError: the user is not an auditor
        """
        return self.env["sales.manual.verification"]._show_all()
