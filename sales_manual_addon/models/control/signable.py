from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_datetime
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

DEFER_KEY = "sales_manual_defer_recheck"


class Deferred:
    """Context marker: a write of ours looks at the content of these documents once, at its end, not once per line.

    As with the pass, what counts is the object, which no RPC client can send.
    """

    def __init__(self, documents, outer=None):
        self.documents = {(documents._name, id_) for id_ in documents.ids}
        if isinstance(outer, Deferred):
            self.documents |= outer.documents


class SalesManualSignable(models.AbstractModel):
    """A document that posts sign.

    The inheriting model has ``state``, ``company_id``, the one2many ``signoff_step_ids`` and ``signoff_ids``,
    mail.thread, and provides :meth:`_signoff_steps`, :meth:`_signoff_contents`, :meth:`_signoff_done`,
    :meth:`_signoff_rejected`.
    """

    _name = "sales.manual.signable"
    _inherit = ["sales.manual.reasoned"]
    _description = "Document that posts sign"

    _guarded_fields = frozenset({"signoff_count", "signoff_round", "prepared_by_id"})
    _signoff_state = None  # the state in which the document is signed
    _signoff_unsigned_states = ("draft", "void")  # states that need no released round of signatures
    _signoff_maker_group = None  # the capability by which a document is prepared
    _signoff_document_field = None  # the many2one of sales.manual.signoff and its step to this model
    # fields that no signature ever covers, written by the acts themselves
    _signoff_free_fields = frozenset({"state", "name", "signoff_round", "prepared_by_id"})
    _reason_methods = {"action_reject": _lt("Reject the document")}

    signoff_count = fields.Integer(string="Acts in the chain", readonly=True, copy=False, default=0, aggregator=None)
    signoff_round = fields.Integer(string="Round", readonly=True, copy=False, default=0, aggregator=None)
    prepared_by_id = fields.Many2one("res.users", string="Prepared by", readonly=True, copy=False)
    can_sign = fields.Boolean(compute="_compute_can_sign", export_string_translation=False)
    is_waiting_for_me = fields.Boolean(
        string="Waiting for my signature", compute="_compute_can_sign", search="_search_is_waiting_for_me"
    )
    waits_for = fields.Char(string="Waits for", compute="_compute_waits_for")
    signoff_card_ids = fields.Many2many(
        "sales.manual.signoff.step",
        string="Signatures",
        compute="_compute_signoff_card_ids",
        help="The steps of the current round, for the cards on the form.",
    )

    # what the document provides

    def _signoff_steps(self):
        """Return the signatures this document needs, in order, as a list of dicts.

        Keys: ``code``, ``name`` (in the language of the environment; asked once per installed language), ``level``,
        ``post_ids`` (res.groups), ``is_per_warehouse``, ``warehouse`` (record or empty), ``field_names`` (names the
        signature covers as keys of :meth:`_signoff_contents`; empty: all of it).
        """
        raise NotImplementedError

    def _signoff_contents(self):
        """Return what is signed of these documents, {id: content}: plain dicts that :mod:`serializer` can write.

        Keys are field names of the document (lists of rows under the name of the one2many, keys of a row its field
        names), so that a difference can be worded. Amounts and quantities with decimals are text. Records are written
        by :meth:`_signoff_ref`. Rows carry their ``id``. Left out: the state, and whatever changes after signing
        (numbers given later, shipped quantities).
        """
        raise NotImplementedError

    def _signoff_content(self, field_names=None):
        """What is signed of this one document, or of it what stands under ``field_names``."""
        self.ensure_one()
        content = self._signoff_contents()[self.id]
        return {name: value for name, value in content.items() if not field_names or name in field_names}

    def _signoff_done(self):
        """Every step of the round of these documents is signed. Called last, once for all that one call released; their
        "release" acts are already in the chains.
        """
        raise NotImplementedError

    def _signoff_rejected(self, reason):
        """A holder of a step rejected these documents; their steps are closed. Bring them back to where they can be
        mended.
        """
        raise NotImplementedError

    @api.model
    def _signoff_ref(self, record):
        """How a record is written in a content: compared by id, shown by name."""
        record = record.sudo()  # the name of what is signed is part of what the signer reads
        return {"id": record.id, "name": record.display_name} if record else None

    # computes and searches

    @api.depends("state", "signoff_step_ids.state", "signoff_step_ids.ready_date", "signoff_ids", "prepared_by_id")
    @api.depends_context("uid")
    def _compute_can_sign(self):
        for document in self:
            document.can_sign = bool(document._signoff_my_step())
            document.is_waiting_for_me = document.can_sign

    @api.depends("state", "signoff_step_ids.state", "signoff_step_ids.ready_date")
    @api.depends_context("lang", "tz")
    def _compute_waits_for(self):
        for document in self:
            steps = document._signoff_current_steps()
            ready = steps.filtered(lambda step: step.state == "ready").with_prefetch(steps._prefetch_ids)
            if document.state != document._signoff_state or not ready:
                document.waits_for = False
                continue
            document.waits_for = " · ".join(
                self.env._(
                    "waits for %(post)s since %(date)s",
                    post=step.post_names,
                    date=format_datetime(self.env, step.ready_date, dt_format="short"),
                )
                for step in ready
            )

    @api.depends("signoff_round", "signoff_step_ids.round", "signoff_step_ids.level")
    def _compute_signoff_card_ids(self):
        for document in self:
            document.signoff_card_ids = document._signoff_current_steps()

    def _signoff_current_steps(self):
        """The steps of each document's current round, in order."""
        steps = self.sudo().signoff_step_ids  # steps are read as the document they stand on
        return (
            steps.filtered(lambda step: step.is_current_round)
            .sorted(lambda step: (step.level, step.id))
            .with_prefetch(steps._prefetch_ids)  # of a list of documents, posts are read at once
            .sudo(self.env.su)
        )

    # CRUD

    def write(self, vals):
        if self._has_pass() and vals.keys() <= self._collect("_signoff_free_fields"):
            return super().write(vals)
        marker = Deferred(self, self.env.context.get(DEFER_KEY))
        result = super(SalesManualSignable, self.with_context(**{DEFER_KEY: marker})).write(vals)
        self._signoff_recheck()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_signed(self):
        acted = self.filtered("signoff_count")
        if acted:
            raise UserError(
                self.env._(
                    "%(documents)s: what has been sent for signature stays, with its sign-offs. Make it void instead.",
                    documents=", ".join(acted.mapped("display_name")),
                )
            )

    # locking

    def _signoff_lock(self, acts=None):
        """Take the documents' rows, in id order, by UPDATE: of two transactions that act on one document the later
        fails as a serialization failure and is retried on the new state. ``acts``: {id: number of acts to count}.
        Returns {id: count}.
        """
        if not self:
            return {}
        added = SQL(", ").join(SQL("(%s, %s)", id_, (acts or {}).get(id_, 0)) for id_ in self.ids)
        self.flush_recordset(["signoff_count"])
        rows = self.env.execute_query(
            SQL(
                """
            UPDATE %(table)s AS document
               SET signoff_count = COALESCE(document.signoff_count, 0) + locked.added
              FROM (SELECT d.id, a.added
                      FROM %(table)s AS d
                      JOIN (VALUES %(added)s) AS a(id, added) ON a.id = d.id
                     ORDER BY d.id FOR NO KEY UPDATE OF d) AS locked
             WHERE document.id = locked.id
         RETURNING document.id, document.signoff_count
            """,
                table=SQL.identifier(self._table),
                added=added,
            )
        )
        self.invalidate_recordset(["signoff_count"], flush=False)
        return dict(rows)
