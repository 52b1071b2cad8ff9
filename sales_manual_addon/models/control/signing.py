"""The acts on documents under signature: start, sign, reject, and what is appended to their chains."""

from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError

from . import serializer


class SalesManualSignable(models.AbstractModel):
    _inherit = "sales.manual.signable"

    # public acts

    def action_sign(self, comment=False, seen=None):
        """Sign these documents, all or none, for the post the user holds; what needed no other signature is released.

        :param comment: kept with the signature
        :param seen: digest of what the signer read (:meth:`_signoff_seen_digest`); refused if it is no longer that
        :raises UserError: the user cannot sign now; the message says why and who can
        """
        comment = self._reason_text(comment)
        documents = self._signoff_in_order()
        documents._signoff_lock()
        turns = documents._signoff_turns_or_refuse()
        documents._signoff_check_identity()
        contents = documents._signoff_contents()
        released = documents.browse()
        acts = []
        for document in documents:
            step, post, principal = turns[document.id]
            by = {"principal": principal, "document": document}
            covered = step._covered(contents[document.id])
            if seen and seen != serializer.content_digest(serializer.canonical(covered)):
                raise UserError(
                    self.env._(
                        "%(document)s was changed while you were reading it. Nothing is signed: open it again and read "
                        "what changed.",
                        document=document.display_name,
                    )
                )
            acts.append({**by, "act": "sign", "content": covered, "step": step, "post": post, "reason": comment})
            if all(other.state == "signed" for other in document._signoff_current_steps() - step):
                released += document
                acts.append({**by, "act": "release", "content": contents[document.id]})
        signoffs = documents._signoff_append_acts(acts)
        signed = [(act, signoff) for act, signoff in zip(acts, signoffs, strict=True) if act["act"] == "sign"]
        documents._signoff_mark_signed({act["step"]: signoff for act, signoff in signed})
        documents._signoff_log(
            [
                (
                    act["document"],
                    self._signoff_word_signed(signoff),
                    comment,
                )
                for act, signoff in signed
            ]
        )
        if released:
            released._signoff_done()
        (documents - released)._signoff_refresh_steps()
        return True

    def action_reject(self, reason):
        """Reject these documents instead of signing them, all or none: their signatures end, and they go back to
        whoever prepared them.

        :raises UserError: no reason given, or the user could not sign them now either
        """
        reason = self._reason_text(reason)
        if not reason:
            raise UserError(
                self.env._(
                    "%(document)s: say why you reject it, so that it can be mended.",
                    document=", ".join(self.mapped("display_name")),
                )
            )
        documents = self._signoff_in_order()
        documents._signoff_lock()
        turns = documents._signoff_turns_or_refuse()
        documents._signoff_check_identity()
        documents._signoff_append("reject", reason=reason, turns=turns)
        # sudo: steps are written by these acts only
        documents._signoff_current_steps().sudo()._passed().write({"state": "closed", "signoff_id": False})
        documents._signoff_log(
            [
                (document, self.env._("Rejected: %(step)s", step=turns[document.id][0].name), reason)
                for document in documents
            ]
        )
        documents._signoff_rejected(reason)
        return True

    def _signoff_in_order(self):
        """Each of these documents once, by id: the order in which they are locked, numbered and written of."""
        return self.browse(sorted(set(self.ids)))

    def _signoff_turns_or_refuse(self):
        """{document id: (the step the user signs now, for which post, for whom if he is a deputy)}. Raise the reason,
        of the user's own step where there is one.
        """
        self.sudo(False).check_access("read")
        turns = {}
        for document in self:
            step = document._signoff_my_step()
            if not step:
                raise UserError(document._signoff_why_not())
            standing = document._signoff_standing(step)
            turns[document.id] = step, standing.post, standing.principal
        return turns

    @api.model
    def _signoff_word_signed(self, signoff):
        # sudo: step, post and people are no secret of a note about them
        words = {"step": signoff.step_id.sudo().name, "post": signoff.post_id.sudo().name}
        principal = signoff.principal_id.sudo()
        if principal:
            return self.env._(
                "Signed: %(step)s (%(post)s), as deputy for %(principal)s", principal=principal.name, **words
            )
        return self.env._("Signed: %(step)s (%(post)s)", **words)

    def _signoff_why_not(self):
        """Return why the user signs no step of this document now."""
        self.ensure_one()
        steps = self._signoff_current_steps()
        own = steps.filtered(lambda s: s.sudo().post_ids & self.env.user.all_group_ids)
        opened = own.filtered(lambda s: s.state in ("ready", "waiting"))
        for candidate in opened or own or steps.filtered(lambda s: s.state == "ready") or steps:
            return self._signoff_refusal(candidate)
        return self.env._(
            "%(document)s is not being signed now. Reload it to see where it stands.", document=self.display_name
        )

    def _signoff_seen_digest(self, step):
        """Digest of what ``step`` covers as it is now; handed back by the dialog when it signs."""
        return serializer.content_digest(serializer.canonical(self._signoff_content(step._covered_names())))

    # what the document calls

    def _signoff_start(self):
        """Begin a round of signatures: step rows, the "make" act, the first level ready. The user becomes "prepared
        by".

        :raises UserError: a document whose class names no step: nothing is released unsigned
        """
        needed = {document.id: document._signoff_steps_by_language() for document in self}
        for document in self:
            if not needed[document.id]:
                raise UserError(
                    self.env._(
                        "%(document)s: no signature is set up for it. Ask the administrator to name the sign-off steps "
                        "first.",
                        document=document.display_name,
                    )
                )
        documents = self._signoff_in_order()
        documents._signoff_lock()
        for round_number, started in documents.grouped("signoff_round").items():
            started._passed().write({"signoff_round": round_number + 1, "prepared_by_id": self.env.uid})
        documents._signoff_create_steps(needed)
        contents = documents._signoff_contents()
        principal = documents._signoff_maker_principal()
        documents._signoff_append_acts(
            [
                {
                    "document": document,
                    "act": "make",
                    "principal": principal,
                    "content": {
                        "document": contents[document.id],
                        "steps": [step._signed_definition() for step in document._signoff_current_steps()],
                    },
                }
                for document in documents
            ]
        )
        documents._signoff_refresh_steps()

    def _signoff_append(self, act, reason=None, turns=None):
        """Append one act over everything in it to the chain of each document; ``turns``: see
        :meth:`_signoff_turns_or_refuse`.
        """
        documents = self._signoff_in_order()
        if act in ("cancel", "close"):
            titles = dict(self.env["sales.manual.signoff"]._fields["act"]._description_selection(self.env))
            documents._signoff_log([(document, titles[act], reason) for document in documents])
        contents = documents._signoff_contents()
        acts = []
        for document in documents:
            step, _post, principal = (turns or {}).get(document.id, (None, None, None))
            acts.append(
                {
                    "document": document,
                    "act": act,
                    "step": step,
                    "principal": principal,
                    "reason": reason,
                    "content": contents[document.id],
                }
            )
        return documents._signoff_append_acts(acts)

    def _signoff_append_acts(self, acts):
        """Append the acts (dicts, see ``sales.manual.signoff._append``): the documents' rows are taken first."""
        counts = dict.fromkeys(self.ids, 0)
        for act in acts:
            counts[act["document"].id] += 1
        return self.env["sales.manual.signoff"]._append(self, acts, self._signoff_lock(counts))

    # chatter

    def _signoff_log(self, notes):
        """Leave notes by the user on these documents, which he may have no right to write on otherwise.

        ``notes``: list of (document, title, text or nothing); of one document they come in this order.
        """
        while notes:
            bodies, later = {}, []
            for document, title, text in notes:
                if document.id in bodies:
                    later.append((document, title, text))
                    continue
                body = Markup("<b>%s</b>") % title
                bodies[document.id] = body + Markup("<br/>%s") % text if text else body
            # sudo: signing does not need, and does not give, the right to change the document
            self.browse(bodies).sudo()._message_log_batch(bodies, author_id=self.env.user.partner_id.id)
            notes = later
