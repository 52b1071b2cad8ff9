"""Who may sign: for himself, or as a deputy for the one he represents; what is asked of both."""

from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain


class Standing(NamedTuple):
    """How the user stands to a step: why he cannot sign it, or for which post, and for whom if he is a deputy."""

    refusal: str | bool
    post: models.BaseModel
    principal: models.BaseModel


class SalesManualSignable(models.AbstractModel):
    _inherit = "sales.manual.signable"

    @api.model
    def _signoff_capacities(self):
        """In what capacities the user signs today: [(principal, groups)], for himself first, with nobody as principal
        and the groups that are his own. A group stands once.
        """
        return [(self.env["res.users"], self.env.user.all_group_ids)]

    @api.model
    def _signoff_maker_principal(self):
        """Whom the user represents in preparing documents of this kind, or nobody."""
        return self.env["res.users"]

    def _signoff_refusal(self, step):
        """Return why the user cannot sign ``step`` of this document now, in the user's language, or False.

        The one predicate behind the button, the search, the message and the guard.
        """
        return self._signoff_standing(step).refusal

    def _signoff_standing(self, step):
        """The :class:`Standing` of the user to ``step`` of this document: in his own right where he can, otherwise in
        that of the first he represents.
        """
        self.ensure_one()
        # sudo: whose turn it is depends on posts and warehouse signers that the user need not be able to read
        step = step.sudo()
        nobody = self.env["res.users"]
        refused = None
        for principal, groups in self._signoff_capacities():
            post = (step.post_ids & groups)[:1]
            if post:
                refusal = self._signoff_refusal_as(step, post, principal)
                if not refusal:
                    return Standing(False, post.sudo(False), principal)
                refused = refused or Standing(refusal, post, principal)
        return refused or Standing(
            self._signoff_refusal_as(step, step.post_ids.browse(), nobody), step.post_ids, nobody
        )

    def _signoff_refusal_as(self, step, post, principal):
        """Why the user cannot sign ``step`` (as the superuser reads it) for ``post``, empty if he has none of its, on
        behalf of ``principal``, empty if for himself; or False.
        """
        user = self.env.user
        document = self.sudo()
        name = document.display_name
        if user._is_superuser():
            return self.env._(
                "%(document)s: the superuser never signs. Sign as the user who holds the post.", document=name
            )
        if document.state != document._signoff_state or not step.is_current_round or step.state == "closed":
            return self.env._("%(document)s is not being signed now. Reload it to see where it stands.", document=name)
        if step.state == "signed":
            return self.env._(
                "%(document)s: the step %(step)s is signed already, by %(user)s.",
                document=name,
                step=step.name,
                user=step.signoff_id.signed_by,
            )
        if not post:
            return self._signoff_no_post(step, name)
        return (
            self._signoff_refusal_of_place(step, principal, name)
            or self._signoff_refusal_of_person(principal, name)
            or (
                step.state == "waiting"
                and self.env._(
                    "%(document)s: it is not the turn of the step %(step)s yet. It %(waits)s.",
                    document=name,
                    step=step.name,
                    waits=self.waits_for,
                )
            )
        )

    def _signoff_no_post(self, step, name):
        if step.post_ids & self.env.user.all_group_ids:
            return self.env._(
                "%(document)s: the step %(step)s is signed by the post %(post)s. Your assignment to it has ended, or "
                "has not begun.",
                document=name,
                step=step.name,
                post=step.post_names,
            )
        return self.env._(
            "%(document)s: the step %(step)s is signed by the post %(post)s, which you do not hold.",
            document=name,
            step=step.name,
            post=step.post_names,
        )

    def _signoff_refusal_of_place(self, step, principal, name):
        """Company and warehouse: both people have the company, one of them is named for the warehouse."""
        user, document = self.env.user, self.sudo()
        principal = principal.sudo()  # sudo: asked about, whoever may see him
        for person in user | principal:
            if document.company_id in person.company_ids:
                continue
            names = {"document": name, "company": document.company_id.name, "principal": person.name}
            if person == principal:
                return self.env._(
                    "%(document)s belongs to %(company)s, which is not a company of %(principal)s, whom you represent.",
                    **names,
                )
            return self.env._("%(document)s belongs to %(company)s, which is not one of your companies.", **names)
        signers = step.warehouse_id.notice_signer_ids if step.is_per_warehouse else user
        if signers and not (user | principal) & signers:
            return self.env._(
                "%(document)s: for the warehouse %(warehouse)s only these sign: %(users)s.",
                document=name,
                warehouse=step.warehouse_id.name,
                users=", ".join(signers.mapped("name")),
            )
        return False

    def _signoff_refusal_of_person(self, principal, name):
        """Who prepared a document does not sign it, and nobody signs it twice: of deputy and principal alike."""
        user, document = self.env.user, self.sudo()
        makers, signed = document._signoff_makers(), document._signoff_signers()
        names = {"document": name, "principal": principal.sudo().name}  # sudo: see above
        if user in makers:
            return self.env._(
                "%(document)s was prepared or changed by you. Who prepares a document does not sign it; "
                "another holder of the post does.",
                **names,
            )
        if principal & makers:
            return self.env._(
                "%(document)s was prepared or changed by %(principal)s, whom you represent. Who prepares a document "
                "does not sign it, nor does his deputy for him.",
                **names,
            )
        if user in signed:
            return self.env._("You have signed %(document)s already. Nobody signs one document twice.", **names)
        if principal & signed:
            return self.env._(
                "%(principal)s, whom you represent, has signed %(document)s already. Nobody signs one document twice, "
                "himself or by a deputy.",
                **names,
            )
        return False

    def _signoff_makers(self):
        """Everybody who prepared this document or changed it while it was being signed, and whom they represented."""
        self.ensure_one()
        acts = self.sudo().signoff_ids.filtered(lambda act: act.act in ("make", "change"))
        return self.create_uid | self.prepared_by_id | acts.user_id | acts.principal_id

    def _signoff_signers(self):
        """Everybody whose signature stands on this document now, by himself or by a deputy, and those deputies."""
        self.ensure_one()
        signatures = self._signoff_current_steps().filtered(lambda step: step.state == "signed").sudo().signoff_id
        return signatures.user_id | signatures.principal_id

    def _signoff_my_step(self):
        """The step of this document that the user can sign now, or an empty recordset."""
        self.ensure_one()
        if self.state != self._signoff_state:
            return self.env["sales.manual.signoff.step"]
        return next(
            (step for step in self._signoff_current_steps() if not self._signoff_refusal(step)),
            self.env["sales.manual.signoff.step"],
        )

    # the same as a search

    @api.model
    def _search_is_waiting_for_me(self, operator, value):
        if operator != "in":
            return NotImplemented
        steps = self.env["sales.manual.signoff.step"]
        domain = Domain.OR(
            self._signoff_signable_domain(principal)
            & Domain("signoff_step_ids", "any", steps._waiting_domain_as(principal, groups))
            for principal, groups in self._signoff_capacities()
        )
        return domain if True in value else ~domain

    @api.model
    def _signoff_signable_domain(self, principal=None):
        """Documents under signature that neither the user nor ``principal``, if he represents one, prepared or signed:
        :meth:`_signoff_refusal_of_person` as a domain.
        """
        if self.env.user._is_superuser():
            return Domain.FALSE
        ids = [self.env.uid, *(principal.ids if principal else ())]
        acted = Domain("user_id", "in", ids) | Domain("principal_id", "in", ids)
        return (
            Domain("state", "=", self._signoff_state)
            & Domain("create_uid", "not in", ids)
            & Domain("prepared_by_id", "not in", ids)
            & Domain("signoff_ids", "not any!", Domain("act", "in", ("make", "change")) & acted)
            & Domain(
                "signoff_step_ids", "not any!", Domain("state", "=", "signed") & Domain("signoff_id", "any!", acted)
            )
        )
