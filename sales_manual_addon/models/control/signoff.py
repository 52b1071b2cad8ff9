import json

from odoo import api, fields, models, tools

from . import keys, serializer


class SalesManualSignoff(models.Model):
    """One act on a document: made, changed, signed, rejected, voided. Append-only, chained per document, keyed.

    Nobody has write access, not even the superuser through the ORM. Rows are appended by ``sales.manual.signable``
    alone. A further kind of document needs one more many2one here and on the step, named by its
    ``_signoff_document_field``.
    """

    _name = "sales.manual.signoff"
    _inherit = ["sales.manual.found", "sales.manual.closed"]
    _description = "Sign-off"
    _order = "id"
    _found_by = (("contract_id.name", "ilike"), ("notice_id.name", "ilike"))
    _is_append_only = True

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    contract_id = fields.Many2one("sales.manual.contract", readonly=True, index="btree_not_null", ondelete="restrict")
    notice_id = fields.Many2one("sales.manual.notice", readonly=True, index="btree_not_null", ondelete="restrict")
    document_name = fields.Char(string="Document", compute="_compute_document_name")
    step_id = fields.Many2one("sales.manual.signoff.step", readonly=True, index="btree_not_null", ondelete="restrict")
    chain_index = fields.Integer(
        string="No.", readonly=True, aggregator=None, help="Place of this act in the document's chain, from 1."
    )
    act = fields.Selection(
        [
            ("make", "Made"),
            ("change", "Changed"),
            ("sign", "Signed"),
            ("reject", "Rejected"),
            ("void", "Signature void"),
            ("release", "Released"),
            ("cancel", "Document void"),
            ("close", "Closed short"),
        ],
        required=True,
        readonly=True,
    )
    voids_id = fields.Many2one(
        "sales.manual.signoff",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The signature that this act made void.",
    )
    user_id = fields.Many2one("res.users", string="By", required=True, readonly=True, index=True, ondelete="restrict")
    signed_as = fields.Char(
        string="Name then", readonly=True, help="The user's name and login at the moment of the act."
    )
    principal_id = fields.Many2one(
        "res.users",
        string="Represents",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The holder of the post whom the user represented, as his deputy.",
    )
    principal_signed_as = fields.Char(
        string="Represented then",
        readonly=True,
        help="Name and login of the one represented, at the moment of the act.",
    )
    signed_by = fields.Char(
        string="Who", compute="_compute_signed_by", help="Who acted, and for whom where it was a deputy."
    )
    post_id = fields.Many2one(
        "res.groups", readonly=True, ondelete="restrict", help="The post that the user signed for."
    )
    date = fields.Datetime(required=True, readonly=True)
    reason = fields.Text(readonly=True)
    reason_text = fields.Text(
        string="Why",
        compute="_compute_reason_text",
        help="The reason given, or what changed, worded in the reader's language.",
    )
    version = fields.Integer(string="Serializer version", required=True, readonly=True, aggregator=None)
    content = fields.Text(
        string="Signed content",
        readonly=True,
        prefetch=False,  # long, and read by nobody who asks who signed
        help="Canonical content that the signature covers, as it was at that moment.",
    )
    content_digest = fields.Char(readonly=True)
    previous_digest = fields.Char(readonly=True)
    digest = fields.Char(required=True, readonly=True, index=True)
    key_state = fields.Selection(
        [("keyed", "Keyed"), ("weak", "Weak: no key")],
        required=True,
        readonly=True,
        help="Weak: the server's configuration file holds no signing key, so whoever can change "
        "the database can also recompute the digests.",
    )

    def init(self):
        """One act per place of a chain, for each kind of document."""
        for name in self._document_fields():
            tools.create_index(
                self.env.cr,
                f"sales_manual_signoff_{name}_chain_uniq",
                self._table,
                [f'"{name}"', "chain_index"],
                unique=True,
            )

    @api.model
    def _document_fields(self):
        """Return {field name: model} of the documents that an act may belong to."""
        return {
            name: field.comodel_name
            for name, field in self._fields.items()
            if field.type == "many2one"
            and getattr(self.env.registry.get(field.comodel_name), "_signoff_document_field", None) == name
        }

    def _document(self):
        """The document of this act."""
        self.ensure_one()
        return next((self[name] for name in self._document_fields() if self[name]), None)

    @api.depends(lambda self: tuple(f"{name}.display_name" for name in self._document_fields()))
    def _compute_document_name(self):
        for signoff in self:
            document = signoff._document()
            signoff.document_name = document.display_name if document else False

    @api.depends("user_id.name", "principal_id.name")
    @api.depends_context("lang")
    def _compute_signed_by(self):
        for signoff in self.sudo():  # names of users are no secret of an act that the reader sees
            signoff.signed_by = self._word_deputy(signoff.user_id.name, signoff.principal_id.name)

    @api.model
    def _word_deputy(self, user, principal):
        """The name of who acted, with the name of the one represented where there is one: "Li for Wu"."""
        return self.env._("%(deputy)s for %(principal)s", deputy=user, principal=principal) if principal else user

    @api.depends("chain_index", "act", "signed_as", "principal_signed_as")
    @api.depends_context("lang")
    def _compute_display_name(self):
        acts = dict(self._fields["act"]._description_selection(self.env))
        for signoff in self:
            who = self._word_deputy(signoff.signed_as or "", signoff.principal_signed_as)
            signoff.display_name = f"{signoff.chain_index} · {acts.get(signoff.act, '')} · {who}"

    @api.depends("reason", "content", "act")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for signoff in self:
            text = signoff.reason
            if not text and signoff.act == "void" and signoff.content:
                changed = json.loads(signoff.content).get("changed") or []
                text = signoff._document()._signoff_word_differences(changed)
            signoff.reason_text = text

    def action_verify_selected(self):
        """Verify the chains of the documents these acts belong to, and show the result."""
        self.check_access("read")
        findings, document_count, act_count = [], 0, 0
        for name in self._document_fields():
            documents = self[name]
            findings += documents._signoff_verify()
            document_count += len(documents)
            act_count += sum(documents.mapped("signoff_count"))
        return self.env["sales.manual.verification"]._show(findings, document_count, act_count)

    def action_open_document(self):
        """Open the document of the act."""
        self.ensure_one()
        return self._document()._get_records_action()

    @api.model
    def _append(self, documents, acts, counts):
        """Append ``acts`` to the chains of ``documents`` (one model), whose counters the caller has just raised to
        ``counts``.

        ``acts``: list of dict(document, act, content, step, reason, voids, post, principal: whom the user represents).
        Returns the acts, without the pass.
        """
        field_name = documents._signoff_document_field
        user = self.env.user
        key, key_state = keys.current_key()
        now = fields.Datetime.now()
        remaining = {}
        for act in acts:
            remaining[act["document"].id] = remaining.get(act["document"].id, 0) + 1
        last_digests = self._last_digests(field_name, documents.ids)
        nobody = self.env["res.users"]
        vals_list = []
        for act in acts:
            document = act["document"]
            remaining[document.id] -= 1
            text = serializer.canonical(act["content"])
            principal = (act.get("principal") or nobody).sudo()  # sudo: whoever he is, his name is signed
            vals = {
                "company_id": document.company_id.id,
                field_name: document.id,
                "chain_index": counts[document.id] - remaining[document.id],
                "act": act["act"],
                "step_id": act["step"].id if act.get("step") else False,
                "voids_id": act["voids"].id if act.get("voids") else False,
                "user_id": user.id,
                "signed_as": f"{user.name} ({user.login})",
                "principal_id": principal.id,
                "principal_signed_as": f"{principal.name} ({principal.login})" if principal else False,
                "post_id": act["post"].id if act.get("post") else False,
                "date": now,
                "reason": (act.get("reason") or "").strip() or False,
                "version": serializer.CURRENT_VERSION,
                "content": text,
                "content_digest": serializer.content_digest(text),
                "previous_digest": last_digests.get(document.id) or False,
                "key_state": key_state,
            }
            vals["digest"] = serializer.act_digest(
                {
                    **vals,
                    "model": document._name,
                    "res_id": document.id,
                    "voids_digest": act["voids"].digest if act.get("voids") else None,
                },
                key,
            )
            last_digests[document.id] = vals["digest"]
            vals_list.append(vals)
        # sudo: nobody has the right to write sign-offs; the act was allowed by the document's own predicate
        return self.browse(self.sudo()._passed().create(vals_list).ids)

    @api.model
    def _last_digests(self, field_name, document_ids):
        self.flush_model([field_name, "chain_index", "digest"])
        column = tools.SQL.identifier(field_name)
        return dict(
            self.env.execute_query(
                tools.SQL(
                    "SELECT DISTINCT ON (%(column)s) %(column)s, digest FROM sales_manual_signoff "
                    "WHERE %(column)s IN %(ids)s ORDER BY %(column)s, chain_index DESC",
                    column=column,
                    ids=tuple(document_ids) or (0,),
                )
            )
        )
