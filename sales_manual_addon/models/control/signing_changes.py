"""What happens to signatures when what they cover is changed."""

import json

from odoo import models

from . import serializer
from .signable import DEFER_KEY, Deferred


class SalesManualSignable(models.AbstractModel):
    _inherit = "sales.manual.signable"

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
        acts = under_signature._signoff_change_acts()
        if not acts:
            return
        changed = under_signature.browse({act["document"].id for act in acts})
        changed._signoff_append_acts(acts)
        voids = [act for act in acts if act["act"] == "void"]
        # sudo: steps are written by these acts only
        steps = self.env["sales.manual.signoff.step"].union(*(act["step"] for act in voids)).sudo()._passed()
        steps.write({"state": "waiting", "signoff_id": False, "ready_date": False})
        changed._signoff_refresh_steps()
        changed._signoff_log(
            [
                (
                    act["document"],
                    self.env._(
                        "Signature void: %(step)s, %(user)s", step=act["step"].name, user=act["voids"].signed_by
                    ),
                    act["document"]._signoff_word_differences(act["content"]["changed"]),
                )
                for act in voids
            ]
        )

    def _signoff_change_acts(self):
        """The acts that record what changed in these documents since they were made or last changed."""
        last = {
            document.id: document.sudo()  # sudo: the chain is read whole
            .signoff_ids.filtered(lambda act: act.act in ("make", "change"))
            .sorted("chain_index")[-1:]
            for document in self
        }
        before = self._signoff_stored_contents(last.values())
        contents = self._signoff_contents()
        changed = self.filtered(
            lambda document: serializer.differences(before.get(last[document.id], {}), contents[document.id])
        )
        signed = {
            document.id: document._signoff_current_steps().filtered(lambda step: step.state == "signed")
            for document in changed
        }
        signatures = self._signoff_stored_contents(
            step.sudo().signoff_id
            for steps in signed.values()
            for step in steps  # sudo: as above
        )
        acts = []
        principal = self._signoff_maker_principal()
        for document in changed:
            acts.append(
                {"document": document, "act": "change", "principal": principal, "content": contents[document.id]}
            )
            for step in signed[document.id]:
                signature = step.sudo().signoff_id
                changes = serializer.differences(signatures[signature], step._covered(contents[document.id]))
                if changes:
                    acts.append(
                        {
                            "document": document,
                            "act": "void",
                            "step": step,
                            "voids": signature,
                            "content": {"changed": changes},
                        }
                    )
        return acts

    def _signoff_stored_contents(self, signoffs):
        """{act: the content of its document that it records}, of acts as the superuser has them; read at once."""
        signoffs = self.env["sales.manual.signoff"].sudo().union(*signoffs)  # sudo: the chain is read whole
        signoffs.fetch(["content", "act"])
        contents = {signoff: json.loads(signoff.content) for signoff in signoffs}
        return {
            signoff: content.get("document", content) if signoff.act == "make" else content
            for signoff, content in contents.items()
        }
