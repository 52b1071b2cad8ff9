"""The acts on a document under signature: start, sign, reject, change, close."""

import json

from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

from . import serializer
from .signable import DEFER_KEY, Deferred


class SalesManualSignable(models.AbstractModel):
    _inherit = "sales.manual.signable"

    # public acts

    def action_sign(self, comment=False, seen=None):
        """Sign these documents, all or none, for the post the user holds; what needed no other signature is released.

        :param comment: kept with the signature
        :param seen: digest of what the signer read (:meth:`_signoff_seen_digest`); refused if it is no longer that
        :raises UserError: the user cannot sign now; the message says why and who can
        """
        comment = self._signoff_text(comment)
        self._signoff_lock()
        for document in self.sorted("id"):
            document._signoff_sign(comment, seen)
        return True

    def _signoff_sign(self, comment, seen):
        step = self._signoff_step_or_refuse()
        content = self._signoff_content(step._covered_names())
        if seen and seen != serializer.content_digest(serializer.canonical(content)):
            raise UserError(
                self.env._(
                    "%(document)s was changed while you were reading it. Nothing is signed: open it again and read "
                    "what changed.",
                    document=self.display_name,
                )
            )
        signoff = self._signoff_append("sign", step=step, reason=comment)
        step.sudo()._passed().write(
            {"state": "signed", "signoff_id": signoff.id}
        )  # sudo: steps are written by these acts only
        self._signoff_log(
            self.env._("Signed: %(step)s (%(post)s)", step=step.name, post=signoff.post_id.sudo().name), comment
        )
        if all(state == "signed" for state in self._signoff_current_steps().mapped("state")):
            self._signoff_append("release")
            self._signoff_done()
        else:
            self._signoff_refresh_steps()

    def action_reject(self, reason):
        """Reject these documents instead of signing them: their signatures end, and they go back to whoever prepared
        them.

        :raises UserError: no reason given, or the user could not sign them now either
        """
        reason = self._signoff_text(reason)
        if not reason:
            raise UserError(
                self.env._(
                    "%(document)s: say why you reject it, so that it can be mended.",
                    document=", ".join(self.mapped("display_name")),
                )
            )
        self._signoff_lock()
        for document in self.sorted("id"):
            document._signoff_reject(reason)
        return True

    def _signoff_reject(self, reason):
        step = self._signoff_step_or_refuse()
        self._signoff_append("reject", step=step, reason=reason)
        # sudo: steps are written by these acts only
        self._signoff_current_steps().sudo()._passed().write({"state": "closed", "signoff_id": False})
        self._signoff_log(self.env._("Rejected: %(step)s", step=step.name), reason)
        self._signoff_rejected(reason)

    def _signoff_step_or_refuse(self):
        """The step the user signs now. Raise the reason, of the user's own step where there is one."""
        self.ensure_one()
        self.sudo(False).check_access("read")
        step = self._signoff_my_step()
        if step:
            return step
        steps = self._signoff_current_steps()
        own = steps.filtered(lambda s: s.sudo().post_ids & self.env.user.all_group_ids)
        opened = own.filtered(lambda s: s.state in ("ready", "waiting"))
        for candidate in opened or own or steps.filtered(lambda s: s.state == "ready") or steps:
            raise UserError(self._signoff_refusal(candidate))
        raise UserError(
            self.env._(
                "%(document)s is not being signed now. Reload it to see where it stands.", document=self.display_name
            )
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
        self._signoff_lock()
        for round_number, documents in self.grouped("signoff_round").items():
            documents._passed().write({"signoff_round": round_number + 1, "prepared_by_id": self.env.uid})
        self._signoff_create_steps(needed)
        self._signoff_append_acts(
            [
                {
                    "document": document,
                    "act": "make",
                    "content": {
                        "document": document._signoff_content(),
                        "steps": [step._signed_definition() for step in document._signoff_current_steps()],
                    },
                }
                for document in self
            ]
        )
        self._signoff_refresh_steps()

    def _signoff_append(self, act, step=None, reason=None, voids=None):
        """Append one act to the chain of each document; a signature covers what ``step`` declares, other acts
        everything.
        """
        post = (step.sudo().post_ids & self.env.user.all_group_ids)[:1] if step and act == "sign" else None
        if act in ("cancel", "close"):
            titles = dict(self.env["sales.manual.signoff"]._fields["act"]._description_selection(self.env))
            for document in self:
                document._signoff_log(titles[act], reason)
        return self._signoff_append_acts(
            [
                {
                    "document": document,
                    "act": act,
                    "step": step,
                    "reason": reason,
                    "voids": voids,
                    "post": post,
                    "content": document._signoff_content(step._covered_names() if step and act == "sign" else None),
                }
                for document in self
            ]
        )

    def _signoff_append_acts(self, acts):
        """Append the acts (dicts, see ``sales.manual.signoff._append``): the documents' rows are taken first."""
        counts = dict.fromkeys(self.ids, 0)
        for act in acts:
            counts[act["document"].id] += 1
        return self.env["sales.manual.signoff"]._append(self, acts, self._signoff_lock(counts))

    def _signoff_recheck(self):
        """Look at the documents after a write to them or their lines: what changed under signature is recorded with who
        changed it, and each live signature that covers a change becomes void, visibly.

        Their rows are taken even while in draft: a line changed while its document is being issued or signed makes one
        of the two transactions start again.
        """
        deferred = self.env.context.get(DEFER_KEY)
        if isinstance(deferred, Deferred):
            self = self.filtered(lambda document: (document._name, document.id) not in deferred.documents)
        if not self:
            return
        self._signoff_lock()
        under_signature = self.filtered(
            lambda document: document.state == document._signoff_state and document.signoff_round
        )
        acts = [act for document in under_signature for act in document._signoff_change_acts()]
        if not acts:
            return
        changed = under_signature.browse({act["document"].id for act in acts})
        changed._signoff_append_acts(acts)
        voided = self.env["sales.manual.signoff"].browse([act["voids"].id for act in acts if act["act"] == "void"])
        # sudo: steps are written by these acts only
        voided.step_id.sudo()._passed().write({"state": "waiting", "signoff_id": False, "ready_date": False})
        changed._signoff_refresh_steps()
        for act in acts:
            if act["act"] == "void":
                act["document"]._signoff_log(
                    self.env._(
                        "Signature void: %(step)s, %(user)s", step=act["step"].name, user=act["voids"].user_id.name
                    ),
                    act["document"]._signoff_word_differences(act["content"]["changed"]),
                )

    def _signoff_change_acts(self):
        """The acts that record what changed in this document since it was made or last changed."""
        self.ensure_one()
        chain = self.sudo().signoff_ids.sorted("chain_index")  # the chain is read whole
        last = chain.filtered(lambda act: act.act in ("make", "change"))[-1:]
        before = json.loads(last.content) if last else {}
        before = before.get("document", before) if last.act == "make" else before
        content = self._signoff_content()
        if not serializer.differences(before, content):
            return []
        acts = [{"document": self, "act": "change", "content": content}]
        for step in self._signoff_current_steps().filtered(lambda s: s.state == "signed"):
            signature = step.sudo().signoff_id
            changes = serializer.differences(
                json.loads(signature.content), self._signoff_content(step._covered_names())
            )
            if changes:
                acts.append(
                    {"document": self, "act": "void", "step": step, "voids": signature, "content": {"changed": changes}}
                )
        return acts

    def _signoff_close(self):
        """End the signing of documents that are given up: open steps are no longer needed."""
        open_steps = self._signoff_current_steps().filtered(lambda step: step.state in ("waiting", "ready"))
        open_steps.sudo()._passed().write({"state": "closed"})  # sudo: steps are written by these acts only

    # steps

    def _signoff_steps_by_language(self):
        """[(step dict, {language: name})]: names are asked in every installed language, since the rows are kept."""
        self.ensure_one()
        steps = self.with_context(lang="en_US")._signoff_steps()
        languages = [code for code, _name in self.env["res.lang"].get_installed() if code != "en_US"]
        names = {code: [step["name"] for step in self.with_context(lang=code)._signoff_steps()] for code in languages}
        return [(step, {code: names[code][index] for code in languages}) for index, step in enumerate(steps)]

    def _signoff_create_steps(self, needed):
        vals_list, names = [], []
        for document in self:
            for step, translations in needed[document.id]:
                vals_list.append(
                    {
                        "company_id": document.company_id.id,
                        self._signoff_document_field: document.id,
                        "round": document.signoff_round,
                        "code": step.get("code"),
                        "name": step["name"],
                        "level": step.get("level") or 1,
                        "post_ids": [fields.Command.set(step["post_ids"].ids)],
                        "is_per_warehouse": bool(step.get("is_per_warehouse")),
                        "warehouse_id": step["warehouse"].id if step.get("warehouse") else False,
                        "field_names": ",".join(sorted(step.get("field_names") or ())) or False,
                    }
                )
                names.append(translations)
        # sudo: nobody has the right to write steps; the document's own method decided that its round begins
        rows = self.env["sales.manual.signoff.step"].sudo().with_context(lang="en_US")._passed().create(vals_list)
        by_name = {}
        for row, translations in zip(rows, names, strict=True):
            for code, name in translations.items():
                if name != row.name:
                    by_name.setdefault((code, name), rows.browse())
                    by_name[code, name] += row
        for (code, name), translated in by_name.items():
            translated.with_context(lang=code).write({"name": name})

    def _signoff_refresh_steps(self):
        """Make the lowest unsigned level of each document ready, the levels after it wait; tell the chatter whom it
        waits for.
        """
        ready = waiting = self.env["sales.manual.signoff.step"]
        for document in self:
            steps = document._signoff_current_steps().filtered(lambda step: step.state in ("waiting", "ready"))
            first = steps.grouped("level").get(min(steps.mapped("level"), default=0), steps)
            ready |= first.filtered(lambda step: step.state == "waiting")
            waiting |= (steps - first).filtered(lambda step: step.state == "ready")
        # sudo: steps are written by these acts only
        ready.sudo()._passed().write({"state": "ready", "ready_date": fields.Datetime.now()})
        waiting.sudo()._passed().write({"state": "waiting", "ready_date": False})
        bodies = {}
        for document, steps in ready.grouped(lambda step: step._document()).items():
            bodies[document.id] = self.env._(
                "Waits for the signature of %(posts)s", posts=", ".join(steps.mapped("post_names"))
            )
        if bodies:
            # sudo: a note on the document, whoever's act caused it
            self.browse(bodies).sudo()._message_log_batch(bodies, author_id=self.env.user.partner_id.id)

    # chatter

    def _signoff_log(self, title, text=False):
        """Leave a note by the user on this document, who may have no right to write on it otherwise."""
        self.ensure_one()
        body = Markup("<b>%s</b>") % title
        if text:
            body += Markup("<br/>%s") % text
        # sudo: signing does not need, and does not give, the right to change the document
        self.sudo().message_post(body=body, author_id=self.env.user.partner_id.id, subtype_xmlid="mail.mt_note")
