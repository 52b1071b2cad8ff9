"""Checking chains against the rows, the steps, the documents and what is configured."""

import json

from odoo import models
from odoo.tools import SQL, split_every

from . import chain, keys, serializer

CHUNK = 2000  # documents at a time: bounds the memory, not the work


class SalesManualSignable(models.AbstractModel):
    _inherit = "sales.manual.signable"

    def action_verify_signoffs(self):
        """Verify the chains of these documents and show the result. Whoever may read a document may verify it."""
        self.check_access("read")
        return self.env["sales.manual.verification"]._show(
            self._signoff_verify(), len(self), sum(self.mapped("signoff_count"))
        )

    def _signoff_verify(self):
        """Return what is wrong with the chains of these documents, as a list of findings; empty: nothing is.

        A finding is a dict: ``code`` (worded by ``sales.manual.verification``), ``level`` (danger or warning),
        ``model``, ``res_id``, ``name`` of the document, ``index`` of the act or 0, ``values``. Found: an act changed,
        added, taken out or reordered in the table; content that is not what was signed; a step called signed without a
        live signature; steps other than the maker's act recorded; a document released without its signatures; a
        document that no longer says what its live signatures cover. Deleting the last acts together with the document's
        counter shows against a seal only.
        """
        self.env.flush_all()
        findings = []
        for ids in split_every(CHUNK, sorted(self.ids)):
            documents = self.browse(ids)
            chains = {found.res_id: found for found in chain.walk(documents._signoff_rows(), keys.keys_for)}
            documents._signoff_compare_documents(chains)
            documents._signoff_compare_steps(chains)
            documents._signoff_compare_content(chains)
            with_findings = documents.browse([id_ for id_ in ids if chains[id_].findings])
            names = {document.id: document.display_name for document in with_findings}
            findings += [
                {
                    "level": "warning" if finding["code"] in ("weak", "no_key") else "danger",
                    "model": self._name,
                    "res_id": id_,
                    "name": names[id_],
                    **finding,
                }
                for id_ in with_findings.ids
                for finding in chains[id_].findings
            ]
        return findings

    def _signoff_rows(self):
        """The acts of these documents, ordered by document and place, as plain dicts. The content stays in the
        database: its digest is computed there.
        """
        column = SQL.identifier(self._signoff_document_field)
        self.env.cr.execute(
            SQL(
                """
            SELECT id, %(column)s, company_id, chain_index, previous_digest, act, step_id, user_id, signed_as, post_id,
                   to_char(date, 'YYYY-MM-DD HH24:MI:SS'), reason, voids_id, version, content_digest, digest, key_state,
                   principal_id, principal_signed_as, encode(sha256(convert_to(COALESCE(content, ''), 'UTF8')), 'hex')
              FROM sales_manual_signoff
             WHERE %(column)s IN %(ids)s
             ORDER BY %(column)s, chain_index, id
            """,
                column=column,
                ids=tuple(self.ids),
            )
        )
        names = (
            "id",
            "res_id",
            "company_id",
            "chain_index",
            "previous_digest",
            "act",
            "step_id",
            "user_id",
            "signed_as",
            "post_id",
            "date",
            "reason",
            "voids_id",
            "version",
            "content_digest",
            "digest",
            "key_state",
            "principal_id",
            "principal_signed_as",
            "content_sha",
        )
        while rows := self.env.cr.fetchmany(1000):
            for row in rows:
                yield {**dict(zip(names, row, strict=True)), "model": self._name}

    def _signoff_compare_documents(self, chains):
        """The documents' own counters and states against their chains; documents without any act get an empty one."""
        is_keyed = bool(keys.signing_key())
        for id_, count, round_, state, company_id in self.env.execute_query(
            SQL(
                "SELECT id, COALESCE(signoff_count, 0), signoff_round, state, company_id FROM %s WHERE id IN %s",
                SQL.identifier(self._table),
                tuple(self.ids),
            )
        ):
            found = chains.setdefault(id_, chain.Chain(id_))
            found.round = round_
            if found.last_index < count:
                found.note("tail_missing", found.last_index + 1, until=count)
            elif found.last_index > count:
                found.note("row_added", found.last_index, count=count)
            if any(row["company_id"] != company_id for row in found.live.values()):
                found.note("other_company")
            if state not in (self._signoff_state, *self._signoff_unsigned_states) and not found.is_released:
                found.note("not_released", state=state)
            if found.is_weak and is_keyed:
                found.note("weak")

    def _signoff_compare_steps(self, chains):
        """The step rows of the current round against the live signatures, and against what the maker's act recorded."""
        rows = self.env.execute_query(
            SQL(
                """
            SELECT %(column)s, step.round, step.id, step.code, step.level, step.warehouse_id, step.is_per_warehouse,
                   step.field_names, step.state, step.signoff_id,
                   ARRAY(SELECT rel.group_id FROM sales_manual_signoff_step_post_rel rel
                          WHERE rel.step_id = step.id ORDER BY rel.group_id)
              FROM sales_manual_signoff_step step
             WHERE %(column)s IN %(ids)s
             ORDER BY 1, step.id
            """,
                column=SQL.identifier("step", self._signoff_document_field),
                ids=tuple(self.ids),
            )
        )
        recorded = self._signoff_recorded_steps(chains)
        for (
            id_,
            round_,
            step_id,
            code,
            level,
            warehouse_id,
            is_per_warehouse,
            field_names,
            state,
            signoff_id,
            posts,
        ) in rows:
            found = chains[id_]
            if round_ != found.round:
                continue
            definition = {
                "id": step_id,
                "code": code,
                "level": level,
                "posts": posts,
                "warehouse": warehouse_id,
                "is_per_warehouse": bool(is_per_warehouse),
                "covers": field_names or None,
            }
            live = found.live.get(step_id)
            if (state == "signed") != bool(live) or (live and live["id"] != signoff_id):
                found.note("step_unsigned" if state == "signed" else "step_not_shown", step=step_id, step_code=code)
            if recorded.get(id_, {}).pop(step_id, None) != definition:
                found.note("step_changed", step=step_id, step_code=code)
            elif found.is_released and state not in ("signed", "closed"):
                found.note("step_open", step=step_id, step_code=code)
        for id_, missing in recorded.items():
            for definition in missing.values():
                chains[id_].note("step_missing", step=definition["id"], step_code=definition["code"])

    def _signoff_recorded_steps(self, chains):
        """{document id: {step id: definition}} as the last maker's act recorded them."""
        make_ids = [found.last_make["id"] for found in chains.values() if found.last_make]
        contents = self.env.execute_query(
            SQL(
                "SELECT %s, content FROM sales_manual_signoff WHERE id IN %s",
                SQL.identifier(self._signoff_document_field),
                tuple(make_ids) or (0,),
            )
        )
        return {id_: {step["id"]: step for step in _read(content).get("steps", ())} for id_, content in contents}

    def _signoff_compare_content(self, chains):
        """What live signatures cover against what the documents say now."""
        # sudo: a signature is compared with all that it covers, whatever of it the reader may see
        documents = self.sudo().filtered(lambda document: document.state not in document._signoff_unsigned_states)
        ids = set(documents.ids)
        signatures = {
            row["id"]: (found, row) for found in chains.values() if found.res_id in ids for row in found.live.values()
        }
        contents = documents._signoff_contents()
        differing = self._signoff_differing(signatures, contents)
        # bytes that differ may still say the same: a customer was renamed, or a field came that nobody signed
        for signoff_id, content in self.env.execute_query(
            SQL("SELECT id, content FROM sales_manual_signoff WHERE id IN %s ORDER BY id", tuple(differing) or (0,))
        ):
            (found, row), signed = signatures[signoff_id], _read(content)
            now = {name: contents[found.res_id].get(name) for name in signed}
            # written and read back as a signature is
            changes = serializer.differences(signed, json.loads(serializer.canonical(now)))
            if changes:
                found.note("live_differs", row["chain_index"], changes=changes)
        self.env.invalidate_all()  # bounds the memory of a check over everything

    def _signoff_differing(self, signatures, contents):
        """Ids of the signatures, {id: (chain, row)}, whose content is not byte for byte what they would cover now."""
        steps = self.env["sales.manual.signoff.step"].sudo()  # read as the documents they stand on
        covered = {
            step.id: step._covered_names()
            for step in steps.browse({row["step_id"] for _found, row in signatures.values()} - {None}).exists()
        }
        digests, differing = {}, []
        for signoff_id, (found, row) in signatures.items():
            names = covered.get(row["step_id"])
            key = found.res_id, tuple(names or ())
            if key not in digests:
                content = contents[found.res_id]
                digests[key] = serializer.content_digest(
                    serializer.canonical({name: content[name] for name in content if not names or name in names})
                )
            if digests[key] != row["content_sha"]:
                differing.append(signoff_id)
        return differing


def _read(content):
    """A stored content as data; one that cannot be read is reported by its digest."""
    try:
        return json.loads(content or "{}")
    except ValueError:
        return {}
